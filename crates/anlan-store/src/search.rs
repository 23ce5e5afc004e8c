//! Finding matters by a part of their number, title or place.
//!
//! Most words that are looked for are found among the latest matters that fit the other filters: that many are compared one by one.
//! Only a word that is rare there is looked up in the index of words (`matter_words`): tokens of two characters each, by SQLite's FTS5
//! and PostgreSQL's GIN. The index only says where to look: the text itself is always compared.

use crate::connect::{Regional, Tx};
use crate::fault::{StoreError, within};
use crate::matters::{MatterAfter, MatterFilter, MatterOrder};
use crate::tables::matters::matter;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LikeExpr, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbBackend, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

/// How many of the latest matters are compared before the index of words is asked.
const WINDOW: u64 = 10_000;
/// Rows bound in one insert.
const CHUNK: usize = 500;

/// How many matters fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// So many were found.
    pub n: u64,
    /// Whether these are all; otherwise there are at least so many.
    pub all: bool,
}

/// Tokens of the texts: each two characters that follow each other, and the last one alone.
fn grams(texts: &[&str]) -> String {
    let mut tokens: Vec<String> = Vec::new();
    for text in texts {
        let all: Vec<char> = text.chars().collect();
        tokens.extend(all.windows(2).map(token));
        tokens.extend(all.last().map(|last| token(&[*last])));
    }
    tokens.sort_unstable();
    tokens.dedup();
    tokens.join(" ")
}

fn token(chars: &[char]) -> String {
    chars.iter().fold("x".to_owned(), |all, one| format!("{all}{:06x}", u32::from(one.to_ascii_lowercase())))
}

/// What the index is asked for a part of a text: all its tokens, of a single character those that begin with it.
fn asked(text: &str, backend: DbBackend) -> String {
    let all: Vec<char> = text.chars().collect();
    let postgres = backend == DbBackend::Postgres;
    if let [one] = all.as_slice() {
        let stem = token(&[*one]);
        return if postgres { format!("{stem}:*") } else { format!("{stem} *") };
    }
    let tokens: Vec<String> = all.windows(2).map(token).collect();
    tokens.join(if postgres { " & " } else { " AND " })
}

fn words_of(row: &matter::Model) -> [&str; 3] {
    [row.number.as_deref().unwrap_or_default(), &row.title, &row.place]
}

fn table() -> (Alias, [Alias; 3]) {
    (Alias::new("matter_words"), ["region_id", "matter_id", "grams"].map(Alias::new))
}

fn fits_words(words: &str, backend: DbBackend) -> SimpleExpr {
    let asked = asked(words, backend);
    if backend == DbBackend::Postgres {
        return Expr::cust_with_values("array_to_tsvector(string_to_array(grams, ' ')) @@ $1::tsquery", [asked]);
    }
    Expr::cust_with_values("matter_words match ?", [asked])
}

/// Whether number, title or place has this part.
fn has(text: &str) -> Condition {
    use matter::Column as Col;
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let part = || LikeExpr::new(format!("%{escaped}%")).escape('\\');
    [Col::Number, Col::Title, Col::Place].into_iter().fold(Condition::any(), |any, column| any.add(column.like(part())))
}

