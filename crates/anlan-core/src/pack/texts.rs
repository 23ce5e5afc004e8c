//! Templates of texts written from records (文稿模板): whose they are, what gives their figures, and the words around them.
//!
//! A text of a chief's post takes its figures from the post's row of a table; a text of the office names the region's figures.

use super::{Pack, PackHead, Period, Topic, fill, papers};
use crate::keyed::keyed;
use crate::matter::text::TextChapter;
use crate::rule::sheet::Sheet;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Gaps that every text of a post may use besides its figures: whom it is of, for which period, who holds the post.
pub const ALWAYS: [&str; 3] = ["河长", "期间", "姓名"];

/// Gaps that every text of the office may use besides figures: who issues it, for which period, up to which day is counted.
pub const OFFICE_ALWAYS: [&str; 3] = ["单位", "期间", "统计截至"];

/// The gap of an answer that is filled once, when it is drafted: which text of the office above it answers.
pub const ANSWERED: &str = "来文";

/// How a text of the office looks, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// The layout.
    pub form: PaperForm,
    /// The red mark at the head: the issuer's name with 文件, or the masthead of a bulletin; none for a plain text.
    #[serde(default)]
    pub mark: String,
    /// Who issues it, as signed.
    pub issuer: String,
    /// Word of its numbers, such as 铜河长办; without one it takes no number.
    #[serde(default)]
    pub number_prefix: String,
    /// To whom, when drafted.
    #[serde(default)]
    pub addressee: String,
    /// Copies to, when drafted.
    #[serde(default)]
    pub copies: Vec<String>,
    /// Of a bulletin: how its issues were counted before.
    #[serde(default)]
    pub issues: Option<Issues>,
}

/// Issues of a bulletin that came out before it is written here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issues {
    /// In all.
    pub before: i64,
    /// The year of the first issue written here.
    pub year: i32,
    /// In that year.
    pub before_in_year: i64,
}

keyed! {
    /// A layout of official documents.
    PaperForm {
        /// 文件格式: red head, number, red line.
        Document = "document",
        /// 信函格式
        Letter = "letter",
        /// 纪要格式
        Minutes = "minutes",
        /// 简报: masthead with issue and serial number.
        Bulletin = "bulletin",
        /// No head: a report, an article.
        Plain = "plain",
    }
}

/// A text for every chief's post, or of the office.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextTemplate {
    /// Its word.
    pub key: String,
    /// Its label.
    pub label: String,
    /// For which period it is written.
    pub every: Period,
    /// The table whose row of the post gives the figures: its columns are their names. None: a text of the office.
    #[serde(default)]
    pub table: Option<String>,
    /// The column with the post's name, in that table and in those of the chapters.
    #[serde(default)]
    pub column: Option<String>,
    /// Whether there may be several of a period, of the office.
    #[serde(default)]
    pub several: bool,
    /// Whether it is on the public pages once it is finished.
    #[serde(default)]
    pub public: bool,
    /// Whether the office above reads it once it is finished.
    #[serde(default)]
    pub contributes: bool,
    /// Whether it takes in what districts contribute, of an office above districts.
    #[serde(default)]
    pub collects: bool,
    /// Whether it is sent to districts, of an office above districts.
    #[serde(default)]
    pub to_districts: bool,
    /// Whether it answers a text of the office above.
    #[serde(default)]
    pub answers: bool,
    /// How it looks, of the office.
    #[serde(default)]
    pub paper: Option<Paper>,
    /// The title, with gaps.
    pub title: String,
    /// The chapters as drafted.
    #[serde(rename = "chapter")]
    pub chapters: Vec<TextChapter>,
    /// Where it stands that such a text is written.
    pub clause: String,
    /// Who says so, where the document does not.
    #[serde(default)]
    pub reading: Option<String>,
}

/// Where a text of a post takes its figures from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfPost<'a> {
    /// The table.
    pub table: &'a str,
    /// The column with the post's name.
    pub column: &'a str,
}

