//! What a pack of the loop (问题闭环) says besides rules: the letters, how problems are sorted, and when they are closed out.
//!
//! All of it is data of one district: no kind of letter, no source and no kind of problem is known to the program.

use super::{PackHead, fill};
use crate::rule::sheet::Sheet;
use crate::rule::value::Kind;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Whom a letter can be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterTo {
    /// A responsible unit.
    Unit,
    /// A chief's post.
    Chief,
}

/// A kind of letter (文种).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterKind {
    /// The word of the store and the API.
    pub key: String,
    /// Its label, which rules write as 文种.
    pub label: String,
    /// Mark before its number, such as 铜河长办提.
    pub mark: String,
    /// Whom it may be sent to.
    pub to: Vec<LetterTo>,
    /// Who signs it, such as 区河长办.
    pub signer: String,
    /// Working days to reply within; none when no reply is asked.
    pub reply_workdays: Option<i64>,
    /// Whether it is made elsewhere and only recorded here.
    #[serde(default)]
    pub recorded_only: bool,
    /// Whether it calls somebody in: minutes are taken.
    #[serde(default)]
    pub minutes: bool,
    /// Whether it hands over work: what a meeting decides can become one.
    #[serde(default)]
    pub orders: bool,
    /// Title; `{addressee}`, `{matter}`, `{facts}`, `{due_on}`, `{month}`. Empty when only recorded, as the next two.
    #[serde(default)]
    pub title: String,
    /// First paragraph, with the same gaps.
    #[serde(default)]
    pub opening: String,
    /// What is asked, with the same gaps.
    #[serde(default)]
    pub demand: String,
    /// Where this stands.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
}

/// A way of sorting problems, such as 三排.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemScheme {
    /// Its word.
    pub key: String,
    /// Its label.
    pub label: String,
    /// The kinds of problems in it.
    pub kinds: Vec<String>,
    /// Where it stands.
    pub clause: String,
    /// How sure its wording is, and the like.
    pub remark: Option<String>,
}

/// Where problems come from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemSource {
    /// Its word.
    pub key: String,
    /// Its label, which rules write as 来源.
    pub label: String,
}

/// How problems are numbered and closed out (销号).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseOut {
    /// Mark before a problem's number.
    pub number_prefix: String,
    /// Days to correct a problem within, when nobody says otherwise.
    pub days: i64,
    /// Where this stands.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
}

/// The table of the letters that a month calls for.
pub const PROPOSED: &str = "拟发函";

/// The table of the chiefs' duty to patrol.
pub const DUTY: &str = "巡河履职";

/// The table of what each level of chief found.
pub const FOUND: &str = "各级查河";

/// The table of chiefs who did not report what others found.
pub const UNDER_REPORTING: &str = "少报河长";

/// The table of letters to chiefs in the year, by kind.
pub const LETTER_COUNTS: &str = "函件统计";

/// The table of what the look-back drew.
pub const DRAWN: &str = "回头看抽样";

/// The tables a pack of the loop must show, with the columns that the office's pages read by name.
pub const TABLES: [(&str, &[&str]); 6] = [
    (PROPOSED, &["文种", "对象", "对象类型", "事项", "情况", "事由", "月份", "级次", "谈话人"]),
    (DUTY, &["名称", "级别", "河流", "姓名", "窗口", "窗口起", "窗口止", "应巡", "实巡", "缺", "履职"]),
    (FOUND, &["级别"]),
    (UNDER_REPORTING, &["名称", "级别", "姓名", "河流"]),
    (LETTER_COUNTS, &["文种", "人次"]),
    (DRAWN, &["编号", "来源", "签号", "层内总数", "层内抽取"]),
];

/// How a chief stands in a window: the four steps of the scale of the column 履职, whatever they are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum DutyState {
    /// Done: the first step.
    Fulfilled,
    /// The window has not ended: the second.
    Open,
    /// Patrols are missing: the third.
    Missing,
    /// It cannot be told: the fourth, and whatever data are missing for.
    NotAssessed,
}

/// The words of the four states in a pack, in their order.
#[must_use]
pub fn duty_words(sheet: &Sheet) -> Option<[String; 4]> {
    let table = sheet.tables.get(sheet.table(DUTY)?)?;
    let column = table.columns.iter().find(|column| &*column.name == "履职")?;
    let Kind::Grade(scale) = &column.kind else { return None };
    let words: Vec<String> = scale.steps.iter().map(ToString::to_string).collect();
    words.try_into().ok()
}

