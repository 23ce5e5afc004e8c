//! What can be exchanged: the lists with their reports, and the record books.

use super::package::PartColumn;
use super::row::{Arrived, Departing};
use crate::imports::ListPart;
use crate::records::{arrive, departing, kinds_of, scale_of};
use crate::{Anlan, Call, Fault};
use anlan_core::ids::Ids;
use anlan_core::record::{Holds, RecordKind};
use anlan_report::read::Grid;
use anlan_store::{Connection, Regional, Tx};

/// What a part of a package holds.
pub(super) enum Exchanged<'a> {
    /// A list, or the monthly reports on its items.
    List(ListPart),
    /// A record book.
    Book(&'a RecordKind),
}

/// Everything that can be exchanged, in the order in which parts refer to each other.
pub(super) fn exchanged<'a>(anlan: &'a Anlan, call: &Call) -> Vec<Exchanged<'a>> {
    let books = kinds_of(anlan, &call.region).all().iter().map(Exchanged::Book);
    ListPart::all().into_iter().map(Exchanged::List).chain(books).collect()
}

impl Exchanged<'_> {
    pub(super) fn key(&self) -> &str {
        match self {
            Self::List(list) => list.key,
            Self::Book(kind) => &kind.key,
        }
    }

    pub(super) fn title(&self) -> &str {
        match self {
            Self::List(list) => list.title,
            Self::Book(kind) => &kind.title,
        }
    }

    pub(super) fn about(&self) -> &str {
        match self {
            Self::List(_) => "本年度清单的内容，按编号（进展按编号和月份）对应。",
            Self::Book(kind) => &kind.about,
        }
    }

    pub(super) fn columns(&self, anlan: &Anlan, call: &Call) -> Vec<PartColumn> {
        match self {
            Self::List(list) => {
                let column =
                    |(name, holds, required): (&str, &str, bool)| PartColumn { name: name.to_owned(), holds: holds.to_owned(), required };
                list.columns().map(column).collect()
            }
            Self::Book(kind) => {
                let column = |column: &anlan_core::record::RecordColumn| {
                    let scale = if let Holds::Scale(name) = &column.holds { scale_of(anlan, &call.region, name) } else { None };
                    PartColumn { name: column.name.clone(), holds: column.kind(scale.as_ref()).to_string(), required: column.required }
                };
                kind.open_columns().map(column).collect()
            }
        }
    }

    /// Its rows of a year.
    ///
    /// # Errors
    /// The store fails.
    pub(super) async fn departing<C: Connection>(
        &self,
        anlan: &Anlan,
        call: &Call,
        read: &Regional<'_, C>,
        year: i32,
    ) -> Result<Vec<Departing>, Fault> {
        match self {
            Self::List(list) => list.departing(read, year).await,
            Self::Book(kind) => departing(anlan, call, read, kind, year).await,
        }
    }

    /// Takes rows in inside a transaction; `register`: an office without units takes those of the lists into its register.
    ///
    /// # Errors
    /// The store fails.
    pub(super) async fn arrive(
        &self,
        anlan: &Anlan,
        call: &Call,
        tx: &Tx,
        ids: &mut Ids,
        grid: Grid,
        (year, source, register): (i32, &str, bool),
    ) -> Result<Arrived, Fault> {
        match self {
            Self::List(list) => list.arrive(anlan, call, tx, grid, (year, source, register)).await,
            Self::Book(kind) => arrive(anlan, call, tx, ids, kind, grid, source).await,
        }
    }
}
