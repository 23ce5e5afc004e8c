//! Dissolved oxygen by saturation: the standard's other way to class Ⅰ, used only where a rule chooses it.

use super::class::ItemClass;
use super::quality::{Body, Quality};
use crate::rule::number::Number;

impl Quality {
    /// Saturated dissolved oxygen in mg/L at a temperature in ℃; `None` outside the range the formula is used for.
    #[must_use]
    pub fn saturated_oxygen(&self, temperature: &Number) -> Option<Number> {
        let rule = &self.saturation;
        if *temperature < rule.temperature.0 || *temperature > rule.temperature.1 {
            return None;
        }
        rule.top.over(&rule.offset.plus(temperature)?)
    }

    /// The class of dissolved oxygen when the share of saturation counts too: the better of both ways.
    ///
    /// `None` as for [`Quality::class_of`], and for a temperature outside the formula's range.
    #[must_use]
    pub fn oxygen_class_at(&self, value: &Number, temperature: &Number, body: Body) -> Option<ItemClass> {
        let rule = &self.saturation;
        let item = self.item(&rule.item)?;
        let by_limit = self.class_of(item, value, body)?;
        let needed = self.saturated_oxygen(temperature)?.times(&rule.share)?;
        if by_limit.class <= rule.class || *value < needed {
            return Some(by_limit);
        }
        Some(ItemClass {
            class: rule.class,
            class_text: self.class_text(rule.class).clone(),
            met: Some(super::Limit::AtLeast(needed)),
            missed: None,
            basis: self.basis(&rule.clause),
            ..by_limit
        })
    }
}
