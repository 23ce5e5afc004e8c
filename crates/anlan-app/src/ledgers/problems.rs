//! The ledger of problems: found, handed over, hung on the list.

use super::row::{Line, Numbered, numbered};
use crate::matters::{About, Register, begin, go_on, load};
use crate::problems::{content_of, number_of};
use crate::views::ProblemForm;
use crate::{Anlan, Call, Fault};
use anlan_core::ids::{Ids, MatterId, UnitId};
use anlan_core::matter::person::Person;
use anlan_core::matter::problem::{ProblemEvent, Stage, Task};
use anlan_core::matter::{MatterEvent, MatterKind};
use anlan_store::Tx;
use chrono::Days;

pub(super) async fn enter(anlan: &Anlan, call: &Call, tx: &Tx, register: &Register, ids: &mut Ids, line: &Line<'_>) -> Result<(), Fault> {
    let pack = anlan.loop_head(call);
    let found_on = line.on("发现日期")?;
    let (evidence, files) = line.evidence(tx, "现场照片", Stage::Finding).await?;
    let degrees = |column: &'static str| -> Result<Option<f64>, Fault> {
        let text = line.text(column);
        let bad = |_| Fault::invalid(column, "not_a_number", format!("{column}应为数字，如106.056。"), format!("{column} is no number"));
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(bad) }
    };
    let source = line.text("发现来源");
    let source = pack.and_then(|head| head.problem_sources.iter().find(|one| one.label == source || one.key == source));
    let scheme =
        pack.and_then(|head| head.problem_schemes.iter().find(|scheme| scheme.kinds.iter().any(|kind| kind == line.text("问题类型"))));
    let form = ProblemForm {
        title: line.text("问题").to_owned(),
        description: line.text("详细情况").to_owned(),
        scheme: scheme.map(|scheme| scheme.key.clone()).unwrap_or_default(),
        class: line.text("问题类型").to_owned(),
        source: source.map_or_else(|| line.text("发现来源").to_owned(), |source| source.key.clone()),
        river_id: line.id("河流"),
        reach: String::new(),
        place: line.text("位置").to_owned(),
        lon: degrees("经度")?,
        lat: degrees("纬度")?,
        found_on,
        finder: line.text("发现人").to_owned(),
        finder_chief_id: line.id("发现河长"),
        prominent: line.flag("突出问题"),
    };
    let content = content_of(register, pack, &form, evidence)?;
    let number = number_of(tx, pack, found_on).await?;
    if line.text("问题编号") != number {
        let zh = format!("问题编号应为{number}（按发现年度连续编号）。");
        return Err(Fault::invalid("问题编号", "number", zh, format!("the number has to be {number}")));
    }
    let finder = if content.finder.name.is_empty() { "据台账".to_owned() } else { content.finder.name.clone() };
    let by = Person { name: finder, post: "据台账".to_owned(), account: None, unit_id: None };
    let id = MatterId(ids.make());
    let event = MatterEvent::Problem(ProblemEvent::Reported { content, from: None });
    begin(tx, call, (id, ids.make()), Some(number), found_on, event, About { files, by: Some(by), ..About::default() }).await?;
    let Some(unit) = line.id("责任单位") else { return Ok(()) };
    let mut held = load(&tx.read(), MatterKind::Problem, id).await?;
    let assigned_on = line.day("交办日期").unwrap_or(found_on);
    let days = pack.and_then(|head| head.close_out.as_ref()).and_then(|own| u64::try_from(own.days).ok());
    let limit_on = line.day("整改时限").or_else(|| assigned_on.checked_add_days(Days::new(days?)));
    let limit_on = limit_on.ok_or_else(|| Fault::invalid("整改时限", "missing", "请填写整改时限。", "Give a limit."))?;
    let task = Task { unit_id: UnitId(unit), limit_on, measure: line.text("整改措施").to_owned() };
    let event = MatterEvent::Problem(ProblemEvent::Assigned { task, reason: String::new() });
    go_on(tx, call, &mut held, ids.make(), assigned_on, event, About::default()).await?;
    if !line.text("挂单事项").is_empty() {
        let Numbered::Item(_, item_id) = numbered(tx, line.text("挂单事项")).await? else {
            return Err(Fault::invalid("挂单事项", "not_an_item", "挂单事项应是清单事项的编号。", "It has to be an item's number."));
        };
        let event = MatterEvent::Problem(ProblemEvent::Listed { item_id });
        let about = About { targets: vec![("item", item_id.0)], ..About::default() };
        go_on(tx, call, &mut held, ids.make(), assigned_on, event, about).await?;
    }
    Ok(())
}
