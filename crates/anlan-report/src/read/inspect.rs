//! The look at an uploaded workbook before any of it is parsed.

use std::io::BufReader;

use quick_xml::events::Event;

use super::package::{Archive, FileKind, damaged, open};
use super::{ReadFault, ReadLimits};

/// Refuses what is not a plain xlsx of bearable size.
pub(super) fn inspect(bytes: &[u8], limits: &ReadLimits) -> Result<(), ReadFault> {
    let mut package = open(bytes, limits, ReadFault::NotXlsx)?;
    if package.kind != FileKind::Workbook {
        return Err(ReadFault::NotXlsx);
    }
    for (index, name, size) in package.entries {
        if name.ends_with("sharedstrings.xml") {
            check_string_count(&mut package.archive, index, size)?;
        }
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
