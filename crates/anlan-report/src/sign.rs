//! The sign board of a river (河长公示牌) with a QR code, as SVG for a sign maker and as PDF for printing. Pure.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// What stands on a sign board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// The heading.
    pub title: String,
    /// The river.
    pub river: String,
    /// Rows: what, and who or which.
    pub lines: Vec<(String, String)>,
    /// What is forbidden, each a short sentence.
    pub forbidden: Vec<String>,
    /// Who put it up.
    pub office: String,
    /// Where the QR code leads.
    pub address: String,
}

/// Why there is no sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignFault {
    /// The address does not fit a QR code.
    #[error("the address is too long for a QR code (网址过长，放不进二维码)")]
    TooLong,
}

/// Width of the board in its own units: 3 to 2, as the usual 1.5 m by 1.0 m.
const WIDTH: usize = 1500;
const HEIGHT: usize = 1000;
/// Most lines that can be read from where people stand.
const MOST_LINES: usize = 10;

impl Sign {
    /// The dark modules of its QR code, row by row.
    ///
    /// # Errors
    /// [`SignFault::TooLong`].
    pub fn modules(&self) -> Result<Vec<Vec<bool>>, SignFault> {
        let code = QrCode::encode_text(&self.address, QrCodeEcc::Quartile).map_err(|_| SignFault::TooLong)?;
        let size = code.size();
        Ok((0..size).map(|y| (0..size).map(|x| code.get_module(x, y)).collect()).collect())
    }

    /// The lines that fit: of more, the last ones stay (who leads, whom to call) and the reader is sent to the page.
    fn shown(&self) -> Vec<(String, String)> {
        if self.lines.len() <= MOST_LINES {
            return self.lines.clone();
        }
        let (first, last) = (MOST_LINES - 3, self.lines.len() - 2);
        let more = ("其余河长".to_owned(), "请扫二维码查看".to_owned());
        self.lines[..first].iter().cloned().chain([more]).chain(self.lines[last..].iter().cloned()).collect()
    }

    /// The board as SVG, 1500 by 1000 units.
    ///
    /// # Errors
    /// [`SignFault::TooLong`].
    pub fn svg(&self) -> Result<String, SignFault> {
        let modules = self.modules()?;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\" font-family=\"'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif\">",
            escaped(&self.title)
        );
        let mut text = |x: usize, y: usize, size: usize, more: &str, words: &str| {
            let _ = write!(svg, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{more}>{}</text>", escaped(words));
        };
        text(WIDTH / 2, 130, 76, " text-anchor=\"middle\" font-weight=\"bold\" fill=\"#ffffff\"", &self.title);
        // Long posts are set smaller, many lines closer.
        let shown = self.shown();
        let step = (480 / shown.len().max(1)).min(72);
        for (place, (what, who)) in shown.iter().enumerate() {
            let y = 290 + place * step;
            let size = (step * 5 / 9).min(1360 / usize::try_from(crate::official::width_in_characters(who)).unwrap_or(1).max(1)).min(38);
            text(80, y, size, " fill=\"#0f4c81\" font-weight=\"bold\"", what);
            text(330, y, size, " fill=\"#1c2430\"", who);
        }
        for (place, words) in self.forbidden.iter().take(4).enumerate() {
            text(80 + place % 2 * 480, 830 + place / 2 * 52, 30, " fill=\"#1c2430\"", &format!("禁止{words}"));
        }
        text(1230, 900, 28, " text-anchor=\"middle\" fill=\"#1c2430\"", "扫码看河流情况");
        text(WIDTH / 2, 970, 30, " text-anchor=\"middle\" fill=\"#45505e\"", &self.office);
        let module = 380 / modules.len().max(1);
        let origin = (1230 - module * modules.len() / 2, 460);
        let mut path = String::new();
        for (y, row) in modules.iter().enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
                let _ = write!(path, "M{} {}h{module}v{module}h-{module}z", origin.0 + x * module, origin.1 + y * module);
            }
        }
        let ground = format!(
            "<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/><rect width=\"{WIDTH}\" height=\"190\" fill=\"#0f4c81\"/>"
        );
        let at = svg.find('>').map_or(svg.len(), |at| at + 1);
        svg.insert_str(at, &ground);
        let _ = write!(svg, "<path d=\"{path}\" fill=\"#000000\"/></svg>");
        Ok(svg)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign() -> Sign {
        Sign {
            title: "小安溪河长公示牌".into(),
            river: "小安溪".into(),
            lines: vec![("区级河长".into(), "小安溪区级河长　张三<b>".into()), ("监督电话".into(), "023-0000".into())],
            forbidden: vec!["倾倒垃圾".into()],
            office: "某区河长办公室".into(),
            address: "https://example.org/p/500151/rivers/018b92b1-ae80-711d-aa56-2f66417ef2de".into(),
        }
    }

    #[test]
    fn a_sign_is_the_same_every_time_and_its_words_are_words() {
        let svg = sign().svg().unwrap();
        assert_eq!(svg, sign().svg().unwrap());
        assert!(svg.contains("张三&lt;b&gt;") && !svg.contains("<b>") && svg.contains("禁止倾倒垃圾"), "{svg}");
        quick_xml::Reader::from_str(&svg).read_event().unwrap();
    }

    #[test]
    fn an_address_that_does_not_fit_is_refused() {
        let long = Sign { address: "长".repeat(2000), ..sign() };
        assert_eq!(long.svg(), Err(SignFault::TooLong));
    }
}
