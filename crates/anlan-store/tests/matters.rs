//! Heads of matters in the store: filters, orders, pages, counts, words, on every database it runs on.
#![expect(clippy::unwrap_used, reason = "each test is one function called for every database")]

#[macro_use]
mod common;

use anlan_core::ids::{MatterId, RegionId, UnitId};
use anlan_core::matter::{Head, MatterKind, MatterState};
use anlan_store::{Counted, MatterAfter, MatterFilter, MatterOrder, MatterRow, TallyBy, matter_row};
use chrono::Days;
use common::{Place, Profile, day, id, region, registered, run, tongliang};

on_every_database!(
    a_part_of_a_text_is_found_wherever_it_stands,
    a_rare_word_is_found_among_very_many,
    pages_follow_each_other_in_both_orders,
    tallies_follow_the_heads,
);

/// The n-th problem: a day later than the one before, every third of no unit.
fn problem(region: &RegionId, n: u64) -> MatterRow {
    let on = day("2020-01-01") + Days::new(n / 10);
    let head = Head {
        state: if n.is_multiple_of(2) { MatterState::Rectifying } else { MatterState::Closed },
        title: format!("河面漂浮物{n}处"),
        class: "乱堆".into(),
        source: "patrol".into(),
        unit_id: (!n.is_multiple_of(3)).then(|| UnitId(id(1))),
        river_id: None,
        chief_id: None,
        item_id: None,
        opened_on: on,
        due_on: n.is_multiple_of(2).then(|| on + Days::new(30)),
        closed_on: None,
        place: format!("第{n}组"),
        point: None,
        prominent: false,
    };
    matter_row(region.as_str(), MatterId(id(1000 + u128::from(n))), MatterKind::Problem, Some(format!("铜问-2020-{n:05}")), &head, 1)
}

async fn filled(place: &Place, n: u64) -> RegionId {
    let here = tongliang();
    registered(&place.store, &here).await;
    let tx = place.store.write(&here).await.unwrap();
    tx.add_matters((0..n).map(|n| problem(&here, n)).collect(), vec![]).await.unwrap();
    tx.commit().await.unwrap();
    here
}

fn about(text: &str) -> MatterFilter {
    MatterFilter { text: text.into(), ..MatterFilter::of(MatterKind::Problem) }
}

async fn found(place: &Place, here: &RegionId, filter: &MatterFilter) -> Vec<String> {
    let rows = place.store.region(here).matters(filter, MatterOrder::Latest, None, 50).await.unwrap();
    rows.into_iter().filter_map(|row| row.number).collect()
}

async fn a_part_of_a_text_is_found_wherever_it_stands(place: Place) {
    let here = filled(&place, 30).await;
    for (text, n) in [("2020-00007", 1), ("漂浮物7处", 1), ("第7组", 1), ("7组", 3), ("浮", 30), ("7", 3), ("查无此事", 0)] {
        assert_eq!(found(&place, &here, &about(text)).await.len(), n, "{text}");
        let counted = place.store.region(&here).matter_count(&about(text), 1000, 50).await.unwrap();
        assert_eq!(counted, Counted { n: n as u64, all: true }, "{text}");
    }
    // Signs that a pattern would read as anything are signs like others.
    for text in ["%", "_", "\\", "'", "\"", "& !", "* OR x"] {
        assert_eq!(found(&place, &here, &about(text)).await, [] as [&str; 0], "{text}");
    }
}

