//! Step 4: as in step 1, but the links are cleared by hand before the handles are dropped.

use kinfolk::Handle;

use crate::collection::show_that_nothing_is_left;
use crate::output::say;
use crate::two_types;
use crate::watch::Watch;

pub fn show() {
    say!("\n4. Both links of such a pair are cleared by hand, which must not be forgotten");
    let (scene, page) = two_types::make();
    let watch = Watch::over(&[scene.to_any(), page.to_any()]);
    drop(scene.current.take());
    drop(page.scene.take());
    say!("  the scene holds a page: {}", scene.current.is_some());
    say!("  the page holds a scene: {}", page.scene.is_some());

    say!("  the handle to the scene is dropped");
    drop(scene);
    say!("  the handle to the page is dropped");
    drop(page);
    watch.say();

    // This works only if you never forget to clear the links.
    show_that_nothing_is_left();
}
