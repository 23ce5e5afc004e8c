//! The real binary: its contracts with programs, and what is left after it is killed or the disk is full.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests write files of their own")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

fn workbook() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/tongliang/tongliang-2023.xlsx")
}

fn anlan(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anlan"));
    command.args(arguments).arg("--data").arg(data).env_remove("ANLAN_DATABASE").env_remove("ANLAN_PACKS");
    command
}

fn ran(data: &Path, arguments: &[&str]) -> Output {
    anlan(data, arguments).output().unwrap()
}

fn import(data: &Path, file: &Path) -> (i32, Value) {
    let output = ran(data, &["import", file.to_str().unwrap(), "--region", "500151", "--json"]);
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap_or(Value::Null))
}

fn lights(data: &Path, more: &[&str]) -> Vec<Value> {
    let output = ran(data, &[&["lights", "--region", "500151", "--month", "2023-10", "--json"], more].concat());
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

fn sound(data: &Path) {
    for what in ["verify", "replay"] {
        let output = ran(data, &[what]);
        assert!(output.status.success(), "{what}: {output:?}");
    }
}

#[test]
fn import_and_lights_print_what_programs_rely_on() {
    let data = tempfile::tempdir().unwrap();
    let (status, first) = import(data.path(), &workbook());
    assert_eq!((status, keys(&first)), (0, vec!["accepted", "corrected", "faults", "notes", "unchanged"]));
    assert_eq!(first, serde_json::json!({ "accepted": 1963, "unchanged": 0, "corrected": 0, "faults": [], "notes": [] }));
    let (_, again) = import(data.path(), &workbook());
    assert_eq!(again, serde_json::json!({ "accepted": 0, "unchanged": 1963, "corrected": 0, "faults": [], "notes": [] }));
    let lights_now = lights(data.path(), &[]);
    assert_eq!(lights_now.len(), 196);
    assert!(lights_now.iter().all(|light| keys(light) == ["because", "clause", "item", "light", "rule"]));
    let one = lights_now.iter().find(|light| light["item"] == "ZD-2023-01").unwrap();
    assert_eq!((one["light"].as_str(), one["rule"].as_str()), (Some("green"), Some("on_schedule")));
    let tried: Vec<&str> = one["because"].as_array().unwrap().iter().map(|reason| reason["rule"].as_str().unwrap()).collect();
    assert_eq!(tried, ["done", "overdue", "no_report", "behind", "too_slow", "on_schedule"]);
    assert_eq!(lights(data.path(), &["--known-at", "2020-01-01"]), Vec::<Value>::new(), "nothing was known then");
}

#[test]
fn a_file_that_is_no_workbook_or_too_large_is_one_fault_and_changes_nothing() {
    let data = tempfile::tempdir().unwrap();
    let text = data.path().join("notes.xlsx");
    std::fs::write(&text, "not a workbook").unwrap();
    let (status, told) = import(data.path(), &text);
    assert_eq!((status, told["faults"][0]["code"].as_str(), told["accepted"].as_u64()), (1, Some("not_xlsx"), Some(0)));
    let fault = keys(&told["faults"][0]);
    assert!(["sheet", "row", "column", "value", "code", "message"].iter().all(|key| fault.contains(key)), "{fault:?}");
    let large = data.path().join("large.xlsx");
    std::fs::File::create(&large).unwrap().set_len(200 * 1024 * 1024).unwrap();
    let (status, told) = import(data.path(), &large);
    assert_eq!((status, told["faults"][0]["code"].as_str()), (1, Some("too_large")));
    assert_eq!(lights(data.path(), &[]), Vec::<Value>::new());
}

/// Runs a command and kills it (SIGKILL) after a while; whether it was still running then.
fn killed_after(data: &Path, arguments: &[&str], millis: u64) -> bool {
    let mut child = anlan(data, arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(millis));
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

#[test]
fn an_import_killed_at_any_time_is_whole_or_not_there() {
    let file = workbook();
    let arguments = ["import", file.to_str().unwrap(), "--region", "500151"];
    let mut interrupted = 0;
    for millis in (20..=900).step_by(80) {
        let data = tempfile::tempdir().unwrap();
        interrupted += u32::from(killed_after(data.path(), &arguments, millis));
        sound(data.path());
        let (status, told) = import(data.path(), &file);
        let (accepted, unchanged) = (told["accepted"].as_u64().unwrap(), told["unchanged"].as_u64().unwrap());
        assert!(status == 0 && (accepted, unchanged) == (1963, 0) || (accepted, unchanged) == (0, 1963), "after {millis} ms: {told}");
    }
    assert!(interrupted > 0, "no import was interrupted: shorten the delays");
}

#[test]
fn an_issue_killed_at_any_time_is_whole_or_not_there() {
    let data = tempfile::tempdir().unwrap();
    import(data.path(), &workbook());
    let issue = ["circular", "issue", "--region", "500151", "--month", "2023-10"];
    let mut interrupted = 0;
    for millis in (20..=400).step_by(40) {
        interrupted += u32::from(killed_after(data.path(), &issue, millis));
        sound(data.path());
    }
    assert!(interrupted > 0, "no issue was interrupted");
    ran(data.path(), &issue);
    let shown = ran(data.path(), &["circular", "show", "--region", "500151", "--month", "2023-10", "--json"]);
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!((shown["version"].as_i64(), shown["lights_of_items"].as_array().unwrap().len()), (Some(1), 196));
    assert!(shown["number"].as_str().unwrap().ends_with("1号"), "no number is lost: {}", shown["number"]);
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing_behind() {
    let data = tempfile::tempdir().unwrap();
    sound(data.path());
    let limited = "trap '' XFSZ; ulimit -f 500; exec \"$0\" \"$@\"";
    let file = workbook();
    let output = Command::new("bash")
        .args(["-c", limited, env!("CARGO_BIN_EXE_anlan"), "import", file.to_str().unwrap(), "--region", "500151", "--data"])
        .arg(data.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && told.contains("磁盘已满"), "{told}");
    assert_eq!(lights(data.path(), &[]), Vec::<Value>::new());
    sound(data.path());
    assert_eq!(import(data.path(), &workbook()).1["accepted"], 1963, "with room again it goes on");
}

#[test]
fn a_backup_restores_everything_into_an_empty_directory_only() {
    let (data, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    import(data.path(), &workbook());
    assert!(ran(data.path(), &["circular", "issue", "--region", "500151", "--month", "2023-10"]).status.success());
    let file = other.path().join("backup.zip");
    let name = file.to_str().unwrap();
    assert!(ran(data.path(), &["backup", name]).status.success());
    assert!(!ran(data.path(), &["backup", name]).status.success(), "an existing file is not overwritten");
    assert!(!ran(data.path(), &["restore", name]).status.success(), "data is not overwritten");
    let fresh = other.path().join("data");
    assert!(ran(&fresh, &["restore", name]).status.success());
    sound(&fresh);
    assert_eq!(lights(&fresh, &[]), lights(data.path(), &[]));
}

#[test]
fn the_demonstration_prepares_accounts_and_keeps_its_day() {
    let data = tempfile::tempdir().unwrap();
    let output = ran(data.path(), &["demo", "--prepare-only", "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let accounts = told["accounts"].as_array().unwrap();
    assert!(accounts.len() >= 9 && accounts.iter().all(|account| account["one_time_password"].as_str().unwrap().len() >= 12));
    let issued = ran(data.path(), &["circular", "issue", "--region", "500151", "--month", "2023-10"]);
    assert!(String::from_utf8_lossy(&issued.stdout).contains("铜河长办〔2023〕1号"), "{issued:?}");
}

#[test]
fn a_record_book_is_recognised_by_its_headers_or_named() {
    let data = tempfile::tempdir().unwrap();
    import(data.path(), &workbook());
    let file = |name: &str, text: &str| {
        let path = data.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let sections = file("断面.csv", "断面名称,河流,责任单位,考核目标\n小安溪大桥,小安溪,白羊镇,III类\n");
    assert_eq!(
        import(data.path(), &sections),
        (0, serde_json::json!({ "accepted": 1, "unchanged": 0, "corrected": 0, "faults": [], "notes": [] }))
    );
    assert_eq!(import(data.path(), &sections).1["unchanged"], 1, "and nothing twice");
    let samples = file("样品.csv", "断面,采样日期,氨氮\n小安溪大桥,2022-01-05,0.025L\n小安溪大乔,2022-02-05,0.5\n");
    let (status, told) = import(data.path(), &samples);
    assert_eq!((status, told["faults"][0]["code"].as_str(), told["faults"][0]["row"].as_u64()), (1, Some("unknown_record"), Some(3)));
    let named = |kind: &str| ran(data.path(), &["import", samples.to_str().unwrap(), "--region", "500151", "--json", "--kind", kind]);
    assert_eq!(named("sample").status.code(), Some(1));
    let unknown = named("samples");
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("section, sample, rating, complaint, patrol"));
    assert_eq!(unknown.status.code(), Some(2));
}
