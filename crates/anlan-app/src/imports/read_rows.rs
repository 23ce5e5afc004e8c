//! A mapped sheet to rows of values, each remembered with its place, and a fault for every cell that cannot be read.

use super::headers::headers;
use super::mapping::{ShareScale, SheetKind, SheetMapping, unit_in_header};
use super::parse::{self, CellFault, shown};
use crate::views::{ImportFault, ShareScaleView};
use anlan_core::days::{Edge, parse_month};
use anlan_core::exact::{Money, Points, Quantity, Share};
use anlan_core::item::List;
use anlan_core::month::Month;
use anlan_core::text;
use anlan_report::read::{Cell, CellValue, Grid, GridRow};
use chrono::NaiveDate;

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) sheet: String,
    pub(crate) row: u32,
}

/// A list row as read.
#[derive(Debug, Clone)]
pub(crate) struct ItemRead {
    pub(crate) place: Place,
    pub(crate) list: List,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) unit: String,
    pub(crate) start_on: NaiveDate,
    pub(crate) limit_on: NaiveDate,
    pub(crate) river: Option<Option<String>>,
    pub(crate) helpers: Option<Vec<String>>,
    pub(crate) money: Option<Option<Money>>,
    pub(crate) hard: Option<Option<bool>>,
    pub(crate) chief: Option<Option<String>>,
    pub(crate) target: Option<Option<Quantity>>,
    pub(crate) points: Option<Option<Points>>,
    /// Plain texts by field.
    pub(crate) texts: Vec<(&'static str, Option<String>)>,
    /// Whether it is closed out, and when; outer none when the sheet does not say.
    pub(crate) closed: Option<Option<NaiveDate>>,
}

/// What a list row, or one of lead units, says of other rows and of the register: checked also where another of its cells is bad, so that
/// every fault is told at once.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) place: Place,
    pub(crate) list: Option<List>,
    pub(crate) number: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) river: Option<String>,
    pub(crate) chief: Option<String>,
}

/// A list row with what it names; without the row itself when a cell is bad.
#[derive(Debug, Clone)]
pub(crate) struct ListRow {
    pub(crate) named: Named,
    pub(crate) item: Option<ItemRead>,
}

/// A report row as read; what stands in a bad cell, or in a column that is missing, is not there.
#[derive(Debug, Clone)]
pub(crate) struct ReportRead {
    pub(crate) place: Place,
    pub(crate) number: Option<String>,
    pub(crate) month: Option<Month>,
    pub(crate) share: Option<Share>,
    pub(crate) quantity: Option<Quantity>,
    pub(crate) reporter: Option<String>,
    pub(crate) note: Option<String>,
    /// Whether every cell could be read.
    pub(crate) whole: bool,
}

/// A river's lead unit as read.
#[derive(Debug, Clone)]
pub(crate) struct LeadRead {
    pub(crate) place: Place,
    pub(crate) river: String,
    pub(crate) unit: String,
    pub(crate) from_on: NaiveDate,
}

/// What was read of a workbook.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) items: Vec<ListRow>,
    pub(crate) reports: Vec<ReportRead>,
    pub(crate) leads: Vec<(Named, Option<LeadRead>)>,
    pub(crate) faults: Vec<ImportFault>,
    /// What was read in a way that people should see before they confirm.
    pub(crate) notes: Vec<ImportFault>,
}

/// Words of a list row by which rules and tables match: made comparable.
const LABELS: [&str; 5] = ["money_source", "indicator", "unit_of_measure", "source", "kind"];
/// Texts of a list row that are kept as they were written.
const OWN_WORDS: [&str; 3] = ["measure", "place", "description"];

/// What a header says in its bracket when shares are written from 0 to 100.
pub(super) const TO_HUNDRED: &str = "0至100";

