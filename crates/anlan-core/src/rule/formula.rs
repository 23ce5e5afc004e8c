//! Formulas made ready to run, with what is needed to explain them. `compile` makes them, `eval` runs them.

use super::band::Band;
pub use super::compile::{compile, compile_as};
use super::function::Function;
use super::syntax::Op;
use super::value::{Kind, Value};
pub(crate) use crate::text::nearest;
use std::sync::Arc;

/// A bound formula.
#[derive(Debug, Clone)]
pub enum Expr {
    /// A value known beforehand.
    Const(Value),
    /// A column of the row.
    Column(usize),
    /// A column of the row outside.
    Outer(usize),
    /// A constant, a reading, or a value given with the run.
    Global(usize),
    /// `-x`
    Negative(Box<Expr>),
    /// Arithmetic, `&` or comparison.
    Binary(Op, Box<Expr>, Box<Expr>),
    /// 且
    All(Vec<Expr>),
    /// 或
    Any(Vec<Expr>),
    /// A function of values.
    Call(Function, Vec<Expr>),
    /// A checked look-up in a band table: band, column of its result, input.
    Band(usize, usize, Box<Expr>),
    /// A function over rows of another table.
    Look(Box<Look>),
    /// A function over the rows of the group.
    Fold(Fold, Option<Box<Expr>>),
    /// A column of the last accepted row.
    Previous(usize),
}

/// What is made of several rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// How many (for which the condition holds).
    Count,
    /// Sum; 0 of none.
    Sum,
    /// Mean; missing of none.
    Average,
    /// Smallest, earliest.
    Least,
    /// Largest, latest.
    Most,
    /// Best step of a scale.
    Best,
    /// Worst step of a scale.
    Worst,
    /// The value of the only row; missing of none, refused of several.
    One,
    /// Of the first row, in the order given.
    First,
    /// Of the last row.
    Last,
    /// Whether there is one.
    Exists,
    /// Whether it holds for all.
    Every,
    /// Texts joined with 、 without repeats.
    List,
}

/// A function over rows of another table.
#[derive(Debug, Clone)]
pub struct Look {
    /// What is made of them.
    pub fold: Fold,
    /// The table.
    pub table: usize,
    /// Columns that must equal something that depends only on the row outside.
    pub keys: Vec<(usize, Expr)>,
    /// The rest of the condition.
    pub rest: Option<Expr>,
    /// What is taken of each row.
    pub value: Option<Expr>,
    /// The table's name and the columns asked, for messages.
    pub told: Arc<str>,
}

/// A formula with what is needed to explain it.
#[derive(Debug, Clone)]
pub struct Formula {
    /// To run.
    pub expr: Expr,
    /// What it gives.
    pub kind: Kind,
    /// As written.
    pub text: Arc<str>,
    /// Names and look-ups in it, each once.
    pub leaves: Vec<Leaf>,
    /// For `a 且 b`: its parts. For one condition: itself is not repeated here.
    pub parts: Vec<Formula>,
}

/// A part of a formula with a name or text of its own.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// As written.
    pub text: Arc<str>,
    /// What it gives.
    pub kind: Kind,
    /// To run.
    pub expr: Expr,
}

/// A named column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: Arc<str>,
    /// What it holds.
    pub kind: Kind,
}

/// A table as formulas see it.
#[derive(Debug, Clone)]
pub struct TableShape {
    /// Its name.
    pub name: Arc<str>,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// A constant, a reading, or a value given with the run.
#[derive(Debug, Clone)]
pub struct Global {
    /// Its name.
    pub name: Arc<str>,
    /// What it holds.
    pub kind: Kind,
}

/// Everything names can mean.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Columns of the row.
    pub row: &'a [Column],
    /// Columns of the row outside, inside a look-up's condition.
    pub outer: Option<&'a [Column]>,
    /// Columns of the rows of the group, in `keep`.
    pub group: Option<&'a [Column]>,
    /// Columns of the last accepted row, in `accept`.
    pub previous: Option<&'a [Column]>,
    /// Tables made before.
    pub tables: &'a [TableShape],
    /// Constants and readings.
    pub globals: &'a [Global],
    /// Band tables.
    pub bands: &'a [Band],
    /// Declared units.
    pub units: &'a [String],
}

impl Expr {
    /// Visits it and everything in it.
    pub fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        match self {
            Self::Const(_) | Self::Column(_) | Self::Outer(_) | Self::Global(_) | Self::Previous(_) => {}
            Self::Negative(inner) | Self::Band(_, _, inner) => inner.visit(see),
            Self::Binary(_, left, right) => {
                left.visit(see);
                right.visit(see);
            }
            Self::All(parts) | Self::Any(parts) | Self::Call(_, parts) => parts.iter().for_each(|part| part.visit(see)),
            Self::Look(look) => {
                look.keys.iter().for_each(|(_, key)| key.visit(see));
                look.rest.iter().chain(&look.value).for_each(|part| part.visit(see));
            }
            Self::Fold(_, value) => value.iter().for_each(|value| value.visit(see)),
        }
    }

    /// Whether it names only columns of the row before a place.
    #[must_use]
    pub fn columns_below(&self, place: usize) -> bool {
        let below = |part: &Self| part.columns_below(place);
        match self {
            Self::Column(at) => *at < place,
            Self::Const(_) | Self::Outer(_) | Self::Global(_) => true,
            Self::Previous(_) | Self::Fold(..) => false,
            Self::Negative(inner) | Self::Band(_, _, inner) => inner.columns_below(place),
            Self::Binary(_, left, right) => below(left) && below(right),
            Self::All(parts) | Self::Any(parts) | Self::Call(_, parts) => parts.iter().all(below),
            Self::Look(look) => look.outer_below(place),
        }
    }
}

impl Look {
    /// Whether it names only columns of the row outside before a place.
    fn outer_below(&self, place: usize) -> bool {
        let mut below = true;
        let parts = self.keys.iter().map(|(_, key)| key).chain(&self.rest).chain(&self.value);
        for part in parts {
            part.visit(&mut |expr| {
                if let Expr::Outer(at) = expr {
                    below &= *at < place;
                }
            });
        }
        below
    }
}

impl Formula {
    /// A value known beforehand as a formula.
    #[must_use]
    pub fn constant(value: Value, kind: Kind) -> Self {
        let text = kind.show(&value).into();
        Self { expr: Expr::Const(value), kind, text, leaves: vec![], parts: vec![] }
    }
}
