//! Steps of a problem's life, of inspections that find some, and of look-backs.

use super::model::{Known, Life, UseCase};
use super::{CHIEF, Dice, FIELD, HEAD, OFFICE, STAFF, Told, Walk, plain, refused};
use crate::common::region;
use anlan_app::inspections::{cancel_inspection, note_on_the_spot, plan_inspection, release_inspection};
use anlan_app::look_backs::{draw_sample, record_look_back};
use anlan_app::problems::{
    ask_close_out, assign_problem, check_close_out, close_unfixed, correct_problem, list_problem, merge_problem, reopen_problem,
    report_problem,
};
use anlan_app::views::{
    AskCloseOut, AssignProblem, Because, CheckCloseOut, CorrectProblem, DrawForm, InspectionForm, ListProblem, LookedForm, MergeProblem,
    ProblemForm, ReopenProblem, ReportProblem, SpotForm,
};
use anlan_core::matter::person::plain_name;
use anlan_core::matter::problem::LookBackResult;
use anlan_core::matter::{Matter, MatterKind};
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

const KIND: MatterKind = MatterKind::Problem;
const TEXT: &str = "现场已清理完毕。";

impl Walk {
    pub fn problem_form(&self, dice: &mut Dice) -> ProblemForm {
        ProblemForm {
            title: dice.text("河岸堆放垃圾"),
            description: String::new(),
            scheme: String::new(),
            class: (*dice.pick(&["乱占", "乱堆", "污水直排", "其他", "乱堆", "乱占", "其他", "乱扔"])).to_owned(),
            source: (*dice.pick(&["secret_inspection", "patrol", "office", "complaint", "superior", "office", "路人"])).to_owned(),
            river_id: if dice.one_in(5) { None } else { Some(self.river(dice)) },
            reach: String::new(),
            place: dice.text("老码头下游"),
            lon: None,
            lat: None,
            found_on: self.lately(dice),
            finder: (*dice.pick(&["", "", "", "李伟", "唐伟", "周明（区级暗访组）", "唐伟、李伟"])).to_owned(),
            finder_chief_id: dice.one_in(6).then(|| *dice.pick(&self.chiefs)),
            prominent: dice.one_in(3),
        }
    }

    /// Who found it by this form: the persons named, else the chief who holds the post.
    fn named(&self, form: &ProblemForm) -> Vec<String> {
        let holders = ["何涛", "周明"];
        let post = form.finder_chief_id.and_then(|id| self.chiefs.iter().position(|own| *own == id));
        let names = if form.finder.is_empty() { post.map(|post| holders[post]).unwrap_or_default() } else { &form.finder };
        names.split('、').map(plain_name).filter(|name| !name.is_empty()).collect()
    }

    /// The number the next problem found in a year has.
    pub fn next_problem(&self, found_on: NaiveDate) -> String {
        let series = format!("铜问-{}-", found_on.year());
        let n = self.matters.iter().filter(|known| known.number.as_ref().is_some_and(|own| own.starts_with(&series))).count();
        format!("{series}{:04}", n + 1)
    }

    pub fn know_problem(&mut self, id: Uuid, found_on: NaiveDate, unit: Option<Uuid>, finders: Vec<String>) -> usize {
        let life = if unit.is_some() { Life::Rectifying } else { Life::Reported };
        let known =
            Known { number: Some(self.next_problem(found_on)), unit, finders, ..Known::new(anlan_core::ids::MatterId(id), KIND, life) };
        self.matters.push(known);
        self.matters.len() - 1
    }

