//! Items, their facts and monthly reports, and changes of lights by hand.

use crate::connect::{AcrossRegions, Regional, Tx};
use crate::fault::{StoreError, within};
use crate::tables::facts::{file, item, item_fact, light_override, override_decision, progress};
use anlan_core::exact::{Quantity, Share};
use anlan_core::ids::{FactId, ItemId, OverrideId, RegionId};
use anlan_core::item::{ItemEvent, ItemFact};
use anlan_core::month::Month;
use anlan_core::progress::Progress;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

/// Rows bound in one insert; SQLite takes 32 766 values in a statement.
const CHUNK: usize = 500;

fn fact(row: item_fact::Model) -> Result<ItemFact, StoreError> {
    let event: ItemEvent = serde_json::from_str(&row.event).map_err(|e| StoreError::Damaged(format!("item_fact {}: {e}", row.id)))?;
    Ok(ItemFact {
        id: FactId(row.id),
        item_id: ItemId(row.item_id),
        occurred_on: row.occurred_on,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
        supersedes: row.supersedes.map(FactId),
        reason: row.reason,
        event,
    })
}

fn report(row: progress::Model) -> Result<Progress, StoreError> {
    let damaged = || StoreError::Damaged(format!("progress {}", row.id));
    Ok(Progress {
        id: FactId(row.id),
        item_id: ItemId(row.item_id),
        month: Month::parse(&row.month).map_err(|_| damaged())?,
        share: i32::try_from(row.share).ok().and_then(Share::from_hundredths).ok_or_else(damaged)?,
        quantity: row.quantity.map(|q| Quantity::from_thousandths(q).ok_or_else(damaged)).transpose()?,
        note: row.note,
        occurred_on: row.occurred_on,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
        supersedes: row.supersedes.map(FactId),
        files: serde_json::from_str(&row.files).map_err(|_| damaged())?,
    })
}

