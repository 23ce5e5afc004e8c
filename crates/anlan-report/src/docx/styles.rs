//! The named paragraph styles, so that an office can change a font once for the whole document.

use super::measure::{CHARACTER_SPACE, LINE, SMALL_CHARACTER};
use super::xml::{Element, element, val};
use crate::official::{Block, OfficialDocument};

/// A paragraph style: what it is called in the menu, and how it looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// The name inside the file.
    pub(super) id: &'static str,
    name: &'static str,
    font: &'static str,
    half_points: u32,
    line: u32,
    jc: &'static str,
    first_line: u32,
    outline: Option<u32>,
    /// Whether its lines and characters keep the page's pitch.
    grid: bool,
}

const FANGSONG: &str = "仿宋_GB2312";
const SONG: &str = "方正小标宋简体";
const HEI: &str = "黑体";
const KAI: &str = "楷体_GB2312";
const PLAIN_SONG: &str = "宋体";

/// Fonts named in the document, with the names under which machines have the same or a like font.
const FONTS: [(&str, &str); 5] = [
    (FANGSONG, "仿宋,FangSong,FangSong_GB2312,华文仿宋,Zhuque Fangsong,Noto Serif CJK SC"),
    (SONG, "FZXiaoBiaoSong-B05S,方正小标宋_GBK,华文中宋,STZhongsong,Noto Serif CJK SC"),
    (HEI, "SimHei,Noto Sans CJK SC"),
    (KAI, "楷体,KaiTi,KaiTi_GB2312,华文楷体,LXGW WenKai,Noto Serif CJK SC"),
    (PLAIN_SONG, "SimSun,Noto Serif CJK SC"),
];

const BASE: Style = Style {
    id: "Normal",
    name: "Normal",
    font: FANGSONG,
    half_points: 32,
    line: LINE,
    jc: "both",
    first_line: 0,
    outline: None,
    grid: true,
};

/// Lines without indent: 主送机关, signature, blank lines.
pub(super) const PLAIN: Style = BASE;
/// Running text, indented by two characters.
pub(super) const TEXT: Style = Style { id: "OfficialText", name: "公文正文", first_line: 200, ..BASE };
/// `一、`
pub(super) const HEADING1: Style = Style { id: "OfficialHeading1", name: "公文一级标题", font: HEI, outline: Some(0), ..TEXT };
/// `（一）`
pub(super) const HEADING2: Style = Style { id: "OfficialHeading2", name: "公文二级标题", font: KAI, outline: Some(1), ..TEXT };
/// 发文机关标志; its size follows its length and stands with the run.
pub(super) const MARK: Style =
    Style { id: "OfficialMark", name: "发文机关标志", font: SONG, half_points: 72, line: 0, jc: "center", grid: false, ..BASE };
/// 发文字号
pub(super) const NUMBER: Style = Style { id: "OfficialNumber", name: "发文字号", jc: "center", ..BASE };
/// The title, 2号.
pub(super) const TITLE: Style =
    Style { id: "OfficialTitle", name: "公文标题", font: SONG, half_points: 44, jc: "center", grid: false, ..BASE };
/// `附件1`
pub(super) const ATTACHMENT: Style = Style { id: "OfficialAttachment", name: "附件标识", font: HEI, ..BASE };
/// The line above a table.
pub(super) const CAPTION: Style = Style { id: "OfficialCaption", name: "表题", half_points: 24, jc: "left", grid: false, ..BASE };
/// The cells of a table; size and alignment stand with the table.
pub(super) const CELL: Style =
    Style { id: "OfficialCell", name: "表格文字", half_points: 21, line: 300, jc: "left", grid: false, ..BASE };
/// The header cells of a table.
pub(super) const HEADER: Style = Style { id: "OfficialTableHeader", name: "表头", font: HEI, jc: "center", ..CELL };
/// 版记, 4号.
pub(super) const IMPRINT: Style =
    Style { id: "OfficialImprint", name: "版记", half_points: 28, line: 520, jc: "left", grid: false, ..BASE };
/// The page number, 4号 宋体.
pub(super) const PAGE_NUMBER: Style =
    Style { id: "OfficialPageNumber", name: "页码", font: PLAIN_SONG, half_points: 28, line: 360, jc: "left", grid: false, ..BASE };

/// The title of an article in a bulletin, 小二.
pub(super) const ARTICLE: Style = Style { id: "OfficialArticle", name: "简报文章标题", half_points: 36, ..TITLE };
/// 编者按
pub(super) const NOTE: Style = Style { id: "OfficialNote", name: "编者按", font: KAI, ..TEXT };
/// 出席, 请假, 列席
pub(super) const ATTENDEES: Style = Style { id: "OfficialAttendees", name: "出席人员", jc: "left", ..BASE };

/// Styles of letters, minutes and bulletins only.
const OF_FORMS: [Style; 3] = [ARTICLE, NOTE, ATTENDEES];

const ALL: [Style; 13] = [PLAIN, TEXT, HEADING1, HEADING2, MARK, NUMBER, TITLE, ATTACHMENT, CAPTION, CELL, HEADER, IMPRINT, PAGE_NUMBER];

