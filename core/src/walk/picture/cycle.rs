//! Pictures of a leak: its cycle, by the types of the nodes.

use std::fmt;

use crate::collect::cycle::Cycle;
use crate::collect::leak::Leak;
use crate::kernel::link_kind::LinkKind;
use crate::walk::picture::escape::{Dot, Mermaid};

impl Leak {
    /// The cycle as a DOT file, for Graphviz: a box for each type, owning links solid, shared links
    /// double. `Display` prints it. O(n) for n links of the cycle.
    ///
    /// ```
    /// use kinfolk::{Graph, leaks};
    ///
    /// #[derive(Graph)]
    /// #[graph(shared(next: Page))]
    /// struct Page {}
    ///
    /// let page = Page {}.into_graph();
    /// page.next.set(page.clone());
    /// drop(page);
    /// assert_eq!(
    ///     leaks()[0].dot().to_string(),
    ///     "\
    /// digraph {
    ///     node [shape=box];
    ///     n0 [label=\"Page\"];
    ///     n0 -> n0 [label=\"next\", color=\"black:invis:black\"];
    /// }
    /// ",
    /// );
    /// # kinfolk::collect();
    /// ```
    pub fn dot(&self) -> impl fmt::Display {
        CyclePicture { cycle: self.cycle().clone(), format: Format::Dot }
    }

    /// The cycle as a Mermaid flowchart: a box for each type, owning links thin, shared links thick.
    /// `Display` prints it. O(n) for n links of the cycle.
    pub fn mermaid(&self) -> impl fmt::Display {
        CyclePicture { cycle: self.cycle().clone(), format: Format::Mermaid }
    }
}

struct CyclePicture {
    cycle: Cycle,
    format: Format,
}

enum Format {
    Dot,
    Mermaid,
}

impl fmt::Display for CyclePicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.cycle.steps();
        match self.format {
            Format::Dot => f.write_str("digraph {\n    node [shape=box];\n")?,
            Format::Mermaid => f.write_str("flowchart TD\n")?,
        }
        for (number, step) in steps.iter().enumerate() {
            match self.format {
                Format::Dot => writeln!(f, "    n{number} [label=\"{}\"];", Dot(step.node_name))?,
                Format::Mermaid => writeln!(f, "    n{number}[\"{}\"]", Mermaid(step.node_name))?,
            }
        }
        for (number, step) in steps.iter().enumerate() {
            let (next, is_own) = ((number + 1) % steps.len(), step.kind == LinkKind::Own);
            match self.format {
                Format::Dot => {
                    let style = if is_own { "" } else { ", color=\"black:invis:black\"" };
                    writeln!(f, "    n{number} -> n{next} [label=\"{}\"{style}];", Dot(step.link))?;
                }
                Format::Mermaid => {
                    let arrow = if is_own { "-->" } else { "==>" };
                    writeln!(f, "    n{number} {arrow}|\"{}\"| n{next}", Mermaid(step.link))?;
                }
            }
        }
        match self.format {
            Format::Dot => f.write_str("}\n"),
            Format::Mermaid => Ok(()),
        }
    }
}
