//! Rule files as people write them (TOML), with places, before anything is checked.

use serde::Deserialize;
use toml::Spanned;

/// A text with its place.
pub type Text = Spanned<String>;

/// One rule file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// Ordered scales.
    #[serde(default)]
    pub scale: Vec<ScaleText>,
    /// Units of measure beyond the built-in ones.
    #[serde(default)]
    pub unit: Vec<UnitText>,
    /// Named values.
    #[serde(default)]
    pub constant: Vec<ConstantText>,
    /// Points the document leaves open.
    #[serde(default)]
    pub open: Vec<OpenText>,
    /// Tables of facts.
    #[serde(default)]
    pub fact: Vec<FactText>,
    /// Tables that stand in the document itself.
    #[serde(default)]
    pub reference: Vec<ReferenceText>,
    /// Bands.
    #[serde(default)]
    pub band: Vec<BandText>,
    /// Steps, in their order.
    #[serde(default)]
    pub step: Vec<StepText>,
    /// Figures, made from any table.
    #[serde(default)]
    pub figure: Vec<FigureText>,
}

/// `[[scale]]`: steps from the best to the worst.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleText {
    /// Its name, used as a kind.
    pub name: Text,
    /// Its steps, the best first.
    pub steps: Vec<String>,
}

/// `[[unit]]`: a unit of measure.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitText {
    /// Its name, written directly behind a number.
    pub name: Text,
}

/// `[[constant]]`: a named value of the document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstantText {
    /// Its name.
    pub name: Text,
    /// A formula without columns.
    pub value: Text,
    /// Where it stands.
    pub clause: Option<String>,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
}

/// `[[open]]`: a point the document leaves open. Without `reading` what depends on it is undetermined.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenText {
    /// Its name.
    pub name: Text,
    /// What is not said.
    pub question: String,
    /// Possible readings, when they are words.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Kind of its value, when it is not one of `choices`.
    pub kind: Option<Text>,
    /// Where the document leaves it open.
    pub clause: Option<String>,
    /// The reading declared.
    pub reading: Option<Text>,
    /// Who declared it, and on what ground.
    pub basis: Option<String>,
}

/// `[[fact]]`: a table of facts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactText {
    /// Its name.
    pub table: Text,
    /// What it holds.
    pub title: Option<String>,
    /// `名称: 类型`, one for each column.
    pub columns: Vec<Text>,
    /// Columns that tell its rows apart.
    #[serde(default)]
    pub key: Vec<Text>,
}

/// `[[reference]]`: a table that stands in the document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceText {
    /// Its name.
    pub table: Text,
    /// `名称: 类型`, one for each column.
    pub columns: Vec<Text>,
    /// Rows, a value for each column.
    pub rows: Vec<Vec<Spanned<toml::Value>>>,
    /// Where it stands.
    pub clause: Option<String>,
}

/// `[[band]]`: ranges of a number with what each gives.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandText {
    /// Its name.
    pub name: Text,
    /// Unit of the number looked up.
    pub of: Text,
    /// `名称: 类型` of what is given.
    pub gives: Vec<Text>,
    /// `[区间, 值…]`
    pub rows: Vec<Vec<Spanned<toml::Value>>>,
    /// What the ranges must cover; everything, if absent.
    pub range: Option<Text>,
    /// 含下限 or 含上限, for ranges written in words.
    pub bounds: Option<Text>,
    /// Where it stands.
    pub clause: Option<String>,
}

/// One text or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct OneOrMore(Spanned<toml::Value>);

