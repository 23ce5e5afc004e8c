//! `cargo xtask test`: every check and test there is.

use crate::checks::{licences, walls};
use crate::postgres::Server;
use crate::run::{Done, answers, cargo, output, program, root, run};
use crate::system::{CHROMIUM, FONTS, LAYOUT, POSTGRES, install};
use crate::web::{self, npm};
use std::time::Instant;

/// Runs everything; the first failure stops it.
pub fn test() -> Done {
    let started = Instant::now();
    install(&[FONTS, LAYOUT, CHROMIUM, POSTGRES])?;
    run("format", &mut cargo(&["fmt", "--all", "--check"]))?;
    spelling()?;
    walls()?;
    licences()?;
    web::build()?;
    // The server's crates are compiled one after another: the lints, in a folder of their own, use the processor that leaves idle.
    let lints = std::thread::spawn(|| {
        let folder = root().join("target/lints").display().to_string();
        run("lints", &mut cargo(&["clippy", "--workspace", "--all-targets", "--target-dir", &folder, "--", "-D", "warnings"]))
    });
    let is_fresh = fresh();
    lints.join().unwrap_or_else(|_| Err("the lints broke off".to_owned()))?;
    is_fresh?;
    rust()?;
    for what in ["check", "lint", "size", "test", "e2e"] {
        run(&format!("web: {what}"), npm(&["run", what]).env("REQUIRE_FONTS", "1"))?;
    }
    println!("── everything passed in {:.0} s", started.elapsed().as_secs_f32());
    Ok(())
}

/// Rust's tests, on SQLite and on a PostgreSQL server of their own.
fn rust() -> Done {
    let server = Server::start()?;
    let mut command = if answers("cargo", &["nextest", "--version"]) {
        cargo(&["nextest", "run", "--workspace", "--no-fail-fast"])
    } else {
        cargo(&["test", "--workspace"])
    };
    command.env("TEST_POSTGRES_URL", &server.url).env("REQUIRE_POSTGRES", "1").env("REQUIRE_FONTS", "1").env("REQUIRE_LAYOUT", "1");
    run("Rust tests", &mut command)
}

/// What is generated is what is checked in.
fn fresh() -> Done {
    web::generate()?;
    let changed = output(&mut program("git", &["status", "--porcelain", "--", "openapi", "web/src/api/schema.d.ts"]))?;
    if changed.trim().is_empty() {
        Ok(())
    } else {
        Err(format!("generated files are stale, run `cargo xtask generate` and commit:\n{changed}"))
    }
}

/// Spelling by the tool `typos`, from PyPI where pip is there.
fn spelling() -> Done {
    let target = root().join("target/typos");
    let tool = target.join("bin/typos").display().to_string();
    if !answers(&tool, &["--version"]) {
        if !answers("pip", &["--version"]) {
            println!("spelling: skipped, since neither typos nor pip is here");
            return Ok(());
        }
        run(
            "typos",
            &mut program(
                "pip",
                &[
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--root-user-action=ignore",
                    "--target",
                    &target.display().to_string(),
                    "typos",
                ],
            ),
        )?;
    }
    run("spelling", &mut program(&tool, &["--config", "typos.toml"]))
}
