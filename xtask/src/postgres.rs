//! A throw-away PostgreSQL server on a loopback port, for the store's tests.

use crate::run::{Done, program, run};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

/// Where Debian keeps the server's programs, the newest version's.
pub fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let found = versions.flatten().map(|entry| entry.path().join("bin")).filter(|bin| bin.join("initdb").exists());
    found.max()
}

/// A running server; stopped and erased when dropped.
pub struct Server {
    folder: PathBuf,
    bin: PathBuf,
    /// Its address, as a superuser.
    pub url: String,
}

/// PostgreSQL refuses to run as root, so root hands it to the user Debian made for it.
fn as_owner(path: &str, arguments: &[&str]) -> Command {
    let is_root = program("id", &["-u"]).output().is_ok_and(|out| out.stdout.starts_with(b"0\n"));
    if is_root {
        let mut words = vec!["-u", "postgres", "--", path];
        words.extend(arguments);
        let mut command = program("runuser", &words);
        command.current_dir("/tmp");
        command
    } else {
        program(path, arguments)
    }
}

impl Server {
    /// Makes a cluster in a temporary folder and starts it on a free port.
    pub fn start() -> Done<Self> {
        let bin = binaries().ok_or("PostgreSQL is not installed")?;
        let folder = std::env::temp_dir().join(format!("anlan-postgres-{}", std::process::id()));
        let port = TcpListener::bind("127.0.0.1:0").and_then(|held| held.local_addr()).map_err(|fault| fault.to_string())?.port();
        let (data, log) = (folder.display().to_string(), format!("{}.log", folder.display()));
        let tool = |name: &str| bin.join(name).display().to_string();
        run(
            "PostgreSQL: a new cluster",
            as_owner(&tool("initdb"), &["-D", &data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"])
                .stdout(std::process::Stdio::null()),
        )?;
        let settings = format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=200");
        run(
            "PostgreSQL: start",
            as_owner(&tool("pg_ctl"), &["-D", &data, "-l", &log, "-w", "-o", &settings, "start"]).stdout(std::process::Stdio::null()),
        )?;
        Ok(Self { folder, bin, url: format!("postgres://postgres@127.0.0.1:{port}/postgres") })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let (stop, data) = (self.bin.join("pg_ctl").display().to_string(), self.folder.display().to_string());
        let stopped = as_owner(&stop, &["-D", &data, "-m", "immediate", "stop"]).status();
        if stopped.is_ok_and(|status| status.success()) {
            drop(std::fs::remove_dir_all(&self.folder));
            drop(std::fs::remove_file(format!("{data}.log")));
        }
    }
}
