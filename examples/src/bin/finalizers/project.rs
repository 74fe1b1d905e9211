//! A project of real directories and files, which leaves the disk with the last handle to it.
//!
//! When it is closed, three things happen, in this order:
//!
//! 1. The project's hook. Owners come first, so all files are still there: it lists them.
//! 2. The files' hooks. Each deletes its file, and says where that stood in the project: its owners
//!    are dying as well, but are still there. In a `Drop` they would be gone.
//! 3. The directories go, which must be empty then. A hook of the folder would be too early, so that
//!    is for attached finalizers: they run when all hooks have, the newest first, and so those of
//!    inner directories before those of the ones that these were made in.
//!
//! (A file that somebody still holds lives on, as any node does. Its directory cannot be removed then,
//! and that is reported.)

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use kinfolk::{Finalizer, Graph, Handle, Node, Rc};

use crate::output::{cannot, complain, say, yes_or_no};

#[derive(Graph)]
#[graph(weak(manifest: TemporaryFile), finalize = ProjectNode::write_manifest)]
struct Project {
    name: String,
    path: PathBuf,
    #[graph(own)]
    folders: Vec<Folder>,
}

#[derive(Graph)]
#[graph(back(project: Project))]
struct Folder {
    name: String,
    path: PathBuf,
    #[graph(own)]
    files: Vec<TemporaryFile>,
}

/// Its hook needs no owner for what it must do: one that was taken out of its folder has none. So the
/// file knows its whole path.
#[derive(Graph)]
#[graph(back(folder: Folder), finalize = TemporaryFileNode::delete)]
struct TemporaryFile {
    name: String,
    path: PathBuf,
}

impl ProjectNode {
    fn make(place: &Path, name: &str) -> Result<Rc<Project>, String> {
        let path = place.join(name);
        fs::create_dir(&path).map_err(cannot("make", &path))?;
        let project = Project { name: name.into(), path, folders: vec![] }.into_graph();
        remove_directory_after(&project, name, &project.path);
        Ok(project)
    }

    fn add_folder(&self, name: &str) -> Result<Rc<Folder>, String> {
        let path = self.path.join(name);
        fs::create_dir(&path).map_err(cannot("make", &path))?;
        let folder = self.folders.add(Folder { name: name.into(), path, files: vec![] });
        remove_directory_after(&folder, &folder.place(), &folder.path);
        Ok(folder)
    }

    /// Its hook: lists what is about to be deleted, in a file of somebody else's.
    fn write_manifest(&self) {
        let Some(manifest) = self.manifest.get() else { return };
        let mut list = String::new();
        for file in self.descendants_of::<TemporaryFile>() {
            let size = fs::metadata(&file.path).map(|metadata| metadata.len());
            let size = size.map_or_else(|error| error.to_string(), |size| format!("{size} bytes"));
            let _ = writeln!(list, "{}: {size}", file.place());
        }
        say!("  {} lists its files: {}", self.name, list.lines().count());
        complain(fs::write(&manifest.path, list).map_err(cannot("write", &manifest.path)));
    }
}

impl FolderNode {
    fn add_file(&self, name: &str, content: &str) -> Result<(), String> {
        let path = self.path.join(name);
        let mut file = File::create_new(&path).map_err(cannot("make", &path))?;
        // From here on somebody sees to it that it is deleted.
        let node = self.files.add(TemporaryFile { name: name.into(), path });
        file.write_all(content.as_bytes()).map_err(cannot("write", &node.path))
    }

    fn place(&self) -> String {
        match self.project.get() {
            Some(project) => format!("{}/{}", project.name, self.name),
            None => self.name.clone(),
        }
    }
}

impl TemporaryFileNode {
    /// Its hook.
    fn delete(&self) {
        match fs::remove_file(&self.path) {
            Ok(()) => say!("  {} is deleted", self.place()),
            // It was never written, or somebody was faster.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => complain(Err(cannot("delete", &self.path)(error))),
        }
    }

    /// Where it stands, found by climbing to its owners.
    fn place(&self) -> String {
        match self.folder.get() {
            Some(folder) => format!("{}/{}", folder.place(), self.name),
            None => format!("{} (in no folder)", self.name),
        }
    }
}

/// Attaches a finalizer that removes a directory after all that was in it. Handles to the node itself
/// have no place in there: they would keep it alive.
pub fn remove_directory_after(node: &impl Handle, name: &str, path: &Path) {
    let (name, path) = (name.to_owned(), path.to_owned());
    Finalizer::attach(node, move || match fs::remove_dir(&path) {
        Ok(()) => say!("  {name} is removed"),
        Err(error) => complain(Err(cannot("remove", &path)(error))),
    });
}

/// Makes a project in this directory, and closes it.
pub fn show(place: &Path) -> Result<(), String> {
    // In no folder, so it outlives the project; until this function ends, however it does.
    let manifest = TemporaryFile { name: "manifest".into(), path: place.join("manifest") };
    let manifest = manifest.into_graph();

    say!("\nA project with four files is made, and one of them is taken out");
    let project = ProjectNode::make(place, "thesis")?;
    project.manifest.set(&manifest);
    let drafts = project.add_folder("drafts")?;
    drafts.add_file("one.txt", "Once")?;
    drafts.add_file("two.txt", "upon a time")?;
    drafts.add_file("three.txt", "")?;
    project.add_folder("figures")?.add_file("plot.svg", "<svg/>")?;
    // Nobody holds it, so it dies at once: alone, since it has left its folder already.
    drop(drafts.files.pop());

    say!("\nThe project is closed");
    let path = project.path.clone();
    drop((drafts, project));
    say!("  gone from the disk: {}", yes_or_no(!path.exists()));

    say!("\nThe manifest says what it had");
    let list = fs::read_to_string(&manifest.path).map_err(cannot("read", &manifest.path))?;
    list.lines().for_each(|line| say!("  {line}"));
    Ok(())
}
