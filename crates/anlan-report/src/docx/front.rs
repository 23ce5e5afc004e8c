//! What frames the text: red head, title and addressee; signature and note; imprint.

use super::forms::{bulletin_head, letter_head};
use super::measure::{CHARACTER, MARK as MARK_TOP, SMALL_CHARACTER, WIDTH, mark_half_points, width};
use super::styles::{IMPRINT, MARK, NUMBER, PLAIN, TEXT, TITLE, mark_look, paragraph, paragraph_of, run};
use super::xml::{Element, element, val};
use crate::official::{Form, OfficialDocument, Signed, chinese_date};

pub(super) const RED: &str = "FF0000";

/// A blank line.
pub(super) fn blank() -> Element {
    paragraph(PLAIN, Vec::new(), "")
}

/// Everything above the text.
pub(super) fn head(document: &OfficialDocument) -> Vec<Element> {
    let mut head = if document.issuer_mark.is_empty() { vec![] } else { red_head(document) };
    if document.prints_title() {
        head.push(paragraph(TITLE, Vec::new(), &document.title.join("\n")));
        head.push(blank());
    }
    head.extend(document.addressee_line().map(|line| paragraph(PLAIN, Vec::new(), &line)));
    head
}

fn red_head(document: &OfficialDocument) -> Vec<Element> {
    match (document.form, &document.masthead) {
        (Form::Document | Form::Minutes, _) | (Form::Bulletin, None) => document_head(document),
        (Form::Letter, _) => letter_head(document),
        (Form::Bulletin, Some(masthead)) => bulletin_head(document, masthead),
    }
}

/// The issuer's mark, its top edge so many twips below the top of the type area.
pub(super) fn mark(document: &OfficialDocument, top: u32) -> Element {
    let size = mark_half_points(document);
    // Word sets a glyph's top about a tenth of the size below the top of its line.
    let spacing =
        element("w:spacing").with("w:before", top - size).with("w:after", 0).with("w:line", size * 12).with("w:lineRule", "exact");
    paragraph_of(MARK, vec![spacing], vec![run(mark_look(size), &document.issuer_mark)])
}

/// The red line below a paragraph: 4 mm from the text; the line box of the text already takes 2 of them.
pub(super) fn red_line() -> Element {
    let line = element("w:bottom").with("w:val", "single").with("w:sz", 12).with("w:space", 5).with("w:color", RED);
    element("w:pBdr").child(line)
}

fn document_head(document: &OfficialDocument) -> Vec<Element> {
    let number = paragraph(NUMBER, vec![red_line()], document.number.as_deref().unwrap_or_default());
    vec![mark(document, MARK_TOP), blank(), blank(), number, blank(), blank()]
}

/// The unit's name centred on the date, which stands four characters from the right edge to leave
/// room for the seal; then the note. Some forms print less.
pub(super) fn signature(document: &OfficialDocument) -> Vec<Element> {
    let note = document.note_line().map(|note| paragraph(TEXT, Vec::new(), &note));
    let signed = document.signed();
    if signed == Signed::Nothing {
        return note.into_iter().collect();
    }
    let signature = &document.signature;
    let date = chinese_date(signature.date);
    let (unit_width, date_width) = (if signed == Signed::UnitAndDate { width(&signature.unit) } else { 0 }, width(&date));
    let centre = (4 * CHARACTER + date_width / 2).max(unit_width / 2);
    let placed = |text: &str, own: u32, keep: bool| {
        let indent = element("w:ind").with("w:right", centre.saturating_sub(own / 2));
        let properties = [val("w:keepNext", u32::from(keep)), indent, val("w:jc", "right")];
        paragraph(PLAIN, properties.to_vec(), text)
    };
    let kept_blank = || paragraph(PLAIN, vec![val("w:keepNext", 1)], "");
    let mut lines = vec![kept_blank(), kept_blank()];
    if signed == Signed::UnitAndDate {
        lines.push(placed(&signature.unit, unit_width, true));
    }
    lines.push(placed(&date, date_width, document.note.is_some()));
    lines.extend(note);
    lines
}

/// 版记: a table without sides, floating at the foot of the last page.
///
/// Word places such a table by its anchor; LibreOffice 7.4 leaves it below the text, and a frame of
/// paragraphs likewise, whose rules it loses as well.
pub(super) fn imprint(document: &OfficialDocument) -> Vec<Element> {
    let mut rows = Vec::new();
    if let Some(line) = document.cc_line() {
        // Wrapped lines stand below the first name, three characters in.
        let indent =
            element("w:ind").with("w:left", 4 * SMALL_CHARACTER).with("w:right", SMALL_CHARACTER).with("w:hanging", 3 * SMALL_CHARACTER);
        rows.push(row(paragraph(IMPRINT, vec![indent], &line)));
    }
    if let Some(imprint) = document.printed_imprint() {
        let stop = element("w:tab").with("w:val", "right").with("w:pos", WIDTH - SMALL_CHARACTER);
        let indent = element("w:ind").with("w:left", SMALL_CHARACTER);
        let line = format!("{}\t{}印发", imprint.printer, chinese_date(imprint.printed_on));
        rows.push(row(paragraph(IMPRINT, vec![element("w:tabs").child(stop), indent], &line)));
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let grid = element("w:tblGrid").child(element("w:gridCol").with("w:w", WIDTH));
    let table = element("w:tbl").child(imprint_properties(document.form)).child(grid).children(rows);
    // A floating table hangs on the paragraph after it, which therefore is made as low as possible.
    let spacing = element("w:spacing").with("w:line", 20).with("w:lineRule", "exact");
    vec![table, paragraph(PLAIN, vec![spacing], "")]
}

fn imprint_properties(form: Form) -> Element {
    let position = element("w:tblpPr")
        .with("w:vertAnchor", "margin")
        .with("w:horzAnchor", "margin")
        .with("w:tblpXSpec", "center")
        .with("w:tblpYSpec", "bottom");
    let rule = |name, size: u32| element(name).with("w:val", "single").with("w:sz", size).with("w:color", "auto");
    // 0.35 mm above and below, 0.25 mm between, in eighths of a point.
    let rules = [rule("w:top", 8), rule("w:bottom", 8), rule("w:insideH", 6)];
    // A letter has none.
    let borders = (form != Form::Letter).then(|| element("w:tblBorders").children(rules));
    let no_margin = |name| element(name).with("w:w", 0).with("w:type", "dxa");
    element("w:tblPr")
        .child(position)
        .child(element("w:tblW").with("w:w", WIDTH).with("w:type", "dxa"))
        .children(borders)
        .child(element("w:tblLayout").with("w:type", "fixed"))
        .child(element("w:tblCellMar").child(no_margin("w:left")).child(no_margin("w:right")))
}

fn row(line: Element) -> Element {
    let width = element("w:tcW").with("w:w", WIDTH).with("w:type", "dxa");
    element("w:tr").child(element("w:tc").child(element("w:tcPr").child(width)).child(line))
}
