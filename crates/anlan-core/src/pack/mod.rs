//! Rule packs: a district's rules as data, with clauses and days, checked when loaded.
//!
//! A pack is a folder of TOML files: `pack.toml`, `rules.toml` or several `rules-*.toml`, the figures that documents quote in
//! `figures.toml`, templates of texts in `texts.toml`, of documents under `papers/`, and golden cases under `cases/`. Its hash covers
//! every file but the cases, so an issued result names exactly the rules it was made by.

pub mod case;
pub mod copy;
pub mod explain;
pub mod fill;
pub mod lights;
pub mod loops;
pub mod mutate;
mod packs;
pub mod papers;
pub mod plans;
pub mod texts;

use crate::digest;
use crate::record::{RecordKinds, scale_of};
use crate::rule::check::{Note, Severity, check};
use crate::rule::sheet::Sheet;
use chrono::NaiveDate;
use lights::LightRules;
use loops::{CloseOut, LetterKind, ProblemScheme, ProblemSource};
use plans::PlanRules;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use texts::TextTemplate;

pub use packs::{NoPack, Packs, RegionTree, figure_twice, figures_needed};

/// Why a pack is refused: the file, the line where known, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rule pack {pack}, {file}: {fault} (规则包有误，请按提示修改该文件)")]
pub struct PackFault {
    /// The pack's folder.
    pub pack: String,
    /// The file in it.
    pub file: String,
    /// What is wrong, with its line where the reader knows it.
    pub fault: String,
}

/// Whether a pack is to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written; never used.
    Draft,
    /// Used from its first day.
    InForce,
    /// Replaced; still used for its own days.
    Superseded,
}

/// A kind, level or the like: a word for the store and a label for people.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// The word.
    pub key: String,
    /// The label.
    pub label: String,
    /// Endings of names by which one is recognised.
    #[serde(default)]
    pub suffixes: Vec<String>,
}

/// JSON schema of rule files, for editors: `anlan pack schema`.
pub const SCHEMA: &str = include_str!("rules.schema.json");

/// What a pack is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The three lists and their lights.
    Lists,
    /// The year's assessment.
    Assessment,
    /// Finding, correcting, looking back: patrols, problems, letters.
    Loop,
    /// Rivers' plans and their yearly tasks.
    Plan,
    /// Anything else that is judged.
    #[default]
    Other,
}

/// How long the period is that the rules judge at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Period {
    /// 年
    #[default]
    #[serde(rename = "年", alias = "year")]
    Year,
    /// 季
    #[serde(rename = "季", alias = "quarter")]
    Quarter,
    /// 月
    #[serde(rename = "月", alias = "month")]
    Month,
}

/// A scale declared for the whole pack, the best step first.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleText {
    /// Its name.
    pub name: String,
    /// Its steps.
    pub steps: Vec<String>,
}

/// How a year's assessment is carried out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentHead {
    /// Share of what is to be assessed that must have been, in percent, below which no rank is published.
    pub coverage: u32,
    /// Working days a unit has to contest a posting.
    pub appeal_workdays: i64,
    /// Where both stand.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// Label of what is scored, such as 责任单位.
    pub subject: String,
    /// Number of the published result, such as 铜河长办.
    pub number_prefix: String,
}

/// When the units' monthly reports are due.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reporting {
    /// Day of the following month, 1 to 28.
    pub due_day: u32,
    /// Where this stands.
    pub clause: String,
    /// Text of the reminder to a unit; `{unit}`, `{month}`, `{items}`, `{due_on}`.
    pub reminder: String,
}

/// Yearly tasks, where the office's table leaves out what holds for all of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearlyTasks {
    /// The month they begin in, 1 to 12.
    pub start_month: u32,
    /// The day, 1 to 28.
    pub start_day: u32,
    /// Where this stands.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
}

