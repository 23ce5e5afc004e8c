//! Drafting texts, editing them, finishing them, giving them up.

use super::figures::{Figures, Known, pack_of, template_of};
use super::show::wrong;
use super::{period_zh, text_of};
use crate::city::letter_received;
use crate::duty::{JudgedLoop, judge_by};
use crate::figures::{judge_on, judge_published};
use crate::matters::{About, Held, begin, go_on, load_for};
use crate::offered::given_of_period;
use crate::office::keep_rules;
use crate::papers::drafted;
use crate::views::{Because, CorrectText, DraftTexts, FinishText, SaveText};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target, may};
use anlan_core::ids::{ChiefId, MatterId, RegionId, RiverId};
use anlan_core::matter::text::{Article, Distribution, Erratum, Frozen, Text, TextChapter, TextContent, TextEvent, TextHead, TextPaper};
use anlan_core::matter::{MatterEvent, MatterKind, MatterState};
use anlan_core::pack::fill::fill;
use anlan_core::pack::texts::{ANSWERED, Issues, OfPost, PaperForm, TextTemplate};
use anlan_core::shown::{JudgedRow, JudgedTable};
use anlan_store::{MatterFilter, MatterOrder, Tx};
use chrono::{Datelike as _, NaiveDate};
use serde_json::json;
use std::collections::BTreeSet;

/// Most posts of a region.
const MOST: u64 = 20_000;

/// Drafts a text of the office; or for these posts, or for all that have none yet: then gives their ids in the order of the posts.
///
/// # Errors
/// Not allowed, no such period, template or post, there is such a text already, or the store fails.
pub async fn draft_texts(anlan: &Anlan, call: &Call, form: &DraftTexts) -> Result<Vec<MatterId>, Fault> {
    call.ask_role(Action::TextWrite)?;
    let given = given_of_period(&form.period, call.at)?;
    let pack = pack_of(anlan, call, &form.template, given.to)?;
    let template = template_of(&pack, &form.template)?.clone();
    if period_zh(&form.period).is_none_or(|(length, _)| length != template.every) {
        let zh = format!("“{}”按{}编写，期间“{}”不对。", template.label, every_zh(template.every), form.period);
        return Err(Fault::invalid("period", "wrong_period", zh, "The text is written for periods of another length."));
    }
    let made = match template.of_post() {
        Some(of) => of_posts(anlan, call, form, (&template, of), judge_by(anlan, call, pack, given, call.at, vec![]).await?).await?,
        None => vec![of_office(anlan, call, form, &template, given.as_of).await?],
    };
    Ok(made)
}

