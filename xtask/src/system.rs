//! What the chores need of the system, installed from Debian when it is missing.

use crate::run::{Done, answers, program, run};
use std::path::Path;

/// Something a chore needs: how it is told, and the Debian packages it comes from.
pub struct Need {
    /// Its name for people.
    pub name: &'static str,
    /// Whether it is there.
    pub is_there: fn() -> bool,
    /// The packages.
    pub packages: &'static [&'static str],
}

/// Chinese fonts, for PDF documents and for screenshots.
pub const FONTS: Need = Need {
    name: "Chinese fonts",
    is_there: || Path::new("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc").exists(),
    packages: &["fonts-noto-cjk"],
};

/// What reads, draws and lays out documents in the layout tests.
pub const LAYOUT: Need = Need {
    name: "Poppler and LibreOffice Writer",
    is_there: || ["pdftotext", "pdftoppm", "soffice"].iter().all(|tool| Path::new("/usr/bin").join(tool).exists()),
    packages: &["poppler-utils", "libreoffice-writer-nogui"],
};

/// The browser of the tests: the shell, which has no windows around its pages and takes less of the processor, or else all of Chromium.
pub const CHROMIUM: Need = Need {
    name: "Chromium",
    is_there: || ["chromium-headless-shell", "chromium"].iter().any(|tool| Path::new("/usr/bin").join(tool).exists()),
    packages: &["chromium-headless-shell"],
};

/// The server the store's tests run on.
pub const POSTGRES: Need = Need { name: "PostgreSQL", is_there: || crate::postgres::binaries().is_some(), packages: &["postgresql"] };

/// Installs what is missing. Without the right to, says what to do.
pub fn install(needs: &[Need]) -> Done {
    let missing: Vec<&Need> = needs.iter().filter(|need| !(need.is_there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    let names: Vec<&str> = missing.iter().map(|need| need.name).collect();
    let by_hand = format!("missing: {}; as root run: apt-get install -y --no-install-recommends {}", names.join(", "), packages.join(" "));
    if !answers("apt-get", &["--version"]) {
        return Err(by_hand);
    }
    let is_root = program("id", &["-u"]).output().is_ok_and(|out| out.stdout.starts_with(b"0\n"));
    let sudo: &[&str] = if is_root { &[] } else { &["sudo", "-n"] };
    if !is_root && !answers("sudo", &["-n", "true"]) {
        return Err(by_hand);
    }
    let apt = |arguments: &[&str]| {
        let mut words = sudo.to_vec();
        words.push("apt-get");
        words.extend(arguments);
        let mut command = program(words[0], &words[1..]);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    run("package lists", &mut apt(&["update", "-q"]))?;
    let mut arguments = vec!["install", "-y", "-q", "--no-install-recommends"];
    arguments.extend(&packages);
    run(&format!("install {}", names.join(", ")), &mut apt(&arguments))?;
    match missing.iter().find(|need| !(need.is_there)()) {
        Some(need) => Err(format!("{} is still missing after installing {}", need.name, need.packages.join(" "))),
        None => Ok(()),
    }
}
