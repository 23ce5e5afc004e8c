//! Runs every pack's golden cases, which people wrote from the place's document: the packs in use, and the examples.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the checked-in packs")]

use anlan_core::pack::{ListsPack, Pack};
use anlan_core::pack::case::{Case, read_cases, uncovered};
use anlan_core::pack::mutate::mutate;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

struct Checked {
    pack: Pack,
    cases: Vec<Case>,
    files: BTreeMap<String, String>,
    folder: String,
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(of).into_iter().flatten().map(|entry| entry.unwrap().path()).filter(|path| path.join("pack.toml").exists()).collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn texts(folder: &Path) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let toml = files.filter(|file| file.extension().is_some_and(|end| end == "toml"));
    toml.map(|file| (name(&file), std::fs::read_to_string(&file).unwrap())).collect()
}

fn packs() -> Vec<Checked> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let read = |path: PathBuf| {
        let files = texts(&path);
        let pack = Pack::load(&name(&path), files.clone()).unwrap_or_else(|fault| panic!("{fault}"));
        let read = |(file, text): (String, String)| read_cases(&text).unwrap_or_else(|fault| panic!("{}/{file}: {fault}", path.display()));
        let cases = texts(&path.join("cases")).into_iter().flat_map(read).collect();
        Checked { pack, cases, files, folder: name(&path) }
    };
    folders(&all).into_iter().chain(folders(&all.join("examples"))).map(read).collect()
}

#[test]
fn every_case_comes_out_as_people_wrote_it() {
    let mut wrong = Vec::new();
    for Checked { pack, cases, folder, .. } in packs() {
        assert!(!cases.is_empty(), "{folder}: no case");
        for outcome in cases.iter().map(|case| case.run(&pack)) {
            wrong.extend(outcome.faults.iter().map(|fault| format!("{folder} `{}`: {fault}", outcome.title)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_condition_before_the_deciding_one_was_tried_and_did_not_hold() {
    for Checked { pack, cases, .. } in packs() {
        let Ok(lists) = ListsPack::of(pack.clone()) else { continue };
        for case in &cases {
            let Case::Light(case) = case else { continue };
            let Some(told) = case.judged(&lists) else { continue };
            let tried: Vec<(&str, bool)> = told.because.iter().map(|reason| (reason.rule.as_str(), reason.holds)).collect();
            let rules = lists.lights.rules().iter().map(|rule| rule.key.as_str());
            let expected: Vec<(&str, bool)> = rules.take(tried.len()).map(|key| (key, key == told.rule)).collect();
            assert_eq!(tried, expected, "{}", case.title);
            assert!(told.because.iter().all(|reason| !reason.text.contains('{') && !reason.clause.is_empty()), "{}", case.title);
            assert!(told.because.iter().all(|reason| !reason.facts.is_empty() || reason.rule == "on_schedule"), "{}", case.title);
        }
    }
}

#[test]
fn every_clause_has_a_case() {
    for Checked { pack, cases, folder, .. } in packs() {
        let outcomes: Vec<_> = cases.iter().map(|case| case.run(&pack)).collect();
        assert_eq!(uncovered(&pack, &outcomes), Vec::<String>::new(), "{folder}: clauses without a case");
        let mut titles: Vec<&str> = outcomes.iter().map(|outcome| outcome.title.as_str()).collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), cases.len(), "{folder}: two cases of one title");
    }
}

#[test]
fn a_change_of_any_number_is_noticed() {
    let mut survived = Vec::new();
    for Checked { cases, files, folder, .. } in packs() {
        let mutation = mutate(&folder, &files, &cases);
        survived.extend(mutation.survivors.iter().map(|one| format!("{folder}/{}:{}: {} → {} in `{}`", one.file, one.line, one.was, one.made, one.text)));
    }
    assert!(survived.is_empty(), "no case notices:\n{}", survived.join("\n"));
}
