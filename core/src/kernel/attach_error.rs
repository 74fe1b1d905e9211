//! [`AttachError`]: why a child was refused.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::type_info::TypeInfo;

/// Why a child was not attached. Nothing has changed, and the error holds the child. So it is not [`Send`]:
/// where an error has to be, pass on its text.
///
/// ```
/// use kinfolk::{AttachErrorKind, Graph};
///
/// #[derive(Graph)]
/// #[graph(back(parent: Folder))]
/// struct Folder {
///     #[graph(own)]
///     folders: Vec<Folder>,
/// }
///
/// let root = Folder { folders: vec![Folder { folders: vec![] }] }.into_graph();
/// let inner = root.folders.get(0).unwrap();
///
/// let error = inner.folders.try_push(root.clone()).unwrap_err();
/// assert_eq!(error.kind(), AttachErrorKind::Cycle);
/// assert_eq!(
///     error.to_string(),
///     "cannot attach `Folder` below itself: \
///      it would close the cycle Folder.folders -> Folder.folders -> Folder",
/// );
/// assert_eq!(error.into_child(), root);
/// ```
// rustc quotes this line where an error must be `Send`, as for `anyhow`.
pub struct AttachError<H> /* not `Send`: pass on its text, `error.to_string()` */ {
    refusal: Box<Refusal<H>>,
}

struct Refusal<H> {
    child: H,
    /// The other children of a call with several, in order.
    before: Vec<H>,
    after: Vec<H>,
    problem: Problem,
}

/// The kind of problem that an [`AttachError`] reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttachErrorKind {
    /// The child is the owner itself, or one of its ancestors.
    Cycle,
    /// The index is too large.
    IndexOutOfBounds,
    /// The sibling beside which the child should stand is not in the list.
    NotHere,
    /// The link does not hold nodes of the child's type. Only operations on nodes of any type check
    /// this at run time.
    WrongType,
    /// The place has a child already.
    Occupied,
    /// The child is in a link of its owner that needs a child. It can be replaced there, but not
    /// taken away.
    Required,
    /// The node that was to be replaced has no owner.
    NoPlace,
}

enum Problem {
    Obstacle(Box<Obstacle>),
    /// The index is not below `end`.
    IndexOutOfBounds {
        operation: &'static str,
        index: usize,
        end: usize,
    },
    /// The sibling, whose type has this name, is not in the list.
    NotHere {
        operation: &'static str,
        sibling: &'static str,
    },
    WrongType(Box<Mismatch>),
    Occupied(LinkPath),
    /// The name of the type of the node that was to be replaced.
    NoPlace(&'static str),
}

/// Why a node cannot get another owner, or none. Nothing has changed.
pub(crate) enum Obstacle {
    /// It would close this cycle.
    Cycle(Path),
    /// The link of its owner needs it.
    Required { child: &'static str, link: LinkPath },
}

/// A child that is not of the types that a link holds.
struct Mismatch {
    child: &'static str,
    link: LinkPath,
    /// The names of the types that the link holds.
    held: Vec<&'static str>,
}

/// A link, as a message shows it: `Board.lists`.
pub(crate) struct LinkPath {
    owner: &'static str,
    link: &'static str,
    is_shared: bool,
}

impl<H> AttachError<H> {
    fn new(child: H, problem: Problem) -> Self {
        let refusal = Refusal { child, before: Vec::new(), after: Vec::new(), problem };
        AttachError { refusal: Box::new(refusal) }
    }

    #[cold]
    pub(crate) fn refused(child: H, by: Box<Obstacle>) -> Self {
        AttachError::new(child, Problem::Obstacle(by))
    }

    /// The index is not below `end`.
    #[cold]
    pub(crate) fn out_of_bounds(
        child: H,
        operation: &'static str,
        index: usize,
        end: usize,
    ) -> Self {
        AttachError::new(child, Problem::IndexOutOfBounds { operation, index, end })
    }

