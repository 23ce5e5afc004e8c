//! What every official document must have before it can be laid out.

use thiserror::Error;

use super::{Block, Form, OfficialDocument, Table};

/// Why a document cannot be laid out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OfficialFault {
    /// The title is empty.
    #[error("the document has no title")]
    NoTitle,
    /// A bulletin with a mark has nothing to print below it.
    #[error("the bulletin has no masthead")]
    NoMasthead,
    /// A table has no columns, or a column of share 0.
    #[error("table {table} has no columns, or a column of share 0")]
    NoColumns {
        /// The table, counted from 1 through text and attachments.
        table: usize,
    },
    /// A row has not one text for each column.
    #[error("table {table}, row {row}: {cells} cells for {columns} columns")]
    RowWidth {
        /// The table, counted from 1 through text and attachments.
        table: usize,
        /// The row, counted from 1 without the header.
        row: usize,
        /// Cells in the row.
        cells: usize,
        /// Columns of the table.
        columns: usize,
    },
}

impl OfficialFault {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoTitle => "no_title",
            Self::NoMasthead => "no_masthead",
            Self::NoColumns { .. } => "no_columns",
            Self::RowWidth { .. } => "row_width",
        }
    }

    /// What is wrong, in Chinese; `Display` says the same in English.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::NoTitle => "公文没有标题".to_owned(),
            Self::NoMasthead => "简报没有报头（期数、编印单位和日期）".to_owned(),
            Self::NoColumns { table } => format!("第 {table} 个表没有列，或有宽度为 0 的列"),
            Self::RowWidth { table, row, cells, columns } => {
                format!("第 {table} 个表第 {row} 行有 {cells} 格，应有 {columns} 格")
            }
        }
    }
}

impl OfficialDocument {
    /// Checks what the layout relies on.
    ///
    /// # Errors
    /// See [`OfficialFault`].
    pub fn check(&self) -> Result<(), OfficialFault> {
        if self.title.iter().all(|line| line.trim().is_empty()) {
            return Err(OfficialFault::NoTitle);
        }
        if self.form == Form::Bulletin && !self.issuer_mark.is_empty() && self.masthead.is_none() {
            return Err(OfficialFault::NoMasthead);
        }
        let attached = self.attachments.iter().flat_map(|attachment| &attachment.blocks);
        let tables = self.body.iter().chain(attached).filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Heading1 { .. } | Block::Heading2 { .. } | Block::Paragraph { .. } | Block::ArticleTitle { .. } | Block::Note { .. } => {
                None
            }
        });
        (1..).zip(tables).try_for_each(|(number, table)| check_table(number, table))
    }
}

fn check_table(number: usize, table: &Table) -> Result<(), OfficialFault> {
    if table.columns.is_empty() || table.columns.iter().any(|column| column.share == 0) {
        return Err(OfficialFault::NoColumns { table: number });
    }
    let columns = table.columns.len();
    for (row, cells) in (1..).zip(&table.rows) {
        if cells.len() != columns {
            return Err(OfficialFault::RowWidth { table: number, row, cells: cells.len(), columns });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::official::tests::circular;

    #[test]
    fn a_row_of_the_wrong_width_is_named() {
        let mut document = circular();
        assert_eq!(document.check(), Ok(()));
        let Some(Block::Table(table)) = document.attachments[0].blocks.last_mut() else { panic!("a table") };
        table.rows[2].pop();
        let columns = table.columns.len();
        let fault = document.check().unwrap_err();
        assert_eq!(fault, OfficialFault::RowWidth { table: 1, row: 3, cells: columns - 1, columns });
        assert!(fault.zh().contains("第 3 行"));
    }

    #[test]
    fn a_bulletin_needs_a_masthead_below_its_mark() {
        let mut document = circular();
        document.form = Form::Bulletin;
        assert_eq!(document.check(), Err(OfficialFault::NoMasthead));
        document.issuer_mark.clear();
        assert_eq!(document.check(), Ok(()));
    }

    #[test]
    fn a_document_without_title_or_columns_is_refused() {
        let mut document = circular();
        document.title = vec![" ".to_owned()];
        assert_eq!(document.check(), Err(OfficialFault::NoTitle));
        let mut document = circular();
        document.body.push(Block::Table(Table { caption: None, columns: Vec::new(), rows: Vec::new() }));
        assert_eq!(document.check(), Err(OfficialFault::NoColumns { table: 1 }));
    }
}
