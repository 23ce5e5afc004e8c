//! A change that holds only once those who have to agree did (变更): of a task, a pause of its clock, another lead unit of a river.
//! Who has to agree is the pack's word; what is changed stands here in full, so that everybody agrees to the same.

use super::person::Person;
use super::{Head, MatterFact, MatterState, Refusal, text_given};
use crate::access::Role;
use crate::ids::{FactId, ItemId, MatterId, RiverId, UnitId};
use crate::item::ItemContent;
use crate::keyed::keyed;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

keyed! {
    /// What a change is of.
    ChangeKind {
        /// 任务变更: what is said of a task.
        Item = "item",
        /// 任务暂停
        Pause = "pause",
        /// 恢复计时
        Resume = "resume",
        /// 牵头单位移交
        LeadUnit = "lead_unit",
    }
}

impl ChangeKind {
    /// As documents name it.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Item => "任务变更",
            Self::Pause => "任务暂停",
            Self::Resume => "恢复计时",
            Self::LeadUnit => "牵头单位移交",
        }
    }
}

/// Open work that goes along with a river.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// `item`, or a kind of matter.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// Number and title.
    pub name: String,
}

/// What is to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// Something else is to hold of a task.
    Item {
        /// The task.
        item_id: ItemId,
        /// The version it was asked on: a later one makes the request stale.
        known: FactId,
        /// From which day.
        effective_on: NaiveDate,
        /// What is to hold.
        content: Box<ItemContent>,
    },
    /// A task's clock is to stop.
    Pause {
        /// The task.
        item_id: ItemId,
        /// The first day that does not count.
        from_on: NaiveDate,
        /// The last day; open when none.
        #[serde(default)]
        until_on: Option<NaiveDate>,
    },
    /// A task's clock is to run again.
    Resume {
        /// The task.
        item_id: ItemId,
        /// The first day that counts.
        on: NaiveDate,
    },
    /// Another unit is to lead a river.
    LeadUnit {
        /// The river.
        river_id: RiverId,
        /// Who hands over.
        from_unit: UnitId,
        /// Who takes over.
        to_unit: UnitId,
        /// The first day of the new one.
        from_on: NaiveDate,
        /// Open work that goes along, as it stood when it was asked.
        carried: Vec<Carried>,
    },
}

impl Subject {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Item { .. } => ChangeKind::Item,
            Self::Pause { .. } => ChangeKind::Pause,
            Self::Resume { .. } => ChangeKind::Resume,
            Self::LeadUnit { .. } => ChangeKind::LeadUnit,
        }
    }

    /// The task it is of.
    #[must_use]
    pub fn item_id(&self) -> Option<ItemId> {
        match self {
            Self::Item { item_id, .. } | Self::Pause { item_id, .. } | Self::Resume { item_id, .. } => Some(*item_id),
            Self::LeadUnit { .. } => None,
        }
    }

    /// The day from which it is to hold.
    #[must_use]
    pub fn from_on(&self) -> NaiveDate {
        match self {
            Self::Item { effective_on: on, .. }
            | Self::Pause { from_on: on, .. }
            | Self::Resume { on, .. }
            | Self::LeadUnit { from_on: on, .. } => *on,
        }
    }
}

/// Who has to agree: somebody of a role, or of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// As documents name it.
    pub label: String,
    /// Any one of these roles; any when empty.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// The unit they belong to.
    #[serde(default)]
    pub unit_id: Option<UnitId>,
}

/// Everything that is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeContent {
    /// In a few words.
    pub title: String,
    /// What is to hold.
    pub subject: Subject,
    /// Why.
    pub reason: String,
    /// The document it rests on, if one.
    #[serde(default)]
    pub document: String,
    /// The unit concerned: the task's, or who hands over.
    pub unit_id: UnitId,
    /// The river concerned.
    #[serde(default)]
    pub river_id: Option<RiverId>,
    /// Who has to agree, all of them, in any order.
    pub consents: Vec<Consent>,
    /// The clause that asks for it.
    pub clause: String,
}

