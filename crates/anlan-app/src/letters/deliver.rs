//! Delivery of letters besides the app, where a unit has an e-mail address or a webhook: failures are shown and tried again.

use crate::views::ContactForm;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{MatterId, RegionId};
use anlan_core::matter::{Matter, MatterKind};
use anlan_store::{ContactRow, DeliveryRow};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

/// How often a delivery is tried.
const TRIES: i64 = 8;
/// How many are taken at once.
const AT_ONCE: u64 = 20;
/// How long whoever took a delivery may keep it.
const TAKEN_FOR: TimeDelta = TimeDelta::minutes(5);
/// The state that is final.
const DELIVERED: &str = "delivered";

/// A letter to be sent out.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The delivery.
    pub delivery: DeliveryRow,
    /// The letter's number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
}

/// Takes deliveries that are due, with what is to be sent. Nobody else is given them for a while, so that two servers over one
/// database do not both send; when whoever took them never says how it went, they are due again after that.
///
/// # Errors
/// The store fails.
pub async fn take_due_deliveries(anlan: &Anlan, region: &RegionId, at: DateTime<Utc>) -> Result<Vec<Outgoing>, Fault> {
    if anlan.store.region(region).deliveries_due(at, 1).await?.is_empty() {
        return Ok(vec![]);
    }
    let tx = anlan.store.write(region).await?;
    let mut all = Vec::new();
    for delivery in tx.read().deliveries_due(at, AT_ONCE).await? {
        tx.put_delivery(DeliveryRow { next_at: Some(at + TAKEN_FOR), ..delivery.clone() }).await?;
        // One letter that cannot be read keeps nobody else's back; `verify` tells of it.
        let Ok(held) = crate::matters::load(&tx.read(), MatterKind::Letter, MatterId(delivery.letter_id)).await else { continue };
        let Matter::Letter(letter) = &held.matter else { continue };
        let number = held.row.number.clone().unwrap_or_default();
        let due = letter.due_on.map(|due| format!("\n请于{}前在安澜系统中回复。", anlan_core::days::zh(due))).unwrap_or_default();
        let text = format!("{}：\n{}\n{due}", letter.content.to_name, letter.content.paragraphs.join("\n"));
        all.push(Outgoing { delivery, number, title: letter.content.title.replace('|', ""), text });
    }
    tx.commit().await?;
    Ok(all)
}

/// Records how a try went: delivered, or what was said and when it is tried again (doubling, from two minutes on). What was delivered
/// in the meantime stays so, and a retry asked for in the meantime counts from its start.
///
/// # Errors
/// The store fails.
pub async fn delivered(anlan: &Anlan, call: &Call, delivery: &DeliveryRow, outcome: Result<(), String>) -> Result<(), Fault> {
    let tx = anlan.begin(call).await?;
    let rows = tx.read().deliveries(delivery.letter_id).await?;
    let held = rows.into_iter().find(|row| row.id == delivery.id).ok_or_else(Fault::not_found)?;
    if held.state == DELIVERED {
        return Ok(());
    }
    let tries = held.tries + 1;
    let (state, next_at, told) = match outcome {
        Ok(()) => (DELIVERED, None, String::new()),
        Err(told) if tries >= TRIES => ("failed", None, told),
        Err(told) => {
            let wait = TimeDelta::minutes(1_i64 << tries.min(10));
            ("waiting", Some(call.at + wait), told)
        }
    };
    let told: String = told.chars().take(500).collect();
    tx.put_delivery(DeliveryRow { state: state.to_owned(), tries, next_at, told: told.clone(), ..held }).await?;
    let detail = json!({ "delivery": delivery.id, "channel": delivery.channel, "state": state, "tries": tries, "told": told });
    anlan.finish(tx, call, "letter.deliver", &delivery.letter_id.to_string(), &detail).await
}

