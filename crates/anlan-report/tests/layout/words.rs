//! Where the words of a PDF stand, read from `pdftotext -bbox-layout`.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Millimetres to a point.
const MM: f64 = 25.4 / 72.0;

/// A page.
pub struct Page {
    /// Its words as the program found them.
    pub words: Vec<Line>,
    /// Its lines, from top to bottom: words on one height.
    pub lines: Vec<Line>,
}

/// A line or a word; measures in mm from the paper's upper left corner.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its left end.
    pub left: f64,
    /// Its right end.
    pub right: f64,
    /// The top of its font.
    pub top: f64,
    /// The bottom of its font.
    pub bottom: f64,
    /// What it says, without blanks.
    pub text: String,
}

impl Line {
    /// The middle of its height, about the same for the fonts of both programs.
    pub fn middle(&self) -> f64 {
        (self.top + self.bottom) / 2.0
    }
}

impl Page {
    /// The line that begins with these words.
    pub fn line(&self, words: &str) -> &Line {
        let found = self.lines.iter().find(|line| line.text.starts_with(words));
        found.unwrap_or_else(|| panic!("no line begins with {words}: {:#?}", self.lines))
    }

    /// Its text without blanks.
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect()
    }
}

/// The pages of the output. Pieces that stand on the same height are one line.
pub fn pages(xml: &str) -> Vec<Page> {
    let mut reader = Reader::from_str(xml);
    let mut pages: Vec<Page> = Vec::new();
    let mut word: Option<Line> = None;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) if start.name().as_ref() == "page" => pages.push(Page { words: Vec::new(), lines: Vec::new() }),
            Event::Start(start) if start.name().as_ref() == "word" => word = Some(placed(&start)),
            Event::Text(text) => {
                if let Some(word) = &mut word {
                    word.text.extend(text.chars().filter(|letter| !letter.is_whitespace()));
                }
            }
            Event::GeneralRef(reference) => {
                if let (Some(word), Ok(Some(letter))) = (&mut word, reference.resolve_char_ref()) {
                    word.text.push(letter);
                }
            }
            Event::End(end) if end.name().as_ref() == "word" => {
                if let (Some(page), Some(word)) = (pages.last_mut(), word.take()) {
                    page.words.push(word);
                }
            }
            Event::Eof => break,
            Event::Start(_)
            | Event::End(_)
            | Event::Empty(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
    }
    for page in &mut pages {
        page.lines = joined(page.words.clone());
    }
    pages
}

fn placed(start: &BytesStart<'_>) -> Line {
    let measure = |name: &str| {
        let attribute = start.try_get_attribute(name).unwrap().unwrap();
        attribute.value.parse::<f64>().unwrap() * MM
    };
    Line { left: measure("xMin"), right: measure("xMax"), top: measure("yMin"), bottom: measure("yMax"), text: String::new() }
}

/// Words on one height within 1 mm, from left to right.
fn joined(mut words: Vec<Line>) -> Vec<Line> {
    words.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    let mut rows: Vec<Vec<Line>> = Vec::new();
    for word in words {
        match rows.last_mut() {
            Some(row) if word.middle() - row[0].middle() < 1.0 => row.push(word),
            _ => rows.push(vec![word]),
        }
    }
    let join = |mut row: Vec<Line>| {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
        let mut line = row[0].clone();
        for word in &row[1..] {
            line.right = line.right.max(word.right);
            line.text.push_str(&word.text);
        }
        line
    };
    rows.into_iter().map(join).collect()
}
