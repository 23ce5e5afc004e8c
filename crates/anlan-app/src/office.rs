//! The office: the store, the files, the packs and what is kept in memory between calls.

use crate::assessment::{JudgedYear, PublishedAssessment, read_content};
use crate::evidence::{LARGEST, Turns};
use crate::figures::{FiguresKey, FiguresOf};
use crate::matters::Register;
use crate::public::Pages;
use crate::records::RecordBook;
use crate::views::{PublicFront, PublicRivers};
use crate::year::YearBook;
use crate::{Call, Fault, FaultKind};
use anlan_core::circular::Circular;
use anlan_core::ids::RegionId;
use anlan_core::pack::{ListsPack, Pack, PackHead, Packs};
use anlan_store::blobs::Blobs;
use anlan_store::{CircularRow, PackCopyRow, RegionRow, RoundRow, Store, StoreError, Tx};
use std::collections::{BTreeMap, HashMap};
#[cfg(feature = "pdf")]
use std::sync::OnceLock;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Years kept in memory; the least recently loaded go first.
const YEARS_KEPT: usize = 256;

/// Assessments computed and not published that are kept in memory.
const PREVIEWS_KEPT: usize = 8;

/// What a preview depends on: region, year, the pack's hash, the region's revision, the day.
pub(crate) type PreviewKey = (RegionId, i32, String, i64, chrono::NaiveDate);

/// Figures computed from what is recorded now that are kept in memory: packs of a day.
const FIGURES_KEPT: usize = 256;

/// Reads the font files the installation has: asked once, when the first PDF is made.
pub type FontFiles = Box<dyn Fn() -> Vec<Vec<u8>> + Send + Sync>;

/// Fonts, read once for every office over the same store.
#[cfg(feature = "pdf")]
type LoadedFonts = Arc<OnceLock<Arc<anlan_report::pdf::Fonts>>>;

/// Everything the use cases work with.
pub struct Anlan {
    /// The database.
    pub store: Store,
    /// The files by content.
    pub blobs: Blobs,
    /// The rule packs.
    pub packs: Packs,
    fonts: Arc<FontFiles>,
    years: Mutex<HashMap<(RegionId, i32), Arc<YearBook>>>,
    issued: Mutex<HashMap<Uuid, Arc<Circular>>>,
    published: Mutex<HashMap<Uuid, Arc<PublishedAssessment>>>,
    previews: Mutex<Vec<(PreviewKey, Arc<JudgedYear>)>>,
    figures: Mutex<Vec<(FiguresKey, Arc<FiguresOf>)>>,
    kept: Mutex<HashMap<(RegionId, String), Arc<Pack>>>,
    pub(crate) fronts: Pages<PublicFront>,
    pub(crate) river_pages: Pages<PublicRivers>,
    records: Mutex<HashMap<(RegionId, String), Arc<RecordBook>>>,
    registers: Mutex<HashMap<RegionId, Arc<Register>>>,
    /// Whose turn it is at which upload.
    pub(crate) turns: Arc<Turns>,
    largest_upload: u64,
    #[cfg(feature = "pdf")]
    loaded: LoadedFonts,
}

impl std::fmt::Debug for Anlan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Anlan").field("store", &self.store).finish_non_exhaustive()
    }
}

impl Anlan {
    /// An office over an open store.
    #[must_use]
    pub fn new(store: Store, blobs: Blobs, packs: Packs, fonts: FontFiles) -> Self {
        Self {
            store,
            blobs,
            packs,
            fonts: Arc::new(fonts),
            #[cfg(feature = "pdf")]
            loaded: LoadedFonts::default(),
            years: Mutex::default(),
            issued: Mutex::default(),
            published: Mutex::default(),
            previews: Mutex::default(),
            figures: Mutex::default(),
            kept: Mutex::default(),
            fronts: Pages::default(),
            river_pages: Pages::default(),
            records: Mutex::default(),
            registers: Mutex::default(),
            turns: Arc::default(),
            largest_upload: LARGEST,
        }
    }

