//! [`Problems`]: what is wrong with the ids in a plain value.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::{self, Write};

use crate::death::climb::Climb;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_id::DynId;
use crate::kernel::nodes_by_id::Ambiguous;
use crate::kernel::path_step::PathStep;
use crate::kernel::place::fmt_step;

/// All that is wrong with the ids and the saved references of a model: the error of
/// [`try_into_graph`](crate::Graph::try_into_graph), of [`resolve`](crate::Node::resolve) and of
/// `try_to_plain`.
///
/// `Display` prints a line for each problem, with the path to it. It belongs to no thread.
#[derive(Clone, Debug)]
pub struct Problems {
    /// The ways to the problems, as one tree: each step after the one above it.
    steps: Vec<Step>,
    problems: Vec<Record>,
}

#[derive(Clone, Debug)]
struct Step {
    above: Option<usize>,
    /// `None` where an owner does not have its child.
    step: Option<PathStep>,
}

#[derive(Clone, Debug)]
struct Record {
    kind: ProblemKind,
    /// The node that has the reference, or the doubled id.
    node: usize,
    /// The reference: the name of the link, and the index of the id in it.
    link: Option<(&'static str, Option<usize>)>,
    id: String,
    /// The types that the reference can lead to.
    targets: Vec<&'static str>,
    /// Other nodes, and their types.
    others: Vec<(usize, &'static str)>,
}

/// The kind of a [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// No node has the id.
    Dangling,
    /// Only a node has the id that the reference cannot lead to.
    OtherType,
    /// Two nodes of one type have the same id.
    Doubled,
    /// Nodes of several types in a union have the id.
    Ambiguous,
    /// The target of a reference is not part of what is saved.
    NotSaved,
}

/// One problem of [`Problems`]. `Display` prints its line.
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    all: &'a Problems,
    record: &'a Record,
}

impl Problems {
    /// The number of problems, at least one. O(1).
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.problems.len()
    }

    /// The problems: first the doubled ids, then the references, each in pre-order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Problem<'_>> + ExactSizeIterator {
        self.problems.iter().map(|record| Problem { all: self, record })
    }

    fn fmt_path(&self, step: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut way = vec![step];
        while let Some(above) = way.last().and_then(|step| self.steps[*step].above) {
            way.push(above);
        }
        for (at, step) in way.iter().rev().enumerate() {
            if at > 0 {
                f.write_char('.')?;
            }
            match &self.steps[*step].step {
                Some(step) => write!(f, "{step}")?,
                None => f.write_char('?')?,
            }
        }
        Ok(())
    }
}

impl Problem<'_> {
    /// What is wrong. O(1).
    #[must_use]
    pub fn kind(&self) -> ProblemKind {
        self.record.kind
    }

    /// The path to the reference, or to the node whose id is doubled: `Board.cards[2].assignee`.
    /// O(depth).
    #[must_use]
    pub fn path(&self) -> String {
        struct Path<'a>(Problem<'a>);
        impl fmt::Display for Path<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt_path(f)
            }
        }
        Path(*self).to_string()
    }

    /// The id, as `Debug` prints it. O(1).
    #[must_use]
    pub fn id(&self) -> &str {
        &self.record.id
    }

    fn fmt_path(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all.fmt_path(self.record.node, f)?;
        if let Some((link, index)) = self.record.link {
            f.write_char('.')?;
            fmt_step(link, index, None::<&String>, f)?;
        }
        Ok(())
    }

    fn fmt_other(&self, at: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (node, _) = self.record.others[at];
        self.all.fmt_path(node, f)
    }
}

/// `Board.cards[2].assignee: no `Person` has the id PersonId(7)`
impl fmt::Display for Problem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Record { kind, id, targets, others, .. } = self.record;
        let targets = || -> String {
            let names: Vec<_> = targets.iter().map(|name| format!("`{name}`")).collect();
            names.join(" or ")
        };
        self.fmt_path(f)?;
        f.write_str(": ")?;
        match kind {
            ProblemKind::Dangling => write!(f, "no {} has the id {id}", targets()),
            ProblemKind::OtherType => {
                let (_, ty) = others[0];
                write!(f, "no {} has the id {id}, which is that of the `{ty}` ", targets())?;
                self.fmt_other(0, f)
            }
            ProblemKind::Doubled => {
                write!(f, "the id {id} is taken by ")?;
                self.fmt_other(0, f)
            }
            ProblemKind::Ambiguous => {
                write!(f, "the id {id} is that of ")?;
                self.fmt_other(0, f)?;
                f.write_str(" and of ")?;
                self.fmt_other(1, f)
            }
            ProblemKind::NotSaved => {
                let (_, ty) = others[0];
                write!(f, "its target, the `{ty}` with the id {id}, is not saved with it")
            }
        }
    }
}

