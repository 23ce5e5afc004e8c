//! Letters really sent: to an HTTP server and a mail server on real sockets, with a clock that is set by hand.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the checked-in packs")]

mod listeners;

use anlan::deliver::{Sender, Settings, round};
use anlan_app::imports::confirm_bytes;
use anlan_app::letters::{contact_of, delivered, issue, retry_delivery, set_contact, show_letter, take_due_deliveries};
use anlan_app::views::{ContactForm, DeliveryView, IssueLetter};
use anlan_app::{Anlan, Call};
use anlan_core::access::{Actor, Role};
use anlan_core::digest;
use anlan_core::ids::{MatterId, RegionId};
use anlan_core::pack::{Pack, Packs};
use anlan_http::Outside;
use anlan_store::blobs::Blobs;
use anlan_store::{AuditFilter, Store};
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use listeners::{Hook, MailServer, Say};
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

const KEY: &str = "一把密钥";
const TITLE: &str = "关于“石桥河白羊镇段污水直排”的任务交办单";

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

impl Clock {
    fn pass(&self, time: TimeDelta) {
        self.millis.fetch_add(time.num_milliseconds(), Ordering::Relaxed);
    }
}

/// The demonstration's district, over a database of its own.
struct Office {
    anlan: Anlan,
    clock: Clock,
    unit: Uuid,
    _folder: tempfile::TempDir,
}

fn region() -> RegionId {
    RegionId::parse("500151").unwrap()
}

impl Office {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let pack = |name: &str, files: &[&str]| {
            let read = |file: &&str| ((*file).to_owned(), std::fs::read_to_string(here.join("packs").join(name).join(file)).unwrap());
            Pack::load(name, files.iter().map(read).collect()).unwrap()
        };
        let lists = pack("tongliang-lists-2023", &["pack.toml", "rules.toml"]);
        let closed_loop = pack("tongliang-loop-2022", &["pack.toml", "rules.toml", "figures.toml"]);
        let store = Store::open_file(&folder.path().join("anlan.db")).await.unwrap();
        let blobs = Blobs::open(&folder.path().join("files")).unwrap();
        let anlan = Anlan::new(store, blobs, Packs::new(vec![lists, closed_loop]).unwrap(), Box::new(Vec::new));
        let at: DateTime<Utc> = "2023-11-03T01:00:00Z".parse().unwrap();
        let clock = Clock { millis: AtomicI64::new(at.timestamp_millis()), seeds: AtomicU64::new(1) };
        let mut office = Self { anlan, clock, unit: Uuid::nil(), _folder: folder };
        let workbook = std::fs::read(here.join("demo/tongliang/tongliang-2023.xlsx")).unwrap();
        let imported = confirm_bytes(&office.anlan, &office.staff(), "台账.xlsx", &workbook, false).await.unwrap();
        assert_eq!(imported.faults, []);
        let units = office.anlan.store.region(&region()).units().await.unwrap();
        office.unit = units.into_iter().find(|row| row.name == "白羊镇").unwrap().id;
        office
    }

    fn call(&self, role: Role) -> Call {
        let actor = Actor { name: "周明".to_owned(), role, unit_id: None, river_id: None, chief_id: None };
        Call::new(region(), actor, None, self.clock.now(), self.clock.seed())
    }

    fn staff(&self) -> Call {
        self.call(Role::OfficeStaff)
    }

    async fn contact(&self, email: &str, webhook: &str) {
        let form = ContactForm { email: email.to_owned(), webhook: webhook.to_owned() };
        set_contact(&self.anlan, &self.staff(), self.unit, &form).await.unwrap();
        let kept = contact_of(&self.anlan, &self.staff(), self.unit).await.unwrap();
        assert_eq!((kept.email, kept.webhook), (form.email, form.webhook));
    }

    async fn letter(&self) -> MatterId {
        let form = IssueLetter {
            id: None,
            letter: "task_order".to_owned(),
            unit_id: Some(self.unit),
            chief_id: None,
            title: TITLE.replace("的任务", "的|任务"),
            paragraphs: vec!["石桥河白羊镇段有污水直排。".to_owned(), "请书面回复。".to_owned()],
            signer: String::new(),
            reply_due_on: Some("2023-11-30".parse().unwrap()),
            items: vec![],
            matters: vec![],
            month: None,
            evidence: vec![],
            proposal: None,
            issued_on: None,
        };
        issue(&self.anlan, &self.staff(), &form).await.unwrap()
    }

    async fn round(&self, sender: &Sender) -> usize {
        round(&self.anlan, sender, &self.clock).await
    }

    async fn deliveries(&self, letter: MatterId) -> Vec<DeliveryView> {
        show_letter(&self.anlan, &self.staff(), letter).await.unwrap().deliveries
    }

    async fn only(&self, letter: MatterId) -> DeliveryView {
        let mut all = self.deliveries(letter).await;
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    /// The states that the audit names, oldest first.
    async fn audited(&self) -> Vec<(String, String)> {
        let filter = AuditFilter { action: "letter.deliver".to_owned(), ..AuditFilter::default() };
        let (mut rows, _) = self.anlan.store.region(&region()).audit_page(&filter, 0, 50).await.unwrap();
        rows.sort_by_key(|row| row.seq);
        let state = |detail: &str| serde_json::from_str::<serde_json::Value>(detail).unwrap()["state"].as_str().unwrap().to_owned();
        rows.iter().map(|row| (row.actor.clone(), state(&row.detail))).collect()
    }
}

