//! Reading the disk into plain values.

use std::error::Error;
use std::ffi::OsString;
use std::fmt;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use crate::model::{Entry, File, Folder, Leads, Symlink};
use crate::outline::readable;
use crate::progress::Progress;

/// What was read.
pub struct Scan {
    pub root: Folder,
    /// How many entries could not be read, and are left out.
    pub skipped: usize,
}

/// Why there is nothing to show at all.
#[derive(Debug)]
pub enum ScanError {
    Unreadable(PathBuf, io::Error),
    NotAFolder(PathBuf),
}

impl Error for ScanError {}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ScanError::Unreadable(path, error) => {
                write!(f, "cannot read `{}`: {error}", readable(path))
            }
            ScanError::NotAFolder(path) => write!(f, "`{}` is not a folder", readable(path)),
        }
    }
}

/// A folder whose subfolders are being read.
struct OpenFolder {
    folder: Folder,
    path: PathBuf,
    /// The names of the subfolders that have not been read yet.
    waiting: Vec<OsString>,
}

struct Scanner<'a> {
    /// The root without symlinks in it, to tell what is inside.
    real_root: PathBuf,
    skipped: usize,
    progress: &'a mut Progress,
}

/// Reads the folder at `path` and all below it, bottom-up and without recursion: a folder is
/// finished, and goes to the one above it, when all its subfolders are.
pub fn scan(path: &Path, progress: &mut Progress) -> Result<Scan, ScanError> {
    let unreadable = |error| ScanError::Unreadable(path.to_owned(), error);
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Err(ScanError::NotAFolder(path.to_owned()));
    }
    let mut scanner =
        Scanner { real_root: fs::canonicalize(path).map_err(unreadable)?, skipped: 0, progress };
    let mut current = scanner.open(path.to_owned(), path.into()).map_err(unreadable)?;
    let mut above: Vec<OpenFolder> = Vec::new();
    loop {
        if let Some(name) = current.waiting.pop() {
            let path = current.path.join(&name);
            match scanner.open(path.clone(), name) {
                Ok(below) => above.push(std::mem::replace(&mut current, below)),
                Err(error) => scanner.skip(&path, &error),
            }
            continue;
        }
        let finished = current.folder;
        match above.pop() {
            Some(mut parent) => {
                parent.folder.entries.push(Entry::Folder(finished));
                current = parent;
            }
            None => {
                return Ok(Scan { root: finished, skipped: scanner.skipped });
            }
        }
    }
}

impl Scanner<'_> {
    /// Reads what is directly in a folder. It is closed again at once, so that depth costs no open
    /// files.
    fn open(&mut self, path: PathBuf, name: OsString) -> io::Result<OpenFolder> {
        let mut entries = Vec::new();
        let mut waiting = Vec::new();
        for entry in fs::read_dir(&path)? {
            self.progress.step();
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.skip(&path, &error);
                    continue;
                }
            };
            match self.leaf(&entry) {
                Ok(Some(leaf)) => entries.push(leaf),
                Ok(None) => waiting.push(entry.file_name()),
                Err(error) => self.skip(&entry.path(), &error),
            }
        }
        Ok(OpenFolder { folder: Folder { name, entries }, path, waiting })
    }

    /// The entry, unless it is a folder. It is looked at itself: a symlink is not followed.
    fn leaf(&self, entry: &DirEntry) -> io::Result<Option<Entry>> {
        let name = entry.file_name();
        let kind = entry.file_type()?;
        if kind.is_dir() {
            return Ok(None);
        }
        if kind.is_symlink() {
            let leads = self.follow(&entry.path());
            return Ok(Some(Entry::Symlink(Symlink { name, leads })));
        }
        let size = entry.metadata()?.len();
        Ok(Some(Entry::File(File { name, size })))
    }

    fn follow(&self, symlink: &Path) -> Leads {
        let Ok(target) = fs::canonicalize(symlink) else {
            return Leads::Nowhere;
        };
        match target.strip_prefix(&self.real_root) {
            Ok(inside) => Leads::Inside(inside.to_owned()),
            Err(_) => Leads::Outside,
        }
    }

    fn skip(&mut self, path: &Path, error: &io::Error) {
        self.skipped += 1;
        self.progress.interrupt(format_args!("folders: skipped `{}`: {error}", readable(path)));
    }
}
