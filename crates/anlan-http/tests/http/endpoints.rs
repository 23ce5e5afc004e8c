//! Who gets an answer from which endpoint: every endpoint asked by an account of every role, and by nobody. The whole matrix is the
//! golden file `endpoints.txt`; an endpoint that refuses no role, or admits none, is listed by name and reason or the test fails.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

use crate::world::{PEOPLE, World, endpoints, escaped};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use uuid::Uuid;

/// Endpoints every signed-in person may ask: what they show is cut to the asker's reach, or is their own.
const OPEN: [(&str, &str); 12] = [
    ("GET /api/v1/session", "one's own"),
    ("POST /api/v1/session", "signing in"),
    ("DELETE /api/v1/session", "signing out"),
    ("POST /api/v1/session/password", "one's own"),
    ("GET /api/v1/choices", "names of units, rivers and posts, which the public boards show"),
    ("GET /api/v1/import-fields", "the ledger's columns, which the pack prints"),
    ("GET /api/v1/ledgers", "the ledgers' columns"),
    ("GET /api/v1/items", "cut to one's reach: empty for the administrators"),
    ("GET /api/v1/items.xlsx", "the same as a workbook"),
    ("GET /api/v1/overview", "counted over one's reach"),
    ("GET /api/v1/reports", "cut to one's reach"),
    ("OPTIONS /api/v1/uploads", "what the upload protocol can do; tells nothing of anybody"),
];

/// A thing of each family of addresses that the liaison's unit or the chief's river has to do with.
async fn things(world: &World) -> BTreeMap<&'static str, String> {
    let mut all = BTreeMap::new();
    let register = world.get("staff", "/api/v1/choices").await.json();
    let named = |list: &str, name: &str| {
        register[list].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    };
    all.insert("units", named("units", "白羊镇"));
    all.insert("rivers", named("rivers", "板桥河"));
    let lead = json!({ "unit_id": all["units"], "from_on": "2023-01-01" });
    world.done("staff", &format!("/api/v1/rivers/{}/lead-units", all["rivers"]), &lead).await;
    let plan = world.done("staff", "/api/v1/plans", &json!({ "river_id": all["rivers"], "from_year": 2023 })).await;
    all.insert("plans", plan["row"]["id"].as_str().unwrap_or_else(|| panic!("{plan}")).to_owned());
    let chief = world.get("chief", "/api/v1/session").await.json()["account"]["chief"]["id"].clone();
    let text = json!({ "template": "quarter_note", "period": "2023Q3", "chief_ids": [chief] });
    let drafted = world.done("staff", "/api/v1/texts", &text).await;
    all.insert("texts", drafted["ids"][0].as_str().unwrap_or_else(|| panic!("{drafted}")).to_owned());
    for (family, kind) in
        [("problems", "problem"), ("letters", "letter"), ("instructions", "instruction"), ("meetings", "meeting"), ("look-backs", "draw")]
    {
        let own = world.get("liaison", &format!("/api/v1/matters/{kind}")).await.json();
        let any = world.get("staff", &format!("/api/v1/matters/{kind}")).await.json();
        let first = [&own, &any].into_iter().find_map(|list| list["rows"][0]["id"].as_str().map(str::to_owned));
        all.insert(family, first.unwrap_or_else(|| panic!("no {kind}: {any}")));
    }
    all.insert("items", world.get("liaison", "/api/v1/items?page_size=1").await.json()["rows"][0]["id"].as_str().unwrap().to_owned());
    let circular = world.get("head", "/api/v1/months/2023-10").await.json()["basis"].clone();
    let circular = world.done("head", "/api/v1/months/2023-10/circulars", &json!({ "basis": circular })).await;
    all.insert("circulars", circular["id"].as_str().unwrap().to_owned());
    let plan = json!({ "title": "暗访", "from_on": "2023-11-01", "to_on": "2023-11-05", "team": ["高远"] });
    let planned = world.done("inspector", "/api/v1/inspections", &plan).await;
    all.insert("inspections", planned["row"]["id"].as_str().unwrap().to_owned());
    let basis = world.get("head", "/api/v1/assessments/2022/preview").await.json()["basis"].clone();
    world.done("head", "/api/v1/assessments/2022/rounds", &json!({ "basis": basis })).await;
    let ledger = world.get("liaison", &format!("/api/v1/assessments/2022/ledgers/{}", escaped("白羊镇"))).await.json();
    all.insert("postings", ledger["entries"][0]["posting_id"].as_str().unwrap_or_else(|| panic!("{ledger}")).to_owned());
    let picture = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/tongliang/pictures/演示现场-1.png");
    all.insert("files", anlan_core::digest::hex(&std::fs::read(picture).unwrap()));
    all.insert("assessment-packs", "tongliang-assessment-2022".into());
    all.insert("chiefs", world.get("staff", "/api/v1/chiefs").await.json()[0]["id"].as_str().unwrap().to_owned());
    all
}

