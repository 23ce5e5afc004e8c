//! A plan's page: one version with its gaps and money, the review, approvals, evaluations, and what the actor may do.

use super::seats::{drafted, sits};
use super::{content_of, plan_of, rules_of};
use crate::matters::{all_evidence, allowed, brief, evidence_view, files_of, load_for, told};
use crate::views::{
    ActionView, ApprovalView, DrawnTask, EvaluationView, GapView, Named, OpinionView, PlanBody, PlanMoneyView, PlanPage, ReviewView,
    SeatDecision, SeatView, StageView, TargetForm, VersionView, VisitView,
};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::exact::Money;
use anlan_core::ids::MatterId;
use anlan_core::matter::plan::{Evaluation, Plan, ReviewRound, TargetOutcome};
use anlan_core::matter::{MatterKind, MatterState};
use anlan_core::plan::{PlanContent, gaps};
use anlan_core::review::rule::{How, Silence, StageRule};
use anlan_core::review::{Opinion, Outcome, Review, Seat, Verdict, Visit};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A plan with one of its versions: the latest, unless another is asked for.
///
/// # Errors
/// Not found, no such version, or the store fails.
pub async fn show_plan(anlan: &Anlan, call: &Call, id: MatterId, version: Option<u32>) -> Result<PlanPage, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::PlanRead, MatterKind::Plan, id).await?;
    let plan = plan_of(&held.matter)?;
    let version = version.unwrap_or_else(|| plan.version());
    let content = content_of(&read, plan, version).await?;
    let register = anlan.register(&call.region).await?;
    let mut evidence = all_evidence(held.facts.iter());
    evidence.extend(content.attachments.iter().cloned());
    let files = files_of(anlan, call, evidence).await?;
    let meetings: Vec<Uuid> = decisions(plan).filter_map(|decision| decision.meeting_id).map(|id| id.0).collect();
    let meetings: HashMap<Uuid, String> = if meetings.is_empty() {
        HashMap::new()
    } else {
        read.matters_of(&meetings).await?.into_iter().map(|row| (row.id, row.title)).collect()
    };
    let drawn = read.drawn_from(id.0).await?;
    let items = read.items_of(&drawn.iter().map(|row| row.item_id).collect::<Vec<_>>()).await?;
    let numbers: HashMap<Uuid, String> = items.into_iter().map(|row| (row.id, row.number)).collect();
    let blocks = rules_of(anlan, call).map(|(_, rules)| rules.blocks.clone()).unwrap_or_default();
    let round = |round: &ReviewRound| review_view(call, plan, round, &meetings);
    let evaluation = |own: &Evaluation| EvaluationView {
        on: own.on,
        by: told(&own.by),
        version: own.version,
        counts: [TargetOutcome::Met, TargetOutcome::Partly, TargetOutcome::NotMet, TargetOutcome::NotAssessed]
            .map(|outcome| own.results.iter().filter(|result| result.outcome == outcome).count()),
        results: own
            .results
            .iter()
            .map(|result| TargetForm {
                number: result.number.clone(),
                outcome: result.outcome,
                value: result.value.map(|value| value.to_string()),
                text: result.text.clone(),
            })
            .collect(),
        text: own.text.clone(),
        files: evidence_view(&files, &own.files),
    };
    let in_force = plan.in_force().map(|approval| approval.version);
    Ok(PlanPage {
        row: brief(&register, None, &held.row, call.today()),
        from_year: plan.head.from_year,
        to_year: plan.head.to_year,
        versions: plan
            .versions
            .iter()
            .rev()
            .map(|own| VersionView {
                no: own.no,
                note: own.note.clone(),
                by: told(&own.by),
                at: own.at,
                digest: own.digest.clone(),
                in_force: in_force == Some(own.no),
            })
            .collect(),
        version,
        attachments: evidence_view(&files, &content.attachments),
        gaps: gaps(&content)
            .into_iter()
            .map(|gap| GapView {
                list: gap.list,
                number: gap.number,
                kind: gap.kind,
                label: gap.kind.zh().to_owned(),
                blocks: blocks.contains(&gap.kind),
            })
            .collect(),
        money: money(&content),
        money_total: content.money().to_string(),
        units: content.all().filter_map(|(_, row)| row.unit_id).map(|unit| (unit.0, register.name(unit.0))).collect(),
        reviews: plan.rounds.iter().rev().map(round).collect(),
        approvals: plan
            .approvals
            .iter()
            .rev()
            .map(|own| ApprovalView { version: own.version, on: own.on, document: own.document.clone() })
            .collect(),
        evaluations: plan.evaluations.iter().rev().map(evaluation).collect(),
        drawn: drawn
            .into_iter()
            .filter_map(|row| {
                Some(DrawnTask { item: Named { id: row.item_id, name: numbers.get(&row.item_id)?.clone() }, row: row.row_key })
            })
            .collect(),
        actions: actions(call, plan, &held.row),
        body: PlanBody { lists: content.lists, chapters: content.chapters },
    })
}

