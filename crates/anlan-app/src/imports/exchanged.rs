//! Items of the lists and their monthly reports as they leave for another system and come back. An item is known by its number, a report
//! by the number and the month; what is taken in goes the way of every import, so that what needs approval is refused here too.

use super::compare::Known;
use super::headers::headers;
use super::mapping::{ColumnMapping, ImportMapping, ShareScale, SheetKind, SheetMapping};
use super::parse;
use super::plan::plan;
use super::use_cases::{known_now, pack_of, record};
use crate::exchange::{Arrived, Departing, Opener, Relation, row_hash};
use crate::views::{ExchangeConflict, ExchangeField};
use crate::{Anlan, Call, Fault};
use anlan_core::days::Edge;
use anlan_core::exact::{Money, Points, Quantity, Share};
use anlan_core::ids::ItemId;
use anlan_core::item::{Item, ItemFact};
use anlan_core::progress::Progress;
use anlan_core::text;
use anlan_report::read::{Cell, CellValue, Grid};
use anlan_store::{Connection, Regional, Tx};
use chrono::{DateTime, Datelike as _, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What is exchanged, in the order in which it is taken in, with its words.
const EXCHANGED: [(SheetKind, &str); 4] = [
    (SheetKind::Major, "items-major"),
    (SheetKind::Measure, "items-measure"),
    (SheetKind::Problem, "items-problem"),
    (SheetKind::Progress, "items-progress"),
];

fn yes_no(yes: bool) -> &'static str {
    if yes { "是" } else { "否" }
}

/// A list, or the monthly reports, as a part of a package.
pub(crate) struct ListPart {
    kind: SheetKind,
    pub(crate) key: &'static str,
    pub(crate) title: &'static str,
    /// Fields and the columns they stand in.
    columns: Vec<(&'static str, String, bool)>,
}

/// What a row says now and what it ever said.
struct Held {
    id: Uuid,
    item_id: Uuid,
    title: String,
    now: BTreeMap<String, String>,
    said: BTreeSet<String>,
}

/// A row's place among those of its part: the number, and the month of a report.
type Key = (String, String);

impl ListPart {
    /// Every part there is.
    pub(crate) fn all() -> Vec<Self> {
        EXCHANGED.iter().filter_map(|(kind, key)| Self::of(*kind, key)).collect()
    }

    fn of(kind: SheetKind, key: &'static str) -> Option<Self> {
        let words = headers().of(kind)?;
        // A list's own column of progress names a month in its header, and who reported is not kept by unit.
        let left_out = |field: &str| if kind == SheetKind::Progress { field == "reporter" } else { field == "share" };
        let fields = words.field.iter().filter(|field| !left_out(&field.key));
        let columns = fields.map(|field| (field.key.as_str(), field.written(), field.required)).collect();
        Some(Self { kind, key, title: &words.label, columns })
    }

    /// Its columns, and whether each is needed.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&str, &'static str, bool)> {
        let holds = |field: &str| match field {
            "start_on" | "limit_on" | "closed_on" => "日期",
            "money" | "target" | "points" | "share" | "quantity" => "数",
            "month" => "月份",
            "hard" => "是、否",
            _ => "文字",
        };
        self.columns.iter().map(move |(field, column, required)| (column.as_str(), holds(field), *required))
    }

    fn column(&self, field: &str) -> &str {
        self.columns.iter().find(|(own, ..)| *own == field).map_or("", |(_, column, _)| column)
    }

    fn key_of(&self, values: &BTreeMap<String, String>) -> Key {
        let value = |field: &str| values.get(self.column(field)).cloned().unwrap_or_default();
        (value("number"), value("month"))
    }

    /// What a row says, written as the format writes it.
    fn values(&self, year: i32, value: impl Fn(&str) -> Option<String>) -> BTreeMap<String, String> {
        let told = self.columns.iter().filter_map(|(field, column, _)| {
            let raw = value(field)?;
            Some((column.clone(), Self::written(field, &raw, year).unwrap_or(raw)))
        });
        told.filter(|(_, value)| !value.is_empty()).collect()
    }

