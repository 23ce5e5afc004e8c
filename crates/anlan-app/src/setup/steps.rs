//! How far a region is on the way from nothing to its first lights: every step counted from records, and what is missing in words.

use crate::lists::work_month;
use crate::reports::is_due;
use crate::views::{ActionView, PackCandidate, PackSource, SetupCount, SetupKey, SetupPack, SetupPage, SetupStep, SetupTopic};
use crate::year::{Entry, YearBook};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Role, Target, may};
use anlan_core::item::List;
use anlan_core::month::Month;
use anlan_core::pack::copy::may_be_copied;
use anlan_core::pack::{Pack, Packs, Status, Topic, figure_twice, figures_needed};
use anlan_store::AccountRow;
use chrono::Datelike as _;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The steps of the caller's region.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn steps(anlan: &Anlan, call: &Call) -> Result<SetupPage, Fault> {
    call.ask(Action::SetupRead, Target::default())?;
    let (code, today) = (call.region.as_str(), call.today());
    let month = work_month(today).within(today.year());
    let book = anlan.year(&call.region, month.year()).await?;
    let read = anlan.store.region(&call.region);
    let accounts = read.accounts().await?;
    let own: Vec<&Pack> = anlan.packs.all().filter(|pack| pack.head.region == code).collect();
    let ready = anlan.packs.in_force(code, today).is_ok();
    let head = may(&call.actor, Action::PackCopy, Target::default());
    let steps = vec![
        packs(&own, ready, head),
        units(&book, ready),
        rivers(&book),
        chiefs(&book, call),
        lists(&book),
        reports(&book, month),
        lights(&book, month),
        people(&book, &accounts),
    ];
    let name = read.own_row().await?.map(|row| row.name).unwrap_or_default();
    Ok(SetupPage {
        code: code.to_owned(),
        name,
        year: month.year(),
        month,
        next: steps.iter().find(|step| !step.done).map(|step| step.key),
        steps,
        packs: own.iter().map(|pack| shown(&anlan.packs, pack)).collect(),
        candidates: candidates(&anlan.packs, code, &own),
        actions: if head { vec![ActionView::allowed(Action::PackCopy.key())] } else { vec![] },
    })
}

/// Whether a region has no rules of the lists, or no item of any year: its first page says so.
pub(crate) async fn to_set_up(anlan: &Anlan, call: &Call, book: &YearBook) -> Result<bool, Fault> {
    if anlan.packs.of_region(call.region.as_str()).is_none() {
        return Ok(anlan.packs.above(call.region.as_str(), call.today()).is_none());
    }
    Ok(book.entries.is_empty() && anlan.store.region(&call.region).items(None).await?.is_empty())
}

fn step(key: SetupKey, done: bool, counts: &[(&str, usize, Option<usize>)], missing: Option<String>) -> SetupStep {
    let count = |(label, count, of): &(&str, usize, Option<usize>)| SetupCount { label: (*label).to_owned(), count: *count, of: *of };
    SetupStep { key, done, counts: counts.iter().map(count).collect(), missing }
}

fn packs(own: &[&Pack], ready: bool, head: bool) -> SetupStep {
    let copied = own.iter().filter(|pack| pack.head.copied_from.is_some()).count();
    let missing = match (ready, copied) {
        (false, _) if own.iter().any(|pack| pack.head.topic == Topic::Lists) => {
            Some("清单规则今天没有生效，请核对规则包的起止日期。".to_owned())
        }
        (false, _) if head => Some("还没有清单和亮灯的规则：照搬一个区的规则包，再按本区文件改写。".to_owned()),
        (false, _) => Some("还没有清单和亮灯的规则，请河长办负责人登录后在本页照搬。".to_owned()),
        (true, 1..) => Some(format!(
            "{copied} 个规则包照搬自外区，规则照常生效，不影响登记、导入和亮灯；只是条款和依据仍写原区文件。请把本区文件交给安装维护本系统的人，由其在服务器上改写规则包，改好并去掉照搬标记后，本页不再提示。"
        )),
        (true, 0) => None,
    };
    step(SetupKey::Packs, ready, &[("规则包", own.len(), None)], missing)
}

