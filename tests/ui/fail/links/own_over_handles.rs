// Types that newcomers know for a child.
use kinfolk::Graph;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

#[derive(Graph)]
#[graph(back(parent: Folder))]
struct Folder {
    #[graph(own)]
    a: Vec<Rc<Folder>>,
    #[graph(own)]
    b: Rc<Folder>,
    #[graph(own)]
    c: RefCell<Vec<Rc<RefCell<Folder>>>>,
    #[graph(own)]
    d: Vec<Option<File>>,
    #[graph(own)]
    e: [File; 3],
    #[graph(own)]
    f: RefCell<Box<Folder>>,
    #[graph(own)]
    g: Option<Rc<File>>,
    #[graph(own)]
    h: Option<Vec<File>>,
    #[graph(own)]
    i: Box<[File]>,
    #[graph(own)]
    j: Vec<Vec<File>>,
    #[graph(own)]
    k: Vec<Weak<File>>,
    #[graph(own)]
    l: &'static [File],
    #[graph(own)]
    m: Box<Rc<File>>,
    #[graph(own)]
    n: Rc<RefCell<File>>,
    #[graph(own)]
    o: Box<Option<File>>,
}

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct File {}

fn links(folder: &FolderNode) {
    folder.a.len();
    folder.b.get();
    folder.c.len();
    folder.d.len();
    folder.e.len();
    folder.f.get();
    folder.g.get();
    folder.h.len();
    folder.i.len();
    folder.j.len();
    folder.k.len();
    folder.l.len();
    folder.m.get();
    folder.n.get();
    folder.o.get();
}

fn main() {}