struct Reader<'a> {
    grid: &'a Grid,
    mapping: &'a SheetMapping,
    year: i32,
    /// When yearly tasks begin, where the sheet does not say.
    task_start: Option<NaiveDate>,
    /// Percentages by the column's own evidence: a fraction among them is either, so nobody guesses.
    no_fractions: bool,
    faults: Vec<ImportFault>,
    notes: Vec<ImportFault>,
}

/// Reads a sheet; the share scale found (or asked for) comes back for the page.
pub(crate) fn read_sheet(
    grid: &Grid,
    mapping: &SheetMapping,
    year: i32,
    task_start: Option<NaiveDate>,
    rows: &mut Rows,
) -> Option<ShareScaleView> {
    let (Some(kind), Some(header_row)) = (mapping.kind, mapping.header_row) else { return None };
    let mut reader = Reader { grid, mapping, year, task_start, no_fractions: false, faults: vec![], notes: vec![] };
    reader.require_columns(kind);
    let share_month = reader.share_month(kind);
    let missing = !reader.faults.is_empty();
    let scale = share_scale(grid, mapping);
    if let Some(unclear) = scale.as_ref().filter(|view| view.scale.is_none()) {
        let column = mapping.column("share").map(|column| mapping.header(grid, column));
        let zh = format!("不能从本列判断进度是按百分数还是按小数填写（{}），请在对应关系中选定。", unclear.evidence);
        reader.faults.push(ImportFault::new(
            &grid.name,
            Some(header_row),
            column,
            None,
            "share_scale_unclear",
            zh,
            "it is not clear whether shares are percentages or fractions: choose it in the mapping",
        ));
    }
    let percent = scale.as_ref().is_some_and(|view| view.scale == Some(ShareScale::Percent));
    reader.no_fractions = percent && mapping.share_scale.is_none();
    let body = grid.rows.iter().filter(|row| row.number > header_row);
    for row in body {
        if reader.is_passed_over(row) {
            reader.note_total(row);
            continue;
        }
        let before = reader.faults.len();
        let scale = scale.as_ref().and_then(|view| view.scale);
        match kind {
            SheetKind::Major | SheetKind::Measure | SheetKind::Problem => {
                let Some(list) = kind.list() else { continue };
                let item = reader.item(row, list);
                let report = share_month.zip(scale).and_then(|(month, scale)| reader.report_of(row, month, scale));
                let whole = !missing && reader.faults.len() == before;
                rows.items.push(ListRow { named: reader.named(row, Some(list)), item: item.filter(|_| whole) });
                rows.reports.extend(report.map(|report| ReportRead { whole, ..report }));
            }
            SheetKind::LeadUnit => {
                let lead = reader.lead(row);
                let whole = !missing && reader.faults.len() == before;
                rows.leads.push((reader.named(row, None), lead.filter(|_| whole)));
            }
            SheetKind::Progress => {
                let report = reader.report(row, scale);
                let whole = !missing && scale.is_some() && reader.faults.len() == before;
                rows.reports.push(ReportRead { whole, ..report });
            }
        }
    }
    rows.faults.append(&mut reader.faults);
    rows.notes.append(&mut reader.notes);
    scale
}

