//! Importing the lists as a clerk meets it: the workbook handed out, a workbook in which nothing is found, every fault at once, and titles
//! as they were written.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use crate::common;

use anlan_app::FaultKind;
use anlan_app::imports::{ImportMapping, SheetKind, SheetMapping, confirm, confirm_bytes, list_sheet, remap, upload};
use anlan_app::lists::show_item;
use anlan_core::ids::ImportId;
use common::{MAJOR, Office, Page, V, auditor, book, page, pages_of, row, small, staff, staff_at, t};

/// A workbook whose only fault is that nothing was found in it.
async fn nothing(pages: &[Page]) -> String {
    let office = Office::new().await;
    let fault = office.only_fault(&book(pages)).await;
    assert_eq!((fault.code.as_str(), fault.sheet.as_str(), fault.row), ("nothing_found", "", None), "{fault:?}");
    assert!(fault.message.contains("从表头的下一行起填写") && fault.message.contains("清单模板"), "{}", fault.message);
    fault.message
}

#[tokio::test]
async fn a_workbook_in_which_nothing_is_found_says_what_was_found() {
    assert!(nothing(&[page("Sheet1", vec![])]).await.contains("工作表“Sheet1”是空的"));
    let heads = page("重大事项重大项目清单", vec![row(&["某区清单"]), row(MAJOR)]);
    let told = nothing(&[heads.clone(), page("Sheet2", vec![])]).await;
    assert!(told.contains("“重大事项重大项目清单”只有第2行的表头，下面没有填写；工作表“Sheet2”是空的"), "{told}");
    let mut totals = heads.clone();
    totals.rows.push(row(&["合计", "", "", "", "12"]));
    assert!(nothing(&[totals]).await.contains("都是合计"));

    // Beside a filled list an empty one is nothing.
    let mut pages = small();
    pages.push(page("突出问题整改责任清单", vec![row(&["问题编号", "问题描述", "责任单位", "发现时间", "整改时限"])]));
    assert_eq!(Office::new().await.import(&book(&pages)).await.faults, []);

    let office = Office::new().await;
    let fault = office.only_fault(&book(&[page("通讯录", vec![vec![], row(&["姓名", "电话"]), row(&["罗芳", "1"])])])).await;
    assert_eq!((fault.code.as_str(), fault.sheet.as_str()), ("unknown_sheet", "通讯录"));
    assert!(fault.message.contains("第2行写的是“姓名、电话”") && fault.message.contains("模板"), "{}", fault.message);
}

#[tokio::test]
async fn a_sheet_given_its_kind_by_hand_shows_its_columns_and_what_is_missing() {
    let office = Office::new().await;
    let bytes = book(&[page(
        "台账",
        vec![row(&["某区"]), row(&["代号", "事由", "责任单位", "完成时限"]), row(&["A-1", "清淤", "白羊镇", "2023-09-30"])],
    )]);
    let preview = upload(&office, &staff(), "台账.xlsx", &bytes).await.unwrap();
    assert_eq!(preview.faults[0].code, "unknown_sheet");
    let sheet = SheetMapping { name: "台账".into(), kind: Some(SheetKind::Major), header_row: None, columns: vec![], share_scale: None };
    let mapping = ImportMapping { sheets: vec![sheet], register_units: false };
    let again = remap(&office, &staff(), ImportId(preview.id), &mapping).await.unwrap();
    let columns: Vec<_> = again.sheets[0].columns.iter().map(|column| (column.header.as_str(), column.field.as_deref())).collect();
    assert_eq!(columns, [("代号", None), ("事由", None), ("责任单位", Some("unit")), ("完成时限", Some("limit_on"))]);
    assert_eq!(again.sheets[0].header_row, Some(2));
    let missing: Vec<_> = again.faults.iter().map(|fault| (fault.code.as_str(), fault.column.as_deref().unwrap())).collect();
    assert_eq!(missing, ["事项编号", "事项（项目）名称", "开始时间"].map(|column| ("missing_column", column)));
    let left_out = SheetMapping { kind: None, ..mapping.sheets[0].clone() };
    let mapping = ImportMapping { sheets: vec![left_out], register_units: false };
    let none = remap(&office, &staff(), ImportId(preview.id), &mapping).await.unwrap();
    assert_eq!(none.faults.len(), 1);
    assert!(none.faults[0].message.contains("“台账”选了不导入"), "{:?}", none.faults);
}

// ---- the workbook handed out ----

/// Values for the columns of a sheet of the template, by their headers.
fn fill(pages: &mut [Page], sheet: &str, values: &[(&str, V)]) {
    let page = pages.iter_mut().find(|page| page.name == sheet).unwrap();
    let heads = page.rows[1].clone();
    let value = |head: &V| values.iter().find(|(name, _)| t(name) == *head).map_or(V::Blank, |(_, value)| value.clone());
    assert!(values.iter().all(|(name, _)| heads.contains(&t(name))), "{heads:?}");
    page.rows.push(heads.iter().map(value).collect());
}