/// What happened to a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChangeEvent {
    /// It was asked for.
    Asked {
        /// What.
        content: Box<ChangeContent>,
    },
    /// One of those who have to agree did, or did not.
    Signed {
        /// Place of the consent.
        seat: usize,
        /// Whether they agree.
        agree: bool,
        /// In words; needed when they do not.
        #[serde(default)]
        text: String,
    },
    /// Who asked took it back.
    Withdrawn {
        /// Why.
        reason: String,
    },
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Who.
    pub by: Person,
    /// When.
    pub at: DateTime<Utc>,
    /// The day.
    pub on: NaiveDate,
    /// Whether they agree.
    pub agree: bool,
    /// In words.
    pub text: String,
}

/// A change as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its id.
    pub id: MatterId,
    /// The state.
    pub state: MatterState,
    /// What is asked.
    pub content: ChangeContent,
    /// Who asked.
    pub asked_by: Person,
    /// On which day.
    pub asked_on: NaiveDate,
    /// One for each consent, as far as signed.
    pub signatures: Vec<Option<Signature>>,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
    /// Why it was taken back.
    pub withdrawn: Option<String>,
}

impl Change {
    pub(super) fn begin(fact: &MatterFact, event: &ChangeEvent) -> Result<Self, Refusal> {
        let ChangeEvent::Asked { content } = event else {
            return Err(Refusal::new("not_asked", "变更尚未申请。", "the change was not asked for yet"));
        };
        text_given(&content.title, "变更名称")?;
        text_given(&content.reason, "变更理由")?;
        if content.consents.is_empty() {
            return Err(Refusal::new("no_consent", "没有写明由谁批准。", "nobody is named who has to agree"));
        }
        if let Subject::Pause { from_on, until_on: Some(until), .. } = &content.subject
            && until < from_on
        {
            return Err(Refusal::new("bad_period", "暂停的最后一天不得早于第一天。", "the pause ends before it begins"));
        }
        if let Subject::LeadUnit { from_unit, to_unit, .. } = &content.subject
            && from_unit == to_unit
        {
            return Err(Refusal::new("same_unit", "该单位已是牵头单位。", "that unit leads already"));
        }
        Ok(Self {
            id: fact.matter_id,
            state: MatterState::Asked,
            content: (**content).clone(),
            asked_by: fact.by.clone(),
            asked_on: fact.occurred_on,
            signatures: vec![None; content.consents.len()],
            ended_on: None,
            withdrawn: None,
        })
    }

    /// Whether somebody may sign for a consent.
    ///
    /// # Errors
    /// Why not.
    pub fn may_sign(&self, seat: usize, by: &Person, role: Role) -> Result<(), Refusal> {
        let Some(consent) = self.content.consents.get(seat) else {
            return Err(Refusal::new("unknown_seat", "没有这个批准方，请刷新后查看。", "there is no such consent"));
        };
        if !consent.roles.is_empty() && !consent.roles.contains(&role) {
            return Err(Refusal::new("not_your_seat", format!("应由{}签署。", consent.label), "another role has to sign"));
        }
        if consent.unit_id.is_some() && consent.unit_id != by.unit_id {
            return Err(Refusal::new(
                "not_your_seat",
                format!("应由{}的人员签署。", consent.label),
                "a person of another unit has to sign",
            ));
        }
        self.signable(seat, by)
    }

    fn signable(&self, seat: usize, by: &Person) -> Result<(), Refusal> {
        if self.state != MatterState::Asked {
            return Err(Refusal::state(self.state, "签署"));
        }
        match self.signatures.get(seat) {
            None => return Err(Refusal::new("unknown_seat", "没有这个批准方，请刷新后查看。", "there is no such consent")),
            Some(Some(_)) => return Err(Refusal::new("signed_already", "该方已经签署。", "it was signed already")),
            Some(None) => {}
        }
        // Who asks for something does not also grant it; a unit that hands over signs for itself.
        if self.content.subject.kind() != ChangeKind::LeadUnit && self.asked_by.is(by) {
            return Err(Refusal::new("same_person", "申请人不能批准自己的申请。", "who asked cannot grant it"));
        }
        if self.signatures.iter().flatten().any(|signed| signed.by.is(by)) {
            return Err(Refusal::new("same_person", "同一人不能代表两方签署。", "one person cannot sign twice"));
        }
        Ok(())
    }