    fn of_item(&self, item: &Item, number: &str, names: &HashMap<Uuid, String>) -> BTreeMap<String, String> {
        let content = &item.latest().content;
        let name = |id: Uuid| names.get(&id).cloned();
        let words = &headers().close_out;
        self.values(content.start_on.year(), |field| match field {
            "number" => Some(number.to_owned()),
            "title" => Some(content.title.clone()),
            "river" => name(content.river_id?.0),
            "unit" => name(content.unit_id.0),
            "chief" => name(content.chief_id?.0),
            "helpers" => Some(content.helpers.join("、")),
            "start_on" => Some(content.start_on.to_string()),
            "limit_on" => Some(content.limit_on.to_string()),
            "money" => content.money.map(|money| money.to_string()),
            "money_source" => content.money_source.clone(),
            "hard" => content.hard.map(|hard| yes_no(hard).to_owned()),
            "measure" => content.measure.clone(),
            "indicator" => content.indicator.clone(),
            "unit_of_measure" => content.unit_of_measure.clone(),
            "target" => content.target.map(|target| target.to_string()),
            "points" => content.points.map(|points| points.to_string()),
            "source" => content.source.clone(),
            "place" => content.place.clone(),
            "kind" => content.kind.clone(),
            "description" => content.description.clone(),
            "state" => if item.closed.is_some() { &words.closed } else { &words.open }.first().cloned(),
            "closed_on" => item.closed.map(|(on, _)| on.to_string()),
            _ => None,
        })
    }

    fn of_report(&self, report: &Progress, number: &str) -> BTreeMap<String, String> {
        self.values(report.month.year(), |field| match field {
            "number" => Some(number.to_owned()),
            "month" => Some(report.month.to_string()),
            "share" => Some(report.share.to_string()),
            "quantity" => report.quantity.map(|quantity| quantity.to_string()),
            "note" => report.note.clone(),
            _ => None,
        })
    }

    /// A value as the format writes it; none when it cannot be read, which the import's own check tells.
    fn written(field: &str, value: &str, year: i32) -> Option<String> {
        let cell = || Cell { value: CellValue::Text(value.to_owned()), ..Cell::EMPTY };
        let words = &headers().close_out;
        let word = |own: &[String]| own.contains(&text::name(value)).then(|| own.first().cloned()).flatten();
        match field {
            "start_on" | "limit_on" | "closed_on" => parse::day(&cell(), year, Edge::Last).ok().map(|day| day.to_string()),
            "month" => parse::month(&cell(), year).ok().map(|own| own.to_string()),
            "money" => Money::parse_wan(value).ok().map(|own| own.to_string()),
            "target" | "quantity" => Quantity::parse(value).ok().map(|own| own.to_string()),
            "points" => Points::parse(value).ok().map(|own| own.to_string()),
            "share" => Share::parse_percent(value).ok().map(|own| own.to_string()),
            "hard" => parse::yes_no(&cell()).ok().map(|hard| yes_no(hard).to_owned()),
            "state" => word(&words.closed).or_else(|| word(&words.open)),
            "helpers" => Some(parse::names(&cell()).join("、")),
            "number" | "unit" | "river" | "chief" => Some(text::name(value)),
            "title" | "measure" | "place" | "description" | "note" => Some(value.trim().to_owned()),
            _ => Some(text::narrow(value)),
        }
    }

