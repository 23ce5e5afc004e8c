//! PNG: kept are the chunks that colour and place pixels; texts, times, EXIF and private chunks are dropped, and what follows
//! the end.

/// Chunks a clean copy may have.
const KEPT: [&[u8; 4]; 20] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL",
    b"fcTL", b"fdAT", b"cICP", b"mDCV", b"cLLI",
];

/// The clean copy, or nothing when a chunk is cut off.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut copy = bytes.get(..8)?.to_vec();
    let mut at = 8;
    loop {
        let length = usize::try_from(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)).ok()?;
        let kind: &[u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let chunk = bytes.get(at..at.checked_add(length)?.checked_add(12)?)?;
        if KEPT.contains(&kind) {
            copy.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return Some(copy);
        }
        at += chunk.len();
    }
}

#[cfg(test)]
mod tests {
    fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], kind, body, b"crc!"].concat()
    }

    #[test]
    fn texts_times_and_places_are_dropped() {
        let sign = b"\x89PNG\r\n\x1a\n".to_vec();
        let (head, pixels, end) = (chunk(b"IHDR", b"head"), chunk(b"IDAT", b"pixels"), chunk(b"IEND", b""));
        let told = [b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf", b"prVt"].map(|kind| chunk(kind, b"29.84N")).concat();
        let whole = [sign.clone(), head.clone(), told.clone(), pixels.clone(), told, end.clone(), b"tail".to_vec()].concat();
        assert_eq!(super::clean(&whole).unwrap(), [sign, head, pixels, end].concat());
        assert_eq!(super::clean(&whole[..40]), None);
    }
}
