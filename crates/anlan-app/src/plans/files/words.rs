//! The words by which lists, columns and chapters are recognised: `glossary/plan_headers.toml`.

use super::column::Column;
use crate::imports::plain;
use anlan_core::plan::{Chapter, PlanList};
use anlan_core::text;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanWords {
    column: Vec<ColumnWords>,
    chapter: Vec<ChapterWords>,
    rows: RowWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnWords {
    field: Column,
    headers: Vec<String>,
    #[serde(default)]
    own: BTreeMap<PlanList, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChapterWords {
    chapter: Chapter,
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RowWords {
    total: Vec<String>,
    note: Vec<String>,
}

/// The checked-in words. A damaged file is caught by the test below, so an empty set never reaches a user.
fn words() -> &'static PlanWords {
    static WORDS: OnceLock<PlanWords> = OnceLock::new();
    WORDS.get_or_init(|| {
        let empty = || PlanWords { column: vec![], chapter: vec![], rows: RowWords { total: vec![], note: vec![] } };
        toml::from_str(include_str!("../../../../../glossary/plan_headers.toml")).unwrap_or_else(|_| empty())
    })
}

/// How well a header fits a column of a list, the less the better: the list's own words, then those of all lists, each exactly, then
/// without what stands in brackets; among these the earlier word.
pub(super) type Fit = (u8, usize);

/// Every column a header fits.
pub(super) fn fits(list: PlanList, header: &str) -> impl Iterator<Item = (Column, Fit)> {
    let (exact, bare) = (text::name(header), plain(header));
    let place = |words: &[String], wanted: &str| words.iter().position(|word| text::name(word) == wanted);
    words().column.iter().filter_map(move |column| {
        let own = column.own.get(&list).map_or(&[][..], Vec::as_slice);
        let tries = [(own, &exact), (own, &bare), (column.headers.as_slice(), &exact), (column.headers.as_slice(), &bare)];
        let found = (0_u8..).zip(tries).find_map(|(rank, (words, wanted))| place(words, wanted).map(|at| (rank, at)));
        found.map(|fit| (column.field, fit))
    })
}

/// Whether a fit is by a word of the list's own.
pub(super) fn is_own(fit: Fit) -> bool {
    fit.0 < 2
}

/// The one list a text names: `凤嘴江问题清单`.
pub(super) fn list_in(text: &str) -> Option<PlanList> {
    let name = text::name(text);
    let mut named = PlanList::ALL.iter().filter(|list| name.contains(list.zh()));
    named.next().copied().filter(|_| named.next().is_none())
}

/// The list a tab's name means: `任务清单`, `3.任务`, `任务表`.
pub(super) fn list_of_tab(tab: &str) -> Option<PlanList> {
    let name = text::name(tab);
    let bare = name.trim_start_matches(|letter: char| letter.is_ascii_digit() || ".、-_()".contains(letter));
    let bare = bare.strip_suffix('表').unwrap_or(bare);
    list_in(tab).or_else(|| PlanList::ALL.iter().copied().find(|list| bare == list.row_zh()))
}

/// The chapter a heading without its number is.
pub(super) fn chapter_of(heading: &str) -> Option<Chapter> {
    let name = text::name(heading);
    words().chapter.iter().find(|own| own.words.contains(&name)).map(|own| own.chapter)
}

/// Whether a row that begins so is a total.
pub(super) fn is_total(first: &str) -> bool {
    words().rows.total.contains(&text::name(first))
}

/// Whether a row that begins so is a note below the table.
pub(super) fn is_note(first: &str) -> bool {
    let name = text::name(first);
    words().rows.note.iter().any(|word| name.starts_with(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_there_for_every_column_and_chapter() {
        for column in Column::ALL {
            for list in PlanList::ALL {
                assert!(fits(*list, column.zh()).any(|(own, _)| own == column), "{column:?} {list:?}");
            }
        }
        for chapter in Chapter::ALL {
            assert_eq!(chapter_of(chapter.zh()), Some(*chapter));
        }
        assert!(is_total("合　计") && is_note("注：以上") && !is_note("注水"));
    }

    #[test]
    fn a_lists_own_words_come_first() {
        let best = |list, header| fits(list, header).min_by_key(|(_, fit)| *fit).map(|(column, _)| column);
        assert_eq!(best(PlanList::Task, "对应目标"), Some(Column::Serves));
        assert_eq!(best(PlanList::Target, "目标"), Some(Column::Text));
        assert_eq!(best(PlanList::Task, "投资（万元）"), Some(Column::Money));
        assert_eq!(best(PlanList::Problem, "备注"), None);
        assert_eq!((list_in("凤嘴江任务清单"), list_in("问题清单和目标清单")), (Some(PlanList::Task), None));
        assert_eq!(
            (list_of_tab("3.任务"), list_of_tab("责任表"), list_of_tab("Sheet1")),
            (Some(PlanList::Task), Some(PlanList::Duty), None)
        );
    }
}
