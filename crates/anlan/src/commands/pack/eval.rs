//! Facts through a pack: results, and why.

use super::read;
use anlan_core::pack::Pack;
use anlan_core::pack::case::{read_period, read_readings};
use anlan_core::rule::explain::shown;
use anlan_core::rule::facts::{FactsFile, read_facts};
use anlan_core::rule::run::{Given, Run, run};
use anlan_core::rule::sheet::{Account, TableSource};
use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Input {
    /// 规则包目录，或放着各版规则包的目录 Folder of a pack, or of its versions
    pack: PathBuf,
    /// 事实文件，TOML 或 JSON File of facts
    #[arg(long)]
    facts: PathBuf,
    /// 截至日：选用这一天生效的版本，判定到这一天 The day judged; chooses the version in force
    #[arg(long)]
    as_of: Option<NaiveDate>,
}

#[derive(clap::Args)]
pub struct Eval {
    #[command(flatten)]
    input: Input,
    /// 只看这些表；不写则为结果表和记分 Only these tables; the shown ones and the ledger when absent
    #[arg(long)]
    table: Vec<String>,
    /// 全部表 All tables
    #[arg(long)]
    all: bool,
}

#[derive(clap::Args)]
pub struct Explain {
    #[command(flatten)]
    input: Input,
    /// 表名 The table
    #[arg(long)]
    table: String,
    /// 列=值，可写多个 column=value, repeated
    #[arg(long = "where")]
    of: Vec<String>,
}

struct Ready {
    pack: Pack,
    file: FactsFile,
    given: Given,
}

impl Input {
    fn ready(&self) -> Result<Ready> {
        let text =
            std::fs::read_to_string(&self.facts).with_context(|| format!("cannot read {} (读不到事实文件)", self.facts.display()))?;
        let file = FactsFile::read(&text).map_err(|fault| anyhow::anyhow!("{}: {fault}", self.facts.display()))?;
        let period = file.period.as_ref().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let parse = |text: &str, pack: &Pack| {
            read_period(text, pack.head.period).with_context(|| format!("`{text}` is not a period: 2022, 2022Q1, 2022-03 (看不懂期间)"))
        };
        // The day asked for chooses the pack; without one, the last day of the file's period.
        let (pack, given) = match (self.as_of, &period) {
            (Some(day), period) => {
                let pack = read::pack_on(&self.pack, Some(day))?;
                let text = period.clone().unwrap_or_else(|| day.to_string());
                let given = parse(&text, &pack)?;
                (pack, Given { as_of: day, ..given })
            }
            (None, Some(period)) => {
                let day = read_period(period, anlan_core::pack::Period::Year).map(|given| given.to);
                let pack = read::pack_on(&self.pack, day)?;
                let given = parse(period, &pack)?;
                (pack, given)
            }
            (None, None) => bail!("say the period: `period = \"2022\"` in the facts file, or --as-of (请写 period 或 --as-of)"),
        };
        Ok(Ready { pack, file, given })
    }
}

impl Ready {
    fn run(&self) -> Result<Run<'_>> {
        let sheet = &self.pack.sheet;
        let facts = read_facts(sheet, &self.file.facts).map_err(|faults| anyhow::anyhow!("{}", faults.join("\n")))?;
        let readings = read_readings(sheet, &self.file.declare).map_err(|fault| anyhow::anyhow!("declare: {fault}"))?;
        Ok(run(sheet, facts, &self.given, &readings)?)
    }
}