/// How the monthly circular reads.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircularTexts {
    /// Issuing office, as signed.
    pub issuer: String,
    /// Red mark at the head.
    pub mark: String,
    /// Prefix of the document number, such as 铜河长办.
    pub number_prefix: String,
    /// Title; `{month}`.
    pub title: String,
    /// Whom it is sent to.
    pub addressee: String,
    /// Copies.
    pub cc: String,
    /// Words of a pack kept before there were templates, as are those below: what was issued by them is drawn by them.
    pub opening: Option<String>,
    /// One paragraph for each list.
    pub list: Option<String>,
    /// Heading of the counts.
    pub overall_title: Option<String>,
    /// Heading of what is asked.
    pub demand_title: Option<String>,
    /// What is asked.
    pub demand: Option<String>,
    /// Note on a version after the first.
    pub later_version: Option<String>,
}

/// What the public pages tell besides records, in a pack of the lists; without it the region has none.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicTexts {
    /// The office, as the public knows it.
    pub office: String,
    /// The phone for complaints (监督电话).
    pub phone: String,
    /// Where it stands that this is public.
    pub clause: String,
    /// What is forbidden at a river, in short sentences for the sign board.
    pub forbidden: Vec<String>,
}

/// An office above districts: which these are, and what they owe it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// The districts' codes, in the order they are told.
    pub districts: Vec<String>,
    /// Day of the following month, 1 to 28, by which each contributes an article; none where none is owed.
    pub articles_due_day: Option<u32>,
    /// Where this stands.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
}

/// Head of a pack, `pack.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackHead {
    /// Its name, the same as its folder.
    pub id: String,
    /// The pack it was copied from, until its rules are written from the region's own document.
    pub copied_from: Option<String>,
    /// Title in full.
    pub title: String,
    /// What it is about.
    #[serde(default)]
    pub topic: Topic,
    /// Period judged at once.
    #[serde(default)]
    pub period: Period,
    /// The region it is for; none for an example.
    #[serde(default)]
    pub region: String,
    /// That region's name.
    #[serde(default)]
    pub region_name: String,
    /// The document it is written from.
    pub document: String,
    /// Of a copy: the word its documents' numbers begin with, so that a copy of the copy knows what to replace.
    pub number_word: Option<String>,
    /// Whether it is to be used.
    pub status: Status,
    /// First day.
    pub from: toml::value::Datetime,
    /// Last day, if it has one.
    pub until: Option<toml::value::Datetime>,
    /// Kinds of units.
    #[serde(default, rename = "unit_kind")]
    pub unit_kinds: Vec<Kind>,
    /// Levels of chiefs.
    #[serde(default, rename = "chief_level")]
    pub chief_levels: Vec<Kind>,
    /// Levels of rivers.
    #[serde(default, rename = "river_level")]
    pub river_levels: Vec<Kind>,
    /// Scales used by the rules and by what the office records.
    #[serde(default, rename = "scale")]
    pub scales: Vec<ScaleText>,
    /// Monthly reports, in a pack of the lists.
    pub reporting: Option<Reporting>,
    /// When yearly tasks begin, in a pack of the lists; none where each row says so.
    pub yearly_tasks: Option<YearlyTasks>,
    /// The circular, in a pack of the lists.
    pub circular: Option<CircularTexts>,
    /// The public pages, in a pack of the lists or of an office above districts.
    pub public: Option<PublicTexts>,
    /// The districts below, in a pack of an office above them.
    pub city: Option<City>,
    /// The assessment, in a pack of that topic.
    pub assessment: Option<AssessmentHead>,
    /// Kinds of letters, in a pack of the loop.
    #[serde(default, rename = "letter")]
    pub letters: Vec<LetterKind>,
    /// Ways of sorting problems, in a pack of the loop.
    #[serde(default, rename = "problem_scheme")]
    pub problem_schemes: Vec<ProblemScheme>,
    /// Where problems come from, in a pack of the loop.
    #[serde(default, rename = "problem_source")]
    pub problem_sources: Vec<ProblemSource>,
    /// Kinds of meetings the office holds, in a pack of the loop.
    #[serde(default)]
    pub meetings: Vec<String>,
    /// How problems are numbered and closed out, in a pack of the loop.
    pub close_out: Option<CloseOut>,
    /// Plans, their review and their yearly tasks, in a pack of that topic.
    pub plan: Option<PlanRules>,
    /// Texts written from what the rules show, in a pack of plans.
    #[serde(default, rename = "text")]
    pub texts: Vec<TextTemplate>,
}

