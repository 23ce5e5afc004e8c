//! Who may do what: one pure function over role, action and target. The whole matrix is the golden file `access.txt`.

use crate::ids::{ChiefId, RiverId, UnitId};
use crate::keyed::keyed;
use serde::{Deserialize, Serialize};

keyed! {
    /// Roles of a region's accounts.
    Role {
        /// 总河长
        ChiefGeneral = "chief_general",
        /// 河长
        Chief = "chief",
        /// 河长办工作人员
        OfficeStaff = "office_staff",
        /// 河长办负责人
        OfficeHead = "office_head",
        /// 责任单位联络员
        Liaison = "liaison",
        /// 考核人员
        Assessor = "assessor",
        /// 审计人员
        Auditor = "auditor",
        /// 督查暗访人员
        Inspector = "inspector",
        /// 纪检监察人员
        Discipline = "discipline",
        /// 评审专家
        Expert = "expert",
        /// 政府办理人员
        Government = "government",
        /// 系统管理员
        SystemAdmin = "system_admin",
        /// 安全管理员
        SecurityAdmin = "security_admin",
        /// 审计管理员
        AuditAdmin = "audit_admin",
    }
}

keyed! {
    /// What can be done.
    Action {
        /// See items with their lights and reports.
        ItemRead = "item.read",
        /// Open an item.
        ItemOpen = "item.open",
        /// Correct or change an item.
        ItemEdit = "item.edit",
        /// Ask for the close-out of an item or a problem.
        CloseOutAsk = "close_out.ask",
        /// Check it on site: agree, or return it.
        CloseOutCheck = "close_out.check",
        /// Open again what was closed.
        Reopen = "close_out.reopen",
        /// See problems with their evidence.
        ProblemRead = "problem.read",
        /// Report a problem found.
        ProblemReport = "problem.report",
        /// Hand a problem to a unit, move its limit, hang it on the list.
        ProblemAssign = "problem.assign",
        /// Read letters.
        LetterRead = "letter.read",
        /// Issue letters, decline proposals, hold interviews, check answers.
        LetterIssue = "letter.issue",
        /// Take note of letters and answer them.
        LetterAnswer = "letter.answer",
        /// Record another body's document.
        LetterRecord = "letter.record",
        /// Read instructions and what came of them.
        InstructionRead = "instruction.read",
        /// Write an instruction, or record one given on paper.
        InstructionWrite = "instruction.write",
        /// Name who acts on it, confirm its effect.
        InstructionFollow = "instruction.follow",
        /// Report what was done on it.
        InstructionAnswer = "instruction.answer",
        /// Read meetings and their decisions.
        MeetingRead = "meeting.read",
        /// Plan and record meetings.
        MeetingHold = "meeting.hold",
        /// See inspections before they are released.
        InspectionRead = "inspection.read",
        /// Plan, carry out and release inspections.
        InspectionRun = "inspection.run",
        /// See look-backs and relapse rates.
        LookBackRead = "look_back.read",
        /// Draw and record look-backs.
        LookBackRun = "look_back.run",
        /// Import a workbook or pasted rows.
        ImportRun = "import.run",
        /// Write a monthly report.
        ReportWrite = "report.write",
        /// See who has not reported, and remind.
        ReminderSend = "reminder.send",
        /// See the month end page.
        MonthRead = "month.read",
        /// Propose another light by hand.
        OverridePropose = "override.propose",
        /// Confirm or refuse such a proposal.
        OverrideDecide = "override.decide",
        /// Issue the month's circular.
        CircularIssue = "circular.issue",
        /// Read issued circulars.
        CircularRead = "circular.read",
        /// See units, rivers, chiefs.
        RegisterRead = "register.read",
        /// Change them.
        RegisterEdit = "register.edit",
        /// See the record books.
        RecordRead = "record.read",
        /// Record, correct, withdraw and import records.
        RecordWrite = "record.write",
        /// Record a patrol of one's own.
        PatrolRecord = "patrol.record",
        /// See who complained: one value at a time, with a reason.
        ComplaintIdentify = "complaint.identify",
        /// Read published assessments, their ledgers and reasons.
        AssessmentRead = "assessment.read",
        /// Compute an assessment before it is published.
        AssessmentPreview = "assessment.preview",
        /// Publish a version of an assessment.
        AssessmentPublish = "assessment.publish",
        /// Contest a posting.
        AppealLodge = "appeal.lodge",
        /// Decide an appeal.
        AppealDecide = "appeal.decide",
        /// Read plans of rivers, their versions and their review.
        PlanRead = "plan.read",
        /// Draft a plan, answer opinions, send it to review, evaluate it.
        PlanDraft = "plan.draft",
        /// Sit in a stage of a review, when a seat is one's own.
        PlanReview = "plan.review",
        /// Name who sits in a stage, record silence, return what cannot pass, draw yearly tasks.
        PlanCoordinate = "plan.coordinate",
        /// Ask that a task be changed or paused.
        ChangeAsk = "change.ask",
        /// Agree to a change, or not, where it is one's own to agree.
        ChangeSign = "change.sign",
        /// Read texts written from records: duty reports, public chapters.
        TextRead = "text.read",
        /// Draft, edit and give up texts.
        TextWrite = "text.write",
        /// Finish a text: its figures are frozen.
        TextFinish = "text.finish",
        /// See what districts below contribute, compare and owe.
        DistrictRead = "district.read",
        /// Read what the office above sent.
        AboveRead = "above.read",
        /// Try another pack, or an edited one, over past years.
        PackTry = "pack.try",
        /// See how far the region is set up.
        SetupRead = "setup.read",
        /// Adopt another region's rules.
        PackCopy = "pack.copy",
        /// See accounts.
        AccountRead = "account.read",
        /// Create accounts.
        AccountCreate = "account.create",
        /// Enable, disable, unlock accounts and reset passwords.
        AccountGrant = "account.grant",
        /// Read the audit.
        AuditRead = "audit.read",
    }
}

