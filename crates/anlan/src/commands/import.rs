//! `anlan import FILE --region R`, the lists or a record book: exits 1 when there are faults, having changed nothing unless `--accept-valid`.

use crate::Place;
use crate::open::open;
use anlan_app::FaultKind;
use anlan_app::imports::confirm_bytes;
use anlan_app::records;
use anlan_app::views::{ImportFault, ImportResult};
use anlan_core::access::Role;
use anlan_core::ids::RegionId;
use anyhow::{Context as _, Result, bail};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Import {
    /// 台账文件 The workbook (xlsx)
    file: PathBuf,
    /// 行政区代码 Region code, e.g. 500151
    #[arg(long)]
    region: String,
    /// 有问题的行不导入，其余导入 Import the rows without faults although others have some
    #[arg(long)]
    accept_valid: bool,
    /// 闭环台账：problem、closing、letter、instruction、look_back、meeting A ledger of matters
    #[arg(long)]
    ledger: Option<String>,
    /// 台账种类，如 sample；不填则按表头识别，识别不出按清单导入 Kind of record book, e.g. sample; by the headers when absent
    #[arg(long)]
    kind: Option<String>,
}

/// Largest workbook read, in bytes: the reader's own limit, asked before reading.
const LARGEST: u64 = 32 * 1024 * 1024;

impl Import {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        let region = RegionId::parse(&self.region)?;
        let size = std::fs::metadata(&self.file).with_context(|| format!("cannot read {} (无法读取文件)", self.file.display()))?.len();
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let opened = open(place).await?;
        let result = if size > LARGEST {
            let (zh, en) = (format!("文件{size}字节，超过32MB，请拆分后导入。"), format!("{size} bytes: more than 32 MB, split it"));
            Err((String::from("too_large"), zh, en))
        } else {
            let bytes = std::fs::read(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
            let (anlan, call) = (&opened.anlan, opened.call(&region, Role::OfficeHead));
            if let Some(ledger) = &self.ledger {
                let told = anlan_app::ledgers::import_ledger(anlan, &call, ledger, &name, &bytes, true).await?;
                let counts =
                    ImportResult { accepted: if told.recorded { told.rows } else { 0 }, faults: told.faults, ..ImportResult::default() };
                if place.json {
                    println!("{}", serde_json::to_string(&counts)?);
                } else {
                    print(&counts, false);
                }
                return Ok(if told.recorded { ExitCode::SUCCESS } else { ExitCode::FAILURE });
            }
            let kind = match self.kind {
                Some(kind) => Some(kind),
                None => records::recognise(anlan, &region, &name, &bytes).await,
            };
            let done = match &kind {
                Some(kind) => {
                    let known = records::kinds_of(anlan, &region);
                    if known.kind(kind).is_none() {
                        let keys = known.all().iter().map(|kind| kind.key.as_str()).collect::<Vec<_>>().join(", ");
                        bail!("there is no kind of record {kind}: one of {keys} (没有这种台账)");
                    }
                    records::confirm_bytes(anlan, &call, kind, &name, &bytes, self.accept_valid).await
                }
                None => confirm_bytes(anlan, &call, &name, &bytes, self.accept_valid).await,
            };
            match done {
                Ok(result) => Ok(result),
                Err(fault) if matches!(fault.kind, FaultKind::Invalid | FaultKind::TooLarge) => {
                    Err((fault.code.to_owned(), fault.zh, fault.en))
                }
                Err(fault) => return Err(fault.into()),
            }
        };
        // A file that cannot be read at all is told in the same form as a fault in a cell.
        let result = result.unwrap_or_else(|(code, message, message_en)| ImportResult {
            faults: vec![ImportFault { sheet: String::new(), row: None, column: None, value: Some(name), code, message, message_en }],
            ..ImportResult::default()
        });
        if place.json {
            println!("{}", serde_json::to_string(&result)?);
        } else {
            print(&result, self.accept_valid);
        }
        Ok(if result.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn print(result: &ImportResult, accept_valid: bool) {
    for fault in &result.faults {
        let row = fault.row.map(|row| format!("第{row}行 ")).unwrap_or_default();
        let column = fault.column.as_deref().unwrap_or("");
        let value = fault.value.as_deref().map(|value| format!("“{value}” ")).unwrap_or_default();
        println!("{} {row}{column} {value}{} [{}] {}", fault.sheet, fault.message, fault.code, fault.message_en);
    }
    if !result.faults.is_empty() && !accept_valid {
        println!("共{}处问题，未作任何更改。{} faults: nothing was changed.", result.faults.len(), result.faults.len());
    } else {
        println!(
            "新增{}，更正{}，未变{}。{} new, {} corrected, {} unchanged.",
            result.accepted, result.corrected, result.unchanged, result.accepted, result.corrected, result.unchanged
        );
    }
}