/// A pack of the lists: a pack with what the month's work needs besides rules.
#[derive(Debug, Clone)]
pub struct ListsPack {
    /// The pack.
    pub pack: Pack,
    /// Monthly reports.
    pub reporting: Reporting,
    /// The circular.
    pub circular: CircularTexts,
    /// The rules of the lights.
    pub lights: LightRules,
}

impl std::ops::Deref for ListsPack {
    type Target = Pack;

    fn deref(&self) -> &Pack {
        &self.pack
    }
}

impl ListsPack {
    /// A pack as one of the lists.
    ///
    /// # Errors
    /// What it lacks.
    pub fn of(pack: Pack) -> Result<Self, PackFault> {
        let (reporting, circular, lights) =
            pack.head.lists(&pack.sheet).map_err(|fault| PackFault { pack: pack.head.id.clone(), file: "pack.toml".to_owned(), fault })?;
        Ok(Self { pack, reporting, circular, lights })
    }
}

/// A checked pack.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Its head.
    pub head: PackHead,
    /// First day.
    pub from: NaiveDate,
    /// Last day, if any.
    pub until: Option<NaiveDate>,
    /// SM3 over its files' names and contents.
    pub hash: String,
    /// Its rules.
    pub sheet: Sheet,
    /// What the checker warned of.
    pub notes: Vec<Note>,
    /// The kinds of records kept here: the national ones and those of the pack's `records.toml`.
    pub records: RecordKinds,
    /// The files it was read from, to be kept with what it decides.
    pub files: BTreeMap<String, String>,
}

/// The rule files among a pack's files: `rules*.toml`, then `figures*.toml`, each in the order of their names.
#[must_use]
pub fn rule_files(files: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let of = |kind: &'static str| {
        let own = files.iter().filter(move |(name, _)| name.starts_with(kind) && name.ends_with(".toml") && !name.contains('/'));
        own.map(|(name, text)| (name.clone(), text.clone()))
    };
    of("rules").chain(of("figures")).collect()
}

/// Reads the head of a pack.
///
/// # Errors
/// What is wrong in it, with its line.
pub fn read_head(files: &BTreeMap<String, String>) -> Result<PackHead, String> {
    let text = files.get("pack.toml").ok_or_else(|| "the file is missing (缺少该文件)".to_owned())?;
    let mut head: PackHead = toml::from_str(text).map_err(|fault| fault.to_string())?;
    if let Some(text) = files.get("texts.toml") {
        let own: Texts = toml::from_str(text).map_err(|fault| format!("texts.toml: {fault}"))?;
        head.texts.extend(own.text);
    }
    Ok(head)
}

/// `texts.toml`: templates of texts, where `pack.toml` would grow too long.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    text: Vec<TextTemplate>,
}

/// Checks the rules of a pack: every note, and the sheet when there is no error.
///
/// # Errors
/// The head cannot be read.
pub fn check_rules(files: &BTreeMap<String, String>) -> Result<crate::rule::check::Checked, String> {
    let head = read_head(files)?;
    let rules = rule_files(files);
    // An office above districts need not judge anything itself.
    if head.city.is_some() && rules.is_empty() {
        return Ok(crate::rule::check::Checked { sheet: Some(Sheet::default()), notes: vec![] });
    }
    let scales: Vec<(String, Vec<String>)> = head.scales.iter().map(|scale| (scale.name.clone(), scale.steps.clone())).collect();
    Ok(check(&rules, &scales))
}

