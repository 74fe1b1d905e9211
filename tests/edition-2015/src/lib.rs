//! The derive in edition 2015.

#![deny(
    warnings,
    keyword_idents,
    rust_2018_compatibility,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility
)]

extern crate kinfolk;

include!("../../hygiene/family.rs");

// Below the crate root, where paths of edition 2015 resolve differently.
#[allow(dead_code)]
mod below {
    include!("../../hygiene/family.rs");
}

/// Paths to the crate that are relative, for a struct and for a union, whose expansion imports the
/// private module.
#[cfg(test)]
mod crate_paths {
    mod reexports {
        pub extern crate kinfolk as kin;
    }

    use self::reexports::kin::Graph;

    #[derive(Clone, Graph)]
    #[graph(crate = reexports::kin, back(owner: Owner), to_plain)]
    pub struct Child {}

    #[derive(Clone)]
    struct Colour;

    #[derive(Graph)]
    #[graph(crate = self::reexports::kin, to_plain)]
    struct Owner {
        #[graph(own)]
        children: Vec<Entry>,
        colour: Colour,
        #[graph(data)]
        template: Option<Child>,
    }

    #[derive(Graph)]
    #[graph(crate = reexports::kin, to_plain)]
    enum Entry {
        Child(Child),
    }

    mod below {
        use super::reexports::kin::Graph;
        use super::Child;

        #[derive(Graph)]
        #[graph(crate = super::reexports::kin, to_plain)]
        pub enum Entry {
            Child(Child),
        }
    }

    #[test]
    fn are_relative() {
        let owner =
            Owner { children: vec![Entry::Child(Child {})], colour: Colour, template: None };
        let owner = owner.into_graph();
        let EntryRc::Child(child) = owner.children.get(0).unwrap();
        let below::EntryRc::Child(same) = below::EntryRc::from(child.clone());
        assert_eq!(child, same);
        assert_eq!(owner.to_plain().children.len(), 1);
        let below::Entry::Child(Child {}) = below::EntryRc::from(child).to_plain();
    }
}