pub(super) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// `word/styles.xml`, of those styles that the document may use.
pub(super) fn styles(document: &OfficialDocument) -> String {
    let written = [&document.body].into_iter().chain(document.attachments.iter().map(|attachment| &attachment.blocks)).flatten();
    let own = written.into_iter().any(|block| matches!(block, Block::ArticleTitle { .. } | Block::Note { .. }));
    let further = if own || !document.form.is_document() || !document.attendees.is_empty() { &OF_FORMS[..] } else { &[] };
    let language = element("w:lang").with("w:val", "en-US").with("w:eastAsia", "zh-CN");
    // The size stands here too, for programs that count lines and characters from the defaults.
    let size = BASE.half_points;
    let run = element("w:rPr").child(fonts(FANGSONG)).child(val("w:sz", size)).child(val("w:szCs", size)).child(language);
    let defaults =
        element("w:docDefaults").child(element("w:rPrDefault").child(run)).child(element("w:pPrDefault").child(element("w:pPr")));
    element("w:styles").with("xmlns:w", W).child(defaults).children(ALL.iter().chain(further).copied().map(described)).to_part()
}

/// `word/fontTable.xml`
pub(super) fn font_table() -> String {
    let font =
        |(name, others): (&str, &str)| element("w:font").with("w:name", name).child(val("w:altName", others)).child(val("w:charset", "86"));
    element("w:fonts").with("xmlns:w", W).children(FONTS.map(font)).to_part()
}

fn described(style: Style) -> Element {
    let mut kind = element("w:style").with("w:type", "paragraph");
    if style.id == PLAIN.id {
        kind = kind.with("w:default", 1);
    } else {
        kind = kind.with("w:customStyle", 1);
    }
    kind = kind.with("w:styleId", style.id).child(val("w:name", style.name));
    if style.id != PLAIN.id {
        kind = kind.child(val("w:basedOn", PLAIN.id));
    }
    // 28 characters a line leave no room for gaps between Chinese and digits.
    let mut paragraph = element("w:pPr").child(val("w:widowControl", 0)).child(val("w:autoSpaceDE", 0)).child(val("w:autoSpaceDN", 0));
    if !style.grid {
        paragraph = paragraph.child(val("w:snapToGrid", 0));
    }
    if style.line != 0 {
        let spacing = element("w:spacing").with("w:before", 0).with("w:after", 0);
        paragraph = paragraph.child(spacing.with("w:line", style.line).with("w:lineRule", "exact"));
    }
    if style.first_line != 0 {
        // Characters are what Word and WPS show; the twips are for programs that know no characters.
        let indent = element("w:ind").with("w:firstLineChars", style.first_line);
        paragraph = paragraph.child(indent.with("w:firstLine", 2 * super::measure::CHARACTER));
    }
    paragraph = paragraph.child(val("w:jc", style.jc));
    if let Some(level) = style.outline {
        paragraph = paragraph.child(val("w:outlineLvl", level));
    }
    let size = style.half_points;
    let space = val("w:spacing", if style.grid { CHARACTER_SPACE } else { 0 });
    let run = element("w:rPr").child(fonts(style.font)).child(space).child(val("w:sz", size)).child(val("w:szCs", size));
    kind.child(element("w:qFormat")).child(paragraph).child(run)
}

/// The same font for all scripts, and the hint that signs such as ■ and “ are Chinese.
fn fonts(name: &str) -> Element {
    element("w:rFonts").with("w:hint", "eastAsia").with("w:ascii", name).with("w:hAnsi", name).with("w:eastAsia", name).with("w:cs", name)
}

/// A paragraph. `properties` are children of `w:pPr` after the style, in the order of the schema.
pub(super) fn paragraph(style: Style, properties: Vec<Element>, text: &str) -> Element {
    paragraph_of(style, properties, vec![run(Vec::new(), text)])
}

/// A paragraph of given runs.
pub(super) fn paragraph_of(style: Style, properties: Vec<Element>, runs: Vec<Element>) -> Element {
    let described = element("w:pPr").child(val("w:pStyle", style.id)).children(properties);
    element("w:p").child(described).children(runs)
}

/// A run; tabs and line breaks in its text become Word's own.
pub(super) fn run(properties: Vec<Element>, text: &str) -> Element {
    // The hint must stand with the run: Word ignores it in styles for characters of doubtful width.
    let hint = element("w:rFonts").with("w:hint", "eastAsia");
    run_of(element("w:rPr").child(hint).children(properties), text)
}

/// A run in the font of another style.
pub(super) fn font_run(style: Style, text: &str) -> Element {
    run_of(element("w:rPr").child(fonts(style.font)), text)
}

/// The look of the issuer's mark, whose size stands with the run.
pub(super) fn mark_look(half_points: u32) -> Vec<Element> {
    vec![val("w:color", super::front::RED), val("w:sz", half_points), val("w:szCs", half_points)]
}

fn run_of(properties: Element, text: &str) -> Element {
    let mut run = element("w:r").child(properties);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            run = run.child(element("w:br"));
        }
        for (index, piece) in line.split('\t').enumerate() {
            if index > 0 {
                run = run.child(element("w:tab"));
            }
            if !piece.is_empty() {
                run = run.child(element("w:t").with("xml:space", "preserve").text(piece));
            }
        }
    }
    run
}

/// A footer with the page number between dashes, one character from the outer edge. `after` twips of
/// white below it lift it where the page's footer stands lower.
pub(super) fn footer(right: bool, after: u32) -> String {
    let (side, jc) = if right { ("w:right", "right") } else { ("w:left", "left") };
    let mut properties = vec![element("w:ind").with(side, SMALL_CHARACTER), val("w:jc", jc)];
    if after > 0 {
        properties.insert(0, element("w:spacing").with("w:after", after));
    }
    let number = element("w:fldSimple").with("w:instr", " PAGE ").child(run(Vec::new(), "1"));
    let runs = vec![run(Vec::new(), "— "), number, run(Vec::new(), " —")];
    let line = paragraph_of(PAGE_NUMBER, properties, runs);
    element("w:ftr").with("xmlns:w", W).child(line).to_part()
}
