//! [`Diagram`]: a schema as a DOT file, or as a Mermaid class diagram.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;

use crate::kernel::link_kind::LinkKind;
use crate::schema::{LinkSchema, Schema};
use crate::walk::picture::escape::{Dot, Mermaid};

/// A picture of the types of a model and their links: returned by [`Schema::dot`] and
/// [`Schema::mermaid`]. `Display` prints it. O(n) for n links, where a link to a union counts once
/// for each of its types.
///
/// Each link has its name, and how many targets a node can have: `1` (a required child), `0..1`, `*`
/// (a list), or `* by key` (a map). Back-links are left out, unless you ask for them with
/// [`links`](Diagram::links).
#[derive(Clone, Debug)]
#[must_use = "a diagram is drawn when you print it"]
pub struct Diagram<'a> {
    schema: &'a Schema,
    format: Format,
    kinds: Vec<LinkKind>,
}

#[derive(Clone, Copy, Debug)]
enum Format {
    Dot,
    Mermaid,
}

impl Schema {
    /// The types and their links as a DOT file: `dot -Tsvg` of Graphviz draws it.
    ///
    /// ```
    /// use kinfolk::{Graph, schema};
    ///
    /// #[derive(Graph)]
    /// struct Book {
    ///     #[graph(own)]
    ///     pages: Vec<Page>,
    /// }
    ///
    /// #[derive(Graph)]
    /// #[graph(back(book: Book), weak(next: Page))]
    /// struct Page {}
    ///
    /// assert_eq!(
    ///     schema::<Book>().dot().to_string(),
    ///     "\
    /// digraph {
    ///     node [shape=box];
    ///     n0 [label=\"Book\"];
    ///     n1 [label=\"Page\"];
    ///     n0 -> n1 [label=\"pages *\", dir=both, arrowtail=diamond];
    ///     n1 -> n1 [label=\"next 0..1\", style=dashed];
    /// }
    /// ",
    /// );
    /// ```
    pub fn dot(&self) -> Diagram<'_> {
        self.diagram(Format::Dot)
    }

    /// The types and their links as a Mermaid class diagram, which many viewers of Markdown draw.
    ///
    /// ```
    /// use kinfolk::{Graph, schema};
    ///
    /// #[derive(Graph)]
    /// struct Book {
    ///     #[graph(own)]
    ///     pages: Vec<Page>,
    /// }
    ///
    /// #[derive(Graph)]
    /// #[graph(back(book: Book), weak(next: Page))]
    /// struct Page {}
    ///
    /// assert_eq!(
    ///     schema::<Book>().mermaid().to_string(),
    ///     "\
    /// classDiagram
    ///     class n0[\"Book\"]
    ///     class n1[\"Page\"]
    ///     n0 *-- \"*\" n1 : pages
    ///     n1 ..> \"0..1\" n1 : next
    /// ",
    /// );
    /// ```
    pub fn mermaid(&self) -> Diagram<'_> {
        self.diagram(Format::Mermaid)
    }

    fn diagram(&self, format: Format) -> Diagram<'_> {
        let kinds = vec![LinkKind::Own, LinkKind::Weak, LinkKind::Shared, LinkKind::Traced];
        Diagram { schema: self, format, kinds }
    }
}

impl Diagram<'_> {
    /// Draws only links of these kinds, instead of all but back-links.
    pub fn links(mut self, kinds: impl IntoIterator<Item = LinkKind>) -> Self {
        self.kinds = kinds.into_iter().collect();
        self
    }

    fn fmt_link(
        &self,
        from: usize,
        to: usize,
        link: &LinkSchema,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        let (name, count) = (link.name, link.multiplicity());
        match self.format {
            Format::Dot => {
                let style = match link.kind() {
                    LinkKind::Own => "dir=both, arrowtail=diamond",
                    LinkKind::Shared | LinkKind::Traced => "dir=both, arrowtail=odiamond",
                    LinkKind::Weak => "style=dashed",
                    LinkKind::Back => "style=dotted",
                };
                let label = format!("{name} {count}");
                writeln!(f, "    n{from} -> n{to} [label=\"{}\", {style}];", Dot(&label))
            }
            Format::Mermaid => {
                let arrow = match link.kind() {
                    LinkKind::Own => "*--",
                    LinkKind::Shared | LinkKind::Traced => "o--",
                    LinkKind::Weak | LinkKind::Back => "..>",
                };
                writeln!(f, "    n{from} {arrow} \"{count}\" n{to} : {name}")
            }
        }
    }
}

impl LinkSchema {
    /// How many targets a node can have in this link.
    fn multiplicity(&self) -> &'static str {
        match (self.has_many(), self.is_required()) {
            (true, _) => "*",
            (false, true) => "1",
            (false, false) => "0..1",
        }
    }
}

impl fmt::Display for Diagram<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let types = self.schema.node_types();
        f.write_str(match self.format {
            Format::Dot => "digraph {\n    node [shape=box];\n",
            Format::Mermaid => "classDiagram\n",
        })?;
        for (number, node) in types.iter().enumerate() {
            match self.format {
                Format::Dot => writeln!(f, "    n{number} [label=\"{}\"];", Dot(node.name()))?,
                Format::Mermaid => {
                    writeln!(f, "    class n{number}[\"{}\"]", Mermaid(node.name()))?;
                }
            }
        }
        let numbers: HashMap<TypeId, usize> =
            types.iter().enumerate().map(|(number, node)| (node.type_id(), number)).collect();
        for (from, node) in types.iter().enumerate() {
            for link in node.links().iter().filter(|link| self.kinds.contains(&link.kind())) {
                for target in link.target_ids() {
                    self.fmt_link(from, numbers[&target], link, f)?;
                }
            }
        }
        match self.format {
            Format::Dot => f.write_str("}\n"),
            Format::Mermaid => Ok(()),
        }
    }
}
