//! The office as it now stands: packs can be added while the server runs, and whoever began with the former packs ends with them.

use crate::Anlan;
use std::sync::{Arc, PoisonError, RwLock};

/// One office for everybody who asks; clones are the same.
#[derive(Debug, Clone)]
pub struct CurrentOffice(Arc<RwLock<Arc<Anlan>>>);

impl CurrentOffice {
    /// An office to begin with.
    #[must_use]
    pub fn new(anlan: Arc<Anlan>) -> Self {
        Self(Arc::new(RwLock::new(anlan)))
    }

    /// The office now. Whoever takes it works with one set of packs from beginning to end.
    #[must_use]
    pub fn now(&self) -> Arc<Anlan> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Another one from now.
    pub fn replace(&self, anlan: Anlan) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(anlan);
    }
}
