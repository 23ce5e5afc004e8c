//! All that typst can see: one template, one JSON file and the fonts.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::{Fonts, PdfFault};

const TEMPLATE: &str = include_str!("../../templates/official.typ");

pub(super) struct TemplateWorld<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    template: Source,
    data_id: FileId,
    data: Bytes,
}

impl<'a> TemplateWorld<'a> {
    pub(super) fn new(fonts: &'a Fonts, data: String) -> Result<Self, PdfFault> {
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts,
            template: Source::new(id("/official.typ")?, TEMPLATE.to_owned()),
            data_id: id("/document.json")?,
            data: Bytes::from_string(data),
        })
    }
}

fn id(path: &str) -> Result<FileId, PdfFault> {
    let path = VirtualPath::new(path).map_err(|_| PdfFault::Template(path.to_owned()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for TemplateWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(absent(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id { Ok(self.data.clone()) } else { Err(absent(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.faces.get(index).cloned()
    }

    /// Documents carry their own dates; the template cannot ask for today.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_with_slash().into())
}
