//! Templates of the office's own documents (公文模板): the common ones under `papers/`, and what a pack writes instead in a folder
//! of that name. How they are read, and what a document may ask for, is told in `anlan_report::paper` and by the samples.

use super::{Pack, Topic};
use crate::keyed::keyed;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

keyed! {
    /// A document that the office makes from records.
    PaperKind {
        /// 三色亮灯通报: a month's lights.
        Circular = "circular",
        /// 巡河查河情况月报
        PatrolReport = "patrol-report",
        /// 暗访情况报告
        InspectionReport = "inspection-report",
        /// 考核结果
        AssessmentResult = "assessment-result",
        /// 函: task order, reminder, urging, notice of an interview and the like.
        Letter = "letter",
        /// 约谈纪要
        InterviewMinutes = "interview-minutes",
        /// 会议纪要
        MeetingMinutes = "meeting-minutes",
    }
}

/// A template as it is kept with an issued document: the common one, and the office's own where it has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperText {
    /// The common one.
    pub common: String,
    /// The office's own, whole or as blocks of the common one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<String>,
}

impl PaperText {
    /// Names of the figures it asks for, each once, in the order of the text.
    #[must_use]
    pub fn figures(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let all = self.own.iter().chain([&self.common]).flat_map(|text| asked(text));
        all.filter(|name| seen.insert(*name)).map(str::to_owned).collect()
    }
}

/// Names of the figures that a template asks for: `figures["…"]`.
pub(super) fn asked(template: &str) -> impl Iterator<Item = &str> {
    template.split("figures[\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(name, _)| name)
}

/// Names of the figures that a template cannot do without: it does not ask whether they are there.
pub(super) fn needed(kind: PaperKind, template: &str) -> impl Iterator<Item = &str> {
    let optional = move |name: &&str| kind.names_figures() && template.contains(&format!("figures[\"{name}\"].known"));
    asked(template).filter(move |name| !optional(name))
}

macro_rules! common {
    ($($kind:ident $file:literal),+ $(,)?) => {
        /// The common template.
        fn common(kind: PaperKind) -> &'static str {
            match kind { $(PaperKind::$kind => include_str!(concat!("../../../../papers/", $file, ".jinja"))),+ }
        }

        /// An example of what a template is given, as JSON: every name it may use.
        #[must_use]
        pub fn sample(kind: PaperKind) -> &'static str {
            match kind { $(PaperKind::$kind => include_str!(concat!("../../../../papers/samples/", $file, ".json"))),+ }
        }
    };
}

common! {
    Circular "circular",
    PatrolReport "patrol-report",
    InspectionReport "inspection-report",
    AssessmentResult "assessment-result",
    Letter "letter",
    InterviewMinutes "interview-minutes",
    MeetingMinutes "meeting-minutes",
}

/// The template of a document, with what a pack writes instead.
#[must_use]
pub fn paper(kind: PaperKind, own: Option<&Pack>) -> PaperText {
    PaperText { common: common(kind).to_owned(), own: own.and_then(|pack| pack.paper(kind)).map(str::to_owned) }
}

/// The template of circulars whose words stand in a pack kept before there were templates.
#[must_use]
pub fn circular_from_words() -> PaperText {
    PaperText { common: include_str!("../../../../papers/circular-from-words.jinja").to_owned(), own: None }
}

/// The template of assessments published before there were templates.
#[must_use]
pub fn result_from_before() -> PaperText {
    PaperText { common: include_str!("../../../../papers/assessment-result-before.jinja").to_owned(), own: None }
}

/// Whether a file of a pack's folder is part of it: TOML at the top, and templates. Cases and remarks are for people.
#[must_use]
pub fn is_part(file: &str) -> bool {
    match file.split_once('/') {
        None => file.ends_with(".toml"),
        Some((folder, name)) => folder == FOLDER && name.ends_with(ENDING) && !name.contains('/'),
    }
}

/// The folder of a pack's templates.
pub const FOLDER: &str = "papers";
const ENDING: &str = ".jinja";

fn file_of(kind: PaperKind) -> String {
    format!("{FOLDER}/{}{ENDING}", kind.key())
}

impl Pack {
    /// What it writes instead of a common template.
    #[must_use]
    pub fn paper(&self, kind: PaperKind) -> Option<&str> {
        self.files.get(&file_of(kind)).map(String::as_str)
    }
}

impl PaperKind {
    /// The topic of the packs that write it: only there is it looked for.
    fn topic(self) -> Topic {
        match self {
            Self::Circular => Topic::Lists,
            Self::AssessmentResult => Topic::Assessment,
            Self::PatrolReport | Self::InspectionReport | Self::Letter | Self::InterviewMinutes | Self::MeetingMinutes => Topic::Loop,
        }
    }

