//! An official document (公文) as data: what it says, not how it looks.
//!
//! The layout of GB/T 9704-2012 stands in [`crate::docx`] and in the PDF template. Wording, numbers
//! and the choice of recipients come from the callers; nothing here is computed from facts.

mod check;
mod form;
mod shown;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use check::OfficialFault;
pub(crate) use form::with_colon;
pub use form::{Attendees, Form, Masthead, Signed};
pub use shown::{chinese_date, width_in_characters};

/// A document with a red head (发文机关标志), from the issuer's mark to the imprint (版记).
/// [`OfficialDocument::plain`] makes the smallest one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficialDocument {
    /// How it is laid out.
    #[serde(default, skip_serializing_if = "Form::is_document")]
    pub form: Form,
    /// 发文机关标志: the issuer's name, printed red; for a letter without the word 文件, for minutes
    /// `×××纪要`, for a bulletin its name; empty for a text without a red head.
    pub issuer_mark: String,
    /// What stands below the mark of a bulletin; other forms do not print it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub masthead: Option<Masthead>,
    /// 发文字号, such as `铜河长办〔2023〕10号`.
    #[serde(default)]
    pub number: Option<String>,
    /// The title, line by line: breaks in a title are made by people, between words. A bulletin does
    /// not print it; it is the name of the file.
    pub title: Vec<String>,
    /// 主送机关, with or without the final colon; minutes and bulletins do not print it.
    #[serde(default)]
    pub addressee: Option<String>,
    /// The text.
    pub body: Vec<Block>,
    /// Those who were at a meeting, listed below the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendees: Vec<Attendees>,
    /// 附件: listed after the text, each printed on a new page.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// 发文机关署名 and 成文日期. Minutes with attendees print the date only, bulletins neither.
    pub signature: Signature,
    /// 附注, with or without its round brackets.
    #[serde(default)]
    pub note: Option<String>,
    /// 抄送机关, without the word 抄送; in a bulletin those it is sent to (分送).
    #[serde(default)]
    pub cc: Option<String>,
    /// 印发机关 and 印发日期; letters do not print them.
    #[serde(default)]
    pub imprint: Option<Imprint>,
}

/// A piece of text between title and signature, or in an attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// A heading of the first level (`一、`, 黑体); its number is part of the text.
    Heading1 {
        /// The heading.
        text: String,
    },
    /// A heading of the second level (`（一）`, 楷体); its number is part of the text.
    Heading2 {
        /// The heading.
        text: String,
    },
    /// A paragraph, its first line indented by two characters.
    Paragraph {
        /// The paragraph; a line break in it breaks the line.
        text: String,
    },
    /// The title of an article inside a bulletin, centred; its blocks follow it.
    ArticleTitle {
        /// The title; line breaks are made by people.
        text: String,
    },
    /// A note of the editor (编者按), 楷体, its label in 黑体.
    Note {
        /// The label, with or without the colon: `编者按`.
        label: String,
        /// What it says.
        text: String,
    },
    /// A table.
    Table(Table),
}

/// A table whose header row repeats on each page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// A line above the table.
    #[serde(default)]
    pub caption: Option<String>,
    /// The columns, at least one.
    pub columns: Vec<Column>,
    /// The rows; each has a text for every column.
    pub rows: Vec<Vec<String>>,
}

/// A column of a [`Table`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The heading.
    pub header: String,
    /// Width relative to the other columns; not 0.
    pub share: u32,
    /// How the cells are aligned; the heading is centred.
    #[serde(default)]
    pub align: Align,
}

/// Alignment of a column's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// To the left: running text.
    #[default]
    Left,
    /// Centred: lights, serial numbers, dates.
    Center,
    /// To the right: numbers.
    Right,
}

/// An attachment (附件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its name, as printed above it; line breaks are made by people and left out where it is listed
    /// after the text.
    pub title: String,
    /// Its content.
    pub blocks: Vec<Block>,
}

/// Who issues the document, and its date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// 发文机关署名.
    pub unit: String,
    /// 成文日期.
    pub date: NaiveDate,
}

/// Who printed the document, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imprint {
    /// 印发机关.
    pub printer: String,
    /// 印发日期.
    pub printed_on: NaiveDate,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::OfficialDocument;

    /// A circular with two attachments, as the lights of a month are published.
    pub(crate) fn circular() -> OfficialDocument {
        serde_json::from_str(include_str!("../../tests/circular.json")).unwrap()
    }

    #[test]
    fn a_document_survives_json() {
        let json = serde_json::to_string(&circular()).unwrap();
        assert_eq!(serde_json::from_str::<OfficialDocument>(&json).unwrap(), circular());
    }

    #[test]
    fn a_misspelt_field_is_refused() {
        let json = include_str!("../../tests/circular.json").replace("\"cc\"", "\"copy\"");
        assert!(serde_json::from_str::<OfficialDocument>(&json).is_err());
    }
}
