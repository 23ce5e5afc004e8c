//! Every number of a pack changed, one at a time: a golden case must notice. Numbers in clauses, titles and remarks do not count.

use super::Pack;
use super::case::Case;
use std::collections::BTreeMap;

/// A change that no case noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survivor {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The number as it stands.
    pub was: String,
    /// What it was changed to.
    pub made: String,
    /// The line's text.
    pub text: String,
}

/// What a change of every number showed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mutation {
    /// Changes tried.
    pub tried: usize,
    /// Changes that no case noticed.
    pub survivors: Vec<Survivor>,
}

/// Keys whose texts are for people only.
const WORDS: [&str; 16] = [
    "clause", "title", "reading", "question", "basis", "holds", "fails", "says", "document", "id", "key", "period", "columns", "source",
    "about", "differs",
];

/// Changes every number of the pack's rule files in turn and runs the cases.
///
/// # Errors
/// The pack cannot be used, or a case fails as it is: then nothing could be told.
pub fn mutate(folder: &str, files: &BTreeMap<String, String>, cases: &[Case]) -> Result<Mutation, String> {
    let pack = Pack::load(folder, files.clone()).map_err(|fault| fault.to_string())?;
    if let Some(case) = cases.iter().map(|case| case.run(&pack)).find(|outcome| !outcome.faults.is_empty()) {
        return Err(format!("样例“{}”本来就不符，请先改到全部通过 (a case fails as it is)", case.title));
    }
    let mut found = Mutation::default();
    for (name, text) in super::rule_files(files) {
        for (from, to) in numbers(&text) {
            let was = &text[from..to];
            let made = changed(was);
            let mut with = files.clone();
            with.insert(name.clone(), format!("{}{made}{}", &text[..from], &text[to..]));
            found.tried += 1;
            let survived = Pack::load(folder, with).is_ok_and(|pack| cases.iter().all(|case| case.run(&pack).faults.is_empty()));
            if survived {
                let line = crate::rule::check::line_of(&text, from);
                let told = text.lines().nth(line - 1).unwrap_or("").trim().to_owned();
                found.survivors.push(Survivor { file: name.clone(), line, was: was.to_owned(), made, text: told });
            }
        }
    }
    Ok(found)
}

/// The number with its last digit changed, so that a unit of its last place is noticed.
fn changed(number: &str) -> String {
    let mut bytes = number.as_bytes().to_vec();
    if let Some(last) = bytes.iter_mut().rev().find(|byte| byte.is_ascii_digit()) {
        *last = if *last == b'9' { b'8' } else { *last + 1 };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| number.to_owned())
}

/// Places of numbers that rules compute with.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut words = false;
    for line in text.split_inclusive('\n') {
        let key = line.split_once('=').map(|(key, _)| key.trim());
        // A list's later lines belong to the key that opened it.
        if let Some(key) = key.filter(|key| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '.'))) {
            words = WORDS.contains(&key);
        }
        if line.trim_start().starts_with('[') && !line.contains(',') {
            words = false;
        }
        let code = line.find(" #").map_or(line, |at| &line[..at]);
        if !words && !line.trim_start().starts_with('#') {
            scan(code, start, &mut found);
        }
        start += line.len();
    }
    found
}

fn scan(line: &str, start: usize, found: &mut Vec<(usize, usize)>) {
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let from = at;
        while at < bytes.len() && (bytes[at].is_ascii_digit() || (bytes[at] == b'.' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit))) {
            at += 1;
        }
        // A digit inside a name is not a number.
        let inside = line[..from].chars().next_back().is_some_and(|c| c.is_alphabetic() || c == '_');
        if !inside {
            found.push((start + from, start + at));
        }
    }
}
