//! //! The derive in edition 2021.

#![deny(
    warnings,
    keyword_idents,
    rust_2018_compatibility,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility
)]

include!("../../hygiene/family.rs");

// Below the crate root, where paths of edition 2015 resolve differently.
#[allow(dead_code)]
mod below {
    include!("../../hygiene/family.rs");
}

/// A name that is a keyword in the derive's own edition.
#[cfg(test)]
#[allow(keyword_idents, non_camel_case_types)]
mod keywords {
    use kinfolk::Graph;

    #[derive(Graph)]
    #[graph(weak(gen: gen), to_plain)]
    struct Field {
        r#async: u8,
    }

    #[derive(Graph)]
    #[graph(back(field: Owner), finalize = gen::closed, to_plain)]
    struct gen {
        gen: u8,
    }

    impl genNode {
        fn is_first(&self) -> bool {
            self.gen == 1
        }
    }

    #[derive(Graph)]
    struct Owner {
        #[graph(own)]
        gen: Vec<gen>,
    }

    impl gen {
        fn closed(this: &kinfolk::Rc<gen>) {
            assert!(this.is_first());
        }
    }

    #[derive(Graph)]
    enum Union {
        gen(gen),
    }

    #[test]
    fn are_names() {
        let owner = Owner { gen: vec![gen { gen: 1 }] }.into_graph();
        let first = owner.gen.get(0).unwrap();
        let field = Field { r#async: 1 }.into_graph();
        field.gen.set(&first);
        assert_eq!(field.gen.get(), Some(first.clone()));
        assert_eq!(first.to_plain().gen, field.to_plain().r#async);
        let UnionRc::gen(same) = UnionRc::from(first.clone());
        assert_eq!(same, first);
    }
}
