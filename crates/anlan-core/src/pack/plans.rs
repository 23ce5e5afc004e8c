//! What a pack of plans (一河一策) says: for how many years, by which stages and routes they are reviewed, where yearly tasks come from.

use super::{PackHead, Period};
use crate::access::Role;
use crate::item::List;
use crate::matter::change::{ChangeKind, Consent};
use crate::plan::GapKind;
use crate::review::rule::{self, RouteRule, StageRule, stages_of};
use serde::Deserialize;
use std::collections::BTreeSet;

/// For how many years a plan is made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanPeriod {
    /// The level of the river's highest chief; none for all others.
    pub chief_level: Option<String>,
    /// Years, 1 to 5.
    pub years: i32,
    /// Where this stands.
    pub clause: String,
}

/// Where yearly tasks come from (任务来源).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskSource {
    /// Its word.
    pub key: String,
    /// Its label, as the office's table writes it.
    pub label: String,
    /// What its rows are: of a plan's task list, of a record book (by its word), or problems.
    pub rows: String,
    /// Of problems only those from this source (a word of the loop's pack); all of them when absent.
    pub problem_source: Option<String>,
}

/// A label of yearly tasks, such as 共性任务.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskKind {
    /// Its word.
    pub key: String,
    /// Its label.
    pub label: String,
}

/// Who has to agree to a change.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approver {
    /// As documents name it.
    pub label: String,
    /// Any one of these roles; a chief only of the river concerned.
    pub roles: Vec<Role>,
}

/// What may only be changed with approval (变更审批).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeRule {
    /// Changes of what.
    pub of: ChangeKind,
    /// Of tasks on these lists; of all lists when empty.
    #[serde(default)]
    pub lists: Vec<List>,
    /// Which fields of a task need it; only with `item`.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Who has to agree, all of them; to a hand-over besides both units.
    #[serde(default, rename = "approver")]
    pub approvers: Vec<Approver>,
    /// Where this stands.
    pub clause: String,
    /// How an open clause is read.
    #[serde(default)]
    pub reading: Option<String>,
}

impl ChangeRule {
    /// Who has to agree.
    pub fn consents(&self) -> impl Iterator<Item = Consent> {
        self.approvers.iter().map(|own| Consent { label: own.label.clone(), roles: own.roles.clone(), unit_id: None })
    }

    /// Whether it is about items of a list.
    #[must_use]
    pub fn covers(&self, list: List) -> bool {
        self.lists.is_empty() || self.lists.contains(&list)
    }

    /// Clause and reading, as documents name them.
    #[must_use]
    pub fn told(&self) -> String {
        [Some(self.clause.as_str()), self.reading.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("；")
    }
}

/// What marks an entry of the calendar as done.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "done_by", rename_all = "snake_case")]
pub enum DoneBy {
    /// The units' monthly reports; due on the day of the lists' pack.
    Reports,
    /// A letter of a kind of the loop's pack, issued after the period's end.
    Letter {
        /// The kind's word.
        letter: String,
        /// Day of the month after the period, 1 to 28.
        due_day: u32,
    },
    /// A record of a book, dated after the period's end.
    Record {
        /// The book's word.
        book: String,
        /// Day of the month after the period, 1 to 28.
        due_day: u32,
    },
}

/// What is to be reported regularly (月报送、季通报、年总结).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CalendarRule {
    /// Its word.
    pub key: String,
    /// Its label.
    pub label: String,
    /// How often.
    pub every: Period,
    /// What marks it as done.
    #[serde(flatten)]
    pub done: DoneBy,
    /// Where this stands.
    pub clause: String,
    /// Who says so, where the document does not.
    #[serde(default)]
    pub reading: Option<String>,
}

/// The rules of plans.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanRules {
    /// Title of a new plan; `{river}`, `{from}`, `{to}`.
    pub title: String,
    /// Gaps with which a plan may not go to review.
    #[serde(default)]
    pub blocks: Vec<GapKind>,
    /// For how many years, by the level of the highest chief.
    #[serde(rename = "period")]
    pub periods: Vec<PlanPeriod>,
    /// Stages of the review, in order.
    #[serde(rename = "stage")]
    pub stages: Vec<StageRule>,
    /// Routes; the last is for all that take no other.
    #[serde(rename = "route")]
    pub routes: Vec<RouteRule>,
    /// Where yearly tasks come from.
    #[serde(default, rename = "source")]
    pub sources: Vec<TaskSource>,
    /// Kinds of yearly tasks.
    #[serde(default, rename = "task_kind")]
    pub task_kinds: Vec<TaskKind>,
    /// What may only be changed with approval.
    #[serde(default, rename = "change")]
    pub changes: Vec<ChangeRule>,
    /// What is to be reported regularly.
    #[serde(default, rename = "calendar")]
    pub calendar: Vec<CalendarRule>,
    /// Where all this stands.
    pub clause: String,
}

