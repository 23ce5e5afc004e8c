//! The columns of the five lists, and how a row's fields are written in them.

use anlan_core::plan::{PlanMoney, PlanRow};
use serde::Deserialize;
use uuid::Uuid;

/// A column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Column {
    Number,
    Text,
    Serves,
    Field,
    Place,
    Unit,
    Helpers,
    Holder,
    Indicator,
    UnitOfMeasure,
    Base,
    Target,
    Years,
    LimitOn,
    Money,
}

impl Column {
    pub(super) const ALL: [Self; 15] = [
        Self::Number,
        Self::Text,
        Self::Serves,
        Self::Field,
        Self::Place,
        Self::Unit,
        Self::Helpers,
        Self::Holder,
        Self::Indicator,
        Self::UnitOfMeasure,
        Self::Base,
        Self::Target,
        Self::Years,
        Self::LimitOn,
        Self::Money,
    ];

    /// Its heading.
    pub(super) fn zh(self) -> &'static str {
        match self {
            Self::Number => "编号",
            Self::Text => "内容",
            Self::Serves => "对应编号",
            Self::Field => "领域",
            Self::Place => "地点",
            Self::Unit => "责任单位",
            Self::Helpers => "配合单位",
            Self::Holder => "责任人",
            Self::Indicator => "指标",
            Self::UnitOfMeasure => "计量单位",
            Self::Base => "现状值",
            Self::Target => "目标值",
            Self::Years => "年度",
            Self::LimitOn => "完成时限",
            Self::Money => "资金（万元）",
        }
    }

    /// A row's field as text; ids are written by `name`.
    pub(super) fn shown(self, row: &PlanRow, name: &dyn Fn(Uuid) -> String) -> String {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        match self {
            Self::Number => row.number.clone(),
            Self::Text => row.text.clone(),
            Self::Serves => row.serves.join("、"),
            Self::Field => text(&row.field),
            Self::Place => text(&row.place),
            Self::Unit => row.unit_id.map(|id| name(id.0)).unwrap_or_default(),
            Self::Helpers => row.helpers.join("、"),
            Self::Holder => text(&row.holder),
            Self::Indicator => text(&row.indicator),
            Self::UnitOfMeasure => text(&row.unit_of_measure),
            Self::Base => row.base.map(|value| value.to_string()).unwrap_or_default(),
            Self::Target => row.target.map(|value| value.to_string()).unwrap_or_default(),
            Self::Years => row.years.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
            Self::LimitOn => row.limit_on.map(|day| day.to_string()).unwrap_or_default(),
            Self::Money => row.money.iter().map(money_text).collect::<Vec<_>>().join("；"),
        }
    }
}

/// `2023 区级财政 20`: year, source, amount in 万元.
fn money_text(sum: &PlanMoney) -> String {
    let source = sum.source.trim();
    if source.is_empty() { format!("{} {}", sum.year, sum.amount) } else { format!("{} {source} {}", sum.year, sum.amount) }
}
