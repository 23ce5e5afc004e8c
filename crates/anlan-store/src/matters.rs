//! Matters: their facts are added and read, nothing else; the head row and the tallies follow the facts in the same transaction.

use crate::connect::{Regional, Tx};
use crate::fault::{StoreError, within};
use crate::search::Counted;
use crate::tables::matters::{matter, matter_fact, matter_file, matter_link, matter_tally};
use anlan_core::ids::{FactId, MatterId};
use anlan_core::matter::{Head, MatterFact, MatterKind, MatterState};
use chrono::{Datelike, NaiveDate};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows bound in one insert; SQLite takes 32 766 values in a statement.
const CHUNK: usize = 500;

/// Which matters are wanted; empty lists and texts mean all.
#[derive(Debug, Clone)]
pub struct MatterFilter {
    /// The kind.
    pub kind: MatterKind,
    /// One of these states.
    pub states: Vec<MatterState>,
    /// Of this unit.
    pub unit: Option<Uuid>,
    /// Of this river.
    pub river: Option<Uuid>,
    /// Of this chief's post.
    pub chief: Option<Uuid>,
    /// About this item.
    pub item: Option<Uuid>,
    /// Of this class.
    pub class: String,
    /// From this source.
    pub source: String,
    /// Prominent ones, or the others.
    pub prominent: Option<bool>,
    /// Opened in these days.
    pub opened: Option<(NaiveDate, NaiveDate)>,
    /// Closed in these days.
    pub closed: Option<(NaiveDate, NaiveDate)>,
    /// Due before this day.
    pub due_before: Option<NaiveDate>,
    /// Part of number, title or place.
    pub text: String,
}

impl MatterFilter {
    /// All of a kind.
    #[must_use]
    pub fn of(kind: MatterKind) -> Self {
        Self {
            kind,
            states: vec![],
            unit: None,
            river: None,
            chief: None,
            item: None,
            class: String::new(),
            source: String::new(),
            prominent: None,
            opened: None,
            closed: None,
            due_before: None,
            text: String::new(),
        }
    }
}

/// In which order a page of matters comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatterOrder {
    /// Latest opened first.
    Latest,
    /// First due first; those with no day due are left out.
    Due,
}

impl MatterOrder {
    pub(crate) fn column(self) -> matter::Column {
        match self {
            Self::Latest => matter::Column::OpenedOn,
            Self::Due => matter::Column::DueOn,
        }
    }

    /// What comes later than a row.
    fn past(self, row: MatterAfter) -> Condition {
        let (day, id) = (self.column(), matter::Column::Id);
        let same = |id| Condition::all().add(day.eq(row.day)).add(id);
        match self {
            Self::Latest => Condition::all().add(day.lte(row.day)).add(Condition::any().add(day.lt(row.day)).add(same(id.lt(row.id)))),
            Self::Due => Condition::all().add(day.gte(row.day)).add(Condition::any().add(day.gt(row.day)).add(same(id.gt(row.id)))),
        }
    }

    /// What comes no later than a row.
    pub(crate) fn until(self, row: MatterAfter) -> Condition {
        let (day, id) = (self.column(), matter::Column::Id);
        let same = |id| Condition::all().add(day.eq(row.day)).add(id);
        match self {
            Self::Latest => Condition::all().add(day.gte(row.day)).add(Condition::any().add(day.gt(row.day)).add(same(id.gte(row.id)))),
            Self::Due => Condition::all().add(day.lte(row.day)).add(Condition::any().add(day.lt(row.day)).add(same(id.lte(row.id)))),
        }
    }
}

/// Where the last page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatterAfter {
    /// The day of its last row: opened or due.
    pub day: NaiveDate,
    /// Its last row.
    pub id: Uuid,
}

/// By what a sum of tallies is divided within a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TallyBy {
    /// By unit: its id, or nothing.
    Unit,
    /// By class.
    Class,
}

/// How many of a state, unit and class there are.
pub type Tally = matter_tally::Model;