impl<C: ConnectionTrait> Regional<'_, C> {
    /// The items of a year (of every year when none is given).
    ///
    /// # Errors
    /// The database fails.
    pub async fn items(&self, year: Option<i32>) -> Result<Vec<item::Model>, StoreError> {
        let mut query = item::Entity::find().filter(item::Column::RegionId.eq(self.region.as_str()));
        if let Some(year) = year {
            query = query.filter(item::Column::Year.eq(i64::from(year)));
        }
        within(query.order_by_asc(item::Column::Number).all(self.db)).await
    }

    /// Items of earlier years' lists that were opened again after a day, with all their facts and reports in the order of recording.
    ///
    /// # Errors
    /// The database fails or a row is damaged.
    pub async fn items_come_back(&self, year: i32) -> Result<(Vec<item::Model>, Vec<ItemFact>, Vec<Progress>), StoreError> {
        let again = item_fact::Entity::find()
            .select_only()
            .column(item_fact::Column::ItemId)
            .filter(item_fact::Column::RegionId.eq(self.region.as_str()))
            .filter(item_fact::Column::Year.lt(i64::from(year)))
            .filter(item_fact::Column::Event.like(r#"{"kind":"reopened"%"#))
            .into_query();
        let rows = item::Entity::find()
            .filter(item::Column::RegionId.eq(self.region.as_str()))
            .filter(item::Column::Id.in_subquery(again))
            .order_by_asc(item::Column::Number);
        let rows = within(rows.all(self.db)).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        if ids.is_empty() {
            return Ok((rows, vec![], vec![]));
        }
        let facts = item_fact::Entity::find()
            .filter(item_fact::Column::RegionId.eq(self.region.as_str()))
            .filter(item_fact::Column::ItemId.is_in(ids.clone()))
            .order_by_asc(item_fact::Column::RecordedAt)
            .order_by_asc(item_fact::Column::Id);
        let facts = within(facts.all(self.db)).await?.into_iter().map(fact).collect::<Result<_, _>>()?;
        let reports = progress::Entity::find()
            .filter(progress::Column::RegionId.eq(self.region.as_str()))
            .filter(progress::Column::ItemId.is_in(ids))
            .order_by_asc(progress::Column::RecordedAt)
            .order_by_asc(progress::Column::Id);
        let reports = within(reports.all(self.db)).await?.into_iter().map(report).collect::<Result<_, _>>()?;
        Ok((rows, facts, reports))
    }

    /// The item of a number.
    ///
    /// # Errors
    /// The database fails.
    pub async fn item_numbered(&self, number: &str) -> Result<Option<item::Model>, StoreError> {
        let query = item::Entity::find().filter(item::Column::RegionId.eq(self.region.as_str())).filter(item::Column::Number.eq(number));
        within(query.one(self.db)).await
    }

    /// The item of an id.
    ///
    /// # Errors
    /// The database fails.
    pub async fn item(&self, id: ItemId) -> Result<Option<item::Model>, StoreError> {
        within(item::Entity::find_by_id((self.region.as_str().to_owned(), id.0)).one(self.db)).await
    }

    /// The items of some ids.
    ///
    /// # Errors
    /// The database fails.
    pub async fn items_of(&self, ids: &[Uuid]) -> Result<Vec<item::Model>, StoreError> {
        let mut rows = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(500) {
            let query = item::Entity::find().filter(item::Column::RegionId.eq(self.region.as_str()));
            rows.extend(within(query.filter(item::Column::Id.is_in(chunk.iter().copied())).all(self.db)).await?);
        }
        Ok(rows)
    }

    /// The facts of a year's items, in the order of recording.
    ///
    /// # Errors
    /// The database fails or a row is damaged.
    pub async fn item_facts(&self, year: i32) -> Result<Vec<ItemFact>, StoreError> {
        let query = item_fact::Entity::find()
            .filter(item_fact::Column::RegionId.eq(self.region.as_str()))
            .filter(item_fact::Column::Year.eq(i64::from(year)))
            .order_by_asc(item_fact::Column::RecordedAt)
            .order_by_asc(item_fact::Column::Id);
        within(query.all(self.db)).await?.into_iter().map(fact).collect()
    }

    /// The reports on a year's items, in the order of recording.
    ///
    /// # Errors
    /// The database fails or a row is damaged.
    pub async fn reports(&self, year: i32) -> Result<Vec<Progress>, StoreError> {
        let query = progress::Entity::find()
            .filter(progress::Column::RegionId.eq(self.region.as_str()))
            .filter(progress::Column::Year.eq(i64::from(year)))
            .order_by_asc(progress::Column::RecordedAt)
            .order_by_asc(progress::Column::Id);
        within(query.all(self.db)).await?.into_iter().map(report).collect()
    }

    /// Changes of lights by hand of a year, with what was decided on them, in the order of recording.
    ///
    /// # Errors
    /// The database fails.
    pub async fn overrides(&self, year: i32) -> Result<Vec<(light_override::Model, Option<override_decision::Model>)>, StoreError> {
        let proposals = light_override::Entity::find()
            .filter(light_override::Column::RegionId.eq(self.region.as_str()))
            .filter(light_override::Column::Month.starts_with(format!("{year:04}-")))
            .order_by_asc(light_override::Column::RecordedAt)
            .order_by_asc(light_override::Column::Id);
        let proposals = within(proposals.all(self.db)).await?;
        let ids = proposals.iter().map(|row| row.id);
        let decisions = override_decision::Entity::find()
            .filter(override_decision::Column::RegionId.eq(self.region.as_str()))
            .filter(override_decision::Column::OverrideId.is_in(ids));
        let decisions = within(decisions.all(self.db)).await?;
        let with = |row: light_override::Model| {
            let decision = decisions.iter().find(|decision| decision.override_id == row.id).cloned();
            (row, decision)
        };
        Ok(proposals.into_iter().map(with).collect())
    }

    /// One change by hand.
    ///
    /// # Errors
    /// The database fails.
    pub async fn override_of(&self, id: OverrideId) -> Result<Option<light_override::Model>, StoreError> {
        within(light_override::Entity::find_by_id((self.region.as_str().to_owned(), id.0)).one(self.db)).await
    }

    /// A stored file's row.
    ///
    /// # Errors
    /// The database fails.
    pub async fn file(&self, hash: &str) -> Result<Option<file::Model>, StoreError> {
        within(file::Entity::find_by_id((self.region.as_str().to_owned(), hash.to_owned())).one(self.db)).await
    }

    /// All stored files' rows.
    ///
    /// # Errors
    /// The database fails.
    pub async fn files(&self) -> Result<Vec<file::Model>, StoreError> {
        within(file::Entity::find().filter(file::Column::RegionId.eq(self.region.as_str())).all(self.db)).await
    }

    /// The latest file of a name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn file_named(&self, name: &str) -> Result<Option<file::Model>, StoreError> {
        let query = file::Entity::find().filter(file::Column::RegionId.eq(self.region.as_str())).filter(file::Column::Name.eq(name));
        within(query.order_by_desc(file::Column::RecordedAt).one(self.db)).await
    }

    /// The files of some digests.
    ///
    /// # Errors
    /// The database fails.
    pub async fn files_with(&self, hashes: Vec<String>) -> Result<Vec<file::Model>, StoreError> {
        let mut rows = Vec::with_capacity(hashes.len());
        for chunk in hashes.chunks(CHUNK) {
            let query = file::Entity::find().filter(file::Column::RegionId.eq(self.region.as_str()));
            rows.extend(within(query.filter(file::Column::Hash.is_in(chunk.iter().cloned())).all(self.db)).await?);
        }
        Ok(rows)
    }
}

