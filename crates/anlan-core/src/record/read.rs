//! One text to one value, kept exactly. What cannot be read is a fault, never a guess.

use super::{Holds, Misread, RecordColumn, RecordKind};
use crate::rule::number::Number;
use crate::rule::unit::Unit;
use crate::rule::value::{Kind, Scale, Value};
use crate::text;
use chrono::{Datelike, NaiveTime};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Longest text of a cell, in characters.
const LONGEST: usize = 2000;

impl RecordColumn {
    /// Reads a cell that is not blank; gives the text that is stored. A name is only cleaned: whoever knows the register
    /// looks it up.
    ///
    /// # Errors
    /// [`Misread`] with what is expected instead.
    pub fn read(&self, cell: &str, scale: Option<&Arc<Scale>>) -> Result<String, Misread> {
        if matches!(self.holds, Holds::Value(Kind::Text)) {
            return written(cell);
        }
        let cell = text::narrow(cell);
        match &self.holds {
            Holds::Value(kind) => self.value(kind, &cell),
            Holds::Measured(_) => self.measured(&cell),
            Holds::Choice(words) => {
                let plain = text::name(&cell);
                words.iter().find(|word| text::name(word) == plain).cloned().ok_or_else(|| {
                    let words = words.join("、");
                    Misread::new("bad_choice", format!("只能填：{words}。"), format!("one of {words} is expected"))
                })
            }
            Holds::Scale(name) => {
                let scale = scale.ok_or_else(|| {
                    let zh = format!("本区规则包没有声明“{name}”的等次，请先在规则包中声明。");
                    Misread::new("no_scale", zh, format!("the district's rule pack declares no scale `{name}`: add it to the pack"))
                })?;
                let kind = Kind::Grade(Arc::clone(scale));
                let plain = roman(&text::name(&cell));
                kind.read(&plain).map(|step| kind.plain(&step)).map_err(|_| {
                    let steps = scale.steps.iter().map(|step| &**step).collect::<Vec<_>>().join("、");
                    Misread::new("unknown_step", format!("不是“{name}”的等次，应为：{steps}。"), format!("one of {steps} is expected"))
                })
            }
            Holds::Refers(_) => Ok(text::name(&cell)),
        }
    }

    fn value(&self, kind: &Kind, cell: &str) -> Result<String, Misread> {
        let cell = if matches!(kind, Kind::Date) { without_time(cell) } else { cell };
        // A day alone does not say when in it something was: never taken as midnight.
        if matches!(kind, Kind::Time) && !cell.contains([' ', 'T']) {
            return Err(self.expected(kind));
        }
        let value = kind.read(cell).map_err(|_| self.expected(kind))?;
        let year = match &value {
            Value::Date(day) => Some(day.year()),
            Value::Time(time) => Some(time.date().year()),
            Value::Month(month) => Some(month.year()),
            Value::Missing(_) | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Grade(_) => None,
        };
        if year.is_some_and(|year| !(1900..=2999).contains(&year)) {
            let (zh, en) = ("年份应写四位数，如 2022。", "write the year with four digits, such as 2022");
            return Err(Misread::new("bad_year", zh, en));
        }
        if let Value::Number(number) = &value {
            self.bounds(number)?;
        }
        Ok(kind.plain(&value))
    }

    fn expected(&self, kind: &Kind) -> Misread {
        match kind {
            Kind::Bool => Misread::new("not_yes_no", "应填“是”或“否”。", "是 (yes) or 否 (no) is expected"),
            Kind::Number(unit) => {
                let zh = if *unit == Unit::PLAIN { "应为数字。".to_owned() } else { format!("应为以“{unit}”计的数字。") };
                Misread::new("not_a_number", zh, format!("a number in {unit} is expected"))
            }
            Kind::Date => Misread::new("bad_date", "应为日期，请写成 2022-03-01。", "a date is expected: write 2022-03-01"),
            Kind::Time => {
                let zh = "应为日期加时刻，请写成 2022-03-01 09:30。";
                Misread::new("bad_time", zh, "a date with a time is expected: write 2022-03-01 09:30")
            }
            Kind::Month => Misread::new("bad_month", "应为月份，请写成 2022-03。", "a month is expected: write 2022-03"),
            Kind::Text | Kind::Grade(_) | Kind::Nothing => Misread::new("bad_value", "不能识别，请更正。", "not readable: correct it"),
        }
    }

