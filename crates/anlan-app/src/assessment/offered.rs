//! The tables that a district's own records offer to packs of the assessment: the one place where they are named, as data.
//!
//! A pack declares the tables and columns it uses. Record books are offered too, each under its title with its own columns.

use super::fact_name::FactName;
use crate::records::{kinds_of, scale_of};
use crate::views::{OfferedColumn, OfferedTable};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, reach};
use anlan_core::ids::{ItemId, RegionId};
use anlan_core::item::ItemContent;
use anlan_core::light::Light;
use anlan_core::month::Month;
use anlan_core::offer::list_word;
use anlan_core::pack::Pack;
use anlan_core::record::{Holds, RecordKind};
use anlan_core::rule::number::Number;
use anlan_core::rule::run::FactRow;
use anlan_core::rule::sheet::{TableDef, TableSource};
use anlan_core::rule::value::{Kind, Value};
use chrono::NaiveDate;
use std::sync::Arc;
use uuid::Uuid;

type Fill<T> = fn(&T, &Kind) -> Option<Value>;

/// A column: its name, the kind to declare, what it holds, how it is filled.
pub(super) type Column<T> = (&'static str, &'static str, &'static str, Fill<T>);

/// A unit of the year.
pub(super) struct UnitOf {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) kind: String,
}

/// A month's light of an item.
pub(super) struct LightOf {
    pub(super) item: ItemId,
    pub(super) number: String,
    pub(super) month: Month,
    pub(super) light: Light,
    pub(super) issued: bool,
    pub(super) content: ItemContent,
    pub(super) unit: String,
    pub(super) river: String,
}

/// An item of the year.
pub(super) struct ItemOf {
    pub(super) item: ItemId,
    pub(super) number: String,
    pub(super) content: ItemContent,
    pub(super) unit: String,
    pub(super) river: String,
    pub(super) done_on: Option<NaiveDate>,
}

/// A section's month of one item of water quality.
pub(super) struct WaterOf {
    pub(super) section_id: Uuid,
    pub(super) section: String,
    pub(super) unit: String,
    pub(super) river: String,
    pub(super) month: Month,
    pub(super) item: String,
    pub(super) value: Number,
}

fn some_text(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| Value::text(text))
}

/// The light as a step of the pack's scale.
fn grade(light: Light, kind: &Kind) -> Option<Value> {
    let word = match light {
        Light::Green => "绿灯",
        Light::Yellow => "黄灯",
        Light::Red => "红灯",
        Light::NotAssessed => "未评",
    };
    kind.read(word).ok()
}

pub(super) const UNITS: (&str, &str, &[&str]) = ("单位", "本年度在册的责任单位", &["名称"]);
pub(super) const UNIT_COLUMNS: &[Column<UnitOf>] = &[
    ("名称", "文字", "单位名称", |of, _| some_text(&of.name)),
    ("类别", "文字", "类别的名称，如镇乡、区级部门", |of, _| some_text(&of.kind)),
];

pub(super) const LIGHTS: (&str, &str, &[&str]) =
    ("亮灯", "本年度各事项各月的亮灯：最近一版通报的，没有通报的月份取现行判定", &["编号", "月份"]);
pub(super) const LIGHT_COLUMNS: &[Column<LightOf>] = &[
    ("责任单位", "文字", "当月的责任单位", |of, _| some_text(&of.unit)),
    ("编号", "文字", "事项编号", |of, _| some_text(&of.number)),
    ("事项名称", "文字", "事项名称", |of, _| some_text(&of.content.title)),
    ("清单", "文字", "重大事项、一河一策、突出问题", |of, _| some_text(list_word(of.content.list))),
    ("河流", "文字", "河流；没有的为缺", |of, _| some_text(&of.river)),
    ("月份", "月份", "亮灯的月份", |of, _| Some(Value::Month(of.month))),
    ("灯", "灯", "等次“灯”：绿灯、黄灯、红灯、未评", |of, kind| grade(of.light, kind)),
    ("难度较大", "是否", "没有登记的为缺", |of, _| of.content.hard.map(Value::Bool)),
    ("已通报", "是否", "是否来自已签发的通报", |of, _| Some(Value::Bool(of.issued))),
];