impl Tx {
    /// Enters new items (number and list only; what is said of them are facts).
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a number is taken.
    pub async fn add_items(&self, rows: Vec<(ItemId, i32, anlan_core::item::List, String)>) -> Result<(), StoreError> {
        let row = |(id, year, list, number): (ItemId, i32, anlan_core::item::List, String)| {
            let region_id = self.region.as_str().to_owned();
            item::Model { region_id, id: id.0, year: i64::from(year), list: list.key().to_owned(), number }.into_active_model()
        };
        let mut rows = rows.into_iter().map(row).peekable();
        while rows.peek().is_some() {
            let chunk: Vec<_> = rows.by_ref().take(CHUNK).collect();
            within(item::Entity::insert_many(chunk).exec_without_returning(&self.tx)).await?;
        }
        Ok(())
    }

    /// Records facts about items.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a fact of that id is recorded already.
    pub async fn add_item_facts(&self, year: i32, facts: Vec<ItemFact>) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(facts.len());
        for fact in facts {
            let event = serde_json::to_string(&fact.event).map_err(|e| StoreError::Damaged(e.to_string()))?;
            let row = item_fact::Model {
                region_id: self.region.as_str().to_owned(),
                id: fact.id.0,
                item_id: fact.item_id.0,
                year: i64::from(year),
                event,
                occurred_on: fact.occurred_on,
                recorded_at: fact.recorded_at,
                recorded_by: fact.recorded_by,
                supersedes: fact.supersedes.map(|id| id.0),
                reason: fact.reason,
            };
            rows.push(row.into_active_model());
        }
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<_> = rows.by_ref().take(CHUNK).collect();
            within(item_fact::Entity::insert_many(chunk).exec_without_returning(&self.tx)).await?;
        }
        Ok(())
    }

    /// Records monthly reports; each carries its own item's year.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a report of that id is recorded already.
    pub async fn add_reports(&self, reports: Vec<(i32, Progress)>) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(reports.len());
        for (year, report) in reports {
            let row = progress::Model {
                region_id: self.region.as_str().to_owned(),
                id: report.id.0,
                item_id: report.item_id.0,
                year: i64::from(year),
                month: report.month.to_string(),
                share: i64::from(report.share.hundredths()),
                quantity: report.quantity.map(Quantity::thousandths),
                note: report.note,
                files: serde_json::to_string(&report.files).map_err(|e| StoreError::Damaged(e.to_string()))?,
                occurred_on: report.occurred_on,
                recorded_at: report.recorded_at,
                recorded_by: report.recorded_by,
                supersedes: report.supersedes.map(|id| id.0),
            };
            rows.push(row.into_active_model());
        }
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<_> = rows.by_ref().take(CHUNK).collect();
            within(progress::Entity::insert_many(chunk).exec_without_returning(&self.tx)).await?;
        }
        Ok(())
    }

    /// Records a proposed change of a light.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one of that id is recorded already.
    pub async fn add_override(&self, row: light_override::Model) -> Result<(), StoreError> {
        within(row.into_active_model().insert(&self.tx)).await.map(|_| ())
    }

    /// Records what was decided on a proposed change.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is decided already.
    pub async fn add_override_decision(&self, row: override_decision::Model) -> Result<(), StoreError> {
        within(row.into_active_model().insert(&self.tx)).await.map(|_| ())
    }

    /// Records a stored file; the same content again changes nothing.
    ///
    /// # Errors
    /// The database fails.
    pub async fn add_file(&self, row: file::Model) -> Result<(), StoreError> {
        if self.read().file(&row.hash).await?.is_none() {
            within(row.into_active_model().insert(&self.tx)).await?;
        }
        Ok(())
    }
}

impl AcrossRegions<'_> {
    /// The regions that have items of a year, for work that goes region by region.
    ///
    /// # Errors
    /// The database fails.
    pub async fn regions_with_items(&self, year: i32) -> Result<Vec<RegionId>, StoreError> {
        let query = item::Entity::find()
            .select_only()
            .column(item::Column::RegionId)
            .filter(item::Column::Year.eq(i64::from(year)))
            .distinct()
            .order_by_asc(item::Column::RegionId)
            .into_tuple::<String>();
        let found = within(query.all(self.db)).await?;
        Ok(found.into_iter().filter_map(|code| RegionId::parse(&code).ok()).collect())
    }
}
