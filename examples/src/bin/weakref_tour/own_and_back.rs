//! Step 5: the scene owns the page, and the page has a back-link to its owner. A back-link is weak,
//! so the links close no strong cycle. kinfolk sets and clears it for you.

use kinfolk::{Graph, Handle};

use crate::collection::show_that_nothing_is_left;
use crate::farewell::say_farewell_to;
use crate::output::say;
use crate::proof::say_what_may_leak;
use crate::watch::Watch;

#[derive(Graph)]
#[graph(finalize = SceneNode::ends)]
struct Scene {
    name: &'static str,
    #[graph(own)]
    current: Option<Page>,
}

#[derive(Graph)]
#[graph(back(scene: Scene), finalize = PageNode::ends)]
struct Page {
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

pub fn show() {
    say!("\n5. The scene owns the page, and the page has a link back to it");
    let page = Page { name: "the first page" };
    let scene = Scene { name: "the harbour scene", current: Some(page) }.into_graph();
    let Some(page) = scene.current.get() else { unreachable!("it was made with one") };
    let found = page.scene.get().map_or("nobody", |scene| scene.name);
    say!("  {} finds {found}, and does not keep it alive", page.name);
    let watch = Watch::over(&[scene.to_any(), page.to_any()]);
    drop(page);

    say!("  the handle to the scene, the only one left, is dropped");
    drop(scene);
    watch.say();

    show_that_nothing_is_left();
    say!("  and the types prove that it stays so:");
    say_what_may_leak::<Scene>();
}