/// How far a permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// What belongs to the actor's own unit.
    OwnUnit,
    /// What belongs to the actor's own river.
    OwnRiver,
    /// What is the actor's own post's.
    OwnChief,
    /// The whole region.
    Region,
}

/// The one who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// As the audit names them.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// A liaison's unit.
    pub unit_id: Option<UnitId>,
    /// A chief's river.
    pub river_id: Option<RiverId>,
    /// A chief's post.
    pub chief_id: Option<ChiefId>,
}

/// What is acted upon, as far as permission asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Target {
    /// The responsible unit.
    pub unit_id: Option<UnitId>,
    /// The river.
    pub river_id: Option<RiverId>,
    /// The chief's post.
    pub chief_id: Option<ChiefId>,
}

/// How far a role's permission for an action reaches.
#[must_use]
pub fn reach(role: Role, action: Action) -> Reach {
    use Action as A;
    let region = |allowed: &[Action]| if allowed.contains(&action) { Reach::Region } else { Reach::Nothing };
    let reading = [A::ItemRead, A::CircularRead, A::RegisterRead, A::RecordRead];
    let following = [A::ProblemRead, A::LetterRead, A::InstructionRead, A::MeetingRead, A::LookBackRead, A::PlanRead];
    match role {
        Role::ChiefGeneral if matches!(action, A::TextWrite | A::TextFinish) => Reach::OwnChief,
        Role::ChiefGeneral => {
            let own = [A::MonthRead, A::AssessmentRead, A::InstructionWrite, A::InspectionRead, A::PlanReview, A::ChangeSign, A::TextRead];
            let own = [&own[..], &[A::DistrictRead, A::AboveRead]].concat();
            region(&[&reading[..], &following[..], &own].concat())
        }
        Role::Chief if matches!(action, A::ItemRead | A::ProblemRead | A::ProblemReport | A::InstructionRead | A::InstructionWrite) => {
            Reach::OwnRiver
        }
        Role::Chief if matches!(action, A::PatrolRecord | A::LetterRead | A::LetterAnswer | A::TextRead | A::TextWrite | A::TextFinish) => {
            Reach::OwnChief
        }
        Role::Chief => {
            let own = [A::CircularRead, A::RegisterRead, A::RecordRead, A::AssessmentRead, A::MeetingRead, A::LookBackRead];
            region(&[&own[..], &[A::PlanRead, A::PlanReview, A::ChangeSign]].concat())
        }
        // Who publishes scores neither finds nor closes what they rest on, and the other way round.
        Role::OfficeStaff if matches!(action, A::AssessmentPublish | A::ComplaintIdentify | A::TextFinish | A::PackCopy) => Reach::Nothing,
        Role::OfficeHead
            if matches!(action, A::ProblemReport | A::CloseOutAsk | A::CloseOutCheck | A::Reopen | A::LookBackRun | A::InspectionRun) =>
        {
            Reach::Nothing
        }
        Role::OfficeStaff | Role::OfficeHead => {
            let work = [
                A::ItemOpen,
                A::ItemEdit,
                A::ImportRun,
                A::ReminderSend,
                A::MonthRead,
                A::OverridePropose,
                A::OverrideDecide,
                A::CircularIssue,
                A::RegisterEdit,
                A::RecordWrite,
                A::CloseOutAsk,
                A::CloseOutCheck,
                A::Reopen,
                A::ProblemReport,
                A::ProblemAssign,
                A::LetterIssue,
                A::LetterRecord,
                A::InstructionWrite,
                A::InstructionFollow,
                A::MeetingHold,
                A::InspectionRead,
                A::InspectionRun,
                A::LookBackRun,
                A::ReportWrite,
                A::AssessmentRead,
                A::AssessmentPreview,
                A::AssessmentPublish,
                A::PackTry,
                A::SetupRead,
                A::PackCopy,
                A::ComplaintIdentify,
                A::PlanDraft,
                A::PlanReview,
                A::PlanCoordinate,
                A::ChangeAsk,
                A::ChangeSign,
                A::TextRead,
                A::TextWrite,
                A::TextFinish,
                A::DistrictRead,
                A::AboveRead,
            ];
            region(&[&reading[..], &following[..], &work].concat())
        }
        Role::Liaison
            if matches!(
                action,
                A::ItemRead
                    | A::ReportWrite
                    | A::RecordRead
                    | A::AssessmentRead
                    | A::AppealLodge
                    | A::CloseOutAsk
                    | A::ProblemRead
                    | A::LetterRead
                    | A::LetterAnswer
                    | A::InstructionRead
                    | A::InstructionAnswer
                    | A::PlanDraft
                    | A::ChangeAsk
            ) =>
        {
            Reach::OwnUnit
        }
        Role::Liaison => region(&[A::CircularRead, A::RegisterRead, A::PlanRead, A::PlanReview, A::ChangeSign]),
        Role::Assessor => {
            let scoring = [A::MonthRead, A::AssessmentRead, A::AssessmentPreview, A::AppealDecide, A::PackTry];
            region(&[&reading[..], &following[..], &scoring].concat())
        }
        Role::Auditor => {
            let own = [A::MonthRead, A::AuditRead, A::AssessmentRead, A::AssessmentPreview, A::TextRead, A::DistrictRead, A::AboveRead];
            region(&[&reading[..], &following[..], &own].concat())
        }
        Role::Inspector => {
            let own = [A::ProblemReport, A::CloseOutCheck, A::Reopen, A::InspectionRead, A::InspectionRun, A::LookBackRun, A::MonthRead];
            region(&[&reading[..], &following[..], &own].concat())
        }
        Role::Discipline => region(&[&reading[..], &following[..], &[A::LetterRecord, A::AssessmentRead]].concat()),
        Role::Expert => region(&[A::PlanRead, A::PlanReview, A::RegisterRead]),
        Role::Government => {
            let own = [A::MonthRead, A::AssessmentRead, A::PlanReview, A::ChangeSign];
            region(&[&reading[..], &following[..], &own].concat())
        }
        Role::SystemAdmin => region(&[A::AccountRead, A::AccountCreate, A::RegisterRead]),
        Role::SecurityAdmin => region(&[A::AccountRead, A::AccountGrant]),
        Role::AuditAdmin => region(&[A::AuditRead]),
    }
}

