//! A published result as an official document: docx and PDF in the official layout with an annex of figures, and xlsx.
//! Rendered from the frozen content: the same version gives the same bytes.

use super::published::PublishedAssessment;
use super::show_round::row_of;
use crate::figures::with_named;
use crate::lists::decimal;
use crate::papers::{DocumentKind, failed, lines, made};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::assessment::{Amount, Line, Ranked};
use anlan_core::pack::papers::result_from_before;
use anlan_core::rule::sheet::Account;
use anlan_report::write_workbook::{OutCell, OutColumn, OutSheet, write_workbook};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};

/// A published version's document: its file name and bytes. It tells every unit's lines, so it is for those who may read them all.
///
/// # Errors
/// Not allowed, not found, no Chinese font for a PDF, or the store fails.
pub async fn document(anlan: &Anlan, call: &Call, year: i32, version: i32, kind: DocumentKind) -> Result<(String, Vec<u8>), Fault> {
    call.ask(Action::AssessmentRead, Target::default())?;
    let row = row_of(anlan, call, year, Some(version)).await?;
    let content = anlan.published(&row)?;
    let name = format!("{year}年度河长制考核结果（第{version}版）");
    if kind == DocumentKind::Xlsx {
        let bytes = write_workbook(&sheets(&content), content.published_on).map_err(|fault| failed(&fault))?;
        return Ok((format!("{name}.xlsx"), bytes));
    }
    let template = content.paper.clone().unwrap_or_else(result_from_before);
    made(anlan, name, &template, &given(&content), kind).await
}

/// A named number of the document: what it is, its value, how many records are behind it.
#[derive(Serialize)]
struct Figure {
    name: &'static str,
    value: String,
    definition: String,
    records: usize,
}

/// The figures of the document, each counted from the frozen lines.
fn figures(content: &PublishedAssessment) -> Vec<Figure> {
    let result = &content.assessment;
    let label = &result.subject_label;
    let points: Vec<&Line> = result.lines.iter().filter(|line| line.account == Account::Points).collect();
    let facts: BTreeSet<&str> = result.lines.iter().flat_map(|line| line.facts.iter().map(String::as_str)).collect();
    let lowered = result.scores.iter().filter(|score| {
        points.iter().any(|line| line.subject.as_ref() == Some(&score.subject) && line.amount.is_some_and(|amount| amount < Amount::ZERO))
    });
    let with_score = result.scores.iter().filter(|score| score.score.is_some()).count();
    let figure = |name: &'static str, value: String, definition: String, records: usize| Figure { name, value, definition, records };
    let percent = result.coverage.percent.clone().unwrap_or_else(|| "0".to_owned());
    vec![
        figure("考核对象", result.scores.len().to_string(), format!("规则包列明或者有记分的{label}"), result.scores.len()),
        figure("有总分的", with_score.to_string(), "各项均已评的考核对象".to_owned(), with_score),
        figure(
            "未评的",
            (result.scores.len() - with_score).to_string(),
            "至少一项因数据不足未评的考核对象".to_owned(),
            result.ranking.unranked.len(),
        ),
        figure("应评记分", result.coverage.lines.to_string(), "各条款应当产生的记分笔数".to_owned(), result.coverage.lines),
        figure("已评记分", result.coverage.assessed.to_string(), "其中有数额的笔数".to_owned(), result.coverage.assessed),
        figure(
            "覆盖率",
            format!("{percent}%"),
            format!("已评记分与应评记分之比（{}），四舍五入到两位小数", result.coverage.text),
            result.coverage.lines,
        ),
        figure(
            "被扣分的",
            lowered.count().to_string(),
            "至少有一笔扣分的考核对象".to_owned(),
            points.iter().filter(|line| line.amount.is_some_and(|amount| amount < Amount::ZERO)).count(),
        ),
        figure("依据的记录", facts.len().to_string(), "各笔记分所依据的记录，同一条只计一次".to_owned(), facts.len()),
    ]
}

/// What the template is given; `papers/samples/assessment-result.json` is an example.
pub(super) fn given(content: &PublishedAssessment) -> Value {
    let result = &content.assessment;
    let figures = figures(content);
    let values: Map<String, Value> = figures.iter().map(|one| (one.name.to_owned(), json!(one.value))).collect();
    let unranked =
        result.ranking.unranked.iter().map(|row| json!({ "subject": row.subject, "known": row.known.to_string(), "why": row.why }));
    let moved = result.lines.iter().filter(|line| line.amount.is_none_or(|amount| !amount.is_zero()));
    let told = |line: &Line| {
        let amount = line.amount.map_or_else(|| "未评".to_owned(), signed);
        json!({ "subject": line.subject, "item": line.item, "period": line.period, "title": line.title, "amount": amount })
    };
    // Rows that read the same are one, with how many there are.
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut rows: Vec<(Value, usize)> = Vec::new();
    for row in moved.clone().map(told) {
        let place = *places.entry(row.to_string()).or_insert(rows.len());
        match rows.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => rows.push((row, 1)),
        }
    }
    let told_once = rows.into_iter().map(|(mut row, count)| {
        row["count"] = json!(count);
        row
    });
    // Wider tables than a page holds are in the workbook.
    let tables = result.shown.iter().filter(|shown| !shown.rows.is_empty() && (1..=8).contains(&shown.headers.len()));
    let tables = tables
        .map(|shown| json!({ "title": shown.title, "headers": shown.headers, "share": 100 / shown.headers.len(), "rows": shown.rows }));
    let given = json!({
        "mark": content.mark,
        "issuer": content.issuer,
        "number": content.number,
        "addressee": content.addressee,
        "cc": content.cc,
        "title": lines(&content.title),
        "region": content.region_name,
        "year": content.year,
        "published_on": content.published_on,
        "version": content.version,
        "first_number": content.first_number,
        "appeal_until": content.appeal_until,
        "appeal_workdays": content.appeal_workdays,
        "document": result.pack.document,
        "pack": { "title": result.pack.title },
        "as_of": result.period.as_of,
        "label": result.subject_label,
        "counts": figures,
        // Templates of before tell the counts by this word; those that name figures of the region get these under it.
        "figures": figures,
        "figure": values,
        "ranking": {
            "why_not": result.ranking.why_not,
            "rows": result.ranking.rows.iter().map(ranked).collect::<Vec<_>>(),
            "unranked": unranked.collect::<Vec<_>>(),
        },
        "lines": moved.map(told).collect::<Vec<_>>(),
        "postings": told_once.collect::<Vec<_>>(),
        "tables": tables.collect::<Vec<_>>(),
    });
    match &content.paper {
        Some(paper) => with_named(given, paper, content.named.as_ref()),
        None => given,
    }
}

