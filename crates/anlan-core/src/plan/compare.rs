//! Two versions of a plan, row by row. A row is the same when it has the same number on the same list.

use super::{PlanContent, PlanList, PlanRow};
use crate::item::FieldChange;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How one row differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowChange {
    /// The list.
    pub list: PlanList,
    /// The row's number.
    pub number: String,
    /// As it was; none for a new row.
    pub old: Option<PlanRow>,
    /// As it is; none for a row left out.
    pub new: Option<PlanRow>,
    /// The fields that differ, when both are there.
    pub fields: Vec<FieldChange>,
}

impl PlanRow {
    /// Every field as a word and a text, in the order people read them. Ids are written by `name`.
    #[must_use]
    pub fn fields(&self, name: &dyn Fn(Uuid) -> String) -> Vec<(&'static str, String)> {
        fn shown<T: ToString>(value: Option<&T>) -> String {
            value.map(ToString::to_string).unwrap_or_default()
        }
        let money = self.money.iter().map(|sum| format!("{}年 {} {}万元", sum.year, sum.source, sum.amount));
        vec![
            ("text", self.text.clone()),
            ("serves", self.serves.join("、")),
            ("field", shown(self.field.as_ref())),
            ("place", shown(self.place.as_ref())),
            ("unit", self.unit_id.map(|id| name(id.0)).unwrap_or_default()),
            ("helpers", self.helpers.join("、")),
            ("holder", shown(self.holder.as_ref())),
            ("indicator", shown(self.indicator.as_ref())),
            ("base", shown(self.base.as_ref())),
            ("target", shown(self.target.as_ref())),
            ("unit_of_measure", shown(self.unit_of_measure.as_ref())),
            ("years", self.years.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")),
            ("limit_on", shown(self.limit_on.as_ref())),
            ("money", money.collect::<Vec<_>>().join("；")),
        ]
    }
}

/// What differs, in the order of the lists: rows of the new version in their order, then those left out.
#[must_use]
pub fn changes(old: &PlanContent, new: &PlanContent, name: &dyn Fn(Uuid) -> String) -> Vec<RowChange> {
    let mut found = Vec::new();
    for list in PlanList::ALL {
        let before: BTreeMap<&str, &PlanRow> = old.rows(*list).iter().map(|row| (row.number.as_str(), row)).collect();
        let change = |number: &str, old: Option<&PlanRow>, new: Option<&PlanRow>, fields| RowChange {
            list: *list,
            number: number.to_owned(),
            old: old.cloned(),
            new: new.cloned(),
            fields,
        };
        for row in new.rows(*list) {
            match before.get(row.number.as_str()) {
                None => found.push(change(&row.number, None, Some(row), vec![])),
                Some(held) if *held == row => {}
                Some(held) => {
                    let pairs = held.fields(name).into_iter().zip(row.fields(name));
                    let fields = pairs
                        .filter(|((_, old), (_, new))| old != new)
                        .map(|((field, old), (_, new))| FieldChange { field, old, new })
                        .collect();
                    found.push(change(&row.number, Some(held), Some(row), fields));
                }
            }
        }
        let after: std::collections::BTreeSet<&str> = new.rows(*list).iter().map(|row| row.number.as_str()).collect();
        for row in old.rows(*list).iter().filter(|row| !after.contains(row.number.as_str())) {
            found.push(change(&row.number, Some(row), None, vec![]));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::{row, whole};
    use super::*;
    use crate::exact::Quantity;

    #[test]
    fn rows_come_change_and_go() {
        let (old, mut new) = (whole(), whole());
        assert_eq!(changes(&old, &old, &|id| id.to_string()), vec![]);
        new.lists.get_mut(&PlanList::Target).unwrap()[0].target = Quantity::parse("12.5").ok();
        new.lists.get_mut(&PlanList::Task).unwrap().push(row("R2", &["M1"]));
        new.lists.get_mut(&PlanList::Problem).unwrap().remove(1);
        let told: Vec<_> = changes(&old, &new, &|id| id.to_string())
            .into_iter()
            .map(|change| (change.number, change.old.is_some(), change.new.is_some(), change.fields))
            .collect();
        let target = FieldChange { field: "target", old: String::new(), new: "12.5".into() };
        assert_eq!(
            told,
            [("W2".to_owned(), true, false, vec![]), ("M1".into(), true, true, vec![target]), ("R2".into(), false, true, vec![])]
        );
    }
}
