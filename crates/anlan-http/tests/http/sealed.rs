//! An inspection is sealed until it is released. Two worlds begin alike; in one of them an inspection is planned, carried out and
//! photographed. Whoever may not know asks every endpoint for everything in both: each answer must be the same to the byte, each
//! header, each number given out, and each request must cost the database the same statements.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

use crate::world::{Answer, PEOPLE, World, endpoints, escaped};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// Who may not know: the inspected unit's liaison, another's, the river's chief, and every other role without the right.
const KEPT_OUT: [&str; 9] = ["liaison", "neighbour", "chief", "assessor", "discipline", "expert", "government", "system", "security"];

/// Those of them who try every step as well; the others read.
const ACTING: [&str; 2] = ["liaison", "chief"];

/// The inspection, as the one world knows it; the other one is asked for the same ids.
const INSPECTION: Uuid = Uuid::from_u128(0x018b_0000_0000_7000_8000_0000_0000_0001);
const ENTRY: Uuid = Uuid::from_u128(0x018b_0000_0000_7000_8000_0000_0000_0002);
const TITLE: &str = "板桥河夜间暗访";
const FINDING: &str = "鸳鸯桥下夜间偷排";

/// What addresses are filled with.
struct Known {
    ids: Vec<String>,
    unit: String,
    river: String,
    hashes: Vec<String>,
}

