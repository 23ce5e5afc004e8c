//! All packs of an installation, and which of them are in force.

use super::copy::{PackFiles, rules_of};
use super::papers::{self, PaperKind, PaperText, paper};
use super::{City, ListsPack, Pack, PackFault, PublicTexts, Status, Topic, texts};
use crate::rule::sheet::{Figure, FigureOf};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// All packs known to an installation.
#[derive(Debug, Clone, Default)]
pub struct Packs {
    lists: Vec<Arc<ListsPack>>,
    others: Vec<Arc<Pack>>,
}

/// A region and what is below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionTree {
    /// Its code.
    pub region: String,
    /// What is below an office above others; none for a district.
    pub below: Option<Vec<RegionTree>>,
}

impl RegionTree {
    /// A region of the tree by its code.
    #[must_use]
    pub fn find(&self, region: &str) -> Option<&Self> {
        if self.region == region { Some(self) } else { self.below.iter().flatten().find_map(|own| own.find(region)) }
    }

    /// The districts: all that is no office above others, each once, in order.
    #[must_use]
    pub fn districts(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for own in self.below.iter().flatten() {
            let codes = if own.below.is_some() { own.districts() } else { vec![own.region.as_str()] };
            codes.into_iter().for_each(|code| {
                if !found.contains(&code) {
                    found.push(code)
                }
            });
        }
        found
    }
}

/// No pack, or more than one, is in force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPack {
    /// None for that region and day.
    #[error("no rule pack is in force for region {region} on {day}: add one under packs/ (该日没有生效的规则包)")]
    None {
        /// The region.
        region: String,
        /// The day.
        day: NaiveDate,
    },
    /// Two or more claim the day.
    #[error("rule packs {packs} are both in force for region {region} on {day}: set `until` in the older one (规则包生效期重叠)")]
    Several {
        /// The region.
        region: String,
        /// The day.
        day: NaiveDate,
        /// Their names.
        packs: String,
    },
}

impl Packs {
    /// The packs among folders of files, each loaded and checked; a folder without `pack.toml` is none.
    ///
    /// # Errors
    /// A pack does not load, or two contradict each other.
    pub fn load(folders: &BTreeMap<String, PackFiles>) -> Result<Self, PackFault> {
        let packs = folders.iter().filter(|(_, files)| files.contains_key("pack.toml"));
        Self::new(packs.map(|(name, files)| Pack::load(name, rules_of(files))).collect::<Result<_, _>>()?)
    }

    /// The packs given.
    ///
    /// # Errors
    /// A pack of the lists lacks something.
    pub fn new(packs: Vec<Pack>) -> Result<Self, PackFault> {
        let mut made = Self::default();
        figures_once(&packs)?;
        let used: Vec<&Pack> = packs.iter().filter(|pack| pack.head.status != Status::Draft).collect();
        texts::check_across(&used).map_err(|(pack, fault)| PackFault { pack, file: "pack.toml".to_owned(), fault })?;
        papers::check_across(&used).map_err(|(pack, file, fault)| PackFault { pack, file, fault })?;
        for pack in packs {
            match pack.head.topic {
                Topic::Lists => made.lists.push(Arc::new(ListsPack::of(pack)?)),
                Topic::Assessment | Topic::Loop | Topic::Plan | Topic::Other => made.others.push(Arc::new(pack)),
            }
        }
        Ok(made)
    }

    /// The one pack of the lists in force for a region on a day, never "the nearest one".
    ///
    /// # Errors
    /// [`NoPack`] when none or several are.
    pub fn in_force(&self, region: &str, day: NaiveDate) -> Result<&Arc<ListsPack>, NoPack> {
        one_of(self.lists.iter().filter(|pack| pack.head.region == region && pack.covers(day)), |pack| &pack.head.id, region, day)
    }

    /// The one pack of the assessment in force for a region on a day.
    ///
    /// # Errors
    /// [`NoPack`] when none or several are.
    pub fn assessment(&self, region: &str, day: NaiveDate) -> Result<&Arc<Pack>, NoPack> {
        self.one_about(Topic::Assessment, region, day)
    }

    /// The one pack of the loop in force for a region on a day.
    ///
    /// # Errors
    /// [`NoPack`] when none or several are.
    pub fn loop_rules(&self, region: &str, day: NaiveDate) -> Result<&Arc<Pack>, NoPack> {
        self.one_about(Topic::Loop, region, day)
    }