    pub(super) fn next(&mut self, fact: &MatterFact, event: &ChangeEvent) -> Result<(), Refusal> {
        match event {
            ChangeEvent::Asked { .. } => Err(Refusal::new("asked_already", "该变更已申请。", "it was asked for already")),
            ChangeEvent::Signed { seat, agree, text } => {
                self.signable(*seat, &fact.by)?;
                if !agree {
                    text_given(text, "不同意的理由")?;
                }
                let (by, at, on) = (fact.by.clone(), fact.recorded_at, fact.occurred_on);
                self.signatures[*seat] = Some(Signature { by, at, on, agree: *agree, text: text.clone() });
                if !agree {
                    self.state = MatterState::Refused;
                } else if self.signatures.iter().all(Option::is_some) {
                    self.state = MatterState::Agreed;
                }
                self.ended_on = (self.state != MatterState::Asked).then_some(on);
                Ok(())
            }
            ChangeEvent::Withdrawn { reason } => {
                if self.state != MatterState::Asked {
                    return Err(Refusal::state(self.state, "撤回"));
                }
                text_given(reason, "撤回理由")?;
                (self.state, self.ended_on, self.withdrawn) = (MatterState::Cancelled, Some(fact.occurred_on), Some(reason.clone()));
                Ok(())
            }
        }
    }

