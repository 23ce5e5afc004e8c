//! The domain of a river chief office and its rules, as pure functions.
//!
//! Facts in, verdicts out. There is no clock, randomness, file, network, SQL or
//! async in here: time, ids and tokens are arguments. What a user sees is put
//! together elsewhere; what it *means* stands here.

pub mod access;
pub mod assessment;
pub mod chain;
pub mod circular;
pub mod days;
pub mod digest;
pub mod exact;
pub mod figure;
pub mod ids;
pub mod item;
mod keyed;
pub mod light;
pub mod matter;
pub mod month;
pub mod offer;
pub mod pack;
pub mod plan;
pub mod progress;
pub mod record;
pub mod review;
pub mod rule;
pub mod shown;
pub mod text;
pub mod water;
