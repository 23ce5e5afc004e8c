//! A circular as an official document, by the template it was issued with, and as tables. The same circular gives the same bytes.

use super::circulars::row_of;
use crate::figures::with_named;
use crate::papers::{DocumentKind, failed, lines, made};
use crate::{Anlan, Call, Fault};
use anlan_core::circular::{Circular, Difference, IssuedLight, LightCounts, differences};
use anlan_core::days::{china_day, zh};
use anlan_core::digest::{of_names, short};
use anlan_core::ids::CircularId;
use anlan_core::item::List;
use anlan_core::light::Light;
use anlan_core::pack::CircularTexts;
use anlan_core::pack::fill::fill;
use anlan_core::pack::papers::circular_from_words;
use anlan_report::write_workbook::{OutCell, OutColumn, OutSheet, write_workbook};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A circular's document: its file name and bytes.
///
/// # Errors
/// Not allowed, not found, no Chinese font for a PDF, or the store fails.
pub async fn document(anlan: &Anlan, call: &Call, id: CircularId, kind: DocumentKind) -> Result<(String, Vec<u8>), Fault> {
    let row = row_of(anlan, call, id).await?;
    let circular = anlan.content(&row)?;
    let name = format!("{}三色亮灯通报（第{}版）", circular.month.zh(), circular.version);
    if kind == DocumentKind::Xlsx {
        let bytes = workbook(&circular).map_err(|fault| failed(&fault))?;
        return Ok((format!("{name}.xlsx"), bytes));
    }
    let pack = anlan.kept_pack(&call.region, &row.pack_hash).await?;
    let earlier = match (circular.version, circular.month) {
        (1, _) => None,
        (version, month) => {
            let rows = anlan.store.region(&call.region).circulars_of(month).await?;
            rows.iter().find(|row| row.version == i64::from(version) - 1).map(|row| anlan.content(row)).transpose()?
        }
    };
    paper_of(anlan, name, &circular, earlier.as_deref(), &pack.circular, kind).await
}

/// A circular by its template, or by the words of its pack.
pub(super) async fn paper_of(
    anlan: &Anlan,
    name: String,
    circular: &Circular,
    earlier: Option<&Circular>,
    texts: &CircularTexts,
    kind: DocumentKind,
) -> Result<(String, Vec<u8>), Fault> {
    let given = given(circular, earlier, texts);
    match &circular.paper {
        Some(paper) => made(anlan, name, paper, &given, kind).await,
        None => made(anlan, name, &circular_from_words(), &with_words(given, circular, texts), kind).await,
    }
}

/// What the template of a circular is given; `papers/samples/circular.json` is an example.
pub(super) fn given(circular: &Circular, earlier: Option<&Circular>, texts: &CircularTexts) -> Value {
    let wanting = circular.lights.iter().filter(|light| light.light != Light::Green);
    let sign = |light: Option<Light>| light.map_or("无", Light::sign);
    let row = |one: &Difference| {
        json!({
            "number": one.number,
            "title": one.title,
            "unit": one.unit,
            "before": sign(one.before.as_ref().map(|side| side.light)),
            "after": sign(one.after.as_ref().map(|side| side.light)),
            "before_progress": one.before.as_ref().and_then(|side| side.progress.as_deref()),
            "after_progress": one.after.as_ref().and_then(|side| side.progress.as_deref()),
            "before_limit": one.before.as_ref().map(|side| side.limit_on),
            "after_limit": one.after.as_ref().map(|side| side.limit_on),
        })
    };
    let differ = |earlier: &Circular| {
        let all = differences(&earlier.lights, &circular.lights);
        // Templates of before tell of lights alone.
        let of_lights = all.iter().filter(|one| one.of_light);
        let figures = earlier.figures.iter().flat_map(|own| &own.figures).filter_map(|was| {
            let now = circular.figures.as_ref()?.figures.iter().find(|own| own.name == was.name)?;
            (now.value != was.value).then(|| json!({ "name": was.name, "before": was.value, "after": now.value }))
        });
        json!({
            "version": earlier.version,
            "differences": of_lights.map(row).collect::<Vec<_>>(),
            "changes": all.iter().map(row).collect::<Vec<_>>(),
            "figures": figures.collect::<Vec<_>>(),
        })
    };
    let lists = List::ALL.into_iter().filter_map(|list| {
        let lights = LightCounts::of(circular.lights.iter().filter(|light| light.list == list).map(|light| light.light));
        let mut counted = counted(lights);
        counted["name"] = json!(list.zh());
        (lights.total() > 0).then_some(counted)
    });
    let given = json!({
        "mark": texts.mark,
        "issuer": texts.issuer,
        "number": circular.number,
        "addressee": texts.addressee,
        "cc": texts.cc,
        "title": lines(&circular.title),
        "region": circular.region_name,
        "month": circular.month.zh(),
        "month_end": circular.month_end,
        "issued_on": circular.issued_on,
        "version": circular.version,
        "first_number": circular.first_number,
        "all": counted(LightCounts::of(circular.lights.iter().map(|light| light.light))),
        "lists": lists.collect::<Vec<_>>(),
        "lights": circular.lights.iter().map(told).collect::<Vec<_>>(),
        "wanting": wanting.map(told).collect::<Vec<_>>(),
        "earlier": earlier.map(differ),
        "pack": { "title": circular.pack_title, "digest": short(&circular.pack_hash) },
        "known_on": china_day(circular.known_at),
        "records": records(&circular.lights),
    });
    match &circular.paper {
        Some(paper) => with_named(given, paper, circular.figures.as_ref()),
        None => given,
    }
}

