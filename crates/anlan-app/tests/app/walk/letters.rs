//! Steps of letters and instructions.

use super::model::{Known, Life, UseCase};
use super::{CHIEF, Dice, OFFICE, Told, Walk, plain, refused};
use anlan_app::instructions::{
    assign_instruction, confirm_effect, note_instruction, report_on_instruction, return_report, write_instruction,
};
use anlan_app::letters::{
    decline_proposal, draft_letter, issue, proposals, receive_letter, record_letter, reply_letter, return_reply, settle_letter,
    take_minutes,
};
use anlan_app::views::{
    AssignInstruction, Because, ConfirmEffect, DeclineProposal, IssueLetter, LetterWish, ReplyForm, ReturnReply, SettleLetter,
    WriteInstruction,
};
use anlan_core::ids::MatterId;
use anlan_core::matter::MatterKind;
use anlan_core::matter::letter::Minutes;
use anlan_core::month::Month;
use chrono::Datelike;
use uuid::Uuid;

/// Kinds of letters with their marks, as the pack has them.
const KINDS: [(&str, &str); 5] = [
    ("task_order", "铜河长办交"),
    ("reminder", "铜河长办提"),
    ("urging", "铜河长办督"),
    ("interview", "铜河长办约"),
    ("naming", "铜河长办通"),
];

impl Walk {
    /// The number the next letter of a mark has in a year.
    pub fn next_letter(&self, mark: &str, year: i32) -> String {
        let series = format!("{mark}〔{year}〕");
        let n = self.matters.iter().filter(|known| known.number.as_ref().is_some_and(|own| own.starts_with(&series))).count();
        format!("{series}{}号", n + 1)
    }

    fn letter_form(&self, dice: &mut Dice, kind: &str) -> IssueLetter {
        let chief = kind == "naming" || dice.one_in(3);
        let (matter, _) = self.aim(dice, "correct", MatterKind::Problem);
        let (item, _) = self.aim_item(dice, "report_month");
        IssueLetter {
            id: None,
            letter: kind.to_owned(),
            unit_id: (!chief).then(|| self.unit(dice)),
            chief_id: chief.then(|| *dice.pick(&self.chiefs)),
            title: dice.text("关于河岸垃圾的函"),
            paragraphs: vec![dice.text("请于期限内办理并回复。")],
            signer: String::new(),
            reply_due_on: dice.one_in(4).then(|| self.soon(dice)),
            items: if dice.one_in(4) { vec![item] } else { vec![] },
            matters: if dice.one_in(3) { vec![matter.0] } else { vec![] },
            month: None,
            evidence: if dice.one_in(4) { self.evidence(dice) } else { vec![] },
            proposal: dice.one_in(25).then(|| "none".to_owned()),
            issued_on: dice.one_in(5).then(|| self.lately(dice)),
        }
    }

    fn know_letter(&mut self, id: MatterId, life: Life, form: &IssueLetter, mark: &str) {
        let year = form.issued_on.unwrap_or_else(|| self.today()).year();
        let number = Some(self.next_letter(mark, year));
        self.matters.push(Known { number, unit: form.unit_id, chief: form.chief_id, ..Known::new(id, MatterKind::Letter, life) });
    }

    pub async fn issue(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let (kind, mark) = *dice.pick(&KINDS);
        let (id, taken) = self.new_id(dice);
        let mut form = IssueLetter { id: Some(id), ..self.letter_form(dice, kind) };
        let wish = LetterWish {
            letter: kind.to_owned(),
            unit_id: form.unit_id,
            chief_id: form.chief_id,
            matter: "河岸垃圾".into(),
            ..LetterWish::default()
        };
        if let Ok(draft) = draft_letter(&self.anlan, &call, &wish).await {
            form = IssueLetter { title: draft.title, paragraphs: draft.paragraphs, ..form };
        }
        let result = issue(&self.anlan, &call, &form).await;
        if let Some(taken) = taken {
            return Self::repeated(MatterKind::Letter, taken, result);
        }
        let id = result.map_err(|fault| refused(&fault))?;
        let asks = kind != "naming" || form.reply_due_on.is_some();
        self.know_letter(id, if asks { Life::Issued } else { Life::Telling }, &form, mark);
        Ok(true)
    }

