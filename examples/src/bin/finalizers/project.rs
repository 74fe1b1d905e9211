//! A project of real directories and files. They are deleted when the last handle to the project is
//! dropped.
//!
//! Three things then happen, in this order:
//!
//! 1. The project's hook runs. An owner's hook runs before its children's, so all files still
//!    exist, and the hook lists them.
//! 2. The files' hooks run. Each deletes its file and prints the file's path in the project. The
//!    file's owners are dying too, but a hook can still reach them. A `Drop` could not.
//! 3. The attached finalizers remove the directories, which must be empty by then. A hook of the
//!    folder would run too early. Attached finalizers run after all hooks, the newest first. So an
//!    inner directory is removed before the directory that it was made in.
//!
//! (A file that is still held stays alive, like any node. Its directory can then not be removed,
//! and the error is reported.)

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use kinfolk::{Finalizer, Graph, Handle, Node, Rc};

use crate::output::{cannot, outln, report_error, yes_or_no};

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

/// A file that its hook deletes. The hook must also work for a file that was taken out of its
/// folder and has no owner, so the file stores its whole path.
#[derive(Graph)]
#[graph(back(folder: Folder), finalize = TemporaryFileNode::delete)]
struct TemporaryFile {
    name: String,
    path: PathBuf,
}

impl ProjectNode {
    fn create(directory: &Path, name: &str) -> Result<Rc<Project>, String> {
        let path = directory.join(name);
        fs::create_dir(&path).map_err(cannot("make", &path))?;
        let project = Project { name: name.into(), path, folders: vec![] }.into_graph();
        remove_directory_after(&project, name, &project.path);
        Ok(project)
    }

    fn add_folder(&self, name: &str) -> Result<Rc<Folder>, String> {
        let path = self.path.join(name);
        fs::create_dir(&path).map_err(cannot("make", &path))?;
        let folder = self.folders.add(Folder { name: name.into(), path, files: vec![] });
        remove_directory_after(&folder, &folder.path_in_project(), &folder.path);
        Ok(folder)
    }

    /// The hook: lists the files that are about to be deleted, in a file outside the project.
    fn write_manifest(&self) {
        let Some(manifest) = self.manifest.get() else { return };
        let mut list = String::new();
        for file in self.descendants_of::<TemporaryFile>() {
            let size = fs::metadata(&file.path).map(|metadata| metadata.len());
            let size = size.map_or_else(|error| error.to_string(), |size| format!("{size} bytes"));
            let _ = writeln!(list, "{}: {size}", file.path_in_project());
        }
        outln!("  {} lists its files in the manifest: {}", self.name, list.lines().count());
        report_error(fs::write(&manifest.path, list).map_err(cannot("write", &manifest.path)));
    }
}

impl FolderNode {
    fn add_file(&self, name: &str, content: &str) -> Result<(), String> {
        let path = self.path.join(name);
        let mut file = File::create_new(&path).map_err(cannot("make", &path))?;
        // From here on, the node's hook deletes the file, even if the write below fails.
        let node = self.files.add(TemporaryFile { name: name.into(), path });
        file.write_all(content.as_bytes()).map_err(cannot("write", &node.path))
    }

    fn path_in_project(&self) -> String {
        match self.project.get() {
            Some(project) => format!("{}/{}", project.name, self.name),
            None => self.name.clone(),
        }
    }
}

impl TemporaryFileNode {
    /// The hook: deletes the file.
    fn delete(&self) {
        match fs::remove_file(&self.path) {
            Ok(()) => outln!("  {} is deleted", self.path_in_project()),
            // The file was never written, or has been deleted already.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => report_error(Err(cannot("delete", &self.path)(error))),
        }
    }

    /// The file's path in the project. Follows the back-links to its owners.
    fn path_in_project(&self) -> String {
        match self.folder.get() {
            Some(folder) => format!("{}/{}", folder.path_in_project(), self.name),
            None => format!("{} (in no folder)", self.name),
        }
    }
}

/// Attaches a finalizer that removes a directory after its contents are deleted. The closure must
/// not hold a handle to the node: that would keep the node alive.
pub fn remove_directory_after(node: &impl Handle, name: &str, path: &Path) {
    let (name, path) = (name.to_owned(), path.to_owned());
    Finalizer::attach(node, move || match fs::remove_dir(&path) {
        Ok(()) => outln!("  {name} is removed"),
        Err(error) => report_error(Err(cannot("remove", &path)(error))),
    });
}

/// Makes a project in this directory, and drops it.
pub fn show(directory: &Path) -> Result<(), String> {
    // The manifest has no owner, so it outlives the project. It is deleted when this function ends,
    // also if it ends with an error.
    let manifest = TemporaryFile { name: "manifest".into(), path: directory.join("manifest") };
    let manifest = manifest.into_graph();

    outln!("\nMake a project with four files, and take one of them out");
    let project = ProjectNode::create(directory, "thesis")?;
    project.manifest.set(&manifest);
    let drafts = project.add_folder("drafts")?;
    drafts.add_file("one.txt", "Once")?;
    drafts.add_file("two.txt", "upon a time")?;
    drafts.add_file("three.txt", "")?;
    project.add_folder("figures")?.add_file("plot.svg", "<svg/>")?;
    // Nothing holds the file that `pop` returns, so it dies at once. It has left its folder
    // already, so its hook finds no owner.
    drop(drafts.files.pop());

    outln!("\nDrop the project");
    let path = project.path.clone();
    drop((drafts, project));
    outln!("  its directory is gone: {}", yes_or_no(!path.exists()));

    outln!("\nThe manifest lists the files that it had");
    let list = fs::read_to_string(&manifest.path).map_err(cannot("read", &manifest.path))?;
    list.lines().for_each(|line| outln!("  {line}"));
    Ok(())
}
