//! A checked sheet of rules: named tables, each made from earlier ones by one step.

use super::band::Band;
use super::formula::{Column, Expr, Formula, Global, TableShape};
use super::value::{Kind, Scale, Value, Why};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A point the document leaves open.
#[derive(Debug, Clone)]
pub struct OpenPoint {
    /// Its name.
    pub name: Arc<str>,
    /// What is not said.
    pub question: String,
    /// Kind of its value.
    pub kind: Kind,
    /// Where the document leaves it open.
    pub clause: Option<String>,
    /// The reading declared.
    pub reading: Option<Value>,
    /// Who declared it.
    pub basis: Option<String>,
    /// Its place among the globals.
    pub global: usize,
}

/// Values given with every run.
pub const GIVEN: [&str; 4] = ["期初", "期末", "截至", "年度"];

/// What a global stands for.
#[derive(Debug, Clone)]
pub enum GlobalValue {
    /// A constant.
    Constant(Value),
    /// An open point, by its place.
    Open(usize),
    /// One of [`GIVEN`], by its place.
    Given(usize),
}

/// What a table is.
#[derive(Debug, Clone)]
pub enum TableSource {
    /// Facts; columns that tell rows apart.
    Fact(Vec<usize>),
    /// Stands in the document.
    Reference(Vec<Vec<Value>>),
    /// Postings of points made so far.
    Points,
    /// Postings of money made so far.
    Money,
    /// Made by a step.
    Step(usize),
}

/// A table.
#[derive(Debug, Clone)]
pub struct TableDef {
    /// Name and columns.
    pub shape: TableShape,
    /// The columns, shared.
    pub columns: Arc<[Column]>,
    /// For people.
    pub title: String,
    /// What it is.
    pub source: TableSource,
}

/// A join.
#[derive(Debug, Clone)]
pub struct Join {
    /// The other table.
    pub table: usize,
    /// Column here, column there.
    pub on: Vec<(usize, usize)>,
    /// Whether rows without partner are left out.
    pub drop: bool,
    /// Columns taken from there.
    pub takes: Vec<usize>,
}

/// Length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// 日
    Day,
    /// 周, from Monday
    Week,
    /// 旬
    TenDays,
    /// 月
    Month,
    /// 季
    Quarter,
    /// 半年
    HalfYear,
    /// 年
    Year,
}

/// Periods laid over each row.
#[derive(Debug, Clone)]
pub struct Windows {
    /// How long.
    pub every: Every,
    /// First day.
    pub from: Formula,
    /// Last day.
    pub to: Formula,
    /// Whether a period that is cut counts.
    pub partial: Said<bool>,
}

/// One case of a choice.
#[derive(Debug, Clone)]
pub struct Case {
    /// A word for it.
    pub key: Arc<str>,
    /// What it is called.
    pub title: String,
    /// The condition.
    pub when: Option<Formula>,
    /// What it gives.
    pub give: Formula,
    /// Where it stands.
    pub clause: String,
    /// Who says so.
    pub reading: Option<String>,
    /// Sentence for when it holds.
    pub holds: Option<Says>,
    /// Sentence for when it does not.
    pub fails: Option<Says>,
}

/// A sentence with the columns it shows.
#[derive(Debug, Clone)]
pub struct Says(pub Vec<SaysPart>);

/// A part of a sentence.
#[derive(Debug, Clone)]
pub enum SaysPart {
    /// Plain text.
    Text(String),
    /// A column of the row.
    Column(usize, Kind),
    /// A constant or the like.
    Global(usize, Kind),
}

/// What a verb needs to be told: said, left to an open point of the pack, or not said at all.
#[derive(Debug, Clone)]
pub enum Said<T> {
    /// Said.
    Is(T),
    /// Left to an open point: its global, and what each of its choices means.
    Open(usize, Vec<T>),
    /// Not said: an open point of its own.
    Unsaid,
}

impl<T: Copy> Said<T> {
    /// What holds now; `unsaid` names the open point that arises when nothing is said.
    ///
    /// # Errors
    /// The open point, when it is not declared.
    pub fn now(&self, globals: &[Value], unsaid: impl FnOnce() -> String) -> Result<T, Why> {
        match self {
            Self::Is(said) => Ok(*said),
            Self::Unsaid => Err(Why::Open(unsaid().into())),
            Self::Open(global, readings) => {
                let reading = if let Value::Grade(place) = &globals[*global] { readings.get(usize::from(*place)).copied() } else { None };
                reading.ok_or_else(|| globals[*global].why().cloned().unwrap_or_else(|| Why::Open(unsaid().into())))
            }
        }
    }
}

