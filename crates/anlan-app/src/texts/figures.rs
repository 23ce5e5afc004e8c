//! The figures and tables of a text: of a post, the row of its subject in the tables of its template; of the office, the region's
//! figures, and whole tables.

use super::articles::OfArticle;
use crate::duty::{JudgedLoop, judge_by};
use crate::figures::{FiguresOf, FiguresOn, explain, freeze, judge_kept, judge_on, judge_published, kept};
use crate::offered::given_of_period;
use crate::{Anlan, Call, Fault};
use anlan_core::days::zh;
use anlan_core::digest;
use anlan_core::figure::frozen::FrozenFigure;
use anlan_core::matter::text::{Frozen, FrozenTable, Text, TextContent, TextHead};
use anlan_core::pack::Pack;
use anlan_core::pack::texts::{OfPost, TextTemplate};
use anlan_core::rule::explain::Reasons;
use anlan_core::rule::run::Given;
use anlan_core::shown::{JudgedRow, JudgedTable};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a text takes its figures from, judged.
pub(super) struct Figures {
    /// The pack of the template, with the period and the tables.
    pub(super) judged: JudgedLoop,
    /// When what was recorded was known.
    pub(super) known_at: DateTime<Utc>,
    /// The region's figures, for a text of the office.
    pub(super) named: Option<FiguresOn>,
    /// The districts' articles in it.
    articles: Vec<OfArticle>,
    pub(super) template: TextTemplate,
    subject: String,
    /// What every text has: post or issuer, period, holder or day.
    always: Vec<FrozenFigure>,
}

/// What a text's figures are computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// All that is recorded.
    Now,
    /// What was known when it was finished.
    Then,
    /// What was known at its last erratum.
    Corrected,
}

/// Whether others than the region read it: then nothing stands in it that is not published.
fn for_others(head: &TextHead) -> bool {
    head.public || head.contributes
}

fn plain(name: &str, value: String) -> FrozenFigure {
    FrozenFigure { name: name.to_owned(), value, missing: false, formula: String::new(), of: None }
}

impl Figures {
    /// The figures of a text: as they stand now, up to the same day once it is finished; or as known when it was, or was corrected.
    ///
    /// # Errors
    /// No pack or no such template in it, or the store fails.
    pub(super) async fn of(anlan: &Anlan, call: &Call, text: &Text, known: Known) -> Result<Self, Fault> {
        let (head, frozen) = (&text.head, text.frozen.as_ref());
        let period = given_of_period(&head.period, call.at)?;
        let given = Given { as_of: frozen.map_or(period.as_of, |frozen| frozen.as_of), ..period };
        let pack = match frozen {
            Some(frozen) => anlan.kept_rules(&call.region, &frozen.pack_hash).await?,
            None => pack_of(anlan, call, &head.template, given.to)?,
        };
        let known_at = match (known, frozen) {
            (Known::Now, _) | (_, None) => call.at,
            (Known::Then, Some(frozen)) => frozen.known_at,
            (Known::Corrected, Some(frozen)) => text.errata.last().map_or(frozen.known_at, |(_, erratum)| erratum.known_at),
        };
        let template = template_of(&pack, &head.template)?.clone();
        let named = match (template.of_post(), frozen) {
            (Some(_), _) => None,
            (None, Some(frozen)) => Some(judge_kept(anlan, call, &frozen.packs, (frozen.as_of, known_at), !for_others(head)).await?),
            (None, None) if for_others(head) => Some(judge_published(anlan, call, Some(given.as_of), None).await?),
            (None, None) => Some(judge_on(anlan, call, Some(given.as_of), None).await?),
        };
        let mut behind: Vec<String> = text.content.tables().into_iter().map(str::to_owned).collect();
        behind.extend(template.table.clone());
        let judged =
            if behind.is_empty() { JudgedLoop::without(pack, given) } else { judge_by(anlan, call, pack, given, known_at, behind).await? };
        let always = always(anlan, call, head, given.as_of).await?;
        let articles = OfArticle::all(anlan, call, text, frozen.is_some() && known == Known::Now).await?;
        Ok(Self { judged, known_at, named, articles, template, subject: head.subject.clone(), always })
    }

