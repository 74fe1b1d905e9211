//! Reads a folder from disk into plain values. Nothing here needs kinfolk.

use std::collections::BTreeMap;
use std::error::Error;
use std::ffi::OsString;
use std::fmt;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use crate::model::{Entry, File, Folder, Symlink, TargetOnDisk};
use crate::outline::readable;
use crate::progress::Progress;

/// The result of a scan.
pub struct Scan {
    pub root: Folder,
    /// How many entries were left out because they could not be read.
    pub skipped: usize,
}

/// Why the scan failed as a whole.
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

/// A folder with subfolders still to be read.
struct OpenFolder {
    folder: Folder,
    path: PathBuf,
    /// The names of the subfolders still to be read.
    unread: Vec<OsString>,
}

struct Scanner<'a> {
    /// The path of the root with its symlinks resolved. A symlink's target is inside the tree if
    /// its path starts with this one.
    real_root: PathBuf,
    skipped: usize,
    progress: &'a mut Progress,
}

/// Reads the folder at `path` and everything below it, bottom-up: a folder is complete when all its
/// subfolders are, and is then put into its parent. Uses a stack of its own instead of recursion,
/// so the depth on disk does not matter.
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
        if let Some(name) = current.unread.pop() {
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
                parent.folder.entries.insert(finished.name.clone(), Entry::Folder(finished));
                current = parent;
            }
            None => {
                return Ok(Scan { root: finished, skipped: scanner.skipped });
            }
        }
    }
}

impl Scanner<'_> {
    /// Reads the direct entries of a folder. The folder is closed again when this returns, so a
    /// deep tree does not use up the open files that the system allows.
    fn open(&mut self, path: PathBuf, name: OsString) -> io::Result<OpenFolder> {
        let mut entries = BTreeMap::new();
        let mut unread = Vec::new();
        for entry in fs::read_dir(&path)? {
            self.progress.count();
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.skip(&path, &error);
                    continue;
                }
            };
            match self.read_entry(&entry) {
                Ok(Some(read)) => {
                    entries.insert(entry.file_name(), read);
                }
                Ok(None) => unread.push(entry.file_name()),
                Err(error) => self.skip(&entry.path(), &error),
            }
        }
        Ok(OpenFolder { folder: Folder { name, entries }, path, unread })
    }

    /// Reads a file or symlink. Returns `None` for a folder. Does not follow a symlink to a folder.
    fn read_entry(&self, entry: &DirEntry) -> io::Result<Option<Entry>> {
        let name = entry.file_name();
        let kind = entry.file_type()?;
        if kind.is_dir() {
            return Ok(None);
        }
        if kind.is_symlink() {
            let target_on_disk = self.resolve(&entry.path());
            return Ok(Some(Entry::Symlink(Symlink { name, target_on_disk })));
        }
        let size = entry.metadata()?.len();
        Ok(Some(Entry::File(File { name, size })))
    }

    fn resolve(&self, symlink: &Path) -> TargetOnDisk {
        let Ok(target) = fs::canonicalize(symlink) else {
            return TargetOnDisk::Broken;
        };
        match target.strip_prefix(&self.real_root) {
            Ok(inside) => TargetOnDisk::Inside(inside.to_owned()),
            Err(_) => TargetOnDisk::Outside,
        }
    }

    fn skip(&mut self, path: &Path, error: &io::Error) {
        self.skipped += 1;
        self.progress.print_message(format_args!("folders: skipped `{}`: {error}", readable(path)));
    }
}
