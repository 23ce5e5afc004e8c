//! The formats of official documents (公文格式) beside the common one, and what only they carry.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Block, OfficialDocument, Signature};

/// How a document is laid out: GB/T 9704-2012 sections 7 and 10, and the custom of bulletins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// The common format; without an issuer's mark it has no head.
    #[default]
    Document,
    /// 信函格式: red double lines, number at the right, no page number on page 1, no 印发.
    Letter,
    /// 纪要格式: the mark reads `×××纪要`, no addressee, the attendees stand below the text.
    Minutes,
    /// 简报: a masthead with issue, editor and date; articles; 分送 at the end. The standard does not
    /// know it; the layout follows what offices print.
    Bulletin,
}

impl Form {
    /// Whether this is the common format, which JSON leaves out.
    #[must_use]
    pub fn is_document(&self) -> bool {
        *self == Self::Document
    }

    /// The largest size of the mark in points; a long mark is set smaller, so that it fits its line.
    /// The standard leaves it to the issuer: larger than the title (22 pt), striking, not crude.
    pub(crate) fn largest_mark_points(self) -> u32 {
        match self {
            Self::Document | Self::Minutes => 54,
            Self::Letter => 42,
            Self::Bulletin => 60,
        }
    }
}

/// What stands below the mark of a bulletin (简报).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Masthead {
    /// The issue within the year, such as `2023年第10期`.
    pub issue: String,
    /// The issue counted through all years, such as `总第147期`, with or without round brackets.
    #[serde(default)]
    pub serial: Option<String>,
    /// 编印单位, such as `重庆市河长办公室`.
    pub editor: String,
    /// The day of issue.
    pub date: NaiveDate,
}

/// Those who were at a meeting, in one part: `出席`, `请假` or `列席`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attendees {
    /// What they did, without the colon: `出席`.
    pub label: String,
    /// Their names, with their units where needed.
    pub names: String,
}

impl OfficialDocument {
    /// A document without head, addressee, attachments, note and imprint: what callers start from, so
    /// that a new field of documents does not concern them.
    #[must_use]
    pub fn plain(title: Vec<String>, body: Vec<Block>, signature: Signature) -> Self {
        Self {
            form: Form::Document,
            issuer_mark: String::new(),
            masthead: None,
            number: None,
            title,
            addressee: None,
            body,
            attendees: Vec::new(),
            attachments: Vec::new(),
            signature,
            note: None,
            cc: None,
            imprint: None,
        }
    }

    /// Whether the title is printed: a bulletin's articles have titles of their own.
    #[must_use]
    pub fn prints_title(&self) -> bool {
        match self.form {
            Form::Document | Form::Letter | Form::Minutes => true,
            Form::Bulletin => false,
        }
    }

    /// What is printed of unit and date below the text.
    #[must_use]
    pub fn signed(&self) -> Signed {
        match self.form {
            Form::Document | Form::Letter => Signed::UnitAndDate,
            Form::Minutes if self.attendees.is_empty() => Signed::UnitAndDate,
            Form::Minutes => Signed::Date,
            Form::Bulletin => Signed::Nothing,
        }
    }

    /// 主送机关 is printed; minutes and bulletins have none.
    pub(super) fn has_addressee(&self) -> bool {
        match self.form {
            Form::Document | Form::Letter => true,
            Form::Minutes | Form::Bulletin => false,
        }
    }

    /// The word before those who get a copy.
    #[must_use]
    pub fn cc_label(&self) -> &'static str {
        match self.form {
            Form::Document | Form::Letter | Form::Minutes => "抄送",
            Form::Bulletin => "分送",
        }
    }

    /// The imprint that is printed: a letter has none.
    pub(crate) fn printed_imprint(&self) -> Option<&super::Imprint> {
        match self.form {
            Form::Document | Form::Minutes | Form::Bulletin => self.imprint.as_ref(),
            Form::Letter => None,
        }
    }
}

/// What of a [`Signature`] is printed below the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// The unit's name centred on the date.
    UnitAndDate,
    /// The date only.
    Date,
    /// Nothing: the date stands in the head.
    Nothing,
}

impl Masthead {
    /// The issue, then the serial in round brackets: `2023年第10期（总第147期）`.
    #[must_use]
    pub fn issue_line(&self) -> String {
        let bare = |serial: &str| serial.trim_start_matches(['（', '(']).trim_end_matches(['）', ')']).to_owned();
        let serial = self.serial.as_deref().map(bare).filter(|serial| !serial.is_empty());
        serial.map_or_else(|| self.issue.clone(), |serial| format!("{}（{serial}）", self.issue))
    }
}

impl Attendees {
    /// The label with its full-width colon.
    #[must_use]
    pub fn label_line(&self) -> String {
        with_colon(&self.label)
    }
}

/// A label with its full-width colon, once.
pub(crate) fn with_colon(label: &str) -> String {
    format!("{}：", label.trim_end_matches(['：', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::official::tests::circular;

    #[test]
    fn a_document_of_the_common_form_keeps_its_json() {
        let json = serde_json::to_string(&circular()).unwrap();
        assert!(!json.contains("form") && !json.contains("masthead") && !json.contains("attendees"), "{json}");
    }

    #[test]
    fn forms_print_what_they_know() {
        let mut document = circular();
        assert!(document.addressee_line().is_some() && document.printed_imprint().is_some());
        document.form = Form::Letter;
        assert!(document.addressee_line().is_some() && document.printed_imprint().is_none());
        document.form = Form::Minutes;
        assert_eq!(document.signed(), Signed::UnitAndDate);
        document.attendees = vec![Attendees { label: "出席:".to_owned(), names: "王琳".to_owned() }];
        assert_eq!(document.signed(), Signed::Date);
        assert_eq!(document.attendees[0].label_line(), "出席：");
        assert!(document.addressee_line().is_none());
        document.form = Form::Bulletin;
        assert!(!document.prints_title() && document.cc_line().unwrap().starts_with("分送："));
    }

    #[test]
    fn the_serial_is_bracketed_once() {
        let date = NaiveDate::from_ymd_opt(2023, 10, 31).unwrap();
        let mut masthead = Masthead { issue: "2023年第10期".to_owned(), serial: None, editor: String::new(), date };
        assert_eq!(masthead.issue_line(), "2023年第10期");
        masthead.serial = Some("（总第147期）".to_owned());
        assert_eq!(masthead.issue_line(), "2023年第10期（总第147期）");
    }
}
