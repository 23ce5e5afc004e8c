//! The protocol of uploads over the whole site: what existing tus clients rely on.

use crate::common::{Site, base64, mp4};
use anlan_core::digest;
use axum::http::StatusCode;
use sha2::{Digest as _, Sha256};
use std::time::Duration;

#[tokio::test]
async fn the_server_tells_what_it_takes_and_refuses_another_version() {
    let site = Site::new().await;
    let told = site.send("nobody", "OPTIONS", "/api/v1/uploads", &[], vec![]).await;
    assert_eq!(told.status, StatusCode::NO_CONTENT);
    assert_eq!(told.header("tus-version"), "1.0.0");
    assert_eq!(told.header("tus-extension"), "creation,termination,checksum,expiration");
    assert_eq!(told.header("tus-max-size"), (2_u64 << 30).to_string());
    assert_eq!(told.header("tus-checksum-algorithm"), "sha256");
    let other = site.send("liaison", "POST", "/api/v1/uploads", &[("tus-resumable", "0.2.2"), ("upload-length", "5")], vec![]).await;
    assert_eq!((other.status, other.header("tus-version")), (StatusCode::PRECONDITION_FAILED, "1.0.0".to_owned()));
    let nobody = site.tus("nobody", "POST", "/api/v1/uploads", &[("upload-length", "5")], vec![]).await;
    assert_eq!((nobody.status, nobody.header("tus-resumable")), (StatusCode::UNAUTHORIZED, "1.0.0".to_owned()));
    let admin = site.tus("admin", "POST", "/api/v1/uploads", &[("upload-length", "5")], vec![]).await;
    assert_eq!(admin.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn pieces_make_a_file_whose_digest_is_told_and_one_audit_row() {
    let site = Site::new().await;
    let video = mp4(700_000);
    let place = site.begin("liaison", &video, "现场.mp4", None).await;
    let before = site.audit().await.len();
    let first = site.piece("liaison", &place, 0, &video[..300_000]).await;
    assert_eq!((first.status, first.header("upload-offset")), (StatusCode::NO_CONTENT, "300000".to_owned()));
    assert!(first.header("upload-expires").ends_with("GMT") && first.header("upload-file").is_empty());
    let looked = site.tus("liaison", "HEAD", &place, &[], vec![]).await;
    assert_eq!((looked.header("upload-offset"), looked.header("upload-length")), ("300000".to_owned(), "700000".to_owned()));
    assert_eq!(looked.header("cache-control"), "no-store");
    assert_eq!(site.audit().await.len(), before, "a piece is no event");
    let last = site.piece("liaison", &place, 300_000, &video[300_000..]).await;
    let hash = digest::hex(&video);
    assert_eq!((last.status, last.header("upload-file")), (StatusCode::NO_CONTENT, hash.clone()));
    assert_eq!(last.header("upload-file-type"), "video/mp4");
    let rows = site.audit().await;
    assert_eq!((rows.len(), rows.last().unwrap().action.as_str()), (before + 1, "file.add"));
    assert_eq!(rows.last().unwrap().target, "现场.mp4");
    let again = site.tus("liaison", "HEAD", &place, &[], vec![]).await;
    let found = (again.header("upload-offset"), again.header("upload-file"));
    assert_eq!(found, ("700000".to_owned(), hash.clone()), "a lost answer is found again");
    assert_eq!(site.parts(), Vec::<String>::new(), "nothing is left of the parts");
    assert_eq!(site.tus("liaison", "DELETE", &place, &[], vec![]).await.status, StatusCode::CONFLICT, "what finished stays");
    assert_eq!(site.send("liaison", "GET", &format!("/api/v1/files/{hash}"), &[], vec![]).await.body, video);
}

#[tokio::test]
async fn what_is_wrong_with_a_piece_is_told_and_changes_nothing() {
    let site = Site::new().await;
    let video = mp4(1000);
    let place = site.begin("liaison", &video, "a.mp4", None).await;
    site.piece("liaison", &place, 0, &video[..400]).await;
    let wrong = site.piece("liaison", &place, 500, &video[500..]).await;
    assert_eq!((wrong.status, wrong.code()), (StatusCode::CONFLICT, "wrong_offset".to_owned()));
    assert!(String::from_utf8_lossy(&wrong.body).contains("400"), "the place is named");
    let long = site.piece("liaison", &place, 400, &video).await;
    assert_eq!((long.status, long.code()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large".to_owned()));
    let kind = [("upload-offset", "400"), ("content-type", "application/octet-stream")];
    assert_eq!(site.tus("liaison", "PATCH", &place, &kind, vec![1]).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let none = [("content-type", "application/offset+octet-stream")];
    assert_eq!(site.tus("liaison", "PATCH", &place, &none, vec![1]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sha1 = site.checked_piece("liaison", &place, 400, &video[400..500], "sha1 AAAA").await;
    assert_eq!(sha1.status, StatusCode::BAD_REQUEST);
    assert_eq!(site.offset("liaison", &place).await, "400");
    let large = site.tus("liaison", "POST", "/api/v1/uploads", &[("upload-length", "2147483649")], vec![]).await;
    assert_eq!((large.status, large.code()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large".to_owned()));
    let empty = site.tus("liaison", "POST", "/api/v1/uploads", &[("upload-length", "0")], vec![]).await;
    assert_eq!((empty.status, empty.code()), (StatusCode::UNPROCESSABLE_ENTITY, "empty".to_owned()));
}

#[tokio::test]
async fn another_accounts_upload_and_none_look_alike_and_leave_the_same_trace() {
    let site = Site::new().await;
    let video = mp4(1000);
    let place = site.begin("liaison", &video, "a.mp4", None).await;
    site.piece("liaison", &place, 0, &video[..400]).await;
    let none = "/api/v1/uploads/019a0000-0000-7000-8000-000000000001";
    for method in ["HEAD", "PATCH", "DELETE"] {
        let more = [("upload-offset", "400"), ("content-type", "application/offset+octet-stream")];
        let mut told = Vec::new();
        for place in [place.as_str(), none] {
            let before = site.audit().await.len();
            let answer = site.tus("other", method, place, &more, video[400..].to_vec()).await;
            let rows = site.audit().await;
            let row = rows.last().unwrap();
            assert_eq!((rows.len(), row.action.as_str(), row.outcome.as_str()), (before + 1, "request.refused", "refused"));
            told.push((answer.status, answer.headers(), answer.body, row.detail.clone()));
        }
        assert_eq!(told[0].0, StatusCode::NOT_FOUND);
        assert_eq!(told[0], told[1], "{method}");
    }
    assert_eq!(site.offset("liaison", &place).await, "400", "and nothing happened to it");
    assert_eq!(site.tus("liaison", "DELETE", &place, &[], vec![]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(site.tus("liaison", "HEAD", &place, &[], vec![]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.parts(), Vec::<String>::new());
}

#[tokio::test]
async fn a_damaged_piece_is_dropped_and_sent_again() {
    let site = Site::new().await;
    let video = mp4(500_000);
    let place = site.begin("liaison", &video, "a.mp4", None).await;
    let sum = |bytes: &[u8]| format!("sha256 {}", base64(&Sha256::digest(bytes)));
    let mut damaged = video[..300_000].to_vec();
    damaged[299_999] ^= 1;
    let refused = site.checked_piece("liaison", &place, 0, &damaged, &sum(&video[..300_000])).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (460, "checksum_mismatch".to_owned()));
    assert_eq!(site.offset("liaison", &place).await, "0");
    let taken = site.checked_piece("liaison", &place, 0, &video[..300_000], &sum(&video[..300_000])).await;
    assert_eq!(taken.status, StatusCode::NO_CONTENT);
    let last = site.checked_piece("liaison", &place, 300_000, &video[300_000..], &sum(&video[300_000..])).await;
    assert_eq!(last.header("upload-file"), digest::hex(&video));
}

#[tokio::test]
async fn a_file_that_does_not_fit_its_declared_digest_is_refused_whole_and_can_be_sent_again() {
    let site = Site::new().await;
    let video = mp4(50_000);
    let declared = Sha256::digest(&video);
    let place = site.begin("liaison", &video, "a.mp4", Some(&declared)).await;
    let mut damaged = video.clone();
    damaged[40_000] ^= 1;
    let refused = site.piece("liaison", &place, 0, &damaged).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (460, "checksum_mismatch".to_owned()));
    assert!(String::from_utf8_lossy(&refused.body).contains("请重新上传"));
    assert_eq!(site.tus("liaison", "HEAD", &place, &[], vec![]).await.status, StatusCode::NOT_FOUND);
    let address = format!("/api/v1/files/{}", digest::hex(&damaged));
    assert_eq!(site.send("staff", "GET", &address, &[], vec![]).await.status, StatusCode::NOT_FOUND);
    let place = site.begin("liaison", &video, "a.mp4", Some(digest::to_hex(&declared).as_bytes())).await;
    assert_eq!(site.piece("liaison", &place, 0, &video).await.header("upload-file"), digest::hex(&video));
}

#[tokio::test]
async fn junk_is_refused_with_its_first_piece() {
    let site = Site::new().await;
    let junk = vec![b'M'; 5000];
    let place = site.begin("liaison", &junk, "现场.mp4", None).await;
    let refused = site.piece("liaison", &place, 0, &junk[..1000]).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "kind_not_taken".to_owned()));
    assert_eq!((site.tus("liaison", "HEAD", &place, &[], vec![]).await.status, site.parts()), (StatusCode::NOT_FOUND, vec![]));
}

#[tokio::test]
async fn a_connection_broken_in_mid_piece_leaves_what_came_and_the_look_tells_the_truth() {
    let site = Site::new().await;
    let video = mp4(2_000_000);
    let place = site.begin("liaison", &video, "a.mp4", None).await;
    let broken = site.broken_piece("liaison", &place, 0, &video[..900_000]).await;
    assert_eq!(broken.code(), "upload_broken");
    assert_eq!((site.offset("liaison", &place).await.as_str(), site.on_disk(&place)), ("900000", 900_000));
    // Half a piece whose sender neither goes on nor hangs up: whoever resumes takes over.
    let waiting = site.piece_without_end("liaison", &place, 900_000, &video[900_000..1_200_000]);
    let resuming = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        site.offset("liaison", &place).await
    };
    let (taken_over, offset) = tokio::join!(waiting, resuming);
    assert_eq!((taken_over.code().as_str(), offset.as_str()), ("upload_taken_over", "1200000"));
    // A request dropped in the middle, as when its client goes away: what reached the disk is what is told.
    let dropped = site.piece_without_end("liaison", &place, 1_200_000, &video[1_200_000..1_800_000]);
    assert!(tokio::time::timeout(Duration::from_millis(200), dropped).await.is_err());
    let held: usize = site.offset("liaison", &place).await.parse().unwrap();
    assert_eq!(held as u64, site.on_disk(&place));
    let last = site.piece("liaison", &place, held, &video[held..]).await;
    assert_eq!(last.header("upload-file"), digest::hex(&video));
}

#[tokio::test]
async fn an_end_cut_off_after_the_last_byte_is_made_up_by_the_next_look() {
    let site = Site::new().await;
    let video = mp4(10_000);
    let place = site.begin("liaison", &video, "a.mp4", None).await;
    site.piece("liaison", &place, 0, &video[..9000]).await;
    // As a kill between the last write and the commit leaves it.
    site.write_part(&place, &video);
    let looked = site.tus("liaison", "HEAD", &place, &[], vec![]).await;
    assert_eq!((looked.header("upload-offset"), looked.header("upload-file")), ("10000".to_owned(), digest::hex(&video)));
}

#[tokio::test]
async fn what_is_not_finished_in_a_day_is_cleared() {
    let site = Site::new().await;
    let video = mp4(1000);
    let place = site.begin("liaison", &video, "a.mp4", None).await;
    site.piece("liaison", &place, 0, &video[..400]).await;
    site.pass_hours(23).await;
    assert_eq!(site.offset("liaison", &place).await, "400");
    site.pass_hours(2).await;
    assert_eq!(site.tus("liaison", "HEAD", &place, &[], vec![]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.parts().len(), 1);
    site.begin("other", &video, "b.mp4", None).await;
    assert_eq!(site.parts(), Vec::<String>::new(), "when the next begins");
}
