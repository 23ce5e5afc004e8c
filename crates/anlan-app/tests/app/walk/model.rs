//! What a walk expects: every kind of matter's life as a plain table, written from the guide and not from the product's code.

use anlan_core::ids::MatterId;
use anlan_core::matter::MatterKind;
use uuid::Uuid;

/// Where a matter or an item is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Life {
    Reported,
    Rectifying,
    Checking,
    Closed,
    Unfixed,
    /// Ended without a fix before anybody was responsible.
    UnfixedUntasked,
    Merged,
    Issued,
    /// Issued, and no answer is asked.
    Telling,
    Received,
    Replied,
    Settled,
    Declined,
    Recorded,
    Written,
    Acting,
    Answered,
    Effective,
    Noted,
    Planned,
    Held,
    UnderWay,
    Released,
    Cancelled,
    Drawn,
    Finished,
    Open,
    Asked,
    Left,
}

use Life as L;

/// A use case of the walk, by its name here.
pub type UseCase = &'static str;

/// A drawn case stays as it is found, however it ended meanwhile.
const LOOKED: &[(Life, Life)] = &[
    (L::Closed, L::Closed),
    (L::Rectifying, L::Rectifying),
    (L::Checking, L::Checking),
    (L::Unfixed, L::Unfixed),
    (L::UnfixedUntasked, L::UnfixedUntasked),
    (L::Merged, L::Merged),
];

/// What may follow what; anything else is refused.
const LIVES: &[(UseCase, &[(Life, Life)])] = &[
    ("assign", &[(L::Reported, L::Rectifying), (L::Rectifying, L::Rectifying), (L::Checking, L::Checking)]),
    ("list", &[(L::Rectifying, L::Rectifying), (L::Checking, L::Checking), (L::Closed, L::Closed)]),
    ("ask", &[(L::Rectifying, L::Checking)]),
    ("agree", &[(L::Checking, L::Closed)]),
    ("return", &[(L::Checking, L::Rectifying)]),
    ("close_unfixed", &[(L::Reported, L::UnfixedUntasked), (L::Rectifying, L::Unfixed)]),
    ("reopen", &[(L::Closed, L::Rectifying), (L::Unfixed, L::Rectifying), (L::UnfixedUntasked, L::Reported)]),
    ("merge", &[(L::Reported, L::Merged), (L::Rectifying, L::Merged)]),
    ("look_holds", LOOKED),
    ("look_cannot_tell", LOOKED),
    (
        "look_relapsed",
        &[
            (L::Closed, L::Rectifying),
            (L::Rectifying, L::Rectifying),
            (L::Checking, L::Checking),
            (L::Unfixed, L::Unfixed),
            (L::UnfixedUntasked, L::UnfixedUntasked),
            (L::Merged, L::Merged),
        ],
    ),
    ("receive", &[(L::Issued, L::Received), (L::Telling, L::Settled)]),
    ("reply", &[(L::Issued, L::Replied), (L::Telling, L::Replied), (L::Received, L::Replied)]),
    ("return_reply", &[(L::Replied, L::Received)]),
    ("minutes", &[(L::Issued, L::Issued), (L::Telling, L::Telling), (L::Received, L::Received), (L::Replied, L::Replied)]),
    ("settle", &[(L::Telling, L::Settled), (L::Replied, L::Settled)]),
    ("assign_instruction", &[(L::Written, L::Acting), (L::Acting, L::Acting)]),
    ("result", &[(L::Acting, L::Answered)]),
    ("return_result", &[(L::Answered, L::Acting)]),
    ("confirm", &[(L::Answered, L::Effective)]),
    ("note", &[(L::Written, L::Noted)]),
    ("hold", &[(L::Planned, L::Held), (L::Held, L::Held)]),
    ("decide", &[(L::Held, L::Held)]),
    ("adopt", &[(L::Held, L::Held)]),
    ("cancel_meeting", &[(L::Planned, L::Cancelled)]),
    ("spot", &[(L::Planned, L::UnderWay), (L::UnderWay, L::UnderWay)]),
    ("release", &[(L::Planned, L::Released), (L::UnderWay, L::Released)]),
    ("cancel_inspection", &[(L::Planned, L::Cancelled)]),
    ("ask_item", &[(L::Open, L::Asked)]),
    ("agree_item", &[(L::Asked, L::Left)]),
    ("return_item", &[(L::Asked, L::Open)]),
    ("reopen_item", &[(L::Left, L::Open)]),
];

