//! The columns of the tables that come from the office's own work, each with how it is filled.

use super::fact_name::FactName;
use super::matters::{ClosedMatter, HeldMeeting, InstructionMatter, LetterMatter, LookedMatter, ProblemMatter, ReleasedInspection};
use anlan_core::exact::{Quantity, Share};
use anlan_core::ids::ItemId;
use anlan_core::item::ItemContent;
use anlan_core::light::Light;
use anlan_core::month::Month;
use anlan_core::offer::list_word;
use anlan_core::rule::number::Number;
use anlan_core::rule::value::{Kind, Value};
use chrono::NaiveDate;
use uuid::Uuid;

type Fill<T> = fn(&T, &Kind) -> Option<Value>;

/// A column: its name, the kind to declare, what it holds, how it is filled.
pub(crate) type Column<T> = (&'static str, &'static str, &'static str, Fill<T>);

/// A unit of the year.
pub(crate) struct UnitOf {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) kind: String,
}

/// A month's light of an item.
pub(crate) struct LightOf {
    pub(crate) item: ItemId,
    pub(crate) number: String,
    pub(crate) month: Month,
    pub(crate) light: Light,
    pub(crate) issued: bool,
    pub(crate) content: ItemContent,
    pub(crate) unit: String,
    pub(crate) river: String,
}

/// An item of the year.
pub(crate) struct ItemOf {
    pub(crate) item: ItemId,
    pub(crate) number: String,
    pub(crate) content: ItemContent,
    pub(crate) unit: String,
    pub(crate) river: String,
    pub(crate) done_on: Option<NaiveDate>,
    /// The latest share reported up to the day of judgement.
    pub(crate) share: Option<Share>,
    /// The latest quantity reported up to the day of judgement.
    pub(crate) reached: Option<Quantity>,
}

