//! Matters (办件): what the office follows to its end. A problem, a letter, an instruction, a meeting, an inspection, a draw for
//! look-back, a plan, a change, a text. Each is told by dated facts in the order of recording, and is at any moment in exactly one state.
//!
//! The same function, `next`, decides whether something may be recorded now and rebuilds what was recorded: a tale that could not
//! have happened does not load. What a rule pack says (kinds, ladders, deadlines, sizes of samples) is deliberately absent.

pub mod change;
pub mod draw;
pub mod inspection;
pub mod instruction;
pub mod letter;
pub mod meeting;
pub mod person;
pub mod plan;
pub mod problem;
pub mod rate;
pub mod text;

use crate::ids::{ChiefId, FactId, ItemId, MatterId, RiverId, UnitId};
use crate::keyed::keyed;
use change::{Change, ChangeEvent};
use chrono::{DateTime, NaiveDate, Utc};
use draw::{Draw, DrawEvent};
use inspection::{Inspection, InspectionEvent};
use instruction::{Instruction, InstructionEvent};
use letter::{Letter, LetterEvent};
use meeting::{Meeting, MeetingEvent};
use person::Person;
use plan::{Plan, PlanEvent};
use problem::{Problem, ProblemEvent};
use serde::{Deserialize, Serialize};
use text::{Text, TextEvent};

keyed! {
    /// Kinds of matters.
    MatterKind {
        /// 问题
        Problem = "problem",
        /// 函
        Letter = "letter",
        /// 批示
        Instruction = "instruction",
        /// 会议
        Meeting = "meeting",
        /// 暗访
        Inspection = "inspection",
        /// 回头看抽样
        Draw = "draw",
        /// 一河一策方案
        Plan = "plan",
        /// 变更
        Change = "change",
        /// 文稿
        Text = "text",
    }
}

keyed! {
    /// Every state a matter can be in.
    MatterState {
        /// 待交办: a problem nobody is responsible for yet.
        Reported = "reported",
        /// 整改中
        Rectifying = "rectifying",
        /// 待核查: the unit asked for the check.
        Checking = "checking",
        /// 已销号
        Closed = "closed",
        /// 终结未整改: ended without a fix.
        ClosedUnfixed = "closed_unfixed",
        /// 待签收
        Issued = "issued",
        /// 待回复
        Received = "received",
        /// 待审核: a reply or a result waits for the office.
        Replied = "replied",
        /// 已办结
        Settled = "settled",
        /// 不发: a proposal a person decided against.
        Declined = "declined",
        /// 仅登记: somebody else's document, recorded.
        Recorded = "recorded",
        /// 待交办: an instruction nobody acts on yet.
        Written = "written",
        /// 办理中
        Acting = "acting",
        /// 已见效
        Effective = "effective",
        /// 已阅: no action asked.
        Noted = "noted",
        /// 已安排
        Planned = "planned",
        /// 已召开
        Held = "held",
        /// 进行中: entries have been made.
        UnderWay = "under_way",
        /// 已公布
        Released = "released",
        /// 已取消
        Cancelled = "cancelled",
        /// 待核查: drawn, results are missing.
        Drawn = "drawn",
        /// 已完成
        Finished = "finished",
        /// 编制中: a plan that is drafted, or was returned.
        Drafting = "drafting",
        /// 审核中
        UnderReview = "under_review",
        /// 执行中: an approved plan.
        InForce = "in_force",
        /// 待批准: a change that somebody has to agree to.
        Asked = "asked",
        /// 已生效: everybody agreed.
        Agreed = "agreed",
        /// 未批准
        Refused = "refused",
        /// 已定稿: a text whose figures are frozen.
        Final = "final",
    }
}

/// Why something cannot be recorded about a matter as it stands, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{en} ({zh})")]
pub struct Refusal {
    /// Stable word for programs.
    pub code: &'static str,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, zh: zh.into(), en: en.into() }
    }

    /// The state does not allow it.
    pub(crate) fn state(state: MatterState, what: &str) -> Self {
        Self::new(
            "wrong_state",
            format!("当前是“{}”，不能{what}，请刷新后查看。", state.zh()),
            format!("the matter is {}: read it again", state.key()),
        )
    }

    /// A text is missing.
    pub(crate) fn missing(what: &str) -> Self {
        Self::new("missing", format!("请填写{what}。"), format!("{what} is missing"))
    }
}

/// Goes on only with a text.
pub(crate) fn text_given(text: &str, what: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::missing(what)) } else { Ok(()) }
}

