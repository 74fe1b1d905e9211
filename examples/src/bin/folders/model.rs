//! The model: folders, files and symlinks as plain structs that derive `Graph`.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use kinfolk::{Graph, Handle, Node, Rc};

#[derive(Graph)]
#[graph(back(pub parent: Folder))]
pub struct Folder {
    /// Also the key in the folder above. The key belongs to that link, so without the field an
    /// entry would have no name when it is in no folder, and the root would have none at all.
    pub name: OsString,
    /// The entries by name, in the order of the names.
    #[graph(own)]
    pub entries: BTreeMap<OsString, Entry>,
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
        found = folder.entries.get(name)?;
    }
    Some(found)
}

/// Whether `ls` hides this name.
pub fn is_dotted(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}
