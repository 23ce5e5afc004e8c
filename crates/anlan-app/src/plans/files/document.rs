//! A version as an official document: its head, the usual chapters, the five lists as annexes.

use super::column::Column;
use super::export::Told;
use anlan_core::days::zh;
use anlan_core::plan::{Chapter, PlanList, PlanRow};
use anlan_report::official::{Align, Attachment, Block, Column as Shown, OfficialDocument, Signature, Table, width_in_characters};
use uuid::Uuid;

const NUMERALS: [&str; 5] = ["一", "二", "三", "四", "五"];
/// Longest heading inside a chapter, in characters.
const HEADING: usize = 30;

/// The lists that belong to a chapter.
fn lists_of(chapter: Chapter) -> &'static [PlanList] {
    match chapter {
        Chapter::Summary => &[],
        Chapter::State => &[PlanList::Problem],
        Chapter::Targets => &[PlanList::Target],
        Chapter::Measures => &[PlanList::Task, PlanList::Measure],
        Chapter::Safeguards => &[PlanList::Duty],
    }
}

pub(super) fn official(told: &Told<'_>, name: &dyn Fn(Uuid) -> String) -> OfficialDocument {
    let annexes: Vec<PlanList> = PlanList::ALL.iter().copied().filter(|list| !told.content.rows(*list).is_empty()).collect();
    let mut body = vec![head(told)];
    let written = |chapter: &&Chapter| {
        told.content.chapters.get(*chapter).is_some_and(|text| !text.trim().is_empty())
            || lists_of(**chapter).iter().any(|list| annexes.contains(list))
    };
    for (numeral, chapter) in NUMERALS.iter().zip(Chapter::ALL.iter().filter(written)) {
        body.push(Block::Heading1 { text: format!("{numeral}、{}", chapter.zh()) });
        let text = told.content.chapters.get(chapter).map(String::as_str).unwrap_or_default();
        body.extend(text.trim_matches('\n').lines().filter(|_| !text.trim().is_empty()).map(line));
        for list in lists_of(*chapter) {
            if let Some(place) = annexes.iter().position(|own| own == list) {
                let annex = if annexes.len() > 1 { format!("附件{}", place + 1) } else { "附件".to_owned() };
                body.push(Block::Paragraph { text: reference(*list, &annex, told.content.rows(*list).len()) });
            }
        }
    }
    let attachments = annexes
        .iter()
        .map(|list| Attachment { title: list.zh().to_owned(), blocks: vec![Block::Table(table(told.content.rows(*list), name))] });
    let mut title = vec![told.plan.head.title.clone()];
    title.extend(told.draft().map(|draft| format!("（{draft}）")));
    OfficialDocument {
        issuer_mark: told.unit.clone(),
        number: told.approval().and_then(|approval| approval.document.clone()),
        attachments: attachments.collect(),
        ..OfficialDocument::plain(title, body, Signature { unit: told.unit.clone(), date: told.day() })
    }
}

/// What points from a chapter to a list; recognised and left out when the document is read again.
fn reference(list: PlanList, annex: &str, rows: usize) -> String {
    format!("附：{}（{annex}，共{rows}条）。", list.zh())
}

/// Whether a line is such a pointer.
pub(super) fn is_reference(line: &str) -> bool {
    line.strip_prefix("附：").is_some_and(|rest| PlanList::ALL.iter().any(|list| rest.starts_with(&format!("{}（附件", list.zh()))))
}

fn head(told: &Told<'_>) -> Block {
    let columns = vec![
        Shown { header: "项目".to_owned(), share: 20, align: Align::Center },
        Shown { header: "内容".to_owned(), share: 80, align: Align::Left },
    ];
    let rows = told.head().into_iter().map(|(word, value)| vec![word.to_owned(), value]).collect();
    Block::Table(Table { caption: None, columns, rows })
}

/// A line of a chapter, without the blanks people indent by: `（一）河道概况` is a heading, all else is text.
fn line(line: &str) -> Block {
    let text = line.trim().to_owned();
    let numbered = text.strip_prefix('（').and_then(|rest| rest.split_once('）')).is_some_and(|(numeral, rest)| {
        !numeral.is_empty() && numeral.chars().all(|letter| "一二三四五六七八九十".contains(letter)) && !rest.is_empty()
    });
    if numbered && text.chars().count() <= HEADING && !text.ends_with(['。', '；', '：']) {
        Block::Heading2 { text }
    } else {
        Block::Paragraph { text }
    }
}

/// The columns that hold something; number and text always.
fn table(rows: &[PlanRow], name: &dyn Fn(Uuid) -> String) -> Table {
    let mut columns = Vec::new();
    let mut cells: Vec<Vec<String>> = rows.iter().map(|_| Vec::new()).collect();
    for column in Column::ALL {
        let texts: Vec<String> = rows.iter().map(|row| shown(column, row, name)).collect();
        if matches!(column, Column::Number | Column::Text) || texts.iter().any(|text| !text.is_empty()) {
            columns.push(Shown { header: column.zh().to_owned(), share: share(column, &texts), align: align(column) });
            cells.iter_mut().zip(texts).for_each(|(row, text)| row.push(text));
        }
    }
    Table { caption: None, columns, rows: cells }
}

/// A field as documents write it: a day in words, which a narrow column can break.
fn shown(column: Column, row: &PlanRow, name: &dyn Fn(Uuid) -> String) -> String {
    match row.limit_on.filter(|_| column == Column::LimitOn) {
        Some(day) => zh(day),
        None => column.shown(row, name),
    }
}

/// A column's width: long texts get more, by the root of their length; none less than its longest number needs in one line.
fn share(column: Column, texts: &[String]) -> u32 {
    let most = |measure: fn(&str) -> u32| texts.iter().map(|text| measure(text)).max().unwrap_or(0);
    let least = if column == Column::Text { 18 } else { 5 };
    (most(width_in_characters) * 5).isqrt().max(most(longest_word) + 2).max(least)
}

/// The longest piece of a text that no line can be broken in.
fn longest_word(text: &str) -> u32 {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.' && letter != '-');
    words.map(width_in_characters).max().unwrap_or(0).min(14)
}

fn align(column: Column) -> Align {
    match column {
        Column::Text | Column::Place | Column::Unit | Column::Helpers | Column::Indicator | Column::Money => Align::Left,
        Column::Base | Column::Target => Align::Right,
        Column::Number | Column::Serves | Column::Field | Column::Holder | Column::UnitOfMeasure | Column::Years | Column::LimitOn => {
            Align::Center
        }
    }
}