impl fmt::Debug for Problem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({self})", self.kind())
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.iter().enumerate() {
            if at > 0 {
                f.write_char('\n')?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl Error for Problems {}

/// Collects problems.
#[derive(Default)]
pub(crate) struct Reporter {
    steps: Vec<Step>,
    /// The steps of the nodes that have one.
    known: HashMap<*const (), usize>,
    problems: Vec<Record>,
}

impl Reporter {
    pub(super) fn doubled(&mut self, node: &AnyRc, first: &AnyRc) {
        let id = node.as_std().id().map(|id| format!("{id:?}")).unwrap_or_default();
        let others = vec![self.other(first)];
        let node = self.step(node);
        let (kind, targets) = (ProblemKind::Doubled, Vec::new());
        self.problems.push(Record { kind, node, link: None, id, targets, others });
    }

    /// `other` is a node of another type that has the id.
    pub(super) fn not_found(
        &mut self,
        node: &AnyRc,
        link: usize,
        index: Option<usize>,
        id: &dyn DynId,
        other: Option<&AnyRc>,
    ) {
        let kind = if other.is_some() { ProblemKind::OtherType } else { ProblemKind::Dangling };
        let others = other.map(|other| self.other(other)).into_iter().collect();
        self.add(kind, node, (link, index), format!("{id:?}"), others);
    }

    pub(super) fn not_saved(
        &mut self,
        node: &AnyRc,
        link: usize,
        index: Option<usize>,
        id: &dyn DynId,
        target: &AnyRc,
    ) {
        let others = vec![self.other(target)];
        self.add(ProblemKind::NotSaved, node, (link, index), format!("{id:?}"), others);
    }

    pub(super) fn ambiguous(&mut self, node: &AnyRc, ambiguous: Ambiguous<AnyRc>) {
        let Ambiguous { link, index, id, targets } = ambiguous;
        let index = node.as_std().type_info().is_list(link).then_some(index);
        let others = targets.map(|target| self.other(&target)).into();
        self.add(ProblemKind::Ambiguous, node, (link, index), id, others);
    }

    fn add(
        &mut self,
        kind: ProblemKind,
        node: &AnyRc,
        (link, index): (usize, Option<usize>),
        id: String,
        others: Vec<(usize, &'static str)>,
    ) {
        let info = node.as_std().type_info();
        let targets = info.targets(link).iter().map(|info| info.name).collect();
        let link = Some((info.link_name(link), index));
        let node = self.step(node);
        self.problems.push(Record { kind, node, link, id, targets, others });
    }

    fn other(&mut self, node: &AnyRc) -> (usize, &'static str) {
        (self.step(node), node.as_std().type_info().name)
    }

    /// The step that leads to a node. O(depth), and O(1) for all nodes above that have one already.
    fn step(&mut self, node: &AnyRc) -> usize {
        let mut way = vec![node.clone()];
        let mut above = self.known.get(&node.as_std().address()).copied();
        if let Some(step) = above {
            return step;
        }
        for owner in Climb::above(&**node.as_std()) {
            above = self.known.get(&owner.as_std().address()).copied();
            way.push(owner);
            if above.is_some() {
                break;
            }
        }
        let mut owner = above.and_then(|_| way.pop());
        while let Some(node) = way.pop() {
            let dyn_node = &**node.as_std();
            let step = match &owner {
                Some(owner) => PathStep::to(dyn_node, owner),
                None => Some(PathStep::root(dyn_node)),
            };
            let step = Step { above, step };
            above = Some(self.steps.len());
            self.known.insert(node.as_std().address(), self.steps.len());
            self.steps.push(step);
            owner = Some(node);
        }
        above.unwrap_or_default()
    }

    pub(super) fn finish(self) -> Option<Problems> {
        let Reporter { steps, problems, .. } = self;
        (!problems.is_empty()).then_some(Problems { steps, problems })
    }
}
