//! A letter (函): task order, reminder, urging letter, interview notice, or another body's document that is only recorded. Proposed by
//! the rules or written by a person, always decided on by a person; received, answered, the answer checked.

use super::person::Person;
use super::problem::Evidence;
use super::{Head, MatterFact, MatterState, Refusal, text_given};
use crate::figure::frozen::FrozenFigures;
use crate::ids::{ChiefId, ItemId, MatterId, RiverId, UnitId};
use crate::month::Month;
use crate::pack::papers::PaperText;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Whom a letter is addressed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Addressee {
    /// A unit.
    Unit {
        /// The unit.
        id: UnitId,
    },
    /// A chief's post.
    Chief {
        /// The post.
        id: ChiefId,
    },
}

impl Addressee {
    /// The word a pack uses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Unit { .. } => "unit",
            Self::Chief { .. } => "chief",
        }
    }
}

/// What a letter says and to whom, frozen when it is issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterContent {
    /// The kind; a pack's word.
    pub letter: String,
    /// To whom.
    pub to: Addressee,
    /// The addressee's name at that time.
    pub to_name: String,
    /// The title.
    pub title: String,
    /// The text, one paragraph each.
    pub paragraphs: Vec<String>,
    /// Who signs.
    pub signer: String,
    /// By when an answer is due; none when none is asked.
    pub reply_due_on: Option<NaiveDate>,
    /// Items it is about.
    #[serde(default)]
    pub items: Vec<ItemId>,
    /// Matters it is about.
    #[serde(default)]
    pub matters: Vec<MatterId>,
    /// River concerned.
    #[serde(default)]
    pub river_id: Option<RiverId>,
    /// Month concerned.
    #[serde(default)]
    pub month: Option<Month>,
    /// The rule that proposed it, if one did, and why, in words.
    #[serde(default)]
    pub proposed_by: Option<Proposed>,
    /// Evidence sent along.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// What its document is drawn by; none in those issued before it was kept, or entered from a ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Box<PaperText>>,
    /// The figures that its document names, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Box<FrozenFigures>>,
}

/// Which rule proposed a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// The proposal's own name: the same facts give the same.
    pub key: String,
    /// The pack's hash.
    pub pack_hash: String,
    /// What the rule calls its cause.
    #[serde(default)]
    pub cause: String,
    /// Number of the item or problem it is about; empty when none.
    #[serde(default)]
    pub about: String,
    /// The clause.
    pub clause: String,
    /// The reasons, in words.
    pub because: Vec<String>,
}

/// Minutes of an interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Minutes {
    /// The day.
    pub on: NaiveDate,
    /// Where.
    pub place: String,
    /// Who spoke for the office.
    pub host: String,
    /// Who was interviewed.
    pub attended: Vec<String>,
    /// What was said.
    pub record: String,
    /// What they undertook, and by when.
    pub commitment: String,
}

/// What happened to a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LetterEvent {
    /// It was issued under a number.
    Issued {
        /// What it says.
        content: LetterContent,
    },
    /// Another body's document was recorded, such as a supervisory suggestion.
    Recorded {
        /// What it says.
        content: LetterContent,
    },
    /// A proposal a person decided not to follow.
    Declined {
        /// What was proposed.
        content: LetterContent,
        /// Why not.
        reason: String,
    },
    /// The addressee took note of it.
    Received,
    /// The addressee answered.
    Replied {
        /// The answer.
        text: String,
        /// Its evidence.
        #[serde(default)]
        evidence: Vec<Evidence>,
    },
    /// The answer does not suffice.
    ReplyReturned {
        /// Why.
        reason: String,
        /// The new day it is due.
        due_on: NaiveDate,
    },
    /// The interview was held.
    Interviewed {
        /// Its minutes.
        minutes: Minutes,
    },
    /// The office checked the answer: nothing more is asked.
    Settled {
        /// What that rests on.
        basis: String,
    },
}

/// A letter as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its id.
    pub id: MatterId,
    /// The state.
    pub state: MatterState,
    /// What it says.
    pub content: LetterContent,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// Who decided.
    pub issued_by: Person,
    /// Why it is not sent.
    pub declined: Option<String>,
    /// Who took note of it, and when.
    pub received: Option<(Person, DateTime<Utc>)>,
    /// The answers: who, when, text, evidence.
    pub replies: Vec<Reply>,
    /// Minutes of the interview.
    pub minutes: Option<Minutes>,
    /// When an answer is due, as it stands.
    pub due_on: Option<NaiveDate>,
    /// When it was settled, and on what.
    pub settled: Option<(NaiveDate, String)>,
}

/// An answer to a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Who answered.
    pub by: Person,
    /// When.
    pub at: DateTime<Utc>,
    /// The day.
    pub on: NaiveDate,
    /// The text.
    pub text: String,
    /// Evidence.
    pub evidence: Vec<Evidence>,
    /// Why it was returned.
    pub returned: Option<String>,
}