fn filled(path: &str, things: &BTreeMap<&'static str, String>) -> String {
    let family = path.split('/').nth(3).unwrap_or_default();
    let id = things.get(family).cloned().unwrap_or_else(|| Uuid::from_u128(77).to_string());
    let kind = if family == "matters" { "problem" } else { "sample" };
    let values = [
        ("{id}", id.as_str()),
        ("{import}", id.as_str()),
        ("{hash}", things["files"].as_str()),
        ("{kind}", kind),
        ("{month}", "2023-10"),
        ("{period}", "2023-10"),
        ("{year}", "2022"),
        ("{version}", "1"),
        ("{subject}", "%E7%99%BD%E7%BE%8A%E9%95%87"),
        (
            "{file}",
            match family {
                "patrols" => "report.docx",
                "months" => "draft.docx",
                _ => "document.docx",
            },
        ),
        ("{ledger}", "problem"),
        ("{key}", "instructions"),
        ("{n}", "1"),
        ("{region}", "500151"),
        ("{delivery}", id.as_str()),
        ("{entry}", id.as_str()),
    ];
    values.into_iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
}

/// What must be asked along.
fn question(path: &str, things: &BTreeMap<&'static str, String>) -> String {
    let unit = escaped("白羊镇");
    let fixed = match path {
        "/api/v1/assessments/{year}/what-if" | "/api/v1/assessments/{year}/why-not" => return format!("?subject={unit}&preview=true"),
        "/api/v1/assessments/{year}/line" => "?key=nothing&preview=true",
        "/api/v1/circulars/{id}/differences" => return format!("?with={}", things["circulars"]),
        "/api/v1/patrols/reasons" => "?period=2023-10&table=nothing&key=nothing",
        "/api/v1/letters/proposals" | "/api/v1/reports" | "/api/v1/reports/missing" => "?month=2023-10",
        "/api/v1/plans/{id}/compare" => "?old=0&new=0",
        "/api/v1/look-backs/rates" | "/api/v1/months" => "?year=2023",
        _ => "",
    };
    fixed.to_owned()
}

/// A begun upload of the liaison's; others are told there is none.
async fn upload(world: &World) -> String {
    let begun = world.ask("liaison", "POST", "/api/v1/uploads", "application/json", vec![]).await;
    assert_eq!(begun.status.as_u16(), 201, "{}", begun.text());
    let place = begun.headers.iter().find(|(name, _)| name == "location").unwrap();
    place.1.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_answers_those_it_is_for_and_nobody_else() {
    let world = World::demonstration().await;
    let mut things = things(&world).await;
    let mut table = String::from("# endpoint");
    for (login, ..) in PEOPLE {
        write!(table, " | {login}").unwrap();
    }
    table.push('\n');
    let (mut untested, mut seen) = (Vec::new(), 0);
    for (step, (method, path, body)) in (10_u32..).step_by(100).zip(endpoints()) {
        world.at(step);
        if path.starts_with("/api/v1/uploads/") {
            things.insert("uploads", upload(&world).await);
        }
        let address = format!("{}{}", filled(&path, &things), question(&path, &things));
        world.at(step);
        let nobody = world.send("nobody", &method, &address, &body).await;
        write!(table, "{method} {path}").unwrap();
        let mut told = Vec::new();
        // The endpoint before may have signed people out, each only oneself.
        world.sign_in().await;
        for (own, (login, ..)) in (step + 1..).zip(PEOPLE) {
            world.at(own);
            let answer = world.send(login, &method, &address, &body).await;
            assert!(!answer.status.is_server_error(), "{login} {method} {address}: {} {}", answer.status, answer.text());
            told.push(match answer.status.as_u16() {
                401 => "signed out",
                403 => "-",
                404 => "not there",
                _ => "yes",
            });
            write!(table, " | {}", told.last().unwrap()).unwrap();
        }
        table.push('\n');
        let open = OPEN.iter().any(|(name, _)| *name == format!("{method} {path}"));
        // Beside a refusal, "not there" tells that the role may ask; beside an answer, that the thing is hidden from the asker.
        let (refused, answered, absent) = (told.contains(&"-"), told.contains(&"yes"), told.contains(&"not there"));
        let (refuses, admits) = (refused || answered && absent, answered || refused && absent);
        if nobody.status.as_u16() != 401 && !open {
            untested.push(format!("{method} {path}: nobody gets {}", nobody.status));
        } else if !(admits && refuses || open) {
            untested.push(format!("{method} {path}: {}", if admits { "refuses no role" } else { "admits no role" }));
        }
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
    assert_eq!(untested, Vec::<String>::new(), "endpoints without a permission test");
    assert_eq!(table, include_str!("endpoints.txt"));
}

#[test]
fn bodies_are_the_least_an_endpoint_takes() {
    for (method, path, body) in endpoints() {
        assert!(body.is_null() || body.is_object() || body.is_array(), "{method} {path}: {body}");
        assert!(method != "GET" || body == Value::Null, "{path}");
    }
}
