//! Text as offices type it, made comparable: full-width forms, stray blanks, brackets.

/// Full-width ASCII (U+FF01..U+FF5E) and the ideographic space become ASCII; blanks at both ends go.
#[must_use]
pub fn narrow(text: &str) -> String {
    let wide = text.chars().map(|c| match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    });
    wide.collect::<String>().trim().to_owned()
}

/// A name made comparable: narrow, and without any blank inside.
#[must_use]
pub fn name(text: &str) -> String {
    narrow(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// A text by which numbers in it sort as numbers: 2022年8月 before 2022年10月.
#[must_use]
pub fn natural(text: &str) -> String {
    let mut made = String::with_capacity(text.len() + 12);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let taken = if digits > 0 { digits } else { first.len_utf8() };
        let (part, after) = rest.split_at(taken);
        if digits > 0 {
            made.push_str(&format!("{part:0>12}"));
        } else {
            made.push_str(part);
        }
        rest = after;
    }
    made
}

/// How many single-character edits lie between two names (Levenshtein), to suggest a registered name for a mistyped one.
#[must_use]
pub fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, r) in right.iter().enumerate() {
            let kept = diagonal + usize::from(l != *r);
            diagonal = row[j + 1];
            row[j + 1] = kept.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

/// Most names offered as a correction.
const NEAR: usize = 2;

/// Names near a mistyped one.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut near: Vec<(usize, &str)> = known.map(|own| (distance(name, own), own)).collect();
    near.sort_unstable();
    near.dedup();
    near.truncate(NEAR);
    let names: Vec<String> = near.into_iter().map(|(_, own)| format!("“{own}”")).collect();
    if names.is_empty() { "没有可用的名称".to_owned() } else { format!("相近的有{}", names.join("、")) }
}

/// TOML with its bare Chinese keys in quotation marks, since TOML itself takes only ASCII there; lines stay where they are.
#[must_use]
pub fn quote_keys(text: &str) -> std::borrow::Cow<'_, str> {
    let mut made = String::new();
    let mut rest = text;
    let mut changed = false;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => string_end(rest, first),
            _ if first.is_alphanumeric() || matches!(first, '_' | '-') => {
                rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '·' | '、'))).unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        let (part, after) = rest.split_at(taken);
        let bare = first.is_alphanumeric() && !part.is_ascii();
        if bare {
            changed = true;
            made.extend(["\"", part, "\""]);
        } else {
            made.push_str(part);
        }
        rest = after;
    }
    if changed { made.into() } else { text.into() }
}

/// Length of the string that a quotation mark opens, its marks included.
fn string_end(text: &str, mark: char) -> usize {
    let triple: String = std::iter::repeat_n(mark, 3).collect();
    if text.starts_with(&triple) {
        return text[3..].find(&triple).map_or(text.len(), |at| at + 6);
    }
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' if mark == '"' => escaped = true,
            _ if c == mark => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    #[test]
    fn bare_chinese_keys_are_quoted() {
        let quoted = super::quote_keys("facts.断面月 = [[\"断面\", 1]] # 说明 断面\nwhere = { 对象 = '云 # 南', a = 2022-03-01 }");
        assert_eq!(quoted, "facts.\"断面月\" = [[\"断面\", 1]] # 说明 断面\nwhere = { \"对象\" = '云 # 南', a = 2022-03-01 }");
        assert!(matches!(super::quote_keys("a = \"断面\""), std::borrow::Cow::Borrowed(_)));
    }

    #[test]
    fn full_width_digits_become_plain() {
        assert_eq!(super::narrow("　８３％ "), "83%");
        assert_eq!(super::name("区 水利 局"), "区水利局");
    }

    #[test]
    fn months_sort_as_months() {
        assert!(super::natural("2022年8月") < super::natural("2022年10月"));
        assert_eq!(super::natural("年度"), "年度");
    }

    #[test]
    fn distance_counts_edits() {
        assert_eq!(super::distance("白羊镇", "白羊镇"), 0);
        assert_eq!(super::distance("白洋镇", "白羊镇"), 1);
        assert_eq!(super::distance("", "abc"), 3);
    }
}
