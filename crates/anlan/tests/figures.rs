//! Every figure of the bulletin, computed by the real binary from the records of the demonstration's two districts.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests write files of their own")]

use anlan_app::city;
use anlan_app::figures::{figure_page, records_behind};
use anlan_app::inspections::plan_inspection;
use anlan_app::lists::{edit_item, show_item};
use anlan_app::matters::check_matters;
use anlan_app::records;
use anlan_app::texts::{correct_text, draft_texts, finish_text, official_text, save_text, show_text};
use anlan_app::views::{
    CityQuery, ComparisonQuery, CorrectText, DraftTexts, EditItem, FigureQuery, FinishText, InspectionForm, SaveText, StaleFigure,
    TakeArticle, TextPage, WithdrawRecord,
};
use anlan_app::{Anlan, Call};
use anlan_core::access::{Actor, Role};
use anlan_core::ids::{ItemId, MatterId, RecordId, RegionId};
use anlan_core::matter::text::TextChapter;
use anlan_core::pack::papers::is_part;
use anlan_core::pack::{Pack, Packs};
use anlan_store::Store;
use anlan_store::blobs::Blobs;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[derive(Deserialize)]
struct Expected {
    district: Vec<District>,
}

#[derive(Deserialize)]
struct District {
    folder: String,
    region: String,
    as_of: toml::value::Datetime,
    figure: Vec<Figure>,
}

#[derive(Deserialize)]
struct Figure {
    row: String,
    key: String,
    value: String,
    unit: String,
    stated: String,
}