    /// The one pack of plans in force for a region on a day.
    ///
    /// # Errors
    /// [`NoPack`] when none or several are.
    pub fn plan_rules(&self, region: &str, day: NaiveDate) -> Result<&Arc<Pack>, NoPack> {
        self.one_about(Topic::Plan, region, day)
    }

    /// Whether a region has rules of plans at all, whatever the day: without them its pages offer none.
    #[must_use]
    pub fn has_plans(&self, region: &str) -> bool {
        self.others.iter().any(|pack| pack.head.region == region && pack.head.topic == Topic::Plan)
    }

    fn one_about(&self, topic: Topic, region: &str, day: NaiveDate) -> Result<&Arc<Pack>, NoPack> {
        let fits = |pack: &&Arc<Pack>| pack.head.region == region && pack.head.topic == topic && pack.covers(day);
        one_of(self.others.iter().filter(fits), |pack| &pack.head.id, region, day)
    }

    /// The packs of a region in force on a day that have figures of a kind of period, one of each topic.
    ///
    /// # Errors
    /// [`NoPack::Several`] when two of a topic are in force.
    pub fn with_figures(&self, region: &str, day: NaiveDate, of: FigureOf) -> Result<Vec<Arc<Pack>>, NoPack> {
        let mut found = Vec::new();
        for topic in [Topic::Loop, Topic::Plan, Topic::Assessment, Topic::Other] {
            match self.one_about(topic, region, day) {
                Ok(pack) if pack.sheet.figures.iter().any(|figure| figure.of == of) => found.push(Arc::clone(pack)),
                Ok(_) | Err(NoPack::None { .. }) => {}
                Err(several @ NoPack::Several { .. }) => return Err(several),
            }
        }
        Ok(found)
    }

    /// The packs of a region in force on a day that have templates of texts, one of each topic.
    ///
    /// # Errors
    /// [`NoPack::Several`] when two of a topic are in force.
    pub fn with_texts(&self, region: &str, day: NaiveDate) -> Result<Vec<Arc<Pack>>, NoPack> {
        let mut found = Vec::new();
        for topic in [Topic::Plan, Topic::Loop, Topic::Other] {
            match self.one_about(topic, region, day) {
                Ok(pack) if !pack.head.texts.is_empty() => found.push(Arc::clone(pack)),
                Ok(_) | Err(NoPack::None { .. }) => {}
                Err(several @ NoPack::Several { .. }) => return Err(several),
            }
        }
        Ok(found)
    }

    /// Every pack of the assessment of a region, drafts too.
    pub fn assessments<'a>(&'a self, region: &'a str) -> impl Iterator<Item = &'a Arc<Pack>> {
        self.others.iter().filter(move |pack| pack.head.region == region && pack.head.topic == Topic::Assessment)
    }

    /// The pack of an office above districts in force on a day; none for a region that is none.
    #[must_use]
    pub fn above(&self, region: &str, day: NaiveDate) -> Option<(&Arc<Pack>, &City)> {
        self.cities(day).find(|(pack, _)| pack.head.region == region)
    }