    /// With another bound on the size of an uploaded file, in bytes.
    #[must_use]
    pub fn with_largest_upload(self, bytes: u64) -> Self {
        Self { largest_upload: bytes, ..self }
    }

    /// The same office with other packs: nothing that was judged by the former ones is kept.
    #[must_use]
    pub fn with_packs(&self, packs: Packs) -> Self {
        Self {
            fonts: Arc::clone(&self.fonts),
            #[cfg(feature = "pdf")]
            loaded: Arc::clone(&self.loaded),
            turns: Arc::clone(&self.turns),
            largest_upload: self.largest_upload,
            ..Self::new(self.store.clone(), self.blobs.clone(), packs, Box::new(Vec::new))
        }
    }

    /// Largest file taken, in bytes.
    #[must_use]
    pub fn largest_upload(&self) -> u64 {
        self.largest_upload
    }

    /// A year's facts and lights, as of the region's present revision. Costs one small query when nothing was recorded since.
    ///
    /// # Errors
    /// The store fails.
    pub async fn year(&self, region: &RegionId, year: i32) -> Result<Arc<YearBook>, Fault> {
        let revision = self.store.region(region).revision().await?;
        let key = (region.clone(), year);
        let held = self.years.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(book) = held.filter(|book| book.revision == revision) {
            return Ok(book);
        }
        let book = Arc::new(YearBook::load(self, self.store.region(region), region, year, revision).await?);
        let mut years = self.years.lock().unwrap_or_else(PoisonError::into_inner);
        if years.len() >= YEARS_KEPT {
            let oldest = years.iter().min_by_key(|(_, book)| book.loaded_for).map(|(key, _)| key.clone());
            oldest.map(|key| years.remove(&key));
        }
        years.insert(key, Arc::clone(&book));
        Ok(book)
    }

    /// A year's book read inside a transaction: what it says cannot change until the commit.
    ///
    /// # Errors
    /// The store fails.
    pub(crate) async fn year_inside(&self, tx: &Tx, region: &RegionId, year: i32) -> Result<YearBook, Fault> {
        let revision = tx.read().revision().await?;
        YearBook::load(self, tx.read(), region, year, revision).await
    }

    /// The head of the loop's pack in force on the call's day: kinds of letters, sources and kinds of problems.
    pub(crate) fn loop_head(&self, call: &Call) -> Option<&PackHead> {
        self.packs.loop_rules(call.region.as_str(), call.today()).ok().map(|pack| &pack.head)
    }

    /// Units, rivers and chiefs, as of the region's present revision.
    ///
    /// # Errors
    /// The store fails.
    pub(crate) async fn register(&self, region: &RegionId) -> Result<Arc<Register>, Fault> {
        let revision = self.store.region(region).revision().await?;
        let held = self.registers.lock().unwrap_or_else(PoisonError::into_inner).get(region).cloned();
        if let Some(register) = held.filter(|register| register.revision == revision) {
            return Ok(register);
        }
        let register = Arc::new(Register::load(&self.store.region(region), revision).await?);
        self.registers.lock().unwrap_or_else(PoisonError::into_inner).insert(region.clone(), Arc::clone(&register));
        Ok(register)
    }

    /// The facts of a kind of record. Costs one count when none was added since: facts are never changed.
    ///
    /// # Errors
    /// The store fails.
    pub(crate) async fn record_book(&self, region: &RegionId, kind: &str) -> Result<Arc<RecordBook>, Fault> {
        let read = self.store.region(region);
        let count = read.record_count(kind).await?;
        let key = (region.clone(), kind.to_owned());
        let held = self.records.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(book) = held.filter(|book| book.count() == count) {
            return Ok(book);
        }
        let book = Arc::new(RecordBook::load(&read, kind).await?);
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        if records.len() >= YEARS_KEPT {
            records.clear();
        }
        records.insert(key, Arc::clone(&book));
        Ok(book)
    }

