//! A text through its life.

use super::super::{Matter, MatterEvent};
use super::*;
use crate::ids::FactId;
use uuid::Uuid;

fn fact(event: TextEvent) -> MatterFact {
    MatterFact {
        id: FactId(Uuid::nil()),
        matter_id: MatterId(Uuid::from_u128(1)),
        occurred_on: "2023-12-31".parse().unwrap(),
        recorded_at: "2023-12-31T01:00:00Z".parse().unwrap(),
        by: Person { name: "甲".into(), post: String::new(), account: None, unit_id: None },
        event: MatterEvent::Text(event),
    }
}

fn content(text: &str) -> Box<TextContent> {
    let chapter =
        TextChapter { heading: "一、履职".into(), text: text.into(), table: Some("水质".into()), title: None, article: None };
    Box::new(TextContent { title: "述职报告".into(), chapters: vec![chapter], distribution: None, articles: vec![] })
}

fn drafted() -> Matter {
    let head = TextHead {
        template: "duty_report".into(),
        label: "述职报告".into(),
        chief_id: Some(ChiefId(Uuid::from_u128(2))),
        subject: "甲河区级河长".into(),
        paper: None,
        river_id: None,
        public: false,
        contributes: false,
        period: "2023".into(),
    };
    Matter::begin(&fact(TextEvent::Drafted {
        head: Box::new(head), content: content("巡河{巡河次数}次，调度{调度次数}次。")
    }))
    .unwrap()
}

fn frozen(figures: &[&str], tables: &[&str]) -> TextEvent {
    let names: BTreeSet<String> = BTreeSet::from(["a".to_owned()]);
    let figures = figures
        .iter()
        .map(|name| FrozenFigure { name: (*name).into(), value: "4".into(), missing: false, formula: String::new(), of: None })
        .collect();
    let table = |name: &&str| FrozenTable { name: (*name).into(), title: (*name).into(), headers: vec![], rows: vec![] };
    TextEvent::Finished {
        frozen: Box::new(Frozen {
            pack: "p".into(),
            pack_title: "规则".into(),
            pack_hash: "h".into(),
            as_of: "2023-12-31".parse().unwrap(),
            known_at: "2023-12-31T01:00:00Z".parse().unwrap(),
            clause: "条款".into(),
            figures,
            tables: tables.iter().map(table).collect(),
            records: names.len(),
            records_digest: crate::digest::of_names(names.iter().map(String::as_str)),
            packs: vec![],
        }),
        number: None,
        serial: None,
    }
}

#[test]
fn what_is_finished_changes_no_more() {
    let mut matter = drafted();
    let mut code = |event| matter.next(&fact(event)).map_err(|refusal| refusal.code);
    assert_eq!(code(TextEvent::Revised { content: content("巡河{巡河次数}次。") }), Ok(()));
    assert_eq!(code(frozen(&["巡河次数"], &["水质"])), Ok(()));
    for event in [TextEvent::Revised { content: content("") }, frozen(&[], &[]), TextEvent::Cancelled { reason: "错".into() }] {
        assert_eq!(code(event), Err("wrong_state"));
    }
    assert_eq!((matter.head().state, matter.head().closed_on), (MatterState::Final, "2023-12-31".parse().ok()));
}

#[test]
fn it_is_finished_only_with_every_figure_and_table_it_names() {
    let mut matter = drafted();
    let mut code = |event| matter.next(&fact(event)).map_err(|refusal| refusal.code);
    assert_eq!(code(frozen(&["巡河次数"], &["水质"])), Err("unknown_figure"));
    assert_eq!(code(frozen(&["巡河次数", "调度次数"], &[])), Err("unknown_table"));
    assert_eq!(code(TextEvent::Cancelled { reason: " ".into() }), Err("missing"));
    assert_eq!(
        code(TextEvent::Revised {
            content: Box::new(TextContent { title: "题".into(), chapters: vec![], distribution: None, articles: vec![] })
        }),
        Err("missing")
    );
}

#[test]
fn an_erratum_sets_right_what_a_finished_text_says_and_nothing_else() {
    let mut matter = drafted();
    let mut code = |event| matter.next(&fact(event)).map_err(|refusal| refusal.code);
    let erratum = |name: &str, was: &str, now: &str| {
        let corrections = vec![Correction { name: name.into(), was: was.into(), now: now.into() }];
        let known_at = "2024-01-02T01:00:00Z".parse().unwrap();
        TextEvent::Corrected { erratum: Box::new(Erratum { reason: "补登".into(), corrections, known_at }) }
    };
    assert_eq!(code(erratum("巡河次数", "4", "5")), Err("wrong_state"), "a draft is edited");
    assert_eq!(code(frozen(&["巡河次数", "调度次数"], &["水质"])), Ok(()));
    assert_eq!(code(erratum("巡河次数", "3", "5")), Err("nothing_wrong"), "it does not say 3");
    assert_eq!(code(erratum("巡河次数", "4", "4")), Err("nothing_wrong"));
    assert_eq!(code(erratum("巡河", "4", "5")), Err("nothing_wrong"));
    assert_eq!(code(erratum("巡河次数", "4", "5")), Ok(()));
    assert_eq!(code(erratum("巡河次数", "4", "6")), Err("nothing_wrong"), "it has been corrected to 5");
    assert_eq!(code(erratum("巡河次数", "5", "6")), Ok(()));
    let Matter::Text(text) = &matter else { unreachable!() };
    assert_eq!((text.says("巡河次数"), text.says("调度次数"), text.says("巡河")), (Some("6"), Some("4"), None));
    assert_eq!((text.state, text.frozen.as_ref().unwrap().value("巡河次数")), (MatterState::Final, Some("4")), "the text stays");
}

#[test]
fn figures_are_named_once_in_the_order_of_the_text() {
    assert_eq!(content("{乙}和{甲}，{乙}").figures(), ["乙", "甲"]);
}