impl OneOrMore {
    /// As a list; `source` is the file, to find each text's place.
    ///
    /// # Errors
    /// Something else than texts stands there.
    pub fn list(&self, source: &str) -> Result<Vec<Text>, String> {
        let span = self.0.span();
        let mut from = span.start;
        let mut place = |text: &str| {
            let at = source.get(from..span.end).and_then(|part| part.find(text)).map_or(from, |at| from + at);
            from = at + text.len();
            Spanned::new(at..at + text.len(), text.to_owned())
        };
        let wrong = || "应为文字，或文字的列表 (a text or a list of texts)".to_owned();
        match self.0.get_ref() {
            toml::Value::String(text) => Ok(vec![place(text)]),
            toml::Value::Array(texts) => texts.iter().map(|text| text.as_str().map(&mut place).ok_or_else(wrong)).collect(),
            toml::Value::Integer(_)
            | toml::Value::Float(_)
            | toml::Value::Boolean(_)
            | toml::Value::Datetime(_)
            | toml::Value::Table(_) => Err(wrong()),
        }
    }
}

/// `[[step]]`: a table made from earlier ones. The verbs act in the order of these fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepText {
    /// The name of the table it makes.
    pub table: Text,
    /// What it is, for people.
    pub title: Option<String>,
    /// Where the rule stands.
    pub clause: Option<Text>,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// Table, or tables put under one another.
    pub from: Option<OneOrMore>,
    /// A table whose rows are put beside.
    pub join: Option<Text>,
    /// `列` or `列 = 右表列`: what must be equal.
    #[serde(default)]
    pub on: Vec<Text>,
    /// `drop` leaves out rows that find no partner; otherwise they stay, with missing values.
    pub unmatched: Option<Text>,
    /// Periods laid over each row.
    pub windows: Option<WindowsText>,
    /// `名称 = 公式`
    #[serde(default)]
    pub with: Vec<Text>,
    /// Conditions, all of which must hold.
    #[serde(rename = "where")]
    pub keep_if: Option<OneOrMore>,
    /// Value chosen by the first condition that holds.
    pub choose: Option<ChooseText>,
    /// Place in an order.
    pub rank: Option<RankText>,
    /// Length of an unbroken run.
    pub runs: Option<RunsText>,
    /// A value handed from row to row.
    pub carry: Option<CarryText>,
    /// Rows accepted one after another.
    pub accept: Option<AcceptText>,
    /// Columns that make a group.
    pub by: Option<Vec<Text>>,
    /// `名称 = 公式` over the rows of the group.
    #[serde(default)]
    pub keep: Vec<Text>,
    /// Conditions on the finished rows.
    pub having: Option<OneOrMore>,
    /// Postings made of the finished rows.
    pub post: Option<PostText>,
    /// Cap and floor of postings made so far.
    pub limit: Option<LimitText>,
    /// Part of the result that is shown and published.
    #[serde(default)]
    pub show: bool,
    /// A sentence with `{列}`, instead of the formula in words.
    pub says: Option<Text>,
}

/// `windows`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowsText {
    /// 日, 周, 旬, 月, 季, 半年, 年
    pub every: Text,
    /// First day, a formula; 期初 if absent.
    pub from: Option<Text>,
    /// Last day, a formula; 期末 if absent.
    pub to: Option<Text>,
    /// `count` or `skip`: what becomes of a period cut by `from` or `to`.
    pub partial: Option<Text>,
}

/// `choose`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChooseText {
    /// The column it makes.
    pub column: Text,
    /// Kind of the column.
    pub kind: Text,
    /// Cases in the order they are tried.
    pub case: Vec<CaseText>,
}

/// One case of `choose`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseText {
    /// A word for it.
    pub key: Text,
    /// What it is called.
    pub title: Option<String>,
    /// The condition; the last case has none.
    pub when: Option<Text>,
    /// What it gives, a formula.
    pub give: Text,
    /// Where it stands.
    pub clause: Option<String>,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// A sentence for when it holds, with `{列}`.
    pub holds: Option<Text>,
    /// A sentence for when it does not.
    pub fails: Option<Text>,
}

/// `rank`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankText {
    /// The column it makes.
    pub column: Text,
    /// `公式 desc` or `公式 asc`, the first that differs decides.
    pub by: Vec<Text>,
    /// Ranked apart for each of these.
    #[serde(default)]
    pub within: Vec<Text>,
    /// `skip` (1, 1, 3), `dense` (1, 1, 2), `mean` (1.5, 1.5, 3), `last` (2, 2, 3), `row` (no ties: as written in the facts).
    pub ties: Option<Text>,
    /// `skip`: rows without value are not ranked and the others are ranked without them.
    pub missing: Option<Text>,
}

