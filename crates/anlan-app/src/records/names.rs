//! What the columns of a record refer to: names to ids and back, and the unit and river a record belongs to.

use crate::Fault;
use anlan_core::ids::{RiverId, UnitId};
use anlan_core::matter::MatterKind;
use anlan_core::record::{RecordContent, RecordKind, RecordKinds, Refers, known};
use anlan_core::text;
use anlan_store::{Connection, Regional};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The unit and river a record belongs to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) unit: Option<UnitId>,
    pub(crate) river: Option<RiverId>,
}

/// The register and the records that a kind refers to.
#[derive(Debug, Default)]
pub(crate) struct Names {
    units: BTreeMap<String, Uuid>,
    rivers: BTreeMap<String, Uuid>,
    chiefs: BTreeMap<String, Uuid>,
    /// Items by number, where a column names one.
    items: BTreeMap<String, Uuid>,
    records: HashMap<String, BTreeMap<String, Uuid>>,
    named: HashMap<Uuid, String>,
    river_of_chief: HashMap<Uuid, Uuid>,
    places: HashMap<Uuid, Place>,
    /// Problems named by what is about to be recorded, by number.
    problems: HashMap<String, Uuid>,
}

impl Names {
    /// Reads what a kind refers to, as known at a moment; the register is as it stands.
    ///
    /// # Errors
    /// The store fails.
    pub(crate) async fn load<C: Connection>(
        read: &Regional<'_, C>,
        kinds: &RecordKinds,
        kind: &RecordKind,
        known_at: DateTime<Utc>,
    ) -> Result<Self, Fault> {
        let mut names = Self::default();
        for row in read.units().await? {
            names.named.insert(row.id, row.name.clone());
            names.units.insert(row.name, row.id);
        }
        for row in read.rivers().await? {
            names.named.insert(row.id, row.name.clone());
            names.rivers.insert(row.name, row.id);
        }
        for row in read.chiefs().await? {
            names.named.insert(row.id, row.name.clone());
            names.river_of_chief.extend(row.river_id.map(|river| (row.id, river)));
            names.chiefs.insert(row.name, row.id);
        }
        if kinds.belongs(kind, &|refers| *refers == Refers::Item) {
            for row in read.items(None).await? {
                names.named.insert(row.id, row.number.clone());
                names.items.insert(row.number, row.id);
            }
        }
        for other in kinds.referred_by(kind) {
            names.take(other, &read.record_facts(&other.key).await?, known_at);
        }
        Ok(names)
    }

    /// Looks up the problems that texts name.
    ///
    /// # Errors
    /// The store fails.
    pub(crate) async fn know_problems<C: Connection>(&mut self, read: &Regional<'_, C>, numbers: &[String]) -> Result<(), Fault> {
        if !numbers.is_empty() {
            let rows = read.matters_numbered(MatterKind::Problem, numbers).await?;
            self.problems.extend(rows.into_iter().filter_map(|row| Some((row.number?, row.id))));
        }
        Ok(())
    }

    /// The problem of a number that was looked up.
    pub(crate) fn problem(&self, number: &str) -> Option<Uuid> {
        self.problems.get(number).copied()
    }

    /// Takes in the records of a kind that another refers to.
    fn take(&mut self, kind: &RecordKind, facts: &[anlan_core::record::RecordFact], known_at: DateTime<Utc>) {
        let mut of: HashMap<Uuid, Vec<anlan_core::record::RecordFact>> = HashMap::new();
        for fact in facts {
            of.entry(fact.record_id.0).or_default().push(fact.clone());
        }
        for (id, facts) in of {
            let Some(held) = known(&facts, known_at) else { continue };
            let values = self.values(kind, held.content);
            let name = kind.identity.first().and_then(|column| values.get(column)).cloned().unwrap_or_default();
            self.places.insert(id, self.place(kind, held.content));
            if held.withdrawn.is_none() {
                self.records.entry(kind.key.clone()).or_default().insert(name.clone(), id);
            }
            self.named.insert(id, name);
        }
    }

    fn all(&self, refers: &Refers) -> Option<&BTreeMap<String, Uuid>> {
        match refers {
            Refers::Unit => Some(&self.units),
            Refers::River => Some(&self.rivers),
            Refers::Chief => Some(&self.chiefs),
            Refers::Item => Some(&self.items),
            Refers::Record(kind) => self.records.get(kind),
        }
    }

    /// The id of a name; blanks inside it do not matter.
    pub(crate) fn find(&self, refers: &Refers, name: &str) -> Option<Uuid> {
        let all = self.all(refers)?;
        let plain = text::name(name);
        all.get(name).copied().or_else(|| all.iter().find(|(own, _)| text::name(own) == plain).map(|(_, id)| *id))
    }

    /// Every name, in order.
    pub(crate) fn of(&self, refers: &Refers) -> Vec<String> {
        self.all(refers).map(|all| all.keys().cloned().collect()).unwrap_or_default()
    }

    /// Up to three names near enough to be meant.
    pub(crate) fn nearest(&self, refers: &Refers, name: &str) -> Vec<&str> {
        let near = |own: &String| {
            let part = name.chars().count() > 1 && (own.contains(name) || name.contains(own.as_str()));
            let distance = text::distance(own, name);
            (part || distance <= 2).then_some(if part { distance.min(1) } else { distance })
        };
        let mut found: Vec<(usize, &str)> =
            self.all(refers).into_iter().flatten().filter_map(|(own, _)| Some((near(own)?, own.as_str()))).collect();
        found.sort_unstable();
        found.into_iter().take(3).map(|(_, own)| own).collect()
    }

    /// The name of an id.
    pub(crate) fn name(&self, id: Uuid) -> Option<&str> {
        self.named.get(&id).map(String::as_str)
    }

    /// A record's values with the present names of what it refers to, without those that are secret: the one way by which
    /// values leave this module for pages, searches, exports, rules and the audit.
    pub(crate) fn values(&self, kind: &RecordKind, content: &RecordContent) -> BTreeMap<String, String> {
        let mut values = content.values.clone();
        kind.secrets().for_each(|column| {
            values.remove(&column.name);
        });
        for (column, id) in &content.refs {
            if let Some(name) = self.name(*id) {
                values.insert(column.clone(), name.to_owned());
            }
        }
        values
    }

    /// The unit and river a record belongs to: its own, or those of what it refers to.
    pub(crate) fn place(&self, kind: &RecordKind, content: &RecordContent) -> Place {
        let mut place = Place::default();
        let mut inherited = Place::default();
        for column in &kind.columns {
            let (Some(refers), Some(id)) = (column.refers(), content.refs.get(&column.name)) else { continue };
            match refers {
                Refers::Unit => place.unit = place.unit.or(Some(UnitId(*id))),
                Refers::River => place.river = place.river.or(Some(RiverId(*id))),
                Refers::Chief => inherited.river = inherited.river.or_else(|| self.river_of_chief.get(id).copied().map(RiverId)),
                Refers::Item => {}
                Refers::Record(_) => {
                    let of = self.places.get(id).copied().unwrap_or_default();
                    inherited = Place { unit: inherited.unit.or(of.unit), river: inherited.river.or(of.river) };
                }
            }
        }
        Place { unit: place.unit.or(inherited.unit), river: place.river.or(inherited.river) }
    }
}
