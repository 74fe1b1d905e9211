//! How items are read: the ends of values, refused types, unfinished items.

use quote::ToTokens;

use super::{ITEMS, expand, tokens};

#[test]
fn all_mistakes_are_reported() {
    let output = expand(tokens(ITEMS[6]));
    let mistakes = output.items.iter().filter(|item| matches!(item, syn::Item::Macro(_)));
    assert_eq!(mistakes.count(), 37, "{}", output.to_token_stream());
}

#[test]
fn hooks_end_before_the_next_key() {
    let hooks = [
        "closed",
        "::a::b::<C, D>::closed",
        "<A as B<C, D>>::closed",
        "<A as B<C, fn(D, E) -> F>>::closed::<G, { H > I }>",
        "||()",
        "|a| ()",
        "move |a: &Rc<B<C, D>>, (e, f)| ()",
        "|a| -> <A as B<C, D>>::E { a, b }",
        "|a| b::<C, D>(a)",
        "|a| <B as C<D, E>>::f(a) < g",
        "|a| *a = |b, c| b",
        "|a| a.b() < c || d | e << f < <G as H<I, J>>::k",
        "|a| if a < b { c } else if let D { e, f } = g { h } else { i }",
        "|a| match a.b { _ if c < d => |e, f| e, _ => g }",
        "|a| a? < b",
        "|a| loop { break }",
        "|a| unsafe { a as B < c }",
        "|a| drop(&mut a)",
        "|a| return self < true",
    ];
    for hook in hooks {
        let output = crate::derive(tokens(&format!(
            "#[graph(finalize = {hook}, to_plain, node = Live)] struct Page {{}}"
        )));
        let output = output.to_string();
        assert!(!output.contains("compile_error"), "{output}");
        assert!(output.contains("fn to_plain") && output.contains("struct Live"), "{output}");
        let hook = tokens(hook).to_string();
        // Only closures have bars.
        let call = if hook.contains('|') {
            format!("__kinfolk_hook ! ({hook})")
        } else {
            format!("(__this , {hook})")
        };
        assert!(output.contains(&call), "{hook}\n{output}");
    }
}

#[test]
fn hooks_may_be_in_parentheses() {
    for hook in ["(closed)", "((|a| a.close()))", "(<A as B<C>>::closed)"] {
        let item = format!("#[graph(finalize = {hook}, to_plain)] struct Page {{}}");
        let output = crate::derive(tokens(&item)).to_string();
        assert!(!output.contains("compile_error") && output.contains("fn to_plain"), "{output}");
    }
}

/// Where `self` may be valid, the compiler decides.
#[test]
fn self_in_a_closure_is_refused_where_it_has_no_meaning() {
    for (hook, is_refused) in [
        ("|a| self.close()", true),
        ("|a| { if b { drop(self.c) } }", true),
        ("|a| self::close(a)", false),
        ("|a| c!(self.b)", false),
        ("|a| { impl C for B { fn d(&self) { self.e } } }", false),
    ] {
        let item = format!("#[graph(finalize = {hook})] struct Page {{}}");
        let output = crate::derive(tokens(&item)).to_string();
        assert_eq!(output.contains("compile_error"), is_refused, "{output}");
    }
}

#[test]
fn linked_types_are_not_options_or_handles() {
    let refused = [
        ("shared(a: Option<B>)", "shared(a: B)"),
        ("shared(r#in: std::option::Option<Box<B<C>>>)", "shared(r#in: B<C>)"),
        ("weak(a: kinfolk::Weak<B>)", "weak(a: B)"),
        ("back(a: ::core::option::Option<Rc<B>>)", "back(a: B)"),
        ("back(a: Vec<B>)", "back(a: B)"),
        ("weak(a: Vec<std::sync::Arc<B>>)", "weak(a: Vec<B>)"),
        ("weak(a: Box<Vec<B>>)", "weak(a: Vec<B>)"),
        ("weak(a: RefCell<Vec<Weak<B>>>)", "weak(a: Vec<B>)"),
        ("shared(a: std::cell::Cell<B>)", "shared(a: B)"),
        ("shared(a: &'static [B])", "shared(a: Vec<B>)"),
        ("weak(a: VecDeque<B>)", "weak(a: Vec<B>)"),
        ("shared(a: Vec<HashSet<B>>)", "shared(a: Vec<B>)"),
        ("back(a: BTreeSet<B>)", "back(a: B)"),
    ];
    for (written, meant) in refused {
        let output = crate::derive(tokens(&format!("#[graph({written})] struct Page {{}}")));
        assert!(output.to_string().contains(&format!("write `{meant}`")), "{output}");
    }
    let correct = [
        "Option",
        "self::Option<B>",
        "<A as B>::Option<C>",
        "Box<B>",
        "Rc<B, C>",
        "Cell<B>",
        "Vec<Box<B>>",
        "Vec<self::Rc<B>>",
        "Vec<B<Rc<C>>>",
        "Vec<Arc<B>>",
    ];
    for correct in correct {
        let output = crate::derive(tokens(&format!("#[graph(shared(a: {correct}))] struct Page;")));
        assert!(!output.to_string().contains("compile_error"), "{output}");
    }
}

