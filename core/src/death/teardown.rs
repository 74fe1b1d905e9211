//! Dropping the children of a dead node, at any depth.
//!
//! The order is always the same: a node's data, then its children, each with all that dies with it
//! before the next one. The first levels are dropped by recursion, as in std. Deeper ones are
//! dropped from a stack on the heap, in place of the frames of that recursion.

use std::cell::Cell;
use std::mem::{self, ManuallyDrop};
use std::ptr;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_handles::{self, DynHandles};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::in_progress::{TEARDOWN_LEVEL, begin_drop};
use crate::kernel::snapshot::DynSnapshot;
use crate::store::small_vec::SmallVec;

/// How many levels are dropped by recursion. This leaves room for the `Drop` of user data on a
/// small stack.
const MAX_LEVELS: usize = 64;

/// Data of a traced value counts as one more level for each so many bytes.
const SIZE_OF_LEVEL: usize = 1024;

const NOWHERE: (usize, usize) = (0, 0);

/// One word, which is moved quicker than three.
type Stack = Box<Vec<AnyRc>>;

thread_local! {
    /// The address range of the node that is being dropped from the stack.
    static DROPPING: Cell<(usize, usize)> = const { Cell::new(NOWHERE) };
    /// The only child of the node that is being dropped from the stack, as in a long chain. It is
    /// dropped next, and never on the stack.
    static ONLY: Cell<ManuallyDrop<Option<StdRc<dyn DynNode>>>> =
        const { Cell::new(ManuallyDrop::new(None)) };
    /// Whether that node has put children here: its only one, or children on the stack.
    static HAS_CHILDREN: Cell<bool> = const { Cell::new(false) };
    /// `ManuallyDrop`, so that this has no destructor and works until the thread ends. When nothing
    /// is being dropped from it, there is none. In a box, since it is taken out and put back for each
    /// node.
    static STACK: Cell<ManuallyDrop<Option<Stack>>> = const { Cell::new(ManuallyDrop::new(None)) };
}

/// Whether children go onto the stack, and are not dropped by recursion. This is always so for the
/// children of nodes that are dropped from the stack.
#[inline]
pub(crate) fn is_too_deep() -> bool {
    TEARDOWN_LEVEL.get() >= MAX_LEVELS
}

/// As a method, it is compiled with the list: see [`kernel::dyn_node`](crate::kernel::dyn_node).
impl<H: AsDynHandle> SmallVec<H> {
    /// Drops the list of a dead node's children. The address is that of the link that had them. The
    /// children are dropped before this returns, unless the node is being dropped from the stack:
    /// then they are next on the stack.
    // The handles are in a `ManuallyDrop` until they are dropped: no other code here panics, and the
    // code to drop them if it does would be much of what each type of children has compiled here.
    #[inline(never)]
    pub(crate) fn drop_children(link_address: usize, children: StdRc<Self>) {
        let children = ManuallyDrop::new(children);
        if StdRc::strong_count(&children) > 1 || !children.have_no_other_handles() {
            let children = ManuallyDrop::into_inner(children);
            return drop_children_held_elsewhere(link_address, SmallVec::untyped_rc(children));
        }
        if !is_too_deep() {
            let _level = LevelGuard::enter();
            return drop(ManuallyDrop::into_inner(children));
        }
        // The only child, as in a long chain, needs fewer calls.
        if let SmallVec::One(only) = &**children {
            let only = ManuallyDrop::new(only.typed().to_std());
            drop(ManuallyDrop::into_inner(children));
            return put_only(link_address, ManuallyDrop::into_inner(only));
        }
        let children = ManuallyDrop::into_inner(children);
        put_on_stack(link_address, DynSnapshot::Many(SmallVec::untyped_rc(children)));
    }
}

/// As [`SmallVec::drop_children`], if a reader holds the list, or other handles hold some of the
/// children.
#[cold]
#[inline(never)]
fn drop_children_held_elsewhere(link_address: usize, children: StdRc<dyn DynHandles>) {
    let has_readers = StdRc::strong_count(&children) > 1;
    dyn_handles::for_each(&*children, &mut |child, is_shared| {
        if has_readers || is_shared || child.strong_count() > 1 {
            detach_survivor(child);
        }
    });
    if has_readers {
        // The reader holds the children, so none of them dies here.
        drop(children);
    } else {
        drop_targets(link_address, children);
    }
}

