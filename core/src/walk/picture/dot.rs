//! A picture as a DOT file, for Graphviz.

use std::fmt;

use crate::kernel::link_kind::LinkKind;
use crate::walk::picture::escape::Dot;
use crate::walk::picture::{Picture, nodes};

impl Picture<'_> {
    /// Source: <https://graphviz.org/doc/info/lang.html>.
    pub(super) fn fmt_dot(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outline = self.outline();
        f.write_str("digraph {\n    node [shape=box];\n")?;
        for (number, node) in outline.nodes.iter().enumerate() {
            let label = &outline.labels[number];
            let more = if node.is_cut { " …" } else { "" };
            let style = if node.is_outside { ", style=dashed" } else { "" };
            writeln!(f, "    n{number} [label=\"{}{more}\"{style}];", Dot(label))?;
        }
        for edge in outline.edges() {
            let color = if self.is_marked(outline.nodes[edge.from].node(), edge) {
                ", color=red, fontcolor=red"
            } else {
                ""
            };
            // Parallel lines, with a gap.
            let double = match color {
                "" => ", color=\"black:invis:black\"",
                _ => ", color=\"red:invis:red\", fontcolor=red",
            };
            let (line, color) = match edge.kind {
                LinkKind::Own => ("", color),
                LinkKind::Shared | LinkKind::Traced => ("", double),
                LinkKind::Weak => (", style=dashed", color),
                LinkKind::Back => (", style=dotted", color),
            };
            // The ranks show the owners: weak links do not move the nodes.
            let is_free = !edge.kind.is_strong() && !outline.nodes[edge.to].is_outside;
            let rank = if is_free { ", constraint=false" } else { "" };
            let (from, to, label) = (edge.from, edge.to, edge.label.to_string());
            writeln!(f, "    n{from} -> n{to} [label=\"{}\"{line}{color}{rank}];", Dot(&label))?;
        }
        if outline.left_out > 0 {
            let left_out = nodes(outline.left_out);
            writeln!(f, "    more [shape=plaintext, label=\"… {left_out} left out\"];")?;
        }
        f.write_str("}\n")
    }
}
