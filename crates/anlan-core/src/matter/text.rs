//! A text written from records (文稿): a chief's duty report, a public chapter. It is drafted from a template of the pack with the names
//! of figures in it; the figures stay live until it is finished, then they are frozen with what they were made from.

use super::person::Person;
use super::{Head, MatterFact, MatterState, Refusal, text_given};
use crate::digest;
use crate::ids::{ChiefId, MatterId, RiverId};
use crate::pack::fill;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest chapter, in characters.
const LONGEST: usize = 20_000;
/// Most chapters.
const MOST: usize = 50;

/// What a text is: from which template, for whom, for which period. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextHead {
    /// Word of the template.
    pub template: String,
    /// Its label then.
    pub label: String,
    /// The chief's post it is of.
    pub chief_id: ChiefId,
    /// That post's name: the row of the tables it takes its figures from.
    pub subject: String,
    /// The post's river.
    #[serde(default)]
    pub river_id: Option<RiverId>,
    /// `2023`, `2023Q3`, `2023-10`.
    pub period: String,
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
}

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextContent {
    /// The title.
    pub title: String,
    /// The chapters.
    pub chapters: Vec<TextChapter>,
}

impl TextContent {
    /// Names of the figures it uses, each once, in the order of the text.
    #[must_use]
    pub fn figures(&self) -> Vec<&str> {
        let texts = std::iter::once(self.title.as_str()).chain(self.chapters.iter().map(|chapter| chapter.text.as_str()));
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
        for (place, chapter) in self.chapters.iter().enumerate() {
            text_given(&chapter.heading, &format!("第{}章的标题", place + 1))?;
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

/// A figure as it stood when the text was finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FrozenFigure {
    /// Its name.
    pub name: String,
    /// Its value, as people read it.
    pub value: String,
    /// Whether it could not be assessed: the value says why.
    #[serde(default)]
    pub missing: bool,
    /// How it is computed, as the pack writes it; empty for what is no computed cell.
    #[serde(default)]
    pub formula: String,
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
}

impl Frozen {
    /// The digest of the names of records.
    #[must_use]
    pub fn digest_of(names: &BTreeSet<String>) -> String {
        digest::hex(names.iter().map(String::as_str).collect::<Vec<_>>().join("\n").as_bytes())
    }

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
}

impl Text {
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
            TextEvent::Finished { frozen } => {
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
            chief_id: Some(self.head.chief_id),
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
mod tests {
    use super::super::{Matter, MatterEvent};
    use super::*;
    use crate::ids::FactId;
    use uuid::Uuid;

    fn fact(event: TextEvent) -> MatterFact {
        MatterFact {
            id: FactId(Uuid::nil()),
            matter_id: MatterId(Uuid::from_u128(1)),
            occurred_on: "2023-12-31".parse().unwrap(),
            recorded_at: "2023-12-31T01:00:00Z".parse().unwrap(),
            by: Person { name: "甲".into(), post: String::new(), account: None, unit_id: None },
            event: MatterEvent::Text(event),
        }
    }

    fn content(text: &str) -> Box<TextContent> {
        let chapter = TextChapter { heading: "一、履职".into(), text: text.into(), table: Some("水质".into()) };
        Box::new(TextContent { title: "述职报告".into(), chapters: vec![chapter] })
    }

    fn drafted() -> Matter {
        let head = TextHead {
            template: "duty_report".into(),
            label: "述职报告".into(),
            chief_id: ChiefId(Uuid::from_u128(2)),
            subject: "甲河区级河长".into(),
            river_id: None,
            period: "2023".into(),
        };
        Matter::begin(&fact(TextEvent::Drafted {
            head: Box::new(head), content: content("巡河{巡河次数}次，调度{调度次数}次。")
        }))
        .unwrap()
    }

    fn frozen(figures: &[&str], tables: &[&str]) -> TextEvent {
        let names: BTreeSet<String> = BTreeSet::from(["a".to_owned()]);
        let figures = figures
            .iter()
            .map(|name| FrozenFigure { name: (*name).into(), value: "4".into(), missing: false, formula: String::new() })
            .collect();
        let table = |name: &&str| FrozenTable { name: (*name).into(), title: (*name).into(), headers: vec![], rows: vec![] };
        TextEvent::Finished {
            frozen: Box::new(Frozen {
                pack: "p".into(),
                pack_title: "规则".into(),
                pack_hash: "h".into(),
                as_of: "2023-12-31".parse().unwrap(),
                known_at: "2023-12-31T01:00:00Z".parse().unwrap(),
                clause: "条款".into(),
                figures,
                tables: tables.iter().map(table).collect(),
                records: names.len(),
                records_digest: Frozen::digest_of(&names),
            }),
        }
    }

    #[test]
    fn what_is_finished_changes_no_more() {
        let mut matter = drafted();
        let mut code = |event| matter.next(&fact(event)).map_err(|refusal| refusal.code);
        assert_eq!(code(TextEvent::Revised { content: content("巡河{巡河次数}次。") }), Ok(()));
        assert_eq!(code(frozen(&["巡河次数"], &["水质"])), Ok(()));
        for event in [TextEvent::Revised { content: content("") }, frozen(&[], &[]), TextEvent::Cancelled { reason: "错".into() }] {
            assert_eq!(code(event), Err("wrong_state"));
        }
        assert_eq!((matter.head().state, matter.head().closed_on), (MatterState::Final, "2023-12-31".parse().ok()));
    }

    #[test]
    fn it_is_finished_only_with_every_figure_and_table_it_names() {
        let mut matter = drafted();
        let mut code = |event| matter.next(&fact(event)).map_err(|refusal| refusal.code);
        assert_eq!(code(frozen(&["巡河次数"], &["水质"])), Err("unknown_figure"));
        assert_eq!(code(frozen(&["巡河次数", "调度次数"], &[])), Err("unknown_table"));
        assert_eq!(code(TextEvent::Cancelled { reason: " ".into() }), Err("missing"));
        assert_eq!(code(TextEvent::Revised { content: Box::new(TextContent { title: "题".into(), chapters: vec![] }) }), Err("missing"));
    }

    #[test]
    fn figures_are_named_once_in_the_order_of_the_text() {
        assert_eq!(content("{乙}和{甲}，{乙}").figures(), ["乙", "甲"]);
    }
}
