//! The output: [`mistakes`] against the file of floors, a [`summary`], a [`table`], a [`list`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::circles::{Edges, circles, shortest};
use crate::floors::{Circle, Crate, FILE, Upward};
use crate::imports::Imports;

/// Where the imports of a crate differ from what the file of floors allows, and what to do.
pub(crate) fn mistakes(floors: &Crate, imports: &Imports) -> Vec<String> {
    let mut mistakes = without_floor(floors, imports);
    mistakes.extend(upward(floors, imports));
    mistakes.extend(no_longer_upward(floors, imports));
    mistakes.extend(wrong_circles(floors, imports));
    mistakes
}

fn without_floor(floors: &Crate, imports: &Imports) -> Vec<String> {
    let files = imports.files.iter().filter(|(module, _)| floors.floor_of(module).is_none());
    files
        .map(|(_, file)| {
            let all = floors.floors.join(", ");
            format!(
                "{file} is on no floor: move it into the folder of one ({all}), or add its floor \
                 to {FILE}"
            )
        })
        .collect()
}

/// All imports from a floor above.
fn climbing<'a>(
    floors: &'a Crate,
    imports: &'a Imports,
) -> impl Iterator<Item = (&'a str, &'a str, usize)> {
    imports.all.iter().filter_map(|((from, to), &line)| {
        let climbs = floors.floor_of(from)? < floors.floor_of(to)?;
        climbs.then_some((&**from, &**to, line))
    })
}

fn is_sanctioned(floors: &Crate, from: &str, to: &str) -> bool {
    floors.upward.iter().any(|upward| upward.from == from && upward.to == to)
}

fn upward(floors: &Crate, imports: &Imports) -> Vec<String> {
    climbing(floors, imports)
        .filter(|(from, to, _)| !is_sanctioned(floors, from, to))
        .map(|(from, to, line)| {
            let file = &imports.files[from];
            format!(
                "{file}:{line} imports crate::{to}, which stands above it: move the code up that \
                 needs it, move down what it needs, or let a caller from above hand it in"
            )
        })
        .collect()
}

fn no_longer_upward(floors: &Crate, imports: &Imports) -> Vec<String> {
    let climbing: BTreeSet<_> = climbing(floors, imports).map(|(from, to, _)| (from, to)).collect();
    floors
        .upward
        .iter()
        .filter(|upward| !climbing.contains(&(&*upward.from, &*upward.to)))
        .map(|Upward { from, to }| {
            let folder = &floors.folder;
            format!(
                "{folder}: {from} no longer imports {to} from above: remove the line \
                 `upward {from} -> {to}` from {FILE}"
            )
        })
        .collect()
}

fn edges(imports: &Imports) -> Edges<'_> {
    let mut edges = Edges::new();
    for (from, to) in imports.all.keys() {
        edges.entry(from).or_default().insert(to);
    }
    edges
}

fn wrong_circles(floors: &Crate, imports: &Imports) -> Vec<String> {
    let edges = edges(imports);
    let found = circles(&edges);
    let folder = &floors.folder;
    let mut mistakes = vec![];
    for circle in &found {
        let nearest = floors.circles.iter().max_by_key(|known| in_common(known, circle));
        if let Some(known) = nearest.filter(|known| in_common(known, circle) > 0) {
            let name = &known.name;
            let is_new = |module: &&&str| !known.modules.iter().any(|known| known == **module);
            mistakes.extend(circle.iter().filter(is_new).map(|module| {
                let file = &imports.files[*module];
                let way = shortest(&edges, module).join(" -> ");
                format!("{file} is new in the circle `{name}`, which may only shrink: break {way}")
            }));
        } else {
            let modules: Vec<&str> = circle.iter().copied().collect();
            let way = shortest(&edges, modules[0]).join(" -> ");
            let modules = modules.join(", ");
            mistakes.push(format!("{folder}: {modules} import each other: break {way}"));
        }
    }
    mistakes.extend(floors.circles.iter().filter_map(|known| shrunk(folder, known, &found)));
    mistakes
}

fn in_common(known: &Circle, circle: &BTreeSet<&str>) -> usize {
    known.modules.iter().filter(|module| circle.contains(&***module)).count()
}

