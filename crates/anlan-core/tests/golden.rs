//! Runs every pack's golden cases, which people wrote from the place's document: the packs in use, and the examples.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the checked-in packs")]

use anlan_core::pack::case::{Case, read_cases, uncovered};
use anlan_core::pack::mutate::mutate;
use anlan_core::pack::{ListsPack, Pack, check_rules};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

struct Checked {
    pack: Pack,
    cases: Vec<Case>,
    files: BTreeMap<String, String>,
    folder: String,
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(of)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("pack.toml").exists())
        .collect();
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
        assert!(!cases.is_empty() || pack.sheet.steps.is_empty(), "{folder}: no case");
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
        let mutation = mutate(&folder, &files, &cases).unwrap();
        survived.extend(
            mutation
                .survivors
                .iter()
                .map(|one| format!("{folder}/{}:{}: {} → {} in `{}`", one.file, one.line, one.was, one.made, one.text)),
        );
    }
    assert!(survived.is_empty(), "no case notices:\n{}", survived.join("\n"));
}

/// Removes the readings of the open points, as a pack stands before anything is declared.
fn undeclared(text: &str) -> String {
    let mut inside = false;
    let keep = |line: &&str| {
        if line.starts_with('[') {
            inside = line.trim() == "[[open]]";
        }
        !(inside && (line.starts_with("reading") || line.starts_with("basis")))
    };
    text.lines().filter(keep).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_open_point_is_reported_before_it_is_declared() {
    for Checked { pack, files, folder, .. } in packs() {
        let bare: BTreeMap<String, String> = files.iter().map(|(name, text)| (name.clone(), undeclared(text))).collect();
        let checked = check_rules(&bare).unwrap();
        for point in &pack.sheet.open {
            let note = checked.notes.iter().find(|note| note.open.as_deref() == Some(&*point.name));
            let note = note.unwrap_or_else(|| panic!("{folder}: `{}` is not reported", point.name));
            assert!(note.line > 1 && note.text.contains("reading") && !note.clause.is_empty(), "{folder}: {note}");
        }
        let left: Vec<_> = pack.notes.iter().filter(|note| note.open.is_some()).map(ToString::to_string).collect();
        assert_eq!(left, Vec::<String>::new(), "{folder}: everything is declared in the pack as it stands");
    }
}

#[test]
fn an_older_result_does_not_move_when_a_newer_pack_arrives() {
    let all = packs();
    let of = |folder: &str| all.iter().find(|checked| checked.folder == folder).unwrap();
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    for (older, newer, last) in
        [("zhoushan-sections-2021", "zhoushan-sections-2022", "2021-12-31"), ("hefei-sections-2020", "hefei-sections-2022", "2021-12-31")]
    {
        let (older, newer) = (of(older), of(newer));
        assert!(older.pack.covers(day(last)) && !newer.pack.covers(day(last)), "each day has one pack");
        assert!(!older.pack.covers(day("2022-01-01")) && newer.pack.covers(day("2022-01-01")));
        assert!(older.cases.iter().all(|case| case.run(&older.pack).faults.is_empty()));
        let moved = older.cases.iter().filter(|case| !case.run(&newer.pack).faults.is_empty()).count();
        assert!(moved > 0, "the newer pack gives other results for the older cases");
    }
}

/// The guide's first pack, taken from its page as a reader would copy it.
#[test]
fn the_first_pack_of_the_guide_works() {
    for language in ["zh-CN", "en"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../docs/guide/packs/{language}.md"));
        let guide = std::fs::read_to_string(path).unwrap();
        let blocks: Vec<&str> = guide.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).take(3).collect();
        let files = [("pack.toml", blocks[0]), ("rules.toml", blocks[1])].map(|(name, text)| (name.to_owned(), text.to_owned()));
        let pack = Pack::load("some-county-2024", files.into()).unwrap_or_else(|fault| panic!("{language}: {fault}"));
        assert!(pack.notes.is_empty(), "{language}: {:?}", pack.notes.iter().map(ToString::to_string).collect::<Vec<_>>());
        let cases = read_cases(blocks[2]).unwrap();
        assert_eq!(cases.len(), 1);
        let faults: Vec<String> = cases.iter().flat_map(|case| case.run(&pack).faults).collect();
        assert!(faults.is_empty(), "{language}: {}", faults.join("\n"));
    }
}

/// The editor's schema knows exactly the keys that a rule file may have.
#[test]
fn the_schema_has_the_keys_that_are_read() {
    let schema: serde_json::Value = serde_json::from_str(anlan_core::pack::SCHEMA).unwrap();
    let expected = |text: &str| -> Vec<String> {
        let checked = anlan_core::rule::check::check(&[("rules.toml".to_owned(), text.to_owned())], &[]);
        let fault = &checked.notes[0].text;
        let list = fault.split("expected").nth(1).unwrap_or_else(|| panic!("{fault}"));
        let mut keys: Vec<String> = list.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        keys.sort();
        keys
    };
    let known = |at: &str| -> Vec<String> {
        let properties = schema.pointer(&format!("{at}/properties")).and_then(|own| own.as_object()).unwrap_or_else(|| panic!("{at}"));
        let mut keys: Vec<String> = properties.keys().cloned().collect();
        keys.sort();
        keys
    };
    assert_eq!(expected("nothing = 1"), known(""));
    for table in ["scale", "unit", "constant", "open", "fact", "reference", "band", "step"] {
        assert_eq!(expected(&format!("[[{table}]]\nnothing = 1")), known(&format!("/properties/{table}/items")), "{table}");
    }
    for verb in ["windows", "choose", "rank", "runs", "carry", "accept", "post", "limit"] {
        let at = format!("/properties/step/items/properties/{verb}");
        assert_eq!(expected(&format!("[[step]]\ntable = 'a'\n{verb} = {{ nothing = 1 }}")), known(&at), "{verb}");
    }
}
