//! The demonstration's year 2022, from its files through the office's own imports to points: equal to what its generator computed
//! independently, and to the bulletin's figures (T8 to T11).
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the checked-in packs")]

use crate::common;

use anlan_app::views::{PreviewPage, WhichResult};
use anlan_app::{assessment, imports, records};
use anlan_core::assessment::Amount;
use anlan_core::pack::{Pack, Packs};
use common::{Office, staff};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn packs() -> Packs {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/tongliang-assessment-2022");
    let file = |name: &str| (name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap());
    let assessment = Pack::load("tongliang-assessment-2022", ["pack.toml", "rules.toml"].map(file).into()).unwrap();
    Packs::new(vec![common::lists_pack(), assessment]).unwrap()
}

async fn year_2022() -> (Office, PreviewPage) {
    let office = Office::with_packs(packs()).await;
    for book in [common::workbook(), common::demo_file("tongliang-2022.xlsx")] {
        assert_eq!(imports::confirm_bytes(&office, &staff(), "台账.xlsx", &book, false).await.unwrap().faults, []);
    }
    for (kind, file) in [
        ("section", "water-sections.xlsx"),
        ("sample", "water-samples.xlsx"),
        ("rating", "ratings-2022.xlsx"),
        ("complaint", "complaints-2022.xlsx"),
    ] {
        let result = records::confirm_bytes(&office, &staff(), kind, file, &common::demo_file(file), false).await.unwrap();
        assert_eq!(result.faults, [], "{file}");
    }
    let page = assessment::preview(&office, &staff(), 2022, None).await.unwrap();
    (office, page)
}

fn expected() -> toml::Table {
    toml::from_str(&String::from_utf8(common::demo_file("expected-2022.toml")).unwrap()).unwrap()
}

fn names(value: &toml::Value) -> BTreeSet<String> {
    value.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// Sums of an item by unit, without zeros.
fn sums(page: &PreviewPage, item: &str) -> BTreeMap<String, String> {
    let of = |score: &anlan_core::assessment::Score| {
        let sum = score.items.iter().find(|own| own.item == item)?.sum;
        (sum != Amount::ZERO).then(|| (score.subject.clone(), sum.to_string()))
    };
    page.result.scores.iter().filter_map(of).collect()
}

fn points(units: &toml::Value) -> BTreeMap<String, String> {
    let of = |unit: &toml::Value| (unit["unit"].as_str().unwrap().to_owned(), unit["points"].as_str().unwrap().to_owned());
    units.as_array().unwrap().iter().map(of).filter(|(_, points)| points != "0").collect()
}

fn losing(sums: &BTreeMap<String, String>) -> BTreeSet<String> {
    sums.iter().filter(|(_, sum)| sum.starts_with('-')).map(|(unit, _)| unit.clone()).collect()
}

#[tokio::test]
async fn six_units_lose_by_lights_eight_by_water_seven_towns_and_four_departments_by_ratings() {
    let (office, page) = year_2022().await;
    let expected = expected();
    let lights = sums(&page, "亮灯");
    assert_eq!(lights, points(&expected["lights"]["unit"]));
    assert_eq!(losing(&lights), names(&expected["lights"]["losing"]));
    assert_eq!(losing(&lights).len(), 6, "the bulletin's figure");

    assert_eq!(sums(&page, "水质"), points(&expected["water"]["unit"]));
    let (mut fell, which) = (BTreeSet::new(), WhichResult { preview: true, ..WhichResult::default() });
    for unit in page.result.scores.iter().map(|score| &score.subject) {
        let ledger = assessment::ledger(&office, &staff(), 2022, unit, &which).await.unwrap();
        if ledger.entries.iter().any(|entry| entry.line.title == "年均水质下降" && entry.line.amount.is_some()) {
            fell.insert(unit.clone());
        }
    }
    assert_eq!(fell, names(&expected["water"]["losing"]));
    assert_eq!(fell.len(), 8, "the bulletin's figure");

    let ratings = sums(&page, "河长评价");
    let counts = expected["ratings"]["count"].as_table().unwrap();
    let due = |count: &toml::Value| if count.as_integer() == Some(2) { "-1" } else { "-0.5" };
    assert_eq!(ratings, counts.iter().map(|(unit, count)| (unit.clone(), due(count).to_owned())).collect());
    let of = |names: BTreeSet<String>| losing(&ratings).intersection(&names).count();
    assert_eq!(
        (of(names(&expected["ratings"]["towns"])), of(names(&expected["ratings"]["departments"]))),
        (7, 4),
        "the bulletin's figures"
    );

    let complaints = sums(&page, "群众举报");
    let open = names(&expected["complaints"]["repeated_and_open"]).into_iter().map(|unit| (unit, "-0.5".to_owned()));
    let harm = names(&expected["complaints"]["harm_confirmed"]).into_iter().map(|unit| (unit, "-1".to_owned()));
    assert_eq!(complaints, open.chain(harm).collect());
}

#[tokio::test]
async fn what_cannot_be_assessed_is_named_and_keeps_its_unit_out_of_the_ranking() {
    let (_office, page) = year_2022().await;
    let unranked: BTreeSet<String> = page.result.ranking.unranked.iter().map(|unit| unit.subject.clone()).collect();
    let not_lit: BTreeSet<String> =
        expected()["lights"]["not_assessed"].as_array().unwrap().iter().map(|one| one["unit"].as_str().unwrap().to_owned()).collect();
    assert_eq!(unranked, not_lit.into_iter().chain(["华兴镇".to_owned()]).collect(), "and the section with seven samples");
    let why = |name: &str| page.result.ranking.unranked.iter().find(|unit| unit.subject == name).unwrap().why.join("；");
    assert!(why("华兴镇").contains("监测月数不足") && why("土桥镇").contains("没有报送"), "{} {}", why("华兴镇"), why("土桥镇"));
    assert!(page.result.ranking.published && page.result.ranking.rows.iter().all(|row| !unranked.contains(&row.subject)));
    let sum: Amount = page.result.scores.iter().flat_map(|score| score.items.iter().map(|item| item.sum)).sum();
    assert_eq!(sum, page.result.scores.iter().map(|score| score.known).sum(), "a score is the sum of its lines");
}
