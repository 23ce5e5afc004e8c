//! WebP: kept are the chunks of pixels, transparency, animation and colour; EXIF, XMP and unknown chunks are dropped, and the
//! head no longer promises them.

/// Chunks a clean copy may have.
const KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

/// The head's marks for EXIF and XMP.
const TOLD: u8 = 0x08 | 0x04;

/// The clean copy, or nothing when a chunk is cut off.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = usize::try_from(u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?)).ok()?;
    let end = size.checked_add(8).filter(|end| *end <= bytes.len())?;
    let mut copy = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut at = 12;
    while at < end {
        let kind: &[u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        let length = usize::try_from(u32::from_le_bytes(bytes.get(at + 4..at + 8)?.try_into().ok()?)).ok()?;
        let body = bytes.get(at + 8..(at + 8).checked_add(length)?)?;
        if KEPT.contains(&kind) {
            copy.extend_from_slice(&bytes[at..at + 8]);
            match (kind, body) {
                (b"VP8X", [marks, rest @ ..]) => {
                    copy.push(marks & !TOLD);
                    copy.extend_from_slice(rest);
                }
                _ => copy.extend_from_slice(body),
            }
            // Chunks begin at even places.
            copy.extend_from_slice(&[0][..length % 2]);
        }
        at += 8 + length + length % 2;
    }
    let size = u32::try_from(copy.len() - 8).ok()?.to_le_bytes();
    copy[4..8].copy_from_slice(&size);
    Some(copy)
}

#[cfg(test)]
mod tests {
    fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let pad = &[0][..body.len() % 2];
        [kind, &u32::try_from(body.len()).unwrap().to_le_bytes()[..], body, pad].concat()
    }

    fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
        let body = chunks.concat();
        [b"RIFF", &u32::try_from(body.len() + 4).unwrap().to_le_bytes()[..], b"WEBP", &body].concat()
    }

    #[test]
    fn places_are_dropped_and_not_promised() {
        let pixels = chunk(b"VP8 ", b"pixel");
        let whole = riff(&[
            chunk(b"VP8X", b"\x2c\0\0\0size.."),
            chunk(b"ICCP", b"colours"),
            pixels.clone(),
            chunk(b"EXIF", b"29.84N"),
            chunk(b"XMP ", b"x"),
        ]);
        let expected = riff(&[chunk(b"VP8X", b"\x20\0\0\0size.."), chunk(b"ICCP", b"colours"), pixels]);
        assert_eq!(super::clean(&whole).unwrap(), expected);
        assert_eq!(super::clean(&whole[..40]), None);
    }
}