    /// The child is not of the types that the link with this number holds.
    #[cold]
    pub(crate) fn wrong_type(child: H, of: &TypeInfo, owner: &TypeInfo, number: usize) -> Self {
        let held = owner.targets(number).iter().map(|target| target.name).collect();
        let mismatch = Mismatch { child: of.full_name(), link: LinkPath::of(owner, number), held };
        AttachError::new(child, Problem::WrongType(Box::new(mismatch)))
    }

    /// The link with this number has another node already.
    #[cold]
    pub(crate) fn occupied(child: H, owner: &TypeInfo, number: usize) -> Self {
        AttachError::new(child, Problem::Occupied(LinkPath::of(owner, number)))
    }

    /// A node of this type was to be replaced by the child, and has no owner.
    #[cold]
    pub(crate) fn no_place(child: H, replaced: &TypeInfo) -> Self {
        AttachError::new(child, Problem::NoPlace(replaced.full_name()))
    }

    /// The sibling is not in the list.
    #[cold]
    pub(crate) fn not_here(child: H, operation: &'static str, sibling: &dyn DynNode) -> Self {
        let sibling = sibling.type_info().full_name();
        AttachError::new(child, Problem::NotHere { operation, sibling })
    }

    /// Adds the other children of the call.
    pub(crate) fn with_others(mut self, before: Vec<H>, after: Vec<H>) -> Self {
        self.refusal.before = before;
        self.refusal.after = after;
        self
    }

    /// The kind of problem. O(1).
    pub fn kind(&self) -> AttachErrorKind {
        match &self.refusal.problem {
            Problem::Obstacle(obstacle) => obstacle.kind(),
            Problem::IndexOutOfBounds { .. } => AttachErrorKind::IndexOutOfBounds,
            Problem::NotHere { .. } => AttachErrorKind::NotHere,
            Problem::WrongType(_) => AttachErrorKind::WrongType,
            Problem::Occupied(_) => AttachErrorKind::Occupied,
            Problem::NoPlace(_) => AttachErrorKind::NoPlace,
        }
    }

    /// The link that has another node already, if that is the problem.
    pub(crate) fn occupied_link(&self) -> Option<&LinkPath> {
        match &self.refusal.problem {
            Problem::Occupied(link) => Some(link),
            _ => None,
        }
    }

    /// The child that was refused. O(1).
    pub fn child(&self) -> &H {
        &self.refusal.child
    }

    /// Returns the child that was refused. O(1).
    pub fn into_child(self) -> H {
        self.refusal.child
    }

    /// Returns all children of the call, in order. This is for operations with several children,
    /// such as `try_extend`, which attach none if one is refused. O(k) for k children.
    pub fn into_children(self) -> Vec<H> {
        let Refusal { before: mut children, child, after, .. } = *self.refusal;
        children.push(child);
        children.extend(after);
        children
    }
}

impl<H> Error for AttachError<H> {}

impl<H> fmt::Display for AttachError<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.refusal.problem {
            Problem::Obstacle(obstacle) => obstacle.fmt(f),
            Problem::IndexOutOfBounds { operation, index, end: 0 } => {
                write!(f, "{operation}: index {index} is out of bounds, since the list is empty")
            }
            Problem::IndexOutOfBounds { operation, index, end } => {
                let largest = end - 1;
                write!(f, "{operation}: index {index} is out of bounds, the largest is {largest}")
            }
            Problem::NotHere { operation, sibling } => {
                write!(f, "{operation}: the sibling, a `{sibling}`, is not in this list")
            }
            Problem::WrongType(mismatch) => mismatch.fmt(f),
            Problem::Occupied(link) => {
                write!(f, "cannot attach at `{link}`: it has a child already")
            }
            Problem::NoPlace(replaced) => {
                write!(f, "cannot replace this `{replaced}`: it has no owner")
            }
        }
    }
}

impl<H> fmt::Debug for AttachError<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AttachError({:?}, \"{self}\")", self.kind())
    }
}

impl Obstacle {
    /// The owner needs its child.
    #[cold]
    #[inline(never)]
    pub(crate) fn required(child: &dyn DynNode, owner: &dyn DynNode) -> Self {
        let number = child.find_in(owner).map_or(usize::MAX, |found| found.number);
        let link = LinkPath::of(owner.type_info(), number);
        Obstacle::Required { child: child.type_info().name, link }
    }