async fn known(world: &World) -> Known {
    let mut ids = vec![INSPECTION.to_string(), ENTRY.to_string(), Uuid::from_u128(9).to_string()];
    let register = world.get("staff", "/api/v1/choices").await.json();
    let named = |list: &str, name: &str| {
        let all = register[list].as_array().unwrap();
        all.iter().find(|row| row["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (unit, river) = (named("units", "白羊镇"), named("rivers", "板桥河"));
    ids.extend([unit.clone(), river.clone()]);
    for kind in ["problem", "letter", "instruction", "meeting", "look_back"] {
        let rows = world.get("staff", &format!("/api/v1/matters/{kind}?unit={unit}")).await.json();
        let all = world.get("staff", &format!("/api/v1/matters/{kind}")).await.json();
        for list in [&rows, &all] {
            ids.extend(list["rows"].as_array().into_iter().flatten().take(1).map(|row| row["id"].as_str().unwrap().to_owned()));
        }
    }
    let items = world.get("liaison", "/api/v1/items?page_size=1").await.json();
    ids.push(items["rows"][0]["id"].as_str().unwrap().to_owned());
    let hashes = vec![sealed_photo_hash(), "0".repeat(64)];
    Known { ids, unit, river, hashes }
}

/// A picture that is in the sealed world only.
fn photo() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/tongliang/pictures/演示现场-1.png"))
        .unwrap()
        .into_iter()
        .chain(*b"sealed")
        .collect()
}

fn sealed_photo_hash() -> String {
    anlan_core::digest::hex(&photo())
}

/// An address's parameters, filled in every way that might tell something.
fn addresses(path: &str, known: &Known, ids: &[String]) -> Vec<String> {
    let words = |all: &[&str]| all.iter().map(|word| escaped(word)).collect::<Vec<_>>();
    let options = |name: &str| match name {
        "id" | "import" => ids.to_vec(),
        "hash" => known.hashes.clone(),
        "kind" if path.contains("/matters/") => {
            words(&["problem", "letter", "instruction", "meeting", "inspection", "look_back", "nothing"])
        }
        "kind" => words(&["section", "sample", "rating", "complaint", "patrol"]),
        "file" => words(&["letter.pdf", "report.docx", "minutes.docx", "circular.pdf"]),
        "month" | "period" => words(&["2023-10", "2023-11"]),
        "year" => words(&["2022", "2023"]),
        "version" => words(&["1"]),
        "subject" => vec![known.unit.clone()],
        name => vec![format!("{name}")],
    };
    let mut all = vec![path.to_owned()];
    while let Some(open) = all.first().and_then(|one| one.find('{')) {
        let close = all[0].find('}').unwrap();
        let name = all[0][open + 1..close].to_owned();
        let place = format!("{{{name}}}");
        all = all
            .iter()
            .flat_map(|one| options(&name).into_iter().map(|value| one.replacen(&place, &value, 1)).collect::<Vec<_>>())
            .collect();
    }
    all
}

/// Questions an ordinary address does not ask: searches, filters, orders, pages.
fn questions(path: &str, known: &Known) -> Vec<String> {
    let (unit, river) = (&known.unit, &known.river);
    let asked = |all: &[String]| all.iter().map(|query| format!("?{query}")).collect::<Vec<_>>();
    let texts = [TITLE, FINDING, "高远", "inspection"].map(|text| format!("q={}", escaped(text)));
    let more = match path {
        "/api/v1/matters/{kind}" | "/api/v1/matters/{kind}/export.xlsx" => [
            &texts[..],
            &[
                format!("unit={unit}"),
                format!("river={river}"),
                "year=2023&size=3".into(),
                "state=open&order=due".into(),
                "state=overdue".into(),
            ],
        ]
        .concat(),
        "/api/v1/items" => [&texts[..], &[format!("unit={unit}"), format!("river={river}"), "month=2023-11".into()]].concat(),
        "/api/v1/records/{kind}" => [&texts[..], &["year=2023".into()]].concat(),
        "/api/v1/problems/near" => vec![format!("river={river}"), "lon=106.05&lat=29.84".into()],
        "/api/v1/look-backs/rates" | "/api/v1/months" => vec!["year=2023".into()],
        "/api/v1/letters/proposals" | "/api/v1/reports" | "/api/v1/reports/missing" => vec!["month=2023-10".into(), "month=2023-11".into()],
        "/api/v1/patrols/duty" => [&texts[..], &["period=2023-10".into()]].concat(),
        "/api/v1/assessments/{year}/why-not" | "/api/v1/assessments/{year}/what-if" => vec![format!("subject={unit}")],
        _ => vec![],
    };
    [vec![String::new()], asked(&more)].concat()
}

/// Everything that can be asked for, by everyone kept out; in both worlds at the same steps.
async fn asks(worlds: [&Arc<World>; 2], known: &Known, askers: &[&str], first: u32) -> u32 {
    let mut step = first;
    for who in askers {
        for (method, path, body) in endpoints() {
            let own = path.starts_with("/api/v1/session") || path.starts_with("/api/v1/password");
            let tries = method == "GET" || ACTING.contains(who);
            if !tries {
                continue;
            }
            // The sealed ids and a made-up one come first; those who act try everything they may know as well.
            let ids = if ACTING.contains(who) { &known.ids[..] } else { &known.ids[..3] };
            for address in addresses(&path, known, ids) {
                let all = if method == "GET" { questions(&path, known) } else { vec![String::new()] };
                if own && method != "GET" {
                    continue;
                }
                for question in all {
                    step += 1;
                    let address = format!("{address}{question}");
                    // Both at once: neither knows of the other.
                    let sent = worlds.map(|world| {
                        let (world, body) = (Arc::clone(world), body.clone());
                        let (who, method, address) = ((*who).to_owned(), method.clone(), address.clone());
                        tokio::spawn(async move {
                            world.at(step);
                            world.send(&who, &method, &address, &body).await
                        })
                    });
                    let mut answers = Vec::new();
                    for sent in sent {
                        answers.push(sent.await.unwrap());
                    }
                    assert_ne!(answers[0].status, StatusCode::UNAUTHORIZED, "{who} is signed in");
                    same(who, &method, &address, &answers[0], &answers[1]);
                }
            }
        }
    }
    step
}

fn same(who: &str, method: &str, address: &str, open: &Answer, sealed: &Answer) {
    let told = || format!("{who} {method} {address}\nwithout: {} {}\nwith: {} {}", open.status, open.text(), sealed.status, sealed.text());
    assert_eq!(open.status, sealed.status, "{}", told());
    assert_eq!(open.headers, sealed.headers, "{}", told());
    assert!(open.body == sealed.body, "{}", told());
    assert_eq!(open.statements, sealed.statements, "the database did other work: {}", told());
    assert!(!sealed.text().contains(TITLE) && !sealed.text().contains(FINDING), "{}", told());
}

fn finding(known: &Known) -> Value {
    json!({
        "title": FINDING, "description": "", "scheme": "three_discharges", "class": "污水直排", "source": "secret_inspection", "river_id": known.river,
        "reach": "", "place": "鸳鸯桥", "lon": 106.05, "lat": 29.84, "found_on": "2023-11-02", "finder": "高远", "finder_chief_id": null, "prominent": true
    })
}

/// Plans, changes, uploads and notes; everything up to release.
async fn inspect(world: &World, known: &Known) {
    let plan = json!({
        "id": INSPECTION, "title": TITLE, "from_on": "2023-11-01", "to_on": "2023-11-05", "team": ["高远"],
        "units": [known.unit], "rivers": [known.river], "checklist": ["有无偷排"]
    });
    world.done("inspector", "/api/v1/inspections", &plan).await;
    world.done("inspector", &format!("/api/v1/inspections/{INSPECTION}/change"), &plan).await;
    let form = [
        b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"\xe5\x81\xb7\xe6\x8e\x92.png\"\r\n\r\n".as_slice(),
        &photo(),
        b"\r\n--x--\r\n",
    ]
    .concat();
    let sent = world.ask("inspector", "POST", "/api/v1/files", "multipart/form-data; boundary=x", form).await;
    assert_eq!(sent.json()["hash"], sealed_photo_hash(), "{}", sent.text());
    let entry = json!({
        "id": ENTRY, "place": "鸳鸯桥", "noted_at": "2023-11-02T12:00:00Z", "answers": [{ "question": "有无偷排", "good": false, "note": "" }],
        "finding": finding(known), "evidence": [{ "hash": sealed_photo_hash(), "stage": "finding", "note": "" }], "unit_id": known.unit
    });
    world.done("inspector", &format!("/api/v1/inspections/{INSPECTION}/entries"), &entry).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_kept_out_sees_any_difference_until_an_inspection_is_released() {
    let base = World::demonstration().await;
    let (open, sealed) = (Arc::new(base.twin().await), Arc::new(base.twin().await));
    let known = known(&base).await;
    // Both stand alike before anything is planned.
    let step = asks([&open, &sealed], &known, &["liaison"], 10).await;
    sealed.at(step + 5);
    inspect(&sealed, &known).await;
    let step = asks([&open, &sealed], &known, &KEPT_OUT, step + 100).await;

    // Numbers go on without a gap: the next problem has the same number in both worlds.
    let mut numbers = Vec::new();
    for world in [&open, &sealed] {
        world.at(step + 5);
        let form = json!({ "content": finding(&known), "evidence": [], "unit_id": null, "limit_on": null, "measure": "" });
        let mut form = form;
        form["content"]["title"] = "河面漂浮物".into();
        numbers.push(world.done("chief", "/api/v1/problems", &form).await["row"]["number"].clone());
    }
    assert_eq!(numbers[0], numbers[1]);

    // Released, it is there for those it concerns, and only its own numbers follow.
    sealed.at(step + 10);
    let released = sealed.done("inspector", &format!("/api/v1/inspections/{INSPECTION}/release"), &json!({})).await;
    let problem = released["problems"][0]["id"].as_str().unwrap();
    let seen = sealed.get("liaison", &format!("/api/v1/problems/{problem}")).await;
    assert_eq!((seen.status, seen.json()["content"]["title"].as_str()), (StatusCode::OK, Some(FINDING)));
    let counted = |number: &Value| number.as_str().unwrap().rsplit('-').next().unwrap().parse::<u32>().unwrap();
    assert_eq!(counted(&seen.json()["row"]["number"]), counted(&numbers[0]) + 1);
    let picture = sealed.get("liaison", &format!("/api/v1/files/{}", sealed_photo_hash())).await;
    assert_eq!(picture.status, StatusCode::OK);
}

#[test]
fn everyone_is_either_kept_out_or_may_know() {
    use anlan_core::access::{Action, Reach, Role, reach};
    for (login, role, ..) in PEOPLE {
        let role: Role = serde_json::from_value(json!(role)).unwrap();
        let may_know = reach(role, Action::InspectionRead) != Reach::Nothing || reach(role, Action::AuditRead) != Reach::Nothing;
        assert_ne!(may_know, KEPT_OUT.contains(&login), "{login}");
    }
    let roles: BTreeSet<&str> = PEOPLE.iter().map(|(_, role, ..)| *role).collect();
    assert_eq!(roles.len(), Role::ALL.len());
}
