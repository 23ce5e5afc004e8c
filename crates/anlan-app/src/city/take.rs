//! Taking a district's article into a text of the office above.

use super::articles::found;
use crate::matters::{About, go_on, load_for};
use crate::texts::text_of;
use crate::views::TakeArticle;
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::text::{Article, Text, TextChapter, TextContent, TextEvent};
use anlan_core::matter::{MatterEvent, MatterKind};
use anlan_core::pack::fill::{fill, gaps};
use serde_json::json;

/// Takes an article in at the end of a draft: its chapters as words that can be edited, its figures as the district finished them.
///
/// # Errors
/// Not found, not allowed, changed meanwhile, finished already, a text that takes no articles in, one taken in already, or the store fails.
pub async fn take_article(anlan: &Anlan, call: &Call, id: MatterId, form: &TakeArticle) -> Result<(), Fault> {
    call.ask_role(Action::TextWrite)?;
    let (from, article) = found(anlan, call, &form.region, MatterId(form.article)).await?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::TextWrite, MatterKind::Text, id).await?;
    if held.facts.len() != form.base {
        return Err(Fault::stale());
    }
    let text = text_of(&held.matter)?;
    let packs = anlan.packs.with_texts(call.region.as_str(), call.today()).unwrap_or_default();
    if !packs.iter().filter_map(|pack| pack.head.text(&text.head.template)).any(|template| template.collects) {
        let zh = format!("{}不收区县稿件。", text.head.label);
        return Err(Fault::conflict("takes_no_articles", zh, "This kind of text takes no articles in."));
    }
    if text.content.articles.iter().any(|own| own.id == article.id) {
        return Err(Fault::conflict("article_twice", "这篇稿件已经收进来了。", "The article was taken in already."));
    }
    let content = with(&text.content, &from.name.code, &from.name.name, &article);
    let told = format!("{}：{}", from.name.name, article.content.title);
    let event = MatterEvent::Text(TextEvent::Revised { content: Box::new(content) });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), event, About::default()).await?;
    anlan.finish(tx, call, Action::TextWrite.key(), &told, &json!({ "text": id, "region": from.name.code, "article": article.id })).await
}

/// The content with the article at its end.
fn with(content: &TextContent, region: &str, district: &str, article: &Text) -> TextContent {
    let taken = |mark: &str| content.articles.iter().any(|own| own.mark == mark);
    let mut mark = district.to_owned();
    for n in 2.. {
        if !taken(&mark) {
            break;
        }
        mark = format!("{district}（{n}）");
    }
    let source = Article {
        mark: mark.clone(),
        region: region.to_owned(),
        id: article.id,
        title: article.content.title.clone(),
        issuer: article.head.subject.clone(),
    };
    let renamed = |text: &str| {
        let names: Vec<(String, String)> = gaps(text).map(|name| (name.to_owned(), format!("{{{}}}", source.name(name)))).collect();
        let names: Vec<(&str, &str)> = names.iter().map(|(own, new)| (own.as_str(), new.as_str())).collect();
        fill(text, &names)
    };
    let chapters = article.content.chapters.iter().enumerate().map(|(place, own)| TextChapter {
        heading: own.heading.clone(),
        text: renamed(&own.text),
        table: own.table.as_deref().map(|name| source.name(name)),
        title: (place == 0).then(|| renamed(&article.content.title)),
        article: Some(mark.clone()),
    });
    let chapters = content.chapters.iter().cloned().chain(chapters).collect();
    TextContent { chapters, articles: content.articles.iter().cloned().chain([source.clone()]).collect(), ..content.clone() }
}
