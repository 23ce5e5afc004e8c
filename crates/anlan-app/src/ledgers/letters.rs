//! The ledger of letters: issued, answered, interviews, settled.

use super::row::{Line, Numbered, numbered};
use crate::letters::{Numbered as Number, addressee_of, enter_letter};
use crate::matters::{About, Register, go_on, load};
use crate::{Anlan, Call, Fault};
use anlan_core::ids::{Ids, ItemId, MatterId};
use anlan_core::matter::letter::{Addressee, LetterContent, LetterEvent, Minutes, Proposed};
use anlan_core::matter::{MatterEvent, MatterKind};
use anlan_store::Tx;

pub(super) async fn enter(anlan: &Anlan, call: &Call, tx: &Tx, register: &Register, ids: &mut Ids, line: &Line<'_>) -> Result<(), Fault> {
    let pack = anlan.packs.loop_rules(call.region.as_str(), call.today())?;
    let label = line.text("文种");
    let kind = pack.head.letter_labelled(label).or_else(|| pack.head.letter(label)).ok_or_else(|| {
        let all: Vec<&str> = pack.head.letters.iter().map(|letter| letter.label.as_str()).collect();
        Fault::invalid(
            "文种",
            "unknown_letter",
            format!("没有这种文种，规则包里有：{}。", all.join("、")),
            "There is no such kind of letter.",
        )
    })?;
    let on = line.on("签发日期")?;
    let (to, to_name, mut river_id) = addressee_of(register, kind, line.id("对象单位"), line.id("对象河长"), on)?;
    let (mut items, mut matters): (Vec<ItemId>, Vec<MatterId>) = (vec![], vec![]);
    for number in line.several("所涉编号") {
        match numbered(tx, number).await? {
            Numbered::Problem(row) => {
                river_id = river_id.or(row.river_id.map(anlan_core::ids::RiverId));
                matters.push(MatterId(row.id));
            }
            Numbered::Item(_, id) => items.push(id),
        }
    }
    let cause = line.text("事由");
    let proposed_by = (!cause.is_empty()).then(|| Proposed {
        key: String::new(),
        pack_hash: pack.hash.clone(),
        cause: cause.to_owned(),
        about: line.several("所涉编号").join("、"),
        clause: kind.clause.clone(),
        because: vec![cause.to_owned()],
    });
    let content = LetterContent {
        letter: kind.key.clone(),
        to,
        to_name,
        title: line.text("标题").to_owned(),
        paragraphs: line.text("内容").lines().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect(),
        signer: line.text("签发人").to_owned(),
        reply_due_on: line.day("回复时限"),
        items,
        matters,
        river_id,
        month: line.month("月份")?,
        proposed_by,
        evidence: vec![],
        paper: None,
        figures: None,
    };
    let id = MatterId(ids.make());
    let event = if kind.recorded_only { LetterEvent::Recorded { content } } else { LetterEvent::Issued { content } };
    enter_letter(tx, call, (id, ids), kind, Number::Ours, on, event).await?;
    let mut held = load(&tx.read(), MatterKind::Letter, id).await?;
    let unit = match to {
        Addressee::Unit { id } => Some(id),
        Addressee::Chief { .. } => None,
    };
    if let Some(replied_on) = line.day("回复日期") {
        let event = MatterEvent::Letter(LetterEvent::Replied { text: line.needed("回复内容")?.to_owned(), evidence: vec![] });
        go_on(tx, call, &mut held, ids.make(), replied_on, event, line.by(line.person("回复人", unit)?)).await?;
    }
    if let Some(met_on) = line.day("约谈日期") {
        let minutes = Minutes {
            on: met_on,
            place: line.text("约谈地点").to_owned(),
            host: line.needed("约谈人")?.to_owned(),
            attended: line.several("被约谈人").into_iter().map(str::to_owned).collect(),
            record: line.needed("约谈记录")?.to_owned(),
            commitment: line.text("整改承诺").to_owned(),
        };
        let event = MatterEvent::Letter(LetterEvent::Interviewed { minutes });
        go_on(tx, call, &mut held, ids.make(), met_on, event, About::default()).await?;
    }
    if let Some(settled_on) = line.day("办结日期") {
        let event = MatterEvent::Letter(LetterEvent::Settled { basis: line.needed("办结意见")?.to_owned() });
        go_on(tx, call, &mut held, ids.make(), settled_on, event, About::default()).await?;
    }
    Ok(())
}
