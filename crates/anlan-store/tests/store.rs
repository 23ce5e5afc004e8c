//! What the store promises, on every database it runs on: SQLite in memory and in a file, PostgreSQL, and PostgreSQL
//! with every table hash-partitioned by region.
//!
//! `TEST_POSTGRES_URL` names a server on which databases may be made; without it those runs are skipped, unless
//! `REQUIRE_POSTGRES=1`.
#![expect(clippy::unwrap_used, reason = "each test is one function called for every database")]

#[macro_use]
mod common;

use anlan_core::ids::{AccountId, CircularId, FactId, ImportId, ItemId, OverrideId, RecordId, RegionId};
use anlan_core::item::{ItemEvent, List};
use anlan_core::month::Month;
use anlan_core::record::{RecordEvent, RecordFact};
use anlan_store::{
    AuditFilter, ChiefRow, FileRow, ImportRow, LeadUnitRow, OverrideDecisionRow, OverrideRow, RegionRow, ReminderRow, ReminderScheduleRow,
    RiverRow, SessionRow, Store, StoreError, TenureRow,
};
use common::{
    NOW, Place, Profile, account, add_item, at, circular, day, id, opened, pack_copy, region, registered, report, run, sampled, tongliang,
    unit,
};

on_every_database!(
    every_kind_of_row_is_read_back_as_written,
    what_stands_already_is_a_conflict,
    what_refers_to_nothing_is_missing,
    a_share_over_100_percent_is_refused_by_the_database,
    a_number_given_back_leaves_no_gap,
    sixteen_writers_of_one_region_all_succeed,
    two_regions_count_and_chain_for_themselves,
    a_dropped_transaction_leaves_nothing,
    facts_come_back_in_the_order_of_recording,
    the_audit_is_paged_and_filtered,
    a_changed_audit_row_is_found,
    a_removed_audit_row_is_found,
    the_schema_is_brought_up_only_once,
    records_are_read_whole_and_superseded_once,
);

