//! The kinds of records from their TOML, checked when loaded: every fault names the kind and the column.

use super::{Follow, Holds, RecordColumn, RecordKind, Refers};
use crate::pack::ScaleText;
use crate::rule::number::Number;
use crate::rule::unit::Unit;
use crate::rule::value::{Kind, Scale};
use crate::text;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// A declared scale, checked.
///
/// # Errors
/// No name, fewer than two steps, or a step twice.
pub fn scale_of(declared: &ScaleText) -> Result<Scale, String> {
    let different: BTreeSet<String> = declared.steps.iter().map(|step| text::name(step)).collect();
    let fits = !declared.name.trim().is_empty() && (2..=100).contains(&declared.steps.len()) && !different.contains("");
    if !fits || different.len() != declared.steps.len() {
        return Err(format!("scale `{}`: a name and 2 to 100 different steps are needed, the best first", declared.name));
    }
    Ok(Scale { name: declared.name.clone(), steps: declared.steps.iter().map(|step| step.as_str().into()).collect() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    units: Vec<String>,
    #[serde(default)]
    scale: Vec<ScaleText>,
    #[serde(default)]
    kind: Vec<KindText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindText {
    key: String,
    title: String,
    about: String,
    identity: Vec<String>,
    occurred: Option<String>,
    follow: Option<Follow>,
    column: Vec<ColumnText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnText {
    name: String,
    #[serde(default)]
    holds: HoldsText,
    unit: Option<String>,
    choices: Option<Vec<String>>,
    scale: Option<String>,
    of: Option<String>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    whole: bool,
    least: Option<String>,
    most: Option<String>,
    not_before: Option<String>,
    hint: Option<String>,
    #[serde(default)]
    secret: bool,
    #[serde(default)]
    problem: bool,
    #[serde(default)]
    headers: Vec<String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum HoldsText {
    #[default]
    Text,
    Number,
    Measured,
    Date,
    Time,
    Month,
    Bool,
    Choice,
    Scale,
    Unit,
    River,
    Chief,
    Item,
    Record,
}

/// Kinds of records with the scales they use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordKinds {
    scales: Vec<Arc<Scale>>,
    kinds: Vec<RecordKind>,
}

impl RecordKinds {
    /// The kinds every district keeps. The file is checked in; a damaged one is caught by the tests below.
    #[must_use]
    pub fn national() -> &'static Self {
        static KINDS: OnceLock<RecordKinds> = OnceLock::new();
        KINDS.get_or_init(|| Self::default().with(include_str!("../../../../standards/records.toml")).unwrap_or_default())
    }

    /// These kinds and those of a file.
    ///
    /// # Errors
    /// What is wrong with the file, with its line or its kind and column.
    pub fn with(&self, file: &str) -> Result<Self, String> {
        let text: Text = toml::from_str(file).map_err(|fault| fault.to_string())?;
        let mut all = self.clone();
        for declared in &text.scale {
            if all.scale(&declared.name).is_some() {
                return Err(format!("scale `{}` is declared already", declared.name));
            }
            all.scales.push(Arc::new(scale_of(declared)?));
        }
        for declared in text.kind {
            let key = declared.key.clone();
            let kind = all.kind_of(declared, &text.units).map_err(|fault| format!("kind `{key}`: {fault}"))?;
            all.kinds.push(kind);
        }
        Ok(all)
    }

    /// All kinds, in the order of their files.
    #[must_use]
    pub fn all(&self) -> &[RecordKind] {
        &self.kinds
    }

    /// The kind of a key.
    #[must_use]
    pub fn kind(&self, key: &str) -> Option<&RecordKind> {
        self.kinds.iter().find(|kind| kind.key == key)
    }

    /// The scale of a name.
    #[must_use]
    pub fn scale(&self, name: &str) -> Option<&Arc<Scale>> {
        self.scales.iter().find(|scale| scale.name == name)
    }

    /// The kinds a kind's columns refer to, and those they refer to in turn; each after those it refers to itself.
    #[must_use]
    pub fn referred_by(&self, kind: &RecordKind) -> Vec<&RecordKind> {
        let mut found: Vec<&RecordKind> = Vec::new();
        for column in &kind.columns {
            let Some(Refers::Record(key)) = column.refers() else { continue };
            let Some(other) = self.kind(key) else { continue };
            for one in self.referred_by(other).into_iter().chain([other]) {
                if !found.iter().any(|held| held.key == one.key) {
                    found.push(one);
                }
            }
        }
        found
    }

    /// The kinds with a column that refers to records of a kind.
    pub fn referring_to<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a RecordKind> {
        self.kinds.iter().filter(move |kind| kind.referring(|refers| matches!(refers, Refers::Record(of) if of == key)).is_some())
    }

    /// Whether a kind, or one it refers to, has a column that refers to something fitting.
    pub fn belongs(&self, kind: &RecordKind, fits: &dyn Fn(&Refers) -> bool) -> bool {
        kind.referring(fits).is_some() || self.referred_by(kind).iter().any(|other| other.referring(fits).is_some())
    }

    fn kind_of(&self, declared: KindText, units: &[String]) -> Result<RecordKind, String> {
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if declared.key.is_empty() || !declared.key.chars().all(word) {
            return Err("the key must consist of small letters, digits and _".to_owned());
        }
        if self.kind(&declared.key).is_some() {
            return Err("it is declared already".to_owned());
        }
        let mut columns = Vec::with_capacity(declared.column.len());
        for column in declared.column {
            let name = column.name.clone();
            columns.push(self.column_of(column, units).map_err(|fault| format!("column `{name}`: {fault}"))?);
        }
        let (key, title, about) = (declared.key, declared.title, declared.about);
        let (identity, occurred, follow) = (declared.identity, declared.occurred, declared.follow);
        let kind = RecordKind { key, title, about, columns, identity, occurred, follow };
        check(&kind)?;
        Ok(kind)
    }

    fn column_of(&self, column: ColumnText, units: &[String]) -> Result<RecordColumn, String> {
        use HoldsText as H;
        let given = [
            ("unit", column.unit.is_some(), [H::Number, H::Measured].contains(&column.holds)),
            ("choices", column.choices.is_some(), column.holds == H::Choice),
            ("scale", column.scale.is_some(), column.holds == H::Scale),
            ("of", column.of.is_some(), column.holds == H::Record),
        ];
        if let Some((key, is_given, _)) = given.iter().find(|(_, is_given, fits)| is_given != fits) {
            return Err(format!("`{key}` is {} for what it holds", if *is_given { "out of place" } else { "missing" }));
        }
        let unit = match &column.unit {
            Some(name) => {
                let unit = Unit::named(name, units).ok_or_else(|| format!("unit `{name}` is not known: declare it under `units`"))?;
                Some(unit)
            }
            None => None,
        };
        let unit = unit.unwrap_or(Unit::PLAIN);
        let holds = match column.holds {
            H::Text => Holds::Value(Kind::Text),
            H::Number => Holds::Value(Kind::Number(unit)),
            H::Measured => Holds::Measured(unit),
            H::Date => Holds::Value(Kind::Date),
            H::Time => Holds::Value(Kind::Time),
            H::Month => Holds::Value(Kind::Month),
            H::Bool => Holds::Value(Kind::Bool),
            H::Choice => Holds::Choice(column.choices.unwrap_or_default()),
            H::Scale => Holds::Scale(column.scale.unwrap_or_default()),
            H::Unit => Holds::Refers(Refers::Unit),
            H::River => Holds::Refers(Refers::River),
            H::Chief => Holds::Refers(Refers::Chief),
            H::Item => Holds::Refers(Refers::Item),
            H::Record => Holds::Refers(Refers::Record(column.of.unwrap_or_default())),
        };
        if let Holds::Refers(Refers::Record(of)) = &holds {
            let other = self.kind(of).ok_or_else(|| format!("kind `{of}` must be declared before it"))?;
            if other.identity.len() != 1 {
                return Err(format!("kind `{of}` is not identified by one column, so a cell cannot name one of its records"));
            }
        }
        if column.problem && holds != Holds::Value(Kind::Text) {
            return Err("the number of a problem is text".to_owned());
        }
        let number = |key: &str, text: Option<String>| match text {
            Some(text) => Number::parse(&text).map(Some).ok_or_else(|| format!("`{key}` is no number: {text}")),
            None => Ok(None),
        };
        let measured = matches!(holds, Holds::Measured(_));
        let least = number("least", column.least)?.or(measured.then_some(Number::ZERO));
        Ok(RecordColumn {
            name: column.name,
            holds,
            required: column.required,
            least,
            most: number("most", column.most)?,
            whole: column.whole,
            not_before: column.not_before,
            hint: column.hint,
            secret: column.secret,
            problem: column.problem,
            headers: column.headers,
        })
    }
}

/// What the columns of a kind must be to each other.
fn check(kind: &RecordKind) -> Result<(), String> {
    let mut headers = BTreeSet::new();
    for column in &kind.columns {
        let own: BTreeSet<String> = std::iter::once(&column.name).chain(&column.headers).map(|header| text::name(header)).collect();
        if let Some(twice) = own.iter().find(|header| header.is_empty() || headers.contains(*header)) {
            return Err(format!("column `{}`: the header `{twice}` is blank or another column's too", column.name));
        }
        headers.extend(own);
    }
    let is_day = |name: &String| kind.column(name).is_some_and(|column| matches!(column.holds, Holds::Value(Kind::Date | Kind::Time)));
    let is_required = |name: &String| kind.column(name).is_some_and(|column| column.required);
    if kind.identity.is_empty() {
        return Err("`identity` must name at least one column".to_owned());
    }
    if let Some(name) = kind.identity.iter().chain(&kind.occurred).find(|name| !is_required(name)) {
        return Err(format!("`{name}` is used as identity or day: it must be a column with `required = true`"));
    }
    if let Some(name) = kind.occurred.iter().find(|name| !is_day(name)) {
        return Err(format!("`occurred` names `{name}`, which holds neither date nor time"));
    }
    if let Some(follow) = &kind.follow {
        let is_date = |name: &String| kind.column(name).is_some_and(|column| column.holds == Holds::Value(Kind::Date));
        if let Some(name) = [&follow.due, &follow.done].into_iter().find(|name| !is_date(name)) {
            return Err(format!("`follow` names `{name}`, which is no column that holds a date"));
        }
        if kind.column(&follow.effect).is_none_or(|column| column.holds != Holds::Value(Kind::Text)) {
            return Err(format!("`follow` names `{}`, which is no column that holds text", follow.effect));
        }
    }
    let open = |column: &&RecordColumn| column.secret && (column.required || column.holds != Holds::Value(Kind::Text));
    if let Some(column) = kind.columns.iter().find(open) {
        return Err(format!(
            "column `{}`: a secret column must be text and cannot be required (nobody sees it to send it back)",
            column.name
        ));
    }
    let wrong = kind.columns.iter().find(|column| column.not_before.as_ref().is_some_and(|first| !is_day(first) || !is_day(&column.name)));
    wrong.map_or(Ok(()), |column| {
        Err(format!("column `{}`: `not_before` must name a date or time column, and it must be one itself", column.name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../../../standards/records.toml");

    #[test]
    fn the_checked_in_kinds_are_read() {
        let kinds = RecordKinds::default().with(FILE).unwrap();
        assert_eq!(
            kinds.all().iter().map(|kind| kind.key.as_str()).collect::<Vec<_>>(),
            [
                "section",
                "sample",
                "rating",
                "complaint",
                "patrol",
                "yearly_summary",
                "key_point",
                "department_work",
                "dispatch",
                "funds",
                "outcome",
                "accountability"
            ]
        );
        let sample = kinds.kind("sample").unwrap();
        let measured = sample.columns.iter().filter(|column| matches!(column.holds, Holds::Measured(_))).count();
        assert_eq!((measured, sample.identity.join("+").as_str(), sample.occurred.as_deref()), (24, "断面+采样日期", Some("采样日期")));
        assert_eq!(kinds.kind("section").unwrap().occurred, None);
        assert_eq!(sample.column("氨氮").unwrap().label(), "氨氮（mg/L）");
        assert_eq!(sample.column("pH").unwrap().label(), "pH");
        assert_eq!(kinds.scale("水质类别").unwrap().steps.len(), 6);
        assert_eq!(RecordKinds::national(), &kinds);
    }

    #[test]
    fn a_fault_names_the_kind_and_the_column() {
        let with = |from: &str, to: &str| RecordKinds::default().with(&FILE.replacen(from, to, 1)).unwrap_err();
        for (from, to, told) in [
            ("holds = \"river\"", "holds = \"stream\"", "line"),
            ("occurred = \"采样日期\"", "occurred = \"标记\"", "kind `sample`"),
            ("identity = [\"断面名称\"]", "identity = [\"名称\"]", "`名称`"),
            ("unit = \"公里\"", "unit = \"里\"", "column `里程`: unit `里`"),
            ("of = \"section\"", "of = \"sections\"", "kind `sections`"),
            ("headers = [\"办结时间\"]", "headers = [\"举报时间\"]", "column `办结日期`: the header `举报时间`"),
            ("not_before = \"开始时间\"", "not_before = \"河段\"", "column `结束时间`"),
            ("scale = \"评价等次\"\n", "", "column `评价等次`: `scale` is missing"),
            ("key = \"patrol\"", "key = \"rating\"", "kind `rating`: it is declared already"),
            ("least = \"1\"", "least = \"一\"", "`least` is no number"),
            ("secret = true\n", "secret = true\nrequired = true\n", "column `举报人`: a secret column"),
        ] {
            assert_ne!(FILE.replacen(from, to, 1), FILE, "{from}");
            let fault = with(from, to);
            assert!(fault.contains(told), "{to}: {fault}");
        }
    }

    #[test]
    fn another_place_adds_a_kind_that_refers_to_a_national_one() {
        let file = "[[kind]]\nkey = \"gate\"\ntitle = \"闸坝\"\nabout = \"闸坝登记\"\nidentity = [\"名称\"]\n[[kind.column]]\nname = \"名称\"\nrequired = true\n[[kind.column]]\nname = \"断面\"\nholds = \"record\"\nof = \"section\"\n";
        let kinds = RecordKinds::national().with(file).unwrap();
        assert_eq!(kinds.all().len(), RecordKinds::national().all().len() + 1);
        assert!(RecordKinds::default().with(file).unwrap_err().contains("`section`"));
    }
}
