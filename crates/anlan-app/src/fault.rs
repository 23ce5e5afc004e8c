//! What a use case answers when it does not do what was asked, in both languages, naming the place and what to do.

use anlan_core::pack::NoPack;
use anlan_report::read::ReadFault;
use anlan_store::StoreError;

/// What the caller can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Log in first.
    Unauthenticated,
    /// The role does not allow it.
    NotAllowed,
    /// There is no such thing.
    NotFound,
    /// There is such a thing, but not for this actor: told as not found, and audited.
    Hidden,
    /// Correct the input.
    Invalid,
    /// Send less.
    TooLarge,
    /// Somebody else was first: look again.
    Conflict,
    /// The thing changed since it was read: read again.
    Stale,
    /// Try later.
    Unavailable,
    /// A fault of Anlan or its machine.
    Internal,
}

/// A refusal or failure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{en} ({zh})")]
pub struct Fault {
    /// What the caller can do.
    pub kind: FaultKind,
    /// Stable word for programs.
    pub code: &'static str,
    /// The field concerned.
    pub field: Option<&'static str>,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Every field that is wrong, of a form whose fields are data.
    pub fields: Vec<FieldFault>,
}

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// Its name.
    pub field: String,
    /// Stable word for programs.
    pub code: &'static str,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Fault {
    fn new(kind: FaultKind, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { kind, code, field: None, zh: zh.into(), en: en.into(), fields: vec![] }
    }

    /// The input is wrong at a field.
    #[must_use]
    pub fn invalid(field: &'static str, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { field: Some(field), ..Self::new(FaultKind::Invalid, code, zh, en) }
    }

    /// Several fields are wrong; all are told at once.
    #[must_use]
    pub fn invalid_fields(fields: Vec<FieldFault>) -> Self {
        let code = fields.first().map_or("invalid", |first| first.code);
        let zh: Vec<String> = fields.iter().map(|one| format!("{}：{}", one.field, one.zh)).collect();
        let en: Vec<String> = fields.iter().map(|one| format!("{}: {}", one.field, one.en)).collect();
        Self { fields, ..Self::new(FaultKind::Invalid, code, zh.join(""), en.join("; ")) }
    }

    /// The same, with the place it is about put first.
    #[must_use]
    pub fn at(mut self, zh: &str, en: &str) -> Self {
        self.zh.insert_str(0, &format!("{zh}："));
        self.en.insert_str(0, &format!("{en}: "));
        self
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(FaultKind::NotFound, "not_found", "没有找到，可能已被更正或地址有误。", "Not found.")
    }

    /// There is, but the actor is not to know: looks like [`Fault::not_found`].
    #[must_use]
    pub fn hidden() -> Self {
        Self { kind: FaultKind::Hidden, ..Self::not_found() }
    }

    /// The role does not allow it.
    #[must_use]
    pub fn not_allowed() -> Self {
        Self::new(FaultKind::NotAllowed, "not_allowed", "当前账号的角色不能进行此操作。", "Your role does not allow this.")
    }

    /// A second person is needed.
    #[must_use]
    pub fn same_person() -> Self {
        Self::new(
            FaultKind::NotAllowed,
            "same_person",
            "须由提出人以外的另一人确认。",
            "Another person than the proposer has to confirm this.",
        )
    }

    /// Somebody else was first.
    #[must_use]
    pub fn conflict(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(FaultKind::Conflict, code, zh, en)
    }

    /// The thing changed since it was read.
    #[must_use]
    pub fn stale() -> Self {
        Self::new(
            FaultKind::Stale,
            "stale",
            "内容已被他人更改，请刷新后再试；您填写的内容没有丢失。",
            "It was changed by somebody else meanwhile: read it again.",
        )
    }

    /// Not logged in, or not any more.
    #[must_use]
    pub fn unauthenticated(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(FaultKind::Unauthenticated, code, zh, en)
    }

    /// Something of the installation fails.
    #[must_use]
    pub fn internal(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(FaultKind::Internal, code, zh, en)
    }
}

impl From<StoreError> for Fault {
    fn from(fault: StoreError) -> Self {
        let en = fault.to_string();
        match fault {
            StoreError::Conflict(_) => Self::conflict("conflict", "他人已同时登记了同样的内容，请刷新后核对。", en),
            StoreError::Missing(_) => Self::conflict("missing_reference", "引用的对象已不存在，请刷新后重试。", en),
            StoreError::Full => Self::new(FaultKind::Unavailable, "disk_full", "磁盘已满，未作任何更改。请清理磁盘后重试。", en),
            StoreError::File(io) if io.kind() == std::io::ErrorKind::StorageFull || io.raw_os_error() == Some(27) => {
                Self::new(FaultKind::Unavailable, "disk_full", "磁盘已满，未作任何更改。请清理磁盘后重试。", en)
            }
            StoreError::TooSlow => Self::new(FaultKind::Unavailable, "too_slow", "数据库未及时响应，请稍后重试。", en),
            StoreError::OutcomeUnknown(_) => {
                Self::new(FaultKind::Unavailable, "outcome_unknown", "提交结果未知，请刷新核对后再决定是否重做。", en)
            }
            StoreError::Damaged(_) | StoreError::Database(_) | StoreError::File(_) => {
                Self::internal("store", "数据库或文件存储出错，请联系管理员查看日志。", en)
            }
        }
    }
}

impl From<NoPack> for Fault {
    fn from(fault: NoPack) -> Self {
        Self::conflict("no_pack", "该月没有（唯一）生效的规则包，请先核对规则包的生效日期。", fault.to_string())
    }
}

impl From<ReadFault> for Fault {
    fn from(fault: ReadFault) -> Self {
        let kind = if fault.code() == "too_large" { FaultKind::TooLarge } else { FaultKind::Invalid };
        Self { field: Some("file"), ..Self::new(kind, fault.code(), fault.zh(), fault.to_string()) }
    }
}
