//! Letters (函): proposed by the rules or thought of by a person, issued under a number, answered, checked, followed.

mod answer;
mod deliver;
mod document;
mod draft;
mod issue;
mod propose;
mod show;

pub use answer::{receive_letter, reply_letter, return_reply, settle_letter, take_minutes};
pub use deliver::{Outgoing, contact_of, delivered, retry_delivery, set_contact, take_due_deliveries};
pub use document::{LetterPaper, letter_document};
pub use draft::{draft_letter, letter_kinds};
pub use issue::record_letter;
pub use propose::{decline_proposal, issue, proposals};
pub use show::show_letter;

pub(crate) use draft::addressee as addressee_of;
pub(crate) use issue::{Numbered, drawn_by, enter_letter, kept_with_letter};
