//! Every sequence of steps of small reviews, up to a depth: no plan is lost between stages, nobody approves twice, no stage is skipped.

use super::*;
use crate::ids::{AccountId, MatterId, UnitId};
use rule::SeatKind;
use std::collections::HashSet;
use uuid::Uuid;

fn stage(key: &str, how: How) -> StageRule {
    StageRule {
        key: key.into(),
        label: key.into(),
        seats: SeatKind::Units,
        chief_level: None,
        how,
        quorum: (how == How::Quorum).then_some((2, 3)),
        at_least: 1,
        workdays: Some(5),
        silence: Silence::Agrees,
        returns: true,
        amends: false,
        declares: false,
        meetings: vec![],
        document: false,
        routes: vec![],
        clause: "条".into(),
        reading: None,
    }
}

fn person(n: u128) -> Person {
    Person { name: format!("人{n}"), post: String::new(), account: Some(AccountId(Uuid::from_u128(n))), unit_id: None }
}

fn given(n: u128) -> SeatGiven {
    SeatGiven { of: SeatOf::Unit { unit_id: UnitId(Uuid::from_u128(n)) }, name: format!("单位{n}") }
}

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 3, n).unwrap()
}

/// A review with what the plan around it adds.
#[derive(Debug, Clone)]
struct World {
    review: Review,
    version: u32,
}

/// A step of the world.
#[derive(Debug, Clone)]
enum Move {
    Step(u128, NaiveDate, ReviewEvent),
    Draft,
    Resume,
}

impl World {
    fn new(stages: Vec<StageRule>) -> Self {
        Self { review: Review::begin(stages, day(1)).unwrap(), version: 1 }
    }

    fn take(&mut self, next: &Move) -> Result<(), Refusal> {
        let drafters = [person(0)];
        let around = |by| Around { by, on: day(1), version: self.version, drafters: &drafters };
        match next {
            Move::Step(by, on, event) => self.review.step(event, Around { on: *on, ..around(&person(*by)) }),
            Move::Draft => {
                self.review.may_amend()?;
                self.version += 1;
                let by = person(0);
                self.review.amended(Around { by: &by, on: day(1), version: self.version, drafters: &drafters });
                Ok(())
            }
            Move::Resume => self.review.resume(day(1), self.version),
        }
    }

    /// Everything three people and the drafter could try next.
    fn moves(&self) -> Vec<Move> {
        let mut moves = vec![Move::Draft, Move::Resume];
        let step = |by, event| Move::Step(by, day(1), event);
        moves.push(step(0, ReviewEvent::Seated { seats: vec![given(1)], due_on: Some(day(5)) }));
        moves.push(step(0, ReviewEvent::Seated { seats: vec![given(1), given(2)], due_on: Some(day(5)) }));
        for seat in 0..2 {
            for by in 0..3 {
                let decided =
                    |verdict| ReviewEvent::Decided {
                        seat, verdict, text: "意见".into(), meeting_id: None, document: Some("文号".into())
                    };
                moves.push(step(by, decided(Verdict::Agree)));
                if by == 1 {
                    moves.push(step(by, decided(Verdict::Disagree)));
                    moves.push(step(by, ReviewEvent::Opined { seat, row: None, text: "意见".into() }));
                }
            }
            moves.push(step(1, ReviewEvent::Declared { seat, interest: seat == 1, text: "有关".into() }));
            moves.push(Move::Step(0, day(9), ReviewEvent::Lapsed { seat }));
            for to in [None, Some(0), Some(1), Some(2)] {
                moves.push(step(1, ReviewEvent::Returned { seat: Some(seat), to, reason: "理由".into() }));
            }
        }
        moves.push(step(1, ReviewEvent::SeatAdded { seat: given(7), before: Some(0), reason: "请示".into() }));
        moves.push(step(0, ReviewEvent::SeatAdded { seat: given(8), before: None, reason: "加签".into() }));
        moves.push(step(1, ReviewEvent::Delegated { seat: 0, to: given(9), reason: "转办".into() }));
        moves.push(step(0, ReviewEvent::Returned { seat: None, to: None, reason: "理由".into() }));
        for opinion in 0..self.review.opinions.len() {
            for adopted in [true, false] {
                moves.push(step(0, ReviewEvent::Answered { opinion, adopted, text: "答复".into() }));
            }
        }
        moves
    }

    fn agreed_by(&self) -> Vec<Person> {
        let seats = self.review.standing().chain(self.review.visit()).flat_map(|visit| &visit.seats);
        seats.filter(|seat| seat.agrees()).filter_map(|seat| seat.decisions.last()?.by.clone()).collect()
    }