    /// The content of an issued circular; frozen, so it is read once.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the content no longer fits its digest.
    pub fn content(&self, row: &CircularRow) -> Result<Arc<Circular>, Fault> {
        if let Some(held) = self.issued.lock().unwrap_or_else(PoisonError::into_inner).get(&row.id) {
            return Ok(Arc::clone(held));
        }
        let damaged = |what: String| Fault::from(StoreError::Damaged(format!("circular {}: {what}", row.number)));
        if anlan_core::digest::hex(row.content.as_bytes()) != row.content_hash {
            return Err(damaged("its content does not fit its digest".to_owned()));
        }
        let circular: Circular = serde_json::from_str(&row.content).map_err(|e| damaged(e.to_string()))?;
        let circular = Arc::new(circular);
        self.issued.lock().unwrap_or_else(PoisonError::into_inner).insert(row.id, Arc::clone(&circular));
        Ok(circular)
    }

    /// The content of a published assessment; frozen, so it is read once.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the content no longer fits its digest.
    pub(crate) fn published(&self, row: &RoundRow) -> Result<Arc<PublishedAssessment>, Fault> {
        if let Some(held) = self.published.lock().unwrap_or_else(PoisonError::into_inner).get(&row.id) {
            return Ok(Arc::clone(held));
        }
        let content = Arc::new(read_content(row)?);
        self.published.lock().unwrap_or_else(PoisonError::into_inner).insert(row.id, Arc::clone(&content));
        Ok(content)
    }

    /// A preview computed before, if nothing it depends on changed.
    pub(crate) fn kept_preview(&self, key: &PreviewKey) -> Option<Arc<JudgedYear>> {
        let held = self.previews.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter().find(|(own, _)| own == key).map(|(_, judged)| Arc::clone(judged))
    }

    /// Keeps a preview; the oldest goes first.
    pub(crate) fn keep_preview(&self, key: PreviewKey, judged: Arc<JudgedYear>) {
        let mut held = self.previews.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= PREVIEWS_KEPT {
            held.remove(0);
        }
        held.push((key, judged));
    }

    /// Figures computed earlier, when nothing they depend on has changed.
    pub(crate) fn kept_figures(&self, key: &FiguresKey) -> Option<Arc<FiguresOf>> {
        let held = self.figures.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter().find(|(own, _)| own == key).map(|(_, figures)| Arc::clone(figures))
    }

    /// Keeps figures; the oldest go first.
    pub(crate) fn keep_figures(&self, key: FiguresKey, figures: Arc<FiguresOf>) {
        let mut held = self.figures.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= FIGURES_KEPT {
            held.remove(0);
        }
        held.push((key, figures));
    }

    /// The pack of the lists that a circular was made by, as it was kept then.
    ///
    /// # Errors
    /// It was not kept, or does not load any more.
    pub async fn kept_pack(&self, region: &RegionId, hash: &str) -> Result<ListsPack, Fault> {
        let pack = self.read_kept(region, hash).await?;
        ListsPack::of(pack).map_err(|fault| Fault::internal("pack_unreadable", "当时的规则包已不能读取。", fault.to_string()))
    }

