//! The crates beside kinfolk, each as somebody who knows it would use it.

mod bacon_rajan_cc;
mod dumpster;
mod ego_tree;
mod gcmodule;
mod indextree;
mod rctree;
mod rust_cc;
mod slotmap;

use super::entry::Entry;

/// `rust-cc` under the name of what the build has of it: see the features in `Cargo.toml`.
const RUST_CC: &str =
    if cfg!(feature = "finalizers") { "rust_cc_with_finalizers" } else { "rust_cc" };

pub(super) const ENTRIES: [Entry; 8] = [
    Entry::of::<rctree::WithRctree>("rctree"),
    // Each child has a weak handle to its parent, of which there may be so many.
    Entry { most_children: 32_767, ..Entry::of::<rust_cc::WithRustCc>(RUST_CC) },
    Entry::of::<dumpster::WithDumpster>("dumpster"),
    Entry::of::<gcmodule::WithGcmodule>("gcmodule"),
    Entry::of::<bacon_rajan_cc::WithBaconRajanCc>("bacon_rajan_cc"),
    Entry::of::<slotmap::WithSlotmap>("slotmap"),
    Entry::of::<indextree::WithIndextree>("indextree"),
    Entry::of::<ego_tree::WithEgoTree>("ego_tree"),
];