impl MatterState {
    /// As pages name it.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Reported | Self::Written => "待交办",
            Self::Rectifying => "整改中",
            Self::Checking | Self::Drawn => "待核查",
            Self::Closed => "已销号",
            Self::ClosedUnfixed => "终结（未整改）",
            Self::Issued => "待签收",
            Self::Received => "待回复",
            Self::Replied => "待审核",
            Self::Settled => "已办结",
            Self::Declined => "不发",
            Self::Recorded => "仅登记",
            Self::Acting => "办理中",
            Self::Effective => "已见效",
            Self::Noted => "已阅",
            Self::Planned => "已安排",
            Self::Held => "已召开",
            Self::UnderWay => "进行中",
            Self::Released => "已公布",
            Self::Cancelled => "已取消",
            Self::Finished => "已完成",
            Self::Drafting => "编制中",
            Self::UnderReview => "审核中",
            Self::InForce => "执行中",
            Self::Asked => "待批准",
            Self::Agreed => "已生效",
            Self::Refused => "未批准",
            Self::Final => "已定稿",
        }
    }

    /// Whether nothing more is waited for.
    #[must_use]
    pub fn ended(self) -> bool {
        match self {
            Self::Closed
            | Self::ClosedUnfixed
            | Self::Settled
            | Self::Declined
            | Self::Recorded
            | Self::Effective
            | Self::Noted
            | Self::Held
            | Self::Released
            | Self::Cancelled
            | Self::Finished
            | Self::Agreed
            | Self::Refused
            | Self::Final => true,
            Self::Reported
            | Self::Rectifying
            | Self::Checking
            | Self::Issued
            | Self::Received
            | Self::Replied
            | Self::Written
            | Self::Acting
            | Self::Planned
            | Self::UnderWay
            | Self::Drawn
            | Self::Drafting
            | Self::UnderReview
            | Self::InForce
            | Self::Asked => false,
        }
    }
}

/// What happened to a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum MatterEvent {
    /// To a problem.
    Problem(ProblemEvent),
    /// To a letter.
    Letter(LetterEvent),
    /// To an instruction.
    Instruction(InstructionEvent),
    /// To a meeting.
    Meeting(MeetingEvent),
    /// To an inspection.
    Inspection(InspectionEvent),
    /// To a draw.
    Draw(DrawEvent),
    /// To a plan.
    Plan(PlanEvent),
    /// To a change.
    Change(ChangeEvent),
    /// To a text.
    Text(TextEvent),
}

impl MatterEvent {
    /// The kind of matter it concerns.
    #[must_use]
    pub fn kind(&self) -> MatterKind {
        match self {
            Self::Problem(_) => MatterKind::Problem,
            Self::Letter(_) => MatterKind::Letter,
            Self::Instruction(_) => MatterKind::Instruction,
            Self::Meeting(_) => MatterKind::Meeting,
            Self::Inspection(_) => MatterKind::Inspection,
            Self::Draw(_) => MatterKind::Draw,
            Self::Plan(_) => MatterKind::Plan,
            Self::Change(_) => MatterKind::Change,
            Self::Text(_) => MatterKind::Text,
        }
    }
}

/// One recorded fact about a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterFact {
    /// Its own id.
    pub id: FactId,
    /// The matter.
    pub matter_id: MatterId,
    /// On which day it happened.
    pub occurred_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub by: Person,
    /// What happened.
    pub event: MatterEvent,
}

/// A matter as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matter {
    /// A problem.
    Problem(Box<Problem>),
    /// A letter.
    Letter(Box<Letter>),
    /// An instruction.
    Instruction(Instruction),
    /// A meeting.
    Meeting(Meeting),
    /// An inspection.
    Inspection(Inspection),
    /// A draw.
    Draw(Draw),
    /// A plan.
    Plan(Box<Plan>),
    /// A change.
    Change(Box<Change>),
    /// A text.
    Text(Box<Text>),
}

/// What lists filter, sort and count by: always what the facts say, kept beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The state.
    pub state: MatterState,
    /// In a few words.
    pub title: String,
    /// Kind within its kind: a problem's class, a letter's kind, a meeting's kind; a pack's word.
    pub class: String,
    /// Where it came from; a pack's word.
    pub source: String,
    /// The unit concerned.
    pub unit_id: Option<UnitId>,
    /// The river concerned.
    pub river_id: Option<RiverId>,
    /// The chief's post concerned.
    pub chief_id: Option<ChiefId>,
    /// The item of a list it stands for or concerns.
    pub item_id: Option<ItemId>,
    /// When it began.
    pub opened_on: NaiveDate,
    /// By when the next step is due.
    pub due_on: Option<NaiveDate>,
    /// When it ended.
    pub closed_on: Option<NaiveDate>,
    /// Where it lies.
    pub place: String,
    /// The point, in millionths of a degree: longitude, latitude.
    pub point: Option<(i32, i32)>,
    /// A prominent one.
    pub prominent: bool,
}

