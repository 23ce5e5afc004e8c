//! Why a cell cannot be recorded: a stable word, and what to do in both languages.

/// A value that cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{en} ({zh})")]
pub struct Misread {
    /// Stable word for programs.
    pub code: &'static str,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Misread {
    /// One with its code and words.
    #[must_use]
    pub fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, zh: zh.into(), en: en.into() }
    }

    /// A required cell is blank.
    #[must_use]
    pub fn missing() -> Self {
        Self::new("missing", "此格必填。", "a value is required here")
    }
}
