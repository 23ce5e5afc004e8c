//! The text that a template gives, read as a document.
//!
//! Keys of the head; an empty value is none: `版式` (文件、信函、纪要), `红头` (发文机关标志), `文号`, `主送`, `抄送`, `印发` (印发机关),
//! `署名`, `日期` (成文日期, as `2023-10-31`), `附注`, and `与会：出席：甲、乙` as often as there are kinds of people.

use super::PaperFault;
use crate::official::{Align, Attachment, Attendees, Block, Column, Form, Imprint, OfficialDocument, Signature, Table};
use chrono::NaiveDate;

/// The document of a text.
pub(super) fn read(text: &str) -> Result<OfficialDocument, PaperFault> {
    let mut lines = text.lines().enumerate().map(|(place, line)| (place + 1, line.trim()));
    let mut head = Head::default();
    loop {
        match lines.next() {
            None => return Err(fault(0, "公文头和正文之间缺少一行“---”", "no line --- between head and text")),
            Some((_, "---")) => break,
            Some((_, "")) => {}
            Some((place, line)) => head.take(place, line)?,
        }
    }
    let mut body = Body::default();
    for (place, line) in lines {
        body.take(place, line)?;
    }
    let (unit, date) =
        head.signed.unit.zip(head.signed.date).ok_or_else(|| fault(0, "公文头要写署名和日期", "署名 and 日期 are needed"))?;
    Ok(OfficialDocument {
        form: head.form,
        issuer_mark: head.mark,
        number: head.number,
        addressee: head.addressee,
        attendees: head.attendees,
        attachments: body.attachments,
        note: head.note,
        cc: head.cc,
        imprint: head.printer.map(|printer| Imprint { printer, printed_on: date }),
        ..OfficialDocument::plain(body.title, body.blocks, Signature { unit, date })
    })
}

fn fault(line: usize, zh: &str, en: &str) -> PaperFault {
    PaperFault { line, told: format!("{zh} ({en})") }
}

#[derive(Default)]
struct Head {
    form: Form,
    mark: String,
    number: Option<String>,
    addressee: Option<String>,
    cc: Option<String>,
    printer: Option<String>,
    note: Option<String>,
    signed: Signed,
    attendees: Vec<Attendees>,
}

#[derive(Default)]
struct Signed {
    unit: Option<String>,
    date: Option<NaiveDate>,
}

impl Head {
    fn take(&mut self, place: usize, line: &str) -> Result<(), PaperFault> {
        let Some((key, value)) = pair(line) else {
            return Err(fault(place, "公文头的每一行写作“键：值”", "a line of the head is 键：值"));
        };
        let given = (!value.is_empty()).then(|| value.clone());
        match key.as_str() {
            "版式" => {
                self.form = match value.as_str() {
                    "文件" => Form::Document,
                    "信函" => Form::Letter,
                    "纪要" => Form::Minutes,
                    _ => return Err(fault(place, "版式是文件、信函、纪要之一", "版式 is one of 文件, 信函, 纪要")),
                }
            }
            "红头" => self.mark = value,
            "文号" => self.number = given,
            "主送" => self.addressee = given,
            "抄送" => self.cc = given,
            "印发" => self.printer = given,
            "附注" => self.note = given,
            "署名" => self.signed.unit = Some(value),
            "日期" => {
                let date = value.parse().map_err(|_| fault(place, "日期写作2023-10-31", "a date is 2023-10-31"))?;
                self.signed.date = Some(date);
            }
            "与会" => {
                let Some((label, names)) = value.split_once('：') else {
                    return Err(fault(place, "与会写作“与会：出席：姓名、姓名”", "与会：label：names"));
                };
                if !names.is_empty() {
                    self.attendees.push(Attendees { label: label.to_owned(), names: names.to_owned() });
                }
            }
            other => {
                return Err(PaperFault { line: place, told: format!("公文头没有“{other}”这个键 (no such key of the head)") });
            }
        }
        Ok(())
    }
}

/// A line of the head: its key, and its value without escapes.
fn pair(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once('：')?;
    Some((key.trim().to_owned(), plain(value.trim())))
}

/// What is read of the text so far.
#[derive(Default)]
struct Body {
    title: Vec<String>,
    blocks: Vec<Block>,
    attachments: Vec<Attachment>,
    /// Whether the line before was one of a table.
    in_table: bool,
}

