//! Running programs, with what they are for shown first and how long they took after.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// What a chore answers: why it failed.
pub type Done<T = ()> = Result<T, String>;

/// The workspace's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// A program in the workspace's folder.
pub fn program(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root());
    command
}

/// Cargo, the one that runs this.
pub fn cargo(arguments: &[&str]) -> Command {
    program(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), arguments)
}

/// Runs a command; its output goes where ours goes.
pub fn run(what: &str, command: &mut Command) -> Done {
    println!("── {what}");
    let started = Instant::now();
    let status = command.status().map_err(|fault| format!("{what}: {command:?} cannot be run: {fault}"))?;
    if !status.success() {
        return Err(format!("{what} failed ({status}): {command:?}"));
    }
    println!("── {what}: {:.1} s", started.elapsed().as_secs_f32());
    Ok(())
}

/// Runs a command and gives what it printed.
pub fn output(command: &mut Command) -> Done<String> {
    let result = command.stderr(Stdio::inherit()).output().map_err(|fault| format!("{command:?} cannot be run: {fault}"))?;
    if !result.status.success() {
        return Err(format!("{command:?} failed ({})", result.status));
    }
    String::from_utf8(result.stdout).map_err(|_| format!("{command:?} printed no UTF-8"))
}

/// Whether a program answers.
pub fn answers(name: &str, arguments: &[&str]) -> bool {
    let quiet = program(name, arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok_and(|status| status.success())
}