impl Matter {
    /// Begins a matter with its first fact.
    ///
    /// # Errors
    /// Why that fact cannot be the first.
    pub fn begin(fact: &MatterFact) -> Result<Self, Refusal> {
        Ok(match &fact.event {
            MatterEvent::Problem(event) => Self::Problem(Box::new(Problem::begin(fact, event)?)),
            MatterEvent::Letter(event) => Self::Letter(Box::new(Letter::begin(fact, event)?)),
            MatterEvent::Instruction(event) => Self::Instruction(Instruction::begin(fact, event)?),
            MatterEvent::Meeting(event) => Self::Meeting(Meeting::begin(fact, event)?),
            MatterEvent::Inspection(event) => Self::Inspection(Inspection::begin(fact, event)?),
            MatterEvent::Draw(event) => Self::Draw(Draw::begin(fact, event)?),
            MatterEvent::Plan(event) => Self::Plan(Box::new(Plan::begin(fact, event)?)),
            MatterEvent::Change(event) => Self::Change(Box::new(Change::begin(fact, event)?)),
            MatterEvent::Text(event) => Self::Text(Box::new(Text::begin(fact, event)?)),
        })
    }

    /// Goes on with a fact.
    ///
    /// # Errors
    /// Why it cannot follow.
    pub fn next(&mut self, fact: &MatterFact) -> Result<(), Refusal> {
        match (self, &fact.event) {
            (Self::Problem(own), MatterEvent::Problem(event)) => own.next(fact, event),
            (Self::Letter(own), MatterEvent::Letter(event)) => own.next(fact, event),
            (Self::Instruction(own), MatterEvent::Instruction(event)) => own.next(fact, event),
            (Self::Meeting(own), MatterEvent::Meeting(event)) => own.next(fact, event),
            (Self::Inspection(own), MatterEvent::Inspection(event)) => own.next(fact, event),
            (Self::Draw(own), MatterEvent::Draw(event)) => own.next(fact, event),
            (Self::Plan(own), MatterEvent::Plan(event)) => own.next(fact, event),
            (Self::Change(own), MatterEvent::Change(event)) => own.next(fact, event),
            (Self::Text(own), MatterEvent::Text(event)) => own.next(fact, event),
            (
                Self::Problem(_)
                | Self::Letter(_)
                | Self::Instruction(_)
                | Self::Meeting(_)
                | Self::Inspection(_)
                | Self::Draw(_)
                | Self::Plan(_)
                | Self::Change(_)
                | Self::Text(_),
                _,
            ) => Err(Refusal::new("wrong_kind", "记录的种类不符。", "the fact is about another kind of matter")),
        }
    }

    /// The matter its facts tell, in the order of recording; `None` when there are none.
    ///
    /// # Errors
    /// A fact that could not have followed.
    pub fn told(facts: &[MatterFact]) -> Result<Option<Self>, Refusal> {
        let Some((first, later)) = facts.split_first() else { return Ok(None) };
        let mut matter = Self::begin(first)?;
        for fact in later {
            matter.next(fact)?;
        }
        Ok(Some(matter))
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> MatterKind {
        match self {
            Self::Problem(_) => MatterKind::Problem,
            Self::Letter(_) => MatterKind::Letter,
            Self::Instruction(_) => MatterKind::Instruction,
            Self::Meeting(_) => MatterKind::Meeting,
            Self::Inspection(_) => MatterKind::Inspection,
            Self::Draw(_) => MatterKind::Draw,
            Self::Plan(_) => MatterKind::Plan,
            Self::Change(_) => MatterKind::Change,
            Self::Text(_) => MatterKind::Text,
        }
    }

    /// What lists need of it.
    #[must_use]
    pub fn head(&self) -> Head {
        match self {
            Self::Problem(own) => own.head(),
            Self::Letter(own) => own.head(),
            Self::Instruction(own) => own.head(),
            Self::Meeting(own) => own.head(),
            Self::Inspection(own) => own.head(),
            Self::Draw(own) => own.head(),
            Self::Plan(own) => own.head(),
            Self::Change(own) => own.head(),
            Self::Text(own) => own.head(),
        }
    }
}