/// A sanctioned circle has shrunk if it is broken in two, or if some of its modules are in no
/// circle.
fn shrunk(folder: &str, known: &Circle, found: &[BTreeSet<&str>]) -> Option<String> {
    let name = &known.name;
    let parts: Vec<_> = found.iter().filter(|circle| in_common(known, circle) > 0).collect();
    match parts[..] {
        [] => Some(format!("{folder}: the circle `{name}` is broken: remove it from {FILE}")),
        [circle] => {
            let is_out = |module: &&str| !circle.contains(module);
            let out: Vec<&str> = known.modules.iter().map(String::as_str).filter(is_out).collect();
            let out = out.join(", ");
            (!out.is_empty()).then(|| {
                format!(
                    "{folder}: the circle `{name}` has shrunk: shrink it in {FILE}, too (remove \
                     {out})"
                )
            })
        }
        _ => {
            let parts =
                parts.iter().map(|part| part.iter().copied().collect::<Vec<_>>().join(", "));
            let parts = parts.collect::<Vec<_>>().join("; ");
            Some(format!(
                "{folder}: the circle `{name}` has split: write its parts into {FILE} instead \
                 ({parts})"
            ))
        }
    }
}

pub(crate) fn summary(floors: &Crate, imports: &Imports) -> String {
    let sizes: Vec<String> =
        circles(&edges(imports)).iter().map(|circle| circle.len().to_string()).collect();
    format!(
        "{}: {} modules, {} imports, {} from above, circles of {}",
        floors.folder,
        imports.files.len(),
        imports.all.len(),
        climbing(floors, imports).count(),
        if sizes.is_empty() { "none".to_owned() } else { sizes.join(" and ") },
    )
}

/// Each import, with the place of the first line that makes it.
pub(crate) fn list(imports: &Imports) -> String {
    let mut list = String::new();
    for ((from, to), line) in &imports.all {
        let _ = writeln!(list, "{from} -> {to} ({}:{line})", imports.files[from]);
    }
    list
}