    /// Every row of a year, with all it ever said.
    async fn held<C: Connection>(&self, read: &Regional<'_, C>, year: i32) -> Result<BTreeMap<Key, Held>, Fault> {
        let rows = read.items(Some(year)).await?;
        let mut held: BTreeMap<Key, Held> = BTreeMap::new();
        let mut keep = |(id, item_id): (Uuid, Uuid), title: &str, now: BTreeMap<String, String>| {
            let key = self.key_of(&now);
            let own =
                held.entry(key).or_insert_with(|| Held { id, item_id, title: title.to_owned(), now: now.clone(), said: BTreeSet::new() });
            own.said.insert(row_hash(&now));
            own.now = now;
        };
        let Some(list) = self.kind.list() else {
            let numbers: HashMap<Uuid, &str> = rows.iter().map(|row| (row.id, row.number.as_str())).collect();
            for report in read.reports(year).await? {
                if let Some(number) = numbers.get(&report.item_id.0) {
                    let ids = (report.id.0, report.item_id.0);
                    keep(ids, &format!("{number} {}", report.month.zh()), self.of_report(&report, number));
                }
            }
            return Ok(held);
        };
        let (units, rivers, chiefs) = (read.units().await?, read.rivers().await?, read.chiefs().await?);
        let named = units.into_iter().map(|row| (row.id, row.name)).chain(rivers.into_iter().map(|row| (row.id, row.name)));
        let names: HashMap<Uuid, String> = named.chain(chiefs.into_iter().map(|row| (row.id, row.name))).collect();
        let mut facts: HashMap<ItemId, Vec<ItemFact>> = HashMap::new();
        for fact in read.item_facts(year).await? {
            facts.entry(fact.item_id).or_default().push(fact);
        }
        for row in rows.iter().filter(|row| row.list == list.key()) {
            let own = facts.remove(&ItemId(row.id)).unwrap_or_default();
            // As it was known after each fact.
            for known in 1..=own.len() {
                if let Some(item) = Item::known(&own[..known], DateTime::<Utc>::MAX_UTC) {
                    keep(
                        (row.id, row.id),
                        &format!("{} {}", row.number, item.latest().content.title),
                        self.of_item(&item, &row.number, &names),
                    );
                }
            }
        }
        Ok(held)
    }

    /// Every row of a year as it leaves.
    ///
    /// # Errors
    /// The store fails.
    pub(crate) async fn departing<C: Connection>(&self, read: &Regional<'_, C>, year: i32) -> Result<Vec<Departing>, Fault> {
        let leaving = |held: Held| {
            let hash = row_hash(&held.now);
            let base = held.said.into_iter().filter(|said| *said != hash).collect();
            Departing { id: held.id, hash, base, values: held.now }
        };
        Ok(self.held(read, year).await?.into_values().map(leaving).collect())
    }

