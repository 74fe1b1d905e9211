//! Moves, detaches and drops one entry of the tree with all that is below it. After each step,
//! prints what the handles and links to it find.

use std::collections::HashSet;
use std::io::{self, Write};

use kinfolk::{AnyRc, Handle, Node, Rc, Weak};

use crate::model::{Entry, EntryRc, Folder, Symlink, is_dotted};
use crate::outline::{bytes, describe_target, entries, readable};

/// The most symlinks to print in a report.
const MAX_SYMLINKS: usize = 5;

/// Handles of each kind to the entry, and to nodes below it.
struct Handles {
    strong: Option<EntryRc>,
    weak: Weak<Entry>,
    /// A strong handle to a file below the entry.
    below: Option<EntryRc>,
    /// Symlinks to the entry or to nodes below it. These handles are weak: strong ones would keep
    /// the symlinks alive and change what the example shows.
    symlinks: Vec<Weak<Symlink>>,
}

pub fn show(out: &mut impl Write, root: &Rc<Folder>) -> io::Result<()> {
    let Some((entry, destination)) = choose(root) else {
        return writeln!(out, "\nThe folder is empty: there is nothing to move, detach or drop.");
    };
    let mut handles = Handles::of(&entry, root);
    let name = readable(entry.name());
    writeln!(out, "\nNow `{name}` is moved, detached and dropped, in memory only.")?;
    handles.report(out, root, "before")?;

    if let Some(folder) = destination {
        // Adding moves the entry: kinfolk also removes it from the folder that owned it.
        folder.entries.add(entry.name().to_owned(), entry.clone());
        let folder = readable(&EntryRc::from(folder).path());
        handles.report(out, root, &format!("moved into `{folder}`"))?;
    } else {
        writeln!(out, "\nIt cannot be moved: there is no other folder that can take it.")?;
    }

    entry.detach();
    handles.report(out, root, "detached")?;

    handles.strong = None;
    drop(entry);
    handles.report(out, root, "dropped")
}

/// Chooses the entry to move, and the folder to move it to if one can take it. Prefers folders with
/// symlinks into them, since these show the most. Takes hidden entries last.
fn choose(root: &Rc<Folder>) -> Option<(EntryRc, Option<Rc<Folder>>)> {
    let targets_and_owners: HashSet<AnyRc> = root
        .descendants_of::<Symlink>()
        .filter_map(|symlink| symlink.target.get())
        .flat_map(|target| target.ancestors_or_self().collect::<Vec<_>>())
        .collect();
    let mut candidates: Vec<EntryRc> = root.descendants_of::<Entry>().collect();
    candidates.sort_by_cached_key(|entry| match entry {
        EntryRc::Folder(folder) => {
            let has_target = targets_and_owners.contains(&entry.to_any());
            (is_hidden(entry), folder.entries.is_empty(), !has_target)
        }
        // Files and symlinks come after all folders.
        EntryRc::File(_) | EntryRc::Symlink(_) => (true, true, true),
    });
    let folders: Vec<Rc<Folder>> = root
        .descendants_of::<Folder>()
        .chain([root.clone()])
        .filter(|folder| !is_hidden(folder))
        .collect();
    let with_destination = candidates
        .iter()
        .find_map(|entry| Some((entry.clone(), Some(destination(entry, &folders)?))));
    with_destination.or_else(|| Some((candidates.first()?.clone(), None)))
}

/// A folder that can take the entry: not the one that owns it already, not the entry itself or a
/// folder below it, and without an entry of the same name.
fn destination(entry: &EntryRc, folders: &[Rc<Folder>]) -> Option<Rc<Folder>> {
    let can_take_it = |folder: &&Rc<Folder>| {
        entry.parent().as_ref() != Some(*folder)
            && !folder.entries.contains_key(entry.name())
            && folder.ancestors_or_self().all(|above| above != entry.to_any())
    };
    folders.iter().find(can_take_it).cloned()
}

fn is_hidden(entry: &impl Handle) -> bool {
    // The root is never hidden, although its name may be `.`.
    entry
        .ancestors_or_self()
        .filter_map(|above| above.downcast::<Entry>())
        .any(|above| above.parent().is_some() && is_dotted(above.name()))
}

impl Handles {
    fn of(entry: &EntryRc, root: &Rc<Folder>) -> Self {
        let subtree: HashSet<AnyRc> = entry.descendants_or_self().collect();
        let mut symlinks: Vec<_> = root
            .descendants_of::<Symlink>()
            .filter_map(|symlink| Some((symlink.clone(), symlink.target.get()?)))
            .filter(|(_, target)| subtree.contains(&target.to_any()))
            .collect();
        // Symlinks outside come first: they are still alive after the drop.
        symlinks.sort_by_key(|(symlink, _)| subtree.contains(&symlink.to_any()));
        // No symlink may point to this file: the handle keeps it alive, and the report is to show
        // that weak links do not keep their targets alive.
        let is_target = |entry: &EntryRc| symlinks.iter().any(|(_, target)| target == entry);
        let below = entry
            .descendants_of::<Entry>()
            .filter(|entry| matches!(entry, EntryRc::File(_)))
            .find(|entry| !is_target(entry));
        Handles {
            strong: Some(entry.clone()),
            weak: entry.downgrade(),
            below,
            symlinks: symlinks.iter().map(|(symlink, _)| Rc::downgrade(symlink)).collect(),
        }
    }

    fn report(&self, out: &mut impl Write, root: &Rc<Folder>, when: &str) -> io::Result<()> {
        writeln!(out, "\n{when}:")?;
        match &self.strong {
            Some(entry) => writeln!(out, "  strong handle  {}", describe(entry))?,
            None => writeln!(out, "  strong handle  dropped")?,
        }
        match self.weak.upgrade() {
            Some(entry) => writeln!(out, "  weak handle    {}", describe(&entry))?,
            None => writeln!(out, "  weak handle    its node is dead")?,
        }
        if let Some(entry) = &self.below {
            writeln!(out, "  held below     {}", describe(entry))?;
        }
        for symlink in self.symlinks.iter().take(MAX_SYMLINKS) {
            match symlink.upgrade() {
                Some(symlink) => {
                    let target = describe_target(&symlink);
                    let path = readable(&EntryRc::from(symlink).path());
                    writeln!(out, "  symlink        {path} -> {target}")?;
                }
                None => writeln!(out, "  symlink        died with its folder")?,
            }
        }
        if self.symlinks.len() > MAX_SYMLINKS {
            let more = self.symlinks.len() - MAX_SYMLINKS;
            writeln!(out, "  symlink        … and {more} more")?;
        }
        writeln!(
            out,
            "  root           {}, {}",
            entries(root.descendants().count()),
            bytes(root.total())
        )
    }
}

/// Describes an entry: its path, its size and the folder that owns it.
fn describe(entry: &EntryRc) -> String {
    let path = readable(&entry.path());
    let size = bytes(entry.size());
    match entry.parent() {
        Some(folder) => {
            let folder = readable(&EntryRc::from(folder).path());
            format!("{path} ({size}), in {folder}")
        }
        None => format!("{path} ({size}), in no folder"),
    }
}