fn units(book: &YearBook, ready: bool) -> SetupStep {
    let count = book.units.len();
    let missing = match (count, ready) {
        (0, true) => Some("还没有责任单位：下载登记表，填好单位、河流、河长，一次导入。".to_owned()),
        (0, false) => Some("先选好规则包：单位的类别由规则包写明。".to_owned()),
        _ => None,
    };
    step(SetupKey::Units, count > 0, &[("单位", count, None)], missing)
}

fn rivers(book: &YearBook) -> SetupStep {
    let count = book.rivers.len();
    let led: HashSet<_> = book.lead_units.iter().filter(|row| row.until_on.is_none()).map(|row| row.river_id).collect();
    let missing = (count == 0).then(|| "还没有河流，与单位填在同一张登记表里。".to_owned());
    step(SetupKey::Rivers, count > 0, &[("河流", count, None), ("有牵头单位", led.len(), Some(count))], missing)
}

fn chiefs(book: &YearBook, call: &Call) -> SetupStep {
    let count = book.chiefs.len();
    let today = call.today();
    let holds = |row: &&anlan_store::TenureRow| row.from_on <= today && row.until_on.is_none_or(|until| today <= until);
    let held = book.tenures.iter().filter(holds).map(|row| row.chief_id).collect::<HashSet<_>>().len();
    let missing = match count.saturating_sub(held) {
        _ if count == 0 => Some("还没有河长职务，与单位填在同一张登记表里。".to_owned()),
        0 => None,
        vacant => Some(format!("{vacant} 个职务没有登记现任河长。")),
    };
    step(SetupKey::Chiefs, count > 0, &[("河长职务", count, None), ("有现任", held, Some(count))], missing)
}

fn lists(book: &YearBook) -> SetupStep {
    let of = |list: List| book.entries.iter().filter(|entry| entry.list == list).count();
    let counts: Vec<_> = List::ALL.into_iter().map(|list| (list.zh(), of(list), None)).collect();
    let missing = book
        .entries
        .is_empty()
        .then(|| format!("{}年的清单还没有内容：下载清单模板填好后导入，也可以导入现有的表；单位、河流须与登记的一致。", book.year));
    step(SetupKey::Lists, !book.entries.is_empty(), &counts, missing)
}

fn reports(book: &YearBook, month: Month) -> SetupStep {
    let due: Vec<&Entry> = book.entries.iter().filter(|entry| is_due(entry, month)).collect();
    let given = due.iter().filter(|entry| entry.report_for(month).is_some()).count();
    let missing = match (due.len(), due.len() - given) {
        (0, _) if book.entries.is_empty() => Some("导入清单后，再导入或者填报月度进展。".to_owned()),
        (_, 0) => None,
        (_, left) => Some(format!(
            "{} 还缺 {left} 项进展：可以随清单一起导入，也可以由各单位填报。没有进展的照样亮灯，按规则判定。",
            month_zh(month)
        )),
    };
    let done = !book.entries.is_empty() && (given > 0 || due.is_empty());
    step(SetupKey::Reports, done, &[("已填报", given, Some(due.len()))], missing)
}

fn lights(book: &YearBook, month: Month) -> SetupStep {
    let lit = book.entries.iter().filter(|entry| entry.light(month).is_some()).count();
    let issued = book.issued(month).is_some();
    let missing = match (lit, issued) {
        (0, _) => Some(format!("{} 还没有亮灯：有规则、有事项就会亮。", month_zh(month))),
        (_, false) => Some(format!("{} 的灯已亮，通报还没有签发：到“月末亮灯”核对、预览，由河长办负责人签发。", month_zh(month))),
        (_, true) => None,
    };
    step(SetupKey::Lights, lit > 0, &[("已亮灯", lit, Some(book.entries.len())), ("通报", usize::from(issued), None)], missing)
}

