//! A text written from records (文稿): a chief's duty report, a public chapter. It is drafted from a template of the pack with the names
//! of figures in it; the figures stay live until it is finished, then they are frozen with what they were made from.

use super::person::Person;
use super::{Head, MatterFact, MatterState, Refusal, text_given};
use crate::figure::frozen::{FrozenFigure, KeptPack};
use crate::ids::{ChiefId, MatterId, RiverId};
use crate::pack::fill;
use crate::pack::texts::PaperForm;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest chapter, in characters.
const LONGEST: usize = 20_000;
/// Most chapters.
const MOST: usize = 300;

/// What a text is: from which template, for whom, for which period. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextHead {
    /// Word of the template.
    pub template: String,
    /// Its label then.
    pub label: String,
    /// The chief's post it is of; none for a text of the office.
    #[serde(default)]
    pub chief_id: Option<ChiefId>,
    /// That post's name, the row of the tables it takes its figures from; or who issues it.
    pub subject: String,
    /// Whether everybody may read it once it is finished.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub public: bool,
    /// Whether the office above reads it once it is finished.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub contributes: bool,
    /// How a text of the office looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<TextPaper>,
    /// The post's river.
    #[serde(default)]
    pub river_id: Option<RiverId>,
    /// `2023`, `2023Q3`, `2023-10`.
    pub period: String,
}

/// How a text of the office looks, from its template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextPaper {
    /// The layout.
    pub form: PaperForm,
    /// The red mark at the head; empty for none.
    pub mark: String,
    /// Word of its numbers; empty when it takes none.
    pub number_prefix: String,
}

/// Where a text goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Distribution {
    /// 主送: to whom; empty for none.
    #[serde(default)]
    pub addressee: String,
    /// 抄送、分送: copies to.
    #[serde(default)]
    pub copies: Vec<String>,
    /// Codes of the districts it is sent to, of an office above districts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub districts: Vec<String>,
    /// The day by which these have to answer; none when no answer is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<NaiveDate>,
    /// The text of the office above that this one answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub answers: Option<MatterId>,
}

/// An article that a district contributed, taken into a text of the office above it. Its figures are named `mark·name` there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// What its chapters and figures are marked with: the district's name, numbered when it has several.
    pub mark: String,
    /// The district's code.
    pub region: String,
    /// The text there.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub id: MatterId,
    /// Its title, as the district finished it.
    pub title: String,
    /// Who finished it.
    pub issuer: String,
}

impl Article {
    /// A name of the article as the text that takes it in says it.
    #[must_use]
    pub fn name(&self, own: &str) -> String {
        format!("{}·{own}", self.mark)
    }

    /// The article's own word of a name in the text that takes it in; none when it is not of this article.
    #[must_use]
    pub fn own<'a>(&self, name: &'a str) -> Option<&'a str> {
        name.strip_prefix(self.mark.as_str())?.strip_prefix('·')
    }
}

/// A chapter: text in lines, with names of figures in braces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TextChapter {
    /// Its heading.
    pub heading: String,
    /// Its text; each line a paragraph.
    pub text: String,
    /// A table of the pack whose rows of the subject follow the text.
    #[serde(default)]
    pub table: Option<String>,
    /// The title of the article that begins with this chapter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Mark of the article it is taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextContent {
    /// The title.
    pub title: String,
    /// The chapters.
    pub chapters: Vec<TextChapter>,
    /// Where it goes, of the office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<Distribution>,
    /// The districts' articles taken into it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<Article>,
}

impl TextContent {
    /// Names of the figures it uses, each once, in the order of the text.
    #[must_use]
    pub fn figures(&self) -> Vec<&str> {
        let chapters = self.chapters.iter().flat_map(|chapter| chapter.title.as_deref().into_iter().chain([chapter.text.as_str()]));
        let texts = std::iter::once(self.title.as_str()).chain(chapters);
        let mut seen = BTreeSet::new();
        texts.flat_map(fill::gaps).filter(|name| seen.insert(*name)).collect()
    }

    /// Names of the tables it uses, each once.
    #[must_use]
    pub fn tables(&self) -> BTreeSet<&str> {
        self.chapters.iter().filter_map(|chapter| chapter.table.as_deref()).collect()
    }

