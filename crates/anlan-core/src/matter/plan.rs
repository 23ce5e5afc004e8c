//! A river's plan (一河一策方案) through its life: drafted in versions, reviewed in stages, in force, evaluated at mid-term, revised,
//! ended. What each version says is kept beside (`plan::PlanContent`), named here by its digest.

use super::person::Person;
use super::problem::Evidence;
use super::{Head, MatterFact, MatterState, Refusal, text_given};
use crate::exact::Quantity;
use crate::ids::{ChiefId, MatterId, RiverId, UnitId};
use crate::keyed::keyed;
use crate::review::rule::{RouteRule, StageRule};
use crate::review::{Around, Review, ReviewEvent};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Which river, whose, for which years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanHead {
    /// The title.
    pub title: String,
    /// The river.
    pub river_id: RiverId,
    /// Its lead unit, which drafts and carries out the plan.
    pub unit_id: UnitId,
    /// The post of the river's highest chief.
    #[serde(default)]
    pub chief_id: Option<ChiefId>,
    /// First year.
    pub from_year: i32,
    /// Last year, not before the first.
    pub to_year: i32,
}

keyed! {
    /// What an evaluation says of a target.
    TargetOutcome {
        /// 已达到
        Met = "met",
        /// 部分达到
        Partly = "partly",
        /// 未达到
        NotMet = "not_met",
        /// 无法评估
        NotAssessed = "not_assessed",
    }
}

impl TargetOutcome {
    /// As documents name it.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Met => "已达到",
            Self::Partly => "部分达到",
            Self::NotMet => "未达到",
            Self::NotAssessed => "无法评估",
        }
    }
}

/// How one target stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetResult {
    /// The target's number.
    pub number: String,
    /// How it stands.
    pub outcome: TargetOutcome,
    /// The indicator's value found.
    #[serde(default)]
    pub value: Option<Quantity>,
    /// On what this rests.
    #[serde(default)]
    pub text: String,
}

/// What happened to a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PlanEvent {
    /// The river's lead unit began it.
    Opened {
        /// Which river, whose, for which years.
        head: PlanHead,
    },
    /// A version was saved.
    Drafted {
        /// Its number: one more than the last.
        version: u32,
        /// SM3 of what it says.
        digest: String,
        /// What is new in it.
        note: String,
    },
    /// It went to review.
    Submitted {
        /// The rules it is reviewed by, to its end.
        pack: String,
        /// The hash of those rules.
        pack_hash: String,
        /// The route.
        route: RouteRule,
        /// The stages of that route.
        stages: Vec<StageRule>,
    },
    /// It went to review again after it was returned to the drafting.
    Resubmitted {
        /// What was changed.
        text: String,
    },
    /// A step of the review.
    Review {
        /// Which.
        event: ReviewEvent,
    },
    /// Another unit leads the river.
    HandedOver {
        /// Which.
        unit_id: UnitId,
        /// Why.
        reason: String,
    },
    /// A mid-term evaluation.
    Evaluated {
        /// Every target of the version in force.
        results: Vec<TargetResult>,
        /// The conclusion.
        text: String,
        /// The report and the like.
        #[serde(default)]
        files: Vec<Evidence>,
    },
    /// A plan in force is drafted anew; it stays in force until the new version is approved.
    RevisionBegun {
        /// Why.
        reason: String,
    },
    /// It ended.
    Ended {
        /// Why.
        reason: String,
    },
    /// It was given up before it was ever approved.
    Cancelled {
        /// Why.
        reason: String,
    },
}

/// One saved version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub no: u32,
    /// SM3 of what it says.
    pub digest: String,
    /// What is new in it.
    pub note: String,
    /// Who saved it.
    pub by: Person,
    /// When.
    pub at: DateTime<Utc>,
}

/// How the plan was or is reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRound {
    /// The rules.
    pub pack: String,
    /// Their hash.
    pub pack_hash: String,
    /// The route.
    pub route: RouteRule,
    /// When it began.
    pub begun_on: NaiveDate,
    /// Its course.
    pub review: Review,
}

/// An approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The version approved.
    pub version: u32,
    /// The day.
    pub on: NaiveDate,
    /// The document, when the last stage named one.
    pub document: Option<String>,
}

/// An evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The day.
    pub on: NaiveDate,
    /// Who.
    pub by: Person,
    /// The version evaluated.
    pub version: u32,
    /// Every target.
    pub results: Vec<TargetResult>,
    /// The conclusion.
    pub text: String,
    /// Files.
    pub files: Vec<Evidence>,
}

