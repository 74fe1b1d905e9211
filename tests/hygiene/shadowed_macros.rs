//! User macros named like std's.

#![allow(unused_macros, reason = "nothing must use them")]

macro_rules! write {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! writeln {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! panic {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! stringify {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! concat {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! vec {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! assert {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! assert_eq {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! matches {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! format {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! debug_assert {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! unreachable {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! unimplemented {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! todo {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! env {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}
macro_rules! compile_error {
    ($($t:tt)*) => {
        compile_error_of_std!()
    };
}

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
