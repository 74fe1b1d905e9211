//! The sources to compile: many types of six fields, with the derives of each contender.

pub(crate) struct Contender {
    /// The name in the table.
    pub(crate) name: &'static str,
    pub(crate) crate_name: &'static str,
    /// The crate with the derives.
    dependency: Dependency,
    /// The code above each type. Here, in `fields` and in `below`, `{n}` is the type's number.
    attributes: &'static str,
    keyword: Keyword,
    /// The fields, or the variants.
    fields: &'static str,
    /// The code below each type.
    below: &'static str,
}

#[derive(Clone, Copy)]
enum Keyword {
    Struct,
    Enum,
}

enum Dependency {
    None,
    /// From crates.io: a line of the manifest.
    Peer(&'static str),
    Kinfolk,
}

const SIX_FIELDS: &str = "
    pub name: String,
    pub title: String,
    pub size: u64,
    pub visible: bool,
    pub tags: Vec<String>,
    pub content: Vec<u8>,";

/// The node's sixth field is its back-link.
const LEAF_FIELDS: &str = "
    pub name: String,
    pub title: String,
    pub size: u64,
    pub visible: bool,
    pub tags: Vec<String>,";

const TREE_NODE_FIELDS: &str = "
    pub name: String,
    pub title: String,
    #[graph(cell)]
    pub size: u64,
    pub tags: Vec<String>,
    #[graph(own)]
    pub below: Vec<Item{n}>,";

const VARIANTS: &str = "
    Text { name: String, title: String },
    Size(u64),
    Tags(Vec<String>),
    Group { #[graph(own)] below: Vec<Item{n}> },";

pub(crate) const NO_DERIVE: Contender = Contender {
    name: "no derive",
    crate_name: "no_derive",
    dependency: Dependency::None,
    attributes: "",
    keyword: Keyword::Struct,
    fields: SIX_FIELDS,
    below: "",
};

pub(crate) const DEBUG_AND_CLONE: Contender = Contender {
    name: "Debug + Clone",
    crate_name: "debug_and_clone",
    dependency: Dependency::None,
    attributes: "#[derive(Debug, Clone)]",
    keyword: Keyword::Struct,
    fields: SIX_FIELDS,
    below: "",
};

pub(crate) const TREE_NODE: Contender = Contender {
    name: "kinfolk: tree node",
    crate_name: "tree_node",
    dependency: Dependency::Kinfolk,
    attributes: "#[derive(kinfolk::Graph)]\n#[graph(back(pub parent: Item{n}))]",
    keyword: Keyword::Struct,
    fields: TREE_NODE_FIELDS,
    below: "",
};

pub(crate) const CONTENDERS: [Contender; 11] = [
    NO_DERIVE,
    DEBUG_AND_CLONE,
    Contender {
        name: "thiserror + Debug",
        crate_name: "with_thiserror",
        dependency: Dependency::Peer("thiserror = \"*\""),
        attributes: "#[derive(Debug, thiserror::Error)]\n#[error(\"{name}, {title}: {size}\")]",
        keyword: Keyword::Struct,
        fields: SIX_FIELDS,
        below: "",
    },
    Contender {
        name: "serde's pair",
        crate_name: "with_serde",
        dependency: Dependency::Peer("serde = { version = \"*\", features = [\"derive\"] }"),
        attributes: "#[derive(serde::Serialize, serde::Deserialize)]",
        keyword: Keyword::Struct,
        fields: SIX_FIELDS,
        below: "",
    },
    Contender {
        name: "kinfolk: no link",
        crate_name: "no_link",
        dependency: Dependency::Kinfolk,
        attributes: "#[derive(kinfolk::Graph)]",
        keyword: Keyword::Struct,
        fields: SIX_FIELDS,
        below: "",
    },
    Contender {
        name: "kinfolk: leaf",
        crate_name: "leaf",
        dependency: Dependency::Kinfolk,
        attributes: "#[derive(kinfolk::Graph)]\n#[graph(back(pub parent: Item0))]",
        keyword: Keyword::Struct,
        fields: LEAF_FIELDS,
        below: "",
    },
    TREE_NODE,
    Contender {
        name: "kinfolk: tree node, `to_plain`",
        crate_name: "tree_node_to_plain",
        dependency: Dependency::Kinfolk,
        attributes: "#[derive(kinfolk::Graph)]\n#[graph(back(pub parent: Item{n}), to_plain)]",
        keyword: Keyword::Struct,
        fields: TREE_NODE_FIELDS,
        below: "",
    },
    Contender {
        name: "kinfolk: tree node, built and dropped",
        crate_name: "tree_node_built",
        dependency: Dependency::Kinfolk,
        attributes: "#[derive(kinfolk::Graph)]\n#[graph(back(pub parent: Item{n}))]",
        keyword: Keyword::Struct,
        fields: TREE_NODE_FIELDS,
        below: "
pub fn build{n}(plain: Item{n}) -> kinfolk::Rc<Item{n}> {
    kinfolk::Graph::into_graph(plain)
}",
    },
    Contender {
        name: "kinfolk: node enum, built and dropped",
        crate_name: "node_enum_built",
        dependency: Dependency::Kinfolk,
        attributes: "#[derive(kinfolk::Graph)]\n#[graph(back(pub parent: Item{n}))]",
        keyword: Keyword::Enum,
        fields: VARIANTS,
        below: "
pub fn build{n}(plain: Item{n}) -> kinfolk::Rc<Item{n}> {
    kinfolk::Graph::into_graph(plain)
}",
    },
    Contender {
        name: "by hand: tree node, built and dropped",
        crate_name: "by_hand_built",
        dependency: Dependency::None,
        attributes: "",
        keyword: Keyword::Struct,
        fields: "
    pub name: String,
    pub title: String,
    pub size: u64,
    pub tags: Vec<String>,
    pub below: Vec<Item{n}>,",
        below: "
pub struct Node{n} {
    pub parent: std::cell::RefCell<std::rc::Weak<Node{n}>>,
    pub name: String,
    pub title: String,
    pub size: std::cell::Cell<u64>,
    pub tags: Vec<String>,
    pub below: std::cell::RefCell<Vec<std::rc::Rc<Node{n}>>>,
}

pub fn build{n}(plain: Item{n}) -> std::rc::Rc<Node{n}> {
    std::rc::Rc::new_cyclic(|this| Node{n} {
        parent: Default::default(),
        name: plain.name,
        title: plain.title,
        size: std::cell::Cell::new(plain.size),
        tags: plain.tags,
        below: std::cell::RefCell::new(
            plain
                .below
                .into_iter()
                .map(|child| {
                    let child = build{n}(child);
                    *child.parent.borrow_mut() = this.clone();
                    child
                })
                .collect(),
        ),
    })
}",
    },
];

impl Contender {
    /// The line for the manifest.
    pub(crate) fn dependencies(&self) -> String {
        match self.dependency {
            Dependency::None => String::new(),
            Dependency::Peer(dependency) => dependency.into(),
            Dependency::Kinfolk => dependency_of_kinfolk("kinfolk", "core"),
        }
    }

    pub(crate) fn source(&self, structs: usize) -> String {
        let Contender { attributes, fields, below, .. } = self;
        let keyword = match self.keyword {
            Keyword::Struct => "struct",
            Keyword::Enum => "enum",
        };
        let item = format!("{attributes}\npub {keyword} Item{{n}} {{{fields}\n}}\n{below}\n");
        (0..structs).map(|number| item.replace("{n}", &number.to_string())).collect()
    }
}

/// A manifest's line for a crate of this workspace.
pub(crate) fn dependency_of_kinfolk(name: &str, folder: &str) -> String {
    // `{:?}` adds quotes and escapes the backslashes of a Windows path.
    format!("{name} = {{ path = {:?} }}", format!("{}/../{folder}", env!("CARGO_MANIFEST_DIR")))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use syn::Item;

    use super::*;

    /// The name of each type, and the number of its fields.
    fn types_of(contender: &Contender) -> Vec<(String, usize)> {
        let file = syn::parse_file(&contender.source(super::super::STRUCTS));
        let file = file.unwrap_or_else(|error| panic!("{}: {error}", contender.name));
        let types = file.items.into_iter().filter_map(|item| match item {
            Item::Struct(item) => Some((item.ident.to_string(), item.fields.len())),
            Item::Enum(item) => {
                let fields = item.variants.iter().map(|variant| variant.fields.len());
                Some((item.ident.to_string(), fields.sum()))
            }
            _ => None,
        });
        types.filter(|(name, _)| name.starts_with("Item")).collect()
    }

    #[test]
    fn all_contenders_have_as_many_types_with_names_of_their_own() {
        for contender in &CONTENDERS {
            let names: HashSet<_> = types_of(contender).into_iter().map(|(name, _)| name).collect();
            assert_eq!(names.len(), 200, "{}", contender.name);
        }
    }

    #[test]
    fn all_types_have_six_fields_with_their_back_link() {
        for contender in &CONTENDERS {
            let text = contender.attributes.to_string() + contender.below;
            let back_links = usize::from(text.contains("back(") || text.contains("Weak<"));
            for (name, fields) in types_of(contender) {
                assert_eq!(fields + back_links, 6, "{} {name}", contender.name);
            }
        }
    }

    #[test]
    fn all_contenders_have_crates_of_their_own() {
        let names: HashSet<_> = CONTENDERS.iter().map(|contender| contender.crate_name).collect();
        assert_eq!(names.len(), CONTENDERS.len());
    }
}
