//! Step 5: the scene owns the page, and the page has a back-link to its owner. A back-link is weak,
//! so the links close no strong cycle. kinfolk sets and clears it for you.

use kinfolk::{Graph, Handle};

use crate::collection::show_no_leaks;
use crate::finalizers::log_finalizer_with;
use crate::output::outln;
use crate::possible_leaks::print_possible_leaks;
use crate::watch::Watch;

#[derive(Graph)]
#[graph(finalize = SceneNode::on_death)]
struct Scene {
    name: &'static str,
    #[graph(own)]
    current: Option<Page>,
}

#[derive(Graph)]
#[graph(back(scene: Scene), finalize = PageNode::on_death)]
struct Page {
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

pub fn show() {
    outln!("\n5. The scene owns the page, and the page has a back-link to the scene");
    let page = Page { name: "the first page" };
    let scene = Scene { name: "the harbour scene", current: Some(page) }.into_graph();
    let Some(page) = scene.current.get() else { unreachable!("the scene was made with a page") };
    let found = page.scene.get().map_or("no node", |scene| scene.name);
    outln!("  {} finds {found} but does not keep it alive", page.name);
    let watch = Watch::new(&[scene.to_any(), page.to_any()]);
    drop(page);

    outln!("  dropping the handle to the scene, the only handle left");
    drop(scene);
    watch.print();

    show_no_leaks();
    outln!("  the types prove that this cannot leak:");
    print_possible_leaks::<Scene>();
}
