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

/// Deliveries that are due, with what is to be sent.
///
/// # Errors
/// The store fails.
pub async fn due_deliveries(anlan: &Anlan, region: &RegionId, at: DateTime<Utc>) -> Result<Vec<Outgoing>, Fault> {
    let read = anlan.store.region(region);
    let mut all = Vec::new();
    for delivery in read.deliveries_due(at, 20).await? {
        let held = crate::matters::load(&read, MatterKind::Letter, MatterId(delivery.letter_id)).await?;
        let Matter::Letter(letter) = &held.matter else { continue };
        let number = held.row.number.clone().unwrap_or_default();
        let due = letter.due_on.map(|due| format!("\n请于{}前在安澜系统中回复。", anlan_core::days::zh(due))).unwrap_or_default();
        let text = format!("{}：\n{}\n{due}", letter.content.to_name, letter.content.paragraphs.join("\n"));
        all.push(Outgoing { delivery, number, title: letter.content.title.replace('|', ""), text });
    }
    Ok(all)
}

/// Records how a try went: delivered, or what was said and when it is tried again (doubling from one minute).
///
/// # Errors
/// The store fails.
pub async fn delivered(anlan: &Anlan, call: &Call, delivery: &DeliveryRow, outcome: Result<(), String>) -> Result<(), Fault> {
    let tx = anlan.begin(call).await?;
    let tries = delivery.tries + 1;
    let (state, next_at, told) = match outcome {
        Ok(()) => ("delivered", None, String::new()),
        Err(told) if tries >= TRIES => ("failed", None, told),
        Err(told) => {
            let wait = TimeDelta::minutes(1_i64 << tries.min(10));
            ("waiting", Some(call.at + wait), told)
        }
    };
    let told: String = told.chars().take(500).collect();
    tx.put_delivery(DeliveryRow { state: state.to_owned(), tries, next_at, told: told.clone(), ..delivery.clone() }).await?;
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
    if row.state == "delivered" {
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
    let mail_fits =
        email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !email.contains([' ', '\n', '\r']));
    if !email.is_empty() && !mail_fits {
        return Err(Fault::invalid("email", "bad_email", "邮箱地址有误。", "That is no e-mail address."));
    }
    if !(webhook.is_empty() || webhook.starts_with("https://") || webhook.starts_with("http://")) {
        return Err(Fault::invalid("webhook", "bad_webhook", "网址应以 https:// 开头。", "The address must begin with https://."));
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
