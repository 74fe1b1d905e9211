/// What can be in a folder.
#[graph(to_plain)]
pub enum Entry {
    /// A folder.
    Folder(Folder),
    File(File),
}