    /// Rows of the subject in a table; of the office, all.
    fn row<'a>(&self, table: &'a JudgedTable) -> impl Iterator<Item = &'a JudgedRow> {
        let column = self.template.of_post().map(|of| of.column);
        table.rows.iter().filter(move |row| column.is_none_or(|column| table.cell(row, column) == Some(self.subject.as_str())))
    }

    /// Whether there is what its figures come from: the post's row; for the office always.
    pub(super) fn in_table(&self) -> bool {
        self.template.of_post().is_none() || self.own().is_some()
    }

    /// Table and row of the post; none when it is not in the table any more, or the text is of the office.
    pub(super) fn own(&self) -> Option<(&JudgedTable, &JudgedRow)> {
        let OfPost { table, .. } = self.template.of_post()?;
        let table = self.judged.table(table)?;
        self.row(table).next().map(|row| (table, row))
    }

    /// Every figure a text may name: what all have, then the row's columns, or the region's figures.
    pub(super) fn all(&self) -> Vec<FrozenFigure> {
        let mut all = self.always.clone();
        let cells = self.own().into_iter().flat_map(|(table, row)| table.headers.iter().zip(row.cells.iter().zip(&row.missing)));
        let own = self.own().map(|(_, row)| &row.reasons);
        let formula = |name: &str| {
            let working = own.into_iter().flat_map(|reasons| &reasons.workings).find(|own| own.name == name);
            working.map(|own| own.formula.clone()).unwrap_or_default()
        };
        let figures =
            cells.map(|(name, (value, missing))| FrozenFigure { missing: *missing, formula: formula(name), ..plain(name, value.clone()) });
        all.extend(figures.filter(|figure| !self.always.iter().any(|own| own.name == figure.name)));
        all.extend(self.named.iter().flat_map(FiguresOn::all).map(|(part, figure)| freeze(part, figure)));
        all.extend(self.articles.iter().flat_map(|article| article.figures.iter().cloned()));
        all
    }

    /// A table's rows of the subject, without the column that names it; of the office, whole.
    pub(super) fn table(&self, name: &str) -> Option<FrozenTable> {
        if let Some(own) = self.articles.iter().flat_map(|article| &article.tables).find(|own| own.name == name) {
            return Some(own.clone());
        }
        // A table that does not say whose its rows are is none of a post's text.
        let column = self.template.of_post().map(|of| of.column);
        let has = |table: &&JudgedTable| column.is_none_or(|column| table.headers.iter().any(|header| header == column));
        let table = self.judged.table(name).filter(has)?;
        let shown: Vec<usize> = (0..table.headers.len()).filter(|place| Some(table.headers[*place].as_str()) != column).collect();
        let of = |row: &JudgedRow| shown.iter().map(|place| row.cells[*place].clone()).collect();
        Some(FrozenTable {
            name: table.name.clone(),
            title: table.title.clone(),
            headers: shown.iter().map(|place| table.headers[*place].clone()).collect(),
            rows: self.row(table).map(of).collect(),
        })
    }

    /// Why a figure is as it is: of the office, that figure; of a post, its whole row. With the year its records are of; none when
    /// they are another region's.
    ///
    /// # Errors
    /// No such figure, or the store fails.
    pub(super) async fn reasons(&self, anlan: &Anlan, call: &Call, figure: Option<&str>) -> Result<(Reasons, Option<i32>), Fault> {
        for article in &self.articles {
            if let Some(reasons) = article.reasons(anlan, figure.unwrap_or_default()).await? {
                return Ok((reasons, None));
            }
        }
        let found = match (&self.named, figure) {
            (Some(named), Some(name)) => {
                let (part, figure) = named.named(name).ok_or_else(Fault::not_found)?;
                let reasons = explain(anlan, call, part, &figure.key).await?;
                return Ok((reasons, Some(part.given.from.year())));
            }
            (Some(_), None) => None,
            (None, _) => self.own().map(|(_, row)| row.reasons.clone()),
        };
        Ok((found.ok_or_else(Fault::not_found)?, Some(self.judged.given.from.year())))
    }

    /// The names of all records behind a text's figures and tables.
    pub(super) fn records(&self, content: &TextContent) -> BTreeSet<String> {
        let tables = content.tables().into_iter().chain(self.template.table.as_deref()).filter_map(|name| self.judged.table(name));
        let of_tables = tables.flat_map(|table| self.row(table)).flat_map(|row| row.facts.iter().cloned());
        let used = content.figures();
        let named = self.named.iter().flat_map(|named| used.iter().filter_map(|name| named.named(name)));
        let of_articles = self.articles.iter().map(OfArticle::records_name);
        of_tables.chain(named.flat_map(|(_, figure)| figure.facts.iter().cloned())).chain(of_articles).collect()
    }

    /// The packs to be kept with a text: its template's, and those of the figures it names.
    pub(super) fn packs(&self, content: &TextContent) -> Vec<Arc<Pack>> {
        let mut packs = vec![Arc::clone(&self.judged.pack)];
        for part in self.parts(content) {
            if !packs.iter().any(|own| own.hash == part.pack.hash) {
                packs.push(Arc::clone(&part.pack));
            }
        }
        packs
    }

    fn parts(&self, content: &TextContent) -> Vec<&FiguresOf> {
        let used = content.figures();
        let names = |part: &&FiguresOf| part.figures.iter().any(|figure| used.contains(&figure.name.as_str()));
        self.named.iter().flat_map(|named| &named.parts).map(|part| &**part).filter(names).collect()
    }

    /// What a text rests on when it is finished now.
    pub(super) fn freeze(&self, content: &TextContent) -> Frozen {
        let all = self.all();
        let used = content.figures();
        let records = self.records(content);
        let pack = &self.judged.pack;
        let clause = |(table, _): (&JudgedTable, _)| {
            [Some(table.clause.as_str()), table.reading.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("；")
        };
        Frozen {
            pack: pack.head.id.clone(),
            pack_title: pack.head.title.clone(),
            pack_hash: pack.hash.clone(),
            as_of: self.judged.given.as_of,
            known_at: self.known_at,
            clause: self.own().map_or_else(|| self.template.clause.clone(), clause),
            figures: used.into_iter().filter_map(|name| all.iter().find(|figure| figure.name == name).cloned()).collect(),
            tables: content.tables().into_iter().filter_map(|name| self.table(name)).collect(),
            records: records.len() - self.articles.len() + self.articles.iter().map(|article| article.records).sum::<usize>(),
            records_digest: digest::of_names(records.iter().map(String::as_str)),
            packs: self.parts(content).into_iter().map(kept).collect(),
        }
    }
}

