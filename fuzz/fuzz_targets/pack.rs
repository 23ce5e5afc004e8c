//! Any text as a rule file: checked without panic, and if it is a sheet, run over nothing and bounded.
#![no_main]

use anlan_core::rule::check::check;
use anlan_core::rule::run::{Facts, Given, Readings, run};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let checked = check(&[("rules.toml".to_owned(), text.to_owned())], &[]);
    let Some(sheet) = checked.sheet else { return };
    let Some(given) = Given::year(2022) else { return };
    if let Ok(run) = run(&sheet, Facts::default(), &given, &Readings::new()) {
        for (table, own) in run.tables.iter().enumerate() {
            if !own.rows.is_empty() {
                let _ = run.explain(table, 0);
            }
        }
    }
});