    pub async fn report(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &[0, 1, 2, 4, 5, CHIEF]);
        let (id, taken) = self.new_id(dice);
        let content = self.problem_form(dice);
        let unit_id = dice.one_in(2).then(|| self.unit(dice));
        let limit_on = dice.one_in(3).then(|| self.soon(dice));
        let evidence = self.evidence(dice);
        let form = ReportProblem { id: Some(id), content, evidence, unit_id, limit_on, measure: String::new() };
        let result = report_problem(&self.anlan, &call, &form).await;
        if let Some(taken) = taken {
            return Self::repeated(KIND, taken, result);
        }
        let told = result.map_err(|fault| refused(&fault))?;
        let finders = [vec![plain(&call)], self.named(&form.content)].concat();
        self.know_problem(told.0, form.content.found_on, unit_id, finders);
        Ok(true)
    }

    pub async fn assign(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let (id, place) = self.aim(dice, "assign", KIND);
        let limit_on = dice.one_in(2).then(|| self.soon(dice));
        let form = AssignProblem { unit_id: self.unit(dice), limit_on, measure: "清运".into(), reason: dice.text("改派") };
        let told = self.moved("assign", place, assign_problem(&self.anlan, &call, id, &form).await)?;
        self.matters[place.unwrap()].unit = Some(form.unit_id);
        if let Some(item) = self.matters[place.unwrap()].item {
            self.items[item].unit = form.unit_id;
        }
        Ok(told)
    }

    pub async fn correct(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let (id, place) = self.aim(dice, "correct", KIND);
        let facts = self.anlan.store.region(&region()).matter(id).await.unwrap().map_or(0, |row| row.facts);
        let expected = if dice.one_in(10) { "0".to_owned() } else { facts.to_string() };
        let content = self.problem_form(dice);
        let form = CorrectProblem { content, reason: dice.text("登记有误") };
        let told = self.moved("correct", place, correct_problem(&self.anlan, &call, id, &expected, &form).await)?;
        let named = self.named(&form.content);
        self.matters[place.unwrap()].finders.extend(named);
        Ok(told)
    }

    pub async fn list(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let (id, place) = self.aim(dice, "list", KIND);
        let item_id = dice.one_in(4).then(|| self.aim_item(dice, "ask_item").0);
        let form = ListProblem { year: 2023, decision: dice.text("区级总河长会议"), item_id };
        let result = list_problem(&self.anlan, &call, id, &form).await;
        let item = result.as_ref().ok().copied();
        let told = self.moved("list", place, result)?;
        let (place, item) = (place.unwrap(), item.unwrap().0);
        let own = self.matters[place].clone();
        assert!(own.item.is_none() && own.unit.is_some(), "{own:?}");
        let held = match self.items.iter().position(|known| known.id == item) {
            Some(held) => {
                assert_eq!(item_id, Some(item));
                assert!(self.items[held].problem.is_none(), "an item stands for one problem only: {:?}", self.items[held]);
                held
            }
            None => self.know_item(item, own.number.clone().unwrap(), 2023, own.unit.unwrap(), Some(place)),
        };
        self.items[held].problem = Some(place);
        self.matters[place].item = Some(held);
        self.follow(place);
        Ok(told)
    }

    /// An item that stands for a problem is closed as long as the problem is.
    pub fn follow(&mut self, place: usize) {
        if let Some(item) = self.matters[place].item {
            self.items[item].life = if self.matters[place].life == Life::Closed { Life::Left } else { Life::Open };
        }
    }

    pub async fn ask(&mut self, dice: &mut Dice) -> Told {
        let (id, place) = self.aim(dice, "ask", KIND);
        let call = if dice.one_in(5) { self.one_of(dice, &STAFF) } else { self.liaison(dice, place.and_then(|at| self.matters[at].unit)) };
        let form = AskCloseOut { text: dice.text(TEXT), evidence: self.evidence(dice) };
        let told = self.moved("ask", place, ask_close_out(&self.anlan, &call, id, &form).await)?;
        self.matters[place.unwrap()].asker = plain(&call);
        Ok(told)
    }

    /// Who closes a problem neither found it, nor asked for it, nor belongs to the unit, under whatever account.
    fn disinterested(&self, place: usize, call: &anlan_app::Call) {
        let (own, who) = (&self.matters[place], plain(call));
        assert!(!own.finders.contains(&who) && own.asker != who, "{who} decided on {own:?}");
        assert!(call.actor.unit_id.is_none() || call.actor.unit_id.map(|unit| unit.0) != own.unit, "{who} decided on {own:?}");
    }

    pub async fn check(&mut self, dice: &mut Dice, agreed: bool) -> Told {
        let use_case = if agreed { "agree" } else { "return" };
        let (id, place) = self.aim(dice, use_case, KIND);
        let call = self.one_of(dice, &FIELD);
        let form = CheckCloseOut { agreed, text: dice.text(TEXT), checked_on: self.lately(dice), evidence: vec![] };
        let told = self.moved(use_case, place, check_close_out(&self.anlan, &call, id, &form).await)?;
        let place = place.unwrap();
        self.disinterested(place, &call);
        if agreed {
            self.matters[place].closers.push(plain(&call));
            self.follow(place);
        }
        Ok(told)
    }

    pub async fn close_unfixed(&mut self, dice: &mut Dice) -> Told {
        let (id, place) = self.aim(dice, "close_unfixed", KIND);
        let call = self.one_of(dice, &FIELD);
        let form = Because { reason: dice.text("并非河道问题") };
        let told = self.moved("close_unfixed", place, close_unfixed(&self.anlan, &call, id, &form).await)?;
        self.disinterested(place.unwrap(), &call);
        assert_eq!(self.matters[place.unwrap()].item, None, "what is on the list has to be put right");
        Ok(told)
    }

    pub async fn reopen(&mut self, dice: &mut Dice) -> Told {
        let (id, place) = self.aim(dice, "reopen", KIND);
        let call = self.one_of(dice, &FIELD);
        let on = dice.one_in(2).then(|| self.lately(dice));
        let form = ReopenProblem { reason: dice.text("又堆上了"), limit_on: self.soon(dice), relapse: dice.one_in(2), on };
        let told = self.moved("reopen", place, reopen_problem(&self.anlan, &call, id, &form).await)?;
        let place = place.unwrap();
        if form.relapse {
            self.matters[place].finders.push(plain(&call));
        }
        self.follow(place);
        Ok(told)
    }

    pub async fn merge(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let (id, place) = self.aim(dice, "merge", KIND);
        let (into, other) = self.aim(dice, "merge", KIND);
        let form = MergeProblem { into: into.0, reason: dice.text("重复登记") };
        let told = self.moved("merge", place, merge_problem(&self.anlan, &call, id, &form).await)?;
        let (place, other) = (place.unwrap(), other.unwrap());
        let ended = |life: Life| matches!(life, Life::Closed | Life::Unfixed | Life::UnfixedUntasked | Life::Merged);
        assert!(place != other && self.matters[other].kind == KIND && !ended(self.matters[other].life), "into {:?}", self.matters[other]);
        assert_eq!(self.matters[place].item, None, "the item of a merged problem would stay open for ever");
        let finders = self.matters[place].finders.clone();
        self.matters[other].finders.extend(finders);
        Ok(told)
    }

    pub async fn plan_inspection(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &FIELD);
        let (id, taken) = self.new_id(dice);
        let form = InspectionForm {
            id: Some(id),
            title: dice.text("汛前暗访"),
            from_on: self.today(),
            to_on: self.soon(dice),
            team: vec![dice.text("唐伟")],
            units: vec![self.unit(dice)],
            rivers: vec![],
            checklist: vec!["有无垃圾".into()],
        };
        let result = plan_inspection(&self.anlan, &call, &form).await;
        if let Some(taken) = taken {
            return Self::repeated(MatterKind::Inspection, taken, result);
        }
        let id = result.map_err(|fault| refused(&fault))?;
        self.matters.push(Known::new(id, MatterKind::Inspection, Life::Planned));
        Ok(true)
    }

    pub async fn spot(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &FIELD);
        let (id, place) = self.aim(dice, "spot", MatterKind::Inspection);
        let finding = (!dice.one_in(4)).then(|| self.problem_form(dice));
        let unit_id = dice.one_in(2).then(|| *dice.pick(&self.units));
        let evidence = self.evidence(dice);
        let form =
            SpotForm { id: dice.id(), place: dice.text("老码头"), noted_at: self.now, answers: vec![], finding, evidence, unit_id };
        let told = self.moved("spot", place, note_on_the_spot(&self.anlan, &call, id, &form).await)?;
        if let Some(finding) = &form.finding {
            let finders = [vec![plain(&call)], self.named(finding)].concat();
            self.matters[place.unwrap()].findings.push((unit_id, finders));
        }
        if dice.one_in(4) {
            let before = self.marks().await.0;
            note_on_the_spot(&self.anlan, &call, id, &form).await.unwrap();
            assert_eq!(self.marks().await.0, before, "sent twice, entered once");
        }
        Ok(told)
    }

    pub async fn release(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &FIELD);
        let (id, place) = self.aim(dice, "release", MatterKind::Inspection);
        let result = release_inspection(&self.anlan, &call, id).await;
        let found = result.as_ref().copied().unwrap_or_default();
        let told = self.moved("release", place, result)?;
        let findings = std::mem::take(&mut self.matters[place.unwrap()].findings);
        assert_eq!(findings.len(), found);
        let facts = self.anlan.store.region(&region()).matter_facts(id).await.unwrap();
        let Ok(Some(Matter::Inspection(inspection))) = Matter::told(&facts) else { panic!("no inspection") };
        let days = inspection.entries.iter().filter_map(anlan_core::matter::inspection::Noted::finding).map(|finding| finding.found_on);
        let days: Vec<NaiveDate> = days.collect();
        for ((problem, found_on), (unit, finders)) in inspection.problems.iter().zip(days).zip(findings) {
            self.know_problem(problem.0, found_on, unit, finders);
        }
        Ok(told)
    }

    pub async fn cancel_inspection(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &FIELD);
        let (id, place) = self.aim(dice, "cancel_inspection", MatterKind::Inspection);
        let form = Because { reason: dice.text("暴雨") };
        self.moved("cancel_inspection", place, cancel_inspection(&self.anlan, &call, id, &form).await)
    }

    pub async fn draw(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &FIELD);
        let (id, taken) = self.new_id(dice);
        // Mostly the quarter before this one.
        let now = self.today().month0() / 3 + 1;
        let (year, quarter) = match (dice.below(8), now) {
            (0, _) => (2023, 5),
            (1, _) => (2023, now),
            (_, 1) => (self.today().year() - 1, 4),
            _ => (self.today().year(), now - 1),
        };
        let form = DrawForm { id: Some(id), year, quarter, seed: dice.text("20230701").trim().to_owned() };
        let result = draw_sample(&self.anlan, &call, &form).await;
        if let Some(taken) = taken {
            return Self::repeated(MatterKind::Draw, taken, result);
        }
        let id = result.map_err(|fault| refused(&fault))?;
        let facts = self.anlan.store.region(&region()).matter_facts(id).await.unwrap();
        let Ok(Some(Matter::Draw(draw))) = Matter::told(&facts) else { panic!("no draw") };
        let of = |number: &String| {
            let row = draw.row(number).unwrap();
            let problem = row.matter_id.map(|id| self.matters.iter().position(|known| known.id.0 == id).unwrap());
            let item = row.item_id.map(|id| self.items.iter().position(|known| known.id == id).unwrap());
            let closed = problem.is_none_or(|at| self.matters[at].life == Life::Closed);
            assert!(closed && item.is_none_or(|at| self.items[at].life == Life::Left), "{number} was drawn and is not closed");
            (number.clone(), problem, item)
        };
        let waiting = draw.content.drawn.iter().map(of).collect();
        let number = Some(format!("{year}年第{quarter}季度回头看"));
        assert!(self.matters.iter().all(|known| known.number != number), "a quarter is drawn once");
        self.matters.push(Known { number, waiting, ..Known::new(id, MatterKind::Draw, Life::Drawn) });
        Ok(true)
    }

    pub async fn look(&mut self, dice: &mut Dice, use_case: UseCase) -> Told {
        let result = match use_case {
            "look_holds" => LookBackResult::Holds,
            "look_relapsed" => LookBackResult::Relapsed,
            _ => LookBackResult::CannotTell,
        };
        let call = self.one_of(dice, &FIELD);
        let drawn: Vec<usize> = (0..self.matters.len()).filter(|at| self.matters[*at].life == Life::Drawn).collect();
        let (draw, case) = match drawn.is_empty() || dice.one_in(10) {
            true => (None, None),
            false => {
                let draw = *dice.pick(&drawn);
                let waiting = &self.matters[draw].waiting;
                (Some(draw), (!dice.one_in(10)).then(|| dice.below(waiting.len())))
            }
        };
        let case = draw.and_then(|draw| case.map(|case| (case, self.matters[draw].waiting[case].clone())));
        let id = draw.map_or_else(|| anlan_core::ids::MatterId(dice.id()), |draw| self.matters[draw].id);
        let number = case.as_ref().map_or_else(|| "铜问-2023-9999".to_owned(), |(_, (number, ..))| number.clone());
        let on = dice.one_in(4).then(|| self.lately(dice));
        let form = LookedForm { number, result, note: dice.text("现场查看"), on, evidence: vec![], limit_on: None };
        let result = record_look_back(&self.anlan, &call, id, &form).await;
        let problem = case.as_ref().and_then(|(_, (_, problem, _))| *problem);
        let told = match problem {
            Some(problem) => self.moved(use_case, Some(problem), result)?,
            None => result.map(|()| true).map_err(|fault| refused(&fault))?,
        };
        let (draw, (case, (_, problem, item)), who) = (draw.unwrap(), case.unwrap(), plain(&call));
        let relapsed = use_case == "look_relapsed";
        if let Some(problem) = problem {
            assert!(!self.matters[problem].closers.contains(&who), "{who} looked back at {:?}", self.matters[problem]);
            if relapsed {
                self.matters[problem].finders.push(who.clone());
                self.follow(problem);
            }
        }
        if let Some(item) = item {
            assert!(!self.items[item].closers.contains(&who), "{who} looked back at {:?}", self.items[item]);
            if relapsed {
                self.items[item].finders.push(who);
                let life = self.items[item].life;
                self.items[item].life = if life == Life::Left { Life::Open } else { life };
            }
        }
        let own = &mut self.matters[draw];
        own.waiting.remove(case);
        own.life = if own.waiting.is_empty() { Life::Finished } else { Life::Drawn };
        Ok(told)
    }

    /// The head of the office, who sees everything.
    pub fn head(&mut self) -> anlan_app::Call {
        self.call(HEAD)
    }
}
