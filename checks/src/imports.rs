//! [`Imports`]: which module of a crate imports which.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use crate::source::{Mention, Module, Modules, Path};

/// The imports between the modules of a crate, tests left out. Each module is a file.
///
/// * An import through a re-export is an import of the module that defines the item.
/// * A module that re-exports what a module inside of it defines does not import it.
/// * The root and the private module, which is for the output of the derive, import everything and
///   are left out.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    /// Each module, as `kernel::any`, and its file.
    pub(crate) files: BTreeMap<String, String>,
    /// The importing and the imported module, and the first line that says so.
    pub(crate) all: BTreeMap<(String, String), usize>,
}

impl Imports {
    pub(crate) fn of(modules: &Modules) -> Imports {
        let mut imports = Imports::default();
        for (path, module) in modules {
            if *path == module.whole && !is_left_out(path) {
                imports.files.insert(path.join("::"), module.file.clone());
            }
        }
        for module in modules.values().filter(|module| !is_left_out(&module.whole)) {
            for used in &module.uses {
                imports.add(modules, module, &used.target, used.is_public);
            }
            for path in &module.paths {
                imports.add(modules, module, path, false);
            }
        }
        imports
    }

    fn add(&mut self, modules: &Modules, from: &Module, mention: &Mention, is_public: bool) {
        for target in Resolver::new(modules).definers(&mention.path) {
            let is_own = target == from.whole || is_public && target.starts_with(&from.whole);
            if !is_own && !is_left_out(&target) {
                let line = self.all.entry((from.whole.join("::"), target.join("::")));
                let line = line.or_insert(mention.line);
                *line = mention.line.min(*line);
            }
        }
    }
}

fn is_left_out(path: &[String]) -> bool {
    path.first().is_none_or(|first| first == "private" || first.starts_with("__private"))
}

/// Finds which modules define what a path names.
struct Resolver<'a> {
    modules: &'a Modules,
    /// The modules and their imports, by name or by glob, that are being followed: a circle of
    /// re-exports ends there.
    followed: BTreeSet<(Path, Option<String>)>,
}

impl<'a> Resolver<'a> {
    fn new(modules: &'a Modules) -> Self {
        Resolver { modules, followed: BTreeSet::new() }
    }

    /// More than one if the path names several things, such as a trait and a macro. For an item
    /// that a macro makes, or that is of another crate, the module that the path leads to.
    fn definers(&mut self, path: &[String]) -> BTreeSet<Path> {
        let found = self.from(&Path::new(), path);
        if is_found(&found) {
            return found;
        }
        let mut prefixes = (0..=path.len()).rev().map(|length| &path[..length]);
        prefixes
            .find_map(|prefix| self.modules.get(prefix))
            .map(|last| last.whole.clone())
            .into_iter()
            .collect()
    }

    /// The definers of a path that begins in this module.
    fn from(&mut self, module: &Path, path: &[String]) -> BTreeSet<Path> {
        let Some((name, rest)) = path.split_first() else {
            return BTreeSet::from([self.modules[module].whole.clone()]);
        };
        let inner = [&module[..], slice::from_ref(name)].concat();
        let is_module = self.modules.contains_key(&inner);
        if is_module && !rest.is_empty() {
            return self.from(&inner, rest);
        }
        // A function may have the name of its module: `use crate::schema` means the function.
        match self.item(module, name, rest) {
            Some(found) => found,
            None if is_module => self.from(&inner, rest),
            None => self.import(module, None, path),
        }
    }

    /// Looks for an item with this name, defined or imported here.
    fn item(&mut self, module: &Path, name: &str, rest: &[String]) -> Option<BTreeSet<Path>> {
        let here = &self.modules[module];
        let mut found = BTreeSet::new();
        if here.items.iter().any(|item| item == name) {
            found.insert(here.whole.clone());
        }
        found.extend(self.import(module, Some(name), rest));
        Some(found).filter(is_found)
    }

