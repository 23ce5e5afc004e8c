//! Why a PDF could not be made.

use thiserror::Error;
use typst::diag::SourceDiagnostic;
use typst::ecow::EcoVec;

use crate::official::OfficialFault;

/// Why a PDF could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PdfFault {
    /// The document itself lacks something.
    #[error(transparent)]
    Document(#[from] OfficialFault),
    /// No font covers Chinese.
    #[error(
        "No font with Chinese characters was found. Put .ttf, .otf or .ttc files (such as Zhuque Fangsong and Noto Serif CJK SC) into the directory \"fonts\" beside the program and restart it."
    )]
    NoChineseFont,
    /// The template is wrong, which is a fault of the program and not of the document.
    #[error("the PDF template failed: {0}")]
    Template(String),
}

impl PdfFault {
    pub(super) fn template(faults: EcoVec<SourceDiagnostic>) -> Self {
        Self::Template(faults.iter().map(|fault| fault.message.to_string()).collect::<Vec<_>>().join("; "))
    }

    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Document(fault) => fault.code(),
            Self::NoChineseFont => "no_chinese_font",
            Self::Template(_) => "pdf_template",
        }
    }

    /// What is wrong and what to do, in Chinese; `Display` says the same in English.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Document(fault) => fault.zh(),
            Self::NoChineseFont => "没有找到中文字体。请把 .ttf、.otf 或 .ttc 字体文件（如朱雀仿宋、Noto Serif CJK SC）放入程序所在目录的 fonts 文件夹，然后重新启动程序。".to_owned(),
            Self::Template(what) => format!("PDF 模板出错：{what}"),
        }
    }
}
