//! A review in stages (审核): seats, opinions, answers, agreements, returns. The stages are a pack's; a review keeps the ones it
//! began with, so that a pack changed under way changes nothing of it.
//!
//! What holds at any moment: the stages before `at` are finished and stand; nothing of the stages after it has begun; a person agrees
//! at most once on the way from the first stage to the last; who drafted agrees nowhere. `matter/plan.rs` records the events; the
//! tests below walk every sequence of steps of small reviews.

mod course;
pub mod rule;

pub use course::{Answer, Decision, Opinion, Outcome, ReviewEvent, Seat, SeatGiven, SeatOf, Verdict, Visit};

use crate::matter::person::Person;
use crate::matter::{Refusal, text_given};
use chrono::NaiveDate;
use rule::{How, Silence, StageRule};

/// What a step needs to know of the plan around the review.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Who acts.
    pub by: &'a Person,
    /// The day.
    pub on: NaiveDate,
    /// The present version.
    pub version: u32,
    /// Who drafted the versions.
    pub drafters: &'a [Person],
}

/// A review as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The stages, in order.
    pub stages: Vec<StageRule>,
    /// The present stage; the number of stages when all agreed.
    pub at: usize,
    /// Every visit to a stage.
    pub visits: Vec<Visit>,
    /// Every opinion.
    pub opinions: Vec<Opinion>,
}

fn refuse<T>(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::new(code, zh, en))
}

impl Review {
    /// A review at its first stage.
    ///
    /// # Errors
    /// There is no stage.
    pub fn begin(stages: Vec<StageRule>, on: NaiveDate) -> Result<Self, Refusal> {
        if stages.is_empty() {
            return refuse("no_stages", "规则包没有写审核环节，不能送审。", "the pack has no stages of review");
        }
        let mut review = Self { stages, at: 0, visits: vec![], opinions: vec![] };
        review.open(on);
        Ok(review)
    }

    fn open(&mut self, on: NaiveDate) {
        self.visits.push(Visit { stage: self.at, opened_on: on, due_on: None, seats: vec![], outcome: None });
    }

    /// The present stage; `None` when all agreed, or when the plan is back at drafting.
    #[must_use]
    pub fn stage(&self) -> Option<&StageRule> {
        self.visit().and_then(|visit| self.stages.get(visit.stage))
    }

    /// The present visit.
    #[must_use]
    pub fn visit(&self) -> Option<&Visit> {
        self.visits.last().filter(|visit| visit.outcome.is_none())
    }

