//! Formulas bound: names to columns, kinds and units checked, so that running one never meets an unknown name.

use super::formula::{Column, Expr, Fold, Formula, Leaf, Look, Scope};
use super::function::{Function, signature};
use super::number::Number;
use super::syntax::{self, Ast, Node, Op, Span, Wrong};
use super::unit::{Ratio, Unit};
use super::value::{Kind, Value};
use crate::text::nearest;
use std::sync::Arc;

struct Bound {
    expr: Expr,
    kind: Kind,
}

fn wrong<T>(span: Span, zh: &str, en: &str) -> Result<T, Wrong> {
    Err(Wrong { text: format!("{zh} ({en})"), span })
}

/// Reads, binds and checks a formula.
///
/// # Errors
/// The first thing wrong, with its place.
pub fn compile(text: &str, scope: &Scope<'_>) -> Result<Formula, Wrong> {
    compile_as(text, scope, None)
}

/// [`compile`] where a text may stand for a value of the kind wanted, and the result must be of that kind.
///
/// # Errors
/// The first thing wrong, with its place.
pub fn compile_as(text: &str, scope: &Scope<'_>, want: Option<&Kind>) -> Result<Formula, Wrong> {
    let ast = syntax::parse(text, scope.units)?;
    let compiler = Compiler { scope: *scope, text };
    let formula = compiler.formula(&ast, want)?;
    if let Some(want) = want
        && !compiler.fits(&formula.kind, want, &ast)
    {
        return wrong(
            ast.span,
            &format!("此处应为“{want}”，公式得到“{}”", formula.kind),
            &format!("{want} expected, the formula gives {}", formula.kind),
        );
    }
    Ok(formula)
}

struct Compiler<'a> {
    scope: Scope<'a>,
    text: &'a str,
}