impl TextTemplate {
    /// Where it takes its figures from, when it is of a post.
    #[must_use]
    pub fn of_post(&self) -> Option<OfPost<'_>> {
        self.table.as_deref().zip(self.column.as_deref()).map(|(table, column)| OfPost { table, column })
    }

    /// Whether a chapter's words hang on figures: `{% if figures["…"].number > 0 %}…{% endif %}`, decided when it is drafted.
    #[must_use]
    pub fn has_conditions(&self) -> bool {
        self.chapters.iter().any(|chapter| chapter.text.contains(TAG))
    }

    /// Names of figures that it uses: in braces, and those its conditions ask for.
    #[must_use]
    pub fn names(&self) -> BTreeSet<String> {
        let texts = self.chapters.iter().map(|chapter| chapter.text.as_str()).chain([self.title.as_str()]);
        let mut names = BTreeSet::new();
        for text in texts {
            names.extend(fill::gaps(&without_tags(text)).map(str::to_owned));
            names.extend(papers::asked(text).map(str::to_owned));
        }
        names
    }

    fn check(&self, sheet: &Sheet) -> Result<(), String> {
        let tables = self.chapters.iter().filter_map(|chapter| chapter.table.as_deref());
        match self.of_post() {
            Some(of) => {
                if self.several || self.contributes || self.collects || self.to_districts || self.answers || self.paper.is_some() {
                    return Err(
                        "several、contributes、collects、to_districts、answers 和 [text.paper] 只写在河长办的文稿中 (only for a text of the office)".to_owned(),
                    );
                }
                let figures = columns_of(sheet, of.table)?;
                if !figures.contains(&of.column) {
                    return Err(format!("步骤“{}”没有列“{}” (the step lacks the column)", of.table, of.column));
                }
                if let Some(twice) = ALWAYS.iter().find(|name| **name != of.column && figures.contains(name)) {
                    return Err(format!(
                        "表“{}”的列“{twice}”与文稿固有的数据重名 (a column has the name of a gap of every text)",
                        of.table
                    ));
                }
                let known: Vec<&str> = figures.iter().copied().chain(ALWAYS).collect();
                let mut texts = self.chapters.iter().map(|chapter| &chapter.text).chain([&self.title]);
                texts.try_for_each(|text| fill::check(text, &known))?;
                for table in tables {
                    if !columns_of(sheet, table)?.contains(&of.column) {
                        return Err(format!("步骤“{table}”没有列“{}” (the step lacks the column)", of.column));
                    }
                }
            }
            None => {
                if self.table.is_some() || self.column.is_some() {
                    return Err("table 和 column 要一起写；河长办的文稿都不写 (write both table and column, or neither)".to_owned());
                }
                if self.paper.as_ref().is_none_or(|paper| paper.issuer.trim().is_empty()) {
                    return Err("河长办的文稿要写 [text.paper]：form、issuer (a text of the office needs its paper)".to_owned());
                }
                for table in tables {
                    columns_of(sheet, table)?;
                }
            }
        }
        if let Some(chapter) = self.chapters.iter().find(|chapter| chapter.heading.contains(['{', '}'])) {
            return Err(format!("章节标题“{}”不能用花括号 (no gaps in headings)", chapter.heading));
        }
        if self.title.trim().is_empty() || self.chapters.is_empty() || self.chapters.iter().any(|own| own.heading.trim().is_empty()) {
            return Err("题目、章节和章节标题不能为空 (title, chapters and their headings are needed)".to_owned());
        }
        Ok(())
    }
}

/// What a condition begins with.
const TAG: &str = "{%";

/// A text without its conditions: the words of every branch.
fn without_tags(text: &str) -> String {
    let mut rest = text;
    let mut plain = String::with_capacity(text.len());
    while let Some((before, tag)) = rest.split_once(TAG) {
        plain.push_str(before);
        rest = tag.split_once("%}").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain
}

/// The columns of a table that the pack shows.
fn columns_of<'a>(sheet: &'a Sheet, table: &str) -> Result<Vec<&'a str>, String> {
    let shown = sheet.table(table).filter(|place| sheet.step_of(*place).is_some_and(|step| step.show));
    match shown {
        Some(place) => Ok(sheet.tables[place].columns.iter().map(|column| &*column.name).collect()),
        None => Err(format!("没有写 show = true 的步骤“{table}” (no step that is shown has this name)")),
    }
}

