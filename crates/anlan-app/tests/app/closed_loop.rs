//! The demonstration's closed loop: the bulletin's figures (rows T3, T4, T6, T7) counted from single records by the pack, each with
//! its reasons; draws that come out again; nothing kept beside the facts that differs from them.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

use crate::common;
use crate::plan_files::part;

use anlan_app::evidence::add_file;
use anlan_app::inspections::{note_on_the_spot, plan_inspection, release_inspection, show_inspection, withdraw_entry};
use anlan_app::instructions::write_instruction;
use anlan_app::ledgers::import_ledger;
use anlan_app::letters::{LetterPaper, issue, letter_document, proposals, record_letter};
use anlan_app::lights::{circular_draft, document, issue_circular, month_page, rebuild, replay, show_circular};
use anlan_app::lists::{self, show_item};
use anlan_app::look_backs::{redraw, relapse_rates};
use anlan_app::matters::{board, check_matters, find, story_of_item};
use anlan_app::overview::overview;
use anlan_app::papers::DocumentKind;
use anlan_app::problems::{ask_close_out, check_close_out};
use anlan_app::register::import_chiefs;
use anlan_app::views::{
    AskCloseOut, Because, CheckCloseOut, CircularPage, EvidenceForm, InspectionForm, IssueCircular, IssueLetter, ItemQuery, MatterQuery,
    ProblemForm, ReopenProblem, SpotForm, TodoKey, WriteInstruction,
};
use anlan_core::access::Role;
use anlan_core::ids::{CircularId, FactId, MatterId};
use anlan_core::light::Light;
use anlan_core::matter::MatterKind;
use anlan_core::matter::problem::Stage;
use anlan_core::pack::{Pack, Packs};
use common::{Office, at, code, day, demo_file, head, head_at, lists_pack, month, person, region, staff, staff_at, workbook};
use std::path::Path;
use uuid::Uuid;

const LEDGERS: [(&str, &str); 7] = [
    ("problem", "loop-problems.xlsx"),
    ("closing", "loop-closings.xlsx"),
    ("look_back", "loop-look-backs.xlsx"),
    ("closing", "loop-closings-again.xlsx"),
    ("letter", "loop-letters.xlsx"),
    ("instruction", "loop-instructions.xlsx"),
    ("meeting", "loop-meetings.xlsx"),
];

fn loop_pack() -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/tongliang-loop-2022");
    let names = ["pack.toml", "rules.toml", "figures.toml"];
    let files = names.map(|name| (name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap()));
    Pack::load("tongliang-loop-2022", files.into()).unwrap()
}

async fn office() -> Office {
    let office = Office::with_packs(Packs::new(vec![lists_pack(), loop_pack()]).unwrap()).await;
    filled(&office).await;
    office
}

async fn filled(office: &Office) {
    assert_eq!(office.import(&workbook()).await.faults, []);
    assert_eq!(office.import(&demo_file("tongliang-2022.xlsx")).await.faults, []);
    assert_eq!(import_chiefs(office, &head(), "chiefs-2023.xlsx", &demo_file("chiefs-2023.xlsx"), true).await.unwrap().faults, []);
    for kind in ["现场", "整改后"] {
        for n in 1..=3 {
            let name = format!("演示{kind}-{n}.png");
            add_file(office, &staff(), &name, &demo_file(&format!("pictures/{name}"))).await.unwrap();
        }
    }
    for (kind, file) in LEDGERS {
        let told = import_ledger(office, &staff(), kind, file, &demo_file(file), true).await.unwrap();
        assert_eq!(told.faults, [], "{file}");
        assert!(told.recorded && told.rows > 0, "{file}");
    }
}

