//! [`load`] reads what each module of a crate defines and names, tests left out.

use std::collections::BTreeMap;
use std::{mem, slice};

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ImplItem, Item, Meta, Token, TraitItem, UseTree, Visibility};

/// The names from the crate's root to a module or an item, without `crate`.
pub(crate) type Path = Vec<String>;

/// A module of a crate.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) file: String,
    /// The module that the file is. For a module in braces, this is an outer module.
    pub(crate) whole: Path,
    /// The names of its items, modules excepted.
    pub(crate) items: Vec<String>,
    /// Its `use` declarations.
    pub(crate) uses: Vec<Use>,
    /// The paths in its code.
    pub(crate) paths: Vec<Mention>,
}

/// One name that a `use` declaration brings into a module.
#[derive(Debug)]
pub(crate) struct Use {
    /// The name in the module; `None` for a glob.
    pub(crate) name: Option<String>,
    pub(crate) target: Mention,
    /// Whether it has a `pub` of any kind.
    pub(crate) is_public: bool,
}

/// A path, made absolute, and its line.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    pub(crate) path: Path,
    pub(crate) line: usize,
}

/// All modules of a crate, by their paths. The root's is empty.
pub(crate) type Modules = BTreeMap<Path, Module>;

/// Macros whose input is the code of another crate.
const QUOTING: [&str; 4] = ["quote", "quote_spanned", "parse_quote", "parse_quote_spanned"];

/// Reads the modules of the crate whose `lib.rs` is in this folder.
pub(crate) fn load(folder: &str, read: &dyn Fn(&str) -> Option<String>) -> Result<Modules, String> {
    let mut modules = Modules::new();
    let mut waiting = vec![File {
        module: Path::new(),
        name: format!("{folder}/lib.rs"),
        children: folder.to_owned(),
    }];
    while let Some(file) = waiting.pop() {
        let text = read(&file.name).ok_or_else(|| format!("{} cannot be read", file.name))?;
        let parsed = syn::parse_file(&text).map_err(|error| format!("{}: {error}", file.name))?;
        let mut reader = Reader { read, at: file.module.clone(), file, modules, found: vec![] };
        reader.enter_module();
        reader.visit_file(&parsed);
        modules = reader.modules;
        waiting.extend(reader.found);
    }
    // `#[macro_export]` puts a macro at the root, as if the root imported it from its module.
    let exported: Vec<Use> = modules.values_mut().flat_map(take_exported_macros).collect();
    modules.entry(Path::new()).or_default().uses.extend(exported);
    Ok(modules)
}

/// A file that is to be read.
#[derive(Clone)]
struct File {
    module: Path,
    name: String,
    /// The folder of its modules.
    children: String,
}

struct Reader<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
    file: File,
    /// The module that is being read: the file's, or one in braces.
    at: Path,
    modules: Modules,
    /// The files of the modules that are declared here.
    found: Vec<File>,
}