impl Pack {
    /// Reads and checks a pack from its files (name to content).
    ///
    /// # Errors
    /// [`PackFault`] naming the file and what to change.
    pub fn load(folder: &str, files: BTreeMap<String, String>) -> Result<Self, PackFault> {
        let fault = |file: &str, fault: String| PackFault { pack: folder.to_owned(), file: file.to_owned(), fault };
        let head = read_head(&files).map_err(|e| fault("pack.toml", e))?;
        if head.id != folder {
            return Err(fault("pack.toml", format!("id is `{}`, but the folder is `{folder}`: make them the same", head.id)));
        }
        let checked = check_rules(&files).map_err(|e| fault("pack.toml", e))?;
        let Some(sheet) = checked.sheet else {
            let errors = checked.notes.iter().filter(|note| note.severity == Severity::Error).map(ToString::to_string);
            return Err(fault("rules", errors.collect::<Vec<_>>().join("\n")));
        };
        let from = day_of(&head.from).ok_or_else(|| fault("pack.toml", "`from` must be a day".to_owned()))?;
        let until = match &head.until {
            Some(until) => Some(
                day_of(until)
                    .filter(|day| *day >= from)
                    .ok_or_else(|| fault("pack.toml", "`until` must be a day not before `from`".to_owned()))?,
            ),
            None => None,
        };
        if head.topic == Topic::Lists && !sheet.figures.is_empty() {
            let told = "数据项写在闭环、一河一策、考核或者其他规则包中 (no figures in a pack of the lists)".to_owned();
            return Err(fault("figures.toml", told));
        }
        if let Some(figure) = sheet.figures.iter().find(|figure| texts::OFFICE_ALWAYS.contains(&figure.name.as_str())) {
            let told = format!("数据项不能叫“{}”：每篇文稿都有这个名称 (the name of a gap of every text)", figure.name);
            return Err(fault("figures.toml", told));
        }
        if head.public.as_ref().is_some_and(|public| public.forbidden.len() > 4 || public.phone.trim().is_empty()) {
            return Err(fault("pack.toml", "[public]：phone 不能为空，forbidden 至多4条 (a phone, at most 4 sentences)".to_owned()));
        }
        if head.topic == Topic::Lists {
            head.lists(&sheet).map_err(|e| fault("pack.toml", e))?;
        }
        if head.topic == Topic::Assessment && head.assessment.is_none() {
            return Err(fault("pack.toml", "a pack of topic `assessment` needs [assessment] (考核类规则包须有 [assessment])".to_owned()));
        }
        if head.topic == Topic::Loop {
            head.check_loop().map_err(|e| fault("pack.toml", e))?;
            loops::check_tables(&sheet).map_err(|e| fault("rules", e))?;
        }
        if head.topic == Topic::Plan {
            head.check_plan().map_err(|e| fault("pack.toml", e))?;
        }
        head.check_templates(&sheet).map_err(|e| fault("pack.toml", e))?;
        head.check_city().map_err(|e| fault("pack.toml", e))?;
        for scale in &head.scales {
            scale_of(scale).map_err(|e| fault("pack.toml", e))?;
        }
        papers::check_names(&files, head.topic).map_err(|(file, told)| fault(&file, told))?;
        let records =
            RecordKinds::national().with(files.get("records.toml").map_or("", String::as_str)).map_err(|e| fault("records.toml", e))?;
        let hash = hash_of(&files);
        Ok(Self { head, from, until, hash, sheet, notes: checked.notes, records, files })
    }

    /// Whether it is in force on a day.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.head.status != Status::Draft && self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// The kind of unit a name's ending tells.
    #[must_use]
    pub fn unit_kind_of(&self, name: &str) -> Option<&Kind> {
        self.head.unit_kinds.iter().find(|kind| kind.suffixes.iter().any(|suffix| name.ends_with(suffix.as_str()) && name != suffix))
    }
}

