//! A year assessed from the office's own records: preview, publication, ledger, appeals, a second version, back-test, replay.
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common;

use anlan_app::assessment::{
    appeals, backtest, decide_appeal, document, ledger, line, lodge_appeal, offered, pack_files, preview, publish, replay, rule_book,
    show_round, what_if, why_not, years,
};
use anlan_app::lists::{ask_close_out, check_close_out};
use anlan_app::papers::DocumentKind;
use anlan_app::register::add_chief;
use anlan_app::views::{
    AppealState, AppealView, AskCloseOut, CheckCloseOut, ChiefForm, DecideAppeal, FactKind, LedgerPage, LodgeAppeal, PublishAssessment,
    RecordForm, RoundPage, RunBacktest, WhichLine, WhichMissed, WhichResult, WhichSubject,
};
use anlan_app::{Call, Fault, FaultKind, records};
use anlan_core::access::Role;
use anlan_core::assessment::Amount;
use anlan_core::ids::{AppealId, PostingId};
use anlan_core::pack::{Pack, Packs};
use common::{Office, book, call_of, code, day, head_at, person, small, staff, staff_at};
use std::collections::BTreeMap;
use uuid::Uuid;

const RULES: &str = include_str!("assessment/rules.toml");
const HEAD: &str = include_str!("assessment/pack.toml");

/// The day after the year.
const JANUARY: &str = "2024-01-15T01:00:00Z";

fn pack(id: &str, head: &str, rules: &str) -> Pack {
    let files =
        BTreeMap::from([("pack.toml".to_owned(), head.replace("sample-assessment", id)), ("rules.toml".to_owned(), rules.to_owned())]);
    Pack::load(id, files).unwrap_or_else(|fault| panic!("{fault}"))
}

fn packs(rules: &str) -> Packs {
    let draft = pack("sample-draft", &HEAD.replace("in_force", "draft"), &RULES.replace("-1分\", period", "-2分\", period"));
    Packs::new(vec![common::lists_pack(), pack("sample-assessment", HEAD, rules), draft]).unwrap()
}

async fn add(office: &Office, call: &Call, kind: &str, pairs: &[(&str, &str)]) {
    let values = pairs.iter().map(|(column, text)| ((*column).to_owned(), (*text).to_owned())).collect();
    records::record(office, call, kind, &RecordForm { id: None, values }).await.unwrap();
}