/// What the rules of a pack of the loop must make.
pub(super) fn check_tables(sheet: &Sheet) -> Result<(), String> {
    for (name, columns) in TABLES {
        let table = sheet.table(name).and_then(|place| Some((sheet.step_of(place)?, &sheet.tables[place])));
        let Some((_, table)) = table.filter(|(step, _)| step.show) else {
            return Err(format!("闭环类规则包须有步骤“{name}”，并写 show = true (a pack of topic `loop` must show the table `{name}`)"));
        };
        if let Some(missing) = columns.iter().find(|column| !table.columns.iter().any(|own| *own.name == ***column)) {
            return Err(format!("步骤“{name}”缺少列“{missing}” (the table `{name}` lacks the column `{missing}`)"));
        }
    }
    if duty_words(sheet).is_none() {
        return Err(format!(
            "步骤“{DUTY}”的“履职”应是有四级的等次，依次为已履职、进行中、未履职、未评 (the column `履职` must be a scale of four steps)"
        ));
    }
    Ok(())
}

/// The gaps of a letter's texts.
pub const LETTER_GAPS: [&str; 5] = ["addressee", "matter", "facts", "due_on", "month"];

impl LetterKind {
    fn check(&self) -> Result<(), String> {
        if self.key.is_empty() || !self.key.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            return Err("key: 只能用小写英文字母和下划线 (small letters and _ only)".to_owned());
        }
        if self.to.is_empty() {
            return Err("to: 至少写 unit（单位）或 chief（河长）之一 (name unit, chief or both)".to_owned());
        }
        if self.reply_workdays.is_some_and(|days| !(1..=250).contains(&days)) {
            return Err("reply_workdays: 应在1至250之间；不要求回复的不写这一行 (1 to 250, or leave it out)".to_owned());
        }
        for (name, text) in [("title", &self.title), ("opening", &self.opening), ("demand", &self.demand)] {
            fill::check(text, &LETTER_GAPS).map_err(|fault| format!("{name}: {fault}"))?;
            if text.trim().is_empty() && !self.recorded_only {
                return Err(format!("{name}: 没有写；只登记不制发的写 recorded_only = true (missing, unless recorded_only)"));
            }
        }
        Ok(())
    }
}

/// The first text that stands there twice, or is blank.
fn odd<'a>(texts: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = BTreeSet::new();
    texts.into_iter().find(|text| text.trim().is_empty() || !seen.insert(*text))
}

impl PackHead {
    /// What a pack of the loop must have.
    pub(super) fn check_loop(&self) -> Result<(), String> {
        let twice = |place: &str, text: &str| format!("{place}: “{text}”是空白或写了两次 (blank or twice)");
        if let Some(text) = odd(self.letters.iter().map(|letter| letter.key.as_str())) {
            return Err(twice("[[letter]] key", text));
        }
        if let Some(text) = odd(self.letters.iter().map(|letter| letter.label.as_str())) {
            return Err(twice("[[letter]] label", text));
        }
        for letter in &self.letters {
            letter.check().map_err(|fault| format!("[[letter]] `{}`：{fault}", letter.key))?;
        }
        if let Some(text) = odd(self.problem_sources.iter().flat_map(|source| [source.key.as_str(), source.label.as_str()])) {
            return Err(twice("[[problem_source]]", text));
        }
        if let Some(text) = odd(self.problem_schemes.iter().map(|scheme| scheme.key.as_str())) {
            return Err(twice("[[problem_scheme]] key", text));
        }
        for scheme in &self.problem_schemes {
            if scheme.kinds.is_empty() {
                return Err(format!("[[problem_scheme]] `{}`：kinds 不能为空 (name at least one kind)", scheme.key));
            }
            if let Some(text) = odd(scheme.kinds.iter().map(String::as_str)) {
                return Err(twice(&format!("[[problem_scheme]] `{}` kinds", scheme.key), text));
            }
        }
        let Some(close_out) = &self.close_out else {
            return Err("闭环类规则包（topic = \"loop\"）须有 [close_out] (a pack of topic `loop` needs [close_out])".to_owned());
        };
        if !(1..=3650).contains(&close_out.days) {
            return Err("[close_out] days: 应在1至3650之间 (1 to 3650)".to_owned());
        }
        if self.letters.is_empty() || self.problem_sources.is_empty() || self.problem_schemes.is_empty() {
            return Err(
                "闭环类规则包至少要有一个 [[letter]]、一个 [[problem_source]] 和一个 [[problem_scheme]] (at least one of each is needed)"
                    .to_owned(),
            );
        }
        Ok(())
    }

