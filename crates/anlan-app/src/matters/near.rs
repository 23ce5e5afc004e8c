//! Similar open problems nearby: suggested, never merged by themselves.

use crate::{Anlan, Call, Fault};
use anlan_core::matter::problem::Point;
use anlan_core::matter::{MatterKind, MatterState};
use anlan_store::{MatterFilter, MatterOrder, MatterRow};
use uuid::Uuid;

/// How far a neighbour may be, in metres. A matter of taste of the page, no rule of any district.
pub(crate) const NEAR_METRES: f64 = 500.0;

/// How many are suggested at most.
const MOST: usize = 5;

const OPEN: [MatterState; 3] = [MatterState::Reported, MatterState::Rectifying, MatterState::Checking];

/// Open problems near a point, nearest first; without a point, open ones of the same river and kind.
///
/// # Errors
/// The store fails.
pub(crate) async fn near(
    anlan: &Anlan,
    call: &Call,
    point: Option<Point>,
    river: Option<Uuid>,
    class: &str,
    except: Option<Uuid>,
) -> Result<Vec<(MatterRow, Option<f64>)>, Fault> {
    let read = anlan.store.region(&call.region);
    let mut filter = MatterFilter { states: OPEN.to_vec(), ..MatterFilter::of(MatterKind::Problem) };
    let mut found: Vec<(MatterRow, Option<f64>)> = match (point, river) {
        (Some(point), _) => {
            // A degree of latitude is 111 km; of longitude at the most 111 km.
            #[expect(clippy::cast_possible_truncation, reason = "half a kilometre is far below the range")]
            let lat = (NEAR_METRES / 111_000.0 * 1_000_000.0).ceil() as i32;
            let lon = lat * 3;
            let span = |at: i32, by: i32| (at.saturating_sub(by), at.saturating_add(by));
            let rows = read.matters_within(&filter, span(point.lat_e6, lat), span(point.lon_e6, lon), 200).await?;
            let with = |row: MatterRow| {
                let at = Point { lon_e6: i32::try_from(row.lon?).ok()?, lat_e6: i32::try_from(row.lat?).ok()? };
                let metres = point.metres_to(at);
                (metres <= NEAR_METRES).then_some((row, Some(metres)))
            };
            rows.into_iter().filter_map(with).collect()
        }
        (None, Some(river)) if !class.is_empty() => {
            filter.river = Some(river);
            class.clone_into(&mut filter.class);
            read.matters(&filter, MatterOrder::Latest, None, 20).await?.into_iter().map(|row| (row, None)).collect()
        }
        (None, _) => vec![],
    };
    found.retain(|(row, _)| Some(row.id) != except && super::may_see(call, row));
    found.sort_by(|(a, near_a), (b, near_b)| {
        let same = |row: &MatterRow| row.class != class;
        same(a).cmp(&same(b)).then(near_a.unwrap_or_default().total_cmp(&near_b.unwrap_or_default()))
    });
    found.truncate(MOST);
    Ok(found)
}