    fn holds(&self, before: &Self) {
        let review = &self.review;
        let places = [review.visit().is_some(), review.at_drafting(), review.passed()];
        assert_eq!(places.iter().filter(|at| **at).count(), 1, "in exactly one place: {self:#?}");
        for stage in 0..review.stages.len() {
            let standing = review.standing().filter(|visit| visit.stage == stage).count();
            assert_eq!(standing, usize::from(stage < review.at), "stage {stage} stands once when it was passed: {self:#?}");
        }
        assert!(review.at <= before.review.at + 1, "no stage is skipped");
        if let Some(visit) = review.visit() {
            assert_eq!(visit.stage, review.at);
        }
        let people = self.agreed_by();
        for (at, one) in people.iter().enumerate() {
            assert!(!one.is(&person(0)), "who drafted agreed: {self:#?}");
            assert!(!people[..at].iter().any(|other| other.is(one)), "one person agreed twice: {self:#?}");
        }
        assert!(review.opinions.len() >= before.review.opinions.len() && review.visits.len() >= before.review.visits.len());
        for (old, new) in before.review.visits.iter().zip(&review.visits) {
            assert_eq!((old.stage, old.opened_on), (new.stage, new.opened_on));
            let kept = old.outcome.is_none() || old.outcome == new.outcome || matches!(new.outcome, Some(Outcome::Undone(_)));
            assert!(kept, "what a visit came to stays: {old:#?} {new:#?}");
            assert!(old.outcome.is_none() || old.seats == new.seats, "what was said stays");
        }
        for (old, new) in before.review.opinions.iter().zip(&review.opinions) {
            assert_eq!((&old.text, old.visit), (&new.text, new.visit));
            assert!(old.answer.is_none() || old.answer == new.answer, "answers stay");
        }
        if review.passed() {
            assert!(review.unsettled(self.version).next().is_none(), "no opinion is left unanswered");
        }
    }

    /// From here a review can still pass: there is always a next step for somebody.
    fn can_pass(&self) {
        let mut own = self.clone();
        let mut fresh = 1000;
        for _ in 0..200 {
            if own.review.passed() {
                return;
            }
            fresh += 1;
            let next = own.way_on(fresh);
            own.take(&next).unwrap_or_else(|refusal| panic!("{refusal}: {next:?} of {self:#?}"));
        }
        panic!("no way on from {self:#?}");
    }

    fn way_on(&self, fresh: u128) -> Move {
        let step = |event| Move::Step(fresh, day(1), event);
        let review = &self.review;
        let unsettled = review.unsettled(self.version).next();
        if let Some((opinion, held)) = unsettled {
            if held.answer.is_some() {
                return Move::Draft;
            }
            return step(ReviewEvent::Answered { opinion, adopted: false, text: "理由".into() });
        }
        let Some(visit) = review.visit() else { return Move::Resume };
        let stage = review.stage().unwrap();
        if visit.seats.is_empty() {
            let seats = (0..stage.at_least.max(1)).map(|n| given(fresh * 10 + u128::from(n))).collect();
            return step(ReviewEvent::Seated { seats, due_on: None });
        }
        let open = |seat: &Seat| !seat.recused() && !seat.agrees();
        let waits = |at: usize| visit.seats.iter().any(|seat| seat.before == Some(at) && !seat.recused() && seat.verdict().is_none());
        let asked = visit.seats.iter().position(|seat| seat.before.is_some() && open(seat) && seat.verdict().is_none());
        let own = (0..visit.seats.len()).find(|at| visit.seats[*at].before.is_none() && open(&visit.seats[*at]) && !waits(*at));
        match asked.or(own) {
            Some(seat) if stage.declares && visit.seats[seat].declared.is_none() => {
                step(ReviewEvent::Declared { seat, interest: false, text: String::new() })
            }
            Some(seat) => step(ReviewEvent::Decided {
                seat,
                verdict: Verdict::Agree,
                text: String::new(),
                meeting_id: Some(MatterId(Uuid::from_u128(5))),
                document: Some("文号".into()),
            }),
            None => step(ReviewEvent::SeatAdded { seat: given(fresh * 10), before: None, reason: "补充".into() }),
        }
    }
}

fn walk(stages: Vec<StageRule>, depth: usize) -> usize {
    let mut seen = HashSet::new();
    let mut open = vec![World::new(stages)];
    for _ in 0..depth {
        let mut next = Vec::new();
        for world in open {
            for step in world.moves() {
                let mut after = world.clone();
                if after.take(&step).is_err() {
                    assert_eq!(format!("{after:?}"), format!("{world:?}"), "a refused step changes nothing: {step:?}");
                    continue;
                }
                if seen.insert(format!("{after:?}")) {
                    after.holds(&world);
                    after.can_pass();
                    next.push(after);
                }
            }
        }
        open = next;
    }
    seen.len()
}