fn fact(row: matter_fact::Model) -> Result<MatterFact, StoreError> {
    let damaged = |e: serde_json::Error| StoreError::Damaged(format!("matter_fact {}: {e}", row.id));
    Ok(MatterFact {
        id: FactId(row.id),
        matter_id: MatterId(row.matter_id),
        occurred_on: row.occurred_on,
        recorded_at: row.recorded_at,
        by: serde_json::from_str(&row.person).map_err(damaged)?,
        event: serde_json::from_str(&row.event).map_err(damaged)?,
    })
}

/// The head row of a matter.
#[must_use]
pub fn matter_row(region: &str, id: MatterId, kind: MatterKind, number: Option<String>, head: &Head, facts: usize) -> matter::Model {
    matter::Model {
        region_id: region.to_owned(),
        id: id.0,
        kind: kind.key().to_owned(),
        year: i64::from(head.opened_on.year()),
        number,
        state: head.state.key().to_owned(),
        title: head.title.clone(),
        class: head.class.clone(),
        source: head.source.clone(),
        unit_id: head.unit_id.map(|id| id.0),
        river_id: head.river_id.map(|id| id.0),
        chief_id: head.chief_id.map(|id| id.0),
        item_id: head.item_id.map(|id| id.0),
        opened_on: head.opened_on,
        due_on: head.due_on,
        closed_on: head.closed_on,
        place: head.place.clone(),
        lon: head.point.map(|(lon, _)| i64::from(lon)),
        lat: head.point.map(|(_, lat)| i64::from(lat)),
        prominent: head.prominent,
        facts: i64::try_from(facts).unwrap_or(i64::MAX),
    }
}