pub(super) const ITEMS: (&str, &str, &[&str]) = ("事项", "本年度三张清单的事项", &["编号"]);
pub(super) const ITEM_COLUMNS: &[Column<ItemOf>] = &[
    ("编号", "文字", "事项编号", |of, _| some_text(&of.number)),
    ("事项名称", "文字", "事项名称", |of, _| some_text(&of.content.title)),
    ("清单", "文字", "重大事项、一河一策、突出问题", |of, _| some_text(list_word(of.content.list))),
    ("责任单位", "文字", "责任单位", |of, _| some_text(&of.unit)),
    ("河流", "文字", "河流；没有的为缺", |of, _| some_text(&of.river)),
    ("开始", "日期", "开始时间", |of, _| Some(Value::Date(of.content.start_on))),
    ("时限", "日期", "完成时限", |of, _| Some(Value::Date(of.content.limit_on))),
    ("完成日", "日期", "销号日；没有销号的，为首次填报100%那个月的最后一日；没有完成的为缺", |of, _| of.done_on.map(Value::Date)),
    ("难度较大", "是否", "没有登记的为缺", |of, _| of.content.hard.map(Value::Bool)),
    ("分值", "分", "清单写明的分值；没有写明的为缺", |of, _| {
        Number::parse(&of.content.points?.to_string()).map(Value::Number)
    }),
];

pub(super) const WATER: (&str, &str, &[&str]) = (
    "水质月值",
    "各断面各月各因子的平均值：未检出按检出限一半，断流、冰封、停测、可疑的不计；本年度和以前至多十年的都在内",
    &["断面", "月份", "因子"],
);
pub(super) const WATER_COLUMNS: &[Column<WaterOf>] = &[
    ("断面", "文字", "断面名称", |of, _| some_text(&of.section)),
    ("责任单位", "文字", "断面的责任单位", |of, _| some_text(&of.unit)),
    ("河流", "文字", "断面所在河流", |of, _| some_text(&of.river)),
    ("月份", "月份", "采样的月份", |of, _| Some(Value::Month(of.month))),
    ("因子", "文字", "如总磷、氨氮、高锰酸盐指数", |of, _| some_text(&of.item)),
    ("数值", "数", "当月各次样品的平均值，不取整", |of, _| Some(Value::Number(of.value.clone()))),
];

impl UnitOf {
    pub(super) fn name(&self) -> FactName {
        FactName::Unit(self.id)
    }
}

impl LightOf {
    pub(super) fn name(&self) -> FactName {
        FactName::Light(self.item, self.month)
    }
}

impl ItemOf {
    pub(super) fn name(&self) -> FactName {
        FactName::Item(self.item)
    }
}

impl WaterOf {
    pub(super) fn name(&self) -> FactName {
        FactName::Water(self.section_id, self.month, self.item.clone())
    }
}

/// One row of a declared table.
pub(super) fn row<T>(def: &TableDef, columns: &[Column<T>], of: &T, name: &FactName) -> FactRow {
    let cell = |column: &anlan_core::rule::formula::Column| {
        let offered = columns.iter().find(|(own, ..)| **own == *column.name);
        offered.and_then(|(.., fill)| fill(of, &column.kind)).unwrap_or_else(|| Value::no_data(&column.name))
    };
    FactRow { name: Some(Arc::from(name.to_string())), cells: def.columns.iter().map(cell).collect() }
}

/// The record kind whose title is a table's name.
pub(super) fn record_kind<'a>(anlan: &'a Anlan, region: &RegionId, table: &str) -> Option<&'a RecordKind> {
    kinds_of(anlan, region).all().iter().find(|kind| kind.title == table)
}

