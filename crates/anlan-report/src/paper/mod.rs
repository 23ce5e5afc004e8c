//! Official documents from templates: a template with what it tells gives text in a small markup, the text gives the document.
//!
//! A template is minijinja; what it may use comes from the caller as data. Whatever a value holds, it stays text: the marks of the
//! markup in it are escaped. A name that is not there is an error and no gap.
//!
//! The text begins with a head, `键：值` line by line (see [`markup`]), and a line `---`. Then each line is one thing:
//!
//! ```text
//! # 关于2023年10月河流管理保护           a line of the title
//! ## 一、总体情况                       a heading of the first level
//! ### （一）重大事项                    a heading of the second level
//! | 编号 <16 | 名称 <36 | 亮灯 ^8 |     a table's head: name, alignment (< ^ >), width
//! | ZD-1 | 小安溪整治 | 红灯 |          its rows
//! === 红灯、黄灯事项                     an annex begins
//! 根据……                                anything else is a paragraph
//! ```

mod markup;

use crate::official::{OfficialDocument, chinese_date};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};

/// Why no document comes of a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {told}")]
pub struct PaperFault {
    /// The line, of the template or of the text it gave; 0 where none can be named.
    pub line: usize,
    /// What is wrong, in Chinese and English.
    pub told: String,
}

/// A template: what every office may use, and what one office writes instead, whole or as blocks (`{% extends "common" %}`).
#[derive(Debug, Clone, Copy)]
pub struct Template<'a> {
    /// The common one.
    pub common: &'a str,
    /// An office's own.
    pub own: Option<&'a str>,
}

/// The document that a template makes of what it is given.
///
/// # Errors
/// The template is not one, asks for what is not there, or gives text that is no document.
pub fn draw(template: Template<'_>, given: &serde_json::Value) -> Result<OfficialDocument, PaperFault> {
    let document = markup::read(&filled(template, given, escaped)?)?;
    document.check().map_err(|fault| PaperFault { line: 0, told: format!("{} ({fault})", fault.zh()) })?;
    Ok(document)
}

/// The text that a template makes of what it is given, values as they are: for words that people edit afterwards.
///
/// # Errors
/// The template is not one, or asks for what is not there.
pub fn words(template: &str, given: &serde_json::Value) -> Result<String, PaperFault> {
    filled(Template { common: template, own: None }, given, as_it_is)
}

type Formatter = fn(&mut Output<'_>, &mut State<'_, '_>, &Value) -> Result<(), Error>;

/// What an office's own template calls the common one.
const COMMON: &str = "common";

fn filled(template: Template<'_>, given: &serde_json::Value, formatter: Formatter) -> Result<String, PaperFault> {
    let made = || {
        let mut environment = Environment::new();
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // Our own escapes: what a block or macro has caught is escaped already.
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("paper".into()));
        environment.set_formatter(formatter);
        environment.add_filter("zh", chinese_day);
        environment.add_template(COMMON, template.common)?;
        match template.own {
            Some(own) => environment.render_named_str("own", own, Serde(given)),
            None => environment.get_template(COMMON)?.render(Serde(given)),
        }
    };
    made().map_err(|fault: Error| PaperFault { line: fault.line().unwrap_or(0), told: told(&fault) })
}

fn told(fault: &Error) -> String {
    let detail = fault.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    let place = if fault.name() == Some(COMMON) { "通用模板" } else { "模板" };
    format!("{place}有误 ({}{detail})", fault.kind())
}

/// Marks that begin something, wherever they stand.
const MARKS: [char; 4] = ['\\', '|', '#', '='];

/// A value as text of the markup: nothing in it begins anything, and it stays on its line of the markup.
fn escaped(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let plain = if value.is_none() { String::new() } else { value.to_string() };
    if value.is_safe() {
        return out.write_str(&plain).map_err(|_| Error::from(ErrorKind::WriteFailure));
    }
    let mut text = String::with_capacity(plain.len());
    for letter in plain.chars() {
        match letter {
            mark if MARKS.contains(&mark) => text.extend(['\\', mark]),
            '\n' => text.push_str("\\n"),
            '\r' => {}
            other => text.push(other),
        }
    }
    out.write_str(&text).map_err(|_| Error::from(ErrorKind::WriteFailure))
}

fn as_it_is(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    out.write_str(&value.to_string()).map_err(|_| Error::from(ErrorKind::WriteFailure))
}

