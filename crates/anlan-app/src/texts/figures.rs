//! The figures and tables of a text: the row of its subject in the tables of its template.

use crate::duty::{JudgedLoop, judge_by, plan_pack};
use crate::offered::given_of_period;
use crate::{Anlan, Call, Fault};
use anlan_core::matter::text::{Frozen, FrozenFigure, FrozenTable, Text, TextContent};
use anlan_core::pack::Pack;
use anlan_core::pack::texts::TextTemplate;
use anlan_core::rule::explain::Reasons;
use anlan_core::rule::run::Given;
use anlan_core::shown::{JudgedRow, JudgedTable};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a text takes its figures from, judged.
pub(super) struct Figures {
    /// The pack with the period and the tables.
    pub(super) judged: JudgedLoop,
    /// When what was recorded was known.
    pub(super) known_at: DateTime<Utc>,
    /// Words of the template and the post.
    template: TextTemplate,
    subject: String,
    /// What every text has: post, period, holder.
    always: Vec<FrozenFigure>,
}

impl Figures {
    /// The figures of a text: as frozen in it when `then`, else as they stand now, up to the same day once it is finished.
    ///
    /// # Errors
    /// No pack or no such template in it, or the store fails.
    pub(super) async fn of(anlan: &Anlan, call: &Call, text: &Text, then: bool) -> Result<Self, Fault> {
        let head = &text.head;
        let period = given_of_period(&head.period, call.at)?;
        let frozen = text.frozen.as_ref();
        let given = Given { as_of: frozen.map_or(period.as_of, |frozen| frozen.as_of), ..period };
        let pack = match frozen {
            Some(frozen) => Arc::new(anlan.kept_rules(&call.region, &frozen.pack_hash).await?),
            None => plan_pack(anlan, call, given.to)?,
        };
        let known_at = frozen.filter(|_| then).map_or(call.at, |frozen| frozen.known_at);
        let template = template_of(&pack, &head.template)?.clone();
        let mut behind: Vec<String> = text.content.tables().into_iter().map(str::to_owned).collect();
        behind.push(template.table.clone());
        let judged = judge_by(anlan, call, pack, given, known_at, behind).await?;
        let register = anlan.register(&call.region).await?;
        let person = register.holder(head.chief_id.0, given.as_of).unwrap_or("（没有任职记录）").to_owned();
        let zh = super::period_zh(&head.period).map_or_else(|| head.period.clone(), |(_, zh)| zh);
        let figure = |(name, value): (&str, String)| FrozenFigure { name: name.to_owned(), value, missing: false, formula: String::new() };
        let always = [("河长", head.subject.clone()), ("姓名", person), ("期间", zh)].into_iter().map(figure).collect();
        Ok(Self { judged, known_at, template, subject: head.subject.clone(), always })
    }

    fn row<'a>(&self, table: &'a JudgedTable) -> impl Iterator<Item = &'a JudgedRow> {
        table.rows.iter().filter(move |row| table.cell(row, &self.template.column) == Some(self.subject.as_str()))
    }

    /// Table and row of the subject; none when the post is not in the table any more.
    pub(super) fn own(&self) -> Option<(&JudgedTable, &JudgedRow)> {
        let table = self.judged.table(&self.template.table)?;
        self.row(table).next().map(|row| (table, row))
    }

    /// Every figure a text may name: what all have, then the row's columns.
    pub(super) fn all(&self) -> Vec<FrozenFigure> {
        let mut all = self.always.clone();
        let cells = self.own().into_iter().flat_map(|(table, row)| table.headers.iter().zip(row.cells.iter().zip(&row.missing)));
        let formula = |name: &str| {
            let working = self.reasons().into_iter().flat_map(|reasons| &reasons.workings).find(|own| own.name == name);
            working.map(|own| own.formula.clone()).unwrap_or_default()
        };
        let figures = cells.map(|(name, (value, missing))| FrozenFigure {
            name: name.clone(),
            value: value.clone(),
            missing: *missing,
            formula: formula(name),
        });
        all.extend(figures.filter(|figure| !self.always.iter().any(|own| own.name == figure.name)));
        all
    }

    /// A table's rows of the subject, without the column that names it.
    pub(super) fn table(&self, name: &str) -> Option<FrozenTable> {
        // A table that does not say whose its rows are is none of this text.
        let table = self.judged.table(name).filter(|table| table.headers.contains(&self.template.column))?;
        let shown: Vec<usize> = (0..table.headers.len()).filter(|place| table.headers[*place] != self.template.column).collect();
        let of = |row: &JudgedRow| shown.iter().map(|place| row.cells[*place].clone()).collect();
        Some(FrozenTable {
            name: table.name.clone(),
            title: table.title.clone(),
            headers: shown.iter().map(|place| table.headers[*place].clone()).collect(),
            rows: self.row(table).map(of).collect(),
        })
    }

    /// The row's reasons.
    pub(super) fn reasons(&self) -> Option<&Reasons> {
        self.own().map(|(_, row)| &row.reasons)
    }

    /// The names of all records behind a text's figures and tables.
    pub(super) fn records(&self, content: &TextContent) -> BTreeSet<String> {
        let tables = content.tables().into_iter().chain([self.template.table.as_str()]).filter_map(|name| self.judged.table(name));
        tables.flat_map(|table| self.row(table)).flat_map(|row| row.facts.iter().cloned()).collect()
    }

    /// What a text rests on when it is finished now.
    pub(super) fn freeze(&self, content: &TextContent) -> Frozen {
        let all = self.all();
        let used = content.figures();
        let records = self.records(content);
        let pack = &self.judged.pack;
        Frozen {
            pack: pack.head.id.clone(),
            pack_title: pack.head.title.clone(),
            pack_hash: pack.hash.clone(),
            as_of: self.judged.given.as_of,
            known_at: self.known_at,
            clause: self
                .own()
                .map(|(table, _)| {
                    [Some(table.clause.as_str()), table.reading.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("；")
                })
                .unwrap_or_default(),
            figures: used.into_iter().filter_map(|name| all.iter().find(|figure| figure.name == name).cloned()).collect(),
            tables: content.tables().into_iter().filter_map(|name| self.table(name)).collect(),
            records: records.len(),
            records_digest: Frozen::digest_of(&records),
        }
    }
}

/// A template of a pack.
pub(super) fn template_of<'a>(pack: &'a Pack, key: &str) -> Result<&'a TextTemplate, Fault> {
    pack.head.text(key).ok_or_else(|| {
        let zh = format!("规则包“{}”没有文稿模板“{key}”，请核对规则包的生效日期。", pack.head.title);
        Fault::conflict("no_template", zh, format!("pack {} has no text {key}", pack.head.id))
    })
}
