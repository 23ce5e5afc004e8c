//! Who asks for a use case, when, and the seed its ids come from.

use crate::Fault;
use anlan_core::access::{Action, Actor, Role, Target, may};
use anlan_core::days::china_day;
use anlan_core::ids::{AccountId, Ids, RegionId};
use chrono::{DateTime, NaiveDate, SubsecRound as _, Utc};

/// One call of a use case.
#[derive(Debug, Clone)]
pub struct Call {
    /// The region it happens in.
    pub region: RegionId,
    /// Who asks.
    pub actor: Actor,
    /// Their account; none at the command line.
    pub account: Option<AccountId>,
    /// The moment, cut to milliseconds.
    pub at: DateTime<Utc>,
    seed: [u8; 32],
}

impl Call {
    /// A call at a moment, with a seed from the outside.
    #[must_use]
    pub fn new(region: RegionId, actor: Actor, account: Option<AccountId>, at: DateTime<Utc>, seed: [u8; 32]) -> Self {
        let at = at.trunc_subsecs(3);
        Self { region, actor, account, at, seed }
    }

    /// A call that only reads, of nobody in particular: for what a region gives to everybody, or to the office above it. It has the
    /// rights of the least of those who read everything.
    pub(crate) fn reading(region: RegionId, name: &str, at: DateTime<Utc>) -> Self {
        let actor = Actor { name: name.to_owned(), role: Role::Auditor, unit_id: None, river_id: None, chief_id: None };
        Self::new(region, actor, None, at, [0; 32])
    }

    /// A reading call of the office above a region.
    pub(crate) fn from_above(region: RegionId, at: DateTime<Utc>) -> Self {
        Self::reading(region, "上级河长办", at)
    }

    /// The day in China.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        china_day(self.at)
    }

    /// A maker of ids for this call.
    #[must_use]
    pub fn ids(&self) -> Ids {
        Ids::new(self.at, self.seed)
    }

    /// 256 bits for a token or one-time password, different for each `use_`.
    #[must_use]
    pub fn secret(&self, use_: &str) -> [u8; 32] {
        anlan_core::digest::bytes(&[&self.seed[..], use_.as_bytes()].concat())
    }

    /// Goes on only when the actor's role may do this at all: asked before anything is looked for, so that what exists cannot be
    /// told apart from what does not.
    ///
    /// # Errors
    /// Not allowed.
    pub fn ask_role(&self, action: Action) -> Result<(), Fault> {
        if anlan_core::access::reach(self.actor.role, action) == anlan_core::access::Reach::Nothing {
            return Err(Fault::not_allowed());
        }
        Ok(())
    }

    /// Goes on only when the actor may.
    ///
    /// # Errors
    /// Not allowed at all, or hidden when only this target is out of reach.
    pub fn ask(&self, action: Action, target: Target) -> Result<(), Fault> {
        if may(&self.actor, action, target) {
            return Ok(());
        }
        match anlan_core::access::reach(self.actor.role, action) {
            anlan_core::access::Reach::Nothing => Err(Fault::not_allowed()),
            anlan_core::access::Reach::OwnUnit
            | anlan_core::access::Reach::OwnRiver
            | anlan_core::access::Reach::OwnChief
            | anlan_core::access::Reach::Region => Err(Fault::hidden()),
        }
    }
}
