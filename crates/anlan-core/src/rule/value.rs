//! Values of the rules and their kinds. A missing value carries why it is missing, and everything made from it is missing too.

use super::number::Number;
use super::unit::{Ratio, Unit};
use crate::days;
use crate::month::Month;
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use std::fmt;
use std::sync::Arc;

/// Why a value is missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// The facts do not have it.
    NoData(Arc<str>),
    /// The document leaves a point open and the pack has not declared a reading.
    Open(Arc<str>),
    /// It cannot be computed: division by 0, a number too long, a day without calendar.
    CannotCompute(Arc<str>),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoData(what) => write!(f, "缺少数据：{what}"),
            Self::Open(point) => write!(f, "未明事项未作解释：{point}"),
            Self::CannotCompute(what) => write!(f, "无法计算：{what}"),
        }
    }
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Not there, and why.
    Missing(Box<Why>),
    /// 是/否
    Bool(bool),
    /// A number in its column's unit.
    Number(Number),
    /// Text.
    Text(Arc<str>),
    /// A day.
    Date(NaiveDate),
    /// A minute of a day.
    Time(NaiveDateTime),
    /// A month.
    Month(Month),
    /// A step of an ordered scale, from 0, the best first.
    Grade(u8),
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// 是否
    Bool,
    /// A number with its unit.
    Number(Unit),
    /// 文字
    Text,
    /// 日期
    Date,
    /// 时刻
    Time,
    /// 月份
    Month,
    /// A step of an ordered scale.
    Grade(Arc<Scale>),
    /// Nothing is known of it: NA().
    Nothing,
}

/// An ordered scale, the best first.
#[derive(Debug, PartialEq, Eq)]
pub struct Scale {
    /// Its name.
    pub name: String,
    /// Its steps, the best first.
    pub steps: Vec<Arc<str>>,
}

impl Scale {
    /// The step of that name.
    #[must_use]
    pub fn place(&self, step: &str) -> Option<u8> {
        let plain = |text: &str| text.replace('类', "").replace("I", "Ⅰ");
        let found =
            self.steps.iter().position(|own| **own == *step).or_else(|| self.steps.iter().position(|own| plain(own) == plain(step)));
        found.and_then(|place| u8::try_from(place).ok())
    }
}

/// The scale of water classes, with the words of the national standard's data.
#[must_use]
pub fn water_scale() -> Arc<Scale> {
    use crate::water::{Class, Standards};
    static SCALE: std::sync::OnceLock<Arc<Scale>> = std::sync::OnceLock::new();
    let text = |class: Class| Standards::national().quality.class_text(class).clone();
    SCALE.get_or_init(|| Arc::new(Scale { name: "水质类别".to_owned(), steps: Class::all().map(text).collect() })).clone()
}

impl Kind {
    /// The kind of that name: 文字, 是否, 日期, 时刻, 月份, a scale, or a unit.
    #[must_use]
    pub fn named(name: &str, scales: &[Arc<Scale>], units: &[String]) -> Option<Self> {
        Some(match name {
            "文字" | "text" => Self::Text,
            "是否" | "bool" => Self::Bool,
            "日期" | "date" => Self::Date,
            "时刻" | "time" => Self::Time,
            "月份" | "month" => Self::Month,
            _ => match scales.iter().find(|scale| scale.name == name) {
                Some(scale) => Self::Grade(scale.clone()),
                None if name == "水质类别" => Self::Grade(water_scale()),
                None => Self::Number(Unit::named(name, units)?),
            },
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("是否"),
            Self::Number(unit) => write!(f, "{unit}"),
            Self::Text => f.write_str("文字"),
            Self::Date => f.write_str("日期"),
            Self::Time => f.write_str("时刻"),
            Self::Month => f.write_str("月份"),
            Self::Grade(scale) => f.write_str(&scale.name),
            Self::Nothing => f.write_str("缺"),
        }
    }
}

impl Kind {
    /// Reads a person's text or cell as a value of this kind. The error says what is expected.
    ///
    /// # Errors
    /// What was expected instead, in Chinese.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        let text = crate::text::narrow(text.trim());
        let text = text.as_str();
        let expected = |what: &str| format!("“{text}”不是{what}");
        match self {
            Self::Bool => match text {
                "是" | "true" | "√" | "1" => Ok(Value::Bool(true)),
                "否" | "false" | "×" | "0" => Ok(Value::Bool(false)),
                _ => Err(expected("“是”或“否”")),
            },
            Self::Number(unit) => read_number(text, unit).ok_or_else(|| expected(&format!("以“{unit}”计的数"))),
            Self::Text | Self::Nothing => Ok(Value::Text(text.into())),
            Self::Date => read_day(text).map(Value::Date).ok_or_else(|| expected("日期（如2023-06-30）")),
            Self::Time => read_time(text).map(Value::Time).ok_or_else(|| expected("时刻（如2023-06-30 09:30）")),
            Self::Month => read_month(text).map(Value::Month).ok_or_else(|| expected("月份（如2023-06）")),
            Self::Grade(scale) => scale.place(text).map(Value::Grade).ok_or_else(|| {
                let steps: Vec<&str> = scale.steps.iter().map(|step| &**step).collect();
                expected(&format!("“{}”的等次（{}）", scale.name, steps.join("、")))
            }),
        }
    }

