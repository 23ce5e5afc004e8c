//! A region takes over another's rules as copies of its own, while the server runs.

use crate::papers;
use crate::views::CopyPacks;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::pack::copy::{CopyFault, Copying, PackFiles, copies, rules_of};
use anlan_core::pack::{Pack, Packs};
use serde_json::json;
use std::collections::BTreeMap;

/// Where the installation keeps its packs: the one thing about them that only the binary knows.
pub trait Shelf: Send + Sync {
    /// Every pack's files.
    ///
    /// # Errors
    /// What cannot be read, in English and Chinese.
    fn packs(&self) -> Result<BTreeMap<String, PackFiles>, String>;

    /// Adds packs, all of them or none; none is there half after a crash.
    ///
    /// # Errors
    /// What cannot be written.
    fn add(&self, packs: &BTreeMap<String, PackFiles>) -> Result<(), String>;

    /// Takes away packs that were just added.
    fn take_back(&self, packs: &BTreeMap<String, PackFiles>);
}

fn refused(fault: &CopyFault) -> Fault {
    let code = match fault {
        CopyFault::BadKey(_) => "bad_key",
        CopyFault::BadWord(_) => "bad_word",
        CopyFault::BadName(_) => "bad_name",
        CopyFault::Nothing(_) => "nothing_to_copy",
        CopyFault::NoSuch(_) => "no_such_pack",
        CopyFault::TopicTaken { .. } => "topic_taken",
        CopyFault::NameTaken(_) => "name_taken",
        CopyFault::Broken(_) => "pack_broken",
    };
    match fault.field() {
        Some(field) => Fault::invalid(field, code, fault.zh(), fault.to_string()),
        None => Fault::conflict(code, fault.zh(), fault.to_string()),
    }
}

fn out_of_reach(fault: String) -> Fault {
    Fault::internal("packs_folder", "规则包目录不能读写，请系统管理员查看日志。", fault)
}

/// Copies packs for the caller's region; gives all packs as they are then, to be worked with from now on.
///
/// # Errors
/// Not allowed, the form is wrong, the region has such rules, the copies do not load beside the others, or the folder or store fails.
pub async fn copy_packs(anlan: &Anlan, call: &Call, shelf: Option<&dyn Shelf>, form: &CopyPacks) -> Result<Packs, Fault> {
    call.ask(Action::PackCopy, Target::default())?;
    let shelf = shelf.ok_or_else(|| {
        Fault::conflict("packs_fixed", "这里不能添加规则包，请系统管理员在数据目录中添加。", "Packs cannot be added here.")
    })?;
    // The region's lock: two who copy wait in line, and the second finds the first one's packs.
    let tx = anlan.begin(call).await?;
    let name = tx.read().own_row().await?.map(|row| row.name).unwrap_or_default();
    let all = shelf.packs().map_err(out_of_reach)?;
    let (key, word) = (form.key.trim(), form.word.trim());
    let asked = Copying { from: form.from.trim(), packs: &form.packs, region: call.region.as_str(), name: &name, key, word };
    let made = copies(&all, &asked).map_err(|fault| refused(&fault))?;
    // Beside the packs in force: what somebody edits in another district's files meanwhile waits for the next start.
    let load = |(name, files): (&String, &PackFiles)| {
        let pack = Pack::load(name, rules_of(files))?;
        papers::check(&pack)?;
        Ok(pack)
    };
    let loaded = made.iter().map(load).collect::<Result<Vec<_>, _>>();
    let packs = loaded.and_then(|new| Packs::new(anlan.packs.all().cloned().chain(new).collect()));
    let packs = packs.map_err(|fault| refused(&CopyFault::Broken(fault)))?;
    // Nothing to take back: it adds all of them or none, and what stands under such a name is somebody else's.
    shelf.add(&made).map_err(out_of_reach)?;
    let detail = json!({ "from": form.from, "packs": made.keys().collect::<Vec<_>>() });
    // A commit that failed leaves no packs that nobody is known to have copied; one that may have been done leaves them.
    if let Err(fault) = anlan.finish(tx, call, Action::PackCopy.key(), &name, &detail).await {
        if fault.code != "outcome_unknown" {
            shelf.take_back(&made);
        }
        return Err(fault);
    }
    Ok(packs)
}
