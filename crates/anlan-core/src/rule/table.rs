//! Tables of rows, each row with the rows it came from.

use super::formula::Column;
use super::value::{Value, Why};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Where a row came from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// It is a fact: the name it was given with (a fact's id), or its place.
    Fact(Option<Arc<str>>),
    /// A row of another table: table, place.
    Row(u32, u32),
    /// A row of one table joined with one of another.
    Pair((u32, u32), Option<(u32, u32)>),
    /// A group of rows of a table.
    Group(u32, Arc<[u32]>),
}

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its cells, as many as its table has columns.
    pub cells: Box<[Value]>,
    /// Where it came from.
    pub origin: Origin,
    /// Why it cannot be told whether the row belongs here at all.
    pub doubt: Option<Arc<Why>>,
}

/// A table.
#[derive(Debug, Default)]
pub struct Table {
    /// Its columns.
    pub columns: Arc<[Column]>,
    /// Its rows.
    pub rows: Vec<Row>,
    indexes: RefCell<Vec<(Vec<usize>, Rc<Index>)>>,
}

/// Rows by the values of some columns.
#[derive(Debug, Default)]
pub struct Index {
    by_key: FxHashMap<Vec<Value>, Vec<u32>>,
    /// Rows with a missing key.
    pub unsure: Vec<u32>,
}

impl Index {
    /// Rows with these values.
    #[must_use]
    pub fn rows(&self, key: &[Value]) -> &[u32] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }
}

impl Table {
    /// A table of rows.
    #[must_use]
    pub fn new(columns: Arc<[Column]>, rows: Vec<Row>) -> Self {
        Self { columns, rows, indexes: RefCell::default() }
    }

    /// The place of a column.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| &*column.name == name)
    }

    /// Appends a row.
    pub fn push(&mut self, row: Row) {
        self.indexes.get_mut().clear();
        self.rows.push(row);
    }

    /// Rows by some columns, made once.
    #[must_use]
    pub fn index(&self, columns: &[usize]) -> Rc<Index> {
        if let Some((_, index)) = self.indexes.borrow().iter().find(|(own, _)| own == columns) {
            return index.clone();
        }
        let mut index = Index::default();
        for (at, row) in (0..).zip(&self.rows) {
            let key: Vec<Value> = columns.iter().map(|column| row.cells[*column].clone()).collect();
            if key.iter().any(Value::is_missing) {
                index.unsure.push(at);
            } else {
                index.by_key.entry(key).or_default().push(at);
            }
        }
        let index = Rc::new(index);
        self.indexes.borrow_mut().push((columns.to_vec(), index.clone()));
        index
    }
}
