//! What a pack of the loop (问题闭环) says besides rules: the letters, how problems are sorted, and when they are closed out.
//!
//! All of it is data of one district: no kind of letter, no source and no kind of problem is known to the program.

use super::{PackHead, fill};
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
    fn a_fault_names_its_place() {
        for (from, to, told) in [
            ("key = \"reminder\"", "key = \"Reminder\"", "Reminder"),
            ("“{matter}”经发函", "“{metter}”经发函", "metter"),
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
