//! The binary: configuration, wiring and the office's commands. The only place that knows the outside world's time,
//! randomness and environment.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command's output")]
#![expect(clippy::disallowed_methods, reason = "the outside world's clock, environment and files are read here and nowhere else")]

mod commands;
mod open;
mod outside;
mod shelf;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// 安澜：河长办工作台账 The working ledger of a river chief office.
#[derive(Parser)]
#[command(name = "anlan", version, about)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Where the data lies and how answers are written.
#[derive(clap::Args, Clone)]
struct Place {
    /// 数据目录 Data directory (default: in the user's data folder)
    #[arg(long, global = true, env = "ANLAN_DATA")]
    data: Option<PathBuf>,
    /// PostgreSQL 地址；不填则用内置 SQLite PostgreSQL URL; the embedded SQLite when absent
    #[arg(long, global = true, env = "ANLAN_DATABASE")]
    database: Option<String>,
    /// 规则包目录；不填则用内置的 Folder of rule packs; the built-in ones when absent
    #[arg(long, global = true, env = "ANLAN_PACKS")]
    packs: Option<PathBuf>,
    /// 以 JSON 输出 Write answers as JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// 启动服务 Serve the web pages and the API
    Serve(commands::serve::Serve),
    /// 启动演示（铜梁区、南川区或重庆市，日期为 2023-11-03） Serve a demonstration
    Demo(commands::demo::Demo),
    /// 导入台账 Import a workbook
    Import(commands::import::Import),
    /// 某月全部亮灯，逐项理由 The lights of a month, with reasons
    Lights(commands::lights::Lights),
    /// 数据项：某日的全部数据，或某个数据背后的记录 The figures of a day, or the records behind one
    Figures(commands::figures::Figures),
    /// 签发或查看通报 Issue or show a circular
    Circular(commands::circular::Circular),
    /// 年度考核试算或公布 A year's assessment, previewed or published
    Assess(commands::assess::Assess),
    /// 导出清单为 xlsx Export the lists as xlsx
    Export(commands::export::Export),
    /// 核对审计链、文件和通报 Check the audit chain, files and circulars
    Verify(commands::check::Verify),
    /// 按当时的记录和规则重算全部通报 Recompute everything issued
    Replay(commands::check::Replay),
    /// 回头看抽样的复核 Check the draws of look-backs
    Sample(commands::sample::Sample),
    /// 备份到一个文件 Back up into one file
    Backup(commands::backup::Backup),
    /// 从备份恢复 Restore from a backup
    Restore(commands::backup::Restore),
    /// 写规则包：检查、样例、求值、来由 Rule packs: check, test, evaluate, explain
    Pack(commands::pack::Pack),
    /// 新建账号，打印一次性密码 Create an account and print its one-time password
    Account(commands::account::Account),
    /// 新开区县 Another district
    District(commands::district::District),
    /// 打印接口描述 Print the API's description
    Openapi,
    /// 性能测试 Benchmarks
    Bench(commands::bench::Bench),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn,anlan=info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    // PostgreSQL over TLS needs a provider; the ring one is built without a C toolchain.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    match run(cli) {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("anlan: {fault:#}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new()?;
    let place = cli.place;
    runtime.block_on(async move {
        match cli.command {
            Command::Serve(command) => command.run(&place).await,
            Command::Demo(command) => command.run(place).await,
            Command::Import(command) => command.run(&place).await,
            Command::Lights(command) => command.run(&place).await,
            Command::Figures(command) => command.run(&place).await,
            Command::Circular(command) => command.run(&place).await,
            Command::Assess(command) => command.run(&place).await,
            Command::Export(command) => command.run(&place).await,
            Command::Verify(command) => command.run(&place).await,
            Command::Replay(command) => command.run(&place).await,
            Command::Sample(command) => command.run(&place).await,
            Command::Backup(command) => command.run(&place).await,
            Command::Restore(command) => command.run(&place),
            Command::Pack(command) => command.run(&place),
            Command::Account(command) => command.run(&place).await,
            Command::District(command) => command.run(&place).await,
            Command::Openapi => {
                println!("{}", serde_json::to_string_pretty(&anlan_http::openapi())?);
                Ok(ExitCode::SUCCESS)
            }
            Command::Bench(command) => command.run().await,
        }
    })
}