    /// As people read it, with its unit.
    #[must_use]
    pub fn show(&self, value: &Value) -> String {
        match value {
            Value::Missing(_) => "无".to_owned(),
            Value::Bool(true) => "是".to_owned(),
            Value::Bool(false) => "否".to_owned(),
            Value::Text(text) => (**text).to_owned(),
            Value::Date(day) => days::zh(*day),
            Value::Time(time) => format!("{}{}", days::zh(time.date()), time.format("%H:%M")),
            Value::Month(month) => month.zh(),
            Value::Grade(place) => match self {
                Self::Grade(scale) => scale.steps.get(usize::from(*place)).map_or_else(String::new, |step| (**step).to_owned()),
                Self::Bool | Self::Number(_) | Self::Text | Self::Date | Self::Time | Self::Month | Self::Nothing => place.to_string(),
            },
            Value::Number(number) => match self {
                Self::Number(Unit::Ratio(Ratio::Percent)) => format!("{}%", hundred(number)),
                Self::Number(Unit::Ratio(Ratio::Point)) => format!("{}个百分点", hundred(number)),
                Self::Number(Unit::Ratio(Ratio::Times)) => format!("{number}倍"),
                Self::Number(Unit::Of(_)) => money(number, self).unwrap_or_else(|| format!("{number}{self}")),
                Self::Number(Unit::Ratio(Ratio::Plain))
                | Self::Bool
                | Self::Text
                | Self::Date
                | Self::Time
                | Self::Month
                | Self::Grade(_)
                | Self::Nothing => number.to_string(),
            },
        }
    }

    /// As a machine reads it: exact, without unit; [`Kind::read`] gives it back.
    #[must_use]
    pub fn plain(&self, value: &Value) -> String {
        match value {
            Value::Number(number) => match self {
                Self::Number(Unit::Ratio(Ratio::Percent | Ratio::Point)) => hundred(number),
                Self::Number(_) | Self::Bool | Self::Text | Self::Date | Self::Time | Self::Month | Self::Grade(_) | Self::Nothing => {
                    number.decimal(12)
                }
            },
            Value::Date(day) => day.to_string(),
            Value::Time(time) => time.format("%Y-%m-%d %H:%M").to_string(),
            Value::Month(month) => month.to_string(),
            Value::Missing(_) => String::new(),
            Value::Bool(_) | Value::Text(_) | Value::Grade(_) => self.show(value),
        }
    }
}

/// 元 of ten thousand and more, and 万元 of ten thousand and more, in the next larger unit, as people write them.
fn money(number: &Number, kind: &Kind) -> Option<String> {
    let wan = Number::whole(10_000);
    let units = [("元", "万元"), ("万元", "亿元")];
    let (mut shown, mut larger) = (number.clone(), None);
    for (unit, next) in units {
        let in_unit = larger == Some(unit) || *kind == Kind::Number(Unit::named(unit, &[])?);
        if in_unit && shown.abs() >= wan {
            (shown, larger) = (shown.over(&wan)?, Some(next));
        }
    }
    larger.map(|unit| format!("{shown}{unit}"))
}

fn hundred(number: &Number) -> String {
    number.times(&Number::whole(100)).map_or_else(String::new, |number| number.decimal(6))
}

