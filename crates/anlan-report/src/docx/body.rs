//! The text, the list of attachments below it, and the attachments.

use super::forms::labelled;
use super::front::blank;
use super::measure::CHARACTER;
use super::styles::{ARTICLE, ATTACHMENT, HEADING1, HEADING2, NOTE, PLAIN, TEXT, TITLE, paragraph};
use super::table::table;
use super::xml::{Element, element, val};
use crate::official::{Block, OfficialDocument, with_colon};

/// The text; its last paragraph stays with the signature.
pub(super) fn text(document: &OfficialDocument) -> Vec<Element> {
    let last = document.body.len().saturating_sub(1);
    let blocks = document.body.iter().enumerate();
    blocks.flat_map(|(index, shown)| block(shown, index == last, index == 0)).collect()
}

/// 附件说明: one blank line below the text; wrapped lines stand below the name.
pub(super) fn attachment_list(document: &OfficialDocument) -> Vec<Element> {
    let listed = document.attachment_list();
    if listed.is_empty() {
        return Vec::new();
    }
    let label = 3 * CHARACTER;
    let keep = || val("w:keepNext", 1);
    let mut lines = vec![paragraph(PLAIN, vec![keep()], "")];
    for (index, (number, name)) in listed.iter().enumerate() {
        let number_width = if number.is_empty() { 0 } else { 3 * CHARACTER / 2 };
        let hanging = if index == 0 { label + number_width } else { number_width };
        let left = 2 * CHARACTER + label + number_width;
        let indent = element("w:ind").with("w:left", left).with("w:hanging", hanging);
        let first = if index == 0 { "附件：" } else { "" };
        // A tab after a hanging number goes to the left indent by itself.
        let number = if number.is_empty() { String::new() } else { format!("{}\t", number.trim_end()) };
        lines.push(paragraph(PLAIN, vec![keep(), indent], &format!("{first}{number}{name}")));
    }
    lines
}

/// Each attachment on a new page: its mark on the first line, its title on the third.
pub(super) fn attachments(document: &OfficialDocument) -> Vec<Element> {
    let mut shown = Vec::new();
    for (index, attachment) in document.attachments.iter().enumerate() {
        let new_page = vec![val("w:pageBreakBefore", 1)];
        shown.push(paragraph(ATTACHMENT, new_page, &document.attachment_mark(index)));
        shown.push(blank());
        shown.push(paragraph(TITLE, Vec::new(), &attachment.title));
        shown.push(blank());
        shown.extend(attachment.blocks.iter().flat_map(|inner| block(inner, false, false)));
    }
    shown
}

fn block(shown: &Block, keep: bool, first: bool) -> Vec<Element> {
    match shown {
        Block::Heading1 { text } => vec![paragraph(HEADING1, vec![val("w:keepNext", 1)], text)],
        Block::Heading2 { text } => vec![paragraph(HEADING2, vec![val("w:keepNext", 1)], text)],
        Block::Paragraph { text } if keep => vec![paragraph(TEXT, vec![val("w:keepNext", 1)], text)],
        Block::Paragraph { text } => vec![paragraph(TEXT, Vec::new(), text)],
        Block::ArticleTitle { text } => {
            let above = (!first).then(blank);
            let below = paragraph(PLAIN, vec![val("w:keepNext", 1)], "");
            above.into_iter().chain([paragraph(ARTICLE, vec![val("w:keepNext", 1)], text), below]).collect()
        }
        Block::Note { label, text } => vec![labelled(NOTE, &with_colon(label), text)],
        Block::Table(described) => table(described),
    }
}
