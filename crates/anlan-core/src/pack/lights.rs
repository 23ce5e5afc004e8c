//! `lights.toml`: the rules of the lights, in the order they are tried.

use super::fill;
use crate::exact::Share;
use crate::light::Light;
use serde::Deserialize;

/// The shape of a condition, with the pack's parameters.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "test", rename_all = "snake_case", deny_unknown_fields)]
pub enum Test {
    /// The last report up to the month's end is 100 %, or the item was closed out by then.
    Done,
    /// The limit is on or before the month's end.
    LimitReached,
    /// There is no report for the month.
    NotReported,
    /// Planned share (straight line from start to limit, in days) minus reported share is `at_least` percentage points or more.
    Behind {
        /// Percentage points, 0 to 100, at most two decimals.
        at_least: Share,
    },
    /// At the pace since the month `months` before, work ends later than the limit plus `grace_days`.
    TooSlow {
        /// Months back, 1 to 24.
        months: i32,
        /// Days after the limit that are still tolerated, 0 to 3660.
        grace_days: u64,
    },
    /// Always.
    Otherwise,
}

impl Test {
    /// Gaps its texts may use.
    fn gaps(&self) -> &'static [&'static str] {
        match self {
            Self::Done => &["month_end", "share", "report_month", "closed_on"],
            Self::LimitReached => &["month_end", "limit_on"],
            Self::NotReported => &["month", "share", "report_month"],
            Self::Behind { .. } => &["month_end", "planned", "gone", "total", "share", "gap", "at_least"],
            Self::TooSlow { .. } => &["from_month", "from_share", "month", "share", "days", "gain", "finish_on", "latest_on", "grace_days"],
            Self::Otherwise => &["month_end"],
        }
    }
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LightRule {
    /// Its word, unique in the pack.
    pub key: String,
    /// Its name for people.
    pub title: String,
    /// The light it gives.
    pub light: Light,
    /// Where it stands in the document.
    pub clause: String,
    /// Set when the document gives no number and the office's reading fills it.
    #[serde(default)]
    pub reading: Option<String>,
    /// The condition.
    #[serde(rename = "when")]
    pub test: Test,
    /// Text when it holds.
    pub holds: String,
    /// Text when it does not.
    #[serde(default)]
    pub fails: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<LightRule>,
}

/// The checked rules; the last one always holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LightRules(Vec<LightRule>);

impl LightRules {
    /// Reads and checks `lights.toml`.
    ///
    /// # Errors
    /// What is wrong and what to do, with the line where the reader knows it.
    pub fn read(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|fault| fault.to_string())?;
        let rules = file.rule;
        let Some((last, before)) = rules.split_last() else { return Err("no [[rule]] at all".to_owned()) };
        if last.test != Test::Otherwise {
            return Err(format!(
                "the last rule `{}` must have when = {{ test = \"otherwise\" }}, so that every item gets an answer",
                last.key
            ));
        }
        if let Some(early) = before.iter().find(|rule| rule.test == Test::Otherwise) {
            return Err(format!("rule `{}` always holds, so the rules after it are never reached: move it to the end", early.key));
        }
        for (place, rule) in rules.iter().enumerate() {
            Self::check(rule)?;
            if rules[..place].iter().any(|other| other.key == rule.key) {
                return Err(format!("two rules are called `{}`: give each its own key", rule.key));
            }
        }
        if rules.len() > 32 {
            return Err("more than 32 rules".to_owned());
        }
        Ok(Self(rules))
    }

    fn check(rule: &LightRule) -> Result<(), String> {
        let named = |fault: String| format!("rule `{}`: {fault}", rule.key);
        if rule.clause.trim().is_empty() {
            return Err(named("`clause` is empty: name the place in the document".to_owned()));
        }
        if rule.fails.is_empty() && rule.test != Test::Otherwise {
            return Err(named("`fails` is missing: say what was found when it does not hold".to_owned()));
        }
        if let Test::TooSlow { months, grace_days } = rule.test
            && (!(1..=24).contains(&months) || grace_days > 3660)
        {
            return Err(named("months must lie in 1..=24 and grace_days in 0..=3660".to_owned()));
        }
        fill::check(&rule.holds, rule.test.gaps()).map_err(named)?;
        fill::check(&rule.fails, rule.test.gaps()).map_err(named)
    }

    /// The rules in the order they are tried.
    #[must_use]
    pub fn rules(&self) -> &[LightRule] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DONE: &str =
        "[[rule]]\nkey = 'done'\ntitle = 't'\nlight = 'green'\nclause = 'c'\nwhen = { test = 'done' }\nholds = 'h'\nfails = 'f'\n";
    const REST: &str = "[[rule]]\nkey = 'rest'\ntitle = 't'\nlight = 'green'\nclause = 'c'\nwhen = { test = 'otherwise' }\nholds = 'h'\n";

    #[test]
    fn faults_name_the_rule_and_what_to_do() {
        let fault = |text: String| LightRules::read(&text).unwrap_err();
        assert!(LightRules::read(&format!("{DONE}{REST}")).is_ok());
        assert!(fault(DONE.to_owned()).contains("otherwise"));
        assert!(fault(format!("{REST}{DONE}{}", REST.replace("'rest'", "'last'"))).contains("never reached"));
        assert!(fault(format!("{DONE}{DONE}{REST}")).contains("two rules are called `done`"));
        assert!(fault(format!("{}{REST}", DONE.replace("'h'", "'{limt}'"))).contains("limt"));
        assert!(fault(format!("{}{REST}", DONE.replace("clause = 'c'", "clause = ''"))).contains("clause"));
        assert!(fault(format!("{}{REST}", DONE.replace("light = 'green'", "light = 'blue'"))).contains("blue"));
        assert!(
            fault(format!("{}{REST}", DONE.replace("{ test = 'done' }", "{ test = 'too_slow', months = 0, grace_days = 30 }")))
                .contains("1..=24")
        );
    }
}
