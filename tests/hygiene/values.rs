//! Values in hostile surroundings.

/// Without a prelude, and with user types and traits that are named like ours.
mod shadowed {
    #![no_implicit_prelude]

    use ::std::boxed::Box as Boxed;
    use ::std::vec::Vec as Many;

    struct Value;
    struct Option;
    struct None;
    struct Untraced;
    struct NewNode;
    struct Link;
    trait Clone {}
    trait Deref {}
    trait PartialEq {}
    fn value() {}
    fn value_data() {}
    fn copy_value() {}
    mod kinfolk {}
    mod std {}

    #[derive(::kinfolk::Graph)]
    #[graph(back(owner: Named), to_plain, derive(Debug))]
    pub(super) struct Named {
        #[graph(value)]
        pub(super) kind: Many<::std::primitive::u8>,
        #[graph(own)]
        pub(super) all: Many<Named>,
        #[graph(value)]
        pub(super) value: ::std::primitive::u8,
    }

    #[derive(::kinfolk::Graph)]
    #[graph(to_plain)]
    pub(super) struct Unnamed(#[graph(value)] pub(super) Many<::std::primitive::u8>);

    #[derive(::kinfolk::Graph)]
    #[graph(to_plain)]
    pub(super) enum Variants {
        First(#[graph(own)] Boxed<Unowned>, #[graph(value)] ::std::primitive::u8),
        Second {
            #[graph(value)]
            value: Many<::std::primitive::u8>,
        },
    }

    #[derive(::kinfolk::Graph)]
    #[graph(back(pub(super) of: Variants), to_plain)]
    pub(super) struct Unowned {}
}

/// Names that are keywords, `Self` in the type, and fields that a condition removes.
#[allow(non_camel_case_types, reason = "a keyword as a type's name")]
mod names {
    use kinfolk::{Graph, Rc};

    #[derive(Graph)]
    #[graph(to_plain)]
    pub(super) struct r#type {
        #[graph(value)]
        pub(super) r#loop: u8,
        #[graph(value)]
        pub(super) r#fn: Option<Rc<Self>>,
        #[cfg(any())]
        #[graph(value)]
        missing: Missing,
        #[cfg_attr(all(), graph(value))]
        pub(super) there: &'static str,
    }
}

macro_rules! card {
    ($(#[$attribute:meta])* $vis:vis $name:ident <$param:ident> { $($field:ident: $ty:ty = $key:ident),* }) => {
        #[derive(kinfolk::Graph)]
        $(#[$attribute])*
        $vis struct $name<$param: 'static + Clone> {
            $(#[graph($key)] $vis $field: $ty,)*
            #[graph(value)]
            hidden: $param,
        }

        impl<$param: Clone> $name<$param> {
            fn with_hidden($($field: $ty,)* hidden: $param) -> Self {
                $name { $($field,)* hidden }
            }
        }
    };
}

card!(#[graph(to_plain)] pub(crate) Card<Data> { hidden_too: Vec<Data> = value, size: u8 = cell });

#[test]
fn they_work() {
    use kinfolk::Graph;

    let named = shadowed::Named { kind: vec![1], all: vec![], value: 2 }.into_graph();
    named.kind.update(|kind| kind.push(named.value.get()));
    assert_eq!(named.to_plain().kind, [1, 2]);
    let unnamed = shadowed::Unnamed(vec![1]).into_graph();
    unnamed.0.set(vec![]);
    assert!(unnamed.to_plain().0.is_empty());
    let second = shadowed::Variants::Second { value: vec![1] }.into_graph();
    let shadowed::VariantsKind::Second { value } = &second.kind else { unreachable!() };
    value.set(vec![2]);
    let shadowed::Variants::Second { value } = second.to_plain() else { unreachable!() };
    assert_eq!(value, [2]);
    let first = shadowed::Variants::First(Box::new(shadowed::Unowned {}), 3).into_graph();
    let shadowed::VariantsKind::First(unowned, number) = &first.kind else { unreachable!() };
    assert_eq!((unowned.get().of.get(), number.get()), (Some(first.clone()), 3));

    let node = names::r#type { r#loop: 1, r#fn: None, there: "t" }.into_graph();
    node.r#fn.set(Some(node.clone()));
    node.r#loop.update(|number| *number += 1);
    assert_eq!((node.to_plain().r#loop, node.there.get()), (2, "t"));
    node.r#fn.set(None);

    let card = Card::with_hidden(vec!['a'], 1, 'b').into_graph();
    card.hidden_too.update(|all| all.push(card.hidden.get()));
    assert_eq!(card.to_plain().hidden_too, ['a', 'b']);
}