async fn a_rare_word_is_found_among_very_many(place: Place) {
    let here = filled(&place, 10_400).await;
    let tx = place.store.write(&here).await.unwrap();
    let old = problem(&here, 3);
    tx.put_matter(MatterRow { title: "老旧砂场".into(), place: "砂石码头".into(), ..old.clone() }).await.unwrap();
    tx.commit().await.unwrap();
    for text in ["老旧", "砂", "石码头", "2020-00003", "码"] {
        assert_eq!(found(&place, &here, &about(text)).await, ["铜问-2020-00003"], "{text}");
        let counted = place.store.region(&here).matter_count(&about(text), 1000, 50).await.unwrap();
        assert_eq!(counted, Counted { n: 1, all: true }, "{text}");
    }
    assert_eq!(found(&place, &here, &about("漂浮物3处")).await, [] as [&str; 0], "what it was called before");
    let of_nobody = MatterFilter { unit: Some(id(1)), ..about("老旧") };
    assert_eq!(found(&place, &here, &of_nobody).await, [] as [&str; 0], "other filters hold with the text");
    for text in ["查无此事", "\\", "& !", "* OR x", "x'\"", "\u{1F30A}"] {
        assert_eq!(found(&place, &here, &about(text)).await, [] as [&str; 0], "{text}");
    }
    // Of a usual word only the latest are counted, and it is said that there are more.
    let counted = place.store.region(&here).matter_count(&about("漂浮"), 1000, 50).await.unwrap();
    assert_eq!(counted, Counted { n: 1000, all: false });
    // Another region's words are not found.
    let there = region("500119");
    registered(&place.store, &there).await;
    assert_eq!(found(&place, &there, &about("老旧")).await, [] as [&str; 0]);
}

async fn pages_follow_each_other_in_both_orders(place: Place) {
    let here = filled(&place, 40).await;
    for (order, text, of) in
        [(MatterOrder::Latest, "", 40), (MatterOrder::Due, "", 20), (MatterOrder::Latest, "漂浮物", 40), (MatterOrder::Due, "组", 20)]
    {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let rows = place.store.region(&here).matters(&about(text), order, after, 7).await.unwrap();
            let Some(last) = rows.last() else { break };
            let day = if order == MatterOrder::Due { last.due_on.unwrap() } else { last.opened_on };
            after = Some(MatterAfter { day, id: last.id });
            all.extend(rows);
        }
        let mut expected = all.clone();
        expected.sort_by(|a, b| match order {
            MatterOrder::Latest => (b.opened_on, b.id).cmp(&(a.opened_on, a.id)),
            MatterOrder::Due => (a.due_on, a.id).cmp(&(b.due_on, b.id)),
        });
        expected.dedup();
        assert_eq!((all.len(), &all), (of, &expected), "{order:?} {text}");
    }
}

async fn tallies_follow_the_heads(place: Place) {
    let here = filled(&place, 40).await;
    let tx = place.store.write(&here).await.unwrap();
    tx.put_matter(MatterRow { state: MatterState::Closed.key().into(), ..problem(&here, 2) }).await.unwrap();
    tx.commit().await.unwrap();
    let tallies = place.store.region(&here).tallies(MatterKind::Problem, Some(2020)).await.unwrap();
    let of = |state: MatterState| tallies.iter().filter(|tally| tally.state == state.key()).map(|tally| tally.n).sum::<i64>();
    assert_eq!((of(MatterState::Rectifying), of(MatterState::Closed)), (19, 21));
    for (year, unit, by, keys) in [
        (Some(2020), None, TallyBy::Class, vec![("rectifying", "乱堆", 19), ("closed", "乱堆", 21)]),
        (None, Some(id(1)), TallyBy::Class, vec![("rectifying", "乱堆", 12), ("closed", "乱堆", 14)]),
        (Some(2021), None, TallyBy::Unit, vec![]),
    ] {
        let mut sums = place.store.region(&here).tally_sums(MatterKind::Problem, year, unit, by).await.unwrap();
        sums.sort_by(|a, b| b.cmp(a));
        let sums: Vec<_> = sums.iter().map(|(state, key, n)| (state.as_str(), key.as_str(), *n)).collect();
        assert_eq!(sums, keys);
    }
    for state in [MatterState::Rectifying, MatterState::Closed] {
        let filter = MatterFilter { states: vec![state], ..MatterFilter::of(MatterKind::Problem) };
        let counted = place.store.region(&here).matter_count(&filter, 1000, 50).await.unwrap();
        assert_eq!(i64::try_from(counted.n).unwrap(), of(state));
    }
}
