//! Every word of the domain's closed sets stands in the glossary, once, with its Chinese.

use anlan_core::access::{Action, Role};
use anlan_core::item::List;
use anlan_core::light::Light;
use std::collections::BTreeMap;

#[test]
fn every_domain_word_is_in_the_glossary() {
    let terms: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(include_str!("../../../glossary/terms.toml")).unwrap();
    assert!(terms.values().all(|term| term.len() == 2 && term.values().all(|text| !text.is_empty())));
    let lists = List::ALL.iter().map(|one| one.key());
    let lights = Light::ALL.iter().map(|one| one.key());
    let roles = Role::ALL.iter().map(|one| one.key());
    let actions = Action::ALL.iter().flat_map(|one| one.key().split('.'));
    for word in lists.chain(lights).chain(roles).chain(actions) {
        assert!(terms.contains_key(word), "`{word}` is missing from glossary/terms.toml");
    }
}
