//! Sessions, accounts, the register, the audit.

use super::{ActionView, Choice, ItemRow, Named};
use anlan_core::access::Role;
use anlan_core::circular::LightCounts;
use anlan_core::month::Month;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The account logged in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SessionAccount {
    /// Its id.
    pub id: Uuid,
    /// Its login.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// A liaison's unit.
    pub unit: Option<Named>,
    /// A chief's post.
    pub chief: Option<Named>,
    /// Whether the password must be changed before anything else.
    pub must_change_password: bool,
}

/// The region logged in to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SessionRegion {
    /// Its code.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is an office above districts.
    pub above: bool,
}

/// Who is logged in, where, on what day, and what they may do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Session {
    /// The account.
    pub account: SessionAccount,
    /// The region.
    pub region: SessionRegion,
    /// The day.
    pub today: NaiveDate,
    /// Whether the day is set (a demonstration) rather than the real one.
    pub today_is_set: bool,
    /// The last month that ended.
    #[schema(value_type = String)]
    pub work_month: Month,
    /// What the role may do.
    pub actions: Vec<String>,
}

/// Logging in.
#[derive(Clone, Deserialize, ToSchema)]
pub struct LogIn {
    /// The region; needed only where the installation has several.
    pub region: Option<String>,
    /// The login.
    pub login: String,
    /// The password.
    pub password: String,
}

/// Changing the password.
#[derive(Clone, Deserialize, ToSchema)]
pub struct ChangePassword {
    /// The present one.
    pub old: String,
    /// The new one.
    pub new: String,
}

/// An account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// Its login.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// A liaison's unit.
    pub unit: Option<Named>,
    /// A chief's post.
    pub chief: Option<Named>,
    /// Cannot log in.
    pub disabled: bool,
    /// Locked after wrong passwords.
    pub locked: bool,
    /// Has to change the password.
    pub must_change_password: bool,
    /// Last login.
    pub last_login_at: Option<DateTime<Utc>>,
    /// What can be done with it.
    pub actions: Vec<ActionView>,
}

/// Creating an account.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CreateAccount {
    /// Its login: 3 to 32 letters, digits, dots, dashes.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// A liaison's unit.
    pub unit_id: Option<Uuid>,
    /// A chief's post.
    pub chief_id: Option<Uuid>,
}

/// How many units can be reached through accounts, and which cannot.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitAccounts {
    /// Units that lead a river today.
    pub lead_units: usize,
    /// Accounts of theirs.
    pub lead_accounts: usize,
    /// Other units that answer for tasks of the year.
    pub other_units: usize,
    /// Accounts of theirs.
    pub other_accounts: usize,
    /// Units of both sorts without any account.
    pub without: Vec<UnitWithoutAccount>,
}

/// A unit that leads a river or answers for tasks and has no account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitWithoutAccount {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Rivers it leads.
    pub leads: Vec<String>,
    /// Items of the year it answers for.
    pub tasks: usize,
}

/// One post of a unit that gets an account.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AccountOfUnit {
    /// The unit.
    pub unit_id: Uuid,
    /// The post that enters data, such as 河长制填报岗.
    pub post: String,
    /// The person's name; the unit's post alone when empty.
    #[serde(default)]
    pub person: String,
}

/// Creates accounts for units.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CreateUnitAccounts {
    /// What logins begin with; a running number follows.
    pub prefix: String,
    /// The units.
    pub units: Vec<AccountOfUnit>,
}

/// Enables accounts.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct EnableAccounts {
    /// Their ids.
    pub accounts: Vec<Uuid>,
}

/// An account with the password it is told once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewAccount {
    /// The account.
    pub account: Account,
    /// To be changed at the first login; never shown again.
    pub one_time_password: String,
}

/// A password told once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OneTimePassword {
    /// To be changed at the next login; never shown again.
    pub one_time_password: String,
}

/// Enabling or disabling an account.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AccountState {
    /// Cannot log in.
    pub disabled: bool,
}

/// A unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Unit {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// That kind's label.
    pub kind_label: String,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub until_on: Option<NaiveDate>,
    /// Its items of the year.
    pub items: usize,
    /// Their lights of the last month that ended.
    pub lights: LightCounts,
    /// Its liaisons.
    pub liaisons: Vec<String>,
}

/// A lead unit's time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Lead {
    /// Its id.
    pub id: Uuid,
    /// The river.
    pub river: Named,
    /// The unit.
    pub unit: Named,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub until_on: Option<NaiveDate>,
}

/// A unit with its items.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitPage {
    /// The unit.
    pub unit: Unit,
    /// Its items of the year.
    pub items: Vec<ItemRow>,
    /// Rivers it leads.
    pub leads: Vec<Lead>,
}

