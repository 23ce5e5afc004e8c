//! Names of things: one newtype per kind of thing, so that a unit's id never passes for a river's.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
    )+};
}

id! {
    /// An item on one of the three lists.
    ItemId,
    /// A responsible unit.
    UnitId,
    /// A river.
    RiverId,
    /// A chief's post.
    ChiefId,
    /// A record of a record book, through all its corrections.
    RecordId,
    /// A recorded fact: a version of an item, a monthly report, a tenure.
    FactId,
    /// An issued circular.
    CircularId,
    /// A published version of a year's assessment.
    RoundId,
    /// A posting in a unit's ledger.
    PostingId,
    /// An appeal against a posting.
    AppealId,
    /// A login account.
    AccountId,
    /// An import of a workbook.
    ImportId,
    /// A proposed change of a light by hand.
    OverrideId,
    /// A matter: something the office follows to its end.
    MatterId,
}

/// A region (the tenant), by its six-digit GB/T 2260 code or an own code of up to 12 letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionId(String);

/// A text that is no region code.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no region code: 1 to 12 ASCII letters and digits are expected, e.g. 500151 (行政区代码应为 1 至 12 位字母或数字)")]
pub struct NotARegion(pub String);

impl RegionId {
    /// Parses a code: 1 to 12 ASCII letters and digits.
    ///
    /// # Errors
    /// [`NotARegion`] for anything else.
    pub fn parse(text: &str) -> Result<Self, NotARegion> {
        let fits = (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self(text.to_owned())) } else { Err(NotARegion(text.to_owned())) }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RegionId {
    type Error = NotARegion;
    fn try_from(text: String) -> Result<Self, NotARegion> {
        Self::parse(&text)
    }
}

impl From<RegionId> for String {
    fn from(region: RegionId) -> Self {
        region.0
    }
}

impl fmt::Display for RegionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Makes UUIDv7 ids from a moment and a seed: the same two give the same ids in the same order.
///
/// The seed comes from the outside (the binary's randomness, a test's constant).
#[derive(Debug)]
pub struct Ids {
    millis: u64,
    seed: [u8; 32],
    made: u64,
}

impl Ids {
    /// A maker for one use case at one moment.
    #[must_use]
    pub fn new(at: DateTime<Utc>, seed: [u8; 32]) -> Self {
        Self { millis: u64::try_from(at.timestamp_millis()).unwrap_or(0), seed, made: 0 }
    }

    /// The next id. Ids of one maker sort in the order they were made (up to 4096, then only by millisecond).
    pub fn make(&mut self) -> Uuid {
        let digest = crate::digest::bytes(&[&self.seed[..], &self.made.to_be_bytes()[..]].concat());
        let mut random = [0_u8; 10];
        random.copy_from_slice(&digest[..10]);
        let order = u16::try_from(self.made.min(0x0fff)).unwrap_or(0x0fff).to_be_bytes();
        random[0] = order[0];
        random[1] = order[1];
        self.made += 1;
        uuid::Builder::from_unix_timestamp_millis(self.millis, &random).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_maker_sort_as_made_and_repeat_for_the_same_seed() {
        let at = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let make = || {
            let mut ids = Ids::new(at, [7; 32]);
            (0..100).map(|_| ids.make()).collect::<Vec<_>>()
        };
        let first = make();
        assert!(first.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(first, make());
        assert!(first.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn a_region_is_a_short_code() {
        assert!(RegionId::parse("500151").is_ok());
        assert!(RegionId::parse("铜梁").is_err());
        assert!(RegionId::parse("").is_err());
    }
}
