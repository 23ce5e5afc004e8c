//! Bands: a checked look-up from a number to what a document gives for its range. Gaps, overlaps and bounds that are not said to
//! be in or out are found when the pack is read.

use super::formula::Column;
use super::number::Number;
use super::unit::Unit;
use super::value::{Kind, Value, Why};
use std::cmp::Ordering;
use std::sync::Arc;

/// One end of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Where; `None` is without end.
    pub at: Option<Number>,
    /// Whether the number itself is inside; `None` when the document does not say and the pack has not declared.
    pub within: Option<bool>,
}

/// A range with what it gives.
#[derive(Debug, Clone)]
pub struct BandRow {
    /// As written.
    pub text: Arc<str>,
    /// Lower end.
    pub low: Bound,
    /// Upper end.
    pub high: Bound,
    /// Values of the band's columns.
    pub gives: Vec<Value>,
}

/// A checked look-up.
#[derive(Debug, Clone)]
pub struct Band {
    /// Its name.
    pub name: Arc<str>,
    /// What is looked up.
    pub input: Kind,
    /// What is given.
    pub columns: Vec<Column>,
    /// Ranges from low to high.
    pub rows: Vec<BandRow>,
    /// Where the ranges come from.
    pub clause: Arc<str>,
}

/// Whether 以上 includes the number, as a pack declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounds {
    /// 含下限: 80-90 is [80, 90).
    LowerWithin,
    /// 含上限: 80-90 is (80, 90].
    UpperWithin,
}

/// Reads a range such as `[80, 90)`, `≥90`, `<60`, `=0`, or in words `80-90`, `90以上`, `60以下`, whose bounds `bounds` decides.
///
/// # Errors
/// What is wrong with the text, in Chinese.
pub fn read_range(text: &str, input: &Kind, bounds: Option<Bounds>) -> Result<(Bound, Bound), String> {
    let plain = crate::text::narrow(text).replace(' ', "").replace('，', ",").replace('∞', "").replace('−', "-");
    let number = |text: &str| -> Result<Option<Number>, String> {
        if text.is_empty() || text == "-" || text == "+" {
            return Ok(None);
        }
        match input.read(text) {
            Ok(Value::Number(number)) => Ok(Some(number)),
            Ok(_) | Err(_) => Err(format!("“{text}”不是以“{input}”计的数")),
        }
    };
    let end = |at: Option<Number>, within: Option<bool>| Bound { within: if at.is_some() { within } else { Some(false) }, at };
    let open = Bound { at: None, within: Some(false) };
    let (lower, upper) = match bounds {
        Some(Bounds::LowerWithin) => (Some(true), Some(false)),
        Some(Bounds::UpperWithin) => (Some(false), Some(true)),
        None => (None, None),
    };
    if let (Some(first @ ('[' | '(')), Some(last @ (']' | ')'))) = (plain.chars().next(), plain.chars().last()) {
        let inner = &plain[1..plain.len() - 1];
        let (low, high) = inner.split_once(',').ok_or_else(|| format!("区间“{text}”中间应有逗号"))?;
        return Ok((end(number(low)?, Some(first == '[')), end(number(high)?, Some(last == ']'))));
    }
    for (sign, low, within) in
        [("≥", true, true), (">=", true, true), ("≤", false, true), ("<=", false, true), (">", true, false), ("<", false, false)]
    {
        if let Some(rest) = plain.strip_prefix(sign) {
            let bound = end(number(rest)?, Some(within));
            if bound.at.is_none() {
                return Err(format!("“{text}”缺少数"));
            }
            return Ok(if low { (bound, open) } else { (open, bound) });
        }
    }
    if let Some(rest) = plain.strip_prefix('=') {
        let at = number(rest)?;
        return Ok((end(at.clone(), Some(true)), end(at, Some(true))));
    }
    if let Some(rest) = plain.strip_suffix("以上") {
        return Ok((end(number(rest)?, lower), open));
    }
    if let Some(rest) = plain.strip_suffix("以下") {
        return Ok((open, end(number(rest)?, upper)));
    }
    if let Some((low, high)) = plain.split_once(['~', '～', '至', '—']).or_else(|| split_dash(&plain)) {
        return Ok((end(number(low)?, lower), end(number(high)?, upper)));
    }
    Err(format!("看不懂区间“{text}”：请写成 [80,90)、≥90、<60、=0，或 80-90、90以上、60以下"))
}

