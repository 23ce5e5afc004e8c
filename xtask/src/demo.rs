//! `cargo xtask demo`: from a fresh clone to the first page.

use crate::run::{Done, cargo, program, root, run};
use crate::system::{CHROMIUM, FONTS, install};
use crate::web;
use std::time::Instant;

/// Builds what is missing and starts the demonstration.
pub fn demo(arguments: &[String]) -> Done {
    let started = Instant::now();
    if let Err(fault) = install(&[FONTS]) {
        println!("PDF documents will not be made: {fault}");
    }
    web::build()?;
    let binary = web::server()?;
    println!("── set-up took {:.0} s", started.elapsed().as_secs_f32());
    let mut command = program(&binary, &["demo"]);
    let status = command.args(arguments).status().map_err(|fault| format!("{binary} cannot be run: {fault}"))?;
    if status.success() { Ok(()) } else { Err(format!("the demonstration ended with {status}")) }
}

/// Takes the READMEs' pictures of the running product.
pub fn screenshots() -> Done {
    install(&[FONTS, CHROMIUM])?;
    web::build()?;
    web::server()?;
    run("screenshots", &mut web::npm(&["run", "screens"]))
}

/// Builds in release, without documents, and runs the benchmarks.
pub fn bench() -> Done {
    run("release build", &mut cargo(&["build", "--release", "--package", "anlan", "--no-default-features"]))?;
    let binary = root().join("target/release/anlan").display().to_string();
    for what in [&["bench", "lights"][..], &["bench", "import"], &["bench", "month"]] {
        run(&what.join(" "), &mut program(&binary, what))?;
    }
    Ok(())
}