/// A text of the office from its template.
async fn of_office(anlan: &Anlan, call: &Call, form: &DraftTexts, template: &TextTemplate, as_of: NaiveDate) -> Result<MatterId, Fault> {
    call.ask(Action::TextWrite, Target::default())?;
    if form.chief_ids.is_some() {
        let zh = format!("{}由河长办编写，不分河长职务。", template.label);
        return Err(Fault::invalid("chief_ids", "no_subject", zh, "This text is the office's, not a post's."));
    }
    let paper = template.paper.as_ref().ok_or_else(Fault::not_found)?;
    let letter = match form.answers {
        Some(id) => Some(letter_received(anlan, call, MatterId(id)).await?),
        None => None,
    };
    if template.answers != letter.is_some() {
        let zh = if template.answers { "请从来文那里起草，才知道复的是哪一份。" } else { "这种文稿不是复函。" };
        return Err(Fault::invalid("answers", "answers_what", zh, "Say which text it answers, with a kind of text that answers one."));
    }
    let mut chapters = chapters(template);
    if template.has_conditions() {
        // What others read hangs on nothing that is not published.
        let judged = if template.public || template.contributes {
            judge_published(anlan, call, Some(as_of), None).await?
        } else {
            judge_on(anlan, call, Some(as_of), None).await?
        };
        let names = template.names();
        for chapter in &mut chapters {
            chapter.text = drafted(&chapter.text, &names, judged.all().map(|(_, figure)| figure))?;
        }
    }
    let tx = anlan.begin(call).await?;
    if !template.several && with_one(&tx, &form.template, &form.period).await?.contains(&None) {
        let zh = format!("{}已有{}。", form.period, template.label);
        return Err(Fault::conflict("text_already", zh, "There is such a text for this period."));
    }
    let head = TextHead {
        template: template.key.clone(),
        label: template.label.clone(),
        chief_id: None,
        subject: paper.issuer.clone(),
        river_id: None,
        period: form.period.clone(),
        public: template.public,
        contributes: template.contributes,
        paper: Some(TextPaper { form: paper.form, mark: paper.mark.clone(), number_prefix: paper.number_prefix.clone() }),
    };
    let zh = period_zh(&head.period).map_or_else(|| head.period.clone(), |(_, zh)| zh);
    let answered = letter.as_ref().and_then(crate::public::in_short).map(|told| {
        let number = told.number.map(|number| format!("（{number}）")).unwrap_or_default();
        format!("《{}》{number}", told.title)
    });
    let answered = answered.as_deref().unwrap_or_default();
    for chapter in chapters.iter_mut().filter(|_| template.answers) {
        chapter.text = fill(&chapter.text, &[(ANSWERED, answered)]);
    }
    let content = TextContent {
        title: fill(&template.title, &[("期间", zh.as_str()), ("单位", head.subject.as_str()), (ANSWERED, answered)]),
        chapters,
        distribution: Some(Distribution {
            addressee: paper.addressee.clone(),
            copies: paper.copies.clone(),
            answers: letter.map(|text| text.id),
            ..Distribution::default()
        }),
        articles: vec![],
    };
    let mut ids = call.ids();
    let id = MatterId(ids.make());
    let event = MatterEvent::Text(TextEvent::Drafted { head: Box::new(head), content: Box::new(content) });
    begin(&tx, call, (id, ids.make()), None, call.today(), event, About::default()).await?;
    let told = format!("{}（{}）", template.label, form.period);
    anlan.finish(tx, call, Action::TextWrite.key(), &told, &json!({ "texts": [id] })).await?;
    Ok(id)
}

fn chapters(template: &TextTemplate) -> Vec<TextChapter> {
    let trimmed = |mut chapter: TextChapter| {
        chapter.text = chapter.text.trim_matches('\n').to_owned();
        chapter
    };
    template.chapters.clone().into_iter().map(trimmed).collect()
}