/// Whether every figure that a region's texts of the office name is one of its packs', and no text's word stands in two of them.
///
/// # Errors
/// The pack, and what is wrong.
pub(super) fn check_across(packs: &[&Pack]) -> Result<(), (String, String)> {
    let mut words = BTreeSet::new();
    for pack in packs {
        // Figures may come from any pack of the region: which are in force together is told by the days.
        let known: BTreeSet<&str> = packs
            .iter()
            .filter(|own| own.head.region == pack.head.region)
            .flat_map(|own| own.sheet.figures.iter().map(|figure| figure.name.as_str()))
            .chain(OFFICE_ALWAYS)
            .collect();
        for template in &pack.head.texts {
            let bad = |told: String| (pack.head.id.clone(), format!("[[text]] `{}`：{told}", template.key));
            if template.of_post().is_none()
                && let Some(name) =
                    template.names().iter().find(|name| !(known.contains(name.as_str()) || template.answers && *name == ANSWERED))
            {
                let near = crate::text::nearest(name, known.iter().copied());
                return Err(bad(format!("没有名为“{name}”的数据项；{near} (no such figure)")));
            }
            words.insert((pack.head.region.as_str(), template.key.as_str(), format!("{:?}", pack.head.topic)));
        }
    }
    let mut seen = BTreeSet::new();
    let twice = words.iter().find(|(region, key, _)| !seen.insert((*region, *key)));
    match twice.and_then(|(region, key, _)| packs.iter().find(|pack| pack.head.region == *region && pack.head.text(key).is_some())) {
        Some(pack) => Err((pack.head.id.clone(), "文稿的 key 在本区另一个规则包中已有 (a text's key stands in two packs)".to_owned())),
        None => Ok(()),
    }
}

impl PackHead {
    /// Whether its templates can be filled from its tables.
    pub(super) fn check_templates(&self, sheet: &Sheet) -> Result<(), String> {
        if !self.texts.is_empty() && matches!(self.topic, Topic::Lists | Topic::Assessment) {
            return Err("[[text]] 写在闭环、一河一策或者其他规则包中 (not in a pack of the lists or the assessment)".to_owned());
        }
        let mut seen = BTreeSet::new();
        for template in &self.texts {
            let bad = |told: String| format!("[[text]] `{}`：{told}", template.key);
            if [&template.key, &template.label].into_iter().any(|word| word.trim().is_empty() || !seen.insert(word)) {
                return Err(bad("是空白或写了两次 (blank or twice)".to_owned()));
            }
            template.check(sheet).map_err(bad)?;
            if (template.collects || template.to_districts) && self.city.is_none() {
                return Err(bad("collects、to_districts 写在有 [city] 的规则包中 (needs [city])".to_owned()));
            }
            if template.answers && template.every != Period::Month {
                return Err(bad("复上级的文稿（answers）按月写，every = \"月\" (an answer is of a month)".to_owned()));
            }
            let issues = template.paper.as_ref().filter(|paper| paper.issues.is_some());
            if let Some(paper) = issues {
                let counts = paper.issues.as_ref().is_none_or(|own| own.before >= 0 && own.before_in_year >= 0);
                if paper.form != PaperForm::Bulletin || !counts {
                    return Err(bad(
                        "[text.paper.issues] 只写在 form = \"bulletin\" 的文稿中，期数不为负 (of a bulletin, not negative)".to_owned()
                    ));
                }
            }
            if template.answers && !template.contributes {
                return Err(bad("复上级的文稿（answers）要写 contributes = true，上级才看得到 (an answer contributes)".to_owned()));
            }
        }
        Ok(())
    }

    /// A template by its word.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&TextTemplate> {
        self.texts.iter().find(|template| template.key == key)
    }
}

#[cfg(test)]
mod tests {
    use crate::pack::{Pack, PackFault};
    use std::collections::BTreeMap;

    const HEAD: &str = include_str!("../../../../packs/nanchuan-plan-2023/pack.toml");

    fn load(head: &str) -> Result<Pack, PackFault> {
        let files = [("pack.toml", head), ("rules.toml", include_str!("../../../../packs/nanchuan-plan-2023/rules.toml"))];
        Pack::load(
            "nanchuan-plan-2023",
            files.map(|(name, text)| (name.to_owned(), text.to_owned())).into_iter().collect::<BTreeMap<_, _>>(),
        )
    }

    #[test]
    fn a_template_that_cannot_be_filled_is_refused_by_name() {
        load(HEAD).unwrap();
        for (from, to, told) in [
            ("table = \"述职数据\"", "table = \"述职\"", "述职"),
            ("{巡河次数}", "{巡河}", "巡河"),
            ("column = \"河长\"", "column = \"职务\"", "职务"),
            ("table = \"述职水质\"", "table = \"水质月值\"", "水质月值"),
            ("key = \"duty_public\"", "key = \"duty_report\"", "twice"),
        ] {
            let changed = HEAD.replacen(from, to, 1);
            assert_ne!(changed, HEAD, "{from}");
            let fault = load(&changed).unwrap_err();
            assert!(fault.file == "pack.toml" && fault.fault.contains(told), "{to}: {}", fault.fault);
        }
    }
}
