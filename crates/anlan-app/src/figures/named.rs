//! The figures that a document's template names: as they stand when it is issued, what the template is given of them, and which would
//! read otherwise by what is known now.

use super::judge::{FiguresOf, FiguresOn, judge_kept, judge_published};
use crate::office::keep_rules;
use crate::views::StaleFigure;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target, may};
use anlan_core::digest::{of_names, short};
use anlan_core::figure::JudgedFigure;
use anlan_core::figure::frozen::{FrozenFigure, FrozenFigures, FrozenNamed, KeptPack};
use anlan_core::pack::Pack;
use anlan_core::pack::papers::PaperText;
use anlan_store::Tx;
use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Why what is kept cannot be compared with what is known now, though it can be read.
pub(crate) const NOT_COMPARED: [&str; 3] = ["pack_unreadable", "not_offered", "facts_do_not_fit"];

/// A figure as a document says it: its value with its unit.
pub(crate) fn freeze(part: &FiguresOf, figure: &JudgedFigure) -> FrozenFigure {
    let missing = figure.value.is_none();
    FrozenFigure {
        name: figure.name.clone(),
        value: if missing { figure.shown.clone() } else { format!("{}{}", figure.shown, figure.unit) },
        missing,
        formula: figure.formula.clone(),
        of: Some(FrozenNamed {
            key: figure.key.clone(),
            about: figure.about.clone(),
            period: part.period(figure),
            coverage: figure.coverage.clone(),
            records: figure.facts.len(),
            records_digest: of_names(figure.facts.iter().map(String::as_str).collect::<BTreeSet<_>>()),
            pack_hash: part.pack.hash.clone(),
            number: figure.value.clone().filter(|value| number(value).is_some()),
        }),
    }
}

/// The pack of figures, to be run again later.
pub(crate) fn kept(part: &FiguresOf) -> KeptPack {
    KeptPack { title: part.pack.head.title.clone(), hash: part.pack.hash.clone(), of: part.of }
}

/// The figures that a template names, judged but not yet kept with anything.
pub(crate) struct Named {
    frozen: FrozenFigures,
    packs: Vec<Arc<Pack>>,
    revision: i64,
}

impl Named {
    /// The values, for what an issue is based on.
    pub(crate) fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.frozen.figures.iter().map(|figure| (figure.name.as_str(), figure.value.as_str()))
    }

    /// As they stand up to a day, as others than the region may read them; none when the template names none. Before a transaction.
    ///
    /// # Errors
    /// Several packs of a topic in force, or the store fails.
    pub(crate) async fn of(anlan: &Anlan, call: &Call, paper: &PaperText, as_of: NaiveDate) -> Result<Option<Self>, Fault> {
        let names = paper.figures();
        if names.is_empty() {
            return Ok(None);
        }
        let revision = anlan.store.region(&call.region).revision().await?;
        let judged = judge_published(anlan, call, Some(as_of.min(call.today())), None).await?;
        let uses = |part: &&Arc<FiguresOf>| part.figures.iter().any(|figure| names.contains(&figure.name));
        let used: Vec<&Arc<FiguresOf>> = judged.parts.iter().filter(uses).collect();
        // One that no pack in force has is nothing to keep: the template is told that it is not there.
        let figures = names.iter().filter_map(|name| judged.named(name).map(|(part, figure)| freeze(part, figure)));
        Ok(Some(Self {
            frozen: FrozenFigures {
                as_of: judged.as_of,
                known_at: judged.known_at,
                figures: figures.collect(),
                packs: used.iter().map(|part| kept(part)).collect(),
            },
            packs: used.iter().map(|part| Arc::clone(&part.pack)).collect(),
            revision,
        }))
    }

    /// As they are, for what is drawn and not kept.
    pub(crate) fn unkept(self) -> FrozenFigures {
        self.frozen
    }

    /// As they are kept with what is issued in this transaction, together with their packs.
    ///
    /// # Errors
    /// Something was recorded since they were judged, or the store fails.
    pub(crate) async fn keep(self, tx: &Tx, call: &Call) -> Result<FrozenFigures, Fault> {
        if tx.read().revision().await? != self.revision {
            return Err(Fault::stale());
        }
        for pack in &self.packs {
            keep_rules(tx, call, pack).await?;
        }
        Ok(self.frozen)
    }
}

/// A figure that no pack in force on the day has.
fn absent(name: &str) -> FrozenFigure {
    FrozenFigure {
        name: name.to_owned(),
        value: "〔未评：当日生效的规则包没有这项数据〕".to_owned(),
        missing: true,
        formula: String::new(),
        of: None,
    }
}

