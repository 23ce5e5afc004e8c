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
use crate::exchange::{Arrived, Departing, Opener, Relation, Sealed, row_hash};
use crate::views::{ExchangeConflict, ExchangeField, ImportFault};
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
        let mut opener = Opener::new(&grid, table.header_row());
        let foreign = opener.foreign_columns(&kind.title, |head| kind.open_columns().any(|column| column.name == head));
        if !foreign.is_empty() {
            return Ok(Arrived::refused(table.rows().count(), foreign));
        }
        let sorter = Sorter::new(&checker, &book, &table);
        for row in table.rows() {
            arrived.rows += 1;
            let sorted = opener.open(row).and_then(|sealed| sorter.sort(&opener, row, &sealed));
            match sorted {
                Ok(Sorted::Same) => arrived.counts.unchanged += 1,
                Ok(Sorted::Older) => arrived.older += 1,
                Ok(Sorted::Conflict(conflict)) => arrived.conflicts.push(conflict),
                Ok(Sorted::Take(id)) => {
                    taken.insert(row.number);
                    brought.extend(id.map(|id| (row.number, id)));
                }
                Err(fault) => arrived.fault(*fault),
            }
        }
        taken.insert(table.header_row());
    }
    let all = grid.rows.len();
    let grid = Grid { rows: grid.rows.into_iter().filter(|row| taken.is_empty() || taken.contains(&row.number)).collect(), ..grid };
    if taken.len() == 1 && all > 1 {
        return Ok(arrived);
    }
    let planned = plan(call, NewIds { made: ids, brought }, &Checker::new(anlan, call, kind, &names), &book, &[grid], source);
    arrived.add(&planned.counts, &planned.faults, &planned.corrections);
    record(tx, kind, &names, planned).await?;
    Ok(arrived)
}

enum Sorted {
    Same,
    Older,
    Conflict(ExchangeConflict),
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
        Self { checker, book, table, live, gone, all }
    }

    fn sort(&self, opener: &Opener<'_>, row: &GridRow, sealed: &Sealed) -> Result<Sorted, Box<ImportFault>> {
        let (texts, unread) = self.table.texts(row);
        // What cannot be read is told by the import's own check, cell by cell.
        let Ok(checked) = self.checker.check(&texts) else { return Ok(Sorted::Take(None)) };
        if !unread.is_empty() {
            return Ok(Sorted::Take(None));
        }
        let kind = self.checker.kind;
        let theirs = said_now(self.checker.names, kind, &checked.content);
        if let Some((column, value)) = theirs.iter().find(|(column, value)| sealed.values.get(*column) != Some(*value)) {
            let raw = sealed.values.get(column).map_or("", String::as_str);
            return Err(opener.not_as_written(row, column, (raw, value)));
        }
        let taken_as = id_here(&kind.key, sealed.id);
        let by_id = self.all.get(&sealed.id).or_else(|| self.all.get(&taken_as.0)).copied();
        let by_identity = self.live.get(checked.identity.as_str()).or_else(|| self.gone.get(checked.identity.as_str())).copied();
        let Some(held) = by_identity.or(by_id) else { return Ok(Sorted::Take(Some(taken_as))) };
        let other = by_id.is_some_and(|by_id| by_id.latest.record_id != held.latest.record_id || by_id.latest.identity != checked.identity);
        let differs =
            |column: &&RecordColumn| self.table.has(&column.name) && !self.checker.same_value(column, held.content, &checked.content);
        if !other && held.withdrawn.is_none() && !kind.open_columns().any(|column| differs(&column)) {
            return Ok(Sorted::Same);
        }
        let ours = said_now(self.checker.names, kind, held.content);
        let said = digests(self.book, self.checker.names, kind, held.latest.record_id);
        let now = [row_hash(&ours), row_hash(&as_recorded(kind, held.content))];
        let relation = sealed.relation(&now, &said);
        let why = match relation {
            _ if held.withdrawn.is_some() => "本区已撤回这条记录",
            _ if other => "对方改动了识别这条记录的内容，不能自动对应",
            Relation::Newer => return Ok(Sorted::Take(None)),
            Relation::Older => return Ok(Sorted::Older),
            Relation::BackAndForth | Relation::Apart => relation.why(),
        };
        let field = |column: &RecordColumn| ExchangeField {
            label: column.name.clone(),
            ours: ours.get(&column.name).cloned().unwrap_or_default(),
            theirs: theirs.get(&column.name).cloned().unwrap_or_default(),
        };
        let differing = kind.open_columns().filter(differs);
        Ok(Sorted::Conflict(ExchangeConflict {
            kind: kind.key.clone(),
            file: self.table.grid.name.clone(),
            row: row.number,
            record_id: held.latest.record_id.0,
            title: title_of(kind, &ours),
            why: why.to_owned(),
            fields: differing.map(field).collect(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::plain_number;

    #[test]
    fn numbers_are_written_the_shortest_way() {
        for (text, plain) in
            [("0.50", "0.5"), ("3.0", "3"), ("10", "10"), ("-1.20", "-1.2"), ("0.05L", "0.05L"), ("<0.10", "<0.10"), ("1.", "1.")]
        {
            assert_eq!(plain_number(text), plain);
        }
    }
}