async fn every_kind_of_row_is_read_back_as_written(place: Place) {
    let here = tongliang();
    let code = here.to_string();
    registered(&place.store, &here).await;
    let river = RiverRow { region_id: code.clone(), id: id(2), name: "小安溪".into(), level: "district".into() };
    let chief =
        ChiefRow {
            region_id: code.clone(), id: id(3), name: "小安溪区级河长".into(), level: "district".into(), river_id: Some(id(2))
        };
    let tenure = TenureRow {
        region_id: code.clone(),
        id: id(4),
        chief_id: id(3),
        person: "何涛".into(),
        from_on: day("2022-03-01"),
        until_on: Some(day("2023-12-31")),
        recorded_at: at(NOW),
        recorded_by: "周明".into(),
    };
    let lead = LeadUnitRow {
        region_id: code.clone(),
        id: id(5),
        river_id: id(2),
        unit_id: id(1),
        from_on: day("2022-01-01"),
        until_on: None,
        recorded_at: at(NOW),
        recorded_by: "周明".into(),
    };
    let file = FileRow {
        region_id: code.clone(),
        hash: "ab".repeat(32),
        name: "现场.jpg".into(),
        size: 5_000_000_000,
        media_type: "image/jpeg".into(),
        recorded_at: at(NOW),
        recorded_by: "罗芳".into(),
    };
    let change = OverrideRow {
        region_id: code.clone(),
        id: id(30),
        item_id: id(10),
        month: "2023-10".into(),
        light: "green".into(),
        reason: "已完工，验收表待补".into(),
        recorded_at: at(NOW),
        recorded_by: "周明".into(),
    };
    let decision = OverrideDecisionRow {
        region_id: code.clone(),
        override_id: id(30),
        agreed: true,
        reason: "同意".into(),
        recorded_at: at(NOW),
        recorded_by: "陈静".into(),
    };
    let import = ImportRow {
        region_id: code.clone(),
        id: id(40),
        file_hash: "ab".repeat(32),
        file_name: "台账.xlsx".into(),
        mapping: "{}".into(),
        state: "preview".into(),
        result: "{}".into(),
        recorded_at: at(NOW),
        recorded_by: "周明".into(),
    };
    let reminder = ReminderRow {
        region_id: code.clone(),
        id: id(50),
        unit_id: id(1),
        month: "2023-10".into(),
        items: 3,
        text: "请填报".into(),
        recorded_at: at(NOW),
        recorded_by: "周明".into(),
    };
    let schedule = ReminderScheduleRow { region_id: code.clone(), enabled: true, day: 3, hour: 9, next_run_at: Some(at(NOW)) };
    let session =
        SessionRow { region_id: code.clone(), token_hash: "t".repeat(64), account_id: id(60), created_at: at(NOW), seen_at: at(NOW) };
    let facts = vec![opened(20, 10)];
    let told = report(21, 10, "2023-09", "83.25");

    let tx = place.store.write(&here).await.unwrap();
    tx.add_rivers(vec![river.clone()]).await.unwrap();
    tx.add_chiefs(vec![chief.clone()]).await.unwrap();
    tx.add_tenures(vec![tenure.clone()]).await.unwrap();
    tx.add_lead_units(vec![lead.clone()]).await.unwrap();
    add_item(&tx, 10, "WT-1").await.unwrap();
    tx.add_item_facts(2023, facts.clone()).await.unwrap();
    tx.add_reports(vec![(2023, told.clone())]).await.unwrap();
    tx.add_file(file.clone()).await.unwrap();
    tx.add_file(FileRow { name: "同一内容.jpg".into(), ..file.clone() }).await.unwrap();
    tx.add_override(change.clone()).await.unwrap();
    tx.add_override_decision(decision.clone()).await.unwrap();
    tx.keep_pack(pack_copy(&here, "p1")).await.unwrap();
    tx.keep_pack(pack_copy(&here, "p1")).await.unwrap();
    tx.add_circular(circular(&here, 45, 1, "铜河长办〔2023〕1号", "p1")).await.unwrap();
    tx.add_import(import.clone()).await.unwrap();
    tx.add_reminders(vec![reminder.clone()]).await.unwrap();
    tx.set_reminder_schedule(schedule.clone()).await.unwrap();
    tx.add_account(account(&here, 60, "staff")).await.unwrap();
    tx.add_session(session.clone()).await.unwrap();
    tx.add_audit(at(NOW), ("周明", "office_staff"), "item.open", "WT-1", "done", "{\"a\":1}").await.unwrap();
    tx.commit().await.unwrap();

    let read = place.store.region(&here);
    assert_eq!(read.own_row().await.unwrap(), Some(RegionRow { region_id: code, name: "某区".into(), created_at: at(NOW) }));
    assert_eq!(read.units().await.unwrap(), [unit(&here, 1, "白羊镇")]);
    assert_eq!(read.rivers().await.unwrap(), [river]);
    assert_eq!(read.chiefs().await.unwrap(), [chief]);
    assert_eq!(read.tenures().await.unwrap(), [tenure]);
    assert_eq!(read.lead_units().await.unwrap(), [lead]);
    assert_eq!(read.items(Some(2023)).await.unwrap().len(), 1);
    assert_eq!(read.items(Some(2024)).await.unwrap(), []);
    assert_eq!(read.item_numbered("WT-1").await.unwrap().unwrap().id, id(10));
    assert_eq!(read.item(ItemId(id(10))).await.unwrap().unwrap().list, List::Problem.key());
    assert_eq!(read.item_facts(2023).await.unwrap(), facts);
    assert_eq!(read.reports(2023).await.unwrap(), [told]);
    assert_eq!(read.file(&"ab".repeat(32)).await.unwrap(), Some(file.clone()), "the first name of a content stays");
    assert_eq!(read.files().await.unwrap(), [file]);
    assert_eq!(read.overrides(2023).await.unwrap(), [(change.clone(), Some(decision))]);
    assert_eq!(read.overrides(2022).await.unwrap(), []);
    assert_eq!(read.override_of(OverrideId(id(30))).await.unwrap(), Some(change));
    assert_eq!(read.pack_copy("p1").await.unwrap(), Some(pack_copy(&here, "p1")));
    let issued = circular(&here, 45, 1, "铜河长办〔2023〕1号", "p1");
    assert_eq!(read.circular(CircularId(id(45))).await.unwrap(), Some(issued.clone()));
    assert_eq!(read.circulars(Some(2023)).await.unwrap(), std::slice::from_ref(&issued));
    assert_eq!(read.circulars_of(Month::parse("2023-10").unwrap()).await.unwrap(), [issued]);
    assert_eq!(read.import(ImportId(id(40))).await.unwrap(), Some(import.clone()));
    assert_eq!(read.imports(10).await.unwrap(), [import]);
    assert_eq!(read.reminders(Some(Month::parse("2023-10").unwrap())).await.unwrap(), [reminder]);
    assert_eq!(read.reminder_schedule().await.unwrap(), Some(schedule));
    assert_eq!(read.account_of("staff").await.unwrap(), Some(account(&here, 60, "staff")));
    assert_eq!(read.account(AccountId(id(60))).await.unwrap(), Some(account(&here, 60, "staff")));
    assert_eq!(read.session(&"t".repeat(64)).await.unwrap(), Some((session, account(&here, 60, "staff"))));
    assert_eq!(read.revision().await.unwrap(), 1);
    assert_eq!(read.check_chain().await.unwrap(), Ok(1));
    assert_eq!(place.store.across().regions_with_items(2023).await.unwrap(), [here]);
}

