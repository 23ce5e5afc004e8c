//! A picture's clean copy: the same pixels, byte for byte, without place, time, camera, remarks or hidden second pictures.
//!
//! Only parts known to be needed for showing the picture are copied, so that a maker's new way of hiding a place in it is
//! dropped too. Pure functions over bytes; nothing is decoded.

mod jpeg;
mod png;
mod webp;

use crate::Fault;

/// The clean copy of a picture of a media type; `None` for what is no picture.
///
/// # Errors
/// The picture is damaged, so that nobody could tell what is in it.
pub fn clean(media_type: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    let copy = match media_type {
        "image/jpeg" => jpeg::clean(bytes),
        "image/png" => png::clean(bytes),
        "image/webp" => webp::clean(bytes),
        _ => return Ok(None),
    };
    let zh = "图片已损坏或不完整，请重新拍摄或另存后再上传。";
    let damaged = || Fault::invalid("file", "picture_damaged", zh, "The picture is damaged or not whole: take or save it again.");
    copy.map(Some).ok_or_else(damaged)
}

/// The orientation a TIFF block names, when it is not the usual one.
fn turned(tiff: &[u8]) -> Option<u8> {
    let (fields, _) = exif::parse_exif(tiff).ok()?;
    let field = fields.iter().find(|field| field.tag == exif::Tag::Orientation && field.ifd_num == exif::In::PRIMARY)?;
    field.value.get_uint(0).and_then(|value| u8::try_from(value).ok()).filter(|value| (2..=8).contains(value))
}
