//! What letters, minutes and bulletins have and the common format has not.

use super::front::{RED, blank, mark, red_line};
use super::measure::{CHARACTER, LETTER_LEFT, LETTER_RIGHT, LINE, LINE_HEAD, MASTHEAD, WIDTH, mark_half_points, width};
use super::styles::{ATTENDEES, HEADING1, MARK, NUMBER, PAGE_NUMBER, PLAIN, Style, W, font_run, mark_look, paragraph, paragraph_of, run};
use super::xml::{Element, element, val};
use crate::official::{Masthead, OfficialDocument, chinese_date};

/// The number of a letter, flush right below the first double line; mark and line stand in the header.
/// The 7/8 of a character between line and number are left to the number's line box and to the white
/// that LibreOffice, other than Word, puts below a header that grows.
pub(super) fn letter_head(document: &OfficialDocument) -> Vec<Element> {
    let number = paragraph(NUMBER, vec![val("w:jc", "right")], document.number.as_deref().unwrap_or_default());
    vec![number, blank(), blank()]
}

/// `word/header1.xml` of a letter: the mark and the first double line, thick over thin, 4 mm below it.
pub(super) fn letter_header(document: &OfficialDocument) -> String {
    let size = mark_half_points(document);
    // The line box ends about a tenth of the size below the glyphs.
    let space = (227_u32.saturating_sub(size) + 10) / 20;
    let line = element("w:bottom").with("w:val", "thickThinSmallGap").with("w:sz", 18).with("w:space", space).with("w:color", RED);
    let spacing = element("w:spacing").with("w:line", size * 12).with("w:lineRule", "exact");
    let properties = vec![element("w:pBdr").child(line), spacing, aside()];
    let mark = paragraph_of(MARK, properties, vec![run(mark_look(size), &document.issuer_mark)]);
    element("w:hdr").with("xmlns:w", W).child(mark).to_part()
}

/// `word/footer3.xml` of a letter: the second double line, thin over thick, and no page number.
pub(super) fn letter_footer() -> String {
    let line = element("w:bottom").with("w:val", "thinThickSmallGap").with("w:sz", 18).with("w:space", 0).with("w:color", RED);
    let spacing = element("w:spacing").with("w:line", 20).with("w:lineRule", "exact");
    let properties = vec![element("w:pBdr").child(line), spacing, aside()];
    element("w:ftr").with("xmlns:w", W).child(paragraph_of(PAGE_NUMBER, properties, Vec::new())).to_part()
}

/// From the type area to the ends of a letter's lines, 170 mm long in the middle of the page.
fn aside() -> Element {
    element("w:ind").with("w:left", -LETTER_LEFT).with("w:right", -LETTER_RIGHT)
}

/// The head of a bulletin: its name, the issue, editor and date, the red line.
pub(super) fn bulletin_head(document: &OfficialDocument, masthead: &Masthead) -> Vec<Element> {
    let stop = element("w:tab").with("w:val", "right").with("w:pos", WIDTH - CHARACTER);
    // Not the paragraph's left indent: that would shorten the red line.
    let indent = element("w:ind").with("w:firstLine", CHARACTER);
    let line = format!("{}\t{}", masthead.editor, chinese_date(masthead.date));
    let editor = paragraph(PLAIN, vec![red_line(), element("w:tabs").child(stop), indent], &line);
    // One blank line, of which the line boxes of mark and issue already hold a part.
    let before = LINE.saturating_sub(LINE_HEAD + mark_half_points(document));
    let issue = paragraph(NUMBER, vec![element("w:spacing").with("w:before", before)], &masthead.issue_line());
    vec![mark(document, MASTHEAD), issue, blank(), editor, blank()]
}

/// Those who were at a meeting, one blank line below the text; wrapped lines stand below the first name.
pub(super) fn attendees(document: &OfficialDocument) -> Vec<Element> {
    let mut lines = Vec::new();
    for part in &document.attendees {
        if lines.is_empty() {
            lines.push(blank());
        }
        let label = part.label_line();
        let hanging = width(&label);
        let indent = element("w:ind").with("w:left", 2 * CHARACTER + hanging).with("w:hanging", hanging);
        lines.push(paragraph_of(ATTENDEES, vec![indent], vec![font_run(HEADING1, &label), run(Vec::new(), &part.names)]));
    }
    lines
}

/// A paragraph whose first words are set in the font of another style.
pub(super) fn labelled(style: Style, label: &str, text: &str) -> Element {
    paragraph_of(style, Vec::new(), vec![font_run(HEADING1, label), run(Vec::new(), text)])
}

#[cfg(test)]
mod tests {
    use crate::docx::docx;
    use crate::docx::tests::part;
    use crate::official::OfficialDocument;

    fn read(json: &str) -> OfficialDocument {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_letter_has_its_mark_and_lines_on_the_first_page_only() {
        let mut letter = read(include_str!("../../tests/layout/samples/letter.json"));
        letter.imprint = Some(crate::official::Imprint { printer: "区河长办".to_owned(), printed_on: letter.signature.date });
        let bytes = docx(&letter).unwrap();
        let (page, header, footer) =
            (part(&bytes, "word/document.xml"), part(&bytes, "word/header1.xml"), part(&bytes, "word/footer3.xml"));
        assert!(page.contains(r#"<w:headerReference w:type="first" r:id="rId6"/>"#) && page.contains("<w:titlePg/>"));
        assert!(header.contains("重庆市铜梁区河长制办公室") && header.contains("thickThinSmallGap"), "{header}");
        assert!(footer.contains("thinThickSmallGap") && !footer.contains("PAGE"), "{footer}");
        assert!(
            page.contains("抄送：") && !page.contains("区河长办") && !page.contains("w:tblBorders"),
            "copies without lines, no imprint"
        );
        letter.issuer_mark.clear();
        let page = part(&docx(&letter).unwrap(), "word/document.xml");
        assert!(!page.contains("w:titlePg") && !page.contains("rId6"), "a draft without head");
    }

    #[test]
    fn minutes_list_the_attendees_and_are_signed_by_their_date() {
        let page = part(&docx(&read(include_str!("../../tests/layout/samples/minutes.json"))).unwrap(), "word/document.xml");
        let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}"));
        assert!(at("每月通报一次") < at("出席：") && at("请假：") < at("2023年11月6日"));
        assert!(page.contains("w:eastAsia=\"黑体\""), "the labels");
        assert_eq!(page.matches("重庆市铜梁区河长制办公室").count(), 1, "in the imprint, not below the text");
    }

    #[test]
    fn a_bulletin_has_a_masthead_and_articles_but_no_title_and_no_signature() {
        let bytes = docx(&read(include_str!("../../tests/layout/samples/bulletin.json"))).unwrap();
        let page = part(&bytes, "word/document.xml");
        for words in ["2023年第10期（总第147期）", "重庆市河长办公室", "2023年10月31日", "编者按：", "分送：", "OfficialArticle"]
        {
            assert!(page.contains(words), "{words}");
        }
        assert!(!page.contains("河长制工作简报2023年第10期") && !page.contains("抄送"));
        assert!(part(&bytes, "docProps/core.xml").contains("河长制工作简报2023年第10期"));
    }

    #[test]
    fn common_documents_know_nothing_of_other_forms() {
        let styles = part(&docx(&crate::official::tests::circular()).unwrap(), "word/styles.xml");
        assert!(!styles.contains("OfficialArticle"));
    }
}