impl Compiler<'_> {
    fn source(&self, span: Span) -> Arc<str> {
        self.text.get(span.from..span.to).unwrap_or("").trim().into()
    }

    fn formula(&self, ast: &Ast, want: Option<&Kind>) -> Result<Formula, Wrong> {
        let bound = self.bind_as(ast, want)?;
        let mut leaves: Vec<Leaf> = Vec::new();
        self.leaves(ast, &mut leaves)?;
        let mut parts = Vec::new();
        if is_all(ast) {
            let mut flat = Vec::new();
            flatten(ast, &mut flat);
            for part in flat {
                parts.push(self.formula(part, None)?);
            }
        }
        Ok(Formula { expr: bound.expr, kind: bound.kind, text: self.source(ast.span), leaves, parts })
    }

    fn leaves(&self, ast: &Ast, found: &mut Vec<Leaf>) -> Result<(), Wrong> {
        match &ast.node {
            Node::Name(_) | Node::Outer(_) => self.leaf(ast, found),
            Node::Call(name, arguments) => {
                if table_fold(name).is_some() || (self.scope.group.is_some() && group_fold(name, arguments.len()).is_some()) {
                    return self.leaf(ast, found);
                }
                if name == "BAND" || name == "PREV" {
                    self.leaf(ast, found)?;
                }
                let skip = usize::from(name == "BAND");
                arguments.iter().skip(skip).filter(|_| name != "PREV").try_for_each(|argument| self.leaves(argument, found))
            }
            Node::Negative(inner) => self.leaves(inner, found),
            Node::Binary(_, left, right) => {
                self.leaves(left, found)?;
                self.leaves(right, found)
            }
            Node::Number(..) | Node::Text(_) => Ok(()),
        }
    }

    fn leaf(&self, ast: &Ast, found: &mut Vec<Leaf>) -> Result<(), Wrong> {
        let text = self.source(ast.span);
        if !found.iter().any(|leaf| leaf.text == text) {
            let bound = self.bind(ast)?;
            found.push(Leaf { text, kind: bound.kind, expr: bound.expr });
        }
        Ok(())
    }

    /// Whether a value of one kind may stand where another is expected.
    fn fits(&self, kind: &Kind, want: &Kind, ast: &Ast) -> bool {
        match (kind, want) {
            (Kind::Nothing, _) => true,
            (Kind::Number(own), Kind::Number(want)) => own.compares(want) || is_zero(ast),
            (own, want) => own == want,
        }
    }

    fn bind_as(&self, ast: &Ast, want: Option<&Kind>) -> Result<Bound, Wrong> {
        if let (Node::Text(text), Some(want)) = (&ast.node, want)
            && !matches!(want, Kind::Text | Kind::Nothing)
        {
            let value = want.read(text).map_err(|fault| Wrong { text: format!("{fault} (expected: {want})"), span: ast.span })?;
            return Ok(Bound { expr: Expr::Const(value), kind: want.clone() });
        }
        match (&ast.node, want) {
            (Node::Call(name, arguments), Some(_)) if name == "IF" || name == "IFNA" => self.branches(ast, name, arguments, want),
            (
                Node::Call(..) | Node::Number(..) | Node::Text(_) | Node::Name(_) | Node::Outer(_) | Node::Negative(_) | Node::Binary(..),
                _,
            ) => self.bind(ast),
        }
    }

    fn bind(&self, ast: &Ast) -> Result<Bound, Wrong> {
        match &ast.node {
            Node::Number(number, unit) => self.number(ast, number, unit.as_deref()),
            Node::Text(text) => Ok(Bound { expr: Expr::Const(Value::text(text)), kind: Kind::Text }),
            Node::Name(name) => self.name(ast, name),
            Node::Outer(name) => self.outer(ast, name),
            Node::Negative(inner) => {
                let bound = self.bind(inner)?;
                if !matches!(bound.kind, Kind::Number(_) | Kind::Nothing) {
                    return wrong(inner.span, "只有数可以取负", "only a number can be negated");
                }
                let expr = if let Expr::Const(Value::Number(number)) = &bound.expr {
                    Expr::Const(Value::Number(number.negated()))
                } else {
                    Expr::Negative(Box::new(bound.expr))
                };
                Ok(Bound { expr, kind: bound.kind })
            }
            Node::Binary(Op::And | Op::Or, left, right) => {
                let (a, b) = (self.condition(left)?, self.condition(right)?);
                let expr = if matches!(ast.node, Node::Binary(Op::And, ..)) { all(vec![a, b]) } else { any(vec![a, b]) };
                Ok(Bound { expr, kind: Kind::Bool })
            }
            Node::Binary(op, left, right) if is_comparison(*op) => {
                let (a, b) = self.pair(left, right)?;
                self.comparable(ast, *op, &a.kind, &b.kind, is_zero(left) || is_zero(right))?;
                percent_written(left, &b.kind)?;
                percent_written(right, &a.kind)?;
                Ok(Bound { expr: Expr::Binary(*op, Box::new(a.expr), Box::new(b.expr)), kind: Kind::Bool })
            }
            Node::Binary(op, left, right) => {
                let (a, b) = (self.bind(left)?, self.bind(right)?);
                if matches!(op, Op::Add | Op::Subtract) {
                    percent_written(left, &b.kind)?;
                    percent_written(right, &a.kind)?;
                }
                let kind = self.arithmetic(ast, *op, (&a.kind, is_zero(left)), (&b.kind, is_zero(right)))?;
                Ok(Bound { expr: Expr::Binary(*op, Box::new(a.expr), Box::new(b.expr)), kind })
            }
            Node::Call(name, arguments) => self.call(ast, name, arguments),
        }
    }

    fn number(&self, ast: &Ast, number: &Number, unit: Option<&str>) -> Result<Bound, Wrong> {
        let unit = unit.map_or(Some(Unit::PLAIN), |name| Unit::named(name, self.scope.units));
        let Some(unit) = unit else { return wrong(ast.span, "没有这个计量单位", "unknown unit") };
        let hundredth = matches!(unit, Unit::Ratio(Ratio::Percent | Ratio::Point));
        let scaled = if hundredth { number.over(&Number::whole(100)) } else { Some(number.clone()) };
        let Some(value) = scaled else { return wrong(ast.span, "数过长", "number too long") };
        Ok(Bound { expr: Expr::Const(Value::Number(value)), kind: Kind::Number(unit) })
    }

    fn name(&self, ast: &Ast, name: &str) -> Result<Bound, Wrong> {
        match name {
            "TRUE" | "真" => return Ok(Bound { expr: Expr::Const(Value::Bool(true)), kind: Kind::Bool }),
            "FALSE" | "假" => return Ok(Bound { expr: Expr::Const(Value::Bool(false)), kind: Kind::Bool }),
            _ => {}
        }
        if let Some((place, column)) = find(self.scope.row, name) {
            return Ok(Bound { expr: Expr::Column(place), kind: column.kind.clone() });
        }
        if let Some(place) = self.scope.globals.iter().position(|global| &*global.name == name) {
            return Ok(Bound { expr: Expr::Global(place), kind: self.scope.globals[place].kind.clone() });
        }
        let known = self.scope.row.iter().map(|column| &*column.name).chain(self.scope.globals.iter().map(|global| &*global.name));
        let hint = if self.scope.group.is_some_and(|group| find(group, name).is_some()) {
            format!("“{name}”是组内各行的列，请用 SUM({name}) 等函数汇总")
        } else if self.scope.outer.is_some_and(|outer| find(outer, name).is_some()) {
            format!("“{name}”是外面一行的列，请写成 @{name}")
        } else {
            nearest(name, known)
        };
        wrong(ast.span, &format!("没有名为“{name}”的列、常数或解释；{hint}"), &format!("unknown name `{name}`"))
    }

    fn outer(&self, ast: &Ast, name: &str) -> Result<Bound, Wrong> {
        let Some(outer) = self.scope.outer else {
            return wrong(ast.span, "@ 只能用在查找其他表的条件里", "@ may stand only inside a look-up");
        };
        if let Some((place, column)) = find(outer, name) {
            return Ok(Bound { expr: Expr::Outer(place), kind: column.kind.clone() });
        }
        let hint = nearest(name, outer.iter().map(|column| &*column.name));
        wrong(ast.span, &format!("外面一行没有“{name}”列；{hint}"), &format!("unknown column `{name}` outside"))
    }

    fn condition(&self, ast: &Ast) -> Result<Expr, Wrong> {
        let bound = self.bind(ast)?;
        match bound.kind {
            Kind::Bool | Kind::Nothing => Ok(bound.expr),
            Kind::Number(_) | Kind::Text | Kind::Date | Kind::Time | Kind::Month | Kind::Grade(_) => {
                wrong(ast.span, &format!("此处应为条件，得到“{}”", bound.kind), "a condition is expected here")
            }
        }
    }

    /// Two sides of a comparison; a text beside a date, month, step or the like is read as one.
    fn pair(&self, left: &Ast, right: &Ast) -> Result<(Bound, Bound), Wrong> {
        if matches!(left.node, Node::Text(_)) && !matches!(right.node, Node::Text(_)) {
            let b = self.bind(right)?;
            return Ok((self.bind_as(left, Some(&b.kind))?, b));
        }
        let a = self.bind(left)?;
        let b = self.bind_as(right, Some(&a.kind))?;
        Ok((a, b))
    }

    fn comparable(&self, ast: &Ast, op: Op, a: &Kind, b: &Kind, zero: bool) -> Result<(), Wrong> {
        let fits = match (a, b) {
            (Kind::Nothing, _) | (_, Kind::Nothing) => true,
            (Kind::Number(a), Kind::Number(b)) => a.compares(b) || zero,
            (Kind::Grade(a), Kind::Grade(b)) if a == b => {
                if !matches!(op, Op::Equal | Op::Unequal) {
                    return wrong(
                        ast.span,
                        "等次不能用大于小于比较，请用 BETTER(甲,乙)、WORSE(甲,乙)、ATLEAST(甲,乙)",
                        "steps of a scale are compared with BETTER, WORSE or ATLEAST",
                    );
                }
                true
            }
            (Kind::Text | Kind::Bool, _) => a == b && matches!(op, Op::Equal | Op::Unequal),
            (a, b) => a == b,
        };
        if fits {
            Ok(())
        } else {
            wrong(ast.span, &format!("“{a}”与“{b}”不能比较"), &format!("{a} and {b} cannot be compared"))
        }
    }

    fn arithmetic(&self, ast: &Ast, op: Op, (a, zero_a): (&Kind, bool), (b, zero_b): (&Kind, bool)) -> Result<Kind, Wrong> {
        let days = || Kind::Number(Unit::named("天", &[]).unwrap_or(Unit::PLAIN));
        let hours = || Kind::Number(Unit::named("小时", &[]).unwrap_or(Unit::PLAIN));
        let is = |kind: &Kind, name: &str| matches!(kind, Kind::Number(unit) if Some(unit) == Unit::named(name, &[]).as_ref());
        let plain = |kind: &Kind| *kind == Kind::Number(Unit::PLAIN);
        let kind = match (op, a, b) {
            (Op::Join, _, _) => Some(Kind::Text),
            (_, Kind::Nothing, other) | (_, other, Kind::Nothing) => Some(other.clone()),
            (Op::Add | Op::Subtract, Kind::Number(_), Kind::Number(_)) if zero_b => Some(a.clone()),
            (Op::Add, Kind::Number(_), Kind::Number(_)) if zero_a => Some(b.clone()),
            (Op::Add, Kind::Number(a), Kind::Number(b)) => a.sum(b).map(Kind::Number),
            (Op::Subtract, Kind::Number(a), Kind::Number(b)) => a.difference(b).map(Kind::Number),
            (Op::Multiply, Kind::Number(a), Kind::Number(b)) => Some(Kind::Number(a.product(b, 1))),
            (Op::Divide, Kind::Number(a), Kind::Number(b)) => Some(Kind::Number(a.product(b, -1))),
            (Op::Power, Kind::Number(unit), b) if plain(b) && matches!(unit, Unit::Ratio(_)) => Some(Kind::Number(Unit::PLAIN)),
            (Op::Subtract, Kind::Date, Kind::Date) => Some(days()),
            (Op::Subtract, Kind::Time, Kind::Time) => Some(hours()),
            (Op::Subtract, Kind::Month, Kind::Month) => Some(Kind::Number(Unit::PLAIN)),
            (Op::Add | Op::Subtract, Kind::Date, b) if is(b, "天") => Some(Kind::Date),
            (Op::Add | Op::Subtract, Kind::Time, b) if is(b, "小时") => Some(Kind::Time),
            (Op::Add | Op::Subtract, Kind::Month, b) if plain(b) => Some(Kind::Month),
            _ => None,
        };
        let Some(kind) = kind else {
            let hint = match (a, b) {
                (Kind::Number(a), Kind::Number(b)) if a.conversion(b).is_some() => "；可用 CONVERT(数,\"单位\") 换算",
                (Kind::Number(Unit::Of(_)), Kind::Number(Unit::Ratio(Ratio::Plain))) => "；数后请写单位，如 2分",
                (Kind::Date, Kind::Number(_)) => "；天数请写成 7天",
                _ => "",
            };
            return wrong(
                ast.span,
                &format!("“{a}”与“{b}”不能用“{}”运算{hint}", op.sign()),
                &format!("{a} {} {b} has no meaning", op.sign()),
            );
        };
        Ok(kind)
    }

    fn branches(&self, ast: &Ast, name: &str, arguments: &[Ast], want: Option<&Kind>) -> Result<Bound, Wrong> {
        let (function, condition, branches) = match (name, arguments) {
            ("IF", [condition, yes, no]) => (Function::If, Some(self.condition(condition)?), vec![yes, no]),
            ("IFNA", [value, otherwise]) => (Function::IfMissing, None, vec![value, otherwise]),
            _ => return wrong(ast.span, "IF 需要三个参数，IFNA 需要两个", "IF takes three arguments, IFNA two"),
        };
        let typed = branches.iter().filter(|branch| !matches!(branch.node, Node::Text(_))).map(|branch| self.bind_as(branch, want));
        let mut kind = want.cloned().unwrap_or(Kind::Nothing);
        for bound in typed.collect::<Result<Vec<_>, _>>()? {
            if kind == Kind::Nothing || (kind == Kind::Number(Unit::PLAIN) && matches!(bound.kind, Kind::Number(_))) {
                kind = bound.kind;
            }
        }
        let kind =
            if kind == Kind::Nothing && branches.iter().any(|branch| matches!(branch.node, Node::Text(_))) { Kind::Text } else { kind };
        let mut bound: Vec<Expr> = condition.into_iter().collect();
        for branch in branches {
            let one = self.bind_as(branch, Some(&kind))?;
            if !self.fits(&one.kind, &kind, branch) {
                return wrong(branch.span, &format!("两种结果的类型不同：“{kind}”与“{}”", one.kind), "the branches differ in kind");
            }
            bound.push(one.expr);
        }
        Ok(Bound { expr: Expr::Call(function, bound), kind })
    }

    fn call(&self, ast: &Ast, name: &str, arguments: &[Ast]) -> Result<Bound, Wrong> {
        match name {
            "AND" | "OR" => {
                let parts = arguments.iter().map(|argument| self.condition(argument)).collect::<Result<Vec<_>, _>>()?;
                return Ok(Bound { expr: if name == "AND" { all(parts) } else { any(parts) }, kind: Kind::Bool });
            }
            "IF" | "IFNA" => return self.branches(ast, name, arguments, None),
            "BAND" => return self.band(ast, arguments),
            "PREV" => return self.previous(ast, arguments),
            "NA" => {
                let why = match arguments {
                    [] => "规则写明不作评定",
                    [Ast { node: Node::Text(why), .. }] => why.as_str(),
                    _ => return wrong(ast.span, "用法：NA() 或 NA(\"原因\")", "usage: NA() or NA(\"reason\")"),
                };
                return Ok(Bound { expr: Expr::Const(Value::no_data(why)), kind: Kind::Nothing });
            }
            _ => {}
        }
        if self.scope.group.is_some()
            && let Some(fold) = group_fold(name, arguments.len())
        {
            return self.fold(ast, fold, arguments);
        }
        if let Some(fold) = table_fold(name) {
            return self.look(ast, fold, arguments);
        }
        let mut bound = Vec::with_capacity(arguments.len());
        let mut kinds = Vec::with_capacity(arguments.len());
        let first = arguments.iter().find(|argument| !matches!(argument.node, Node::Text(_)));
        let lead = first.map(|argument| self.bind(argument)).transpose()?.map(|lead| lead.kind);
        let typed = matches!(name, "ONEOF" | "WORST" | "BEST" | "BETTER" | "WORSE" | "ATLEAST" | "LEVELS");
        for argument in arguments {
            let one = self.bind_as(argument, if typed { lead.as_ref() } else { None })?;
            bound.push(one.expr);
            kinds.push(one.kind);
        }
        let zeros: Vec<bool> = arguments.iter().map(is_zero).collect();
        let (mut function, kind) =
            signature(name, &kinds, &bound, &zeros, self.scope.units).map_err(|text| Wrong { text, span: ast.span })?;
        if let Function::Whole { told, .. } = &mut function {
            *told = self.source(ast.span);
        }
        Ok(Bound { expr: Expr::Call(function, bound), kind })
    }

    fn band(&self, ast: &Ast, arguments: &[Ast]) -> Result<Bound, Wrong> {
        let usage = "BAND(分档名, 数[, 列名])";
        let (Some(Node::Name(name)), Some(input)) = (arguments.first().map(|argument| &argument.node), arguments.get(1)) else {
            return wrong(ast.span, &format!("用法：{usage}"), "usage: BAND(band, number[, column])");
        };
        let Some(place) = self.scope.bands.iter().position(|band| &*band.name == name.as_str()) else {
            let hint = nearest(name, self.scope.bands.iter().map(|band| &*band.name));
            return wrong(ast.span, &format!("没有名为“{name}”的分档；{hint}"), &format!("unknown band `{name}`"));
        };
        let band = &self.scope.bands[place];
        let bound = self.bind_as(input, Some(&band.input))?;
        if !self.fits(&bound.kind, &band.input, input) {
            return wrong(input.span, &format!("分档“{name}”按“{}”分，得到“{}”", band.input, bound.kind), "wrong kind for this band");
        }
        let column = match arguments.get(2).map(|argument| &argument.node) {
            None => 0,
            Some(Node::Name(column) | Node::Text(column)) => {
                let Some(column) = band.columns.iter().position(|own| *own.name == **column) else {
                    return wrong(ast.span, &format!("分档“{name}”没有“{column}”列"), &format!("band has no column `{column}`"));
                };
                column
            }
            Some(Node::Number(..) | Node::Outer(_) | Node::Negative(_) | Node::Binary(..) | Node::Call(..)) => {
                return wrong(ast.span, &format!("用法：{usage}"), "usage: BAND(band, number[, column])");
            }
        };
        let kind = band.columns[column].kind.clone();
        Ok(Bound { expr: Expr::Band(place, column, Box::new(bound.expr)), kind })
    }

    fn previous(&self, ast: &Ast, arguments: &[Ast]) -> Result<Bound, Wrong> {
        let (Some(previous), [Ast { node: Node::Name(name), .. }]) = (self.scope.previous, arguments) else {
            return wrong(ast.span, "PREV(列名) 只能用在 accept 的条件里", "PREV(column) may stand only in `accept`");
        };
        let Some((place, column)) = find(previous, name) else {
            return wrong(ast.span, &format!("没有“{name}”列"), &format!("unknown column `{name}`"));
        };
        Ok(Bound { expr: Expr::Previous(place), kind: column.kind.clone() })
    }

    fn fold(&self, ast: &Ast, fold: Fold, arguments: &[Ast]) -> Result<Bound, Wrong> {
        let rows = Scope { row: self.scope.group.unwrap_or(&[]), group: None, ..self.scope };
        let inner = Compiler { scope: rows, text: self.text };
        let value = arguments.first().map(|argument| inner.bind(argument)).transpose()?;
        let kind = self.folded(ast, fold, value.as_ref().map(|value| &value.kind))?;
        Ok(Bound { expr: Expr::Fold(fold, value.map(|value| Box::new(value.expr))), kind })
    }

    fn look(&self, ast: &Ast, fold: Fold, arguments: &[Ast]) -> Result<Bound, Wrong> {
        let Some(Node::Name(name)) = arguments.first().map(|argument| &argument.node) else {
            return wrong(ast.span, "第一个参数应为表名", "the first argument must be a table");
        };
        let Some(place) = self.scope.tables.iter().position(|table| &*table.name == name.as_str()) else {
            let hint = nearest(name, self.scope.tables.iter().map(|table| &*table.name));
            return wrong(ast.span, &format!("在此之前没有名为“{name}”的表；{hint}"), &format!("no table `{name}` before this"));
        };
        let columns = &self.scope.tables[place].columns;
        let inside = Scope { row: columns, outer: Some(self.scope.row), group: None, previous: None, ..self.scope };
        let inner = Compiler { scope: inside, text: self.text };
        let (mut keys, mut rest) = (Vec::new(), Vec::new());
        if let Some(condition) = arguments.get(1) {
            let mut flat = Vec::new();
            flatten(condition, &mut flat);
            for part in flat {
                match inner.key(part)? {
                    Some(key) => keys.push(key),
                    None => rest.push(inner.condition(part)?),
                }
            }
        }
        let value = arguments.get(2).map(|argument| inner.bind(argument)).transpose()?;
        let needs_value = !matches!(fold, Fold::Count | Fold::Exists);
        if arguments.len() > 3 || value.is_some() != needs_value {
            let usage = if needs_value { "函数(表, 条件, 值)" } else { "函数(表, 条件)" };
            return wrong(ast.span, &format!("用法：{usage}"), "usage: FUNCTION(table, condition[, value])");
        }
        let kind = self.folded(ast, fold, value.as_ref().map(|value| &value.kind))?;
        let told = arguments.get(2).map_or_else(|| name.as_str().into(), |value| format!("{name}的{}", self.source(value.span)).into());
        let rest = if rest.is_empty() { None } else { Some(all(rest)) };
        let look = Look { fold, table: place, keys, rest, value: value.map(|value| value.expr), told };
        Ok(Bound { expr: Expr::Look(Box::new(look)), kind })
    }

    /// `column = something of the row outside`, which an index answers.
    fn key(&self, part: &Ast) -> Result<Option<(usize, Expr)>, Wrong> {
        let Node::Binary(Op::Equal, left, right) = &part.node else { return Ok(None) };
        for (column, other) in [(left, right), (right, left)] {
            if let Node::Name(name) = &column.node
                && let Some((place, found)) = find(self.scope.row, name)
                && !mentions_row(other, self.scope.row)
            {
                let (a, b) = self.pair(column, other)?;
                self.comparable(part, Op::Equal, &a.kind, &b.kind, is_zero(other))?;
                debug_assert_eq!(a.kind, found.kind);
                return Ok(Some((place, b.expr)));
            }
        }
        Ok(None)
    }

    fn folded(&self, ast: &Ast, fold: Fold, value: Option<&Kind>) -> Result<Kind, Wrong> {
        let plain = Kind::Number(Unit::PLAIN);
        let kind = match (fold, value) {
            (Fold::Count, None | Some(Kind::Bool)) => Some(plain),
            (Fold::Exists, None | Some(Kind::Bool)) | (Fold::Every, Some(Kind::Bool)) => Some(Kind::Bool),
            (Fold::Sum | Fold::Average, Some(kind @ Kind::Number(_))) => Some(kind.clone()),
            (Fold::Least | Fold::Most, Some(kind @ (Kind::Number(_) | Kind::Date | Kind::Time | Kind::Month))) => Some(kind.clone()),
            (Fold::Best | Fold::Worst, Some(kind @ Kind::Grade(_))) => Some(kind.clone()),
            (Fold::One | Fold::First | Fold::Last, Some(kind)) => Some(kind.clone()),
            (Fold::List, Some(_)) => Some(Kind::Text),
            (_, Some(Kind::Nothing)) => Some(Kind::Nothing),
            (_, _) => None,
        };
        match kind {
            Some(kind) => Ok(kind),
            None => wrong(
                ast.span,
                &format!("函数不能用于“{}”", value.map_or_else(|| "空".to_owned(), ToString::to_string)),
                "the function does not take this kind",
            ),
        }
    }
}

