//! The four national standards together: read once from versioned data, checked against each other, never changed.

use super::city::CityRules;
use super::evaluation::Evaluation;
use super::quality::Quality;
use super::trophic::TrophicRules;
use crate::rule::number::Number;
use chrono::NaiveDate;
use serde::Deserialize;
use std::sync::OnceLock;

/// Why a standard's file is refused: the file and what to do, with the line where the reader knows it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("standard {file}: {fault} (标准数据有误，请按提示修改该文件)")]
pub struct StandardFault {
    /// Which of the files.
    pub file: &'static str,
    /// What is wrong.
    pub fault: String,
}

/// The texts of the standards' files.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    /// Items and limits, as `gb3838-2002.toml`.
    pub quality: &'a str,
    /// Methods of evaluation, as `evaluation-2011-22.toml`.
    pub evaluation: &'a str,
    /// The trophic index, as `tli.toml`.
    pub trophic: &'a str,
    /// The city's index, as `cwqi-2017.toml`.
    pub city: &'a str,
}

/// One consistent set of standards.
#[derive(Debug)]
pub struct Standards {
    /// Items and limits.
    pub quality: Quality,
    /// Methods of evaluation.
    pub evaluation: Evaluation,
    /// The trophic index.
    pub trophic: TrophicRules,
    /// The city's index.
    pub city: CityRules,
}

/// The national standards as checked in.
pub const NATIONAL: Texts<'static> = Texts {
    quality: include_str!("../../../../standards/gb3838-2002.toml"),
    evaluation: include_str!("../../../../standards/evaluation-2011-22.toml"),
    trophic: include_str!("../../../../standards/tli.toml"),
    city: include_str!("../../../../standards/cwqi-2017.toml"),
};

impl Standards {
    /// Reads and checks one set of standards.
    ///
    /// # Errors
    /// [`StandardFault`] names the file: unknown keys, limits out of order, names used twice, bands that overlap or leave gaps.
    pub fn load(texts: Texts<'_>) -> Result<Self, StandardFault> {
        let quality = Quality::read(texts.quality).map_err(|fault| StandardFault { file: "quality", fault })?;
        let evaluation = Evaluation::read(texts.evaluation, &quality).map_err(|fault| StandardFault { file: "evaluation", fault })?;
        let trophic = TrophicRules::read(texts.trophic).map_err(|fault| StandardFault { file: "trophic", fault })?;
        let city = CityRules::read(texts.city, &quality).map_err(|fault| StandardFault { file: "city", fault })?;
        Ok(Self { quality, evaluation, trophic, city })
    }

    /// The national standards in force, as checked in.
    ///
    /// # Panics
    /// Never in a tested build: the texts are part of the program, and a test loads them.
    #[must_use]
    pub fn national() -> &'static Self {
        static NATION: OnceLock<Standards> = OnceLock::new();
        NATION.get_or_init(|| match Self::load(NATIONAL) {
            Ok(standards) => standards,
            Err(fault) => panic!("{fault}"),
        })
    }
}

/// A decimal written as text in a standard's file, so that it stays exact.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Exact(pub(super) Number);

impl TryFrom<String> for Exact {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Number::parse(&text).map(Self).ok_or_else(|| format!("“{text}” is no plain decimal such as \"0.15\""))
    }
}

/// A day written as a TOML date.
pub(super) fn day(date: toml::value::Datetime) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(&date.to_string(), "%Y-%m-%d").map_err(|_| format!("`from` must be a day such as 2002-06-01, not {date}"))
}

/// A number as the logarithm needs it.
pub(super) fn float(number: &Number) -> Option<f64> {
    number.decimal(15).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_national_standards_load() {
        let standards = Standards::national();
        assert_eq!(standards.quality.items().iter().filter(|item| item.evaluated).count(), 21);
        assert_eq!(standards.quality.id.as_ref(), standards.evaluation.quality);
    }

    #[test]
    fn faults_name_the_file_and_what_to_do() {
        let fault = |texts: Texts<'_>| Standards::load(texts).unwrap_err().to_string();
        let quality = NATIONAL.quality.replace(r#"["7.5", "6", "5", "3", "2"]"#, r#"["7.5", "6", "7", "3", "2"]"#);
        assert!(fault(Texts { quality: &quality, ..NATIONAL }).contains("溶解氧"));
        let quality = NATIONAL.quality.replace("aliases = [\"DO\"", "aliases = [\"COD\"");
        assert!(fault(Texts { quality: &quality, ..NATIONAL }).contains("two items"));
        let quality = NATIONAL.quality.replace("\"0.15\"", "\"0.1.5\"");
        assert!(fault(Texts { quality: &quality, ..NATIONAL }).contains("0.1.5"));
        let evaluation = NATIONAL.evaluation.replace("from = \"75\", below = \"90\"", "from = \"76\", below = \"90\"");
        assert!(fault(Texts { evaluation: &evaluation, ..NATIONAL }).contains("75"));
        let evaluation = NATIONAL.evaluation.replace("most = 3", "most = 3\nmost_of = 4");
        assert!(fault(Texts { evaluation: &evaluation, ..NATIONAL }).contains("most_of"));
        let trophic = NATIONAL.trophic.replace("up_to = \"60\"", "up_to = \"40\"");
        assert!(fault(Texts { trophic: &trophic, ..NATIONAL }).contains("level"));
    }
}