/// Two units of 2023: 白羊镇 is red in December and rated fairly good, 区水利局 is red from September to December and rated good.
async fn office() -> Office {
    let office = Office::with_packs(packs(RULES)).await;
    assert_eq!(office.import(&book(&small())).await.faults, []);
    let chief = ChiefForm { id: None, name: "小安溪区级河长".into(), level: "district".into(), river_id: None };
    add_chief(&office, &staff(), &chief).await.unwrap();
    for (unit, grade) in [("白羊镇", "较好"), ("区水利局", "好")] {
        let form = [("河长", "小安溪区级河长"), ("被评单位", unit), ("评价等次", grade), ("评价日期", "2023-10-20")];
        add(&office, &staff(), "rating", &form).await;
    }
    office
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn latest() -> WhichResult {
    WhichResult::default()
}

fn version(version: i32) -> WhichResult {
    WhichResult { version: Some(version), ..WhichResult::default() }
}

async fn published(office: &Office, moment: &str, id: u128) -> Result<RoundPage, Fault> {
    let basis = preview(office, &head_at(moment), 2023, None).await?.basis;
    publish(office, &head_at(moment), 2023, &PublishAssessment { id: Some(Uuid::from_u128(id)), basis }).await
}

async fn liaison_at(office: &Office, unit: &str, moment: &str) -> Call {
    call_of(office.liaison(unit).await.actor, moment)
}

fn assessor() -> Call {
    person("沈岚（assessor）", Role::Assessor, JANUARY)
}

async fn account(office: &Office, unit: &str, which: &WhichResult) -> LedgerPage {
    ledger(office, &head_at(JANUARY), 2023, unit, which).await.unwrap()
}

#[tokio::test]
async fn the_preview_is_the_sum_and_says_what_it_rests_on() {
    let office = office().await;
    let page = preview(&office, &head_at(JANUARY), 2023, None).await.unwrap();
    let scores: Vec<(&str, Option<Amount>)> = page.result.scores.iter().map(|score| (score.subject.as_str(), score.score)).collect();
    assert_eq!(scores, [("区水利局", Some(amount("-4"))), ("白羊镇", Some(amount("-1.5")))]);
    assert_eq!(page.result.ranking.rows[0].subject, "白羊镇");
    let gap = page.result.ranking.rows[0].gap.as_ref().unwrap();
    assert_eq!((gap.to.as_str(), gap.difference, gap.items[0].item.as_str()), ("区水利局", amount("2.5"), "亮灯"));
    assert_eq!((page.would_post, page.would_reverse, page.ended), (7, 0, true));
    assert_eq!(page.problems.len(), 12, "no month was issued: {:?}", page.problems);
    assert!(page.problems[11].contains("2023年12月没有签发亮灯通报"), "{}", page.problems[11]);
    assert_eq!(
        page.packs.iter().map(|pack| (pack.id.as_str(), pack.draft, pack.in_force)).collect::<Vec<_>>(),
        [("sample-assessment", false, true), ("sample-draft", true, false)]
    );
    // A draft can be looked at, and only looked at.
    let draft = preview(&office, &head_at(JANUARY), 2023, Some("sample-draft")).await.unwrap();
    assert_eq!(draft.result.scores[0].score, Some(amount("-8")));
    let refused = &draft.actions[0];
    assert_eq!(
        (refused.key.as_str(), refused.allowed, refused.reason.as_deref()),
        ("assessment.publish", false, Some("只能按生效的规则包公布。"))
    );
    assert_eq!(code(&preview(&office, &head_at(JANUARY), 2023, Some("nothing")).await), "no_such_pack");
    assert_eq!(code(&preview(&office, &office.liaison("白羊镇").await, 2023, None).await), "not_allowed");
    assert_eq!(code(&preview(&office, &head_at(JANUARY), 2021, None).await), "no_assessment_pack");

    // Every line opens its reasons and where its facts are.
    let key = "红灯扣分｜亮灯｜区水利局｜2023年9月｜ZD-2023-02·2023-09".to_owned();
    let page = line(&office, &head_at(JANUARY), 2023, &WhichLine { key }, &latest()).await.unwrap();
    assert_eq!((page.version, page.posting_id), (None, None), "a preview");
    let text = page.reasons.unwrap().text();
    assert!(text.contains("样例·一") && text.contains("灯 红灯") && text.contains("已通报 否"), "{text}");
    assert_eq!((page.facts[0].kind, page.facts[0].title.as_str()), (FactKind::Light, "ZD-2023-02 生态修复（2023年9月）"));
    assert_eq!(page.facts[0].item_id, Some(office.item("ZD-2023-02").await.0));
    let key = "评价扣分｜评价｜白羊镇｜2023年｜小安溪区级河长·白羊镇·2023-10-20".to_owned();
    let page = line(&office, &head_at(JANUARY), 2023, &WhichLine { key }, &latest()).await.unwrap();
    assert_eq!((page.facts[0].kind, page.facts[0].record_kind.as_deref()), (FactKind::Record, Some("rating")));
    assert_eq!(page.facts[0].title, "河长评价 小安溪区级河长 白羊镇 2023-10-20");

    // Why not: the bonus that was missed, and by what.
    let wanted = WhichMissed { subject: "白羊镇".into(), item: Some("按期完成".into()), table: None };
    let told = why_not(&office, &head_at(JANUARY), 2023, &wanted, &latest()).await.unwrap();
    let missed = &told.missed[0];
    assert_eq!((told.missed.len(), missed.given, missed.nearest.len(), missed.clause.as_str()), (1, 0, 1, "样例·三：按期完成加1分"));
    let tried = &missed.nearest[0].tried[0];
    assert_eq!((tried.holds, tried.condition.as_str()), (Some(false), "KNOWN(完成日)"), "{:?}", missed.nearest);

    // The rule book has every clause, with the lines under it.
    let told = rule_book(&office, &head_at(JANUARY), 2023, &latest()).await.unwrap();
    let red = told.chapters.iter().find(|chapter| chapter.clause.starts_with("样例·一")).unwrap();
    assert_eq!((red.lines.len(), red.sum), (5, amount("-5")));

    let found = what_if(&office, &head_at(JANUARY), 2023, &WhichSubject { subject: "白羊镇".into(), most: None }, &latest()).await.unwrap();
    assert_eq!((found.what_if.known, found.what_if.changes[0].difference), (amount("-1.5"), amount("1")));
    assert_eq!(found.facts[0].as_ref().unwrap().kind, FactKind::Light);
}

#[tokio::test]
async fn a_year_is_published_once_ended_by_the_head_and_on_what_was_seen() {
    let office = office().await;
    assert_eq!(code(&published(&office, "2023-11-03T01:00:00Z", 1).await), "year_not_ended");
    let basis = preview(&office, &head_at(JANUARY), 2023, None).await.unwrap().basis;
    let form = PublishAssessment { id: Some(Uuid::from_u128(1)), basis };
    for call in [staff_at(JANUARY), assessor(), person("杜衡（auditor）", Role::Auditor, JANUARY)] {
        assert_eq!(code(&publish(&office, &call, 2023, &form).await), "not_allowed");
    }
    let stale = PublishAssessment { basis: "0".into(), ..form.clone() };
    assert_eq!(code(&publish(&office, &head_at(JANUARY), 2023, &stale).await), "basis_changed");
    let round = publish(&office, &head_at(JANUARY), 2023, &form).await.unwrap();
    assert_eq!((round.brief.version, round.brief.number.as_str()), (1, "铜河长办〔2024〕1号"));
    assert_eq!(round.brief.appeal_until, day("2024-01-22"), "five working days after a Monday");
    let again = publish(&office, &head_at(JANUARY), 2023, &form).await.unwrap();
    assert_eq!((again.brief.id, again.versions.len()), (round.brief.id, 0), "a repeat changes nothing");
    assert_eq!(code(&published(&office, "2024-01-15T02:00:00Z", 2).await), "nothing_new");
    // Whoever recorded with an earlier moment than what was published has to ask again.
    let earlier = staff_at("2024-01-15T00:59:00Z");
    let form = RecordForm {
        id: None,
        values: [("河长", "小安溪区级河长"), ("被评单位", "白羊镇"), ("评价等次", "好"), ("评价日期", "2023-12-20")]
            .map(|(column, text)| (column.to_owned(), text.to_owned()))
            .into(),
    };
    assert_eq!(code(&records::record(&office, &earlier, "rating", &form).await), "issued_meanwhile");

    // Everyone sees the ranking; a liaison sees its own unit's ledger and no other's.
    let liaison = liaison_at(&office, "白羊镇", JANUARY).await;
    let page = show_round(&office, &liaison, 2023, None).await.unwrap();
    assert_eq!(page.result.ranking.rows.len(), 2);
    assert_eq!(page.result.scores.iter().map(|score| score.subject.as_str()).collect::<Vec<_>>(), ["白羊镇"]);
    assert!(page.result.ranking.rows[1].gap.is_none() && page.problems.is_empty());
    assert_eq!(ledger(&office, &liaison, 2023, "白羊镇", &latest()).await.unwrap().score.unwrap().score, Some(amount("-1.5")));
    let other = ledger(&office, &liaison, 2023, "区水利局", &latest()).await.unwrap_err();
    assert_eq!((other.kind, other.code), (FaultKind::Hidden, "not_found"));
    let key = WhichLine { key: "红灯扣分｜亮灯｜区水利局｜2023年9月｜ZD-2023-02·2023-09".into() };
    assert_eq!(line(&office, &liaison, 2023, &key, &latest()).await.unwrap_err().kind, FaultKind::Hidden);
    assert_eq!(code(&ledger(&office, &liaison, 2023, "白羊镇", &WhichResult { preview: true, ..latest() }).await), "not_allowed");
    let own = rule_book(&office, &liaison, 2023, &latest()).await.unwrap();
    assert!(own.lines.iter().all(|line| line.subject.as_deref() == Some("白羊镇")) && own.lines.len() == 2);
    assert_eq!(code(&document(&office, &liaison, 2023, 1, DocumentKind::Xlsx).await), "not_found");
    assert_eq!(years(&office, &liaison).await.unwrap()[0].rounds.len(), 1);

    for kind in [DocumentKind::Xlsx, DocumentKind::Docx] {
        let (name, bytes) = document(&office, &head_at(JANUARY), 2023, 1, kind).await.unwrap();
        assert!(name.starts_with("2023年度河长制考核结果（第1版）"), "{name}");
        assert_eq!(document(&office, &assessor(), 2023, 1, kind).await.unwrap().1, bytes, "the same bytes each time");
    }
}

async fn contest(office: &Office, call: &Call, posting: Uuid, id: u128, text: &str) -> Result<AppealView, Fault> {
    lodge_appeal(office, call, PostingId(posting), &LodgeAppeal { id: Some(Uuid::from_u128(id)), text: text.into(), files: vec![] }).await
}

#[tokio::test]
async fn a_posting_is_contested_in_time_by_its_unit_and_decided_by_someone_apart() {
    let office = office().await;
    published(&office, JANUARY, 1).await.unwrap();
    let page = account(&office, "区水利局", &latest()).await;
    let running: Vec<String> = page.entries.iter().map(|entry| entry.running.to_string()).collect();
    assert_eq!(running, ["-1", "-2", "-3", "-4", "-4"]);
    let september = page.entries.iter().find(|entry| entry.line.period == "2023年9月").unwrap();
    let posting = september.posting_id.unwrap();
    assert_eq!((september.version, september.appeal_until), (Some(1), Some(day("2024-01-22"))));

    let unit = liaison_at(&office, "区水利局", "2024-01-22T10:00:00Z").await;
    let other = liaison_at(&office, "白羊镇", "2024-01-22T10:00:00Z").await;
    let late = liaison_at(&office, "区水利局", "2024-01-22T17:00:00Z").await;
    assert_eq!(contest(&office, &other, posting, 7, "不服").await.unwrap_err().kind, FaultKind::Hidden, "another unit's posting");
    assert_eq!(code(&contest(&office, &head_at(JANUARY), posting, 7, "不服").await), "not_allowed");
    let fault = contest(&office, &late, posting, 7, "不服").await.unwrap_err();
    assert!(fault.code == "too_late" && fault.zh.contains("2024-01-22"), "it is the 23rd in China: {fault}");
    assert_eq!(code(&contest(&office, &unit, posting, 7, " ").await), "missing");
    let lodged = contest(&office, &unit, posting, 7, "九月已经完工").await.unwrap();
    assert_eq!((lodged.state, lodged.amount, lodged.due_on), (AppealState::Lodged, Some(amount("-1")), day("2024-01-22")));
    assert_eq!(contest(&office, &unit, posting, 7, "九月已经完工").await.unwrap().id, lodged.id, "a repeat changes nothing");
    assert_eq!(code(&contest(&office, &unit, posting, 8, "再提").await), "contested_already");
    let shown = ledger(&office, &unit, 2023, "区水利局", &latest()).await.unwrap();
    let entry = shown.entries.iter().find(|entry| entry.posting_id == Some(posting)).unwrap();
    assert_eq!(entry.actions[0].reason.as_deref(), Some("已提出申诉"));
    assert_eq!((appeals(&office, &unit, 2023).await.unwrap().len(), appeals(&office, &other, 2023).await.unwrap().len()), (1, 0));

    // Who recorded the item, or published the result, does not decide, whatever their role.
    let id = AppealId(lodged.id);
    let form = |upheld: bool| DecideAppeal { upheld, text: "核查属实".into() };
    let decide_at = "2024-01-23T01:00:00Z";
    for (who, why) in [("周明（staff）", "登记了事项ZD-2023-02"), ("陈静（head）", "公布了这笔记分")] {
        let involved = person(who, Role::Assessor, decide_at);
        let fault = decide_appeal(&office, &involved, id, &form(true)).await.unwrap_err();
        assert_eq!((fault.kind, fault.code), (FaultKind::NotAllowed, "not_independent"));
        assert!(fault.zh.contains(why), "{}", fault.zh);
        let seen = appeals(&office, &involved, 2023).await.unwrap();
        assert!(!seen[0].actions[0].allowed && seen[0].actions[0].reason.as_deref().unwrap().contains(why));
    }
    assert_eq!(code(&decide_appeal(&office, &head_at(decide_at), id, &form(true)).await), "not_allowed");
    let apart = person("沈岚（assessor）", Role::Assessor, decide_at);
    assert_eq!(code(&decide_appeal(&office, &apart, id, &DecideAppeal { upheld: true, text: String::new() }).await), "missing");
    let decided = decide_appeal(&office, &apart, id, &form(true)).await.unwrap();
    assert_eq!((decided.state, decided.decided_by.as_deref()), (AppealState::Upheld, Some("沈岚（assessor）")));
    assert_eq!(code(&decide_appeal(&office, &apart, id, &form(false)).await), "decided_already");
    let after = account(&office, "区水利局", &latest()).await;
    assert_eq!(after.score.unwrap().score, Some(amount("-4")), "a decision alone changes no score");
}

#[tokio::test]
async fn a_second_version_reverses_and_posts_anew_and_both_are_replayed() {
    let office = office().await;
    published(&office, JANUARY, 1).await.unwrap();
    // The check of September is recorded late: nothing was red after all, and it was done in time.
    let item = office.item("ZD-2023-02").await;
    let asked = AskCloseOut { text: "已完成".into(), evidence: vec![] };
    ask_close_out(&office, &staff_at("2024-01-20T01:00:00Z"), item, &asked).await.unwrap();
    let late = CheckCloseOut { agreed: true, checked_on: day("2023-09-28"), text: "现场核查，已完成".into(), evidence: vec![] };
    check_close_out(&office, &person("高远（inspector）", Role::Inspector, "2024-01-20T01:30:00Z"), item, &late).await.unwrap();
    let page = preview(&office, &head_at("2024-01-20T02:00:00Z"), 2023, None).await.unwrap();
    assert_eq!((page.would_reverse, page.would_post), (4, 1));
    let second = published(&office, "2024-01-20T02:00:00Z", 2).await.unwrap();
    assert_eq!((second.brief.version, second.versions.len(), second.brief.number.as_str()), (2, 1, "铜河长办〔2024〕2号"));

    let now = account(&office, "区水利局", &latest()).await;
    assert_eq!((now.entries.len(), now.score.unwrap().score), (10, Some(amount("1"))));
    assert_eq!(now.entries.last().unwrap().running, amount("1"), "the ledger is the score");
    let taken_back: Vec<_> = now.entries.iter().filter(|entry| entry.reverses.is_some()).collect();
    assert_eq!(taken_back.len(), 4);
    assert!(taken_back.iter().all(|entry| entry.line.amount == Some(amount("1")) && entry.line.title == "冲销：红灯"));
    let first = account(&office, "区水利局", &version(1)).await;
    assert_eq!((first.entries.len(), first.score.unwrap().score), (5, Some(amount("-4"))), "the first version stays readable");
    assert_eq!(code(&ledger(&office, &head_at(JANUARY), 2023, "区水利局", &version(3)).await), "not_found");
    let old = first.entries[0].posting_id.unwrap();
    let unit = liaison_at(&office, "区水利局", "2024-01-20T03:00:00Z").await;
    assert_eq!(code(&contest(&office, &unit, old, 9, "不服").await), "reversed");

    let (count, differences) = replay(&office, &head_at("2024-01-21T01:00:00Z")).await.unwrap();
    assert_eq!((count, differences.len()), (2, 0), "{differences:#?}");
    let found = anlan_app::audit::verify(&office, &common::auditor()).await.unwrap();
    assert_eq!((found.assessments, found.faults.len()), (2, 0), "{:?}", found.faults);
}

#[tokio::test]
async fn a_pack_is_tried_on_a_past_year() {
    let office = office().await;
    let call = staff_at(JANUARY);
    let same = backtest(&office, &call, &RunBacktest { years: vec![2023], ..RunBacktest::default() }).await.unwrap();
    assert!(same.usable && same.years[0].comparison.same && same.years[0].comparison.subjects.is_empty());
    let draft = RunBacktest { years: vec![2023], pack: Some("sample-draft".into()), ..RunBacktest::default() };
    let found = backtest(&office, &call, &draft).await.unwrap();
    let compared = &found.years[0].comparison;
    assert_eq!(
        (compared.losers.len(), compared.winners.len(), compared.clauses[0].clause.as_str()),
        (2, 0, "样例·一：红灯每个事项每月扣1分")
    );
    assert_eq!((compared.clauses[0].before, compared.clauses[0].after), (amount("-5"), amount("-10")));

    let edited = |rules: String| RunBacktest {
        years: vec![2023],
        files: BTreeMap::from([("rules.toml".to_owned(), rules)]),
        ..RunBacktest::default()
    };
    let milder = backtest(&office, &call, &edited(RULES.replace("\"-1分\", period", "\"-0.5分\", period"))).await.unwrap();
    assert_eq!(milder.years[0].comparison.winners, ["区水利局", "白羊镇"]);
    let broken = backtest(&office, &call, &edited(RULES.replace("灯 = \\\"红灯\\\"", "灯色 = \\\"红灯\\\""))).await.unwrap();
    assert!(!broken.usable && broken.years.is_empty());
    let note = broken.notes.iter().find(|note| note.error).unwrap();
    assert!(note.file == "rules.toml" && note.line > 30 && note.text.contains("灯色"), "{note:?}");
    let other =
        backtest(&office, &call, &edited(RULES.replace("[[fact]]\ntable = \"单位\"", "[[fact]]\ntable = \"人口\""))).await.unwrap_err();
    assert!(other.code == "not_offered" && other.zh.contains("“人口”") && other.zh.contains("亮灯"), "{other}");
    let column = backtest(&office, &call, &edited(RULES.replace("类别: 文字", "类别: 日期"))).await.unwrap_err();
    assert!(column.zh.contains("“类别: 日期”") && column.zh.contains("类别: 文字"), "{}", column.zh);
    assert_eq!(code(&backtest(&office, &office.liaison("白羊镇").await, &edited(RULES.to_owned())).await), "not_allowed");
    assert_eq!(pack_files(&office, &call, "sample-assessment").unwrap().files["rules.toml"], RULES);
    let tables = offered(&office, &call).unwrap();
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "单位",
            "亮灯",
            "事项",
            "水质月值",
            "河长",
            "问题",
            "函件",
            "办结",
            "批示",
            "暗访",
            "回头看",
            "会议",
            "河流牵头单位",
            "断面",
            "水质样品",
            "河长评价",
            "群众举报",
            "巡河记录",
            "年度总结",
            "年度工作要点",
            "部门涉河工作",
            "调度",
            "资金",
            "实物成效",
            "问责",
        ]
    );
}

