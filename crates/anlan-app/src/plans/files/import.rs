//! Reading a plan's content from a file: what it says, every fault, and what saving it would change. Nothing is saved here.

use super::chapters::{Texts, from_document, from_sheet, is_text_tab};
use super::rows::{Given, Read};
use super::sheet::ListSheet;
use super::told::{Faults, Place};
use super::words::list_of_tab;
use crate::matters::{Register, load_for};
use crate::plans::compare::comparison;
use crate::plans::page::amends;
use crate::plans::{latest_content, plan_of};
use crate::views::{ActionView, PlanBody, PlanFileSheet, PlanImport};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::MatterKind;
use anlan_core::plan::{PlanContent, PlanList};
use anlan_report::read::{DocBlock, FileKind, Grid, ReadFault, ReadLimits, kind_of, read_docx, read_workbook};

/// Most rows of a plan's lists together.
const MOST_ROWS: usize = 5_000;

/// A file as it was unpacked.
enum Unpacked {
    Sheets(Vec<Grid>),
    Blocks(Vec<DocBlock>),
}

async fn unpacked(bytes: &[u8]) -> Result<Unpacked, Fault> {
    let bytes = bytes.to_vec();
    // Unpacking a large file takes a while: off the threads that answer requests.
    let read = tokio::task::spawn_blocking(move || {
        let limits = ReadLimits::default();
        Ok(match kind_of(&bytes, &limits)? {
            FileKind::Workbook => Unpacked::Sheets(read_workbook(&bytes, &limits)?.sheets),
            FileKind::Document => Unpacked::Blocks(read_docx(&bytes, &limits)?),
        })
    });
    let read: Result<Unpacked, ReadFault> = read.await.map_err(|_| ReadFault::Damaged("the reader broke off".to_owned()))?;
    Ok(read?)
}

/// Reads a workbook or document as a draft of a plan, for who may draft it; saves nothing.
///
/// # Errors
/// Not found, not allowed, not a file Anlan reads, nothing of a plan in it, or the store fails.
pub async fn read_plan_file(anlan: &Anlan, call: &Call, id: MatterId, name: &str, bytes: &[u8]) -> Result<PlanImport, Fault> {
    call.ask_role(Action::PlanDraft)?;
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::PlanDraft, MatterKind::Plan, id).await?;
    let plan = plan_of(&held.matter)?;
    let latest = latest_content(&read, plan).await?;
    let register = anlan.register(&call.region).await?;
    let unpacked = unpacked(bytes).await?;
    let years = (plan.head.from_year, plan.head.to_year);
    let given = Given { units: &register.units, today: call.today(), years, latest: &latest };
    let river = register.name(plan.head.river_id.0);
    let mut made = match &unpacked {
        Unpacked::Sheets(sheets) => from_workbook(sheets, &river, &given)?,
        Unpacked::Blocks(blocks) => from_blocks(blocks, &river, &given)?,
    };
    made.keep_chapters(&latest);
    let base = plan.version();
    let changes = comparison(&register, (base, &latest), (base + 1, &made.content));
    let able = match made.faults.block() {
        0 if changes.rows.is_empty() && changes.chapters.is_empty() => Err("文件内容与最新稿没有差别。".to_owned()),
        0 => amends(plan).map_err(str::to_owned),
        faults => Err(format!("文件有{faults}处问题，请逐处更正后重新上传。")),
    };
    let action = able.map_or_else(|why| ActionView::not_now("plan.draft", &why), |()| ActionView::allowed("plan.draft"));
    Ok(PlanImport {
        file_name: name.to_owned(),
        base,
        units: units(&register, &made.content),
        sheets: made.sheets,
        faults: made.faults.0,
        changes,
        actions: vec![action],
        body: PlanBody { lists: made.content.lists, chapters: made.content.chapters },
    })
}

fn units(register: &Register, content: &PlanContent) -> std::collections::BTreeMap<uuid::Uuid, String> {
    content.all().filter_map(|(_, row)| row.unit_id).map(|unit| (unit.0, register.name(unit.0))).collect()
}

/// What came of a file.
struct Made {
    content: PlanContent,
    chapters: bool,
    sheets: Vec<PlanFileSheet>,
    faults: Faults,
}

impl Made {
    /// Chapters that the file does not hold stay as they were.
    fn keep_chapters(&mut self, latest: &PlanContent) {
        if !self.chapters && !latest.chapters.is_empty() {
            self.content.chapters.clone_from(&latest.chapters);
            let zh = "文件中没有章节文字，沿用最新稿的章节。".to_owned();
            let whole = Place::whole("文件", false);
            self.faults.note(&whole, "", ("kept_chapters", zh, "the file has no chapters: they stay as they are".to_owned()));
        }
    }
}

/// Lists that the file does not hold stay as they were; rows of the others may serve theirs.
fn keep_lists(content: &mut PlanContent, lists: &[PlanList], latest: &PlanContent, faults: &mut Faults) {
    for list in PlanList::ALL.iter().filter(|list| !lists.contains(list) && !latest.rows(**list).is_empty()) {
        content.lists.insert(*list, latest.rows(*list).to_vec());
        let zh = format!("文件中没有{}，沿用最新稿的{}条。", list.zh(), latest.rows(*list).len());
        let en = format!("the list {} is not in the file: it stays as it is", list.key());
        faults.note(&Place::whole("文件", false), "", ("kept_list", zh, en));
    }
}

