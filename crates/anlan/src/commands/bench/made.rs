//! Ids and numbers that look random and are the same every time.

use uuid::Uuid;

/// The n-th id of a family.
pub(super) fn id(family: u128, n: u32) -> Uuid {
    // Version 7, so that ids go up with time as real ones do.
    Uuid::from_u128((family << 80) | (0x7 << 76) | (0b10 << 62) | u128::from(n))
}

/// A number that looks random and is the same every time.
pub(super) fn mixed(n: u32, salt: u32) -> u32 {
    let x = (n ^ salt.wrapping_mul(0x9e37_79b9)).wrapping_mul(0x85eb_ca6b);
    let x = (x ^ (x >> 13)).wrapping_mul(0xc2b2_ae35);
    x ^ (x >> 16)
}

/// One of these, by a number.
pub(super) fn pick<T: Copy>(all: &[T], n: u32, salt: u32) -> Option<T> {
    all.get(mixed(n, salt) as usize % all.len()).copied()
}

/// The address of the n-th request for a page.
pub(super) type Address = Box<dyn Fn(u32) -> String>;
