//! Golden cases: run, covered clauses, numbers that no case notices.

use super::read;
use anlan_core::pack::case::{Outcome, uncovered};
use anlan_core::pack::mutate::mutate;
use anyhow::Result;
use std::path::Path;
use std::process::ExitCode;

fn code(good: bool) -> ExitCode {
    if good { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

fn outcomes(folder: &Path) -> Result<(anlan_core::pack::Pack, Vec<Outcome>)> {
    let pack = read::pack(folder)?;
    let outcomes = read::cases(folder)?.iter().map(|case| case.run(&pack)).collect();
    Ok((pack, outcomes))
}

pub fn test(folder: &Path, json: bool) -> Result<ExitCode> {
    let (_, outcomes) = outcomes(folder)?;
    if json {
        let told = outcomes.iter().map(|outcome| {
            serde_json::json!({ "title": outcome.title, "clause": outcome.clause, "passed": outcome.faults.is_empty(), "faults": outcome.faults })
        });
        println!("{}", serde_json::to_string_pretty(&told.collect::<Vec<_>>())?);
    } else {
        for outcome in &outcomes {
            println!("{} {}", if outcome.faults.is_empty() { "通过" } else { "不符" }, outcome.title);
            outcome.faults.iter().for_each(|fault| println!("     {fault}"));
        }
        let passed = outcomes.iter().filter(|outcome| outcome.faults.is_empty()).count();
        println!("{passed}/{}个样例通过 (cases passed)", outcomes.len());
    }
    Ok(code(!outcomes.is_empty() && outcomes.iter().all(|outcome| outcome.faults.is_empty())))
}

pub fn coverage(folder: &Path, json: bool) -> Result<ExitCode> {
    let (pack, outcomes) = outcomes(folder)?;
    let left = uncovered(&pack, &outcomes);
    if json {
        println!("{}", serde_json::to_string_pretty(&serde_json::json!({ "clauses": pack.sheet.clauses(), "without_case": left }))?);
    } else {
        left.iter().for_each(|clause| println!("没有样例：{clause}"));
        let all = pack.sheet.clauses().len();
        println!("{}/{all}个条款有样例 (clauses with a case)", all - left.len());
    }
    Ok(code(left.is_empty()))
}

pub fn mutate_numbers(folder: &Path, json: bool) -> Result<ExitCode> {
    let (name, files) = read::files(folder)?;
    let mutation = mutate(&name, &files, &read::cases(folder)?).map_err(anyhow::Error::msg)?;
    if json {
        let told = mutation
            .survivors
            .iter()
            .map(|one| serde_json::json!({ "file": one.file, "line": one.line, "was": one.was, "made": one.made }));
        println!(
            "{}",
            serde_json::to_string_pretty(&serde_json::json!({ "tried": mutation.tried, "survivors": told.collect::<Vec<_>>() }))?
        );
    } else {
        for one in &mutation.survivors {
            println!("{}:{}: {} 改为 {}，没有样例发现：{}", one.file, one.line, one.was, one.made, one.text);
        }
        println!("{}/{}处改动被样例发现 (changes noticed)", mutation.tried - mutation.survivors.len(), mutation.tried);
    }
    Ok(code(mutation.survivors.is_empty()))
}