/// How a progress column writes shares, from the column's own evidence: values over 1, percent formats, signs; null when it does not tell.
pub(crate) fn share_scale(grid: &Grid, mapping: &SheetMapping) -> Option<ShareScaleView> {
    let column = mapping.column("share")?;
    if let Some(scale) = mapping.share_scale {
        return Some(ShareScaleView { scale: Some(scale), evidence: "由导入人选定".to_owned() });
    }
    let header_row = mapping.header_row?;
    let (mut over_one, mut at_most_one, mut fractions, mut signed, mut formatted) = (0, 0, 0, 0, 0);
    for row in grid.rows.iter().filter(|row| row.number > header_row) {
        let cell = row.cell(column);
        let text = text::name(&shown(cell));
        if text.ends_with('%') {
            signed += 1;
        } else if cell.percent {
            formatted += 1;
        } else if let Ok(number) = text.parse::<f64>() {
            if number > 1.0 {
                over_one += 1;
            } else if number > 0.0 {
                at_most_one += 1;
                fractions += i32::from(number < 1.0);
            }
        }
    }
    let unit = unit_in_header(&mapping.header(grid, column)).unwrap_or_default();
    let percent_header = unit.contains('%');
    // As the header of the workbook handed out says it, so that a column of nothing but 1 is not asked about.
    if unit.contains(TO_HUNDRED) {
        return Some(ShareScaleView { scale: Some(ShareScale::Percent), evidence: format!("表头写明{TO_HUNDRED}") });
    }
    let evidence =
        format!("大于1的数{over_one}个，不大于1的数{at_most_one}个（其中小数{fractions}个），带%的{signed}个，百分比格式{formatted}个");
    let scale = if at_most_one == 0 || (over_one > 0 && (percent_header || fractions == 0)) {
        Some(ShareScale::Percent)
    } else if over_one == 0 && fractions > 0 && !percent_header {
        Some(ShareScale::Fraction)
    } else {
        None
    };
    Some(ShareScaleView { scale, evidence })
}

