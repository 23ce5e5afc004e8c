//! The units, rivers and chiefs that rows name: known, registered with the import, or a fault.

use super::plan::Planner;
use super::read_rows::{Named, Place};
use anlan_core::ids::{ChiefId, RiverId, UnitId};
use anlan_store::{ChiefRow, RiverRow, UnitRow};
use chrono::NaiveDate;

impl Planner<'_> {
    /// Tells every fault of what a row names, whatever else is wrong with the row; registers nothing.
    pub(super) fn check(&mut self, named: &Named) -> bool {
        let place = &named.place;
        let unit = named.unit.as_ref().is_none_or(|name| self.check_unit(place, name));
        let river = named.river.as_ref().is_none_or(|name| self.check_river(place, name));
        let chief = named.chief.as_ref().is_none_or(|name| self.check_chief(place, name));
        let on = named.number.as_ref().and_then(|number| Some((number, self.known.items.get(number)?.list)));
        let other = on.filter(|(_, list)| named.list.is_some_and(|own| own != *list));
        if let Some((number, list)) = other {
            let (zh, en) = (format!("编号{number}已在“{}”中。", list.zh()), format!("number {number} stands on another list already"));
            self.fault(place, "number", Some(number.clone()), "other_list", zh, en);
        }
        unit && river && chief && other.is_none()
    }

    fn kind_of_unit(&self, name: &str) -> Option<String> {
        self.pack.unit_kind_of(name).filter(|_| self.register).map(|kind| kind.key.clone())
    }

    /// Whether a unit is registered, or would be by the import.
    pub(super) fn knows_unit(&self, name: &str) -> bool {
        self.known.units.contains_key(name) || self.kind_of_unit(name).is_some()
    }

    fn check_unit(&mut self, place: &Place, name: &str) -> bool {
        if self.knows_unit(name) {
            return true;
        }
        let near = self.known.nearest_unit(name).map(str::to_owned);
        let hint = near.as_ref().map(|unit| format!("是否为“{unit}”？")).unwrap_or_default();
        let hint_en = near.map(|unit| format!(" (did you mean {unit}?)")).unwrap_or_default();
        let zh = format!("单位“{name}”没有登记。{hint}请更正，或先在“责任单位”页登记。");
        let en = format!("unit {name} is not registered{hint_en}: correct it or register it first");
        self.fault(place, "unit", Some(name.to_owned()), "unknown_unit", zh, en);
        false
    }

    /// A unit by its name; an unknown one is registered with the kind its name tells.
    pub(super) fn unit(&mut self, name: &str, from_on: NaiveDate) -> Option<UnitId> {
        if let Some(id) = self.known.units.get(name) {
            return Some(*id);
        }
        let kind = self.kind_of_unit(name)?;
        let id = UnitId(self.ids.make());
        let row = UnitRow { region_id: self.call.region.to_string(), id: id.0, name: name.to_owned(), kind, from_on, until_on: None };
        self.plan.units.push(row);
        self.known.units.insert(name.to_owned(), id);
        self.known.names.insert(id.0, name.to_owned());
        Some(id)
    }

    fn check_river(&mut self, place: &Place, name: &str) -> bool {
        if self.known.rivers.contains_key(name) || self.register {
            return true;
        }
        let zh = format!("河流“{name}”没有登记，请更正，或先在“河流”页登记。");
        let en = format!("river {name} is not registered: correct it or register it first");
        self.fault(place, "river", Some(name.to_owned()), "unknown_river", zh, en);
        false
    }

    /// A river by its name, registered when unknown; that it may be has been checked.
    pub(super) fn river(&mut self, name: &str) -> RiverId {
        if let Some(id) = self.known.rivers.get(name) {
            return *id;
        }
        let id = RiverId(self.ids.make());
        let level = self.pack.head.river_levels.first().map(|level| level.key.clone()).unwrap_or_default();
        self.plan.rivers.push(RiverRow { region_id: self.call.region.to_string(), id: id.0, name: name.to_owned(), level });
        self.known.rivers.insert(name.to_owned(), id);
        self.known.names.insert(id.0, name.to_owned());
        id
    }

    fn level_of_chief(&self, name: &str) -> Option<String> {
        let levels = &self.pack.head.chief_levels;
        let level = levels.iter().find(|level| level.suffixes.iter().any(|suffix| name.ends_with(suffix.as_str())));
        level.filter(|_| self.register).map(|level| level.key.clone())
    }

    fn check_chief(&mut self, place: &Place, name: &str) -> bool {
        if self.known.chiefs.contains_key(name) || self.level_of_chief(name).is_some() {
            return true;
        }
        let zh = format!("河长“{name}”没有登记，请更正，或先在“河长”页登记。");
        let en = format!("chief {name} is not registered: correct it or register it first");
        self.fault(place, "chief", Some(name.to_owned()), "unknown_chief", zh, en);
        false
    }

    /// A chief's post by its name; an unknown one is registered with the level its name tells.
    pub(super) fn chief(&mut self, name: &str, river_id: Option<RiverId>) -> Option<ChiefId> {
        if let Some(id) = self.known.chiefs.get(name) {
            return Some(*id);
        }
        let level = self.level_of_chief(name)?;
        let id = ChiefId(self.ids.make());
        let row =
            ChiefRow { region_id: self.call.region.to_string(), id: id.0, name: name.to_owned(), level, river_id: river_id.map(|id| id.0) };
        self.plan.chiefs.push(row);
        self.known.chiefs.insert(name.to_owned(), id);
        self.known.names.insert(id.0, name.to_owned());
        Some(id)
    }
}
