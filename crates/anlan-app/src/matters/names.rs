//! The register's names, kept as long as the region's revision stays the same, and a matter in short.

use crate::Fault;
use crate::views::{MatterBrief, Named};
use anlan_core::matter::change::ChangeKind;
use anlan_core::matter::{MatterKind, MatterState};
use anlan_core::pack::PackHead;
use anlan_store::{ChiefRow, Connection, MatterRow, Regional, RiverRow, TenureRow, UnitRow};
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

/// Units, rivers, chiefs and who holds which post.
#[derive(Debug)]
pub(crate) struct Register {
    pub(crate) revision: i64,
    pub(crate) units: Vec<UnitRow>,
    pub(crate) rivers: Vec<RiverRow>,
    pub(crate) chiefs: Vec<ChiefRow>,
    pub(crate) tenures: Vec<TenureRow>,
    names: HashMap<Uuid, String>,
}

impl Register {
    /// Reads the register; inside a transaction, through it.
    pub(crate) async fn load<C: Connection>(read: &Regional<'_, C>, revision: i64) -> Result<Self, Fault> {
        let (units, rivers, chiefs, tenures) = (read.units().await?, read.rivers().await?, read.chiefs().await?, read.tenures().await?);
        let named = units.iter().map(|row| (row.id, row.name.clone())).chain(rivers.iter().map(|row| (row.id, row.name.clone())));
        let names = named.chain(chiefs.iter().map(|row| (row.id, row.name.clone()))).collect();
        Ok(Self { revision, units, rivers, chiefs, tenures, names })
    }

    /// The name of a unit, river or chief's post; empty when unknown.
    pub(crate) fn name(&self, id: Uuid) -> String {
        self.names.get(&id).cloned().unwrap_or_default()
    }

    pub(crate) fn named(&self, id: Option<Uuid>) -> Option<Named> {
        id.map(|id| Named { id, name: self.name(id) })
    }

    pub(crate) fn unit(&self, id: Uuid) -> Option<&UnitRow> {
        self.units.iter().find(|row| row.id == id)
    }

    pub(crate) fn chief(&self, id: Uuid) -> Option<&ChiefRow> {
        self.chiefs.iter().find(|row| row.id == id)
    }

    /// Who holds a chief's post on a day.
    pub(crate) fn holder(&self, chief: Uuid, on: NaiveDate) -> Option<&str> {
        let fits = |row: &&TenureRow| row.chief_id == chief && row.from_on <= on && row.until_on.is_none_or(|until| on <= until);
        self.tenures.iter().filter(fits).max_by_key(|row| row.from_on).map(|row| row.person.as_str())
    }
}

/// A matter in short.
pub(crate) fn brief(register: &Register, head: Option<&PackHead>, row: &MatterRow, today: NaiveDate) -> MatterBrief {
    let state = MatterState::from_key(&row.state).unwrap_or(MatterState::Reported);
    let source = head.and_then(|head| head.problem_sources.iter().find(|source| source.key == row.source));
    let letter = head.and_then(|head| head.letter(&row.class)).map(|letter| letter.label.clone());
    let change = (row.kind == MatterKind::Change.key()).then(|| ChangeKind::from_key(&row.class)).flatten();
    let class_label = change.map(|kind| kind.zh().to_owned()).or(letter).unwrap_or_else(|| row.class.clone());
    MatterBrief {
        id: row.id,
        kind: row.kind.clone(),
        number: row.number.clone().unwrap_or_default(),
        title: row.title.clone(),
        state,
        state_label: state.zh().to_owned(),
        ended: state.ended(),
        class: row.class.clone(),
        class_label,
        source: row.source.clone(),
        source_label: source.map_or_else(|| row.source.clone(), |source| source.label.clone()),
        unit: register.named(row.unit_id),
        river: register.named(row.river_id),
        chief: register.named(row.chief_id),
        item_id: row.item_id,
        opened_on: row.opened_on,
        due_on: row.due_on,
        overdue: row.due_on.is_some_and(|due| due < today),
        closed_on: row.closed_on,
        place: row.place.clone(),
        prominent: row.prominent,
    }
}