/// `2023-10-31` as documents write it: `2023年10月31日`; anything else as it is.
fn chinese_day(day: &str) -> String {
    day.parse().map_or_else(|_| day.to_owned(), chinese_date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::official::{Align, Block};
    use serde_json::json;

    const PAPER: &str = "红头：{{ mark }}\n署名：{{ unit }}\n日期：2023-10-31\n---\n# {{ title }}\n{% if red > 0 %}\n红灯{{ red }}个，{{ on|zh }}。\n{% endif %}\n| 编号 <16 | 亮灯 ^8 |\n{% for row in rows %}\n| {{ row.number }} | {{ row.light }} |\n{% endfor %}\n=== 附件\n甲\n";

    fn own(text: &str) -> Template<'_> {
        Template { common: text, own: None }
    }

    #[test]
    fn an_office_writes_a_block_of_its_own() {
        let common = "署名：甲\n日期：2023-10-31\n---\n# 题\n{% block opening %}\n通用。\n{% endblock %}\n共{{ red }}个。\n";
        let made = |own| draw(Template { common, own }, &given()).unwrap().body;
        let paragraphs = |texts: [&str; 2]| texts.map(|text| Block::Paragraph { text: text.to_owned() }).to_vec();
        assert_eq!(made(None), paragraphs(["通用。", "共2个。"]));
        assert_eq!(
            made(Some("{% extends \"common\" %}\n{% block opening %}\n本区。\n{% endblock %}\n")),
            paragraphs(["本区。", "共2个。"])
        );
    }

    fn given() -> serde_json::Value {
        json!({ "mark": "甲区河长办", "unit": "甲区河长办", "title": "通报", "red": 2, "on": "2023-10-31",
                "rows": [{ "number": "# A|1\n二", "light": "=== 红" }] })
    }

    #[test]
    fn a_template_and_what_it_tells_make_a_document() {
        let made = draw(own(PAPER), &given()).unwrap();
        assert_eq!((made.issuer_mark.as_str(), made.title.as_slice()), ("甲区河长办", &["通报".to_owned()][..]));
        assert_eq!(made.body[0], Block::Paragraph { text: "红灯2个，2023年10月31日。".to_owned() });
        let Block::Table(table) = &made.body[1] else { panic!("a table") };
        assert_eq!((table.columns[1].share, table.columns[1].align), (8, Align::Center));
        assert_eq!(made.attachments[0].title, "附件");
    }

    #[test]
    fn what_a_value_holds_stays_text() {
        let made = draw(own(PAPER), &given()).unwrap();
        let Block::Table(table) = &made.body[1] else { panic!("a table") };
        assert_eq!(table.rows, [["# A|1\n二".to_owned(), "=== 红".to_owned()]]);
    }

    #[test]
    fn what_a_block_has_caught_is_escaped_once() {
        let text = "署名：甲\n日期：2023-10-31\n---\n# 题\n{% set own %}{{ rows[0].number }}{% endset %}\n{{ own }}\n";
        assert_eq!(draw(own(text), &given()).unwrap().body, [Block::Paragraph { text: "# A|1\n二".to_owned() }]);
    }

    #[test]
    fn what_cannot_be_laid_out_is_refused() {
        let told = |text: &str| draw(own(text), &given()).unwrap_err().told;
        assert!(told(&PAPER.replace("| {{ row.light }} |", "|")).contains("第 1 个表第 1 行"));
        assert!(told(&PAPER.replace("<16", "<0")).contains("宽度为 0"));
        assert!(told(&PAPER.replace("# {{ title }}", "")).contains("没有标题"));
    }

    #[test]
    fn conditions_leave_out_what_does_not_hold() {
        let mut given = given();
        given["red"] = json!(0);
        assert!(matches!(draw(own(PAPER), &given).unwrap().body[0], Block::Table(_)));
    }

    #[test]
    fn a_name_that_is_not_there_is_named_with_its_line() {
        let fault = draw(own(&PAPER.replace("red }}", "reds }}")), &given()).unwrap_err();
        assert_eq!((fault.line, fault.told.contains("模板有误")), (7, true), "{fault}");
        let fault = draw(own("署名：甲\n日期：2023-10-31\n---\n# 通报\n{% if %}\n"), &given()).unwrap_err();
        assert_eq!(fault.line, 5, "{fault}");
    }

    #[test]
    fn words_keep_their_gaps_and_values() {
        let made = words("{% if n > 1 %}已完成{已完成任务数}，见#{{ n }}|。{% endif %}", &json!({ "n": 2 })).unwrap();
        assert_eq!(made, "已完成{已完成任务数}，见#2|。");
    }
}
