//! Letters sent out of the app: by e-mail and by webhook, where a unit has such an address.
//!
//! **At least once.** A try is recorded after the other side has answered. When the process is killed in between, or the answer is lost
//! on the way, the same delivery is sent again. (Two servers over one database take turns: what one has taken, the other is not given.) The other side can tell: a webhook's
//! `Idempotency-Key` and an e-mail's `Message-ID` are made from the delivery's id and stay the same at every try.
//!
//! A failed try is recorded with its reason, shown on the letter's page and tried again later, at doubling distances
//! (`anlan_app::letters::delivered`).

mod mail;
mod reach;
mod webhook;

use anlan_app::letters::{Outgoing, delivered, take_due_deliveries};
use anlan_app::{Anlan, Call, CurrentOffice};
use anlan_core::access::{Actor, Role};
use anlan_core::ids::RegionId;
use anlan_http::Outside;
use anyhow::{Result, bail};
use clap::ArgAction;
use clap::builder::BoolishValueParser;
use futures_util::StreamExt as _;
use mail::Mail;
use std::sync::Arc;
use std::time::Duration;
use webhook::Webhook;

/// How long the worker rests between two rounds.
const PAUSE: Duration = Duration::from_secs(10);
/// How many are sent at once, so that a slow address does not hold up the others.
const AT_ONCE: usize = 8;
/// How long one try may take in all, whatever the other side does.
const LONGEST_TRY: Duration = Duration::from_secs(30);

/// How letters leave the app.
#[derive(clap::Args, Clone, Default)]
pub struct Settings {
    /// 发信服务器 Mail server: smtps://user:password@host:465, smtp://host:587?tls=required, or smtp://host:25 inside one's own net
    #[arg(long, value_name = "URL", env = "ANLAN_SMTP", hide_env_values = true)]
    pub smtp: Option<String>,
    /// 发信人 Sender of e-mails, such as "河长办 <hzb@example.gov.cn>"
    #[arg(long, value_name = "ADDRESS", env = "ANLAN_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// 接口签名密钥 Key that signs what is sent to webhooks (HMAC-SHA256)
    #[arg(long, value_name = "KEY", env = "ANLAN_WEBHOOK_KEY", hide_env_values = true)]
    pub webhook_key: Option<String>,
    /// 允许接口为内网地址 Webhooks may lie in a private net
    #[arg(long, env = "ANLAN_WEBHOOK_PRIVATE", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub webhook_private: bool,
    /// 对外网址，写进发出的函 Address of this site, for links in what is sent, such as https://hzb.example.gov.cn
    #[arg(long, value_name = "URL", env = "ANLAN_SITE_URL")]
    pub site_url: Option<String>,
}

/// Sends letters.
pub struct Sender {
    mail: Option<Mail>,
    webhook: Webhook,
    site_url: Option<String>,
}

impl Sender {
    /// A sender as set.
    ///
    /// # Errors
    /// A setting is wrong. What it says never repeats the mail server's address, which may hold a password.
    pub fn new(settings: &Settings) -> Result<Self> {
        let set = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        // Without a provider of TLS no client can be made; in the server `main` has installed it already.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let mail = match (set(&settings.smtp), set(&settings.mail_from)) {
            (Some(server), Some(from)) => Some(Mail::new(&server, &from)?),
            (Some(_), None) => bail!("--smtp needs --mail-from (设置了发信服务器，还须用 --mail-from 设置发信人)"),
            (None, Some(_) | None) => None,
        };
        let site_url = set(&settings.site_url).map(|url| url.trim_end_matches('/').to_owned());
        if site_url.as_ref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
            bail!("--site-url must begin with https:// or http:// (对外网址应以 https:// 开头)");
        }
        Ok(Self { mail, webhook: Webhook::new(set(&settings.webhook_key), settings.webhook_private)?, site_url })
    }

    /// Tries once; a failure as the office reads it.
    async fn send(&self, out: &Outgoing, outside: &dyn Outside) -> Result<(), String> {
        let link = self.site_url.as_ref().map(|site| format!("{site}/letters/{}", out.delivery.letter_id));
        let trying = async {
            match (out.delivery.channel.as_str(), &self.mail) {
                ("email", Some(mail)) => mail.send(out, link.as_deref(), outside.now()).await,
                ("email", None) => Err("未配置发信服务器，请系统管理员设置 ANLAN_SMTP 和 ANLAN_MAIL_FROM。".to_owned()),
                ("webhook", _) => self.webhook.send(out, link.as_deref()).await,
                (other, _) => Err(format!("不支持的送达方式：{other}。")),
            }
        };
        let slow = || Err(format!("对方 {} 秒内没有答复。", LONGEST_TRY.as_secs()));
        tokio::time::timeout(LONGEST_TRY, trying).await.unwrap_or_else(|_| slow())
    }
}

/// Sends what is due, for as long as the server runs.
pub async fn run(office: CurrentOffice, sender: Sender, outside: Arc<dyn Outside>) {
    loop {
        tokio::time::sleep(PAUSE).await;
        round(&office.now(), &sender, outside.as_ref()).await;
    }
}

/// One round: everything due in every region is tried once and recorded; gives how many tries there were. What cannot be read or
/// recorded is logged and stays due.
pub async fn round(anlan: &Anlan, sender: &Sender, outside: &dyn Outside) -> usize {
    let regions = match anlan.store.across().regions().await {
        Ok(regions) => regions,
        Err(fault) => {
            tracing::error!(%fault, "deliveries: regions could not be read");
            return 0;
        }
    };
    let mut due = Vec::new();
    for region in regions.iter().filter_map(|row| RegionId::parse(&row.region_id).ok()) {
        match take_due_deliveries(anlan, &region, outside.now()).await {
            Ok(found) => due.extend(found.into_iter().map(|out| (region.clone(), out))),
            Err(fault) => tracing::error!(%region, %fault, "deliveries could not be read"),
        }
    }
    let tries = due.len();
    futures_util::stream::iter(due)
        .for_each_concurrent(AT_ONCE, |(region, out)| async move {
            let outcome = sender.send(&out, outside).await;
            let sent = outcome.is_ok();
            let (delivery, channel) = (out.delivery.id, &out.delivery.channel);
            let actor = Actor { name: "系统送达".to_owned(), role: Role::OfficeStaff, unit_id: None, river_id: None, chief_id: None };
            let call = || Call::new(region.clone(), actor.clone(), None, outside.now(), outside.seed());
            let mut recorded = delivered(anlan, &call(), &out.delivery, outcome.clone()).await;
            if recorded.is_err() {
                // A circular issued meanwhile asks for a later moment; what was sent must not be sent twice for that.
                recorded = delivered(anlan, &call(), &out.delivery, outcome).await;
            }
            match recorded {
                Ok(()) => tracing::info!(%delivery, channel, sent, "letter delivered, or tried"),
                Err(fault) => tracing::error!(%delivery, channel, %fault, "how a delivery went could not be recorded"),
            }
        })
        .await;
    tries
}