#[tokio::test]
async fn draws_come_out_again_and_relapses_have_a_rate_with_its_interval() {
    let office = office().await;
    let draws = redraw(&office, &region(), None).await.unwrap();
    assert_eq!(draws.len(), 3);
    assert!(draws.iter().all(|draw| draw.then == draw.now));
    assert_eq!(draws.iter().map(|draw| draw.now.len()).sum::<usize>(), 32);
    let rates = relapse_rates(&office, &head(), 2023).await.unwrap();
    let rate = rates.all.rate.unwrap();
    assert_eq!((rates.all.sampled, rates.all.cannot_tell, rates.relapses_fixed), (32, 1, 2));
    assert_eq!((rate.of, rate.among, rate.share), (2, 31, 645));
    assert!(rate.low < rate.share && rate.share < rate.high && rate.high < 2500, "{rate:?}");
    assert_eq!(rates.sources.iter().map(|part| part.sampled).sum::<usize>(), 32);
}

#[tokio::test]
async fn what_is_kept_beside_the_facts_is_what_they_say() {
    let office = office().await;
    let checked = check_matters(&office, &region()).await.unwrap();
    assert_eq!((checked.faults, checked.matters), (vec![], 468));
    let all = find(&office, &head(), MatterKind::Problem, &MatterQuery::default()).await.unwrap();
    assert_eq!((all.rows.len(), all.total), (50, 380));
    let counted = board(&office, &head(), MatterKind::Problem, Some(2023)).await.unwrap();
    assert_eq!(counted.states.iter().map(|state| state.total).sum::<i64>(), 205);
    // A unit sees its own only, in lists as in counts.
    let unit = office.liaison("白羊镇").await;
    let own = find(&office, &unit, MatterKind::Problem, &MatterQuery::default()).await.unwrap();
    assert!(own.total > 0 && own.rows.iter().all(|row| row.unit.as_ref().is_some_and(|unit| unit.name == "白羊镇")));
    let counted = board(&office, &unit, MatterKind::Problem, Some(2023)).await.unwrap();
    assert!(counted.units.iter().all(|unit| unit.label == "白羊镇"));
}

#[tokio::test]
async fn what_comes_back_after_its_lists_year_is_lit_again_from_that_month() {
    let office = office().await;
    let item = office.item("WT-2022-04").await;
    let row = async |month: &str| {
        let query = ItemQuery { month: Some(month.into()), q: Some("WT-2022-04".into()), ..ItemQuery::default() };
        let rows = lists::find(&office, &head(), &query).await.unwrap().rows;
        rows.into_iter().next().map(|row| (row.year, row.light.map(|at| (at.light, at.month))))
    };
    let lit = async |of: &str| rebuild(&office, &head(), month(of), None).await.unwrap();
    let before = [lit("2023-08").await.len(), lit("2023-09").await.len(), lit("2023-10").await.len()];
    assert_eq!(row("2023-09").await, None);
    let form = ReopenProblem { reason: "又直排了".into(), limit_on: day("2023-12-01"), relapse: true, on: Some(day("2023-09-15")) };
    lists::reopen_item(&office, &staff_at("2023-11-03T02:00:00Z"), item, &form).await.unwrap();
    let after = [lit("2023-08").await.len(), lit("2023-09").await.len(), lit("2023-10").await.len()];
    assert_eq!(after, [before[0], before[1] + 1, before[2] + 1]);
    let red = lit("2023-09").await.into_iter().find(|light| light.item == "WT-2022-04").unwrap();
    assert_eq!(red.light, Light::Red, "{:?}", red.because);
    assert_eq!(row("2023-09").await, Some((2022, Some((Light::Red, month("2023-09"))))));
    assert_eq!(row("2023-08").await, Some((2022, None)), "it was closed then");
    // Its own page tells the later months before those of its own year, and nothing between.
    let page = show_item(&office, &head(), item).await.unwrap();
    let months: Vec<String> = page.lights.iter().map(|light| light.month.to_string()).collect();
    assert_eq!(months[..3], ["2023-10", "2023-09", "2022-12"]);
    assert_eq!(page.row.light.map(|at| at.month), Some(month("2023-10")));
    // What was known before it was recorded is as it was.
    let then = rebuild(&office, &head(), month("2023-09"), Some(at("2023-10-31T00:00:00Z"))).await.unwrap();
    assert!(then.iter().all(|light| light.item != "WT-2022-04"));
}

