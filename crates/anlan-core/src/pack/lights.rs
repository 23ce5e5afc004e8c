//! The lights of a pack: the step that chooses them, and the cases it tries. What the step compares stands in the pack.

use crate::light::Light;
use crate::rule::formula::Expr;
use crate::rule::sheet::{Ordered, Sheet, TableSource};
use crate::rule::value::{Kind, Value};

/// The table that a pack of the lists must make.
pub const TABLE: &str = "亮灯";
/// Facts about each item and month that are offered to it.
pub const ITEMS: &str = "事项月";
/// Facts about each report.
pub const REPORTS: &str = "进度";
/// Fact table of pauses by item and month.
pub const PAUSES: &str = "暂停";
/// Words of the scale of lights, in the order of [`Light::ALL`].
pub const WORDS: [&str; 4] = ["绿灯", "黄灯", "红灯", "未评"];

/// One rule of the lights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LightRule {
    /// Its word, used in filters and frozen in circulars.
    pub key: String,
    /// Its name.
    pub title: String,
    /// The light it gives.
    pub light: Light,
    /// Where it stands, with the reading.
    pub clause: String,
}

/// The rules of the lights, in the order they are tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LightRules {
    rules: Vec<LightRule>,
    /// The table of lights.
    pub table: usize,
    /// Its columns: item, month, light, rule.
    pub columns: [usize; 4],
    /// Lights by the places of the scale.
    pub scale: Vec<Light>,
}

impl LightRules {
    /// Finds them in a sheet.
    ///
    /// # Errors
    /// What the sheet lacks to give lights.
    pub fn of(sheet: &Sheet) -> Result<Self, String> {
        crate::offer::check_offered(sheet)?;
        let table =
            sheet.table(TABLE).ok_or_else(|| format!("a pack of the lists makes a table `{TABLE}` (清单类规则包要有“{TABLE}”步骤)"))?;
        let TableSource::Step(step) = sheet.tables[table].source else { return Err(format!("`{TABLE}` must be made by a step")) };
        let Some((column, Ordered::Choose(cases))) = &sheet.steps[step].ordered else {
            return Err(format!("the step `{TABLE}` must use `choose`"));
        };
        let columns = &sheet.tables[table].columns;
        let place =
            |name: &str| columns.iter().position(|own| &*own.name == name).ok_or_else(|| format!("`{TABLE}` lacks the column `{name}`"));
        let places = [place("事项")?, place("月份")?, place(column)?, place("规则")?];
        let Kind::Grade(scale) = &columns[places[2]].kind else {
            return Err(format!("the lights must be steps of a scale of {}", WORDS.join("、")));
        };
        let of_word = |word: &str| WORDS.iter().position(|own| *own == word).map(|place| Light::ALL[place]);
        let lights: Option<Vec<Light>> = scale.steps.iter().map(|step| of_word(step)).collect();
        let scale = lights.ok_or_else(|| format!("lights are called {}", WORDS.join("、")))?;
        let mut rules = Vec::with_capacity(cases.len());
        for case in cases {
            let Expr::Const(Value::Grade(light)) = case.give.expr else { return Err(format!("case `{}` must give one light", case.key)) };
            let clause = case.reading.as_ref().map_or_else(|| case.clause.clone(), |reading| format!("{}（{reading}）", case.clause));
            rules.push(LightRule { key: case.key.to_string(), title: case.title.clone(), light: scale[usize::from(light)], clause });
        }
        if rules.len() > 32 {
            return Err("more than 32 rules of the lights".to_owned());
        }
        Ok(Self { rules, table, columns: places, scale })
    }

    /// The rules in the order they are tried.
    #[must_use]
    pub fn rules(&self) -> &[LightRule] {
        &self.rules
    }
}
