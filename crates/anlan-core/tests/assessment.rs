//! The assessment of a year: sums, reversal, missing data, back-test and what-if, over a small pack.
#![expect(clippy::unwrap_used, reason = "tests")]

use anlan_core::assessment::{Amount, Assessment, Posted, assess, assess_briefly, compare, revise, rule_book, standing, what_if};
use anlan_core::pack::Pack;
use anlan_core::rule::facts::{FactsFile, read_facts};
use anlan_core::rule::run::{Facts, Given, Readings};
use anlan_core::rule::value::{Value, Why};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use uuid::Uuid;

const RULES: &str = include_str!("assessment/rules.toml");

fn pack_of(rules: &str) -> Pack {
    let files = BTreeMap::from([
        ("pack.toml".to_owned(), include_str!("assessment/pack.toml").to_owned()),
        ("rules.toml".to_owned(), rules.to_owned()),
    ]);
    Pack::load("sample-assessment", files).unwrap_or_else(|fault| panic!("{fault}"))
}

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| pack_of(RULES))
}

fn facts(text: &str) -> Facts {
    read_facts(&pack().sheet, &FactsFile::read(text).unwrap().facts).unwrap_or_else(|faults| panic!("{}", faults.join("\n")))
}

fn year() -> Given {
    Given::year(2022).unwrap()
}