/// As [`SmallVec::drop_children`], for the child in the cell of a link.
// Each child of a required link or an option comes here, so instructions count. The child is dropped
// in its place; and its count is looked at when the level is entered, next to where the drop of the
// handle looks at it.
#[inline]
pub(crate) fn drop_child<H: AsDynHandle>(cell: &mut Option<H>) {
    let Some(child) = cell else { return };
    if is_too_deep() {
        return drop_child_otherwise(cell);
    }
    let _level = LevelGuard::enter();
    if child.typed().strong_count() > 1 {
        return drop_child_otherwise(cell);
    }
    *cell = None;
}

/// As [`drop_child`], for a child that other handles hold, or that is too deep for recursion.
#[cold]
#[inline(never)]
fn drop_child_otherwise<H: AsDynHandle>(cell: &mut Option<H>) {
    let link_address = ptr::from_ref(cell).addr();
    let Some(child) = cell.take() else { return };
    if child.typed().strong_count() > 1 {
        detach_survivor(child.as_dyn());
    }
    drop_target(link_address, child);
}

/// As [`SmallVec::drop_children`], for the targets of a shared link: they have no back-link to the dead
/// node.
#[inline]
pub(crate) fn drop_targets(link_address: usize, targets: StdRc<dyn DynHandles>) {
    if is_too_deep() {
        return put_on_stack(link_address, DynSnapshot::Many(targets));
    }
    let _level = LevelGuard::enter();
    drop(targets);
}

/// As [`drop_targets`], for a single target.
#[inline]
pub(crate) fn drop_target<H: AsDynHandle>(link_address: usize, target: H) {
    if is_too_deep() {
        let any = target.as_dyn().to_untyped();
        drop(target);
        return put_on_stack(link_address, DynSnapshot::One(any));
    }
    let _level = LevelGuard::enter();
    drop(target);
}

/// As [`drop_targets`], for the data of a traced value, in which only `handles` finds the handles.
/// Data that nests deeply in itself is dropped by std's recursion; the nodes that it holds are not.
///
/// The data may be large, so it stays in its place.
pub(crate) fn drop_data<D>(
    link_address: usize,
    data: &mut Option<D>,
    handles: impl FnOnce(&D) -> Vec<AnyRc>,
) {
    let Some(there) = data else { return };
    if is_too_deep() {
        let handles = handles(there);
        // No node dies here, since `handles` hold them.
        *data = None;
        let handles = StdRc::new(SmallVec::Many(handles));
        return put_on_stack(link_address, DynSnapshot::Many(handles));
    }
    let _level = LevelGuard::enter_with(size_of::<D>());
    *data = None;
}

/// Puts children on the stack that are too deep for recursion.
///
/// They may wait there only if their link is part of the node that is being dropped from the stack.
/// There may be no such node, or the `Drop` of its data may be dropping another one. Then the
/// children get a stack of their own, which is drained at once.
#[cold]
#[inline(never)]
fn put_on_stack(link_address: usize, children: DynSnapshot) {
    if is_from_stack(link_address) {
        return push_all(children);
    }
    let _outer = OuterStack::put_aside();
    push_all(children);
    StackDrain { height: 0 }.finish();
}

/// As [`put_on_stack`], for the only child of a link. (It is not `#[cold]`: a long chain comes here for
/// each node.)
#[inline(never)]
fn put_only(link_address: usize, child: StdRc<dyn DynNode>) {
    if is_from_stack(link_address) && !HAS_CHILDREN.replace(true) {
        ONLY.set(ManuallyDrop::new(Some(child)));
    } else {
        put_on_stack(link_address, DynSnapshot::One(AnyRc::from_std(child)));
    }
}

/// Whether a link is part of the node that is being dropped from the stack.
#[inline]
fn is_from_stack(link_address: usize) -> bool {
    let (start, end) = DROPPING.get();
    (start..end).contains(&link_address)
}

fn push_all(children: DynSnapshot) {
    match children {
        DynSnapshot::None => (),
        DynSnapshot::One(child) => push(Some(child)),
        DynSnapshot::Many(children) => {
            push(None);
            with_stack(|stack| dyn_handles::push_all_to(&*children, stack));
            // No node dies here, since the stack holds the children.
            drop(children);
        }
    }
}

