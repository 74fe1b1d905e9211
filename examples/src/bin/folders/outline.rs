//! Prints the tree as an indented list, shortened if it is large.

#![allow(
    clippy::mutable_key_type,
    reason = "handles are hashed by identity, which no cell of the node changes"
)]

use std::collections::{HashMap, VecDeque};
use std::ffi::OsStr;
use std::io::{self, Write};

use kinfolk::{Node, Rc};

use crate::model::{EntryRc, Folder, SymlinkNode, TargetOnDisk, is_dotted};

/// The most entries to show of the whole tree, and of one folder.
const MAX_LINES: usize = 60;
const MAX_LINES_PER_FOLDER: usize = 16;

/// Prints the tree. If it is too large to show, upper levels take precedence, so that one folder
/// with many entries does not hide the others.
pub fn print(out: &mut impl Write, root: &Rc<Folder>) -> io::Result<()> {
    let entry = EntryRc::from(root.clone());
    print_folder(out, &entry, root, 0, &lines_per_folder(root))?;
    let count = entries(root.descendants().count());
    writeln!(out, "{count}, {} in all", bytes(root.total()))
}

/// The number of entries to show of each folder. Goes through the tree level by level until no
/// lines are left. Does not look into hidden folders.
fn lines_per_folder(root: &Rc<Folder>) -> HashMap<Rc<Folder>, usize> {
    let mut left = MAX_LINES;
    let mut shown = HashMap::new();
    let mut next = VecDeque::from([root.clone()]);
    while let Some(folder) = next.pop_front() {
        let count = folder.entries.len().min(MAX_LINES_PER_FOLDER).min(left);
        left -= count;
        for entry in folder.entries.values().take(count) {
            match entry {
                EntryRc::Folder(folder) if !is_dotted(&folder.name) => next.push_back(folder),
                _ => {}
            }
        }
        shown.insert(folder, count);
    }
    shown
}

/// Recurses only into folders that are shown, so the depth is at most the number of lines.
fn print_folder(
    out: &mut impl Write,
    entry: &EntryRc,
    folder: &Rc<Folder>,
    depth: usize,
    shown: &HashMap<Rc<Folder>, usize>,
) -> io::Result<()> {
    let count = shown.get(folder).copied().unwrap_or_default();
    let hidden = folder.entries.len() - count;
    let (name, size) = (readable(entry.name()), bytes(entry.size()));
    let slash = if name.ends_with('/') { "" } else { "/" };
    write!(out, "{size:>9}  {:indent$}{name}{slash}", "", indent = 2 * depth)?;
    if count == 0 && hidden > 0 {
        write!(out, " … {hidden} inside")?;
    }
    writeln!(out)?;

    let indent = 2 * (depth + 1);
    for entry in folder.entries.values().take(count) {
        let name = readable(entry.name());
        match &entry {
            EntryRc::Folder(folder) => print_folder(out, &entry, folder, depth + 1, shown)?,
            EntryRc::File(file) => {
                let size = bytes(file.size);
                writeln!(out, "{size:>9}  {:indent$}{name}", "")?;
            }
            EntryRc::Symlink(symlink) => {
                let target = describe_target(symlink);
                writeln!(out, "{:>9}  {:indent$}{name} -> {target}", "link", "")?;
            }
        }
    }
    if count > 0 && hidden > 0 {
        writeln!(out, "{:>9}  {:indent$}… and {hidden} more", "", "")?;
    }
    Ok(())
}

/// Describes the current target of a symlink.
pub fn describe_target(symlink: &SymlinkNode) -> String {
    match (&symlink.target_on_disk, symlink.target.get()) {
        (_, Some(target)) => readable(&target.path()),
        (TargetOnDisk::Inside(_), None) => "(its node is dead)".into(),
        (TargetOnDisk::Outside, None) => "(outside this tree)".into(),
        (TargetOnDisk::Broken, None) => "(broken)".into(),
    }
}

pub fn entries(count: usize) -> String {
    match count {
        1 => "1 entry".into(),
        _ => format!("{count} entries"),
    }
}

/// Formats a size in bytes with a fitting unit.
pub fn bytes(size: u64) -> String {
    if size < 1000 {
        return format!("{size} B");
    }
    let mut units = ["kB", "MB", "GB", "TB", "PB", "EB"].into_iter();
    let mut unit = units.next();
    let mut thousandths = size;
    // A larger value would be rounded to 1000.0.
    while thousandths >= 999_950 {
        thousandths /= 1000;
        unit = units.next();
    }
    let tenths = (thousandths + 50) / 100;
    format!("{}.{} {}", tenths / 10, tenths % 10, unit.unwrap_or_default())
}

/// Escapes a name or path for the terminal. A file name may contain control characters, even line
/// breaks.
pub fn readable(name: &(impl AsRef<OsStr> + ?Sized)) -> String {
    let mut text = String::new();
    for c in name.as_ref().to_string_lossy().chars() {
        if c.is_control() {
            text.extend(c.escape_default());
        } else {
            text.push(c);
        }
    }
    text
}