fn judged(facts: &Facts) -> Assessment {
    assess(pack(), facts.clone(), &year(), &Readings::new()).unwrap()
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

/// Three units: 甲 has five red lights (two too many to count), a good and a fairly good grade; 乙 better water; 丙 too few samples.
const FACTS: &str = r#"
[facts]
单位 = [["名称"], ["甲镇"], ["乙镇"], ["丙镇"], ["丁局"]]
亮灯 = [["id", "责任单位", "编号", "月份", "灯"],
  ["l1", "甲镇", "W-1", "2022-01", "红灯"], ["l2", "甲镇", "W-1", "2022-02", "红灯"], ["l3", "甲镇", "W-1", "2022-03", "红灯"],
  ["l4", "甲镇", "W-2", "2022-03", "红灯"], ["l5", "甲镇", "W-2", "2022-04", "红灯"], ["l6", "乙镇", "W-3", "2022-04", "绿灯"]]
评价 = [["id", "河长", "被评单位", "等次"], ["r1", "何涛", "甲镇", "好"], ["r2", "李江", "甲镇", "较好"], ["r3", "何涛", "乙镇", "好"]]
断面 = [["id", "断面", "责任单位"], ["s1", "上桥", "乙镇"], ["s2", "下桥", "丙镇"]]
月值 = [["id", "断面", "月份", "数值"],
  ["w1", "上桥", "2021-01", "0.3"], ["w2", "上桥", "2021-02", "0.3"], ["w3", "上桥", "2021-03", "0.3"],
  ["w4", "上桥", "2022-01", "0.2"], ["w5", "上桥", "2022-02", "0.2"], ["w6", "上桥", "2022-03", "0.2"],
  ["w7", "下桥", "2022-01", "0.2"]]
"#;

#[test]
fn a_score_is_the_sum_of_its_lines_and_each_line_says_why() {
    let result = judged(&facts(FACTS));
    let score = |subject: &str| result.score(subject).unwrap();
    assert_eq!(score("甲镇").score, Some(amount("-3.5")), "five red lights, cut to three points, and one fairly good grade");
    assert_eq!(score("乙镇").score, Some(amount("1")));
    assert_eq!(score("丁局").score, Some(Amount::ZERO), "nothing posted is a score too");
    let no_score = score("丙镇");
    assert_eq!((no_score.score, no_score.known, no_score.not_assessed), (None, Amount::ZERO, 1));
    assert_eq!((no_score.coverage.text.as_str(), no_score.coverage.percent.as_deref()), ("0/1", Some("0")));
    assert!(no_score.why[0].starts_with("水质：缺少数据"), "{:?}", no_score.why);
    for score in &result.scores {
        assert_eq!(result.lines_of(&score.subject).filter_map(|line| line.amount).sum::<Amount>(), score.known, "{}", score.subject);
    }
    let cut = result.lines_of("甲镇").find(|line| line.table == "亮灯下限").unwrap();
    assert_eq!((cut.amount, cut.facts.len()), (Some(amount("2")), 5), "a floor is a line too, and rests on all five lights");
    let red = result.lines.iter().find(|line| line.key == "红灯｜亮灯｜甲镇｜2022年1月｜W-1·2022-01").unwrap();
    assert_eq!(red.facts, ["l1"]);
    let text = red.reasons.as_ref().unwrap().text();
    assert!(text.contains("样例·一") && text.contains("符合：灯 = \"红灯\"（灯 红灯）"), "{text}");
    let water = result.lines_of("乙镇").find(|line| line.item == "水质").unwrap();
    assert_eq!(water.facts, ["s1", "w1", "w2", "w3", "w4", "w5", "w6"]);
    assert_eq!(result.shown[0].headers, ["责任单位", "红灯数"]);
    assert_eq!(result.shown[0].rows, [["甲镇", "5"]]);
}

#[test]
fn neighbours_are_separated_by_items_and_too_little_coverage_hides_the_ranking() {
    let result = judged(&facts(FACTS));
    assert_eq!(result.coverage.text, "10/11");
    assert!(result.ranking.published);
    let places: Vec<(usize, &str)> = result.ranking.rows.iter().map(|row| (row.rank, row.subject.as_str())).collect();
    assert_eq!(places, [(1, "乙镇"), (2, "丁局"), (3, "甲镇")]);
    let gap = result.ranking.rows[1].gap.as_ref().unwrap();
    assert_eq!((gap.to.as_str(), gap.difference), ("甲镇", amount("3.5")));
    let items: Vec<(&str, Amount)> = gap.items.iter().map(|item| (item.item.as_str(), item.difference)).collect();
    assert_eq!(items, [("亮灯", amount("3")), ("评价", amount("0.5"))]);
    assert_eq!(result.ranking.unranked[0].subject, "丙镇");

    let mut few = facts(FACTS);
    few.0.remove("亮灯");
    few.0.remove("评价");
    let result = judged(&few);
    assert_eq!(result.coverage.text, "1/2");
    assert!(!result.ranking.published && result.ranking.rows.is_empty());
    let why = result.ranking.why_not.unwrap();
    assert!(why.contains("覆盖率50%，低于80%") && why.contains("样例·八"), "{why}");
}

#[test]
fn equal_scores_share_a_place_and_the_next_is_left_out() {
    let mut all = facts(FACTS);
    all.0.remove("亮灯");
    all.0.remove("断面");
    let result = judged(&all);
    let places: Vec<(usize, &str)> = result.ranking.rows.iter().map(|row| (row.rank, row.subject.as_str())).collect();
    assert_eq!(places, [(1, "丁局"), (1, "丙镇"), (1, "乙镇"), (4, "甲镇")]);
}

#[test]
fn a_line_of_nobody_leaves_nobody_with_a_score() {
    let mut all = facts(FACTS);
    all.0.get_mut("亮灯").unwrap()[0].cells[0] = Value::no_data("责任单位");
    let result = judged(&all);
    let keys: Vec<&str> = result.unassigned().map(|line| line.key.as_str()).collect();
    assert_eq!(keys, ["红灯｜亮灯｜？｜2022年1月｜W-1·2022-01"]);
    assert!(result.scores.iter().all(|score| score.score.is_none()));
    assert!(result.score("丁局").unwrap().why[0].contains("没有写明对象"));
}

fn posted(result: &Assessment, from: u128) -> Vec<Posted> {
    let post = |(n, line): (u128, &anlan_core::assessment::Line)| Posted {
        id: Uuid::from_u128(n),
        key: line.key.clone(),
        subject: line.subject.clone().unwrap(),
        counterpart: line.counterpart.clone(),
        item: line.item.clone(),
        account: line.account,
        amount: line.amount,
        period: line.period.clone(),
        clause: line.clause.clone(),
        reverses: None,
    };
    (from..).zip(&result.lines).map(post).collect()
}

/// Carries a revision out.
fn carried_out(ledger: &mut Vec<Posted>, after: &Assessment) -> (usize, usize, usize) {
    let before = ledger.clone();
    let revision = revise(&before, after);
    let mut next = 1000 * (1 + ledger.len() as u128);
    for old in &revision.reverse {
        next += 1;
        ledger.push(Posted {
            id: Uuid::from_u128(next),
            amount: old.amount.map(std::ops::Neg::neg),
            reverses: Some(old.id),
            ..(*old).clone()
        });
    }
    for line in &revision.post {
        next += 1;
        let one = Assessment { lines: vec![(*line).clone()], ..after.clone() };
        ledger.extend(posted(&one, next));
    }
    (revision.reverse.len(), revision.post.len(), revision.stay)
}

fn sum_of(ledger: &[Posted], subject: &str) -> Amount {
    ledger.iter().filter(|one| one.subject == subject).filter_map(|one| one.amount).sum()
}

#[test]
fn a_correction_reverses_and_posts_anew_and_the_ledger_is_the_new_score() {
    let first = judged(&facts(FACTS));
    let mut ledger = posted(&first, 1);
    assert_eq!(carried_out(&mut ledger, &first), (0, 0, first.lines.len()), "nothing new, nothing done");
    let mut corrected = facts(FACTS);
    // The second red light was none, and the grade was good.
    corrected.0.get_mut("亮灯").unwrap().remove(1);
    corrected.0.get_mut("评价").unwrap()[1].cells[2] = Value::Grade(0);
    let second = judged(&corrected);
    let done = carried_out(&mut ledger, &second);
    assert_eq!(done, (3, 2, 8), "the light goes; the grade and the floor are posted anew");
    assert_eq!(sum_of(&ledger, "甲镇"), second.score("甲镇").unwrap().known);
    assert_eq!(standing(&ledger).len(), second.lines.len());
    // And back: reversal restores.
    carried_out(&mut ledger, &first);
    for score in &first.scores {
        assert_eq!(sum_of(&ledger, &score.subject), score.known, "{}", score.subject);
    }
}

#[test]
fn the_same_pack_gives_an_empty_back_test_and_a_dearer_light_names_clause_and_losers() {
    let all = facts(FACTS);
    let before = judged(&all);
    let same = compare(&before, &assess_briefly(pack(), all.clone(), &year(), &Readings::new()).unwrap());
    assert!(same.same && same.subjects.is_empty() && same.clauses.is_empty() && same.winners.is_empty(), "{same:?}");
    let dearer = pack_of(&RULES.replace("value = \"-1分\"", "value = \"-2分\"").replace("floor = \"-3分\"", "floor = \"-8分\""));
    let after = assess_briefly(&dearer, all, &year(), &Readings::new()).unwrap();
    let differ = compare(&before, &after);
    assert_eq!((differ.winners.len(), differ.losers.as_slice(), differ.unmoved), (0, &["甲镇".to_owned()][..], 3));
    let moved = &differ.subjects[0];
    assert_eq!((moved.difference, moved.before.rank, moved.after.rank), (Some(amount("-5")), Some(3), Some(3)));
    let clauses: Vec<(&str, Amount, Amount)> = moved.clauses.iter().map(|one| (one.clause.as_str(), one.before, one.after)).collect();
    assert_eq!(clauses[0], ("样例·一：红灯每个每月扣1分", amount("-5"), amount("-10")));
    let undeclared = pack_of(&RULES.replace(", floor = \"-3分\"", ""));
    let differ = compare(&before, &assess_briefly(&undeclared, facts(FACTS), &year(), &Readings::new()).unwrap());
    assert_eq!((differ.undetermined.open_points, differ.undetermined.lost_score.as_slice()), (1, &["甲镇".to_owned()][..]));
}

#[test]
fn what_if_names_the_fact_that_moves_most() {
    let all = facts(FACTS);
    let found = what_if(pack(), &all, &year(), &Readings::new(), "乙镇", 20).unwrap();
    assert_eq!((found.known, found.not_tried), (amount("1"), 0));
    let first = &found.changes[0];
    assert_eq!((first.difference, first.table.as_str()), (amount("-1"), "断面"), "{:?}", found.changes);
    let sample = found.changes.iter().find(|change| change.fact.as_deref() == Some("w4")).unwrap();
    assert_eq!((sample.score, sample.difference), (None, amount("-1")), "without it there are too few samples");
    assert!(sample.lines[0].contains("水质改善"));
    let few = what_if(pack(), &all, &year(), &Readings::new(), "乙镇", 2).unwrap();
    assert_eq!((few.changes.len(), few.not_tried), (2, 6));
}

#[test]
fn a_third_light_rests_on_the_two_before_it() {
    let third = r#"
[[step]]
table = "次序"
title = "红灯次序"
from = "红灯"
rank = { column = "第几次", by = ["月份 asc", "编号 asc"], within = ["责任单位"], ties = "row", missing = "skip" }

[[step]]
table = "三次红灯"
title = "第三次红灯"
clause = "样例·十"
from = "次序"
where = "第几次 = 3"
post = { to = "责任单位", item = "累犯", points = "-1分", period = "月份" }
"#;
    let pack = pack_of(&format!("{RULES}{third}"));
    let result = assess(&pack, facts(FACTS), &year(), &Readings::new()).unwrap();
    let line = result.lines.iter().find(|line| line.item == "累犯").unwrap();
    assert_eq!(line.facts, ["l1", "l2", "l3"], "not those that came after");
}

#[test]
fn the_rule_book_has_every_clause_with_its_lines() {
    let result = judged(&facts(FACTS));
    let book = rule_book(pack(), result.lines.iter());
    let red = book.iter().find(|chapter| chapter.clause == "样例·一：红灯每个每月扣1分").unwrap();
    assert_eq!((red.lines.len(), red.sum, red.steps[0].item.as_deref()), (5, amount("-5"), Some("亮灯")));
    assert!(red.steps[0].formulas.iter().any(|formula| formula.name == "条件" && formula.formula.contains("红灯")));
    assert_eq!(book.iter().map(|chapter| chapter.sum).sum::<Amount>(), amount("-2.5"));
}

/// Facts with a light, grade or value for any unit.
fn any_facts() -> impl Strategy<Value = Facts> {
    let lights = prop::collection::vec((0_usize..3, 0_usize..4, 1_u32..5, 0_usize..4), 0..12);
    let grades = prop::collection::vec((0_usize..3, 0_usize..3, 0_usize..3), 0..6);
    let values = prop::collection::vec((0_usize..2, 2021_i32..2023, 1_u32..6, 1_u32..9), 0..24);
    (lights, grades, values).prop_map(|(lights, grades, values)| {
        let units = ["甲镇", "乙镇", "丙镇"];
        let mut rows: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
        for (unit, item, month, light) in lights {
            let light = ["绿灯", "黄灯", "红灯", "未评"][light];
            let key = format!("W-{item} 2022-0{month}");
            rows.entry("亮灯").or_default().insert(key.clone(), format!("['{key}', '{}', 'W-{item}', '2022-0{month}', '{light}']", units[unit]));
        }
        for (chief, unit, grade) in grades {
            let key = format!("河长{chief} {unit}");
            rows.entry("评价").or_default().insert(key.clone(), format!("['{key}', '河长{chief}', '{}', '{}']", units[unit], ["好", "较好", "一般"][grade]));
        }
        for (section, year, month, value) in values {
            let key = format!("断面{section} {year}-0{month}");
            rows.entry("月值").or_default().insert(key.clone(), format!("['{key}', '断面{section}', '{year}-0{month}', '0.{value}']"));
        }
        let heads = [("亮灯", "'id','责任单位','编号','月份','灯'"), ("评价", "'id','河长','被评单位','等次'"), ("月值", "'id','断面','月份','数值'")];
        let mut text = "[facts]\n单位 = [['名称'], ['甲镇'], ['乙镇'], ['丙镇']]\n断面 = [['id','断面','责任单位'], ['d0','断面0','甲镇'], ['d1','断面1','乙镇']]\n".to_owned();
        for (table, head) in heads {
            let body: Vec<String> = rows.get(table).map(|rows| rows.values().cloned().collect()).unwrap_or_default();
            text.push_str(&format!("{table} = [[{head}], {}]\n", body.join(", ")));
        }
        facts(&text)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_score_is_the_sum_of_its_lines(all in any_facts()) {
        let result = judged(&all);
        for score in &result.scores {
            prop_assert_eq!(result.lines_of(&score.subject).filter_map(|line| line.amount).sum::<Amount>(), score.known);
            prop_assert_eq!(score.items.iter().map(|item| item.sum).sum::<Amount>(), score.known);
            prop_assert_eq!(score.score.is_some(), score.not_assessed == 0);
        }
        let keys: std::collections::BTreeSet<&str> = result.lines.iter().map(|line| line.key.as_str()).collect();
        prop_assert_eq!(keys.len(), result.lines.len());
    }

    #[test]
    fn shuffled_facts_give_the_same_bytes(all in any_facts(), turn in 0_usize..20) {
        let mut turned = all.clone();
        for rows in turned.0.values_mut() {
            rows.reverse();
            let by = turn % rows.len().max(1);
            rows.rotate_left(by);
        }
        let bytes = |facts: &Facts| serde_json::to_string(&judged(facts)).unwrap();
        prop_assert_eq!(bytes(&all), bytes(&turned));
    }

    #[test]
    fn a_missing_cell_never_makes_another_number(all in any_facts(), table in 0_usize..3, row in 0_usize..40, cell in 0_usize..4) {
        let before = judged(&all);
        let name = ["亮灯", "评价", "月值"][table];
        let mut less = all.clone();
        let rows = less.0.get_mut(name).unwrap();
        prop_assume!(!rows.is_empty());
        let row = row % rows.len();
        let cell = cell % rows[row].cells.len();
        rows[row].cells[cell] = Value::Missing(Box::new(Why::NoData("试删".into())));
        let after = judged(&less);
        if after.unassigned().next().is_some() {
            // What may be anyone's may also count for anyone's floor: nobody has a score.
            prop_assert!(after.scores.iter().all(|score| score.score.is_none()));
            return Ok(());
        }
        for line in &after.lines {
            let Some(now) = line.amount else { continue };
            // A line whose own name lost its cell is another line; then nobody has a score, or its subject is the same.
            match before.line(&line.key) {
                Some(old) => prop_assert_eq!(old.amount, Some(now), "{}", line.key),
                None => {
                    let same = before.lines.iter().any(|old| old.table == line.table && old.amount == Some(now));
                    prop_assert!(same, "{} {}", &line.key, now);
                }
            }
        }
        for score in &after.scores {
            if let (Some(now), Some(old)) = (score.score, before.score(&score.subject).and_then(|old| old.score)) {
                prop_assert!(now <= old, "{}: {} became {}", &score.subject, old, now);
            }
        }
    }

    #[test]
    fn without_a_sections_year_no_score_rises(all in any_facts(), section in 0_usize..2, year in 2021_i32..2023) {
        let before = judged(&all);
        let mut less = all.clone();
        let (name, year) = (format!("断面{section}"), format!("{year}-"));
        less.0.get_mut("月值").unwrap().retain(|row| {
            let is = |value: &Value, text: &str| match value { Value::Text(own) => **own == *text, Value::Month(own) => own.to_string().starts_with(text), Value::Missing(_) | Value::Bool(_) | Value::Number(_) | Value::Date(_) | Value::Time(_) | Value::Grade(_) => false };
            !(is(&row.cells[0], &name) && is(&row.cells[1], &year))
        });
        let after = judged(&less);
        for score in &before.scores {
            let now = after.score(&score.subject).unwrap().score;
            if let (Some(now), Some(old)) = (now, score.score) {
                prop_assert!(now <= old);
            }
            prop_assert!(now.is_none() || score.score.is_some(), "an unassessed subject does not become assessed");
        }
    }

    #[test]
    fn reversal_restores(first in any_facts(), second in any_facts()) {
        let (first, second) = (judged(&first), judged(&second));
        let mut ledger = posted(&first, 1);
        carried_out(&mut ledger, &second);
        for score in &second.scores {
            prop_assert_eq!(sum_of(&ledger, &score.subject), score.known);
        }
        carried_out(&mut ledger, &first);
        for score in &first.scores {
            prop_assert_eq!(sum_of(&ledger, &score.subject), score.known);
        }
    }
}