/// The function over another table of that name.
fn table_fold(name: &str) -> Option<Fold> {
    Some(match name {
        "COUNTIFS" => Fold::Count,
        "SUMIFS" => Fold::Sum,
        "AVERAGEIFS" => Fold::Average,
        "MINIFS" => Fold::Least,
        "MAXIFS" => Fold::Most,
        "BESTIFS" => Fold::Best,
        "WORSTIFS" => Fold::Worst,
        "LOOKUP" => Fold::One,
        "FIRSTIFS" => Fold::First,
        "LASTIFS" => Fold::Last,
        "EXISTS" => Fold::Exists,
        "EVERYIFS" => Fold::Every,
        "LISTIFS" => Fold::List,
        _ => return None,
    })
}

/// The function over a group's rows of that name; with two arguments MIN, MAX, BEST and WORST are functions of values.
fn group_fold(name: &str, arguments: usize) -> Option<Fold> {
    Some(match (name, arguments) {
        ("COUNT", 0 | 1) => Fold::Count,
        ("SUM", 1) => Fold::Sum,
        ("AVERAGE", 1) => Fold::Average,
        ("MIN", 1) => Fold::Least,
        ("MAX", 1) => Fold::Most,
        ("BEST", 1) => Fold::Best,
        ("WORST", 1) => Fold::Worst,
        ("ONLY", 1) => Fold::One,
        ("FIRST", 1) => Fold::First,
        ("LAST", 1) => Fold::Last,
        ("ANY", 1) => Fold::Exists,
        ("ALL", 1) => Fold::Every,
        ("LIST", 1) => Fold::List,
        _ => return None,
    })
}