impl Letter {
    pub(super) fn begin(fact: &MatterFact, event: &LetterEvent) -> Result<Self, Refusal> {
        let (content, state, declined) = match event {
            LetterEvent::Issued { content } => (content, MatterState::Issued, None),
            LetterEvent::Recorded { content } => (content, MatterState::Recorded, None),
            LetterEvent::Declined { content, reason } => {
                text_given(reason, "不发的理由")?;
                (content, MatterState::Declined, Some(reason.clone()))
            }
            LetterEvent::Received
            | LetterEvent::Replied { .. }
            | LetterEvent::ReplyReturned { .. }
            | LetterEvent::Interviewed { .. }
            | LetterEvent::Settled { .. } => {
                return Err(Refusal::new("not_issued", "函尚未签发。", "the letter was not issued yet"));
            }
        };
        text_given(&content.title, "标题")?;
        if state == MatterState::Issued && content.paragraphs.iter().all(|text| text.trim().is_empty()) {
            return Err(Refusal::missing("正文"));
        }
        if content.reply_due_on.is_some_and(|due| due < fact.occurred_on) {
            return Err(Refusal::new("too_early", "回复时限不能早于签发日期。", "the answer is due before the letter is issued"));
        }
        Ok(Self {
            id: fact.matter_id,
            state,
            content: content.clone(),
            issued_on: fact.occurred_on,
            issued_by: fact.by.clone(),
            declined,
            received: None,
            replies: vec![],
            minutes: None,
            due_on: content.reply_due_on,
            settled: None,
        })
    }

    fn in_state(&self, allowed: &[MatterState], what: &str) -> Result<(), Refusal> {
        if allowed.contains(&self.state) { Ok(()) } else { Err(Refusal::state(self.state, what)) }
    }

    pub(super) fn next(&mut self, fact: &MatterFact, event: &LetterEvent) -> Result<(), Refusal> {
        use MatterState as S;
        match event {
            LetterEvent::Issued { .. } | LetterEvent::Recorded { .. } | LetterEvent::Declined { .. } => {
                Err(Refusal::new("issued_already", "该函已签发。", "it was decided already"))
            }
            LetterEvent::Received => {
                self.in_state(&[S::Issued], "签收")?;
                self.received = Some((fact.by.clone(), fact.recorded_at));
                if self.due_on.is_some() {
                    self.state = S::Received;
                } else {
                    self.settled = Some((fact.occurred_on, "不要求回复，签收即办结".to_owned()));
                    self.state = S::Settled;
                }
                Ok(())
            }
            LetterEvent::Replied { text, evidence } => {
                self.in_state(&[S::Issued, S::Received], "回复")?;
                text_given(text, "回复内容")?;
                if self.received.is_none() {
                    self.received = Some((fact.by.clone(), fact.recorded_at));
                }
                self.replies.push(Reply {
                    by: fact.by.clone(),
                    at: fact.recorded_at,
                    on: fact.occurred_on,
                    text: text.clone(),
                    evidence: evidence.clone(),
                    returned: None,
                });
                self.state = S::Replied;
                Ok(())
            }
            LetterEvent::ReplyReturned { reason, due_on } => {
                self.in_state(&[S::Replied], "退回回复")?;
                text_given(reason, "退回理由")?;
                self.another_than_replied(fact)?;
                if *due_on < fact.occurred_on {
                    return Err(Refusal::new("too_early", "重新回复的时限不能早于今天。", "the new day lies in the past"));
                }
                if let Some(reply) = self.replies.last_mut() {
                    reply.returned = Some(reason.clone());
                }
                self.due_on = Some(*due_on);
                self.state = S::Received;
                Ok(())
            }
            LetterEvent::Interviewed { minutes } => {
                self.in_state(&[S::Issued, S::Received, S::Replied], "记录约谈")?;
                text_given(&minutes.record, "约谈记录")?;
                text_given(&minutes.host, "约谈人")?;
                if minutes.on < self.issued_on || minutes.on > crate::days::china_day(fact.recorded_at) {
                    return Err(Refusal::new(
                        "out_of_range",
                        "约谈日期应在签发之后、今天之前（含今天）。",
                        "the day of the interview is out of range",
                    ));
                }
                self.minutes = Some(minutes.clone());
                Ok(())
            }
            LetterEvent::Settled { basis } => {
                self.in_state(&[S::Issued, S::Received, S::Replied], "办结")?;
                text_given(basis, "审核意见")?;
                if self.state != S::Replied && self.due_on.is_some() {
                    return Err(Refusal::new("no_reply", "对方尚未回复，不能办结。", "there is no answer yet"));
                }
                self.another_than_replied(fact)?;
                self.settled = Some((fact.occurred_on, basis.clone()));
                self.state = S::Settled;
                Ok(())
            }
        }
    }

    fn another_than_replied(&self, fact: &MatterFact) -> Result<(), Refusal> {
        if self.replies.last().is_some_and(|reply| reply.by.is(&fact.by)) {
            return Err(Refusal::new("same_person", "回复人不能自己审核。", "who answered cannot check the answer"));
        }
        Ok(())
    }

    pub(super) fn head(&self) -> Head {
        let (unit_id, chief_id) = match self.content.to {
            Addressee::Unit { id } => (Some(id), None),
            Addressee::Chief { id } => (None, Some(id)),
        };
        let waiting = matches!(self.state, MatterState::Issued | MatterState::Received);
        Head {
            state: self.state,
            title: self.content.title.clone(),
            class: self.content.letter.clone(),
            source: if self.content.proposed_by.is_some() { "rule" } else { "person" }.to_owned(),
            unit_id,
            river_id: self.content.river_id,
            chief_id,
            item_id: self.content.items.first().copied(),
            opened_on: self.issued_on,
            due_on: self.due_on.filter(|_| waiting),
            closed_on: self.settled.as_ref().map(|(on, _)| *on),
            place: String::new(),
            point: None,
            prominent: false,
        }
    }
}
