//! `finalize`: a function of the handle, a method of the node, a closure.

use std::cell::Cell;

use kinfolk::{Graph, NodeType, Rc};

thread_local! {
    static CLOSED: Cell<u32> = const { Cell::new(0) };
}

fn close(number: u32) {
    CLOSED.set(10 * CLOSED.get() + number);
}

#[derive(Graph)]
#[graph(finalize = close_file)]
struct File {
    number: u32,
}

fn close_file(file: &Rc<File>) {
    close(file.number);
}

#[derive(Graph)]
#[graph(finalize = FolderNode::close)]
struct Folder {
    #[graph(cell)]
    number: u32,
}

impl FolderNode {
    fn close(&self) {
        close(self.number.get());
    }
}

#[derive(Graph)]
#[graph(finalize = DriveNode::close)]
struct Drive {}

impl DriveNode {
    fn close(_: &Rc<Drive>) {
        close(3);
    }
}

#[derive(Graph)]
#[graph(to_plain, finalize = |page| close(page.number))]
struct Page {
    number: u32,
}

#[derive(Graph)]
#[graph(finalize = |chapter: &Rc<Chapter>| {
    close(chapter.number);
    chapter.pages.clear();
})]
struct Chapter {
    number: u32,
    #[graph(own)]
    pages: Vec<Line>,
}

#[derive(Graph)]
#[graph(back(chapter: Chapter))]
struct Line {}

#[derive(Graph)]
#[graph(finalize = ListNode::<T>::close, to_plain)]
struct List<T: Clone> {
    items: Vec<T>,
}

impl<T: Clone + 'static> ListNode<T> {
    fn close(&self) {
        close(u32::try_from(self.items.len()).unwrap());
    }
}

#[derive(Graph)]
#[graph(finalize = close_any)]
struct Tag {}

fn close_any<T: NodeType>(_: &Rc<T>) {
    close(7);
}

fn main() {
    drop(File { number: 1 }.into_graph());
    drop(Folder { number: 2 }.into_graph());
    drop(Drive {}.into_graph());
    drop(Page { number: 4 }.into_graph());
    drop(Chapter { number: 5, pages: vec![Line {}] }.into_graph());
    drop(List { items: vec![0; 6] }.into_graph());
    drop(Tag {}.into_graph());
    assert_eq!(CLOSED.get(), 1_234_567);
}
