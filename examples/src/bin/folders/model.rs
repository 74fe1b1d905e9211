//! The model: folders, files and symlinks as plain structs that derive `Graph`.

use std::cmp::Ordering;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use kinfolk::{Graph, Handle, Node, Rc};

#[derive(Graph)]
#[graph(back(pub parent: Folder))]
pub struct Folder {
    pub name: OsString,
    #[graph(own)]
    pub entries: Vec<Entry>,
}

#[derive(Graph)]
#[graph(back(pub parent: Folder))]
pub struct File {
    pub name: OsString,
    pub size: u64,
}

#[derive(Graph)]
#[graph(
    back(pub parent: Folder),
    weak(
        /// The node that the symlink points to, if it is in the tree. Set by `resolve_symlinks`.
        pub target: Entry
    ),
)]
pub struct Symlink {
    pub name: OsString,
    pub target_on_disk: TargetOnDisk,
}

/// Where a symlink pointed when it was read.
pub enum TargetOnDisk {
    /// To this path below the root. `resolve_symlinks` looks up the node for it.
    Inside(PathBuf),
    Outside,
    /// To nothing that exists, or back to itself through other symlinks.
    Broken,
}

/// An entry of a folder. The derive makes it a union of three node types, with the handle
/// `EntryRc`.
#[derive(Graph)]
pub enum Entry {
    Folder(Folder),
    File(File),
    Symlink(Symlink),
}

impl FolderNode {
    /// The total size of the files in this folder and below it.
    pub fn total(&self) -> u64 {
        self.descendants_of::<File>().map(|file| file.size).sum()
    }

    /// The entry with this name. Searches in O(log n), since the entries are sorted by name.
    pub fn entry(&self, name: &OsStr) -> Option<EntryRc> {
        let entries = self.entries.read();
        let index = entries.binary_search_by(|entry| entry.name().cmp(name)).ok()?;
        Some(entries[index].clone())
    }

    /// The index at which to insert an entry with this name.
    pub fn insertion_index(&self, name: &OsStr) -> usize {
        self.entries.read().partition_point(|entry| entry.name() < name)
    }
}

impl EntryRc {
    pub fn name(&self) -> &OsStr {
        match self {
            EntryRc::Folder(folder) => &folder.name,
            EntryRc::File(file) => &file.name,
            EntryRc::Symlink(symlink) => &symlink.name,
        }
    }

    pub fn size(&self) -> u64 {
        match self {
            EntryRc::Folder(folder) => folder.total(),
            EntryRc::File(file) => file.size,
            EntryRc::Symlink(_) => 0,
        }
    }

    /// The folder that owns this entry. Follows the back-link.
    pub fn parent(&self) -> Option<Rc<Folder>> {
        match self {
            EntryRc::Folder(folder) => folder.parent.get(),
            EntryRc::File(file) => file.parent.get(),
            EntryRc::Symlink(symlink) => symlink.parent.get(),
        }
    }

    /// The path from the topmost folder above this entry down to the entry.
    pub fn path(&self) -> PathBuf {
        let upwards: Vec<EntryRc> =
            self.ancestors_or_self().filter_map(|node| node.downcast::<Entry>()).collect();
        upwards.iter().rev().map(EntryRc::name).collect()
    }
}

/// Sorts the entries of this folder and of every folder below it.
pub fn sort_by_name(root: &Rc<Folder>) {
    let by_name = |a: &EntryRc, b: &EntryRc| -> Ordering { a.name().cmp(b.name()) };
    root.entries.sort_by(by_name);
    for folder in root.descendants_of::<Folder>() {
        folder.entries.sort_by(by_name);
    }
}

/// Sets the weak link of each symlink whose target is in the tree.
pub fn resolve_symlinks(root: &Rc<Folder>) {
    for symlink in root.descendants_of::<Symlink>() {
        if let TargetOnDisk::Inside(path) = &symlink.target_on_disk
            && let Some(target) = find(root, path)
        {
            symlink.target.set(&target);
        }
    }
}

/// The entry at this path below the root. An empty path means the root itself.
fn find(root: &Rc<Folder>, path: &Path) -> Option<EntryRc> {
    let mut found = EntryRc::from(root.clone());
    for name in path {
        let EntryRc::Folder(folder) = &found else {
            return None;
        };
        found = folder.entry(name)?;
    }
    Some(found)
}

/// Whether `ls` hides this name.
pub fn is_dotted(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}