    fn bounds(&self, number: &Number) -> Result<(), Misread> {
        if self.whole && number.to_whole().is_none() {
            return Err(Misread::new("not_whole", "应为整数。", "a whole number is expected"));
        }
        if let Some(least) = self.least.as_ref().filter(|least| number < *least) {
            return Err(Misread::new("out_of_range", format!("不得小于{least}。"), format!("must not be below {least}")));
        }
        if let Some(most) = self.most.as_ref().filter(|most| number > *most) {
            return Err(Misread::new("out_of_range", format!("不得大于{most}。"), format!("must not be above {most}")));
        }
        Ok(())
    }

    /// Kept as reported; `0.025L`, `<0.025`, `>24000`, `ND` and `未检出` are values too.
    fn measured(&self, cell: &str) -> Result<String, Misread> {
        let cell = text::name(cell).replace(',', "");
        if cell.eq_ignore_ascii_case("nd") || cell == "未检出" {
            return Ok(cell.to_uppercase());
        }
        let bare = cell.strip_prefix(['<', '>']).or_else(|| cell.strip_suffix(['L', 'l'])).unwrap_or(&cell);
        let number = Number::parse(bare).ok_or_else(|| {
            let zh = "应为监测值：数字，或 0.025L、<0.025、ND、未检出；没有监测请留空。";
            Misread::new(
                "bad_measured",
                zh,
                "a measured value is expected: a number, 0.025L, <0.025, ND or 未检出; leave it blank when not measured",
            )
        })?;
        if bare.len() < cell.len() && number.is_negative() {
            return Err(Misread::new("out_of_range", "检出限不得为负。", "a detection limit must not be negative"));
        }
        self.bounds(&number)?;
        Ok(if cell.ends_with('l') { cell.to_uppercase() } else { cell })
    }

    /// Whether two stored values say the same: `0.50` and `0.5` do.
    #[must_use]
    pub fn same(&self, a: &str, b: &str) -> bool {
        let number = |text: &str| Number::parse(text);
        a == b || (matches!(self.holds, Holds::Measured(_)) && number(a).is_some() && number(a) == number(b))
    }
}

impl RecordKind {
    /// Days and times that lie before those they must follow: the column and what is wrong.
    #[must_use]
    pub fn out_of_order(&self, values: &BTreeMap<String, String>) -> Vec<(String, Misread)> {
        let mut found = Vec::new();
        for column in &self.columns {
            let Some(first) = &column.not_before else { continue };
            let (Some(earlier), Some(later)) = (values.get(first), values.get(&column.name)) else { continue };
            // Both are written year first with four digits, so their order as texts is that of time; a day is before its hours.
            if later < earlier && !earlier.starts_with(later.as_str()) {
                let zh = format!("{}{later}早于{first}{earlier}。", column.name);
                found.push((column.name.clone(), Misread::new("out_of_order", zh, format!("{later} lies before {first} {earlier}"))));
            }
        }
        if let Some(follow) = &self.follow {
            let has = |name: &String| values.contains_key(name);
            let lone = match (has(&follow.done), has(&follow.effect)) {
                (true, false) => Some((&follow.effect, &follow.done)),
                (false, true) => Some((&follow.done, &follow.effect)),
                (true, true) | (false, false) => None,
            };
            if let Some((absent, given)) = lone {
                let zh = format!("填了{given}，还须填{absent}。");
                found.push((absent.clone(), Misread::new("effect_half", zh, format!("{given} is given: {absent} is needed too"))));
            }
        }
        found
    }
}

/// Text as people wrote it; only the blanks round it go.
fn written(cell: &str) -> Result<String, Misread> {
    let cell = cell.trim().replace("\r\n", "\n");
    let long = || Misread::new("too_long", format!("文字超过{LONGEST}字，请缩短。"), format!("more than {LONGEST} characters"));
    if cell.chars().count() <= LONGEST { Ok(cell) } else { Err(long()) }
}

/// A day without the time that exports write behind it.
fn without_time(cell: &str) -> &str {
    let Some((day, time)) = cell.split_once([' ', 'T']) else { return cell };
    let is_time = ["%H:%M", "%H:%M:%S", "%H:%M:%S%.f"].iter().any(|form| NaiveTime::parse_from_str(time, form).is_ok());
    if is_time { day } else { cell }
}

/// Classes typed with letters, `IV` or `劣V`, as the characters the scales use.
fn roman(cell: &str) -> String {
    let start = cell.trim_start_matches('劣').len();
    let (before, rest) = cell.split_at(cell.len() - start);
    let end = rest.find(|c: char| c != 'I' && c != 'V').unwrap_or(rest.len());
    let sign = match &rest[..end] {
        "I" => "Ⅰ",
        "II" => "Ⅱ",
        "III" => "Ⅲ",
        "IV" => "Ⅳ",
        "V" => "Ⅴ",
        _ => return cell.to_owned(),
    };
    format!("{before}{sign}{}", &rest[end..])
}