fn find<'a>(columns: &'a [Column], name: &str) -> Option<(usize, &'a Column)> {
    columns.iter().enumerate().find(|(_, column)| &*column.name == name)
}

fn is_comparison(op: Op) -> bool {
    matches!(op, Op::Equal | Op::Unequal | Op::Less | Op::AtMost | Op::More | Op::AtLeast)
}

/// A bare number beside a percentage is nearly always a slip: 90 would be 9000 %.
fn percent_written(ast: &Ast, other: &Kind) -> Result<(), Wrong> {
    let bare = matches!(&ast.node, Node::Number(number, None) if !number.is_zero());
    match other {
        Kind::Number(Unit::Ratio(Ratio::Percent)) if bare => {
            wrong(ast.span, "与百分比相加减、相比的数要写百分号，如 90%、5百分点", "write the percent sign: 90%")
        }
        Kind::Number(_) | Kind::Bool | Kind::Text | Kind::Date | Kind::Time | Kind::Month | Kind::Grade(_) | Kind::Nothing => Ok(()),
    }
}

fn is_zero(ast: &Ast) -> bool {
    matches!(&ast.node, Node::Number(number, None) if number.is_zero())
}

fn is_all(ast: &Ast) -> bool {
    matches!(&ast.node, Node::Binary(Op::And, ..)) || matches!(&ast.node, Node::Call(name, _) if name == "AND")
}

