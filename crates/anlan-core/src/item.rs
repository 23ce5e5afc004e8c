//! An item (事项): one row on one of the three lists, told by dated facts that are never overwritten.

use crate::exact::{Money, Points, Quantity};
use crate::ids::{ChiefId, FactId, ItemId, RiverId, UnitId};
use crate::month::Month;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The three lists (三张清单).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum List {
    /// 重大事项重大项目
    Major,
    /// 一河一策任务措施
    Measure,
    /// 突出问题整改
    Problem,
}

impl List {
    /// All three, in the office's order.
    pub const ALL: [Self; 3] = [Self::Major, Self::Measure, Self::Problem];

    /// The word used in code, API and store.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Measure => "measure",
            Self::Problem => "problem",
        }
    }

    /// The list of that word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.key() == key)
    }

    /// As documents name it.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Major => "重大事项重大项目清单",
            Self::Measure => "一河一策任务措施清单",
            Self::Problem => "突出问题整改责任清单",
        }
    }
}

/// What is said of an item; a correction or change records it whole again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemContent {
    /// Which list it stands on.
    pub list: List,
    /// The number the office gave it, unique in its region.
    pub number: String,
    /// What is to be done, or the problem in a few words.
    pub title: String,
    /// The river concerned.
    pub river_id: Option<RiverId>,
    /// The responsible unit (责任单位).
    pub unit_id: UnitId,
    /// Helping units (配合单位), as named in the list.
    #[serde(default)]
    pub helpers: Vec<String>,
    /// First day of the work; for a problem the day it was found.
    pub start_on: NaiveDate,
    /// The limit (完成时限): last day allowed, not before `start_on`.
    pub limit_on: NaiveDate,
    /// Money arranged.
    pub money: Option<Money>,
    /// Where the money comes from.
    pub money_source: Option<String>,
    /// A hard item (难度较大).
    pub hard: Option<bool>,
    /// The chief whose list it stands on.
    pub chief_id: Option<ChiefId>,
    /// The measure taken.
    pub measure: Option<String>,
    /// The quantified indicator (量化指标).
    pub indicator: Option<String>,
    /// Its unit of measure.
    pub unit_of_measure: Option<String>,
    /// The target quantity.
    pub target: Option<Quantity>,
    /// Points it is worth in the year's assessment.
    pub points: Option<Points>,
    /// Where a problem came from.
    pub source: Option<String>,
    /// Where it lies.
    pub place: Option<String>,
    /// Kind of problem.
    pub kind: Option<String>,
    /// The problem in full.
    pub description: Option<String>,
}

/// What happened to an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ItemEvent {
    /// It entered its list by a decision.
    Opened {
        /// What was decided.
        content: ItemContent,
        /// The decision's name.
        decision: String,
    },
    /// An earlier statement was wrong from its own day on.
    Corrected {
        /// What is right.
        content: ItemContent,
    },
    /// From this day on something else holds (a new limit, another unit).
    Changed {
        /// What holds now.
        content: ItemContent,
    },
    /// The unit asks for the close-out, with what it did and the files that show it.
    CloseAsked {
        /// What was done.
        text: String,
        /// Before and after.
        #[serde(default)]
        evidence: Vec<crate::matter::problem::Evidence>,
    },
    /// The checker returned it.
    CloseReturned {
        /// Why.
        reason: String,
    },
    /// It left its list after a check (销号).
    ClosedOut {
        /// What the check rests on.
        basis: String,
    },
    /// A close-out recorded by mistake is taken back.
    CloseOutWithdrawn,
    /// It was opened again, as from a look-back.
    Reopened {
        /// Why.
        reason: String,
        /// Whether what had been put right came back: marked for points.
        relapse: bool,
    },
    /// Its clock stops from this day on, by approval.
    Paused {
        /// The last day; open when none.
        #[serde(default)]
        until_on: Option<NaiveDate>,
    },
    /// Its clock runs again from this day on.
    Resumed,
}

impl ItemEvent {
    /// The content it states, if it states one.
    #[must_use]
    pub fn content(&self) -> Option<&ItemContent> {
        match self {
            Self::Opened { content, .. } | Self::Corrected { content } | Self::Changed { content } => Some(content),
            Self::CloseAsked { .. }
            | Self::CloseReturned { .. }
            | Self::ClosedOut { .. }
            | Self::CloseOutWithdrawn
            | Self::Reopened { .. }
            | Self::Paused { .. }
            | Self::Resumed => None,
        }
    }
}