/// Puts a child on the stack, behind the one that waits beside it.
#[cold]
#[inline(never)]
fn push(child: Option<AnyRc>) {
    HAS_CHILDREN.set(true);
    let only = ManuallyDrop::into_inner(ONLY.take()).map(AnyRc::from_std);
    with_stack(|stack| stack.extend(only.into_iter().chain(child)));
}

/// Makes a child that outlives its dead owner forget it.
#[cold]
fn detach_survivor(child: &dyn DynHandle) {
    child.dyn_node().forget_dead_owner();
}

/// The stack that is put aside while another one is in use.
struct OuterStack {
    stack: ManuallyDrop<Option<Stack>>,
    only: ManuallyDrop<Option<StdRc<dyn DynNode>>>,
    has_children: bool,
    dropping: (usize, usize),
}

impl OuterStack {
    fn put_aside() -> OuterStack {
        OuterStack {
            stack: STACK.take(),
            only: ONLY.take(),
            has_children: HAS_CHILDREN.take(),
            dropping: DROPPING.get(),
        }
    }
}

impl Drop for OuterStack {
    fn drop(&mut self) {
        STACK.set(mem::take(&mut self.stack));
        ONLY.set(mem::take(&mut self.only));
        HAS_CHILDREN.set(self.has_children);
        DROPPING.set(self.dropping);
    }
}

/// Leaves a level when it is dropped, also when the `Drop` of user data panics.
struct LevelGuard {
    levels: usize,
}

impl LevelGuard {
    /// Enters a level of the recursion, which is not too deep.
    #[inline]
    fn enter() -> LevelGuard {
        LevelGuard::enter_levels(1)
    }

    /// As [`enter`](Self::enter), with frames that have room for data of this size: a debug build
    /// makes them so.
    #[inline]
    fn enter_with(size: usize) -> LevelGuard {
        LevelGuard::enter_levels(1 + size / SIZE_OF_LEVEL)
    }

    #[inline]
    fn enter_levels(levels: usize) -> LevelGuard {
        TEARDOWN_LEVEL.set(TEARDOWN_LEVEL.get() + levels);
        LevelGuard { levels }
    }
}

impl Drop for LevelGuard {
    #[inline]
    fn drop(&mut self) {
        TEARDOWN_LEVEL.set(TEARDOWN_LEVEL.get() - self.levels);
    }
}

/// No user code may run in `change`.
#[inline]
fn with_stack<R>(change: impl FnOnce(&mut Vec<AnyRc>) -> R) -> R {
    let mut stack = ManuallyDrop::into_inner(STACK.take()).unwrap_or_default();
    let result = change(&mut stack);
    STACK.set(ManuallyDrop::new(Some(stack)));
    result
}

/// Drops the nodes on the stack, and those that are put on it meanwhile. If a drop panics, the rest
/// is dropped all the same, as in std's collections, and a second panic aborts.
struct StackDrain {
    /// The nodes above this height were pushed last. They are in link order, and must be popped in
    /// link order.
    height: usize,
}

impl StackDrain {
    fn finish(mut self) {
        self.drop_all();
    }

    #[inline(never)]
    fn drop_all(&mut self) {
        while let Some(node) = self.next() {
            let start = node.address().addr();
            // This is not reset after the drop: no user code runs until the next child.
            DROPPING.set((start, start + size_of_val(&*node)));
            drop_node(node);
        }
    }

    #[inline]
    fn next(&mut self) -> Option<StdRc<dyn DynNode>> {
        let has_children = HAS_CHILDREN.take();
        ManuallyDrop::into_inner(ONLY.take()).or_else(|| self.pop(has_children))
    }

    #[inline(never)]
    fn pop(&mut self, has_pushed: bool) -> Option<StdRc<dyn DynNode>> {
        with_stack(|stack| {
            if has_pushed {
                stack[self.height..].reverse();
            }
            let node = stack.pop()?;
            self.height = stack.len();
            Some(StdRc::clone(node.as_std()))
        })
    }
}

/// As the drop of an [`AnyRc`].
#[inline]
fn drop_node(node: StdRc<dyn DynNode>) {
    if StdRc::strong_count(&node) == 1 {
        if node.header().needs_dying_set() {
            return drop(AnyRc::from_std(node));
        }
        if node.type_info().data_drops {
            begin_drop();
        }
    }
    drop(node);
}

impl Drop for StackDrain {
    fn drop(&mut self) {
        self.drop_all();
        drop(ManuallyDrop::into_inner(STACK.take()));
    }
}
