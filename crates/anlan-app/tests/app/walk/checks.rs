//! What must hold at the end of a walk, or wherever it was cut off.

use super::Walk;
use super::model::Life;
use crate::common::region;
use anlan_app::audit;
use anlan_app::matters::{board, check_matters, find};
use anlan_app::views::MatterQuery;
use anlan_core::item::Item;
use anlan_core::matter::{Matter, MatterKind, MatterState};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

impl Walk {
    /// Everything fits: facts, heads, counts, numbers, items, the audit's chain, and the model.
    pub async fn check_all(&mut self) {
        self.each_matter_is_where_it_should_be().await;
        self.counts_agree().await;
        self.numbers_have_no_gaps().await;
        self.each_item_is_where_it_should_be().await;
        let auditor = self.auditor();
        let verified = audit::verify(&self.anlan, &auditor).await.unwrap();
        assert_eq!(verified.faults, Vec::<String>::new());
        assert_eq!((i64::try_from(verified.audit_rows).unwrap(), verified.circulars), (self.written, self.circulars));
    }

    async fn each_matter_is_where_it_should_be(&self) {
        let told = check_matters(&self.anlan, &region()).await.unwrap();
        assert_eq!((told.faults, told.matters), (vec![], self.matters.len() as u64));
        let region = region();
        let read = self.anlan.store.region(&region);
        for known in &self.matters {
            let row = read.matter(known.id).await.unwrap().unwrap_or_else(|| panic!("{known:?} is lost"));
            let facts = read.matter_facts(known.id).await.unwrap();
            let matter = Matter::told(&facts).unwrap().unwrap();
            assert_eq!((row.state.as_str(), row.number.as_ref()), (known.life.key(), known.number.as_ref()), "{known:?}");
            assert_eq!((matter.head().state.key(), matter.kind()), (known.life.key(), known.kind), "{known:?}");
            if known.kind == MatterKind::Problem {
                assert_eq!(row.unit_id, known.unit, "{known:?}");
            }
        }
    }

    async fn counts_agree(&mut self) {
        let head = self.head();
        for kind in MatterKind::ALL.iter().copied() {
            let own = self.matters.iter().filter(|known| known.kind == kind);
            let expected = own.clone().count();
            let mut boards: BTreeMap<String, i64> = BTreeMap::new();
            for year in 2022..=2025 {
                for cell in board(&self.anlan, &head, kind, Some(year)).await.unwrap().states {
                    *boards.entry(cell.key).or_insert(0) += cell.total;
                }
            }
            let mut model: BTreeMap<String, i64> = BTreeMap::new();
            own.for_each(|known| *model.entry(known.life.key().to_owned()).or_insert(0) += 1);
            assert_eq!(boards, model, "the board of {}", kind.key());
            let total = |state: &str| {
                let query = MatterQuery { state: Some(state.to_owned()), size: Some(1), ..MatterQuery::default() };
                let (anlan, head) = (&self.anlan, &head);
                async move { find(anlan, head, kind, &query).await.unwrap().total }
            };
            assert_eq!(total("").await, expected as u64, "{}", kind.key());
            let mut sum = 0;
            for state in MatterState::ALL {
                sum += total(state.key()).await;
            }
            assert_eq!(sum, expected as u64, "each {} is in one state", kind.key());
        }
    }

    async fn numbers_have_no_gaps(&self) {
        let mut series: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let region = region();
        let circulars = self.anlan.store.region(&region).circulars(None).await.unwrap();
        let own = self.matters.iter().filter_map(|known| known.number.clone());
        for number in own.chain(circulars.into_iter().map(|row| row.number)) {
            let number = number.trim_end_matches('号');
            let digits = number.len() - number.chars().rev().take_while(char::is_ascii_digit).count();
            // A draw is titled, not numbered.
            if let Ok(n) = number[digits..].parse() {
                series.entry(number[..digits].to_owned()).or_default().push(n);
            }
        }
        for (prefix, mut own) in series {
            own.sort_unstable();
            assert_eq!(own, (1..=own.len()).collect::<Vec<_>>(), "{prefix}");
        }
    }

    async fn each_item_is_where_it_should_be(&self) {
        let region = region();
        let read = self.anlan.store.region(&region);
        assert_eq!(read.items(None).await.unwrap().len(), self.items.len());
        for year in [2022, 2023, 2024] {
            let facts = read.item_facts(year).await.unwrap();
            for known in self.items.iter().filter(|item| item.year == year) {
                let own: Vec<_> = facts.iter().filter(|fact| fact.item_id.0 == known.id).cloned().collect();
                let item = Item::known(&own, DateTime::<Utc>::MAX_UTC).unwrap_or_else(|| panic!("{known:?} is lost"));
                let life = match (item.closed.is_some(), item.asked.is_some()) {
                    (false, false) => Life::Open,
                    (false, true) => Life::Asked,
                    (true, false) => Life::Left,
                    (true, true) => panic!("{known:?} is closed and waits for its check"),
                };
                assert_eq!(life, known.life, "{known:?}");
                assert_eq!(item.latest().content.unit_id.0, known.unit, "{known:?}");
                if let Some(problem) = known.problem {
                    let problem = &self.matters[problem];
                    assert_eq!(life == Life::Left, problem.life == Life::Closed, "{known:?} stands for {problem:?}");
                }
            }
        }
    }
}