#[test]
fn every_short_review_keeps_its_rules() {
    let amending = |stage: StageRule| StageRule { amends: true, ..stage };
    let declaring = |stage: StageRule| StageRule { declares: true, ..stage };
    let worlds = [
        vec![amending(stage("a", How::Single)), stage("b", How::All), stage("c", How::Single)],
        vec![amending(declaring(stage("a", How::Quorum))), stage("b", How::Sequence)],
        vec![amending(stage("a", How::Any)), declaring(stage("b", How::All))],
    ];
    for stages in worlds {
        assert!(walk(stages, 5) > 300);
    }
}

fn agree(seat: usize) -> ReviewEvent {
    ReviewEvent::Decided { seat, verdict: Verdict::Agree, text: String::new(), meeting_id: None, document: None }
}

fn code(world: &mut World, by: u128, event: ReviewEvent) -> Result<(), &'static str> {
    world.take(&Move::Step(by, day(1), event)).map_err(|refusal| refusal.code)
}

fn seated(stage: StageRule, seats: u128) -> World {
    let mut world = World::new(vec![stage]);
    let seats = (1..=seats).map(given).collect();
    assert_eq!(code(&mut world, 0, ReviewEvent::Seated { seats, due_on: None }), Ok(()));
    world
}

#[test]
fn a_quorum_hears_everybody_first() {
    let mut world = seated(stage("a", How::Quorum), 3);
    assert_eq!((code(&mut world, 1, agree(0)), code(&mut world, 2, agree(1))), (Ok(()), Ok(())));
    assert!(!world.review.passed(), "the third has not been heard");
    let against = ReviewEvent::Decided { seat: 2, verdict: Verdict::Disagree, text: "不妥".into(), meeting_id: None, document: None };
    assert_eq!(code(&mut world, 3, against), Ok(()));
    assert!(world.review.passed(), "two of three agree");
}

#[test]
fn a_sequence_keeps_its_order() {
    let mut world = seated(stage("a", How::Sequence), 2);
    assert_eq!(code(&mut world, 2, agree(1)), Err("not_your_turn"));
    assert_eq!((code(&mut world, 1, agree(0)), code(&mut world, 2, agree(1))), (Ok(()), Ok(())));
    assert!(world.review.passed());
}

#[test]
fn an_interest_silences_and_a_question_waits() {
    let mut world = seated(StageRule { declares: true, ..stage("a", How::All) }, 2);
    assert_eq!(code(&mut world, 1, agree(0)), Err("not_declared"));
    for (seat, interest) in [(0, true), (1, false)] {
        assert_eq!(code(&mut world, 1, ReviewEvent::Declared { seat, interest, text: "参与过设计".into() }), Ok(()));
    }
    assert_eq!(code(&mut world, 1, agree(0)), Err("recused"));
    let ask = ReviewEvent::SeatAdded { seat: given(9), before: Some(1), reason: "涉及防洪".into() };
    assert_eq!(code(&mut world, 2, ask), Ok(()));
    assert_eq!(code(&mut world, 2, agree(1)), Err("waits"));
    let declared = ReviewEvent::Declared { seat: 2, interest: false, text: String::new() };
    assert_eq!((code(&mut world, 3, declared), code(&mut world, 3, agree(2)), code(&mut world, 2, agree(1))), (Ok(()), Ok(()), Ok(())));
    assert!(world.review.passed());
}

#[test]
fn an_adopted_opinion_waits_for_a_later_version() {
    let mut world = World::new(vec![StageRule { amends: true, ..stage("a", How::Single) }, stage("b", How::Single)]);
    assert_eq!(code(&mut world, 0, ReviewEvent::Seated { seats: vec![given(1)], due_on: None }), Ok(()));
    assert_eq!(code(&mut world, 1, ReviewEvent::Opined { seat: 0, row: Some("R1".into()), text: "指标偏低".into() }), Ok(()));
    assert_eq!(code(&mut world, 1, agree(0)), Ok(()));
    assert_eq!(code(&mut world, 0, ReviewEvent::Answered { opinion: 0, adopted: true, text: "已调高".into() }), Ok(()));
    assert_eq!(world.review.at, 0);
    world.take(&Move::Draft).unwrap();
    assert_eq!(world.review.at, 1);
    assert_eq!(world.take(&Move::Draft).unwrap_err().code, "no_amending");
}

