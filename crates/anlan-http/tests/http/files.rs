//! Files given out: to whom, whole or in part, with or without what a picture tells of its taking.

use crate::common::{PIXELS, Site, jpeg, mp4, part};
use anlan_core::digest;
use axum::http::StatusCode;

fn holds(whole: &[u8], some: &[u8]) -> bool {
    whole.windows(some.len()).any(|part| part == some)
}

#[tokio::test]
async fn a_picture_is_kept_as_it_came_and_given_without_its_place_except_to_the_office() {
    let site = Site::new().await;
    let original = jpeg();
    let hash = site.whole("liaison", &original, "现场.jpg").await;
    assert_eq!(hash, digest::hex(&original));
    let address = format!("/api/v1/files/{hash}");
    assert_eq!(site.send("staff", "GET", &address, &[], vec![]).await.body, original, "evidence, byte for byte");
    let given = site.send("liaison", "GET", &address, &[], vec![]).await;
    assert_eq!(given.header("etag"), format!("\"{}\"", digest::hex(&given.body)));
    for told in [&b"Exif"[..], b"ANLAN-CAM", b"2023:10:05"] {
        assert!(holds(&original, told) && !holds(&given.body, told), "{}", String::from_utf8_lossy(told));
    }
    let pixels = [part(0xdb, b"tables"), part(0xda, b"scan"), PIXELS.to_vec(), b"\xff\xd9".to_vec()].concat();
    assert_eq!(given.body, [b"\xff\xd8".to_vec(), pixels.clone()].concat(), "the same pixels and nothing else");
    assert!(holds(&original, &pixels));
    let told = site.send("staff", "GET", &format!("{address}/particulars"), &[], vec![]).await;
    let told: serde_json::Value = serde_json::from_slice(&told.body).unwrap();
    let expected = serde_json::json!({
        "taken_at": "2023-10-05 14:22:10", "latitude": "29.844721", "longitude": "106.056111", "camera": "ANLAN-CAM"
    });
    assert_eq!(told, expected);
    assert_eq!(site.send("liaison", "GET", &format!("{address}/particulars"), &[], vec![]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.verify().await, Vec::<String>::new(), "the copies are checked as well");
    let damaged = original[..60].to_vec();
    let place = site.begin("liaison", &damaged, "坏.jpg", None).await;
    assert_eq!(site.piece("liaison", &place, 0, &damaged).await.code(), "picture_damaged");
}

#[tokio::test]
async fn a_file_of_others_and_none_look_alike_until_it_is_brought_again() {
    let site = Site::new().await;
    let video = mp4(5000);
    let hash = site.whole("liaison", &video, "a.mp4").await;
    let mut told = Vec::new();
    for hash in [hash.clone(), "0".repeat(64)] {
        let answer = site.send("other", "GET", &format!("/api/v1/files/{hash}"), &[], vec![]).await;
        let row = site.audit().await.pop().unwrap();
        assert_eq!((row.action.as_str(), row.outcome.as_str()), ("request.refused", "refused"));
        told.push((answer.status, answer.headers(), answer.body, row.detail));
    }
    assert_eq!((told[0].0, &told[0]), (StatusCode::NOT_FOUND, &told[1]));
    assert_eq!(site.whole("other", &video, "b.mp4").await, hash);
    assert_eq!(site.send("other", "GET", &format!("/api/v1/files/{hash}"), &[], vec![]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_player_seeks_by_ranges_and_only_pictures_and_videos_are_shown_in_the_page() {
    let site = Site::new().await;
    let video = mp4(300_000);
    let address = format!("/api/v1/files/{}", site.whole("liaison", &video, "现场 1.mp4").await);
    let whole = site.send("liaison", "GET", &address, &[("accept-encoding", "gzip")], vec![]).await;
    assert_eq!((whole.header("accept-ranges"), whole.header("content-length")), ("bytes".to_owned(), "300000".to_owned()));
    assert_eq!(whole.header("content-encoding"), "", "a player needs lengths");
    assert!(whole.header("content-disposition").starts_with("attachment;"));
    let some = site.send("liaison", "GET", &format!("{address}?inline=1"), &[("range", "bytes=1000-1999")], vec![]).await;
    assert_eq!((some.status, some.header("content-range")), (StatusCode::PARTIAL_CONTENT, "bytes 1000-1999/300000".to_owned()));
    assert_eq!((some.body.as_slice(), some.header("content-length")), (&video[1000..2000], "1000".to_owned()));
    assert_eq!(some.header("content-disposition"), "inline; filename=\"file\"; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%201.mp4");
    assert_eq!(some.header("x-content-type-options"), "nosniff");
    assert!(some.header("content-security-policy").contains("media-src 'self' blob:"));
    let beyond = site.send("liaison", "GET", &address, &[("range", "bytes=300000-")], vec![]).await;
    assert_eq!((beyond.status, beyond.header("content-range")), (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */300000".to_owned()));
    let held = whole.header("etag");
    let same = site.send("liaison", "GET", &address, &[("if-none-match", &held)], vec![]).await;
    assert_eq!((same.status, same.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let paper = site.whole("liaison", b"%PDF-1.7 and more", "a.pdf").await;
    let saved = site.send("liaison", "GET", &format!("/api/v1/files/{paper}?inline=1"), &[], vec![]).await;
    assert!(saved.header("content-disposition").starts_with("attachment;"), "never a document");
}

#[tokio::test]
async fn a_single_range_is_read_as_the_standard_says() {
    let site = Site::new().await;
    let hash = site.whole("liaison", &mp4(100), "短片.mp4").await;
    let address = format!("/api/v1/files/{hash}");
    let asked = async |range: &str, more: &[(&str, &str)]| {
        let headers = [&[("range", range)], more].concat();
        let answer = site.send("liaison", "GET", &address, &headers, vec![]).await;
        (answer.status, answer.header("content-range"))
    };
    let part = |text: &str| (StatusCode::PARTIAL_CONTENT, format!("bytes {text}/100"));
    for (range, told) in
        [("bytes=0-", "0-99"), ("bytes=10-19", "10-19"), ("bytes=90-500", "90-99"), ("bytes=-5", "95-99"), ("bytes=-500", "0-99")]
    {
        assert_eq!(asked(range, &[]).await, part(told), "{range}");
    }
    for range in ["bytes=100-", "bytes=-0", "bytes=200-300"] {
        assert_eq!(asked(range, &[]).await.0, StatusCode::RANGE_NOT_SATISFIABLE, "{range}");
    }
    for range in ["bytes=0-1,5-6", "bytes=9-2", "pages=1-2", "bytes=a-b", "bytes=-", "bytes=+1-2"] {
        assert_eq!(asked(range, &[]).await.0, StatusCode::OK, "{range}");
    }
    assert_eq!(asked("bytes=0-1", &[("if-range", "\"old\"")]).await.0, StatusCode::OK, "of another version");
}
