//! A site with people signed in, a clock to be set, and files made by hand.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the checked-in pack and look at the disk")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its part")]

use anlan_app::{Anlan, Call};
use anlan_core::access::{Actor, Role};
use anlan_core::digest;
use anlan_core::ids::RegionId;
use anlan_core::pack::{Pack, Packs};
use anlan_http::{Outside, router};
use anlan_store::blobs::Blobs;
use anlan_store::{AccountRow, AuditFilter, AuditRow, RegionRow, SessionRow, Store};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use tower::ServiceExt as _;
use uuid::Uuid;

const PEOPLE: [(&str, &str); 4] = [("liaison", "liaison"), ("other", "liaison"), ("staff", "office_staff"), ("admin", "system_admin")];

struct Clock {
    millis: AtomicI64,
    seeds: AtomicU64,
}

impl Outside for Clock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.millis.fetch_add(1, Ordering::Relaxed)).unwrap()
    }
    fn seed(&self) -> [u8; 32] {
        digest::bytes(&self.seeds.fetch_add(1, Ordering::Relaxed).to_be_bytes())
    }
    fn day_is_set(&self) -> bool {
        true
    }
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    map: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's text; empty when it is not there.
    pub fn header(&self, name: &str) -> String {
        self.map.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }
    /// All of them, to be compared.
    pub fn headers(&self) -> Vec<(String, String)> {
        let mut all: Vec<_> = self.map.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        all.sort();
        all
    }
    /// The problem's code.
    pub fn code(&self) -> String {
        let told: serde_json::Value = serde_json::from_slice(&self.body).unwrap();
        told["code"].as_str().unwrap().to_owned()
    }
}

pub struct Site {
    router: Router,
    anlan: Arc<Anlan>,
    clock: Arc<Clock>,
    folder: tempfile::TempDir,
}

fn region() -> RegionId {
    RegionId::parse("500151").unwrap()
}

