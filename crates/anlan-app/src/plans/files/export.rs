//! A version of a plan as docx, PDF or xlsx. The same version in the same state gives the same bytes.

use super::document::official;
use super::workbook::{HEAD, workbook};
use crate::matters::load_for;
use crate::papers::{DocumentKind, failed, handed};
use crate::plans::{content_of, plan_of};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::days::china_day;
use anlan_core::ids::MatterId;
use anlan_core::matter::plan::{Approval, Plan, Version};
use anlan_core::matter::{MatterKind, MatterState};
use anlan_core::plan::PlanContent;
use anlan_core::review::rule::SeatKind;
use anlan_report::write_workbook::WriteFault;
use chrono::NaiveDate;
use uuid::Uuid;

/// A version as it is handed out.
pub(super) struct Told<'a> {
    pub(super) plan: &'a Plan,
    pub(super) version: &'a Version,
    pub(super) content: &'a PlanContent,
    pub(super) river: String,
    pub(super) unit: String,
}

impl Told<'_> {
    /// Its approval, when this very version was approved.
    pub(super) fn approval(&self) -> Option<&Approval> {
        self.plan.approvals.iter().rev().find(|approval| approval.version == self.version.no)
    }

    /// The day it bears: of its approval, else of its saving.
    pub(super) fn day(&self) -> NaiveDate {
        self.approval().map_or_else(|| china_day(self.version.at), |approval| approval.on)
    }

    /// What kind of text it is while it is not approved (送审稿, 征求意见稿); none for an approved one.
    pub(super) fn draft(&self) -> Option<&'static str> {
        if self.approval().is_some() {
            return None;
        }
        if self.version.no != self.plan.version() {
            return Some("过程稿");
        }
        let review = self.plan.review();
        Some(if self.plan.state == MatterState::UnderReview {
            let asked = review.and_then(|review| review.stage()).is_some_and(|stage| stage.seats == SeatKind::Units);
            if asked { "征求意见稿" } else { "送审稿" }
        } else if self.plan.state == MatterState::Drafting && review.is_some() {
            "修改稿"
        } else {
            "草案"
        })
    }

    /// How it stands, in words.
    pub(super) fn standing(&self) -> String {
        match self.draft() {
            Some(draft) => draft.to_owned(),
            None if self.plan.state.ended() => "已审定，方案已结束".to_owned(),
            None => match self.plan.in_force().map(|approval| approval.version).filter(|no| *no != self.version.no) {
                Some(later) => format!("已审定，已由第{later}稿代替"),
                None => "已审定，执行中".to_owned(),
            },
        }
    }

    /// What heads workbook and document, as words and values; those without a value are left out.
    pub(super) fn head(&self) -> Vec<(&'static str, String)> {
        let head = &self.plan.head;
        let approval = self.approval();
        let values = [
            head.title.clone(),
            self.river.clone(),
            self.unit.clone(),
            format!("{}年至{}年", head.from_year, head.to_year),
            format!("第{}稿", self.version.no),
            self.standing(),
            approval.map(|own| anlan_core::days::zh(own.on)).unwrap_or_default(),
            approval.and_then(|own| own.document.clone()).unwrap_or_default(),
        ];
        HEAD.into_iter().zip(values).filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// A version of a plan as a file: its name and bytes.
///
/// # Errors
/// Not found, no such version, a text no workbook can hold, no Chinese font for a PDF, or the store fails.
pub async fn version_document(
    anlan: &Anlan,
    call: &Call,
    id: MatterId,
    version: u32,
    kind: DocumentKind,
) -> Result<(String, Vec<u8>), Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::PlanRead, MatterKind::Plan, id).await?;
    let plan = plan_of(&held.matter)?;
    let own = plan.versions.iter().find(|own| own.no == version).ok_or_else(Fault::not_found)?;
    let content = content_of(&read, plan, version).await?;
    let register = anlan.register(&call.region).await?;
    let names = |id: Uuid| register.name(id);
    let told = Told { plan, version: own, content: &content, river: names(plan.head.river_id.0), unit: names(plan.head.unit_id.0) };
    let name = format!("{}（第{version}稿）", plan.head.title);
    if kind == DocumentKind::Xlsx {
        let bytes = workbook(&told, &names).map_err(|fault| match fault {
            WriteFault::Xlsx(why) => {
                let zh = "方案中有的文字超过Excel一格所能容纳的长度（32767字），请下载docx或PDF。".to_owned();
                Fault::conflict("text_too_long", zh, format!("a text is too long for a cell, take the docx: {why}"))
            }
            WriteFault::Nothing(_) | WriteFault::RowWidth { .. } => failed(&fault),
        })?;
        return Ok((format!("{name}.xlsx"), bytes));
    }
    let official = official(&told, &names);
    handed(anlan, name, official, kind).await
}
