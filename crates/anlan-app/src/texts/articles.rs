//! The figures of districts' articles in a text of the office above them: as the districts finished them, or as known there now.

use super::figures::{Figures, Known};
use super::text_of;
use crate::{Anlan, Call, Fault, FaultKind};
use anlan_core::figure::frozen::FrozenFigure;
use anlan_core::ids::RegionId;
use anlan_core::matter::MatterKind;
use anlan_core::matter::text::{Article, Frozen, FrozenTable, Text};
use anlan_core::rule::explain::Reasons;

/// The fault of an article that is not there any more, or not this office's to read.
pub(super) const GONE: &str = "article_gone";

/// An article with its figures under the names of the text that takes it in.
pub(super) struct OfArticle {
    article: Article,
    call: Call,
    text: Text,
    pub(super) figures: Vec<FrozenFigure>,
    pub(super) tables: Vec<FrozenTable>,
    pub(super) records: usize,
}

impl OfArticle {
    /// The articles of a text: as the districts say them with their errata; with `now`, as known in the districts now.
    ///
    /// # Errors
    /// An article is not there, its rules cannot be read, or the store fails.
    pub(super) async fn all(anlan: &Anlan, call: &Call, text: &Text, now: bool) -> Result<Vec<Self>, Fault> {
        let mut all = Vec::new();
        for article in &text.content.articles {
            let found = Self::one(anlan, call, article, now).await;
            match found {
                // Of a draft, the figures of what is not there are names that nothing stands for.
                Err(fault) if text.frozen.is_none() && fault.code == GONE => {}
                found => all.push(found?),
            }
        }
        Ok(all)
    }

    async fn one(anlan: &Anlan, call: &Call, article: &Article, now: bool) -> Result<Self, Fault> {
        let below = anlan.packs.above(call.region.as_str(), call.today()).is_some_and(|(_, city)| city.districts.contains(&article.region));
        let gone = || Fault::conflict(GONE, format!("{}的稿件已不能读取。", article.mark), "The article cannot be read any more.");
        let region = RegionId::parse(&article.region).ok().filter(|_| below).ok_or_else(gone)?;
        let from = Call::from_above(region, call.at);
        let held = crate::matters::load(&anlan.store.region(&from.region), MatterKind::Text, article.id).await;
        let held = held.map_err(|fault| if fault.kind == FaultKind::NotFound { gone() } else { fault })?;
        let own = text_of(&held.matter)?.clone();
        let frozen = own.frozen.clone().ok_or_else(gone)?;
        let known = match (now, own.errata.is_empty()) {
            (true, _) => Some(Known::Now),
            // What an erratum says rests on what was known then.
            (false, false) => Some(Known::Corrected),
            (false, true) => None,
        };
        let known = match known {
            Some(known) => Some(Box::pin(Figures::of(anlan, &from, &own, known)).await?),
            None => None,
        };
        let (figures, tables) = told(article, &own, &frozen, known.as_ref(), now);
        Ok(Self { article: article.clone(), call: from, figures, tables, records: frozen.records, text: own })
    }

    /// What stands for its records among those of the text that takes it in.
    pub(super) fn records_name(&self) -> String {
        let digest = self.text.frozen.as_ref().map(|frozen| frozen.records_digest.as_str()).unwrap_or_default();
        let corrected = self.text.errata.last().map(|(_, erratum)| format!("/{}", erratum.known_at)).unwrap_or_default();
        format!("text/{}/{}/{digest}{corrected}", self.article.region, self.article.id.0)
    }

    /// Why a figure named as in the text that takes it in is as it is; none when it is not of this article.
    ///
    /// # Errors
    /// No such figure, or the store fails.
    pub(super) async fn reasons(&self, anlan: &Anlan, name: &str) -> Result<Option<Reasons>, Fault> {
        let Some(own) = self.article.own(name) else { return Ok(None) };
        let figures = Box::pin(Figures::of(anlan, &self.call, &self.text, Known::Corrected)).await?;
        let (reasons, _) = Box::pin(figures.reasons(anlan, &self.call, Some(own))).await?;
        Ok(Some(reasons))
    }
}

/// The article's figures and tables under the names of the text that takes it in: what `known` says of them where it is given; unless
/// `now`, with the values that the article says with its errata.
fn told(article: &Article, text: &Text, frozen: &Frozen, known: Option<&Figures>, now: bool) -> (Vec<FrozenFigure>, Vec<FrozenTable>) {
    let all = known.map(Figures::all);
    let figures = frozen.figures.iter().filter_map(|own| {
        let base = match &all {
            Some(all) => all.iter().find(|figure| figure.name == own.name).or((!now).then_some(own))?,
            None => own,
        };
        let value = if now { base.value.clone() } else { text.says(&own.name).unwrap_or(&own.value).to_owned() };
        Some(FrozenFigure { name: article.name(&own.name), value, ..base.clone() })
    });
    let tables = frozen.tables.iter().filter_map(|own| {
        // An erratum sets figures right, not tables.
        let table = known.filter(|_| now).map_or_else(|| Some(own.clone()), |now| now.table(&own.name))?;
        Some(FrozenTable { name: article.name(&own.name), ..table })
    });
    (figures.collect(), tables.collect())
}
