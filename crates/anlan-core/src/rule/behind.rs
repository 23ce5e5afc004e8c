//! The facts behind a row: every one, through groups, joins, ledgers and look-ups.
//!
//! Of verbs that look along an order (`rank`, `runs`, `carry`, `accept`) the rows of the same part (`within`) belong to it too; of a
//! rank only those not placed after it. A rank or run over everyone (no `within`) tells only the row's own facts.

use super::eval::Place;
use super::formula::{Expr, Formula};
use super::run::Run;
use super::sheet::{Ordered, Step, TableSource};
use super::table::{Origin, Row};
use super::value::{Value, order};
use std::collections::{BTreeSet, HashSet};

impl Run<'_> {
    /// Table and place of every fact row that a row rests on, in that order.
    #[must_use]
    pub fn facts_behind(&self, table: usize, row: u32) -> BTreeSet<(usize, u32)> {
        let mut walk = Walk { run: self, seen: HashSet::new(), found: BTreeSet::new(), left: vec![(table, row)] };
        while let Some((table, row)) = walk.left.pop() {
            if walk.seen.insert((table, row)) {
                walk.visit(table, row);
            }
        }
        walk.found
    }

    /// The names of these facts, each once, in the order of the alphabet.
    #[must_use]
    pub fn fact_names(&self, table: usize, row: u32) -> Vec<String> {
        let names =
            self.facts_behind(table, row).into_iter().filter_map(|(table, row)| match &self.tables[table].rows[row as usize].origin {
                Origin::Fact(name) => name.as_ref().map(ToString::to_string),
                Origin::Row(..) | Origin::Pair(..) | Origin::Group(..) => None,
            });
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

struct Walk<'r, 's> {
    run: &'r Run<'s>,
    seen: HashSet<(usize, u32)>,
    found: BTreeSet<(usize, u32)>,
    left: Vec<(usize, u32)>,
}

impl Walk<'_, '_> {
    fn visit(&mut self, table: usize, at: u32) {
        let run = self.run;
        let row = &run.tables[table].rows[at as usize];
        match &run.sheet.tables[table].source {
            TableSource::Fact(_) => {
                self.found.insert((table, at));
            }
            TableSource::Reference(_) => {}
            TableSource::Points | TableSource::Money => self.origin(&row.origin),
            TableSource::Step(place) => self.step(&run.sheet.steps[*place], row),
        }
    }

    fn step(&mut self, step: &Step, row: &Row) {
        let run = self.run;
        let here = run.place(&row.cells);
        match (&step.group, &row.origin) {
            (Some(group), Origin::Group(from, members)) => {
                let Some(Some(wide)) = run.wide.get(*from as usize) else { return };
                for (_, formula) in &group.keep {
                    self.looks(formula, &Place { group: Some((wide, members)), ..here });
                }
                for member in members.iter() {
                    self.row(step, &wide.rows[*member as usize]);
                }
            }
            (_, _) => {
                self.row(step, row);
                self.neighbours(step, row);
            }
        }
        step.having.iter().for_each(|formula| self.looks(formula, &here));
        if let Some(post) = &step.post {
            self.looks(&post.amount, &here);
        }
    }

    /// Rows of the same part that an ordered verb looked at.
    fn neighbours(&mut self, step: &Step, row: &Row) {
        let Some((name, verb)) = &step.ordered else { return };
        let (within, is_rank) = match verb {
            Ordered::Choose(_) => return,
            Ordered::Rank { within, .. } => (within, true),
            Ordered::Runs { within, .. } | Ordered::Carry { within, .. } | Ordered::Accept { within, .. } => (within, false),
        };
        if within.is_empty() {
            return;
        }
        let table = &self.run.tables[step.table];
        let key: Vec<Value> = within.iter().map(|column| row.cells[*column].clone()).collect();
        let place = table.place(name);
        for at in table.index(within).rows(&key) {
            let other = &table.rows[*at as usize];
            let after = is_rank && place.is_some_and(|place| order(&other.cells[place], &row.cells[place]).is_gt());
            if !after {
                self.origin(&other.origin);
            }
        }
    }

    /// A row before grouping.
    fn row(&mut self, step: &Step, row: &Row) {
        self.origin(&row.origin);
        let here = self.run.place(&row.cells);
        let formulas = step.with.iter().map(|(_, formula)| formula).chain(&step.before).chain(&step.keep_if);
        formulas.for_each(|formula| self.looks(formula, &here));
        if let Some((_, Ordered::Choose(cases))) = &step.ordered {
            for case in cases {
                case.when.iter().chain([&case.give]).for_each(|formula| self.looks(formula, &here));
            }
        }
    }

    fn origin(&mut self, origin: &Origin) {
        let mut go = |(table, row): (u32, u32)| self.left.push((table as usize, row));
        match origin {
            Origin::Fact(_) => {}
            Origin::Row(table, row) => go((*table, *row)),
            Origin::Pair(here, there) => {
                go(*here);
                there.iter().copied().for_each(go);
            }
            Origin::Group(from, members) => {
                // What a cap or floor looked at: rows of a ledger, which are tables 0 and 1.
                if let Some(ledger) = u32::MAX.checked_sub(*from).filter(|ledger| *ledger < 2) {
                    members.iter().for_each(|row| go((ledger, *row)));
                }
            }
        }
    }

    fn looks(&mut self, formula: &Formula, here: &Place<'_>) {
        let mut looks = Vec::new();
        formula.expr.visit(&mut |part| {
            if let Expr::Look(look) = part {
                looks.push(look);
            }
        });
        for look in looks {
            // A look-up inside another's condition sees another row.
            if look.keys.iter().any(|(_, key)| matches!(key, Expr::Outer(at) if *at >= here.row.len())) {
                continue;
            }
            let place = Place { row: here.row, group: here.group, ..self.run.place(here.row) };
            self.left.extend(place.found(look).rows.into_iter().map(|(row, _)| (look.table, row)));
        }
    }
}
