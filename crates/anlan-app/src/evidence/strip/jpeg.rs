//! JPEG (ITU-T T.81): kept are the tables, the pixels, JFIF, the colour profile and Adobe's colour mark; dropped are all other
//! application segments, remarks, and whatever follows the end of the picture (second pictures with particulars of their own).

/// What a clean copy's application segments may begin with: marker, then name.
const KEPT: [(u8, &[u8]); 3] = [(0xe0, b"JFIF\0"), (0xe2, b"ICC_PROFILE\0"), (0xee, b"Adobe")];

/// The clean copy, or nothing when the picture's structure is broken before its pixels.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut copy = Vec::with_capacity(bytes.len());
    let mut at = 2;
    let (mut turned, mut pixels) = (None, false);
    // The turn goes right behind JFIF, which has to come first.
    let mut turn_at = 2;
    copy.extend_from_slice(bytes.get(..2).filter(|start| *start == [0xff, 0xd8])?);
    loop {
        let Some(marker) = marker(bytes, &mut at) else {
            // Cut off after pixels began: the decoder shows what there is.
            return pixels.then(|| with_turn(copy, turn_at, turned));
        };
        match marker {
            0xd9 => {
                copy.extend_from_slice(&[0xff, 0xd9]);
                return Some(with_turn(copy, turn_at, turned));
            }
            0x01 | 0xd0..=0xd7 => copy.extend_from_slice(&[0xff, marker]),
            0x00 | 0xd8 => return None,
            _ => {
                let body = segment(bytes, at)?;
                at += 2 + body.len();
                if marker == 0xe1 && turned.is_none() {
                    turned = body.strip_prefix(b"Exif\0\0").and_then(super::turned);
                }
                let application = (0xe0..=0xef).contains(&marker);
                let kept = KEPT.iter().any(|(kept, name)| *kept == marker && body.starts_with(name));
                if marker == 0xfe || (application && !kept) {
                    continue;
                }
                let length = u16::try_from(body.len() + 2).ok()?.to_be_bytes();
                copy.extend_from_slice(&[0xff, marker, length[0], length[1]]);
                copy.extend_from_slice(body);
                if marker == 0xe0 && turn_at == 2 {
                    turn_at = copy.len();
                }
                if marker == 0xda {
                    pixels = true;
                    let end = end_of_scan(bytes, at);
                    copy.extend_from_slice(&bytes[at..end]);
                    at = end;
                }
            }
        }
    }
}

/// The next marker; fill bytes before it are dropped.
fn marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    if *bytes.get(*at)? != 0xff {
        return None;
    }
    while *bytes.get(*at)? == 0xff {
        *at += 1;
    }
    let marker = bytes[*at];
    *at += 1;
    Some(marker)
}

/// The body of a segment whose length stands at a place.
fn segment(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    bytes.get(at + 2..at + length.max(2))
}

/// Where coded pixels end: at a marker that is neither a stuffed byte nor a restart.
fn end_of_scan(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xff)) {
        at += found;
        match bytes.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return at,
            None => break,
        }
    }
    bytes.len()
}

/// Puts back the one particular that showing needs: which side is up.
fn with_turn(mut copy: Vec<u8>, at: usize, turned: Option<u8>) -> Vec<u8> {
    if let Some(value) = turned {
        let mut segment = vec![0xff, 0xe1, 0x00, 0x22];
        segment.extend_from_slice(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
        segment.push(value);
        segment.extend_from_slice(&[0; 6]);
        copy.splice(at..at, segment);
    }
    copy
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker, length[0], length[1]], body].concat()
    }

    const PIXELS: &[u8] = b"\x12\xff\x00\x34\xff\xd0\x56";

    fn picture(orientation: u8) -> Vec<u8> {
        let tiff = [&b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"[..], &[orientation, 0, 0, 0, 0, 0, 0]].concat();
        let hidden = [&b"\xff\xd8"[..], &part(0xe1, b"Exif\0\0 29.84N 106.05E"), b"\xff\xd9"].concat();
        let parts = [
            b"\xff\xd8".to_vec(),
            part(0xe0, b"JFIF\0\x01\x01"),
            part(0xe1, &tiff),
            part(0xe1, b"http://ns.adobe.com/xap/1.0/\0 GPSLatitude"),
            part(0xe2, b"ICC_PROFILE\0\x01\x01 colours"),
            part(0xe2, b"MPF\0 second"),
            part(0xed, b"Photoshop 3.0\0 city"),
            part(0xfe, b"a remark"),
            part(0xdb, b"tables"),
            part(0xda, b"scan"),
            PIXELS.to_vec(),
            b"\xff\xd9".to_vec(),
            hidden,
        ];
        parts.concat()
    }

    #[test]
    fn only_what_shows_the_picture_is_copied() {
        let expected = [
            b"\xff\xd8".to_vec(),
            part(0xe0, b"JFIF\0\x01\x01"),
            part(0xe2, b"ICC_PROFILE\0\x01\x01 colours"),
            part(0xdb, b"tables"),
            part(0xda, b"scan"),
            PIXELS.to_vec(),
            b"\xff\xd9".to_vec(),
        ];
        assert_eq!(clean(&picture(1)).unwrap(), expected.concat());
        assert_eq!(clean(&clean(&picture(1)).unwrap()).unwrap(), expected.concat(), "cleaning again changes nothing");
    }

    #[test]
    fn a_turned_picture_stays_turned() {
        let copy = clean(&picture(6)).unwrap();
        let at = copy.windows(6).position(|part| part == b"Exif\0\0").unwrap();
        assert_eq!(super::super::turned(&copy[at + 6..]), Some(6));
        assert_eq!(copy.len(), clean(&picture(1)).unwrap().len() + 36);
        assert_eq!(clean(&copy).unwrap(), copy);
    }

    #[test]
    fn a_picture_cut_off_in_its_pixels_is_shown_and_one_cut_off_before_is_damaged() {
        let whole = picture(1);
        let pixels = whole.windows(PIXELS.len()).position(|part| part == PIXELS).unwrap();
        assert!(clean(&whole[..pixels + 3]).is_some());
        for end in 2..pixels - 8 {
            assert_eq!(clean(&whole[..end]), None, "cut at {end}");
        }
    }
}