    /// Whether every stage agreed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.at == self.stages.len()
    }

    /// Whether the plan is back at drafting.
    #[must_use]
    pub fn at_drafting(&self) -> bool {
        !self.passed() && self.visit().is_none()
    }

    /// The visits that stand: of each stage before the present one, the one that agreed.
    pub fn standing(&self) -> impl Iterator<Item = &Visit> {
        self.visits.iter().filter(|visit| matches!(visit.outcome, Some(Outcome::Agreed(..))))
    }

    /// Opinions that wait for an answer, or whose adoption is not in a later version yet, of whichever visit.
    pub fn unsettled(&self, version: u32) -> impl Iterator<Item = (usize, &Opinion)> {
        let open = move |answer: &Answer| answer.adopted && answer.version >= version;
        self.opinions.iter().enumerate().filter(move |(_, opinion)| opinion.answer.as_ref().is_none_or(open))
    }

    /// Seats of the present visit that count: not those that withdrew, nor those only asked for advice.
    fn counting(&self) -> impl Iterator<Item = &Seat> {
        self.visit().into_iter().flat_map(|visit| visit.seats.iter().filter(|seat| !seat.recused() && seat.before.is_none()))
    }

    /// Whether all have been heard and too few agree: only a return, or a changed mind, goes on from here.
    #[must_use]
    pub fn stuck(&self) -> bool {
        let Some(stage) = self.stage() else { return false };
        let seats: Vec<&Seat> = self.counting().collect();
        let agreed = seats.iter().filter(|seat| seat.agrees()).count();
        !seats.is_empty() && seats.iter().all(|seat| seat.verdict().is_some()) && agreed < stage.needs(seats.len())
    }

    fn seat(&self, seat: usize) -> Result<&Seat, Refusal> {
        let found = self.visit().and_then(|visit| visit.seats.get(seat));
        found.ok_or_else(|| Refusal::new("no_seat", "当前环节没有这个席位，请刷新。", "the present stage has no such seat"))
    }

    fn seat_mut(&mut self, seat: usize) -> Option<&mut Seat> {
        self.visits.last_mut().and_then(|visit| visit.seats.get_mut(seat))
    }

    /// Goes on only when a seat may speak: declared where it must, not withdrawn, and its turn in a sequence.
    fn may_speak(&self, at: usize) -> Result<(), Refusal> {
        let seat = self.seat(at)?;
        if seat.recused() {
            return refuse("recused", "该席位已因利益关系回避。", "the seat withdrew for an interest");
        }
        if self.stage().is_some_and(|stage| stage.declares) && seat.declared.is_none() {
            return refuse("not_declared", "请先声明有无利益关系。", "declare interests first");
        }
        Ok(())
    }

    /// Whose turn it is: in a sequence the first seat that does not agree yet; and none that waits for another.
    ///
    /// # Errors
    /// Why the seat cannot decide now.
    pub fn may_decide(&self, at: usize) -> Result<(), Refusal> {
        self.may_speak(at)?;
        let visit = self.visit().map(|visit| visit.seats.as_slice()).unwrap_or_default();
        if let Some(asked) = visit.iter().find(|seat| seat.before == Some(at) && !seat.recused() && seat.verdict().is_none()) {
            return refuse(
                "waits",
                format!("已请示{}，请等其答复后再签署意见。", asked.name),
                format!("the seat waits for {}", asked.name),
            );
        }
        if self.stage().is_some_and(|stage| stage.how == How::Sequence)
            && visit[at].before.is_none()
            && let Some(first) = visit[..at].iter().find(|seat| !seat.recused() && seat.before.is_none() && !seat.agrees())
        {
            return refuse("not_your_turn", format!("请等{}先签署。", first.name), format!("{} comes first", first.name));
        }
        Ok(())
    }

    /// Goes on only with somebody who has agreed nowhere on the way so far, and drafted nothing.
    fn first_time(&self, around: Around<'_>, own: usize) -> Result<(), Refusal> {
        if around.drafters.iter().any(|drafter| drafter.is(around.by)) {
            return refuse("same_person", "编制人不能审核自己编制的方案。", "who drafted the plan cannot agree to it");
        }
        let present = self.visit().map(|visit| visit.seats.as_slice()).unwrap_or_default();
        let others = present.iter().enumerate().filter(|(at, _)| *at != own).map(|(_, seat)| seat);
        let earlier = self.standing().flat_map(|visit| &visit.seats);
        let mut agreed = others.chain(earlier).filter(|seat| seat.agrees()).filter_map(|seat| seat.decisions.last()?.by.as_ref());
        if agreed.any(|person| person.is(around.by)) {
            return refuse("same_person", "您已在其他席位或环节签署同意，同一人不能审核两次。", "one person cannot agree twice");
        }
        Ok(())
    }

    /// Records a step.
    ///
    /// # Errors
    /// Why it cannot be taken.
    pub fn step(&mut self, event: &ReviewEvent, around: Around<'_>) -> Result<(), Refusal> {
        // Answered also while the plan is back at drafting: that is where it is changed.
        if let ReviewEvent::Answered { opinion, adopted, text } = event {
            return self.answer(*opinion, *adopted, text, around);
        }
        let Some(stage) = self.stage().cloned() else {
            return refuse("not_in_review", "方案当前不在审核中，请刷新。", "the plan is not under review");
        };
        let seated = self.visit().is_some_and(|visit| !visit.seats.is_empty());
        if !seated && !matches!(event, ReviewEvent::Seated { .. }) {
            return refuse(
                "not_seated",
                format!("“{}”还没有确定参加人员。", stage.label),
                format!("nobody sits in stage {} yet", stage.key),
            );
        }
        match event {
            ReviewEvent::Seated { seats, due_on } => self.seat_all(&stage, seated, seats, *due_on),
            ReviewEvent::SeatAdded { seat, before, reason } => {
                text_given(reason, "理由")?;
                if stage.how == How::Single && before.is_none() && self.counting().next().is_some() {
                    return refuse("too_many_seats", format!("“{}”只由一方审核。", stage.label), "the stage has a single seat");
                }
                if let Some(asking) = before {
                    self.may_speak(*asking)?;
                    if self.seat(*asking)?.agrees() {
                        return refuse("agreed_already", "已签署同意，不能再请示。", "the seat agreed already");
                    }
                }
                self.not_seated(&seat.of)?;
                let seat = Seat { before: *before, ..empty(seat) };
                if let Some(visit) = self.visits.last_mut() {
                    visit.seats.push(seat);
                }
                Ok(())
            }
            ReviewEvent::Delegated { seat, to, reason } => {
                text_given(reason, "理由")?;
                let held = self.seat(*seat)?;
                if held.verdict().is_some() {
                    return refuse("decided_already", "已签署意见的席位不能转办。", "the seat has decided already");
                }
                self.not_seated(&to.of)?;
                if let Some(held) = self.seat_mut(*seat) {
                    let from = std::mem::replace(&mut held.name, to.name.clone());
                    held.delegated.push((from, reason.clone()));
                    held.of = to.of.clone();
                    held.declared = None;
                }
                Ok(())
            }
            ReviewEvent::Declared { seat, interest, text } => {
                if *interest {
                    text_given(text, "利益关系")?;
                }
                if self.seat(*seat)?.declared.is_some() {
                    return refuse("declared_already", "已作声明。", "it was declared already");
                }
                if self.seat(*seat)?.verdict().is_some() {
                    return refuse("decided_already", "已签署意见，不能再声明回避。", "the seat has decided already");
                }
                if let Some(held) = self.seat_mut(*seat) {
                    held.declared = Some((*interest, text.clone()));
                }
                self.close_if_agreed(around);
                Ok(())
            }
            ReviewEvent::Opined { seat, row, text } => {
                text_given(text, "意见")?;
                self.may_speak(*seat)?;
                if self.seat(*seat)?.agrees() {
                    return refuse("agreed_already", "已签署同意，不能再提意见。", "the seat agreed already");
                }
                let visit = self.visits.len() - 1;
                let (by, on, version) = (around.by.clone(), around.on, around.version);
                self.opinions.push(Opinion { visit, seat: *seat, by, on, version, row: row.clone(), text: text.clone(), answer: None });
                Ok(())
            }
            // Taken above, before anything is asked of the stage.
            ReviewEvent::Answered { .. } => Ok(()),
            ReviewEvent::Decided { seat, verdict, text, meeting_id, document } => {
                self.may_decide(*seat)?;
                let held = self.seat(*seat)?;
                if held.agrees() {
                    return refuse("agreed_already", "已签署同意，不能重复签署。", "the seat agreed already");
                }
                let asked = held.before.is_some();
                match verdict {
                    Verdict::Disagree => text_given(text, "不同意的理由")?,
                    Verdict::Agree => {
                        self.first_time(around, *seat)?;
                        if !stage.meetings.is_empty() && meeting_id.is_none() && !asked {
                            return refuse("no_meeting", "请选择审议该方案的会议。", "name the meeting that decided");
                        }
                        if stage.document && !asked {
                            text_given(document.as_deref().unwrap_or_default(), "批复文号")?;
                        }
                    }
                }
                let decision = Decision {
                    verdict: *verdict,
                    text: text.clone(),
                    by: Some(around.by.clone()),
                    on: around.on,
                    version: around.version,
                    meeting_id: *meeting_id,
                    document: document.clone(),
                };
                if let Some(held) = self.seat_mut(*seat) {
                    held.decisions.push(decision);
                }
                self.close_if_agreed(around);
                Ok(())
            }
            ReviewEvent::Lapsed { seat } => {
                let due = self.visit().and_then(|visit| visit.due_on);
                if stage.silence != Silence::Agrees || due.is_none_or(|due| around.on <= due) {
                    return refuse("not_lapsed", "本环节没有逾期视为同意的规定，或者期限未到。", "silence does not agree here, or not yet");
                }
                self.may_decide(*seat)?;
                if self.seat(*seat)?.verdict().is_some() {
                    return refuse("decided_already", "该席位已签署意见。", "the seat has decided already");
                }
                let (on, version) = (around.on, around.version);
                let text = "逾期未反馈，视为同意".to_owned();
                let decision = Decision { verdict: Verdict::Agree, text, by: None, on, version, meeting_id: None, document: None };
                if let Some(held) = self.seat_mut(*seat) {
                    held.decisions.push(decision);
                }
                self.close_if_agreed(around);
                Ok(())
            }
            ReviewEvent::Returned { seat, to, reason } => self.give_back(&stage, *seat, *to, reason, around),
        }
    }

    fn not_seated(&self, of: &SeatOf) -> Result<(), Refusal> {
        if self.visit().is_some_and(|visit| visit.seats.iter().any(|seat| seat.of == *of)) {
            return refuse("seated_already", "该单位或人员已在本环节中。", "they sit in this stage already");
        }
        Ok(())
    }

    fn seat_all(&mut self, stage: &StageRule, seated: bool, seats: &[SeatGiven], due_on: Option<NaiveDate>) -> Result<(), Refusal> {
        if seated {
            return refuse("seated_already", "本环节的参加人员已确定，可以增加。", "the seats were filled already: add one instead");
        }
        stage.enough_seats(seats.len())?;
        if seats.iter().enumerate().any(|(at, seat)| seats[..at].iter().any(|other| other.of == seat.of)) {
            return refuse("seated_already", "同一单位或人员选了两次。", "the same seat twice");
        }
        if let Some(visit) = self.visits.last_mut() {
            visit.seats = seats.iter().map(empty).collect();
            visit.due_on = due_on;
        }
        Ok(())
    }

    fn answer(&mut self, at: usize, adopted: bool, text: &str, around: Around<'_>) -> Result<(), Refusal> {
        text_given(text, if adopted { "采纳情况" } else { "不采纳的理由" })?;
        let Some(opinion) = self.opinions.get(at) else {
            return refuse("no_opinion", "没有这条意见，请刷新。", "there is no such opinion");
        };
        if opinion.answer.is_some() {
            return refuse("answered_already", "该意见已答复。", "the opinion was answered already");
        }
        if let Some(stage) = self.stage().filter(|stage| adopted && !stage.amends) {
            return refuse(
                "no_amending",
                format!("“{}”环节不能改稿；采纳意见须由审核人退回修改。", stage.label),
                "the draft cannot change in this stage: the plan has to be returned",
            );
        }
        if let Some(opinion) = self.opinions.get_mut(at) {
            let (by, on, version) = (around.by.clone(), around.on, around.version);
            opinion.answer = Some(Answer { adopted, text: text.to_owned(), by, on, version });
        }
        self.close_if_agreed(around);
        Ok(())
    }

    fn give_back(
        &mut self,
        stage: &StageRule,
        seat: Option<usize>,
        to: Option<usize>,
        reason: &str,
        around: Around<'_>,
    ) -> Result<(), Refusal> {
        text_given(reason, "退回理由")?;
        match seat {
            Some(at) => {
                self.may_speak(at)?;
                if !stage.returns {
                    return refuse("no_return", format!("“{}”环节不能退回。", stage.label), "this stage may not return the plan");
                }
                if self.seat(at)?.agrees() {
                    return refuse("agreed_already", "已签署同意，不能再退回。", "the seat agreed already");
                }
            }
            None if self.stuck() => {}
            None => {
                return refuse(
                    "not_stuck",
                    "各方意见尚未集齐或者仍可通过，由审核人退回。",
                    "not all have been heard, or enough may still agree: a seat returns the plan",
                );
            }
        }
        if to.is_some_and(|to| to >= self.at) {
            return refuse("not_earlier", "只能退回到前面的环节或者编制环节。", "return to an earlier stage, or to the drafting");
        }
        // An earlier stage may not be able to change the draft: what was adopted is worked in before.
        if to.is_some() && self.unsettled(around.version).any(|(_, opinion)| opinion.answer.is_some()) {
            return refuse(
                "unsettled",
                "已采纳的意见还没有保存新稿，请牵头单位先改稿，或者退回到“编制”。",
                "an adopted opinion is in no new version yet: save one first, or return the plan to the drafting",
            );
        }
        let on = around.on;
        if let Some(visit) = self.visits.last_mut() {
            visit.outcome = Some(Outcome::Returned(on, to, reason.to_owned()));
        }
        let from = to.unwrap_or(0);
        for visit in self.visits.iter_mut().filter(|visit| visit.stage >= from) {
            if matches!(visit.outcome, Some(Outcome::Agreed(..))) {
                visit.outcome = Some(Outcome::Undone(on));
            }
        }
        self.at = from;
        if to.is_some() {
            self.open(on);
        }
        Ok(())
    }

    /// The plan goes to review again after it was returned to the drafting.
    ///
    /// # Errors
    /// It is not at drafting, an opinion has no answer, or an adopted one is not in a new version.
    pub fn resume(&mut self, on: NaiveDate, version: u32) -> Result<(), Refusal> {
        if !self.at_drafting() {
            return refuse("in_review_already", "方案已在审核中。", "the plan is under review already");
        }
        let open = self.unsettled(version).count();
        if open > 0 {
            let zh = format!("还有{open}条意见没有答复，或者采纳后还没有保存新稿，请先在“审核”中逐条答复、改稿，再重新送审。");
            return refuse("unsettled", zh, format!("{open} opinions have no answer, or their adoption is in no new version"));
        }
        self.open(on);
        Ok(())
    }

    /// Whether the draft may be changed now.
    ///
    /// # Errors
    /// The stage does not allow it.
    pub fn may_amend(&self) -> Result<(), Refusal> {
        match self.stage() {
            Some(stage) if !stage.amends => refuse(
                "no_amending",
                format!("“{}”环节不能改稿，退回后才能修改。", stage.label),
                "the draft cannot change in this stage: the plan has to be returned",
            ),
            _ => Ok(()),
        }
    }

    /// After a new version: an adopted opinion may now be settled.
    pub fn amended(&mut self, around: Around<'_>) {
        self.close_if_agreed(around);
    }

    fn close_if_agreed(&mut self, around: Around<'_>) {
        let Some(stage) = self.stage() else { return };
        let seats: Vec<&Seat> = self.counting().collect();
        let agreed = seats.iter().filter(|seat| seat.agrees()).count();
        let heard = match stage.how {
            How::Quorum => seats.iter().all(|seat| seat.verdict().is_some()),
            How::Single | How::All | How::Any | How::Sequence => true,
        };
        let enough = seats.len() >= stage.at_least as usize && agreed >= stage.needs(seats.len());
        if !heard || !enough || self.unsettled(around.version).next().is_some() {
            return;
        }
        if let Some(visit) = self.visits.last_mut() {
            visit.outcome = Some(Outcome::Agreed(around.on, around.version));
        }
        self.at += 1;
        if !self.passed() {
            self.open(around.on);
        }
    }
}

fn empty(given: &SeatGiven) -> Seat {
    Seat { of: given.of.clone(), name: given.name.clone(), before: None, delegated: vec![], declared: None, decisions: vec![] }
}

#[cfg(test)]
mod tests;
