//! Whether what was published is unchanged, and the ledger is the sum it must be.

use super::posted::posted_of;
use crate::{Anlan, Call, Fault};
use anlan_core::assessment::Amount;
use anlan_core::rule::sheet::Account;
use std::collections::BTreeSet;

/// Checks every published version against its digest, and each year's ledger against its latest version's scores: how many versions,
/// and what does not fit.
///
/// # Errors
/// The store fails.
pub(crate) async fn verify(anlan: &Anlan, call: &Call) -> Result<(usize, Vec<String>), Fault> {
    let read = anlan.store.region(&call.region);
    let rows = read.assessment_rounds(None).await?;
    let mut faults = Vec::new();
    for row in &rows {
        if let Err(fault) = anlan.published(row) {
            faults.push(format!("assessment {}: {fault}", row.number));
        }
    }
    let years: BTreeSet<i64> = rows.iter().map(|row| row.year).collect();
    for year in years {
        let Some(Ok(latest)) = rows.iter().rev().find(|row| row.year == year).map(|row| anlan.published(row)) else { continue };
        let posted = posted_of(&read.postings(latest.year).await?)?;
        for score in &latest.assessment.scores {
            let own = posted.iter().filter(|one| one.subject == score.subject && one.account == Account::Points);
            let sum: Amount = own.filter_map(|one| one.amount).sum();
            if sum != score.known {
                faults.push(format!(
                    "assessment {}: the ledger of {} sums to {sum}, its score is {}",
                    latest.number, score.subject, score.known
                ));
            }
        }
    }
    Ok((rows.len(), faults))
}
