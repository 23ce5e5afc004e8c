//! Whether what is kept beside the facts of matters still is what they say: head rows, tallies, numbers.

use crate::{Anlan, Fault};
use anlan_core::ids::{MatterId, RegionId};
use anlan_core::matter::{Matter, MatterKind};
use anlan_store::matter_row;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a check of the matters found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct MattersChecked {
    /// How many matters were told again.
    pub matters: u64,
    /// What does not fit, in words.
    pub faults: Vec<String>,
}

/// Tells every matter again from its facts and compares head rows and tallies; looks for gaps in numbers.
///
/// # Errors
/// The store fails.
pub async fn check_matters(anlan: &Anlan, region: &RegionId) -> Result<MattersChecked, Fault> {
    let read = anlan.store.region(region);
    let mut told = MattersChecked::default();
    let mut tallies: BTreeMap<(String, i64, String, String, String), i64> = BTreeMap::new();
    let mut numbers: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    let mut after = Uuid::nil();
    loop {
        let rows = read.matters_after(after, 500).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut facts = read.matter_facts_of(&ids).await?;
        for row in rows {
            told.matters += 1;
            let own = facts.remove(&row.id).unwrap_or_default();
            let expected = match (Matter::told(&own), MatterKind::from_key(&row.kind)) {
                (Ok(Some(matter)), Some(kind)) if matter.kind() == kind => {
                    matter_row(region.as_str(), MatterId(row.id), kind, row.number.clone(), &matter.head(), own.len())
                }
                (Ok(_), _) => {
                    told.faults.push(format!("{}: no facts tell a {}", row.id, row.kind));
                    continue;
                }
                (Err(refusal), _) => {
                    told.faults.push(format!("{}: {refusal}", row.id));
                    continue;
                }
            };
            if let Ok(Some(Matter::Plan(plan))) = Matter::told(&own) {
                told.faults.extend(crate::plans::check_versions(&read, &plan).await?);
            }
            if expected != row {
                told.faults.push(format!("{}: the head row differs from what the facts say", row.id));
            }
            let unit = row.unit_id.map(|id| id.to_string()).unwrap_or_default();
            *tallies.entry((row.kind.clone(), row.year, row.state.clone(), unit, row.class.clone())).or_insert(0) += 1;
            if let Some((prefix, n)) = row.number.as_deref().and_then(serial) {
                numbers.entry(prefix).or_default().push(n);
            }
        }
    }
    for kind in MatterKind::ALL {
        for tally in read.tallies(*kind, None).await?.into_iter().filter(|tally| tally.n != 0) {
            let key = (tally.kind, tally.year, tally.state, tally.unit_key, tally.class);
            if tallies.remove(&key) != Some(tally.n) {
                told.faults.push(format!("tally of {key:?} differs from the matters"));
            }
        }
    }
    told.faults.extend(tallies.into_keys().map(|key| format!("no tally of {key:?}")));
    for (prefix, mut own) in numbers {
        own.sort_unstable();
        if own.iter().zip(1..).any(|(n, expected)| *n != expected) {
            told.faults.push(format!("numbers of {prefix} have a gap"));
        }
    }
    Ok(told)
}

/// The series and the running number of a number of ours: `铜问-2023-0012`, `铜河长办提〔2023〕3号`.
fn serial(number: &str) -> Option<(String, i64)> {
    let body = number.strip_suffix('号').unwrap_or(number);
    let at = body.rfind(|c: char| !c.is_ascii_digit())?;
    let (prefix, digits) = body.split_at(at + body[at..].chars().next()?.len_utf8());
    Some((prefix.to_owned(), digits.parse().ok()?))
}
