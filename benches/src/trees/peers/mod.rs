//! The crates that kinfolk is compared with, each written as an experienced user of it
//! would write it.

mod bacon_rajan_cc;
mod dumpster;
mod ego_tree;
mod gcmodule;
mod indextree;
mod rctree;
mod rust_cc;
mod slotmap;

use super::entry::Entry;

/// The name of `rust-cc` in this build: see the feature `finalizers` in `Cargo.toml`.
const RUST_CC: &str =
    if cfg!(feature = "finalizers") { "rust_cc_with_finalizers" } else { "rust_cc" };

pub(super) const ENTRIES: [Entry; 8] = [
    Entry::of::<rctree::WithRctree>("rctree"),
    // Each child holds a weak handle to its parent, and a node may have only this many of them.
    Entry { max_children: 32_767, ..Entry::of::<rust_cc::WithRustCc>(RUST_CC) },
    Entry::of::<dumpster::WithDumpster>("dumpster"),
    Entry::of::<gcmodule::WithGcmodule>("gcmodule"),
    Entry::of::<bacon_rajan_cc::WithBaconRajanCc>("bacon_rajan_cc"),
    Entry::of::<slotmap::WithSlotmap>("slotmap"),
    Entry::of::<indextree::WithIndextree>("indextree"),
    Entry::of::<ego_tree::WithEgoTree>("ego_tree"),
];
