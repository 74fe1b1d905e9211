//! The public names of kinfolk, with all features, are those of `public-names.txt`: one line for
//! each, with its signature. After a change, `KINFOLK_PUBLIC_NAMES=overwrite cargo test -p
//! kinfolk-tests --test public_names` writes the file anew; then read the difference as a user
//! would. The names are read from rustdoc's pages: it resolves re-exports and macros, and leaves
//! out what is hidden.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// rustdoc's pages differ a little from version to version, so they are compared on the version
/// that wrote the file.
#[rustversion::attr(not(stable(1.95)), ignore = "the names are as Rust 1.95 writes them")]
#[test]
fn public_names_are_as_they_were_read() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("public-names.txt");
    let lines = Listing::of(&pages()).lines;
    let names = lines.iter().map(|line| &**line).chain([""]).collect::<Vec<_>>().join("\n");
    if env::var("KINFOLK_PUBLIC_NAMES").is_ok_and(|value| value == "overwrite") {
        fs::write(&file, names).expect("the file can be written to");
        return;
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    let (known, names): (BTreeSet<_>, BTreeSet<_>) =
        (known.lines().collect(), names.lines().collect());
    let gone = known.difference(&names).map(|line| format!("- {line}"));
    let new = names.difference(&known).map(|line| format!("+ {line}"));
    let changes: Vec<String> = gone.chain(new).collect();
    assert!(
        changes.is_empty(),
        "public names have changed:\n{}\nIf this is meant, write them anew with KINFOLK_PUBLIC_NAMES=overwrite",
        changes.join("\n"),
    );
}

/// The folder of kinfolk's pages, which are made first.
fn pages() -> PathBuf {
    let mut command = Command::new(env!("CARGO"));
    command.args(["doc", "--no-deps", "-p", "kinfolk", "--all-features"]);
    assert!(command.env("RUSTDOCFLAGS", "-D warnings").status().unwrap().success());
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("../doc/kinfolk")
}

/// What the pages list.
#[derive(Default)]
struct Listing {
    lines: BTreeSet<String>,
    /// The names of types, which have pages of their own.
    types: BTreeSet<String>,
}

/// A page of an item.
struct Item {
    path: String,
    name: String,
    kind: String,
    page: String,
}

impl Listing {
    fn of(pages: &Path) -> Self {
        let mut listing = Listing::default();
        let mut items = Items::new();
        listing.read_module(pages, "kinfolk", &mut items);
        let mut shown = vec![];
        for mut paths in items.into_values() {
            paths.sort_by_key(|item| (item.path.matches("::").count(), item.path.clone()));
            let first = paths.remove(0);
            let others = paths.iter().map(|other| format!("{}: is {}", other.path, first.path));
            listing.lines.extend(others);
            shown.push(first);
        }
        let types = shown.iter().filter(|item| ["struct", "enum", "union"].contains(&&*item.kind));
        listing.types = types.map(|item| item.name.clone()).collect();
        for item in shown {
            listing.read_declaration(&item);
            listing.read_sections(&item);
        }
        listing
    }

    /// All that the index of a module names.
    fn read_module(&mut self, folder: &Path, path: &str, items: &mut Items) {
        self.lines.insert(format!("{path}: mod"));
        let index = read(&folder.join("index.html"));
        for entry in between(&index, "<dt", "</dt>") {
            if entry.starts_with(" id=\"reexport.") || entry.starts_with("><code>") {
                self.add_re_export(path, &text(&format!("<dt{entry}")));
                continue;
            }
            let kind = between(entry, "<a class=\"", "\"").next().expect("an item has a kind");
            let link = between(entry, "href=\"", "\"").next().expect("an item has a page");
            if kind == "mod" {
                let name = link.trim_end_matches("/index.html");
                self.read_module(&folder.join(name), &format!("{path}::{name}"), items);
            } else {
                let name = link.split('.').nth(1).expect("kind.Name.html").to_owned();
                let page = read(&folder.join(link));
                let source = between(&page, "<a class=\"src\" href=\"", "\"").next();
                let source = source.unwrap_or("").trim_start_matches("../").to_owned();
                let path = format!("{path}::{name}");
                if source.starts_with("https://") {
                    self.lines.insert(format!("{path}: {kind} of another crate"));
                    continue;
                }
                let item = Item { path, name, kind: kind.to_owned(), page };
                items.entry((source, link.to_owned())).or_default().push(item);
            }
        }
    }