    /// The offices above a district on a day.
    pub fn cities_of<'a>(&'a self, district: &'a str, day: NaiveDate) -> impl Iterator<Item = (&'a Arc<Pack>, &'a City)> {
        self.cities(day).filter(move |(_, city)| city.districts.iter().any(|own| own == district))
    }

    fn cities(&self, day: NaiveDate) -> impl Iterator<Item = (&Arc<Pack>, &City)> {
        let own = self.others.iter().filter(move |pack| pack.covers(day));
        own.filter_map(|pack| pack.head.city.as_ref().map(|city| (pack, city)))
    }

    /// A region with all that is below it on a day, however many levels.
    #[must_use]
    pub fn tree(&self, region: &str, day: NaiveDate) -> RegionTree {
        self.branch(region, day, &mut vec![])
    }

    /// A region that stands above itself by mistake is not gone into again.
    fn branch<'a>(&'a self, region: &'a str, day: NaiveDate, way: &mut Vec<&'a str>) -> RegionTree {
        way.push(region);
        let codes = self.above(region, day).map(|(_, city)| city.districts.as_slice());
        let below = codes.map(|codes| {
            let others: Vec<&str> = codes.iter().map(String::as_str).filter(|code| !way.contains(code)).collect();
            others.into_iter().map(|code| self.branch(code, day, way)).collect()
        });
        way.pop();
        RegionTree { region: region.to_owned(), below }
    }

    /// What a region's public pages tell on a day; none where they tell nothing.
    #[must_use]
    pub fn public(&self, region: &str, day: NaiveDate) -> Option<&PublicTexts> {
        let lists = self.in_force(region, day).ok().and_then(|pack| pack.head.public.as_ref());
        lists.or_else(|| self.above(region, day).and_then(|(pack, _)| pack.head.public.as_ref()))
    }

    /// Every pack, whatever its region, topic and days.
    pub fn all(&self) -> impl Iterator<Item = &Pack> {
        self.lists.iter().map(|lists| &lists.pack).chain(self.others.iter().map(|pack| &**pack))
    }

    /// A region's name, from whichever of its packs is the latest.
    #[must_use]
    pub fn name_of(&self, region: &str) -> Option<&str> {
        let named = self.all().filter(|pack| pack.head.region == region && !pack.head.region_name.is_empty());
        named.max_by_key(|pack| pack.from).map(|pack| pack.head.region_name.as_str())
    }

    /// The template of a document in force for a region on a day: what one of its packs writes, or the common one.
    #[must_use]
    pub fn paper(&self, region: &str, day: NaiveDate, kind: PaperKind) -> PaperText {
        let mut all = self.lists.iter().map(|lists| &lists.pack).chain(self.others.iter().map(|pack| &**pack));
        let own = all.find(|pack| pack.head.region == region && pack.covers(day) && pack.paper(kind).is_some());
        paper(kind, own)
    }

    /// Any pack of the lists of the region: for its name and kinds, never for a judgement.
    #[must_use]
    pub fn of_region(&self, region: &str) -> Option<&Arc<ListsPack>> {
        self.lists.iter().filter(|pack| pack.head.region == region).max_by_key(|pack| pack.from)
    }
}

/// Whether no figure's word or name stands in two packs of a region that are in force on one day.
fn figures_once(packs: &[Pack]) -> Result<(), PackFault> {
    let used = |pack: &&Pack| pack.head.status != Status::Draft && !pack.head.region.is_empty();
    for (place, pack) in packs.iter().enumerate().filter(|(_, pack)| used(pack)) {
        for other in packs[..place].iter().filter(used).filter(|own| own.head.region == pack.head.region && overlap(own, pack)) {
            if let Some(figure) = figure_twice(pack, other) {
                let fault =
                    format!("数据项“{}”（{}）在规则包“{}”中已有 (the figure stands in two packs)", figure.name, figure.key, other.head.id);
                return Err(PackFault { pack: pack.head.id.clone(), file: "figures.toml".to_owned(), fault });
            }
        }
    }
    Ok(())
}

/// A figure of a pack that another, with which it would be judged, has too. Two packs of one topic are never judged together: on such
/// a day nothing is.
#[must_use]
pub fn figure_twice<'a>(pack: &'a Pack, other: &Pack) -> Option<&'a Figure> {
    let twice = |figure: &&Figure| other.sheet.figures.iter().any(|own| own.key == figure.key || own.name == figure.name);
    pack.sheet.figures.iter().find(twice).filter(|_| other.head.topic != pack.head.topic)
}

/// Names of the figures that a pack cannot do without: those that its texts and templates name, wherever they come from.
#[must_use]
pub fn figures_needed(pack: &Pack) -> BTreeSet<String> {
    let own = |name: &String| texts::OFFICE_ALWAYS.contains(&name.as_str()) || name == texts::ANSWERED;
    let of_office = pack.head.texts.iter().filter(|template| template.of_post().is_none());
    let in_texts = of_office.flat_map(texts::TextTemplate::names).filter(|name| !own(name));
    let papers = PaperKind::ALL.iter().filter_map(|kind| Some((*kind, pack.paper(*kind)?)));
    in_texts.chain(papers.flat_map(|(kind, text)| papers::needed(kind, text)).map(str::to_owned)).collect()
}

fn overlap(a: &Pack, b: &Pack) -> bool {
    let before = |one: &Pack, other: &Pack| one.until.is_some_and(|until| until < other.from);
    !before(a, b) && !before(b, a)
}

fn one_of<'a, T>(
    mut fitting: impl Iterator<Item = &'a T>,
    name: impl Fn(&T) -> &str,
    region: &str,
    day: NaiveDate,
) -> Result<&'a T, NoPack> {
    match (fitting.next(), fitting.next()) {
        (Some(pack), None) => Ok(pack),
        (None, _) => Err(NoPack::None { region: region.to_owned(), day }),
        (Some(one), Some(other)) => {
            Err(NoPack::Several { region: region.to_owned(), day, packs: format!("{}, {}", name(one), name(other)) })
        }
    }
}
