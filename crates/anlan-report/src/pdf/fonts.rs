//! Fonts as bytes given by the caller, who knows where the files are.

use std::collections::BTreeSet;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// Characters without which nothing can be printed.
const NEEDED: &str = "河长办公室通报一二三年月日，。";

/// Fonts ready for typst. Loading takes a while: keep one for the life of the program.
#[derive(Debug)]
pub struct Fonts {
    pub(super) book: LazyHash<FontBook>,
    pub(super) faces: Vec<Font>,
}

impl Fonts {
    /// Takes the contents of `.ttf`, `.otf` and `.ttc` files; what is no font is passed over.
    #[must_use]
    pub fn from_bytes(files: Vec<Vec<u8>>) -> Self {
        let faces: Vec<Font> = files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
        Self { book: LazyHash::new(FontBook::from_fonts(&faces)), faces }
    }

    /// Whether one of the fonts has ordinary Chinese characters.
    #[must_use]
    pub fn cover_chinese(&self) -> bool {
        self.faces.iter().any(|face| NEEDED.chars().all(|letter| covers(face, letter)))
    }

    /// The characters of a text that no font has; rare names and rivers deserve a warning.
    #[must_use]
    pub fn missing(&self, text: &str) -> BTreeSet<char> {
        let lacking = |letter: &char| !letter.is_control() && !self.faces.iter().any(|face| covers(face, *letter));
        text.chars().filter(lacking).collect()
    }
}

fn covers(face: &Font, letter: char) -> bool {
    face.info().coverage.contains(u32::from(letter))
}
