//! The one place where a scale is looked up: the district's own first, then the national ones.

use crate::Anlan;
use anlan_core::ids::RegionId;
use anlan_core::rule::value::Scale;
use std::sync::Arc;

/// The scale of that name in a region; none when neither its pack nor the national kinds declare it.
#[must_use]
pub fn scale_of(anlan: &Anlan, region: &RegionId, name: &str) -> Option<Arc<Scale>> {
    let pack = anlan.packs.of_region(region.as_str());
    let own = pack.and_then(|pack| pack.head.scales.iter().find(|scale| scale.name == name));
    let own = own.and_then(|declared| anlan_core::record::scale_of(declared).ok()).map(Arc::new);
    own.or_else(|| super::kinds_of(anlan, region).scale(name).cloned())
}