impl PackHead {
    fn lists(&self, sheet: &Sheet) -> Result<(Reporting, CircularTexts, LightRules), String> {
        let (Some(reporting), Some(circular)) = (self.reporting.clone(), self.circular.clone()) else {
            return Err("a pack of topic `lists` needs [reporting] and [circular]".to_owned());
        };
        if !(1..=28).contains(&reporting.due_day) {
            return Err("reporting.due_day must lie between 1 and 28".to_owned());
        }
        if self.yearly_tasks.as_ref().is_some_and(|tasks| !(1..=12).contains(&tasks.start_month) || !(1..=28).contains(&tasks.start_day)) {
            return Err("[yearly_tasks]: start_month 1 to 12, start_day 1 to 28 (开始月份1至12，开始日1至28)".to_owned());
        }
        fill::check(&reporting.reminder, &["unit", "month", "items", "due_on"])?;
        fill::check(&circular.title, &["month"])?;
        Ok((reporting, circular, LightRules::of(sheet)?))
    }

    fn check_city(&self) -> Result<(), String> {
        let Some(city) = &self.city else { return Ok(()) };
        let mut seen = BTreeSet::from([self.region.as_str()]);
        if self.topic != Topic::Other {
            return Err("[city]：写在 topic = \"other\" 的规则包中 (in a pack of topic other)".to_owned());
        }
        if city.districts.is_empty() || city.districts.iter().any(|code| crate::ids::RegionId::parse(code).is_err()) {
            return Err("[city]：districts 写区县的行政区划代码，至少一个 (codes of districts, at least one)".to_owned());
        }
        if let Some(code) = city.districts.iter().find(|code| !seen.insert(code)) {
            return Err(format!("[city]：districts 中的“{code}”写了两次，或者就是本区 (twice, or the office itself)"));
        }
        if city.articles_due_day.is_some_and(|day| !(1..=28).contains(&day)) {
            return Err("[city]：articles_due_day 为1至28 (1 to 28)".to_owned());
        }
        Ok(())
    }
}

fn day_of(value: &toml::value::Datetime) -> Option<NaiveDate> {
    let date = value.date?;
    NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

fn hash_of(files: &BTreeMap<String, String>) -> String {
    let mut all = Vec::new();
    for part in files.iter().flat_map(|(name, content)| [name, content]) {
        all.extend_from_slice(&(part.len() as u64).to_be_bytes());
        all.extend_from_slice(part.as_bytes());
    }
    digest::hex(&all)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn tongliang_files() -> BTreeMap<String, String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/tongliang-lists-2023");
        ["pack.toml", "rules.toml"].iter().map(|name| ((*name).to_owned(), read(&format!("{folder}/{name}")))).collect()
    }

    #[expect(clippy::disallowed_methods, reason = "a test reads the checked-in pack")]
    fn read(path: &str) -> String {
        std::fs::read_to_string(path).unwrap()
    }

    pub(crate) fn tongliang() -> ListsPack {
        ListsPack::of(Pack::load("tongliang-lists-2023", tongliang_files()).unwrap()).unwrap()
    }

    #[test]
    fn only_one_pack_may_be_in_force() {
        let pack = tongliang().pack;
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let packs = Packs::new(vec![pack.clone()]).unwrap();
        assert!(packs.in_force("500151", day("2023-10-31")).is_ok());
        assert!(matches!(packs.in_force("500151", day("2021-12-31")), Err(NoPack::None { .. })));
        assert!(matches!(packs.in_force("500119", day("2023-10-31")), Err(NoPack::None { .. })));
        let twice = Packs::new(vec![pack.clone(), pack]).unwrap();
        assert!(matches!(twice.in_force("500151", day("2023-10-31")), Err(NoPack::Several { .. })));
    }

    #[test]
    fn the_hash_covers_every_file() {
        let mut files = tongliang_files();
        let before = Pack::load("tongliang-lists-2023", files.clone()).unwrap().hash;
        files.entry("rules.toml".into()).and_modify(|text| text.push_str("\n# a remark\n"));
        assert_ne!(before, Pack::load("tongliang-lists-2023", files).unwrap().hash);
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let mut files = tongliang_files();
        files.entry("pack.toml".into()).and_modify(|text| text.insert_str(0, "thresold = 3\n"));
        let fault = Pack::load("tongliang-lists-2023", files).unwrap_err();
        assert_eq!(fault.file, "pack.toml");
        assert!(fault.fault.contains("thresold") && fault.fault.contains("line 1"), "{}", fault.fault);
    }
}
