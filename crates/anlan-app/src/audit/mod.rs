//! Reading the audit, and checking that nothing in it was changed.

use crate::views::{AuditCheck, AuditOutcome, AuditPage, AuditQuery, AuditRow};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_store::AuditFilter;
use serde::Serialize;

/// A page of the audit, latest first.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn page(anlan: &Anlan, call: &Call, query: &AuditQuery) -> Result<AuditPage, Fault> {
    call.ask(Action::AuditRead, Target::default())?;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let filter = AuditFilter { actor: text(&query.actor), action: text(&query.action), outcome: text(&query.outcome) };
    let (page, size) = (query.page.unwrap_or(1).max(1) - 1, query.page_size.unwrap_or(50).clamp(1, 200));
    let (rows, total) = anlan.store.region(&call.region).audit_page(&filter, page, size).await?;
    let row = |row: anlan_store::AuditRow| AuditRow {
        seq: row.seq,
        at: row.at,
        actor: row.actor,
        role: row.role,
        action: row.action,
        target: row.target,
        outcome: AuditOutcome::of(&row.outcome),
        detail: row.detail,
        hash: row.hash,
    };
    Ok(AuditPage { rows: rows.into_iter().map(row).collect(), total })
}

/// Walks the audit chain.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn check(anlan: &Anlan, call: &Call) -> Result<AuditCheck, Fault> {
    call.ask(Action::AuditRead, Target::default())?;
    Ok(match anlan.store.region(&call.region).check_chain().await? {
        Ok(rows) => AuditCheck { intact: true, rows, message: format!("{rows}条记录首尾相连，没有被改动。") },
        Err(seq) => AuditCheck {
            intact: false,
            rows: seq.unsigned_abs().saturating_sub(1),
            message: format!("第{seq}条记录与前后不符，可能被改动，请立即报告。"),
        },
    })
}

/// What `anlan verify` found.
#[derive(Debug, Clone, Serialize)]
pub struct Verification {
    /// Rows of the audit walked.
    pub audit_rows: u64,
    /// Files checked against their digests.
    pub files: usize,
    /// Circulars checked against their digests.
    pub circulars: usize,
    /// Published assessments checked against their digests, and their ledgers against their scores.
    pub assessments: usize,
    /// Everything that does not fit.
    pub faults: Vec<String>,
}

/// Checks the chain, every stored file, every issued circular and every published assessment of a region.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn verify(anlan: &Anlan, call: &Call) -> Result<Verification, Fault> {
    let chain = check(anlan, call).await?;
    let read = anlan.store.region(&call.region);
    let mut faults = Vec::new();
    if !chain.intact {
        faults.push(format!("audit: row {} does not fit the chain", chain.rows + 1));
    }
    let files = read.files().await?;
    let stored = files.iter().map(|file| (file.hash.clone(), file.name.clone()));
    let copies = read.clean_copies().await?;
    let copies = copies.iter().map(|copy| (copy.copy_hash.clone(), format!("clean copy of {}", copy.file_hash)));
    for (hash, name) in stored.chain(copies) {
        let (blobs, own) = (anlan.blobs.clone(), hash.clone());
        // In pieces, beside the requests of others: a video is large.
        let checked = tokio::task::spawn_blocking(move || blobs.check(&own)).await;
        match checked {
            Ok(Ok(true)) => {}
            Ok(Ok(false)) => faults.push(format!("file {hash} ({name}) is missing")),
            Ok(Err(fault)) => faults.push(format!("file {hash} ({name}): {fault}")),
            Err(fault) => faults.push(format!("file {hash} ({name}): {fault}")),
        }
    }
    let circulars = read.circulars(None).await?;
    for row in &circulars {
        if let Err(fault) = anlan.content(row) {
            faults.push(format!("circular {}: {fault}", row.number));
        }
    }
    let (assessments, more) = crate::assessment::verify(anlan, call).await?;
    faults.extend(more);
    Ok(Verification { audit_rows: chain.rows, files: files.len(), circulars: circulars.len(), assessments, faults })
}
