//! A published result as an official document: docx and PDF in the official layout with an annex of figures, and xlsx.
//! Rendered from the frozen content: the same version gives the same bytes.

use super::published::PublishedAssessment;
use super::show_round::row_of;
use crate::lights::{DocumentKind, pdf};
use crate::lists::decimal;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::assessment::{Amount, Line};
use anlan_core::days::zh;
use anlan_core::rule::sheet::Account;
use anlan_report::docx::docx;
use anlan_report::official::{Align, Attachment, Block, Column, Imprint, OfficialDocument, Signature, Table};
use anlan_report::write_workbook::{OutCell, OutColumn, OutSheet, write_workbook};
use std::collections::BTreeSet;

/// A published version's document: its file name and bytes. It tells every unit's lines, so it is for those who may read them all.
///
/// # Errors
/// Not allowed, not found, no Chinese font for a PDF, or the store fails.
pub async fn document(anlan: &Anlan, call: &Call, year: i32, version: i32, kind: DocumentKind) -> Result<(String, Vec<u8>), Fault> {
    call.ask(Action::AssessmentRead, Target::default())?;
    let row = row_of(anlan, call, year, Some(version)).await?;
    let content = anlan.published(&row)?;
    let name = format!("{year}年度河长制考核结果（第{version}版）");
    match kind {
        DocumentKind::Xlsx => {
            let bytes = write_workbook(&sheets(&content), content.published_on).map_err(|fault| failed(&fault))?;
            Ok((format!("{name}.xlsx"), bytes))
        }
        DocumentKind::Docx => Ok((format!("{name}.docx"), docx(&official(&content)).map_err(|fault| failed(&fault))?)),
        DocumentKind::Pdf => Ok((format!("{name}.pdf"), pdf(anlan, official(&content)).await?)),
    }
}

fn failed(fault: &dyn std::error::Error) -> Fault {
    Fault::internal("document", "生成文件失败，请联系管理员查看日志。", fault.to_string())
}

fn paragraph(text: String) -> Block {
    Block::Paragraph { text }
}

fn heading(text: &str) -> Block {
    Block::Heading1 { text: text.to_owned() }
}

/// A named number of the document: what it is, its value, how many records are behind it.
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

fn value<'f>(figures: &'f [Figure], name: &str) -> &'f str {
    figures.iter().find(|figure| figure.name == name).map_or("", |figure| figure.value.as_str())
}

fn official(content: &PublishedAssessment) -> OfficialDocument {
    let result = &content.assessment;
    let figures = figures(content);
    let of = |name: &str| value(&figures, name);
    let year = content.year;
    let mut body = vec![paragraph(format!(
        "根据{}，对{year}年度{}工作进行了考核。记录截至{}，规则为“{}”。共有考核对象{}个，其中有总分的{}个，因数据不足未评的{}个；应评记分{}笔，已评{}笔，覆盖率{}；被扣分的{}个。",
        result.pack.document,
        "河长制",
        zh(result.period.as_of),
        result.pack.title,
        of("考核对象"),
        of("有总分的"),
        of("未评的"),
        of("应评记分"),
        of("已评记分"),
        of("覆盖率"),
        of("被扣分的"),
    ))];
    if let Some(first) = &content.first_number {
        body.push(paragraph(format!(
            "本件为第{}版，根据公布后补充、更正的记录重新计算；原结果（{first}）保留不变，变化的记分已冲销重记。",
            content.version
        )));
    }
    body.push(heading("一、考核结果"));
    match &result.ranking.why_not {
        Some(why) => body.push(paragraph(format!("{why}。各考核对象已评的记分见附件。"))),
        None => body.push(paragraph("名次及得分见附件1。得分相同的名次并列，下一名次空出。".to_owned())),
    }
    if !result.ranking.unranked.is_empty() {
        let names: Vec<&str> = result.ranking.unranked.iter().map(|row| row.subject.as_str()).collect();
        body.push(paragraph(format!("{}因部分项目数据不足未评，不列名次，原因见附件。", names.join("、"))));
    }
    body.push(heading("二、申诉"));
    body.push(paragraph(format!(
        "对本通报的任何一笔记分有异议的，可在{}前（公布后{}个工作日内）通过系统对该笔记分提出申诉，由未参与记录、销号和公布的考核人员裁定。",
        zh(content.appeal_until),
        content.appeal_workdays
    )));
    OfficialDocument {
        issuer_mark: content.mark.clone(),
        number: Some(content.number.clone()),
        addressee: Some(content.addressee.clone()),
        attachments: attachments(content, &figures),
        cc: (!content.cc.is_empty()).then(|| content.cc.clone()),
        imprint: Some(Imprint { printer: content.issuer.clone(), printed_on: content.published_on }),
        ..OfficialDocument::plain(
            content.title.split('|').map(str::to_owned).collect(),
            body,
            Signature { unit: content.issuer.clone(), date: content.published_on },
        )
    }
}