impl Body {
    fn take(&mut self, place: usize, line: &str) -> Result<(), PaperFault> {
        let row = line.strip_prefix('|');
        let goes_on = std::mem::replace(&mut self.in_table, row.is_some());
        if let Some(row) = row {
            return self.row(place, row, goes_on);
        }
        if let Some(title) = line.strip_prefix("===") {
            self.attachments.push(Attachment { title: plain(title.trim()), blocks: vec![] });
        } else if let Some(text) = line.strip_prefix("###") {
            self.put(Block::Heading2 { text: plain(text.trim()) });
        } else if let Some(text) = line.strip_prefix("##") {
            self.put(Block::Heading1 { text: plain(text.trim()) });
        } else if let Some(text) = line.strip_prefix('#') {
            self.title.push(plain(text.trim()));
        } else if !line.is_empty() {
            self.put(Block::Paragraph { text: plain(line) });
        }
        Ok(())
    }

    /// Where blocks are put now: the text, or the last annex.
    fn here(&mut self) -> &mut Vec<Block> {
        self.attachments.last_mut().map_or(&mut self.blocks, |annex| &mut annex.blocks)
    }

    fn put(&mut self, block: Block) {
        self.here().push(block);
    }

    fn row(&mut self, place: usize, row: &str, goes_on: bool) -> Result<(), PaperFault> {
        if let (true, Some(Block::Table(table))) = (goes_on, self.here().last_mut()) {
            table.rows.push(cells(row).iter().map(|cell| plain(cell)).collect());
            return Ok(());
        }
        let told = "表头的每一列写作“名称 <16”：对齐（< ^ >）和宽度";
        let columns = cells(row).into_iter().map(|cell| column(&cell)).collect::<Option<_>>();
        let columns = columns.ok_or_else(|| fault(place, told, "a column is: name, < ^ or >, width"))?;
        self.put(Block::Table(Table { caption: None, columns, rows: vec![] }));
        Ok(())
    }
}

/// The cells of a row, escapes kept.
fn cells(row: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for letter in row.chars() {
        match cells.last_mut() {
            Some(cell) if escaped || letter != '|' => cell.push(letter),
            _ => cells.push(String::new()),
        }
        escaped = letter == '\\' && !escaped;
    }
    // A bar at the end closes the last cell.
    if cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// `编号 <16`
fn column(text: &str) -> Option<Column> {
    let (name, layout) = text.rsplit_once(' ').unwrap_or(("", text));
    let mut letters = layout.chars();
    let align = match letters.next()? {
        '<' => Align::Left,
        '^' => Align::Center,
        '>' => Align::Right,
        _ => return None,
    };
    Some(Column { header: plain(name.trim()), share: letters.as_str().parse().ok()?, align })
}

/// A text without its escapes; `\\n` is a line break in it.
fn plain(text: &str) -> String {
    let mut letters = text.chars();
    let mut plain = String::with_capacity(text.len());
    while let Some(letter) = letters.next() {
        let next = if letter == '\\' { letters.next().map(|own| if own == 'n' { '\n' } else { own }) } else { Some(letter) };
        plain.extend(next);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "署名：甲\n日期：2023-10-31\n---\n# 题\n";

    #[test]
    fn minutes_name_who_was_there() {
        let made = read(&format!("版式：纪要\n红头：甲纪要\n与会：出席：张三、李四\n与会：列席：\n{HEAD}")).unwrap();
        assert_eq!(made.form, Form::Minutes);
        assert_eq!(made.attendees, [Attendees { label: "出席".into(), names: "张三、李四".into() }]);
    }

    #[test]
    fn each_fault_names_its_line() {
        for (text, line) in [
            ("红头\n", 1),
            ("主题：甲\n", 1),
            ("版式：命令\n", 1),
            ("日期：10月\n", 1),
            ("与会：张三\n", 1),
            (HEAD.strip_suffix("---\n# 题\n").unwrap(), 0),
            ("署名：甲\n---\n# 题", 0),
            (&format!("{HEAD}| 编号 16 |\n"), 5),
        ] {
            assert_eq!(read(text).unwrap_err().line, line, "{text}");
        }
    }

    #[test]
    fn two_tables_are_parted_by_a_line() {
        let made = read(&format!("{HEAD}| 甲 <1 |\n| 1 |\n\n| 乙 <1 |\n=== 附\n| 丙 >1 |\n| a\\|b |\n")).unwrap();
        let rows = |block: &Block| {
            let Block::Table(table) = block else { panic!("a table") };
            table.rows.clone()
        };
        assert_eq!([rows(&made.body[0]).len(), rows(&made.body[1]).len()], [1, 0]);
        assert_eq!(rows(&made.attachments[0].blocks[0]), [["a|b"]]);
        let open = read(&format!("{HEAD}| 甲 <1 | 乙 <1 |\n| 1 | b\\|\n")).unwrap();
        assert_eq!(rows(&open.body[0]), [["1", "b|"]], "a row may stay open, and end with a bar of its own");
    }
}