#[tokio::test]
async fn the_template_is_handed_out_empty_and_read_back_filled_without_mapping() {
    let office = Office::new().await;
    assert_eq!(list_sheet(&office, &auditor()).unwrap_err().kind, FaultKind::NotAllowed);
    let (name, bytes) = list_sheet(&office, &staff()).unwrap();
    assert_eq!(name, "铜梁区清单模板.xlsx");
    let mut pages = pages_of(&bytes);
    let names: Vec<&str> = pages.iter().map(|page| page.name.as_str()).collect();
    assert_eq!(names, ["重大事项重大项目清单", "一河一策任务措施清单", "突出问题整改责任清单", "月度进展", "填写说明"]);
    let empty = office.only_fault(&bytes).await;
    assert_eq!(empty.code, "nothing_found");
    assert!(!empty.message.contains("填写说明"), "{}", empty.message);

    let date = |month| V::D(2023, month, 10);
    let yes = |field| (field, t("是"));
    let (unit, river) = (("责任单位", t("白羊镇")), ("河流", t("小安溪")));
    let major = [
        ("事项编号", t("ZD-2023-01")),
        ("事项（项目）名称", t("污水管网（一期）")),
        river.clone(),
        unit.clone(),
        ("配合单位", t("区水利局、区城管局")),
        ("资金（万元）", V::N(120.5)),
        ("资金来源", t("区级")),
        ("开始时间", date(1)),
        ("完成时限", t("9月底前")),
        yes("难度较大"),
    ];
    let measure = [
        ("任务编号", t("CS-2023-01")),
        river.clone(),
        ("河长", t("小安溪区级河长")),
        ("任务", t("清漂")),
        ("具体措施", t("每月两次")),
        ("量化指标", t("清漂次数")),
        ("计量单位", t("次")),
        ("目标值", V::N(24.0)),
        unit.clone(),
        ("开始时间", date(1)),
        ("完成时限", date(12)),
        ("分值", V::N(2.5)),
        ("任务类别", t("水环境")),
        ("任务来源", t("年度方案")),
    ];
    let problem = [
        ("问题编号", t("WT-2023-01")),
        ("发现来源", t("暗访")),
        river,
        ("位置", t("右岸")),
        ("问题类型", t("排污")),
        ("问题描述", t("污水直排")),
        unit,
        ("整改措施", t("截污")),
        ("发现时间", date(3)),
        ("整改时限", date(9)),
        ("整改状态", t("已销号")),
        ("销号时间", date(8)),
    ];
    let report = [
        ("编号", t("ZD-2023-01")),
        ("月份", t("2023年9月")),
        ("累计进度（%，0至100）", V::N(1.0)),
        ("完成数量", V::N(3.0)),
        ("填报单位", t("白羊镇")),
        ("情况说明", t("刚开工，征地（二期）在谈")),
    ];
    let rows = [
        ("重大事项重大项目清单", &major[..]),
        ("一河一策任务措施清单", &measure),
        ("突出问题整改责任清单", &problem),
        ("月度进展", &report),
    ];
    for (sheet, values) in rows {
        // Every column that is handed out is filled, so that none is read as another or not at all.
        fill(&mut pages, sheet, values);
        let at = pages.iter().position(|page| page.name == sheet).unwrap();
        assert_eq!(pages[at].rows[1].len(), values.len(), "{sheet}");
    }
    let filled = book(&pages);
    let preview = upload(&office, &staff(), &name, &filled).await.unwrap();
    assert_eq!((preview.faults.as_slice(), preview.counts.accepted, preview.sheets.len()), (&[][..], 4, 4));
    for sheet in &preview.sheets {
        let unread: Vec<_> = sheet.columns.iter().filter(|column| column.field.is_none()).map(|column| &column.header).collect();
        assert_eq!(unread, Vec::<&String>::new(), "{}", sheet.name);
    }
    confirm(&office, &staff(), ImportId(preview.id), false).await.unwrap();
    let item = show_item(&office, &staff(), office.item("CS-2023-01").await).await.unwrap();
    let content = serde_json::to_value(&item).unwrap().to_string();
    for text in ["清漂次数", "小安溪区级河长", "每月两次", "水环境", "年度方案"] {
        assert!(content.contains(text), "{text}: {content}");
    }
    let again = office.import(&filled).await;
    assert_eq!((again.accepted, again.corrected, again.unchanged, again.faults.len()), (0, 0, 4, 0));
}

// ---- every fault at once ----

