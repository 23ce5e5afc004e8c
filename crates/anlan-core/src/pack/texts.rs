//! Templates of texts written from records (文稿模板): which table of the pack gives the figures, and the words around them.

use super::{PackHead, Period, Topic, fill};
use crate::matter::text::TextChapter;
use crate::rule::sheet::Sheet;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Gaps that every text may use besides its figures: whom it is of, for which period, who holds the post.
pub const ALWAYS: [&str; 3] = ["河长", "期间", "姓名"];

/// A text for every chief's post.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextTemplate {
    /// Its word.
    pub key: String,
    /// Its label.
    pub label: String,
    /// For which period it is written.
    pub every: Period,
    /// The table whose row of the post gives the figures: its columns are their names.
    pub table: String,
    /// The column with the post's name, in that table and in those of the chapters.
    pub column: String,
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

impl TextTemplate {
    fn check(&self, sheet: &Sheet) -> Result<(), String> {
        let figures = self.columns_of(sheet, &self.table)?;
        if let Some(twice) = ALWAYS.iter().find(|name| **name != self.column && figures.contains(name)) {
            return Err(format!("表“{}”的列“{twice}”与文稿固有的数据重名 (a column has the name of a gap of every text)", self.table));
        }
        let known: Vec<&str> = figures.iter().copied().chain(ALWAYS).collect();
        let mut texts = self.chapters.iter().map(|chapter| &chapter.text).chain([&self.title]);
        texts.try_for_each(|text| fill::check(text, &known))?;
        for table in self.chapters.iter().filter_map(|chapter| chapter.table.as_deref()) {
            self.columns_of(sheet, table)?;
        }
        if let Some(chapter) = self.chapters.iter().find(|chapter| chapter.heading.contains(['{', '}'])) {
            return Err(format!("章节标题“{}”不能用花括号 (no gaps in headings)", chapter.heading));
        }
        if self.title.trim().is_empty() || self.chapters.is_empty() || self.chapters.iter().any(|own| own.heading.trim().is_empty()) {
            return Err("题目、章节和章节标题不能为空 (title, chapters and their headings are needed)".to_owned());
        }
        Ok(())
    }

    /// The columns of a table it uses.
    fn columns_of<'a>(&self, sheet: &'a Sheet, table: &str) -> Result<Vec<&'a str>, String> {
        let shown = sheet.table(table).filter(|place| sheet.step_of(*place).is_some_and(|step| step.show));
        let Some(place) = shown else {
            return Err(format!("没有写 show = true 的步骤“{table}” (no step that is shown has this name)"));
        };
        let columns: Vec<&str> = sheet.tables[place].columns.iter().map(|column| &*column.name).collect();
        if columns.contains(&self.column.as_str()) {
            Ok(columns)
        } else {
            Err(format!("步骤“{table}”没有列“{}” (the step lacks the column)", self.column))
        }
    }
}

impl PackHead {
    /// Whether its templates can be filled from its tables.
    pub(super) fn check_templates(&self, sheet: &Sheet) -> Result<(), String> {
        if !self.texts.is_empty() && self.topic != Topic::Plan {
            return Err("[[text]] 只写在一河一策规则包中 (only in a pack of topic `plan`)".to_owned());
        }
        let mut seen = BTreeSet::new();
        for template in &self.texts {
            let bad = |told: String| format!("[[text]] `{}`：{told}", template.key);
            if [&template.key, &template.label].into_iter().any(|word| word.trim().is_empty() || !seen.insert(word)) {
                return Err(bad("是空白或写了两次 (blank or twice)".to_owned()));
            }
            template.check(sheet).map_err(bad)?;
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