    /// Any pack a result was made by, as it was kept then.
    ///
    /// # Errors
    /// It was not kept, or does not load any more.
    pub async fn kept_rules(&self, region: &RegionId, hash: &str) -> Result<Arc<Pack>, Fault> {
        let key = (region.clone(), hash.to_owned());
        if let Some(held) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(held));
        }
        let pack = Arc::new(self.read_kept(region, hash).await?);
        let mut held = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= FIGURES_KEPT {
            held.clear();
        }
        held.insert(key, Arc::clone(&pack));
        Ok(pack)
    }

    async fn read_kept(&self, region: &RegionId, hash: &str) -> Result<Pack, Fault> {
        let kept = self.store.region(region).pack_copy(hash).await?;
        let kept = kept.ok_or_else(|| Fault::from(StoreError::Damaged(format!("rule pack {hash} was not kept"))))?;
        let files: BTreeMap<String, String> =
            serde_json::from_str(&kept.files).map_err(|e| StoreError::Damaged(format!("rule pack {hash}: {e}")))?;
        Pack::load(&kept.pack_id, files).map_err(|fault| Fault::internal("pack_unreadable", "当时的规则包已不能读取。", fault.to_string()))
    }

    /// The fonts for PDF documents.
    #[cfg(feature = "pdf")]
    pub(crate) fn fonts(&self) -> Arc<anlan_report::pdf::Fonts> {
        Arc::clone(self.loaded.get_or_init(|| Arc::new(anlan_report::pdf::Fonts::from_bytes((self.fonts)()))))
    }

    /// Begins a use case's one transaction; the region is registered with its first one.
    ///
    /// # Errors
    /// The store fails, or the region is in no pack.
    pub(crate) async fn begin(&self, call: &Call) -> Result<Tx, Fault> {
        let tx = self.store.write(&call.region).await?;
        if tx.read().own_row().await?.is_none() {
            let name = self.packs.name_of(call.region.as_str()).map(str::to_owned).ok_or_else(|| no_region(&call.region))?;
            tx.add_regions(vec![RegionRow { region_id: call.region.to_string(), name, created_at: call.at }]).await?;
        }
        // A call that waited for the lock while a circular was issued carries an earlier moment than the circular's: recorded
        // with it, its facts would count as known when they were not. It has to ask again.
        if tx.read().last_known_at().await?.is_some_and(|known_at| known_at > call.at) {
            return Err(Fault::conflict(
                "issued_meanwhile",
                "刚刚有通报签发或考核公布，请重新提交一次。",
                "A circular or an assessment was published just now: send it again.",
            ));
        }
        Ok(tx)
    }

    /// Ends a use case's transaction with its audit row.
    ///
    /// # Errors
    /// The store fails.
    pub(crate) async fn finish(&self, tx: Tx, call: &Call, action: &str, target: &str, detail: &serde_json::Value) -> Result<(), Fault> {
        let actor = (call.actor.name.as_str(), call.actor.role.key());
        tx.add_audit(call.at, actor, action, target, "done", &detail.to_string()).await?;
        Ok(tx.commit().await?)
    }

    /// Writes a refusal into the audit and gives it back.
    ///
    /// Only refusals that say something about people are kept: not allowed, and asking for what is hidden. What does not exist is
    /// kept as well: if only the hidden were written down, the time it takes would tell the two apart.
    pub async fn refused(&self, call: &Call, action: &str, target: &str, fault: Fault) -> Fault {
        if !matches!(fault.kind, FaultKind::NotAllowed | FaultKind::Hidden | FaultKind::NotFound | FaultKind::Unauthenticated) {
            return fault;
        }
        let written = async {
            let tx = self.begin(call).await?;
            let detail = serde_json::json!({ "code": fault.code }).to_string();
            let actor = (call.actor.name.as_str(), call.actor.role.key());
            tx.add_audit(call.at, actor, action, target, "refused", &detail).await?;
            Ok::<(), Fault>(tx.commit().await?)
        };
        if let Err(other) = written.await {
            tracing::error!(%other, "a refusal could not be written into the audit");
            return other;
        }
        fault
    }
}

/// The region is in no pack.
fn no_region(region: &RegionId) -> Fault {
    let zh = format!("没有行政区{region}的规则包，请先在 packs/ 中加入。");
    Fault {
        field: Some("region"),
        ..Fault::conflict("unknown_region", zh, format!("no rule pack is for region {region}: add one under packs/"))
    }
}

/// Keeps the rules that a result is made by with it; the same rules again change nothing.
///
/// # Errors
/// The store fails.
pub(crate) async fn keep_rules(tx: &Tx, call: &Call, pack: &Pack) -> Result<(), Fault> {
    let copy = PackCopyRow {
        region_id: call.region.to_string(),
        hash: pack.hash.clone(),
        pack_id: pack.head.id.clone(),
        files: serde_json::to_string(&pack.files).map_err(|fault| StoreError::Damaged(fault.to_string()))?,
        recorded_at: call.at,
    };
    Ok(tx.keep_pack(copy).await?)
}
