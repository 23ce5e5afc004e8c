//! `anlan pack`: what a person who writes a rule pack needs: check, test, eval, explain, coverage, mutate, schema.

mod eval;
mod read;
mod test;

use crate::Place;
use anlan_core::rule::check::Severity;
use anyhow::Result;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Pack {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// 检查规则包：错误、提醒和未明事项 Check a pack: errors, warnings, open points
    Check {
        /// 规则包目录 Folder of the pack
        pack: PathBuf,
    },
    /// 运行样例 Run the golden cases
    Test {
        /// 规则包目录 Folder of the pack
        pack: PathBuf,
    },
    /// 对一个事实文件求值 Evaluate a file of facts
    Eval(eval::Eval),
    /// 一行结果的来由；没有这一行时，差在哪个条件 Why a row is as it is, or which condition failed
    Explain(eval::Explain),
    /// 没有样例的条款 Clauses without a case
    Coverage {
        /// 规则包目录 Folder of the pack
        pack: PathBuf,
    },
    /// 逐个改动规则里的数，看样例能否发现 Change every number in turn: does a case notice?
    Mutate {
        /// 规则包目录 Folder of the pack
        pack: PathBuf,
    },
    /// 全部函数和用法 Every function with its usage
    Functions,
    /// 规则文件的 JSON Schema，供编辑器使用 JSON schema of rule files, for editors
    Schema,
}

impl Pack {
    pub fn run(self, place: &Place) -> Result<ExitCode> {
        match self.what {
            What::Check { pack } => check(&pack, place.json),
            What::Test { pack } => test::test(&pack, place.json),
            What::Eval(eval) => eval.run(place.json),
            What::Explain(explain) => explain.run(place.json),
            What::Coverage { pack } => test::coverage(&pack, place.json),
            What::Mutate { pack } => test::mutate_numbers(&pack, place.json),
            What::Functions => {
                for (name, usage) in anlan_core::rule::function::NAMES {
                    println!("{name:<14}{usage}");
                }
                Ok(ExitCode::SUCCESS)
            }
            What::Schema => {
                println!("{}", anlan_core::pack::SCHEMA.trim_end());
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn check(folder: &std::path::Path, json: bool) -> Result<ExitCode> {
    let (name, files) = read::files(folder)?;
    let checked = match anlan_core::pack::check_rules(&files) {
        Ok(checked) => checked,
        Err(fault) => {
            eprintln!("pack.toml: {fault}");
            return Ok(ExitCode::from(1));
        }
    };
    if json {
        let told = checked.notes.iter().map(|note| {
            serde_json::json!({
                "severity": if note.severity == Severity::Error { "error" } else { "warning" },
                "file": note.file, "line": note.line, "clause": note.clause, "text": note.text, "open": note.open,
            })
        });
        println!("{}", serde_json::to_string_pretty(&told.collect::<Vec<_>>())?);
    } else {
        checked.notes.iter().for_each(|note| println!("{note}"));
    }
    let Some(sheet) = &checked.sheet else { return Ok(ExitCode::from(1)) };
    // The head, what its topic needs, and its templates.
    let loaded = anlan_core::pack::Pack::load(&name, files).and_then(|pack| anlan_app::papers::check(&pack).map(|()| pack));
    let pack = match loaded {
        Ok(pack) => pack,
        Err(fault) => {
            eprintln!("{fault}");
            return Ok(ExitCode::from(1));
        }
    };
    if !json {
        let open = checked.notes.iter().filter(|note| note.open.is_some()).count();
        println!(
            "{}：{}个步骤，{}张事实表，{}个未明事项（{open}个没有声明）；校验码 {}",
            pack.head.title,
            sheet.steps.len(),
            sheet.tables.iter().filter(|table| matches!(table.source, anlan_core::rule::sheet::TableSource::Fact(_))).count(),
            sheet.open.len(),
            &pack.hash[..16],
        );
    }
    Ok(ExitCode::SUCCESS)
}