fn people(book: &YearBook, accounts: &[AccountRow]) -> SetupStep {
    let of = |role: Role| accounts.iter().filter(|row| row.role == role.key() && !row.disabled).count();
    let office = of(Role::OfficeStaff) + of(Role::OfficeHead);
    let admins = of(Role::SystemAdmin) + of(Role::SecurityAdmin) + of(Role::AuditAdmin);
    let chiefs = of(Role::Chief) + of(Role::ChiefGeneral);
    let with: HashSet<_> =
        accounts.iter().filter(|row| row.role == Role::Liaison.key() && !row.disabled).filter_map(|row| row.unit_id).collect();
    let without = book.units.iter().filter(|unit| unit.until_on.is_none() && !with.contains(&unit.id)).count();
    let missing = (without > 0 || book.units.is_empty()).then(|| {
        let how = "由系统管理员在“账号”页点“批量建立单位账号”一次建立，安全管理员在同一页启用，以后由各单位自己填报。";
        if book.units.is_empty() {
            format!("登记单位后，{how}")
        } else {
            format!("{without} 个单位没有能用的联络员账号：{how}")
        }
    });
    let done = !book.units.is_empty() && without == 0;
    let counts = [("河长办", office, None), ("管理员", admins, None), ("单位联络员", of(Role::Liaison), None), ("河长", chiefs, None)];
    step(SetupKey::Accounts, done, &counts, missing)
}

fn month_zh(month: Month) -> String {
    format!("{}年{}月", month.year(), month.first_day().month())
}

fn topic(pack: &Pack) -> SetupTopic {
    match pack.head.topic {
        Topic::Lists => SetupTopic::Lists,
        Topic::Assessment => SetupTopic::Assessment,
        Topic::Loop => SetupTopic::Loop,
        Topic::Plan => SetupTopic::Plan,
        Topic::Other => SetupTopic::Other,
    }
}

fn shown(packs: &Packs, pack: &Pack) -> SetupPack {
    let origin = |id: &String| match packs.all().find(|own| own.head.id == *id) {
        Some(own) => format!("{}“{}”", own.head.region_name, own.head.title),
        None => id.clone(),
    };
    SetupPack {
        id: pack.head.id.clone(),
        title: pack.head.title.clone(),
        topic: topic(pack),
        copied_from: pack.head.copied_from.as_ref().map(origin),
    }
}

/// Packs of other regions about what the region has no rules of.
fn candidates(packs: &Packs, code: &str, own: &[&Pack]) -> Vec<PackSource> {
    let mut found: BTreeMap<&str, PackSource> = BTreeMap::new();
    let wanted = |pack: &&Pack| {
        let head = &pack.head;
        head.region != code && head.status != Status::Draft && may_be_copied(head) && !own.iter().any(|own| own.head.topic == head.topic)
    };
    let all: Vec<&Pack> = packs.all().filter(wanted).collect();
    for pack in all.iter().copied() {
        let head = &pack.head;
        let there = all.iter().copied().filter(|other| other.head.region == head.region);
        let fits = beside(pack, own, &there.collect::<Vec<_>>());
        let texts = || pack.files.values().flat_map(|text| text.lines());
        let clauses: HashSet<&str> = texts().filter_map(|line| line.trim().strip_prefix("clause = ")).collect();
        let source = found.entry(&head.region).or_insert_with(|| PackSource {
            code: head.region.clone(),
            name: head.region_name.clone(),
            packs: vec![],
        });
        source.packs.push(PackCandidate {
            id: head.id.clone(),
            title: head.title.clone(),
            topic: topic(pack),
            document: head.document.clone(),
            clauses: clauses.len(),
            rules: pack.sheet.steps.len(),
            needs: fits.as_ref().map(|needs| needs.iter().cloned().collect()).unwrap_or_default(),
            why_not: fits.err(),
        });
    }
    found.into_values().collect()
}

/// Which packs have to be copied with one so that it stands beside the region's own, or why it cannot.
fn beside(pack: &Pack, own: &[&Pack], there: &[&Pack]) -> Result<BTreeSet<String>, String> {
    if let Some((twice, own)) = own.iter().find_map(|own| Some((figure_twice(pack, own)?, own))) {
        return Err(format!("其中的数据项“{}”在本区的《{}》中已有", twice.name, own.head.title));
    }
    let has = |one: &Pack, name: &str| one.sheet.figures.iter().any(|figure| figure.name == name);
    let mut needs = BTreeSet::new();
    for name in figures_needed(pack) {
        if has(pack, &name) || own.iter().any(|own| has(own, &name)) {
            continue;
        }
        let with = there.iter().find(|other| has(other, &name));
        let with = with.ok_or_else(|| format!("其中引用的数据项“{name}”，本区的规则包里没有"))?;
        needs.insert(with.head.id.clone());
    }
    Ok(needs)
}
