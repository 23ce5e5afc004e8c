//! Official documents as docx, laid out after GB/T 9704-2012 and editable in WPS and Word.
//!
//! The parts of the package are written here in the order their schema demands. docx-rs is
//! deliberately absent: version 0.4 cannot repeat a table's header row, writes section properties out
//! of order and knows no substitute font names.
//!
//! One thing cannot be laid out without knowing the page count, and is left to the reader's eye: the
//! imprint (版记) stands at the foot of the last page, even if that page is odd. The PDF has it right.

mod body;
mod forms;
mod front;
mod measure;
mod package;
mod styles;
mod table;
mod xml;

use thiserror::Error;

use crate::official::{OfficialDocument, OfficialFault};

/// Why a docx could not be made.
#[derive(Debug, Error)]
pub enum DocxFault {
    /// The document itself lacks something.
    #[error(transparent)]
    Document(#[from] OfficialFault),
    /// The zip package could not be written.
    #[error("the docx package cannot be written: {0}")]
    Package(#[from] zip::result::ZipError),
}

/// Lays out a document as docx. The bytes depend on the document only; its creation date is the date
/// of the signature.
///
/// # Errors
/// See [`DocxFault`].
pub fn docx(document: &OfficialDocument) -> Result<Vec<u8>, DocxFault> {
    document.check()?;
    let content = front::head(document)
        .into_iter()
        .chain(body::text(document))
        .chain(body::attachment_list(document))
        .chain(forms::attendees(document))
        .chain(front::signature(document))
        .chain(body::attachments(document))
        .chain(front::imprint(document))
        .collect();
    Ok(package::pack(document, content)?)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;
    use crate::official::tests::circular;

    pub(in crate::docx) fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn same_input_gives_same_bytes() {
        assert_eq!(docx(&circular()).unwrap(), docx(&circular()).unwrap());
    }

    #[test]
    fn every_part_is_well_formed() {
        let bytes = docx(&circular()).unwrap();
        let archive = zip::ZipArchive::new(Cursor::new(&bytes[..])).unwrap();
        let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
        assert!(names.len() >= 11, "{names:?}");
        for name in names {
            let text = part(&bytes, &name);
            let mut reader = quick_xml::Reader::from_str(&text);
            while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
        }
    }

    #[test]
    fn the_page_is_that_of_the_standard() {
        let page = part(&docx(&circular()).unwrap(), "word/document.xml");
        assert!(page.contains(r#"<w:pgSz w:w="11906" w:h="16838"/>"#));
        assert!(page.contains(r#"w:top="2098" w:right="1474" w:bottom="1984" w:left="1587""#));
        assert!(page.contains(r#"<w:docGrid w:type="lines" w:linePitch="579"/>"#));
    }

    #[test]
    fn running_text_is_set_to_28_characters_a_line() {
        let styles = part(&docx(&circular()).unwrap(), "word/styles.xml");
        let text = styles.split("<w:style ").find(|style| style.contains("OfficialText")).unwrap();
        assert!(text.contains(r#"<w:spacing w:val="-5"/>"#) && text.contains(r#"<w:sz w:val="32"/>"#), "{text}");
    }

    #[test]
    fn the_words_of_the_document_are_there_and_nothing_is_markup() {
        let mut document = circular();
        document.signature.unit = "<办公室> & 河长".to_owned();
        let text = part(&docx(&document).unwrap(), "word/document.xml");
        for words in ["铜河长办〔2023〕10号", "2023年11月3日", "（此件公开发布）", "附件2", "红●", "未评○", "&lt;办公室&gt; &amp; 河长"]
        {
            assert!(text.contains(words), "{words}");
        }
        assert_eq!(text.matches("<w:tblHeader/>").count(), 2, "one repeating header row for each table");
    }

    #[test]
    fn a_bare_document_is_laid_out() {
        let mut document = circular();
        document.number = None;
        document.addressee = None;
        document.attachments.clear();
        document.note = None;
        document.cc = None;
        document.imprint = None;
        let text = part(&docx(&document).unwrap(), "word/document.xml");
        assert!(!text.contains("附件：") && !text.contains("<w:tbl>"));
    }

    #[test]
    fn a_faulty_table_is_refused() {
        let mut document = circular();
        document.title.clear();
        assert!(matches!(docx(&document), Err(DocxFault::Document(OfficialFault::NoTitle))));
    }
}
