//! Letters, instructions: forms and pages.

use super::{ActionView, EvidenceForm, EvidenceView, MatterBrief, MatterRef, Named, StaleFigure};
use anlan_core::matter::letter::Minutes;
use anlan_core::month::Month;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A kind of letter the pack offers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LetterKindView {
    /// Its word.
    pub key: String,
    /// Its label.
    pub label: String,
    /// To whom it may go: `unit`, `chief`.
    pub to: Vec<String>,
    /// Who signs.
    pub signer: String,
    /// Working days to answer in.
    pub reply_workdays: Option<i64>,
    /// Made elsewhere and only recorded.
    pub recorded_only: bool,
    /// Where this stands.
    pub clause: String,
    /// Who says so.
    pub reading: Option<String>,
}

/// What a letter is to be about, before it is written.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct LetterWish {
    /// The kind.
    pub letter: String,
    /// To this unit.
    pub unit_id: Option<Uuid>,
    /// To this chief's post.
    pub chief_id: Option<Uuid>,
    /// The matter in a few words.
    #[serde(default)]
    pub matter: String,
    /// What is the case.
    #[serde(default)]
    pub facts: String,
    /// The month concerned.
    #[schema(value_type = Option<String>)]
    pub month: Option<Month>,
}

/// A letter as the pack's texts would have it, to be gone over by a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LetterDraft {
    /// The title; `|` where its lines break.
    pub title: String,
    /// The text.
    pub paragraphs: Vec<String>,
    /// Who signs.
    pub signer: String,
    /// By when an answer is due.
    pub reply_due_on: Option<NaiveDate>,
    /// To whom, by name.
    pub to_name: String,
}

/// A letter to be issued, declined or recorded.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct IssueLetter {
    /// Its id, made by whoever records it.
    pub id: Option<Uuid>,
    /// The kind.
    pub letter: String,
    /// To this unit.
    pub unit_id: Option<Uuid>,
    /// To this chief's post.
    pub chief_id: Option<Uuid>,
    /// The title.
    pub title: String,
    /// The text.
    #[serde(default)]
    pub paragraphs: Vec<String>,
    /// Who signs.
    #[serde(default)]
    pub signer: String,
    /// By when an answer is due; by the pack's working days when absent.
    pub reply_due_on: Option<NaiveDate>,
    /// Items it is about.
    #[serde(default)]
    pub items: Vec<Uuid>,
    /// Problems and other matters it is about.
    #[serde(default)]
    pub matters: Vec<Uuid>,
    /// The month concerned.
    #[schema(value_type = Option<String>)]
    pub month: Option<Month>,
    /// Evidence sent along.
    #[serde(default)]
    pub evidence: Vec<EvidenceForm>,
    /// The proposal it follows.
    pub proposal: Option<String>,
    /// The day of issue, for what was issued on paper; today when absent.
    pub issued_on: Option<NaiveDate>,
}

/// Deciding against a proposal.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DeclineProposal {
    /// The month it was proposed for.
    #[schema(value_type = String)]
    pub month: Month,
    /// The proposal.
    pub proposal: String,
    /// Why not.
    pub reason: String,
}

/// A letter the rules propose; nothing is sent by itself.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProposalView {
    /// Its name: the same facts give the same.
    pub key: String,
    /// The kind of letter.
    pub letter: String,
    /// Its label.
    pub letter_label: String,
    /// To this unit.
    pub unit: Option<Named>,
    /// To this chief's post.
    pub chief: Option<Named>,
    /// Number of the item or problem; empty when none.
    pub about: String,
    /// The item, when it is one.
    pub item_id: Option<Uuid>,
    /// Why, in words.
    pub because: Vec<String>,
    /// Which rule.
    pub rule: String,
    /// Which step of the ladder.
    pub step: String,
    /// Who signs.
    pub signer: String,
    /// The clause.
    pub clause: String,
    /// What was decided on it already, if anything.
    pub decided: Option<MatterRef>,
    /// That decision's state.
    pub decided_label: Option<String>,
}

/// Proposals of a month.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProposalList {
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// The proposals.
    pub rows: Vec<ProposalView>,
    /// What could not be judged, and why.
    pub open_points: Vec<String>,
}

/// An answer.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ReplyForm {
    /// The text.
    pub text: String,
    /// Evidence.
    #[serde(default)]
    pub evidence: Vec<EvidenceForm>,
}

/// Returning an answer.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ReturnReply {
    /// Why.
    pub reason: String,
    /// The new day it is due.
    pub due_on: NaiveDate,
}

/// Settling.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SettleLetter {
    /// What it rests on.
    pub basis: String,
}

/// An answer to a letter or a report on an instruction.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReplyView {
    /// Who, with their post.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The text.
    pub text: String,
    /// Evidence.
    pub evidence: Vec<EvidenceView>,
    /// Why it was returned.
    pub returned: Option<String>,
}

/// One way a letter was or will be delivered besides the app.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeliveryView {
    /// Its id.
    pub id: Uuid,
    /// `email` or `webhook`.
    pub channel: String,
    /// Where to.
    pub address: String,
    /// `waiting`, `delivered`, `failed`.
    pub state: String,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried next.
    pub next_at: Option<DateTime<Utc>>,
    /// What the other side said last.
    pub told: String,
}