/// One recorded fact about an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFact {
    /// Its own id.
    pub id: FactId,
    /// The item.
    pub item_id: ItemId,
    /// From which day it holds, or on which day it happened.
    pub occurred_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// The fact it corrects.
    pub supersedes: Option<FactId>,
    /// Why.
    pub reason: String,
    /// What happened.
    pub event: ItemEvent,
}

/// One statement of an item's content, in force from a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// From this day.
    pub from: NaiveDate,
    /// The fact that says so.
    pub fact: FactId,
    /// What holds.
    pub content: ItemContent,
}

/// An item as known at a moment: its versions by day, and its close-out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The item.
    pub id: ItemId,
    /// Versions in the order of their days; never empty.
    versions: Vec<Version>,
    /// Day and fact of its close-out, while it is closed.
    pub closed: Option<(NaiveDate, FactId)>,
    /// Every close-out that was not taken back: the day, and the day it was opened again.
    closures: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// The days on which it came back after being put right.
    relapses: Vec<NaiveDate>,
    /// Who asked for the close-out that waits for its check.
    pub asked: Option<Asked>,
    /// Approved pauses, in the order of recording; none reaches into another.
    pauses: Vec<Pause>,
}

/// An approved pause: days that do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; open when none.
    pub until: Option<NaiveDate>,
    /// The fact.
    pub fact: FactId,
}

impl Pause {
    /// Whether the day does not count.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// How many days of a month do not count.
    #[must_use]
    pub fn days_in(&self, month: Month) -> i64 {
        let last = self.until.map_or(month.last_day(), |until| until.min(month.last_day()));
        ((last - self.from.max(month.first_day())).num_days() + 1).max(0)
    }
}

/// A close-out asked for and not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// By whom.
    pub by: String,
    /// On which day.
    pub on: NaiveDate,
    /// The fact.
    pub fact: FactId,
}

impl Item {
    /// Builds the item from its facts recorded up to `known_at`; `None` when it was not yet known.
    ///
    /// `facts` are in the order of recording. A correction replaces the version it supersedes, from that
    /// version's day (or its own earlier one); a change adds a version from its day.
    #[must_use]
    pub fn known(facts: &[ItemFact], known_at: DateTime<Utc>) -> Option<Self> {
        let mut versions: Vec<Version> = Vec::with_capacity(1);
        let (mut closed, mut asked) = (None, None);
        let (mut closures, mut relapses) = (Vec::new(), Vec::new());
        let mut pauses: Vec<Pause> = Vec::new();
        let known = || facts.iter().filter(|fact| fact.recorded_at <= known_at);
        for fact in known() {
            match &fact.event {
                ItemEvent::Opened { content, .. } | ItemEvent::Changed { content } | ItemEvent::Corrected { content } => {
                    versions.retain(|version| Some(version.fact) != fact.supersedes);
                    versions.push(Version { from: fact.occurred_on, fact: fact.id, content: content.clone() });
                }
                ItemEvent::CloseAsked { .. } => {
                    asked = Some(Asked { by: fact.recorded_by.clone(), on: fact.occurred_on, fact: fact.id });
                }
                ItemEvent::CloseReturned { .. } => asked = None,
                ItemEvent::ClosedOut { .. } => {
                    (closed, asked) = (Some((fact.occurred_on, fact.id)), None);
                    closures.push((fact.occurred_on, None));
                }
                ItemEvent::CloseOutWithdrawn => {
                    closed = None;
                    closures.pop();
                }
                ItemEvent::Reopened { relapse, .. } => {
                    closed = None;
                    if let Some((_, reopened)) = closures.last_mut() {
                        *reopened = Some(fact.occurred_on);
                    }
                    if *relapse {
                        relapses.push(fact.occurred_on);
                    }
                }
                ItemEvent::Paused { until_on } => pauses.push(Pause { from: fact.occurred_on, until: *until_on, fact: fact.id }),
                ItemEvent::Resumed => {
                    let eve = fact.occurred_on.pred_opt();
                    if let Some(pause) = pauses.iter_mut().find(|pause| pause.covers(fact.occurred_on)) {
                        pause.until = eve;
                    }
                }
            }
        }
        versions.sort_by_key(|version| version.from);
        let first = known().next().filter(|_| !versions.is_empty())?;
        Some(Self { id: first.item_id, versions, closed, closures, relapses, asked, pauses })
    }