/// Whether a pack declares only what is offered.
///
/// # Errors
/// Every table and column that is not, with those that are.
pub(super) fn check(anlan: &Anlan, region: &RegionId, pack: &Pack) -> Result<(), Fault> {
    let tables = tables(anlan, region);
    let mut faults = Vec::new();
    for def in pack.sheet.tables.iter().filter(|def| matches!(def.source, TableSource::Fact(_))) {
        let name = &*def.shape.name;
        let Some(table) = tables.iter().find(|table| table.name == name) else {
            let all: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
            faults.push(format!("事实表“{name}”不由本区的记录提供，可用的有：{}", all.join("、")));
            continue;
        };
        let is_record = record_kind(anlan, region, name).is_some();
        for column in def.columns.iter() {
            let kind = column.kind.to_string();
            let offered = table.columns.iter().find(|own| *own.name == *column.name);
            // A record's cells are read by the declared kind; the other tables' have one kind each.
            if offered.is_none_or(|own| !is_record && own.kind != kind) {
                let all: Vec<String> = table.columns.iter().map(|own| format!("{}: {}", own.name, own.kind)).collect();
                faults.push(format!("事实表“{name}”没有可用的列“{}: {kind}”，可用的有：{}", column.name, all.join("、")));
            }
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    let told = faults.join("\n");
    let zh = format!("规则包“{}”声明了本区记录不提供的事实：\n{told}", pack.head.id);
    Err(Fault::conflict("not_offered", zh, format!("pack {} declares facts that the records do not offer: {told}", pack.head.id)))
}

fn table<T>((name, about, key): (&str, &str, &[&str]), columns: &[Column<T>]) -> OfferedTable {
    let column = |(name, kind, about, _): &Column<T>| OfferedColumn {
        name: (*name).to_owned(),
        kind: (*kind).to_owned(),
        about: (*about).to_owned(),
    };
    OfferedTable {
        name: name.to_owned(),
        about: about.to_owned(),
        key: key.iter().map(|column| (*column).to_owned()).collect(),
        columns: columns.iter().map(column).collect(),
    }
}

fn of_records(anlan: &Anlan, region: &RegionId, kind: &RecordKind) -> OfferedTable {
    let column = |column: &anlan_core::record::RecordColumn| {
        let scale = if let Holds::Scale(name) = &column.holds { scale_of(anlan, region, name) } else { None };
        let about = column.hint.clone().unwrap_or_else(|| if column.required { "必填".to_owned() } else { "没有填的为缺".to_owned() });
        OfferedColumn { name: column.name.clone(), kind: column.kind(scale.as_ref()).to_string(), about }
    };
    let years = if kind.occurred.is_some() { "截至评定日以前十年的都在内，须按日期筛选。" } else { "" };
    OfferedTable {
        name: kind.title.clone(),
        about: format!("{}{years}", kind.about),
        key: kind.identity.clone(),
        columns: kind.columns.iter().map(column).collect(),
    }
}

/// Every table offered in a region.
fn tables(anlan: &Anlan, region: &RegionId) -> Vec<OfferedTable> {
    let own = [table(UNITS, UNIT_COLUMNS), table(LIGHTS, LIGHT_COLUMNS), table(ITEMS, ITEM_COLUMNS), table(WATER, WATER_COLUMNS)];
    let records = kinds_of(anlan, region).all().iter().map(|kind| of_records(anlan, region, kind));
    own.into_iter().chain(records).collect()
}

/// The tables and columns that a pack of the assessment may declare here.
///
/// # Errors
/// Not allowed.
pub fn offered(anlan: &Anlan, call: &Call) -> Result<Vec<OfferedTable>, Fault> {
    if reach(call.actor.role, Action::PackTry) == Reach::Nothing && reach(call.actor.role, Action::AssessmentPreview) == Reach::Nothing {
        return Err(Fault::not_allowed());
    }
    Ok(tables(anlan, &call.region))
}