fn sender(settings: &Settings) -> Sender {
    Sender::new(settings).unwrap()
}

fn private() -> Settings {
    Settings {
        webhook_key: Some(KEY.to_owned()),
        webhook_private: true,
        site_url: Some("https://hzb.example.cn/".to_owned()),
        ..Settings::default()
    }
}

#[tokio::test]
async fn a_webhook_gets_the_letter_signed_and_again_after_a_failure() {
    let office = Office::new().await;
    let hook = Hook::new(&[Say::Status(500)]).await;
    office.contact("", &hook.url).await;
    let letter = office.letter().await;
    let first = office.only(letter).await;
    assert_eq!((first.channel.as_str(), first.state.as_str(), first.tries), ("webhook", "waiting", 0));
    let sender = sender(&private());

    let before = office.clock.now();
    assert_eq!(office.round(&sender).await, 1);
    let failed = office.only(letter).await;
    assert_eq!((failed.state.as_str(), failed.tries, failed.told.as_str()), ("waiting", 1, "对方答复 HTTP 500。"));
    let wait = failed.next_at.unwrap() - before;
    assert!(wait > TimeDelta::seconds(119) && wait < TimeDelta::seconds(121), "{wait}");
    assert_eq!(office.round(&sender).await, 0, "it is not due yet");
    office.clock.pass(TimeDelta::minutes(2));
    assert_eq!(office.round(&sender).await, 1);
    let done = office.only(letter).await;
    assert_eq!((done.state.as_str(), done.tries, done.told.as_str(), done.next_at), ("delivered", 2, "", None));
    office.clock.pass(TimeDelta::days(1));
    assert_eq!(office.round(&sender).await, 0);

    let got = hook.got();
    assert_eq!(got.len(), 2);
    assert_eq!(got[0].body, got[1].body, "the same thing at every try");
    for request in &got {
        assert_eq!(request.line, "POST /in?k=secret HTTP/1.1");
        assert_eq!(request.headers["content-type"], "application/json; charset=utf-8");
        assert_eq!(request.headers["idempotency-key"], first.id.to_string());
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(KEY.as_bytes()).unwrap();
        mac.update(&request.body);
        assert_eq!(request.headers["x-anlan-signature"], format!("sha256={}", digest::to_hex(&mac.finalize().into_bytes())));
    }
    let number = show_letter(&office.anlan, &office.staff(), letter).await.unwrap().row.number;
    assert!(number.starts_with("铜河长办交〔2023〕"), "{number}");
    let body: serde_json::Value = serde_json::from_slice(&got[0].body).unwrap();
    let text = "白羊镇：\n石桥河白羊镇段有污水直排。\n请书面回复。\n\n请于2023年11月30日前在安澜系统中回复。";
    let expected = serde_json::json!({
        "delivery": first.id, "letter": letter.0, "number": number, "title": TITLE, "text": text,
        "link": format!("https://hzb.example.cn/letters/{}", letter.0),
    });
    assert_eq!(body, expected);
    let by = |state: &str| ("系统送达".to_owned(), state.to_owned());
    assert_eq!(office.audited().await, [by("waiting"), by("delivered")]);
}

