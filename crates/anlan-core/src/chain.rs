//! The audit chain: each row's digest covers the row before it, so that nothing is taken out or changed unseen.

use crate::digest;
use chrono::{DateTime, SecondsFormat, Utc};

/// What one row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// 1 for a region's first row, without gaps.
    pub seq: i64,
    /// When, cut to milliseconds.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// Which use case.
    pub action: String,
    /// On what.
    pub target: String,
    /// `done`, `refused` or `failed`.
    pub outcome: String,
    /// Particulars, as JSON text.
    pub detail: String,
}

/// H(previous, row): SM3 over the previous digest and each field with its length before it.
#[must_use]
pub fn link(previous: &str, region: &str, entry: &Entry) -> String {
    let at = entry.at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let seq = entry.seq.to_string();
    let fields = [previous, region, &seq, &at, &entry.actor, &entry.role, &entry.action, &entry.target, &entry.outcome, &entry.detail];
    let mut row = Vec::with_capacity(256);
    for field in fields {
        row.extend_from_slice(&(field.len() as u64).to_be_bytes());
        row.extend_from_slice(field.as_bytes());
    }
    digest::hex(&row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_breaks_the_link() {
        let entry = Entry {
            seq: 1,
            at: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
            actor: "甲".into(),
            role: "office_staff".into(),
            action: "item.open".into(),
            target: "ZD-1".into(),
            outcome: "done".into(),
            detail: "{}".into(),
        };
        let whole = link("", "500151", &entry);
        assert_ne!(whole, link("", "500119", &entry));
        assert_ne!(whole, link("", "500151", &Entry { actor: "乙".into(), ..entry.clone() }));
        // Moving a byte from one field to the next is a change too.
        let moved = Entry { actor: "甲o".into(), role: "ffice_staff".into(), ..entry };
        assert_ne!(whole, link("", "500151", &moved));
    }
}