fn counted(lights: LightCounts) -> Value {
    json!({
        "total": lights.total(),
        "green": lights.green,
        "yellow": lights.yellow,
        "red": lights.red,
        "not_assessed": lights.not_assessed,
    })
}

fn told(light: &IssuedLight) -> Value {
    json!({
        "number": light.number,
        "title": light.title,
        "list": light.list.zh(),
        "river": light.river,
        "unit": light.unit,
        "limit_on": light.limit_on,
        "progress": light.progress,
        "light": light.light.sign(),
        "reason": reason_text(light),
        "rule": light.rule_title,
        "clause": light.clause,
    })
}

/// How many records the lights of each colour rest on, and a digest of the names of all.
fn records(lights: &[IssuedLight]) -> Value {
    let behind = |of: Option<Light>| -> BTreeSet<&str> {
        let reasons = lights.iter().filter(|light| of.is_none_or(|of| light.light == of)).flat_map(|light| &light.because);
        reasons.flat_map(|reason| reason.facts.iter().map(|fact| fact.id.as_str())).collect()
    };
    let count = |of: Light| behind(Some(of)).len();
    let all = behind(None);
    let total = all.len();
    json!({
        "total": total,
        "green": count(Light::Green),
        "yellow": count(Light::Yellow),
        "red": count(Light::Red),
        "not_assessed": count(Light::NotAssessed),
        "digest": short(&of_names(all)),
    })
}

/// The same with the words of a pack kept before there were templates, their gaps filled.
fn with_words(mut given: Value, circular: &Circular, texts: &CircularTexts) -> Value {
    let (month, month_end, version) = (circular.month.zh(), zh(circular.month_end), circular.version.to_string());
    let filled = |text: &Option<String>, counts: &Value, list: &str| {
        let number = |name: &str| counts[name].to_string();
        let numbers = ["total", "green", "yellow", "red", "not_assessed"].map(|name| (name, number(name)));
        let own = [
            ("month", month.as_str()),
            ("month_end", &month_end),
            ("list", list),
            ("version", &version),
            ("first_number", circular.first_number.as_deref().unwrap_or_default()),
        ];
        let values: Vec<(&str, &str)> = numbers.iter().map(|(name, value)| (*name, value.as_str())).chain(own).collect();
        fill(text.as_deref().unwrap_or_default(), &values)
    };
    let all = given["all"].clone();
    given["words"] = json!({
        "opening": filled(&texts.opening, &all, ""),
        "overall_title": texts.overall_title,
        "demand_title": texts.demand_title,
        "demand": filled(&texts.demand, &all, ""),
        "later_version": filled(&texts.later_version, &all, ""),
    });
    if let Some(lists) = given["lists"].as_array_mut() {
        for list in lists {
            let name = list["name"].as_str().unwrap_or_default().to_owned();
            list["words"] = json!(filled(&texts.list, list, &name));
        }
    }
    given
}

/// The deciding reason, and for a change by hand also why.
fn reason_text(light: &IssuedLight) -> String {
    let decided = light.because.last().map(|reason| reason.text.clone()).unwrap_or_default();
    match &light.override_reason {
        Some(why) => format!("人工调整：{why}。系统判定为{}：{decided}", light.computed.sign()),
        None => decided,
    }
}

fn workbook(circular: &Circular) -> Result<Vec<u8>, anlan_report::write_workbook::WriteFault> {
    let headers: [(&str, f64); 12] = [
        ("编号", 14.0),
        ("清单", 22.0),
        ("名称", 36.0),
        ("河流", 12.0),
        ("责任单位", 18.0),
        ("时限", 12.0),
        ("当月进度(%)", 12.0),
        ("亮灯", 9.0),
        ("系统判定", 9.0),
        ("规则", 16.0),
        ("判定理由", 70.0),
        ("依据", 50.0),
    ];
    let row = |light: &IssuedLight| {
        let text = |value: &str| OutCell::Text(value.to_owned());
        vec![
            text(&light.number),
            text(light.list.zh()),
            text(&light.title),
            text(&light.river),
            text(&light.unit),
            OutCell::Date(light.limit_on),
            light.progress.as_ref().map_or(OutCell::Empty, |share| crate::lists::decimal(share)),
            text(light.light.sign()),
            text(light.computed.sign()),
            text(&light.rule_title),
            text(&reason_text(light)),
            text(&light.clause),
        ]
    };
    let sheet = OutSheet {
        name: "亮灯情况".to_owned(),
        title: Some(format!("{}（{}，第{}版）", circular.title.replace('|', ""), circular.number, circular.version)),
        columns: headers.iter().map(|(header, width)| OutColumn { header: (*header).to_owned(), width: *width }).collect(),
        rows: circular.lights.iter().map(row).collect(),
    };
    write_workbook(&[sheet], circular.issued_on)
}
