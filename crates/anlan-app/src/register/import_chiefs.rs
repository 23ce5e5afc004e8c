//! The roster of chiefs (河长名录) from a workbook: posts and who holds them. All of it in one transaction, or nothing.
//!
//! A roster is read by the same code as a record book, from columns declared here; what it makes is posts and tenures.

use crate::records::plan_file;
use crate::views::{ImportFault, RosterImport};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::pack::Kind;
use anlan_core::record::{RecordContent, RecordEvent, RecordKinds};
use anlan_store::{ChiefRow, TenureRow};
use chrono::{Days, NaiveDate};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

const POST: &str = "职务名称";
const LEVEL: &str = "级别";
const RIVER: &str = "河流";
const PERSON: &str = "姓名";
const FROM: &str = "任职开始";
const UNTIL: &str = "任职结束";

/// The columns of a roster; the levels are the region's.
fn columns(levels: &[Kind]) -> Result<RecordKinds, Fault> {
    let labels: Vec<String> = levels.iter().map(|level| format!("{:?}", level.label)).collect();
    let text = format!(
        r#"
[[kind]]
key = "chief_roster"
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
        labels.join(", ")
    );
    RecordKinds::default().with(&text).map_err(|fault| {
        let zh = "本区规则包没有声明河长级别，请先在 pack.toml 中写明 [[chief_level]]。".to_owned();
        Fault::conflict("no_levels", zh, format!("the pack declares no levels of chiefs: {fault}"))
    })
}

/// One line of the roster.
struct Line {
    post: String,
    level: String,
    river: Option<Uuid>,
    person: String,
    from_on: NaiveDate,
    until_on: Option<NaiveDate>,
}

fn line(content: &RecordContent, levels: &[Kind]) -> Option<Line> {
    let value = |name: &str| content.values.get(name).map(String::as_str);
    let day = |name: &str| value(name).and_then(|text| text.parse::<NaiveDate>().ok());
    let level = value(LEVEL)?;
    Some(Line {
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
    let kinds = columns(&levels)?;
    let tx = anlan.begin(call).await?;
    let (facts, mut faults) = plan_file(anlan, call, &tx.read(), &kinds, "chief_roster", name, bytes).await?;
    let contents = facts.iter().filter_map(|fact| match &fact.event {
        RecordEvent::Recorded(content) | RecordEvent::Corrected(content) => line(content, &levels),
        RecordEvent::Withdrawn => None,
    });
    let mut lines: Vec<Line> = contents.collect();
    lines.sort_by(|a, b| (&a.post, a.from_on).cmp(&(&b.post, b.from_on)));
    let mut roster = Roster {
        posts: tx.read().chiefs().await?.into_iter().map(|row| (row.name.clone(), row)).collect(),
        tenures: HashMap::new(),
        region: call.region.to_string(),
        ..Roster::default()
    };
    for tenure in tx.read().tenures().await? {
        roster.tenures.entry(tenure.chief_id).or_default().push(tenure);
    }
    let mut ids = call.ids();
    for line in &lines {
        if let Err(fault) = roster.take(line, call, &mut || ids.make()) {
            faults.push(*fault);
        }
    }
    let result = RosterImport {
        posts: roster.new_posts.len(),
        tenures: roster.new_tenures.len(),
        unchanged: roster.unchanged,
        confirmed: confirm && faults.is_empty(),
        faults,
    };
    if !result.confirmed {
        return Ok(result);
    }
    tx.add_chiefs(roster.new_posts).await?;
    for row in roster.ended {
        tx.end_tenure(row).await?;
    }
    tx.add_tenures(roster.new_tenures).await?;
    let detail = json!({ "posts": result.posts, "tenures": result.tenures, "unchanged": result.unchanged });
    anlan.finish(tx, call, "chief.import", name, &detail).await?;
    Ok(result)
}

/// The posts and tenures as they stand, and what a roster adds.
#[derive(Default)]
struct Roster {
    region: String,
    posts: HashMap<String, ChiefRow>,
    tenures: HashMap<Uuid, Vec<TenureRow>>,
    new_posts: Vec<ChiefRow>,
    new_tenures: Vec<TenureRow>,
    ended: Vec<TenureRow>,
    unchanged: usize,
}

impl Roster {
    fn take(&mut self, line: &Line, call: &Call, id: &mut dyn FnMut() -> Uuid) -> Result<(), Box<ImportFault>> {
        let fault = |column: &str, value: &str, code: &'static str, zh: String, en: String| {
            Box::new(ImportFault::new("", None, Some(column.to_owned()), Some(value.to_owned()), code, zh, en))
        };
        let post = match self.posts.get(&line.post) {
            Some(post) => post.clone(),
            None => {
                let (region_id, name, level) = (self.region.clone(), line.post.clone(), line.level.clone());
                let row = ChiefRow { region_id, id: id(), name, level, river_id: line.river };
                self.posts.insert(line.post.clone(), row.clone());
                self.new_posts.push(row.clone());
                row
            }
        };
        if post.level != line.level || line.river.is_some_and(|river| post.river_id.is_some_and(|own| own != river)) {
            let zh = format!("“{}”已经登记为另一级别或另一河流，请核对职务名称、级别和河流。", line.post);
            let en = format!("{} is registered with another level or river: check them", line.post);
            return Err(fault(POST, &line.post, "differs", zh, en));
        }
        let held = self.tenures.entry(post.id).or_default();
        if held.iter().any(|own| own.person == line.person && own.from_on == line.from_on && own.until_on == line.until_on) {
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