/// What every text has besides figures.
async fn always(anlan: &Anlan, call: &Call, head: &TextHead, as_of: NaiveDate) -> Result<Vec<FrozenFigure>, Fault> {
    let period = super::period_zh(&head.period).map_or_else(|| head.period.clone(), |(_, zh)| zh);
    let Some(chief) = head.chief_id else {
        return Ok(vec![plain("单位", head.subject.clone()), plain("期间", period), plain("统计截至", zh(as_of))]);
    };
    let register = anlan.register(&call.region).await?;
    let person = register.holder(chief.0, as_of).unwrap_or("（没有任职记录）").to_owned();
    Ok(vec![plain("河长", head.subject.clone()), plain("姓名", person), plain("期间", period)])
}

/// The packs in force on a day that have templates of texts.
///
/// # Errors
/// Several of one topic are in force.
pub(super) fn packs_with_texts(anlan: &Anlan, call: &Call, on: NaiveDate) -> Result<Vec<Arc<Pack>>, Fault> {
    anlan.packs.with_texts(call.region.as_str(), on).map_err(|fault| {
        Fault::conflict("several_packs", format!("{}有几个同类规则包同时生效，请先核对生效日期。", zh(on)), fault.to_string())
    })
}

/// The pack in force on a day that has a template.
///
/// # Errors
/// None, or several of one topic are in force.
pub(super) fn pack_of(anlan: &Anlan, call: &Call, template: &str, on: NaiveDate) -> Result<Arc<Pack>, Fault> {
    let found = packs_with_texts(anlan, call, on)?.into_iter().find(|pack| pack.head.text(template).is_some());
    found.ok_or_else(|| {
        let zh = format!("{}生效的规则包都没有文稿模板“{template}”，请核对规则包的生效日期。", zh(on));
        Fault::conflict("no_template", zh, format!("no pack in force on {on} has a text {template}"))
    })
}

/// A template of a pack.
pub(super) fn template_of<'a>(pack: &'a Pack, key: &str) -> Result<&'a TextTemplate, Fault> {
    pack.head.text(key).ok_or_else(|| {
        let zh = format!("规则包“{}”没有文稿模板“{key}”，请核对规则包的生效日期。", pack.head.title);
        Fault::conflict("no_template", zh, format!("pack {} has no text {key}", pack.head.id))
    })
}
