//! Steps of the lists: items, monthly reports, lights, circulars, and ledgers read from files.

use super::model::{UseCase, after};
use super::{AUDITOR, Dice, FIELD, OFFICE, STAFF, Told, Walk, plain, refused};
use crate::common::region;
use anlan_app::ledgers::import_ledger;
use anlan_app::lights::{decide_override, issue_circular, month_page, propose_override};
use anlan_app::lists::{ask_close_out, check_close_out, edit_item, open_item, reopen_item, show_item};
use anlan_app::reports::write_report;
use anlan_app::views::{
    AskCloseOut, CheckCloseOut, DecideOverride, EditItem, EditKind, IssueCircular, ItemForm, OpenItem, ProposeOverride, ReopenProblem,
    WriteReport,
};
use anlan_app::{Call, Fault};
use anlan_core::ids::{ItemId, OverrideId};
use anlan_core::item::List;
use anlan_core::light::Light;
use anlan_core::matter::MatterKind;
use anlan_core::month::Month;
use chrono::{Days, NaiveDate};
use uuid::Uuid;

impl Walk {
    fn item_form(&self, dice: &mut Dice) -> ItemForm {
        let n = self.items.len().saturating_sub(usize::from(dice.one_in(10)));
        ItemForm {
            list: *dice.pick(&[List::Major, List::Problem, List::Problem, List::Measure]),
            number: format!("HC-{n}"),
            title: dice.text("清理岸线"),
            river_id: Some(self.river(dice)),
            unit_id: self.unit(dice),
            helpers: vec![],
            start_on: self.today() - Days::new(dice.below(30) as u64),
            limit_on: self.soon(dice),
            money_wan: dice.one_in(4).then(|| (*dice.pick(&["12.5", "多"])).to_owned()),
            money_source: None,
            hard: None,
            chief_id: None,
            chief: None,
            measure: None,
            indicator: None,
            unit_of_measure: None,
            target: None,
            points: None,
            source: None,
            place: None,
            kind: None,
            description: None,
        }
    }

    pub async fn open_item(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let repeat = dice.one_in(15) && !self.items.is_empty();
        let id = if repeat { dice.pick(&self.items).id } else { dice.id() };
        let content = self.item_form(dice);
        let form = OpenItem { id: Some(id), year: 2023, content, opened_on: self.today(), decision: dice.text("会议议定") };
        let told = open_item(&self.anlan, &call, &form).await.map_err(|fault| refused(&fault))?;
        assert_eq!(told.0, id);
        if repeat {
            return Ok(false);
        }
        let item = self.know_item(id, form.content.number, 2023, form.content.unit_id, None);
        if form.content.list == List::Problem {
            self.items[item].finders.push(plain(&call));
        }
        Ok(true)
    }

    pub async fn edit_item(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let (id, place) = self.aim_item(dice, "edit_item");
        let head = self.head();
        let page = show_item(&self.anlan, &head, ItemId(id)).await;
        let (mut content, version) = match page {
            Ok(page) => (page.content, page.row.version),
            Err(_) => (self.item_form(dice), String::new()),
        };
        (content.unit_id, content.limit_on) = (self.unit(dice), self.soon(dice));
        if dice.one_in(10) {
            content.number.push('甲');
        }
        let kind = if dice.one_in(2) { EditKind::Correction } else { EditKind::Change };
        let expected = if dice.one_in(10) { "0".to_owned() } else { version };
        let unit = content.unit_id;
        let form = EditItem { content, kind, effective_on: Some(self.today()), reason: dice.text("会议调整") };
        let told = self.item_moved("edit_item", place, edit_item(&self.anlan, &call, ItemId(id), &expected, &form).await)?;
        self.items[place.unwrap()].unit = unit;
        Ok(told)
    }

    fn item_moved<T>(&mut self, use_case: UseCase, place: Option<usize>, result: Result<T, Fault>) -> Told {
        result.map_err(|fault| refused(&fault))?;
        let item = &mut self.items[place.unwrap()];
        let by_itself = matches!(use_case, "edit_item" | "report_month") || item.problem.is_none();
        assert!(by_itself, "{use_case} was done to an item that stands for a problem: {item:?}");
        item.life = after(use_case, item.life).unwrap_or_else(|| panic!("{use_case} was done to {item:?}"));
        Ok(true)
    }

    pub async fn ask_item(&mut self, dice: &mut Dice) -> Told {
        let (id, place) = self.aim_item(dice, "ask_item");
        let call = if dice.one_in(4) { self.one_of(dice, &STAFF) } else { self.liaison(dice, place.map(|at| self.items[at].unit)) };
        let form = AskCloseOut { text: dice.text("已完工"), evidence: self.evidence(dice) };
        let told = self.item_moved("ask_item", place, ask_close_out(&self.anlan, &call, ItemId(id), &form).await)?;
        self.items[place.unwrap()].asker = plain(&call);
        Ok(told)
    }

    fn disinterested_in_item(&self, place: usize, call: &Call) {
        let (item, who) = (&self.items[place], plain(call));
        assert!(!item.finders.contains(&who) && item.asker != who, "{who} decided on {item:?}");
        assert_ne!(call.actor.unit_id.map(|unit| unit.0), Some(item.unit), "{who} decided on {item:?}");
    }

