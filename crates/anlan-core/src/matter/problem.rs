//! A problem (问题): found, handed to a unit, put right, checked by somebody else, closed out; looked back at, and opened again when
//! it came back. Attempts and reasons stay.

use super::person::{Person, independent};
use super::{Head, MatterFact, MatterState, Refusal, text_given};
use crate::ids::{ChiefId, ItemId, MatterId, RiverId, UnitId};
use crate::keyed::keyed;
use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// No problem is recorded as found before this year: an earlier one is a slip of the pen.
const EARLIEST: i32 = 2000;
use serde::{Deserialize, Serialize};

keyed! {
    /// At what stage a piece of evidence was taken.
    Stage {
        /// 发现时
        Finding = "finding",
        /// 整改前
        Before = "before",
        /// 整改后
        After = "after",
        /// 核查时
        Check = "check",
    }
}

/// A file as evidence; its hash was taken when it was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// SM3 of its content.
    pub hash: String,
    /// Its name.
    pub name: String,
    /// When in the problem's life.
    pub stage: Stage,
    /// A remark.
    #[serde(default)]
    pub note: String,
}

/// A point in CGCS2000, in millionths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Longitude, -180 to 180 degrees.
    pub lon_e6: i32,
    /// Latitude, -90 to 90 degrees.
    pub lat_e6: i32,
}

impl Point {
    /// A point of degrees.
    ///
    /// # Errors
    /// Out of range.
    pub fn of_degrees(lon: f64, lat: f64) -> Result<Self, Refusal> {
        let fits = (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
        if !fits {
            return Err(Refusal::new("bad_point", "经度应在-180至180、纬度应在-90至90之间。", "the point is out of range"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
        let whole = |degrees: f64| (degrees * 1_000_000.0).round() as i32;
        Ok(Self { lon_e6: whole(lon), lat_e6: whole(lat) })
    }

    /// Metres to another point, on a sphere of 6,371 km; exact enough to find neighbours.
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        let radians = |e6: i32| f64::from(e6) / 1_000_000.0_f64 * std::f64::consts::PI / 180.0;
        let (lat1, lat2) = (radians(self.lat_e6), radians(other.lat_e6));
        let (dlat, dlon) = (lat2 - lat1, radians(other.lon_e6) - radians(self.lon_e6));
        let h = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
        2.0 * 6_371_000.0 * h.sqrt().asin()
    }
}

/// Who found a problem.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Finder {
    /// Name of the person or team; may be unknown.
    #[serde(default)]
    pub name: String,
    /// The chief's post, when a chief found it.
    #[serde(default)]
    pub chief_id: Option<uuid::Uuid>,
    /// Level of that chief; a pack's word.
    #[serde(default)]
    pub level: String,
}

/// What is said of a problem; a correction states it whole again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemContent {
    /// The problem in a few words.
    pub title: String,
    /// In full.
    #[serde(default)]
    pub description: String,
    /// The scheme of kinds (三排, 三乱, 四乱); a pack's word.
    #[serde(default)]
    pub scheme: String,
    /// The kind within it, as the scheme names it.
    pub class: String,
    /// Where it came from; a pack's word.
    pub source: String,
    /// The river.
    #[serde(default)]
    pub river_id: Option<RiverId>,
    /// The reach, in words.
    #[serde(default)]
    pub reach: String,
    /// The place, in words.
    #[serde(default)]
    pub place: String,
    /// The point.
    #[serde(default)]
    pub point: Option<Point>,
    /// The day it was found.
    pub found_on: NaiveDate,
    /// By whom.
    #[serde(default)]
    pub finder: Finder,
    /// A prominent one (突出).
    #[serde(default)]
    pub prominent: bool,
    /// Photos and videos of the finding.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// Whose task a problem is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The responsible unit.
    pub unit_id: UnitId,
    /// Last day allowed.
    pub limit_on: NaiveDate,
    /// What is to be done.
    #[serde(default)]
    pub measure: String,
}

keyed! {
    /// What a look-back found.
    LookBackResult {
        /// 保持: still put right.
        Holds = "holds",
        /// 反弹: it came back.
        Relapsed = "relapsed",
        /// 无法判断
        CannotTell = "cannot_tell",
    }
}

/// What happened to a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProblemEvent {
    /// It was found and recorded.
    Reported {
        /// What was found.
        content: ProblemContent,
        /// The matter it came from (an inspection, a meeting), if one.
        #[serde(default)]
        from: Option<MatterId>,
    },
    /// An earlier statement was wrong.
    Corrected {
        /// What is right.
        content: ProblemContent,
        /// Why.
        reason: String,
    },
    /// It was handed to a unit, or to another one, or its limit was moved.
    Assigned {
        /// The task.
        task: Task,
        /// Why it is handed over anew; may be empty the first time.
        #[serde(default)]
        reason: String,
    },
    /// It was hung on the year's list of prominent problems (挂单).
    Listed {
        /// The item.
        item_id: ItemId,
    },
    /// The unit asks for the close-out.
    CloseAsked {
        /// What was done.
        text: String,
        /// Before and after.
        evidence: Vec<Evidence>,
    },
    /// The checker returned it.
    Returned {
        /// Why.
        reason: String,
        /// The day on site.
        checked_on: NaiveDate,
        /// What was seen.
        #[serde(default)]
        evidence: Vec<Evidence>,
    },
    /// The checker agreed: it is closed out (销号).
    ClosedOut {
        /// What the check rests on.
        basis: String,
        /// The day on site.
        checked_on: NaiveDate,
        /// What was seen.
        #[serde(default)]
        evidence: Vec<Evidence>,
    },
    /// It was ended without a fix, with reasons.
    ClosedUnfixed {
        /// Why.
        reason: String,
    },
    /// A look-back saw it.
    LookedBack {
        /// The draw.
        draw_id: MatterId,
        /// What was seen.
        result: LookBackResult,
        /// In words.
        note: String,
        /// Evidence.
        #[serde(default)]
        evidence: Vec<Evidence>,
    },
    /// It was opened again.
    Reopened {
        /// Why.
        reason: String,
        /// Whether it had come back after being put right: marked for points.
        relapse: bool,
        /// The new limit.
        limit_on: NaiveDate,
    },
    /// It was recorded by mistake or twice: it is the same as another one.
    Merged {
        /// The one that stays.
        into: MatterId,
        /// Why.
        reason: String,
    },
}