/// Tries a failed delivery again from now.
///
/// # Errors
/// Not allowed, not found, or the store fails.
pub async fn retry_delivery(anlan: &Anlan, call: &Call, id: MatterId, delivery: Uuid) -> Result<(), Fault> {
    call.ask(Action::LetterIssue, Target::default())?;
    let tx = anlan.begin(call).await?;
    let rows = tx.read().deliveries(id.0).await?;
    let row = rows.into_iter().find(|row| row.id == delivery).ok_or_else(Fault::not_found)?;
    if row.state == DELIVERED {
        return Err(Fault::conflict("delivered_already", "已送达，不需重发。", "It was delivered already."));
    }
    tx.put_delivery(DeliveryRow { state: "waiting".to_owned(), tries: 0, next_at: Some(call.at), ..row }).await?;
    anlan.finish(tx, call, "letter.deliver", &id.to_string(), &json!({ "delivery": delivery, "state": "waiting" })).await
}

/// Where a unit's letters go besides the app.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn contact_of(anlan: &Anlan, call: &Call, unit: Uuid) -> Result<ContactForm, Fault> {
    call.ask(Action::LetterIssue, Target::default())?;
    let rows = anlan.store.region(&call.region).contacts(unit).await?;
    let of = |channel: &str| rows.iter().find(|row| row.channel == channel).map(|row| row.address.clone()).unwrap_or_default();
    Ok(ContactForm { email: of("email"), webhook: of("webhook") })
}

/// Sets where a unit's letters go besides the app.
///
/// # Errors
/// Not allowed, no such unit, an address that is none, or the store fails.
pub async fn set_contact(anlan: &Anlan, call: &Call, unit: Uuid, form: &ContactForm) -> Result<(), Fault> {
    call.ask(Action::LetterIssue, Target::default())?;
    let (email, webhook) = (form.email.trim(), form.webhook.trim());
    if !email.is_empty() && !is_email(email) {
        return Err(Fault::invalid("email", "bad_email", "邮箱地址有误，应如 hzb@example.gov.cn。", "That is no e-mail address."));
    }
    if !webhook.is_empty() && !is_webhook(webhook) {
        let zh = "网址有误，应以 https:// 开头（内网可用 http://），如 https://oa.example.gov.cn/letters。";
        return Err(Fault::invalid("webhook", "bad_webhook", zh, "The address must begin with https:// or http:// and name a host."));
    }
    let register = anlan.register(&call.region).await?;
    let name = register.unit(unit).map(|row| row.name.clone()).ok_or_else(Fault::not_found)?;
    let tx = anlan.begin(call).await?;
    for (channel, address) in [("email", email), ("webhook", webhook)] {
        tx.put_contact(ContactRow {
            region_id: call.region.to_string(),
            unit_id: unit,
            channel: channel.to_owned(),
            address: address.to_owned(),
            recorded_at: call.at,
            recorded_by: call.actor.name.clone(),
        })
        .await?;
    }
    anlan
        .finish(tx, call, "letter.contact", &name, &json!({ "unit": unit, "email": !email.is_empty(), "webhook": !webhook.is_empty() }))
        .await
}

/// The longest address that is kept.
const LONGEST: usize = 500;

fn is_email(text: &str) -> bool {
    let plain = text.len() <= LONGEST && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c));
    let host_fits = |host: &str| host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty()) && !host.contains('@');
    plain && text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host_fits(host))
}

fn is_webhook(text: &str) -> bool {
    let plain = text.len() <= LONGEST && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    plain && rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['))
}

#[cfg(test)]
mod tests {
    use super::{is_email, is_webhook};

    #[test]
    fn addresses_are_told_from_what_is_none() {
        let emails = ["a@b.cn", "hzb@town.example.gov.cn"].map(is_email);
        let no_emails =
            ["a", "@b.cn", "a@b", "a@b..cn", "a@@b.cn", "a b@c.cn", "a@b.cn,c@d.cn", "<a@b.cn>", "a@b.cn\r\nRCPT TO:<x>"].map(is_email);
        assert_eq!((emails, no_emails), ([true; 2], [false; 9]));
        let webhooks = ["https://oa.example.cn/in?k=1", "http://10.1.2.3:8080/", "http://[::1]:80/"].map(is_webhook);
        let none = ["https://", "ftp://a.cn", "oa.example.cn", "https:///a", "https://a b", "javascript:alert(1)"].map(is_webhook);
        assert_eq!((webhooks, none), ([true; 3], [false; 6]));
    }
}