#[tokio::test]
async fn a_proposal_is_followed_once_by_who_signs_and_a_recorded_document_has_no_paper_of_ours() {
    let office = office().await;
    let proposed = proposals(&office, &staff(), month("2023-10")).await.unwrap().rows;
    let own = proposed.iter().find(|row| row.decided.is_none() && row.unit.is_some()).unwrap();
    assert!(own.because.windows(2).all(|pair| !pair[1].starts_with(pair[0].as_str())), "nothing is said twice: {:?}", own.because);
    assert!(own.clause.contains("渝简报147·铜梁"), "{}", own.clause);
    let form = |signer: &str| IssueLetter {
        id: None,
        letter: own.letter.clone(),
        unit_id: own.unit.as_ref().map(|unit| unit.id),
        chief_id: None,
        title: "提醒".into(),
        paragraphs: vec!["请办理。".into()],
        signer: signer.into(),
        reply_due_on: None,
        items: vec![],
        matters: vec![],
        month: Some(month("2023-10")),
        evidence: vec![],
        proposal: Some(own.key.clone()),
        issued_on: None,
    };
    assert_eq!(code(&issue(&office, &staff(), &form("区委书记")).await), "signer");
    // Two colleagues press at once: neither has seen the other's letter when they begin.
    let (one, other) = (form(""), form(""));
    let (clerk, chief) = (staff(), head());
    let (first, second) = tokio::join!(issue(&office, &clerk, &one), issue(&office, &chief, &other));
    let mut codes = [code(&first), code(&second)];
    codes.sort_unstable();
    assert_eq!(codes, ["decided_already", "done"]);
    let recorded = IssueLetter { letter: "supervisory".into(), proposal: None, month: None, ..form("") };
    let id = record_letter(&office, &staff(), &recorded).await.unwrap();
    assert_eq!(code(&letter_document(&office, &head(), id, LetterPaper::Letter, DocumentKind::Docx).await), "not_ours");
}

