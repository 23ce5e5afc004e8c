//! The look at an uploaded file before any of it is parsed as a workbook.
//!
//! Everything is counted by decompressing, because the sizes declared in a zip directory may lie.

use std::io::{BufReader, Cursor, Read};

use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use super::{ReadFault, ReadLimits};

const OLE_HEADER: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const CONTENT_TYPES: &str = "[content_types].xml";
const MOST_ENTRIES: usize = 10_000;
/// Excel's own list of content types has a few kilobytes.
const CONTENT_TYPES_READ: u64 = 1024 * 1024;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Refuses what is not a plain xlsx of bearable size.
pub(super) fn inspect(bytes: &[u8], limits: &ReadLimits) -> Result<(), ReadFault> {
    let size = bytes.len() as u64;
    if size > limits.file_bytes {
        return Err(ReadFault::TooLarge { bytes: size, limit: limits.file_bytes });
    }
    if bytes.starts_with(&OLE_HEADER) {
        return Err(ole_fault(bytes));
    }
    if !bytes.starts_with(b"PK") {
        return Err(ReadFault::NotXlsx);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|fault| damaged(&fault))?;
    let unpacked = count_unpacked(&mut archive, limits)?;
    check_content_types(&mut archive)?;
    for (index, name, size) in unpacked {
        if name.ends_with("sharedstrings.xml") {
            check_string_count(&mut archive, index, size)?;
        }
    }
    Ok(())
}

/// An encrypted xlsx is an OLE file with a stream named `EncryptedPackage` (UTF-16 in its directory).
fn ole_fault(bytes: &[u8]) -> ReadFault {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) { ReadFault::Encrypted } else { ReadFault::OldXls }
}

/// Decompresses every entry to nowhere; gives index, lower-case name and true size of each.
fn count_unpacked(archive: &mut Archive<'_>, limits: &ReadLimits) -> Result<Vec<(usize, String, u64)>, ReadFault> {
    if archive.len() > MOST_ENTRIES {
        return Err(ReadFault::Damaged(format!("{} parts", archive.len())));
    }
    let mut entries = Vec::with_capacity(archive.len());
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|fault| damaged(&fault))?;
        let packed = entry.compressed_size().max(1);
        let name = entry.name().to_owned();
        let left = limits.unpacked_bytes.saturating_sub(total);
        let steep = limits.ratio_free_bytes.max(packed.saturating_mul(limits.ratio));
        let most = left.min(steep);
        let size = std::io::copy(&mut entry.by_ref().take(most.saturating_add(1)), &mut std::io::sink())
            .map_err(|fault| ReadFault::Damaged(format!("{name}: {fault}")))?;
        if size > most {
            let limit = if most == left { limits.unpacked_bytes } else { steep };
            return Err(ReadFault::Bomb { entry: name, limit });
        }
        total += size;
        entries.push((index, name.to_lowercase(), size));
    }
    Ok(entries)
}

/// Tells an xlsx from its relatives by the content types of the package.
fn check_content_types(archive: &mut Archive<'_>) -> Result<(), ReadFault> {
    let mut types = None;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|fault| damaged(&fault))?;
        let name = entry.name().to_lowercase().replace('\\', "/");
        if name.ends_with("/vbaproject.bin") {
            return Err(ReadFault::Macros);
        }
        if name == CONTENT_TYPES {
            let mut text = Vec::new();
            entry
                .take(CONTENT_TYPES_READ)
                .read_to_end(&mut text)
                .map_err(|fault| ReadFault::Damaged(format!("[Content_Types].xml: {fault}")))?;
            types = Some(String::from_utf8_lossy(&text).to_lowercase());
        }
    }
    let types = types.ok_or(ReadFault::NotXlsx)?;
    if types.contains("macroenabled") {
        return Err(ReadFault::Macros);
    }
    if !types.contains("spreadsheetml.sheet.main+xml") && !types.contains("spreadsheetml.template.main+xml") {
        return Err(ReadFault::NotXlsx);
    }
    Ok(())
}

/// Checks the declared number of shared strings.
///
/// calamine 0.38 reserves memory for the declared `uniqueCount` before reading one string, so that a
/// tiny file could abort the process. A string needs at least `<si/>`, five bytes.
fn check_string_count(archive: &mut Archive<'_>, index: usize, size: u64) -> Result<(), ReadFault> {
    let entry = archive.by_index(index).map_err(|fault| damaged(&fault))?;
    let mut xml = quick_xml::Reader::from_reader(BufReader::new(entry));
    xml.config_mut().expand_empty_elements = true;
    xml.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer).map_err(|fault| ReadFault::Damaged(format!("sharedStrings.xml: {fault}")))?;
        if matches!(event, Event::Eof) {
            return Err(ReadFault::Damaged("sharedStrings.xml".to_owned()));
        }
        let Event::Start(start) = event else { continue };
        if start.local_name().as_ref() != "sst" {
            continue;
        }
        let declared = start
            .attributes()
            .with_checks(false)
            .filter_map(Result::ok)
            .filter(|attribute| attribute.key.as_ref() == "uniqueCount")
            .filter_map(|attribute| attribute.value.trim().parse::<u64>().ok())
            .max();
        if declared.is_some_and(|count| count > size / 5) {
            return Err(ReadFault::Damaged("sharedStrings.xml: uniqueCount".to_owned()));
        }
        return Ok(());
    }
}

fn damaged(fault: &ZipError) -> ReadFault {
    ReadFault::Damaged(fault.to_string())
}
