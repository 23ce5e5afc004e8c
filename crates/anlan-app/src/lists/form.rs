//! What people fill in, made into an item's content.

use crate::Fault;
use crate::views::ItemForm;
use crate::year::YearBook;
use anlan_core::exact::{Money, NotExact, Points, Quantity};
use anlan_core::ids::{ChiefId, RiverId, UnitId};
use anlan_core::item::ItemContent;
use anlan_core::text;

fn exact<T>(field: &'static str, value: Option<&str>, parse: impl Fn(&str) -> Result<T, NotExact>) -> Result<Option<T>, Fault> {
    let value = value.map(str::trim).filter(|value| !value.is_empty());
    value.map(parse).transpose().map_err(|fault| match fault {
        NotExact::NotANumber => Fault::invalid(field, "not_a_number", "应为数字。", "A number is expected."),
        NotExact::TooFine(places) => {
            Fault::invalid(field, "too_fine", format!("最多保留{places}位小数。"), format!("At most {places} decimal places."))
        }
        NotExact::OutOfRange => Fault::invalid(field, "out_of_range", "数值超出范围，且不得为负。", "Out of range; must not be negative."),
    })
}

fn needed(field: &'static str, value: &str) -> Result<String, Fault> {
    let value = value.trim().to_owned();
    if value.is_empty() { Err(Fault::invalid(field, "missing", "此项必填。", "A value is required.")) } else { Ok(value) }
}

/// A text that is kept as it was written.
fn own_words(value: Option<&String>) -> Option<String> {
    value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

fn optional(value: Option<&String>) -> Option<String> {
    value.map(|value| text::narrow(value)).filter(|value| !value.is_empty())
}

impl ItemForm {
    /// Checks the form against the register.
    pub(crate) fn content(&self, book: &YearBook) -> Result<ItemContent, Fault> {
        if self.limit_on < self.start_on {
            return Err(Fault::invalid("limit_on", "limit_before_start", "完成时限不得早于开始时间。", "The limit lies before the start."));
        }
        if !book.units.iter().any(|unit| unit.id == self.unit_id) {
            return Err(Fault::invalid("unit_id", "unknown_unit", "该责任单位没有登记。", "The unit is not registered."));
        }
        if self.river_id.is_some_and(|id| !book.rivers.iter().any(|river| river.id == id)) {
            return Err(Fault::invalid("river_id", "unknown_river", "该河流没有登记。", "The river is not registered."));
        }
        if self.chief_id.is_some_and(|id| !book.chiefs.iter().any(|chief| chief.id == id)) {
            return Err(Fault::invalid("chief_id", "unknown_chief", "该河长没有登记。", "The chief is not registered."));
        }
        Ok(ItemContent {
            list: self.list,
            number: text::name(&needed("number", &self.number)?),
            title: needed("title", &self.title)?,
            river_id: self.river_id.map(RiverId),
            unit_id: UnitId(self.unit_id),
            helpers: self.helpers.iter().map(|name| text::name(name)).filter(|name| !name.is_empty()).collect(),
            start_on: self.start_on,
            limit_on: self.limit_on,
            money: exact("money_wan", self.money_wan.as_deref(), Money::parse_wan)?,
            money_source: optional(self.money_source.as_ref()),
            hard: self.hard,
            chief_id: self.chief_id.map(ChiefId),
            measure: own_words(self.measure.as_ref()),
            indicator: optional(self.indicator.as_ref()),
            unit_of_measure: optional(self.unit_of_measure.as_ref()),
            target: exact("target", self.target.as_deref(), Quantity::parse)?,
            points: exact("points", self.points.as_deref(), Points::parse)?,
            source: optional(self.source.as_ref()),
            place: own_words(self.place.as_ref()),
            kind: optional(self.kind.as_ref()),
            description: own_words(self.description.as_ref()),
        })
    }

    /// The form of a content.
    pub(crate) fn of(content: &ItemContent, book: &YearBook) -> Self {
        Self {
            list: content.list,
            number: content.number.clone(),
            title: content.title.clone(),
            river_id: content.river_id.map(|id| id.0),
            unit_id: content.unit_id.0,
            helpers: content.helpers.clone(),
            start_on: content.start_on,
            limit_on: content.limit_on,
            money_wan: content.money.map(|money| money.to_string()),
            money_source: content.money_source.clone(),
            hard: content.hard,
            chief_id: content.chief_id.map(|id| id.0),
            chief: content.chief_id.map(|id| book.name(id.0)),
            measure: content.measure.clone(),
            indicator: content.indicator.clone(),
            unit_of_measure: content.unit_of_measure.clone(),
            target: content.target.map(|target| target.to_string()),
            points: content.points.map(|points| points.to_string()),
            source: content.source.clone(),
            place: content.place.clone(),
            kind: content.kind.clone(),
            description: content.description.clone(),
        }
    }
}
