//! Finalizers that are attached to single nodes at run time. Thumbnails are kept in a table outside
//! the graph, and a finalizer removes each one when its picture dies. `Picture` has no hook.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc as StdRc;

use kinfolk::{Finalizer, Graph, Rc};

use crate::output::{outln, yes_or_no};

#[derive(Graph)]
struct Picture {
    name: &'static str,
}

/// Thumbnails by the names of their pictures.
#[derive(Clone, Default)]
struct Thumbnails(StdRc<RefCell<BTreeMap<&'static str, String>>>);

impl Thumbnails {
    /// Adds a thumbnail, and returns the finalizer that removes it again.
    fn add(&self, picture: &Rc<Picture>) -> Finalizer<impl FnOnce() -> Option<String> + use<>> {
        let name = picture.name;
        self.0.borrow_mut().insert(name, format!("a small {name}"));
        let thumbnails = self.clone();
        Finalizer::attach(picture, move || thumbnails.0.borrow_mut().remove(name))
    }

    fn print(&self) {
        outln!("  thumbnails: {:?}", self.0.borrow().keys().collect::<Vec<_>>());
    }
}

pub fn show() {
    outln!("\nAttach finalizers to three pictures");
    let thumbnails = Thumbnails::default();
    let [cat, harbour, sunset] =
        ["cat", "harbour", "sunset"].map(|name| Picture { name }.into_graph());
    // A `Finalizer` is a handle: dropping it would not detach the closure.
    let cat_finalizer = thumbnails.add(&cat);
    let harbour_finalizer = thumbnails.add(&harbour);
    let sunset_finalizer = thumbnails.add(&sunset);
    thumbnails.print();

    outln!("Drop the cat");
    drop(cat);
    thumbnails.print();
    outln!("  {cat_finalizer:?}");

    outln!("Detach the harbour's finalizer, then drop the harbour");
    let closure = harbour_finalizer.detach();
    drop(harbour);
    thumbnails.print();
    outln!("  detach() returned the closure: {}", yes_or_no(closure.is_some()));

    outln!("Call the sunset's finalizer early: it runs only once");
    outln!("  it returns {:?}, then {:?}", sunset_finalizer.call(), sunset_finalizer.call());
    thumbnails.print();
    drop(sunset);
    outln!("  {sunset_finalizer:?}");
}