#[tokio::test]
async fn an_entry_withdrawn_becomes_no_problem_and_the_team_closes_none_of_its_findings() {
    let office = office().await;
    let plan = InspectionForm {
        id: None,
        title: "第四季度暗访".into(),
        from_on: day("2023-11-01"),
        to_on: day("2023-11-05"),
        team: vec!["高远".into(), "唐伟".into()],
        units: vec![],
        rivers: vec![],
        checklist: vec![],
    };
    let inspector = || person("高远（inspector）", Role::Inspector, common::NOW);
    let id = plan_inspection(&office, &inspector(), &plan).await.unwrap();
    let unit = office.unit("白羊镇").await;
    let finding = |found_on: &str, place: &str| ProblemForm {
        title: "河岸堆放垃圾".into(),
        description: String::new(),
        scheme: "four_disorders".into(),
        class: "乱堆".into(),
        source: "secret".into(),
        river_id: None,
        reach: String::new(),
        place: place.into(),
        lon: None,
        lat: None,
        found_on: day(found_on),
        finder: String::new(),
        finder_chief_id: None,
        prominent: false,
    };
    let source = anlan_app::problems::choices(&office, &inspector()).unwrap().sources[0].key.clone();
    let entry = |n: u128, found_on: &str, place: &str, unit_id: Uuid| SpotForm {
        id: Uuid::from_u128(n),
        place: "码头".into(),
        noted_at: at(common::NOW),
        answers: vec![],
        finding: Some(ProblemForm { source: source.clone(), ..finding(found_on, place) }),
        evidence: vec![],
        unit_id: Some(unit_id),
    };
    let note = async |form: SpotForm| code(&note_on_the_spot(&office, &inspector(), id, &form).await);
    let nobody = Uuid::from_u128(9);
    let refused = [
        note(entry(1, "2023-12-01", "码头", unit)).await,
        note(entry(2, "2023-11-02", "", unit)).await,
        note(entry(3, "2023-11-02", "码头", nobody)).await,
        note(entry(4, "0001-01-01", "码头", unit)).await,
    ];
    assert_eq!(refused, ["future", "no_place", "unknown_unit", "out_of_range"]);
    assert_eq!([note(entry(5, "2023-11-02", "码头", unit)).await, note(entry(6, "2023-11-02", "码头", unit)).await], ["done"; 2]);
    let withdraw = async |n: u128, reason: &str| {
        let form = Because { reason: reason.into() };
        code(&withdraw_entry(&office, &inspector(), id, FactId(Uuid::from_u128(n)), &form).await)
    };
    assert_eq!(
        [withdraw(6, " ").await, withdraw(7, "重复").await, withdraw(6, "重复").await, withdraw(6, "重复").await],
        ["missing", "no_entry", "done", "no_entry"]
    );
    assert_eq!(release_inspection(&office, &inspector(), id).await.unwrap(), 1);
    let page = show_inspection(&office, &inspector(), id).await.unwrap();
    assert_eq!((page.entries.len(), page.problems.len()), (2, 1), "what was withdrawn stays in sight");
    let problem = MatterId(page.problems[0].id);
    let town = office.liaison("白羊镇").await;
    let photo = add_file(&office, &town, "后.png", &demo_file("pictures/演示整改后-1.png")).await.unwrap().hash;
    let evidence = vec![EvidenceForm { hash: photo, stage: Stage::After, note: String::new() }];
    ask_close_out(&office, &town, problem, &AskCloseOut { text: "已清理".into(), evidence }).await.unwrap();
    let check = async |name: &str, on: &str| {
        let form = CheckCloseOut { agreed: true, text: "属实".into(), checked_on: day(on), evidence: vec![] };
        code(&check_close_out(&office, &person(name, Role::Inspector, common::NOW), problem, &form).await)
    };
    // One of the team found it too; nobody checks before they were asked.
    let checks = [check("唐伟（inspector3）", "2023-11-03").await, check("何敏", "2023-11-02").await, check("何敏", "2023-11-03").await];
    assert_eq!(checks, ["same_person", "out_of_range", "done"]);
}

#[tokio::test]
async fn what_waits_for_somebody_stands_on_their_first_page() {
    let office = office().await;
    let todo = async |call: &anlan_app::Call| {
        let page = overview(&office, call, None).await.unwrap();
        page.todo.into_iter().map(|todo| (todo.key, todo.count)).collect::<Vec<_>>()
    };
    let of_state = async |call: &anlan_app::Call, kind: MatterKind, state: &str| {
        let query = MatterQuery { state: Some(state.into()), ..MatterQuery::default() };
        usize::try_from(find(&office, call, kind, &query).await.unwrap().total).unwrap()
    };
    let mut told = 0;
    for (call, kind, state, key) in [
        (staff(), MatterKind::Problem, "reported", TodoKey::ProblemsToAssign),
        (staff(), MatterKind::Letter, "overdue", TodoKey::LettersOverdue),
        (staff(), MatterKind::Instruction, "written", TodoKey::InstructionsToAssign),
        (office.liaison("白羊镇").await, MatterKind::Letter, "issued", TodoKey::LettersToReceive),
        (office.liaison("白羊镇").await, MatterKind::Problem, "rectifying", TodoKey::ProblemsToMend),
    ] {
        let n = of_state(&call, kind, state).await;
        let found = todo(&call).await.into_iter().find(|(own, _)| *own == key).map_or(0, |(_, count)| count);
        assert_eq!(found, n, "{key:?}");
        told += n;
    }
    assert!(told > 0, "the demonstration has something for somebody");
}

