//! Properties of the output: its attributes, its bodies, the order of its fields.

use quote::ToTokens;
use syn::visit::Visit;

use super::{ITEMS, correct_items, expand, tokens};

#[test]
fn correct_items_have_no_errors() {
    for item in correct_items() {
        let output = crate::derive(item).to_string();
        assert!(!output.contains("compile_error"), "{output}");
    }
}

#[test]
fn every_impl_is_marked_as_derived() {
    struct Impls;
    impl Visit<'_> for Impls {
        fn visit_item_impl(&mut self, item: &syn::ItemImpl) {
            let is_marked = |attr: &syn::Attribute| attr.path().is_ident("automatically_derived");
            assert!(item.attrs.iter().any(is_marked), "{}", item.to_token_stream());
        }
    }
    for item in ITEMS {
        Impls.visit_file(&expand(tokens(item)));
    }
}

#[test]
fn no_lint_is_allowed() {
    for item in correct_items() {
        let output = crate::derive(item).to_string();
        for word in ["allow", "expect", "unsafe"] {
            assert!(!output.contains(word), "{output}");
        }
    }
}

#[test]
fn expected_lints_are_allowed_in_the_node() {
    let item = tokens("#[expect(dead_code, reason = \"x\")] #[deny(unused)] struct Page {}");
    let output = crate::derive(item).to_string();
    assert!(output.contains("# [allow (dead_code , reason = \"x\")] # [deny (unused)]"));
}

#[test]
fn an_incorrect_item_has_empty_bodies() {
    const BODIES: [&str; 3] = ["build", "copy_fields", "finalize"];
    struct Bodies(usize);
    impl Visit<'_> for Bodies {
        fn visit_impl_item_fn(&mut self, function: &syn::ImplItemFn) {
            let name = function.sig.ident.to_string();
            if BODIES.contains(&name.as_str()) {
                assert_eq!(function.block.to_token_stream().to_string(), "{ loop { } }", "{name}");
                self.0 += 1;
            }
        }
    }
    let item = "#[graph(to_plain, own, finalize = a, shared(b: B))] struct Page { a: u8 }";
    let mut bodies = Bodies(0);
    bodies.visit_file(&expand(tokens(item)));
    assert_eq!(bodies.0, BODIES.len());
}

/// The core crate numbers and drops links in this order: back-links and weak links, owning links,
/// shared links.
#[test]
fn shared_links_come_last() {
    let item = "#[graph(shared(c: C), weak(a: A), shared(d: Vec<D>))] struct Page { #[graph(own)] b: Vec<B>, e: u8 }";
    let output = expand(tokens(item));
    let fields = output.items.iter().find_map(|item| match item {
        syn::Item::Struct(node) => Some(&node.fields),
        _ => None,
    });
    let fields = fields.unwrap().iter().map(|field| field.ident.as_ref().unwrap().to_string());
    assert_eq!(fields.collect::<Vec<_>>(), ["a", "e", "b", "c", "d", "kinfolk_header"]);
    let output = output.to_token_stream().to_string();
    assert!(output.contains(r#""Page a b c d""#), "{output}");
}