/// A section's month of one item of water quality.
pub(crate) struct WaterOf {
    pub(crate) section_id: Uuid,
    pub(crate) section: String,
    pub(crate) unit: String,
    pub(crate) river: String,
    pub(crate) month: Month,
    pub(crate) item: String,
    pub(crate) value: Number,
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

pub(crate) const UNITS: (&str, &str, &[&str]) = ("单位", "本年度在册的责任单位", &["名称"]);
pub(crate) const UNIT_COLUMNS: &[Column<UnitOf>] = &[
    ("名称", "文字", "单位名称", |of, _| some_text(&of.name)),
    ("类别", "文字", "类别的名称，如镇乡、区级部门", |of, _| some_text(&of.kind)),
];

pub(crate) const LIGHTS: (&str, &str, &[&str]) =
    ("亮灯", "本年度各事项各月的亮灯：最近一版通报的，没有通报的月份取现行判定", &["编号", "月份"]);
pub(crate) const LIGHT_COLUMNS: &[Column<LightOf>] = &[
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

pub(crate) const ITEMS: (&str, &str, &[&str]) = ("事项", "本年度三张清单的事项", &["编号"]);
pub(crate) const ITEM_COLUMNS: &[Column<ItemOf>] = &[
    ("编号", "文字", "事项编号", |of, _| some_text(&of.number)),
    ("事项名称", "文字", "事项名称", |of, _| some_text(&of.content.title)),
    ("清单", "文字", "重大事项、一河一策、突出问题", |of, _| some_text(list_word(of.content.list))),
    ("责任单位", "文字", "责任单位", |of, _| some_text(&of.unit)),
    ("类别", "文字", "清单写明的类别，如共性任务；没有的为缺", |of, _| {
        some_text(of.content.kind.as_deref().unwrap_or_default())
    }),
    ("来源", "文字", "清单写明的来源；没有的为缺", |of, _| some_text(of.content.source.as_deref().unwrap_or_default())),
    ("河流", "文字", "河流；没有的为缺", |of, _| some_text(&of.river)),
    ("累计进度", "%", "截至评定日最近一次填报的累计进度；没有填报的为缺", |of, kind| {
        kind.read(&format!("{}%", of.share?)).ok()
    }),
    ("开始", "日期", "开始时间", |of, _| Some(Value::Date(of.content.start_on))),
    ("时限", "日期", "完成时限", |of, _| Some(Value::Date(of.content.limit_on))),
    ("完成日", "日期", "销号日；没有销号的，为首次填报100%那个月的最后一日；没有完成的为缺", |of, _| of.done_on.map(Value::Date)),
    ("难度较大", "是否", "没有登记的为缺", |of, _| of.content.hard.map(Value::Bool)),
    ("资金", "万元", "清单写明已落实的资金；没有写明的为缺", |of, kind| {
        kind.read(&of.content.money?.to_string()).ok()
    }),
    ("量化指标", "文字", "清单写明的量化指标；没有写明的为缺", |of, _| {
        some_text(of.content.indicator.as_deref().unwrap_or_default())
    }),
    ("计量单位", "文字", "量化指标的计量单位；没有写明的为缺", |of, _| {
        some_text(of.content.unit_of_measure.as_deref().unwrap_or_default())
    }),
    ("目标值", "数", "量化指标的目标值；没有写明的为缺", |of, kind| kind.read(&of.content.target?.to_string()).ok()),
    ("完成量", "数", "截至评定日最近一次填报的完成量；没有填报的为缺", |of, kind| {
        kind.read(&of.reached?.to_string()).ok()
    }),
    ("分值", "分", "清单写明的分值；没有写明的为缺", |of, _| {
        Number::parse(&of.content.points?.to_string()).map(Value::Number)
    }),
];

pub(crate) const WATER: (&str, &str, &[&str]) = (
    "水质月值",
    "各断面各月各因子的平均值：未检出按检出限一半，断流、冰封、停测、可疑的不计；本年度和以前至多十年的都在内",
    &["断面", "月份", "因子"],
);
pub(crate) const WATER_COLUMNS: &[Column<WaterOf>] = &[
    ("断面", "文字", "断面名称", |of, _| some_text(&of.section)),
    ("责任单位", "文字", "断面的责任单位", |of, _| some_text(&of.unit)),
    ("河流", "文字", "断面所在河流", |of, _| some_text(&of.river)),
    ("月份", "月份", "采样的月份", |of, _| Some(Value::Month(of.month))),
    ("因子", "文字", "如总磷、氨氮、高锰酸盐指数", |of, _| some_text(&of.item)),
    ("数值", "数", "当月各次样品的平均值，不取整", |of, _| Some(Value::Number(of.value.clone()))),
];

impl UnitOf {
    pub(crate) fn name(&self) -> FactName {
        FactName::Unit(self.id)
    }
}

impl LightOf {
    pub(crate) fn name(&self) -> FactName {
        FactName::Light(self.item, self.month)
    }
}

impl ItemOf {
    pub(crate) fn name(&self) -> FactName {
        FactName::Item(self.item)
    }
}

impl ProblemMatter {
    pub(crate) fn name(&self) -> FactName {
        FactName::Problem(self.id)
    }
}

impl LetterMatter {
    pub(crate) fn name(&self) -> FactName {
        FactName::Letter(self.id)
    }
}

impl ClosedMatter {
    pub(crate) fn name(&self) -> FactName {
        FactName::Closed(self.id)
    }
}

impl InstructionMatter {
    pub(crate) fn name(&self) -> FactName {
        FactName::Instruction(self.id)
    }
}

impl ReleasedInspection {
    pub(crate) fn name(&self) -> FactName {
        FactName::Inspection(self.id)
    }
}

impl LookedMatter {
    pub(crate) fn name(&self) -> FactName {
        FactName::Looked(self.draw, self.number.clone())
    }
}

impl WaterOf {
    pub(crate) fn name(&self) -> FactName {
        FactName::Water(self.section_id, self.month, self.item.clone())
    }
}

/// A post held by a person, or vacant.
pub(crate) struct ChiefOf {
    pub(crate) chief: Uuid,
    pub(crate) tenure: Option<Uuid>,
    pub(crate) name: String,
    pub(crate) level: String,
    pub(crate) river: String,
    pub(crate) from_on: Option<NaiveDate>,
    pub(crate) until_on: Option<NaiveDate>,
    pub(crate) person: String,
}

impl ChiefOf {
    pub(crate) fn name(&self) -> FactName {
        FactName::Chief(self.chief, self.tenure)
    }
}

pub(crate) const CHIEFS: (&str, &str, &[&str]) =
    ("河长", "河长的职务和任职，一段任期一行；没有任职记录的职务一行，起止和姓名为缺", &["名称", "起"]);
pub(crate) const CHIEF_COLUMNS: &[Column<ChiefOf>] = &[
    ("名称", "文字", "职务名称", |of, _| some_text(&of.name)),
    ("级别", "文字", "级别的名称，如区级河长", |of, _| some_text(&of.level)),
    ("河流", "文字", "职务所管的河流；没有的为缺", |of, _| some_text(&of.river)),
    ("起", "日期", "任期首日；没有任职记录的为缺", |of, _| of.from_on.map(Value::Date)),
    ("止", "日期", "任期末日；在任的为缺", |of, _| of.until_on.map(Value::Date)),
    ("姓名", "文字", "任职的人；没有任职记录的为缺", |of, _| some_text(&of.person)),
];

pub(crate) const PROBLEMS: (&str, &str, &[&str]) = ("问题", "登记的问题，截至判定日已发现的；历年的都在内", &["编号"]);
pub(crate) const PROBLEM_COLUMNS: &[Column<ProblemMatter>] = &[
    ("编号", "文字", "问题编号", |of, _| some_text(&of.number)),
    ("问题", "文字", "问题描述", |of, _| some_text(&of.title)),
    ("类型", "文字", "如污水直排、乱占", |of, _| some_text(&of.kind)),
    ("来源", "文字", "来源的名称，如区级暗访", |of, _| some_text(&of.source)),
    ("发现层级", "文字", "发现人是河长的，为其级别的名称；不是的为缺", |of, _| some_text(&of.finder_level)),
    ("发现人", "文字", "发现人是河长的，为其职务名称；不是的为缺", |of, _| some_text(&of.finder)),
    ("河流", "文字", "河流；没有的为缺", |of, _| some_text(&of.river)),
    ("责任单位", "文字", "责任单位", |of, _| some_text(&of.unit)),
    ("发现日期", "日期", "发现的日期", |of, _| Some(Value::Date(of.found_on))),
    ("整改时限", "日期", "整改时限；没有的为缺", |of, _| of.limit_on.map(Value::Date)),
    ("突出", "是否", "是否突出问题；没有认定的为缺", |of, _| of.prominent.map(Value::Bool)),
    ("状态", "文字", "现在的状态", |of, _| some_text(&of.state)),
    ("销号日", "日期", "没有销号的为缺", |of, _| of.closed_on.map(Value::Date)),
    ("复发", "是否", "回头看发现复发", |of, _| Some(Value::Bool(of.relapsed_on.is_some()))),
    ("复发日", "日期", "没有复发的为缺", |of, _| of.relapsed_on.map(Value::Date)),
];

pub(crate) const LETTERS: (&str, &str, &[&str]) = ("函件", "已签发的函件；历年的都在内", &["文号"]);
pub(crate) const LETTER_COLUMNS: &[Column<LetterMatter>] = &[
    ("文号", "文字", "文号", |of, _| some_text(&of.number)),
    ("文种", "文字", "文种的名称，如提醒函", |of, _| some_text(&of.kind)),
    ("对象", "文字", "主送的单位或河长职务", |of, _| some_text(&of.addressee)),
    ("对象类型", "文字", "单位或河长", |of, _| some_text(&of.addressee_kind)),
    ("事项", "文字", "事项或问题编号；没有的为缺", |of, _| some_text(&of.matter)),
    ("事由", "文字", "拟出它的规则的事由；不是规则拟出的为缺", |of, _| some_text(&of.cause)),
    ("月份", "月份", "针对的月份；没有的为缺", |of, _| of.month.map(Value::Month)),
    ("签发日", "日期", "签发的日期", |of, _| Some(Value::Date(of.signed_on))),
    ("回复时限", "日期", "不要求回复的为缺", |of, _| of.reply_due_on.map(Value::Date)),
    ("回复日", "日期", "没有回复的为缺", |of, _| of.replied_on.map(Value::Date)),
    ("办结日", "日期", "没有办结的为缺", |of, _| of.settled_on.map(Value::Date)),
];

pub(crate) const CLOSED: (&str, &str, &[&str]) = ("办结", "已办结的交办、反馈和已销号的问题：回头看的抽样框；历年的都在内", &["编号"]);
pub(crate) const CLOSED_COLUMNS: &[Column<ClosedMatter>] = &[
    ("编号", "文字", "编号", |of, _| some_text(&of.number)),
    ("来源", "文字", "来源的名称，如区级暗访", |of, _| some_text(&of.source)),
    ("类型", "文字", "如污水直排", |of, _| some_text(&of.kind)),
    ("责任单位", "文字", "责任单位", |of, _| some_text(&of.unit)),
    ("河流", "文字", "河流；没有的为缺", |of, _| some_text(&of.river)),
    ("办结日", "日期", "办结或销号的日期", |of, _| Some(Value::Date(of.closed_on))),
    ("种子", "文字", "抽签的种子，公开后才能抽", |of, _| some_text(&of.seed)),
    ("单位类别", "文字", "责任单位类别的名称", |of, _| some_text(&of.unit_kind)),
];

pub(crate) const INSTRUCTIONS: (&str, &str, &[&str]) = ("批示", "河长的批示；历年的都在内", &["编号"]);
pub(crate) const INSTRUCTION_COLUMNS: &[Column<InstructionMatter>] = &[
    ("编号", "文字", "编号", |of, _| some_text(&of.number)),
    ("批示人", "文字", "批示的河长", |of, _| some_text(&of.chief)),
    ("职务", "文字", "批示人的河长职务；没有登记的为缺", |of, _| some_text(&of.post)),
    ("批示日", "日期", "批示的日期", |of, _| Some(Value::Date(of.written_on))),
    ("责任单位", "文字", "承办单位；没有交办的为缺", |of, _| some_text(&of.unit)),
    ("见效日", "日期", "确认成效的日期；没有的为缺", |of, _| of.effective_on.map(Value::Date)),
    ("解决堵点", "是否", "确认成效时认定；没有确认的为否", |of, _| Some(Value::Bool(of.solved))),
];

/// A river's lead unit from a day on.
pub(crate) struct LeadOf {
    pub(crate) id: Uuid,
    pub(crate) river: String,
    pub(crate) unit: String,
    pub(crate) from_on: NaiveDate,
    pub(crate) until_on: Option<NaiveDate>,
}

impl LeadOf {
    pub(crate) fn name(&self) -> FactName {
        FactName::Lead(self.id)
    }
}

pub(crate) const LEADS: (&str, &str, &[&str]) = ("河流牵头单位", "各河流的牵头单位，一段时间一行；截至判定日已开始的", &["河流", "起"]);
pub(crate) const LEAD_COLUMNS: &[Column<LeadOf>] = &[
    ("河流", "文字", "河流", |of, _| some_text(&of.river)),
    ("单位", "文字", "牵头单位", |of, _| some_text(&of.unit)),
    ("起", "日期", "首日", |of, _| Some(Value::Date(of.from_on))),
    ("止", "日期", "末日；现任的为缺", |of, _| of.until_on.map(Value::Date)),
];

pub(crate) const MEETINGS: (&str, &str, &[&str]) = ("会议", "已召开并记录的会议；历年的都在内", &["会议", "会议日期"]);
pub(crate) const MEETING_COLUMNS: &[Column<HeldMeeting>] = &[
    ("会议", "文字", "会议名称", |of, _| some_text(&of.title)),
    ("类型", "文字", "会议类型，如工作推进会", |of, _| some_text(&of.kind)),
    ("会议日期", "日期", "召开的日期", |of, _| Some(Value::Date(of.on))),
    ("议定事项数", "数", "议定的事项数", |of, _| count(of.decisions)),
];

impl HeldMeeting {
    pub(crate) fn name(&self) -> FactName {
        FactName::Meeting(self.id)
    }
}

pub(crate) const INSPECTIONS: (&str, &str, &[&str]) =
    ("暗访", "已公布的暗访（督查）；没有公布的不在内，历年的都在内", &["名称", "开始日期"]);
pub(crate) const INSPECTION_COLUMNS: &[Column<ReleasedInspection>] = &[
    ("名称", "文字", "暗访名称", |of, _| some_text(&of.title)),
    ("开始日期", "日期", "首日", |of, _| Some(Value::Date(of.from_on))),
    ("结束日期", "日期", "末日", |of, _| Some(Value::Date(of.to_on))),
    ("公布日", "日期", "公布的日期", |of, _| Some(Value::Date(of.released_on))),
    ("河流数", "数", "安排走访的河流数", |of, _| count(of.rivers)),
    ("单位数", "数", "安排走访的单位数", |of, _| count(of.units)),
    ("发现数", "数", "转入问题台账的发现数", |of, _| count(of.found)),
];

fn count(number: usize) -> Option<Value> {
    i64::try_from(number).ok().map(|number| Value::Number(Number::whole(number)))
}

pub(crate) const LOOKED: (&str, &str, &[&str]) = ("回头看", "每次回头看抽中并检查过的；历年的都在内", &["年度", "季度", "编号"]);
pub(crate) const LOOKED_COLUMNS: &[Column<LookedMatter>] = &[
    ("年度", "数", "抽样的年度", |of, _| Some(Value::Number(Number::whole(of.year.into())))),
    ("季度", "数", "抽样的季度", |of, _| Some(Value::Number(Number::whole(of.quarter.into())))),
    ("编号", "文字", "问题或事项编号", |of, _| some_text(&of.number)),
    ("责任单位", "文字", "责任单位", |of, _| some_text(&of.unit)),
    ("类型", "文字", "问题类型", |of, _| some_text(&of.kind)),
    ("来源", "文字", "来源的名称", |of, _| some_text(&of.source)),
    ("结果", "文字", "保持、反弹、无法判断", |of, _| some_text(&of.result)),
    ("检查日", "日期", "检查的日期", |of, _| Some(Value::Date(of.looked_on))),
    ("已再销号", "是否", "反弹后是否已整改销号；没有反弹的为否", |of, _| Some(Value::Bool(of.fixed_again))),
];