#[tokio::test]
async fn an_item_tells_its_whole_story_in_order() {
    let office = office().await;
    let story = story_of_item(&office, &head(), office.item("HC-2023-071").await).await.unwrap();
    assert!(story.windows(2).all(|pair| pair[0].on <= pair[1].on));
    let kinds: Vec<&str> = story.iter().map(|step| step.kind.as_str()).collect();
    for kind in ["opened", "reported", "written_to", "instructed"] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    let letter = story.iter().find(|step| step.title.contains("约谈通知书")).unwrap();
    assert!(letter.matter.as_ref().is_some_and(|matter| matter.number.starts_with("铜河长办约〔2023〕")));
    // The unit whose item it is sees it; another does not.
    let other = office.liaison("白羊镇").await;
    assert_eq!(story_of_item(&office, &other, office.item("HC-2023-071").await).await.unwrap_err().code, "not_found");
}

#[tokio::test]
async fn a_half_valid_ledger_tells_every_fault_and_changes_nothing() {
    let office = Office::with_packs(Packs::new(vec![lists_pack(), loop_pack()]).unwrap()).await;
    assert_eq!(office.import(&workbook()).await.faults, []);
    let before = office.store.region(&region()).revision().await.unwrap();
    let text = "问题编号,问题,问题类型,发现来源,河流,发现日期,责任单位\n\
                铜问-2023-0001,河岸堆放垃圾,乱堆,区级暗访,小安溪,2023-05-01,白羊镇\n\
                铜问-2023-0009,河岸堆放垃圾,乱堆,区级暗访,小安溪,2023-05-02,白羊镇\n\
                铜问-2023-0003,河岸堆放垃圾,乱扔,区级暗访,小安溪,2023-05-03,白羊镇\n\
                铜问-2023-0004,河岸堆放垃圾,乱堆,路人甲,小安溪,2023-05-04,白羊镇\n";
    let told = import_ledger(&office, &staff(), "problem", "问题.csv", text.as_bytes(), true).await.unwrap();
    let codes: Vec<&str> = told.faults.iter().map(|fault| fault.code.as_str()).collect();
    assert!(
        !told.recorded && codes.contains(&"number") && codes.contains(&"unknown_class") && codes.contains(&"unknown_source"),
        "{codes:?}"
    );
    assert!(told.faults.iter().all(|fault| fault.message.contains('。') && !fault.message_en.is_empty()));
    assert_eq!(office.store.region(&region()).revision().await.unwrap(), before);
    assert_eq!(find(&office, &staff(), MatterKind::Problem, &MatterQuery::default()).await.unwrap().total, 0);
    let liaison = office.liaison("白羊镇").await;
    assert_eq!(import_ledger(&office, &liaison, "problem", "问题.csv", text.as_bytes(), true).await.unwrap_err().code, "not_allowed");
    let _ = person("谁", Role::Auditor, common::NOW);
}

