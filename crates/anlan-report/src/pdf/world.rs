//! All that typst can see: one template, one file of data and the fonts.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::{Fonts, PdfFault};

/// A template with the name of the one file it reads.
pub(super) struct Template {
    name: &'static str,
    text: &'static str,
    data: &'static str,
}

/// An official document, from JSON.
pub(super) const OFFICIAL: Template =
    Template { name: "/official.typ", text: include_str!("../../templates/official.typ"), data: "/document.json" };

/// A drawing that fills its page, 3 to 2.
pub(super) const SIGN: Template = Template {
    name: "/sign.typ",
    text: "#set page(width: 420mm, height: 280mm, margin: 0mm)\n#set document(title: \"河长公示牌\", date: none)\n#image(\"/sign.svg\", width: 100%, alt: \"河长公示牌\")\n",
    data: "/sign.svg",
};

pub(super) struct TemplateWorld<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    template: Source,
    data_id: FileId,
    data: Bytes,
}

impl<'a> TemplateWorld<'a> {
    pub(super) fn new(fonts: &'a Fonts, template: &Template, data: String) -> Result<Self, PdfFault> {
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts,
            template: Source::new(id(template.name)?, template.text.to_owned()),
            data_id: id(template.data)?,
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