async fn what_stands_already_is_a_conflict(place: Place) {
    let here = tongliang();
    registered(&place.store, &here).await;
    let tx = place.store.write(&here).await.unwrap();
    add_item(&tx, 10, "WT-1").await.unwrap();
    tx.add_item_facts(2023, vec![opened(20, 10)]).await.unwrap();
    tx.keep_pack(pack_copy(&here, "p1")).await.unwrap();
    tx.add_circular(circular(&here, 45, 1, "1号", "p1")).await.unwrap();
    tx.add_account(account(&here, 60, "staff")).await.unwrap();
    tx.commit().await.unwrap();

    // Each on its own: PostgreSQL ends a transaction at its first fault.
    let conflict =
        |result: Result<(), StoreError>, what: &str| assert!(matches!(result, Err(StoreError::Conflict(_))), "{what}: {result:?}");
    let tx = place.store.write(&here).await.unwrap();
    conflict(add_item(&tx, 11, "WT-1").await, "an item's number");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    conflict(tx.add_units(vec![unit(&here, 9, "白羊镇")]).await, "a unit's name");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    conflict(tx.add_item_facts(2023, vec![opened(20, 10)]).await, "a fact's id");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    conflict(tx.add_circular(circular(&here, 46, 1, "2号", "p1")).await, "a month's version");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    conflict(tx.add_circular(circular(&here, 46, 2, "1号", "p1")).await, "a document's number");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    conflict(tx.add_account(account(&here, 61, "staff")).await, "a login");
    drop(tx);
    assert_eq!(place.store.region(&here).items(None).await.unwrap().len(), 1);
}