async fn of_posts(
    anlan: &Anlan,
    call: &Call,
    form: &DraftTexts,
    (template, of): (&TextTemplate, OfPost<'_>),
    judged: JudgedLoop,
) -> Result<Vec<MatterId>, Fault> {
    let given = judged.given;
    let subjects: BTreeSet<&str> =
        judged.table(of.table).into_iter().flat_map(|table| table.rows.iter().filter_map(|row| table.cell(row, of.column))).collect();
    let register = anlan.register(&call.region).await?;
    let tx = anlan.begin(call).await?;
    let chiefs = tx.read().chiefs().await?;
    let held = with_one(&tx, &form.template, &form.period).await?;
    let mut ids = call.ids();
    let mut made = Vec::new();
    let wanted = chiefs.iter().filter(|row| form.chief_ids.as_ref().is_none_or(|wanted| wanted.contains(&row.id)));
    for chief in wanted {
        let target = Target { chief_id: Some(ChiefId(chief.id)), ..Target::default() };
        let chosen = form.chief_ids.is_some();
        if chosen {
            call.ask(Action::TextWrite, target)?;
        }
        if !subjects.contains(chief.name.as_str()) || !may(&call.actor, Action::TextWrite, target) {
            if chosen {
                let zh = format!("{}不需要编写{}。", chief.name, template.label);
                return Err(Fault::invalid("chief_ids", "no_subject", zh, format!("{} writes no such text", chief.name)));
            }
            continue;
        }
        if held.contains(&Some(chief.id)) {
            if chosen {
                let zh = format!("{}已有{}的{}。", chief.name, form.period, template.label);
                return Err(Fault::conflict("text_already", zh, "There is such a text of this post for this period."));
            }
            continue;
        }
        let id = MatterId(ids.make());
        let person = register.holder(chief.id, given.as_of).unwrap_or("（没有任职记录）");
        let head = TextHead {
            template: template.key.clone(),
            label: template.label.clone(),
            chief_id: Some(ChiefId(chief.id)),
            subject: chief.name.clone(),
            river_id: chief.river_id.map(RiverId),
            period: form.period.clone(),
            public: template.public,
            contributes: false,
            paper: None,
        };
        let content = TextContent {
            title: title(template, of, &head, person, &judged),
            chapters: chapters(template),
            distribution: None,
            articles: vec![],
        };
        let event = MatterEvent::Text(TextEvent::Drafted { head: Box::new(head), content: Box::new(content) });
        begin(&tx, call, (id, ids.make()), None, call.today(), event, About::default()).await?;
        made.push(id);
    }
    if made.is_empty() {
        let zh = format!("没有还需要编写{}的河长职务。", template.label);
        return Err(Fault::conflict("none_already", zh, "Every post has such a text."));
    }
    let told = format!("{}（{}）", template.label, form.period);
    anlan.finish(tx, call, Action::TextWrite.key(), &told, &json!({ "texts": made })).await?;
    Ok(made)
}

/// The posts that have such a text that was not given up.
async fn with_one(tx: &Tx, template: &str, period: &str) -> Result<BTreeSet<Option<uuid::Uuid>>, Fault> {
    let filter = MatterFilter { class: template.to_owned(), source: period.to_owned(), ..MatterFilter::of(MatterKind::Text) };
    let rows = tx.read().matters(&filter, MatterOrder::Latest, None, MOST).await?;
    Ok(rows.into_iter().filter(|row| row.state != MatterState::Cancelled.key()).map(|row| row.chief_id).collect())
}

/// The title is filled at once: it names the text in lists.
fn title(template: &TextTemplate, own: OfPost<'_>, head: &TextHead, person: &str, judged: &JudgedLoop) -> String {
    let zh = period_zh(&head.period).map_or_else(|| head.period.clone(), |(_, zh)| zh);
    let mut values = vec![("河长", head.subject.as_str()), ("期间", zh.as_str()), ("姓名", person)];
    let of = |table: &JudgedTable, row: &JudgedRow| table.cell(row, own.column) == Some(head.subject.as_str());
    if let Some(table) = judged.table(own.table)
        && let Some(row) = table.rows.iter().find(|row| of(table, row))
    {
        values.extend(table.headers.iter().zip(&row.cells).map(|(name, value)| (name.as_str(), value.as_str())));
    }
    fill(&template.title, &values)
}

fn every_zh(every: anlan_core::pack::Period) -> &'static str {
    match every {
        anlan_core::pack::Period::Year => "年",
        anlan_core::pack::Period::Quarter => "季度",
        anlan_core::pack::Period::Month => "月",
    }
}

fn newest(held: &Held, base: usize) -> Result<(), Fault> {
    if held.facts.len() == base { Ok(()) } else { Err(Fault::stale()) }
}

/// Saves what a text says; nothing happens when it says the same.
///
/// # Errors
/// Not found, not allowed, changed meanwhile, finished already, a chapter without a heading, or the store fails.
pub async fn save_text(anlan: &Anlan, call: &Call, id: MatterId, form: &SaveText) -> Result<(), Fault> {
    call.ask_role(Action::TextWrite)?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::TextWrite, MatterKind::Text, id).await?;
    newest(&held, form.base)?;
    let held_text = text_of(&held.matter)?;
    // A form that does not know of the distribution leaves it; a text of a post has none.
    let distribution =
        form.distribution.clone().or_else(|| held_text.content.distribution.clone()).filter(|_| held_text.head.paper.is_some());
    // What it answers is not edited; an article without a chapter left is taken out.
    let answers = held_text.content.distribution.as_ref().and_then(|own| own.answers);
    let distribution = distribution.map(|own| Distribution { answers, ..own });
    let used = |article: &&Article| form.chapters.iter().any(|chapter| chapter.article.as_ref() == Some(&article.mark));
    let (articles, dropped): (Vec<Article>, Vec<Article>) = held_text.content.articles.iter().cloned().partition(|article| used(&article));
    let content = TextContent { title: form.title.trim().to_owned(), chapters: form.chapters.clone(), distribution, articles };
    still_named(&content, &dropped)?;
    if held_text.content == content {
        return Ok(());
    }
    let event = MatterEvent::Text(TextEvent::Revised { content: Box::new(content) });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), event, About::default()).await?;
    anlan.finish(tx, call, Action::TextWrite.key(), &held.row.title.clone(), &json!({ "text": id })).await
}

