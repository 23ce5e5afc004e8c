//! The web pages: building them, and generating their types from the API's description.

use crate::run::{Done, answers, cargo, output, program, root, run};
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

/// npm in the web folder.
pub fn npm(arguments: &[&str]) -> Command {
    let mut command = program("npm", arguments);
    command.current_dir(root().join("web"));
    command
}

/// The packages of `package-lock.json`, installed when they changed.
pub fn packages() -> Done {
    if !answers("npm", &["--version"]) {
        return Err("Node.js 20.19 or newer with npm is needed (需要 Node.js 20.19 以上)".to_owned());
    }
    let web = root().join("web");
    if changed(&web.join("node_modules/.package-lock.json")) >= changed(&web.join("package-lock.json")) {
        return Ok(());
    }
    run("npm ci", &mut npm(&["ci", "--no-audit", "--no-fund"]))
}

/// The built pages, made when a source is newer.
pub fn build() -> Done {
    packages()?;
    let web = root().join("web");
    let sources = ["src", "index.html", "package-lock.json", "vite.config.ts", "public"];
    let newest = sources.iter().filter_map(|name| newest(&web.join(name))).max();
    if newest.is_some() && changed(&web.join("dist/index.html")) >= newest {
        return Ok(());
    }
    run("web pages", &mut npm(&["run", "build"]))
}

/// The binary, built with the features the tests are built with, so that nothing is compiled twice.
pub fn server() -> Done<String> {
    run("the server", &mut cargo(&["build", "--workspace", "--bin", "anlan"]))?;
    Ok(root().join("target/debug/anlan").display().to_string())
}

/// Writes openapi/anlan.json and the types made from it.
pub fn generate() -> Done {
    packages()?;
    let description = output(&mut program(&server()?, &["openapi"]))?;
    std::fs::write(root().join("openapi/anlan.json"), description).map_err(|fault| fault.to_string())?;
    run("TypeScript types", &mut npm(&["run", "gen"]))
}

fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|meta| meta.modified()).ok()
}

fn newest(path: &Path) -> Option<SystemTime> {
    if !path.is_dir() {
        return changed(path);
    }
    let entries = std::fs::read_dir(path).ok()?;
    entries.flatten().filter_map(|entry| newest(&entry.path())).max()
}