fn decisions(plan: &Plan) -> impl Iterator<Item = &anlan_core::review::Decision> {
    plan.rounds.iter().flat_map(|round| &round.review.visits).flat_map(|visit| &visit.seats).flat_map(|seat| &seat.decisions)
}

fn money(content: &PlanContent) -> Vec<PlanMoneyView> {
    let mut sums: BTreeMap<(i32, &str), Money> = BTreeMap::new();
    for sum in content.all().flat_map(|(_, row)| &row.money) {
        let held = sums.entry((sum.year, sum.source.as_str())).or_default();
        *held = held.plus(sum.amount);
    }
    let view =
        |((year, source), amount): ((i32, &str), Money)| PlanMoneyView { year, source: source.to_owned(), amount: amount.to_string() };
    sums.into_iter().map(view).collect()
}

/// A stage's rule in words.
fn rule_words(stage: &StageRule) -> String {
    let how = match stage.how {
        How::Single => "一方审核".to_owned(),
        How::All => "各方都同意".to_owned(),
        How::Any => "一方同意即可".to_owned(),
        How::Sequence => "依次签署".to_owned(),
        How::Quorum => {
            let (part, whole) = stage.quorum.unwrap_or((1, 1));
            format!("全部发表意见，{part}/{whole}以上同意")
        }
    };
    let mut words = vec![how];
    if stage.at_least > 1 {
        words.push(format!("至少{}方", stage.at_least));
    }
    if let Some(days) = stage.workdays {
        words.push(format!("{days}个工作日"));
    }
    if stage.silence == Silence::Agrees {
        words.push("逾期视为同意".to_owned());
    }
    if stage.declares {
        words.push("先声明利益关系".to_owned());
    }
    words.join("，")
}

fn review_view(call: &Call, plan: &Plan, round: &ReviewRound, meetings: &HashMap<Uuid, String>) -> ReviewView {
    let review = &round.review;
    let last = plan.rounds.last().is_some_and(|last| std::ptr::eq(last, round));
    let current = review.visits.len().checked_sub(1).filter(|_| last && review.visit().is_some());
    let stage = |(no, stage): (usize, &StageRule)| StageView {
        no,
        label: stage.label.clone(),
        seats: stage.seats,
        how: stage.how,
        rule: rule_words(stage),
        state: if no < review.at {
            "done"
        } else if no == review.at && review.visit().is_some() {
            "now"
        } else {
            "later"
        }
        .to_owned(),
        meetings: stage.meetings.clone(),
        document: stage.document,
        declares: stage.declares,
        amends: stage.amends,
        clause: stage.clause.clone(),
    };
    let waiting: Vec<usize> = review.unsettled(plan.version()).map(|(no, _)| no).collect();
    let opinion = |(no, own): (usize, &Opinion)| {
        let visit = &review.visits[own.visit];
        let answer = own.answer.as_ref();
        OpinionView {
            no,
            stage: label(review, visit.stage),
            seat: visit.seats.get(own.seat).map(|seat| seat.name.clone()).unwrap_or_default(),
            by: told(&own.by),
            on: own.on,
            version: own.version,
            row: own.row.clone(),
            text: own.text.clone(),
            adopted: answer.map(|answer| answer.adopted),
            answer: answer.map(|answer| answer.text.clone()).unwrap_or_default(),
            answered: answer.map(|answer| format!("{} {}", told(&answer.by), answer.on)).unwrap_or_default(),
            open: last && waiting.contains(&no),
        }
    };
    ReviewView {
        pack: round.pack.clone(),
        route: round.route.label.clone(),
        route_clause: round.route.clause.clone(),
        begun_on: round.begun_on,
        stages: review.stages.iter().enumerate().map(stage).collect(),
        visits: review
            .visits
            .iter()
            .enumerate()
            .map(|(at, visit)| visit_view(call, review, visit, current == Some(at), meetings))
            .collect(),
        opinions: review.opinions.iter().enumerate().map(opinion).collect(),
        passed: review.passed(),
        stuck: last && review.stuck(),
    }
}

fn label(review: &Review, stage: usize) -> String {
    review.stages.get(stage).map(|stage| stage.label.clone()).unwrap_or_default()
}