type Columns<'a> = [(&'a str, u32, Align)];

fn table(columns: &Columns<'_>, rows: Vec<Vec<String>>) -> Block {
    let column = |(header, share, align): &(&str, u32, Align)| Column { header: (*header).to_owned(), share: *share, align: *align };
    Block::Table(Table { caption: None, columns: columns.iter().map(column).collect(), rows })
}

fn attachments(content: &PublishedAssessment, figures: &[Figure]) -> Vec<Attachment> {
    let result = &content.assessment;
    let label = result.subject_label.as_str();
    let mut made = Vec::new();
    let ranked: Vec<Vec<String>> = result
        .ranking
        .rows
        .iter()
        .map(|row| {
            let gap = row.gap.as_ref().map(|gap| {
                let items: Vec<String> = gap.items.iter().take(3).map(|item| format!("{}{}", item.item, signed(item.difference))).collect();
                if items.is_empty() { "各项相同".to_owned() } else { items.join("，") }
            });
            vec![row.rank.to_string(), row.subject.clone(), row.score.to_string(), gap.unwrap_or_default()]
        })
        .collect();
    if !ranked.is_empty() {
        let columns =
            [("名次", 9, Align::Center), (label, 28, Align::Left), ("得分", 13, Align::Right), ("与下一名的差别", 50, Align::Left)];
        made.push(Attachment { title: format!("{}年度考核名次及得分", content.year), blocks: vec![table(&columns, ranked)] });
    }
    if !result.ranking.unranked.is_empty() {
        let rows = result.ranking.unranked.iter().map(|row| vec![row.subject.clone(), row.known.to_string(), row.why.join("；")]).collect();
        let columns = [(label, 26, Align::Left), ("已评合计", 14, Align::Right), ("未评的原因", 60, Align::Left)];
        made.push(Attachment { title: "未评的考核对象及原因".to_owned(), blocks: vec![table(&columns, rows)] });
    }
    let moved = result.lines.iter().filter(|line| line.amount.is_none_or(|amount| !amount.is_zero()));
    let rows: Vec<Vec<String>> = moved
        .map(|line| {
            let amount = line.amount.map_or_else(|| "未评".to_owned(), signed);
            vec![line.subject.clone().unwrap_or_default(), line.item.clone(), line.period.clone(), line.title.clone(), amount]
        })
        .collect();
    if !rows.is_empty() {
        let columns = [
            (label, 24, Align::Left),
            ("项目", 16, Align::Left),
            ("期", 15, Align::Left),
            ("事由", 33, Align::Left),
            ("记分", 12, Align::Right),
        ];
        made.push(Attachment { title: "各笔记分".to_owned(), blocks: vec![table(&columns, rows)] });
    }
    for shown in &result.shown {
        let share = u32::try_from(100 / shown.headers.len().max(1)).unwrap_or(1).max(1);
        let columns: Vec<(&str, u32, Align)> = shown.headers.iter().map(|header| (header.as_str(), share, Align::Left)).collect();
        if !shown.rows.is_empty() && columns.len() <= 8 {
            made.push(Attachment { title: shown.title.clone(), blocks: vec![table(&columns, shown.rows.clone())] });
        }
    }
    let as_of = result.period.as_of.to_string();
    let rows = figures
        .iter()
        .map(|one| vec![one.name.to_owned(), one.value.clone(), one.definition.clone(), as_of.clone(), one.records.to_string()]);
    let columns = [
        ("数据", 15, Align::Left),
        ("数值", 12, Align::Right),
        ("定义", 44, Align::Left),
        ("截至", 16, Align::Center),
        ("记录数", 13, Align::Right),
    ];
    made.push(Attachment { title: "本通报所用数据".to_owned(), blocks: vec![table(&columns, rows.collect())] });
    made
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
