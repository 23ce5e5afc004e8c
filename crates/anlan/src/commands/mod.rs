//! The office's commands, one file each.

pub mod account;
pub mod assess;
pub mod backup;
pub mod bench;
pub mod check;
pub mod circular;
pub mod demo;
pub mod export;
pub mod import;
pub mod lights;
pub mod pack;
pub mod sample;
pub mod serve;
