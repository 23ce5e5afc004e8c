//! The roster of chiefs (河长名录) from a workbook: posts and who holds them. All of it in one transaction, or nothing.
//!
//! A roster is read by the same code as a record book, from columns declared here; what it makes is posts and tenures.

use crate::records::{ReadRow, accept, read_rows};
use crate::views::{EndedTenure, ImportFault, RosterImport};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::pack::Kind;
use anlan_core::record::{RecordContent, RecordKinds};
use anlan_store::{ChiefRow, TenureRow, Tx};
use chrono::{Days, NaiveDate};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

pub(super) const ROSTER: &str = "chief_roster";
const POST: &str = "职务名称";
const LEVEL: &str = "级别";
const RIVER: &str = "河流";
const PERSON: &str = "姓名";
const FROM: &str = "任职开始";
const UNTIL: &str = "任职结束";

/// The columns of a roster; the levels are the region's.
pub(super) fn columns(levels: &[Kind]) -> String {
    format!(
        r#"
[[kind]]
key = "{ROSTER}"
title = "河长名录"
about = "河长的职务和任职"
identity = ["{POST}", "{FROM}"]
[[kind.column]]
name = "{POST}"
required = true
headers = ["职务", "河长职务", "河长名称"]
[[kind.column]]
name = "{LEVEL}"
holds = "choice"
choices = [{}]
required = true
headers = ["河长级别"]
[[kind.column]]
name = "{RIVER}"
holds = "river"
headers = ["责任河流", "河流名称"]
[[kind.column]]
name = "{PERSON}"
required = true
headers = ["河长姓名", "任职人"]
[[kind.column]]
name = "{FROM}"
holds = "date"
required = true
headers = ["任职时间", "任职日期", "开始日期"]
[[kind.column]]
name = "{UNTIL}"
holds = "date"
not_before = "{FROM}"
headers = ["离任时间", "离任日期", "结束日期"]
"#,
        labels(levels)
    )
}

/// Labels as a TOML list's inside.
pub(super) fn labels(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| format!("{:?}", kind.label)).collect::<Vec<_>>().join(", ")
}

/// Kinds of rows read from their declarations; a pack that declares no levels or kinds leaves nothing to choose from.
pub(super) fn kinds_of(text: &str) -> Result<RecordKinds, Fault> {
    RecordKinds::default().with(text).map_err(|fault| {
        let zh = "本区规则包没有声明单位类别、河流级别或者河长级别，请先选好规则包，或者在 pack.toml 中写明。".to_owned();
        Fault::conflict("no_levels", zh, format!("the pack declares no kinds or levels: {fault}"))
    })
}

/// One line of the roster.
struct Line {
    sheet: String,
    row: u32,
    post: String,
    level: String,
    river: Option<Uuid>,
    person: String,
    from_on: NaiveDate,
    until_on: Option<NaiveDate>,
}

fn line(read: ReadRow, levels: &[Kind]) -> Option<Line> {
    let content: &RecordContent = &read.content;
    let value = |name: &str| content.values.get(name).map(String::as_str);
    let day = |name: &str| value(name).and_then(|text| text.parse::<NaiveDate>().ok());
    let level = value(LEVEL)?;
    Some(Line {
        row: read.row,
        sheet: read.sheet.clone(),
        post: anlan_core::text::name(value(POST)?),
        level: levels.iter().find(|own| own.label == level)?.key.clone(),
        river: content.refs.get(RIVER).copied(),
        person: anlan_core::text::name(value(PERSON)?),
        from_on: day(FROM)?,
        until_on: day(UNTIL),
    })
}

/// Reads a roster (xlsx or CSV); with `confirm` and without faults, registers the posts and tenures that are not there yet.
///
/// # Errors
/// Not allowed, not readable, or the store fails.
pub async fn import_chiefs(anlan: &Anlan, call: &Call, name: &str, bytes: &[u8], confirm: bool) -> Result<RosterImport, Fault> {
    call.ask(Action::RegisterEdit, Target::default())?;
    let levels = anlan.packs.of_region(call.region.as_str()).map(|pack| pack.head.chief_levels.clone()).unwrap_or_default();
    let kinds = kinds_of(&columns(&levels))?;
    let tx = anlan.begin(call).await?;
    let sheets = accept(name, bytes).await?;
    let (read, faults) = read_rows(anlan, call, &tx.read(), &kinds, ROSTER, (name, &sheets)).await?;
    let mut ids = call.ids();
    let taken = take(&tx, call, &levels, read, &mut || ids.make()).await?;
    let faults: Vec<ImportFault> = faults.into_iter().chain(taken.faults.iter().cloned()).collect();
    let result = RosterImport {
        posts: taken.new_posts.len(),
        tenures: taken.new_tenures.len(),
        ended: taken.told.clone(),
        unchanged: taken.unchanged,
        confirmed: confirm && faults.is_empty(),
        faults,
    };
    if !result.confirmed {
        return Ok(result);
    }
    taken.write(&tx).await?;
    let detail = json!({ "posts": result.posts, "tenures": result.tenures, "unchanged": result.unchanged });
    anlan.finish(tx, call, "chief.import", name, &detail).await?;
    Ok(result)
}

