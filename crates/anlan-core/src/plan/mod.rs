//! A river's plan (一河一策方案): five lists whose rows are linked, so that a problem without a measure or a measure without a duty shows.
//!
//! Source: 一河（湖）一策方案编制指南（试行）, 2017-09: the five lists of problems, targets, tasks, measures and duties.

mod compare;
mod gaps;

pub use compare::{RowChange, changes};
pub use gaps::{Gap, GapKind, gaps};

use crate::digest;
use crate::exact::{Money, Quantity};
use crate::ids::UnitId;
use crate::keyed::keyed;
use crate::matter::Refusal;
use crate::matter::problem::Evidence;
use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

keyed! {
    /// The five lists of a plan (五个清单), each row serving rows of a list before it.
    PlanList {
        /// 问题清单
        Problem = "problem",
        /// 目标清单
        Target = "target",
        /// 任务清单
        Task = "task",
        /// 措施清单
        Measure = "measure",
        /// 责任清单
        Duty = "duty",
    }
}

impl PlanList {
    /// As documents name it.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Problem => "问题清单",
            Self::Target => "目标清单",
            Self::Task => "任务清单",
            Self::Measure => "措施清单",
            Self::Duty => "责任清单",
        }
    }

    /// One row of it, as people call it.
    #[must_use]
    pub fn row_zh(self) -> &'static str {
        match self {
            Self::Problem => "问题",
            Self::Target => "目标",
            Self::Task => "任务",
            Self::Measure => "措施",
            Self::Duty => "责任",
        }
    }
}

keyed! {
    /// The chapters of a plan that are written as text (方案章节); the lists stand in chapters of their own.
    Chapter {
        /// 综合说明
        Summary = "summary",
        /// 现状分析与存在问题
        State = "state",
        /// 治理保护目标
        Targets = "targets",
        /// 治理保护任务和措施
        Measures = "measures",
        /// 保障措施
        Safeguards = "safeguards",
    }
}

impl Chapter {
    /// Its heading.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Summary => "综合说明",
            Self::State => "现状分析与存在问题",
            Self::Targets => "治理保护目标",
            Self::Measures => "治理保护任务和措施",
            Self::Safeguards => "保障措施",
        }
    }
}

/// Money planned for a row, by year and source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PlanMoney {
    /// The year.
    pub year: i32,
    /// Where it comes from, such as 区级财政.
    pub source: String,
    /// How much.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub amount: Money,
}

/// One row of a plan's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PlanRow {
    /// Its number, unique in the plan; a row keeps it from version to version.
    pub number: String,
    /// What it says.
    pub text: String,
    /// Numbers of the rows of earlier lists that it serves.
    #[serde(default)]
    pub serves: Vec<String>,
    /// The field: 水资源, 水域岸线, 水污染, 水环境, 水生态, 执法监管.
    #[serde(default)]
    pub field: Option<String>,
    /// Where.
    #[serde(default)]
    pub place: Option<String>,
    /// The responsible unit.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = Option<uuid::Uuid>))]
    pub unit_id: Option<UnitId>,
    /// Helping units, as named.
    #[serde(default)]
    pub helpers: Vec<String>,
    /// The post or person answerable.
    #[serde(default)]
    pub holder: Option<String>,
    /// The quantified indicator.
    #[serde(default)]
    pub indicator: Option<String>,
    /// Its unit of measure.
    #[serde(default)]
    pub unit_of_measure: Option<String>,
    /// As it is now.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub base: Option<Quantity>,
    /// As it is to be.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub target: Option<Quantity>,
    /// The years it is worked on.
    #[serde(default)]
    pub years: Vec<i32>,
    /// The last day.
    #[serde(default)]
    pub limit_on: Option<NaiveDate>,
    /// Money by year and source.
    #[serde(default)]
    pub money: Vec<PlanMoney>,
}

/// What one version of a plan says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanContent {
    /// The five lists.
    pub lists: BTreeMap<PlanList, Vec<PlanRow>>,
    /// The chapters' texts.
    #[serde(default)]
    pub chapters: BTreeMap<Chapter, String>,
    /// Attachments.
    #[serde(default)]
    pub attachments: Vec<Evidence>,
}

/// A fault in a plan's content: list, number and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentFault {
    /// The list.
    pub list: PlanList,
    /// Place of the row in its list, from 0.
    pub row: usize,
    /// The field at fault.
    pub field: &'static str,
    /// What is wrong.
    pub refusal: Refusal,
}

impl PlanContent {
    /// The rows of a list.
    #[must_use]
    pub fn rows(&self, list: PlanList) -> &[PlanRow] {
        self.lists.get(&list).map_or(&[], Vec::as_slice)
    }

    /// Every row with its list, in the order of the lists.
    pub fn all(&self) -> impl Iterator<Item = (PlanList, &PlanRow)> {
        self.lists.iter().flat_map(|(list, rows)| rows.iter().map(move |row| (*list, row)))
    }

    /// The row of a number.
    #[must_use]
    pub fn row(&self, number: &str) -> Option<(PlanList, &PlanRow)> {
        self.all().find(|(_, row)| row.number == number)
    }

