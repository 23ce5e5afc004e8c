//! Opening a region before it has rules: its name, under which its packs are made later.

use crate::{Anlan, Call, Fault};
use anlan_store::RegionRow;
use serde_json::json;

/// Registers a region with its name, from the command line, where whoever sits at the machine holds the data anyway.
///
/// # Errors
/// It is there already, the name is empty, or the store fails.
pub async fn open_region(anlan: &Anlan, call: &Call, name: &str) -> Result<(), Fault> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 30 {
        return Err(Fault::invalid("name", "missing", "名称必填，且不超过30字。", "A name of 1 to 30 characters is needed."));
    }
    let tx = anlan.store.write(&call.region).await?;
    if let Some(row) = tx.read().own_row().await? {
        let zh = format!("{}（{}）已经开通，规则包在页面“开通向导”里选择。", row.name, call.region);
        return Err(Fault::conflict("region_there", zh, format!("region {} is there already", call.region)));
    }
    tx.add_regions(vec![RegionRow { region_id: call.region.to_string(), name: name.to_owned(), created_at: call.at }]).await?;
    anlan.finish(tx, call, "region.open", name, &json!({})).await
}
