//! Step 1: two nodes of different types keep each other alive by shared links.

use kinfolk::{Graph, Handle, Rc, leaks};

use crate::farewell::say_farewell_to;
use crate::output::say;
use crate::proof::say_what_may_leak;
use crate::watch::Watch;

#[derive(Graph)]
#[graph(shared(pub current: Page), finalize = SceneNode::ends)]
pub struct Scene {
    name: &'static str,
}

#[derive(Graph)]
#[graph(shared(pub scene: Scene), finalize = PageNode::ends)]
pub struct Page {
    name: &'static str,
}

impl SceneNode {
    /// The finalizer: runs when the node dies.
    fn ends(&self) {
        say_farewell_to(self.name, self.current.get().map(|page| page.name));
    }
}

impl PageNode {
    /// The finalizer: runs when the node dies.
    fn ends(&self) {
        say_farewell_to(self.name, self.scene.get().map(|scene| scene.name));
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
    say!("\n1. Two nodes of different types keep each other alive");
    let (scene, page) = make();
    say!("  {} holds {}, which holds the scene: two shared links", scene.name, page.name);
    let watch = Watch::over(&[scene.to_any(), page.to_any()]);

    say!("  both handles are dropped");
    drop((scene, page));
    watch.say();

    say!("  leaks() says why, and which link to make weak:");
    for leak in leaks() {
        say!("    {leak}");
    }
    say!("  schema() tells by the types alone, before anything runs:");
    say_what_may_leak::<Scene>();
    watch
}