/// `runs`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunsText {
    /// The column it makes: how many in a row up to here.
    pub column: Text,
    /// The condition that makes the run.
    pub of: Text,
    /// Day, month or number along which it runs.
    pub along: Text,
    /// Run apart for each of these.
    #[serde(default)]
    pub within: Vec<Text>,
    /// Condition of an excused period.
    pub excused: Option<Text>,
    /// `break`, `skip` or `count`: what an excused period does.
    pub excuse: Option<Text>,
    /// `break` or `skip`: what a period without row does.
    pub gap: Option<Text>,
}

/// `carry`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarryText {
    /// The column it makes.
    pub column: Text,
    /// Order of the rows, as in `rank`.
    pub along: Vec<Text>,
    /// Carried apart for each of these.
    #[serde(default)]
    pub within: Vec<Text>,
    /// Value before the first row.
    pub start: Text,
    /// Value of a row; `PREV(列)` is the row before.
    pub next: Text,
}

/// `accept`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptText {
    /// The column it makes: whether the row is accepted.
    pub column: Text,
    /// Order of the rows, as in `rank`.
    pub along: Vec<Text>,
    /// Accepted apart for each of these.
    #[serde(default)]
    pub within: Vec<Text>,
    /// The condition; `PREV(列)` is the last accepted row. The first row is tried with PREV missing.
    pub when: Text,
}

/// `post`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostText {
    /// Column of the one who gets it (the payee of a transfer).
    pub to: Text,
    /// Column of the payer, for a transfer.
    pub payer: Option<Text>,
    /// The assessment item: its name, or `{column}`.
    pub item: Text,
    /// Points, a formula.
    pub points: Option<Text>,
    /// Money, a formula.
    pub money: Option<Text>,
    /// Column or formula of the period; the run's, if absent.
    pub period: Option<Text>,
    /// Postings of 0 are made too.
    #[serde(default)]
    pub zero: bool,
}

/// `limit`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitText {
    /// Items that count together; all, if absent.
    pub items: Option<Vec<Text>>,
    /// `money` limits the money instead of the points.
    pub of: Option<Text>,
    /// Limited apart for each of 对象, 期, 项目; 对象 if absent.
    pub per: Option<Vec<Text>>,
    /// Most, a formula, or `none`.
    pub cap: Option<Text>,
    /// Least, a formula, or `none`.
    pub floor: Option<Text>,
    /// Item the difference is posted under; the first of `items`, if absent.
    pub item: Option<Text>,
}

/// `[[figure]]`: a named number or word that documents quote.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureText {
    /// Its word: lower-case Latin letters, digits and `_`. The same word in two districts' packs is the same measure.
    pub key: Text,
    /// Its name, by which texts insert it.
    pub name: Text,
    /// Its definition in words.
    pub about: String,
    /// A formula over the tables, without columns of its own.
    pub value: Text,
    /// Its unit of counting, where the formula's value has none: 个, 次.
    pub unit: Option<Text>,
    /// How many there are of which something is known, and how many there are: two formulas.
    #[serde(default)]
    pub coverage: Vec<Text>,
    /// 本年 (from the first of January to the day asked for) if absent, or 上年 (the whole year before).
    pub of: Option<Text>,
    /// The year since whose first day it counts, where that is not its period's: a formula of constants.
    pub since: Option<Text>,
    /// Where it stands.
    pub clause: Option<Text>,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// Whether districts' values of it may be added: counts and amounts, not shares, means or ranks.
    #[serde(default)]
    pub adds: bool,
    /// Whether the office's first page shows it.
    #[serde(default)]
    pub front: bool,
    /// How its definition differs from what its word means elsewhere: then it is never added to theirs.
    pub differs: Option<String>,
}
