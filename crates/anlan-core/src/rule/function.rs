//! Functions of values: their names, what they take and give, and what they do. Names and meanings are those of a spreadsheet where
//! a spreadsheet has them.

use super::formula::Expr;
use super::number::{Number, Rounding};
use super::unit::Unit;
use super::value::{Kind, Scale, Value, Why, order};
use super::workday::Calendar;
use crate::month::Month;
use chrono::{Datelike, Months, NaiveDate};
use std::sync::Arc;

/// A function of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Function {
    /// IF(condition, then, else)
    If,
    /// IFNA(value, otherwise)
    IfMissing,
    /// KNOWN(value): whether it is there.
    Known,
    /// NOT(condition)
    Not,
    /// ABS(number)
    Abs,
    /// MIN(a, b, …)
    Least,
    /// MAX(a, b, …)
    Most,
    /// ROUND, ROUNDUP, ROUNDDOWN, ROUNDEVEN(number, digits)
    Round(Rounding),
    /// CEILING(number, step), FLOOR(number, step)
    Multiple(Rounding),
    /// MOD(number, divisor)
    Mod,
    /// STEPS(number, step size[, rounding]), QUOTA(count, share[, rounding]): a whole number; how to round must be said when it matters.
    Whole {
        /// Whether the two are divided (steps) or multiplied (quota).
        divide: bool,
        /// Words of the rounding argument, when it is a step of a scale.
        words: Option<Arc<Scale>>,
        /// As written, for the open point.
        told: Arc<str>,
    },
    /// CONVERT(number, "unit"): how many one is.
    Convert(i64, i64),
    /// ONEOF(value, a, b, …)
    OneOf,
    /// CONTAINS(text, part)
    Contains,
    /// TEXT(value)
    Text(Kind),
    /// WORST(a, b, …) of a scale
    Worst,
    /// BEST(a, b, …) of a scale
    Best,
    /// BETTER(a, b)
    Better,
    /// WORSE(a, b)
    Worse,
    /// ATLEAST(a, b): a is b or better
    AtLeast,
    /// LEVELS(before, after): steps risen; negative when fallen
    Levels,
    /// RANKOF(step): 1 for the best step of its scale
    Place,
    /// YEAR(date)
    Year,
    /// MONTH(date): its number
    MonthNumber,
    /// DAY(date)
    Day,
    /// QUARTER(date): its number
    Quarter,
    /// MONTHOF(date): the month itself
    MonthOf,
    /// MONTHSTART(month)
    MonthStart,
    /// MONTHEND(month)
    MonthEnd,
    /// DATEOF(time)
    DateOf,
    /// DATE(year, month, day)
    Date,
    /// EDATE(date, months)
    AddMonths,
    /// WORKDAY(date, days)
    Workday,
    /// NETWORKDAYS(from, to)
    Workdays,
    /// ISWORKDAY(date)
    IsWorkday,
    /// DRAW(seed, key): a number in [0, 1) that anyone can recompute
    Draw,
    /// WATERCLASS(item, concentration)
    WaterClass,
}

/// The four ways to make a whole number, as packs write them.
pub const ROUNDINGS: [(&str, Rounding); 4] =
    [("进位", Rounding::Up), ("舍去", Rounding::Down), ("四舍五入", Rounding::HalfUp), ("四舍六入五成双", Rounding::HalfEven)];

fn number(kind: &Kind) -> Option<&Unit> {
    if let Kind::Number(unit) = kind { Some(unit) } else { None }
}

fn nothing(kinds: &[Kind]) -> bool {
    kinds.contains(&Kind::Nothing)
}