impl Reader<'_> {
    fn enter_module(&mut self) {
        let module = self.modules.entry(self.at.clone()).or_default();
        module.file.clone_from(&self.file.name);
        module.whole.clone_from(&self.file.module);
    }

    fn module(&mut self) -> &mut Module {
        self.modules.entry(self.at.clone()).or_default()
    }

    /// The file of a module that is declared in the current one.
    fn file_of(&self, name: &str, attributes: &[Attribute]) -> File {
        let module = [&self.at[..], &[name.to_owned()]].concat();
        let inside = &self.at[self.file.module.len()..];
        let folder = [slice::from_ref(&self.file.children), inside].concat().join("/");
        if let Some(path) = attributes.iter().find_map(path_attribute) {
            let beside = self.file.name.rsplit_once('/').map_or("", |(folder, _)| folder);
            let name = format!("{beside}/{path}");
            let children = name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            return File { module, name, children };
        }
        let children = format!("{folder}/{name}");
        let flat = format!("{children}.rs");
        let name = if (self.read)(&flat).is_some() { flat } else { format!("{children}/mod.rs") };
        File { module, name, children }
    }

    /// A path that is written in the current module. Without `crate`, `self` or `super`, it begins
    /// with a name in the module, or with a crate, which is not found there.
    fn absolute(&self, written: &[Ident]) -> Mention {
        let mut path = self.at.clone();
        let mut names = written.iter().map(name_of).peekable();
        if names.peek().is_some_and(|first| first == "crate") {
            path.clear();
            names.next();
        }
        while let Some(name) = names.next_if(|name| name == "self" || name == "super") {
            if name == "super" {
                path.pop();
            }
        }
        path.extend(names);
        let line = written.first().map_or(0, |first| first.span().start().line);
        Mention { path, line }
    }

    fn mention(&mut self, written: &[Ident]) {
        let path = self.absolute(written);
        self.module().paths.push(path);
    }

    /// Each name of a `use` declaration whose tree begins with this prefix.
    fn add_uses(&mut self, prefix: &[Ident], tree: &UseTree, is_public: bool) {
        let (last, name) = match tree {
            UseTree::Path(path) => {
                let prefix = [prefix, slice::from_ref(&path.ident)].concat();
                return self.add_uses(&prefix, &path.tree, is_public);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_uses(prefix, tree, is_public);
                }
                return;
            }
            UseTree::Glob(_) => (None, None),
            UseTree::Name(name) => (Some(&name.ident), Some(&name.ident)),
            UseTree::Rename(rename) => (Some(&rename.ident), Some(&rename.rename)),
        };
        // `a::{self}` names `a`.
        let last = last.filter(|last| *last != "self" || prefix.is_empty());
        let written = [prefix, last.map(slice::from_ref).unwrap_or_default()].concat();
        let name = match name {
            Some(name) if name == "self" => written.last(),
            name => name,
        };
        let found = Use { name: name.map(name_of), target: self.absolute(&written), is_public };
        self.module().uses.push(found);
    }

    /// The paths of at least two names in the input of a macro.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<Ident> = vec![];
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(colon) if colon.as_char() == ':' && colons < 2 => {
                    // `a: ::b` is no path that begins with `a`.
                    colons = if colons == 1 || colon.spacing() == Spacing::Joint {
                        colons + 1
                    } else {
                        0
                    };
                    if colons == 0 {
                        self.end_of_path(&mut path);
                    }
                    continue;
                }
                TokenTree::Ident(name) if colons == 2 && !path.is_empty() => path.push(name),
                TokenTree::Ident(name) => {
                    self.end_of_path(&mut path);
                    path.push(name);
                }
                TokenTree::Group(group) => {
                    self.end_of_path(&mut path);
                    self.read_tokens(group.stream());
                }
                _ => self.end_of_path(&mut path),
            }
            colons = 0;
        }
        self.end_of_path(&mut path);
    }

    fn end_of_path(&mut self, path: &mut Vec<Ident>) {
        let path = mem::take(path);
        if path.len() > 1 {
            self.mention(&path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_for_tests(attributes_of(item)) {
            return;
        }
        if let Some(name) = item_name(item) {
            self.module().items.push(name_of(name));
        }
        if let Item::Macro(rules) = item
            && rules.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"))
            && let Some(name) = &rules.ident
        {
            self.module().items.push(format!("{}!", name_of(name)));
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            _ => &vec![],
        };
        if !is_for_tests(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        let attributes = match item {
            TraitItem::Const(item) => &item.attrs,
            TraitItem::Fn(item) => &item.attrs,
            TraitItem::Type(item) => &item.attrs,
            _ => &vec![],
        };
        if !is_for_tests(attributes) {
            visit::visit_trait_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let name = name_of(&module.ident);
        match &module.content {
            None => {
                let file = self.file_of(&name, &module.attrs);
                self.found.push(file);
            }
            Some((_, items)) => {
                self.at.push(name);
                self.enter_module();
                for item in items {
                    self.visit_item(item);
                }
                self.at.pop();
            }
        }
    }

    fn visit_item_use(&mut self, declaration: &'ast syn::ItemUse) {
        if declaration.leading_colon.is_none() {
            let is_public = !matches!(declaration.vis, Visibility::Inherited);
            self.add_uses(&[], &declaration.tree, is_public);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<Ident> = path.segments.iter().map(|segment| segment.ident.clone()).collect();
        // One small name is mostly a variable; a function is found at its call.
        let is_variable =
            matches!(&names[..], [name] if !name_of(name).starts_with(char::is_uppercase));
        if path.leading_colon.is_none() && !is_variable {
            self.mention(&names);
        }
        visit::visit_path(self, path);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(function) = &*call.func
            && let Some(name) = function.path.get_ident()
        {
            self.mention(slice::from_ref(name));
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        let name = call.path.segments.last().map(|segment| name_of(&segment.ident));
        if !name.is_some_and(|name| QUOTING.contains(&&*name)) {
            self.read_tokens(call.tokens.clone());
        }
    }

    // `pub(in crate::a)` imports nothing, and neither do links in documentation.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}

/// The exported macros of a module, which are marked with `!` while the crate is read.
fn take_exported_macros(module: &mut Module) -> Vec<Use> {
    let (exported, items): (Vec<_>, Vec<_>) =
        mem::take(&mut module.items).into_iter().partition(|name| name.ends_with('!'));
    module.items = items;
    let as_use = |name: String| {
        let name = name.trim_end_matches('!').to_owned();
        let path = [&module.whole[..], slice::from_ref(&name)].concat();
        Use { name: Some(name), target: Mention { path, line: 0 }, is_public: true }
    };
    exported.into_iter().map(as_use).collect()
}

fn name_of(name: &Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}

fn item_name(item: &Item) -> Option<&Ident> {
    Some(match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    })
}

fn attributes_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args().is_ok_and(|condition| needs_tests(&condition))
    })
}

fn needs_tests(condition: &Meta) -> bool {
    match condition {
        Meta::Path(name) => name.is_ident("test") || name.is_ident("doctest"),
        Meta::List(list) if list.path.is_ident("all") => list
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .is_ok_and(|all| all.iter().any(needs_tests)),
        _ => false,
    }
}

fn path_attribute(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(path), .. }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    }
}
