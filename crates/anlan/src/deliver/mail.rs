//! Letters by e-mail.

use anlan_app::letters::Outgoing;
use anyhow::{Context as _, Result, anyhow};
use chrono::{DateTime, Utc};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use std::time::Duration;

/// How long the mail server may take for one step.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends e-mails.
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mail {
    /// Through this server, from this sender.
    pub fn new(server: &str, from: &str) -> Result<Self> {
        // The fault is dropped: it may repeat the address with its password.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server)
            .map_err(|_| anyhow!("--smtp is no address of a mail server, such as smtps://user:password@host:465 (发信服务器地址有误)"))?
            .timeout(Some(PATIENCE))
            .build();
        let from = from.parse().with_context(|| format!("--mail-from {from} is no e-mail address (发信人地址有误)"))?;
        Ok(Self { transport, from })
    }

    pub async fn send(&self, out: &Outgoing, link: Option<&str>, at: DateTime<Utc>) -> Result<(), String> {
        let to: Mailbox = out.delivery.address.parse().map_err(|_| "邮箱地址有误，请更正该单位的送达方式。".to_owned())?;
        let subject = format!("{} {}", out.number, out.title);
        let link = link.map(|link| format!("\n{link}\n")).unwrap_or_default();
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject.split_whitespace().collect::<Vec<_>>().join(" "))
            .message_id(Some(format!("<{}@{}>", out.delivery.id, self.from.email.domain())))
            .date(at.into())
            .header(ContentType::TEXT_PLAIN)
            .body(format!("{}\n{}\n{link}", out.number, out.text))
            .map_err(|fault| format!("邮件无法写出：{fault}"))?;
        self.transport.send(message).await.map(|_| ()).map_err(|fault| told(&fault))
    }
}

/// The reason as the office reads it, with what the server said.
fn told(fault: &smtp::Error) -> String {
    if let Some(status) = fault.status() {
        let said = std::error::Error::source(fault).map(|said| format!("（{said}）")).unwrap_or_default();
        return format!("发信服务器拒收：{status}{said}");
    }
    if fault.is_timeout() {
        return format!("发信服务器 {} 秒内没有答复。", PATIENCE.as_secs());
    }
    let mut last: &dyn std::error::Error = fault;
    while let Some(deeper) = last.source() {
        last = deeper;
    }
    format!("邮件发不出去：{last}")
}
