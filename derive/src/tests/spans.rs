//! Where the names in the output stand. Editors rely on that: each name of the input must be found
//! at its place, and at the names in an attribute there must be no name of ours.

use std::collections::BTreeSet;
use std::ops::Range;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Item;

use super::{expand, tokens};
use crate::advice::errors::Errors;
use crate::model::{Body, Link};

/// Correct items, in which no two fields, links or variants have the same name.
const ITEMS: &[&str] = &[
    r"
    /// Documented.
    #[graph(back(parent: Folder), weak(/** Seen last. */ pub latest: File, others: Vec<a::Page>))]
    #[graph(shared(pub theme: Theme, themes: Vec<Theme>), finalize = FolderNode::closed)]
    #[graph(derive(Debug), attr(non_exhaustive), to_plain)]
    #[graph(live(pub place: Cell<Rect>, width: Vec<a::Unit> = a::make::<Unit>(START)))]
    pub struct Folder {
        /// What it is called.
        pub name: String,
        #[graph(own)]
        pub(crate) entries: Vec<Entry>,
        #[graph(own)]
        cover: Option<Box<Picture>>,
        #[graph(cell)]
        size: u64,
        #[graph(refcell)]
        notes: Vec<(Note, [u8; 4])>,
    }
    ",
    r"
    #[graph(back(shelf: Shelf<T, N>, room: Room), node = LiveItem, crate = ::a::kinfolk)]
    #[graph(finalize = |item: &Rc<Item<T, N>>| print::<T>(&item.label))]
    struct Item<T: Clone = u8, const N: usize = 1> where T: Ord {
        label: T,
        width: [u8; N],
        #[graph(own)]
        parts: Vec<Part<T>>,
    }
    ",
    r"
    #[graph(weak(twin: Self), shared(twins: Vec<Self>), finalize = Self::closed, to_plain)]
    struct Tag {
        #[graph(own)]
        below: Vec<Self>,
        kind: <Self as Tagged>::Kind,
    }
    ",
    r"
    #[graph(to_plain)]
    pub enum Entry<T> {
        /// A folder.
        Directory(Folder<T>),
        Document(a::File),
    }
    ",
    r"
    #[graph(back(shelf: Shelf<T>), to_plain, live(seen: Cell<u8>), node = LiveSpan)]
    #[graph(finalize = LiveSpan::closed)]
    pub struct Span<T: Clone = u8>(
        /// Its text.
        pub String,
        #[graph(own)] pub(crate) Vec<Part<T>>,
        #[graph(cell)] a::Count,
        #[graph(refcell)] Vec<(Mark, [u8; 4])>,
    ) where T: Ord;
    ",
    "#[graph(handle = AnyEntry)] enum Union { First(A), Second(B) }",
];

const KEYS: &[&str] = &[
    "back", "weak", "shared", "live", "finalize", "own", "cell", "refcell", "node", "handle",
    "derive", "attr", "to_plain", "crate",
];

/// The other words in an item that are no names.
const WORDS: &[&str] = &["graph", "doc", "pub", "struct", "enum", "const", "where", "as"];

/// The bytes of the source.
type Place = Range<usize>;

struct Expanded {
    source: &'static str,
    input: TokenStream,
    declared: Item,
    links: Vec<Link>,
    output: syn::File,
}