fn from_workbook(sheets: &[Grid], river: &str, given: &Given<'_>) -> Result<Made, Fault> {
    let (mut found, mut texts, mut faults) = (Vec::new(), Texts::default(), Faults::default());
    let mut shown = Vec::new();
    for grid in sheets.iter().filter(|grid| !grid.rows.is_empty()) {
        if !grid.hidden && is_text_tab(&grid.name) {
            from_sheet(grid, river, &mut texts, &mut faults);
        } else {
            let named = list_of_tab(&grid.name);
            let sheet = ListSheet::find(grid, false, named).filter(|_| !grid.hidden);
            if sheet.is_none() {
                left_out(&Place::whole(&grid.name, false), named, grid.hidden, &mut faults);
                shown.push(PlanFileSheet { name: grid.name.clone(), list: None, header_row: None, rows: 0 });
            }
            found.extend(sheet);
        }
    }
    made(found, texts, shown, given, faults)
}

fn from_blocks(blocks: &[DocBlock], river: &str, given: &Given<'_>) -> Result<Made, Fault> {
    let (mut found, mut texts, mut faults) = (Vec::new(), Texts::default(), Faults::default());
    let mut shown = Vec::new();
    for table in from_document(blocks, river, &mut texts, &mut faults) {
        match ListSheet::find(table.grid, true, table.list) {
            Some(mut sheet) => {
                sheet.name = format!("{}（{}）", sheet.list.zh(), table.grid.name);
                found.push(sheet);
            }
            None => {
                left_out(&Place::whole(&table.grid.name, true), table.list, false, &mut faults);
                shown.push(PlanFileSheet { name: table.grid.name.clone(), list: None, header_row: None, rows: 0 });
            }
        }
    }
    made(found, texts, shown, given, faults)
}

/// A sheet or table that is no list: to be mended when it is called one.
fn left_out(place: &Place, named: Option<PlanList>, hidden: bool, faults: &mut Faults) {
    if hidden {
        let zh = "工作表是隐藏的，没有读入；需要的话请取消隐藏。".to_owned();
        faults.note(place, "", ("hidden_sheet", zh, "the sheet is hidden and left out: unhide it if it is needed".to_owned()));
    } else if let Some(list) = named {
        let zh = format!("{}中没有找到表头，请在表头写上“编号”“内容”等列名。", list.zh());
        faults.tell(place, "", ("no_header", zh, "no header row was found: name the columns 编号, 内容 and so on".to_owned()));
    } else {
        let zh = "看不出是五个清单中的哪一个，没有读入；需要的话请把工作表名或表题改为“问题清单”等。".to_owned();
        faults.note(place, "", ("unknown_sheet", zh, "this is none of the five lists and is left out".to_owned()));
    }
}

fn made(
    found: Vec<ListSheet<'_>>,
    texts: Texts,
    mut shown: Vec<PlanFileSheet>,
    given: &Given<'_>,
    mut faults: Faults,
) -> Result<Made, Fault> {
    if found.is_empty() && !texts.found && faults.block() == 0 {
        let zh = "文件中没有找到方案的清单或章节。工作簿请按“问题清单、目标清单、任务清单、措施清单、责任清单”分表；文档请在各清单的表格上方写明清单名称。可先导出一份作样式。";
        let en = "No list and no chapter of a plan was found in the file: name sheets or tables 问题清单 and so on; export a version to see the form.";
        return Err(Fault::invalid("file", "no_lists", zh, en));
    }
    let mut read = Read::default();
    for (at, sheet) in found.iter().enumerate() {
        let rows = read.take(at, sheet, given, &mut faults);
        shown.push(PlanFileSheet { name: sheet.name.clone(), list: Some(sheet.list), header_row: Some(sheet.header_row), rows });
        if read.rows() > MOST_ROWS {
            let zh = format!("五个清单合计超过{MOST_ROWS}行，请核对是否选错了文件。");
            return Err(Fault::invalid("file", "too_many_rows", zh, format!("the lists have more than {MOST_ROWS} rows")));
        }
    }
    read.resolve();
    let lists: Vec<PlanList> = found.iter().map(|sheet| sheet.list).collect();
    let mut content = PlanContent { lists: std::mem::take(&mut read.lists), chapters: texts.chapters, attachments: vec![] };
    content.lists.retain(|_, rows| !rows.is_empty());
    content.chapters.retain(|_, text| !text.trim().is_empty());
    keep_lists(&mut content, &lists, given.latest, &mut faults);
    read.check(&content, &found, given.years, &mut faults);
    let place = |sheet: &str| found.iter().position(|own| own.name == sheet).unwrap_or(usize::MAX);
    faults.0.sort_by_key(|fault| (place(&fault.sheet), fault.row));
    Ok(Made { content, chapters: texts.found, sheets: shown, faults })
}
