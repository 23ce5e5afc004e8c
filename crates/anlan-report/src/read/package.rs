//! What an uploaded office file is, and the look at its package before any of it is parsed.
//!
//! Everything is counted by decompressing, because the sizes declared in a zip directory may lie.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{ReadFault, ReadLimits};

const OLE_HEADER: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const CONTENT_TYPES: &str = "[content_types].xml";
const MOST_ENTRIES: usize = 10_000;
/// Excel's own list of content types has a few kilobytes.
const CONTENT_TYPES_READ: u64 = 1024 * 1024;

pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What a package holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// An xlsx workbook.
    Workbook,
    /// A docx document.
    Document,
}

/// A package of bearable size: what it is, its archive, and index, lower-case name and true size of each entry.
pub(super) struct Package<'a> {
    pub(super) kind: FileKind,
    pub(super) archive: Archive<'a>,
    pub(super) entries: Vec<(usize, String, u64)>,
}

/// Tells an xlsx from a docx by what is inside, whatever the file is called.
///
/// # Errors
/// Neither of them, encrypted, too large, a bomb, with macros, or damaged.
pub fn kind_of(bytes: &[u8], limits: &ReadLimits) -> Result<FileKind, ReadFault> {
    open(bytes, limits, ReadFault::NotOffice).map(|package| package.kind)
}

fn fits(bytes: &[u8], limits: &ReadLimits) -> Result<(), ReadFault> {
    let size = bytes.len() as u64;
    if size > limits.file_bytes { Err(ReadFault::TooLarge { bytes: size, limit: limits.file_bytes }) } else { Ok(()) }
}

/// The files of a zip, by name, after they were counted.
///
/// # Errors
/// No zip, too large, a bomb, a name that stands twice, or damaged.
pub(crate) fn unpack(bytes: &[u8], limits: &ReadLimits) -> Result<BTreeMap<String, Vec<u8>>, ReadFault> {
    fits(bytes, limits)?;
    if !bytes.starts_with(b"PK") {
        return Err(ReadFault::NotAPackage);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|fault| damaged(&fault))?;
    let mut files = BTreeMap::new();
    for (index, _, size) in count_unpacked(&mut archive, limits)? {
        let mut entry = archive.by_index(index).map_err(|fault| damaged(&fault))?;
        let mut content = Vec::new();
        entry.by_ref().take(size).read_to_end(&mut content).map_err(|fault| ReadFault::Damaged(format!("{}: {fault}", entry.name())))?;
        if files.insert(entry.name().to_owned(), content).is_some() {
            return Err(ReadFault::Damaged(format!("{} twice", entry.name())));
        }
    }
    Ok(files)
}

/// Opens a package; what is none is told as `other`.
pub(super) fn open<'a>(bytes: &'a [u8], limits: &ReadLimits, other: ReadFault) -> Result<Package<'a>, ReadFault> {
    fits(bytes, limits)?;
    if bytes.starts_with(&OLE_HEADER) {
        return Err(ole_fault(bytes));
    }
    if !bytes.starts_with(b"PK") {
        return Err(other);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|fault| damaged(&fault))?;
    let entries = count_unpacked(&mut archive, limits)?;
    let kind = content_kind(&mut archive, other)?;
    Ok(Package { kind, archive, entries })
}

/// An encrypted file is an OLE file with a stream named `EncryptedPackage`, an old Word file one with `WordDocument` (UTF-16 in its
/// directory).
fn ole_fault(bytes: &[u8]) -> ReadFault {
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if holds("EncryptedPackage") {
        ReadFault::Encrypted
    } else if holds("WordDocument") {
        ReadFault::OldDoc
    } else {
        ReadFault::OldXls
    }
}

/// Decompresses every entry to nowhere.
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

/// What the content types of the package say it is.
fn content_kind(archive: &mut Archive<'_>, other: ReadFault) -> Result<FileKind, ReadFault> {
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
    let Some(types) = types else { return Err(other) };
    if types.contains("macroenabled") {
        return Err(ReadFault::Macros);
    }
    let of = |format: &str| ["document", "sheet", "template"].iter().any(|what| types.contains(&format!("{format}.{what}.main+xml")));
    if of("spreadsheetml") {
        Ok(FileKind::Workbook)
    } else if of("wordprocessingml") {
        Ok(FileKind::Document)
    } else {
        Err(other)
    }
}

pub(super) fn damaged(fault: &ZipError) -> ReadFault {
    ReadFault::Damaged(fault.to_string())
}