#[tokio::test]
async fn a_row_with_a_bad_cell_is_checked_in_full() {
    let office = Office::new().await;
    office.import(&book(&small())).await;
    let mut pages = small();
    pages[0].rows.truncate(1);
    // The limit is no day; unit and river are unknown besides, and the number stands twice.
    pages[0].rows.push(vec![t("ZD-2023-07"), t("管网"), t("小按溪"), t("白洋镇"), V::N(1.0), V::D(2023, 1, 15), t("尽快")]);
    pages[0].rows.push(vec![t("ZD-2023-07"), t("湿地"), t("小安溪"), t("白洋镇"), t("一百"), V::D(2023, 1, 15), V::D(2023, 9, 1)]);
    pages[1].rows.truncate(1);
    // Held back with its item, and wrong besides; then one whose share is bad.
    pages[1].rows.push(vec![t("ZD-2023-07"), t("2023年12月"), V::N(40.0), t("区水利局")]);
    pages[1].rows.push(vec![t("ZD-2023-99"), t("2023年9月"), V::N(101.0), t("白羊镇")]);
    pages[1].rows.push(vec![t("ZD-2023-01"), t("2023年9月"), V::N(50.0), t("区水利局")]);
    pages[1].rows.push(vec![t("ZD-2023-01"), t("2023年9月"), t("过半"), t("白羊镇")]);
    pages[1].rows.push(vec![t("ZD-2023-01"), t("2023年10月"), V::N(30.0), t("白样镇")]);
    let preview = upload(&office, &staff(), "台账.xlsx", &book(&pages)).await.unwrap();
    let mut told: Vec<_> =
        preview.faults.iter().map(|fault| (fault.sheet == "月度进展", fault.row.unwrap(), fault.code.as_str())).collect();
    told.sort_unstable();
    let wanted = [
        (false, 2, "bad_date"),
        (false, 2, "unknown_river"),
        (false, 2, "unknown_unit"),
        (false, 3, "duplicate_number"),
        (false, 3, "not_a_number"),
        (false, 3, "unknown_unit"),
        (true, 2, "future_month"),
        (true, 3, "over_100"),
        (true, 3, "unknown_item"),
        (true, 4, "not_its_unit"),
        (true, 5, "duplicate_report"),
        (true, 5, "not_a_number"),
        (true, 6, "falling"),
        (true, 6, "unknown_unit"),
    ];
    assert_eq!(told, wanted, "{:#?}", preview.faults);
    assert_eq!((preview.counts.accepted, preview.counts.faulty), (0, 7), "rows, each once");
}

#[tokio::test]
async fn where_a_column_is_missing_the_other_cells_are_checked() {
    let office = Office::new().await;
    office.import(&book(&small())).await;
    let heads = ["事项编号", "河流", "责任单位", "资金（万元）", "开始时间", "完成时限"];
    let rows = vec![row(&heads), vec![t("ZD-2023-07"), t("小安溪"), t("白洋镇"), t("一百"), V::D(2023, 1, 15), V::Blank]];
    let result = office.import(&book(&[page("重大事项重大项目清单", rows)])).await;
    let mut told: Vec<_> = result.faults.iter().map(|fault| (fault.row.unwrap(), fault.code.as_str())).collect();
    told.sort_unstable();
    assert_eq!(told, [(1, "missing_column"), (2, "missing"), (2, "not_a_number"), (2, "unknown_unit")]);
}

// ---- titles as they were written ----

#[tokio::test]
async fn titles_keep_their_signs_and_a_workbook_again_corrects_nothing() {
    let titled = |title: &str| {
        let mut pages = small();
        pages[0].rows[1][1] = t(title);
        book(&pages)
    };
    let title = async |office: &Office| show_item(office, &staff(), office.item("ZD-2023-01").await).await.unwrap().row.title;
    let office = Office::new().await;
    let wide = titled("　污水管网：雨污分流（一期）, 含泵站 ");
    office.import(&wide).await;
    assert_eq!(title(&office).await, "污水管网：雨污分流（一期）, 含泵站");
    let again = upload(&office, &staff(), "台账.xlsx", &wide).await.unwrap();
    assert_eq!((again.counts.unchanged, again.counts.corrected, again.corrections.len()), (5, 0, 0));

    // As an earlier version recorded it, with narrow signs: the same words, so nothing to correct; other words are corrected.
    let office = Office::new().await;
    office.import(&titled("污水管网(一期)")).await;
    let same = office.import(&titled("污水管网（一期）")).await;
    assert_eq!((same.unchanged, same.corrected), (5, 0));
    assert_eq!(title(&office).await, "污水管网(一期)");
    let later = staff_at("2023-11-03T02:00:00Z");
    let other = confirm_bytes(&office, &later, "台账.xlsx", &titled("污水管网（二期）"), false).await.unwrap();
    assert_eq!(other.corrected, 1);
    assert_eq!(title(&office).await, "污水管网（二期）");
}
