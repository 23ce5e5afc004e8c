//! The demonstration district behind the whole router, with an account of every role, a clock that is set and seeds that are
//! counted: two worlds that were asked the same give the same bytes.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the checked-in demonstration and look at the disk")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its part")]

use anlan_app::{Anlan, Call, evidence, imports, ledgers, records, register};
use anlan_core::access::{Actor, Role};
use anlan_core::digest;
use anlan_core::ids::RegionId;
use anlan_core::pack::{Pack, Packs};
use anlan_http::{Outside, router};
use anlan_store::blobs::Blobs;
use anlan_store::{AccountRow, SessionRow, Store};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt as _;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use tower::ServiceExt as _;
use uuid::Uuid;

/// Login, role, unit, chief's post.
pub const PEOPLE: [(&str, &str, &str, &str); 15] = [
    ("general", "chief_general", "", ""),
    ("chief", "chief", "", "板桥河"),
    ("staff", "office_staff", "", ""),
    ("head", "office_head", "", ""),
    ("liaison", "liaison", "白羊镇", ""),
    ("neighbour", "liaison", "华兴镇", ""),
    ("assessor", "assessor", "", ""),
    ("auditor", "auditor", "", ""),
    ("inspector", "inspector", "", ""),
    ("discipline", "discipline", "", ""),
    ("expert", "expert", "", ""),
    ("government", "government", "", ""),
    ("system", "system_admin", "", ""),
    ("security", "security_admin", "", ""),
    ("audit", "audit_admin", "", ""),
];

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
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// How many statements the database ran for it.
    pub statements: u64,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

pub fn region() -> RegionId {
    RegionId::parse("500151").unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The example's review of plans, put in force here.
fn plans() -> Pack {
    let file = |name: &str| std::fs::read_to_string(root().join("packs/examples/plan-three-stages").join(name)).unwrap();
    let head = file("pack.toml").replace("status = \"draft\"", "status = \"in_force\"\nregion = \"500151\"");
    let files = [("pack.toml".to_owned(), head), ("rules.toml".to_owned(), file("rules.toml"))];
    Pack::load("plan-three-stages", files.into()).unwrap()
}

fn packs() -> Packs {
    let load = |name: &str| {
        let entries = std::fs::read_dir(root().join("packs").join(name)).unwrap();
        let files: BTreeMap<String, String> = entries
            .filter_map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                name.ends_with(".toml").then(|| (name, std::fs::read_to_string(&path).unwrap()))
            })
            .collect();
        Pack::load(name, files).unwrap()
    };
    let own = ["tongliang-lists-2023", "tongliang-loop-2022", "tongliang-assessment-2022"].map(load);
    Packs::new(own.into_iter().chain([plans()]).collect()).unwrap()
}

/// A world that runs.
pub struct World {
    pub anlan: Arc<Anlan>,
    router: Router,
    clock: Arc<Clock>,
    statements: Arc<AtomicU64>,
    pub folder: tempfile::TempDir,
}

impl World {
    /// The demonstration, made once: its folder is what [`World::twin`] copies.
    pub async fn demonstration() -> Self {
        let world = Self::open(tempfile::tempdir().unwrap()).await;
        world.fill().await;
        world
    }

    /// Another world that begins where this one stands.
    pub async fn twin(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(self.folder.path(), folder.path());
        Self::open(folder).await
    }

