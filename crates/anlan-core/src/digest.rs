//! SM3 (GB/T 32905-2016), the one digest used for the audit chain, stored files and frozen results.

use sm3::{Digest, Sm3};

/// The digest's 32 bytes.
#[must_use]
pub fn bytes(content: &[u8]) -> [u8; 32] {
    Sm3::digest(content).into()
}

/// The digest as 64 lower-case hexadecimal digits.
#[must_use]
pub fn hex(content: &[u8]) -> String {
    to_hex(&bytes(content))
}

/// The digest of the names of records, one a line in their order: an annex tells by it on which records a number rests.
#[must_use]
pub fn of_names<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    hex(names.into_iter().collect::<Vec<_>>().join("\n").as_bytes())
}

/// As much of a digest as documents print: its first 16 digits.
#[must_use]
pub fn short(digest: &str) -> String {
    digest.chars().take(16).collect()
}

/// The digest of content that comes in pieces, for what is too large to hold whole.
#[derive(Debug, Clone, Default)]
pub struct Hasher(Sm3);

impl Hasher {
    /// Nothing hashed yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes on with the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The digest of all pieces in their order, as [`hex`] gives it of the whole.
    #[must_use]
    pub fn finish(self) -> String {
        to_hex(&self.0.finalize())
    }
}

/// Bytes as lower-case hexadecimal.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).map(char::from).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn pieces_give_the_digest_of_the_whole() {
        let whole: Vec<u8> = (0..1000_u32).map(|n| n.to_le_bytes()[0]).collect();
        for size in [1, 7, 64, 999, 1000] {
            let mut hasher = super::Hasher::new();
            whole.chunks(size).for_each(|piece| hasher.update(piece));
            assert_eq!(hasher.finish(), super::hex(&whole), "pieces of {size}");
        }
    }

    #[test]
    fn agrees_with_the_standards_vectors() {
        assert_eq!(super::hex(b"abc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        assert_eq!(super::hex("abcd".repeat(16).as_bytes()), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    }
}