/// The function of a name with the kinds of its arguments, and what it gives.
///
/// # Errors
/// Unknown name, wrong number or kinds of arguments; in Chinese and English.
pub fn signature(name: &str, kinds: &[Kind], bound: &[Expr], zeros: &[bool], units: &[String]) -> Result<(Function, Kind), String> {
    let plain = Kind::Number(Unit::PLAIN);
    let usage = |text: &str| Err(format!("用法：{text} (usage: {text})"));
    let is_plain = |kind: &Kind| *kind == plain || *kind == Kind::Nothing;
    let is_date = |kind: &Kind| matches!(kind, Kind::Date | Kind::Nothing);
    let found = match (name, kinds) {
        ("KNOWN", [_]) => (Function::Known, Kind::Bool),
        ("NOT", [Kind::Bool | Kind::Nothing]) => (Function::Not, Kind::Bool),
        ("ABS", [kind @ (Kind::Number(_) | Kind::Nothing)]) => (Function::Abs, kind.clone()),
        ("MIN" | "MAX", [_, _, ..]) => {
            let function = if name == "MIN" { Function::Least } else { Function::Most };
            let lead = kinds.iter().zip(zeros).find(|(kind, zero)| !**zero && **kind != Kind::Nothing).map_or(&kinds[0], |(kind, _)| kind);
            let fits = |kind: &Kind, zero: bool| match (kind, lead) {
                (Kind::Nothing, _) => true,
                (Kind::Number(own), Kind::Number(lead)) => own.compares(lead) || zero,
                (Kind::Date | Kind::Time | Kind::Month, lead) => kind == lead,
                (Kind::Number(_) | Kind::Bool | Kind::Text | Kind::Grade(_), _) => false,
            };
            if let Some((place, _)) = kinds.iter().zip(zeros).enumerate().find(|(_, (kind, zero))| !fits(kind, **zero)) {
                return Err(format!("第{}个参数是“{}”，与“{lead}”不同单位 (arguments must share one unit)", place + 1, kinds[place]));
            }
            (function, lead.clone())
        }
        ("ROUND" | "ROUNDUP" | "ROUNDDOWN" | "ROUNDEVEN", [kind @ (Kind::Number(_) | Kind::Nothing), digits]) if is_plain(digits) => {
            let how = match name {
                "ROUND" => Rounding::HalfUp,
                "ROUNDUP" => Rounding::Up,
                "ROUNDDOWN" => Rounding::Down,
                _ => Rounding::HalfEven,
            };
            (Function::Round(how), kind.clone())
        }
        ("CEILING" | "FLOOR" | "MOD", [Kind::Number(unit), Kind::Number(step)]) if unit == step || *step == Unit::PLAIN => {
            let function = match name {
                "CEILING" => Function::Multiple(Rounding::Up),
                "FLOOR" => Function::Multiple(Rounding::Down),
                _ => Function::Mod,
            };
            (function, Kind::Number(unit.clone()))
        }
        ("STEPS" | "QUOTA", [a, b] | [a, b, _]) => {
            let divide = name == "STEPS";
            let fits = match (number(a), number(b)) {
                (Some(a), Some(b)) if divide => a.compares(b),
                (Some(a), Some(b)) => *a == Unit::PLAIN && matches!(b, Unit::Ratio(_)),
                (None, _) | (_, None) => nothing(&[a.clone(), b.clone()]),
            };
            if !fits {
                return usage(if divide {
                    "STEPS(量, 步长, \"进位\"或\"舍去\")"
                } else {
                    "QUOTA(人数, 比例, \"进位\"或\"舍去\")"
                });
            }
            let words = match kinds.get(2) {
                Some(Kind::Grade(scale)) => Some(scale.clone()),
                None | Some(Kind::Text) => None,
                Some(_) => return usage("第三个参数写 \"进位\"、\"舍去\"、\"四舍五入\" 或 \"四舍六入五成双\""),
            };
            let known = |word: &str| ROUNDINGS.iter().any(|(own, _)| *own == word);
            if let Some(Expr::Const(Value::Text(word))) = bound.get(2)
                && !known(word)
            {
                return usage("第三个参数写 \"进位\"、\"舍去\"、\"四舍五入\" 或 \"四舍六入五成双\"");
            }
            if let Some(odd) = words.iter().flat_map(|scale| &scale.steps).find(|word| !known(word)) {
                return Err(format!("“{odd}”不是取整方式：请用进位、舍去、四舍五入、四舍六入五成双 (unknown rounding)"));
            }
            (Function::Whole { divide, words, told: "".into() }, plain)
        }
        ("CONVERT", [Kind::Number(unit), Kind::Text]) => {
            let Some(Expr::Const(Value::Text(to))) = bound.get(1) else { return usage("CONVERT(数, \"单位\")") };
            let to = Unit::named(to, units).ok_or_else(|| format!("没有计量单位“{to}” (unknown unit)"))?;
            let Some((from, size)) = unit.conversion(&to).or_else(|| (*unit == to).then_some((1, 1))) else {
                return Err(format!("“{unit}”不能换算为“{to}” (no conversion)"));
            };
            (Function::Convert(from, size), Kind::Number(to))
        }
        ("ONEOF", [_, _, ..]) => (Function::OneOf, Kind::Bool),
        ("CONTAINS", [Kind::Text | Kind::Nothing, Kind::Text]) => (Function::Contains, Kind::Bool),
        ("TEXT", [kind]) => (Function::Text(kind.clone()), Kind::Text),
        ("WORST" | "BEST", [first @ Kind::Grade(_), rest @ ..]) if rest.iter().all(|kind| kind == first || *kind == Kind::Nothing) => {
            (if name == "WORST" { Function::Worst } else { Function::Best }, first.clone())
        }
        ("BETTER" | "WORSE" | "ATLEAST", [a @ Kind::Grade(_), b]) if a == b || *b == Kind::Nothing => {
            let function = match name {
                "BETTER" => Function::Better,
                "WORSE" => Function::Worse,
                _ => Function::AtLeast,
            };
            (function, Kind::Bool)
        }
        ("LEVELS", [a @ Kind::Grade(_), b]) if a == b => (Function::Levels, plain),
        ("RANKOF", [Kind::Grade(_)]) => (Function::Place, plain),
        ("YEAR" | "MONTH" | "QUARTER", [Kind::Date | Kind::Month | Kind::Nothing]) => {
            let function = match name {
                "YEAR" => Function::Year,
                "MONTH" => Function::MonthNumber,
                _ => Function::Quarter,
            };
            (function, plain)
        }
        ("DAY", [Kind::Date | Kind::Nothing]) => (Function::Day, plain),
        ("MONTHOF", [Kind::Date | Kind::Nothing]) => (Function::MonthOf, Kind::Month),
        ("MONTHSTART", [Kind::Month | Kind::Nothing]) => (Function::MonthStart, Kind::Date),
        ("MONTHEND", [Kind::Month | Kind::Nothing]) => (Function::MonthEnd, Kind::Date),
        ("DATEOF", [Kind::Time | Kind::Nothing]) => (Function::DateOf, Kind::Date),
        ("DATE", [y, m, d]) if is_plain(y) && is_plain(m) && is_plain(d) => (Function::Date, Kind::Date),
        ("EDATE", [date, months]) if is_date(date) && is_plain(months) => (Function::AddMonths, Kind::Date),
        ("WORKDAY", [date, Kind::Number(unit)]) if is_date(date) && (*unit == Unit::PLAIN || unit.to_string() == "工作日") => {
            (Function::Workday, Kind::Date)
        }
        ("NETWORKDAYS", [a, b]) if is_date(a) && is_date(b) => {
            (Function::Workdays, Kind::Number(Unit::named("工作日", &[]).unwrap_or(Unit::PLAIN)))
        }
        ("ISWORKDAY", [date]) if is_date(date) => (Function::IsWorkday, Kind::Bool),
        ("DRAW", [_, _]) => (Function::Draw, plain),
        ("WATERCLASS", [Kind::Text, Kind::Number(_) | Kind::Nothing] | [Kind::Text, Kind::Number(_) | Kind::Nothing, Kind::Text]) => {
            (Function::WaterClass, Kind::Grade(super::value::water_scale()))
        }
        _ if NAMES.iter().any(|(known, _)| *known == name) => {
            let given: Vec<String> = kinds.iter().map(ToString::to_string).collect();
            let how = NAMES.iter().find(|(known, _)| *known == name).map_or("", |(_, usage)| usage);
            return Err(format!("函数 {name} 不能用于（{}）；用法：{how} (wrong arguments)", given.join("，")));
        }
        _ => {
            let hint = super::formula::nearest(name, NAMES.iter().map(|(known, _)| *known));
            return Err(format!("没有函数 {name}；{hint} (unknown function)"));
        }
    };
    Ok(found)
}