fn expected() -> Expected {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/expected-figures.toml");
    toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn ran(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anlan"));
    command.args(arguments).arg("--data").arg(data).env_remove("ANLAN_DATABASE").env_remove("ANLAN_PACKS");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn json(data: &Path, arguments: &[&str]) -> Value {
    serde_json::from_slice(&ran(data, &[arguments, &["--json"]].concat()).stdout).unwrap()
}

fn prepared(folder: &str) -> (tempfile::TempDir, PathBuf) {
    let keep = tempfile::tempdir().unwrap();
    let data = keep.path().join("data");
    ran(&data, &["demo", "--district", folder, "--prepare-only"]);
    (keep, data)
}

fn every_figure_is_the_published_one(own: &District) {
    let (_keep, data) = prepared(&own.folder);
    let as_of = own.as_of.to_string();
    let asked = ["--region", &own.region, "--as-of", &as_of];
    let page = json(&data, &[&["figures"][..], &asked].concat());
    let figures = page["figures"].as_array().unwrap();
    let text = |figure: &Value, key: &str| figure[key].as_str().unwrap_or_default().to_owned();
    for wanted in &own.figure {
        let told = format!("{} {}：{}", wanted.row, wanted.key, wanted.stated);
        let figure = figures.iter().find(|figure| figure["key"] == wanted.key).unwrap_or_else(|| panic!("{told}: no such figure"));
        assert_eq!((text(figure, "value"), text(figure, "unit")), (wanted.value.clone(), wanted.unit.clone()), "{told}: {figure}");
        // Never a stored total: it has records, a definition, a formula, a clause.
        assert!(figure["records"].as_u64().unwrap() > 0, "{told}");
        assert!(["about", "formula", "clause", "rules", "period"].iter().all(|key| !text(figure, key).is_empty()), "{told}: {figure}");
        assert!(text(figure, "clause").contains("渝简报147"), "{told}");
    }
    // A plain count lists exactly as many records as it says, each found by its title.
    for key in own
        .figure
        .iter()
        .map(|figure| figure.key.as_str())
        .filter(|key| ["problems_closed", "instructions", "task_orders", "tasks_done"].contains(key))
    {
        let told = json(&data, &[&["figures", "records", key][..], &asked].concat());
        let facts = told["facts"].as_array().unwrap();
        assert_eq!(facts.len().to_string(), text(&told["figure"], "value"), "{key}");
        assert!(facts.iter().all(|fact| !text(fact, "title").is_empty()), "{key}: {facts:?}");
    }
    // Nothing was known before anything was recorded, but for the posts of the register: not one number then.
    let page = json(&data, &[&["figures"][..], &asked, &["--known-at", "2022-01-01"]].concat());
    let counted: Vec<&Value> =
        page["figures"].as_array().unwrap().iter().filter(|figure| !matches!(figure["value"].as_str(), None | Some("0"))).collect();
    assert!(counted.is_empty(), "{counted:?}");
}

#[test]
fn tongliangs_records_give_every_figure_of_the_bulletin() {
    every_figure_is_the_published_one(&expected().district[0]);
}

#[test]
fn nanchuans_records_give_every_figure_of_the_bulletin() {
    every_figure_is_the_published_one(&expected().district[1]);
}

/// A made-up province above the city.
fn province() -> Pack {
    let head = r#"
        id = "province"
        title = "某省"
        topic = "other"
        period = "年"
        region = "990000"
        region_name = "某省"
        document = "某省河长制工作规定"
        status = "in_force"
        from = 2022-01-01

        [city]
        districts = ["500000", "990100"]
        clause = "某省河长制工作规定"
    "#;
    Pack::load("province", [("pack.toml".to_owned(), head.to_owned())].into()).unwrap()
}

/// A district opened in this process, with a clock that goes a second at each call and numbers that are always the same.
struct World {
    anlan: Anlan,
    region: RegionId,
    calls: u64,
    random: u64,
}

impl World {
    async fn open(data: &Path, region: &str) -> Self {
        let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        let mut loaded = Vec::new();
        for folder in std::fs::read_dir(packs).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.join("pack.toml").exists()) {
            let own =
                |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
            let name = |path: &Path| path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
            let parts =
                [own(&folder), own(&folder.join("papers"))].concat().into_iter().filter(|path| path.is_file() && is_part(&name(path)));
            let files = parts.map(|path| (name(&path), std::fs::read_to_string(&path).unwrap())).collect();
            loaded.push(Pack::load(folder.file_name().unwrap().to_str().unwrap(), files).unwrap());
        }
        loaded.push(province());
        let store = Store::open_file(&data.join("anlan.db")).await.unwrap();
        let blobs = Blobs::open(&data.join("files")).unwrap();
        let anlan = Anlan::new(store, blobs, Packs::new(loaded).unwrap(), Box::new(Vec::new));
        Self { anlan, region: RegionId::parse(region).unwrap(), calls: 0, random: 0x9e37_79b9_7f4a_7c15 }
    }

    fn call(&mut self, role: Role) -> Call {
        self.calls += 1;
        let at: DateTime<Utc> = "2023-11-06T01:00:00Z".parse().unwrap();
        let at = at + TimeDelta::seconds(i64::try_from(self.calls).unwrap());
        let actor = Actor { name: format!("测试（{}）", role.key()), role, unit_id: None, river_id: None, chief_id: None };
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.calls.to_be_bytes());
        Call::new(self.region.clone(), actor, None, at, seed)
    }

    /// A number below `most` (splitmix64).
    fn draw(&mut self, most: usize) -> usize {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(most).unwrap()).unwrap()
    }

    async fn values(&mut self, query: &FigureQuery) -> BTreeMap<String, (String, String)> {
        let call = self.call(Role::OfficeHead);
        let page = figure_page(&self.anlan, &call, query).await.unwrap();
        page.figures.into_iter().map(|figure| (figure.key, (figure.name, format!("{}{}", figure.shown, figure.unit)))).collect()
    }

    /// A text of the office that names every figure, issued.
    async fn issued(&mut self, names: &BTreeSet<String>) -> MatterId {
        // What others read holds no preview of an assessment: a summary of the office's own does.
        let own = self.region.as_str() == "500151";
        let (template, period) = if own { ("yearly_summary", "2023") } else { ("bulletin_article", "2023-10") };
        let form = DraftTexts { template: template.into(), period: period.into(), chief_ids: None, answers: None };
        let call = self.call(Role::OfficeStaff);
        let id = draft_texts(&self.anlan, &call, &form).await.unwrap()[0];
        let call = self.call(Role::OfficeStaff);
        let page = show_text(&self.anlan, &call, id).await.unwrap();
        let all = names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join("，");
        let chapters = vec![TextChapter { heading: "全部".into(), text: all, table: None, title: None, article: None }];
        let save = SaveText { base: page.base, title: page.title.clone(), chapters, distribution: None };
        let call = self.call(Role::OfficeStaff);
        save_text(&self.anlan, &call, id, &save).await.unwrap();
        let call = self.call(Role::OfficeHead);
        finish_text(&self.anlan, &call, id, &FinishText { base: page.base + 1 }).await.unwrap();
        id
    }

    /// Withdraws a record, or corrects an item by its kind, indicator or money; none when there is nothing to change there.
    async fn change(&mut self, fact: &str) -> Option<()> {
        let parts: Vec<&str> = fact.split(':').collect();
        let staff = self.call(Role::OfficeStaff);
        match parts[..] {
            ["record", kind, record, version] => {
                let form = WithdrawRecord { version: version.parse().unwrap(), reason: "试验".into() };
                // What others refer to is not withdrawn.
                records::withdraw(&self.anlan, &staff, kind, RecordId(record.parse().unwrap()), &form).await.ok()
            }
            ["item", id] => {
                let id = ItemId(id.parse().unwrap());
                let page = show_item(&self.anlan, &staff, id).await.unwrap();
                let mut content = serde_json::to_value(&page.content).unwrap();
                let (field, value) = [("money_wan", "1"), ("target", "1"), ("kind", "专项任务"), ("kind", "共性任务")]
                    .into_iter()
                    .find(|(field, value)| content[*field].as_str().is_some_and(|own| own != *value))?;
                content[field] = value.into();
                let form = EditItem {
                    content: serde_json::from_value(content).unwrap(),
                    kind: anlan_app::views::EditKind::Correction,
                    effective_on: None,
                    reason: "试验".into(),
                };
                let staff = self.call(Role::OfficeStaff);
                edit_item(&self.anlan, &staff, id, &page.row.version, &form).await.ok()
            }
            _ => None,
        }
    }
}