async fn what_refers_to_nothing_is_missing(place: Place) {
    let (here, there) = (tongliang(), region("500119"));
    registered(&place.store, &here).await;
    registered(&place.store, &there).await;
    let missing = |result: Result<(), StoreError>, what: &str| assert!(matches!(result, Err(StoreError::Missing(_))), "{what}: {result:?}");
    let tx = place.store.write(&there).await.unwrap();
    add_item(&tx, 10, "WT-1").await.unwrap();
    tx.commit().await.unwrap();

    let tx = place.store.write(&here).await.unwrap();
    missing(tx.add_item_facts(2023, vec![opened(20, 10)]).await, "an item of another region");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    missing(tx.add_reports(vec![(2023, report(21, 10, "2023-09", "5"))]).await, "an item of another region");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    missing(tx.add_circular(circular(&here, 45, 1, "1号", "p1")).await, "a pack that was not kept");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    missing(tx.add_account(anlan_store::AccountRow { unit_id: Some(id(99)), ..account(&here, 60, "staff") }).await, "a unit");
    drop(tx);
    let nowhere = region("500000");
    let tx = place.store.write(&nowhere).await.unwrap();
    missing(tx.add_units(vec![unit(&nowhere, 1, "某镇")]).await, "a region that is not registered");
}

async fn a_share_over_100_percent_is_refused_by_the_database(place: Place) {
    let here = tongliang();
    registered(&place.store, &here).await;
    let tx = place.store.write(&here).await.unwrap();
    add_item(&tx, 10, "WT-1").await.unwrap();
    tx.add_reports(vec![(2023, report(21, 10, "2023-09", "5"))]).await.unwrap();
    tx.commit().await.unwrap();
    let Some(raw) = place.raw else { return };
    let refused = tokio::spawn(async move { raw.run("update progress set share = 10001").await }).await;
    assert!(refused.is_err(), "a check stands behind the application's own");
    assert_eq!(place.store.region(&here).reports(2023).await.unwrap()[0].share.to_string(), "5");
}

async fn a_number_given_back_leaves_no_gap(place: Place) {
    let here = tongliang();
    registered(&place.store, &here).await;
    let draw = async |keep: bool| {
        let tx = place.store.write(&here).await.unwrap();
        let number = tx.next_number("circular-2023").await.unwrap();
        if keep {
            tx.commit().await.unwrap();
        }
        number
    };
    assert_eq!(draw(true).await, 1);
    assert_eq!(draw(true).await, 2);
    assert_eq!(draw(false).await, 3, "drawn, but its transaction is dropped");
    assert_eq!(draw(true).await, 3);
    let tx = place.store.write(&here).await.unwrap();
    assert_eq!(tx.next_number("circular-2024").await.unwrap(), 1, "another counter");
}

/// Sixteen tasks read, think and write in one region: all succeed, none sees a half-done other, no number is given twice.
async fn sixteen_writers_of_one_region_all_succeed(place: Place) {
    let here = tongliang();
    registered(&place.store, &here).await;
    let task = |n: u128| {
        let (store, here) = (place.store.clone(), here.clone());
        async move {
            let tx = store.write(&here).await?;
            let seen = tx.read().items(None).await?.len();
            tokio::task::yield_now().await;
            let number = tx.next_number("items").await?;
            add_item(&tx, 100 + n, &format!("WT-{number}")).await?;
            tx.add_audit(at(NOW), ("并发", "office_staff"), "item.open", &format!("WT-{number}"), "done", "{}").await?;
            tx.commit().await?;
            Ok::<_, StoreError>((number, seen))
        }
    };
    let tasks: Vec<_> = (0..16).map(|n| tokio::spawn(task(n))).collect();
    let mut drawn = Vec::new();
    for one in tasks {
        let (number, seen) = one.await.unwrap().unwrap();
        assert_eq!(i64::try_from(seen).unwrap(), number - 1, "what was read before writing is still so when it is written");
        drawn.push(number);
    }
    drawn.sort_unstable();
    assert_eq!(drawn, (1..=16).collect::<Vec<i64>>());
    let read = place.store.region(&here);
    assert_eq!(read.items(None).await.unwrap().len(), 16);
    assert_eq!(read.check_chain().await.unwrap(), Ok(16));
}