    /// The kind of letter that rules call by this label.
    #[must_use]
    pub fn letter_labelled(&self, label: &str) -> Option<&LetterKind> {
        self.letters.iter().find(|letter| letter.label == label)
    }

    /// The kind of letter of a key.
    #[must_use]
    pub fn letter(&self, key: &str) -> Option<&LetterKind> {
        self.letters.iter().find(|letter| letter.key == key)
    }
}

#[cfg(test)]
mod tests {
    use crate::pack::{NoPack, Pack, Packs};
    use chrono::NaiveDate;
    use std::collections::BTreeMap;

    const ID: &str = "tongliang-loop-2022";

    fn files() -> BTreeMap<String, String> {
        let text = |text: &str| text.to_owned();
        let head = include_str!("../../../../packs/tongliang-loop-2022/pack.toml");
        let rules = include_str!("../../../../packs/tongliang-loop-2022/rules.toml");
        [("pack.toml".to_owned(), text(head)), ("rules.toml".to_owned(), text(rules))].into()
    }

    #[test]
    fn the_loop_of_a_region_is_found_by_day() {
        let pack = Pack::load(ID, files()).unwrap();
        assert_eq!(pack.head.letter_labelled("提醒函").unwrap().key, "reminder");
        assert!(pack.head.letter("supervisory").unwrap().recorded_only);
        assert!(pack.head.problem_schemes.iter().any(|scheme| scheme.label == "三排" && scheme.kinds.len() == 3));
        let packs = Packs::new(vec![pack]).unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(packs.loop_rules("500151", day("2023-10-31")).unwrap().head.id, ID);
        assert!(matches!(packs.loop_rules("500151", day("2021-12-31")), Err(NoPack::None { .. })));
        assert!(packs.assessment("500151", day("2023-10-31")).is_err(), "a pack of the loop is none of the assessment");
    }

    #[test]
    fn a_table_that_pages_read_must_be_there() {
        for (from, to, told) in [
            ("table = \"少报河长\"", "table = \"少报名单\"", "少报河长"),
            ("\"缺 = MAX(0, 应巡 - 实巡)\"", "\"短缺 = MAX(0, 应巡 - 实巡)\"", "缺"),
            ("keep = [\"件数 = COUNT()\"]\nshow = true", "keep = [\"件数 = COUNT()\"]", "拟发函"),
        ] {
            let mut own = files();
            own.entry("rules.toml".into()).and_modify(|text| *text = text.replace(from, to));
            assert_ne!(own, files(), "{from}");
            let fault = Pack::load(ID, own).unwrap_err();
            assert!(fault.fault.contains(told), "{to}: {}", fault.fault);
        }
    }

    #[test]
    fn a_fault_names_its_place() {
        for (from, to, told) in [
            ("key = \"reminder\"", "key = \"Reminder\"", "Reminder"),
            ("“{matter}”经发函", "“{mattr}”经发函", "mattr"),
            ("to = [\"unit\", \"chief\"]", "to = []", "[[letter]]"),
            ("key = \"urging\"", "key = \"reminder\"", "[[letter]] key"),
            ("label = \"河长巡河\"", "label = \"区级暗访\"", "[[problem_source]]"),
            ("[close_out]", "[close_outs]", "close_outs"),
            ("recorded_only = true", "recorded_only = false", "title"),
            ("\"污水直排\"", "\"污水偷排\"", "kinds"),
        ] {
            let mut own = files();
            own.entry("pack.toml".into()).and_modify(|text| *text = text.replacen(from, to, 1));
            assert_ne!(own, files(), "{from}");
            let fault = Pack::load(ID, own).unwrap_err();
            assert!(fault.file == "pack.toml" && fault.fault.contains(told), "{to}: {}", fault.fault);
        }
    }
}
