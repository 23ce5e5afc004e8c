//! The chores of the workspace. Standard library only, so that it is built in a second.
//!
//! `demo` and `test` are the README's two commands: each installs from Debian what is missing and does all set-up.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command's output")]
#![expect(clippy::disallowed_methods, reason = "chores read the clock, the environment and files")]

mod checks;
mod demo;
mod postgres;
mod run;
mod system;
mod test;
mod web;

use std::process::ExitCode;

const USAGE: &str = "cargo xtask <what>
  demo [--fresh] [--district nanchuan|chongqing]   start a demonstration district (all set-up included)
  test             every check and test, browser and PostgreSQL included
  generate         openapi/anlan.json and the TypeScript types from the code
  screenshots      the READMEs' pictures of the running product, docs/images
  walls            check which crate may use which
  licences         check every dependency's licence against deny.toml
  bench            build in release and run every benchmark";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    let done = match arguments.first().map(String::as_str) {
        Some("demo") => demo::demo(rest),
        Some("test") => test::test(),
        Some("generate") => web::generate(),
        Some("screenshots") => demo::screenshots(),
        Some("walls") => checks::walls(),
        Some("licences") => checks::licences(),
        Some("bench") => demo::bench(),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("xtask: {fault}");
            ExitCode::FAILURE
        }
    }
}
