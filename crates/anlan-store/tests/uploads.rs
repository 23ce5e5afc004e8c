//! Uploads and clean copies in the store, on every database it runs on.
#![expect(clippy::unwrap_used, reason = "each test is one function called for every database")]

mod common;

use anlan_core::ids::{AccountId, RegionId};
use anlan_store::{CleanCopyRow, FileRow, StoreError, UploadRow};
use chrono::TimeDelta;
use common::{NOW, Place, Profile, at, id, registered, run, tongliang};

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

on_every_database!(an_upload_is_begun_finished_or_cleared: sqlite_in_memory = Memory, sqlite_file = File, postgres = Postgres, postgres_partitioned = Partitioned);

fn upload(region: &RegionId, n: u128, hours: i64) -> UploadRow {
    UploadRow {
        region_id: region.to_string(),
        id: id(n),
        account_id: id(60),
        name: "现场.mp4".into(),
        size: 300 << 20,
        sha256: None,
        begun_at: at(NOW) + TimeDelta::hours(hours),
        begun_by: "罗芳（baiyang）".into(),
        file_hash: None,
    }
}

async fn an_upload_is_begun_finished_or_cleared(place: Place) {
    let here = tongliang();
    registered(&place.store, &here).await;
    let hash = "f".repeat(64);
    let file = FileRow {
        region_id: here.to_string(),
        hash: hash.clone(),
        name: "现场.mp4".into(),
        size: 300 << 20,
        media_type: "video/mp4".into(),
        recorded_at: at(NOW),
        recorded_by: "罗芳（baiyang）".into(),
    };
    let copy = CleanCopyRow { region_id: here.to_string(), file_hash: hash.clone(), copy_hash: "c".repeat(64), size: 9 };
    let finished = UploadRow { file_hash: Some(hash.clone()), sha256: Some("a".repeat(64)), ..upload(&here, 2, 0) };
    let tx = place.store.write(&here).await.unwrap();
    for row in [upload(&here, 1, 0), upload(&here, 2, 0), upload(&here, 3, 20)] {
        tx.add_upload(row).await.unwrap();
    }
    tx.add_file(file).await.unwrap();
    tx.finish_upload(finished.clone()).await.unwrap();
    tx.add_clean_copy(copy.clone()).await.unwrap();
    tx.add_clean_copy(copy.clone()).await.unwrap();
    tx.commit().await.unwrap();

    let read = place.store.region(&here);
    let (owner, other) = (AccountId(id(60)), AccountId(id(61)));
    assert_eq!(read.upload(id(2)).await.unwrap(), Some(finished));
    assert_eq!((read.unfinished_uploads_of(owner).await.unwrap(), read.unfinished_uploads_of(other).await.unwrap()), (2, 0));
    assert!(read.brought_by(owner, &hash).await.unwrap() && !read.brought_by(other, &hash).await.unwrap());
    assert_eq!((read.clean_copy(&hash).await.unwrap(), read.clean_copies().await.unwrap()), (Some(copy.clone()), vec![copy]));

    let tx = place.store.write(&here).await.unwrap();
    tx.end_uploads_before(at(NOW) + TimeDelta::hours(10)).await.unwrap();
    tx.end_upload(id(2)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(read.upload(id(2)).await.unwrap().is_some(), "what finished stays");
    assert_eq!(read.unfinished_uploads().await.unwrap(), [upload(&here, 3, 20)]);

    let tx = place.store.write(&here).await.unwrap();
    let twice = tx.add_upload(upload(&here, 3, 0)).await;
    assert!(twice.as_ref().is_err_and(StoreError::is_conflict), "{twice:?}");
    drop(tx);
    let tx = place.store.write(&here).await.unwrap();
    let nothing = tx.finish_upload(UploadRow { file_hash: Some("0".repeat(64)), ..upload(&here, 3, 20) }).await;
    assert!(nothing.as_ref().is_err_and(StoreError::is_missing), "no such file: {nothing:?}");
}