/// Every function with its usage: for messages, the guide and the editor's schema.
pub const NAMES: &[(&str, &str)] = &[
    ("IF", "IF(条件, 是则, 否则)"),
    ("IFNA", "IFNA(值, 缺时代以)"),
    ("NA", "NA() 或 NA(\"原因\")：写明不作评定"),
    ("KNOWN", "KNOWN(值)：有数据"),
    ("AND", "AND(条件, 条件…)，也写作 且"),
    ("OR", "OR(条件, 条件…)，也写作 或"),
    ("NOT", "NOT(条件)，也写作 非"),
    ("ABS", "ABS(数)"),
    ("MIN", "MIN(甲, 乙…)"),
    ("MAX", "MAX(甲, 乙…)"),
    ("ROUND", "ROUND(数, 位数)：四舍五入"),
    ("ROUNDUP", "ROUNDUP(数, 位数)：进位"),
    ("ROUNDDOWN", "ROUNDDOWN(数, 位数)：舍去"),
    ("ROUNDEVEN", "ROUNDEVEN(数, 位数)：四舍六入五成双（GB/T 8170）"),
    ("CEILING", "CEILING(数, 倍数)"),
    ("FLOOR", "FLOOR(数, 倍数)"),
    ("MOD", "MOD(数, 除数)"),
    ("STEPS", "STEPS(量, 步长, \"进位\"或\"舍去\")"),
    ("QUOTA", "QUOTA(人数, 比例, \"进位\"或\"舍去\")"),
    ("CONVERT", "CONVERT(数, \"单位\")"),
    ("ONEOF", "ONEOF(值, 甲, 乙…)"),
    ("CONTAINS", "CONTAINS(文字, 片段)"),
    ("TEXT", "TEXT(值)"),
    ("WORST", "WORST(等次, 等次…)；在 keep 里 WORST(列)"),
    ("BEST", "BEST(等次, 等次…)；在 keep 里 BEST(列)"),
    ("BETTER", "BETTER(甲, 乙)：甲优于乙"),
    ("WORSE", "WORSE(甲, 乙)：甲劣于乙"),
    ("ATLEAST", "ATLEAST(甲, 乙)：甲不劣于乙"),
    ("LEVELS", "LEVELS(原等次, 新等次)：提高几级，降低为负"),
    ("RANKOF", "RANKOF(等次)：最好为1"),
    ("YEAR", "YEAR(日期或月份)"),
    ("MONTH", "MONTH(日期或月份)：几月"),
    ("DAY", "DAY(日期)：几日"),
    ("QUARTER", "QUARTER(日期或月份)：第几季度"),
    ("MONTHOF", "MONTHOF(日期)：所在月份"),
    ("MONTHSTART", "MONTHSTART(月份)：首日"),
    ("MONTHEND", "MONTHEND(月份)：末日"),
    ("DATEOF", "DATEOF(时刻)：日期"),
    ("DATE", "DATE(年, 月, 日)"),
    ("EDATE", "EDATE(日期, 月数)"),
    ("WORKDAY", "WORKDAY(日期, 工作日数)：其后第几个工作日"),
    ("NETWORKDAYS", "NETWORKDAYS(起, 止)：工作日数，两端都计"),
    ("ISWORKDAY", "ISWORKDAY(日期)"),
    ("DRAW", "DRAW(种子, 键)：可复算的抽签数"),
    ("WATERCLASS", "WATERCLASS(因子, 浓度[, \"湖库\"])：GB 3838 单因子类别"),
    ("BAND", "BAND(分档名, 数[, 列名])"),
    ("PREV", "PREV(列)：上一行的值，用于 carry 和 accept"),
    ("COUNTIFS", "COUNTIFS(表, 条件)"),
    ("SUMIFS", "SUMIFS(表, 条件, 值)"),
    ("AVERAGEIFS", "AVERAGEIFS(表, 条件, 值)"),
    ("MINIFS", "MINIFS(表, 条件, 值)"),
    ("MAXIFS", "MAXIFS(表, 条件, 值)"),
    ("BESTIFS", "BESTIFS(表, 条件, 等次)"),
    ("WORSTIFS", "WORSTIFS(表, 条件, 等次)"),
    ("LOOKUP", "LOOKUP(表, 条件, 值)：唯一一行"),
    ("FIRSTIFS", "FIRSTIFS(表, 条件, 值)：首行"),
    ("LASTIFS", "LASTIFS(表, 条件, 值)：末行"),
    ("EXISTS", "EXISTS(表, 条件)"),
    ("EVERYIFS", "EVERYIFS(表, 条件, 是否)"),
    ("LISTIFS", "LISTIFS(表, 条件, 值)：用、连接"),
    ("COUNT", "COUNT() 或 COUNT(条件)，用于 keep"),
    ("SUM", "SUM(值)，用于 keep"),
    ("AVERAGE", "AVERAGE(值)，用于 keep"),
    ("ANY", "ANY(条件)，用于 keep"),
    ("ALL", "ALL(条件)，用于 keep"),
    ("FIRST", "FIRST(值)，用于 keep"),
    ("LAST", "LAST(值)，用于 keep"),
    ("ONLY", "ONLY(值)：组内唯一的值，用于 keep"),
    ("LIST", "LIST(值)：用、连接，用于 keep"),
];

