//! The one place where a scale is looked up: the district's own first (its pack of the lists, then its latest pack of the
//! assessment), then the national ones.

use crate::Anlan;
use anlan_core::ids::RegionId;
use anlan_core::pack::Pack;
use anlan_core::rule::value::Scale;
use std::sync::Arc;

/// The scale of that name in a region; none when neither its packs nor the national kinds declare it.
#[must_use]
pub fn scale_of(anlan: &Anlan, region: &RegionId, name: &str) -> Option<Arc<Scale>> {
    let in_pack = |pack: &Pack| {
        let declared = pack.head.scales.iter().find(|scale| scale.name == name)?;
        anlan_core::record::scale_of(declared).ok().map(Arc::new)
    };
    let lists = anlan.packs.of_region(region.as_str()).and_then(|lists| in_pack(lists));
    let assessment = || anlan.packs.assessments(region.as_str()).max_by_key(|pack| pack.from).and_then(|pack| in_pack(pack));
    lists.or_else(assessment).or_else(|| super::kinds_of(anlan, region).scale(name).cloned())
}