/// A number with an optional unit behind it; without one it is taken in the column's unit.
fn read_number(text: &str, unit: &Unit) -> Option<Value> {
    let text = text.replace(',', "");
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-' || c == '+')).unwrap_or(text.len());
    let (digits, suffix) = text.split_at(end);
    let number = Number::parse(digits.strip_prefix('+').unwrap_or(digits))?;
    let suffix = suffix.trim();
    let percent = matches!(unit, Unit::Ratio(Ratio::Percent | Ratio::Point));
    let number = match suffix {
        "" | "%" | "个百分点" | "百分点" if percent => number.over(&Number::whole(100))?,
        "" => number,
        "%" if *unit == Unit::PLAIN => number.over(&Number::whole(100))?,
        _ => {
            let given = Unit::named(suffix, &[suffix.to_owned()])?;
            if given == *unit {
                number
            } else {
                let (from, to) = given.conversion(unit)?;
                number.times(&Number::fraction(from, to)?)?
            }
        }
    };
    Some(Value::Number(number))
}

fn read_month(text: &str) -> Option<Month> {
    Month::parse(text).ok().or_else(|| {
        let (year, month) = text.strip_suffix('月')?.split_once('年')?;
        Month::new(year.parse().ok()?, month.parse().ok()?)
    })
}

fn read_day(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

fn read_time(text: &str) -> Option<NaiveDateTime> {
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
    let time = NaiveTime::parse_from_str(time, "%H:%M").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M:%S")).ok()?;
    Some(read_day(day)?.and_time(time))
}

impl Value {
    /// A missing value: the facts do not have it.
    #[must_use]
    pub fn no_data(what: &str) -> Self {
        Self::Missing(Box::new(Why::NoData(what.into())))
    }

    /// A text value.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// Why it is missing, if it is.
    #[must_use]
    pub fn why(&self) -> Option<&Why> {
        if let Self::Missing(why) = self { Some(why) } else { None }
    }

    /// Whether it is missing.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing(_))
    }

    /// The number it is.
    #[must_use]
    pub fn number(&self) -> Option<&Number> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// Its place on the line of periods, for runs: days or months as whole numbers.
    #[must_use]
    pub fn ordinal(&self) -> Option<i64> {
        match self {
            Self::Date(day) => Some(day.num_days_from_ce().into()),
            Self::Month(month) => Some(i64::from(month.year()) * 12 + i64::from(month.number()) - 1),
            Self::Number(number) => number.to_whole(),
            Self::Missing(_) | Self::Bool(_) | Self::Text(_) | Self::Time(_) | Self::Grade(_) => None,
        }
    }
}

/// Order of two values of one kind, for ranks and sorted output; missing ones come last, and texts by their characters.
#[must_use]
pub fn order(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (Value::Month(a), Value::Month(b)) => a.cmp(b),
        (Value::Grade(a), Value::Grade(b)) => a.cmp(b),
        (a, b) => place(a).cmp(&place(b)),
    }
}

fn place(value: &Value) -> u8 {
    match value {
        Value::Bool(_) => 0,
        Value::Number(_) => 1,
        Value::Text(_) => 2,
        Value::Date(_) => 3,
        Value::Time(_) => 4,
        Value::Month(_) => 5,
        Value::Grade(_) => 6,
        Value::Missing(_) => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_in_their_columns_unit() {
        let kind = |name: &str| Kind::Number(Unit::named(name, &[]).unwrap());
        let shown = |name: &str, text: &str| kind(name).read(text).map(|value| kind(name).show(&value));
        assert_eq!(shown("%", "-10.1%").as_deref(), Ok("-10.1%"));
        assert_eq!(shown("%", "85.5").as_deref(), Ok("85.5%"));
        assert_eq!(shown("万元", "1.3亿元").as_deref(), Ok("1.3亿元"));
        assert_eq!(shown("万元", "50").as_deref(), Ok("50万元"));
        assert!(shown("万元", "50分").is_err());
        assert!(shown("分", "五").is_err());
        assert_eq!(Kind::Month.read("2023年6月"), Ok(Value::Month(Month::parse("2023-06").unwrap())));
        assert!(Kind::Date.read("2023-02-30").is_err());
        assert!(Kind::Bool.read("也许").unwrap_err().contains("是"));
    }
}
