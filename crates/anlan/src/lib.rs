//! The part of the binary that its tests also run with real servers on the other side: the sending of letters.

pub mod deliver;