fn visit_view(call: &Call, review: &Review, visit: &Visit, now: bool, meetings: &HashMap<Uuid, String>) -> VisitView {
    let seat = |(no, seat): (usize, &Seat)| SeatView {
        no,
        name: seat.name.clone(),
        mine: now && sits(call, seat),
        asked_by: seat.before.and_then(|at| visit.seats.get(at)).map(|asking| asking.name.clone()),
        delegated: seat.delegated.iter().map(|(from, why)| format!("原为{from}，{why}")).collect(),
        declared: seat
            .declared
            .as_ref()
            .map(|(interest, text)| if *interest { format!("有利益关系，回避：{text}") } else { "没有利益关系".to_owned() }),
        recused: seat.recused(),
        verdict: seat.verdict(),
        decisions: seat
            .decisions
            .iter()
            .map(|own| SeatDecision {
                verdict: own.verdict,
                text: own.text.clone(),
                by: own.by.as_ref().map(told).unwrap_or_default(),
                on: own.on,
                version: own.version,
                meeting: own.meeting_id.map(|id| Named { id: id.0, name: meetings.get(&id.0).cloned().unwrap_or_default() }),
                document: own.document.clone(),
            })
            .collect(),
    };
    let (outcome, ended_on, returned) = match &visit.outcome {
        None => (None, None, None),
        Some(Outcome::Agreed(on, _)) => (Some("agreed"), Some(*on), None),
        Some(Outcome::Undone(on)) => (Some("undone"), Some(*on), None),
        Some(Outcome::Returned(on, to, why)) => {
            let to = to.map_or_else(|| "编制".to_owned(), |to| label(review, to));
            (Some("returned"), Some(*on), Some(format!("退回“{to}”：{why}")))
        }
    };
    VisitView {
        stage: visit.stage,
        label: label(review, visit.stage),
        opened_on: visit.opened_on,
        due_on: visit.due_on,
        overdue: visit.outcome.is_none() && visit.due_on.is_some_and(|due: NaiveDate| due < call.today()),
        seats: visit.seats.iter().enumerate().map(seat).collect(),
        outcome: outcome.map(str::to_owned),
        ended_on,
        returned,
    }
}

/// Whether the plan can be written on as it stands.
pub(super) fn amends(plan: &Plan) -> Result<(), &'static str> {
    match (plan.state, plan.review()) {
        (state, _) if state.ended() => Err("方案已经结束，不能再修改。"),
        (MatterState::Drafting, _) => Ok(()),
        (MatterState::UnderReview, Some(review)) => review.may_amend().map_err(|_| "当前环节不能改稿，退回后才能修改。"),
        _ => Err("方案执行中，修改请先启动修编。"),
    }
}

/// What the actor may do now; a step that is one's own but not yet possible says why.
fn actions(call: &Call, plan: &Plan, row: &anlan_store::MatterRow) -> Vec<ActionView> {
    let mut actions = Vec::new();
    let mut offer = |key: &str, able: Result<(), &str>| {
        actions.push(able.map_or_else(|why| ActionView::not_now(key, why), |()| ActionView::allowed(key)));
    };
    let state = plan.state;
    let review = plan.review();
    let visit = review.and_then(Review::visit).filter(|_| state == MatterState::UnderReview);
    if allowed(call, Action::PlanDraft, row) {
        let returned = review.is_some() && state == MatterState::Drafting;
        if !state.ended() {
            offer("plan.draft", amends(plan));
        }
        if state == MatterState::Drafting {
            let written = if plan.version() == 0 { Err("请先编制方案内容。") } else { Ok(()) };
            if returned {
                let open = review.is_some_and(|review| review.unsettled(plan.version()).next().is_some());
                let again = if open { Err("请先逐条答复意见；采纳的，改稿保存后再重新送审。") } else { written };
                offer("plan.resubmit", again);
            } else {
                offer("plan.submit", written);
            }
            if plan.in_force().is_none() {
                offer("plan.cancel", Ok(()));
            }
        }
        if review.is_some_and(|review| review.unsettled(plan.version()).any(|(_, own)| own.answer.is_none())) {
            offer("plan.answer", Ok(()));
        }
        if plan.in_force().is_some() && !state.ended() {
            offer("plan.evaluate", Ok(()));
        }
        if state == MatterState::InForce {
            offer("plan.revise", Ok(()));
            offer("plan.end", Ok(()));
        }
    }
    let Some((review, visit)) = review.zip(visit) else { return actions };
    let stage = review.stage();
    if allowed(call, Action::PlanCoordinate, row) {
        if visit.seats.is_empty() {
            offer("plan.seat", Ok(()));
        } else if stage.is_some_and(|stage| stage.how != How::Single) {
            offer("plan.add_seat", Ok(()));
        }
        if stage.is_some_and(|stage| stage.silence == Silence::Agrees) && visit.due_on.is_some_and(|due| due < call.today()) {
            offer("plan.lapse", Ok(()));
        }
        if review.stuck() {
            offer("plan.return_stuck", Ok(()));
        }
    }
    let mine = |seat: &&Seat| sits(call, seat) && !seat.recused() && seat.verdict() != Some(Verdict::Agree);
    if let Some(seat) = visit.seats.iter().find(mine) {
        let declared = !stage.is_some_and(|stage| stage.declares) || seat.declared.is_some();
        if !declared {
            offer("plan.declare", Ok(()));
        }
        let speak = if declared { Ok(()) } else { Err("请先声明有无利益关系。") };
        let own = if drafted(call, plan) { Err("编制人不能审核自己编制的方案。") } else { speak };
        offer("plan.opine", speak);
        offer("plan.decide", own);
        if stage.is_some_and(|stage| stage.returns) {
            offer("plan.return", speak);
        }
        offer("plan.ask", speak);
        if seat.verdict().is_none() {
            offer("plan.delegate", Ok(()));
        }
    }
    actions
}