impl PlanRules {
    /// For how many years a plan is made when the river's chiefs are of these levels.
    #[must_use]
    pub fn years(&self, levels: &[&str]) -> Option<&PlanPeriod> {
        self.periods.iter().find(|period| period.chief_level.as_deref().is_none_or(|level| levels.contains(&level)))
    }

    /// The route of a river whose chiefs are of these levels.
    #[must_use]
    pub fn route(&self, levels: &[&str]) -> Option<&RouteRule> {
        self.routes.iter().find(|route| match &route.chief_level {
            None => true,
            Some(level) => levels.iter().filter(|own| *own == level).count() >= route.posts as usize,
        })
    }

    /// The rule of changes of a kind; a clock is set running again by whoever may stop it.
    #[must_use]
    pub fn change(&self, kind: ChangeKind) -> Option<&ChangeRule> {
        let of = if kind == ChangeKind::Resume { ChangeKind::Pause } else { kind };
        self.changes.iter().find(|rule| rule.of == of)
    }

    /// The stages of a route.
    #[must_use]
    pub fn stages_of(&self, route: &str) -> Vec<StageRule> {
        stages_of(&self.stages, route).cloned().collect()
    }

    fn check(&self) -> Result<(), String> {
        super::fill::check(&self.title, &["river", "from", "to"])?;
        rule::check(&self.stages, &self.routes)?;
        if self.periods.is_empty() || self.periods.iter().any(|period| !(1..=5).contains(&period.years)) {
            return Err("[[plan.period]] years: 应在1至5之间 (1 to 5)".to_owned());
        }
        self.check_changes()?;
        self.check_calendar()?;
        let mut seen = BTreeSet::new();
        let words = self.sources.iter().flat_map(|source| [&source.key, &source.label]);
        let words = words.chain(self.task_kinds.iter().flat_map(|kind| [&kind.key, &kind.label]));
        if let Some(twice) = words.into_iter().find(|word| word.trim().is_empty() || !seen.insert(*word)) {
            return Err(format!("[[plan.source]]、[[plan.task_kind]]：“{twice}”是空白或写了两次 (blank or twice)"));
        }
        if let Some(odd) = self.sources.iter().find(|source| source.problem_source.is_some() && source.rows != "problem") {
            return Err(format!(
                "[[plan.source]] `{}`：只有 rows = \"problem\" 时才写 problem_source (only with rows = \"problem\")",
                odd.key
            ));
        }
        Ok(())
    }
}

impl PlanRules {
    fn check_calendar(&self) -> Result<(), String> {
        let mut seen = BTreeSet::new();
        for rule in &self.calendar {
            let bad = |zh: &str, en: &str| Err(format!("[[plan.calendar]] `{}`：{zh} ({en})", rule.key));
            if rule.key.trim().is_empty() || rule.label.trim().is_empty() || !seen.insert(&rule.key) {
                return bad("是空白或写了两次", "blank or twice");
            }
            match &rule.done {
                DoneBy::Reports if rule.every != Period::Month => return bad("进展按月报送", "reports are monthly"),
                DoneBy::Letter { due_day, .. } | DoneBy::Record { due_day, .. } if !(1..=28).contains(due_day) => {
                    return bad("due_day 应在1至28之间", "due_day: 1 to 28");
                }
                DoneBy::Reports | DoneBy::Letter { .. } | DoneBy::Record { .. } => {}
            }
        }
        Ok(())
    }

