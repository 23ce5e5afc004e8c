//! The ledger of past inspections: each line a visit, the visits of one name an inspection, released when its findings were.

use super::row::{Line, Numbered, numbered};
use crate::matters::{About, begin, go_on, load};
use crate::{Call, Fault};
use anlan_core::ids::{Ids, MatterId, RiverId, UnitId};
use anlan_core::matter::inspection::{InspectionContent, InspectionEvent, SpotEntry};
use anlan_core::matter::{Matter, MatterEvent, MatterKind, MatterState};
use anlan_store::{MatterFilter, MatterOrder, Tx};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use std::collections::HashMap;

/// Most inspections that begin on one day.
const MOST: u64 = 1000;

/// An inspection while its visits are read.
struct Inspection {
    content: InspectionContent,
    /// Visits that are still to come.
    left: usize,
    id: Option<MatterId>,
    problems: Vec<MatterId>,
}

/// The inspections of a ledger, by name and day of release.
#[derive(Default)]
pub(super) struct Inspections<'a>(HashMap<(&'a str, NaiveDate), Inspection>);

/// Adds what is not there yet.
fn add<T: PartialEq>(all: &mut Vec<T>, one: Option<T>) {
    all.extend(one.filter(|one| !all.contains(one)));
}

impl<'a> Inspections<'a> {
    /// What its visits say of each inspection together.
    pub(super) fn of(lines: &[Line<'a>]) -> Result<Self, Fault> {
        let mut all: HashMap<(&str, NaiveDate), Inspection> = HashMap::new();
        for line in lines {
            let (title, on, released_on) = (line.text("暗访名称"), line.on("日期")?, line.on("公布日期")?);
            let own = all.entry((title, released_on)).or_insert_with(|| Inspection {
                content: InspectionContent {
                    title: title.to_owned(),
                    from_on: on,
                    to_on: on,
                    team: vec![],
                    units: vec![],
                    rivers: vec![],
                    checklist: vec![],
                },
                left: 0,
                id: None,
                problems: vec![],
            });
            let content = &mut own.content;
            (content.from_on, content.to_on) = (content.from_on.min(on), content.to_on.max(on));
            line.several("暗访组").into_iter().for_each(|name| add(&mut content.team, Some(name.to_owned())));
            add(&mut content.units, line.id("责任单位").map(UnitId));
            add(&mut content.rivers, line.id("河流").map(RiverId));
            own.left += 1;
        }
        Ok(Self(all))
    }

    /// A visit: the first one plans its inspection, the last one releases it.
    pub(super) async fn enter(&mut self, call: &Call, tx: &Tx, ids: &mut Ids, line: &Line<'a>) -> Result<(), Fault> {
        let released_on = line.on("公布日期")?;
        let own = self.0.get_mut(&(line.text("暗访名称"), released_on)).ok_or_else(Fault::not_found)?;
        let by = line.person("暗访组", None)?;
        let id = match own.id {
            Some(id) => id,
            None => {
                already(tx, &own.content).await?;
                let id = MatterId(ids.make());
                let event = MatterEvent::Inspection(InspectionEvent::Planned { content: own.content.clone() });
                begin(tx, call, (id, ids.make()), None, own.content.from_on, event, line.by(by.clone())).await?;
                own.id = Some(id);
                id
            }
        };
        let on = line.on("日期")?;
        let mut held = load(&tx.read(), MatterKind::Inspection, id).await?;
        let seen = |finding| SpotEntry {
            place: line.text("河流").to_owned(),
            noted_at: noon(on),
            answers: vec![],
            finding,
            unit_id: line.id("责任单位").map(UnitId),
        };
        let mut entries = Vec::new();
        for number in line.several("发现问题") {
            let Numbered::Problem(row) = numbered(tx, number).await? else {
                return Err(Fault::invalid(
                    "发现问题",
                    "not_a_problem",
                    format!("{number}不是问题编号。"),
                    format!("{number} is no problem"),
                ));
            };
            let problem = load(&tx.read(), MatterKind::Problem, MatterId(row.id)).await?;
            let Matter::Problem(problem) = problem.matter else { return Err(Fault::not_found()) };
            own.problems.push(MatterId(row.id));
            entries.push(seen(Some(problem.content)));
        }
        if entries.is_empty() {
            entries.push(seen(None));
        }
        for entry in entries {
            let event = MatterEvent::Inspection(InspectionEvent::Noted { entry: Box::new(entry) });
            go_on(tx, call, &mut held, ids.make(), on, event, line.by(by.clone())).await?;
        }
        own.left -= 1;
        if own.left == 0 {
            let problems = std::mem::take(&mut own.problems);
            let targets = problems.iter().map(|id| ("matter", id.0)).collect();
            let event = MatterEvent::Inspection(InspectionEvent::Released { problems });
            go_on(tx, call, &mut held, ids.make(), released_on, event, About { targets, ..line.by(by) }).await?;
        }
        Ok(())
    }
}

/// Goes on only with an inspection that is not here yet.
async fn already(tx: &Tx, content: &InspectionContent) -> Result<(), Fault> {
    let same_days = MatterFilter { opened: Some((content.from_on, content.from_on)), ..MatterFilter::of(MatterKind::Inspection) };
    let held = tx.read().matters(&same_days, MatterOrder::Latest, None, MOST).await?;
    if held.iter().any(|row| row.title == content.title && row.state != MatterState::Cancelled.key()) {
        let zh = format!("“{}”（{}起）已经登记过。", content.title, content.from_on);
        return Err(Fault::conflict("known_already", zh, format!("{} of {} is here already", content.title, content.from_on)));
    }
    Ok(())
}

/// Noon of a day in China: a ledger tells days.
fn noon(on: NaiveDate) -> DateTime<Utc> {
    on.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(4)
}
