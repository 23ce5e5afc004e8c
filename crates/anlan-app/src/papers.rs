//! The office's own documents: a template, what it is given, and the bytes. The same gives the same bytes.

use crate::figures::asked;
use crate::{Anlan, Fault};
use anlan_core::figure::JudgedFigure;
use anlan_core::pack::papers::{PaperKind, PaperText, paper, sample};
use anlan_core::pack::{Pack, PackFault};
use anlan_report::docx::docx;
use anlan_report::official::OfficialDocument;
use anlan_report::paper::{PaperFault, Template, draw, words};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What a document is handed out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// Editable in Word and WPS.
    Docx,
    /// To be read and printed.
    Pdf,
    /// As tables.
    Xlsx,
}

fn template(text: &PaperText) -> Template<'_> {
    Template { common: &text.common, own: text.own.as_deref() }
}

/// Whether each template of a pack makes a document of the sample, and each condition of its texts can be decided.
///
/// # Errors
/// The file, the line, and what is wrong.
pub fn check(pack: &Pack) -> Result<(), PackFault> {
    for text in pack.head.texts.iter().filter(|text| text.has_conditions()) {
        let sample = asked("1项", Some("1"), (true, true));
        let figures: Map<String, Value> = text.names().into_iter().map(|name| (name, sample.clone())).collect();
        for chapter in &text.chapters {
            words(&chapter.text, &json!({ "figures": figures })).map_err(|told| PackFault {
                pack: pack.head.id.clone(),
                file: "texts.toml".to_owned(),
                fault: format!("[[text]] `{}`“{}”：{told}", text.key, chapter.heading),
            })?;
        }
    }
    for kind in PaperKind::ALL {
        if pack.paper(*kind).is_some() {
            let fault = |fault: String| PackFault { pack: pack.head.id.clone(), file: format!("papers/{}.jinja", kind.key()), fault };
            let given: Value = serde_json::from_str(sample(*kind)).map_err(|e| fault(e.to_string()))?;
            let paper = paper(*kind, Some(pack));
            // All of its figures assessed, none of them, and none there.
            for (known, assessed) in [(true, true), (true, false), (false, false)] {
                let told = if assessed { asked("1项", Some("1"), (true, true)) } else { asked("〔未评〕", None, (known, false)) };
                let mut given = given.clone();
                given["figures"] = Value::Object(paper.figures().into_iter().map(|name| (name, told.clone())).collect());
                draw(template(&paper), &given).map_err(|e| fault(e.to_string()))?;
            }
        }
    }
    Ok(())
}

/// The document that a template makes of what it is given.
///
/// # Errors
/// The template cannot be filled with it.
pub(crate) fn drawn(text: &PaperText, given: &Value) -> Result<OfficialDocument, Fault> {
    draw(template(text), given).map_err(|fault| refused(&fault))
}

fn refused(PaperFault { line, told }: &PaperFault) -> Fault {
    let zh = format!("公文模板第{line}行：{told}。请修改规则包中的模板后再试。");
    Fault::conflict("paper_fault", zh, format!("the template of the document, line {line}: {told}"))
}

/// The words of a chapter as drafted: those of its conditions that hold now. Its `{gaps}` stay.
///
/// # Errors
/// A condition cannot be decided.
pub(crate) fn drafted<'f>(
    chapter: &str,
    names: &BTreeSet<String>,
    figures: impl Iterator<Item = &'f JudgedFigure>,
) -> Result<String, Fault> {
    // What is asked for and not in force on the day is not assessed.
    let unknown = names.iter().map(|name| (name.clone(), asked("", None, (false, false))));
    let known = figures.map(|figure| {
        let value = format!("{}{}", figure.shown, figure.unit);
        (figure.name.clone(), asked(&value, figure.value.as_deref(), (true, figure.value.is_some())))
    });
    let figures: Map<String, Value> = unknown.chain(known).collect();
    words(chapter, &json!({ "figures": figures })).map_err(|fault| refused(&fault))
}

/// A document by its template: its file name and bytes.
///
/// # Errors
/// The template cannot be filled, no Chinese font for a PDF, or no such kind.
pub(crate) async fn made(
    anlan: &Anlan,
    name: String,
    text: &PaperText,
    given: &Value,
    kind: DocumentKind,
) -> Result<(String, Vec<u8>), Fault> {
    handed(anlan, name, drawn(text, given)?, kind).await
}

/// A document's file name and bytes; where tables are asked for and there are none, a PDF.
///
/// # Errors
/// It lacks something, or no Chinese font for a PDF.
pub(crate) async fn handed(
    anlan: &Anlan,
    name: String,
    official: OfficialDocument,
    kind: DocumentKind,
) -> Result<(String, Vec<u8>), Fault> {
    match kind {
        DocumentKind::Docx => Ok((format!("{name}.docx"), docx(&official).map_err(|fault| failed(&fault))?)),
        DocumentKind::Pdf | DocumentKind::Xlsx => Ok((format!("{name}.pdf"), pdf(anlan, official).await?)),
    }
}