impl<C: ConnectionTrait> Regional<'_, C> {
    /// Matters whose tokens fit.
    fn with_words(&self, text: &str) -> SelectStatement {
        let (table, [region, matter, _]) = table();
        let mut query = Query::select();
        query.column(matter).from(table).and_where(fits_words(text, self.db.get_database_backend()));
        query.and_where(Expr::col(region).eq(self.region.as_str())).take()
    }

    /// The last of the latest that are compared one by one; none when all that fit are.
    async fn edge(&self, filter: &MatterFilter, order: MatterOrder, after: Option<MatterAfter>) -> Result<Option<MatterAfter>, StoreError> {
        let day = order.column();
        let query = self.ordered(filter, order, after).select_only().column(day).column(matter::Column::Id).offset(WINDOW - 1).limit(1);
        let row = within(query.into_tuple::<(chrono::NaiveDate, Uuid)>().one(self.db)).await?;
        Ok(row.map(|(day, id)| MatterAfter { day, id }))
    }

    /// A page of the matters that fit and have a part of a text.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) async fn matters_with(
        &self,
        filter: &MatterFilter,
        order: MatterOrder,
        after: Option<MatterAfter>,
        limit: u64,
    ) -> Result<Vec<matter::Model>, StoreError> {
        let edge = self.edge(filter, order, after).await?;
        let near = self.ordered(filter, order, after).filter(has(&filter.text)).limit(limit);
        let Some(edge) = edge else { return within(near.all(self.db)).await };
        let rows = within(near.filter(order.until(edge)).all(self.db)).await?;
        if rows.len() as u64 == limit {
            return Ok(rows);
        }
        let all = self.indexed(self.ordered(filter, order, after), &filter.text);
        within(all.limit(limit).all(self.db)).await
    }

    /// How many fit and have a part of a text, up to `most`; when `enough` are among the latest, the others are not counted.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) async fn matter_count_with(&self, filter: &MatterFilter, most: u64, enough: u64) -> Result<Counted, StoreError> {
        let order = MatterOrder::Latest;
        let edge = self.edge(filter, order, None).await?;
        // In order, so that no database thinks of reading the whole table.
        let near = self.ordered(filter, order, None).filter(has(&filter.text));
        let near = near.filter(Condition::all().add_option(edge.map(|edge| order.until(edge))));
        let n = self.count(near, most).await?;
        if edge.is_none() || n >= enough {
            return Ok(Counted { n, all: edge.is_none() && n < most });
        }
        let n = self.count(self.indexed(self.fitting(filter), &filter.text), most).await?;
        Ok(Counted { n, all: n < most })
    }

    fn indexed(&self, query: Select<matter::Entity>, text: &str) -> Select<matter::Entity> {
        query.filter(matter::Column::Id.in_subquery(self.with_words(text))).filter(has(text))
    }
}

impl Tx {
    /// Keeps the words of new matters.
    pub(crate) async fn add_words(&self, rows: &[matter::Model]) -> Result<(), StoreError> {
        for chunk in rows.chunks(CHUNK) {
            let (table, columns) = table();
            let mut insert = Query::insert();
            insert.into_table(table).columns(columns);
            for row in chunk {
                insert.values_panic([row.region_id.clone().into(), row.id.into(), grams(&words_of(row)).into()]);
            }
            within(self.tx.execute(&insert)).await?;
        }
        Ok(())
    }

    /// Keeps the words of a matter as they are now.
    pub(crate) async fn change_words(&self, held: &matter::Model, row: &matter::Model) -> Result<(), StoreError> {
        let (before, now) = (words_of(held), words_of(row));
        if before == now {
            return Ok(());
        }
        let (table, [region, matter, _]) = table();
        let mut delete = Query::delete();
        delete.from_table(table).and_where(Expr::col(region).eq(self.region.as_str())).and_where(Expr::col(matter).eq(row.id));
        if self.tx.get_database_backend() == DbBackend::Sqlite
            && let Some(longest) = before.iter().max_by_key(|text| text.len()).filter(|text| !text.is_empty())
        {
            // FTS5 has no key but its words.
            delete.and_where(fits_words(longest, DbBackend::Sqlite));
        }
        within(self.tx.execute(&delete)).await?;
        self.add_words(std::slice::from_ref(row)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_text_is_among_its_tokens() {
        let all = grams(&["小安溪漂浮物", "WT-7"]);
        for part in ["小安", "安溪漂", "漂浮物", "wt-", "T-7"] {
            let asked = asked(part, DbBackend::Sqlite);
            assert!(asked.split(" AND ").all(|token| all.split(' ').any(|own| own == token)), "{part}");
        }
        for one in ["溪", "物", "7"] {
            let stem = asked(one, DbBackend::Postgres);
            assert!(all.split(' ').any(|own| own.starts_with(stem.trim_end_matches(":*"))), "{one}");
        }
        assert_eq!(grams(&["", ""]), "");
    }
}
