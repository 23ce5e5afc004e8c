//! A draw for look-back (回头看抽样): the frame of what was closed in a quarter, strata with sizes from the pack, a recorded seed. The same
//! seed over the same frame draws the same cases anywhere.

use super::problem::LookBackResult;
use super::{Head, MatterFact, MatterState, Refusal, text_given};
use crate::ids::{ItemId, MatterId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One closed case of the frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FrameRow {
    /// The problem, when it is one.
    #[serde(default)]
    pub matter_id: Option<uuid::Uuid>,
    /// The item, when it is one.
    #[serde(default)]
    pub item_id: Option<uuid::Uuid>,
    /// Its number.
    pub number: String,
    /// Where it came from, as the pack labels it.
    pub source: String,
    /// Its kind.
    pub class: String,
    /// The responsible unit.
    pub unit: String,
    /// The kind of that unit.
    pub unit_kind: String,
    /// The river.
    pub river: String,
    /// When it was closed.
    pub closed_on: NaiveDate,
}

/// Everything a draw needs to be drawn again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawContent {
    /// The year.
    pub year: i32,
    /// The quarter, 1 to 4.
    pub quarter: u32,
    /// The seed, public.
    pub seed: String,
    /// The pack.
    pub pack_id: String,
    /// Its hash.
    pub pack_hash: String,
    /// The frame, in the order of numbers.
    pub frame: Vec<FrameRow>,
    /// Numbers drawn, in the order of numbers.
    pub drawn: Vec<String>,
}

/// What happened to a draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DrawEvent {
    /// It was drawn.
    Drawn {
        /// Frame, seed and what came out.
        content: DrawContent,
    },
    /// A drawn case was looked at.
    Looked {
        /// Its number.
        number: String,
        /// What was seen.
        result: LookBackResult,
        /// In words.
        note: String,
    },
}

/// What a look-back of one drawn case gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// Its number.
    pub number: String,
    /// What was seen.
    pub result: LookBackResult,
    /// In words.
    pub note: String,
    /// The day.
    pub on: NaiveDate,
    /// Who looked.
    pub by: String,
}

/// A draw as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Its id.
    pub id: MatterId,
    /// The state.
    pub state: MatterState,
    /// Frame, seed, what came out.
    pub content: DrawContent,
    /// The day.
    pub drawn_on: NaiveDate,
    /// What was seen.
    pub looked: Vec<Looked>,
}

impl FrameRow {
    /// The matter or item it stands for.
    #[must_use]
    pub fn stands_for(&self) -> (Option<MatterId>, Option<ItemId>) {
        (self.matter_id.map(MatterId), self.item_id.map(ItemId))
    }
}

impl Draw {
    pub(super) fn begin(fact: &MatterFact, event: &DrawEvent) -> Result<Self, Refusal> {
        let DrawEvent::Drawn { content } = event else {
            return Err(Refusal::new("not_drawn", "尚未抽样。", "nothing was drawn yet"));
        };
        text_given(&content.seed, "种子")?;
        if !(1..=4).contains(&content.quarter) {
            return Err(Refusal::new("bad_quarter", "季度应为1至4。", "a quarter is 1 to 4"));
        }
        let known = |number: &String| content.frame.iter().any(|row| row.number == *number);
        if !content.drawn.iter().all(known) {
            return Err(Refusal::new("not_in_frame", "抽中的编号不在抽样框内。", "a number drawn is not in the frame"));
        }
        if content.drawn.is_empty() {
            return Err(Refusal::new("empty_frame", "本季度没有可抽的办结件。", "nothing was closed in that quarter"));
        }
        Ok(Self { id: fact.matter_id, state: MatterState::Drawn, content: content.clone(), drawn_on: fact.occurred_on, looked: vec![] })
    }

    /// The frame's row of a number.
    #[must_use]
    pub fn row(&self, number: &str) -> Option<&FrameRow> {
        self.content.frame.iter().find(|row| row.number == number)
    }

    pub(super) fn next(&mut self, fact: &MatterFact, event: &DrawEvent) -> Result<(), Refusal> {
        match event {
            DrawEvent::Drawn { .. } => Err(Refusal::new("drawn_already", "已抽样，不能重抽。", "it was drawn already")),
            DrawEvent::Looked { number, result, note } => {
                text_given(note, "回头看情况")?;
                if !self.content.drawn.contains(number) {
                    return Err(Refusal::new("not_drawn", format!("{number}没有被抽中。"), format!("{number} was not drawn")));
                }
                if self.looked.iter().any(|own| own.number == *number) {
                    return Err(Refusal::new(
                        "looked_already",
                        format!("{number}的结果已登记。"),
                        format!("{number} was looked at already"),
                    ));
                }
                self.looked.push(Looked {
                    number: number.clone(),
                    result: *result,
                    note: note.clone(),
                    on: fact.occurred_on,
                    by: fact.by.name.clone(),
                });
                if self.looked.len() == self.content.drawn.len() {
                    self.state = MatterState::Finished;
                }
                Ok(())
            }
        }
    }

    pub(super) fn head(&self) -> Head {
        Head {
            state: self.state,
            title: format!("{}年第{}季度回头看", self.content.year, self.content.quarter),
            class: String::new(),
            source: String::new(),
            unit_id: None,
            river_id: None,
            chief_id: None,
            item_id: None,
            opened_on: self.drawn_on,
            due_on: None,
            closed_on: self.looked.iter().map(|one| one.on).max().filter(|_| self.state == MatterState::Finished),
            place: String::new(),
            point: None,
            prominent: false,
        }
    }
}
