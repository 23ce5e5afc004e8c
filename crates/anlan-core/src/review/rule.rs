//! Stages of a review as a pack writes them: who, how many must agree, by when, and what a stage may do.

use crate::matter::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who sits in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum SeatKind {
    /// The river's lead unit, by another person than who drafted.
    LeadUnit,
    /// Units the office names.
    Units,
    /// Experts the office names, each by an account.
    Experts,
    /// The river's chiefs of the level that the stage names.
    Chiefs,
    /// The chiefs-general, in the order the office names them.
    ChiefsGeneral,
    /// The government's office, for the government.
    Government,
    /// The river chief office.
    Office,
}

impl SeatKind {
    /// Whether the office names who sits here.
    #[must_use]
    pub fn named_by_office(self) -> bool {
        matches!(self, Self::Units | Self::Experts | Self::ChiefsGeneral)
    }
}

/// How many have to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum How {
    /// The one seat there is.
    Single,
    /// Every seat.
    All,
    /// Any one seat.
    Any,
    /// Every seat, one after another.
    Sequence,
    /// A share of the seats, after all have been heard.
    Quorum,
}

/// What a seat's silence after the last day means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Silence {
    /// The stage waits.
    #[default]
    Waits,
    /// The office may record that the seat agrees.
    Agrees,
}

/// One stage of a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageRule {
    /// Its word.
    pub key: String,
    /// Its label.
    pub label: String,
    /// Who sits in it.
    pub seats: SeatKind,
    /// The level of the chiefs who sit; only with `chiefs`.
    #[serde(default)]
    pub chief_level: Option<String>,
    /// How many have to agree.
    pub how: How,
    /// The share that has to agree, as numerator and denominator; only with `quorum`.
    #[serde(default)]
    pub quorum: Option<(u32, u32)>,
    /// Fewest seats, without those who withdrew for an interest.
    #[serde(default = "one")]
    pub at_least: u32,
    /// Working days from the stage's opening; none when it has no last day.
    #[serde(default)]
    pub workdays: Option<i64>,
    /// What silence after the last day means.
    #[serde(default)]
    pub silence: Silence,
    /// Whether a seat may return the plan.
    #[serde(default)]
    pub returns: bool,
    /// Whether the draft may be changed while it is in this stage.
    #[serde(default)]
    pub amends: bool,
    /// Whether each seat first declares its interests.
    #[serde(default)]
    pub declares: bool,
    /// Kinds of meetings, one of whose held meetings each agreement names; one for each seat in its order, or one for all.
    #[serde(default)]
    pub meetings: Vec<String>,
    /// Whether agreeing names a document, such as the government's approval.
    #[serde(default)]
    pub document: bool,
    /// The routes that pass it; every route when empty.
    #[serde(default)]
    pub routes: Vec<String>,
    /// Where this stands.
    pub clause: String,
    /// Who says so, where the document does not.
    #[serde(default)]
    pub reading: Option<String>,
}

fn one() -> u32 {
    1
}

/// A route through the stages (审定方式).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteRule {
    /// Its word.
    pub key: String,
    /// Its label.
    pub label: String,
    /// The level of chiefs that sends a river this way; none for the route of all others.
    #[serde(default)]
    pub chief_level: Option<String>,
    /// How many posts of that level the river has at least.
    #[serde(default = "one")]
    pub posts: u32,
    /// Where this stands.
    pub clause: String,
}

