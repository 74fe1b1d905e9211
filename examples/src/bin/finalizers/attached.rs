//! Finalizers that are attached to single nodes at run time. Thumbnails are kept in a table outside
//! the graph, and a finalizer removes each one when its picture dies. `Picture` has no hook.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc as StdRc;

use kinfolk::{Finalizer, Graph, Rc};

use crate::output::{say, yes_or_no};

#[derive(Graph)]
struct Picture {
    name: &'static str,
}

/// Thumbnails by the names of their pictures.
#[derive(Clone, Default)]
struct Thumbnails(StdRc<RefCell<BTreeMap<&'static str, String>>>);

impl Thumbnails {
    /// Adds a thumbnail, and returns the finalizer that removes it again.
    fn make(&self, picture: &Rc<Picture>) -> Finalizer<impl FnOnce() -> Option<String> + use<>> {
        let name = picture.name;
        self.0.borrow_mut().insert(name, format!("a small {name}"));
        let thumbnails = self.clone();
        Finalizer::attach(picture, move || thumbnails.0.borrow_mut().remove(name))
    }

    fn say(&self) {
        say!("  thumbnails: {:?}", self.0.borrow().keys().collect::<Vec<_>>());
    }
}

pub fn show() {
    say!("\nThree pictures have finalizers");
    let thumbnails = Thumbnails::default();
    let [cat, harbour, sunset] =
        ["cat", "harbour", "sunset"].map(|name| Picture { name }.into_graph());
    // A `Finalizer` is a handle: dropping it would not detach the closure.
    let of_cat = thumbnails.make(&cat);
    let of_harbour = thumbnails.make(&harbour);
    let of_sunset = thumbnails.make(&sunset);
    thumbnails.say();

    say!("The cat is dropped");
    drop(cat);
    thumbnails.say();
    say!("  {of_cat:?}");

    say!("The harbour's finalizer is detached, and the harbour dropped");
    let unrun = of_harbour.detach();
    drop(harbour);
    thumbnails.say();
    say!("  the closure is ours again: {}", yes_or_no(unrun.is_some()));

    say!("The sunset's finalizer is called early, and once is enough");
    say!("  it returns {:?}, then {:?}", of_sunset.call(), of_sunset.call());
    thumbnails.say();
    drop(sunset);
    say!("  {of_sunset:?}");
}
