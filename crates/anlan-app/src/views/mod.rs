//! What the use cases give back: the API's answers, defined once. No logic beyond shaping.

mod assessments;
mod changes;
mod city;
mod duty;
mod exchange;
mod figures;
mod imports;
mod items;
mod letters;
mod matters;
mod meetings;
mod months;
mod people;
mod plan_files;
mod plans;
mod problems;
mod public;
mod records;
mod setup;
mod tasks;
mod texts;
mod water;

pub use assessments::*;
pub use changes::*;
pub use city::*;
pub use duty::*;
pub use exchange::*;
pub use figures::*;
pub use imports::*;
pub use items::*;
pub use letters::*;
pub use matters::*;
pub use meetings::*;
pub use months::*;
pub use people::*;
pub use plan_files::*;
pub use plans::*;
pub use problems::*;
pub use public::*;
pub use records::*;
pub use setup::*;
pub use tasks::*;
pub use texts::*;
pub use water::*;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A thing by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Named {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// A key with its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Choice {
    /// The word.
    pub key: String,
    /// The label.
    pub label: String,
}

/// Something that can be done next, or why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ActionState)]
pub struct ActionView {
    /// Its word.
    pub key: String,
    /// Whether it can be done now.
    pub allowed: bool,
    /// Why not.
    pub reason: Option<String>,
}

impl ActionView {
    /// Allowed.
    #[must_use]
    pub fn allowed(key: &str) -> Self {
        Self { key: key.to_owned(), allowed: true, reason: None }
    }

    /// Not now, because.
    #[must_use]
    pub fn not_now(key: &str, reason: &str) -> Self {
        Self { key: key.to_owned(), allowed: false, reason: Some(reason.to_owned()) }
    }
}