impl Function {
    /// Applies it to arguments that are all there (IF, IFNA and KNOWN are handled where the arguments are evaluated).
    #[must_use]
    pub fn apply(&self, arguments: &[Value]) -> Value {
        let cannot = |what: &str| Value::Missing(Box::new(Why::CannotCompute(what.into())));
        let made = match (self, arguments) {
            (Self::Not, [Value::Bool(held)]) => Some(Value::Bool(!held)),
            (Self::Abs, [Value::Number(n)]) => Some(Value::Number(n.abs())),
            (Self::Least, all) => all.iter().min_by(|a, b| order(a, b)).cloned(),
            (Self::Most, all) => all.iter().max_by(|a, b| order(a, b)).cloned(),
            (Self::Round(how), [Value::Number(n), Value::Number(digits)]) => {
                digits.to_whole().and_then(|digits| n.round(digits, *how)).map(Value::Number)
            }
            (Self::Multiple(how), [Value::Number(n), Value::Number(step)]) => {
                n.over(step).and_then(|q| q.round(0, *how)).and_then(|q| q.times(step)).map(Value::Number)
            }
            (Self::Mod, [Value::Number(n), Value::Number(step)]) => {
                let whole = n.over(step).and_then(|q| floor(&q)).and_then(|q| q.times(step));
                whole.and_then(|whole| n.minus(&whole)).map(Value::Number)
            }
            (Self::Whole { divide, words, told }, [Value::Number(a), Value::Number(b), how @ ..]) => {
                let Some(exact) = (if *divide { a.over(b) } else { a.times(b) }) else { return cannot("除数为0") };
                if exact.to_whole().is_some() {
                    return Value::Number(exact);
                }
                let word = match (how, words) {
                    ([], _) => return Value::Missing(Box::new(Why::Open(format!("{told}的取整方式").into()))),
                    ([Value::Grade(place)], Some(scale)) => scale.steps.get(usize::from(*place)).map(|word| &**word),
                    ([Value::Text(word)], _) => Some(&**word),
                    _ => None,
                };
                let how = word.and_then(|word| ROUNDINGS.iter().find(|(own, _)| *own == word)).map(|(_, how)| *how);
                how.and_then(|how| exact.round(0, how)).map(Value::Number)
            }
            (Self::Convert(from, to), [Value::Number(n), ..]) => {
                Number::fraction(*from, *to).and_then(|factor| n.times(&factor)).map(Value::Number)
            }
            (Self::OneOf, [value, of @ ..]) => Some(Value::Bool(of.contains(value))),
            (Self::Contains, [Value::Text(text), Value::Text(part)]) => Some(Value::Bool(text.contains(&**part))),
            (Self::Text(kind), [value]) => Some(Value::text(&kind.show(value))),
            (Self::Worst, all) => all.iter().max_by(|a, b| order(a, b)).cloned(),
            (Self::Best, all) => all.iter().min_by(|a, b| order(a, b)).cloned(),
            (Self::Better, [Value::Grade(a), Value::Grade(b)]) => Some(Value::Bool(a < b)),
            (Self::Worse, [Value::Grade(a), Value::Grade(b)]) => Some(Value::Bool(a > b)),
            (Self::AtLeast, [Value::Grade(a), Value::Grade(b)]) => Some(Value::Bool(a <= b)),
            (Self::Levels, [Value::Grade(a), Value::Grade(b)]) => Some(Value::Number(Number::whole(i64::from(*a) - i64::from(*b)))),
            (Self::Place, [Value::Grade(place)]) => Some(Value::Number(Number::whole(i64::from(*place) + 1))),
            (Self::Year, [value]) => month_of(value).map(|month| whole(month.year())),
            (Self::MonthNumber, [value]) => month_of(value).map(|month| whole(i32::try_from(month.number()).unwrap_or(0))),
            (Self::Quarter, [value]) => month_of(value).map(|month| whole(i32::try_from(month.number().div_ceil(3)).unwrap_or(0))),
            (Self::Day, [Value::Date(day)]) => Some(whole(i32::try_from(day.day()).unwrap_or(0))),
            (Self::MonthOf, [value]) => month_of(value).map(Value::Month),
            (Self::MonthStart, [Value::Month(month)]) => Some(Value::Date(month.first_day())),
            (Self::MonthEnd, [Value::Month(month)]) => Some(Value::Date(month.last_day())),
            (Self::DateOf, [Value::Time(time)]) => Some(Value::Date(time.date())),
            (Self::Date, [Value::Number(y), Value::Number(m), Value::Number(d)]) => date(y, m, d).map(Value::Date),
            (Self::AddMonths, [Value::Date(day), Value::Number(n)]) => n.to_whole().and_then(|n| add_months(*day, n)).map(Value::Date),
            (Self::Workday, [Value::Date(day), Value::Number(n)]) => {
                let Some(n) = n.to_whole() else { return cannot("工作日数不是整数") };
                match Calendar::national().after(*day, n) {
                    Some(day) => Some(Value::Date(day)),
                    None => return cannot(&format!("没有{}年的工作日历", day.year())),
                }
            }
            (Self::Workdays, [Value::Date(from), Value::Date(to)]) => match Calendar::national().between(*from, *to) {
                Some(days) => Some(Value::Number(Number::whole(days))),
                None => return cannot("没有该年的工作日历"),
            },
            (Self::IsWorkday, [Value::Date(day)]) => match Calendar::national().is_workday(*day) {
                Some(is) => Some(Value::Bool(is)),
                None => return cannot(&format!("没有{}年的工作日历", day.year())),
            },
            (Self::Draw, [seed, key]) => Some(Value::Number(draw(seed, key))),
            (Self::WaterClass, [Value::Text(item), Value::Number(value), rest @ ..]) => {
                let lake = matches!(rest, [Value::Text(body)] if body.contains("湖") || body.contains("库"));
                match crate::water::class_of(item, value, lake) {
                    Some(place) => Some(Value::Grade(place)),
                    None => return cannot(&format!("标准中没有“{item}”的类别限值")),
                }
            }
            _ => None,
        };
        made.unwrap_or_else(|| cannot("除数为0、数过长或参数超出范围"))
    }
}