    fn check_changes(&self) -> Result<(), String> {
        let mut seen = BTreeSet::new();
        for rule in &self.changes {
            let of = rule.of.key();
            let bad = |zh: &str, en: &str| Err(format!("[[plan.change]] `{of}`：{zh} ({en})"));
            if !seen.insert(rule.of) {
                return bad("写了两次", "twice");
            }
            if rule.of == ChangeKind::Resume {
                return bad("恢复计时按暂停的规定办理", "a clock is set running by the rule of pauses");
            }
            if (rule.of == ChangeKind::Item) == rule.fields.is_empty() {
                return bad("只有任务变更、且必须写 fields", "fields belong to `item`, and only there");
            }
            if let Some(odd) = rule.fields.iter().find(|field| !crate::item::FIELDS.contains(&field.as_str())) {
                return bad(&format!("没有字段“{odd}”"), "unknown field");
            }
            if rule.of != ChangeKind::LeadUnit && rule.approvers.is_empty() {
                return bad("没有写由谁批准", "nobody is named who approves");
            }
            if rule.approvers.iter().any(|own| own.label.trim().is_empty() || own.roles.is_empty()) {
                return bad("批准方须写名称和角色", "an approver needs a label and roles");
            }
        }
        Ok(())
    }
}

impl PackHead {
    /// What a pack of plans must have.
    pub(super) fn check_plan(&self) -> Result<(), String> {
        let Some(plan) = &self.plan else {
            return Err("一河一策规则包（topic = \"plan\"）须有 [plan] (a pack of topic `plan` needs [plan])".to_owned());
        };
        plan.check()
    }
}

#[cfg(test)]
mod tests {
    use crate::pack::{Pack, PackFault};
    use std::collections::BTreeMap;

    const NANCHUAN: &str = include_str!("../../../../packs/nanchuan-plan-2023/pack.toml");

    fn load(id: &str, head: &str) -> Result<Pack, PackFault> {
        let rules = if id == "nanchuan-plan-2023" {
            include_str!("../../../../packs/nanchuan-plan-2023/rules.toml")
        } else {
            include_str!("../../../../packs/examples/plan-three-stages/rules.toml")
        };
        let text = |text: &str| text.to_owned();
        Pack::load(id, BTreeMap::from([(text("pack.toml"), text(head)), (text("rules.toml"), text(rules))]))
    }

    #[test]
    fn the_route_and_the_years_follow_the_chiefs_levels() {
        let pack = load("nanchuan-plan-2023", NANCHUAN).unwrap();
        let plan = pack.head.plan.as_ref().unwrap();
        let route = |levels: &[&str]| plan.route(levels).unwrap().key.clone();
        assert_eq!(route(&["chief_general", "chief_general", "district"]), "government");
        assert_eq!(route(&["chief_general", "district"]), "special", "one chief-general alone does not send a river to the government");
        assert_eq!(route(&[]), "special");
        assert_eq!(plan.stages_of("special").len(), 5);
        assert_eq!(plan.stages_of("government").len(), 5);
        assert_eq!(plan.years(&["district"]).unwrap().years, 2);
    }

    #[test]
    fn three_stages_and_other_quorums_are_only_another_pack() {
        let head = include_str!("../../../../packs/examples/plan-three-stages/pack.toml");
        let plan = load("plan-three-stages", head).unwrap().head.plan.unwrap();
        assert_eq!(plan.stages.len(), 3);
        assert_eq!(plan.stages[1].needs(7), 5, "two thirds of seven, rounded up");
    }

    #[test]
    fn a_fault_names_its_place() {
        for (from, to, told) in [
            ("how = \"single\"", "how = \"quorum\"", "quorum"),
            ("key = \"joint\"", "key = \"lead\"", "lead"),
            ("chief_level = \"chief_general\"\nposts = 2", "posts = 2", "chief_level"),
            ("years = 2", "years = 0", "years"),
            ("routes = [\"special\"]", "routes = [\"none\"]", "none"),
            ("label = \"年度工作要点\"", "label = \"阶段性任务\"", "阶段性任务"),
            ("{river}", "{rivr}", "rivr"),
            ("of = \"pause\"", "of = \"item\"", "twice"),
            ("\"limit_on\"", "\"limit\"", "limit"),
            ("label = \"区河长办负责人\"", "label = \"\"", "批准方"),
            ("due_day = 15", "due_day = 31", "due_day"),
            ("every = \"月\"", "every = \"季\"", "monthly"),
        ] {
            let changed = NANCHUAN.replacen(from, to, 1);
            assert_ne!(changed, NANCHUAN, "{from}");
            let fault = load("nanchuan-plan-2023", &changed).unwrap_err();
            assert!(fault.file == "pack.toml" && fault.fault.contains(told), "{to}: {}", fault.fault);
        }
    }
}