    /// `pub use crate::Graph;`, where rustdoc does not show the item itself.
    fn add_re_export(&mut self, module: &str, code: &str) {
        let target = code.trim_start_matches("pub use ").trim_end_matches(';');
        let last = target.rsplit("::").next().unwrap();
        let (target, name) = target.split_once(" as ").unwrap_or((target, last));
        let target = match target.strip_prefix("crate::") {
            Some(inner) => format!("kinfolk::{inner}"),
            None => target.to_owned(),
        };
        self.lines.insert(format!("{module}::{name}: is {target}"));
    }

    /// The item itself, and its public fields.
    fn read_declaration(&mut self, item: &Item) {
        let Item { path, kind, page, .. } = item;
        let code = between(page, "<pre class=\"rust item-decl\"><code>", "</code></pre>").next();
        let declaration = text(code.expect("a page declares its item")).replace("pub ", "");
        let head = match &**kind {
            // Their bodies come later, a line for each member.
            "struct" | "enum" | "union" | "trait" => declaration.split('{').next().unwrap(),
            "derive" => "derive macro",
            _ => &declaration,
        };
        self.lines.insert(format!("{path}: {}", head.trim().trim_end_matches([',', ';'])));
        for id in between(page, "<span id=\"", "</code>") {
            let Some((id, field)) = id.split_once('"') else { continue };
            let names: Vec<&str> = id.split('.').collect();
            let owner = match names[..] {
                ["structfield", _] => path.clone(),
                ["variant", variant, "field", _] => format!("{path}::{variant}"),
                _ => continue,
            };
            let code = between(&format!("{field}</code>"), "<code>", "</code>").next().map(text);
            self.lines.insert(format!("{owner}::{} (field)", code.expect("a field has a type")));
        }
    }

    /// The methods, the variants, and the traits that are implemented.
    fn read_sections(&mut self, item: &Item) {
        let Item { path, kind, page, .. } = item;
        let mut heading = "";
        let mut implementation = None;
        for section in page.split("<section id=\"").skip(1) {
            let class = between(section, "class=\"", "\"").next().unwrap_or("");
            let code = between(section, "class=\"code-header\">", "</h").next().map(text);
            let code = code.unwrap_or_default();
            match (heading, class) {
                ("variants", "variant") => {
                    self.lines.insert(format!("{path}::{code} (variant)"));
                }
                ("implementations", "impl") => implementation = Some(code),
                ("implementations", "method" | "associatedtype" | "associatedconstant") => {
                    let block = implementation.as_deref().expect("a member is in a block");
                    self.lines.insert(inherent(path, block, &code));
                }
                // rustdoc shows this one of the compiler's with each derived `PartialEq`.
                (_, "impl") if code.contains(" StructuralPartialEq for ") => {}
                ("trait-implementations" | "foreign-impls" | "implementors", "impl") => {
                    implementation = self.is_listed_with(item, &code).then_some(code);
                    let of_item = implementation.iter().map(|code| format!("{path}: {code}"));
                    self.lines.extend(of_item);
                }
                (
                    "trait-implementations" | "foreign-impls" | "implementors",
                    "associatedtype trait-impl",
                ) => {
                    let of_item =
                        implementation.iter().map(|block| format!("{path}: {block}, {code}"));
                    self.lines.extend(of_item);
                }
                (_, "method") if kind == "trait" => {
                    let (presence, _) = heading.split_once('-').unwrap_or((heading, ""));
                    self.lines.insert(member(path, &code, &[], &[presence]));
                }
                _ => {}
            }
            let headings = between(section, "<h2 id=\"", ">");
            let sections = headings.filter(|heading| heading.ends_with("section-header\""));
            heading =
                sections.filter_map(|heading| heading.split('"').next()).last().unwrap_or(heading);
        }
    }

    /// Whether this `impl` is listed with this item: with the type that it is for, or, if that has
    /// no page, with the others.
    fn is_listed_with(&self, item: &Item, implementation: &str) -> bool {
        let target =
            implementation.split_once(" for ").map_or(implementation, |(_, target)| target);
        let words =
            target.split(|letter: char| !letter.is_alphanumeric() && !"_'".contains(letter));
        let mut names = words.filter(|word| !["", "mut"].contains(word) && !word.starts_with('\''));
        let name = names.next().unwrap_or("");
        name == item.name || !self.types.contains(name)
    }
}

/// The pages of items, by their places in the source and their files. An item that is re-exported
/// has several.
type Items = BTreeMap<(String, String), Vec<Item>>;

