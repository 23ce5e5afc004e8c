//! What a plan leaves open: seen, never forbidden. Whether a plan with gaps may go to review is the pack's.

use super::{PlanContent, PlanList};
use crate::keyed::keyed;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

keyed! {
    /// What can be left open.
    GapKind {
        /// A list without a row.
        EmptyList = "empty_list",
        /// A problem no target serves.
        ProblemWithoutTarget = "problem_without_target",
        /// A problem no measure reaches.
        ProblemWithoutMeasure = "problem_without_measure",
        /// A target without a value to be measured by.
        TargetWithoutIndicator = "target_without_indicator",
        /// A target no task serves.
        TargetWithoutTask = "target_without_task",
        /// A task no measure serves.
        TaskWithoutMeasure = "task_without_measure",
        /// A task of no year.
        TaskWithoutYear = "task_without_year",
        /// A measure nobody is answerable for.
        MeasureWithoutDuty = "measure_without_duty",
        /// A duty without a unit.
        DutyWithoutUnit = "duty_without_unit",
        /// A row that serves nothing.
        ServesNothing = "serves_nothing",
        /// Money of a row that is told again by a row it serves, so that sums count it twice.
        MoneyTwice = "money_twice",
    }
}

impl GapKind {
    /// As pages say it.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::EmptyList => "清单没有内容",
            Self::ProblemWithoutTarget => "问题没有目标",
            Self::ProblemWithoutMeasure => "问题没有措施",
            Self::TargetWithoutIndicator => "目标没有量化指标",
            Self::TargetWithoutTask => "目标没有任务",
            Self::TaskWithoutMeasure => "任务没有措施",
            Self::TaskWithoutYear => "任务没有年度",
            Self::MeasureWithoutDuty => "措施没有责任",
            Self::DutyWithoutUnit => "责任没有单位",
            Self::ServesNothing => "没有对应前面清单",
            Self::MoneyTwice => "资金与所对应的行都填了，合计重复",
        }
    }
}

/// One gap.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The list.
    pub list: PlanList,
    /// The row's number; empty when it is the list's.
    pub number: String,
    /// What is open.
    pub kind: GapKind,
}

/// Every gap of a plan, in the order of its lists.
#[must_use]
pub fn gaps(plan: &PlanContent) -> Vec<Gap> {
    let serves: BTreeMap<&str, &[String]> = plan.all().map(|(_, row)| (row.number.as_str(), row.serves.as_slice())).collect();
    // What the rows of a list reach, over however many lists lie between.
    let reached = |list: PlanList| -> BTreeSet<&str> {
        let mut open: Vec<&str> = plan.rows(list).iter().flat_map(|row| &row.serves).map(String::as_str).collect();
        let mut seen = BTreeSet::new();
        while let Some(number) = open.pop() {
            if seen.insert(number) {
                open.extend(serves.get(number).into_iter().flat_map(|served| served.iter()).map(String::as_str));
            }
        }
        seen
    };
    let (targets, tasks, measures, duties) =
        (reached(PlanList::Target), reached(PlanList::Task), reached(PlanList::Measure), reached(PlanList::Duty));
    let funded: BTreeSet<&str> = plan.all().filter(|(_, row)| !row.money.is_empty()).map(|(_, row)| row.number.as_str()).collect();
    let empty = PlanList::ALL.iter().filter(|list| plan.rows(**list).is_empty());
    let mut found: Vec<Gap> = empty.map(|list| Gap { list: *list, number: String::new(), kind: GapKind::EmptyList }).collect();
    for (list, row) in plan.all() {
        let number = row.number.as_str();
        let mut tell = |open: bool, kind: GapKind| {
            if open {
                found.push(Gap { list, number: row.number.clone(), kind });
            }
        };
        match list {
            PlanList::Problem => {
                tell(!targets.contains(number), GapKind::ProblemWithoutTarget);
                tell(!measures.contains(number), GapKind::ProblemWithoutMeasure);
            }
            PlanList::Target => {
                tell(row.target.is_none(), GapKind::TargetWithoutIndicator);
                tell(!tasks.contains(number), GapKind::TargetWithoutTask);
            }
            PlanList::Task => {
                tell(!measures.contains(number), GapKind::TaskWithoutMeasure);
                tell(row.years.is_empty(), GapKind::TaskWithoutYear);
            }
            PlanList::Measure => tell(!duties.contains(number), GapKind::MeasureWithoutDuty),
            PlanList::Duty => tell(row.unit_id.is_none(), GapKind::DutyWithoutUnit),
        }
        tell(list != PlanList::Problem && row.serves.is_empty(), GapKind::ServesNothing);
        tell(funded.contains(number) && row.serves.iter().any(|served| funded.contains(served.as_str())), GapKind::MoneyTwice);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::{row, whole};
    use super::*;

    fn told(plan: &PlanContent) -> Vec<(String, GapKind)> {
        gaps(plan).into_iter().map(|gap| (gap.number, gap.kind)).collect()
    }

    #[test]
    fn a_chain_over_the_lists_leaves_only_details_open() {
        let open = [("M1", GapKind::TargetWithoutIndicator), ("R1", GapKind::TaskWithoutYear), ("Z1", GapKind::DutyWithoutUnit)];
        assert_eq!(told(&whole()), open.map(|(number, kind)| (number.to_owned(), kind)));
    }

    #[test]
    fn a_problem_without_a_measure_and_a_measure_without_a_duty_show() {
        let mut plan = whole();
        plan.lists.get_mut(&PlanList::Problem).unwrap().push(row("W3", &[]));
        plan.lists.get_mut(&PlanList::Measure).unwrap().push(row("C2", &["W1"]));
        plan.lists.get_mut(&PlanList::Measure).unwrap().push(row("C3", &[]));
        let told = told(&plan);
        for gap in [
            ("W3", GapKind::ProblemWithoutTarget),
            ("W3", GapKind::ProblemWithoutMeasure),
            ("C2", GapKind::MeasureWithoutDuty),
            ("C3", GapKind::ServesNothing),
        ] {
            assert!(told.contains(&(gap.0.to_owned(), gap.1)), "{gap:?}: {told:?}");
        }
        assert!(!told.iter().any(|(number, _)| number == "W1"), "a measure may serve a problem itself");
    }

    #[test]
    fn a_list_without_a_row_and_money_told_twice_show() {
        let mut plan = whole();
        let money = |amount| {
            vec![crate::plan::PlanMoney {
                year: 2023, source: "区级财政".into(), amount: crate::exact::Money::parse_wan(amount).unwrap()
            }]
        };
        plan.lists.get_mut(&PlanList::Task).unwrap()[0].money = money("120.5");
        assert!(!told(&plan).iter().any(|(_, kind)| *kind == GapKind::MoneyTwice), "told once");
        plan.lists.get_mut(&PlanList::Measure).unwrap()[0].money = money("120.5");
        assert!(told(&plan).contains(&("C1".to_owned(), GapKind::MoneyTwice)), "{:?}", told(&plan));
        plan.lists.get_mut(&PlanList::Duty).unwrap().clear();
        assert_eq!(told(&plan)[0], (String::new(), GapKind::EmptyList));
        assert_eq!(told(&PlanContent::default()).len(), 5);
    }

    #[test]
    fn rows_that_serve_each_other_end() {
        let mut plan = whole();
        plan.lists.get_mut(&PlanList::Problem).unwrap()[0].serves = vec!["C1".into()];
        assert!(!gaps(&plan).is_empty());
    }
}
