//! How the parts of an official document are worded and measured in every format.

use chrono::{Datelike, NaiveDate};

use super::{OfficialDocument, Table, with_colon};

/// Beyond this many columns a table is set in 五号 instead of 小四.
const COLUMNS_IN_SMALL_FOUR: usize = 5;
/// A column of text needs about this many characters of 小四 to read well.
const LONGEST_IN_SMALL_FOUR: u32 = 60;

impl OfficialDocument {
    /// 主送机关 with its full-width colon, where the form has one.
    #[must_use]
    pub fn addressee_line(&self) -> Option<String> {
        let names = self.addressee.as_deref().filter(|_| self.has_addressee());
        names.map(with_colon)
    }

    /// 附注 in round brackets.
    #[must_use]
    pub fn note_line(&self) -> Option<String> {
        let bare = |note: &str| note.trim_start_matches(['（', '(']).trim_end_matches(['）', ')']).to_owned();
        self.note.as_deref().map(|note| format!("（{}）", bare(note)))
    }

    /// The line of 抄送 or 分送, ending with a full stop.
    #[must_use]
    pub fn cc_line(&self) -> Option<String> {
        self.cc_names().map(|names| format!("{}：{names}", self.cc_label()))
    }

    /// Those who get a copy, ending with a full stop.
    pub(crate) fn cc_names(&self) -> Option<String> {
        self.cc.as_deref().map(|names| format!("{}。", names.trim_end_matches(['。', '.'])))
    }

    /// The names listed after the text: `1. …` only when there are several; no mark at the end.
    #[must_use]
    pub fn attachment_list(&self) -> Vec<(String, String)> {
        let several = self.attachments.len() > 1;
        let label = |index: usize| if several { format!("{}. ", index + 1) } else { String::new() };
        let name = |title: &str| title.replace('\n', "").trim_end_matches(['。', '；', '，']).to_owned();
        let listed = self.attachments.iter().enumerate();
        listed.map(|(index, attachment)| (label(index), name(&attachment.title))).collect()
    }

    /// What stands at the top left of an attachment: `附件`, or `附件2` when there are several.
    #[must_use]
    pub fn attachment_mark(&self, index: usize) -> String {
        if self.attachments.len() > 1 { format!("附件{}", index + 1) } else { "附件".to_owned() }
    }
}

impl Table {
    /// The size of its text in half points: 小四 (12 pt) where it fits, else 五号 (10.5 pt).
    #[must_use]
    pub fn half_points(&self) -> u32 {
        let longest = self.rows.iter().flatten().map(|text| width_in_characters(text) / 2).max().unwrap_or(0);
        if self.columns.len() > COLUMNS_IN_SMALL_FOUR || longest > LONGEST_IN_SMALL_FOUR { 21 } else { 24 }
    }
}

/// A date as documents print it: `2023年11月3日`, no leading zeros.
#[must_use]
pub fn chinese_date(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The width of a line in half characters: Chinese characters count two, ASCII one.
#[must_use]
pub fn width_in_characters(text: &str) -> u32 {
    text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::official::tests::circular;

    #[test]
    fn dates_have_no_leading_zeros() {
        assert_eq!(chinese_date(NaiveDate::from_ymd_opt(2023, 11, 3).unwrap()), "2023年11月3日");
    }

    #[test]
    fn end_marks_are_set_once() {
        let mut document = circular();
        document.addressee = Some("各镇人民政府:".to_owned());
        document.note = Some("(此件公开发布)".to_owned());
        document.cc = Some("市河长办公室。".to_owned());
        assert_eq!(document.addressee_line().unwrap(), "各镇人民政府：");
        assert_eq!(document.note_line().unwrap(), "（此件公开发布）");
        assert_eq!(document.cc_line().unwrap(), "抄送：市河长办公室。");
    }

    #[test]
    fn a_single_attachment_has_no_number() {
        let mut document = circular();
        document.attachments.truncate(1);
        document.attachments[0].title = "任务\n清单。".to_owned();
        assert_eq!(document.attachment_list(), [(String::new(), "任务清单".to_owned())]);
        assert_eq!(document.attachment_mark(0), "附件");
        document.attachments.push(document.attachments[0].clone());
        assert_eq!(document.attachment_list()[1], ("2. ".to_owned(), "任务清单".to_owned()));
        assert_eq!(document.attachment_mark(1), "附件2");
    }
}