    fn kind(&self) -> AttachErrorKind {
        match self {
            Obstacle::Cycle(_) => AttachErrorKind::Cycle,
            Obstacle::Required { .. } => AttachErrorKind::Required,
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Obstacle::Cycle(path) => write!(
                f,
                "cannot attach `{}` below itself: it would close the cycle {path}",
                path.child
            ),
            Obstacle::Required { child, link } => write!(
                f,
                "cannot take this `{child}` from `{link}`, which needs a child; \
                 replace it there first: `.{}.replace(other)` returns it",
                link.link
            ),
        }
    }
}

impl LinkPath {
    fn of(owner: &TypeInfo, number: usize) -> Self {
        let is_shared = number >= owner.first_shared;
        LinkPath { owner: owner.full_name(), link: owner.link_name(number), is_shared }
    }

    /// Whether it is a shared link; else, an owning one.
    pub(crate) fn is_shared(&self) -> bool {
        self.is_shared
    }
}

impl fmt::Display for LinkPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.owner, self.link)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mismatch { child, link, held } = self;
        write!(f, "cannot attach a `{child}` at `{link}`: its children are of the type ")?;
        for (number, name) in held.iter().enumerate() {
            let before = if number > 0 { " or " } else { "" };
            write!(f, "{before}`{name}`")?;
        }
        Ok(())
    }
}

/// The value of a `try_` operation, for its plain form: panics at the caller's line on an error.
#[track_caller]
pub(crate) fn or_panic<T, H>(result: Result<T, AttachError<H>>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}

/// The cycle that an operation would have closed: from the child down to the owner, and back to the
/// child.
pub(crate) struct Path {
    child: &'static str,
    /// The first steps, from the child downwards.
    upper: VecDeque<Step>,
    /// The number of steps between `upper` and `lower`, which a message leaves out.
    skipped: usize,
    /// The last steps, down to the owner.
    lower: VecDeque<Step>,
}

/// The type of a node on the path, and the name of its link to the next node.
struct Step {
    node: &'static str,
    link: &'static str,
}

/// The number of steps that a message shows at each end of a long path.
const SHOWN_STEPS: usize = 4;

impl Path {
    /// The cycle that attaching `child` to `owner` would close, where `child` is `owner` or one of
    /// its ancestors. O(depth), and O(siblings) for each owner on the path.
    pub(crate) fn closed_by(link: &'static str, owner: &AnyRc, child: &dyn DynNode) -> Self {
        let mut path = Path {
            child: child.type_info().full_name(),
            upper: VecDeque::new(),
            skipped: 0,
            lower: VecDeque::from([Step { node: owner.as_std().type_info().full_name(), link }]),
        };
        let mut below = owner.clone();
        while below.as_std().address() != child.address() {
            let Some(above) = below.as_std().owner() else {
                break;
            };
            path.prepend(Step {
                node: above.as_std().type_info().full_name(),
                link: link_holding(&**below.as_std(), &**above.as_std()),
            });
            below = above;
        }
        path
    }

    fn prepend(&mut self, step: Step) {
        if self.lower.len() < SHOWN_STEPS {
            self.lower.push_front(step);
            return;
        }
        self.upper.push_front(step);
        if self.upper.len() > SHOWN_STEPS {
            self.upper.pop_back();
            self.skipped += 1;
        }
    }
}

/// The name of the owner's link that holds the child.
fn link_holding(child: &dyn DynNode, owner: &dyn DynNode) -> &'static str {
    child.find_in(owner).map_or("", |found| owner.type_info().link_name(found.number))
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Step { node, link } in &self.upper {
            write!(f, "{node}.{link} -> ")?;
        }
        if self.skipped > 0 {
            write!(f, ".. {} more .. -> ", self.skipped)?;
        }
        for Step { node, link } in &self.lower {
            write!(f, "{node}.{link} -> ")?;
        }
        f.write_str(self.child)
    }
}
