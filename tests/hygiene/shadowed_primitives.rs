//! User types named like the primitive types.

#[expect(non_camel_case_types, reason = "the test is about this")]
struct bool;
#[expect(non_camel_case_types, reason = "the test is about this")]
struct usize;
#[expect(non_camel_case_types, reason = "the test is about this")]
struct str;
#[expect(non_camel_case_types, reason = "the test is about this")]
struct u32;
#[expect(non_camel_case_types, reason = "the test is about this")]
struct u64;
#[expect(non_camel_case_types, reason = "the test is about this")]
struct char;
#[expect(non_camel_case_types, reason = "the test is about this")]
struct i32;

#[derive(kinfolk::Graph)]
#[graph(back(parent: Folder), weak(link: Entry, links: Vec<File>), to_plain)]
#[graph(shared(one: Entry, many: Vec<File>))]
#[graph(finalize = FolderNode::closed)]
struct Folder {
    name: u8,
    #[graph(own)]
    entries: Vec<Entry>,
    #[graph(own)]
    cover: Option<Box<File>>,
    #[graph(refcell)]
    notes: Vec<u8>,
}

#[derive(kinfolk::Graph)]
#[graph(to_plain, live(seen: u8))]
struct Text(u8, #[graph(refcell)] Vec<u8>);

#[derive(kinfolk::Graph)]
#[graph(back(folder: Folder), derive(Debug), to_plain, finalize = |_| ())]
struct File {
    #[graph(cell)]
    size: u8,
}

impl FolderNode {
    fn closed(&self) {}
}

#[derive(kinfolk::Graph)]
#[graph(to_plain)]
enum Entry {
    Folder(Folder),
    File(File),
}

::std::include!("tree.rs");
