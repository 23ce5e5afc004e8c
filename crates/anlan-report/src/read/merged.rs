//! Merged ranges: a value merged over several rows holds for each of them, a wide title does not.

use calamine::Dimensions;

use super::ReadFault;
use super::cells::{Counter, Sparse};

/// Repeats the first cell of each range that spans rows in every cell of the range.
///
/// A range within one row is a title or a wide heading: its value stays in the first cell only.
/// Rows beyond the last row in use are not filled, so that a range declared over the whole sheet
/// costs nothing.
pub(super) fn fill_merged(sheet: &str, ranges: &[Dimensions], cells: &mut Sparse, counter: &mut Counter<'_>) -> Result<(), ReadFault> {
    let Some(last_row) = cells.keys().next_back().map(|&(row, _)| row) else { return Ok(()) };
    for range in ranges {
        if range.start.0 >= range.end.0 || range.start.1 > range.end.1 {
            continue;
        }
        let Some(first) = cells.get(&range.start).cloned() else { continue };
        for row in range.start.0..=range.end.0.min(last_row) {
            for column in range.start.1..=range.end.1 {
                if (row, column) == range.start {
                    continue;
                }
                counter.take(sheet, (row, column), &first)?;
                cells.insert((row, column), first.clone());
            }
        }
    }
    Ok(())
}