    /// Its approved pauses, in the order of recording.
    #[must_use]
    pub fn pauses(&self) -> &[Pause] {
        &self.pauses
    }

    /// The version in force on a day; `None` before the item was opened.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&Version> {
        self.versions.iter().rev().find(|version| version.from <= day)
    }

    /// The close-out that counts on a day: the one it was closed by then; else a later one that still holds.
    #[must_use]
    pub fn closed_as_of(&self, day: NaiveDate) -> Option<NaiveDate> {
        let by_then = self.closures.iter().rev().find(|(on, reopened)| *on <= day && reopened.is_none_or(|again| again > day));
        let later = || self.closures.iter().find(|(on, reopened)| *on > day && reopened.is_none());
        by_then.or_else(later).map(|(on, _)| *on)
    }

    /// The last day up to this one on which it came back after being put right.
    #[must_use]
    pub fn relapsed_by(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.relapses.iter().copied().filter(|on| *on <= day).max()
    }

    /// Every day on which it came back.
    #[must_use]
    pub fn relapses(&self) -> &[NaiveDate] {
        &self.relapses
    }

    /// Whether an item of an earlier year's list belongs to a month of a later year: it was opened again after its list's year, by the
    /// month's end, and had not been closed since before the month's year began.
    #[must_use]
    pub fn came_back_for(&self, list_year: i32, month: Month) -> bool {
        let end = month.last_day();
        let mut again = self.closures.iter().filter_map(|(_, again)| *again).filter(|on| on.year() > list_year && *on <= end).peekable();
        let open_before = || {
            let eve = NaiveDate::from_ymd_opt(month.year() - 1, 12, 31);
            eve.is_some_and(|eve| self.closed_as_of(eve).is_none_or(|on| on > eve))
        };
        again.peek().is_some() && (again.any(|on| on.year() == month.year()) || open_before())
    }

    /// Whether nothing was changed since it was opened, so that the latest version is the first.
    #[must_use]
    pub fn has_one_version(&self) -> bool {
        self.versions.len() == 1
    }

    /// The latest version.
    #[must_use]
    pub fn latest(&self) -> &Version {
        &self.versions[self.versions.len() - 1]
    }
}

/// The words of an item's fields, as rules name them.
pub const FIELDS: [&str; 20] = [
    "number",
    "title",
    "river",
    "unit",
    "helpers",
    "chief",
    "measure",
    "indicator",
    "unit_of_measure",
    "target",
    "money",
    "money_source",
    "hard",
    "points",
    "source",
    "place",
    "kind",
    "description",
    "start_on",
    "limit_on",
];

/// One field that differs between two statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The field's word.
    pub field: &'static str,
    /// As it was; empty when unset.
    pub old: String,
    /// As it is.
    pub new: String,
}

