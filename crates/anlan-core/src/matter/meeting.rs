//! A meeting (会议): the yearly general meeting, the quarterly dispatch; agenda, minutes, decisions; adopting a list freezes its version.

use super::{Head, MatterFact, MatterState, Refusal, text_given};
use crate::ids::{ItemId, MatterId, UnitId};
use crate::item::List;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingContent {
    /// The kind; a pack's word or the office's.
    pub meeting: String,
    /// The title.
    pub title: String,
    /// The day.
    pub on: NaiveDate,
    /// Where.
    pub place: String,
    /// Points of the agenda in words.
    pub agenda: Vec<String>,
    /// Items put on the agenda.
    #[serde(default)]
    pub items: Vec<ItemId>,
    /// Problems to be shown with their photos and videos.
    #[serde(default)]
    pub shown: Vec<MatterId>,
}

/// One decision of a meeting (议定事项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What was decided.
    pub text: String,
    /// Who is to act.
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    /// By when.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// The item it became.
    #[serde(default)]
    pub item_id: Option<ItemId>,
    /// The task order it became.
    #[serde(default)]
    pub letter_id: Option<MatterId>,
}

/// One row of a list as adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AdoptedRow {
    /// The item's id.
    pub item_id: uuid::Uuid,
    /// The fact that said so.
    pub fact: uuid::Uuid,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The responsible unit's name.
    pub unit: String,
    /// The limit.
    pub limit_on: NaiveDate,
}

/// What happened at or to a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MeetingEvent {
    /// It was planned.
    Planned {
        /// What is planned.
        content: MeetingContent,
    },
    /// The plan was changed.
    Changed {
        /// What is planned now.
        content: MeetingContent,
    },
    /// It was held; a later one replaces the minutes.
    Held {
        /// Who attended.
        attended: String,
        /// The minutes, one paragraph each.
        minutes: Vec<String>,
    },
    /// It decided something.
    Decided {
        /// What.
        decision: Decision,
    },
    /// It adopted a list, as it stood then.
    ListAdopted {
        /// The year.
        year: i32,
        /// The list.
        list: List,
        /// The rows, frozen.
        rows: Vec<AdoptedRow>,
        /// SM3 over the rows.
        digest: String,
    },
    /// It does not take place.
    Cancelled {
        /// Why.
        reason: String,
    },
}

/// A list as a meeting adopted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// The year.
    pub year: i32,
    /// The list.
    pub list: List,
    /// The rows.
    pub rows: Vec<AdoptedRow>,
    /// Their digest.
    pub digest: String,
}

/// A meeting as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Its id.
    pub id: MatterId,
    /// The state.
    pub state: MatterState,
    /// What is planned.
    pub content: MeetingContent,
    /// Who attended.
    pub attended: String,
    /// The minutes.
    pub minutes: Vec<String>,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// Lists adopted.
    pub adopted: Vec<Adopted>,
}

impl Meeting {
    pub(super) fn begin(fact: &MatterFact, event: &MeetingEvent) -> Result<Self, Refusal> {
        let MeetingEvent::Planned { content } = event else {
            return Err(Refusal::new("not_planned", "会议尚未安排。", "the meeting was not planned yet"));
        };
        text_given(&content.title, "会议名称")?;
        Ok(Self {
            id: fact.matter_id,
            state: MatterState::Planned,
            content: content.clone(),
            attended: String::new(),
            minutes: vec![],
            decisions: vec![],
            adopted: vec![],
        })
    }

    fn in_state(&self, allowed: &[MatterState], what: &str) -> Result<(), Refusal> {
        if allowed.contains(&self.state) { Ok(()) } else { Err(Refusal::state(self.state, what)) }
    }

    pub(super) fn next(&mut self, fact: &MatterFact, event: &MeetingEvent) -> Result<(), Refusal> {
        use MatterState as S;
        match event {
            MeetingEvent::Planned { .. } => Err(Refusal::new("planned_already", "该会议已安排。", "it was planned already")),
            MeetingEvent::Changed { content } => {
                self.in_state(&[S::Planned], "更改会议安排")?;
                text_given(&content.title, "会议名称")?;
                self.content = content.clone();
                Ok(())
            }
            MeetingEvent::Held { attended, minutes } => {
                self.in_state(&[S::Planned, S::Held], "记录会议")?;
                text_given(attended, "参会人员")?;
                if self.content.on > crate::days::china_day(fact.recorded_at) {
                    return Err(Refusal::new("future", "会议日期还没有到。", "the day of the meeting has not come"));
                }
                self.attended.clone_from(attended);
                self.minutes.clone_from(minutes);
                self.state = S::Held;
                Ok(())
            }
            MeetingEvent::Decided { decision } => {
                self.in_state(&[S::Held], "记录议定事项")?;
                text_given(&decision.text, "议定事项")?;
                self.decisions.push(decision.clone());
                Ok(())
            }
            MeetingEvent::ListAdopted { year, list, rows, digest } => {
                self.in_state(&[S::Held], "审定清单")?;
                if rows.is_empty() {
                    return Err(Refusal::new("empty_list", "清单还没有事项，不能审定。", "the list is empty"));
                }
                if self.adopted.iter().any(|own| own.year == *year && own.list == *list) {
                    return Err(Refusal::new("adopted_already", "本次会议已审定这张清单。", "this meeting adopted that list already"));
                }
                self.adopted.push(Adopted { year: *year, list: *list, rows: rows.clone(), digest: digest.clone() });
                Ok(())
            }
            MeetingEvent::Cancelled { reason } => {
                self.in_state(&[S::Planned], "取消会议")?;
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
            class: self.content.meeting.clone(),
            source: String::new(),
            unit_id: None,
            river_id: None,
            chief_id: None,
            item_id: None,
            opened_on: self.content.on,
            due_on: (self.state == MatterState::Planned).then_some(self.content.on),
            closed_on: (self.state == MatterState::Held).then_some(self.content.on),
            place: self.content.place.clone(),
            point: None,
            prominent: false,
        }
    }
}