#[tokio::test]
async fn an_email_arrives_with_its_chinese_subject_after_the_server_was_busy() {
    let office = Office::new().await;
    let server = MailServer::new(1).await;
    office.contact("baiyang@town.example.cn", "").await;
    let letter = office.letter().await;
    let from = "铜梁区河长办 <hzb@example.gov.cn>".to_owned();
    let sender = sender(&Settings { smtp: Some(server.url.clone()), mail_from: Some(from), ..private() });
    assert_eq!(office.round(&sender).await, 1);
    let failed = office.only(letter).await;
    assert_eq!((failed.state.as_str(), failed.tries), ("waiting", 1));
    assert_eq!(failed.told, "发信服务器拒收：451（mailbox busy）");
    // The office need not wait.
    retry_delivery(&office.anlan, &office.staff(), letter, failed.id).await.unwrap();
    assert_eq!(office.round(&sender).await, 1);
    assert_eq!(office.only(letter).await.state, "delivered");

    let got = server.got();
    assert_eq!(got.len(), 1);
    let (email, page) = (&got[0], show_letter(&office.anlan, &office.staff(), letter).await.unwrap());
    assert_eq!((email.from.as_str(), email.to.as_str()), ("hzb@example.gov.cn", "baiyang@town.example.cn"));
    assert_eq!(email.header("Subject"), format!("{} {TITLE}", page.row.number));
    assert_eq!(email.header("From"), "铜梁区河长办 <hzb@example.gov.cn>");
    assert_eq!(email.header("Message-ID"), format!("<{}@example.gov.cn>", failed.id));
    assert_eq!(email.header("Date"), "Fri, 03 Nov 2023 01:00:00 +0000");
    let text = email.text().replace("\r\n", "\n");
    assert!(text.starts_with(&format!("{}\n白羊镇：\n石桥河白羊镇段有污水直排。\n", page.row.number)), "{text}");
    assert!(text.trim_end().ends_with(&format!("https://hzb.example.cn/letters/{}", letter.0)), "{text}");
    let by = |name: &str, state: &str| (name.to_owned(), state.to_owned());
    assert_eq!(office.audited().await, [by("系统送达", "waiting"), by("周明", "waiting"), by("系统送达", "delivered")]);
}

#[tokio::test]
async fn what_is_not_set_up_or_not_allowed_says_so_in_words_for_the_office() {
    let office = Office::new().await;
    let hook = Hook::new(&[]).await;
    office.contact("baiyang@town.example.cn", &hook.url).await;
    let letter = office.letter().await;
    let bare = sender(&Settings::default());
    assert_eq!(office.round(&bare).await, 2);
    let told =
        |all: Vec<DeliveryView>| all.into_iter().map(|one| (one.channel, one.state, one.told)).collect::<std::collections::BTreeSet<_>>();
    let row = |channel: &str, told: &str| (channel.to_owned(), "waiting".to_owned(), told.to_owned());
    let no_mail = row("email", "未配置发信服务器，请系统管理员设置 ANLAN_SMTP 和 ANLAN_MAIL_FROM。");
    let kept_in = row("webhook", "网址指向内网或本机地址，未予发送；确需发往内网的，请系统管理员设置 ANLAN_WEBHOOK_PRIVATE。");
    assert_eq!(told(office.deliveries(letter).await), [no_mail, kept_in.clone()].into());
    // A name that leads there is refused as well; unsigned and without a link when those are not set.
    office.contact("", &hook.url.replace("127.0.0.1", "localhost")).await;
    let named = office.letter().await;
    office.contact("", "https://nobody.invalid/in").await;
    let lost = office.letter().await;
    assert_eq!(office.round(&bare).await, 2);
    assert_eq!(office.only(lost).await.told, "找不到网址中的主机，请核对网址。");
    assert_eq!(told(office.deliveries(named).await), [kept_in].into());
    assert_eq!(hook.got().len(), 0, "nobody was asked");
    retry_delivery(&office.anlan, &office.staff(), named, office.only(named).await.id).await.unwrap();
    let allowed = sender(&Settings { webhook_private: true, ..Settings::default() });
    office.round(&allowed).await;
    assert_eq!(office.only(named).await.state, "delivered");
    let got = hook.got();
    assert_eq!(got.len(), 1);
    assert!(!got[0].headers.contains_key("x-anlan-signature"));
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&got[0].body).unwrap().get("link"), None);
}

#[tokio::test]
async fn after_eight_failures_a_delivery_rests_until_somebody_asks() {
    let office = Office::new().await;
    // Nobody listens here.
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    office.contact("", &format!("http://{gone}/?k=secret")).await;
    let letter = office.letter().await;
    let sender = sender(&private());
    let mut tries = 0;
    for _ in 0..20 {
        tries += office.round(&sender).await;
        office.clock.pass(TimeDelta::days(1));
    }
    let failed = office.only(letter).await;
    assert_eq!((tries, failed.tries, failed.state.as_str(), failed.next_at), (8, 8, "failed", None));
    assert_eq!(failed.told, "连接不上对方：对方没有开放这个端口。");
    retry_delivery(&office.anlan, &office.staff(), letter, failed.id).await.unwrap();
    assert_eq!(office.round(&sender).await, 1);
    let again = office.only(letter).await;
    assert_eq!((again.state.as_str(), again.tries), ("waiting", 1));
    let liaison = retry_delivery(&office.anlan, &office.call(Role::Liaison), letter, failed.id).await;
    assert_eq!(liaison.unwrap_err().code, "not_allowed");
}