impl<C: ConnectionTrait> Regional<'_, C> {
    /// What fits the filter, but for its text.
    pub(crate) fn fitting(&self, filter: &MatterFilter) -> Select<matter::Entity> {
        use matter::Column as Col;
        let mut all = Condition::all().add(Col::RegionId.eq(self.region.as_str())).add(Col::Kind.eq(filter.kind.key()));
        match filter.states.as_slice() {
            [] => {}
            [one] => all = all.add(Col::State.eq(one.key())),
            several => all = all.add(Col::State.is_in(several.iter().map(|state| state.key()))),
        }
        let ids = [(Col::UnitId, filter.unit), (Col::RiverId, filter.river), (Col::ChiefId, filter.chief), (Col::ItemId, filter.item)];
        for (column, id) in ids {
            all = all.add_option(id.map(|id| column.eq(id)));
        }
        for (column, text) in [(Col::Class, &filter.class), (Col::Source, &filter.source)] {
            all = all.add_option((!text.is_empty()).then(|| column.eq(text)));
        }
        all = all.add_option(filter.prominent.map(|prominent| Col::Prominent.eq(prominent)));
        all = all.add_option(filter.opened.map(|(from, to)| Col::OpenedOn.between(from, to)));
        all = all.add_option(filter.closed.map(|(from, to)| Col::ClosedOn.between(from, to)));
        all = all.add_option(filter.due_before.map(|day| Col::DueOn.lt(day)));
        matter::Entity::find().filter(all)
    }

    /// A page of the matters that fit.
    ///
    /// # Errors
    /// The database fails.
    pub async fn matters(
        &self,
        filter: &MatterFilter,
        order: MatterOrder,
        after: Option<MatterAfter>,
        limit: u64,
    ) -> Result<Vec<matter::Model>, StoreError> {
        if !filter.text.is_empty() {
            return self.matters_with(filter, order, after, limit).await;
        }
        within(self.ordered(filter, order, after).limit(limit).all(self.db)).await
    }

    /// What fits the filter, but for its text, in order.
    pub(crate) fn ordered(&self, filter: &MatterFilter, order: MatterOrder, after: Option<MatterAfter>) -> Select<matter::Entity> {
        let query = self.fitting(filter).filter(Condition::all().add_option(after.map(|after| order.past(after))));
        match order {
            MatterOrder::Latest => query.order_by_desc(matter::Column::OpenedOn).order_by_desc(matter::Column::Id),
            MatterOrder::Due => {
                let query = query.filter(matter::Column::DueOn.is_not_null());
                query.order_by_asc(matter::Column::DueOn).order_by_asc(matter::Column::Id)
            }
        }
    }

    /// How many fit, counted up to `most`; of a text, `enough` among the latest are enough.
    ///
    /// # Errors
    /// The database fails.
    pub async fn matter_count(&self, filter: &MatterFilter, most: u64, enough: u64) -> Result<Counted, StoreError> {
        if !filter.text.is_empty() {
            return self.matter_count_with(filter, most, enough).await;
        }
        let n = self.count(self.fitting(filter), most).await?;
        Ok(Counted { n, all: n < most })
    }

    pub(crate) async fn count(&self, query: Select<matter::Entity>, most: u64) -> Result<u64, StoreError> {
        let ids = query.select_only().column(matter::Column::Id).limit(most).into_tuple::<Uuid>();
        Ok(within(ids.all(self.db)).await?.len() as u64)
    }

    /// The head of a matter.
    ///
    /// # Errors
    /// The database fails.
    pub async fn matter(&self, id: MatterId) -> Result<Option<matter::Model>, StoreError> {
        within(matter::Entity::find_by_id((self.region.as_str().to_owned(), id.0)).one(self.db)).await
    }

    /// Heads of matters.
    ///
    /// # Errors
    /// The database fails.
    pub async fn matters_of(&self, ids: &[Uuid]) -> Result<Vec<matter::Model>, StoreError> {
        let mut rows = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let query = matter::Entity::find().filter(matter::Column::RegionId.eq(self.region.as_str()));
            rows.extend(within(query.filter(matter::Column::Id.is_in(chunk.iter().copied())).all(self.db)).await?);
        }
        Ok(rows)
    }

    /// The matter of a kind with a number.
    ///
    /// # Errors
    /// The database fails.
    pub async fn matter_numbered(&self, kind: MatterKind, number: &str) -> Result<Option<matter::Model>, StoreError> {
        let query = matter::Entity::find()
            .filter(matter::Column::RegionId.eq(self.region.as_str()))
            .filter(matter::Column::Kind.eq(kind.key()))
            .filter(matter::Column::Number.eq(number));
        within(query.one(self.db)).await
    }

    /// Matters of a kind with these numbers.
    ///
    /// # Errors
    /// The database fails.
    pub async fn matters_numbered(&self, kind: MatterKind, numbers: &[String]) -> Result<Vec<matter::Model>, StoreError> {
        let mut rows = Vec::new();
        for chunk in numbers.chunks(CHUNK) {
            let query = matter::Entity::find()
                .filter(matter::Column::RegionId.eq(self.region.as_str()))
                .filter(matter::Column::Kind.eq(kind.key()))
                .filter(matter::Column::Number.is_in(chunk));
            rows.extend(within(query.all(self.db)).await?);
        }
        Ok(rows)
    }

    /// What a matter is linked to of a kind of target, such as the records that name it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn links_of(&self, id: MatterId, target: &str) -> Result<Vec<Uuid>, StoreError> {
        let query = matter_link::Entity::find()
            .filter(matter_link::Column::RegionId.eq(self.region.as_str()))
            .filter(matter_link::Column::MatterId.eq(id.0))
            .filter(matter_link::Column::Target.eq(target));
        Ok(within(query.all(self.db)).await?.into_iter().map(|row| row.target_id).collect())
    }

    /// The facts of one matter, in the order of recording.
    ///
    /// # Errors
    /// The database fails or a row is damaged.
    pub async fn matter_facts(&self, id: MatterId) -> Result<Vec<MatterFact>, StoreError> {
        let query = matter_fact::Entity::find()
            .filter(matter_fact::Column::RegionId.eq(self.region.as_str()))
            .filter(matter_fact::Column::MatterId.eq(id.0))
            .order_by_asc(matter_fact::Column::Place);
        within(query.all(self.db)).await?.into_iter().map(fact).collect()
    }

    /// The facts of several matters, each matter's in the order of recording.
    ///
    /// # Errors
    /// The database fails or a row is damaged.
    pub async fn matter_facts_of(&self, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<MatterFact>>, StoreError> {
        let mut told: BTreeMap<Uuid, Vec<MatterFact>> = BTreeMap::new();
        for chunk in ids.chunks(CHUNK) {
            let query = matter_fact::Entity::find()
                .filter(matter_fact::Column::RegionId.eq(self.region.as_str()))
                .filter(matter_fact::Column::MatterId.is_in(chunk.iter().copied()))
                .order_by_asc(matter_fact::Column::MatterId)
                .order_by_asc(matter_fact::Column::Place);
            for row in within(query.all(self.db)).await? {
                told.entry(row.matter_id).or_default().push(fact(row)?);
            }
        }
        Ok(told)
    }

    /// Whether somebody of this name recorded something about matters of a kind in these days: who publishes scores must not have.
    ///
    /// # Errors
    /// The database fails.
    pub async fn has_recorded(&self, name: &str, kind: MatterKind, days: (NaiveDate, NaiveDate)) -> Result<bool, StoreError> {
        let query = matter_fact::Entity::find()
            .filter(matter_fact::Column::RegionId.eq(self.region.as_str()))
            .filter(matter_fact::Column::RecordedBy.eq(name))
            .filter(matter_fact::Column::Kind.eq(kind.key()))
            .filter(matter_fact::Column::OccurredOn.between(days.0, days.1));
        Ok(within(query.one(self.db)).await?.is_some())
    }

    /// How many matters of a kind there are, by year, state, unit and class.
    ///
    /// # Errors
    /// The database fails.
    pub async fn tallies(&self, kind: MatterKind, year: Option<i32>) -> Result<Vec<Tally>, StoreError> {
        let mut query = matter_tally::Entity::find()
            .filter(matter_tally::Column::RegionId.eq(self.region.as_str()))
            .filter(matter_tally::Column::Kind.eq(kind.key()));
        if let Some(year) = year {
            query = query.filter(matter_tally::Column::Year.eq(i64::from(year)));
        }
        within(query.all(self.db)).await
    }

    /// How many matters of a kind (of one unit) there are by state and, within it, by unit or by class: state, key, number.
    ///
    /// # Errors
    /// The database fails.
    pub async fn tally_sums(
        &self,
        kind: MatterKind,
        year: Option<i32>,
        unit: Option<Uuid>,
        by: TallyBy,
    ) -> Result<Vec<(String, String, i64)>, StoreError> {
        use matter_tally::Column as Col;
        let key = match by {
            TallyBy::Unit => Col::UnitKey,
            TallyBy::Class => Col::Class,
        };
        // A sum of whole numbers is a decimal on PostgreSQL.
        let sum = Expr::col(Col::N).sum().cast_as("bigint");
        let query = matter_tally::Entity::find().select_only().column(Col::State).column(key).column_as(sum, "n");
        let mut fits = Condition::all().add(Col::RegionId.eq(self.region.as_str())).add(Col::Kind.eq(kind.key()));
        fits = fits.add_option(year.map(|year| Col::Year.eq(i64::from(year))));
        fits = fits.add_option(unit.map(|unit| Col::UnitKey.eq(unit.to_string())));
        within(query.filter(fits).group_by(Col::State).group_by(key).into_tuple().all(self.db)).await
    }

    /// Matters about a thing (an item, another matter, a circular), oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn matters_about(&self, target: Uuid) -> Result<Vec<matter::Model>, StoreError> {
        let linked = Query::select()
            .column(matter_link::Column::MatterId)
            .from(matter_link::Entity)
            .and_where(matter_link::Column::RegionId.eq(self.region.as_str()))
            .and_where(matter_link::Column::TargetId.eq(target))
            .to_owned();
        let query = matter::Entity::find()
            .filter(matter::Column::RegionId.eq(self.region.as_str()))
            .filter(matter::Column::Id.in_subquery(linked))
            .order_by_asc(matter::Column::OpenedOn)
            .order_by_asc(matter::Column::Id);
        within(query.all(self.db)).await
    }

    /// Open matters of a kind within a box, for finding neighbours.
    ///
    /// # Errors
    /// The database fails.
    pub async fn matters_within(
        &self,
        filter: &MatterFilter,
        lat: (i32, i32),
        lon: (i32, i32),
        limit: u64,
    ) -> Result<Vec<matter::Model>, StoreError> {
        let query = self
            .fitting(filter)
            .filter(matter::Column::Lat.between(i64::from(lat.0), i64::from(lat.1)))
            .filter(matter::Column::Lon.between(i64::from(lon.0), i64::from(lon.1)));
        within(query.limit(limit).all(self.db)).await
    }

    /// Matters a file belongs to.
    ///
    /// # Errors
    /// The database fails.
    pub async fn matters_with_file(&self, hash: &str) -> Result<Vec<matter::Model>, StoreError> {
        // One statement whatever it finds: a sealed holder must not cost a second one.
        let holders = matter_file::Entity::find()
            .select_only()
            .column(matter_file::Column::MatterId)
            .filter(matter_file::Column::RegionId.eq(self.region.as_str()))
            .filter(matter_file::Column::Hash.eq(hash))
            .into_query();
        let query = matter::Entity::find().filter(matter::Column::RegionId.eq(self.region.as_str()));
        within(query.filter(matter::Column::Id.in_subquery(holders)).all(self.db)).await
    }

    /// Every matter's head, a page at a time in the order of ids: for `verify`.
    ///
    /// # Errors
    /// The database fails.
    pub async fn matters_after(&self, id: Uuid, limit: u64) -> Result<Vec<matter::Model>, StoreError> {
        let query = matter::Entity::find().filter(matter::Column::RegionId.eq(self.region.as_str())).filter(matter::Column::Id.gt(id));
        within(query.order_by_asc(matter::Column::Id).limit(limit).all(self.db)).await
    }

    /// How many matters of a kind and year have a number.
    ///
    /// # Errors
    /// The database fails.
    pub async fn numbered_matters(&self, kind: MatterKind) -> Result<u64, StoreError> {
        let query = self.fitting(&MatterFilter::of(kind)).filter(matter::Column::Number.is_not_null());
        within(query.count(self.db)).await
    }
}