    pub(super) fn head(&self) -> Head {
        Head {
            state: self.state,
            title: self.content.title.clone(),
            class: self.content.subject.kind().key().to_owned(),
            source: String::new(),
            unit_id: Some(self.content.unit_id),
            river_id: self.content.river_id,
            chief_id: None,
            item_id: self.content.subject.item_id(),
            opened_on: self.asked_on,
            due_on: None,
            closed_on: self.ended_on,
            place: String::new(),
            point: None,
            prominent: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Matter, MatterEvent};
    use super::*;
    use crate::ids::AccountId;

    fn person(name: &str, unit: Option<u128>) -> Person {
        let unit_id = unit.map(|unit| UnitId(Uuid::from_u128(unit)));
        let digest = crate::digest::bytes(name.as_bytes());
        let account = Uuid::from_slice(&digest[..16]).ok().map(AccountId);
        Person { name: name.into(), post: String::new(), account, unit_id }
    }

    fn fact(by: &Person, event: ChangeEvent) -> MatterFact {
        MatterFact {
            id: FactId(Uuid::nil()),
            matter_id: MatterId(Uuid::from_u128(1)),
            occurred_on: "2023-07-01".parse().unwrap(),
            recorded_at: "2023-07-01T01:00:00Z".parse().unwrap(),
            by: by.clone(),
            event: MatterEvent::Change(event),
        }
    }

    fn asked(subject: Subject, consents: Vec<Consent>) -> ChangeEvent {
        ChangeEvent::Asked {
            content: Box::new(ChangeContent {
                title: "暂停".into(),
                subject,
                reason: "汛期停工".into(),
                document: String::new(),
                unit_id: UnitId(Uuid::from_u128(7)),
                river_id: None,
                consents,
                clause: "条款".into(),
            }),
        }
    }

    fn pause(from: &str, until: Option<&str>) -> Subject {
        let day = |text: &str| text.parse().unwrap();
        Subject::Pause { item_id: ItemId(Uuid::from_u128(9)), from_on: day(from), until_on: until.map(day) }
    }

    fn of_role(role: Role) -> Consent {
        Consent { label: "批准方".into(), roles: vec![role], unit_id: None }
    }

    fn sign(seat: usize, agree: bool, text: &str) -> ChangeEvent {
        ChangeEvent::Signed { seat, agree, text: text.into() }
    }

    fn change(matter: &Matter) -> &Change {
        let Matter::Change(change) = matter else { panic!("a change") };
        change
    }

    #[test]
    fn it_holds_only_when_everybody_agreed_and_nobody_grants_their_own() {
        let (asker, head, chief) = (person("联络员", Some(7)), person("负责人", None), person("河长", None));
        let consents = vec![of_role(Role::OfficeHead), of_role(Role::Chief)];
        let mut matter = Matter::begin(&fact(&asker, asked(pause("2023-07-01", None), consents))).unwrap();
        let code = |matter: &mut Matter, by: &Person, event| matter.next(&fact(by, event)).map_err(|refusal| refusal.code);
        assert_eq!(code(&mut matter, &asker, sign(0, true, "")), Err("same_person"));
        assert_eq!(change(&matter).may_sign(0, &head, Role::Chief).map_err(|refusal| refusal.code), Err("not_your_seat"));
        assert_eq!(code(&mut matter, &head, sign(0, true, "")), Ok(()));
        assert_eq!(matter.head().state, MatterState::Asked, "one of two is not enough");
        assert_eq!(code(&mut matter, &head, sign(1, true, "")), Err("same_person"), "one person does not sign twice");
        assert_eq!(code(&mut matter, &chief, sign(0, true, "")), Err("signed_already"));
        assert_eq!(code(&mut matter, &chief, sign(1, false, " ")), Err("missing"), "a refusal says why");
        assert_eq!(code(&mut matter, &chief, sign(1, true, "")), Ok(()));
        assert_eq!((matter.head().state, matter.head().closed_on), (MatterState::Agreed, "2023-07-01".parse().ok()));
        assert_eq!(code(&mut matter, &asker, ChangeEvent::Withdrawn { reason: "不要了".into() }), Err("wrong_state"));
    }

    #[test]
    fn one_refusal_ends_it_and_a_request_can_be_taken_back() {
        let (asker, head) = (person("联络员", Some(7)), person("负责人", None));
        let begin = || {
            let consents = vec![of_role(Role::OfficeHead), of_role(Role::Chief)];
            Matter::begin(&fact(&asker, asked(pause("2023-07-01", Some("2023-08-01")), consents))).unwrap()
        };
        let mut refused = begin();
        refused.next(&fact(&head, sign(0, false, "理由不足"))).unwrap();
        assert_eq!(refused.head().state, MatterState::Refused);
        let mut back = begin();
        back.next(&fact(&asker, ChangeEvent::Withdrawn { reason: "写错了".into() })).unwrap();
        assert_eq!(back.head().state, MatterState::Cancelled);
        assert_eq!(back.next(&fact(&head, sign(0, true, ""))).map_err(|refusal| refusal.code), Err("wrong_state"));
    }

    #[test]
    fn what_cannot_be_is_refused_at_once() {
        let asker = person("联络员", Some(7));
        let code = |subject, consents| Matter::begin(&fact(&asker, asked(subject, consents))).map(|_| ()).map_err(|refusal| refusal.code);
        assert_eq!(code(pause("2023-07-02", Some("2023-07-01")), vec![of_role(Role::OfficeHead)]), Err("bad_period"));
        assert_eq!(code(pause("2023-07-01", None), vec![]), Err("no_consent"));
        let unit = UnitId(Uuid::from_u128(7));
        let same = Subject::LeadUnit {
            river_id: RiverId(Uuid::from_u128(3)),
            from_unit: unit,
            to_unit: unit,
            from_on: "2023-07-01".parse().unwrap(),
            carried: vec![],
        };
        assert_eq!(code(same, vec![of_role(Role::OfficeHead)]), Err("same_unit"));
    }

    #[test]
    fn both_units_sign_a_hand_over_each_for_itself() {
        let (giver, taker) = (person("甲", Some(7)), person("乙", Some(8)));
        let of_unit = |n: u128| Consent { label: "单位".into(), roles: vec![], unit_id: Some(UnitId(Uuid::from_u128(n))) };
        let subject = Subject::LeadUnit {
            river_id: RiverId(Uuid::from_u128(3)),
            from_unit: UnitId(Uuid::from_u128(7)),
            to_unit: UnitId(Uuid::from_u128(8)),
            from_on: "2023-07-01".parse().unwrap(),
            carried: vec![],
        };
        let mut matter = Matter::begin(&fact(&giver, asked(subject, vec![of_unit(7), of_unit(8)]))).unwrap();
        assert_eq!(change(&matter).may_sign(1, &giver, Role::Liaison).map_err(|refusal| refusal.code), Err("not_your_seat"));
        assert_eq!(change(&matter).may_sign(0, &giver, Role::Liaison), Ok(()), "who hands over signs for itself, asked by itself or not");
        matter.next(&fact(&giver, sign(0, true, ""))).unwrap();
        matter.next(&fact(&taker, sign(1, true, ""))).unwrap();
        assert_eq!(matter.head().state, MatterState::Agreed);
    }
}
