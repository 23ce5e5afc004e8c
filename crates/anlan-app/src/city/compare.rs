//! The districts' figures side by side. A sum is told only of what is the same measure, in the same unit, known everywhere, and can be
//! added at all; where it is not told, why.

use super::{Other, city, named, other, told};
use crate::figures::{judge_published, view};
use crate::views::{ComparedFigure, ComparisonQuery, DistrictComparison, FaultyDistrict, FigureView};
use crate::{Anlan, Call, Fault, FaultKind};
use anlan_core::figure::sum;
use anlan_core::ids::RegionId;

/// The figures of every district below an office of the tree on a day.
///
/// # Errors
/// Not allowed, no office above districts, no such office below, a day to come, or the store fails.
pub async fn compare_districts(anlan: &Anlan, call: &Call, query: &ComparisonQuery) -> Result<DistrictComparison, Fault> {
    city(anlan, call)?;
    let tree = anlan.packs.tree(call.region.as_str(), call.today());
    let chosen = query.below.as_deref().filter(|code| !code.is_empty()).unwrap_or(call.region.as_str());
    let below = tree.find(chosen).filter(|own| own.below.is_some()).ok_or_else(Fault::not_found)?;
    let mut all_below = Vec::new();
    for region in below.districts().into_iter().filter_map(|code| RegionId::parse(code).ok()) {
        all_below.push(other(anlan, call, &region).await?);
    }
    let (here, elsewhere): (Vec<Other>, Vec<Other>) = all_below.into_iter().partition(|from| from.here);
    let known_at = query.known_at.unwrap_or(call.at).min(call.at);
    let mut as_of = query.as_of.unwrap_or_else(|| call.today());
    let mut all: Vec<Vec<FigureView>> = Vec::new();
    let (mut compared, mut faulty) = (Vec::new(), Vec::new());
    for from in here {
        match judge_published(anlan, &from.call, query.as_of, query.known_at).await {
            Ok(judged) => {
                as_of = judged.as_of;
                all.push(judged.all().map(|(part, figure)| view(part, figure)).collect());
                compared.push(from);
            }
            // One district's rules in disorder do not keep the others from being compared.
            Err(fault) if fault.kind == FaultKind::Conflict => faulty.push(FaultyDistrict { region: from.name, why: fault.zh }),
            Err(fault) => return Err(fault),
        }
    }
    let here = compared;
    let mut keys: Vec<&str> = Vec::new();
    for figure in all.iter().flatten() {
        if !keys.contains(&figure.key.as_str()) {
            keys.push(&figure.key);
        }
    }
    let rows = keys.into_iter().map(|key| {
        let own: Vec<Option<FigureView>> = all.iter().map(|figures| figures.iter().find(|own| own.key == key).cloned()).collect();
        row(key, own, &here)
    });
    let rows = rows.collect();
    let names = |from: &[Other]| from.iter().map(|one| one.name.clone()).collect();
    Ok(DistrictComparison {
        as_of,
        known_at,
        tree: told(anlan, &tree).await?,
        below: named(anlan, chosen),
        districts: names(&here),
        elsewhere: names(&elsewhere),
        faulty,
        rows,
    })
}

fn row(key: &str, districts: Vec<Option<FigureView>>, here: &[Other]) -> ComparedFigure {
    let name = districts.iter().flatten().next().map(|figure| figure.name.clone()).unwrap_or_default();
    let (sum, no_sum) = match added(&districts, here) {
        Ok(sum) => (Some(sum), None),
        Err(why) => (None, Some(why)),
    };
    ComparedFigure { key: key.to_owned(), name, districts, sum, no_sum }
}

/// The sum with its unit, or why there is none.
fn added(districts: &[Option<FigureView>], here: &[Other]) -> Result<String, String> {
    let named = |wanted: &dyn Fn(&Option<FigureView>) -> bool| {
        let all = here.iter().zip(districts).filter(|(_, own)| wanted(own)).map(|(from, _)| from.name.name.as_str());
        all.collect::<Vec<_>>().join("、")
    };
    let figures: Vec<&FigureView> = districts.iter().flatten().collect();
    let Some(first) = figures.first() else { return Err("没有数据".to_owned()) };
    let lacking = named(&|own| own.is_none());
    if !lacking.is_empty() {
        return Err(format!("{lacking}没有这项数据"));
    }
    if figures.iter().any(|figure| !figure.adds) {
        return Err("比例、平均数、等级或者文字，不能加总".to_owned());
    }
    if let Some((from, differs)) = here.iter().zip(&figures).find_map(|(from, own)| Some((from, own.differs.as_ref()?))) {
        return Err(format!("口径不同：{}{differs}", from.name.name));
    }
    if figures.iter().any(|figure| figure.period != first.period) {
        let periods = here.iter().zip(&figures).map(|(from, own)| format!("{}为{}", from.name.name, own.period));
        return Err(format!("期间不同：{}", periods.collect::<Vec<_>>().join("，")));
    }
    if figures.iter().any(|figure| figure.unit != first.unit) {
        let units = here.iter().zip(&figures).map(|(from, own)| format!("{}以{}计", from.name.name, own.unit));
        return Err(format!("计量单位不同：{}", units.collect::<Vec<_>>().join("，")));
    }
    let missing = named(&|own| own.as_ref().is_some_and(|figure| figure.value.is_none()));
    if !missing.is_empty() {
        return Err(format!("{missing}未评"));
    }
    let all = sum(figures.iter().filter_map(|figure| figure.value.as_deref()));
    all.map(|all| format!("{all}{}", first.unit)).ok_or_else(|| "不是数，不能加总".to_owned())
}