/// What the rows of a roster add to the posts and tenures that stand.
///
/// # Errors
/// The store fails.
pub(super) async fn take(
    tx: &Tx,
    call: &Call,
    levels: &[Kind],
    read: Vec<ReadRow>,
    id: &mut (dyn FnMut() -> Uuid + Send),
) -> Result<Roster, Fault> {
    let mut lines: Vec<Line> = read.into_iter().filter_map(|row| line(row, levels)).collect();
    lines.sort_by(|a, b| (&a.post, a.from_on).cmp(&(&b.post, b.from_on)));
    let mut roster = Roster {
        posts: tx.read().chiefs().await?.into_iter().map(|row| (row.name.clone(), row)).collect(),
        region: call.region.to_string(),
        ..Roster::default()
    };
    for tenure in tx.read().tenures().await? {
        roster.tenures.entry(tenure.chief_id).or_default().push(tenure);
    }
    for line in &lines {
        if let Err(fault) = roster.take(line, call, id) {
            roster.faults.push(*fault);
        }
    }
    Ok(roster)
}

/// The posts and tenures as they stand, and what a roster adds.
#[derive(Default)]
pub(super) struct Roster {
    region: String,
    posts: HashMap<String, ChiefRow>,
    tenures: HashMap<Uuid, Vec<TenureRow>>,
    pub(super) new_posts: Vec<ChiefRow>,
    pub(super) new_tenures: Vec<TenureRow>,
    ended: Vec<TenureRow>,
    /// Every tenure that ends because of a row, recorded or of the same roster.
    pub(super) told: Vec<EndedTenure>,
    /// Rows of the roster by which a post is new.
    began: HashMap<String, u32>,
    pub(super) unchanged: usize,
    pub(super) faults: Vec<ImportFault>,
}

impl Roster {
    /// Writes what it adds.
    ///
    /// # Errors
    /// The store fails.
    pub(super) async fn write(self, tx: &Tx) -> Result<(), Fault> {
        tx.add_chiefs(self.new_posts).await?;
        for row in self.ended {
            tx.end_tenure(row).await?;
        }
        Ok(tx.add_tenures(self.new_tenures).await?)
    }

    fn take(&mut self, line: &Line, call: &Call, id: &mut (dyn FnMut() -> Uuid + Send)) -> Result<(), Box<ImportFault>> {
        let fault = |column: &str, value: &str, code: &'static str, zh: String, en: String| {
            Box::new(ImportFault::new(&line.sheet, Some(line.row), Some(column.to_owned()), Some(value.to_owned()), code, zh, en))
        };
        let post = match self.posts.get(&line.post) {
            Some(post) => post.clone(),
            None => {
                let (region_id, name, level) = (self.region.clone(), line.post.clone(), line.level.clone());
                let row = ChiefRow { region_id, id: id(), name, level, river_id: line.river };
                self.posts.insert(line.post.clone(), row.clone());
                self.new_posts.push(row.clone());
                self.began.insert(line.post.clone(), line.row);
                row
            }
        };
        if post.level != line.level || line.river.is_some_and(|river| post.river_id.is_some_and(|own| own != river)) {
            let (zh, en) = match self.began.get(&line.post) {
                Some(row) => (format!("第{row}行写的“{}”", line.post), format!("row {row} says so of {}", line.post)),
                None => (format!("“{}”已经登记", line.post), format!("{} is registered so", line.post)),
            };
            let zh = format!("{zh}是另一级别或另一河流，请核对这些行的职务名称、级别和河流。");
            let en = format!("another level or river: {en}, check them");
            return Err(fault(POST, &line.post, "differs", zh, en));
        }
        let held = self.tenures.entry(post.id).or_default();
        // A roster that leaves an end open says nothing against the one that the next holder's first day set.
        let followed = |until: NaiveDate| until.succ_opt().is_some_and(|next| held.iter().any(|other| other.from_on == next));
        let ends_so = |until: Option<NaiveDate>| until == line.until_on || line.until_on.is_none() && until.is_some_and(followed);
        if held.iter().any(|own| own.person == line.person && own.from_on == line.from_on && ends_so(own.until_on)) {
            self.unchanged += 1;
            return Ok(());
        }
        let overlaps = |own: &&TenureRow| {
            let before = own.from_on < line.from_on && own.until_on.is_none_or(|until| until < line.from_on);
            let after = line.until_on.is_some_and(|until| until < own.from_on);
            !before && !after
        };
        if let Some(other) = held.iter().find(overlaps) {
            let zh = format!("“{}”在{}已由{}任职，任期重叠，请核对起止日期。", line.post, line.from_on, other.person);
            let en = format!("the tenure of {} overlaps that of {}: check the days", line.person, other.person);
            return Err(fault(FROM, &line.from_on.to_string(), "overlaps", zh, en));
        }
        // The one in office until then leaves the day before, whether from the file or recorded earlier.
        let last = line.from_on.checked_sub_days(Days::new(1));
        for own in held.iter_mut().filter(|own| own.until_on.is_none() && own.from_on < line.from_on) {
            own.until_on = last;
            let follows = line.person.clone();
            let told = last.map(|until_on| EndedTenure { post: line.post.clone(), person: own.person.clone(), until_on, follows });
            self.told.extend(told);
            match self.new_tenures.iter_mut().find(|new| new.id == own.id) {
                Some(new) => new.until_on = last,
                None => self.ended.push(own.clone()),
            }
        }
        let row = TenureRow {
            region_id: self.region.clone(),
            id: id(),
            chief_id: post.id,
            person: line.person.clone(),
            from_on: line.from_on,
            until_on: line.until_on,
            recorded_at: call.at,
            recorded_by: call.actor.name.clone(),
        };
        held.push(row.clone());
        self.new_tenures.push(row);
        Ok(())
    }
}
