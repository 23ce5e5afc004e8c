//! Values that stand several in a cell: years, money by year and source, names.

use super::told::ValueFault;
use crate::imports::money as amount_of;
use anlan_core::plan::PlanMoney;
use anlan_core::text;
use anlan_report::read::{Cell, CellValue};

const BETWEEN: [char; 6] = ['、', '，', ',', '；', ';', '\n'];
/// Longest span of years.
const SPAN: i32 = 50;

/// Texts in one cell, apart by 、 ， ； or line breaks; otherwise as written.
pub(super) fn several(text: &str) -> Vec<String> {
    text.split(BETWEEN).map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

/// `2023、2024`, `2023-2025年`, `2023年至2025年`.
pub(super) fn years(text: &str) -> Result<Vec<i32>, ValueFault> {
    let bad = || {
        ("bad_year", "不能识别为年度，请写成 2023、2024 或 2023-2025。".to_owned(), "not a year: write 2023、2024 or 2023-2025".to_owned())
    };
    let one = |text: &str| {
        let digits = text.trim().trim_end_matches("年度").trim_end_matches('年').trim();
        digits.parse::<i32>().ok().filter(|year| (1900..=2200).contains(year))
    };
    let narrow = text::narrow(text);
    let mut found = Vec::new();
    for part in narrow.split(|letter: char| BETWEEN.contains(&letter) || letter == ' ').filter(|part| !part.trim().is_empty()) {
        match part.split_once(['-', '—', '–', '~', '至', '到']) {
            None => found.push(one(part).ok_or_else(bad)?),
            Some((from, to)) => {
                let to = to.trim_start_matches(['-', '—', '–', '~']);
                let (from, to) = one(from).zip(one(to)).filter(|(from, to)| from <= to && to - from <= SPAN).ok_or_else(bad)?;
                found.extend(from..=to);
            }
        }
    }
    Ok(found)
}

/// `2023 区级财政 20；2024 市级补助 5.5`; `unit` is what the header names.
pub(super) fn money(text: &str, unit: &str) -> Result<Vec<PlanMoney>, ValueFault> {
    pieces(text).into_iter().map(|piece| sum(piece, unit)).collect()
}

/// What is apart by a separator and begins with a year; a source may hold separators of its own.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, letter) in text.char_indices().filter(|(_, letter)| BETWEEN.contains(letter)) {
        let after = at + letter.len_utf8();
        let rest = text[after..].trim_start();
        if rest.is_empty() || year_of(rest).is_some() {
            found.push(text[from..at].trim());
            from = after;
        }
    }
    found.push(text[from..].trim());
    found.retain(|piece| !piece.is_empty());
    found
}

/// The year a text begins with, and what follows.
fn year_of(text: &str) -> Option<(i32, &str)> {
    let end = text.char_indices().nth(4).map_or(text.len(), |(at, _)| at);
    let (year, rest) = text.split_at(end);
    let year = text::narrow(year);
    if year.len() != 4 || !year.bytes().all(|digit| digit.is_ascii_digit()) || rest.starts_with(|next: char| next.is_numeric()) {
        return None;
    }
    let rest = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年')).unwrap_or(rest);
    Some((year.parse().ok()?, rest.trim_start_matches([':', '：']).trim()))
}

fn sum(piece: &str, unit: &str) -> Result<PlanMoney, ValueFault> {
    let form = "资金请写成“年份 来源 金额”，如 2023 区级财政 20；2024 市级补助 5.5。";
    let Some((year, rest)) = year_of(piece) else {
        let zh = format!("“{piece}”没有以年份开头。{form}");
        return Err(("money_without_year", zh, format!("`{piece}` does not begin with a year: write year, source, amount")));
    };
    let amount = |text: &str| amount_of(&Cell { value: CellValue::Text(text.to_owned()), ..Cell::EMPTY }, Some(unit));
    let (source, digits) = match rest.rsplit_once(char::is_whitespace) {
        Some((source, digits)) => (source.trim(), digits),
        None => {
            let bare = ["万元", "亿元", "元"].iter().find_map(|unit| rest.strip_suffix(unit)).unwrap_or(rest);
            let begins = bare.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.').len();
            (rest[..begins].trim_end_matches([':', '：']), &rest[begins..])
        }
    };
    match amount(digits) {
        Ok(amount) => Ok(PlanMoney { year, source: source.to_owned(), amount }),
        Err((code, zh, en)) => Err((code, format!("“{piece}”：{zh}{form}"), format!("`{piece}`: {en}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_alone_and_in_spans() {
        assert_eq!(years("2023、2024年").unwrap(), [2023, 2024]);
        assert_eq!(years("２０２３—２０２５年").unwrap(), [2023, 2024, 2025]);
        assert_eq!(years("2023年至2025年").unwrap(), [2023, 2024, 2025]);
        assert_eq!(years("2024 2023").unwrap(), [2024, 2023]);
        for bad in ["近期", "2025-2023", "23", "2023-99999999"] {
            assert_eq!(years(bad).unwrap_err().0, "bad_year", "{bad}");
        }
    }

    #[test]
    fn money_by_year_and_source() {
        let read = |text: &str| {
            let sums = money(text, "万元")?;
            Ok::<_, ValueFault>(sums.into_iter().map(|sum| (sum.year, sum.source, sum.amount.to_string())).collect::<Vec<_>>())
        };
        let own = |year, source: &str, amount: &str| (year, source.to_owned(), amount.to_owned());
        assert_eq!(read("2023 区级财政 20；2024 市级补助 5.5").unwrap(), [own(2023, "区级财政", "20"), own(2024, "市级补助", "5.5")]);
        assert_eq!(read("2023年区级财政20万元\n2024年：中央预算内1.2亿元").unwrap()[1], own(2024, "中央预算内", "12000"));
        assert_eq!(read("2023 水利、环保资金 3，2024 3").unwrap(), [own(2023, "水利、环保资金", "3"), own(2024, "", "3")]);
        assert_eq!(read("2023 专项债2024 1000").unwrap(), [own(2023, "专项债2024", "1000")]);
        assert_eq!(read("区级财政 20").unwrap_err().0, "money_without_year");
        assert_eq!(read("2023 区级财政 若干").unwrap_err().0, "not_a_number");
        assert_eq!(read("2023 区级财政 -3").unwrap_err().0, "out_of_range");
    }
}
