//! Another district begins with copies of a district's packs: files in, files out, and what speaks against it.
//!
//! Deliberately absent: writing the files, and packs of an office above districts. Which districts report to an office is decided where
//! the system is installed; a copy of its pack would let its new owner read what those districts hand in.

use super::papers::is_part;
use super::{Pack, PackFault, PackHead, Topic, read_head};
use std::collections::{BTreeMap, BTreeSet};

/// A pack's files by name.
pub type PackFiles = BTreeMap<String, String>;

/// What is to be copied, and for whom.
#[derive(Debug, Clone)]
pub struct Copying<'a> {
    /// Whose packs, by code.
    pub from: &'a str,
    /// Which of them; all when empty.
    pub packs: &'a [String],
    /// The new region's code.
    pub region: &'a str,
    /// Its name.
    pub name: &'a str,
    /// First part of its packs' names: lower-case letters.
    pub key: &'a str,
    /// What stands for the first character of the other's document numbers.
    pub word: &'a str,
}

/// Why packs are not copied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CopyFault {
    /// The key is not of lower-case letters.
    #[error("key `{0}`: lower-case letters only")]
    BadKey(String),
    /// The word cannot stand in a document's number.
    #[error("word `{0}`: one to four characters, no quotes or spaces")]
    BadWord(String),
    /// The name cannot stand in a pack.
    #[error("name `{0}`: one to thirty characters, no quotes")]
    BadName(String),
    /// There is nothing to copy.
    #[error("no rules of {0} are here to be copied")]
    Nothing(String),
    /// A pack that was named is not one of that region's.
    #[error("{0} is no pack that can be copied from there")]
    NoSuch(String),
    /// The region has a pack of the topic.
    #[error("the region has rules of this topic already: {pack}")]
    TopicTaken {
        /// Its title.
        title: String,
        /// Its name.
        pack: String,
    },
    /// A pack of the copy's name is there.
    #[error("a pack {0} is there already: choose another key")]
    NameTaken(String),
    /// A copy does not load.
    #[error("{0}")]
    Broken(#[from] PackFault),
}

impl CopyFault {
    /// In Chinese, with what to do.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::BadKey(key) => format!("名称前缀“{key}”只用小写字母，如 rongchang。"),
            Self::BadWord(word) => format!("文号代字“{word}”应为一至四个字，不含引号和空格，如 荣。"),
            Self::BadName(name) => format!("名称“{name}”应为一至三十个字，不含引号。"),
            Self::Nothing(from) => format!("没有{from}的规则包可以照搬。"),
            Self::NoSuch(pack) => format!("“{pack}”不是该区可以照搬的规则包，请刷新后重新选择。"),
            Self::TopicTaken { title, pack } => {
                format!("该区已有规则包“{title}”（{pack}），同一方面的规则不能再照搬，请直接修改已有的规则包。")
            }
            Self::NameTaken(pack) => format!("已有名为“{pack}”的规则包，请换一个名称前缀。"),
            Self::Broken(fault) => format!("照搬后的规则包不能使用：{fault}"),
        }
    }

    /// The field of the form it is about.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::BadKey(_) | Self::NameTaken(_) => Some("key"),
            Self::BadWord(_) => Some("word"),
            Self::BadName(_) => Some("name"),
            Self::Nothing(_) => Some("from"),
            Self::NoSuch(_) | Self::TopicTaken { .. } => Some("packs"),
            Self::Broken(_) => None,
        }
    }
}

/// Whether a pack may be copied by another region.
#[must_use]
pub fn may_be_copied(head: &PackHead) -> bool {
    !head.region.is_empty() && head.city.is_none()
}

/// The copies by name: the region's code, name and word of numbers in place of the other's, everything else as it was. Clauses,
/// documents and readings still name what the rule was written from; the head names the pack it was copied from. What the other's public
/// pages tell is left out: its phone for complaints is not the new one's.
///
/// # Errors
/// [`CopyFault`]: nothing is copied.
pub fn copies(all: &BTreeMap<String, PackFiles>, asked: &Copying<'_>) -> Result<BTreeMap<String, PackFiles>, CopyFault> {
    asked.check()?;
    let heads: BTreeMap<&String, PackHead> = all.iter().filter_map(|(name, files)| Some((name, read_head(files).ok()?))).collect();
    let there: BTreeMap<&String, &PackHead> =
        heads.iter().filter(|(_, head)| head.region == asked.from && may_be_copied(head)).map(|(name, head)| (*name, head)).collect();
    if let Some(wrong) = asked.packs.iter().find(|name| !there.contains_key(name)) {
        return Err(CopyFault::NoSuch(wrong.clone()));
    }
    let chosen = || there.iter().filter(|(name, _)| asked.packs.is_empty() || asked.packs.contains(name));
    if chosen().next().is_none() || asked.from == asked.region {
        return Err(CopyFault::Nothing(asked.from.to_owned()));
    }
    let topics: BTreeSet<Topic> = chosen().map(|(_, head)| head.topic).collect();
    if let Some(own) = heads.values().find(|head| head.region == asked.region && topics.contains(&head.topic)) {
        return Err(CopyFault::TopicTaken { title: own.title.clone(), pack: own.id.clone() });
    }
    let word = there.values().find_map(|head| word_of(head));
    let mut made = BTreeMap::new();
    for (name, head) in chosen() {
        let rest = name.split_once('-').map_or(name.as_str(), |(_, rest)| rest);
        let copy = format!("{}-{rest}", asked.key);
        if all.contains_key(&copy) || made.contains_key(&copy) {
            return Err(CopyFault::NameTaken(copy));
        }
        let Some(files) = all.get(*name) else { continue };
        let text = |(file, text): (&String, &String)| {
            let text = asked.renamed(text, &head.region_name, (name, &copy), word.as_deref());
            (file.clone(), if file == "pack.toml" { with_origin(&without_public(&text), name, asked.word) } else { text })
        };
        let files: PackFiles = files.iter().map(text).collect();
        Pack::load(&copy, rules_of(&files))?;
        made.insert(copy, files);
    }
    Ok(made)
}

