//! The public pages' words and marks.

use anlan_app::views::{PublicFront, PublicRegion, PublicRiver, PublicRiverPage, PublicRivers, PublicText, PublicTextPage};
use anlan_core::days::zh;
use maud::{DOCTYPE, Markup, html};

fn whole(title: &str, region: Option<&PublicRegion>, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/p/style.css";
                link rel="icon" href="/favicon.svg";
            }
            body {
                a.skip href="#main" { "跳到正文" }
                header {
                    p.name { (region.map_or("河长制公众页面".to_owned(), |own| format!("{}河长制公众页面", own.name))) }
                    @if let Some(own) = region {
                        nav aria-label="栏目" {
                            a href={ "/p/" (own.code) } { "首页" }
                            a href={ "/p/" (own.code) "/rivers" } { "河流和河长" }
                        }
                    }
                }
                main id="main" { (main) }
                footer { p { "页面由安澜按登记的数据生成。" } }
            }
        }
    }
}

pub fn missing() -> Markup {
    whole("没有这个页面", None, &html! { h1 { "没有这个页面" } p { "网址可能有误，或者内容没有公开。" } p { a href="/p" { "回到首页" } } })
}

pub fn unavailable() -> Markup {
    whole("暂时打不开", None, &html! { h1 { "暂时打不开" } p { "请过一会儿再来，或者拨打监督电话。" } })
}

pub fn regions(all: &[PublicRegion]) -> Markup {
    let list = html! {
        h1 { "选择区县" }
        @if all.is_empty() { p { "还没有公开的内容。" } }
        ul.plain { @for own in all { li { a href={ "/p/" (own.code) } { (own.name) } } } }
    };
    whole("河长制公众页面", None, &list)
}

fn phone(office: &str, phone: &str) -> Markup {
    html! { p.phone { "监督电话 " a href={ "tel:" (phone.replace('-', "")) } { (phone) } "（" (office) "）" } }
}

pub fn front(told: &PublicFront) -> Markup {
    let code = &told.region.code;
    let main = html! {
        h1 { (told.region.name) "河长制" }
        (phone(&told.office, &told.phone))
        @if told.rivers { p { a.button href={ "/p/" (code) "/rivers" } { "看看身边的河和河长" } } }
        h2 { "公开的文稿" }
        @if told.texts.is_empty() { p { "还没有公开的文稿。" } }
        ul.texts {
            @for text in &told.texts {
                li { a href={ "/p/" (code) "/texts/" (text.id) } { (text.title) } br; span.soft { (line(text)) } }
            }
        }
    };
    whole(&format!("{}河长制公众页面", told.region.name), Some(&told.region), &main)
}

fn line(text: &PublicText) -> String {
    let number = text.number.iter().chain(&text.serial).map(|number| format!("{number}　")).collect::<String>();
    format!("{}　{number}{}　{}", text.label, text.issuer, zh(text.on))
}

fn chiefs(river: &PublicRiver) -> Markup {
    html! {
        @if river.chiefs.is_empty() { p { "还没有登记河长。" } }
        ul.plain {
            @for chief in &river.chiefs {
                li { span.soft { (chief.level) } " " (chief.post) " " @match &chief.person { Some(person) => strong { (person) }, None => span.soft { "空缺" } } }
            }
        }
    }
}

fn water(river: &PublicRiver) -> Markup {
    html! { @if let Some(class) = &river.water.class { strong { (class) } "，" } (river.water.words) }
}

pub fn rivers(told: &PublicRivers) -> Markup {
    let code = &told.region.code;
    let main = html! {
        h1 { (told.region.name) "的河流和河长" }
        (phone(&told.office, &told.phone))
        p.soft { (told.clause) "。水质为" (told.year) "年已有监测数据的评价。" }
        table {
            caption.hidden { "河流、水质和河长" }
            thead { tr { th scope="col" { "河流" } th scope="col" { (told.year) "年水质" } th scope="col" { "河长" } } }
            tbody {
                @for river in &told.rivers {
                    tr {
                        th scope="row" data-label="河流" { a href={ "/p/" (code) "/rivers/" (river.id) } { (river.name) } br; span.soft { (river.level) } }
                        td data-label="水质" { (water(river)) }
                        td data-label="河长" { (chiefs(river)) }
                    }
                }
            }
        }
        @if told.rivers.is_empty() { p { "还没有登记河流。" } }
    };
    whole(&format!("{}的河流和河长", told.region.name), Some(&told.region), &main)
}

pub fn river(told: &PublicRiverPage) -> Markup {
    let own = &told.river;
    let at = format!("/p/{}/rivers/{}", told.region.code, own.id);
    let main = html! {
        h1 { (own.name) }
        p.soft { (own.level) @if let Some(unit) = &own.lead_unit { "　牵头单位：" (unit) } }
        (phone(&told.office, &told.phone))
        h2 { "河长" }
        (chiefs(own))
        h2 { "水质（" (told.year) "年）" }
        p { (water(own)) }
        h2 { "请不要在河边做的事" }
        ul { @for words in &told.forbidden { li { (words) } } }
        h2 { "公示牌" }
        p { img.sign src={ (at) "/sign.svg" } alt={ (own.name) "河长公示牌，内容同本页" } width="750" height="500"; }
        p.no-print { a href={ (at) "/sign.svg" } download { "下载 SVG" } "　" a href={ (at) "/sign.pdf" } { "下载 PDF" } }
    };
    whole(&format!("{}（{}）", own.name, told.region.name), Some(&told.region), &main)
}

pub fn text(region: &str, told: &PublicTextPage) -> Markup {
    let text = &told.text;
    let articles = told.chapters.iter().any(|chapter| chapter.title.is_some());
    let at = format!("/p/{region}/texts/{}", text.id);
    let main = html! {
        p.no-print { a href={ "/p/" (region) } { "‹ 首页" } }
        article {
            h1 { (text.title) }
            p.soft { (line(text)) }
            @if let Some(to) = told.distribution.as_ref().filter(|to| !to.addressee.is_empty()) { p { (to.addressee) "：" } }
            @for chapter in &told.chapters {
                @if let Some(title) = &chapter.title { h2.article { (title) } }
                @if articles { h3 { (chapter.heading) } } @else { h2 { (chapter.heading) } }
                @for line in &chapter.lines { p { (line) } }
                @if let Some(table) = &chapter.table {
                    table {
                        caption.hidden { (table.title) }
                        thead { tr { @for header in &table.headers { th scope="col" { (header) } } } }
                        tbody { @for row in &table.rows { tr { @for (header, cell) in table.headers.iter().zip(row) { td data-label=(header) { (cell) } } } } }
                    }
                }
            }
            @if let Some(to) = told.distribution.as_ref().filter(|to| !to.copies.is_empty()) { p.soft { "分送：" (to.copies.join("；")) } }
        }
        @for erratum in &told.errata {
            section.note {
                h2 { "更正说明（" (zh(erratum.on)) "）" }
                p { (erratum.reason) }
                ul { @for own in &erratum.corrections { li { (own.name) "：原为" (own.was) "，更正为" (own.now) } } }
            }
        }
        p.no-print { a href={ (at) "/text.docx" } { "下载 Word" } "　" a href={ (at) "/text.pdf" } { "下载 PDF" } }
        @if !told.figures.is_empty() {
            details {
                summary { "文中数据的含义（统计截至" (zh(told.as_of)) "）" }
                dl { @for figure in &told.figures { dt { (figure.name) "：" (figure.value) } dd { (figure.about) } } }
            }
        }
    };
    whole(&text.title, None, &main)
}
