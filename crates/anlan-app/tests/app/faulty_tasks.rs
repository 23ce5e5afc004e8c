//! Nanchuan's own table of yearly tasks with the faults that offices make: each named by its cell, nothing imported.

use crate::common;
use crate::nanchuan;

use anlan_app::imports::confirm_bytes;
use anlan_app::register::{add_river, add_unit};
use anlan_app::views::{ImportFault, RiverForm, UnitForm};
use anlan_core::pack::Packs;
use common::{Office, V, book, pages_of, t};
use nanchuan::{District, demo_file, pack};
use std::collections::BTreeSet;

/// Columns of the table: 任务编号, 任务内容, 责任单位, 完成时限, 截至10月进度(%).
const NUMBER: usize = 1;
const CONTENT: usize = 5;
const UNIT: usize = 6;
const LIMIT: usize = 7;
const SHARE: usize = 8;

fn cell_of(fault: &ImportFault) -> String {
    fault.message.split_once('：').map(|(cell, _)| cell.to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn ten_faults_of_the_task_table_are_each_named_by_cell_and_nothing_is_imported() {
    let packs = Packs::new(vec![pack("nanchuan-lists-2023"), pack("nanchuan-loop-2023"), pack("nanchuan-plan-2023")]).unwrap();
    let district = District { office: Office::with_packs(packs).await };
    let mut pages = pages_of(&demo_file("nanchuan-2023.xlsx"));
    // The units are registered: only a region's first import takes unknown ones in by itself.
    let text = |cell: &V| if let V::T(text) = cell { text.clone() } else { String::new() };
    let names: BTreeSet<String> =
        pages[0].rows[2..].iter().map(|row| text(&row[UNIT])).chain(pages[1].rows[2..].iter().map(|row| text(&row[2]))).collect();
    for name in &names {
        let form =
            UnitForm { id: None, name: name.clone(), kind: "department".into(), from_on: Some(common::day("2022-01-01")), until_on: None };
        add_unit(&district.anlan, &district.staff(), &form).await.unwrap();
    }
    let rivers: BTreeSet<String> = pages[0].rows[2..].iter().map(|row| text(&row[2])).collect();
    for name in rivers {
        let form = RiverForm { id: None, name, level: "district".into() };
        add_river(&district.anlan, &district.staff(), &form).await.unwrap();
    }
    let rows = &mut pages[0].rows;
    // Row n of the sheet is rows[n - 1]; tasks begin in row 3.
    rows[2][LIMIT] = t("2023年13月");
    rows[3][SHARE] = t("过半");
    rows[4][NUMBER] = rows[5][NUMBER].clone();
    rows[6][UNIT] = t("区某某局");
    rows[7][SHARE] = V::N(108.0);
    rows[8][CONTENT] = V::Blank;
    rows[9][LIMIT] = t("2023年11月");
    rows[10][SHARE] = t("56%");
    rows[11][SHARE] = V::N(0.56);
    let last = rows.len();
    let mut total = vec![V::Blank; rows[2].len()];
    total[0] = t("合计");
    total[SHARE] = V::N(82.87);
    rows.push(total);
    let bytes = book(&pages);

    let told = district.import("任务表.xlsx", &bytes).await;
    let faults: BTreeSet<(String, &str)> = told.faults.iter().map(|fault| (cell_of(fault), fault.code.as_str())).collect();
    let expected = [
        ("H3", "no_such_day"),
        ("I4", "not_a_number"),
        ("B6", "duplicate_number"),
        ("G7", "unknown_unit"),
        ("I8", "over_100"),
        ("F9", "missing"),
        ("I12", "share_mixed"),
    ];
    for (cell, code) in expected {
        assert!(faults.iter().any(|(at, told)| at == cell && *told == code), "{cell} {code}: {faults:?}");
    }
    assert_eq!(told.faults.len(), expected.len(), "{:?}", told.faults);
    let notes: BTreeSet<(String, &str)> = told.notes.iter().map(|note| (cell_of(note), note.code.as_str())).collect();
    let expected = [("H10".to_owned(), "month_only"), ("I11".to_owned(), "share_text"), (format!("A{}", last + 1), "total_row")];
    assert_eq!(notes, BTreeSet::from(expected), "{:?}", told.notes);
    assert!(told.notes.iter().any(|note| note.message.contains("2023-11-30")), "what a month was read as is said");
    for told in told.faults.iter().chain(&told.notes) {
        assert!(!told.message_en.is_empty() && told.row.is_some(), "{told:?}");
    }
    let read = |region| district.anlan.store.region(region);
    let region = nanchuan::region();
    assert_eq!(read(&region).items(None).await.unwrap().len(), 0);
    assert_eq!(read(&region).units().await.unwrap().len(), names.len(), "not even a unit");
    assert_eq!(read(&region).lead_units().await.unwrap().len(), 0, "nor the other sheet");

    // Confirmed in spite of them: the rows without a fault come in, the others stay out and named.
    let told = confirm_bytes(&district.anlan, &district.staff(), "任务表.xlsx", &bytes, true).await.unwrap();
    let numbers: BTreeSet<String> = read(&region).items(None).await.unwrap().into_iter().map(|row| row.number).collect();
    assert_eq!(told.faults.len(), 7);
    assert_eq!(numbers.len(), 437 - 7, "seven rows at fault are left out");
}