/// A river.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct River {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: String,
    /// That level's label.
    pub level_label: String,
    /// Its lead unit today.
    pub lead_unit: Option<Named>,
    /// Its chiefs' posts.
    pub chiefs: Vec<Named>,
    /// Its items of the year.
    pub items: usize,
    /// Their lights of the last month that ended.
    pub lights: LightCounts,
}

/// A river with its items.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RiverPage {
    /// The river.
    pub river: River,
    /// Its items of the year.
    pub items: Vec<ItemRow>,
    /// Its lead units from day to day.
    pub leads: Vec<Lead>,
    /// Its chiefs.
    pub chiefs: Vec<Chief>,
}

/// A chief's post.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Chief {
    /// Its id.
    pub id: Uuid,
    /// The post's name.
    pub name: String,
    /// Its level.
    pub level: String,
    /// That level's label.
    pub level_label: String,
    /// Its river.
    pub river: Option<Named>,
    /// Who holds it today.
    pub holder: Option<String>,
    /// Items on its list this year.
    pub items: usize,
}

/// A time a person holds a post.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Tenure {
    /// Its id.
    pub id: Uuid,
    /// The person.
    pub person: String,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub until_on: Option<NaiveDate>,
}

/// A chief's post with its tenures and items.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChiefPage {
    /// The post.
    pub chief: Chief,
    /// Who held it, latest first.
    pub tenures: Vec<Tenure>,
    /// Items on its list this year.
    pub items: Vec<ItemRow>,
}

/// Registering or changing a unit.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct UnitForm {
    /// Its id, made by whoever records it.
    pub id: Option<Uuid>,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// First day; today when absent.
    pub from_on: Option<NaiveDate>,
    /// Last day.
    pub until_on: Option<NaiveDate>,
}

/// Registering a river.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct RiverForm {
    /// Its id, made by whoever records it.
    pub id: Option<Uuid>,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: String,
}

/// Registering a chief's post.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ChiefForm {
    /// Its id, made by whoever records it.
    pub id: Option<Uuid>,
    /// The post's name.
    pub name: String,
    /// Its level.
    pub level: String,
    /// Its river.
    pub river_id: Option<Uuid>,
}

/// A person takes up a post.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct TenureForm {
    /// The person.
    pub person: String,
    /// First day; the one before leaves the day before.
    pub from_on: NaiveDate,
}

/// A unit takes up a river.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct LeadUnitForm {
    /// The unit.
    pub unit_id: Uuid,
    /// First day; the one before leaves the day before.
    pub from_on: NaiveDate,
}

/// What forms and filters offer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Choices {
    /// Kinds of units.
    pub unit_kinds: Vec<Choice>,
    /// Levels of chiefs.
    pub chief_levels: Vec<Choice>,
    /// Levels of rivers.
    pub river_levels: Vec<Choice>,
    /// Rules of the lights.
    pub rules: Vec<Choice>,
    /// Years with items.
    pub years: Vec<i32>,
    /// Units.
    pub units: Vec<Named>,
    /// Rivers.
    pub rivers: Vec<Named>,
    /// Chiefs' posts.
    pub chiefs: Vec<Named>,
    /// Indicators of the year.
    pub indicators: Vec<String>,
    /// Kinds of meetings: the loop's, and those that decide in a stage of a plan's review.
    pub meetings: Vec<String>,
    /// Roles.
    pub roles: Vec<Role>,
}

/// Which rows of the audit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct AuditQuery {
    /// Page, from 1.
    pub page: Option<u64>,
    /// Rows a page, 1 to 200.
    pub page_size: Option<u64>,
    /// Part of the actor's name.
    pub actor: Option<String>,
    /// The use case.
    pub action: Option<String>,
    /// The outcome.
    pub outcome: Option<String>,
}

/// How a use case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditOutcome {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
    /// It failed.
    Failed,
}

impl AuditOutcome {
    /// The outcome of a stored word.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "done" => Self::Done,
            "refused" => Self::Refused,
            _ => Self::Failed,
        }
    }
}

/// A row of the audit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditRow {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// Which use case.
    pub action: String,
    /// On what.
    pub target: String,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// Particulars, as JSON text.
    pub detail: String,
    /// Its digest.
    pub hash: String,
}

/// A page of the audit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditPage {
    /// Its rows, latest first.
    pub rows: Vec<AuditRow>,
    /// All that fit.
    pub total: u64,
}

/// Whether the chain is whole.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditCheck {
    /// Whether it is.
    pub intact: bool,
    /// Rows walked.
    pub rows: u64,
    /// What was found.
    pub message: String,
}