/// Of records that can be changed, `times` at random: whatever moves rests on the record, what plainly counts it moves, and an issued
/// text tells exactly what moved.
async fn changes_move_what_rests_on_them(folder: &str, region: &str, times: usize) {
    let (_keep, data) = prepared(folder);
    let mut world = World::open(&data, region).await;
    let query = FigureQuery { as_of: Some("2023-10-31".parse().unwrap()), known_at: None };
    let mut now = world.values(&query).await;
    let names: BTreeSet<String> = now.values().map(|(name, _)| name.clone()).collect();
    let issued = now.clone();
    let text = world.issued(&names).await;
    let (mut done, mut moved_ever) = (0, 0);
    let call = world.call(Role::OfficeHead);
    let mut behind = records_behind(&world.anlan, &call, &query).await.unwrap();
    while done < times {
        // A kind of fact first, so that the few are drawn as often as the many.
        let mut kinds: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for fact in behind.values().flatten().filter(|fact| fact.starts_with("record:") || fact.starts_with("item:")) {
            let kind = fact.split(':').take(if fact.starts_with("record:") { 2 } else { 1 }).collect::<Vec<_>>().join(":");
            kinds.entry(kind).or_default().insert(fact);
        }
        let kind = world.draw(kinds.len());
        let facts = kinds.values().nth(kind).unwrap();
        let at = world.draw(facts.len());
        let fact = (*facts.iter().nth(at).unwrap()).to_owned();
        if world.change(&fact).await.is_none() {
            continue;
        }
        done += 1;
        let after = world.values(&query).await;
        let moved: BTreeSet<&str> =
            after.iter().filter(|(key, value)| now.get(*key) != Some(*value)).map(|(key, _)| key.as_str()).collect();
        let call = world.call(Role::OfficeHead);
        let rests = records_behind(&world.anlan, &call, &query).await.unwrap();
        // An item that another kind is given may be counted from now on.
        for key in &moved {
            assert!(
                behind[*key].contains(&fact) || rests[*key].contains(&fact),
                "{fact} moved {key}, which does not rest on it: {:?} → {:?}",
                now[*key],
                after[*key]
            );
        }
        for (key, facts) in &behind {
            let (_, value) = &now[key];
            let counts = value.trim_end_matches(|c: char| !c.is_ascii_digit()) == facts.len().to_string();
            if counts && fact.starts_with("record:") && facts.contains(&fact) {
                assert!(moved.contains(key.as_str()), "{fact} is one of those that {key} counts, but it stays {value}");
            }
        }
        moved_ever += usize::from(!moved.is_empty());
        // What is wrong with it adds up: a look at every fourth change sees all of them.
        if done % 4 == 0 || done == times {
            let call = world.call(Role::OfficeHead);
            let page = show_text(&world.anlan, &call, text).await.unwrap();
            let stale: BTreeSet<(&str, &str, &str)> =
                page.stale.iter().map(|one| (one.name.as_str(), one.was.as_str(), one.now.as_str())).collect();
            let other = after.iter().filter(|(key, value)| issued[*key] != **value);
            let wanted: BTreeSet<(&str, &str, &str)> =
                other.map(|(key, (name, value))| (name.as_str(), issued[key].1.as_str(), value.as_str())).collect();
            assert_eq!(stale, wanted, "after {fact}");
        }
        (now, behind) = (after, rests);
    }
    assert!(moved_ever * 3 > times, "only {moved_ever} of {times} changes moved anything");
    assert_eq!(check_matters(&world.anlan, &world.region).await.unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn a_changed_record_moves_exactly_what_rests_on_it_in_nanchuan() {
    changes_move_what_rests_on_them("nanchuan", "500119", 85).await;
}

#[tokio::test]
async fn a_changed_record_moves_exactly_what_rests_on_it_in_tongliang() {
    changes_move_what_rests_on_them("tongliang", "500151", 15).await;
}

impl World {
    /// A call in one of several regions.
    fn call_in(&mut self, region: &str, role: Role) -> Call {
        self.region = RegionId::parse(region).unwrap();
        self.call(role)
    }

    /// Drafts a text of the office.
    async fn drafted(&mut self, region: &str, template: &str) -> MatterId {
        let form = DraftTexts { template: template.into(), period: "2023-10".into(), chief_ids: None, answers: None };
        let call = self.call_in(region, Role::OfficeStaff);
        draft_texts(&self.anlan, &call, &form).await.unwrap()[0]
    }

    async fn page(&mut self, region: &str, id: MatterId) -> TextPage {
        let call = self.call_in(region, Role::OfficeHead);
        show_text(&self.anlan, &call, id).await.unwrap()
    }
}

/// Compares a document as the product makes it with the sample that the layout tests draw (`ANLAN_GOLDEN=write` writes it). Digests
/// are of numbers that each installation draws for itself.
fn as_made(name: &str, document: &impl serde::Serialize) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../anlan-report/tests/layout/samples/made-{name}.json"));
    let mut told = serde_json::to_value(document).unwrap();
    without_digests(&mut told);
    let told = serde_json::to_string_pretty(&told).unwrap() + "\n";
    if std::env::var("ANLAN_GOLDEN").is_ok_and(|how| how == "write") {
        std::fs::write(&file, &told).unwrap();
    }
    let golden = std::fs::read_to_string(&file).unwrap_or_default();
    for (now, then) in told.lines().zip(golden.lines()) {
        assert_eq!(now, then, "{name}");
    }
    assert_eq!(told.lines().count(), golden.lines().count(), "{name}");
}

fn without_digests(value: &mut Value) {
    match value {
        Value::String(text) => {
            while let Some((before, rest)) = text.split_once("摘要").filter(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_hexdigit()))
            {
                *text = format!("{before}校验码{}{}", "0".repeat(16), &rest[16..]);
            }
            *text = text.replace("校验码", "摘要");
        }
        Value::Array(all) => all.iter_mut().for_each(without_digests),
        Value::Object(all) => all.values_mut().for_each(without_digests),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[tokio::test]
async fn the_citys_bulletin_holds_every_figure_and_tells_what_changed_behind_it() {
    const CITY: &str = "500000";
    let (_keep, data) = prepared("chongqing");
    let mut world = World::open(&data, CITY).await;
    let article = world.drafted("500151", "bulletin_article").await;
    let head = world.call_in("500151", Role::OfficeHead);
    finish_text(&world.anlan, &head, article, &FinishText { base: 1 }).await.unwrap();

    // Both articles are taken in and the bulletin is issued.
    let bulletin = world.drafted(CITY, "bulletin").await;
    let call = world.call_in(CITY, Role::OfficeStaff);
    let articles = city::article_list(&world.anlan, &call).await.unwrap().articles;
    assert_eq!(articles.len(), 2);
    for (place, one) in articles.iter().enumerate() {
        let form = TakeArticle { base: place + 1, region: one.region.code.clone(), article: one.text.id };
        let call = world.call_in(CITY, Role::OfficeStaff);
        city::take_article(&world.anlan, &call, bulletin, &form).await.unwrap();
        let again = TakeArticle { base: place + 2, ..form };
        let call = world.call_in(CITY, Role::OfficeStaff);
        assert_eq!(city::take_article(&world.anlan, &call, bulletin, &again).await.unwrap_err().code, "article_twice");
    }
    let call = world.call_in(CITY, Role::OfficeHead);
    finish_text(&world.anlan, &call, bulletin, &FinishText { base: 3 }).await.unwrap();
    let page = world.page(CITY, bulletin).await;
    assert_eq!((page.number.as_deref(), page.serial.as_deref()), (Some("2023年第10期"), Some("渝简报147")));
    assert!(page.stale.is_empty());
    for own in expected().district {
        let mark = articles.iter().find(|one| one.region.code == own.region).unwrap().region.name.clone();
        for wanted in own.figure {
            let figure = page
                .figures
                .iter()
                .find(|figure| figure.name.starts_with(&format!("{mark}·")) && figure.of.as_ref().is_some_and(|of| of.key == wanted.key));
            let figure = figure.unwrap_or_else(|| panic!("{mark} {}: not in the bulletin", wanted.key));
            assert_eq!(figure.value, format!("{}{}", wanted.value, wanted.unit), "{mark} {}", figure.name);
            assert!(figure.of.as_ref().unwrap().records > 0, "{mark} {}", figure.name);
        }
    }

    let call = world.call_in(CITY, Role::OfficeHead);
    as_made("bulletin", &official_text(&world.anlan, &call, bulletin).await.unwrap());
    for (region, template, period, name) in [
        ("500151", "quarterly_circular", "2023Q3", "quarterly-circular"),
        ("500151", "yearly_summary", "2022", "yearly-summary"),
        ("500119", "duty_report", "2023", "duty-report"),
    ] {
        let form = DraftTexts { template: template.into(), period: period.into(), chief_ids: None, answers: None };
        let call = world.call_in(region, Role::OfficeStaff);
        let id = draft_texts(&world.anlan, &call, &form).await.unwrap()[0];
        let call = world.call_in(region, Role::OfficeHead);
        finish_text(&world.anlan, &call, id, &FinishText { base: 1 }).await.unwrap();
        let call = world.call_in(region, Role::OfficeHead);
        as_made(name, &official_text(&world.anlan, &call, id).await.unwrap());
    }

    // What a sealed inspection does is not felt above.
    let call = world.call_in(CITY, Role::OfficeHead);
    let before = serde_json::to_value(city::city_board(&world.anlan, &call, &CityQuery::default()).await.unwrap()).unwrap();
    let call = world.call_in("500119", Role::Inspector);
    let form = InspectionForm {
        id: None,
        title: "暗访".into(),
        from_on: call.today(),
        to_on: call.today(),
        team: vec!["甲".into()],
        units: vec![],
        rivers: vec![],
        checklist: vec![],
    };
    plan_inspection(&world.anlan, &call, &form).await.unwrap();
    let call = world.call_in(CITY, Role::OfficeHead);
    let after = serde_json::to_value(city::city_board(&world.anlan, &call, &CityQuery::default()).await.unwrap()).unwrap();
    assert_eq!(before, after);
    // Nor is an assessment before it is published, of which only Tongliang's of 2022 is.
    let call = world.call_in(CITY, Role::OfficeHead);
    let compared = city::compare_districts(&world.anlan, &call, &ComparisonQuery::default()).await.unwrap();
    let assessed: Vec<&str> = compared
        .rows
        .iter()
        .flat_map(|row| row.districts.iter().flatten())
        .filter(|figure| figure.pack.contains("assessment") && figure.value.is_some())
        .map(|figure| figure.period.as_str())
        .collect();
    assert!(!assessed.is_empty() && assessed.iter().all(|period| *period == "2022年"), "{assessed:?}");
    let before = ComparisonQuery { as_of: None, known_at: Some("2023-01-01T00:00:00Z".parse().unwrap()), below: None };
    let call = world.call_in(CITY, Role::OfficeHead);
    let compared = city::compare_districts(&world.anlan, &call, &before).await.unwrap();
    let withheld = compared.rows.iter().flat_map(|row| row.districts.iter().flatten()).filter(|figure| figure.pack.contains("assessment"));
    let shown: BTreeSet<&str> = withheld.map(|figure| figure.shown.as_str()).collect();
    assert_eq!(shown, BTreeSet::from(["〔未评：考核结果还没有公布〕"]), "nothing of it before it was published");

    // A province above compares the same districts, by way of the city; what keeps its books elsewhere is named.
    let call = world.call_in("990000", Role::OfficeHead);
    let ask = |below: &str| ComparisonQuery { as_of: None, known_at: None, below: Some(below.into()) };
    let above = city::compare_districts(&world.anlan, &call, &ask("")).await.unwrap();
    let names = |regions: &[anlan_app::views::RegionName]| regions.iter().map(|own| own.code.clone()).collect::<Vec<_>>();
    assert_eq!((names(&above.districts), names(&above.elsewhere)), (vec!["500151".into(), "500119".into()], vec!["990100".into()]));
    assert_eq!(above.tree.below.as_ref().unwrap()[0].below.as_ref().unwrap().len(), 2, "three levels");
    let of_city = city::compare_districts(&world.anlan, &call, &ask(CITY)).await.unwrap();
    assert_eq!((of_city.below.name.as_str(), of_city.districts.len(), of_city.elsewhere.len()), ("重庆市", 2, 0));
    assert_eq!(serde_json::to_value(&of_city.rows).unwrap(), serde_json::to_value(&above.rows).unwrap());
    assert_eq!(city::compare_districts(&world.anlan, &call, &ask("500151")).await.unwrap_err().code, "not_found", "no office above others");

    // A record behind a number is withdrawn in the district: exactly what rests on it is named in the bulletin, which stays.
    let call = world.call_in("500119", Role::OfficeHead);
    let behind =
        records_behind(&world.anlan, &call, &FigureQuery { as_of: Some("2023-10-31".parse().unwrap()), known_at: None }).await.unwrap();
    let order = behind["sewers_renewed"].first().unwrap().clone();
    world.change(&order).await.unwrap();
    let of_district = world.page("500119", MatterId(articles.iter().find(|one| one.region.code == "500119").unwrap().text.id)).await;
    let stale = world.page(CITY, bulletin).await.stale;
    assert!(!stale.is_empty());
    let named = |one: &StaleFigure, mark: &str| (format!("{mark}{}", one.name), one.was.clone(), one.now.clone());
    let wanted: Vec<_> = of_district.stale.iter().map(|one| named(one, "南川区·")).collect();
    assert_eq!(stale.iter().map(|one| named(one, "")).collect::<Vec<_>>(), wanted);
    let call = world.call_in(CITY, Role::OfficeHead);
    correct_text(&world.anlan, &call, bulletin, &CorrectText { base: 4, reason: "南川区更正".into() }).await.unwrap();
    let page = world.page(CITY, bulletin).await;
    assert_eq!((page.corrections.len(), page.errata.len()), (0, 1));
    assert_eq!(page.figures.iter().find(|figure| figure.name == stale[0].name).unwrap().value, stale[0].was, "the bulletin stays");
    for region in [CITY, "500119", "500151"] {
        assert_eq!(check_matters(&world.anlan, &RegionId::parse(region).unwrap()).await.unwrap().faults, Vec::<String>::new());
    }
}
