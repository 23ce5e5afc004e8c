//! What people fill in, made into a problem's content; what a pack offers to choose from.

use crate::matters::Register;
use crate::views::{Choice, ProblemChoices, ProblemForm, SchemeChoice};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::RiverId;
use anlan_core::matter::problem::{Evidence, Finder, Point, ProblemContent};
use anlan_core::pack::PackHead;
use anlan_core::text;
use anlan_store::Tx;
use chrono::{Datelike, NaiveDate};

/// Longest title, in characters.
const TITLE: usize = 100;

/// Checks a form against the register and the pack.
///
/// # Errors
/// The first field that is wrong.
pub(crate) fn content_of(
    register: &Register,
    pack: Option<&PackHead>,
    form: &ProblemForm,
    evidence: Vec<Evidence>,
) -> Result<ProblemContent, Fault> {
    let title = text::narrow(&form.title);
    if title.is_empty() || title.chars().count() > TITLE {
        let zh = format!("请用不超过{TITLE}个字写明问题。");
        return Err(Fault::invalid("title", "title", zh, format!("say the problem in at most {TITLE} characters")));
    }
    if let Some(pack) = pack {
        if !pack.problem_sources.iter().any(|source| source.key == form.source) {
            let all: Vec<&str> = pack.problem_sources.iter().map(|source| source.label.as_str()).collect();
            let zh = format!("发现来源应是：{}。", all.join("、"));
            return Err(Fault::invalid("source", "unknown_source", zh, "There is no such source in the pack."));
        }
        let fits = |scheme: &&anlan_core::pack::loops::ProblemScheme| {
            (form.scheme.is_empty() || scheme.key == form.scheme) && scheme.kinds.contains(&form.class)
        };
        if !pack.problem_schemes.iter().any(|scheme| fits(&scheme)) {
            let all: Vec<&str> = pack.problem_schemes.iter().flat_map(|scheme| &scheme.kinds).map(String::as_str).collect();
            let zh = format!("问题类型应是：{}。", all.join("、"));
            return Err(Fault::invalid("class", "unknown_class", zh, "There is no such kind of problem in the pack."));
        }
    }
    if form.river_id.is_some_and(|id| !register.rivers.iter().any(|river| river.id == id)) {
        return Err(Fault::invalid("river_id", "unknown_river", "该河流没有登记。", "The river is not registered."));
    }
    let point = match (form.lon, form.lat) {
        (Some(lon), Some(lat)) => Some(Point::of_degrees(lon, lat)?),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            return Err(Fault::invalid("lat", "half_point", "经度和纬度须同时填写。", "Give both longitude and latitude."));
        }
    };
    let chief = match form.finder_chief_id {
        Some(id) => Some(
            register
                .chief(id)
                .ok_or_else(|| Fault::invalid("finder_chief_id", "unknown_chief", "该河长没有登记。", "The chief is not registered."))?,
        ),
        None => None,
    };
    let holder = chief.and_then(|chief| register.holder(chief.id, form.found_on)).unwrap_or_default();
    let finder = text::narrow(&form.finder);
    Ok(ProblemContent {
        title,
        description: form.description.trim().to_owned(),
        scheme: form.scheme.clone(),
        class: form.class.trim().to_owned(),
        source: form.source.clone(),
        river_id: form.river_id.map(RiverId),
        reach: text::narrow(&form.reach),
        place: text::narrow(&form.place),
        point,
        found_on: form.found_on,
        finder: Finder {
            name: if finder.is_empty() { holder.to_owned() } else { finder },
            chief_id: chief.map(|chief| chief.id),
            level: chief.map(|chief| chief.level.clone()).unwrap_or_default(),
        },
        prominent: form.prominent,
        evidence,
    })
}

/// The next number of a problem found on a day.
///
/// # Errors
/// The store fails.
pub(crate) async fn number_of(tx: &Tx, pack: Option<&PackHead>, found_on: NaiveDate) -> Result<String, Fault> {
    let prefix = pack.and_then(|head| head.close_out.as_ref()).map_or("WT", |close_out| close_out.number_prefix.as_str());
    let series = format!("{prefix}-{}-", found_on.year());
    let n = tx.next_number(&format!("problem/{series}")).await?;
    Ok(format!("{series}{n:04}"))
}

/// What the pages offer when a problem is entered.
///
/// # Errors
/// Not allowed, or no pack is in force.
pub fn choices(anlan: &Anlan, call: &Call) -> Result<ProblemChoices, Fault> {
    call.ask_role(Action::ProblemRead)?;
    let pack = anlan.packs.loop_rules(call.region.as_str(), call.today())?;
    let scheme = |scheme: &anlan_core::pack::loops::ProblemScheme| SchemeChoice {
        key: scheme.key.clone(),
        label: scheme.label.clone(),
        kinds: scheme.kinds.clone(),
    };
    Ok(ProblemChoices {
        schemes: pack.head.problem_schemes.iter().map(scheme).collect(),
        sources: pack.head.problem_sources.iter().map(|one| Choice { key: one.key.clone(), label: one.label.clone() }).collect(),
        days: pack.head.close_out.as_ref().map_or(0, |close_out| close_out.days),
        clause: pack.head.close_out.as_ref().map(|close_out| close_out.clause.clone()).unwrap_or_default(),
    })
}