#[tokio::test]
async fn redirects_are_not_followed_and_endless_answers_not_read() {
    let office = Office::new().await;
    let hook = Hook::new(&[Say::Elsewhere, Say::Endless]).await;
    office.contact("", &hook.url).await;
    let letter = office.letter().await;
    let sender = sender(&private());
    office.round(&sender).await;
    assert_eq!(office.only(letter).await.told, "对方答复 HTTP 302（转向的网址不跟随，请改填最终网址）。");
    assert_eq!(hook.got().len(), 1);
    office.clock.pass(TimeDelta::hours(1));
    office.round(&sender).await;
    assert_eq!(office.only(letter).await.state, "delivered");
}

#[tokio::test]
async fn an_address_that_never_answers_holds_nobody_up() {
    let office = Office::new().await;
    let (silent, hook) = (Hook::new(&[Say::Nothing]).await, Hook::new(&[]).await);
    office.contact("", &silent.url).await;
    let stuck = office.letter().await;
    office.contact("", &hook.url).await;
    let letter = office.letter().await;
    let sender = sender(&private());
    let begun = Instant::now();
    let (tries, delivered) = tokio::join!(office.round(&sender), async {
        while office.only(letter).await.state != "delivered" {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        begun.elapsed()
    });
    assert_eq!(tries, 2);
    assert!(delivered < Duration::from_secs(8), "{delivered:?}");
    assert!(begun.elapsed() < Duration::from_secs(20));
    let stuck = office.only(stuck).await;
    assert_eq!((stuck.state.as_str(), stuck.told.as_str()), ("waiting", "对方 10 秒内没有答复。"));
}

#[tokio::test]
async fn two_servers_send_once_and_what_a_killed_one_took_is_sent_later() {
    let office = Office::new().await;
    let hook = Hook::new(&[]).await;
    office.contact("", &hook.url).await;
    let letter = office.letter().await;
    let (one, other) = (sender(&private()), sender(&private()));
    let (first, second) = tokio::join!(office.round(&one), office.round(&other));
    assert_eq!((first + second, hook.got().len()), (1, 1));
    assert_eq!(office.only(letter).await.state, "delivered");

    let letter = office.letter().await;
    let taken = take_due_deliveries(&office.anlan, &region(), office.clock.now()).await.unwrap();
    assert_eq!(taken.len(), 1);
    assert_eq!(office.round(&one).await, 0, "somebody has it");
    office.clock.pass(TimeDelta::minutes(6));
    assert_eq!(office.round(&one).await, 1);
    let done = office.only(letter).await;
    assert_eq!((done.state.as_str(), done.tries), ("delivered", 1));
    // The one that took it was only slow: what it says now changes nothing.
    delivered(&office.anlan, &office.staff(), &taken[0].delivery, Err("太慢".to_owned())).await.unwrap();
    assert_eq!(office.only(letter).await.state, "delivered");
}

#[test]
fn wrong_settings_are_told_at_the_start_and_without_the_password() {
    let told = |smtp: &str, from: Option<&str>| {
        let settings = Settings { smtp: Some(smtp.to_owned()), mail_from: from.map(str::to_owned), ..Settings::default() };
        Sender::new(&settings).err().map(|fault| format!("{fault:#}")).unwrap_or_default()
    };
    assert!(told("smtps://u:geheim@mail.example.cn", None).contains("--mail-from"));
    for wrong in ["http://u:geheim@mail.example.cn", "u:geheim@mail", "smtp://u:geheim@[x", "smtp://u:geheim@mail.example.cn?tls=no"] {
        let told = told(wrong, Some("a@b.cn"));
        assert!(told.contains("发信服务器地址有误") && !told.contains("geheim"), "{wrong}: {told}");
    }
    assert!(told("smtp://mail.example.cn", Some("nobody")).contains("发信人地址有误"));
    let site = Settings { site_url: Some("hzb.example.cn".to_owned()), ..Settings::default() };
    assert!(Sender::new(&site).err().unwrap().to_string().contains("对外网址"));
    for right in ["smtps://u:p%40@mail.example.cn:465", "smtp://127.0.0.1:2525", "smtp://u:p@mail.example.cn:587?tls=required", " "] {
        assert_eq!(told(right, Some("河长办 <a@b.cn>")), "", "{right}");
    }
}
