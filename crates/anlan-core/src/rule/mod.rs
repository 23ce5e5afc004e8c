//! The rule language: a pack is a sheet of named tables, each made from earlier ones, each cell by a typed formula.
//!
//! Facts in, tables out, every row with the rows it came from. Nothing of any district, standard or fact source stands here.

pub mod number;
pub mod unit;
pub mod value;
