//! The API's description.
#![expect(clippy::disallowed_methods, reason = "a test reads the checked-in file")]

use std::collections::HashSet;

#[test]
fn operation_ids_are_unique() {
    let doc = serde_json::to_value(anlan_http::openapi()).unwrap();
    let mut seen = HashSet::new();
    for path in doc["paths"].as_object().unwrap().values() {
        for operation in path.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            assert!(seen.insert(id.clone()), "{id}");
        }
    }
    assert!(seen.len() > 40);
}

#[test]
fn the_checked_in_description_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/anlan.json");
    let held = std::fs::read_to_string(path).unwrap_or_default();
    let made = serde_json::to_string_pretty(&anlan_http::openapi()).unwrap() + "\n";
    assert!(held == made, "openapi/anlan.json is stale: cargo xtask generate");
}