/// A plan as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: MatterId,
    /// The state.
    pub state: MatterState,
    /// Which river, whose, for which years.
    pub head: PlanHead,
    /// When it was begun.
    pub opened_on: NaiveDate,
    /// Who began it.
    pub opened_by: Person,
    /// Its versions.
    pub versions: Vec<Version>,
    /// Its reviews; the last one may be under way.
    pub rounds: Vec<ReviewRound>,
    /// Its approvals; the last one is in force.
    pub approvals: Vec<Approval>,
    /// Its evaluations.
    pub evaluations: Vec<Evaluation>,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
}

impl Plan {
    pub(super) fn begin(fact: &MatterFact, event: &PlanEvent) -> Result<Self, Refusal> {
        let PlanEvent::Opened { head } = event else {
            return Err(Refusal::new("not_opened", "方案尚未登记。", "the plan was not begun yet"));
        };
        text_given(&head.title, "方案名称")?;
        if !(2000..=2100).contains(&head.from_year) || !(head.from_year..=head.from_year + 9).contains(&head.to_year) {
            return Err(Refusal::new("bad_period", "方案期限有误，请核对起止年份。", "the plan's years are wrong"));
        }
        Ok(Self {
            id: fact.matter_id,
            state: MatterState::Drafting,
            head: head.clone(),
            opened_on: fact.occurred_on,
            opened_by: fact.by.clone(),
            versions: vec![],
            rounds: vec![],
            approvals: vec![],
            evaluations: vec![],
            ended_on: None,
        })
    }

