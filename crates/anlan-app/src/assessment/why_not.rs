//! Why not: what a subject might have been given and was not, and which condition failed.

use super::chosen::{ask_subject, choose};
use super::judge::apart;
use crate::views::{Missed, WhichMissed, WhichResult, WhyNotPage};
use crate::{Anlan, Call, Fault};
use anlan_core::rule::explain::Reasons;
use anlan_core::rule::run::{Readings, Run, run};
use anlan_core::rule::sheet::{Post, Step};

/// Most rows told for one rule.
const MOST_ROWS: usize = 20;

/// What the rules of an item (or one rule's table, or all of them) did not give a subject.
///
/// # Errors
/// Not allowed, hidden, not found, or the store fails.
pub async fn why_not(anlan: &Anlan, call: &Call, year: i32, wanted: &WhichMissed, which: &WhichResult) -> Result<WhyNotPage, Fault> {
    let book = anlan.year(&call.region, year).await?;
    ask_subject(call, &book, &wanted.subject)?;
    let judged = choose(anlan, call, year, which).await?.judged(anlan, call).await?;
    let wanted = wanted.clone();
    apart(move || {
        let run = run(&judged.pack.sheet, judged.facts.clone(), &judged.given, &Readings::new())?;
        let fits = |step: &Step, item: &str| {
            let table = &*judged.pack.sheet.tables[step.table].shape.name;
            wanted.table.as_deref().is_none_or(|own| own == table) && wanted.item.as_deref().is_none_or(|own| own == item)
        };
        let posting = judged.pack.sheet.steps.iter().filter_map(|step| Some((step, step.post.as_ref()?)));
        let told = posting.map(|(step, post)| (step, post, post.item.text.trim_matches(['"', '“', '”']).to_owned()));
        let missed =
            told.filter(|(step, _, item)| fits(step, item)).map(|(step, post, item)| missed(&run, step, post, item, &wanted.subject));
        Ok(WhyNotPage { missed: missed.collect(), subject: wanted.subject.clone() })
    })
    .await
}

fn missed(run: &Run<'_>, step: &Step, post: &Post, item: String, subject: &str) -> Missed {
    let def = &run.sheet.tables[step.table];
    let column = def.columns[post.to].name.to_string();
    let given = run.tables[step.table].rows.iter().filter(|row| def.columns[post.to].kind.show(&row.cells[post.to]) == subject).count();
    let mut nearest = run.why_not(step.table, &[(column, subject.to_owned())]);
    nearest.retain(|reasons| names(reasons, subject));
    nearest.truncate(MOST_ROWS);
    Missed {
        table: def.shape.name.to_string(),
        title: step.title.clone(),
        clause: step.clause.clone(),
        reading: step.reading.clone(),
        item,
        given,
        nearest,
    }
}

/// Whether a row is this subject's at all: the rule may name it under another column than the tables before.
fn names(reasons: &Reasons, subject: &str) -> bool {
    let own = reasons.values.iter().any(|value| value.value == subject) || reasons.workings.iter().any(|working| working.result == subject);
    own || reasons.from.iter().any(|from| names(from, subject))
}
