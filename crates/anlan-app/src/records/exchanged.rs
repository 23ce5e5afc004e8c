//! Records as they leave for another system and come back: with the record's id, the digest of what it says, and the digests of what it
//! said before, so that the other side can tell a newer version from a contradiction.

use super::about::named;
use super::book::{RecordBook, title_of};
use super::check::Checker;
use super::confirm_import::record;
use super::grid::Table;
use super::kinds::kinds_of;
use super::names::Names;
use super::plan_import::{NewIds, plan};
use crate::imports::shown;
use crate::views::{ExchangeConflict, ExchangeField, ImportCorrection, ImportCounts, ImportFault};
use crate::{Anlan, Call, Fault};
use anlan_core::digest;
use anlan_core::ids::{Ids, RecordId};
use anlan_core::record::{Holds, RecordColumn, RecordContent, RecordEvent, RecordKind, Recorded};
use anlan_core::rule::value::Kind;
use anlan_report::read::{Grid, GridRow};
use anlan_store::{Connection, Regional, Tx};
use chrono::{DateTime, Datelike as _, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Columns that come before the record's own.
pub(crate) const OWN: [&str; 3] = ["id", "hash", "base"];

/// A record as it leaves.
pub(crate) struct Departing {
    pub(crate) id: Uuid,
    pub(crate) hash: String,
    /// Digests of what it said before.
    pub(crate) base: BTreeSet<String>,
    /// What it says, by column; blank ones are absent.
    pub(crate) values: BTreeMap<String, String>,
}

/// The digest of what a row says: SM3 over `column=value` and a line feed for each value that is not blank, in the order of the column
/// names; a backslash in a value is doubled, a line feed written `\n`.
pub(crate) fn row_hash(values: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (name, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        text.push_str(name);
        text.push('=');
        text.push_str(&value.replace('\\', "\\\\").replace('\n', "\\n"));
        text.push('\n');
    }
    digest::hex(text.as_bytes())
}

/// A plain decimal without needless zeros: `0.50` is written `0.5`; all else stays.
fn plain_number(text: &str) -> String {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.strip_prefix('-').unwrap_or(text).split_once('.') {
        Some((whole, fraction)) if digits(whole) && digits(fraction) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        Some(_) | None => text.to_owned(),
    }
}

/// Values as packages write them: of numbers the shortest way.
fn written(kind: &RecordKind, values: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let number = |name: &str| {
        let holds = kind.column(name).map(|column| &column.holds);
        matches!(holds, Some(Holds::Value(Kind::Number(_)) | Holds::Measured(_)))
    };
    values
        .into_iter()
        .map(|(name, value)| {
            if number(&name) {
                let plain = plain_number(&value);
                (name, plain)
            } else {
                (name, value)
            }
        })
        .collect()
}

/// What a content says, by the names of now; without secrets.
fn said_now(names: &Names, kind: &RecordKind, content: &RecordContent) -> BTreeMap<String, String> {
    written(kind, names.values(kind, content))
}

/// What a content says without secrets, by the names as they were recorded.
fn as_recorded(kind: &RecordKind, content: &RecordContent) -> BTreeMap<String, String> {
    let open = kind.open_columns().filter_map(|column| content.values.get_key_value(&column.name));
    written(kind, open.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// The digests of everything a record ever said, and of what it says: by the names of then and of now.
fn digests(book: &RecordBook, names: &Names, kind: &RecordKind, id: RecordId) -> BTreeSet<String> {
    let facts = book.facts(id).unwrap_or_default();
    let contents = facts.iter().filter_map(|fact| match &fact.event {
        RecordEvent::Recorded(content) | RecordEvent::Corrected(content) => Some(content),
        RecordEvent::Withdrawn => None,
    });
    contents.flat_map(|content| [row_hash(&said_now(names, kind, content)), row_hash(&as_recorded(kind, content))]).collect()
}

/// Every record of a kind that holds, of a year where the kind has days.
///
/// # Errors
/// The store fails.
pub(crate) async fn departing<C: Connection>(
    anlan: &Anlan,
    call: &Call,
    read: &Regional<'_, C>,
    kind: &RecordKind,
    year: i32,
) -> Result<Vec<Departing>, Fault> {
    let book = RecordBook::load(read, &kind.key).await?;
    let names = Names::load(read, kinds_of(anlan, &call.region), kind, DateTime::<Utc>::MAX_UTC).await?;
    let mut rows = Vec::new();
    for held in book.live().filter(|held| kind.occurred.is_none() || held.latest.occurred_on.year() == year) {
        let values = said_now(&names, kind, held.content);
        let hash = row_hash(&values);
        let mut base = digests(&book, &names, kind, held.latest.record_id);
        base.remove(&hash);
        rows.push((held.latest.occurred_on, Departing { id: held.latest.record_id.0, hash, base, values }));
    }
    rows.sort_by(|(a, one), (b, other)| (a, one.id).cmp(&(b, other.id)));
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// The id a record of another system has here: always the same, and never one of another kind's records.
fn id_here(kind: &str, id: Uuid) -> RecordId {
    let digest = digest::bytes(format!("{kind}/{id}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    RecordId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// What a part of a package did, or would do.
#[derive(Debug, Default)]
pub(crate) struct Arrived {
    pub(crate) rows: usize,
    pub(crate) counts: ImportCounts,
    /// Rows that say what was here before: ours is newer.
    pub(crate) older: usize,
    pub(crate) conflicts: Vec<ExchangeConflict>,
    pub(crate) corrections: Vec<ImportCorrection>,
    pub(crate) faults: Vec<ImportFault>,
}

/// A row's own columns.
struct Own {
    id: Option<Uuid>,
    hash: String,
    base: BTreeSet<String>,
}

/// Takes in the rows of a part inside a transaction: what is the same or older is left, what contradicts is told, the rest is recorded.
///
/// # Errors
/// The store fails.
pub(crate) async fn arrive(
    anlan: &Anlan,
    call: &Call,
    tx: &Tx,
    ids: &mut Ids,
    kind: &RecordKind,
    grid: Grid,
    source: &str,
) -> Result<Arrived, Fault> {
    let read = tx.read();
    let book = RecordBook::load(&read, &kind.key).await?;
    let mut names = Names::load(&read, kinds_of(anlan, &call.region), kind, DateTime::<Utc>::MAX_UTC).await?;
    let mut arrived = Arrived::default();
    let mut taken: BTreeSet<u32> = BTreeSet::new();
    let mut brought: HashMap<u32, RecordId> = HashMap::new();
    if let Some(table) = Table::find(kind, &grid) {
        let texts: Vec<_> = table.rows().map(|row| table.texts(row).0).collect();
        names.know_problems(&read, &named(kind, texts.iter())).await?;
        let checker = Checker::new(anlan, call, kind, &names);
        let sorter = Sorter::new(&checker, &book, &table);
        arrived.faults.extend(sorter.foreign_columns());
        let mut seen: BTreeSet<Uuid> = BTreeSet::new();
        for row in table.rows() {
            arrived.rows += 1;
            match sorter.sort(row, &mut seen) {
                Sorted::Same => arrived.counts.unchanged += 1,
                Sorted::Older => arrived.older += 1,
                Sorted::Conflict(conflict) => arrived.conflicts.push(conflict),
                Sorted::Fault(fault) => {
                    arrived.counts.faulty += 1;
                    arrived.faults.push(fault);
                }
                Sorted::Take(id) => {
                    taken.insert(row.number);
                    brought.extend(id.map(|id| (row.number, id)));
                }
            }
        }
        taken.insert(table.header_row());
    }
    let all = grid.rows.len();
    let grid = Grid { rows: grid.rows.into_iter().filter(|row| taken.is_empty() || taken.contains(&row.number)).collect(), ..grid };
    if (taken.len() == 1 && all > 1) || arrived.faults.iter().any(|fault| fault.code == "foreign_column") {
        return Ok(arrived);
    }
    let planned = plan(call, NewIds { made: ids, brought }, &Checker::new(anlan, call, kind, &names), &book, &[grid], source);
    arrived.counts.accepted += planned.counts.accepted;
    arrived.counts.corrected += planned.counts.corrected;
    arrived.counts.unchanged += planned.counts.unchanged;
    arrived.counts.faulty += planned.counts.faulty;
    arrived.faults.extend(planned.faults.iter().cloned());
    arrived.faults.sort_by_key(|fault| fault.row);
    arrived.corrections.extend(planned.corrections.iter().cloned());
    record(tx, kind, &names, planned).await?;
    Ok(arrived)
}

enum Sorted {
    Same,
    Older,
    Conflict(ExchangeConflict),
    Fault(ImportFault),
    /// With the id it is to have, when it is new.
    Take(Option<RecordId>),
}

struct Sorter<'a> {
    checker: &'a Checker<'a>,
    book: &'a RecordBook,
    table: &'a Table<'a>,
    /// What is held, by identity; what was withdrawn, by identity; both by id.
    live: HashMap<&'a str, Recorded<'a>>,
    gone: HashMap<&'a str, Recorded<'a>>,
    all: HashMap<Uuid, Recorded<'a>>,
    /// Where the row's own columns stand.
    places: [Option<usize>; 3],
    heads: Vec<String>,
}

impl<'a> Sorter<'a> {
    fn new(checker: &'a Checker<'a>, book: &'a RecordBook, table: &'a Table<'a>) -> Self {
        let live = book.live().map(|held| (held.latest.identity.as_str(), held)).collect();
        let held = || book.records(DateTime::<Utc>::MAX_UTC);
        // A record that was sent comes home by the id it has there.
        let ids =
            |held: Recorded<'a>| [held.latest.record_id.0, id_here(&checker.kind.key, held.latest.record_id.0).0].map(|id| (id, held));
        let all = held().flat_map(ids).collect();
        let gone = held().filter(|held| held.withdrawn.is_some()).map(|held| (held.latest.identity.as_str(), held)).collect();
        let head = table.grid.rows.iter().find(|row| row.number == table.header_row());
        let heads: Vec<String> = head.map(|row| row.cells.iter().map(shown).collect()).unwrap_or_default();
        let places = OWN.map(|own| heads.iter().position(|head| head == own));
        Self { checker, book, table, live, gone, all, places, heads }
    }

    fn own(&self, row: &GridRow) -> Own {
        let [id, hash, base] = self.places.map(|place| place.map(|place| shown(row.cell(place))).unwrap_or_default());
        Own { id: id.parse().ok(), hash, base: base.split_whitespace().map(str::to_owned).collect() }
    }

    /// The row's values as they stand in the file, for its digest.
    fn raw(&self, row: &GridRow) -> BTreeMap<String, String> {
        let cells = self.heads.iter().enumerate().filter(|(_, head)| !OWN.contains(&head.as_str()));
        cells.map(|(place, head)| (head.clone(), shown(row.cell(place)))).filter(|(_, value)| !value.is_empty()).collect()
    }

    fn fault(&self, row: &GridRow, column: &str, value: &str, (code, zh, en): (&str, &str, &str)) -> Sorted {
        let value = Some(value.to_owned()).filter(|value| !value.is_empty());
        Sorted::Fault(ImportFault::new(&self.table.grid.name, Some(row.number), Some(column.to_owned()), value, code, zh, en))
    }

    /// Columns that the kind does not have, or that never leave.
    fn foreign_columns(&self) -> Vec<ImportFault> {
        let kind = self.checker.kind;
        let open = |head: &str| kind.open_columns().any(|column| column.name == head);
        let foreign = self.heads.iter().filter(|head| !head.is_empty() && !OWN.contains(&head.as_str()) && !open(head));
        let told = |head: &String| {
            let zh = format!("“{}”台账没有可以交换的“{head}”一列，这部分不接收。请与发送方核对台账的列（列名须完全一致）。", kind.title);
            let en = format!("{} has no column {head} that is exchanged: nothing of this part is taken in", kind.key);
            let row = Some(self.table.header_row());
            ImportFault::new(&self.table.grid.name, row, Some(head.clone()), None, "foreign_column", zh, en)
        };
        foreign.map(told).collect()
    }

    fn sort(&self, row: &GridRow, seen: &mut BTreeSet<Uuid>) -> Sorted {
        let own = self.own(row);
        let raw = self.raw(row);
        if own.hash.is_empty() {
            let told =
                ("no_hash", "没有摘要（hash），请发送方按交换格式重新生成。", "the row has no hash: let the sender make the package anew");
            return self.fault(row, "hash", "", told);
        }
        if own.hash != row_hash(&raw) {
            let zh = "摘要（hash）与这一行的内容不符：传送中损坏，或者生成后被改动。请向发送方索取原包。";
            let en = "the hash does not fit the row: damaged or edited; ask the sender for the package as made";
            return self.fault(row, "hash", &own.hash, ("wrong_hash", zh, en));
        }
        let Some(id) = own.id else {
            let told =
                ("bad_id", "编号（id）应是 UUID，请发送方按交换格式重新生成。", "the id is no UUID: let the sender make the package anew");
            return self.fault(row, "id", "", told);
        };
        if !seen.insert(id) {
            let told = (
                "duplicate_id",
                "这个编号（id）在前面的行已经有了，请发送方更正。",
                "the id stands in an earlier row: let the sender correct it",
            );
            return self.fault(row, "id", &id.to_string(), told);
        }
        let (texts, unread) = self.table.texts(row);
        // What cannot be read is told by the import's own check, cell by cell.
        let Ok(checked) = self.checker.check(&texts) else { return Sorted::Take(None) };
        if !unread.is_empty() {
            return Sorted::Take(None);
        }
        let kind = self.checker.kind;
        let theirs = said_now(self.checker.names, kind, &checked.content);
        if let Some((column, value)) = theirs.iter().find(|(column, value)| raw.get(*column) != Some(*value)) {
            let zh = format!("应写成“{value}”（交换格式规定的写法），请发送方更正。");
            let en = format!("the exchange format writes {value}: let the sender correct it");
            return self.fault(row, column, raw.get(column).map_or("", String::as_str), ("not_as_written", zh.as_str(), en.as_str()));
        }
        let taken_as = id_here(&kind.key, id);
        let by_id = self.all.get(&id).or_else(|| self.all.get(&taken_as.0)).copied();
        let by_identity = self.live.get(checked.identity.as_str()).or_else(|| self.gone.get(checked.identity.as_str())).copied();
        let Some(held) = by_identity.or(by_id) else { return Sorted::Take(Some(taken_as)) };
        let other = by_id.is_some_and(|by_id| by_id.latest.record_id != held.latest.record_id || by_id.latest.identity != checked.identity);
        let differs =
            |column: &&RecordColumn| self.table.has(&column.name) && !self.checker.same_value(column, held.content, &checked.content);
        if !other && held.withdrawn.is_none() && !kind.open_columns().any(|column| differs(&column)) {
            return Sorted::Same;
        }
        let ours = said_now(self.checker.names, kind, held.content);
        let said = digests(self.book, self.checker.names, kind, held.latest.record_id);
        let newer = own.base.contains(&row_hash(&ours)) || own.base.contains(&row_hash(&as_recorded(kind, held.content)));
        let older = said.contains(&own.hash);
        if !other && held.withdrawn.is_none() && newer != older {
            return if newer { Sorted::Take(None) } else { Sorted::Older };
        }
        let why = if held.withdrawn.is_some() {
            "本区已撤回这条记录"
        } else if other {
            "对方改动了识别这条记录的内容，不能自动对应"
        } else if older {
            "双方的版本互为对方的旧版（改过去又改回来），不能判断哪个较新"
        } else {
            "双方各自改动过，对方的版本不是在本区现有版本上改的"
        };
        let field = |column: &RecordColumn| ExchangeField {
            label: column.name.clone(),
            ours: ours.get(&column.name).cloned().unwrap_or_default(),
            theirs: theirs.get(&column.name).cloned().unwrap_or_default(),
        };
        let differing = kind.open_columns().filter(differs);
        Sorted::Conflict(ExchangeConflict {
            kind: kind.key.clone(),
            file: self.table.grid.name.clone(),
            row: row.number,
            record_id: held.latest.record_id.0,
            title: title_of(kind, &ours),
            why: why.to_owned(),
            fields: differing.map(field).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{plain_number, row_hash};
    use std::collections::BTreeMap;

    #[test]
    fn the_digest_is_that_of_the_guide() {
        let values = |all: &[(&str, &str)]| -> BTreeMap<String, String> {
            all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let told = row_hash(&values(&[("b", "2"), ("a", "一\n二\\"), ("c", "")]));
        assert_eq!(told, anlan_core::digest::hex("a=一\\n二\\\\\nb=2\n".as_bytes()));
        assert_ne!(told, row_hash(&values(&[("a", "一"), ("b", "2")])));
    }

    #[test]
    fn numbers_are_written_the_shortest_way() {
        for (text, plain) in
            [("0.50", "0.5"), ("3.0", "3"), ("10", "10"), ("-1.20", "-1.2"), ("0.05L", "0.05L"), ("<0.10", "<0.10"), ("1.", "1.")]
        {
            assert_eq!(plain_number(text), plain);
        }
    }
}
