//! What a picture's EXIF tells: when and where it was taken. For the office only.

use super::read::known_file;
use super::sees_originals;
use crate::views::FileParticulars;
use crate::{Anlan, Call, Fault};
use exif::{Exif, In, Tag, Value};
use std::io::BufReader;

/// When, where and by what a picture was taken, as far as it says.
///
/// # Errors
/// Not of the office, not found, or the store fails.
pub async fn particulars(anlan: &Anlan, call: &Call, hash: &str) -> Result<FileParticulars, Fault> {
    if !sees_originals(call) {
        return Err(Fault::not_allowed());
    }
    let row = known_file(anlan, call, hash).await?;
    let none = FileParticulars { taken_at: None, latitude: None, longitude: None, camera: None };
    if !row.media_type.starts_with("image/") {
        return Ok(none);
    }
    let (file, _) = anlan.blobs.open_file(hash)?.ok_or_else(Fault::not_found)?;
    let read = tokio::task::spawn_blocking(move || exif::Reader::new().read_from_container(&mut BufReader::new(file)).ok()).await;
    Ok(read.ok().flatten().map_or(none, |told| told_by(&told)))
}

fn told_by(told: &Exif) -> FileParticulars {
    let text = |tag: Tag| match told.get_field(tag, In::PRIMARY).map(|field| &field.value) {
        Some(Value::Ascii(texts)) => {
            let text = texts.first().map(|bytes| String::from_utf8_lossy(bytes).trim_matches(['\0', ' ']).to_owned());
            text.map(|text| text.chars().filter(|c| !c.is_control()).take(60).collect::<String>()).filter(|text| !text.is_empty())
        }
        _ => None,
    };
    // "2023:10:05 14:22:10", by the camera's clock.
    let taken_at = text(Tag::DateTimeOriginal).or_else(|| text(Tag::DateTime)).map(|text| text.replacen(':', "-", 2));
    let camera: Vec<String> = [Tag::Make, Tag::Model].into_iter().filter_map(text).collect();
    let place = |tag: Tag, reference: Tag, negative: &str| {
        let degrees = match told.get_field(tag, In::PRIMARY).map(|field| &field.value) {
            Some(Value::Rational(parts)) => micro_degrees(parts)?,
            _ => return None,
        };
        let sign = if text(reference).is_some_and(|side| side.eq_ignore_ascii_case(negative)) { "-" } else { "" };
        Some(format!("{sign}{}.{:06}", degrees / 1_000_000, degrees % 1_000_000))
    };
    FileParticulars {
        taken_at,
        latitude: place(Tag::GPSLatitude, Tag::GPSLatitudeRef, "S"),
        longitude: place(Tag::GPSLongitude, Tag::GPSLongitudeRef, "W"),
        camera: (!camera.is_empty()).then(|| camera.join(" ")),
    }
}

/// Degrees, minutes and seconds as millionths of a degree, rounded down.
fn micro_degrees(parts: &[exif::Rational]) -> Option<u64> {
    let [degrees, minutes, seconds] = parts else { return None };
    let micro =
        |part: &exif::Rational, of: u64| (u64::from(part.num) * 1_000_000).checked_div(u64::from(part.denom)).map(|value| value / of);
    let sum = micro(degrees, 1)? + micro(minutes, 60)? + micro(seconds, 3600)?;
    (sum <= 180_000_000).then_some(sum)
}
