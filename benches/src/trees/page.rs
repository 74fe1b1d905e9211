//! The shape of a real page.

use super::payload::Kind;
use super::shape::Layout;

const PAGE: &str = include_str!("../../shapes/page.txt");

/// The page repeated below a common root, until there are this many nodes with the root.
pub(super) fn repeated(nodes: usize) -> Layout {
    let mut layout = Layout::of_root(nodes);
    let page = read(PAGE).expect("the page is well formed");
    for (number, (parent, kind)) in page.iter().cycle().enumerate().take(nodes.saturating_sub(1)) {
        // The number of the first node of this page in the shape.
        let first = 1 + number / page.len() * page.len();
        layout.add(parent.map_or(0, |parent| first + parent), *kind);
    }
    layout
}

/// Reads the nodes in the order of the text, each with the number of its parent if it has one.
fn read(text: &str) -> Result<Vec<(Option<usize>, Kind)>, String> {
    let mut nodes = Vec::new();
    let mut open = Vec::new();
    for mark in text.lines().filter(|line| !line.starts_with('#')).flat_map(str::chars) {
        let kind = match mark {
            '(' => Kind::Element,
            't' => Kind::Text,
            'c' => Kind::Comment,
            ')' => {
                open.pop().ok_or("`)` without `(`")?;
                continue;
            }
            other => return Err(format!("unknown mark `{other}`")),
        };
        nodes.push((open.last().copied(), kind));
        if kind == Kind::Element {
            open.push(nodes.len() - 1);
        }
    }
    if open.is_empty() { Ok(nodes) } else { Err(format!("`(` without `)`: {}", open.len())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_in_its_order() {
        let page = read("# what (it) is\n(t(c\n)t)\n").unwrap();
        let parents: Vec<_> = page.iter().map(|(parent, _)| *parent).collect();
        let kinds: Vec<_> = page.iter().map(|(_, kind)| *kind).collect();
        assert_eq!(parents, [None, Some(0), Some(0), Some(2), Some(0)]);
        assert_eq!(kinds, [Kind::Element, Kind::Text, Kind::Element, Kind::Comment, Kind::Text]);
    }

    #[test]
    fn malformed_pages_are_refused() {
        assert_eq!(read("(t))").unwrap_err(), "`)` without `(`");
        assert_eq!(read("((t)").unwrap_err(), "`(` without `)`: 1");
        assert_eq!(read("(x)").unwrap_err(), "unknown mark `x`");
    }

    #[test]
    fn pages_stand_beside_each_other_under_the_root() {
        let page = read(PAGE).unwrap();
        let layout = repeated(2 * page.len() + 2);
        assert_eq!(layout.len(), 2 * page.len() + 2);
        let below_root = (1..layout.len()).filter(|node| layout.parent(*node) == 0);
        assert_eq!(below_root.collect::<Vec<_>>(), [1, 1 + page.len(), 1 + 2 * page.len()]);
        assert!((1..layout.len()).all(|node| layout.parent(node) < node));
        assert_eq!(layout.parent(2 + page.len()), 1 + page.len());
    }

    #[test]
    fn texts_and_comments_have_no_children() {
        let page = read(PAGE).unwrap();
        assert!(
            page.iter()
                .filter_map(|(parent, _)| *parent)
                .all(|parent| page[parent].1 == Kind::Element)
        );
        assert!(page.iter().any(|(_, kind)| *kind == Kind::Text));
        assert!(page.iter().any(|(_, kind)| *kind == Kind::Comment));
    }
}