#[tokio::test]
async fn a_circular_names_figures_and_what_is_recorded_later_makes_exactly_these_stale() {
    let office = Office::with_packs(Packs::new(vec![lists_pack_with_papers(), loop_pack()]).unwrap()).await;
    filled(&office).await;
    let october = month("2023-10");
    let (_, drafted) = circular_draft(&office, &head(), october, DocumentKind::Docx).await.unwrap();
    let basis = month_page(&office, &head(), october).await.unwrap().basis;
    let first = issue_circular(&office, &head(), october, &IssueCircular { id: None, basis }).await.unwrap();
    let figure = |page: &CircularPage, name: &str| page.figures.iter().find(|own| own.name == name).unwrap().clone();
    let instructions = figure(&first, "总河长、区级河长批示");
    let of = instructions.of.as_ref().unwrap();
    assert_eq!((instructions.value.as_str(), of.number.as_deref(), of.records), ("45次", Some("45"), 45));
    assert_eq!((first.figures.len(), first.stale.len()), (5, 0));
    let bytes = document(&office, &head(), CircularId(first.brief.id), DocumentKind::Docx).await.unwrap().1;
    for (told, holds) in [("批示45次", true), ("督办和回头看", true), ("未签发，供核对", false)] {
        assert_eq!(words(&bytes).contains(told), holds, "{told}");
    }
    assert!(words(&drafted).contains("未签发，供核对") && words(&drafted).contains("批示45次"));

    // An instruction of October turns up: it is counted now, the circular stays as it is.
    let form = WriteInstruction {
        id: None,
        text: "抓紧整改".into(),
        month: Some(october),
        item_id: None,
        problem_id: None,
        chief_id: None,
        chief: "总河长王某".into(),
        written_on: Some(day("2023-10-20")),
    };
    let seen = month_page(&office, &head(), october).await.unwrap().basis;
    write_instruction(&office, &staff_at("2023-11-03T02:00:00Z"), &form).await.unwrap();
    let later = head_at("2023-11-03T03:00:00Z");
    let page = show_circular(&office, &later, CircularId(first.brief.id)).await.unwrap();
    let stale: Vec<_> = page.stale.iter().map(|own| (own.name.as_str(), own.was.as_str(), own.now.as_str())).collect();
    assert_eq!(stale, [("总河长、区级河长批示", "45次", "46次")]);
    assert_eq!(page.content_hash, first.content_hash);
    assert_eq!(document(&office, &later, CircularId(first.brief.id), DocumentKind::Docx).await.unwrap().1, bytes);
    let ending = month_page(&office, &later, october).await.unwrap();
    assert_eq!((ending.stale, ending.differences.len(), ending.stale_figures.len()), (true, 0, 1));

    // What was looked at before is not what would be signed now.
    let old = issue_circular(&office, &later, october, &IssueCircular { id: None, basis: seen }).await;
    assert_eq!(code(&old), "basis_changed");
    // A unit reads what was issued, not what is known since.
    let unit = show_circular(&office, &office.liaison("白羊镇").await, CircularId(first.brief.id)).await.unwrap();
    assert!(unit.stale.is_empty() && unit.figures.iter().all(|own| own.formula.is_empty() && !own.value.is_empty()));

    // A second version tells what is known now, and the difference.
    let second = issue_circular(&office, &later, october, &IssueCircular { id: None, basis: ending.basis }).await.unwrap();
    assert_eq!((second.brief.version, figure(&second, "总河长、区级河长批示").value.as_str(), second.stale.len()), (2, "46次", 0));
    let bytes = document(&office, &later, CircularId(second.brief.id), DocumentKind::Docx).await.unwrap().1;
    assert!(words(&bytes).contains("数据“总河长、区级河长批示”原为45次，现为46次"), "{}", words(&bytes));
    let (recomputed, differ) = replay(&office, &later).await.unwrap();
    assert_eq!((recomputed, differ.len()), (2, 0), "{differ:?}");
}

#[tokio::test]
async fn a_circular_beside_other_rules_leaves_out_what_they_do_not_count() {
    let office = Office::with_packs(Packs::new(vec![lists_pack_with_papers()]).unwrap()).await;
    assert_eq!(office.import(&workbook()).await.faults, []);
    let october = month("2023-10");
    let basis = month_page(&office, &head(), october).await.unwrap().basis;
    let issued = issue_circular(&office, &head(), october, &IssueCircular { id: None, basis }).await.unwrap();
    assert!(issued.figures.is_empty());
    let bytes = document(&office, &head(), CircularId(issued.brief.id), DocumentKind::Docx).await.unwrap().1;
    assert!(words(&bytes).contains("二、工作要求") && !words(&bytes).contains("批示") && !words(&bytes).contains("没有这项数据"));
}

fn lists_pack_with_papers() -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/tongliang-lists-2023");
    let names = ["pack.toml", "rules.toml", "papers/circular.jinja"];
    let files = names.map(|name| (name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap()));
    Pack::load("tongliang-lists-2023", files.into()).unwrap()
}

fn words(docx: &[u8]) -> String {
    part(docx, "word/document.xml")
}
