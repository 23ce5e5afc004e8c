//! The programs that read and draw documents, and the folder they work in.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use anlan_report::official::OfficialDocument;
use anlan_report::pdf::{Fonts, pdf};

use crate::image::Image;
use crate::words::{Page, pages};

const FONTS: &str = "/usr/share/fonts/opentype/noto";
const FILES: [&str; 3] = ["NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "NotoSansCJK-Regular.ttc"];
const PROGRAMS: [&str; 3] = ["pdftotext", "pdftoppm", "soffice"];

/// A folder of one test, gone when the test is over.
pub struct Desk {
    folder: PathBuf,
    fonts: &'static Fonts,
}

impl Desk {
    /// A desk with all tools, or `None` to skip the test.
    pub fn new(name: &str) -> Option<Self> {
        let fonts = fonts();
        let programs = PROGRAMS.iter().all(|program| is_there(program));
        let required = std::env::var("REQUIRE_LAYOUT").is_ok_and(|value| value == "1");
        assert!(!required || (fonts.is_some() && programs), "REQUIRE_LAYOUT=1, but some of {PROGRAMS:?} or {FILES:?} are missing");
        let fonts = fonts.filter(|_| programs)?;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("layout-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Some(Self { folder, fonts })
    }

    /// The fonts that the PDF is set in.
    pub fn fonts(&self) -> &'static Fonts {
        self.fonts
    }

    /// The PDF of a document.
    pub fn pdf(&self, document: &OfficialDocument) -> Vec<u8> {
        pdf(document, self.fonts).unwrap()
    }

    /// A file on the desk.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// What a PDF says, as `pdftotext -layout` puts it.
    pub fn text(&self, bytes: &[u8]) -> String {
        let file = self.file("text.pdf", bytes);
        String::from_utf8(done(Command::new("pdftotext").arg("-layout").arg(file).arg("-")).stdout).unwrap()
    }

    /// Where the words of a PDF stand.
    pub fn words(&self, bytes: &[u8]) -> Vec<Page> {
        let file = self.file("words.pdf", bytes);
        pages(&String::from_utf8(done(Command::new("pdftotext").arg("-bbox-layout").arg(file).arg("-")).stdout).unwrap())
    }

    /// The pages of a PDF as grey pictures, at so many dots per inch.
    pub fn pictures(&self, bytes: &[u8], dpi: u32) -> Vec<Image> {
        let file = self.file("pictures.pdf", bytes);
        let root = self.folder.join("picture");
        done(Command::new("pdftoppm").args(["-gray", "-r", &dpi.to_string()]).arg(file).arg(&root));
        let mut drawn: Vec<PathBuf> = std::fs::read_dir(&self.folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        drawn.retain(|path| path.extension().is_some_and(|extension| extension == "pgm"));
        drawn.sort();
        let read = |path: &PathBuf| {
            let image = Image::read(&std::fs::read(path).unwrap());
            std::fs::remove_file(path).unwrap();
            image
        };
        drawn.iter().map(read).collect()
    }

    /// Named docx files as PDF, all by one start of LibreOffice with a profile of its own, and with the
    /// fonts that the PDF is set in under the names that the docx asks for.
    pub fn by_office(&self, files: &[(&str, Vec<u8>)]) -> Vec<Vec<u8>> {
        let paths: Vec<PathBuf> = files.iter().map(|(name, bytes)| self.file(&format!("{name}.docx"), bytes)).collect();
        let out = self.folder.join("office");
        let profile = format!("-env:UserInstallation=file://{}", self.folder.join("profile").display());
        let mut office = Command::new("soffice");
        office.env("FONTCONFIG_FILE", self.file("fonts.conf", aliases().as_bytes()));
        office.arg(profile).args(["--headless", "--norestore", "--convert-to", "pdf", "--outdir"]).arg(&out).args(&paths);
        done(&mut office);
        files.iter().map(|(name, _)| std::fs::read(out.join(format!("{name}.pdf"))).unwrap()).collect()
    }
}

/// The fonts of the docx by those of `fonts-noto-cjk`.
const ALIASES: [(&str, &str); 5] = [
    ("仿宋_GB2312", "Noto Serif CJK SC"),
    ("楷体_GB2312", "Noto Serif CJK SC"),
    ("宋体", "Noto Serif CJK SC"),
    ("方正小标宋简体", "Noto Serif CJK SC"),
    ("黑体", "Noto Sans CJK SC"),
];

fn aliases() -> String {
    let alias = |(asked, given): (&str, &str)| {
        format!(
            "<match><test name=\"family\"><string>{asked}</string></test><edit name=\"family\" mode=\"assign\" binding=\"strong\"><string>{given}</string></edit></match>"
        )
    };
    format!("<?xml version=\"1.0\"?><fontconfig><include>/etc/fonts/fonts.conf</include>{}</fontconfig>", ALIASES.map(alias).concat())
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_there(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).exists()))
}

fn done(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn fonts() -> Option<&'static Fonts> {
    static LOADED: OnceLock<Option<Fonts>> = OnceLock::new();
    let load = || {
        let files: Vec<Vec<u8>> = FILES.iter().filter_map(|file| std::fs::read(Path::new(FONTS).join(file)).ok()).collect();
        (files.len() == FILES.len()).then(|| Fonts::from_bytes(files))
    };
    LOADED.get_or_init(load).as_ref()
}