    async fn open(folder: tempfile::TempDir) -> Self {
        let clock = Arc::new(Clock { millis: AtomicI64::new(0), seeds: AtomicU64::new(0) });
        let statements = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&statements);
        let told = move |_: &str, _| {
            counted.fetch_add(1, Ordering::Relaxed);
        };
        let store = Store::open_file(&folder.path().join("anlan.db")).await.unwrap().telling(told);
        let blobs = Blobs::open(&folder.path().join("files")).unwrap();
        let anlan = Arc::new(Anlan::new(store, blobs, packs(), Box::new(Vec::new)));
        let router = router(anlan_http::Site::new(Arc::clone(&anlan), Arc::clone(&clock) as Arc<dyn Outside>, false));
        let world = Self { anlan, router, clock, statements, folder };
        world.at(0);
        world
    }

    /// Sets clock and seeds to a step of the story: what happens at the same step happens at the same moment in every world.
    pub fn at(&self, step: u32) {
        let start: DateTime<Utc> = "2023-11-03T01:00:00Z".parse().unwrap();
        self.clock.millis.store(start.timestamp_millis() + i64::from(step) * 50, Ordering::Relaxed);
        self.clock.seeds.store(u64::from(step) << 20, Ordering::Relaxed);
    }

    fn call(&self, name: &str, role: Role) -> Call {
        let actor = Actor { name: name.to_owned(), role, unit_id: None, river_id: None, chief_id: None };
        Call::new(region(), actor, None, self.clock.now(), self.clock.seed())
    }

    async fn fill(&self) {
        let file = |name: &str| std::fs::read(root().join("demo/tongliang").join(name)).unwrap();
        let roster: toml::Table = std::str::from_utf8(&file("roster.toml")).unwrap().parse().unwrap();
        let names = |key: &str| roster[key].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let books = |key: &str| {
            let of = |book: &toml::Value| ["kind", "file"].map(|part| book[part].as_str().unwrap().to_owned());
            roster[key].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
        };
        let head = || self.call("陈静", Role::OfficeHead);
        for name in names("workbooks") {
            assert_eq!(imports::confirm_bytes(&self.anlan, &head(), &name, &file(&name), false).await.unwrap().faults, []);
        }
        let chiefs = roster["chiefs"].as_str().unwrap();
        assert_eq!(register::import_chiefs(&self.anlan, &head(), chiefs, &file(chiefs), true).await.unwrap().faults, []);
        for [kind, name] in books("records") {
            assert_eq!(records::confirm_bytes(&self.anlan, &head(), &kind, &name, &file(&name), false).await.unwrap().faults, []);
        }
        for name in names("pictures") {
            evidence::add_file(&self.anlan, &head(), &name, &file(&format!("pictures/{name}"))).await.unwrap();
        }
        for [kind, name] in books("ledgers") {
            assert_eq!(ledgers::import_ledger(&self.anlan, &head(), &kind, &name, &file(&name), true).await.unwrap().faults, []);
        }
        self.sign_up().await;
    }

    async fn sign_up(&self) {
        let at = self.clock.now();
        let region_id = region();
        let read = self.anlan.store.region(&region_id);
        let (units, rivers, chiefs) = (read.units().await.unwrap(), read.rivers().await.unwrap(), read.chiefs().await.unwrap());
        let tx = self.anlan.store.write(&region_id).await.unwrap();
        for (number, (login, role, unit, river)) in (1..).zip(PEOPLE) {
            let river = rivers.iter().find(|row| row.name == river).map(|row| row.id);
            let account = AccountRow {
                region_id: region_id.to_string(),
                id: Uuid::from_u128(number),
                login: login.into(),
                name: login.into(),
                role: role.into(),
                unit_id: units.iter().find(|row| row.name == unit).map(|row| row.id),
                chief_id: river.and_then(|river| chiefs.iter().find(|row| row.river_id == Some(river)).map(|row| row.id)),
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
        self.sign_in().await;
    }

    /// Everybody is signed in from now.
    pub async fn sign_in(&self) {
        let at = self.clock.now();
        let tx = self.anlan.store.write(&region()).await.unwrap();
        for (number, (login, ..)) in (1..).zip(PEOPLE) {
            let token_hash = digest::hex(login.as_bytes());
            tx.end_session(&token_hash).await.unwrap();
            let account_id = Uuid::from_u128(number);
            tx.add_session(SessionRow { region_id: region().to_string(), token_hash, account_id, created_at: at, seen_at: at })
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Asks; `nobody` is not signed in.
    pub async fn ask(&self, who: &str, method: &str, path: &str, content: &str, body: Vec<u8>) -> Answer {
        let mut request =
            Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin").header("content-type", content);
        // What some endpoints want and the others pass over.
        for (name, value) in [
            ("if-match", "\"0\""),
            ("tus-resumable", "1.0.0"),
            ("upload-length", "8"),
            ("upload-metadata", "filename YS5wbmc="),
            ("upload-offset", "0"),
        ] {
            request = request.header(name, value);
        }
        if who != "nobody" {
            request = request.header("cookie", format!("anlan=500151.{who}"));
        }
        let before = self.statements.load(Ordering::Relaxed);
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status();
        let headers =
            response.headers().iter().map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let headers = headers.collect();
        let body = response.into_body().collect().await.unwrap().to_bytes().to_vec();
        let statements = self.statements.load(Ordering::Relaxed) - before;
        Answer { status, headers, body, statements }
    }

    pub async fn get(&self, who: &str, path: &str) -> Answer {
        self.ask(who, "GET", path, "application/json", vec![]).await
    }

    /// Sends JSON; where an endpoint takes none, a form with a file that is none, which those that want a file read.
    pub async fn send(&self, who: &str, method: &str, path: &str, body: &Value) -> Answer {
        if method == "POST" && body.is_null() {
            let form = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\nnothing\r\n--x--\r\n";
            return self.ask(who, method, path, "multipart/form-data; boundary=x", form.to_vec()).await;
        }
        if method == "PATCH" && body.is_null() {
            return self.ask(who, method, path, "application/offset+octet-stream", vec![0; 4]).await;
        }
        self.ask(who, method, path, "application/json", serde_json::to_vec(body).unwrap()).await
    }

    /// Sends what must be taken; gives the answer.
    pub async fn done(&self, who: &str, path: &str, body: &Value) -> Value {
        let answer = self.send(who, "POST", path, body).await;
        assert!(answer.status.is_success(), "{who} {path}: {} {}", answer.status, answer.text());
        answer.json()
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let into = to.join(path.file_name().unwrap());
        if path.is_dir() {
            std::fs::create_dir_all(&into).unwrap();
            copy(&path, &into);
        } else {
            std::fs::copy(&path, &into).unwrap();
        }
    }
}

/// Characters that need it, escaped for an address.
pub fn escaped(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect()
}

/// Every endpoint: method, path, whether a body is taken.
pub fn endpoints() -> Vec<(String, String, Value)> {
    let doc = serde_json::to_value(anlan_http::openapi()).unwrap();
    let mut all = Vec::new();
    for (path, methods) in doc["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            all.push((method.to_uppercase(), path.clone(), if schema.is_null() { Value::Null } else { least(&doc, schema) }));
        }
    }
    all
}

/// The least body a schema takes.
fn least(doc: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        return least(doc, doc.pointer(name.trim_start_matches('#')).unwrap());
    }
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(all) = schema[choice].as_array() {
            let null = |one: &&Value| one["type"] == "null";
            return if all.iter().any(|one| null(&one)) { Value::Null } else { least(doc, &all[0]) };
        }
    }
    if let Some(all) = schema["allOf"].as_array() {
        let parts = all.iter().filter_map(|one| least(doc, one).as_object().cloned()).flatten();
        return Value::Object(parts.collect());
    }
    let kinds = schema["type"].as_array();
    if kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind == "null")) {
        return Value::Null;
    }
    let kind = schema["type"].as_str().unwrap_or("object");
    match (kind, schema["format"].as_str().unwrap_or_default()) {
        ("string", "uuid") => Uuid::from_u128(77).to_string().into(),
        ("string", "date") => "2023-11-01".into(),
        ("string", "date-time") => "2023-11-01T00:00:00Z".into(),
        ("string", _) => "甲".into(),
        ("integer" | "number", _) => 1.into(),
        ("boolean", _) => false.into(),
        ("array", _) => Value::Array(vec![]),
        _ => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let value = |name: &str| match name {
                "month" | "period" => "2023-10".into(),
                name => least(doc, &schema["properties"][name]),
            };
            Value::Object(required.map(|name| (name.to_owned(), value(name))).collect())
        }
    }
}