    fn check(&self) -> Result<(), Refusal> {
        text_given(&self.title, "题目")?;
        if self.chapters.is_empty() {
            return Err(Refusal::missing("至少一个章节"));
        }
        if self.chapters.len() > MOST {
            return Err(Refusal::new("too_many", format!("章节不能超过{MOST}个。"), format!("at most {MOST} chapters")));
        }
        let mut marks = BTreeSet::new();
        if let Some(twice) = self.articles.iter().find(|article| !marks.insert(article.mark.as_str())) {
            let zh = format!("稿件“{}”收了两次。", twice.mark);
            return Err(Refusal::new("article_twice", zh, format!("the mark {} stands twice", twice.mark)));
        }
        let mut begun: BTreeSet<&str> = BTreeSet::new();
        for (place, chapter) in self.chapters.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|before| self.chapters[before].article.as_deref());
            if let Some(mark) = chapter.article.as_deref().filter(|mark| before != Some(*mark)) {
                // Its chapters stand together, the first with the title: else they would read as another article's.
                if chapter.title.is_none() || !begun.insert(mark) {
                    let zh = format!("{mark}的稿件各章要连在一起，第一章写题目：请看第{}章。", place + 1);
                    return Err(Refusal::new("article_apart", zh, format!("the chapters of {mark} stand apart, or without their title")));
                }
            }
            text_given(&chapter.heading, &format!("第{}章的标题", place + 1))?;
            if let Some(title) = &chapter.title {
                text_given(title, &format!("第{}章所在文章的题目", place + 1))?;
            }
            if let Some(mark) = chapter.article.as_deref().filter(|mark| !marks.contains(mark)) {
                let zh = format!("第{}章所属的稿件“{mark}”没有收进来。", place + 1);
                return Err(Refusal::new("unknown_article", zh, format!("there is no article {mark}")));
            }
            if chapter.heading.contains(['{', '}']) {
                let zh = format!("第{}章的标题不能用花括号，数据写在正文里。", place + 1);
                return Err(Refusal::new("gap_in_heading", zh, format!("the heading of chapter {} has braces", place + 1)));
            }
            if chapter.text.chars().count() > LONGEST {
                let zh = format!("“{}”超过{LONGEST}个字，请精简。", chapter.heading);
                return Err(Refusal::new("too_long", zh, format!("chapter {} has more than {LONGEST} characters", place + 1)));
            }
        }
        Ok(())
    }
}

/// A table as it stood when the text was finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FrozenTable {
    /// Its name.
    pub name: String,
    /// What it is.
    pub title: String,
    /// Its columns.
    pub headers: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// What a finished text rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// The pack.
    pub pack: String,
    /// Its title.
    pub pack_title: String,
    /// Its hash.
    pub pack_hash: String,
    /// What had happened up to this day was counted.
    pub as_of: NaiveDate,
    /// What was recorded up to this moment was known.
    pub known_at: DateTime<Utc>,
    /// Clause of the table of figures, and how it is read.
    #[serde(default)]
    pub clause: String,
    /// Every figure used, in the order of the text.
    pub figures: Vec<FrozenFigure>,
    /// Every table used.
    pub tables: Vec<FrozenTable>,
    /// How many records are behind the figures.
    pub records: usize,
    /// SM3 over their names, sorted.
    pub records_digest: String,
    /// The packs of its named figures, each with the kind of period it was run for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packs: Vec<KeptPack>,
}

/// A figure of a finished text that was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Correction {
    /// Its name.
    pub name: String,
    /// As the text says, or the erratum before.
    pub was: String,
    /// What is right.
    pub now: String,
}

/// An erratum (更正说明) to a finished text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erratum {
    /// Why it was wrong.
    pub reason: String,
    /// What was.
    pub corrections: Vec<Correction>,
    /// What was recorded up to this moment was known.
    pub known_at: DateTime<Utc>,
}

impl Frozen {
    /// A figure's value.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.figures.iter().find(|figure| figure.name == name).map(|figure| figure.value.as_str())
    }
}

/// What happened to a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TextEvent {
    /// It was begun from its template.
    Drafted {
        /// What it is.
        head: Box<TextHead>,
        /// What the template says.
        content: Box<TextContent>,
    },
    /// It was edited.
    Revised {
        /// What it says now.
        content: Box<TextContent>,
    },
    /// It was finished: nothing in it changes any more.
    Finished {
        /// What it rests on.
        frozen: Box<Frozen>,
        /// Its number, where it takes one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// Its number through all years, of a bulletin.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        serial: Option<String>,
    },
    /// What a finished text says wrongly was set right beside it.
    Corrected {
        /// The erratum.
        erratum: Box<Erratum>,
    },
    /// It was given up.
    Cancelled {
        /// Why.
        reason: String,
    },
}

