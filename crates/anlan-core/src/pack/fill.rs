//! Texts with `{named}` gaps, checked when the pack is loaded so that no page ever shows an empty one.

/// Names of the gaps in a text: exactly those that [`fill`] looks up.
pub fn gaps(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (name, tail) = rest.split_once('{')?.1.split_once('}')?;
        rest = tail;
        Some(name)
    })
}

/// Whether every gap is one of the known names.
///
/// # Errors
/// The unknown name and the known ones.
pub fn check(text: &str, known: &[&str]) -> Result<(), String> {
    match gaps(text).find(|name| !known.contains(name)) {
        Some(name) => Err(format!("`{{{name}}}` is not known in the text `{text}`: use one of {}", known.join(", "))),
        None => Ok(()),
    }
}

/// The text with its gaps filled; a name without a value stays as it is (loading has refused it).
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => filled.extend(["{", name, "}"]),
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_once_and_values_are_not_read_again() {
        assert_eq!(fill("{a}和{b}", &[("a", "{b}"), ("b", "2")]), "{b}和2");
    }

    #[test]
    fn gaps_are_what_fill_looks_up() {
        for text in ["{a}{b", "{a{b}c}", "}{a}", "{", "没有", "{a}和{b}"] {
            let left = gaps(text).fold(text.to_owned(), |text, name| text.replacen(&format!("{{{name}}}"), "", 1));
            let values: Vec<(&str, &str)> = gaps(text).map(|name| (name, "")).collect();
            assert_eq!(fill(text, &values), left, "{text}");
        }
    }

    #[test]
    fn an_unknown_gap_is_named() {
        assert!(check("{limt}", &["limit"]).unwrap_err().contains("limt"));
    }
}
