//! Texts written from records (文稿): a chief's duty report, the office's circulars, summaries and articles. Drafted from a template of the pack, edited while the
//! figures stay live, finished with the figures frozen; what changes behind a finished text is told, the text stays as it is.

mod articles;
mod board;
mod document;
mod figures;
mod show;
mod write;

pub use board::text_board;
pub use document::{erratum_document, official_text, text_document};
pub(crate) use show::stale_now;
pub use show::{show_text, text_reasons};
pub use write::{cancel_text, correct_text, draft_texts, finish_text, save_text};

use crate::Fault;
use anlan_core::matter::Matter;
use anlan_core::matter::text::{Text, TextEvent};
use anlan_core::pack::Period;

/// The text a matter is.
pub(crate) fn text_of(matter: &Matter) -> Result<&Text, Fault> {
    let Matter::Text(text) = matter else { return Err(Fault::not_found()) };
    Ok(text)
}

/// How an event of a text is told in stories: kind of step, title, text.
pub(crate) fn words(event: &TextEvent) -> (&'static str, String, String) {
    match event {
        TextEvent::Drafted { head, .. } => ("changed", format!("起草{}", head.label), String::new()),
        TextEvent::Revised { .. } => ("changed", "修改".to_owned(), String::new()),
        TextEvent::Finished { frozen, number, .. } => {
            let told = format!("{}个数据、{}条记录，按截至{}的记录定稿。", frozen.figures.len(), frozen.records, frozen.as_of);
            let title = number.as_ref().map_or_else(|| "定稿".to_owned(), |number| format!("印发 {number}"));
            ("closed", title, told)
        }
        TextEvent::Corrected { erratum } => {
            let told = erratum.corrections.iter().map(|own| format!("{}由{}更正为{}", own.name, own.was, own.now));
            ("changed", "更正".to_owned(), format!("{}：{}。", erratum.reason, told.collect::<Vec<_>>().join("，")))
        }
        TextEvent::Cancelled { reason } => ("returned", "作废".to_owned(), reason.clone()),
    }
}

/// A period as texts name it, and how long it is; none when it is no period.
fn period_zh(period: &str) -> Option<(Period, String)> {
    if let Ok(month) = anlan_core::month::Month::parse(period) {
        return Some((Period::Month, month.zh()));
    }
    match period.split_once('Q') {
        Some((year, quarter)) => Some((Period::Quarter, format!("{year}年第{quarter}季度"))),
        None => period.parse::<i32>().is_ok().then(|| (Period::Year, format!("{period}年"))),
    }
}