    pub async fn check_item(&mut self, dice: &mut Dice, use_case: UseCase) -> Told {
        let (id, place) = self.aim_item(dice, use_case);
        let call = self.one_of(dice, &FIELD);
        let agreed = use_case == "agree_item";
        let form = CheckCloseOut { agreed, text: dice.text("属实"), checked_on: self.lately(dice), evidence: vec![] };
        let told = self.item_moved(use_case, place, check_close_out(&self.anlan, &call, ItemId(id), &form).await)?;
        self.disinterested_in_item(place.unwrap(), &call);
        if agreed {
            self.items[place.unwrap()].closers.push(plain(&call));
        }
        Ok(told)
    }

    pub async fn reopen_item(&mut self, dice: &mut Dice) -> Told {
        let (id, place) = self.aim_item(dice, "reopen_item");
        let call = self.one_of(dice, &FIELD);
        let relapse = dice.one_in(2);
        let form = ReopenProblem { reason: dice.text("返工"), limit_on: self.soon(dice), relapse, on: None };
        let told = self.item_moved("reopen_item", place, reopen_item(&self.anlan, &call, ItemId(id), &form).await)?;
        if relapse {
            self.items[place.unwrap()].finders.push(plain(&call));
        }
        Ok(told)
    }

    pub async fn report_month(&mut self, dice: &mut Dice) -> Told {
        let (id, place) = self.aim_item(dice, "report_month");
        let call = if dice.one_in(4) { self.one_of(dice, &OFFICE) } else { self.liaison(dice, place.map(|at| self.items[at].unit)) };
        let form = WriteReport {
            id: None,
            month: Month::of(self.today()).plus(-i32::try_from(dice.below(3)).unwrap()),
            share: (*dice.pick(&["10", "40", "40.5", "60", "80", "100", "120", "多"])).to_owned(),
            quantity: None,
            note: None,
            files: vec![],
            corrects: None,
            reason: None,
        };
        self.item_moved("report_month", place, write_report(&self.anlan, &call, ItemId(id), &form).await)
    }

    pub async fn circular(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let month = Month::of(self.today()).plus(-i32::try_from(dice.below(3)).unwrap());
        let head = self.head();
        let page = month_page(&self.anlan, &head, month).await.map_err(|fault| refused(&fault))?;
        let basis = if dice.one_in(8) { "0".to_owned() } else { page.basis };
        let issued = issue_circular(&self.anlan, &call, month, &IssueCircular { id: None, basis }).await;
        issued.map_err(|fault| refused(&fault))?;
        self.circulars += 1;
        Ok(true)
    }

    pub async fn change_light(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let (id, _) = self.aim_item(dice, "report_month");
        let month = Month::of(self.today()).plus(-i32::try_from(dice.below(2)).unwrap());
        let light = *dice.pick(&[Light::Green, Light::Yellow, Light::Red]);
        let reason = dice.text("极端天气停工");
        let form = ProposeOverride { id: None, item_id: id, light, reason };
        let change = propose_override(&self.anlan, &call, month, &form).await.map_err(|fault| refused(&fault))?;
        self.changes.push((OverrideId(change.id), plain(&call)));
        Ok(true)
    }

    pub async fn decide_light(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let waiting = (!self.changes.is_empty() && !dice.one_in(10)).then(|| dice.below(self.changes.len()));
        let id = waiting.map_or_else(|| OverrideId(dice.id()), |at| self.changes[at].0);
        let form = DecideOverride { agree: dice.one_in(2), reason: None };
        decide_override(&self.anlan, &call, id, &form).await.map_err(|fault| refused(&fault))?;
        let (_, proposer) = self.changes.remove(waiting.unwrap());
        assert_ne!(proposer, plain(&call), "a second person agrees");
        Ok(true)
    }

    /// One or two lines of found problems, often with a fault in the last one.
    pub async fn ledger(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let found_on = self.today();
        let lines = 1 + dice.below(2);
        let fault = dice.below(6);
        let mut text = "问题编号,问题,问题类型,发现来源,河流,发现日期,发现人,责任单位\n".to_owned();
        let first: usize = self.next_problem(found_on).rsplit('-').next().unwrap().parse().unwrap();
        for n in 0..lines {
            let last = n + 1 == lines;
            let number = first + n + usize::from(last && fault == 0);
            let class = if last && fault == 1 { "乱扔" } else { "乱堆" };
            let unit = if last && fault == 2 { "无此镇" } else { "白羊镇" };
            text.push_str(&format!("铜问-{}-{number:04},河岸堆放垃圾,{class},区级暗访,小安溪,{found_on},李伟,{unit}\n", year(found_on)));
        }
        let told = import_ledger(&self.anlan, &call, "problem", "问题.csv", text.as_bytes(), fault != 3).await;
        let told = told.map_err(|fault| refused(&fault))?;
        assert_eq!((told.recorded, told.faults.is_empty(), told.rows > 0 || fault == 2), (fault > 3, fault > 2, true), "{told:?}");
        if !told.recorded {
            return if told.faults.is_empty() { Ok(false) } else { Err("faults") };
        }
        for n in 0..lines {
            let number = format!("铜问-{}-{:04}", year(found_on), first + n);
            let row = self.anlan.store.region(&region()).matter_numbered(MatterKind::Problem, &number).await.unwrap().unwrap();
            let unit: Uuid = self.units[0];
            self.know_problem(row.id, found_on, Some(unit), vec!["李伟".to_owned()]);
        }
        Ok(true)
    }

    /// The auditor.
    pub fn auditor(&mut self) -> Call {
        self.call(AUDITOR)
    }
}

fn year(day: NaiveDate) -> i32 {
    chrono::Datelike::year(&day)
}