async fn two_regions_count_and_chain_for_themselves(place: Place) {
    let regions = [tongliang(), region("500119")];
    for here in &regions {
        registered(&place.store, here).await;
        let tx = place.store.write(here).await.unwrap();
        // The same ids and numbers in both: a region is a world of its own.
        add_item(&tx, 10, "WT-1").await.unwrap();
        tx.add_item_facts(2023, vec![opened(20, 10)]).await.unwrap();
        tx.add_reports(vec![(2023, report(21, 10, "2023-09", "5"))]).await.unwrap();
        tx.add_account(account(here, 60, "staff")).await.unwrap();
        assert_eq!(tx.next_number("circular-2023").await.unwrap(), 1);
        assert_eq!(tx.add_audit(at(NOW), ("周明", "office_staff"), "item.open", "WT-1", "done", "{}").await.unwrap(), 1);
        tx.commit().await.unwrap();
    }
    let hashes = async |here: &RegionId| place.store.region(here).last_audit().await.unwrap().unwrap().hash;
    assert_ne!(hashes(&regions[0]).await, hashes(&regions[1]).await, "the chain covers its region");
    let tx = place.store.write(&regions[0]).await.unwrap();
    tx.change_account(anlan_store::AccountRow { disabled: true, ..account(&regions[0], 60, "staff") }).await.unwrap();
    tx.change_unit(unit(&regions[0], 1, "新名镇")).await.unwrap();
    tx.commit().await.unwrap();
    let other = place.store.region(&regions[1]);
    assert_eq!(other.account_of("staff").await.unwrap(), Some(account(&regions[1], 60, "staff")));
    assert_eq!(other.units().await.unwrap(), [unit(&regions[1], 1, "白羊镇")]);
    assert_eq!(other.items(None).await.unwrap().len(), 1);
    assert_eq!(other.reports(2023).await.unwrap().len(), 1);
    assert_eq!(place.store.across().regions().await.unwrap().len(), 2);
}

async fn a_dropped_transaction_leaves_nothing(place: Place) {
    let here = tongliang();
    registered(&place.store, &here).await;
    let tx = place.store.write(&here).await.unwrap();
    add_item(&tx, 10, "WT-1").await.unwrap();
    tx.add_item_facts(2023, vec![opened(20, 10)]).await.unwrap();
    tx.add_audit(at(NOW), ("周明", "office_staff"), "item.open", "WT-1", "done", "{}").await.unwrap();
    assert_eq!(tx.read().items(None).await.unwrap().len(), 1, "inside it is seen");
    drop(tx);
    let read = place.store.region(&here);
    assert_eq!(read.items(None).await.unwrap(), []);
    assert_eq!(read.item_facts(2023).await.unwrap(), []);
    assert_eq!(read.revision().await.unwrap(), 0);
    let tx = place.store.write(&here).await.unwrap();
    add_item(&tx, 10, "WT-1").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(place.store.region(&here).items(None).await.unwrap().len(), 1, "and the next writer is not in its way");
}

