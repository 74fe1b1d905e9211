//! A picture as a Mermaid flowchart.

use std::fmt;

use crate::kernel::link_kind::LinkKind;
use crate::walk::picture::escape::Mermaid;
use crate::walk::picture::{Picture, nodes};

impl Picture<'_> {
    /// Source: <https://mermaid.js.org/syntax/flowchart.html>.
    pub(super) fn fmt_mermaid(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outline = self.outline();
        f.write_str("flowchart TD\n")?;
        for (number, node) in outline.nodes.iter().enumerate() {
            let label = &outline.labels[number];
            let more = if node.is_cut { " …" } else { "" };
            let class = if node.is_outside { ":::outside" } else { "" };
            writeln!(f, "    n{number}[\"{}{more}\"]{class}", Mermaid(label))?;
        }
        let mut marked = Vec::new();
        for (number, edge) in outline.edges().iter().enumerate() {
            let arrow = match edge.kind {
                LinkKind::Own => "-->",
                LinkKind::Shared | LinkKind::Traced => "==>",
                LinkKind::Weak | LinkKind::Back => "-.->",
            };
            let (from, to, label) = (edge.from, edge.to, edge.label.to_string());
            writeln!(f, "    n{from} {arrow}|\"{}\"| n{to}", Mermaid(&label))?;
            if self.is_marked(outline.nodes[edge.from].node(), edge) {
                marked.push(number.to_string());
            }
        }
        if outline.left_out > 0 {
            writeln!(f, "    more[\"… {} left out\"]", nodes(outline.left_out))?;
        }
        if outline.nodes.iter().any(|node| node.is_outside) {
            f.write_str("    classDef outside stroke-dasharray:4\n")?;
        }
        if !marked.is_empty() {
            writeln!(f, "    linkStyle {} stroke:red,color:red", marked.join(","))?;
        }
        Ok(())
    }
}