/// One attempt at a close-out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Who asked.
    pub asked_by: Person,
    /// On which day.
    pub asked_on: NaiveDate,
    /// What was done.
    pub text: String,
    /// Before and after.
    pub evidence: Vec<Evidence>,
    /// What the checker said, once they did.
    pub check: Option<Check>,
}

/// A check on site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Who checked.
    pub by: Person,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// The day on site.
    pub on: NaiveDate,
    /// Whether they agreed.
    pub agreed: bool,
    /// Basis or reason.
    pub text: String,
    /// What was seen.
    pub evidence: Vec<Evidence>,
}

/// A problem as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its id.
    pub id: MatterId,
    /// The state.
    pub state: MatterState,
    /// What is said of it.
    pub content: ProblemContent,
    /// Who recorded it.
    pub reported_by: Person,
    /// Everyone who found it.
    finders: Vec<String>,
    /// What it came from.
    pub from: Option<MatterId>,
    /// Whose task it is.
    pub task: Option<Task>,
    /// The item it is hung as.
    pub item_id: Option<ItemId>,
    /// Attempts at a close-out, in order.
    pub attempts: Vec<Attempt>,
    /// When it ended.
    pub closed_on: Option<NaiveDate>,
    /// When it came back, each time.
    pub relapses: Vec<NaiveDate>,
    /// The one it is the same as.
    pub merged_into: Option<MatterId>,
}

pub(super) fn check_content(content: &ProblemContent, on: NaiveDate) -> Result<(), Refusal> {
    text_given(&content.title, "问题")?;
    text_given(&content.class, "问题类型")?;
    text_given(&content.source, "发现来源")?;
    if content.found_on > on {
        return Err(Refusal::new("future", "发现日期不能晚于今天。", "it cannot be found in the future"));
    }
    if content.found_on.year() < EARLIEST {
        let zh = format!("发现日期不能早于{EARLIEST}年，请核对年份。");
        return Err(Refusal::new("out_of_range", zh, format!("the finding lies before {EARLIEST}")));
    }
    if content.river_id.is_none() && content.place.trim().is_empty() && content.point.is_none() {
        return Err(Refusal::new("no_place", "请填写河流、位置或在地图上定点，至少一项。", "say where it is: river, place or point"));
    }
    Ok(())
}