/// `80-90`, `-5--1`: the dash that follows a digit or unit.
fn split_dash(text: &str) -> Option<(&str, &str)> {
    let at = text.char_indices().skip(1).find(|(place, c)| *c == '-' && !text[..*place].ends_with('-'))?.0;
    Some((&text[..at], &text[at + 1..]))
}

/// What is wrong with a band's ranges, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RangeFault {
    /// Numbers of which the document says nothing: an open point.
    Gap(String),
    /// Numbers with more than one answer, or a range without any number.
    Clash(String),
}

impl Band {
    /// Gaps and overlaps between the ranges and inside `range`; empty when every number has exactly one answer.
    #[must_use]
    pub fn faults(&self, range: &(Bound, Bound)) -> Vec<RangeFault> {
        use RangeFault::{Clash, Gap};
        let mut faults = Vec::new();
        let shown =
            |number: &Option<Number>| number.as_ref().map_or_else(|| "∞".to_owned(), |n| self.input.show(&Value::Number(n.clone())));
        for row in &self.rows {
            if let (Some(low), Some(high)) = (&row.low.at, &row.high.at)
                && (low > high || (low == high && (row.low.within == Some(false) || row.high.within == Some(false))))
            {
                faults.push(Clash(format!("区间“{}”是空的", row.text)));
            }
        }
        let Some(first) = self.rows.first() else { return vec![Clash("没有任何区间".to_owned())] };
        if low_order(&first.low, &range.0) == Ordering::Greater {
            faults.push(Gap(format!("“{}”以下没有规定", shown(&first.low.at))));
        }
        for pair in self.rows.windows(2) {
            let (high, low) = (&pair[0].high, &pair[1].low);
            let fault = match (&high.at, &low.at) {
                (Some(high_at), Some(low_at)) if high_at == low_at => match (high.within, low.within) {
                    (Some(true), Some(true)) => Some(Clash(format!("“{}”同时属于“{}”和“{}”", shown(&high.at), pair[0].text, pair[1].text))),
                    (Some(false), Some(false)) => Some(Gap(format!("“{}”不属于任何区间", shown(&high.at)))),
                    (Some(_) | None, Some(_) | None) => None,
                },
                (Some(high_at), Some(low_at)) if high_at < low_at => {
                    Some(Gap(format!("“{}”与“{}”之间没有规定", shown(&high.at), shown(&low.at))))
                }
                (Some(_) | None, Some(_) | None) => Some(Clash(format!("“{}”与“{}”重叠", pair[0].text, pair[1].text))),
            };
            faults.extend(fault);
        }
        if let Some(last) = self.rows.last()
            && high_order(&last.high, &range.1) == Ordering::Less
        {
            faults.push(Gap(format!("“{}”以上没有规定", shown(&last.high.at))));
        }
        faults
    }

    /// Bounds of which nobody has said whether they are in or out.
    #[must_use]
    pub fn unsaid(&self) -> bool {
        self.rows.iter().any(|row| row.low.within.is_none() || row.high.within.is_none())
    }

    /// Puts the ranges from low to high.
    pub fn sort(&mut self) {
        self.rows.sort_by(|a, b| low_order(&a.low, &b.low).then_with(|| high_order(&a.high, &b.high)));
    }

    /// The row a number falls into, or why none.
    ///
    /// # Errors
    /// It lies on a bound that is not decided, or outside all ranges.
    pub fn find(&self, number: &Number) -> Result<&BandRow, Why> {
        for row in &self.rows {
            match inside(row, number) {
                Some(true) => return Ok(row),
                Some(false) => {}
                None => return Err(Why::Open(format!("分档“{}”：“{}”是否含本数", self.name, row.text).into())),
            }
        }
        Err(Why::Open(format!("分档“{}”没有规定{}", self.name, self.input.show(&Value::Number(number.clone()))).into()))
    }
}

