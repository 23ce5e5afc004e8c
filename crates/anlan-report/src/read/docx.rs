//! The paragraphs and tables of a docx, in their order, as people see them.
//!
//! Numbers that Word counts itself (automatic lists), text boxes, notes, headers and what was deleted in revisions are deliberately
//! absent: none of them is text of the document's body.

use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::package::{FileKind, damaged, open};
use super::{Cell, CellValue, Grid, GridRow, ReadFault, ReadLimits};

/// Word itself knows no more columns.
const MOST_COLUMNS: usize = 63;

/// A piece of a document's body.
#[derive(Debug, Clone, PartialEq)]
pub enum DocBlock {
    /// A paragraph, line breaks and tabs included; it may be blank.
    Paragraph {
        /// The id of its style; empty when it names none.
        style: String,
        /// What it says.
        text: String,
    },
    /// A table. Its rows count from 1; a cell merged over rows stands in each of them, one merged over columns in the first.
    Table(Grid),
}

/// Reads the body of a docx; tables are named by their place: `第1个表`.
///
/// # Errors
/// See [`ReadFault`]; nothing is returned from a file that is only partly readable.
pub fn read_docx(bytes: &[u8], limits: &ReadLimits) -> Result<Vec<DocBlock>, ReadFault> {
    let mut package = open(bytes, limits, ReadFault::NotDocx)?;
    if package.kind != FileKind::Document {
        return Err(ReadFault::NotDocx);
    }
    let main = package.entries.iter().find(|(_, name, _)| name.replace('\\', "/") == "word/document.xml").map(|(index, ..)| *index);
    let main = main.ok_or_else(|| ReadFault::Damaged("word/document.xml".to_owned()))?;
    let entry = package.archive.by_index(main).map_err(|fault| damaged(&fault))?;
    let mut reader = Reader::from_reader(BufReader::new(entry));
    let mut body = Body::new(limits);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|fault| broken(&fault))? {
            Event::Start(start) => body.open(&start)?,
            Event::Empty(start) => {
                body.open(&start)?;
                body.close(start.local_name().as_ref())?;
            }
            Event::End(end) => body.close(end.local_name().as_ref())?,
            Event::Text(piece) => body.text(&piece)?,
            Event::CData(piece) => body.text(&piece)?,
            Event::GeneralRef(name) => body.reference(&name)?,
            Event::Eof => return Ok(body.blocks),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn broken(fault: &dyn std::error::Error) -> ReadFault {
    ReadFault::Damaged(format!("word/document.xml: {fault}"))
}

/// How a cell takes part in a merge over rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Merge {
    #[default]
    Alone,
    Begins,
    GoesOn,
}

#[derive(Debug, Default)]
struct OpenCell {
    text: String,
    paragraphs: usize,
    span: usize,
    merge: Merge,
}

#[derive(Debug, Default)]
struct OpenTable {
    rows: Vec<Vec<(String, Merge)>>,
    row: Vec<(String, Merge)>,
    cell: Option<OpenCell>,
}

/// The body as read so far. Only the outermost table is a table; what stands in tables inside its cells is their text.
struct Body<'a> {
    limits: &'a ReadLimits,
    blocks: Vec<DocBlock>,
    table: Option<OpenTable>,
    tables: usize,
    inner: usize,
    paragraph: Option<(String, String)>,
    /// Inside how many elements whose content is no text of the body.
    hidden: usize,
    in_text: bool,
    cells: usize,
    bytes: usize,
}