impl Problem {
    pub(super) fn begin(fact: &MatterFact, event: &ProblemEvent) -> Result<Self, Refusal> {
        let ProblemEvent::Reported { content, from } = event else {
            return Err(Refusal::new("not_reported", "问题尚未登记。", "the problem was not reported yet"));
        };
        check_content(content, crate::days::china_day(fact.recorded_at))?;
        Ok(Self {
            id: fact.matter_id,
            state: MatterState::Reported,
            content: content.clone(),
            reported_by: fact.by.clone(),
            finders: vec![fact.by.name.clone(), content.finder.name.clone()],
            from: *from,
            task: None,
            item_id: None,
            attempts: vec![],
            closed_on: None,
            relapses: vec![],
            merged_into: None,
        })
    }

    fn in_state(&self, allowed: &[MatterState], what: &str) -> Result<(), Refusal> {
        if allowed.contains(&self.state) { Ok(()) } else { Err(Refusal::state(self.state, what)) }
    }

    /// Names of those who found it: who recorded the finding, the finders named (a correction takes nobody off), and who found that
    /// it came back.
    #[must_use]
    pub fn finders(&self) -> Vec<&str> {
        self.finders.iter().map(String::as_str).collect()
    }

    /// Whether this person may check its close-out.
    ///
    /// # Errors
    /// Why not.
    pub fn may_be_checked_by(&self, checker: &Person) -> Result<(), Refusal> {
        let asker = self.attempts.last().map(|attempt| &attempt.asked_by);
        independent(checker, &self.finders(), asker, self.task.as_ref().map(|task| task.unit_id))
    }