fn ranked(row: &Ranked) -> Value {
    let gap = row.gap.as_ref().map(|gap| {
        let items: Vec<String> = gap.items.iter().take(3).map(|item| format!("{}{}", item.item, signed(item.difference))).collect();
        if items.is_empty() { "各项相同".to_owned() } else { items.join("，") }
    });
    json!({ "rank": row.rank, "subject": row.subject, "score": row.score.to_string(), "gap": gap.unwrap_or_default() })
}

fn signed(amount: Amount) -> String {
    if amount > Amount::ZERO { format!("+{amount}") } else { amount.to_string() }
}

fn sheets(content: &PublishedAssessment) -> Vec<OutSheet> {
    let result = &content.assessment;
    let label = result.subject_label.as_str();
    let text = |value: &str| OutCell::Text(value.to_owned());
    let number = |amount: Option<Amount>| amount.map_or(OutCell::Empty, |amount| decimal(&amount.to_string()));
    let sheet = |name: &str, columns: &[(&str, f64)], rows: Vec<Vec<OutCell>>| OutSheet {
        name: name.to_owned(),
        title: Some(format!("{}年度河长制考核结果·{name}（{}，第{}版）", content.year, content.number, content.version)),
        columns: columns.iter().map(|(header, width)| OutColumn { header: (*header).to_owned(), width: *width }).collect(),
        rows,
    };
    let mut items: Vec<&str> = Vec::new();
    for item in result.scores.iter().flat_map(|score| &score.items) {
        if !items.contains(&item.item.as_str()) {
            items.push(&item.item);
        }
    }
    let mut columns = vec![("名次", 8.0), (label, 22.0), ("得分", 10.0), ("已评合计", 10.0), ("覆盖", 10.0)];
    columns.extend(items.iter().map(|item| (*item, 12.0)));
    columns.push(("未评的原因", 60.0));
    let rank = |subject: &str| result.ranking.rows.iter().find(|row| row.subject == subject).map(|row| row.rank);
    let mut scores: Vec<_> = result.scores.iter().collect();
    scores.sort_by_key(|score| (rank(&score.subject).unwrap_or(usize::MAX), &score.subject));
    let score_row = |score: &&anlan_core::assessment::Score| {
        let own = rank(&score.subject).map_or_else(|| text("未评"), |rank| decimal(&rank.to_string()));
        let mut cells = vec![own, text(&score.subject), number(score.score), number(Some(score.known)), text(&score.coverage.text)];
        cells.extend(items.iter().map(|item| number(score.items.iter().find(|own| own.item == *item).map(|own| own.sum))));
        cells.push(text(&score.why.join("；")));
        cells
    };
    let line_row = |line: &Line| {
        let account = match line.account {
            Account::Points => "分",
            Account::Money => "元",
        };
        vec![
            text(line.subject.as_deref().unwrap_or("")),
            text(&line.item),
            text(&line.period),
            text(&line.title),
            number(line.amount),
            text(account),
            text(line.missing.as_ref().map_or("", |missing| &missing.reason)),
            text(&line.clause),
            text(line.reading.as_deref().unwrap_or("")),
            decimal(&line.facts.len().to_string()),
        ]
    };
    let lines = [
        (label, 22.0),
        ("项目", 14.0),
        ("期", 14.0),
        ("事由", 28.0),
        ("记分", 10.0),
        ("单位", 6.0),
        ("未评的原因", 40.0),
        ("条款", 60.0),
        ("解释", 40.0),
        ("依据的记录数", 12.0),
    ];
    let mut made = vec![
        sheet("名次", &columns, scores.iter().map(score_row).collect()),
        sheet("分账", &lines, result.lines.iter().map(line_row).collect()),
    ];
    for shown in result.shown.iter().filter(|shown| !shown.headers.is_empty()) {
        let columns: Vec<(&str, f64)> = shown.headers.iter().map(|header| (header.as_str(), 16.0)).collect();
        made.push(sheet(&shown.title, &columns, shown.rows.iter().map(|row| row.iter().map(|cell| text(cell)).collect()).collect()));
    }
    let figures = figures(content);
    let figure = |one: &Figure| {
        vec![text(one.name), text(&one.value), text(&one.definition), OutCell::Date(result.period.as_of), decimal(&one.records.to_string())]
    };
    made.push(sheet(
        "数据",
        &[("数据", 16.0), ("数值", 12.0), ("定义", 60.0), ("截至", 12.0), ("记录数", 10.0)],
        figures.iter().map(figure).collect(),
    ));
    made
}