/// How ties share a rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// 1, 1, 3
    Skip,
    /// 1, 1, 2
    Dense,
    /// 1.5, 1.5, 3
    Mean,
    /// 2, 2, 3
    Last,
    /// By the order of the facts' keys.
    Row,
}

/// What decides an order: value, and whether high comes first.
#[derive(Debug, Clone)]
pub struct OrderBy {
    /// The value.
    pub value: Expr,
    /// High first.
    pub descending: bool,
}

/// What an excused or absent period does to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// Ends it.
    Break,
    /// Leaves it as it was.
    Skip,
    /// Counts as one more.
    Count,
}

/// A verb that looks at rows in their order.
#[derive(Debug, Clone)]
pub enum Ordered {
    /// Value of the first case that holds.
    Choose(Vec<Case>),
    /// Place in an order.
    Rank {
        /// What decides.
        by: Vec<OrderBy>,
        /// Ranked apart.
        within: Vec<usize>,
        /// Ties.
        ties: Said<Ties>,
        /// Whether rows without value are passed over; `None` is an open point.
        skip_missing: Option<bool>,
    },
    /// Length of an unbroken run.
    Runs {
        /// The condition.
        of: Formula,
        /// Column along which it runs.
        along: usize,
        /// Run apart.
        within: Vec<usize>,
        /// Excused.
        excused: Option<Formula>,
        /// What an excuse does.
        excuse: Said<Pause>,
        /// What an absent period does.
        gap: Said<Pause>,
    },
    /// A value handed on.
    Carry {
        /// Order.
        along: Vec<OrderBy>,
        /// Apart.
        within: Vec<usize>,
        /// Before the first row.
        start: Formula,
        /// Of a row.
        next: Formula,
    },
    /// Accepted one after another.
    Accept {
        /// Order.
        along: Vec<OrderBy>,
        /// Apart.
        within: Vec<usize>,
        /// The condition.
        when: Formula,
    },
}

/// Groups.
#[derive(Debug, Clone)]
pub struct Group {
    /// Columns that make a group.
    pub by: Vec<usize>,
    /// Columns made of the group's rows.
    pub keep: Vec<(Arc<str>, Formula)>,
}

/// Whether points or money are posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = LedgerAccount))]
pub enum Account {
    /// 分
    Points,
    /// 元
    Money,
}

/// Postings made of a step's rows.
#[derive(Debug, Clone)]
pub struct Post {
    /// Points or money.
    pub account: Account,
    /// Who gets it.
    pub to: usize,
    /// Who pays it.
    pub payer: Option<usize>,
    /// The item: text or column.
    pub item: Formula,
    /// How much, in 分 or 元.
    pub amount: Formula,
    /// The period.
    pub period: Option<Formula>,
    /// Postings of 0 too.
    pub zero: bool,
}

/// Cap and floor.
#[derive(Debug, Clone)]
pub struct Limit {
    /// Points or money.
    pub account: Account,
    /// Items that count together; all when empty.
    pub items: Vec<Arc<str>>,
    /// Ledger columns it is limited apart for.
    pub per: Vec<usize>,
    /// Most.
    pub cap: Option<Formula>,
    /// Least.
    pub floor: Option<Formula>,
    /// Whether `floor` was written at all, be it `none`.
    pub floor_said: bool,
    /// Item of the difference.
    pub item: Arc<str>,
}

/// Columns of a ledger table before its amount, in their order.
pub const LEDGER: [&str; 3] = ["项目", "对象", "期"];

/// A step.
#[derive(Debug, Clone)]
pub struct Step {
    /// The table it makes.
    pub table: usize,
    /// What it is.
    pub title: String,
    /// Where the rule stands.
    pub clause: String,
    /// Who says so.
    pub reading: Option<String>,
    /// File and line, for messages.
    pub place: (Arc<str>, usize),
    /// Tables put under one another, each with the places of the columns taken.
    pub from: Vec<(usize, Option<Vec<usize>>)>,
    /// A table put beside.
    pub join: Option<Join>,
    /// Periods.
    pub windows: Option<Windows>,
    /// Conditions that need only the columns before `with`.
    pub before: Vec<Formula>,
    /// Columns computed for each row.
    pub with: Vec<(Arc<str>, Formula)>,
    /// Conditions.
    pub keep_if: Vec<Formula>,
    /// A verb over ordered rows with the column it makes.
    pub ordered: Option<(Arc<str>, Ordered)>,
    /// Columns of a row before grouping.
    pub wide: Arc<[Column]>,
    /// Groups.
    pub group: Option<Group>,
    /// Conditions on finished rows.
    pub having: Vec<Formula>,
    /// Postings.
    pub post: Option<Post>,
    /// Cap and floor.
    pub limit: Option<Limit>,
    /// Part of the result.
    pub show: bool,
    /// Its sentence.
    pub says: Option<Says>,
}

