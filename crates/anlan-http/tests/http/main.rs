//! The whole site asked as browsers and other programs ask it. One binary: each would link everything below it once more.

mod common;
mod description;
mod endpoints;
mod files;
mod sealed;
mod uploads;
mod world;
