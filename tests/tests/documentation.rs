//! What rustdoc shows of nodes and handles: it is documented, every link leads somewhere, and
//! nothing hidden is shown. The test reads the pages of `kinfolk-lints`, which has every form of a
//! declaration, because rustdoc itself reports nothing about a derive's output.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder of the pages. The first call makes them.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        // The order matters: rustdoc only links to crates whose pages exist.
        for package in [&["kinfolk", "--all-features"][..], &["kinfolk-lints"]] {
            let mut command = Command::new(env!("CARGO"));
            command.args(["doc", "--no-deps", "-p"]).args(package);
            assert!(command.env("RUSTDOCFLAGS", "-D warnings").status().unwrap().success());
        }
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("../doc").canonicalize().unwrap()
    })
}

/// The pages of all items, by path.
fn pages() -> BTreeMap<PathBuf, String> {
    let all = folder().join("kinfolk_lints/all.html");
    let text = read(&all);
    let items = links(&text).filter(|link| link.contains(".html") && !link.starts_with("../"));
    let pages: BTreeMap<_, _> =
        items.map(|link| (all.with_file_name(link), read(&all.with_file_name(link)))).collect();
    assert!(pages.len() > 50, "only {} pages", pages.len());
    pages
}

fn page(name: &str) -> String {
    read(&folder().join("kinfolk_lints").join(name))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The texts between these two texts.
fn between<'a>(text: &'a str, start: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).filter_map(move |rest| Some(rest.split_once(end)?.0))
}

fn links(page: &str) -> impl Iterator<Item = &str> {
    between(page, " href=\"", "\"")
}

/// The places of a page that a link can name. A page may only be a redirect.
fn places(path: &Path) -> BTreeSet<String> {
    let text = read(path);
    match between(&text, "content=\"0;URL=", "\"").next() {
        Some(gone) => places(&path.with_file_name(gone)),
        None => between(&text, " id=\"", "\"").map(str::to_owned).collect(),
    }
}

#[test]
fn every_link_leads_somewhere() {
    let mut known = BTreeMap::new();
    let mut wrong = BTreeSet::new();
    for (path, text) in pages() {
        for link in links(&text).filter(|link| !link.contains("://")) {
            let (file, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { path.with_file_name(file) };
            // The line anchors of a source page are made by a script.
            let is_whole = place.is_empty() || file.contains("/src/");
            let is_there = target.exists()
                && (is_whole
                    || known
                        .entry(target.clone())
                        .or_insert_with(|| places(&target))
                        .contains(place));
            if !is_there {
                wrong.insert(format!("{}: {link}", path.file_name().unwrap().display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_hidden_trait_is_shown() {
    let mut implemented = BTreeSet::new();
    for (path, text) in pages() {
        for header in between(&text, "<h3 class=\"code-header\">impl", "</h3>") {
            let Some((interface, _)) = header.split_once(" for ") else { continue };
            // A trait with its own page is a link to that page.
            assert!(interface.contains("class=\"trait\""), "{}: {header}", path.display());
            implemented.extend(between(interface, "class=\"trait\" ", "</a>").map(str::to_owned));
        }
        for hidden in ["__private", "kinfolk_header"] {
            assert!(!text.contains(hidden), "{}: {hidden}", path.display());
        }
    }
    for seen in ["Graph", "BackTo", "Handle", "IntoHandle"] {
        assert!(implemented.iter().any(|name| name.ends_with(seen)), "{seen}: {implemented:#?}");
    }
}

#[test]
fn doc_comments_are_carried_over() {
    let folder = page("declarations/struct.FolderNode.html");
    for text in [
        "A folder: every kind of link and of field.",
        "The folder around it.",
        "Where to go from here.",
        "What it looks like.",
        "Its name.",
        "What is in it.",
        "The plain value of this node",
    ] {
        assert!(folder.contains(text), "{text}");
    }
    let entry = page("declarations/enum.EntryRc.html");
    for text in ["A union.", "A folder.", "A file.", "A weak handle to the node."] {
        assert!(entry.contains(text), "{text}");
    }
}

#[test]
fn links_and_variants_without_a_doc_comment_get_one() {
    for (node, text) in [
        ("declarations/struct.BookNode.html", "The back-link: the node"),
        ("declarations/struct.RawNode.html", "A shared link."),
        ("documented/enum.ThingNode.html", ", as a live node."),
    ] {
        assert!(page(node).contains(text), "{node}: {text}");
    }
}

#[test]
fn data_without_a_doc_comment_has_none() {
    let inner = page("documented/struct.InnerNode.html");
    let mut data = between(&inner, "id=\"structfield.data\"", "<h2");
    assert!(data.next().is_some_and(|field| !field.contains("docblock")), "{inner}");
}

#[test]
fn a_node_links_to_its_plain_type() {
    for (node, link) in [
        ("struct.BoolNode.html", "struct.bool.html"),
        ("struct.VecNode.html", "struct.vec.html"),
        ("struct.DebugNode.html", "struct.Debug.html"),
        ("struct.FunctionNode.html", "struct.function.html"),
        ("enum.ThingNode.html", "enum.thing.html"),
        ("struct.async.html", "struct.type.html"),
        ("struct.InnerNode.html", "struct.Inner.html"),
    ] {
        let page = page(&format!("documented/{node}"));
        let first = between(&page, "The ", "</p>").find(|text| text.contains("live"));
        assert!(first.is_some_and(|text| links(text).eq([link])), "{node}: {first:?}");
    }
}
