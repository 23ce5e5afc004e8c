//! From posted lines to a new result: what no longer holds is reversed, what is new is posted, what is equal stays.

use super::{Amount, Assessment, Line};
use crate::rule::sheet::Account;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A posting as recorded. One that takes another back has that one's amount with the other sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Its id.
    pub id: Uuid,
    /// Its line's key.
    pub key: String,
    /// Whose.
    pub subject: String,
    /// The other side of a transfer.
    pub counterpart: Option<String>,
    /// The item.
    pub item: String,
    /// Points or money.
    pub account: Account,
    /// How much; none when it could not be assessed.
    pub amount: Option<Amount>,
    /// The period.
    pub period: String,
    /// The clause.
    pub clause: String,
    /// The posting it takes back.
    pub reverses: Option<Uuid>,
}

/// What a new version of a result does to the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision<'a> {
    /// Postings to be taken back.
    pub reverse: Vec<&'a Posted>,
    /// Lines to be posted.
    pub post: Vec<&'a Line>,
    /// How many stay as they are.
    pub stay: usize,
}

/// The postings that still hold: no reversal, and not reversed.
#[must_use]
pub fn standing(posted: &[Posted]) -> Vec<&Posted> {
    let reversed: HashSet<Uuid> = posted.iter().filter_map(|one| one.reverses).collect();
    posted.iter().filter(|one| one.reverses.is_none() && !reversed.contains(&one.id)).collect()
}

/// What has to be reversed and posted so that the ledger is the sum of a new result's lines. Lines of nobody cannot be posted.
#[must_use]
pub fn revise<'a>(before: &'a [Posted], after: &'a Assessment) -> Revision<'a> {
    let mut held: HashMap<&str, &Posted> = standing(before).into_iter().map(|one| (one.key.as_str(), one)).collect();
    let mut revision = Revision { reverse: vec![], post: vec![], stay: 0 };
    for line in after.lines.iter().filter(|line| line.subject.is_some()) {
        match held.remove(line.key.as_str()) {
            Some(old) if says_the_same(old, line) => revision.stay += 1,
            Some(old) => {
                revision.reverse.push(old);
                revision.post.push(line);
            }
            None => revision.post.push(line),
        }
    }
    revision.reverse.extend(held.into_values());
    revision.reverse.sort_by(|a, b| (&a.key, a.id).cmp(&(&b.key, b.id)));
    revision
}

fn says_the_same(old: &Posted, line: &Line) -> bool {
    Some(&old.subject) == line.subject.as_ref()
        && old.counterpart == line.counterpart
        && old.item == line.item
        && old.account == line.account
        && old.amount == line.amount
        && old.period == line.period
        && old.clause == line.clause
}