    /// Whether its template may ask for the region's figures. Minutes tell what was said and decided.
    #[must_use]
    pub fn names_figures(self) -> bool {
        match self {
            Self::Circular | Self::PatrolReport | Self::InspectionReport | Self::AssessmentResult | Self::Letter => true,
            Self::InterviewMinutes | Self::MeetingMinutes => false,
        }
    }
}

/// Whether every template is one of those that a pack of the topic writes.
///
/// # Errors
/// The file that is none, and the names there are.
pub(super) fn check_names(files: &BTreeMap<String, String>, topic: Topic) -> Result<(), (String, String)> {
    let own = || PaperKind::ALL.iter().filter(|kind| kind.topic() == topic);
    let unknown = |file: &&String| file.starts_with(FOLDER) && !own().any(|kind| file_of(*kind) == **file);
    match files.keys().find(unknown) {
        None => Ok(()),
        Some(file) => {
            let names: Vec<&str> = own().map(|kind| kind.key()).collect();
            let told =
                format!("这类规则包没有这种公文，可以写 (no such document in a pack of this topic, there are): {}", names.join(", "));
            Err((file.clone(), told))
        }
    }
}

/// Whether every figure that the templates of a region's packs ask for is one of its packs', but those of which a template asks whether
/// they are there (`.known`). A result does not ask for those of assessments: its own are in what it is given.
///
/// # Errors
/// The pack and its file, and what is wrong.
pub(super) fn check_across(packs: &[&Pack]) -> Result<(), (String, String, String)> {
    for pack in packs {
        for kind in PaperKind::ALL {
            let Some(text) = pack.paper(*kind) else { continue };
            let offers = |own: &&&Pack| {
                let assessed = own.head.topic == Topic::Assessment && *kind == PaperKind::AssessmentResult;
                own.head.region == pack.head.region && kind.names_figures() && !assessed
            };
            let known: BTreeSet<&str> =
                packs.iter().filter(offers).flat_map(|own| own.sheet.figures.iter().map(|figure| figure.name.as_str())).collect();
            if let Some(name) = needed(*kind, text).find(|name| !known.contains(name)) {
                let told = if kind.names_figures() {
                    let near = crate::text::nearest(name, known.iter().copied());
                    format!("没有名为“{name}”的数据项；{near} (no such figure)")
                } else {
                    format!("纪要记录会上所说所定，不能引用数据项“{name}” (minutes name no figures)")
                };
                return Err((pack.head.id.clone(), file_of(*kind), told));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packs_folder_holds_rules_templates_and_more() {
        for (file, part) in [
            ("pack.toml", true),
            ("papers/circular.jinja", true),
            ("cases/a.toml", false),
            ("CHANGES.md", false),
            ("papers/a/b.jinja", false),
        ] {
            assert_eq!(is_part(file), part, "{file}");
        }
    }

    #[test]
    fn a_figure_that_no_pack_has_is_refused_unless_the_template_asks_whether_it_is_there() {
        let with = |text: &str| {
            let mut files = super::super::tests::tongliang_files();
            files.insert("papers/circular.jinja".into(), text.into());
            super::super::Packs::new(vec![Pack::load("tongliang-lists-2023", files).unwrap()])
        };
        let fault = with(r#"{{ figures["批示"].value }}"#).unwrap_err();
        assert!(fault.file == "papers/circular.jinja" && fault.fault.contains("批示"), "{fault}");
        assert!(with(r#"{% if figures["批示"].known %}{{ figures["批示"].value }}{% endif %}"#).is_ok());
    }

    #[test]
    fn a_template_of_nothing_is_refused() {
        let mut files = super::super::tests::tongliang_files();
        files.insert("papers/circular.jinja".into(), "{% extends \"common\" %}".into());
        let pack = Pack::load("tongliang-lists-2023", files.clone()).unwrap();
        assert_eq!(paper(PaperKind::Circular, Some(&pack)).own.as_deref(), Some("{% extends \"common\" %}"));
        // One of another topic's would never be looked for.
        for wrong in ["papers/circulars.jinja", "papers/letter.jinja"] {
            let mut files = files.clone();
            files.insert(wrong.into(), String::new());
            let fault = Pack::load("tongliang-lists-2023", files).unwrap_err();
            assert_eq!(fault.file, wrong);
            assert!(fault.fault.contains("没有这种公文") && fault.fault.ends_with("circular"), "{fault}");
        }
    }
}
