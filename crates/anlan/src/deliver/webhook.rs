//! Letters by webhook: one signed POST, no redirects, and the answer's status decides.

use super::reach::{Names, Nowhere, public};
use anlan_app::letters::Outgoing;
use anlan_core::digest::to_hex;
use anyhow::{Context as _, Result};
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use serde::Serialize;
use sha2::Sha256;
use std::io;
use std::net::IpAddr;
use std::time::Duration;
use uuid::Uuid;

/// How long the other side may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of the answer is read.
const ANSWER: usize = 64 * 1024;

/// Sends to webhooks.
pub struct Webhook {
    client: Client,
    key: Option<String>,
    private: bool,
}

/// What is sent.
#[derive(Serialize)]
struct Body<'a> {
    delivery: Uuid,
    letter: Uuid,
    number: &'a str,
    title: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
}

impl Webhook {
    pub fn new(key: Option<String>, private: bool) -> Result<Self> {
        // No proxy: behind one, nobody here would see which address is asked.
        let client = Client::builder().redirect(Policy::none()).timeout(PATIENCE).no_proxy().user_agent("anlan");
        let client = client.dns_resolver(Names { private });
        Ok(Self { client: client.build().context("no client for webhooks (无法建立接口连接)")?, key, private })
    }

    pub async fn send(&self, out: &Outgoing, link: Option<&str>) -> Result<(), String> {
        let url = Url::parse(&out.delivery.address).map_err(|_| "网址有误，请更正该单位的送达方式。".to_owned())?;
        let literal = url.host_str().and_then(|host| host.trim_matches(['[', ']']).parse::<IpAddr>().ok());
        if !self.private && literal.is_some_and(|address| !public(address)) {
            return Err(private_told());
        }
        let (number, title, text) = (out.number.as_str(), out.title.as_str(), out.text.as_str());
        let body = Body { delivery: out.delivery.id, letter: out.delivery.letter_id, number, title, text, link };
        let body = serde_json::to_vec(&body).map_err(|fault| format!("内容无法写出：{fault}"))?;
        let mut request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"))
            .header("Idempotency-Key", out.delivery.id.to_string());
        if let Some(key) = &self.key {
            request = request.header("X-Anlan-Signature", signature(key, &body)?);
        }
        let answer = request.body(body).send().await.map_err(|fault| told(&fault))?;
        let status = answer.status();
        read_some(answer).await;
        if status.is_success() {
            return Ok(());
        }
        let why = if status.is_redirection() { "（转向的网址不跟随，请改填最终网址）" } else { "" };
        Err(format!("对方答复 HTTP {}{why}。", status.as_u16()))
    }
}

/// `sha256=` and the HMAC-SHA256 of the body in hexadecimal.
fn signature(key: &str, body: &[u8]) -> Result<String, String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).map_err(|_| "签名密钥不可用。".to_owned())?;
    mac.update(body);
    Ok(format!("sha256={}", to_hex(&mac.finalize().into_bytes())))
}

/// Lets the other side finish, within bounds; what it says is not kept: it could be anything.
async fn read_some(mut answer: Response) {
    let mut read = 0;
    while let (true, Ok(Some(piece))) = (read < ANSWER, answer.chunk().await) {
        read += piece.len();
    }
}

fn private_told() -> String {
    "网址指向内网或本机地址，未予发送；确需发往内网的，请系统管理员设置 ANLAN_WEBHOOK_PRIVATE。".to_owned()
}

/// The reason as the office reads it; never the address, which may hold a secret.
fn told(fault: &reqwest::Error) -> String {
    let causes = std::iter::successors(Some(fault as &(dyn std::error::Error + 'static)), |one| one.source());
    let mut last = String::new();
    for cause in causes {
        match cause.downcast_ref::<Nowhere>() {
            Some(Nowhere::Private) => return private_told(),
            Some(Nowhere::Unknown) => return "找不到网址中的主机，请核对网址。".to_owned(),
            None => last = cause.to_string(),
        }
        if cause.downcast_ref::<io::Error>().is_some_and(|fault| fault.kind() == io::ErrorKind::ConnectionRefused) {
            return "连接不上对方：对方没有开放这个端口。".to_owned();
        }
    }
    if fault.is_timeout() {
        return format!("对方 {} 秒内没有答复。", PATIENCE.as_secs());
    }
    if fault.is_connect() { format!("连接不上对方：{last}") } else { format!("发送中断：{last}") }
}
