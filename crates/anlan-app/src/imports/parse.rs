//! One cell to one value. What cannot be read is a fault with a code, never a guess.

use super::headers::headers;
use super::mapping::ShareScale;
use anlan_core::days::{Edge, NotADay, parse_day, parse_month};
use anlan_core::exact::{Money, NotExact, Points, Quantity, Share};
use anlan_core::month::Month;
use anlan_core::text;
use anlan_report::read::{Cell, CellValue};
use chrono::NaiveDate;

/// A fault of one cell: code, Chinese, English.
pub(crate) type CellFault = (&'static str, String, String);

/// A column's letter, as Excel shows it.
pub(crate) fn letter(column: usize) -> String {
    let mut left = column + 1;
    let mut letters = Vec::new();
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The cell as people see it.
pub(crate) fn shown(cell: &Cell) -> String {
    match &cell.value {
        CellValue::Empty => String::new(),
        CellValue::Text(text) | CellValue::Error(text) => text.trim().to_owned(),
        CellValue::Number(number) => number_text(*number),
        CellValue::Date(day) => day.to_string(),
        CellValue::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
    }
}

/// The shortest decimal text of a number as Excel stores it; no exponent.
fn number_text(number: f64) -> String {
    let plain = format!("{number}");
    // Excel keeps 15 significant digits; 0.1 + 0.2 typed as a formula's result must read 0.3.
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if plain.len() > 17 { format!("{rounded}") } else { plain }
}

pub(crate) fn day(cell: &Cell, year: i32, edge: Edge) -> Result<NaiveDate, CellFault> {
    if let CellValue::Date(day) = cell.value {
        return Ok(day);
    }
    parse_day(&shown(cell), year, edge).map_err(|fault| match fault {
        NotADay::NoSuchDay => {
            ("no_such_day", "日历上没有这一天，请改成实际日期。".to_owned(), "there is no such day: correct the date".to_owned())
        }
        NotADay::UnknownForm => (
            "bad_date",
            "不能识别为日期，请写成 2023-09-30、2023年9月、9月底前 等形式。".to_owned(),
            "not a date: write 2023-09-30, 2023年9月 or 9月底前".to_owned(),
        ),
    })
}

pub(crate) fn month(cell: &Cell, year: i32) -> Result<Month, CellFault> {
    if let CellValue::Date(day) = cell.value {
        return Ok(Month::of(day));
    }
    parse_month(&shown(cell), year).map_err(|_| {
        ("bad_month", "不能识别为月份，请写成 2023年9月 或 2023-09。".to_owned(), "not a month: write 2023-09 or 2023年9月".to_owned())
    })
}

fn not_exact(fault: NotExact, what: &str) -> CellFault {
    match fault {
        NotExact::NotANumber => ("not_a_number", format!("{what}应为数字。"), "a number is expected".to_owned()),
        NotExact::TooFine(places) => (
            "too_fine",
            format!("{what}最多保留{places}位小数，请先按规定取舍。"),
            format!("at most {places} decimal places: round it first"),
        ),
        NotExact::OutOfRange => ("out_of_range", format!("{what}超出范围（不得为负）。"), "out of range (must not be negative)".to_owned()),
    }
}

/// A share by the column's scale; `83%` tells its scale itself.
pub(crate) fn share(cell: &Cell, scale: ShareScale) -> Result<Share, CellFault> {
    let text = text::name(&shown(cell));
    let (digits, percent) = match text.strip_suffix('%') {
        Some(digits) => (digits.to_owned(), true),
        None => (text, matches!(scale, ShareScale::Percent) && !cell.percent),
    };
    let digits = if percent { digits } else { times_100(&digits) };
    Share::parse_percent(&digits).map_err(|fault| match fault {
        NotExact::OutOfRange if digits.starts_with('-') => {
            ("below_0", "进度不得小于0。".to_owned(), "progress must not be below 0".to_owned())
        }
        NotExact::OutOfRange => ("over_100", "进度不得超过100%。".to_owned(), "progress must not exceed 100 %".to_owned()),
        NotExact::NotANumber | NotExact::TooFine(_) => not_exact(fault, "进度"),
    })
}

/// Moves the decimal point of a plain decimal text two places to the right, exactly.
fn times_100(text: &str) -> String {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut fraction = fraction.to_owned();
    while fraction.len() < 2 {
        fraction.push('0');
    }
    let (moved, rest) = fraction.split_at_checked(2).unwrap_or((&fraction, ""));
    if rest.is_empty() { format!("{whole}{moved}") } else { format!("{whole}{moved}.{rest}") }
}

/// Money by the unit its header names.
pub(crate) fn money(cell: &Cell, unit: Option<&str>) -> Result<Money, CellFault> {
    let text = text::name(&shown(cell));
    let (digits, unit) = ["万元", "亿元", "元"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit).map(|digits| (digits.to_owned(), Some(*unit))))
        .unwrap_or((text.clone(), unit));
    let scaled = match unit {
        Some("万元") => Money::parse_wan(&digits),
        Some("元") => Quantity::parse(&digits).and_then(|yuan| match yuan.thousandths() % 10 {
            0 => Money::from_fen(yuan.thousandths() / 10).ok_or(NotExact::OutOfRange),
            _ => Err(NotExact::TooFine(2)),
        }),
        Some("亿元") => Money::parse_wan(&times_100(&times_100(&digits))),
        _ => {
            let zh = "没有写明资金单位，请在表头注明，如“资金（万元）”。".to_owned();
            return Err((
                "money_unit_unclear",
                zh,
                "the unit of money is not stated: write it into the header, e.g. 资金（万元）".to_owned(),
            ));
        }
    };
    scaled.map_err(|fault| not_exact(fault, "资金"))
}

pub(crate) fn quantity(cell: &Cell) -> Result<Quantity, CellFault> {
    Quantity::parse(&shown(cell)).map_err(|fault| not_exact(fault, "数量"))
}

pub(crate) fn points(cell: &Cell) -> Result<Points, CellFault> {
    Points::parse(&shown(cell)).map_err(|fault| not_exact(fault, "分值"))
}

pub(crate) fn yes_no(cell: &Cell) -> Result<bool, CellFault> {
    let text = text::name(&shown(cell));
    let words = &headers().yes_no;
    if words.yes.contains(&text) || matches!(cell.value, CellValue::Bool(true)) {
        Ok(true)
    } else if words.no.contains(&text) || matches!(cell.value, CellValue::Bool(false)) {
        Ok(false)
    } else {
        Err(("not_yes_no", "应填“是”或“否”。".to_owned(), "是 (yes) or 否 (no) is expected".to_owned()))
    }
}

/// Names in one cell, apart by 、 ， ； or line breaks.
pub(crate) fn names(cell: &Cell) -> Vec<String> {
    shown(cell).split(['、', '，', ',', '；', ';', '\n']).map(text::name).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(value: CellValue) -> Cell {
        Cell { value, ..Cell::EMPTY }
    }

    #[test]
    fn shares_by_scale_and_by_their_own_sign() {
        let text = |text: &str, scale| share(&cell(CellValue::Text(text.into())), scale).map(|s| s.to_string());
        assert_eq!(text("83%", ShareScale::Fraction).unwrap(), "83");
        assert_eq!(text("８３％", ShareScale::Percent).unwrap(), "83");
        assert_eq!(text("0.835", ShareScale::Fraction).unwrap(), "83.5");
        assert_eq!(text("0.83", ShareScale::Percent).unwrap(), "0.83");
        assert_eq!(text("101", ShareScale::Percent).unwrap_err().0, "over_100");
        assert_eq!(text("-1", ShareScale::Percent).unwrap_err().0, "below_0");
        assert_eq!(text("1.01", ShareScale::Fraction).unwrap_err().0, "over_100");
        let formatted = Cell { percent: true, ..cell(CellValue::Number(0.57)) };
        assert_eq!(share(&formatted, ShareScale::Percent).unwrap().to_string(), "57");
    }

    #[test]
    fn money_needs_its_unit() {
        let money = |text: &str, unit| money(&cell(CellValue::Text(text.into())), unit).map(|m| m.to_string());
        assert_eq!(money("2350", Some("万元")).unwrap(), "2350");
        assert_eq!(money("1.3亿元", None).unwrap(), "13000");
        assert_eq!(money("12345.67", Some("元")).unwrap(), "1.234567");
        assert_eq!(money("2350", None).unwrap_err().0, "money_unit_unclear");
    }

    #[test]
    fn numbers_read_as_excel_shows_them() {
        assert_eq!(number_text(0.1 + 0.2), "0.3");
        assert_eq!(number_text(10_067.0), "10067");
        assert_eq!((letter(0), letter(25), letter(26)), ("A".into(), "Z".into(), "AA".into()));
    }
}
