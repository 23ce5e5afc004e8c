//! Figures: each a table of one row, so that a figure has the reasons, cases and missing data of any table.

use super::declare::is_name;
use super::{Checker, Columns};
use crate::rule::file::{FigureText, StepText, Text};
use crate::rule::formula::{Column, TableShape};
use crate::rule::sheet::{Figure, FigureOf, TableDef, TableSource};
use crate::rule::unit::{Ratio, Unit};
use crate::rule::value::{Kind, Value};
use std::sync::Arc;

/// The table of one row without columns that every figure is made from.
const ONE: &str = "（一行）";
/// Columns of the coverage.
const COVERAGE: [&str; 2] = ["有数据", "应有"];

/// A year that rules may count since.
fn year(value: &Value) -> Option<i32> {
    let Value::Number(year) = value else { return None };
    year.to_whole().filter(|year| (1949..=2100).contains(year)).and_then(|year| i32::try_from(year).ok())
}

impl Checker {
    pub(super) fn figure(&mut self, text: &FigureText) {
        let clause = text.clause.as_ref().map_or_else(String::new, |clause| clause.get_ref().clone());
        let (key, name) = (text.key.get_ref(), text.name.get_ref());
        if key.is_empty() || !key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            self.error(&text.key, &clause, "数据项的 key 只用小写英文字母、数字和下划线", "a key is made of a-z, 0-9 and _");
        }
        if self.sheet.figures.iter().any(|own| own.key == *key) {
            self.error(&text.key, &clause, &format!("已经有 key 为“{key}”的数据项"), "two figures of one key");
        }
        if !is_name(name) {
            self.error(
                &text.name,
                &clause,
                &format!("“{name}”不能作数据项的名称：不含标点和空格"),
                "not a name: no punctuation, no blanks",
            );
        }
        if text.about.trim().is_empty() {
            self.error(&text.name, &clause, "数据项要写明定义（about）", "a figure tells its definition");
        }
        let Some(of) = self.figure_of(text, &clause) else { return };
        let since = match &text.since {
            None => None,
            Some(since) => {
                let Some(formula) = self.constant(since, None, &clause) else { return };
                let Some(year) = year(&self.fixed(&formula.expr)) else {
                    self.error(since, &clause, "since 应为一个年份，或者值为年份的常数", "`since` is a year, or a constant that is one");
                    return;
                };
                Some(year)
            }
        };
        let mut with: Vec<(Arc<str>, crate::rule::formula::Formula)> = Vec::new();
        let mut columns: Vec<Column> = Vec::new();
        let formulas = [(name.as_str(), &text.value)].into_iter().chain(COVERAGE.into_iter().zip(&text.coverage));
        for (name, formula) in formulas {
            let Some(formula) = self.formula(formula, formula.get_ref(), &Columns::default(), None, &clause) else { return };
            columns.push(Column { name: name.into(), kind: formula.kind.clone() });
            with.push((name.into(), formula));
        }
        if !matches!(text.coverage.len(), 0 | 2) || columns.iter().skip(1).any(|column| column.kind != Kind::Number(Unit::PLAIN)) {
            let at = text.coverage.first().unwrap_or(&text.value).clone();
            self.error(&at, &clause, "coverage 要写两个公式：有数据的个数、应有的个数", "coverage is two counts: known, and all");
            return;
        }
        let Some(unit) = self.figure_unit(text, &columns[0].kind, &clause) else { return };
        let share = Kind::Number(Unit::Ratio(Ratio::Percent));
        if text.adds && (!matches!(columns[0].kind, Kind::Number(_)) || columns[0].kind == share) {
            self.error(&text.name, &clause, "比例、文字和等级不能加总，不写 adds", "only counts and amounts can be added");
        }
        let one = self.one_row(&text.name);
        let as_step =
            StepText { table: text.name.clone(), title: Some(name.clone()), reading: text.reading.clone(), ..blank_text(&text.name) };
        let mut step = self.blank(&as_step, &clause);
        step.from.push((one, None));
        step.with = with;
        step.wide = columns.clone().into();
        let at = self.sheet.steps.len();
        let shape = TableShape { name: name.as_str().into(), columns: columns.clone() };
        let def = TableDef { shape, columns: columns.into(), title: name.clone(), source: TableSource::Step(at) };
        let Some(table) = self.add_table(&text.name, &clause, def) else { return };
        self.used.tables.insert(table);
        step.table = table;
        self.sheet.steps.push(step);
        self.sheet.figures.push(Figure {
            key: key.clone(),
            name: name.clone(),
            about: text.about.trim().to_owned(),
            unit,
            of,
            since,
            adds: text.adds,
            front: text.front,
            differs: text.differs.clone(),
            covers: !text.coverage.is_empty(),
            step: at,
        });
    }

    fn figure_of(&mut self, text: &FigureText, clause: &str) -> Option<FigureOf> {
        match text.of.as_ref().map(|of| (of, of.get_ref().as_str())) {
            None | Some((_, "本年")) => Some(FigureOf::Year),
            Some((_, "上年")) => Some(FigureOf::LastYear),
            Some((at, other)) => {
                self.error(at, clause, &format!("of 应为“本年”或“上年”，不是“{other}”"), "`of` is 本年 or 上年");
                None
            }
        }
    }

    /// The unit as documents write it: the formula's own, or the word given for a plain count.
    fn figure_unit(&mut self, text: &FigureText, kind: &Kind, clause: &str) -> Option<String> {
        let own = match kind {
            Kind::Number(Unit::Ratio(Ratio::Plain)) => None,
            Kind::Number(unit) => Some(unit.to_string()),
            Kind::Bool | Kind::Text | Kind::Date | Kind::Time | Kind::Month | Kind::Grade(_) | Kind::Nothing => Some(String::new()),
        };
        match (&text.unit, own) {
            (Some(given), None) => Some(given.get_ref().clone()),
            (None, Some(own)) => Some(own),
            // A step of a scale may have a word behind it: Ⅲ类.
            (Some(given), Some(own)) if own.is_empty() => Some(given.get_ref().clone()),
            (Some(given), Some(own)) => {
                let zh = format!("公式的值已经以“{own}”计，不必写 unit");
                self.error(given, clause, &zh, "the formula's value has its unit");
                None
            }
            (None, None) => {
                self.error(&text.name, clause, "数据项要写明单位（unit），如个、次", "a count names its unit");
                None
            }
        }
    }

    fn one_row(&mut self, at: &Text) -> usize {
        if let Some(place) = self.sheet.table(ONE) {
            return place;
        }
        let shape = TableShape { name: ONE.into(), columns: vec![] };
        let def = TableDef { shape, columns: Arc::from([]), title: String::new(), source: TableSource::Reference(vec![vec![]]) };
        self.add_table(at, "", def).unwrap_or_default()
    }
}