impl Site {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at: DateTime<Utc> = "2023-11-03T01:00:00Z".parse().unwrap();
        let clock = Arc::new(Clock { millis: AtomicI64::new(at.timestamp_millis()), seeds: AtomicU64::new(1) });
        let store = Store::open_file(&folder.path().join("anlan.db")).await.unwrap();
        let tx = store.write(&region()).await.unwrap();
        tx.add_regions(vec![RegionRow { region_id: region().to_string(), name: "铜梁区".into(), created_at: at }]).await.unwrap();
        for (number, (login, role)) in (1..).zip(PEOPLE) {
            let account = AccountRow {
                region_id: region().to_string(),
                id: Uuid::from_u128(number),
                login: login.into(),
                name: login.into(),
                role: role.into(),
                unit_id: None,
                chief_id: None,
                password_hash: String::new(),
                must_change: false,
                failures: 0,
                locked_until: None,
                disabled: false,
                last_login_at: None,
                created_at: at,
            };
            tx.add_account(account).await.unwrap();
        }
        tx.commit().await.unwrap();
        let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/tongliang-lists-2023");
        let file = |name: &str| (name.to_owned(), std::fs::read_to_string(pack.join(name)).unwrap());
        let packs = Packs::new(vec![Pack::load("tongliang-lists-2023", ["pack.toml", "rules.toml"].map(file).into()).unwrap()]).unwrap();
        let blobs = Blobs::open(&folder.path().join("files")).unwrap();
        let anlan = Arc::new(Anlan::new(store, blobs, packs, Box::new(Vec::new)));
        let router = router(anlan_http::Site::new(Arc::clone(&anlan), Arc::clone(&clock) as Arc<dyn Outside>, false));
        let site = Self { router, anlan, clock, folder };
        site.sign_in().await;
        site
    }

    /// Hours pass, and everybody stays signed in.
    pub async fn pass_hours(&self, hours: i64) {
        self.clock.millis.fetch_add(hours * 3_600_000, Ordering::Relaxed);
        self.sign_in().await;
    }

    async fn sign_in(&self) {
        let at = self.clock.now();
        let tx = self.anlan.store.write(&region()).await.unwrap();
        for (number, (login, _)) in (1..).zip(PEOPLE) {
            let token_hash = digest::hex(login.as_bytes());
            tx.end_session(&token_hash).await.unwrap();
            let account_id = Uuid::from_u128(number);
            tx.add_session(SessionRow { region_id: region().to_string(), token_hash, account_id, created_at: at, seen_at: at })
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// What `anlan verify` finds.
    pub async fn verify(&self) -> Vec<String> {
        let actor = Actor { name: "核对".into(), role: Role::Auditor, unit_id: None, river_id: None, chief_id: None };
        let call = Call::new(region(), actor, None, self.clock.now(), self.clock.seed());
        anlan_app::audit::verify(&self.anlan, &call).await.unwrap().faults
    }

    /// Uploads a whole file; gives its digest.
    pub async fn whole(&self, who: &str, content: &[u8], name: &str) -> String {
        let place = self.begin(who, content, name, None).await;
        self.piece(who, &place, 0, content).await.header("upload-file")
    }

    async fn ask(&self, who: &str, method: &str, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
        if who != "nobody" {
            request = request.header("cookie", format!("anlan=500151.{who}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (status, map) = (response.status(), response.headers().clone());
        Answer { status, map, body: response.into_body().collect().await.unwrap().to_bytes().to_vec() }
    }

    pub async fn send(&self, who: &str, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let length = body.len().to_string();
        let headers = [headers, &[("content-length", length.as_str())]].concat();
        self.ask(who, method, path, &headers, Body::from(body)).await
    }

    pub async fn tus(&self, who: &str, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        self.send(who, method, path, &[headers, &[("tus-resumable", "1.0.0")]].concat(), body).await
    }

    /// Begins an upload; gives its place.
    pub async fn begin(&self, who: &str, content: &[u8], name: &str, sha256: Option<&[u8]>) -> String {
        let mut told = format!("filename {}, filetype {}", base64(name.as_bytes()), base64(b"whatever"));
        if let Some(sha256) = sha256 {
            told += &format!(",sha256 {}", base64(sha256));
        }
        let length = content.len().to_string();
        let answer = self.tus(who, "POST", "/api/v1/uploads", &[("upload-length", &length), ("upload-metadata", &told)], vec![]).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&answer.body));
        answer.header("location")
    }

    pub async fn piece(&self, who: &str, place: &str, offset: usize, bytes: &[u8]) -> Answer {
        let offset = offset.to_string();
        let headers = [("upload-offset", offset.as_str()), ("content-type", "application/offset+octet-stream")];
        self.tus(who, "PATCH", place, &headers, bytes.to_vec()).await
    }

    pub async fn checked_piece(&self, who: &str, place: &str, offset: usize, bytes: &[u8], checksum: &str) -> Answer {
        let offset = offset.to_string();
        let headers =
            [("upload-offset", offset.as_str()), ("content-type", "application/offset+octet-stream"), ("upload-checksum", checksum)];
        self.tus(who, "PATCH", place, &headers, bytes.to_vec()).await
    }

    async fn stream(&self, who: &str, place: &str, offset: usize, body: Body) -> Answer {
        let offset = offset.to_string();
        let headers = [("upload-offset", offset.as_str()), ("content-type", "application/offset+octet-stream"), ("tus-resumable", "1.0.0")];
        self.ask(who, "PATCH", place, &headers, body).await
    }

    /// A piece whose connection breaks after these bytes.
    pub async fn broken_piece(&self, who: &str, place: &str, offset: usize, bytes: &[u8]) -> Answer {
        let chunks: Vec<Result<Bytes, std::io::Error>> = bytes.chunks(16_384).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
        let broken = [Err(std::io::Error::other("reset"))];
        let body = Body::from_stream(futures_util::stream::iter(chunks.into_iter().chain(broken)));
        self.stream(who, place, offset, body).await
    }

    /// A piece that stops after these bytes and neither ends nor breaks.
    pub async fn piece_without_end(&self, who: &str, place: &str, offset: usize, bytes: &[u8]) -> Answer {
        use futures_util::StreamExt as _;
        let first = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::copy_from_slice(bytes))]);
        self.stream(who, place, offset, Body::from_stream(first.chain(futures_util::stream::pending()))).await
    }

    pub async fn offset(&self, who: &str, place: &str) -> String {
        self.tus(who, "HEAD", place, &[], vec![]).await.header("upload-offset")
    }

    /// All audit rows, in their order.
    pub async fn audit(&self) -> Vec<AuditRow> {
        let filter = AuditFilter { actor: String::new(), action: String::new(), outcome: String::new() };
        let (mut rows, _) = self.anlan.store.region(&region()).audit_page(&filter, 0, 1000).await.unwrap();
        rows.reverse();
        rows
    }

    fn parts_folder(&self) -> PathBuf {
        self.folder.path().join("files/.parts/500151")
    }

    /// What lies among the parts.
    pub fn parts(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.parts_folder()).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name().into_string().unwrap()).collect()
    }

    fn part_of(&self, place: &str) -> PathBuf {
        self.parts_folder().join(place.rsplit('/').next().unwrap())
    }

    pub fn on_disk(&self, place: &str) -> u64 {
        std::fs::metadata(self.part_of(place)).unwrap().len()
    }

    pub fn write_part(&self, place: &str, bytes: &[u8]) {
        std::fs::write(self.part_of(place), bytes).unwrap();
    }
}

