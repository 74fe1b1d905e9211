//! Step 4: as in step 1, but the links are cleared by hand before the handles are dropped.

use kinfolk::Handle;

use crate::collection::show_no_leaks;
use crate::output::outln;
use crate::two_types;
use crate::watch::Watch;

pub fn show() {
    outln!("\n4. If you clear both links by hand, the nodes of step 1 do not leak");
    let (scene, page) = two_types::make();
    let watch = Watch::new(&[scene.to_any(), page.to_any()]);
    drop(scene.current.take());
    drop(page.scene.take());
    outln!("  the scene holds a page: {}", scene.current.is_some());
    outln!("  the page holds a scene: {}", page.scene.is_some());

    outln!("  dropping the handle to the scene");
    drop(scene);
    outln!("  dropping the handle to the page");
    drop(page);
    watch.print();

    // This works only if you never forget to clear the links.
    show_no_leaks();
}