fn inside(row: &BandRow, number: &Number) -> Option<bool> {
    let low = row.low.at.as_ref().map_or(Some(true), |at| match number.cmp(at) {
        Ordering::Less => Some(false),
        Ordering::Equal => row.low.within,
        Ordering::Greater => Some(true),
    });
    let high = row.high.at.as_ref().map_or(Some(true), |at| match number.cmp(at) {
        Ordering::Greater => Some(false),
        Ordering::Equal => row.high.within,
        Ordering::Less => Some(true),
    });
    match (low, high) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (None, _) | (_, None) => None,
        (Some(true), Some(true)) => Some(true),
    }
}

fn low_order(a: &Bound, b: &Bound) -> Ordering {
    match (&a.at, &b.at) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(x), Some(y)) => x.cmp(y).then_with(|| (b.within != Some(false)).cmp(&(a.within != Some(false)))),
    }
}

fn high_order(a: &Bound, b: &Bound) -> Ordering {
    match (&a.at, &b.at) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(x), Some(y)) => x.cmp(y).then_with(|| (a.within != Some(false)).cmp(&(b.within != Some(false)))),
    }
}

/// The whole line of numbers.
#[must_use]
pub fn everywhere() -> (Bound, Bound) {
    let open = Bound { at: None, within: Some(false) };
    (open.clone(), open)
}

/// A kind for plain numbers.
#[must_use]
pub fn plain() -> Kind {
    Kind::Number(Unit::PLAIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(rows: &[&str], bounds: Option<Bounds>) -> Band {
        let row = |text: &&str| {
            let (low, high) = read_range(text, &plain(), bounds).unwrap();
            BandRow { text: (*text).into(), low, high, gives: vec![Value::text(text)] }
        };
        let mut band =
            Band { name: "等次".into(), input: plain(), columns: vec![], rows: rows.iter().map(row).collect(), clause: "".into() };
        band.sort();
        band
    }

    #[test]
    fn gaps_and_overlaps_are_named() {
        let all = everywhere();
        let words = |fault: &RangeFault| match fault {
            RangeFault::Gap(text) | RangeFault::Clash(text) => text.clone(),
        };
        assert_eq!(band(&["≥90", "[80,90)", "<80"], None).faults(&all), vec![]);
        assert!(band(&["≥90", "[80,89]", "<80"], None).faults(&all).iter().map(words).collect::<String>().contains("之间没有规定"));
        assert!(band(&[">90", "[80,90)", "<80"], None).faults(&all).iter().map(words).collect::<String>().contains("“90”不属于任何区间"));
        assert!(band(&["≥90", "[80,90]", "<80"], None).faults(&all).iter().map(words).collect::<String>().contains("同时属于"));
        assert!(band(&["≥90", "[70,95)", "<70"], None).faults(&all).iter().map(words).collect::<String>().contains("重叠"));
        assert!(band(&["≥90", "[80,90)"], None).faults(&all).iter().map(words).collect::<String>().contains("以下没有规定"));
        assert!(read_range("约80", &plain(), None).is_err());
    }

    #[test]
    fn an_undecided_bound_is_open_only_on_the_bound() {
        let words = band(&["90以上", "80-90", "80以下"], None);
        assert!(words.unsaid() && words.faults(&everywhere()).is_empty());
        let find = |band: &Band, text: &str| band.find(&Number::parse(text).unwrap()).map(|row| row.text.to_string());
        assert_eq!(find(&words, "85"), Ok("80-90".to_owned()));
        assert!(matches!(find(&words, "90"), Err(Why::Open(_))));
        assert_eq!(find(&band(&["90以上", "80-90", "80以下"], Some(Bounds::LowerWithin)), "90"), Ok("90以上".to_owned()));
        assert_eq!(find(&band(&["90以上", "80-90", "80以下"], Some(Bounds::UpperWithin)), "90"), Ok("80-90".to_owned()));
    }
}