    /// SM3 over its canonical JSON.
    #[must_use]
    pub fn digest(&self) -> String {
        digest::hex(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// All planned money.
    #[must_use]
    pub fn money(&self) -> Money {
        let sums = self.all().flat_map(|(_, row)| &row.money).map(|sum| sum.amount);
        sums.reduce(Money::plus).unwrap_or_default()
    }

    /// Everything that may not stand so in a plan for these years.
    #[must_use]
    pub fn faults(&self, years: (i32, i32)) -> Vec<ContentFault> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut found = Vec::new();
        let lists: BTreeMap<&str, PlanList> = self.all().map(|(list, row)| (row.number.as_str(), list)).collect();
        for (list, rows) in &self.lists {
            for (place, row) in rows.iter().enumerate() {
                let mut tell = |field: &'static str, code: &'static str, zh: String, en: String| {
                    found.push(ContentFault { list: *list, row: place, field, refusal: Refusal::new(code, zh, en) });
                };
                if row.number.trim().is_empty() {
                    tell("number", "missing", "请填写编号。".into(), "the number is missing".into());
                } else if !seen.insert(&row.number) {
                    tell(
                        "number",
                        "twice",
                        format!("编号“{}”在方案中用了两次，请改成不同的编号。", row.number),
                        format!("number {} is used twice in the plan", row.number),
                    );
                }
                if row.text.trim().is_empty() {
                    tell("text", "missing", format!("请填写{}内容。", list.row_zh()), "the text is missing".into());
                }
                for served in &row.serves {
                    match lists.get(served.as_str()) {
                        None => tell(
                            "serves",
                            "unknown_row",
                            format!("方案中没有编号“{served}”，请核对所对应的编号。"),
                            format!("the plan has no row {served}"),
                        ),
                        Some(of) if of >= list => tell(
                            "serves",
                            "wrong_list",
                            format!("“{served}”在{}，{}只能对应前面清单的行。", of.zh(), list.row_zh()),
                            format!("{served} stands on the list {}: a row serves rows of earlier lists", of.key()),
                        ),
                        Some(_) => {}
                    }
                }
                for year in row.years.iter().chain(row.money.iter().map(|sum| &sum.year)) {
                    if !(years.0..=years.1).contains(year) {
                        tell(
                            "years",
                            "outside_period",
                            format!("{year}年不在方案期限{}年至{}年内。", years.0, years.1),
                            format!("{year} lies outside the plan's period"),
                        );
                    }
                }
                if let Some(limit) = row.limit_on.filter(|limit| !(years.0..=years.1).contains(&limit.year())) {
                    tell(
                        "limit_on",
                        "outside_period",
                        format!("完成时限{limit}不在方案期限{}年至{}年内。", years.0, years.1),
                        format!("the limit {limit} lies outside the plan's period"),
                    );
                }
                if row.target.is_some() && row.unit_of_measure.as_deref().unwrap_or_default().trim().is_empty() {
                    tell(
                        "unit_of_measure",
                        "missing",
                        "有指标值的，请填写计量单位。".into(),
                        "an indicator's value needs its unit of measure".into(),
                    );
                }
            }
        }
        found
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn row(number: &str, serves: &[&str]) -> PlanRow {
        PlanRow {
            number: number.into(),
            text: format!("内容{number}"),
            serves: serves.iter().map(|&text| text.to_owned()).collect(),
            field: None,
            place: None,
            unit_id: None,
            helpers: vec![],
            holder: None,
            indicator: None,
            unit_of_measure: None,
            base: None,
            target: None,
            years: vec![],
            limit_on: None,
            money: vec![],
        }
    }

    pub(crate) fn whole() -> PlanContent {
        let list = |list, rows| (list, rows);
        PlanContent {
            lists: [
                list(PlanList::Problem, vec![row("W1", &[]), row("W2", &[])]),
                list(PlanList::Target, vec![row("M1", &["W1", "W2"])]),
                list(PlanList::Task, vec![row("R1", &["M1"])]),
                list(PlanList::Measure, vec![row("C1", &["R1"])]),
                list(PlanList::Duty, vec![row("Z1", &["C1"])]),
            ]
            .into(),
            ..PlanContent::default()
        }
    }

    #[test]
    fn faults_name_the_list_the_row_and_the_field() {
        assert_eq!(whole().faults((2023, 2024)), vec![]);
        let mut plan = whole();
        let tasks = plan.lists.get_mut(&PlanList::Task).unwrap();
        tasks[0].number = "W1".into();
        tasks[0].serves = vec!["M9".into(), "C1".into()];
        tasks[0].years = vec![2025];
        tasks[0].limit_on = NaiveDate::from_ymd_opt(2025, 1, 1);
        tasks[0].text = " ".into();
        tasks[0].target = Quantity::parse("3").ok();
        let told: Vec<_> = plan.faults((2023, 2024)).iter().map(|fault| (fault.list, fault.field, fault.refusal.code)).collect();
        let task = PlanList::Task;
        for (field, code) in [
            ("number", "twice"),
            ("text", "missing"),
            ("serves", "unknown_row"),
            ("serves", "wrong_list"),
            ("years", "outside_period"),
            ("limit_on", "outside_period"),
            ("unit_of_measure", "missing"),
        ] {
            assert!(told.contains(&(task, field, code)), "{field} {code}: {told:?}");
        }
    }

    #[test]
    fn the_digest_is_of_the_content() {
        assert_eq!(whole().digest(), whole().digest());
        let mut other = whole();
        other.chapters.insert(Chapter::Summary, "综合".into());
        assert_ne!(whole().digest(), other.digest());
    }
}