    /// Follows each `use` of this name, or without a name each glob.
    fn import(&mut self, module: &Path, name: Option<&str>, rest: &[String]) -> BTreeSet<Path> {
        let key = (module.clone(), name.map(str::to_owned));
        if !self.followed.insert(key.clone()) {
            return BTreeSet::new();
        }
        let mut found = BTreeSet::new();
        for used in self.modules[module].uses.iter().filter(|used| used.name.as_deref() == name) {
            let path = [&used.target.path, rest].concat();
            // Only one of the globs, or none, brings the name.
            found.extend(match name {
                Some(_) => self.definers(&path),
                None => self.from(&Path::new(), &path),
            });
        }
        self.followed.remove(&key);
        found
    }
}

fn is_found(found: &BTreeSet<Path>) -> bool {
    !found.is_empty()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::source;

    /// The imports of a crate that has these files in `src`.
    pub(crate) fn imports(files: &[(&str, &str)]) -> Imports {
        let read = |path: &str| {
            let found = files.iter().find(|(name, _)| path == format!("src/{name}"));
            found.map(|(_, text)| (*text).to_owned())
        };
        Imports::of(&source::load("src", &read).unwrap())
    }

    /// As `from -> to`.
    fn all(files: &[(&str, &str)]) -> Vec<String> {
        imports(files).all.keys().map(|(from, to)| format!("{from} -> {to}")).collect()
    }

    const LIB: (&str, &str) = ("lib.rs", "mod a; mod b; mod c; pub use a::Graph;");
    const A: (&str, &str) = ("a.rs", "pub trait Graph {} pub fn make() {} pub struct Own;");
    const C: (&str, &str) = ("c.rs", "pub struct Rc;");

    /// The imports of a module `b` with this text.
    fn of_b(text: &str) -> Vec<String> {
        all(&[LIB, A, ("b.rs", text), C])
    }

    #[test]
    fn a_use_imports() {
        assert_eq!(of_b("use crate::a::Own;"), ["b -> a"]);
        assert_eq!(of_b("use crate::a::Own as Mine;"), ["b -> a"]);
        assert_eq!(of_b("use crate::a;"), ["b -> a"]);
        assert_eq!(of_b("use crate::a::{self, make};"), ["b -> a"]);
        assert_eq!(of_b("use crate::a::*;"), ["b -> a"]);
        assert_eq!(of_b("use super::a::Own;"), ["b -> a"]);
        assert_eq!(
            of_b("use crate::{a::{make, Own},\n    c::{\n self as d, Rc}};"),
            ["b -> a", "b -> c"]
        );
        assert_eq!(of_b("fn f() { use crate::a::Own; }"), ["b -> a"]);
    }

    #[test]
    fn a_path_in_the_code_imports() {
        assert_eq!(of_b("fn f() { crate::a::make() }"), ["b -> a"]);
        assert_eq!(of_b("fn f(_: super::c::Rc) {}"), ["b -> c"]);
        assert_eq!(of_b("impl<T> X for T where T: crate::a::Graph {}"), ["b -> a"]);
        assert_eq!(of_b("mod inner { fn f() -> super::super::c::Rc {} }"), ["b -> c"]);
        assert_eq!(of_b("fn f() { <u8 as crate::a::Graph>::f() }"), ["b -> a"]);
    }

    #[test]
    fn a_path_in_a_macro_imports() {
        assert_eq!(
            of_b("thread_local!(static X: crate::c::Rc = crate::a::make());"),
            ["b -> a", "b -> c"]
        );
        assert_eq!(of_b("macro_rules! x { () => { $crate::a::make() } }"), ["b -> a"]);
        assert!(of_b("fn f() { quote! { crate::a::make() } }").is_empty());
        assert!(of_b("fn f() { x!(a: ::c::Rc) }").is_empty());
    }

    #[test]
    fn what_is_no_code_imports_nothing() {
        assert!(of_b("// use crate::a::Own;\n/* crate::a /* */ crate::a */").is_empty());
        assert!(of_b("/// [`Own`](crate::a::Own)\nfn f() {}").is_empty());
        assert!(
            of_b("const X: &str = \"crate::a::Own \\\" crate::c\"; const Y: char = '\"';")
                .is_empty()
        );
        assert!(of_b("const X: &str = r#\"\" crate::a::Own\"#;").is_empty());
        assert!(of_b("pub(in crate::a) fn f<'a>() {}").is_empty());
    }

    #[test]
    fn tests_import_nothing() {
        assert!(of_b("#[cfg(test)] mod tests { use crate::a::Own; }").is_empty());
        assert!(of_b("#[cfg(test)] mod tests;").is_empty());
        assert!(of_b("#[cfg(all(test, unix))] use crate::a::Own;").is_empty());
        assert!(of_b("struct X; impl X { #[cfg(test)] fn f() { crate::a::make() } }").is_empty());
        assert_eq!(of_b("#[cfg(not(test))] use crate::a::Own;"), ["b -> a"]);
        assert_eq!(of_b("#[cfg(feature = \"test\")] use crate::a::Own;"), ["b -> a"]);
    }

    #[test]
    fn other_crates_are_left_out() {
        assert!(of_b("use std::rc::Rc; use ::a::Own; fn f() { std::mem::drop(1) }").is_empty());
    }

    #[test]
    fn a_re_exported_item_is_imported_from_where_it_is_defined() {
        assert_eq!(of_b("use crate::Graph;"), ["b -> a"]);
        let files = [
            ("lib.rs", "mod b; mod own; mod x; pub mod links { pub use crate::own::Iter; }"),
            ("own/mod.rs", "mod attach; mod list; pub use list::*; pub use attach::Attach as Way;"),
            ("own/list.rs", "pub struct Iter; pub struct Drain;"),
            ("own/attach.rs", "pub struct Attach;"),
            ("x.rs", "pub use crate::own::Way as Again;"),
            ("b.rs", "use crate::own::{Drain, Way};"),
        ];
        assert_eq!(all(&files), ["b -> own::attach", "b -> own::list", "x -> own::attach"]);
        let mut files = files;
        files[5].1 = "use crate::links::Iter; use crate::x::Again;";
        assert_eq!(all(&files), ["b -> own::attach", "b -> own::list", "x -> own::attach"]);
    }

    #[test]
    fn the_parent_s_imports_count_where_they_are_used() {
        let files = [
            ("lib.rs", "mod a; mod own;"),
            A,
            ("own.rs", "mod list; use crate::a::Own; use list::Iter;"),
            ("own/list.rs", "use super::Own; pub struct Iter;"),
        ];
        assert_eq!(all(&files), ["own -> a", "own -> own::list", "own::list -> a"]);
    }

    #[test]
    fn a_module_that_uses_what_it_re_exports_imports_it() {
        let facade = |code: &'static str| {
            let own: &str = code;
            all(&[
                ("lib.rs", "mod own;"),
                ("own/mod.rs", own),
                ("own/list.rs", "pub struct Iter; pub fn make() {}"),
            ])
        };
        assert!(facade("mod list; pub use list::{make, Iter};").is_empty());
        assert_eq!(facade("mod list; pub use list::Iter; fn f(_: Iter) {}"), ["own -> own::list"]);
        assert_eq!(facade("mod list; pub use list::make; fn f() { make() }"), ["own -> own::list"]);
        assert_eq!(facade("mod list; fn f() { list::make() }"), ["own -> own::list"]);
        assert!(facade("mod list; pub use list::make; fn f(make: u8) -> u8 { make }").is_empty());
    }

    #[test]
    fn a_function_may_have_the_name_of_its_module() {
        let lib = "mod schema; mod b; pub use schema::find::schema;";
        let files = [
            ("lib.rs", lib),
            ("schema/mod.rs", "pub(crate) mod find; pub struct Schema;"),
            ("schema/find.rs", "pub fn schema() {}"),
            ("b.rs", "use crate::schema;"),
        ];
        assert_eq!(all(&files), ["b -> schema::find"]);
        let mut files = files;
        files[3].1 = "use crate::schema::Schema;";
        assert_eq!(all(&files), ["b -> schema"]);
    }

    #[test]
    fn a_function_with_the_name_of_its_module_hides_no_other_crate() {
        let files = [
            ("lib.rs", "mod collect; pub use collect::collect;"),
            ("collect/mod.rs", "mod census; pub fn collect() {}"),
            ("collect/census.rs", "use std::mem; fn f() { mem::drop(1) }"),
        ];
        assert!(all(&files).is_empty());
    }

    #[test]
    fn an_exported_macro_is_imported_from_its_module() {
        let files = [
            ("lib.rs", "mod b; mod leak;"),
            ("leak.rs", "#[macro_export] macro_rules! assert_none { () => {} }"),
            ("b.rs", "fn f() { crate::assert_none!() }"),
        ];
        assert_eq!(all(&files), ["b -> leak"]);
    }

    #[test]
    fn the_root_and_the_private_module_are_left_out() {
        let files = [
            ("lib.rs", "mod a; mod private; #[path = \"p.rs\"] mod __private_0_1_0; use a::Own;"),
            (
                "a.rs",
                "use crate::private::make; pub struct Own; struct X(crate::__private_0_1_0::Y);",
            ),
            ("private.rs", "use crate::a::Own; pub fn make() {}"),
            ("p.rs", "pub use crate::a::Own; pub struct Y;"),
        ];
        assert!(all(&files).is_empty());
        assert_eq!(imports(&files).files.keys().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn modules_are_found_where_the_compiler_finds_them() {
        let files = [
            ("lib.rs", "mod a; mod b { mod c; } #[path = \"other/d.rs\"] mod d;"),
            ("a.rs", "mod inner { mod deep; }"),
            ("a/inner/deep.rs", ""),
            ("b/c/mod.rs", "mod e;"),
            ("b/c/e.rs", "use crate::d::D;"),
            ("other/d.rs", "mod f; pub struct D;"),
            ("other/f.rs", ""),
        ];
        let imports = imports(&files);
        let names: Vec<&str> = imports.files.keys().map(String::as_str).collect();
        assert_eq!(names, ["a", "a::inner::deep", "b::c", "b::c::e", "d", "d::f"]);
        assert_eq!(imports.files["b::c::e"], "src/b/c/e.rs");
        assert_eq!(imports.all.into_keys().collect::<Vec<_>>(), [("b::c::e".into(), "d".into())]);
    }

    #[test]
    fn re_exports_in_a_circle_end() {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "pub use crate::b::X;"),
            ("b.rs", "pub use crate::a::X;"),
        ];
        assert_eq!(all(&files), ["a -> b", "b -> a"]);
    }

    #[test]
    fn an_item_that_a_macro_makes_is_in_the_module_that_the_path_names() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c; pub use a::Node;"),
            ("a/mod.rs", "mod own; pub use own::Node;"),
            ("a/own.rs", "traits! { pub trait Node {} }"),
            ("b.rs", "use crate::a::own::Node;"),
            ("c.rs", "use crate::Node;"),
        ];
        assert_eq!(all(&files), ["b -> a::own", "c -> a::own"]);
    }

    #[test]
    fn an_import_knows_its_first_line() {
        let imports = imports(&[LIB, A, ("b.rs", "\nuse crate::a::Own;\nuse crate::a::make;"), C]);
        assert_eq!(imports.all[&("b".into(), "a".into())], 2);
    }

    #[test]
    fn a_missing_module_is_reported() {
        let read = |path: &str| (path == "src/lib.rs").then(|| "mod a;".to_owned());
        assert_eq!(source::load("src", &read).unwrap_err(), "src/a/mod.rs cannot be read");
    }
}
