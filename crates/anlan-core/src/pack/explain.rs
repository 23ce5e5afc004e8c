//! A verdict told to people: each condition tried with its text, values and facts, by the pack's words.

use super::Pack;
use super::fill::fill;
use super::lights::{LightRule, Test};
use crate::days;
use crate::exact::Share;
use crate::light::{Compared, Light, Tried, Verdict, planned_for_display};
use crate::month::Month;
use crate::progress::Report;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A value compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Value {
    /// Its word.
    pub name: String,
    /// Its label.
    pub label: String,
    /// As people read it.
    pub value: String,
}

/// A fact used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FactUsed {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
}

/// One condition tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reason {
    /// The rule's word.
    pub rule: String,
    /// The rule's name.
    pub title: String,
    /// Whether it held.
    pub holds: bool,
    /// Its clause.
    pub clause: String,
    /// What was found.
    pub text: String,
    /// The values compared.
    pub values: Vec<Value>,
    /// The facts used.
    pub facts: Vec<FactUsed>,
}

/// A light with its reasons in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Explained {
    /// The light.
    pub light: Light,
    /// The word of the rule that decided.
    pub rule: String,
    /// That rule's name.
    pub rule_title: String,
    /// Its clause.
    pub clause: String,
    /// Every condition tried, in order.
    pub because: Vec<Reason>,
}

/// Tells a verdict in the pack's words.
#[must_use]
pub fn explain(pack: &Pack, verdict: &Verdict) -> Explained {
    let rules = pack.lights.rules();
    let decided = &rules[verdict.rule().min(rules.len() - 1)];
    let because = verdict.because.iter().filter_map(|tried| Some(reason(rules.get(usize::from(tried.rule))?, tried, verdict.month_end)));
    Explained {
        light: verdict.light,
        rule: decided.key.clone(),
        rule_title: decided.title.clone(),
        clause: decided.clause.clone(),
        because: because.collect(),
    }
}

const NONE: &str = "无";

fn reason(rule: &LightRule, tried: &Tried, month_end: NaiveDate) -> Reason {
    let (values, facts) = told(&rule.test, &tried.compared, month_end);
    let pairs: Vec<(&str, &str)> = values.iter().map(|(name, _, value)| (*name, value.as_str())).collect();
    let text = fill(if tried.holds { &rule.holds } else { &rule.fails }, &pairs);
    let clause = match &rule.reading {
        Some(reading) => format!("{}（{reading}）", rule.clause),
        None => rule.clause.clone(),
    };
    let values = values.into_iter().map(|(name, label, value)| Value { name: name.to_owned(), label: label.to_owned(), value });
    Reason { rule: rule.key.clone(), title: rule.title.clone(), holds: tried.holds, clause, text, values: values.collect(), facts }
}

type Told = (Vec<(&'static str, &'static str, String)>, Vec<FactUsed>);

fn told(test: &Test, compared: &Compared, month_end: NaiveDate) -> Told {
    let end = ("month_end", "判定日", days::zh(month_end));
    let month = Month::of(month_end);
    match compared {
        Compared::Done { last, closed } => {
            let closed_on = closed.map_or_else(|| "未销号".to_owned(), |(on, _)| days::zh(on));
            let mut facts = report_facts(&[*last]);
            facts.extend(closed.map(|(on, fact)| FactUsed { id: fact.to_string(), text: format!("销号：{}", days::zh(on)) }));
            (
                vec![
                    end,
                    ("share", "累计进度", share(*last)),
                    ("report_month", "填报月份", month_of(*last)),
                    ("closed_on", "销号时间", closed_on),
                ],
                facts,
            )
        }
        Compared::Limit { limit_on, version } => {
            let fact = FactUsed { id: version.to_string(), text: format!("完成时限：{}", days::zh(*limit_on)) };
            (vec![end, ("limit_on", "完成时限", days::zh(*limit_on))], vec![fact])
        }
        Compared::Reported { report, last } => {
            let shown = report.or(*last);
            (
                vec![("month", "月份", month.zh()), ("share", "累计进度", share(shown)), ("report_month", "最近填报月份", month_of(shown))],
                report_facts(&[*report]),
            )
        }
        Compared::Plan { gone, total, version, report, at_least } => {
            let planned = planned_for_display(*gone, *total);
            let done = report.map_or(Share::NONE, |report| report.share);
            let gap = i64::from(planned.hundredths()) - i64::from(done.hundredths());
            let mut facts = report_facts(&[*report]);
            facts.push(FactUsed { id: version.to_string(), text: format!("开始至时限共{total}天") });
            let values = vec![
                end,
                ("planned", "计划进度", format!("{planned}%")),
                ("gone", "已过天数", gone.to_string()),
                ("total", "总天数", total.to_string()),
                ("share", "累计进度", share(*report)),
                ("gap", "差距（百分点）", hundredths(gap)),
                ("at_least", "界限（百分点）", at_least.to_string()),
            ];
            (values, facts)
        }
        Compared::Pace { from, to, days: span, finish, latest } => {
            let Test::TooSlow { months, grace_days } = test else { return (vec![end], vec![]) };
            let gain = from.zip(*to).map(|(from, to)| i64::from(to.share.hundredths() - from.share.hundredths()));
            let finish = finish.map_or_else(|| if gain.is_some() { "无法完成" } else { "无法推算" }.to_owned(), days::zh);
            let values = vec![
                ("from_month", "起算月份", month.plus(-months).zh()),
                ("from_share", "起算进度", share(*from)),
                ("month", "月份", month.zh()),
                ("share", "累计进度", share(*to)),
                ("days", "间隔天数", span.to_string()),
                ("gain", "增加（百分点）", gain.map_or_else(|| NONE.to_owned(), hundredths)),
                ("finish_on", "按此速度完成", finish),
                ("latest_on", "最迟", days::zh(*latest)),
                ("grace_days", "宽限天数", grace_days.to_string()),
            ];
            (values, report_facts(&[*from, *to]))
        }
        Compared::Nothing => (vec![end], vec![]),
    }
}

fn share(report: Option<Report>) -> String {
    report.map_or_else(|| NONE.to_owned(), |report| format!("{}%", report.share))
}

fn month_of(report: Option<Report>) -> String {
    report.map_or_else(|| NONE.to_owned(), |report| report.month.zh())
}

fn hundredths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:02}", value.unsigned_abs() / 100, value.unsigned_abs() % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn report_facts(reports: &[Option<Report>]) -> Vec<FactUsed> {
    let told = |report: &Report| FactUsed { id: report.fact.to_string(), text: format!("{}填报：{}%", report.month.zh(), report.share) };
    reports.iter().flatten().map(told).collect()
}