async fn facts_come_back_in_the_order_of_recording(place: Place) {
    let here = tongliang();
    registered(&place.store, &here).await;
    let tx = place.store.write(&here).await.unwrap();
    add_item(&tx, 10, "WT-1").await.unwrap();
    let moment = |text: &str| at(&format!("2023-11-03T{text}Z"));
    // A moment at the full second sorts before one with milliseconds, ids decide within a moment.
    let order = [
        (25, "01:00:00.000"),
        (21, "01:00:00.001"),
        (22, "01:00:00.001"),
        (20, "01:00:00.010"),
        (19, "01:00:01.000"),
        (18, "10:00:00.000"),
    ];
    for (n, text) in order.iter().rev() {
        tx.add_item_facts(
            2023,
            vec![anlan_core::item::ItemFact { recorded_at: moment(text), event: ItemEvent::CloseOutWithdrawn, ..opened(*n, 10) }],
        )
        .await
        .unwrap();
        tx.add_reports(vec![(2023, anlan_core::progress::Progress { recorded_at: moment(text), ..report(*n, 10, "2023-09", "5") })])
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let expected: Vec<_> = order.iter().map(|(n, _)| id(*n)).collect();
    let read = place.store.region(&here);
    assert_eq!(read.item_facts(2023).await.unwrap().iter().map(|fact| fact.id.0).collect::<Vec<_>>(), expected);
    assert_eq!(read.reports(2023).await.unwrap().iter().map(|report| report.id.0).collect::<Vec<_>>(), expected);
}

async fn audited(store: &Store, here: &RegionId, rows: usize) {
    for n in 1..=rows {
        let tx = store.write(here).await.unwrap();
        let (actor, outcome) = if n % 2 == 0 { ("周明", "done") } else { ("罗芳", "refused") };
        tx.add_audit(at(NOW), (actor, "office_staff"), "item.open", &format!("WT-{n}"), outcome, "{}").await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn the_audit_is_paged_and_filtered(place: Place) {
    let here = tongliang();
    registered(&place.store, &here).await;
    audited(&place.store, &here, 7).await;
    let read = place.store.region(&here);
    let (rows, total) = read.audit_page(&AuditFilter::default(), 0, 3).await.unwrap();
    assert_eq!((rows.iter().map(|row| row.seq).collect::<Vec<_>>(), total), (vec![7, 6, 5], 7), "latest first");
    let (rows, total) =
        read.audit_page(&AuditFilter { actor: "罗".into(), outcome: "refused".into(), ..AuditFilter::default() }, 1, 3).await.unwrap();
    assert_eq!((rows.iter().map(|row| row.seq).collect::<Vec<_>>(), total), (vec![1], 4));
    let (rows, _) = read.audit_page(&AuditFilter { action: "item.edit".into(), ..AuditFilter::default() }, 0, 3).await.unwrap();
    assert_eq!(rows, []);
}

async fn a_changed_audit_row_is_found(place: Place) {
    let here = tongliang();
    registered(&place.store, &here).await;
    audited(&place.store, &here, 5).await;
    assert_eq!(place.store.region(&here).check_chain().await.unwrap(), Ok(5));
    let Some(raw) = place.raw else { return };
    assert_eq!(raw.run("update audit set actor = '别人' where seq = 3").await, 1);
    assert_eq!(place.store.region(&here).check_chain().await.unwrap(), Err(3));
}

async fn a_removed_audit_row_is_found(place: Place) {
    let here = tongliang();
    registered(&place.store, &here).await;
    audited(&place.store, &here, 5).await;
    let Some(raw) = place.raw else { return };
    assert_eq!(raw.run("delete from audit where seq = 2").await, 1);
    assert_eq!(place.store.region(&here).check_chain().await.unwrap(), Err(3), "the row after the gap no longer follows");
}

async fn the_schema_is_brought_up_only_once(place: Place) {
    let here = tongliang();
    registered(&place.store, &here).await;
    let again = match &place.raw {
        None => return,
        Some(common::Raw::Sqlite(url)) => {
            let path = url.trim_start_matches("sqlite://").split('?').next().unwrap();
            Store::open_file(std::path::Path::new(path)).await.unwrap()
        }
        Some(common::Raw::Postgres(url)) => Store::open_postgres(url).await.unwrap(),
    };
    assert_eq!(again.region(&here).units().await.unwrap().len(), 1, "a second process finds what the first wrote");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fresh_file_that_another_process_holds_for_a_moment_is_waited_for() {
    use sqlx::{Connection, Executor, SqliteConnection};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("anlan.db");
    let mut other = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", path.display())).await.unwrap();
    other.execute("create table theirs (id integer); begin; select * from theirs").await.unwrap();
    let letting_go = tokio::spawn(async move {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        other.execute("commit").await.unwrap();
    });
    let store = Store::open_file(&path).await.unwrap();
    letting_go.await.unwrap();
    registered(&store, &tongliang()).await;
}

/// How often each partition was scanned so far, by name.
async fn scans(raw: &common::Raw) -> std::collections::BTreeMap<String, i64> {
    // Statistics are handed over when a connection ends.
    for _ in 0..100 {
        let open = raw.texts("select pid::text from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()").await;
        if open.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let rows = raw
        .texts(
            "select relname || '=' || (coalesce(seq_scan, 0) + coalesce(idx_scan, 0)) from pg_stat_user_tables where relname ~ '_p[0-9]$'",
        )
        .await;
    rows.iter().map(|row| row.split_once('=').unwrap()).map(|(name, count)| (name.to_owned(), count.parse().unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_partitioned_tables_everything_of_one_region_stays_in_one_partition() {
    run(Profile::Partitioned, |place| async move {
        let raw = place.raw.clone().unwrap();
        let common::Raw::Postgres(url) = raw.clone() else { unreachable!() };
        drop(place);
        let tables = raw
            .texts(
                "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and not relispartition",
            )
            .await;
        assert_eq!(tables, ["seaql_migrations"], "every table of ours is partitioned");
        let before = scans(&raw).await;

        let store = Store::open_postgres(&url).await.unwrap();
        // Enough rounds that prepared statements would go over to a plan for any region.
        let place = Place::with(store, raw.clone());
        every_kind_of_row_is_read_back_as_written_but_across(&place).await;
        drop(place);

        let mut visited: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
        for (partition, count) in scans(&raw).await {
            if count > before.get(&partition).copied().unwrap_or(0) {
                let table = partition.rsplit_once("_p").unwrap().0.to_owned();
                visited.entry(table).or_default().push(partition);
            }
        }
        assert!(visited.len() > 15, "the reads of this test were counted: {visited:?}");
        let wide: Vec<_> = visited.values().filter(|partitions| partitions.len() > 1).collect();
        assert!(wide.is_empty(), "a statement forgot its region: {wide:?}");
    })
    .await;
}

/// Every read and write of one region, several times over.
async fn every_kind_of_row_is_read_back_as_written_but_across(place: &Place) {
    let here = tongliang();
    registered(&place.store, &here).await;
    for n in 0_u128..8 {
        let tx = place.store.write(&here).await.unwrap();
        add_item(&tx, 100 + n, &format!("WT-{n}")).await.unwrap();
        tx.add_item_facts(2023, vec![opened(200 + n, 100 + n)]).await.unwrap();
        tx.add_reports(vec![(2023, report(300 + n, 100 + n, "2023-09", "5"))]).await.unwrap();
        tx.add_record_facts(vec![sampled(700 + n, 700 + n, "2022-03-01")]).await.unwrap();
        tx.keep_pack(pack_copy(&here, "p1")).await.unwrap();
        tx.add_circular(circular(&here, 400 + n, i64::try_from(n).unwrap(), &format!("{n}号"), "p1")).await.unwrap();
        tx.add_account(account(&here, 500 + n, &format!("staff{n}"))).await.unwrap();
        tx.next_number("circular-2023").await.unwrap();
        tx.set_reminder_schedule(ReminderScheduleRow { region_id: here.to_string(), enabled: true, day: 3, hour: 9, next_run_at: None })
            .await
            .unwrap();
        tx.end_sessions_of(AccountId(id(500)), None).await.unwrap();
        tx.end_idle_sessions(at(NOW)).await.unwrap();
        tx.add_audit(at(NOW), ("周明", "office_staff"), "item.open", "WT", "done", "{}").await.unwrap();
        tx.commit().await.unwrap();
        let read = place.store.region(&here);
        drop((read.units().await.unwrap(), read.rivers().await.unwrap(), read.chiefs().await.unwrap(), read.tenures().await.unwrap()));
        drop((read.lead_units().await.unwrap(), read.items(None).await.unwrap(), read.items(Some(2023)).await.unwrap()));
        drop((read.item_facts(2023).await.unwrap(), read.reports(2023).await.unwrap(), read.overrides(2023).await.unwrap()));
        drop((read.files().await.unwrap(), read.file("ab").await.unwrap(), read.item_numbered("WT-0").await.unwrap()));
        drop((read.circulars(Some(2023)).await.unwrap(), read.circulars(None).await.unwrap(), read.imports(5).await.unwrap()));
        drop((read.reminders(None).await.unwrap(), read.reminder_schedule().await.unwrap(), read.accounts().await.unwrap()));
        drop((read.account_of("staff0").await.unwrap(), read.session("t").await.unwrap(), read.revision().await.unwrap()));
        drop((read.record_facts("sample").await.unwrap(), read.record_facts_in("sample", 2022..=2022).await.unwrap()));
        drop(read.record_facts_identified("sample", "断面一|2022-03-01").await.unwrap());
        drop((read.record_history(RecordId(id(700))).await.unwrap(), read.record_count("sample").await.unwrap()));
        drop((read.check_chain().await.unwrap(), read.audit_page(&AuditFilter::default(), 0, 10).await.unwrap()));
    }
}

async fn records_are_read_whole_and_superseded_once(place: Place) {
    let (here, there) = (tongliang(), region("500119"));
    registered(&place.store, &here).await;
    registered(&place.store, &there).await;
    let first = sampled(20, 20, "2022-12-31");
    let moved =
        RecordFact { id: FactId(id(21)), supersedes: Some(first.id), reason: "日期录错".into(), ..sampled(21, 20, "2023-01-03") };
    let gone =
        RecordFact { id: FactId(id(23)), supersedes: Some(FactId(id(22))), event: RecordEvent::Withdrawn, ..sampled(23, 22, "2022-05-01") };
    let all = vec![first.clone(), moved.clone(), sampled(22, 22, "2022-05-01"), gone.clone()];
    let many: Vec<_> = (100..1700).map(|n| RecordFact { kind: "patrol".into(), ..sampled(n, n, "2021-05-01") }).collect();
    let tx = place.store.write(&here).await.unwrap();
    tx.add_record_facts(all.clone()).await.unwrap();
    tx.add_record_facts(many).await.unwrap();
    tx.commit().await.unwrap();
    let tx = place.store.write(&there).await.unwrap();
    tx.add_record_facts(vec![sampled(20, 20, "2022-06-01")]).await.unwrap();
    tx.commit().await.unwrap();

    let read = place.store.region(&here);
    let ids = |facts: Vec<RecordFact>| facts.iter().map(|fact| fact.id.0.as_u128()).collect::<Vec<_>>();
    assert_eq!(read.record_facts("sample").await.unwrap(), all);
    assert_eq!(ids(read.record_facts_in("sample", 2022..=2022).await.unwrap()), [20, 21, 22, 23], "with the fact that moved its day");
    assert_eq!(ids(read.record_facts_in("sample", 2023..=2024).await.unwrap()), [20, 21]);
    assert_eq!(ids(read.record_facts_in("sample", 2019..=2021).await.unwrap()), Vec::<u128>::new());
    assert_eq!(ids(read.record_facts_identified("sample", "断面一|2022-12-31").await.unwrap()), [20, 21], "with what it became");
    assert_eq!(ids(read.record_facts_identified("sample", "断面二|2022-12-31").await.unwrap()), Vec::<u128>::new());
    assert_eq!(read.record_history(RecordId(id(20))).await.unwrap(), [first, moved]);
    assert_eq!((read.record_count("sample").await.unwrap(), read.record_count("patrol").await.unwrap()), (4, 1600));
    assert_eq!(place.store.region(&there).record_count("sample").await.unwrap(), 1);

    let tx = place.store.write(&here).await.unwrap();
    let twice = tx.add_record_facts(vec![RecordFact { id: FactId(id(30)), ..gone.clone() }]).await;
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "a fact is superseded once: {twice:?}");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    let again = tx.add_record_facts(vec![sampled(20, 99, "2022-06-02")]).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "a fact's id: {again:?}");
}
