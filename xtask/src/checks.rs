//! Checks of the workspace itself: which crate may use which, and every dependency's licence.

use crate::run::{Done, cargo, output, root};
use std::collections::BTreeSet;

/// Which of our crates each may name. Dependencies run straight down (design.md section 2).
const WALLS: [(&str, &[&str]); 6] = [
    ("anlan-core", &[]),
    ("anlan-report", &["anlan-core"]),
    ("anlan-store", &["anlan-core"]),
    ("anlan-app", &["anlan-core", "anlan-report", "anlan-store"]),
    ("anlan-http", &["anlan-core", "anlan-app"]),
    ("anlan", &["anlan-core", "anlan-store", "anlan-app", "anlan-http"]),
];

/// What only one crate may use, of all that lies outside.
const ONLY: [(&str, &str); 9] = [
    ("sea-orm", "anlan-store"),
    ("sqlx", "anlan-store"),
    ("axum", "anlan-http"),
    ("calamine", "anlan-report"),
    ("minijinja", "anlan-report"),
    ("typst", "anlan-report"),
    ("rust_xlsxwriter", "anlan-report"),
    ("reqwest", "anlan"),
    ("lettre", "anlan"),
];

fn uses(package: &str) -> Done<BTreeSet<String>> {
    let tree =
        output(&mut cargo(&["tree", "--package", package, "--edges", "normal", "--depth", "1", "--prefix", "none", "--all-features"]))?;
    Ok(tree.lines().skip(1).filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect())
}

/// No crate names one above it, and the outside's heavy libraries each stay behind one wall.
pub fn walls() -> Done {
    for (package, may) in WALLS {
        let used = uses(package)?;
        if let Some(wrong) = used.iter().find(|name| (name.starts_with("anlan")) && !may.contains(&name.as_str())) {
            return Err(format!("walls: {package} must not use {wrong} (design.md section 2)"));
        }
        // The binary serves what http made, so it starts axum's listener; it defines no route.
        let broken = ONLY
            .iter()
            .find(|(library, owner)| used.contains(*library) && *owner != package && !(package == "anlan" && *library == "axum"));
        if let Some((library, owner)) = broken {
            return Err(format!("walls: only {owner} may use {library}, but {package} does"));
        }
    }
    println!("walls: every dependency runs down");
    Ok(())
}

/// Every dependency's licence is one of those `deny.toml` allows.
pub fn licences() -> Done {
    let rules = std::fs::read_to_string(root().join("deny.toml")).map_err(|fault| fault.to_string())?;
    let list = rules.split_once("allow = [").and_then(|(_, rest)| rest.split_once(']')).ok_or("deny.toml has no list `allow`")?.0;
    let allowed: BTreeSet<&str> = list.split('"').skip(1).step_by(2).collect();
    let tree = output(&mut cargo(&[
        "tree",
        "--workspace",
        "--all-features",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}|{l}",
    ]))?;
    let mut faults = BTreeSet::new();
    for line in tree.lines().filter(|line| !line.trim().is_empty()) {
        let Some((package, licence)) = line.trim_end_matches(" (*)").rsplit_once('|') else { continue };
        if !fits(licence, &allowed) {
            faults.insert(format!("{package}: {licence}"));
        }
    }
    if faults.is_empty() {
        println!("licences: all allowed");
        Ok(())
    } else {
        Err(format!("licences not allowed by deny.toml:\n  {}", faults.into_iter().collect::<Vec<_>>().join("\n  ")))
    }
}

/// An expression fits when one of its alternatives does, each of whose parts is allowed.
fn fits(licence: &str, allowed: &BTreeSet<&str>) -> bool {
    let plain = licence.replace(['(', ')'], " ").replace('/', " OR ");
    plain.split(" OR ").any(|one| one.split(" AND ").all(|part| allowed.contains(part.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_allowed_alternative_is_enough() {
        let allowed = BTreeSet::from(["MIT", "Apache-2.0"]);
        assert!(fits("GPL-3.0 OR MIT", &allowed) && fits("MIT/Apache-2.0", &allowed) && fits("(MIT OR GPL-3.0)", &allowed));
        assert!(!fits("GPL-3.0", &allowed) && !fits("MIT AND GPL-3.0", &allowed));
    }
}
