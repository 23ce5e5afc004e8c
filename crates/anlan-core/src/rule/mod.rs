//! The rule language: a pack is a sheet of named tables, each made from earlier ones, each cell by a typed formula.
//!
//! Facts in, tables out, every row with the rows it came from. Nothing of any district, standard or fact source stands here.

pub mod band;
pub mod behind;
pub mod check;
mod compile;
pub mod eval;
pub mod explain;
pub mod facts;
pub mod file;
pub mod formula;
pub mod function;
pub mod number;
pub mod run;
pub mod sheet;
pub mod syntax;
pub mod table;
pub mod unit;
pub mod value;
pub mod workday;