#[tokio::test]
async fn water_is_averaged_by_month_with_half_of_what_is_not_detected() {
    let office = office().await;
    add(&office, &staff(), "section", &[("断面名称", "小安溪大桥"), ("河流", "小安溪"), ("责任单位", "白羊镇")]).await;
    let samples = [("2023-01-03", "0.5", ""), ("2023-01-20", "0.2L", ""), ("2023-02-03", "9.9", "断流")];
    for (on, ammonia, mark) in samples {
        add(&office, &staff(), "sample", &[("断面", "小安溪大桥"), ("采样日期", on), ("氨氮", ammonia), ("标记", mark)]).await;
    }
    let page = preview(&office, &head_at(JANUARY), 2023, None).await.unwrap();
    let town = page.result.scores.iter().find(|score| score.subject == "白羊镇").unwrap();
    assert_eq!((town.score, town.known), (None, amount("-1.5")), "one month only: not assessed, and no score");
    assert!(town.why[0].starts_with("水质：缺少数据"), "{:?}", town.why);
    assert_eq!(page.result.ranking.unranked[0].subject, "白羊镇");

    add(&office, &staff_at("2023-11-03T02:00:00Z"), "sample", &[("断面", "小安溪大桥"), ("采样日期", "2023-03-03"), ("氨氮", "0.4")]).await;
    let key = "水质分｜水质｜白羊镇｜2023年｜小安溪大桥".to_owned();
    let page = line(&office, &head_at(JANUARY), 2023, &WhichLine { key }, &latest()).await.unwrap();
    assert_eq!(page.line.amount, Some(amount("1")));
    let text = page.reasons.unwrap().text();
    // (0.5 + 0.1) / 2 = 0.3 in January; (0.3 + 0.4) / 2 over the two months.
    assert!(text.contains("均值 = ") && text.contains("= 0.35") && text.contains("数值 0.3"), "{text}");
    assert_eq!(page.facts.iter().filter(|fact| fact.kind == FactKind::Water).count(), 2);
}

/// Set `ANLAN_SAVE` to a folder to look at the documents.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a test may write where its caller says")]
async fn the_pdf_is_made_of_what_was_published() {
    let office = office().await;
    published(&office, JANUARY, 1).await.unwrap();
    let (name, bytes) = document(&office, &head_at(JANUARY), 2023, 1, DocumentKind::Pdf).await.unwrap();
    assert!(name.ends_with(".pdf") && bytes.starts_with(b"%PDF-"));
    if let Some(folder) = std::env::var_os("ANLAN_SAVE") {
        std::fs::write(std::path::Path::new(&folder).join("result.pdf"), &bytes).unwrap();
        for (kind, end) in [(DocumentKind::Docx, "docx"), (DocumentKind::Xlsx, "xlsx")] {
            let bytes = document(&office, &head_at(JANUARY), 2023, 1, kind).await.unwrap().1;
            std::fs::write(std::path::Path::new(&folder).join(format!("result.{end}")), bytes).unwrap();
        }
    }
}