pub fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Bytes that begin as an mp4 does.
pub fn mp4(size: usize) -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypisom\0\0\x02\0isommp41".to_vec();
    bytes.extend((0..size - bytes.len()).map(|n| (n * 31 % 251) as u8));
    bytes
}

/// A JPEG's segment.
pub fn part(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker, length[0], length[1]], body].concat()
}

/// Coded pixels, with a stuffed byte and a restart in them.
pub const PIXELS: &[u8] = b"\x12\xff\x00\x34\xff\xd0\x56\x78";

/// A JPEG with a camera, a time and a place in its EXIF: 29°50′41″ N, 106°03′22″ E.
pub fn jpeg() -> Vec<u8> {
    let field = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    let at = |offset: u32| offset.to_be_bytes();
    // Offsets count from the TIFF head: main table at 8, Exif table at 62, GPS table at 80, then the values.
    let main = [
        vec![0, 4],
        field(0x010f, 2, 10, at(150)),
        field(0x0112, 3, 1, [0, 1, 0, 0]),
        field(0x8769, 4, 1, at(62)),
        field(0x8825, 4, 1, at(80)),
        vec![0; 4],
    ];
    let exif = [vec![0, 1], field(0x9003, 2, 20, at(160)), vec![0; 4]];
    let gps = [
        vec![0, 4],
        field(1, 2, 2, *b"N\0\0\0"),
        field(2, 5, 3, at(180)),
        field(3, 2, 2, *b"E\0\0\0"),
        field(4, 5, 3, at(204)),
        vec![0; 4],
    ];
    let mut tiff = [&b"MM\0\x2a\0\0\0\x08"[..], &main.concat(), &exif.concat(), &gps.concat()].concat();
    tiff.resize(150, 0);
    tiff.extend_from_slice(b"ANLAN-CAM\0");
    tiff.extend_from_slice(b"2023:10:05 14:22:10\0");
    for number in [29_u32, 1, 50, 1, 41, 1, 106, 1, 3, 1, 22, 1] {
        tiff.extend_from_slice(&number.to_be_bytes());
    }
    let parts = [
        b"\xff\xd8".to_vec(),
        part(0xe1, &[&b"Exif\0\0"[..], &tiff].concat()),
        part(0xdb, b"tables"),
        part(0xda, b"scan"),
        PIXELS.to_vec(),
        b"\xff\xd9".to_vec(),
    ];
    parts.concat()
}