fn number(value: &str) -> Option<Value> {
    serde_json::from_str::<Value>(value).ok().filter(Value::is_number)
}

/// A figure as templates and conditions ask for it: `.value` with its unit, or why it is not assessed; `.number`; `.assessed`; and
/// `.known`, whether a pack in force has it at all.
pub(crate) fn asked(value: &str, exact: Option<&str>, (known, assessed): (bool, bool)) -> Value {
    json!({ "value": value, "number": exact.and_then(number), "known": known, "assessed": assessed })
}

/// What a template is given of the figures it names: `figures`, by name, and `named`, in rows for its annex.
pub(crate) fn with_named(mut given: Value, paper: &PaperText, figures: Option<&FrozenFigures>) -> Value {
    let known = figures.map(|own| own.figures.as_slice()).unwrap_or_default();
    let find = |name: &String| known.iter().find(|figure| figure.name == *name).cloned().unwrap_or_else(|| absent(name));
    let told = |figure: &FrozenFigure| {
        let exact = figure.of.as_ref().and_then(|of| of.number.as_deref());
        asked(&figure.value, exact, (figure.of.is_some(), !figure.missing))
    };
    let names = paper.figures();
    let by_name: Map<String, Value> = names.iter().map(|name| (name.clone(), told(&find(name)))).collect();
    let row = |figure: &FrozenFigure| {
        let of = figure.of.as_ref();
        json!({
            "name": figure.name,
            "value": figure.value,
            "definition": of.map(|of| of.about.as_str()).unwrap_or_default(),
            "period": of.map(|of| of.period.as_str()).unwrap_or_default(),
            "as_of": figures.map(|own| own.as_of),
            "coverage": of.and_then(|of| of.coverage.as_ref()).map(|(known, all)| format!("{known}／{all}")),
            "records": of.map_or(0, |of| of.records),
            "digest": of.map(|of| short(&of.records_digest)),
        })
    };
    // Results published before templates named figures go through `figures` as their own counts.
    if !names.is_empty() || given.get("figures").is_none() {
        given["figures"] = Value::Object(by_name);
    }
    given["named"] = json!(known.iter().map(row).collect::<Vec<_>>());
    given
}

/// The figures of an issued document against what is known now.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    /// Those that would read otherwise.
    pub(crate) stale: Vec<StaleFigure>,
    /// Why they cannot be compared.
    pub(crate) why_not: Option<String>,
}

impl Compared {
    /// Whether what is known now is known to be what was issued.
    pub(crate) fn nothing_new(&self) -> bool {
        self.stale.is_empty() && self.why_not.is_none()
    }
}

/// Compares the figures of an issued document with what is known now; for those alone who may read figures of now.
///
/// # Errors
/// The store fails.
pub(crate) async fn compared(anlan: &Anlan, call: &Call, frozen: Option<&FrozenFigures>) -> Result<Compared, Fault> {
    let Some(frozen) = frozen.filter(|_| reads_figures(call)) else { return Ok(Compared::default()) };
    match judge_kept(anlan, call, &frozen.packs, (frozen.as_of, call.at), false).await {
        Ok(now) => {
            let stale = frozen.figures.iter().filter_map(|own| differs(own, &now)).collect();
            Ok(Compared { stale, why_not: None })
        }
        Err(fault) if NOT_COMPARED.contains(&fault.code) => Ok(Compared { stale: vec![], why_not: Some(fault.zh) }),
        Err(fault) => Err(fault),
    }
}

/// Which frozen figures come out otherwise from what was known then: name, as issued, as computed again.
///
/// # Errors
/// A kept pack cannot be read, or the store fails.
pub(crate) async fn replayed(anlan: &Anlan, call: &Call, frozen: Option<&FrozenFigures>) -> Result<Vec<StaleFigure>, Fault> {
    let Some(frozen) = frozen else { return Ok(vec![]) };
    let again = judge_kept(anlan, call, &frozen.packs, (frozen.as_of, frozen.known_at), false).await?;
    Ok(frozen.figures.iter().filter_map(|own| differs(own, &again)).collect())
}

/// Whether the caller reads the region's figures as they stand.
pub(crate) fn reads_figures(call: &Call) -> bool {
    may(&call.actor, Action::LookBackRead, Target::default())
}

fn differs(own: &FrozenFigure, now: &FiguresOn) -> Option<StaleFigure> {
    let (part, figure) = now.named(&own.name)?;
    let now = freeze(part, figure).value;
    (now != own.value).then(|| StaleFigure { name: own.name.clone(), was: own.value.clone(), now })
}