fn flatten<'a>(ast: &'a Ast, parts: &mut Vec<&'a Ast>) {
    match &ast.node {
        Node::Binary(Op::And, left, right) => {
            flatten(left, parts);
            flatten(right, parts);
        }
        Node::Call(name, arguments) if name == "AND" => arguments.iter().for_each(|argument| flatten(argument, parts)),
        Node::Number(..) | Node::Text(_) | Node::Name(_) | Node::Outer(_) | Node::Negative(_) | Node::Binary(..) | Node::Call(..) => {
            parts.push(ast);
        }
    }
}

fn mentions_row(ast: &Ast, row: &[Column]) -> bool {
    match &ast.node {
        Node::Name(name) => find(row, name).is_some(),
        Node::Negative(inner) => mentions_row(inner, row),
        Node::Binary(_, left, right) => mentions_row(left, row) || mentions_row(right, row),
        Node::Call(_, arguments) => arguments.iter().any(|argument| mentions_row(argument, row)),
        Node::Number(..) | Node::Text(_) | Node::Outer(_) => false,
    }
}

fn all(parts: Vec<Expr>) -> Expr {
    let flat = parts.into_iter().flat_map(|part| if let Expr::All(inner) = part { inner } else { vec![part] });
    Expr::All(flat.collect())
}

fn any(parts: Vec<Expr>) -> Expr {
    let flat = parts.into_iter().flat_map(|part| if let Expr::Any(inner) = part { inner } else { vec![part] });
    Expr::Any(flat.collect())
}
