//! The words by which sheets and columns are recognised: `glossary/headers.toml`.

use super::mapping::SheetKind;
use crate::views::{ImportField, ImportFields};
use anlan_core::days::parse_month;
use anlan_core::text;
use serde::Deserialize;
use std::sync::OnceLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Headers {
    sheet: Vec<SheetWords>,
    pub(crate) total_rows: Words,
    pub(crate) close_out: CloseOutWords,
    pub(crate) yes_no: YesNoWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SheetWords {
    pub(crate) kind: SheetKind,
    pub(crate) label: String,
    pub(crate) names: Vec<String>,
    pub(crate) field: Vec<FieldWords>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldWords {
    pub(crate) key: String,
    pub(crate) label: String,
    #[serde(default)]
    pub(crate) required: bool,
    pub(crate) headers: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    pub(crate) words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CloseOutWords {
    pub(crate) closed: Vec<String>,
    pub(crate) open: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct YesNoWords {
    pub(crate) yes: Vec<String>,
    pub(crate) no: Vec<String>,
}

/// The checked-in words. A damaged file is caught by the test below, so an empty set never reaches a user.
pub(crate) fn headers() -> &'static Headers {
    static HEADERS: OnceLock<Headers> = OnceLock::new();
    HEADERS.get_or_init(|| {
        let empty = || Headers {
            sheet: vec![],
            total_rows: Words { words: vec![] },
            close_out: CloseOutWords { closed: vec![], open: vec![] },
            yes_no: YesNoWords { yes: vec![], no: vec![] },
        };
        toml::from_str(include_str!("../../../../glossary/headers.toml")).unwrap_or_else(|_| empty())
    })
}

impl Headers {
    pub(crate) fn sheets(&self) -> &[SheetWords] {
        &self.sheet
    }

    pub(crate) fn of(&self, kind: SheetKind) -> Option<&SheetWords> {
        self.sheet.iter().find(|words| words.kind == kind)
    }
}

/// A header made comparable: narrow, no blanks, and without what stands in brackets at its end, such as a unit.
pub(crate) fn plain(header: &str) -> String {
    let name = text::name(header);
    match name.rsplit_once('(') {
        Some((before, _)) if !before.is_empty() && name.ends_with(')') => before.to_owned(),
        _ => name,
    }
}

impl FieldWords {
    /// The header of its column in workbooks that Anlan writes: the label, with the unit where one is needed.
    pub(crate) fn written(&self) -> String {
        match self.key.as_str() {
            "money" => "资金（万元）".to_owned(),
            "share" => "累计进度(%)".to_owned(),
            _ => self.label.clone(),
        }
    }

    /// How well a header fits: 2 exactly, 1 without its bracket, 0 not.
    pub(crate) fn fit(&self, header: &str) -> u32 {
        let name = text::name(header);
        let words = || self.headers.iter().map(|word| text::name(word));
        let fits = |header: &str| words().any(|word| word == header || month_in(&word, header).is_some());
        if fits(&name) { 2 } else { u32::from(fits(&plain(header))) }
    }

    /// The month a header names, as `截至10月进度` does: as written, to be read with the sheet's year.
    pub(crate) fn month(&self, header: &str) -> Option<String> {
        let (name, plain) = (text::name(header), plain(header));
        self.headers.iter().find_map(|word| month_in(&text::name(word), &name).or_else(|| month_in(&text::name(word), &plain)))
    }
}

/// What stands in a header where a word has `{month}`, when it reads as a month.
fn month_in(word: &str, header: &str) -> Option<String> {
    let (before, after) = word.split_once("{month}")?;
    let month = header.strip_prefix(before)?.strip_suffix(after)?.trim_end_matches(['底', '末']);
    let month = month.strip_suffix('份').unwrap_or(month);
    parse_month(month, 2000).ok().map(|_| month.to_owned())
}

/// What the fields are called, for the page that shows and changes the mapping.
#[must_use]
pub fn import_fields() -> Vec<ImportFields> {
    let field = |field: &FieldWords| ImportField { key: field.key.clone(), label: field.label.clone(), required: field.required };
    let sheet =
        |words: &SheetWords| ImportFields { list: words.kind, label: words.label.clone(), fields: words.field.iter().map(field).collect() };
    headers().sheets().iter().map(sheet).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_there_for_every_kind_of_sheet() {
        for kind in [SheetKind::Major, SheetKind::Measure, SheetKind::Problem, SheetKind::Progress] {
            let words = headers().of(kind).unwrap();
            assert!(words.field.iter().any(|field| field.key == "number" && field.required));
        }
        let share = headers().of(SheetKind::Measure).unwrap().field.iter().find(|field| field.key == "share").unwrap();
        assert_eq!(share.month("截至10月进度(%)").as_deref(), Some("10月"));
        assert_eq!(share.month("截至2023年9月底累计进度").as_deref(), Some("2023年9月"));
        assert_eq!((share.month("截至13月进度"), share.fit("截至年底进度")), (None, 0));
        assert_eq!(plain("资金（万元）"), "资金");
        assert_eq!(plain("事项（项目）名称"), "事项(项目)名称");
    }
}