/// Use cases that are possible in every state.
const ALWAYS: [UseCase; 3] = ["correct", "edit_item", "report_month"];

/// Whether a use case begins something, so that it needs nothing before.
pub fn begins(use_case: UseCase) -> bool {
    LIVES.iter().all(|(name, _)| *name != use_case)
}

/// What the life becomes; none when it must be refused.
pub fn after(use_case: UseCase, life: Life) -> Option<Life> {
    if ALWAYS.contains(&use_case) {
        return Some(life);
    }
    let steps = LIVES.iter().find(|(name, _)| *name == use_case).map(|(_, steps)| *steps).unwrap_or_default();
    steps.iter().find(|(from, _)| *from == life).map(|(_, to)| *to)
}

impl Life {
    /// The state's word in the product.
    pub fn key(self) -> &'static str {
        match self {
            L::Reported => "reported",
            L::Rectifying => "rectifying",
            L::Checking => "checking",
            L::Closed => "closed",
            L::Unfixed | L::UnfixedUntasked | L::Merged => "closed_unfixed",
            L::Issued | L::Telling => "issued",
            L::Received => "received",
            L::Replied | L::Answered => "replied",
            L::Settled => "settled",
            L::Declined => "declined",
            L::Recorded => "recorded",
            L::Written => "written",
            L::Acting => "acting",
            L::Effective => "effective",
            L::Noted => "noted",
            L::Planned => "planned",
            L::Held => "held",
            L::UnderWay => "under_way",
            L::Released => "released",
            L::Cancelled => "cancelled",
            L::Drawn => "drawn",
            L::Finished => "finished",
            L::Open => "open",
            L::Asked => "asked",
            L::Left => "left",
        }
    }
}

/// A matter as the walk remembers it.
#[derive(Debug, Clone)]
pub struct Known {
    pub id: MatterId,
    pub kind: MatterKind,
    pub life: Life,
    pub number: Option<String>,
    /// Whose task it is or to whom it goes.
    pub unit: Option<Uuid>,
    pub chief: Option<Uuid>,
    /// Plain names of all who found it, or found that it came back.
    pub finders: Vec<String>,
    /// Plain name of who asked or answered last.
    pub asker: String,
    /// Plain names of all who agreed to its close-out.
    pub closers: Vec<String>,
    /// The item that stands for it, by place.
    pub item: Option<usize>,
    /// Findings of an inspection: the unit named, and who found it.
    pub findings: Vec<(Option<Uuid>, Vec<String>)>,
    /// What a draw has to look at still: number, the problem or the item.
    pub waiting: Vec<(String, Option<usize>, Option<usize>)>,
}

impl Known {
    pub fn new(id: MatterId, kind: MatterKind, life: Life) -> Self {
        Self {
            id,
            kind,
            life,
            number: None,
            unit: None,
            chief: None,
            finders: vec![],
            asker: String::new(),
            closers: vec![],
            item: None,
            findings: vec![],
            waiting: vec![],
        }
    }
}

/// An item as the walk remembers it.
#[derive(Debug, Clone)]
pub struct KnownItem {
    pub id: Uuid,
    pub number: String,
    pub year: i32,
    pub life: Life,
    pub unit: Uuid,
    /// Plain names of who opened it on the list of problems, or found that it came back.
    pub finders: Vec<String>,
    pub asker: String,
    pub closers: Vec<String>,
    /// The problem it stands for, by place.
    pub problem: Option<usize>,
}
