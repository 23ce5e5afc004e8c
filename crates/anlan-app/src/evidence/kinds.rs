//! Which files are taken, told by their first bytes; and names as they are kept.

use crate::Fault;

/// How many of a file's first bytes tell its kind.
pub(super) const FIRST: u64 = 12;

/// A kind of file that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Jpeg,
    Png,
    WebP,
    Pdf,
    Zip,
    Mp4,
}

impl Kind {
    /// Its media type.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Zip => "application/zip",
            Self::Mp4 => "video/mp4",
        }
    }
}

/// Pictures that look like videos from outside; their particulars could not be taken out.
const PICTURES_AS_FTYP: [&[u8]; 7] = [b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif"];

/// The kind of a file that begins so.
///
/// # Errors
/// It is of no kind that is taken.
pub(super) fn kind_of(first: &[u8]) -> Result<Kind, Fault> {
    let brand = first.get(8..12).unwrap_or_default();
    match first {
        [0xff, 0xd8, 0xff, ..] => Ok(Kind::Jpeg),
        _ if first.starts_with(b"\x89PNG\r\n\x1a\n") => Ok(Kind::Png),
        _ if first.starts_with(b"%PDF-") => Ok(Kind::Pdf),
        _ if first.starts_with(b"PK\x03\x04") => Ok(Kind::Zip),
        _ if first.get(4..8) == Some(b"ftyp") && !PICTURES_AS_FTYP.contains(&brand) => Ok(Kind::Mp4),
        _ if first.starts_with(b"RIFF") && brand == b"WEBP" => Ok(Kind::WebP),
        _ => {
            let zh = "只接收 jpg、png、webp 图片，pdf、docx、xlsx 文档和 mp4 视频；HEIC 照片请先转为 jpg。";
            let en = "Only jpg, png, webp, pdf, docx, xlsx and mp4 files are taken; turn a HEIC photo into jpg first.";
            Err(Fault::invalid("file", "kind_not_taken", zh, en))
        }
    }
}

/// A name without folders and control characters, of bearable length.
pub(super) fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if plain.trim().is_empty() { "file".to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_told_by_content() {
        assert_eq!(kind_of(b"\0\0\0\x18ftypisom").unwrap(), Kind::Mp4);
        assert_eq!(kind_of(b"RIFF\x10\0\0\0WEBP").unwrap(), Kind::WebP);
        for not in [&b"RIFF\x10\0\0\0AVI "[..], b"\0\0\0\x18ftypheic", b"MZ\x90\0", b"<svg xmlns", b"", b"\xff\xd8"] {
            assert_eq!(kind_of(not).unwrap_err().code, "kind_not_taken", "{not:?}");
        }
    }

    #[test]
    fn a_name_leads_nowhere() {
        assert_eq!(plain_name("../../etc/现场\n.jpg"), "现场.jpg");
        assert_eq!(plain_name("C:\\x\\"), "file");
    }
}
