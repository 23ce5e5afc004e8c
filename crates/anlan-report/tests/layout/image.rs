//! Grey pictures in the format PGM (P5), and where their ink is.

/// A picture, 0 black and 255 white.
pub struct Image {
    /// Dots in a row.
    pub width: usize,
    /// The dots, row by row.
    pub dots: Vec<u8>,
}

impl Image {
    /// Reads a picture as pdftoppm writes it: three numbers, no comments.
    pub fn read(bytes: &[u8]) -> Self {
        let mut words = bytes.splitn(4, |byte| byte.is_ascii_whitespace());
        assert_eq!(words.next(), Some(&b"P5"[..]), "a PGM");
        let mut number = || std::str::from_utf8(words.next().unwrap()).unwrap().parse::<usize>().unwrap();
        let (width, height) = (number(), number());
        let dots = words.next().unwrap().splitn(2, |byte| byte.is_ascii_whitespace()).nth(1).unwrap().to_vec();
        assert_eq!(dots.len(), width * height);
        Self { width, dots }
    }

    /// The picture as a file.
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = format!("P5\n{} {}\n255\n", self.width, self.dots.len() / self.width).into_bytes();
        bytes.extend(&self.dots);
        bytes
    }

    /// Each dot the mean of a square of so many dots; what the edges leave over is dropped.
    pub fn smaller(&self, by: usize) -> Self {
        let (width, height) = (self.width / by, self.dots.len() / self.width / by);
        let mean = |index: usize| {
            let (x, y) = (index % width * by, index / width * by);
            let square = (y..y + by).flat_map(|row| self.dots[row * self.width + x..][..by].iter());
            (square.map(|dot| usize::from(*dot)).sum::<usize>() / (by * by)) as u8
        };
        Self { width, dots: (0..width * height).map(mean).collect() }
    }

    /// How much two pictures differ, dot by dot: 0 not at all, 255 black against white.
    pub fn difference(&self, other: &Self) -> f64 {
        assert_eq!((self.width, self.dots.len()), (other.width, other.dots.len()), "pictures of one size");
        let differences = self.dots.iter().zip(&other.dots).map(|(a, b)| f64::from(a.abs_diff(*b)));
        differences.sum::<f64>() / self.dots.len() as f64
    }

    /// The first row with ink, from a row on.
    pub fn ink_from(&self, row: usize) -> Option<usize> {
        let mut rows = self.dots.chunks(self.width).enumerate().skip(row);
        rows.find(|(_, dots)| dots.iter().any(|dot| *dot < 200)).map(|(row, _)| row)
    }

    /// Rows that are ruled from one column to another, each with the ends of its ink.
    pub fn ruled(&self, at_least: usize) -> Vec<(usize, usize, usize)> {
        let ends = |(row, dots): (usize, &[u8])| {
            let inked = |dot: &u8| *dot < 230;
            let first = dots.iter().position(inked)?;
            let last = dots.iter().rposition(inked)?;
            let full = dots[first..=last].iter().all(inked);
            (full && last - first >= at_least).then_some((row, first, last))
        };
        self.dots.chunks(self.width).enumerate().filter_map(ends).collect()
    }
}