#[test]
fn a_returned_plan_answers_before_it_comes_again() {
    let mut world = World::new(vec![stage("a", How::Single), stage("b", How::Single)]);
    assert_eq!(code(&mut world, 0, ReviewEvent::Seated { seats: vec![given(1)], due_on: None }), Ok(()));
    for text in ["指标偏低", "投资偏大"] {
        assert_eq!(code(&mut world, 1, ReviewEvent::Opined { seat: 0, row: None, text: text.into() }), Ok(()));
    }
    assert_eq!(code(&mut world, 1, ReviewEvent::Returned { seat: Some(0), to: None, reason: "请修改".into() }), Ok(()));
    assert_eq!(world.take(&Move::Resume).unwrap_err().code, "unsettled");
    // At drafting an opinion may be adopted, though its stage could not change the draft; the new version has to follow.
    for (opinion, adopted) in [(0, true), (1, false)] {
        assert_eq!(code(&mut world, 0, ReviewEvent::Answered { opinion, adopted, text: "已调高".into() }), Ok(()));
    }
    assert_eq!(world.take(&Move::Resume).unwrap_err().code, "unsettled");
    world.take(&Move::Draft).unwrap();
    assert_eq!(world.take(&Move::Resume).map_err(|refusal| refusal.code), Ok(()));

    // Returned to an earlier stage, it is answered there before that stage closes.
    assert_eq!(code(&mut world, 0, ReviewEvent::Seated { seats: vec![given(1)], due_on: None }), Ok(()));
    assert_eq!(code(&mut world, 1, agree(0)), Ok(()));
    assert_eq!(code(&mut world, 0, ReviewEvent::Seated { seats: vec![given(2)], due_on: None }), Ok(()));
    assert_eq!(code(&mut world, 2, ReviewEvent::Opined { seat: 0, row: None, text: "依据不足".into() }), Ok(()));
    assert_eq!(code(&mut world, 2, ReviewEvent::Returned { seat: Some(0), to: Some(0), reason: "请复核".into() }), Ok(()));
    assert_eq!(code(&mut world, 0, ReviewEvent::Seated { seats: vec![given(1)], due_on: None }), Ok(()));
    assert_eq!(code(&mut world, 1, agree(0)), Ok(()));
    assert_eq!(world.review.at, 0, "agreed, and still an opinion without an answer");
    assert_eq!(code(&mut world, 0, ReviewEvent::Answered { opinion: 2, adopted: false, text: "依据见附件".into() }), Ok(()));
    assert_eq!(world.review.at, 1);
}

#[test]
fn what_was_adopted_is_worked_in_before_a_return_to_an_earlier_stage() {
    let mut world = World::new(vec![stage("a", How::Single), StageRule { amends: true, ..stage("b", How::All) }]);
    assert_eq!(code(&mut world, 0, ReviewEvent::Seated { seats: vec![given(1)], due_on: None }), Ok(()));
    assert_eq!(code(&mut world, 1, agree(0)), Ok(()));
    assert_eq!(code(&mut world, 0, ReviewEvent::Seated { seats: vec![given(2), given(3)], due_on: None }), Ok(()));
    assert_eq!(code(&mut world, 2, ReviewEvent::Opined { seat: 0, row: None, text: "指标偏低".into() }), Ok(()));
    assert_eq!(code(&mut world, 0, ReviewEvent::Answered { opinion: 0, adopted: true, text: "调高".into() }), Ok(()));
    let back = |to| ReviewEvent::Returned { seat: Some(1), to, reason: "请复核".into() };
    assert_eq!(code(&mut world, 3, back(Some(0))), Err("unsettled"));
    let mut drafting = world.clone();
    assert_eq!(code(&mut drafting, 3, back(None)), Ok(()), "at drafting it can be worked in");
    assert_eq!(drafting.take(&Move::Resume).unwrap_err().code, "unsettled");
    world.take(&Move::Draft).unwrap();
    assert_eq!(code(&mut world, 3, back(Some(0))), Ok(()));
}

#[test]
fn a_return_keeps_what_was_finished_before() {
    let mut world = World::new(vec![stage("a", How::Single), stage("b", How::Single), stage("c", How::Single)]);
    for by in 1..=2 {
        assert_eq!(code(&mut world, 0, ReviewEvent::Seated { seats: vec![given(by)], due_on: None }), Ok(()));
        assert_eq!(code(&mut world, by, agree(0)), Ok(()));
    }
    assert_eq!(code(&mut world, 0, ReviewEvent::Seated { seats: vec![given(3)], due_on: None }), Ok(()));
    assert_eq!(code(&mut world, 3, ReviewEvent::Returned { seat: Some(0), to: Some(1), reason: "投资偏大".into() }), Ok(()));
    assert_eq!(world.review.at, 1);
    let outcomes: Vec<_> = world.review.visits.iter().map(|visit| visit.outcome.clone()).collect();
    assert_eq!(
        outcomes,
        [
            Some(Outcome::Agreed(day(1), 1)),
            Some(Outcome::Undone(day(1))),
            Some(Outcome::Returned(day(1), Some(1), "投资偏大".into())),
            None
        ]
    );
    assert_eq!(code(&mut world, 0, ReviewEvent::Seated { seats: vec![given(2)], due_on: None }), Ok(()));
    assert_eq!(code(&mut world, 1, agree(0)), Err("same_person"), "the first stage still stands by that person");
    assert_eq!(code(&mut world, 2, agree(0)), Ok(()));
}