pub(crate) fn failed(fault: &dyn std::error::Error) -> Fault {
    Fault::internal("document", "生成文件失败，请联系管理员查看日志。", fault.to_string())
}

/// An official document as PDF.
#[cfg(feature = "pdf")]
pub(crate) async fn pdf(anlan: &Anlan, official: OfficialDocument) -> Result<Vec<u8>, Fault> {
    let fonts = anlan.fonts();
    // Setting type takes a second or more: off the threads that answer requests.
    let made = tokio::task::spawn_blocking(move || anlan_report::pdf::pdf(&official, &fonts)).await;
    let made = made.map_err(|fault| failed(&fault))?;
    made.map_err(|fault| Fault::internal("pdf", fault.zh(), fault.to_string()))
}

#[cfg(not(feature = "pdf"))]
pub(crate) async fn pdf(_: &Anlan, _: OfficialDocument) -> Result<Vec<u8>, Fault> {
    Err(Fault::internal("pdf_left_out", "本安装包没有包含PDF功能，请下载docx后另存为PDF。", "This build has no PDF: take the docx."))
}

/// The lines of a title whose breaks are written as `|`.
pub(crate) fn lines(title: &str) -> Vec<&str> {
    title.split('|').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn figure(name: &str, value: Option<&str>) -> JudgedFigure {
        JudgedFigure {
            key: name.to_owned(),
            name: name.to_owned(),
            about: String::new(),
            formula: String::new(),
            unit: "个".to_owned(),
            since: None,
            clause: String::new(),
            reading: None,
            adds: false,
            front: false,
            differs: None,
            value: value.map(str::to_owned),
            shown: value.unwrap_or("〔未评〕").to_owned(),
            coverage: None,
            facts: vec![],
        }
    }

    #[test]
    fn words_hang_on_figures_as_drafted() {
        let chapter = r#"抽查{抽查}{% if figures["反弹"].number == 0 %}，没有反弹{% else %}，反弹{反弹}{% endif %}。"#;
        let names = BTreeSet::from(["反弹".to_owned()]);
        let drafted = |value| drafted(chapter, &names, [figure("反弹", value)].iter()).unwrap();
        assert_eq!(drafted(Some("0")), "抽查{抽查}，没有反弹。");
        assert_eq!(drafted(Some("2")), "抽查{抽查}，反弹{反弹}。");
        assert_eq!(drafted(None), "抽查{抽查}，反弹{反弹}。", "what is not assessed is not none");
        let absent = super::drafted(chapter, &names, std::iter::empty()).unwrap();
        assert_eq!(absent, "抽查{抽查}，反弹{反弹}。", "nor is what no pack in force has");
        let unknown = super::drafted(chapter, &BTreeSet::new(), std::iter::empty()).unwrap_err();
        assert_eq!((unknown.code, unknown.zh.contains("第1行")), ("paper_fault", true), "{}", unknown.zh);
    }

    /// The loop's pack of Tongliang with its texts changed.
    fn loop_with(change: impl Fn(&str) -> String) -> Result<(), PackFault> {
        let files = [
            ("pack.toml", include_str!("../../../packs/tongliang-loop-2022/pack.toml").to_owned()),
            ("rules.toml", include_str!("../../../packs/tongliang-loop-2022/rules.toml").to_owned()),
            ("figures.toml", include_str!("../../../packs/tongliang-loop-2022/figures.toml").to_owned()),
            ("texts.toml", change(include_str!("../../../packs/tongliang-loop-2022/texts.toml"))),
        ];
        let files: BTreeMap<String, String> = files.map(|(name, text)| (name.to_owned(), text)).into();
        check(&Pack::load("tongliang-loop-2022", files)?)
    }

    #[test]
    fn a_condition_that_cannot_be_decided_is_refused_with_its_chapter() {
        loop_with(str::to_owned).unwrap();
        let fault = loop_with(|text| text.replace(".number == 0", ".count.of == 0")).unwrap_err();
        assert!(fault.file == "texts.toml" && fault.fault.contains("二、督办和回头看"), "{fault}");
        let fault = loop_with(|text| text.replace("{% endif %}", "")).unwrap_err();
        assert!(fault.fault.contains("模板有误"), "{fault}");
    }

    #[test]
    fn each_common_template_makes_a_document_of_its_sample() {
        for kind in PaperKind::ALL {
            let given = serde_json::from_str(sample(*kind)).unwrap();
            assert!(draw(template(&paper(*kind, None)), &given).is_ok(), "{}", kind.key());
        }
    }
}