/// `kinfolk::Own<O, Vec<T>>::len(&self) -> usize where O: NodeType, T: Graph`.
fn inherent(path: &str, block: &str, code: &str) -> String {
    let block = block.strip_prefix("impl").unwrap_or(block).trim();
    let (parameters, target) = match block.strip_prefix('<') {
        Some(rest) => rest.split_at(end_of_parameters(rest)),
        None => ("", block),
    };
    let target = target.trim_start_matches('>').trim();
    let (target, conditions) = target.split_once(" where ").unwrap_or((target, ""));
    let arguments = target.find('<').map_or("", |start| &target[start..]);
    let bounded = parameters_in(parameters).into_iter().filter(|parameter| parameter.contains(':'));
    let mut bounds: Vec<&str> = bounded.collect();
    bounds.extend(Some(conditions).filter(|conditions| !conditions.is_empty()));
    member(&format!("{path}{arguments}"), code, &bounds, &[])
}

/// Where the `>` is that ends a list of parameters.
fn end_of_parameters(code: &str) -> usize {
    let mut depth = 0;
    let mut before = ' ';
    for (place, letter) in code.char_indices() {
        match letter {
            '>' if before == '-' => {}
            '>' if depth == 0 => return place,
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth -= 1,
            _ => {}
        }
        before = letter;
    }
    code.len()
}

/// The parts between the commas of a list of parameters.
fn parameters_in(mut code: &str) -> Vec<&str> {
    let mut parameters = vec![];
    while !code.is_empty() {
        let commas = code.match_indices(", ").map(|(place, _)| place);
        let whole = commas.filter(|&place| is_balanced(&code[..place])).min();
        let end = whole.unwrap_or(code.len());
        parameters.push(&code[..end]);
        code = code[end..].trim_start_matches(", ");
    }
    parameters
}

fn is_balanced(code: &str) -> bool {
    let code = code.replace("->", "");
    [('<', '>'), ('(', ')'), ('[', ']')]
        .iter()
        .all(|&(open, close)| code.matches(open).count() == code.matches(close).count())
}

/// A method, a type or a constant, with its name next to the path, and with more bounds.
fn member(path: &str, code: &str, bounds: &[&str], remarks: &[&str]) -> String {
    let code = code.strip_prefix("pub ").unwrap_or(code);
    let words = ["const ", "unsafe ", "async ", "fn ", "type "];
    let mut name = code;
    let mut remarks = remarks.to_vec();
    while let Some(word) = words.iter().find(|word| name.starts_with(**word)) {
        name = &name[word.len()..];
        remarks.extend(Some(word.trim()).filter(|word| *word != "fn"));
    }
    let mut line = format!("{path}::{name}");
    if !bounds.is_empty() {
        line += if name.contains(" where ") { ", " } else { " where " };
        line += &bounds.join(", ");
    }
    if !remarks.is_empty() {
        line += " (";
        line += &remarks.join(" ");
        line += ")";
    }
    line
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text between two others, each time.
fn between<'a>(text: &'a str, start: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).filter_map(move |rest| Some(rest.split_once(end)?.0))
}

/// The code that a page shows, without its markup, in one line.
fn text(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        text += &rest[..start];
        let tag = &rest[start..];
        if tag.starts_with("<div") || tag.starts_with("</div") || tag.starts_with("<br") {
            text.push(' ');
        }
        rest = &tag[end_of_tag(tag)..];
    }
    text += rest;
    for (entity, letter) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, letter);
    }
    // The mark of a notable trait.
    let text = text.replace('ⓘ', "");
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.replace("( ", "(").replace(", )", ")").replace(" )", ")");
    line.replace("< ", "<").replace(", >", ">").trim_end_matches(',').to_owned()
}

/// The length of the tag at the start. An attribute may contain `>`.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (place, letter) in tag.char_indices() {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (None, '>') => return place + 1,
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
    }
    tag.len()
}

#[test]
fn bounds_come_after_a_method() {
    let block = "impl<'a, O: NodeType, F: Fn(&T, &T) -> bool, T> Own<O, Vec<T>> where T: Graph<Handle = Rc<T>>";
    assert_eq!(
        inherent("kinfolk::Own", block, "pub const fn get<R>(&self) -> R where R: Copy"),
        "kinfolk::Own<O, Vec<T>>::get<R>(&self) -> R where R: Copy, O: NodeType, \
         F: Fn(&T, &T) -> bool, T: Graph<Handle = Rc<T>> (const)"
    );
    assert_eq!(inherent("kinfolk::A", "impl A", "pub fn f()"), "kinfolk::A::f()");
}

#[test]
fn markup_is_removed() {
    let page = "pub fn <a href=\"#f\" title='a > b'>f</a>(\n    &amp;self,\n    x: Vec&lt;T&gt;,\n) -&gt; T\
                <div class=\"where\">where\n    T: Copy,</div>";
    assert_eq!(text(page), "pub fn f(&self, x: Vec<T>) -> T where T: Copy");
}
