//! A picture as a tree of lines.

use std::fmt;

use crate::kernel::link_kind::LinkKind;
use crate::walk::picture::escape::OneLine;
use crate::walk::picture::outline::{Edge, Outline};
use crate::walk::picture::{Picture, nodes};

impl Picture<'_> {
    pub(super) fn fmt_tree(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outline = self.outline();
        for (number, node) in outline.nodes.iter().enumerate() {
            if !node.is_owned && !node.is_outside {
                fmt_node(&outline, number, f)?;
                self.fmt_below(&outline, number, f)?;
            }
        }
        match outline.left_out {
            0 => Ok(()),
            count => writeln!(f, "… {} left out", nodes(count)),
        }
    }

    /// Prints what a node links to, and all below it.
    fn fmt_below(
        &self,
        outline: &Outline<'_>,
        top: usize,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        let mut prefix = String::new();
        let mut levels = vec![(outline.edges_from(top), 0)];
        while let Some((edges, prefix_len)) = levels.last_mut() {
            let Some((edge, rest)) = edges.split_first() else {
                levels.pop();
                continue;
            };
            *edges = rest;
            prefix.truncate(*prefix_len);
            let is_last = rest.is_empty();
            f.write_str(&prefix)?;
            self.fmt_edge(outline, edge, is_last, f)?;
            if edge.kind == LinkKind::Own {
                prefix.push_str(if is_last { "   " } else { "│  " });
                levels.push((outline.edges_from(edge.to), prefix.len()));
            }
        }
        Ok(())
    }

    fn fmt_edge(
        &self,
        outline: &Outline<'_>,
        edge: &Edge,
        is_last: bool,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        let corner = if is_last { '└' } else { '├' };
        let label = edge.label.to_string();
        let label = OneLine(&label);
        match edge.kind {
            LinkKind::Own => write!(f, "{corner}─ {label}: ")?,
            LinkKind::Shared | LinkKind::Traced => write!(f, "{corner}═ {label} ═> ")?,
            LinkKind::Weak | LinkKind::Back => write!(f, "{corner}┄ {label} ┄> ")?,
        }
        if self.is_marked(outline.nodes[edge.from].node(), edge) {
            f.write_str("(leak) ")?;
        }
        fmt_node(outline, edge.to, f)
    }
}

/// Prints the label of a node, and its number if a link refers to it.
fn fmt_node(outline: &Outline<'_>, number: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let node = &outline.nodes[number];
    write!(f, "{}", OneLine(&outline.labels[number]))?;
    if node.is_referenced {
        write!(f, " #{number}")?;
    }
    if node.is_cut {
        f.write_str(" …")?;
    }
    writeln!(f)
}
