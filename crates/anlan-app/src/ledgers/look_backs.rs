//! The ledger of look-backs: each quarter is drawn anew by its seed, and its lines have to be what was drawn.

use super::row::Line;
use crate::look_backs::{draw_inside, look};
use crate::{Anlan, Call, Fault};
use anlan_core::ids::{Ids, MatterId};
use anlan_core::matter::problem::LookBackResult;
use anlan_store::Tx;
use std::collections::BTreeMap;

/// Draws made while a ledger is read.
#[derive(Default)]
pub(super) struct Draws(BTreeMap<(i32, u32), MatterId>);

pub(super) async fn enter(anlan: &Anlan, call: &Call, tx: &Tx, ids: &mut Ids, line: &Line<'_>, draws: &mut Draws) -> Result<(), Fault> {
    let bad = |column: &'static str| {
        Fault::invalid(column, "not_a_number", format!("{column}应为整数。"), format!("{column} is no whole number"))
    };
    let year: i32 = line.text("年度").parse().map_err(|_| bad("年度"))?;
    let quarter: u32 = line.text("季度").parse().map_err(|_| bad("季度"))?;
    let id = match draws.0.get(&(year, quarter)) {
        Some(id) => *id,
        None => {
            let id = MatterId(ids.make());
            draw_inside(anlan, call, tx, ids, id, (year, quarter), line.text("种子"), line.on("抽样日期")?).await?;
            draws.0.insert((year, quarter), id);
            id
        }
    };
    let result = match line.text("结果") {
        "保持" => LookBackResult::Holds,
        "反弹" => LookBackResult::Relapsed,
        _ => LookBackResult::CannotTell,
    };
    let seen = (line.text("编号"), result, line.text("情况"), line.on("检查日期")?);
    look(anlan, call, tx, ids, id, seen, (vec![], vec![]), line.day("新时限"), Some(line.person("检查人", None)?)).await
}