    /// Takes in the rows of a part inside a transaction: what is the same or older is left, what contradicts is told, the rest is recorded.
    ///
    /// # Errors
    /// No pack, or the store fails.
    pub(crate) async fn arrive(
        &self,
        anlan: &Anlan,
        call: &Call,
        tx: &Tx,
        grid: Grid,
        (year, source, register): (i32, &str, bool),
    ) -> Result<Arrived, Fault> {
        let mut known: Known = known_now(anlan, call, tx.read()).await?;
        let held = self.held(&tx.read(), year).await?;
        let header_row = grid.rows.iter().find(|row| row.cells.iter().any(|cell| !cell.is_blank())).map_or(1, |row| row.number);
        let mut opener = Opener::new(&grid, header_row);
        let body: Vec<_> =
            grid.rows.iter().filter(|row| row.number > header_row && row.cells.iter().any(|cell| !cell.is_blank())).collect();
        let foreign = opener.foreign_columns(self.title, |head| self.columns.iter().any(|(_, column, _)| column == head));
        let missing = self
            .columns
            .iter()
            .filter(|(field, column, required)| (*required || *field == "state") && !opener.heads.iter().any(|head| head == column));
        let missing: Vec<_> = missing.map(|(_, column, _)| opener.missing_column(self.title, column)).collect();
        let wrong: Vec<_> = foreign.into_iter().chain(missing).collect();
        if !wrong.is_empty() {
            return Ok(Arrived::refused(body.len(), wrong));
        }
        let mut arrived = Arrived { rows: body.len(), ..Arrived::default() };
        let mut taken = BTreeSet::from([header_row]);
        for row in body {
            let sealed = match opener.open(row) {
                Ok(sealed) => sealed,
                Err(fault) => {
                    arrived.fault(*fault);
                    continue;
                }
            };
            let otherwise = self.columns.iter().find_map(|(field, column, _)| {
                let raw = sealed.values.get(column)?;
                Self::written(field, raw, year).filter(|written| written != raw).map(|written| (column, raw, written))
            });
            if let Some((column, raw, written)) = otherwise {
                arrived.fault(*opener.not_as_written(row, column, (raw, &written)));
                continue;
            }
            let state = self.column("state");
            if !state.is_empty() && !sealed.values.contains_key(state) {
                let told = ("missing", "请填写状态。", "the state is missing");
                arrived.fault(*opener.fault(row, state, "", told));
                continue;
            }
            let (number, month) = self.key_of(&sealed.values);
            if let Some(other) = known.items.get(&number).filter(|item| item.year != year) {
                let zh = format!("编号{number}在本区是{}年清单的事项，不能接收为{year}年的，请与发送方核对编号。", other.year);
                let en =
                    format!("number {number} stands on the lists of {} here, not of {year}: settle the number with the sender", other.year);
                arrived.fault(*opener.fault(row, self.column("number"), &number, ("other_year", &zh, &en)));
                continue;
            }
            let Some(own) = held.get(&(number, month)) else {
                taken.insert(row.number);
                continue;
            };
            let differs = |column: &str| opener.heads.iter().any(|head| head == column) && own.now.get(column) != sealed.values.get(column);
            if !self.columns.iter().any(|(_, column, _)| differs(column)) {
                arrived.counts.unchanged += 1;
                continue;
            }
            match sealed.relation(&[row_hash(&own.now)], &own.said) {
                Relation::Newer => {
                    taken.insert(row.number);
                }
                Relation::Older => arrived.older += 1,
                relation @ (Relation::BackAndForth | Relation::Apart) => {
                    let said = |values: &BTreeMap<String, String>, column: &str| values.get(column).cloned().unwrap_or_default();
                    let field = |column: &String| ExchangeField {
                        label: column.clone(),
                        ours: said(&own.now, column),
                        theirs: said(&sealed.values, column),
                    };
                    arrived.conflicts.push(ExchangeConflict {
                        kind: self.key.to_owned(),
                        file: grid.name.clone(),
                        row: row.number,
                        record_id: own.item_id,
                        title: own.title.clone(),
                        why: relation.why().to_owned(),
                        fields: self.columns.iter().map(|(_, column, _)| column).filter(|column| differs(column)).map(field).collect(),
                    });
                }
            }
        }
        if taken.len() == 1 {
            return Ok(arrived);
        }
        let place = |head: &str| self.columns.iter().find(|(_, column, _)| column == head).map(|(field, ..)| (*field).to_owned());
        let columns = opener.heads.iter().enumerate().map(|(index, head)| ColumnMapping { index, field: place(head) }).collect();
        let sheet = SheetMapping {
            name: grid.name.clone(),
            kind: Some(self.kind),
            header_row: Some(header_row),
            columns,
            share_scale: Some(ShareScale::Percent),
        };
        let mapping = ImportMapping { sheets: vec![sheet], register_units: register };
        let grid = Grid { rows: grid.rows.into_iter().filter(|row| taken.contains(&row.number)).collect(), ..grid };
        let planned = plan(call, pack_of(anlan, call)?, &mut known, &[grid], Some(mapping), source, Some(year));
        arrived.add(&planned.counts, &planned.faults, &planned.corrections);
        record(tx, planned).await?;
        Ok(arrived)
    }
}
