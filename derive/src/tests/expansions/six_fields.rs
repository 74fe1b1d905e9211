#[graph(back(parent: Folder))]
pub struct Folder {
    pub name: String,
    pub mode: u32,
    #[graph(cell)]
    pub size: u64,
    #[graph(refcell)]
    pub tags: Vec<String>,
    #[graph(own)]
    pub entries: Vec<Entry>,
}