/// An article whose chapters are all gone is taken out, unless its figures are still named: then they would stand for nothing, or for
/// those of the next article of the district.
fn still_named(content: &TextContent, dropped: &[Article]) -> Result<(), Fault> {
    let names = content.figures().into_iter().chain(content.tables());
    let Some((mark, name)) = names.into_iter().find_map(|name| Some((&dropped.iter().find(|own| own.own(name).is_some())?.mark, name)))
    else {
        return Ok(());
    };
    let zh = format!("{mark}的稿件已经没有章节，文中却还写着它的“{name}”：请先删去，或者留下稿件的章节。");
    Err(Fault::invalid("chapters", "article_named", zh, format!("{name} is named, but no chapter of its article is left")))
}

/// Finishes a text: its figures are frozen, it changes no more.
///
/// # Errors
/// Not found, not allowed, changed meanwhile, a name that is no figure, or the store fails.
pub async fn finish_text(anlan: &Anlan, call: &Call, id: MatterId, form: &FinishText) -> Result<(), Fault> {
    call.ask_role(Action::TextFinish)?;
    let read = anlan.store.region(&call.region);
    let seen = load_for(&read, call, Action::TextFinish, MatterKind::Text, id).await?;
    newest(&seen, form.base)?;
    // Judged before the transaction: nothing may have been recorded in between, or what is frozen could not be replayed.
    let revision = read.revision().await?;
    let figures = Figures::of(anlan, call, text_of(&seen.matter)?, Known::Now).await?;
    let tx = anlan.begin(call).await?;
    if tx.read().revision().await? != revision {
        return Err(Fault::stale());
    }
    let mut held = load_for(&tx.read(), call, Action::TextFinish, MatterKind::Text, id).await?;
    newest(&held, form.base)?;
    let text = text_of(&held.matter)?;
    let frozen = figures.freeze(&text.content);
    for pack in figures.packs(&text.content) {
        keep_rules(&tx, call, &pack).await?;
    }
    sent_to_somebody(anlan, call, text, &figures).await?;
    let detail = detail(id, &frozen);
    let (number, serial) = match text.head.paper.as_ref().filter(|paper| !paper.number_prefix.is_empty()) {
        Some(paper) => next_number(&tx, call, text, paper, figures.template.paper.as_ref().and_then(|own| own.issues.as_ref())).await?,
        None => (None, None),
    };
    held.row.number.clone_from(&number);
    let event = MatterEvent::Text(TextEvent::Finished { frozen: Box::new(frozen), number, serial });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), event, About::default()).await?;
    anlan.finish(tx, call, Action::TextFinish.key(), &held.row.title.clone(), &detail).await
}

/// A text for districts names at least one, and only those below.
async fn sent_to_somebody(anlan: &Anlan, call: &Call, text: &Text, figures: &Figures) -> Result<(), Fault> {
    let named = text.content.distribution.as_ref().map(|own| own.districts.as_slice()).unwrap_or_default();
    let below = anlan.packs.above(call.region.as_str(), call.today()).map(|(_, city)| city.districts.as_slice()).unwrap_or_default();
    if let Some(other) = named.iter().find(|code| !below.contains(code)) {
        let zh = format!("“{other}”不是下级区县，不能发给它。");
        return Err(Fault::invalid("distribution", "no_district", zh, format!("{other} is no district below")));
    }
    for code in named {
        let region = RegionId::parse(code).map_err(|_| Fault::not_found())?;
        if anlan.store.region(&region).own_row().await?.is_none() {
            let zh = format!("{}没有在本系统登记，收不到，请另行发送。", anlan.packs.name_of(code).unwrap_or(code));
            return Err(Fault::invalid("distribution", "district_elsewhere", zh, format!("{code} keeps its books elsewhere")));
        }
    }
    let answer_by = text.content.distribution.as_ref().and_then(|own| own.answer_by);
    if answer_by.is_some_and(|by| by < call.today()) {
        let zh = "要求回复的日期已经过去，请先修改。";
        return Err(Fault::invalid("distribution", "day_passed", zh, "The day to answer by has passed."));
    }
    if figures.template.to_districts && named.is_empty() {
        return Err(Fault::invalid(
            "distribution",
            "no_district",
            "请先修改，选定发给哪些区县。",
            "Choose the districts it is sent to first.",
        ));
    }
    Ok(())
}