impl<'a> Body<'a> {
    fn new(limits: &'a ReadLimits) -> Self {
        Self {
            limits,
            blocks: Vec::new(),
            table: None,
            tables: 0,
            inner: 0,
            paragraph: None,
            hidden: 0,
            in_text: false,
            cells: 0,
            bytes: 0,
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), ReadFault> {
        let name = start.local_name();
        let name = name.as_ref();
        if is_hidden(name) {
            self.hidden += 1;
        }
        if self.hidden > 0 {
            return Ok(());
        }
        match name {
            "tbl" if self.table.is_some() => self.inner += 1,
            "tbl" => self.table = Some(OpenTable::default()),
            "tc" if self.inner == 0 => {
                if let Some(table) = &mut self.table {
                    table.cell = Some(OpenCell { span: 1, ..OpenCell::default() });
                }
            }
            "gridSpan" if self.inner == 0 => {
                if let Some(cell) = self.cell() {
                    cell.span = value(start).and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, MOST_COLUMNS);
                }
            }
            "gridBefore" if self.inner == 0 => {
                let skipped = value(start).and_then(|text| text.parse().ok()).unwrap_or(0).min(MOST_COLUMNS);
                if let Some(table) = &mut self.table {
                    table.row.extend(std::iter::repeat_n((String::new(), Merge::Alone), skipped));
                }
            }
            "vMerge" if self.inner == 0 => {
                let merge = if value(start).as_deref() == Some("restart") { Merge::Begins } else { Merge::GoesOn };
                if let Some(cell) = self.cell() {
                    cell.merge = merge;
                }
            }
            "p" => self.paragraph = Some((String::new(), String::new())),
            "pStyle" => {
                if let (Some((style, _)), Some(own)) = (&mut self.paragraph, value(start)) {
                    *style = own;
                }
            }
            "t" => self.in_text = true,
            "tab" if self.paragraph.is_some() && start.attributes().next().is_none() => self.push("\t")?,
            "br" | "cr" => self.push("\n")?,
            "noBreakHyphen" => self.push("-")?,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), ReadFault> {
        if is_hidden(name) {
            self.hidden = self.hidden.saturating_sub(1);
            return Ok(());
        }
        if self.hidden > 0 {
            return Ok(());
        }
        match name {
            "t" => self.in_text = false,
            "p" => self.end_paragraph(),
            "tc" if self.inner == 0 => self.end_cell()?,
            "tr" if self.inner == 0 => {
                if let Some(table) = &mut self.table {
                    let row = std::mem::take(&mut table.row);
                    table.rows.push(row);
                }
            }
            "tbl" if self.inner > 0 => self.inner -= 1,
            "tbl" => {
                if let Some(table) = self.table.take() {
                    self.tables += 1;
                    self.blocks.push(DocBlock::Table(grid(format!("第{}个表", self.tables), table.rows)));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self) -> Option<&mut OpenCell> {
        self.table.as_mut().and_then(|table| table.cell.as_mut())
    }

    fn text(&mut self, text: &str) -> Result<(), ReadFault> {
        if self.in_text && self.hidden == 0 { self.push(text) } else { Ok(()) }
    }

    fn reference(&mut self, name: &quick_xml::events::BytesRef<'_>) -> Result<(), ReadFault> {
        if let Some(letter) = name.resolve_char_ref().map_err(|fault| broken(&fault))? {
            return self.text(letter.encode_utf8(&mut [0; 4]));
        }
        match resolve_predefined_entity(name) {
            Some(text) => self.text(text),
            None => Ok(()),
        }
    }

    fn push(&mut self, text: &str) -> Result<(), ReadFault> {
        self.bytes += text.len();
        if self.bytes > self.limits.text_bytes {
            return Err(self.too_much());
        }
        if let Some((_, own)) = &mut self.paragraph {
            own.push_str(text);
        }
        Ok(())
    }

    fn too_much(&self) -> ReadFault {
        let place = format!("第{}个表", self.tables + 1);
        ReadFault::TooMuchText { sheet: place, cell: String::new(), limit: self.limits.text_bytes }
    }

    fn end_paragraph(&mut self) {
        let Some((style, text)) = self.paragraph.take() else { return };
        if self.table.is_none() {
            self.blocks.push(DocBlock::Paragraph { style, text });
        } else if let Some(cell) = self.cell() {
            if cell.paragraphs > 0 {
                cell.text.push('\n');
            }
            cell.paragraphs += 1;
            cell.text.push_str(&text);
        }
    }

    fn end_cell(&mut self) -> Result<(), ReadFault> {
        let limits = self.limits;
        let tables = self.tables + 1;
        let Some(table) = &mut self.table else { return Ok(()) };
        let Some(cell) = table.cell.take() else { return Ok(()) };
        let at = table.row.len();
        let text = if cell.merge == Merge::GoesOn {
            table.rows.last().and_then(|above| above.get(at)).map(|(text, _)| text.clone()).unwrap_or_default()
        } else {
            cell.text
        };
        self.cells += cell.span;
        self.bytes += if cell.merge == Merge::GoesOn { text.len() } else { 0 };
        table.row.push((text, cell.merge));
        table.row.extend(std::iter::repeat_n((String::new(), Merge::Alone), cell.span - 1));
        if self.cells > limits.cells || table.row.len() > limits.columns as usize || table.rows.len() >= limits.rows as usize {
            return Err(ReadFault::TooManyCells {
                sheet: format!("第{tables}个表"),
                cell: format!("{}:{}", table.rows.len() + 1, table.row.len()),
                rows: limits.rows,
                columns: limits.columns,
                cells: limits.cells,
            });
        }
        if self.bytes > limits.text_bytes { Err(self.too_much()) } else { Ok(()) }
    }
}

/// Elements whose text is not the body's: what was deleted or moved away, text boxes, what older programs show instead.
fn is_hidden(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "txbxContent" | "Fallback" | "instrText" | "pPrChange" | "rPrChange" | "tcPrChange" | "trPrChange")
}

fn value(start: &BytesStart<'_>) -> Option<String> {
    let mut all = start.attributes();
    let mut readable = all.with_checks(false).filter_map(Result::ok);
    readable.find(|attribute| attribute.key.local_name().as_ref() == "val").map(|attribute| attribute.value.trim().to_owned())
}

fn grid(name: String, rows: Vec<Vec<(String, Merge)>>) -> Grid {
    let cell = |(text, _): (String, Merge)| {
        let value = if text.trim().is_empty() { CellValue::Empty } else { CellValue::Text(text) };
        Cell { value, ..Cell::EMPTY }
    };
    let rows = (1..).zip(rows).map(|(number, cells)| GridRow { number, cells: cells.into_iter().map(cell).collect() });
    Grid { name, hidden: false, rows: rows.filter(|row: &GridRow| row.cells.iter().any(|cell| !cell.is_blank())).collect() }
}