/// A text as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its id.
    pub id: MatterId,
    /// The state.
    pub state: MatterState,
    /// What it is.
    pub head: TextHead,
    /// What it says.
    pub content: TextContent,
    /// What it rests on, once finished.
    pub frozen: Option<Frozen>,
    /// Who finished it.
    pub finished_by: Option<Person>,
    /// When it was begun.
    pub opened_on: NaiveDate,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
    /// Its number, once finished.
    pub number: Option<String>,
    /// Its number through all years, of a finished bulletin.
    pub serial: Option<String>,
    /// Errata to it, with their day.
    pub errata: Vec<(NaiveDate, Erratum)>,
}

impl Text {
    /// What it says of a figure together with its errata; none when it does not name it.
    #[must_use]
    pub fn says(&self, name: &str) -> Option<&str> {
        let corrected = self.errata.iter().rev().flat_map(|(_, erratum)| &erratum.corrections).find(|own| own.name == name);
        corrected.map(|own| own.now.as_str()).or_else(|| self.frozen.as_ref().and_then(|frozen| frozen.value(name)))
    }

    pub(super) fn begin(fact: &MatterFact, event: &TextEvent) -> Result<Self, Refusal> {
        let TextEvent::Drafted { head, content } = event else {
            return Err(Refusal::new("not_drafted", "文稿尚未起草。", "the text was not drafted yet"));
        };
        content.check()?;
        Ok(Self {
            id: fact.matter_id,
            state: MatterState::Drafting,
            head: (**head).clone(),
            content: (**content).clone(),
            frozen: None,
            finished_by: None,
            opened_on: fact.occurred_on,
            ended_on: None,
            number: None,
            serial: None,
            errata: vec![],
        })
    }

    pub(super) fn next(&mut self, fact: &MatterFact, event: &TextEvent) -> Result<(), Refusal> {
        let open = |what: &str| if self.state == MatterState::Drafting { Ok(()) } else { Err(Refusal::state(self.state, what)) };
        match event {
            TextEvent::Drafted { .. } => return Err(Refusal::new("drafted_already", "该文稿已起草。", "it was drafted already")),
            TextEvent::Revised { content } => {
                open("修改")?;
                content.check()?;
                self.content = (**content).clone();
            }
            TextEvent::Finished { frozen, number, serial } => {
                open("定稿")?;
                let unknown = self.content.figures().into_iter().find(|name| frozen.value(name).is_none());
                if let Some(name) = unknown {
                    let zh = format!("没有名为“{name}”的数据，请改用右侧所列的数据，或者去掉花括号。");
                    return Err(Refusal::new("unknown_figure", zh, format!("there is no figure named {name}")));
                }
                if let Some(name) = self.content.tables().into_iter().find(|name| !frozen.tables.iter().any(|own| own.name == *name)) {
                    return Err(Refusal::new("unknown_table", format!("没有表“{name}”。"), format!("there is no table named {name}")));
                }
                (self.state, self.ended_on) = (MatterState::Final, Some(fact.occurred_on));
                (self.frozen, self.finished_by) = (Some((**frozen).clone()), Some(fact.by.clone()));
                self.number.clone_from(number);
                self.serial.clone_from(serial);
            }
            TextEvent::Corrected { erratum } => {
                if self.state != MatterState::Final {
                    return Err(Refusal::state(self.state, "更正"));
                }
                text_given(&erratum.reason, "更正原因")?;
                let wrong = |own: &&Correction| self.says(&own.name) != Some(own.was.as_str()) || own.was == own.now || own.now.is_empty();
                if erratum.corrections.is_empty() || erratum.corrections.iter().find(wrong).is_some() {
                    return Err(Refusal::new(
                        "nothing_wrong",
                        "没有与现在的记录不同的数据，不需要更正。",
                        "no figure differs from what it says",
                    ));
                }
                self.errata.push((fact.occurred_on, (**erratum).clone()));
            }
            TextEvent::Cancelled { reason } => {
                open("作废")?;
                text_given(reason, "作废理由")?;
                (self.state, self.ended_on) = (MatterState::Cancelled, Some(fact.occurred_on));
            }
        }
        Ok(())
    }

    pub(super) fn head(&self) -> Head {
        Head {
            state: self.state,
            title: self.content.title.clone(),
            class: self.head.template.clone(),
            source: self.head.period.clone(),
            unit_id: None,
            river_id: self.head.river_id,
            chief_id: self.head.chief_id,
            item_id: None,
            opened_on: self.opened_on,
            due_on: None,
            closed_on: self.ended_on,
            place: String::new(),
            point: None,
            prominent: false,
        }
    }
}

#[cfg(test)]
mod tests;