/// How many imports lead from which floor to which, from the ground up, in Markdown.
pub(crate) fn table(floors: &Crate, imports: &Imports) -> String {
    let floor_of = |module: &str| floors.floor_of(module).unwrap_or(floors.floors.len());
    let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (from, to) in imports.all.keys() {
        *counts.entry((floor_of(from), floor_of(to))).or_default() += 1;
    }
    let mut names: Vec<&str> = floors.floors.iter().map(String::as_str).collect();
    names.push("(none)");
    let used: BTreeSet<usize> = imports.files.keys().map(|module| floor_of(module)).collect();

    let mut table = String::from("| imports of | modules |");
    for &to in &used {
        let _ = write!(table, " {} |", names[to]);
    }
    let _ = write!(table, "\n|---|--:|{}", "--:|".repeat(used.len()));
    for &from in &used {
        let modules = imports.files.keys().filter(|module| floor_of(module) == from).count();
        let _ = write!(table, "\n| {} | {modules} |", names[from]);
        for &to in &used {
            match counts.get(&(from, to)) {
                Some(count) => _ = write!(table, " {count} |"),
                None => table.push_str("  |"),
            }
        }
    }
    table.push('\n');
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floors::parse;
    use crate::imports::tests::imports;

    const FLOORS: &str = "crate src\nfloors\n  store\n  kernel\n  death\n";

    /// The mistakes of a crate with the modules `store`, `kernel::any`, `kernel::node` and `death`.
    fn of(more: &str, store: &str, any: &str, node: &str, death: &str) -> Vec<String> {
        let files = [
            ("lib.rs", "mod store; mod kernel; mod death;"),
            ("store.rs", store),
            ("kernel/mod.rs", "pub(crate) mod any; pub(crate) mod node;"),
            ("kernel/any.rs", any),
            ("kernel/node.rs", node),
            ("death.rs", death),
        ];
        mistakes(&parse(&format!("{FLOORS}{more}")).unwrap()[0], &imports(&files))
    }

    #[test]
    fn imports_from_beneath_and_beside_are_fine() {
        let any = "use crate::store; use super::node;";
        assert!(of("", "", any, "", "use crate::{store, kernel::any};").is_empty());
    }

    #[test]
    fn an_import_from_above_is_reported() {
        let found = of("", "", "\nuse crate::death::finish;", "", "pub fn finish() {}");
        assert_eq!(
            found,
            ["src/kernel/any.rs:2 imports crate::death, which stands above it: move the code \
                 up that needs it, move down what it needs, or let a caller from above hand it in"]
        );
    }

    #[test]
    fn a_sanctioned_import_from_above_is_fine_as_long_as_it_is_there() {
        let sanctioned = "upward kernel::any -> death: why\n";
        assert!(of(sanctioned, "", "use crate::death;", "", "").is_empty());
        assert_eq!(
            of(sanctioned, "", "", "", ""),
            ["src: kernel::any no longer imports death from above: remove the line `upward \
                 kernel::any -> death` from \
              checks/floors"]
        );
        assert_eq!(of(sanctioned, "use crate::death;", "use crate::death;", "", "").len(), 1);
    }

    #[test]
    fn a_circle_is_reported_with_a_way_around_it() {
        let found = of("", "", "use super::node;", "use super::any;", "");
        assert_eq!(
            found,
            ["src: kernel::any, kernel::node import each other: break kernel::any -> \
                 kernel::node -> kernel::any"]
        );
    }

    #[test]
    fn a_sanctioned_circle_may_not_grow() {
        let sanctioned = "\
upward kernel::any -> death: why
upward kernel::node -> death: why
circle untyped: why
    kernel::any
    death
";
        assert!(
            of(sanctioned, "", "use crate::death;", "use crate::death;", "use crate::kernel::any;")
                .is_empty()
        );
        assert_eq!(
            of(
                sanctioned,
                "",
                "use crate::death;",
                "use crate::death;",
                "use crate::kernel::{any, node};"
            ),
            ["src/kernel/node.rs is new in the circle `untyped`, which may only shrink: break \
                 kernel::node -> death -> kernel::node"]
        );
    }

    #[test]
    fn a_sanctioned_circle_is_to_be_shrunk_in_the_file() {
        let three = "circle untyped: why\n  kernel::any\n  kernel::node\n  store\n";
        assert_eq!(
            of(three, "", "use super::node;", "use super::any;", ""),
            ["src: the circle `untyped` has shrunk: shrink it in checks/floors, too (remove \
                 store)"]
        );
        assert_eq!(
            of(three, "", "use super::node;", "", ""),
            ["src: the circle `untyped` is broken: remove it from checks/floors"]
        );
    }

    #[test]
    fn a_circle_that_has_split_is_reported() {
        let floors =
            parse("crate src\nfloors\n  a\ncircle all: why\n  a::b\n  a::c\n  a::d\n  a::e\n");
        let files = [
            ("lib.rs", "mod a;"),
            ("a/mod.rs", "mod b; mod c; mod d; mod e;"),
            ("a/b.rs", "use super::c;"),
            ("a/c.rs", "use super::b;"),
            ("a/d.rs", "use super::e;"),
            ("a/e.rs", "use super::d;"),
        ];
        assert_eq!(
            mistakes(&floors.unwrap()[0], &imports(&files)),
            ["src: the circle `all` has split: write its parts into checks/floors instead \
                 (a::b, a::c; a::d, a::e)"]
        );
    }

    #[test]
    fn a_file_beside_the_floors_is_reported() {
        let floors = &parse(FLOORS).unwrap()[0];
        let found = mistakes(floors, &imports(&[("lib.rs", "mod flat;"), ("flat.rs", "")]));
        assert_eq!(
            found,
            ["src/flat.rs is on no floor: move it into the folder of one (store, kernel, \
                 death), or add its floor to \
              checks/floors"]
        );
    }

    #[test]
    fn figures_are_counted_by_floor() {
        let files = [
            ("lib.rs", "mod store; mod kernel;"),
            ("store.rs", ""),
            ("kernel/mod.rs", "mod any; mod node;"),
            ("kernel/any.rs", "use crate::store; use super::node;"),
            ("kernel/node.rs", "use crate::store;"),
        ];
        let (floors, imports) = (&parse(FLOORS).unwrap()[0], imports(&files));
        assert_eq!(
            table(floors, &imports),
            "\
| imports of | modules | store | kernel |
|---|--:|--:|--:|
| store | 1 |  |  |
| kernel | 3 | 2 | 1 |
"
        );
        assert_eq!(
            list(&imports),
            "\
kernel::any -> kernel::node (src/kernel/any.rs:1)
kernel::any -> store (src/kernel/any.rs:1)
kernel::node -> store (src/kernel/node.rs:1)
"
        );
        assert_eq!(
            summary(floors, &imports),
            "src: 4 modules, 3 imports, 0 from above, circles of none"
        );
    }
}