/// The files a pack is loaded from. Cases and remarks are for people.
#[must_use]
pub fn rules_of(files: &PackFiles) -> PackFiles {
    let rules = files.iter().filter(|(file, _)| is_part(file));
    rules.map(|(file, text)| (file.clone(), text.clone())).collect()
}

/// The word that a region's document numbers begin with: of an original, the first character.
fn word_of(head: &PackHead) -> Option<String> {
    let first = |prefix: &str| prefix.chars().next().map(String::from);
    let circular = head.circular.as_ref().and_then(|own| first(&own.number_prefix));
    head.number_word.clone().or(circular).or_else(|| head.assessment.as_ref().and_then(|own| first(&own.number_prefix)))
}

/// A head without what the public pages tell.
fn without_public(text: &str) -> String {
    let mut public = false;
    let mut kept = Vec::new();
    for line in text.lines() {
        if line.starts_with('[') {
            public = line.trim() == "[public]";
        }
        if !public {
            kept.push(line);
        }
    }
    kept.push("");
    kept.join("\n")
}

fn with_origin(text: &str, pack: &str, word: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with("copied_from") && !line.starts_with("number_word")) {
        lines.push(line.to_owned());
        if line.starts_with("id = ") {
            lines.push(format!("copied_from = \"{pack}\""));
            lines.push(format!("number_word = \"{word}\""));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

impl Copying<'_> {
    fn check(&self) -> Result<(), CopyFault> {
        let breaks = |c: char| "\"\\'{}".contains(c) || c.is_control();
        let length = |text: &str, most: usize| (1..=most).contains(&text.chars().count());
        if !length(self.key, 30) || !self.key.chars().all(|c| c.is_ascii_lowercase()) {
            return Err(CopyFault::BadKey(self.key.to_owned()));
        }
        if !length(self.word, 4) || self.word.chars().any(|c| breaks(c) || c.is_whitespace()) {
            return Err(CopyFault::BadWord(self.word.to_owned()));
        }
        if !length(self.name, 30) || self.name.trim() != self.name || self.name.chars().any(breaks) {
            return Err(CopyFault::BadName(self.name.to_owned()));
        }
        Ok(())
    }

    fn renamed(&self, text: &str, district: &str, (pack, copy): (&String, &String), word: Option<&str>) -> String {
        let line = |line: &str| {
            let line = line.replace(self.from, self.region).replace(pack.as_str(), copy);
            let key = line.split_once('=').map_or("", |(key, _)| key.trim()).to_owned();
            // What a rule was written from stays what it was.
            if line.trim_start().starts_with('#') || ["clause", "document", "reading", "basis"].contains(&key.as_str()) {
                return line;
            }
            let line = if district.is_empty() { line } else { line.replace(district, self.name) };
            match word.filter(|_| ["number_prefix", "mark"].contains(&key.as_str())) {
                Some(word) => line.replacen(&format!("= \"{word}"), &format!("= \"{}", self.word), 1),
                None => line,
            }
        };
        let mut lines: Vec<String> = text.lines().map(line).collect();
        lines.push(String::new());
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::tongliang_files;
    use super::*;

    fn all() -> BTreeMap<String, PackFiles> {
        let mut lists = tongliang_files();
        lists.insert(
            "papers/circular.jinja".to_owned(),
            include_str!("../../../../packs/tongliang-lists-2023/papers/circular.jinja").to_owned(),
        );
        lists.insert("cases/a.toml".to_owned(), "region = \"500151\"\n".to_owned());
        let city = "id = \"chongqing-city-2023\"\ntitle = \"市\"\ntopic = \"other\"\nregion = \"500000\"\nregion_name = \"重庆市\"\ndocument = \"文\"\nstatus = \"in_force\"\nfrom = 2022-01-01\n[city]\ndistricts = [\"500151\"]\nclause = \"文\"\n";
        BTreeMap::from([
            ("tongliang-lists-2023".to_owned(), lists),
            ("chongqing-city-2023".to_owned(), BTreeMap::from([("pack.toml".to_owned(), city.to_owned())])),
        ])
    }

    const ASKED: Copying<'static> = Copying { from: "500151", packs: &[], region: "509901", name: "青溪区", key: "qingxi", word: "青" };

    #[test]
    fn a_copy_is_the_other_regions_and_says_where_it_comes_from() {
        let made = copies(&all(), &ASKED).unwrap();
        let files = &made["qingxi-lists-2023"];
        let pack = Pack::load("qingxi-lists-2023", rules_of(files)).unwrap();
        let head = &pack.head;
        assert_eq!((head.region.as_str(), head.region_name.as_str()), ("509901", "青溪区"));
        assert_eq!(head.copied_from.as_deref(), Some("tongliang-lists-2023"));
        assert_eq!(head.circular.as_ref().unwrap().number_prefix, "青河长办");
        assert_eq!(files["cases/a.toml"], "region = \"509901\"\n");
        // Clauses stay the other's, and a copy of a copy names the one it was made from.
        assert!(files["rules.toml"].contains("渝简报147·铜梁") && files["rules.toml"].contains("渝简报147铜梁区部分"));
        assert_eq!(head.document, Pack::load("tongliang-lists-2023", tongliang_files()).unwrap().head.document);
        // Its red mark is its own, the other's phone for complaints is nobody's, and its words come along.
        assert!(head.circular.as_ref().unwrap().mark.contains("青溪区") && head.public.is_none());
        assert!(pack.paper(crate::pack::papers::PaperKind::Circular).is_some());
    }

    #[test]
    fn the_word_of_numbers_is_replaced_in_copies_of_copies_and_for_letters() {
        let mut there = all();
        let letter = "id = \"tongliang-other-2023\"\ntitle = \"函\"\nregion = \"500151\"\nregion_name = \"铜梁区\"\ndocument = \"文\"\nstatus = \"draft\"\nfrom = 2022-01-01\n# mark = \"铜河长办\"\n";
        there.get_mut("tongliang-lists-2023").unwrap().insert("letters.md".to_owned(), format!("{letter}mark = \"铜河长办交\"\n"));
        there.extend(copies(&there, &Copying { word: "青溪", ..ASKED }).unwrap());
        assert!(there["qingxi-lists-2023"]["letters.md"].contains("\nmark = \"青溪河长办交\""));
        let again = copies(&there, &Copying { from: "509901", region: "509902", name: "甲区", key: "jia", word: "甲", ..ASKED }).unwrap();
        let head = read_head(&again["jia-lists-2023"]).unwrap();
        assert_eq!((head.copied_from.as_deref(), head.number_word.as_deref()), (Some("qingxi-lists-2023"), Some("甲")));
        assert_eq!(head.circular.unwrap().number_prefix, "甲河长办");
        assert!(again["jia-lists-2023"]["letters.md"].contains("\nmark = \"甲河长办交\""));
    }

    #[test]
    fn what_cannot_be_copied_is_refused_with_its_field() {
        let refused = |asked: &Copying<'_>| copies(&all(), asked).unwrap_err();
        for key in ["", "Qing", "青溪", "a-b", "../a"] {
            assert_eq!(refused(&Copying { key, ..ASKED }).field(), Some("key"), "{key}");
        }
        for word in ["", "青\"", "青 溪", "青溪青溪青"] {
            assert_eq!(refused(&Copying { word, ..ASKED }).field(), Some("word"), "{word}");
        }
        assert_eq!(refused(&Copying { name: "青\"溪", ..ASKED }).field(), Some("name"));
        assert_eq!(refused(&Copying { from: "500999", ..ASKED }), CopyFault::Nothing("500999".into()));
        let packs = ["chongqing-city-2023".to_owned()];
        assert_eq!(refused(&Copying { packs: &packs, ..ASKED }), CopyFault::NoSuch(packs[0].clone()));
        // Whoever copied it would read what those districts hand in.
        assert_eq!(refused(&Copying { from: "500000", ..ASKED }), CopyFault::Nothing("500000".into()));
        assert_eq!(refused(&Copying { from: "500000", packs: &packs, ..ASKED }), CopyFault::NoSuch(packs[0].clone()));
        assert_eq!(refused(&Copying { region: "500151", ..ASKED }).field(), Some("from"));
        let mut there = all();
        there.extend(copies(&there, &ASKED).unwrap());
        let again = copies(&there, &Copying { key: "other", ..ASKED }).unwrap_err();
        assert!(matches!(again, CopyFault::TopicTaken { .. }) && again.zh().contains("该区已有规则包"), "{again}");
        assert_eq!(copies(&there, &Copying { region: "509903", ..ASKED }).unwrap_err(), CopyFault::NameTaken("qingxi-lists-2023".into()));
    }
}