impl Eval {
    pub fn run(self, as_json: bool) -> Result<ExitCode> {
        let ready = self.input.ready()?;
        let run = ready.run()?;
        let wanted = |name: &str, source: &TableSource| {
            self.all
                || self.table.iter().any(|own| own == name)
                || (self.table.is_empty() && matches!(source, TableSource::Step(step) if run.sheet.steps[*step].show))
        };
        let unknown = self.table.iter().find(|name| run.sheet.table(name).is_none());
        if let Some(name) = unknown {
            bail!("no table `{name}` in the pack (规则包没有表“{name}”)");
        }
        let tables: Vec<(usize, &str)> = run
            .sheet
            .tables
            .iter()
            .enumerate()
            .filter(|(_, def)| wanted(&def.shape.name, &def.source))
            .map(|(at, def)| (at, &*def.shape.name))
            .collect();
        if as_json {
            let pack = json!({ "id": ready.pack.head.id, "hash": ready.pack.hash, "from": ready.pack.from, "until": ready.pack.until });
            let told: serde_json::Map<String, Value> =
                tables.iter().map(|(at, name)| ((*name).to_owned(), table_json(&run, *at))).collect();
            let open: Vec<&str> = ready.pack.notes.iter().filter_map(|note| note.open.as_deref()).collect();
            let out = json!({
                "pack": pack, "period": { "from": ready.given.from, "to": ready.given.to, "as_of": ready.given.as_of },
                "undeclared": open, "postings": postings_json(&run), "tables": told,
            });
            println!("{}", serde_json::to_string_pretty(&out)?);
        } else {
            print_postings(&run);
            tables.iter().for_each(|(at, name)| print_table(&run, *at, name));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn table_json(run: &Run<'_>, at: usize) -> Value {
    let table = &run.tables[at];
    let row = |row: &anlan_core::rule::table::Row| -> Value {
        let cells =
            table.columns.iter().zip(&row.cells).map(|(column, value)| (column.name.to_string(), json!(shown(&column.kind, value))));
        let mut cells: serde_json::Map<String, Value> = cells.collect();
        if let Some(doubt) = &row.doubt {
            cells.insert("doubt".to_owned(), json!(doubt.to_string()));
        }
        cells.into()
    };
    table.rows.iter().map(row).collect()
}

fn postings_json(run: &Run<'_>) -> Value {
    let unit = |account: Account| if account == Account::Points { 0 } else { 1 };
    let posting = |posting: &anlan_core::rule::run::Posting| {
        let step = &run.sheet.steps[posting.step];
        let kind = &run.tables[unit(posting.account)].columns[3].kind;
        json!({
            "account": if posting.account == Account::Points { "points" } else { "money" },
            "item": &*posting.item, "to": text(&posting.to), "payer": posting.payer.as_ref().map(text), "period": &*posting.period,
            "amount": shown(kind, &posting.amount), "title": step.title, "clause": step.clause, "reading": step.reading,
            "because": run.explain(step.table, posting.row),
        })
    };
    run.postings.iter().map(posting).collect()
}

fn text(value: &anlan_core::rule::value::Value) -> String {
    shown(&anlan_core::rule::value::Kind::Text, value)
}

fn print_postings(run: &Run<'_>) {
    if run.postings.is_empty() {
        return;
    }
    println!("【记分和记账】");
    for posting in &run.postings {
        let step = &run.sheet.steps[posting.step];
        let kind = &run.tables[usize::from(posting.account == Account::Money)].columns[3].kind;
        let payer = posting.payer.as_ref().map(|payer| format!("{} → ", text(payer))).unwrap_or_default();
        println!(
            "{payer}{}\t{}\t{}\t{}\t{}〔{}〕",
            text(&posting.to),
            posting.item,
            posting.period,
            shown(kind, &posting.amount),
            step.title,
            step.clause
        );
    }
}

fn print_table(run: &Run<'_>, at: usize, name: &str) {
    let table = &run.tables[at];
    println!("【{name}】{}行", table.rows.len());
    println!("{}", table.columns.iter().map(|column| &*column.name).collect::<Vec<_>>().join("\t"));
    for row in &table.rows {
        let cells: Vec<String> = table.columns.iter().zip(&row.cells).map(|(column, value)| shown(&column.kind, value)).collect();
        let doubt = row.doubt.as_ref().map(|doubt| format!("\t不能确定是否列入：{doubt}")).unwrap_or_default();
        println!("{}{doubt}", cells.join("\t"));
    }
}

impl Explain {
    pub fn run(self, as_json: bool) -> Result<ExitCode> {
        let ready = self.input.ready()?;
        let run = ready.run()?;
        let table = run.sheet.table(&self.table).with_context(|| format!("no table `{}` in the pack (规则包没有这张表)", self.table))?;
        let mut wanted: Vec<(String, String)> = Vec::new();
        for pair in &self.of {
            let (name, value) = pair.split_once('=').with_context(|| format!("`{pair}` is not column=value (应写成 列=值)"))?;
            wanted.push((name.trim().to_owned(), value.trim().to_owned()));
        }
        let found = run.find(table, &wanted);
        let reasons: Vec<_> =
            if found.is_empty() { run.why_not(table, &wanted) } else { found.iter().filter_map(|row| run.explain(table, *row)).collect() };
        if as_json {
            println!("{}", serde_json::to_string_pretty(&json!({ "found": found.len(), "reasons": reasons }))?);
        } else {
            if found.is_empty() {
                println!("没有这一行。最接近的记录和没有符合的条件： (no such row; what came nearest)");
            }
            reasons.iter().for_each(|reasons| println!("{}", reasons.text()));
        }
        Ok(ExitCode::SUCCESS)
    }
}
