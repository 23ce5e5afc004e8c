//! Assessments in the store, on every database it runs on: rounds, postings, appeals and decisions are added and read back.
#![expect(clippy::unwrap_used, reason = "each test is one function called for every database")]

mod common;

use anlan_core::ids::{AppealId, PostingId, RegionId, RoundId};
use anlan_store::{AppealDecisionRow, AppealRow, PostingRow, RoundRow, StoreError};
use common::{NOW, Place, Profile, at, day, id, pack_copy, region, registered, run, tongliang};

macro_rules! on_every_database {
    ($name:ident: $($module:ident = $profile:ident),+) => {
        $(mod $module {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::run(super::Profile::$profile, super::$name).await;
            }
        })+
    };
}

on_every_database!(a_ledger_is_only_added_to: sqlite_in_memory = Memory, sqlite_file = File, postgres = Postgres, postgres_partitioned = Partitioned);

fn round(region: &RegionId, n: u128, version: i64) -> RoundRow {
    RoundRow {
        region_id: region.to_string(),
        id: id(n),
        year: 2022,
        version,
        number: format!("铜河长办〔2023〕考{version}号"),
        pack_id: "some-pack".into(),
        pack_hash: "p".repeat(64),
        known_at: at(NOW),
        content: "{}".into(),
        content_hash: "c".repeat(64),
        published_at: at(NOW),
        published_by: "陈静（head）".into(),
    }
}

fn posting(region: &RegionId, n: u128, amount: Option<i64>, reverses: Option<u128>) -> PostingRow {
    PostingRow {
        region_id: region.to_string(),
        id: id(n),
        round_id: id(1),
        year: 2022,
        line: format!("红灯｜亮灯｜白羊镇｜{n}"),
        subject: "白羊镇".into(),
        counterpart: None,
        item: "亮灯".into(),
        account: "points".into(),
        amount,
        period: "2022年1月".into(),
        clause: "一".into(),
        facts: "[]".into(),
        posted_at: at(NOW),
        posted_by: "陈静（head）".into(),
        reverses: reverses.map(id),
    }
}

fn appeal(region: &RegionId, n: u128, posting: u128) -> AppealRow {
    AppealRow {
        region_id: region.to_string(),
        id: id(n),
        round_id: id(1),
        year: 2022,
        posting_id: id(posting),
        subject: "白羊镇".into(),
        text: "当月已完成".into(),
        files: "[]".into(),
        due_on: day("2023-11-10"),
        lodged_at: at(NOW),
        lodged_by: "罗芳（baiyang）".into(),
        lodged_account: Some(id(60)),
    }
}

async fn a_ledger_is_only_added_to(place: Place) {
    let (here, there) = (tongliang(), region("500119"));
    registered(&place.store, &here).await;
    registered(&place.store, &there).await;
    let decision = AppealDecisionRow {
        region_id: here.to_string(),
        appeal_id: id(30),
        decision: "rejected".into(),
        text: "记录属实".into(),
        decided_at: at(NOW),
        decided_by: "沈岚（assessor）".into(),
        decided_account: None,
    };
    // More postings than one statement takes on SQLite, some without amount, the last ones taking others back.
    let mut postings: Vec<PostingRow> = (100..2300).map(|n| posting(&here, n, (n % 3 > 0).then_some(-500_000), None)).collect();
    postings.push(posting(&here, 5000, Some(500_000), Some(101)));
    let tx = place.store.write(&here).await.unwrap();
    tx.keep_pack(pack_copy(&here, &"p".repeat(64))).await.unwrap();
    tx.add_assessment_round(round(&here, 1, 1)).await.unwrap();
    tx.add_assessment_round(round(&here, 2, 2)).await.unwrap();
    tx.add_postings(postings.clone()).await.unwrap();
    tx.add_postings(vec![]).await.unwrap();
    tx.add_appeal(appeal(&here, 30, 100)).await.unwrap();
    tx.add_appeal(appeal(&here, 31, 102)).await.unwrap();
    tx.add_appeal_decision(decision.clone()).await.unwrap();
    tx.commit().await.unwrap();

    let read = place.store.region(&here);
    assert_eq!(read.assessment_rounds(Some(2022)).await.unwrap(), [round(&here, 1, 1), round(&here, 2, 2)]);
    assert_eq!(read.assessment_rounds(Some(2021)).await.unwrap(), []);
    assert_eq!(read.assessment_round(RoundId(id(2))).await.unwrap(), Some(round(&here, 2, 2)));
    assert_eq!(read.postings(2022).await.unwrap(), postings);
    assert_eq!(read.posting(PostingId(id(5000))).await.unwrap(), postings.last().cloned());
    assert_eq!(read.appeals(2022).await.unwrap(), [(appeal(&here, 30, 100), Some(decision.clone())), (appeal(&here, 31, 102), None)]);
    assert_eq!(read.appeal(AppealId(id(30))).await.unwrap(), Some((appeal(&here, 30, 100), Some(decision.clone()))));
    assert_eq!(read.last_known_at().await.unwrap(), Some(at(NOW)), "a published assessment used what was recorded until then");
    let other = place.store.region(&there);
    assert_eq!((other.assessment_rounds(None).await.unwrap().len(), other.postings(2022).await.unwrap().len()), (0, 0));
    assert_eq!(other.posting(PostingId(id(5000))).await.unwrap(), None);

    let tx = place.store.write(&here).await.unwrap();
    let again = tx.add_assessment_round(round(&here, 3, 2)).await;
    assert!(again.as_ref().is_err_and(StoreError::is_conflict), "one version once: {again:?}");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    let twice = tx.add_postings(vec![posting(&here, 5001, Some(500_000), Some(101))]).await;
    assert!(twice.as_ref().is_err_and(StoreError::is_conflict), "taken back once: {twice:?}");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    let twice = tx.add_appeal(appeal(&here, 32, 100)).await;
    assert!(twice.as_ref().is_err_and(StoreError::is_conflict), "contested once: {twice:?}");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    let twice = tx.add_appeal_decision(decision).await;
    assert!(twice.as_ref().is_err_and(StoreError::is_conflict), "decided once: {twice:?}");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    let nothing = tx.add_appeal(appeal(&here, 33, 99)).await;
    assert!(nothing.as_ref().is_err_and(StoreError::is_missing), "no such posting: {nothing:?}");
}
