//! Why a file could not be read, for a program (`code`) and for people in Chinese and English.

use thiserror::Error;

/// Why an uploaded workbook was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadFault {
    /// Neither an xlsx nor one of the known relatives below.
    #[error("This is not an xlsx workbook. Open it in WPS or Excel, save it as .xlsx and upload that file.")]
    NotXlsx,
    /// Not a docx.
    #[error("This is not a docx document. Open it in WPS or Word, save it as .docx and upload that file.")]
    NotDocx,
    /// Neither an xlsx nor a docx.
    #[error("This is neither an xlsx workbook nor a docx document. Save it from WPS or Office as .xlsx or .docx and upload that file.")]
    NotOffice,
    /// Not a zip of files for exchange.
    #[error("This is not an exchange package (a zip with manifest.json). Ask the sender for the package as it was made.")]
    NotAPackage,
    /// The old binary format of Word.
    #[error("This is an old .doc file. Open it in WPS or Word, save it as .docx and upload that file.")]
    OldDoc,
    /// A text file in neither UTF-8 nor GB18030.
    #[error("This text file is in neither UTF-8 nor GB18030. Save it from WPS or Excel as .xlsx or as CSV UTF-8 and upload that file.")]
    NotText,
    /// The old binary format (or another OLE file).
    #[error("This is an old .xls file. Open it in WPS or Excel, save it as .xlsx and upload that file.")]
    OldXls,
    /// The file is protected by a password for opening.
    #[error("This file is encrypted. Remove the password for opening, save it and upload it again.")]
    Encrypted,
    /// The file itself is too large.
    #[error("The file has {bytes} bytes; at most {limit} are accepted. Remove pictures or split the workbook.")]
    TooLarge {
        /// Size of the file.
        bytes: u64,
        /// Largest size accepted.
        limit: u64,
    },
    /// The file unpacks to far more than a table of this size needs.
    #[error("\"{entry}\" inside the file unpacks to more than {limit} bytes. Copy the table into a new file and upload that.")]
    Bomb {
        /// The part of the package at which counting stopped.
        entry: String,
        /// The limit that was passed: the total, or the size from which the ratio counts.
        limit: u64,
    },
    /// The file holds macros.
    #[error("The file contains macros. Save it as a plain .xlsx or .docx without macros.")]
    Macros,
    /// A sheet reaches further, or holds more, than accepted.
    #[error(
        "Sheet \"{sheet}\" has a value at {cell}, beyond the limit of {rows} rows, {columns} columns and {cells} cells in all. Delete what is not needed or split the sheet."
    )]
    TooManyCells {
        /// The sheet's name.
        sheet: String,
        /// The cell at which reading stopped, such as `CV3`.
        cell: String,
        /// Highest row number accepted.
        rows: u32,
        /// Highest column number accepted.
        columns: u32,
        /// Most cells accepted in the workbook.
        cells: usize,
    },
    /// The cells hold more text than accepted.
    #[error("The text of the workbook passes {limit} bytes at {cell} of sheet \"{sheet}\". Split the workbook.")]
    TooMuchText {
        /// The sheet's name.
        sheet: String,
        /// The cell at which reading stopped.
        cell: String,
        /// Most bytes of text accepted.
        limit: usize,
    },
    /// Too many sheets.
    #[error("The workbook has {sheets} sheets; at most {limit} are accepted. Delete those that are not needed.")]
    TooManySheets {
        /// Sheets in the file.
        sheets: usize,
        /// Most sheets accepted.
        limit: usize,
    },
    /// A GPX file that does not tell a patrol.
    #[error("This is no track that tells a patrol: {en} (轨迹文件不能用：{zh}).")]
    NotATrack {
        /// Why, in Chinese.
        zh: String,
        /// Why, in English.
        en: String,
    },
    /// The package or one of its parts cannot be understood.
    #[error("The file is damaged ({0}). Open it in WPS or Office, save it again and upload that file.")]
    Damaged(String),
}

impl ReadFault {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotXlsx => "not_xlsx",
            Self::NotDocx => "not_docx",
            Self::NotOffice => "not_xlsx_or_docx",
            Self::NotAPackage => "not_a_package",
            Self::OldDoc => "old_doc",
            Self::NotText => "not_text",
            Self::NotATrack { .. } => "not_a_track",
            Self::OldXls => "old_xls",
            Self::Encrypted => "encrypted",
            Self::TooLarge { .. } => "too_large",
            Self::Bomb { .. } => "bomb",
            Self::Macros => "macros",
            Self::TooManyCells { .. } => "too_many_cells",
            Self::TooMuchText { .. } => "too_much_text",
            Self::TooManySheets { .. } => "too_many_sheets",
            Self::Damaged(_) => "damaged",
        }
    }

    /// What happened and what to do, in Chinese; `Display` says the same in English.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::NotXlsx => "这不是 xlsx 工作簿。请用 WPS 或 Excel 打开，另存为 .xlsx 后重新上传。".to_owned(),
            Self::NotDocx => "这不是 docx 文档。请用 WPS 或 Word 打开，另存为 .docx 后重新上传。".to_owned(),
            Self::NotOffice => "这既不是 xlsx 工作簿，也不是 docx 文档。请用 WPS 或 Office 另存为 .xlsx 或 .docx 后重新上传。".to_owned(),
            Self::NotAPackage => "这不是数据交换包（含 manifest.json 的 zip）。请向发送方索取原包，不要解压后重新打包。".to_owned(),
            Self::OldDoc => "这是旧版 .doc 文件。请用 WPS 或 Word 打开，另存为 .docx 后重新上传。".to_owned(),
            Self::NotText => {
                "这个文本文件既不是 UTF-8 也不是 GB18030 编码。请用 WPS 或 Excel 另存为 .xlsx 或 CSV UTF-8 后重新上传。".to_owned()
            }
            Self::NotATrack { zh, .. } => format!("轨迹文件不能用：{zh}。"),
            Self::OldXls => "这是旧版 .xls 文件。请用 WPS 或 Excel 打开，另存为 .xlsx 后重新上传。".to_owned(),
            Self::Encrypted => "文件设有打开密码。请取消打开密码，保存后重新上传。".to_owned(),
            Self::TooLarge { bytes, limit } => {
                format!("文件有 {bytes} 字节，最多接受 {limit} 字节。请删去图片，或拆分工作簿。")
            }
            Self::Bomb { entry, limit } => {
                format!("文件内的“{entry}”解压后超过 {limit} 字节。请把表格复制到新文件后上传。")
            }
            Self::Macros => "文件含有宏。请另存为不含宏的 .xlsx 或 .docx 后上传。".to_owned(),
            Self::TooManyCells { sheet, cell, rows, columns, cells } => format!(
                "工作表“{sheet}”在 {cell} 处有内容，超出上限（{rows} 行、{columns} 列，全簿 {cells} 个单元格）。请删去不需要的内容，或拆分工作表。"
            ),
            Self::TooMuchText { sheet, cell, limit } => {
                format!("到工作表“{sheet}”的 {cell} 处，文字已超过 {limit} 字节。请拆分工作簿。")
            }
            Self::TooManySheets { sheets, limit } => {
                format!("工作簿有 {sheets} 张工作表，最多接受 {limit} 张。请删去不需要的工作表。")
            }
            Self::Damaged(what) => {
                format!("文件已损坏（{what}）。请用 WPS 或 Office 打开，重新保存后上传。")
            }
        }
    }
}
