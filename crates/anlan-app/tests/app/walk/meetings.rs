//! Steps of meetings.

use super::model::{Known, Life, UseCase};
use super::{Dice, OFFICE, Told, Walk, refused};
use crate::common::region;
use anlan_app::meetings::{adopt_list, cancel_meeting, decide, hold_meeting, plan_meeting};
use anlan_app::views::{AdoptList, Because, DecideForm, DecisionBecomes, HoldMeeting, MeetingForm};
use anlan_core::item::List;
use anlan_core::matter::{Matter, MatterKind};
use chrono::Datelike;

const KIND: MatterKind = MatterKind::Meeting;

impl Walk {
    pub async fn plan_meeting(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let (id, taken) = self.new_id(dice);
        let (shown, _) = self.aim(dice, "correct", MatterKind::Problem);
        let (item, _) = self.aim_item(dice, "report_month");
        let form = MeetingForm {
            id: Some(id),
            meeting: "调度会".into(),
            title: dice.text("季度调度会"),
            on: if dice.one_in(3) { self.soon(dice) } else { self.lately(dice) },
            place: "区政府".into(),
            agenda: vec![],
            items: if dice.one_in(3) { vec![item] } else { vec![] },
            shown: if dice.one_in(3) { vec![shown.0] } else { vec![] },
        };
        let result = plan_meeting(&self.anlan, &call, &form).await;
        if let Some(taken) = taken {
            return Self::repeated(KIND, taken, result);
        }
        let id = result.map_err(|fault| refused(&fault))?;
        self.matters.push(Known::new(id, KIND, Life::Planned));
        Ok(true)
    }

    pub async fn meeting_step(&mut self, dice: &mut Dice, use_case: UseCase) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let (id, place) = self.aim(dice, use_case, KIND);
        let text = dice.text("各成员单位");
        let result = match use_case {
            "hold" => hold_meeting(&self.anlan, &call, id, &HoldMeeting { attended: text, minutes: vec!["一".into()] }).await,
            "adopt" => {
                let list = *dice.pick(&[List::Major, List::Major, List::Problem, List::Measure]);
                adopt_list(&self.anlan, &call, id, &AdoptList { year: 2023, list }).await
            }
            _ => cancel_meeting(&self.anlan, &call, id, &Because { reason: text }).await,
        };
        self.moved(use_case, place, result)
    }

    pub async fn decide(&mut self, dice: &mut Dice) -> Told {
        let call = self.one_of(dice, &OFFICE);
        let (id, place) = self.aim(dice, "decide", KIND);
        let becomes = *dice.pick(&[DecisionBecomes::Nothing, DecisionBecomes::Item, DecisionBecomes::TaskOrder]);
        let unit_id = (!dice.one_in(8)).then(|| self.unit(dice));
        let due_on = (!dice.one_in(8)).then(|| self.soon(dice));
        let form = DecideForm { id: None, text: dice.text("整治小安溪"), unit_id, due_on, becomes };
        let told = self.moved("decide", place, decide(&self.anlan, &call, id, &form).await)?;
        let region = region();
        let read = self.anlan.store.region(&region);
        let Ok(Some(Matter::Meeting(meeting))) = Matter::told(&read.matter_facts(id).await.unwrap()) else { panic!("no meeting") };
        let decision = meeting.decisions.last().unwrap();
        assert_eq!(decision.item_id.is_some(), becomes == DecisionBecomes::Item);
        assert_eq!(decision.letter_id.is_some(), becomes == DecisionBecomes::TaskOrder);
        if let Some(item) = decision.item_id {
            let year = meeting.content.on.year();
            let n = self.items.iter().filter(|known| known.number.starts_with(&format!("YD-{year}-"))).count() + 1;
            self.know_item(item.0, format!("YD-{year}-{n:02}"), year, unit_id.unwrap(), None);
        }
        if let Some(letter) = decision.letter_id {
            let number = Some(self.next_letter("铜河长办交", self.today().year()));
            self.matters.push(Known { number, unit: unit_id, ..Known::new(letter, MatterKind::Letter, Life::Issued) });
        }
        Ok(told)
    }
}