    pub async fn record(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &[0, 1, 3, 11]);
        let kind = if dice.one_in(6) { "reminder" } else { "supervisory" };
        let form = self.letter_form(dice, kind);
        let result = record_letter(&self.anlan, &call, &form).await;
        let id = result.map_err(|fault| refused(&fault))?;
        self.know_letter(id, Life::Recorded, &form, "铜监建");
        Ok(true)
    }

    pub async fn letter_step(&mut self, dice: &mut Dice, use_case: UseCase) -> Told {
        let (id, place) = self.aim(dice, use_case, MatterKind::Letter);
        let answers = matches!(use_case, "receive" | "reply");
        let to_chief = place.is_some_and(|at| self.matters[at].chief.is_some());
        let call = match (answers, to_chief) {
            (true, true) => self.one_of(dice, &[CHIEF]),
            (true, false) => self.liaison(dice, place.and_then(|at| self.matters[at].unit)),
            (false, _) => self.one_of(dice, &OFFICE),
        };
        let text = dice.text("已办理，情况属实。");
        let anlan = &self.anlan;
        let result = match use_case {
            "receive" => receive_letter(anlan, &call, id).await,
            "reply" => reply_letter(anlan, &call, id, &ReplyForm { text, evidence: vec![] }).await,
            "return_reply" => return_reply(anlan, &call, id, &ReturnReply { reason: text, due_on: self.soon(dice) }).await,
            "settle" => settle_letter(anlan, &call, id, &SettleLetter { basis: text }).await,
            _ => {
                let on = self.lately(dice);
                let [place, commitment] = ["会议室", "月底前完成"].map(str::to_owned);
                let minutes = Minutes { on, place, host: "陈静".into(), attended: vec![], record: text, commitment };
                take_minutes(anlan, &call, id, &minutes).await
            }
        };
        let told = self.moved(use_case, place, result)?;
        let own = &mut self.matters[place.unwrap()];
        match use_case {
            "receive" | "reply" => {
                let own_unit = own.unit.is_some() && own.unit == call.actor.unit_id.map(|id| id.0);
                let own_post = own.chief.is_some() && own.chief == call.actor.chief_id.map(|id| id.0);
                assert!(own_unit || own_post, "{} answered {own:?}", call.actor.name);
                own.asker = plain(&call);
            }
            "return_reply" | "settle" => assert_ne!(own.asker, plain(&call), "who answered does not check the answer"),
            _ => {}
        }
        Ok(told)
    }

    pub async fn decline(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let month = Month::of(self.today()).plus(-1);
        let rows = match proposals(&self.anlan, &call, month).await {
            Ok(told) => told.rows,
            Err(fault) => return Err(refused(&fault)),
        };
        let open: Vec<_> = rows.iter().filter(|row| dice.one_in(8) || row.decided.is_none()).collect();
        let Some(row) = open.first().filter(|_| !dice.one_in(8)) else {
            let form = DeclineProposal { month, proposal: "none".into(), reason: "不发".into() };
            return Err(refused(&decline_proposal(&self.anlan, &call, &form).await.unwrap_err()));
        };
        let form = DeclineProposal { month, proposal: row.key.clone(), reason: dice.text("已当面提醒") };
        let (unit, chief) = (row.unit.as_ref().map(|unit| unit.id), row.chief.as_ref().map(|chief| chief.id));
        let id = decline_proposal(&self.anlan, &call, &form).await.map_err(|fault| refused(&fault))?;
        assert!(row.decided.is_none(), "a proposal is decided once");
        self.matters.push(Known { unit, chief, ..Known::new(id, MatterKind::Letter, Life::Declined) });
        Ok(true)
    }

    pub async fn write(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &[CHIEF, 9, 0, 3]);
        let (id, taken) = self.new_id(dice);
        let (problem, _) = self.aim(dice, "correct", MatterKind::Problem);
        let (item, _) = self.aim_item(dice, "report_month");
        let which = dice.below(7);
        let form = WriteInstruction {
            id: Some(id),
            text: dice.text("请抓紧整改。"),
            month: (which < 3).then(|| Month::of(self.today())),
            item_id: (3..5).contains(&which).then_some(item),
            problem_id: (which == 5).then_some(problem.0),
            chief_id: dice.one_in(2).then(|| *dice.pick(&self.chiefs)),
            chief: if dice.one_in(2) { "总河长郑国".to_owned() } else { String::new() },
            written_on: dice.one_in(4).then(|| self.lately(dice)),
        };
        let result = write_instruction(&self.anlan, &call, &form).await;
        if let Some(taken) = taken {
            return Self::repeated(MatterKind::Instruction, taken, result);
        }
        let id = result.map_err(|fault| refused(&fault))?;
        let series = format!("批示-{}-", form.written_on.unwrap_or_else(|| self.today()).year());
        let n = self.matters.iter().filter(|known| known.number.as_ref().is_some_and(|own| own.starts_with(&series))).count();
        let number = Some(format!("{series}{:03}", n + 1));
        self.matters.push(Known { number, ..Known::new(id, MatterKind::Instruction, Life::Written) });
        Ok(true)
    }

    pub async fn instruction_step(&mut self, dice: &mut Dice, use_case: UseCase) -> Told {
        let (id, place) = self.aim(dice, use_case, MatterKind::Instruction);
        let unit = place.and_then(|at| self.matters[at].unit);
        let call = if use_case == "result" { self.liaison(dice, unit) } else { self.one_of(dice, &OFFICE) };
        let text = dice.text("已办理。");
        let to: Uuid = self.unit(dice);
        let anlan = &self.anlan;
        let result = match use_case {
            "assign_instruction" => {
                assign_instruction(anlan, &call, id, &AssignInstruction { unit_id: to, due_on: self.soon(dice), demand: text }).await
            }
            "result" => report_on_instruction(anlan, &call, id, &ReplyForm { text, evidence: vec![] }).await,
            "return_result" => return_report(anlan, &call, id, &Because { reason: text }).await,
            "confirm" => confirm_effect(anlan, &call, id, &ConfirmEffect { effect: text, solved: dice.one_in(2) }).await,
            _ => note_instruction(anlan, &call, id, &Because { reason: text }).await,
        };
        let told = self.moved(use_case, place, result)?;
        let own = &mut self.matters[place.unwrap()];
        match use_case {
            "assign_instruction" => own.unit = Some(to),
            "result" => {
                assert_eq!(own.unit, call.actor.unit_id.map(|id| id.0), "the unit reports");
                own.asker = plain(&call);
            }
            "return_result" | "confirm" => assert_ne!(own.asker, plain(&call), "who reported does not confirm"),
            _ => {}
        }
        Ok(told)
    }
}