fn whole(n: i32) -> Value {
    Value::Number(Number::whole(n.into()))
}

fn floor(n: &Number) -> Option<Number> {
    n.round(0, if n.is_negative() { Rounding::Up } else { Rounding::Down })
}

fn month_of(value: &Value) -> Option<Month> {
    match value {
        Value::Month(month) => Some(*month),
        Value::Date(day) => Some(Month::of(*day)),
        Value::Missing(_) | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Time(_) | Value::Grade(_) => None,
    }
}

fn date(y: &Number, m: &Number, d: &Number) -> Option<NaiveDate> {
    let part = |n: &Number| n.to_whole().and_then(|n| u32::try_from(n).ok());
    NaiveDate::from_ymd_opt(i32::try_from(y.to_whole()?).ok()?, part(m)?, part(d)?)
}

fn add_months(day: NaiveDate, n: i64) -> Option<NaiveDate> {
    let months = Months::new(u32::try_from(n.unsigned_abs()).ok()?);
    if n < 0 { day.checked_sub_months(months) } else { day.checked_add_months(months) }
}

/// The first 60 bits of SM3(seed, 0, key) as a fraction of 2^60: the same anywhere.
fn draw(seed: &Value, key: &Value) -> Number {
    let text = |value: &Value| format!("{value:?}");
    let plain = |value: &Value| if let Value::Text(own) = value { (**own).to_owned() } else { text(value) };
    let digest = crate::digest::hex(format!("{}\0{}", plain(seed), plain(key)).as_bytes());
    let bits = digest.get(..15).and_then(|hex| i64::from_str_radix(hex, 16).ok()).unwrap_or(0);
    Number::fraction(bits, 1 << 60).unwrap_or(Number::ZERO)
}