impl Expanded {
    fn new(source: &'static str) -> Self {
        let input = tokens(source);
        let declaration = crate::read::read(input.clone(), &mut Errors::default());
        Expanded {
            source,
            declared: syn::parse2(input.clone()).expect("the items are Rust"),
            links: match declaration.expect("the items are Rust").body {
                Body::Node(node) => node.links,
                Body::Enum(node_enum) => node_enum.node.links,
                Body::Union(_) => Vec::new(),
            },
            output: expand(input.clone()),
            input,
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        ITEMS.iter().map(|source| Expanded::new(source))
    }

    /// The node, or the union's handle.
    fn generated(&self) -> &Item {
        let is_type = |item: &&Item| matches!(item, Item::Struct(_) | Item::Enum(_));
        self.output.items.iter().find(is_type).expect("a type is generated")
    }

    /// The place of a name of the output, and the source text there, if it has a place.
    fn origin(&self, name: &Ident) -> Option<(Place, &'static str)> {
        let place = place(name);
        (!place.is_empty()).then(|| (place.clone(), &self.source[place]))
    }

    /// All names of the output whose place in the source has another name.
    fn ours(&self) -> impl Iterator<Item = (Ident, Place, &'static str)> {
        names(&self.output.to_token_stream()).into_iter().filter_map(|name| {
            let (place, written) = self.origin(&name)?;
            // `Self` is replaced by the declared type, and `///` is written as `doc`.
            let is_theirs = name == written || written == "Self" || name == "doc";
            // An editor ignores other keywords.
            let is_name = name == "self" || syn::parse2::<Ident>(name.to_token_stream()).is_ok();
            (is_name && !is_theirs).then_some((name, place, written))
        })
    }

    /// The attributes that hold links: those of the item itself.
    fn attributes(&self) -> Vec<Place> {
        let attrs = match &self.declared {
            Item::Struct(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            _ => unreachable!("the items are structs and enums"),
        };
        attrs.iter().map(extent).collect()
    }
}

fn name_of(item: &Item) -> &Ident {
    match item {
        Item::Struct(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        _ => unreachable!("the items are structs and enums"),
    }
}

/// The fields with their types, or the variants with the types that they wrap.
fn parts(item: &Item) -> Vec<(&Ident, TokenStream)> {
    match item {
        Item::Struct(item) => {
            let named = item.fields.iter().filter_map(|field| Some((field.ident.as_ref()?, field)));
            named.map(|(name, field)| (name, field.ty.to_token_stream())).collect()
        }
        Item::Enum(item) => {
            let wrapped = |fields: &syn::Fields| {
                fields.iter().map(|field| field.ty.to_token_stream()).collect()
            };
            item.variants.iter().map(|variant| (&variant.ident, wrapped(&variant.fields))).collect()
        }
        _ => unreachable!("the items are structs and enums"),
    }
}

/// The types of the unnamed fields of a tuple struct.
fn unnamed_types(item: &Item) -> Vec<TokenStream> {
    let Item::Struct(item) = item else { return Vec::new() };
    let unnamed = item.fields.iter().filter(|field| field.ident.is_none());
    unnamed.map(|field| field.ty.to_token_stream()).collect()
}

/// All names and words, wherever they are nested.
fn names(tokens: &TokenStream) -> Vec<Ident> {
    let names = tokens.clone().into_iter().flat_map(|token| match token {
        TokenTree::Ident(name) => vec![name],
        TokenTree::Group(group) => names(&group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => Vec::new(),
    });
    names.collect()
}

fn place(name: &Ident) -> Place {
    name.span().byte_range()
}

fn extent(tokens: impl ToTokens) -> Place {
    let places = tokens.to_token_stream().into_iter().map(|token| token.span().byte_range());
    places.reduce(|all, next| all.start..next.end).unwrap_or_default()
}

fn is_within<'a>(place: &Place, all: impl IntoIterator<Item = &'a Place>) -> bool {
    all.into_iter().any(|around| around.start <= place.start && place.end <= around.end)
}

#[test]
fn places_are_known() {
    let item = Expanded::new(ITEMS[0]);
    assert_eq!(&item.source[place(name_of(&item.declared))], "Folder");
    assert!(item.source[extent(&item.links[1].ty)].contains("File"));
    assert!(Span::call_site().byte_range().is_empty());
    assert!(Span::mixed_site().byte_range().is_empty());
}

#[test]
fn each_name_of_the_input_is_in_the_output_at_its_place() {
    for item in Expanded::all() {
        let output = names(&item.output.to_token_stream());
        let known = output.iter().filter_map(|name| Some((item.origin(name)?.0.start, name)));
        let known: BTreeSet<_> = known.collect();
        let is_name = |name: &&Ident| !KEYS.iter().chain(WORDS).any(|word| name == word);
        for name in names(&item.input).iter().filter(is_name) {
            let meant = if name == "Self" { name_of(&item.declared) } else { name };
            assert!(known.contains(&(place(name).start, meant)), "`{name}` of {}", item.source);
        }
    }
}

#[test]
fn the_generated_type_stands_at_the_name_in_its_key_or_at_the_declared_one() {
    for item in Expanded::all() {
        let (declared, generated) = (name_of(&item.declared), name_of(item.generated()));
        let (stands, written) = item.origin(generated).expect("it stands somewhere");
        if item.source.contains("node =") || item.source.contains("handle =") {
            assert_eq!(generated, written);
        } else {
            assert_eq!(stands, place(declared), "{}", item.source);
        }
    }
}

#[test]
fn fields_links_and_variants_stand_where_they_are_declared() {
    for item in Expanded::all() {
        let links = item.links.iter().map(|link| (&link.name, link.ty.to_token_stream()));
        let declared: Vec<_> = parts(&item.declared).into_iter().chain(links).collect();
        let generated = parts(item.generated());
        for (name, ty) in declared {
            let twin = generated.iter().find(|(twin, _)| *twin == name);
            let (twin, twins_type) = twin.unwrap_or_else(|| panic!("no `{name}`"));
            assert_eq!(place(twin), place(name), "`{name}` of {}", item.source);
            let types: Vec<_> = names(twins_type).iter().map(place).collect();
            for part in names(&ty) {
                assert!(types.contains(&place(&part)), "`{part}` of {}", item.source);
            }
        }
    }
}

/// A name of ours may stand at the key that it is for. It may also stand at a type or at the
/// declared name, so that the compiler shows errors about these there.
#[test]
fn our_names_stand_at_no_names_but_types() {
    for item in Expanded::all() {
        let unnamed = unnamed_types(&item.declared);
        let types = parts(&item.declared).into_iter().map(|(_, ty)| ty).chain(unnamed);
        let types = types.chain(item.links.iter().map(|link| link.ty.to_token_stream()));
        let types: Vec<_> = types.map(extent).collect();
        let declared = place(name_of(&item.declared));
        for (name, stands, written) in item.ours() {
            assert!(
                stands == declared || KEYS.contains(&written) || is_within(&stands, &types),
                "`{name}` stands at `{written}` of {}",
                item.source,
            );
        }
    }
}

/// An editor looks up each token of an attribute in the output (and no other tokens of the item),
/// and shows and renames all that it finds there. So of our part of a path to a type, at most the
/// punctuation stands there, which is enough for errors to be shown there.
#[test]
fn our_names_stand_at_no_names_in_an_attribute() {
    for item in Expanded::all() {
        let attributes = item.attributes();
        // The compiler reports a wrong owner at the name of the trait, so that name stands there.
        for (name, stands, written) in item.ours().filter(|(name, ..)| name != "OwnedBy") {
            assert!(
                KEYS.contains(&written) || !is_within(&stands, &attributes),
                "`{name}` stands at `{written}` of {}",
                item.source,
            );
        }
    }
}

/// An editor takes the whole `derive(Graph)` for the place of a name that is resolved as ours. If a
/// use of the link stood at the link's name, the editor would rename that together with the link.
#[test]
fn a_declared_link_stands_at_its_name_only_once() {
    for item in Expanded::all() {
        let output = names(&item.output.to_token_stream());
        for link in &item.links {
            let stands = place(&link.name);
            let count = output.iter().filter(|name| place(name) == stands).count();
            assert_eq!(count, 1, "`{}` of {}", link.name, item.source);
        }
    }
}
