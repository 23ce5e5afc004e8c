//! An inspection (暗访): plan, team, targets, entries made on the spot. Sealed until it is released; then its findings become problems.

use super::person::Person;
use super::problem::{ProblemContent, check_content};
use super::{Head, MatterFact, MatterState, Refusal, text_given};
use crate::ids::{FactId, MatterId, RiverId, UnitId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionContent {
    /// The title.
    pub title: String,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub to_on: NaiveDate,
    /// The team, by name.
    pub team: Vec<String>,
    /// Units to be visited.
    #[serde(default)]
    pub units: Vec<UnitId>,
    /// Rivers to be visited.
    #[serde(default)]
    pub rivers: Vec<RiverId>,
    /// Questions of the checklist.
    #[serde(default)]
    pub checklist: Vec<String>,
}

/// One answer of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Answer {
    /// The question.
    pub question: String,
    /// Whether all was well; none when it could not be seen.
    pub good: Option<bool>,
    /// A remark.
    #[serde(default)]
    pub note: String,
}

/// What was entered on the spot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpotEntry {
    /// Where, in words.
    pub place: String,
    /// When, by the phone's clock.
    pub noted_at: DateTime<Utc>,
    /// Answers of the checklist.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// A finding, if there was one.
    #[serde(default)]
    pub finding: Option<ProblemContent>,
    /// The unit it would be handed to, if known.
    #[serde(default)]
    pub unit_id: Option<UnitId>,
}

/// What happened to an inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum InspectionEvent {
    /// It was planned.
    Planned {
        /// What is planned.
        content: InspectionContent,
    },
    /// The plan was changed.
    Changed {
        /// What is planned now.
        content: InspectionContent,
    },
    /// Something was entered on the spot.
    Noted {
        /// What.
        entry: Box<SpotEntry>,
    },
    /// An entry was withdrawn: it was entered by mistake or twice.
    Withdrawn {
        /// The entry: the id of its fact.
        entry: FactId,
        /// Why.
        reason: String,
    },
    /// It was released; its findings became problems, in the order of the entries.
    Released {
        /// The problems.
        problems: Vec<MatterId>,
    },
    /// It does not take place.
    Cancelled {
        /// Why.
        reason: String,
    },
}

/// An entry as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Its fact.
    pub id: FactId,
    /// Who entered it.
    pub by: Person,
    /// What.
    pub entry: SpotEntry,
    /// Why it was withdrawn.
    pub withdrawn: Option<String>,
}

impl Noted {
    /// What was found there, unless it was withdrawn.
    #[must_use]
    pub fn finding(&self) -> Option<&ProblemContent> {
        self.entry.finding.as_ref().filter(|_| self.withdrawn.is_none())
    }
}

/// An inspection as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Its id.
    pub id: MatterId,
    /// The state.
    pub state: MatterState,
    /// What is planned.
    pub content: InspectionContent,
    /// Who planned it.
    pub planned_by: Person,
    /// Entries, in the order they arrived.
    pub entries: Vec<Noted>,
    /// Problems its findings became.
    pub problems: Vec<MatterId>,
    /// When it was released.
    pub released_on: Option<NaiveDate>,
}

fn check(content: &InspectionContent) -> Result<(), Refusal> {
    text_given(&content.title, "暗访名称")?;
    if content.to_on < content.from_on {
        return Err(Refusal::new("too_early", "结束日期不能早于开始日期。", "the last day lies before the first"));
    }
    if content.team.iter().all(|name| name.trim().is_empty()) {
        return Err(Refusal::missing("暗访组成员"));
    }
    Ok(())
}

impl Inspection {
    pub(super) fn begin(fact: &MatterFact, event: &InspectionEvent) -> Result<Self, Refusal> {
        let InspectionEvent::Planned { content } = event else {
            return Err(Refusal::new("not_planned", "暗访尚未安排。", "the inspection was not planned yet"));
        };
        check(content)?;
        Ok(Self {
            id: fact.matter_id,
            state: MatterState::Planned,
            content: content.clone(),
            planned_by: fact.by.clone(),
            entries: vec![],
            problems: vec![],
            released_on: None,
        })
    }

    fn in_state(&self, allowed: &[MatterState], what: &str) -> Result<(), Refusal> {
        if allowed.contains(&self.state) { Ok(()) } else { Err(Refusal::state(self.state, what)) }
    }

    pub(super) fn next(&mut self, fact: &MatterFact, event: &InspectionEvent) -> Result<(), Refusal> {
        use MatterState as S;
        match event {
            InspectionEvent::Planned { .. } => Err(Refusal::new("planned_already", "该暗访已安排。", "it was planned already")),
            InspectionEvent::Changed { content } => {
                self.in_state(&[S::Planned, S::UnderWay], "更改暗访安排")?;
                check(content)?;
                self.content = content.clone();
                Ok(())
            }
            InspectionEvent::Noted { entry } => {
                self.in_state(&[S::Planned, S::UnderWay], "登记现场情况")?;
                text_given(&entry.place, "地点")?;
                if let Some(finding) = &entry.finding {
                    check_content(finding, crate::days::china_day(fact.recorded_at))?;
                }
                self.entries.push(Noted { id: fact.id, by: fact.by.clone(), entry: (**entry).clone(), withdrawn: None });
                self.state = S::UnderWay;
                Ok(())
            }
            InspectionEvent::Withdrawn { entry, reason } => {
                self.in_state(&[S::UnderWay], "撤回现场记录")?;
                text_given(reason, "撤回的理由")?;
                let held = self.entries.iter_mut().find(|noted| noted.id == *entry && noted.withdrawn.is_none());
                let held = held.ok_or_else(|| Refusal::new("no_entry", "没有这条现场记录，或已撤回。", "there is no such entry"))?;
                held.withdrawn = Some(reason.clone());
                Ok(())
            }
            InspectionEvent::Released { problems } => {
                self.in_state(&[S::Planned, S::UnderWay], "公布")?;
                let findings = self.entries.iter().filter(|noted| noted.finding().is_some()).count();
                if findings != problems.len() {
                    return Err(Refusal::new("findings", "发现与转入的问题数不符。", "findings and problems differ in number"));
                }
                self.problems.clone_from(problems);
                self.released_on = Some(fact.occurred_on);
                self.state = S::Released;
                Ok(())
            }
            InspectionEvent::Cancelled { reason } => {
                self.in_state(&[S::Planned], "取消暗访")?;
                text_given(reason, "取消的理由")?;
                self.state = S::Cancelled;
                Ok(())
            }
        }
    }

    pub(super) fn head(&self) -> Head {
        Head {
            state: self.state,
            title: self.content.title.clone(),
            class: String::new(),
            source: String::new(),
            unit_id: None,
            river_id: None,
            chief_id: None,
            item_id: None,
            opened_on: self.content.from_on,
            due_on: (!self.state.ended()).then_some(self.content.to_on),
            closed_on: self.released_on,
            place: String::new(),
            point: None,
            prominent: false,
        }
    }
}