/// A matter's cell in the tallies.
type Cell = (String, i64, String, String, String);

fn cell(row: &matter::Model) -> Cell {
    let unit = row.unit_id.map(|id| id.to_string()).unwrap_or_default();
    (row.kind.clone(), row.year, row.state.clone(), unit, row.class.clone())
}

impl Tx {
    async fn tally(&self, changes: BTreeMap<Cell, i64>) -> Result<(), StoreError> {
        for ((kind, year, state, unit_key, class), change) in changes.into_iter().filter(|(_, change)| *change != 0) {
            let key = (self.region.as_str().to_owned(), kind, year, state, unit_key, class);
            let held = within(matter_tally::Entity::find_by_id(key.clone()).one(&self.tx)).await?;
            let (region_id, kind, year, state, unit_key, class) = key;
            let n = held.as_ref().map_or(0, |row| row.n) + change;
            let row = matter_tally::Model { region_id, kind, year, state, unit_key, class, n }.into_active_model();
            match held {
                Some(_) => within(row.reset_all().update(&self.tx)).await.map(|_| ())?,
                None => within(row.insert(&self.tx)).await.map(|_| ())?,
            }
        }
        Ok(())
    }

    /// Puts the head of one matter as its facts now tell it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when its number is taken.
    pub async fn put_matter(&self, row: matter::Model) -> Result<(), StoreError> {
        let held = self.read().matter(MatterId(row.id)).await?;
        let mut changes = BTreeMap::new();
        *changes.entry(cell(&row)).or_insert(0) += 1;
        match held {
            Some(held) => {
                self.change_words(&held, &row).await?;
                *changes.entry(cell(&held)).or_insert(0) -= 1;
                within(row.into_active_model().reset_all().update(&self.tx)).await?;
            }
            None => {
                within(row.clone().into_active_model().insert(&self.tx)).await?;
                self.add_words(&[row]).await?;
            }
        }
        self.tally(changes).await
    }

