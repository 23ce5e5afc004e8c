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

#[cfg(test)]
mod tests {
    #[test]
    fn full_width_digits_become_plain() {
        assert_eq!(super::narrow("　８３％ "), "83%");
        assert_eq!(super::name("区 水利 局"), "区水利局");
    }

    #[test]
    fn distance_counts_edits() {
        assert_eq!(super::distance("白羊镇", "白羊镇"), 0);
        assert_eq!(super::distance("白洋镇", "白羊镇"), 1);
        assert_eq!(super::distance("", "abc"), 3);
    }
}
