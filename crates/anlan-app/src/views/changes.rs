//! Changes that need approval: asked for, signed, shown.

use super::{ActionView, Change, ItemForm, MatterBrief, Named, StoryStep};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Asks for a change.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AskChange {
    /// What is to hold.
    pub subject: AskSubject,
    /// Why.
    pub reason: String,
    /// The document it rests on, if one.
    #[serde(default)]
    pub document: String,
}

/// What is to hold.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AskSubject {
    /// Something else is to hold of a task.
    Item {
        /// The task.
        item_id: Uuid,
        /// The version it was read at, as the item's page gave it.
        version: String,
        /// From which day.
        effective_on: NaiveDate,
        /// What is to hold.
        content: Box<ItemForm>,
    },
    /// A task's clock is to stop.
    Pause {
        /// The task.
        item_id: Uuid,
        /// The first day that does not count.
        from_on: NaiveDate,
        /// The last day; open when none.
        #[serde(default)]
        until_on: Option<NaiveDate>,
    },
    /// A task's clock is to run again.
    Resume {
        /// The task.
        item_id: Uuid,
        /// The first day that counts.
        on: NaiveDate,
    },
    /// Another unit is to lead a river.
    LeadUnit {
        /// The river.
        river_id: Uuid,
        /// Who takes over.
        unit_id: Uuid,
        /// The first day of the new one.
        from_on: NaiveDate,
    },
}

/// Signs for a consent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SignChange {
    /// Its place.
    pub seat: usize,
    /// Whether one agrees.
    pub agree: bool,
    /// In words; needed when one does not.
    #[serde(default)]
    pub text: String,
}

/// Who has to agree, and whether they did.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConsentView {
    /// As documents name it.
    pub label: String,
    /// Who signed, with their post.
    pub by: Option<String>,
    /// On which day.
    pub on: Option<NaiveDate>,
    /// When it was recorded.
    pub at: Option<DateTime<Utc>>,
    /// Whether they agreed.
    pub agree: Option<bool>,
    /// What they said.
    pub text: String,
    /// Whether the actor may sign here.
    pub may_sign: bool,
    /// Why not, when it is open.
    pub why_not: String,
}

/// Open work that goes along with a river.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CarriedView {
    /// `item`, or a kind of matter.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// Number and title.
    pub name: String,
}

/// What would go along with a river.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OpenWork {
    /// Who leads it now.
    pub unit: Option<Named>,
    /// Since when.
    pub since: Option<NaiveDate>,
    /// The open work.
    pub carried: Vec<CarriedView>,
}

/// A change's page.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangePage {
    /// In short.
    pub row: MatterBrief,
    /// Its kind in Chinese.
    pub kind_label: String,
    /// Why.
    pub reason: String,
    /// The document it rests on.
    pub document: String,
    /// The clause that asks for approval.
    pub clause: String,
    /// The item's number and title, or the river's name.
    pub of: String,
    /// The first day.
    pub from_on: NaiveDate,
    /// The last day of a pause.
    pub until_on: Option<NaiveDate>,
    /// What a task's fields were and are to be.
    pub fields: Vec<Change>,
    /// Who hands over.
    pub from_unit: Option<Named>,
    /// Who takes over.
    pub to_unit: Option<Named>,
    /// Open work that goes along.
    pub carried: Vec<CarriedView>,
    /// Who has to agree.
    pub consents: Vec<ConsentView>,
    /// Who asked.
    pub asked_by: String,
    /// What the actor may do.
    pub actions: Vec<ActionView>,
    /// Its story.
    pub story: Vec<StoryStep>,
}
