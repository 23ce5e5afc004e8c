//! The clock and the dice.

use anlan_http::Outside;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// The real time and randomness, or a set day whose hours pass as real ones do.
pub struct World {
    set: Option<SetDay>,
    last: Mutex<DateTime<Utc>>,
}

struct SetDay {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    started: Instant,
}

impl World {
    /// The real world.
    pub fn real() -> Self {
        Self { set: None, last: Mutex::new(DateTime::<Utc>::UNIX_EPOCH) }
    }

    /// A day from nine o'clock in China, but never before what is recorded already.
    pub fn on_day(day: chrono::NaiveDate, recorded: Option<DateTime<Utc>>) -> Self {
        let nine = anlan_core::days::china_hour(day, 9);
        let until = anlan_core::days::china_hour(day, 24) - TimeDelta::milliseconds(1);
        let from = recorded.map_or(nine, |at| at.max(nine) + TimeDelta::milliseconds(1)).min(until);
        Self { set: Some(SetDay { from, until, started: Instant::now() }), last: Mutex::new(DateTime::<Utc>::UNIX_EPOCH) }
    }
}

impl Outside for World {
    fn now(&self) -> DateTime<Utc> {
        let now = match &self.set {
            Some(set) => (set.from + TimeDelta::from_std(set.started.elapsed()).unwrap_or_default()).min(set.until),
            None => Utc::now(),
        };
        // Never backwards and never the same millisecond twice, so that what is recorded later is later.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = now.max(*last + TimeDelta::milliseconds(1));
        *last
    }

    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        // Without randomness there are no safe tokens, so nothing may go on.
        if getrandom::fill(&mut seed).is_err() {
            eprintln!("anlan: the system gives no randomness (系统无法提供随机数)");
            std::process::abort();
        }
        seed
    }

    fn day_is_set(&self) -> bool {
        self.set.is_some()
    }
}
