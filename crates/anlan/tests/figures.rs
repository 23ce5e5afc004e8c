//! Every figure of the bulletin, computed by the real binary from the records of the demonstration's two districts.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests write files of their own")]

use serde::Deserialize;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[derive(Deserialize)]
struct Expected {
    district: Vec<District>,
}

#[derive(Deserialize)]
struct District {
    folder: String,
    region: String,
    as_of: toml::value::Datetime,
    figure: Vec<Figure>,
}

#[derive(Deserialize)]
struct Figure {
    row: String,
    key: String,
    value: String,
    unit: String,
    stated: String,
}

fn expected() -> Expected {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/expected-figures.toml");
    toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn ran(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anlan"));
    command.args(arguments).arg("--data").arg(data).env_remove("ANLAN_DATABASE").env_remove("ANLAN_PACKS");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn json(data: &Path, arguments: &[&str]) -> Value {
    serde_json::from_slice(&ran(data, &[arguments, &["--json"]].concat()).stdout).unwrap()
}

fn prepared(folder: &str) -> (tempfile::TempDir, PathBuf) {
    let keep = tempfile::tempdir().unwrap();
    let data = keep.path().join("data");
    ran(&data, &["demo", "--district", folder, "--prepare-only"]);
    (keep, data)
}

fn every_figure_is_the_published_one(own: &District) {
    let (_keep, data) = prepared(&own.folder);
    let as_of = own.as_of.to_string();
    let asked = ["--region", &own.region, "--as-of", &as_of];
    let page = json(&data, &[&["figures"][..], &asked].concat());
    let figures = page["figures"].as_array().unwrap();
    let text = |figure: &Value, key: &str| figure[key].as_str().unwrap_or_default().to_owned();
    for wanted in &own.figure {
        let told = format!("{} {}：{}", wanted.row, wanted.key, wanted.stated);
        let figure = figures.iter().find(|figure| figure["key"] == wanted.key).unwrap_or_else(|| panic!("{told}: no such figure"));
        assert_eq!((text(figure, "value"), text(figure, "unit")), (wanted.value.clone(), wanted.unit.clone()), "{told}: {figure}");
        // Never a stored total: it has records, a definition, a formula, a clause.
        assert!(figure["records"].as_u64().unwrap() > 0, "{told}");
        assert!(["about", "formula", "clause", "rules", "period"].iter().all(|key| !text(figure, key).is_empty()), "{told}: {figure}");
        assert!(text(figure, "clause").contains("渝简报147"), "{told}");
    }
    // A plain count lists exactly as many records as it says, each found by its title.
    for key in own
        .figure
        .iter()
        .map(|figure| figure.key.as_str())
        .filter(|key| ["problems_closed", "instructions", "task_orders", "tasks_done"].contains(key))
    {
        let told = json(&data, &[&["figures", "records", key][..], &asked].concat());
        let facts = told["facts"].as_array().unwrap();
        assert_eq!(facts.len().to_string(), text(&told["figure"], "value"), "{key}");
        assert!(facts.iter().all(|fact| !text(fact, "title").is_empty()), "{key}: {facts:?}");
    }
    // Nothing was known before anything was recorded, but for the posts of the register: not one number then.
    let page = json(&data, &[&["figures"][..], &asked, &["--known-at", "2022-01-01"]].concat());
    let counted: Vec<&Value> =
        page["figures"].as_array().unwrap().iter().filter(|figure| !matches!(figure["value"].as_str(), None | Some("0"))).collect();
    assert!(counted.is_empty(), "{counted:?}");
}

#[test]
fn tongliangs_records_give_every_figure_of_the_bulletin() {
    every_figure_is_the_published_one(&expected().district[0]);
}

#[test]
fn nanchuans_records_give_every_figure_of_the_bulletin() {
    every_figure_is_the_published_one(&expected().district[1]);
}
