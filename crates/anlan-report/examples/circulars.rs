//! How fast circulars are made: `cargo run --release -p anlan-report --example circulars -- [count]`.
//!
//! Prints documents a second for docx and PDF, and, where LibreOffice is installed, how long it takes to
//! make PDF of some of the same docx, in one start. Fonts come from Debian's `fonts-noto-cjk`.
#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock, its arguments and the system's fonts")]
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anlan_report::docx::docx;
use anlan_report::official::OfficialDocument;
use anlan_report::pdf::{Fonts, pdf};

const FONTS: &str = "/usr/share/fonts/opentype/noto";
const FILES: [&str; 3] = ["NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "NotoSansCJK-Regular.ttc"];
/// What LibreOffice is given: enough that its start matters little.
const FOR_OFFICE: usize = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let count = std::env::args().nth(1).map_or(Ok(1_000), |count| count.parse::<usize>())?;
    let pattern: OfficialDocument = serde_json::from_str(include_str!("../tests/circular.json"))?;
    // Each with a number of its own, so that nothing is made once for all.
    let circular = |number: usize| OfficialDocument { number: Some(format!("铜河长办〔2023〕{number}号")), ..pattern.clone() };
    let circulars: Vec<OfficialDocument> = (1..=count).map(circular).collect();

    let started = Instant::now();
    let made = circulars.iter().map(docx).collect::<Result<Vec<_>, _>>()?;
    tell("docx", count, made.iter().map(Vec::len).sum(), started.elapsed().as_secs_f64());

    let started = Instant::now();
    let files = FILES.iter().map(|file| std::fs::read(Path::new(FONTS).join(file))).collect::<Result<Vec<_>, _>>()?;
    let fonts = Fonts::from_bytes(files);
    println!("fonts: {:.2} s, once for the life of the program", started.elapsed().as_secs_f64());
    let started = Instant::now();
    let mut size = 0;
    for circular in &circulars {
        size += pdf(circular, &fonts)?.len();
    }
    let ours = started.elapsed().as_secs_f64() / count.max(1) as f64;
    tell("PDF", count, size, started.elapsed().as_secs_f64());

    let theirs = by_office(&made[..FOR_OFFICE.min(made.len())])?;
    match theirs {
        Some(theirs) => println!("LibreOffice: {:.1} documents/s; our PDF is {:.1} times as fast", 1.0 / theirs, theirs / ours),
        None => println!("LibreOffice: not installed"),
    }
    Ok(())
}

fn tell(kind: &str, count: usize, bytes: usize, seconds: f64) {
    let (rate, kilobytes) = (count as f64 / seconds, bytes / 1_000 / count.max(1));
    println!("{kind}: {count} circulars in {seconds:.2} s, {rate:.0} documents/s, {kilobytes} kB each");
}

/// Seconds for one document.
fn by_office(documents: &[Vec<u8>]) -> Result<Option<f64>, Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("anlan-circulars-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut office = Command::new("soffice");
    office.arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()));
    office.args(["--headless", "--norestore", "--convert-to", "pdf", "--outdir"]).arg(&folder);
    for (number, document) in (1..).zip(documents) {
        let path = folder.join(format!("{number}.docx"));
        std::fs::write(&path, document)?;
        office.arg(path);
    }
    let started = Instant::now();
    let done = office.output();
    let seconds = started.elapsed().as_secs_f64() / documents.len().max(1) as f64;
    std::fs::remove_dir_all(&folder)?;
    Ok(done.is_ok_and(|output| output.status.success()).then_some(seconds))
}