/// The next number of its word in its year: 代字〔年〕N号. Of a bulletin 年第N期, and its number through all years; issues that came out
/// before it was written here are counted as its template says.
async fn next_number(
    tx: &Tx,
    call: &Call,
    text: &Text,
    paper: &TextPaper,
    issues: Option<&Issues>,
) -> Result<(Option<String>, Option<String>), Fault> {
    let year = call.today().year();
    let word = if paper.form == PaperForm::Bulletin { &text.head.template } else { &paper.number_prefix };
    let n = tx.next_number(&format!("text/{word}/{year}")).await?;
    Ok(match paper.form {
        PaperForm::Bulletin => {
            let in_year = n + issues.filter(|own| own.year == year).map_or(0, |own| own.before_in_year);
            let all = tx.next_number(&format!("text/{word}")).await? + issues.map_or(0, |own| own.before);
            (Some(format!("{year}年第{in_year}期")), Some(format!("{}{all}", paper.number_prefix)))
        }
        PaperForm::Document | PaperForm::Letter | PaperForm::Minutes | PaperForm::Plain => {
            (Some(format!("{}〔{year}〕{n}号", paper.number_prefix)), None)
        }
    })
}

/// Sets right beside a finished text what it says otherwise than is known now. The text itself stays as it is.
///
/// # Errors
/// Not found, not allowed, changed meanwhile, not finished, nothing wrong, no reason, or the store fails.
pub async fn correct_text(anlan: &Anlan, call: &Call, id: MatterId, form: &CorrectText) -> Result<(), Fault> {
    call.ask_role(Action::TextFinish)?;
    let read = anlan.store.region(&call.region);
    let seen = load_for(&read, call, Action::TextFinish, MatterKind::Text, id).await?;
    newest(&seen, form.base)?;
    let text = text_of(&seen.matter)?;
    let revision = read.revision().await?;
    let figures = Figures::of(anlan, call, text, Known::Now).await?;
    let corrections = text.frozen.as_ref().map(|frozen| wrong(text, frozen, &figures)).unwrap_or_default();
    let tx = anlan.begin(call).await?;
    if tx.read().revision().await? != revision {
        return Err(Fault::stale());
    }
    let mut held = load_for(&tx.read(), call, Action::TextFinish, MatterKind::Text, id).await?;
    newest(&held, form.base)?;
    let detail = json!({ "text": id, "reason": form.reason.trim(), "corrections": corrections });
    let erratum = Erratum { reason: form.reason.trim().to_owned(), corrections, known_at: figures.known_at };
    let event = MatterEvent::Text(TextEvent::Corrected { erratum: Box::new(erratum) });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), event, About::default()).await?;
    anlan.finish(tx, call, "text.correct", &held.row.title.clone(), &detail).await
}

fn detail(id: MatterId, frozen: &Frozen) -> serde_json::Value {
    json!({ "text": id, "as_of": frozen.as_of, "pack": frozen.pack_hash, "records": frozen.records, "digest": frozen.records_digest })
}

/// Gives a draft up; the post may have another one then.
///
/// # Errors
/// Not found, not allowed, finished already, no reason, or the store fails.
pub async fn cancel_text(anlan: &Anlan, call: &Call, id: MatterId, form: &Because) -> Result<(), Fault> {
    call.ask_role(Action::TextWrite)?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::TextWrite, MatterKind::Text, id).await?;
    let event = MatterEvent::Text(TextEvent::Cancelled { reason: form.reason.trim().to_owned() });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), event, About::default()).await?;
    anlan.finish(tx, call, "text.cancel", &held.row.title.clone(), &json!({ "text": id, "reason": form.reason.trim() })).await
}