#[test]
fn owned_types_are_not_handles() {
    let refused = [
        ("Vec<Rc<B>>", "Vec<B>"),
        ("Rc<RefCell<B>>", "B"),
        ("Box<Rc<B>>", "Box<B>"),
        ("Rc<Page>", "Option<Box<Page>>"),
        ("Option<Rc<B>>", "Option<B>"),
        ("Option<Rc<Page>>", "Option<Box<Page>>"),
        ("Box<Option<B>>", "Option<Box<B>>"),
        ("Box<Page>", "Option<Box<Page>>"),
        ("Box<Self>", "Option<Box<Self>>"),
        ("Page<B>", "Option<Box<Page<B>>>"),
        ("std::collections::VecDeque<B>", "Vec<B>"),
        ("Option<HashSet<Box<B>>>", "Vec<B>"),
        ("[B; 3]", "Vec<B>"),
        ("Option<Vec<B>>", "Vec<B>"),
    ];
    for (written, meant) in refused {
        let item = format!("struct Page {{ #[graph(own)] a: {written} }}");
        let output = crate::derive(tokens(&item)).to_string();
        assert!(output.contains(&format!("write `a: {meant}`")), "{output}");
    }
    let correct = [
        "Vec<B>",
        "Option<B>",
        "Option<Box<B>>",
        "Box<B>",
        "Box<Box<B>>",
        "Vec<Box<B>>",
        "std::vec::Vec<B>",
        "self::Rc<B>",
        "Vec<self::Rc<B>>",
        "B",
        "B<Rc<C>>",
        "Rc",
        "Rc<B, C>",
        "Cell<B>",
        "Vec<Arc<B>>",
        "<A as B>::Rc<C>",
    ];
    for correct in correct {
        let item = format!("struct Page {{ #[graph(own)] a: {correct} }}");
        let output = crate::derive(tokens(&item)).to_string();
        assert!(!output.contains("compile_error"), "{output}");
    }
}

/// While you type, the item is unfinished after nearly every key press, and the editor needs the
/// rest of it.
#[test]
fn unfinished_items_keep_their_readable_parts() {
    for (item, readable) in [
        ("#[graph(back(owner: A))] struct Page { a: u8, b }", "owner a"),
        ("struct Page { a: u8, b: }", "a"),
        ("struct Page { b: Vec<, #[graph(own)] pub c: Vec<C> }", "c"),
        ("enum Entry { A(A), B(, C), D(D), E e }", "A D"),
    ] {
        let output = expand(tokens(item));
        let names: Vec<_> = match &output.items[0] {
            syn::Item::Struct(node) => node
                .fields
                .iter()
                .filter_map(|field| Some(field.ident.as_ref()?.to_string()))
                .collect(),
            syn::Item::Enum(handle) => {
                handle.variants.iter().map(|variant| variant.ident.to_string()).collect()
            }
            other => panic!("{}", other.to_token_stream()),
        };
        let names = names.join(" ");
        assert_eq!(names.trim_end_matches(" kinfolk_header"), readable, "{item}");
        assert!(output.to_token_stream().to_string().contains("compile_error"), "{item}");
    }
}

/// The unnamed fields keep their numbers.
#[test]
fn unfinished_tuple_structs_keep_their_readable_fields() {
    for (item, readable) in [
        ("#[graph(back(owner: A))] struct Text(String, #[graph(cell)] pub, u8);", "String () u8"),
        ("pub(crate) struct Text<T>(pub T, Vec<, u8) where T: Ord;", "T () u8"),
    ] {
        let output = expand(tokens(item));
        let fields = output.items.iter().find_map(|item| match item {
            syn::Item::Struct(fields) if fields.ident == "TextNodeFields" => Some(&fields.fields),
            _ => None,
        });
        let types = fields.expect("the unnamed fields").iter();
        let types: Vec<_> = types.map(|field| field.ty.to_token_stream().to_string()).collect();
        assert_eq!(types.join(" "), readable, "{item}");
        assert!(output.to_token_stream().to_string().contains("compile_error"), "{item}");
    }
}

#[test]
fn messages_name_unnamed_fields_by_their_numbers() {
    for item in [
        "struct Card(#[graph(id)] u8, #[graph(id)] u8);",
        "enum Card { A(#[graph(id)] u8, #[graph(id)] u8) }",
    ] {
        let output = crate::derive(tokens(item)).to_string();
        assert!(output.contains("`0` is one already: leave `id` out of `1`"), "{output}");
    }
}