    /// The latest version's number; 0 before the first.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.versions.last().map_or(0, |version| version.no)
    }

    /// The review that is under way, also while the plan is back at drafting.
    #[must_use]
    pub fn review(&self) -> Option<&Review> {
        self.rounds.last().map(|round| &round.review).filter(|review| !review.passed())
    }

    /// The approval in force.
    #[must_use]
    pub fn in_force(&self) -> Option<&Approval> {
        self.approvals.last()
    }

    fn in_state(&self, allowed: &[MatterState], what: &str) -> Result<(), Refusal> {
        if allowed.contains(&self.state) { Ok(()) } else { Err(Refusal::state(self.state, what)) }
    }

    pub(super) fn next(&mut self, fact: &MatterFact, event: &PlanEvent) -> Result<(), Refusal> {
        use MatterState as S;
        let on = fact.occurred_on;
        match event {
            PlanEvent::Opened { .. } => Err(Refusal::new("opened_already", "该方案已登记。", "the plan was begun already")),
            PlanEvent::Drafted { version, digest, note } => {
                self.in_state(&[S::Drafting, S::UnderReview], "改稿")?;
                if self.state == S::UnderReview
                    && let Some(review) = self.review()
                {
                    review.may_amend()?;
                }
                if *version != self.version() + 1 {
                    return Err(Refusal::new(
                        "stale_already",
                        "方案已有更新的稿次，请刷新后在最新稿上修改。",
                        "there is a newer version: change that one",
                    ));
                }
                if self.versions.last().is_some_and(|last| last.digest == *digest) {
                    return Err(Refusal::new("unchanged", "与上一稿没有差别，未保存。", "nothing differs from the last version"));
                }
                let (digest, note) = (digest.clone(), note.clone());
                self.versions.push(Version { no: *version, digest, note, by: fact.by.clone(), at: fact.recorded_at });
                self.review_step(fact, |review, around| {
                    review.amended(around);
                    Ok(())
                })
            }
            PlanEvent::Submitted { pack, pack_hash, route, stages } => {
                self.in_state(&[S::Drafting], "送审")?;
                if self.versions.is_empty() {
                    return Err(Refusal::new("no_version", "请先编制方案内容再送审。", "write the plan before it goes to review"));
                }
                if self.in_force().is_some_and(|approval| approval.version == self.version()) {
                    return Err(Refusal::new("unchanged", "与已批准的方案没有差别。", "nothing differs from what is in force"));
                }
                if self.review().is_some() {
                    return Err(Refusal::new("in_review_already", "方案退回后请重新送审。", "it was returned: submit it again"));
                }
                let review = Review::begin(stages.clone(), on)?;
                let (pack, pack_hash, route) = (pack.clone(), pack_hash.clone(), route.clone());
                self.rounds.push(ReviewRound { pack, pack_hash, route, begun_on: on, review });
                self.state = S::UnderReview;
                Ok(())
            }
            PlanEvent::Resubmitted { text } => {
                self.in_state(&[S::Drafting], "重新送审")?;
                text_given(text, "修改情况")?;
                let version = self.version();
                let Some(round) = self.rounds.last_mut().filter(|round| !round.review.passed()) else {
                    return Err(Refusal::new("not_returned", "方案没有被退回，请送审。", "it was not returned: submit it"));
                };
                round.review.resume(on, version)?;
                self.state = S::UnderReview;
                Ok(())
            }
            PlanEvent::Review { event } => {
                let answers = matches!(event, ReviewEvent::Answered { .. });
                self.in_state(if answers { &[S::UnderReview, S::Drafting] } else { &[S::UnderReview] }, "审核")?;
                if self.review().is_none() {
                    return Err(Refusal::new("not_in_review", "方案当前不在审核中，请刷新。", "the plan is not under review"));
                }
                self.review_step(fact, |review, around| review.step(event, around))
            }
            PlanEvent::HandedOver { unit_id, reason } => {
                text_given(reason, "移交理由")?;
                if self.state.ended() {
                    return Err(Refusal::state(self.state, "移交"));
                }
                if *unit_id == self.head.unit_id {
                    return Err(Refusal::new("same_unit", "该单位已是牵头单位。", "that unit leads already"));
                }
                self.head.unit_id = *unit_id;
                Ok(())
            }
            PlanEvent::Evaluated { results, text, files } => {
                let Some(approval) = self.in_force().filter(|_| !self.state.ended()) else {
                    return Err(Refusal::new("not_in_force", "方案批准后才能评估。", "only a plan in force is evaluated"));
                };
                text_given(text, "评估结论")?;
                if results.is_empty() {
                    return Err(Refusal::missing("各项目标的评估结果"));
                }
                if let Some(open) =
                    results.iter().find(|result| result.outcome == TargetOutcome::NotAssessed && result.text.trim().is_empty())
                {
                    return Err(Refusal::new(
                        "missing",
                        format!("目标{}无法评估的，请写明原因。", open.number),
                        format!("say why target {} cannot be assessed", open.number),
                    ));
                }
                let (results, text, files) = (results.clone(), text.clone(), files.clone());
                self.evaluations.push(Evaluation { on, by: fact.by.clone(), version: approval.version, results, text, files });
                Ok(())
            }
            PlanEvent::RevisionBegun { reason } => {
                self.in_state(&[S::InForce], "修编")?;
                text_given(reason, "修编理由")?;
                self.state = S::Drafting;
                Ok(())
            }
            PlanEvent::Ended { reason } => {
                self.in_state(&[S::InForce], "结束")?;
                text_given(reason, "理由")?;
                (self.state, self.ended_on) = (S::Finished, Some(on));
                Ok(())
            }
            PlanEvent::Cancelled { reason } => {
                self.in_state(&[S::Drafting], "撤销")?;
                text_given(reason, "撤销理由")?;
                if self.in_force().is_some() {
                    return Err(Refusal::new(
                        "in_force_already",
                        "方案已批准执行，不能撤销。",
                        "a plan in force cannot be given up: end it",
                    ));
                }
                (self.state, self.ended_on) = (S::Cancelled, Some(on));
                Ok(())
            }
        }
    }

    /// Takes a step of the review and lets the plan follow: approved, back at drafting, or still under review.
    fn review_step(&mut self, fact: &MatterFact, step: impl FnOnce(&mut Review, Around<'_>) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let version = self.version();
        let drafters: Vec<Person> = self.versions.iter().map(|version| version.by.clone()).collect();
        let Some(round) = self.rounds.last_mut().filter(|round| !round.review.passed()) else { return Ok(()) };
        step(&mut round.review, Around { by: &fact.by, on: fact.occurred_on, version, drafters: &drafters })?;
        if round.review.passed() {
            let last = round.review.standing().last();
            let document =
                last.and_then(|visit| visit.seats.iter().flat_map(|seat| &seat.decisions).filter_map(|d| d.document.clone()).next_back());
            self.approvals.push(Approval { version, on: fact.occurred_on, document });
            self.state = MatterState::InForce;
        } else if round.review.at_drafting() {
            self.state = MatterState::Drafting;
        }
        Ok(())
    }

    pub(super) fn head(&self) -> Head {
        let visit = self.review().and_then(Review::visit);
        let stage = self.review().and_then(Review::stage).filter(|_| self.state == MatterState::UnderReview);
        Head {
            state: self.state,
            title: self.head.title.clone(),
            class: stage.map(|stage| stage.label.clone()).unwrap_or_default(),
            source: self.rounds.last().map(|round| round.route.label.clone()).unwrap_or_default(),
            unit_id: Some(self.head.unit_id),
            river_id: Some(self.head.river_id),
            chief_id: self.head.chief_id,
            item_id: None,
            opened_on: self.opened_on,
            due_on: visit.and_then(|visit| visit.due_on).filter(|_| stage.is_some()),
            closed_on: self.ended_on,
            place: String::new(),
            point: None,
            prominent: false,
        }
    }
}