impl ItemContent {
    /// Every field as a word and a text, in the order people read them. Ids are written by `name`.
    #[must_use]
    pub fn fields(&self, name: &dyn Fn(uuid::Uuid) -> String) -> Vec<(&'static str, String)> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        fn shown<T: ToString>(value: Option<T>) -> String {
            value.map(|v| v.to_string()).unwrap_or_default()
        }
        vec![
            ("number", self.number.clone()),
            ("title", self.title.clone()),
            ("river", self.river_id.map(|id| name(id.0)).unwrap_or_default()),
            ("unit", name(self.unit_id.0)),
            ("helpers", self.helpers.join("、")),
            ("chief", self.chief_id.map(|id| name(id.0)).unwrap_or_default()),
            ("measure", text(&self.measure)),
            ("indicator", text(&self.indicator)),
            ("unit_of_measure", text(&self.unit_of_measure)),
            ("target", shown(self.target)),
            ("money", shown(self.money)),
            ("money_source", text(&self.money_source)),
            ("hard", self.hard.map(|hard| if hard { "是" } else { "否" }.to_owned()).unwrap_or_default()),
            ("points", shown(self.points)),
            ("source", text(&self.source)),
            ("place", text(&self.place)),
            ("kind", text(&self.kind)),
            ("description", text(&self.description)),
            ("start_on", self.start_on.to_string()),
            ("limit_on", self.limit_on.to_string()),
        ]
    }

    /// What differs from an earlier statement.
    #[must_use]
    pub fn changes_from(&self, old: &Self, name: &dyn Fn(uuid::Uuid) -> String) -> Vec<FieldChange> {
        let pairs = old.fields(name).into_iter().zip(self.fields(name));
        pairs.filter(|((_, old), (_, new))| old != new).map(|((field, old), (_, new))| FieldChange { field, old, new }).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use uuid::Uuid;

    pub(crate) fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub(crate) fn at(text: &str) -> DateTime<Utc> {
        format!("{text}T00:00:00Z").parse().unwrap()
    }

    pub(crate) fn content(start: &str, limit: &str) -> ItemContent {
        ItemContent {
            list: List::Major,
            number: "ZD-1".into(),
            title: "综合整治".into(),
            river_id: None,
            unit_id: UnitId(Uuid::nil()),
            helpers: vec![],
            start_on: day(start),
            limit_on: day(limit),
            money: None,
            money_source: None,
            hard: None,
            chief_id: None,
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

    pub(crate) fn fact(n: u128, occurred: &str, recorded: &str, supersedes: Option<u128>, event: ItemEvent) -> ItemFact {
        ItemFact {
            id: FactId(Uuid::from_u128(n)),
            item_id: ItemId(Uuid::from_u128(900)),
            occurred_on: day(occurred),
            recorded_at: at(recorded),
            recorded_by: "测试".into(),
            supersedes: supersedes.map(|n| FactId(Uuid::from_u128(n))),
            reason: String::new(),
            event,
        }
    }

    #[test]
    fn a_correction_replaces_and_a_change_adds() {
        let facts = [
            fact(
                1,
                "2023-01-15",
                "2023-02-01",
                None,
                ItemEvent::Opened { content: content("2023-01-15", "2023-06-30"), decision: String::new() },
            ),
            fact(2, "2023-01-15", "2023-03-01", Some(1), ItemEvent::Corrected { content: content("2023-01-15", "2023-07-31") }),
            fact(3, "2023-06-20", "2023-06-20", None, ItemEvent::Changed { content: content("2023-01-15", "2023-09-30") }),
        ];
        let limit = |item: &Item, on: &str| item.on(day(on)).map(|v| v.content.limit_on.to_string());
        assert_eq!(Item::known(&facts, at("2023-01-31")), None);
        let before = Item::known(&facts, at("2023-02-15")).unwrap();
        assert_eq!(limit(&before, "2023-05-31").as_deref(), Some("2023-06-30"));
        let now = Item::known(&facts, at("2023-12-01")).unwrap();
        assert_eq!(limit(&now, "2023-05-31").as_deref(), Some("2023-07-31"));
        assert_eq!(limit(&now, "2023-06-30").as_deref(), Some("2023-09-30"));
        assert_eq!(limit(&now, "2023-01-01"), None);
    }

    #[test]
    fn a_pause_stops_the_clock_until_its_last_day_or_until_it_runs_again() {
        let opened = ItemEvent::Opened { content: content("2023-01-01", "2023-12-31"), decision: String::new() };
        let facts = [
            fact(1, "2023-01-01", "2023-01-01", None, opened),
            fact(2, "2023-03-10", "2023-03-01", None, ItemEvent::Paused { until_on: Some(day("2023-04-02")) }),
            fact(3, "2023-06-30", "2023-06-01", None, ItemEvent::Paused { until_on: None }),
            fact(4, "2023-08-01", "2023-08-01", None, ItemEvent::Resumed),
        ];
        let days = |known_at: &str, month: &str| -> i64 {
            let item = Item::known(&facts, at(known_at)).unwrap();
            item.pauses().iter().map(|pause| pause.days_in(Month::parse(month).unwrap())).sum()
        };
        let told = ["2023-02", "2023-03", "2023-04", "2023-05", "2023-06", "2023-07", "2023-08"].map(|month| days("2023-12-31", month));
        assert_eq!(told, [0, 22, 2, 0, 1, 31, 0]);
        assert_eq!(days("2023-07-31", "2023-08"), 31, "before it was known to run again");
    }

    #[test]
    fn changes_name_field_old_and_new() {
        let (old, new) = (content("2023-01-15", "2023-06-30"), content("2023-01-15", "2023-07-31"));
        let changes = new.changes_from(&old, &|id| id.to_string());
        let words: Vec<&str> = new.fields(&|id| id.to_string()).into_iter().map(|(word, _)| word).collect();
        assert_eq!(words, FIELDS);
        assert_eq!(changes, [FieldChange { field: "limit_on", old: "2023-06-30".into(), new: "2023-07-31".into() }]);
    }
}
