//! Step 6: as in step 1, but the page's link is weak, as `leaks()` has proposed. The scene does not
//! own the page: other scenes could hold it, too.

use kinfolk::{Graph, Handle};

use crate::collection::show_that_nothing_is_left;
use crate::farewell::say_farewell;
use crate::output::say;
use crate::proof::say_what_may_leak;
use crate::two_types;
use crate::watch::Watch;

#[derive(Graph)]
#[graph(shared(current: Page), finalize = |scene| say_farewell(scene.name))]
struct Scene {
    name: &'static str,
}

#[derive(Graph)]
#[graph(weak(scene: Scene), finalize = |page| say_farewell(page.name))]
struct Page {
    name: &'static str,
}

pub fn show() {
    say!("\n6. The scene holds the page, and the page has a weak link to the scene");
    let scene = Scene { name: "the harbour scene" }.into_graph();
    let page = Page { name: "the first page" }.into_graph();
    scene.current.set(page.clone());
    page.scene.set(&scene);
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
    say!("  for comparison, the types of step 1:");
    say_what_may_leak::<two_types::Scene>();
}
