//! The figures of districts' articles in a text of the office above them: as the districts finished them, or as known there now.

use super::figures::Figures;
use super::text_of;
use crate::{Anlan, Call, Fault};
use anlan_core::ids::RegionId;
use anlan_core::matter::MatterKind;
use anlan_core::matter::text::{Article, Frozen, FrozenFigure, FrozenTable, Text};
use anlan_core::rule::explain::Reasons;

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
            let region = RegionId::parse(&article.region).map_err(|_| Fault::not_found())?;
            let from = Call::reading(region, "市级河长办", call.at);
            let held = crate::matters::load(&anlan.store.region(&from.region), MatterKind::Text, article.id).await?;
            let own = text_of(&held.matter)?.clone();
            let frozen = own.frozen.as_ref().ok_or_else(Fault::not_found)?;
            let known = if now { Some(Box::pin(Figures::of(anlan, &from, &own, false)).await?) } else { None };
            let (figures, tables) = told(article, &own, frozen, known.as_ref());
            let records = frozen.records;
            all.push(Self { article: article.clone(), call: from, figures, tables, records, text: own });
        }
        Ok(all)
    }

    /// What stands for its records among those of the text that takes it in.
    pub(super) fn records_name(&self) -> String {
        let digest = self.text.frozen.as_ref().map(|frozen| frozen.records_digest.as_str()).unwrap_or_default();
        format!("text/{}/{}/{digest}", self.article.region, self.article.id.0)
    }

    /// Why a figure named as in the text that takes it in is as it is; none when it is not of this article.
    ///
    /// # Errors
    /// No such figure, or the store fails.
    pub(super) async fn reasons(&self, anlan: &Anlan, name: &str) -> Result<Option<Reasons>, Fault> {
        let Some(own) = self.article.own(name) else { return Ok(None) };
        let figures = Box::pin(Figures::of(anlan, &self.call, &self.text, true)).await?;
        let (reasons, _) = Box::pin(figures.reasons(anlan, &self.call, Some(own))).await?;
        Ok(Some(reasons))
    }
}

fn told(article: &Article, text: &Text, frozen: &Frozen, now: Option<&Figures>) -> (Vec<FrozenFigure>, Vec<FrozenTable>) {
    let known = now.map(Figures::all);
    let figures = frozen.figures.iter().filter_map(|own| {
        let value = match &known {
            Some(known) => known.iter().find(|figure| figure.name == own.name)?.value.clone(),
            None => text.says(&own.name).unwrap_or(&own.value).to_owned(),
        };
        Some(FrozenFigure { name: article.name(&own.name), value, ..own.clone() })
    });
    let tables = frozen.tables.iter().filter_map(|own| {
        let table = now.map_or_else(|| Some(own.clone()), |now| now.table(&own.name))?;
        Some(FrozenTable { name: article.name(&own.name), ..table })
    });
    (figures.collect(), tables.collect())
}
