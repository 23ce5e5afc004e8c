//! An instruction (批示): what a chief writes on a list, an item or a problem; who acts, by when, and what came of it.

use super::person::Person;
use super::problem::Evidence;
use super::{Head, MatterFact, MatterState, Refusal, text_given};
use crate::ids::{ChiefId, ItemId, MatterId, RiverId, UnitId};
use crate::month::Month;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What a chief wrote, and on what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstructionContent {
    /// The words.
    pub text: String,
    /// The chief, as documents name them (person and post).
    pub chief: String,
    /// The chief's post; none for a chief-general without one in the register.
    #[serde(default)]
    pub chief_id: Option<ChiefId>,
    /// The month whose coloured list it is written on.
    #[serde(default)]
    pub month: Option<Month>,
    /// The item it is written on.
    #[serde(default)]
    pub item_id: Option<ItemId>,
    /// The matter it is written on.
    #[serde(default)]
    pub matter_id: Option<MatterId>,
    /// River concerned.
    #[serde(default)]
    pub river_id: Option<RiverId>,
}

/// Who acts on an instruction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The unit that acts.
    pub unit_id: UnitId,
    /// By when.
    pub due_on: NaiveDate,
    /// What is asked.
    pub demand: String,
}

/// What happened to an instruction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum InstructionEvent {
    /// A chief wrote it.
    Written {
        /// What and on what.
        content: InstructionContent,
    },
    /// The office named who acts, and by when.
    Assigned {
        /// Who, by when, what.
        order: Order,
    },
    /// The unit told what it did.
    Reported {
        /// What.
        text: String,
        /// Evidence.
        #[serde(default)]
        evidence: Vec<Evidence>,
    },
    /// The office returned that report.
    ReportReturned {
        /// Why.
        reason: String,
    },
    /// The office confirmed the effect.
    Confirmed {
        /// The effect.
        effect: String,
        /// Whether a stuck matter was solved by it.
        solved: bool,
    },
    /// Nothing is to be done.
    Noted {
        /// Why.
        reason: String,
    },
}

/// A unit's report on an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Who.
    pub by: Person,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub text: String,
    /// Evidence.
    pub evidence: Vec<Evidence>,
    /// Why it was returned.
    pub returned: Option<String>,
}

/// An instruction as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// Its id.
    pub id: MatterId,
    /// The state.
    pub state: MatterState,
    /// What was written.
    pub content: InstructionContent,
    /// The day.
    pub written_on: NaiveDate,
    /// Who recorded it.
    pub written_by: Person,
    /// Who acts.
    pub order: Option<Order>,
    /// What they told.
    pub reports: Vec<Report>,
    /// The effect confirmed: day, words, whether a stuck matter was solved.
    pub effect: Option<(NaiveDate, String, bool)>,
    /// Why nothing is to be done.
    pub noted: Option<String>,
}

impl Instruction {
    pub(super) fn begin(fact: &MatterFact, event: &InstructionEvent) -> Result<Self, Refusal> {
        let InstructionEvent::Written { content } = event else {
            return Err(Refusal::new("not_written", "批示尚未登记。", "the instruction was not written yet"));
        };
        text_given(&content.text, "批示内容")?;
        text_given(&content.chief, "批示的河长")?;
        if content.month.is_none() && content.item_id.is_none() && content.matter_id.is_none() {
            return Err(Refusal::new("on_nothing", "请选择批示所针对的清单、事项或问题。", "say which list, item or problem it is on"));
        }
        Ok(Self {
            id: fact.matter_id,
            state: MatterState::Written,
            content: content.clone(),
            written_on: fact.occurred_on,
            written_by: fact.by.clone(),
            order: None,
            reports: vec![],
            effect: None,
            noted: None,
        })
    }

    fn in_state(&self, allowed: &[MatterState], what: &str) -> Result<(), Refusal> {
        if allowed.contains(&self.state) { Ok(()) } else { Err(Refusal::state(self.state, what)) }
    }

    pub(super) fn next(&mut self, fact: &MatterFact, event: &InstructionEvent) -> Result<(), Refusal> {
        use MatterState as S;
        match event {
            InstructionEvent::Written { .. } => Err(Refusal::new("written_already", "该批示已登记。", "it was written already")),
            InstructionEvent::Assigned { order } => {
                self.in_state(&[S::Written, S::Acting], "交办")?;
                text_given(&order.demand, "办理要求")?;
                if order.due_on < self.written_on {
                    return Err(Refusal::new("too_early", "办理时限不能早于批示日期。", "the day due lies before the instruction"));
                }
                self.order = Some(order.clone());
                self.state = S::Acting;
                Ok(())
            }
            InstructionEvent::Reported { text, evidence } => {
                self.in_state(&[S::Acting], "报告办理情况")?;
                text_given(text, "办理情况")?;
                self.reports.push(Report {
                    by: fact.by.clone(),
                    at: fact.recorded_at,
                    text: text.clone(),
                    evidence: evidence.clone(),
                    returned: None,
                });
                self.state = S::Replied;
                Ok(())
            }
            InstructionEvent::ReportReturned { reason } => {
                self.in_state(&[S::Replied], "退回")?;
                text_given(reason, "退回理由")?;
                self.another_than_reported(fact)?;
                if let Some(report) = self.reports.last_mut() {
                    report.returned = Some(reason.clone());
                }
                self.state = S::Acting;
                Ok(())
            }
            InstructionEvent::Confirmed { effect, solved } => {
                self.in_state(&[S::Replied], "确认成效")?;
                text_given(effect, "成效")?;
                self.another_than_reported(fact)?;
                self.effect = Some((fact.occurred_on, effect.clone(), *solved));
                self.state = S::Effective;
                Ok(())
            }
            InstructionEvent::Noted { reason } => {
                self.in_state(&[S::Written], "转为已阅")?;
                text_given(reason, "不需办理的理由")?;
                self.noted = Some(reason.clone());
                self.state = S::Noted;
                Ok(())
            }
        }
    }

    fn another_than_reported(&self, fact: &MatterFact) -> Result<(), Refusal> {
        if self.reports.last().is_some_and(|report| report.by.is(&fact.by)) {
            return Err(Refusal::new("same_person", "报告人不能自己确认成效。", "who reported cannot confirm the effect"));
        }
        Ok(())
    }

    pub(super) fn head(&self) -> Head {
        Head {
            state: self.state,
            title: self.content.text.chars().take(60).collect(),
            class: match (&self.content.month, &self.content.item_id) {
                (_, Some(_)) => "item",
                (Some(_), None) => "month",
                (None, None) => "matter",
            }
            .to_owned(),
            source: self.content.chief.clone(),
            unit_id: self.order.as_ref().map(|order| order.unit_id),
            river_id: self.content.river_id,
            chief_id: self.content.chief_id,
            item_id: self.content.item_id,
            opened_on: self.written_on,
            due_on: self.order.as_ref().map(|order| order.due_on).filter(|_| !self.state.ended()),
            closed_on: self.effect.as_ref().map(|(on, ..)| *on),
            place: String::new(),
            point: None,
            prominent: self.effect.as_ref().is_some_and(|(_, _, solved)| *solved),
        }
    }
}
