//! Step 6: as in step 1, but the page's link is weak, as `leaks()` has proposed. The scene does not
//! own the page: other scenes could hold it, too.

use kinfolk::{Graph, Handle};

use crate::collection::show_no_leaks;
use crate::finalizers::log_finalizer;
use crate::output::outln;
use crate::possible_leaks::print_possible_leaks;
use crate::two_types;
use crate::watch::Watch;

#[derive(Graph)]
#[graph(shared(current: Page), finalize = |scene| log_finalizer(scene.name))]
struct Scene {
    name: &'static str,
}

#[derive(Graph)]
#[graph(weak(scene: Scene), finalize = |page| log_finalizer(page.name))]
struct Page {
    name: &'static str,
}

pub fn show() {
    outln!("\n6. The scene holds the page, and the page has a weak link to the scene");
    let scene = Scene { name: "the harbour scene" }.into_graph();
    let page = Page { name: "the first page" }.into_graph();
    scene.current.set(page.clone());
    page.scene.set(&scene);
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
    outln!("  for comparison, the types of step 1:");
    print_possible_leaks::<two_types::Scene>();
}