    /// Enters many new matters at once, with all their facts: an import.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one is there already or a number is taken.
    pub async fn add_matters(&self, rows: Vec<matter::Model>, facts: Vec<(usize, MatterFact)>) -> Result<(), StoreError> {
        let mut changes = BTreeMap::new();
        for row in &rows {
            *changes.entry(cell(row)).or_insert(0) += 1;
        }
        for chunk in rows.chunks(CHUNK) {
            let chunk = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
            within(matter::Entity::insert_many(chunk).exec_without_returning(&self.tx)).await?;
        }
        self.add_words(&rows).await?;
        self.add_matter_facts(facts).await?;
        self.tally(changes).await
    }

    /// Adds facts of matters, each at its place in its matter's tale.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when that place or id is taken.
    pub async fn add_matter_facts(&self, facts: Vec<(usize, MatterFact)>) -> Result<(), StoreError> {
        let damaged = |e: serde_json::Error| StoreError::Damaged(e.to_string());
        let mut rows = Vec::with_capacity(facts.len());
        for (place, fact) in facts {
            let row = matter_fact::Model {
                region_id: self.region.as_str().to_owned(),
                id: fact.id.0,
                matter_id: fact.matter_id.0,
                place: i64::try_from(place).unwrap_or(i64::MAX),
                kind: fact.event.kind().key().to_owned(),
                event: serde_json::to_string(&fact.event).map_err(damaged)?,
                occurred_on: fact.occurred_on,
                recorded_at: fact.recorded_at,
                recorded_by: fact.by.name.clone(),
                person: serde_json::to_string(&fact.by).map_err(damaged)?,
            };
            rows.push(row.into_active_model());
        }
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<_> = rows.by_ref().take(CHUNK).collect();
            within(matter_fact::Entity::insert_many(chunk).exec_without_returning(&self.tx)).await?;
        }
        Ok(())
    }

    /// Says what a matter is about; saying it again is harmless.
    ///
    /// # Errors
    /// The database fails.
    pub async fn link_matter(&self, id: MatterId, targets: &[(&str, Uuid)]) -> Result<(), StoreError> {
        for (target, target_id) in targets {
            let (region_id, target) = (self.region.as_str().to_owned(), (*target).to_owned());
            let row = matter_link::Model { region_id, matter_id: id.0, target_id: *target_id, target };
            let key = [matter_link::Column::RegionId, matter_link::Column::MatterId, matter_link::Column::TargetId];
            let insert = matter_link::Entity::insert(row.into_active_model());
            let insert = insert.on_conflict(OnConflict::columns(key).do_nothing().to_owned());
            within(insert.exec_without_returning(&self.tx)).await?;
        }
        Ok(())
    }

    /// Says which files belong to a matter; saying it again is harmless.
    ///
    /// # Errors
    /// The database fails.
    pub async fn file_matter(&self, id: MatterId, hashes: &[String]) -> Result<(), StoreError> {
        for hash in hashes {
            let row = matter_file::Model { region_id: self.region.as_str().to_owned(), hash: hash.clone(), matter_id: id.0 };
            let key = [matter_file::Column::RegionId, matter_file::Column::Hash, matter_file::Column::MatterId];
            let insert = matter_file::Entity::insert(row.into_active_model());
            let insert = insert.on_conflict(OnConflict::columns(key).do_nothing().to_owned());
            within(insert.exec_without_returning(&self.tx)).await?;
        }
        Ok(())
    }
}