/// A step that says nothing but its name.
fn blank_text(name: &Text) -> StepText {
    StepText {
        table: name.clone(),
        title: None,
        clause: None,
        reading: None,
        from: None,
        join: None,
        on: vec![],
        unmatched: None,
        windows: None,
        with: vec![],
        keep_if: None,
        choose: None,
        rank: None,
        runs: None,
        carry: None,
        accept: None,
        by: None,
        keep: vec![],
        having: None,
        post: None,
        limit: None,
        show: false,
        says: None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::check::check;

    const RULES: &str = r#"
[[fact]]
table = "事项"
columns = ["编号: 文字", "金额: 万元", "类别: 水质类别"]
"#;

    fn told(figure: &str) -> String {
        let file = format!("{RULES}\n[[figure]]\n{figure}");
        let checked = check(&[("figures.toml".to_owned(), file)], &[]);
        checked.notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_figure_has_a_word_a_name_a_definition_and_a_unit() {
        let good = "key = \"a\"\nname = \"数\"\nabout = \"定义\"\nvalue = \"COUNTIFS(事项, KNOWN(编号))\"\nunit = \"个\"\n";
        assert_eq!(told(good), "");
        for (from, to, wanted) in [
            ("key = \"a\"", "key = \"甲\"", "小写英文字母"),
            ("name = \"数\"", "name = \"数（个）\"", "不含标点"),
            ("about = \"定义\"", "about = \" \"", "写明定义"),
            ("unit = \"个\"\n", "", "写明单位"),
            ("unit = \"个\"", "unit = \"个\"\nof = \"去年\"", "“本年”或“上年”"),
            ("unit = \"个\"", "unit = \"个\"\ncoverage = [\"COUNTIFS(事项, KNOWN(编号))\"]", "两个公式"),
            ("COUNTIFS(事项, KNOWN(编号))", "SUMIFS(事项, KNOWN(编号), 金额)", "已经以“万元”计"),
            ("COUNTIFS(事项, KNOWN(编号))", "COUNTIFS(问题, KNOWN(编号))", "问题"),
        ] {
            let changed = good.replacen(from, to, 1);
            assert_ne!(changed, good, "{from}");
            assert!(told(&changed).contains(wanted), "{to}: {}", told(&changed));
        }
        let twice = format!("{good}\n[[figure]]\n{good}");
        assert!(told(&twice).contains("已经有 key 为“a”"), "{}", told(&twice));
    }
}