/// Whether the actor may do this to that.
#[must_use]
pub fn may(actor: &Actor, action: Action, target: Target) -> bool {
    match reach(actor.role, action) {
        Reach::Nothing => false,
        Reach::Region => true,
        Reach::OwnUnit => actor.unit_id.is_some() && actor.unit_id == target.unit_id,
        Reach::OwnRiver => actor.river_id.is_some() && actor.river_id == target.river_id,
        Reach::OwnChief => actor.chief_id.is_some() && actor.chief_id == target.chief_id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn the_matrix_is_the_golden_one() {
        let mut matrix = String::from("# action");
        for role in Role::ALL {
            write!(matrix, " | {}", role.key()).unwrap();
        }
        for action in Action::ALL {
            write!(matrix, "\n{}", action.key()).unwrap();
            for role in Role::ALL {
                let word = match reach(*role, *action) {
                    Reach::Nothing => "-",
                    Reach::OwnUnit => "own unit",
                    Reach::OwnRiver => "own river",
                    Reach::OwnChief => "own chief",
                    Reach::Region => "region",
                };
                write!(matrix, " | {word}").unwrap();
            }
        }
        matrix.push('\n');
        assert_eq!(matrix, include_str!("../access.txt"), "access.txt is reviewed by people: change it by hand\n{matrix}");
    }

    #[test]
    fn a_liaison_without_a_unit_reaches_nothing() {
        let actor = Actor { name: "甲".into(), role: Role::Liaison, unit_id: None, river_id: None, chief_id: None };
        assert!(!may(&actor, Action::ItemRead, Target::default()));
    }

    #[test]
    fn who_publishes_does_not_decide_appeals() {
        for role in Role::ALL {
            let both = [Action::AssessmentPublish, Action::AppealDecide].map(|action| reach(*role, action) != Reach::Nothing);
            assert_ne!(both, [true, true], "{}", role.key());
        }
    }

    #[test]
    fn who_publishes_scores_neither_finds_nor_closes() {
        for role in Role::ALL {
            let may = |action: Action| reach(*role, action) != Reach::Nothing;
            let finds_or_closes =
                [Action::ProblemReport, Action::CloseOutCheck, Action::Reopen, Action::LookBackRun, Action::InspectionRun];
            assert!(!may(Action::AssessmentPublish) || !finds_or_closes.into_iter().any(may), "{}", role.key());
        }
    }

    #[test]
    fn the_inspected_never_reach_a_sealed_inspection() {
        for role in [Role::Liaison, Role::Chief, Role::Assessor, Role::Auditor, Role::Discipline, Role::Expert, Role::Government] {
            for action in [Action::InspectionRead, Action::InspectionRun] {
                assert_eq!(reach(role, action), Reach::Nothing, "{}", role.key());
            }
        }
    }

    #[test]
    fn no_administrator_reaches_the_offices_work() {
        for role in [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin] {
            for action in [
                Action::ItemRead,
                Action::ItemEdit,
                Action::CircularIssue,
                Action::RecordWrite,
                Action::AssessmentRead,
                Action::AppealDecide,
                Action::ProblemRead,
                Action::LetterRead,
                Action::InspectionRead,
            ] {
                assert_eq!(reach(role, action), Reach::Nothing);
            }
        }
    }
}
