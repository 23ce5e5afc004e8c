//! The ledger of meetings: held, with minutes, problems shown, lists adopted.

use super::row::{Line, Numbered, numbered};
use crate::matters::{About, begin, go_on, load};
use crate::meetings::adoption;
use crate::{Anlan, Call, Fault};
use anlan_core::ids::{Ids, MatterId};
use anlan_core::item::List;
use anlan_core::matter::meeting::{MeetingContent, MeetingEvent};
use anlan_core::matter::{MatterEvent, MatterKind};
use anlan_store::Tx;

pub(super) async fn enter(anlan: &Anlan, call: &Call, tx: &Tx, ids: &mut Ids, line: &Line<'_>) -> Result<(), Fault> {
    let on = line.on("会议日期")?;
    let mut shown = Vec::new();
    for number in line.several("曝光问题") {
        let Numbered::Problem(row) = numbered(tx, number).await? else {
            return Err(Fault::invalid("曝光问题", "not_a_problem", format!("{number}不是问题编号。"), format!("{number} is no problem")));
        };
        shown.push(MatterId(row.id));
    }
    let content = MeetingContent {
        meeting: line.text("会议类型").to_owned(),
        title: line.text("会议名称").to_owned(),
        on,
        place: line.text("地点").to_owned(),
        agenda: line.several("议题").into_iter().map(str::to_owned).collect(),
        items: vec![],
        shown: shown.clone(),
    };
    let id = MatterId(ids.make());
    let targets = shown.iter().map(|id| ("matter", id.0)).collect();
    let event = MatterEvent::Meeting(MeetingEvent::Planned { content });
    begin(tx, call, (id, ids.make()), None, on, event, About { targets, ..About::default() }).await?;
    let mut held = load(&tx.read(), MatterKind::Meeting, id).await?;
    let minutes = line.text("会议纪要").lines().map(str::to_owned).collect();
    let event = MeetingEvent::Held { attended: line.text("参会人员").to_owned(), minutes };
    go_on(tx, call, &mut held, ids.make(), on, MatterEvent::Meeting(event), About::default()).await?;
    if let Ok(year) = line.text("审定清单年度").parse::<i32>() {
        for list in List::ALL {
            let event = MatterEvent::Meeting(adoption(anlan, call, tx, year, list).await?);
            go_on(tx, call, &mut held, ids.make(), on, event, About::default()).await?;
        }
    }
    Ok(())
}
