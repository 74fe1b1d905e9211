//! [`Cycle`]: a cycle of strong links, by their names.

use std::any::TypeId;
use std::fmt;

use crate::kernel::link_kind::LinkKind;
use crate::kernel::type_info::TypeInfo;

/// Strong links that lead from a node type back to it: `Scene.current -> Page.scene -> Scene`.
///
/// [`Schema::may_leak`](crate::schema::Schema::may_leak) returns the cycles that a model allows,
/// and [`Leak::cycle`](crate::collect::Leak::cycle) one that exists.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cycle {
    /// The last step is over a shared link or a traced value.
    steps: Vec<Step>,
}

/// A node type on the cycle, and its link to the next one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Step {
    pub(crate) node: TypeId,
    /// With the variant of a node enum.
    pub(crate) node_name: &'static str,
    pub(crate) link: &'static str,
    pub(crate) kind: LinkKind,
}

impl Step {
    /// The step over the link at `index`, or `None` if `#[cfg]` has removed it.
    pub(crate) fn of(node: &'static TypeInfo, index: usize) -> Option<Self> {
        let (node_name, link) = node.link_path(index);
        Some(Step { node: node.id(), node_name, link, kind: (node.link_info)(index)?.kind })
    }

    /// The step from a node of an unknown type to any other, over a link without a name.
    pub(crate) fn anywhere(node: &'static TypeInfo) -> Self {
        Step { node: node.id(), node_name: node.name, link: "", kind: LinkKind::Traced }
    }
}

impl Cycle {
    /// The cycle of these steps, at least one of which is not over an owning link. If a step occurs
    /// twice, the steps between its occurrences are left out.
    ///
    /// It begins at the topmost owner: with the first owning link that follows one of another kind.
    /// If there is no owning link, it begins with the first traced value that follows a shared link;
    /// or else with the first step.
    pub(crate) fn through(mut steps: Vec<Step>) -> Self {
        let first_of = |kind: LinkKind| {
            let is_start = |&index: &usize| {
                let before = (index + steps.len() - 1) % steps.len();
                steps[index].kind == kind && steps[before].kind != kind
            };
            (0..steps.len()).find(is_start)
        };
        let start = first_of(LinkKind::Own).or_else(|| first_of(LinkKind::Traced)).unwrap_or(0);
        steps.rotate_left(start);
        let mut once: Vec<Step> = Vec::new();
        for step in steps {
            match once.iter().position(|earlier| *earlier == step) {
                Some(index) => once.truncate(index + 1),
                None => once.push(step),
            }
        }
        Cycle { steps: once }
    }

    /// The names of the types on the cycle, each with the name of its link to the next type. A node
    /// enum is named with the variant that has the link: `Expr::Name`. An `AnyRc` in traced data
    /// stands for a type that has a link to any other, without a name: `("AnyRc", "")`. O(1) a step.
    pub fn links(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.steps.iter().map(|step| (step.node_name, step.link))
    }

    /// A shared link on the cycle, as in `Page.scene`, or a traced value. If it were a weak link, or
    /// had weak handles, this cycle could not exist. If the cycle has several of them, this is the
    /// last, and you may weaken any of them. O(1).
    #[must_use]
    pub fn shared_link(&self) -> String {
        self.steps.last().map(Step::to_string).unwrap_or_default()
    }

    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// What would open the cycle: `a weak link for Page.scene`.
    pub(crate) fn remedy(&self) -> String {
        let is_traced = self.steps.last().is_some_and(|step| step.kind == LinkKind::Traced);
        let weak = if is_traced { "weak handles in" } else { "a weak link for" };
        format!("{weak} {}", self.shared_link())
    }

    /// The cycle as text that is the same wherever the cycle begins.
    pub(crate) fn canonical(&self) -> String {
        let rotations = (0..self.steps.len()).map(|first| {
            let (end, start) = self.steps.split_at(first);
            start.iter().chain(end).map(Step::to_string).collect::<Vec<_>>().join(" -> ")
        });
        rotations.min().unwrap_or_default()
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.node_name)?;
        if self.link.is_empty() { Ok(()) } else { write!(f, ".{}", self.link) }
    }
}

/// Prints the same as `Display`, for the messages of assertions.
impl fmt::Debug for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Prints the links in order, as in `Scene.current -> Page.scene -> Scene`.
impl fmt::Display for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            write!(f, "{step} -> ")?;
        }
        f.write_str(self.steps.first().map_or("", |step| step.node_name))
    }
}