#[cfg(test)]
mod tests {
    use super::super::RecordKinds;
    use super::*;

    fn read(kind: &str, column: &str, cell: &str) -> Result<String, &'static str> {
        let kinds = RecordKinds::national();
        let column = kinds.kind(kind).unwrap().column(column).unwrap();
        let scale = kinds.scale("水质类别");
        column.read(cell, scale).map_err(|fault| fault.code)
    }

    #[test]
    fn measured_values_are_kept_as_reported() {
        for (cell, stored) in [
            ("0.50", "0.50"),
            ("０．０２５Ｌ", "0.025L"),
            ("0.025l", "0.025L"),
            ("< 0.025", "<0.025"),
            ("＜0.025", "<0.025"),
            ("nd", "ND"),
            ("未检出", "未检出"),
            ("1,200", "1200"),
        ] {
            assert_eq!(read("sample", "氨氮", cell).as_deref(), Ok(stored), "{cell}");
        }
        for (cell, code) in
            [("-", "bad_measured"), ("-0.5", "out_of_range"), ("约0.5", "bad_measured"), ("<", "bad_measured"), ("<-1", "out_of_range")]
        {
            assert_eq!(read("sample", "氨氮", cell), Err(code), "{cell}");
        }
        assert_eq!(read("sample", "水温", "-1.5").as_deref(), Ok("-1.5"));
        assert_eq!(read("sample", "pH", "14.1"), Err("out_of_range"));
        let kinds = RecordKinds::national();
        let column = kinds.kind("sample").unwrap().column("氨氮").unwrap();
        assert!(column.same("0.50", "0.5") && !column.same("<0.5", "0.5") && !column.same("ND", "未检出"));
    }

    #[test]
    fn days_times_and_classes_in_the_forms_ledgers_use() {
        for (kind, column, cell, stored) in [
            ("sample", "采样日期", "2022/3/1 0:00", "2022-03-01"),
            ("sample", "采样日期", "2022年3月1日", "2022-03-01"),
            ("patrol", "开始时间", "2022/3/1 9:05:59", "2022-03-01 09:05"),
            ("patrol", "里程", "1500米", "1.5"),
            ("patrol", "是否有效", "√", "是"),
            ("section", "考核目标", "III类", "Ⅲ"),
            ("section", "考核目标", "劣V类", "劣Ⅴ"),
            ("section", "考核目标", "Ⅳ类", "Ⅳ"),
            ("section", "断面名称", "　小安溪 大桥（左岸） ", "小安溪 大桥（左岸）"),
        ] {
            assert_eq!(read(kind, column, cell).as_deref(), Ok(stored), "{cell}");
        }
        for (kind, column, cell, code) in [
            ("sample", "采样日期", "2022年3月", "bad_date"),
            ("sample", "采样日期", "22-3-1", "bad_year"),
            ("sample", "采样日期", "2022-02-30", "bad_date"),
            ("patrol", "开始时间", "2022-03-01", "bad_time"),
            ("patrol", "里程", "-1", "out_of_range"),
            ("complaint", "累计举报次数", "1.5", "not_whole"),
            ("complaint", "累计举报次数", "两次", "not_a_number"),
            ("section", "考核目标", "Ⅵ类", "unknown_step"),
            ("section", "水体类型", "水库", "bad_choice"),
        ] {
            assert_eq!(read(kind, column, cell), Err(code), "{cell}");
        }
    }

    #[test]
    fn what_ends_does_not_end_before_it_begins() {
        let kinds = RecordKinds::national();
        let patrol = kinds.kind("patrol").unwrap();
        let values =
            |start: &str, end: &str| BTreeMap::from([("开始时间".to_owned(), start.to_owned()), ("结束时间".to_owned(), end.to_owned())]);
        let faults = patrol.out_of_order(&values("2022-03-01 09:30", "2022-03-01 09:29"));
        assert_eq!((faults.len(), faults[0].0.as_str(), faults[0].1.code), (1, "结束时间", "out_of_order"));
        assert!(faults[0].1.zh.contains("早于开始时间2022-03-01 09:30"));
        assert_eq!(patrol.out_of_order(&values("2022-03-01 09:30", "2022-03-01 09:30")), []);
    }
}