impl Reader<'_> {
    fn require_columns(&mut self, kind: SheetKind) {
        let Some(words) = headers().of(kind) else { return };
        // A list of lead units and one of yearly tasks may leave out a day that the pack gives for all.
        let of_year = matches!(kind, SheetKind::Measure | SheetKind::LeadUnit) && self.task_start.is_some();
        let known = |field: &str| field == "start_on" && of_year;
        for field in words.field.iter().filter(|field| field.required && self.mapping.column(&field.key).is_none() && !known(&field.key)) {
            let zh = format!("没有找到“{}”一列，请在对应关系中指定。", field.label);
            let en = format!("no column for `{}`: choose one in the mapping", field.key);
            self.faults.push(ImportFault::new(
                &self.grid.name,
                self.mapping.header_row,
                Some(field.label.clone()),
                None,
                "missing_column",
                zh,
                en,
            ));
        }
    }

    /// The month whose progress a list's share column holds, as its header names it.
    fn share_month(&mut self, kind: SheetKind) -> Option<Month> {
        kind.list()?;
        let header = self.mapping.header(self.grid, self.mapping.column("share")?);
        let field = headers().of(kind).and_then(|words| words.field.iter().find(|field| field.key == "share"));
        let month = field.and_then(|field| field.month(&header)).and_then(|text| parse_month(&text, self.year).ok());
        if month.is_none() {
            let zh = "表头没有写明是哪个月的进度，请写成“截至10月进度(%)”。";
            let en = "the header does not say which month's progress it is: write 截至10月进度(%)";
            let row = self.mapping.header_row;
            self.faults.push(ImportFault::new(&self.grid.name, row, Some(header), None, "share_month_unclear", zh, en));
        }
        month
    }

    /// Blank rows, total rows, and headers repeated on a later printed page.
    fn is_passed_over(&self, row: &GridRow) -> bool {
        let filled = || row.cells.iter().filter(|cell| !cell.is_blank());
        let words = &headers().total_rows.words;
        let is_total = || filled().take(2).any(|cell| words.contains(&text::name(&shown(cell)).trim_end_matches([':', '：']).to_owned()));
        let number = self.mapping.column("number");
        let repeats =
            || number.is_some_and(|column| text::name(&shown(row.cell(column))) == text::name(&self.mapping.header(self.grid, column)));
        filled().next().is_none() || is_total() || repeats()
    }

    fn fault(&mut self, row: &GridRow, field: &str, fault: CellFault) {
        let told = self.told(row, field, fault);
        self.faults.push(told);
    }

    fn told(&self, row: &GridRow, field: &str, (code, zh, en): CellFault) -> ImportFault {
        let column = self.mapping.column(field);
        let header = column.map(|column| self.mapping.header(self.grid, column));
        let value = column.map(|column| shown(row.cell(column)));
        let cell = column.map(|column| format!("{}{}", parse::letter(column), row.number)).unwrap_or_default();
        let (zh, en) = (format!("{cell}：{zh}"), format!("{cell}: {en}"));
        ImportFault::new(&self.grid.name, Some(row.number), header, value, code, zh, en)
    }

    /// A total row is passed over, and said to be.
    fn note_total(&mut self, row: &GridRow) {
        let words = &headers().total_rows.words;
        let word = |cell: &Cell| text::name(&shown(cell)).trim_end_matches([':', '：']).to_owned();
        let Some((column, cell)) = row.cells.iter().enumerate().find(|(_, cell)| !cell.is_blank() && words.contains(&word(cell))) else {
            return;
        };
        let place = format!("{}{}", parse::letter(column), row.number);
        let zh = format!("{place}：“{}”所在的行是合计，不作为任务导入。", shown(cell));
        let en = format!("{place}: a total row, passed over");
        let header = Some(self.mapping.header(self.grid, column));
        self.notes.push(ImportFault::new(&self.grid.name, Some(row.number), header, Some(shown(cell)), "total_row", zh, en));
    }

    /// A limit that names only a month is read as its last day, and said to be.
    fn note_month_only(&mut self, row: &GridRow, limit_on: Option<NaiveDate>) {
        let Some((column, day)) = self.mapping.column("limit_on").zip(limit_on) else { return };
        let cell = row.cell(column);
        if matches!(cell.value, CellValue::Text(_)) && parse_month(&shown(cell), self.year).is_ok() {
            let zh = format!("只写到月，按该月最后一天{day}读取。");
            let note = self.told(row, "limit_on", ("month_only", zh, format!("only a month: read as its last day {day}")));
            self.notes.push(note);
        }
    }

    /// A share that is a text is read as the number it says, and said to be.
    fn note_share_text(&mut self, row: &GridRow, share: Share) {
        let Some(column) = self.mapping.column("share") else { return };
        if matches!(row.cell(column).value, CellValue::Text(_)) {
            let zh = format!("进度是文本，按{share}%读取。");
            let note = self.told(row, "share", ("share_text", zh, format!("a text, read as {share} %")));
            self.notes.push(note);
        }
    }

    /// The cell of a field when its column is mapped and it is not blank; formulas and error values are faults.
    fn cell<'r>(&mut self, row: &'r GridRow, field: &str) -> Option<&'r Cell> {
        let cell = row.cell(self.mapping.column(field)?);
        if cell.formula {
            let zh = "单元格是公式，请复制后“粘贴为数值”再导入。".to_owned();
            self.fault(row, field, ("formula", zh, "the cell holds a formula: paste it as a value first".to_owned()));
            return None;
        }
        if matches!(cell.value, CellValue::Error(_)) {
            self.fault(
                row,
                field,
                ("error_value", "单元格是错误值，请更正。".to_owned(), "the cell holds an error value: correct it".to_owned()),
            );
            return None;
        }
        Some(cell).filter(|cell| !cell.is_blank())
    }

    /// A required value. Where its whole column is missing, that has been told once for the sheet.
    fn need<T>(&mut self, row: &GridRow, field: &str, read: impl Fn(&Cell) -> Result<T, CellFault>) -> Option<T> {
        self.mapping.column(field)?;
        let before = self.faults.len();
        match self.cell(row, field) {
            Some(cell) => read(cell).map_err(|fault| self.fault(row, field, fault)).ok(),
            None if self.faults.len() == before => {
                self.fault(row, field, ("missing", "此格必填。".to_owned(), "a value is required here".to_owned()));
                None
            }
            None => None,
        }
    }

    /// A value that may be blank: outer none when the column is not mapped.
    fn maybe<T>(&mut self, row: &GridRow, field: &str, read: impl Fn(&Cell) -> Result<T, CellFault>) -> Option<Option<T>> {
        self.mapping.column(field)?;
        let value = self.cell(row, field).map(read);
        Some(value.and_then(|value| value.map_err(|fault| self.fault(row, field, fault)).ok()))
    }

    fn number(&self, row: &GridRow) -> Option<String> {
        Some(text::name(&shown(row.cell(self.mapping.column("number")?)))).filter(|number| !number.is_empty())
    }

    /// What a row names, without a fault for what cannot be read.
    fn named(&self, row: &GridRow, list: Option<List>) -> Named {
        let name = |field: &str| {
            let cell = row.cell(self.mapping.column(field)?);
            let readable = !cell.formula && !matches!(cell.value, CellValue::Error(_));
            Some(text::name(&shown(cell))).filter(|name| readable && !name.is_empty())
        };
        let place = Place { sheet: self.grid.name.clone(), row: row.number };
        Named { place, list, number: self.number(row), unit: name("unit"), river: name("river"), chief: name("chief") }
    }

    fn item(&mut self, row: &GridRow, list: List) -> Option<ItemRead> {
        let year = self.year;
        let name = |cell: &Cell| Ok(text::name(&shown(cell)));
        let plain = |cell: &Cell| Ok(text::narrow(&shown(cell)));
        let own_words = |cell: &Cell| Ok(shown(cell));
        let money_unit = self.mapping.column("money").and_then(|column| unit_in_header(&self.mapping.header(self.grid, column)));
        let number = self.need(row, "number", name);
        let title = self.need(row, "title", own_words);
        let unit = self.need(row, "unit", name);
        let start_on = match self.task_start.filter(|_| list == List::Measure && self.mapping.column("start_on").is_none()) {
            Some(day) => Some(day),
            None => self.need(row, "start_on", |cell| parse::day(cell, year, Edge::First)),
        };
        let limit_on = self.need(row, "limit_on", |cell| parse::day(cell, year, Edge::Last));
        if let Some((start, limit)) = start_on.zip(limit_on)
            && limit < start
        {
            let zh = format!("时限{limit}早于开始时间{start}。");
            self.fault(row, "limit_on", ("limit_before_start", zh, format!("the limit {limit} lies before the start {start}")));
        }
        self.note_month_only(row, limit_on);
        let river = self.maybe(row, "river", name);
        let helpers = self.maybe(row, "helpers", |cell| Ok(parse::names(cell))).map(Option::unwrap_or_default);
        let money = self.maybe(row, "money", |cell| parse::money(cell, money_unit.as_deref()));
        let hard = self.maybe(row, "hard", parse::yes_no);
        let chief = self.maybe(row, "chief", name);
        let target = self.maybe(row, "target", parse::quantity);
        let points = self.maybe(row, "points", parse::points);
        let labels = LABELS.iter().filter_map(|field| Some((*field, self.maybe(row, field, plain)?)));
        let mut texts: Vec<_> = labels.collect();
        texts.extend(OWN_WORDS.iter().filter_map(|field| Some((*field, self.maybe(row, field, own_words)?))));
        let closed = self.closed(row, start_on);
        Some(ItemRead {
            place: Place { sheet: self.grid.name.clone(), row: row.number },
            list,
            number: number?,
            title: title?,
            unit: unit?,
            start_on: start_on?,
            limit_on: limit_on?,
            river,
            helpers,
            money,
            hard,
            chief,
            target,
            points,
            texts,
            closed,
        })
    }

    /// Close-out from the state and the day of close-out, which must agree.
    fn closed(&mut self, row: &GridRow, start_on: Option<NaiveDate>) -> Option<Option<NaiveDate>> {
        let year = self.year;
        let words = &headers().close_out;
        let state = self.maybe(row, "state", |cell| {
            let text = text::name(&shown(cell));
            match (words.closed.contains(&text), words.open.contains(&text)) {
                (true, _) => Ok(true),
                (_, true) => Ok(false),
                _ => {
                    let zh = format!("不能识别的状态，请填 {} 或 {}。", words.closed[0], words.open[0]);
                    Err(("unknown_state", zh, format!("unknown state: write {} or {}", words.closed[0], words.open[0])))
                }
            }
        });
        let on = self.maybe(row, "closed_on", |cell| parse::day(cell, year, Edge::Last));
        if let Some((Some(on), start)) = on.zip(start_on)
            && on < start
        {
            let zh = format!("销号时间{on}早于发现（开始）时间{start}。");
            self.fault(row, "closed_on", ("closed_before_start", zh, format!("closed out on {on}, before the start {start}")));
        }
        match (state, on) {
            (Some(Some(true)), Some(None) | None) => {
                self.fault(
                    row,
                    "state",
                    (
                        "close_day_missing",
                        "已销号但没有销号时间，请补填。".to_owned(),
                        "closed out, but the day is missing: add it".to_owned(),
                    ),
                );
                None
            }
            (Some(Some(false)), Some(Some(_))) => {
                self.fault(
                    row,
                    "closed_on",
                    (
                        "not_closed",
                        "状态不是已销号，却填了销号时间，请核对。".to_owned(),
                        "not closed out, but a day is given: check both".to_owned(),
                    ),
                );
                None
            }
            (Some(_), Some(on)) => Some(on),
            (None, on) => on,
            (Some(_), None) => Some(None),
        }
    }

    fn lead(&mut self, row: &GridRow) -> Option<LeadRead> {
        let year = self.year;
        let name = |cell: &Cell| Ok(text::name(&shown(cell)));
        let (river, unit) = (self.need(row, "river", name), self.need(row, "unit", name));
        let from_on = match self.task_start.filter(|_| self.mapping.column("start_on").is_none()) {
            Some(day) => Some(day),
            None => self.need(row, "start_on", |cell| parse::day(cell, year, Edge::First)),
        };
        let place = Place { sheet: self.grid.name.clone(), row: row.number };
        Some(LeadRead { place, river: river?, unit: unit?, from_on: from_on? })
    }

    /// The progress a list's own row states; none where its cell is blank.
    fn report_of(&mut self, row: &GridRow, month: Month, scale: ShareScale) -> Option<ReportRead> {
        let no_fractions = self.no_fractions;
        let share = self.maybe(row, "share", |cell| share_of(cell, scale, no_fractions)).flatten()?;
        self.note_share_text(row, share);
        let place = Place { sheet: self.grid.name.clone(), row: row.number };
        let (month, share) = (Some(month), Some(share));
        Some(ReportRead { place, number: Some(self.number(row)?), month, share, quantity: None, reporter: None, note: None, whole: true })
    }

    fn report(&mut self, row: &GridRow, scale: Option<ShareScale>) -> ReportRead {
        let year = self.year;
        let number = self.need(row, "number", |cell| Ok(text::name(&shown(cell))));
        let month = self.need(row, "month", |cell| parse::month(cell, year));
        let no_fractions = self.no_fractions;
        let share = scale.and_then(|scale| self.need(row, "share", |cell| share_of(cell, scale, no_fractions)));
        if let Some(share) = share {
            self.note_share_text(row, share);
        }
        let quantity = self.maybe(row, "quantity", parse::quantity).flatten();
        let reporter = self.maybe(row, "reporter", |cell| Ok(text::name(&shown(cell)))).flatten();
        let note = self.maybe(row, "note", |cell| Ok(shown(cell))).flatten();
        let place = Place { sheet: self.grid.name.clone(), row: row.number };
        ReportRead { place, number, month, share, quantity, reporter, note, whole: true }
    }
}

fn share_of(cell: &Cell, scale: ShareScale, no_fractions: bool) -> Result<Share, CellFault> {
    let text = text::name(&shown(cell));
    if no_fractions && !cell.percent && text.parse::<f64>().is_ok_and(|number| number > 0.0 && number < 1.0) {
        let zh = format!("本列按百分数填写，此格是小数{text}，不能判断是{text}%还是几成，请写成百分数或者带%。");
        let en = format!("the column holds percentages and this cell the fraction {text}: write a percentage, or add %");
        return Err(("share_mixed", zh, en));
    }
    parse::share(cell, scale)
}