    fn checked(&mut self, fact: &MatterFact, agreed: bool, text: &str, on: NaiveDate, evidence: &[Evidence]) -> Result<(), Refusal> {
        self.in_state(&[MatterState::Checking], "核查")?;
        text_given(text, if agreed { "核查情况" } else { "退回理由" })?;
        self.may_be_checked_by(&fact.by)?;
        let today = crate::days::china_day(fact.recorded_at);
        let asked_on = self.attempts.last().map_or(self.content.found_on, |attempt| attempt.asked_on);
        if on > today || on < asked_on {
            return Err(Refusal::new(
                "out_of_range",
                format!("现场核查日期应在申请销号（{asked_on}）之后、今天之前（含当天）。"),
                "the day on site lies between the request and today",
            ));
        }
        let check = Check { by: fact.by.clone(), at: fact.recorded_at, on, agreed, text: text.to_owned(), evidence: evidence.to_vec() };
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.check = Some(check);
        }
        self.state = if agreed { MatterState::Closed } else { MatterState::Rectifying };
        self.closed_on = agreed.then_some(on);
        Ok(())
    }

    pub(super) fn next(&mut self, fact: &MatterFact, event: &ProblemEvent) -> Result<(), Refusal> {
        use MatterState as S;
        match event {
            ProblemEvent::Reported { .. } => Err(Refusal::new("reported_already", "该问题已登记。", "it was reported already")),
            ProblemEvent::Corrected { content, reason } => {
                text_given(reason, "更正理由")?;
                check_content(content, crate::days::china_day(fact.recorded_at))?;
                let later = self.attempts.iter().map(|attempt| attempt.asked_on).chain(self.closed_on);
                if later.min().is_some_and(|day| day < content.found_on) {
                    return Err(Refusal::new(
                        "out_of_range",
                        "发现日期不能晚于申请销号或办结的日期。",
                        "it was found before its close-out was asked for",
                    ));
                }
                self.finders.push(content.finder.name.clone());
                self.content = content.clone();
                Ok(())
            }
            ProblemEvent::Assigned { task, reason } => {
                self.in_state(&[S::Reported, S::Rectifying, S::Checking], "交办")?;
                if let Some(held) = &self.task {
                    text_given(reason, "改派或调整时限的理由")?;
                    if self.state == S::Checking && held.unit_id != task.unit_id {
                        return Err(Refusal::new(
                            "asked_already",
                            "原责任单位已申请销号，请先核查（可退回），再改派。",
                            "the unit asked for the close-out: check it before handing the problem to another unit",
                        ));
                    }
                }
                if task.limit_on < self.content.found_on {
                    return Err(Refusal::new("too_early", "整改时限不能早于发现日期。", "the limit lies before the finding"));
                }
                self.task = Some(task.clone());
                if self.state == S::Reported {
                    self.state = S::Rectifying;
                }
                Ok(())
            }
            ProblemEvent::Listed { item_id } => {
                self.in_state(&[S::Reported, S::Rectifying, S::Checking, S::Closed], "挂单")?;
                if self.item_id.is_some() {
                    return Err(Refusal::new("listed_already", "该问题已挂单。", "it is on the list already"));
                }
                self.item_id = Some(*item_id);
                Ok(())
            }
            ProblemEvent::CloseAsked { text, evidence } => {
                self.in_state(&[S::Rectifying], "申请销号")?;
                text_given(text, "整改情况")?;
                self.attempts.push(Attempt {
                    asked_by: fact.by.clone(),
                    asked_on: fact.occurred_on,
                    text: text.clone(),
                    evidence: evidence.clone(),
                    check: None,
                });
                self.state = S::Checking;
                Ok(())
            }
            ProblemEvent::Returned { reason, checked_on, evidence } => self.checked(fact, false, reason, *checked_on, evidence),
            ProblemEvent::ClosedOut { basis, checked_on, evidence } => self.checked(fact, true, basis, *checked_on, evidence),
            ProblemEvent::ClosedUnfixed { reason } => {
                self.in_state(&[S::Reported, S::Rectifying], "终结")?;
                text_given(reason, "未整改而终结的理由")?;
                self.may_be_checked_by(&fact.by)?;
                self.state = S::ClosedUnfixed;
                self.closed_on = Some(fact.occurred_on);
                Ok(())
            }
            ProblemEvent::LookedBack { note, result, .. } => {
                self.in_state(&[S::Closed, S::ClosedUnfixed, S::Rectifying, S::Checking], "记录回头看结果")?;
                text_given(note, "回头看情况")?;
                if *result == LookBackResult::Relapsed {
                    self.finders.push(fact.by.name.clone());
                }
                Ok(())
            }
            ProblemEvent::Reopened { reason, relapse, limit_on } => {
                self.in_state(&[S::Closed, S::ClosedUnfixed], "重新打开")?;
                if self.merged_into.is_some() {
                    return Err(Refusal::new("merged", "该问题已并入另一问题，请在那里处理。", "it was merged into another one"));
                }
                text_given(reason, "重新打开的理由")?;
                if self.closed_on.is_some_and(|closed| fact.occurred_on < closed) || *limit_on < fact.occurred_on {
                    return Err(Refusal::new(
                        "out_of_range",
                        "重新打开的日期不能早于销号日期，新时限不能早于该日。",
                        "the days do not follow each other",
                    ));
                }
                if *relapse {
                    self.finders.push(fact.by.name.clone());
                    self.relapses.push(fact.occurred_on);
                }
                self.closed_on = None;
                self.state = match &mut self.task {
                    Some(task) => {
                        task.limit_on = *limit_on;
                        S::Rectifying
                    }
                    None => S::Reported,
                };
                Ok(())
            }
            ProblemEvent::Merged { into, reason } => {
                self.in_state(&[S::Reported, S::Rectifying], "并案")?;
                text_given(reason, "并案理由")?;
                if *into == self.id {
                    return Err(Refusal::new("itself", "不能并入自身。", "it cannot be merged into itself"));
                }
                self.merged_into = Some(*into);
                self.state = S::ClosedUnfixed;
                self.closed_on = Some(fact.occurred_on);
                Ok(())
            }
        }
    }

    pub(super) fn head(&self) -> Head {
        let due = self.task.as_ref().map(|task| task.limit_on).filter(|_| !self.state.ended());
        Head {
            state: self.state,
            title: self.content.title.clone(),
            class: self.content.class.clone(),
            source: self.content.source.clone(),
            unit_id: self.task.as_ref().map(|task| task.unit_id),
            river_id: self.content.river_id,
            chief_id: self.content.finder.chief_id.map(ChiefId),
            item_id: self.item_id,
            opened_on: self.content.found_on,
            due_on: due,
            closed_on: self.closed_on,
            place: self.content.place.clone(),
            point: self.content.point.map(|point| (point.lon_e6, point.lat_e6)),
            prominent: self.content.prominent,
        }
    }
}