impl Step {
    /// Every formula that runs once for each of its rows.
    pub fn formulas(&self) -> impl Iterator<Item = &Formula> {
        let ordered: Vec<&Formula> = match &self.ordered {
            Some((_, Ordered::Choose(cases))) => cases.iter().flat_map(|case| case.when.iter().chain([&case.give])).collect(),
            Some((_, Ordered::Runs { of, excused, .. })) => excused.iter().chain([of]).collect(),
            Some((_, Ordered::Carry { next, .. })) => vec![next],
            Some((_, Ordered::Accept { when, .. })) => vec![when],
            Some((_, Ordered::Rank { .. })) | None => vec![],
        };
        let kept = self.group.iter().flat_map(|group| group.keep.iter().map(|(_, formula)| formula));
        let posted = self.post.iter().flat_map(|post| [&post.amount, &post.item].into_iter().chain(&post.period));
        let with = self.with.iter().map(|(_, formula)| formula);
        self.before.iter().chain(with).chain(&self.keep_if).chain(ordered).chain(kept).chain(&self.having).chain(posted)
    }
}

/// The period a figure is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureOf {
    /// 本年: from the first of January to the day asked for.
    Year,
    /// 上年: the whole year before.
    LastYear,
}

/// A figure: a table of one row, whose first column is its value.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its word.
    pub key: String,
    /// Its name, which is that of its table and of its column.
    pub name: String,
    /// Its definition in words.
    pub about: String,
    /// Its unit; empty when the value is no number.
    pub unit: String,
    /// The period it is of.
    pub of: FigureOf,
    /// The year since whose first day it counts, where that is not its period's.
    pub since: Option<i32>,
    /// Whether districts' values of it may be added.
    pub adds: bool,
    /// Whether the office's first page shows it.
    pub front: bool,
    /// How its definition differs from what its word means elsewhere.
    pub differs: Option<String>,
    /// Whether the next two columns are how many are known, and how many there are.
    pub covers: bool,
    /// Its step.
    pub step: usize,
}

/// A checked sheet.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Scales.
    pub scales: Vec<Arc<Scale>>,
    /// Declared units.
    pub units: Vec<String>,
    /// Bands.
    pub bands: Vec<Band>,
    /// Names of globals.
    pub globals: Vec<Global>,
    /// What they stand for.
    pub values: Vec<GlobalValue>,
    /// Clauses of constants, by global.
    pub constant_clauses: Vec<(usize, String)>,
    /// Open points.
    pub open: Vec<OpenPoint>,
    /// Tables, in the order they are made.
    pub tables: Vec<TableDef>,
    /// Steps.
    pub steps: Vec<Step>,
    /// Figures, each made by one of the steps.
    pub figures: Vec<Figure>,
}

impl Sheet {
    /// The table of a name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| &*table.shape.name == name)
    }

    /// The step that makes a table.
    #[must_use]
    pub fn step_of(&self, table: usize) -> Option<&Step> {
        match self.tables.get(table)?.source {
            TableSource::Step(step) => self.steps.get(step),
            TableSource::Fact(_) | TableSource::Reference(_) | TableSource::Points | TableSource::Money => None,
        }
    }

    /// The value of a global, with a reading put in place of the declared ones where given.
    #[must_use]
    pub fn global_value(&self, value: &GlobalValue, given: Option<&[Value]>) -> Value {
        match value {
            GlobalValue::Constant(value) => value.clone(),
            GlobalValue::Open(point) => {
                let point = &self.open[*point];
                point.reading.clone().unwrap_or_else(|| Value::Missing(Box::new(Why::Open(point.name.clone()))))
            }
            GlobalValue::Given(place) => {
                given.and_then(|given| given.get(*place)).cloned().unwrap_or_else(|| Value::no_data(GIVEN[*place]))
            }
        }
    }

    /// Every clause of the sheet's steps and cases, in their order, each once.
    #[must_use]
    pub fn clauses(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for step in &self.steps {
            let cases = if let Some((_, Ordered::Choose(cases))) = &step.ordered { cases.as_slice() } else { &[] };
            for clause in std::iter::once(&step.clause).chain(cases.iter().map(|case| &case.clause)) {
                if !clause.is_empty() && !all.contains(&clause.as_str()) {
                    all.push(clause);
                }
            }
        }
        all
    }
}