/// Everything of a letter.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LetterPage {
    /// In short.
    pub row: MatterBrief,
    /// Title, as one line.
    pub title: String,
    /// To whom.
    pub to_name: String,
    /// The text.
    pub paragraphs: Vec<String>,
    /// Who signs.
    pub signer: String,
    /// Day of issue.
    pub issued_on: NaiveDate,
    /// Who decided.
    pub issued_by: String,
    /// By when an answer is due, as it stands.
    pub reply_due_on: Option<NaiveDate>,
    /// The month concerned.
    #[schema(value_type = Option<String>)]
    pub month: Option<Month>,
    /// Items it is about.
    pub items: Vec<Named>,
    /// Matters it is about.
    pub matters: Vec<MatterRef>,
    /// Evidence sent along.
    pub evidence: Vec<EvidenceView>,
    /// The clause of the rule that proposed it.
    pub clause: Option<String>,
    /// Why it was proposed.
    pub because: Vec<String>,
    /// Why it was not sent.
    pub declined: Option<String>,
    /// Who took note of it.
    pub received_by: Option<String>,
    /// When.
    pub received_at: Option<DateTime<Utc>>,
    /// The answers, latest first.
    pub replies: Vec<ReplyView>,
    /// Minutes of the interview.
    pub minutes: Option<Minutes>,
    /// What settling rests on.
    pub settled: Option<String>,
    /// Figures of its document that would read otherwise now, for whoever may read figures.
    pub stale: Vec<StaleFigure>,
    /// Why they cannot be compared.
    pub not_compared: Option<String>,
    /// Deliveries besides the app.
    pub deliveries: Vec<DeliveryView>,
    /// What can be done next.
    pub actions: Vec<ActionView>,
}

/// Writing an instruction.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct WriteInstruction {
    /// Its id, made by whoever records it.
    pub id: Option<Uuid>,
    /// The words.
    pub text: String,
    /// On the coloured list of this month.
    #[schema(value_type = Option<String>)]
    pub month: Option<Month>,
    /// On this item.
    pub item_id: Option<Uuid>,
    /// On this problem.
    pub problem_id: Option<Uuid>,
    /// When the office records one given on paper: whose.
    pub chief_id: Option<Uuid>,
    /// When the office records one of a chief-general: the person.
    #[serde(default)]
    pub chief: String,
    /// The day it was given; today when absent.
    pub written_on: Option<NaiveDate>,
}

/// Naming who acts on it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AssignInstruction {
    /// The unit.
    pub unit_id: Uuid,
    /// By when.
    pub due_on: NaiveDate,
    /// What is asked.
    pub demand: String,
}

/// Confirming its effect.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ConfirmEffect {
    /// The effect.
    pub effect: String,
    /// Whether a stuck matter was solved by it.
    pub solved: bool,
}

/// Everything of an instruction.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InstructionPage {
    /// In short.
    pub row: MatterBrief,
    /// The words.
    pub text: String,
    /// Who wrote it.
    pub chief: String,
    /// The day.
    pub written_on: NaiveDate,
    /// Who recorded it.
    pub recorded_by: String,
    /// The month it is on.
    #[schema(value_type = Option<String>)]
    pub month: Option<Month>,
    /// The item it is on.
    pub item: Option<Named>,
    /// The problem it is on.
    pub problem: Option<MatterRef>,
    /// Who acts.
    pub unit: Option<Named>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// What is asked.
    pub demand: String,
    /// What they told, latest first.
    pub reports: Vec<ReplyView>,
    /// The effect confirmed.
    pub effect: Option<String>,
    /// The day.
    pub effect_on: Option<NaiveDate>,
    /// Whether a stuck matter was solved.
    pub solved: bool,
    /// Why nothing is to be done.
    pub noted: Option<String>,
    /// What can be done next.
    pub actions: Vec<ActionView>,
}

/// Where a unit's letters go besides the app.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContactForm {
    /// E-mail address; empty for none.
    #[serde(default)]
    pub email: String,
    /// Address of a webhook; empty for none.
    #[serde(default)]
    pub webhook: String,
}

/// What a chief sees first on the phone.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChiefDesk {
    /// The month of the latest coloured list.
    #[schema(value_type = Option<String>)]
    pub month: Option<Month>,
    /// Its number.
    pub circular: Option<String>,
    /// How many of each light: green, yellow, red, not assessed.
    pub counts: [usize; 4],
    /// The coloured items, red first.
    pub items: Vec<DeskItem>,
    /// The chief's own instructions and what came of them, latest first.
    pub instructions: Vec<MatterBrief>,
    /// Whether the actor may write one.
    pub actions: Vec<ActionView>,
}

/// An item on a chief's desk.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeskItem {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The unit.
    pub unit: String,
    /// The river.
    pub river: String,
    /// The light.
    pub light: anlan_core::light::Light,
    /// The deciding reason.
    pub because: String,
    /// How many instructions were written on it.
    pub instructions: usize,
}
