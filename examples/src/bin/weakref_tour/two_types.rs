//! Step 1: two nodes of different types keep each other alive by shared links.

use kinfolk::{Graph, Handle, Rc, leaks};

use crate::finalizers::log_finalizer_with;
use crate::output::outln;
use crate::possible_leaks::print_possible_leaks;
use crate::watch::Watch;

#[derive(Graph)]
#[graph(shared(pub current: Page), finalize = SceneNode::on_death)]
pub struct Scene {
    name: &'static str,
}

#[derive(Graph)]
#[graph(shared(pub scene: Scene), finalize = PageNode::on_death)]
pub struct Page {
    name: &'static str,
}

impl SceneNode {
    /// The finalizer: runs when the node dies.
    fn on_death(&self) {
        log_finalizer_with(self.name, self.current.get().map(|page| page.name));
    }
}

impl PageNode {
    /// The finalizer: runs when the node dies.
    fn on_death(&self) {
        log_finalizer_with(self.name, self.scene.get().map(|scene| scene.name));
    }
}

/// Makes a scene and a page that hold each other.
pub fn make() -> (Rc<Scene>, Rc<Page>) {
    let scene = Scene { name: "the harbour scene" }.into_graph();
    let page = Page { name: "the first page" }.into_graph();
    scene.current.set(page.clone());
    page.scene.set(scene.clone());
    (scene, page)
}

pub fn show() -> Watch {
    outln!("\n1. Two nodes of different types keep each other alive");
    let (scene, page) = make();
    outln!("  {} holds {}, which holds the scene: two shared links", scene.name, page.name);
    let watch = Watch::new(&[scene.to_any(), page.to_any()]);

    outln!("  dropping both handles");
    drop((scene, page));
    watch.print();

    outln!("  leaks() reports the cycle, and which link to make weak:");
    for leak in leaks() {
        outln!("    {leak}");
    }
    outln!("  schema() finds the cycle from the types only, before anything runs:");
    print_possible_leaks::<Scene>();
    watch
}