/// What may not stand in a pack's stages and routes.
///
/// # Errors
/// The first fault, in Chinese and English.
pub fn check(stages: &[StageRule], routes: &[RouteRule]) -> Result<(), String> {
    let mut keys = BTreeSet::new();
    if let Some(twice) =
        stages.iter().map(|stage| &stage.key).chain(routes.iter().map(|route| &route.key)).find(|key| key.is_empty() || !keys.insert(*key))
    {
        return Err(format!("[[review_stage]]、[[review_route]] key: “{twice}”是空白或写了两次 (blank or twice)"));
    }
    let defaults = routes.iter().filter(|route| route.chief_level.is_none()).count();
    if defaults != 1 || routes.last().is_none_or(|route| route.chief_level.is_some()) {
        return Err(
            "[[review_route]]: 须有且只有一条不写 chief_level 的路线，并放在最后 (exactly one route without chief_level, the last)"
                .to_owned(),
        );
    }
    for stage in stages {
        stage.check(routes).map_err(|fault| format!("[[review_stage]] `{}`：{fault}", stage.key))?;
    }
    for route in routes {
        let own: Vec<&StageRule> = stages_of(stages, &route.key).collect();
        let Some(last) = own.last() else {
            return Err(format!("[[review_route]] `{}`：没有审核环节 (no stage on this route)", route.key));
        };
        if last.amends {
            return Err(format!(
                "[[review_stage]] `{}`：最后环节不能改稿，请去掉 amends (the last stage may not amend: what is approved must be what was reviewed)",
                last.key
            ));
        }
    }
    Ok(())
}

/// The stages of a route, in order.
pub fn stages_of<'a>(stages: &'a [StageRule], route: &'a str) -> impl Iterator<Item = &'a StageRule> {
    stages.iter().filter(move |stage| stage.routes.is_empty() || stage.routes.iter().any(|own| own == route))
}

impl StageRule {
    fn check(&self, routes: &[RouteRule]) -> Result<(), String> {
        if self.label.trim().is_empty() {
            return Err("label: 没有写 (missing)".to_owned());
        }
        match (self.how, self.quorum) {
            (How::Quorum, Some((part, whole))) if part >= 1 && part <= whole => {}
            (How::Quorum, _) => return Err("quorum: 应写成 [2, 3]（三分之二）这样的比例 (write a share such as [2, 3])".to_owned()),
            (_, Some(_)) => return Err("quorum: 只有 how = \"quorum\" 时才写 (only with how = \"quorum\")".to_owned()),
            (_, None) => {}
        }
        if (self.seats == SeatKind::Chiefs) != self.chief_level.is_some() {
            return Err("chief_level: seats = \"chiefs\" 时须写，其他不写 (needed with seats = \"chiefs\", and only then)".to_owned());
        }
        if self.at_least == 0 {
            return Err("at_least: 至少为1 (1 or more)".to_owned());
        }
        if self.how == How::Single && self.at_least > 1 {
            return Err("at_least: 单人审核只有一席 (a single seat)".to_owned());
        }
        if self.workdays.is_some_and(|days| !(1..=250).contains(&days)) {
            return Err("workdays: 应在1至250之间 (1 to 250)".to_owned());
        }
        if self.silence == Silence::Agrees && self.workdays.is_none() {
            return Err("silence: 逾期视为同意的须写 workdays (silence needs workdays)".to_owned());
        }
        if let Some(unknown) = self.routes.iter().find(|own| !routes.iter().any(|route| route.key == **own)) {
            return Err(format!("routes: 没有路线“{unknown}” (no such route)"));
        }
        if self.clause.trim().is_empty() {
            return Err("clause: 没有写 (missing)".to_owned());
        }
        Ok(())
    }

    /// How many of these seats must agree.
    #[must_use]
    pub fn needs(&self, seats: usize) -> usize {
        match self.how {
            How::Single | How::Any => 1,
            How::All | How::Sequence => seats,
            How::Quorum => {
                let (part, whole) = self.quorum.unwrap_or((1, 1));
                (seats * part as usize).div_ceil(whole.max(1) as usize)
            }
        }
        .max(1)
    }

    pub(super) fn enough_seats(&self, seats: usize) -> Result<(), Refusal> {
        let (fewest, most) = (self.at_least as usize, if self.how == How::Single { 1 } else { usize::MAX });
        if seats < fewest {
            return Err(Refusal::new(
                "too_few_seats",
                format!("“{}”至少要有{fewest}方参加，请补充。", self.label),
                format!("stage {} needs at least {fewest} seats", self.key),
            ));
        }
        if seats > most {
            return Err(Refusal::new(
                "too_many_seats",
                format!("“{}”只由一方审核。", self.label),
                format!("stage {} has a single seat", self.key),
            ));
        }
        Ok(())
    }
}
