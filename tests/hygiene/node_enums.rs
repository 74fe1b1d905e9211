//! Node enums in every form: raw names, `cfg`, macros, local items, names of type parameters.

use kinfolk::{Graph, Node};

#[derive(Graph)]
#[graph(back(r#in: r#match), weak(#[cfg(any())] gone: Missing, #[cfg(all())] r#use: Self))]
#[graph(shared(#[cfg(any())] gone_too: Missing, r#static: Vec<r#match>), to_plain)]
#[allow(non_camel_case_types, reason = "the test is about this")]
enum r#match {
    r#as(#[graph(own)] Vec<r#match>, u8),
    #[cfg(any())]
    Absent(Missing),
    r#Fork {
        #[graph(own)]
        r#else: Box<Self>,
        #[cfg(any())]
        absent: Missing,
        #[cfg_attr(all(), graph(cell))]
        r#type: u8,
        // Named like our variables.
        __0: u8,
        __visitor: u8,
        __new: u8,
        __plain: u8,
    },
    Nothing,
}

#[test]
fn raw_names_and_cfgs_are_as_declared() {
    let nothing = Box::new(r#match::Nothing);
    let fork =
        r#match::r#Fork { r#else: nothing, r#type: 1, __0: 2, __visitor: 3, __new: 4, __plain: 5 };
    let root = r#match::r#as(vec![fork], 0).into_graph();
    let matchKind::r#as(list, _) = &root.kind else { panic!() };
    let fork = list.get(0).unwrap();
    fork.r#use.set(&root);
    fork.r#static.push(r#match::Nothing);
    let matchKind::r#Fork { r#else, r#type, __0, __plain, .. } = &fork.kind else { panic!() };
    r#type.set(2);
    assert_eq!((r#type.get(), *__0, *__plain), (2, 2, 5));
    assert_eq!(r#else.get().r#in.get(), Some(fork.clone()));
    assert_eq!(r#else.get().path().to_string(), "match::as.0[0].else");
    let r#match::r#as(plain, 0) = root.to_plain() else { panic!() };
    assert!(matches!(plain[0], r#match::r#Fork { r#type: 2, __visitor: 3, __new: 4, .. }));
}

macro_rules! tokens {
    ($(#[$meta:meta])* $vis:vis $name:ident { $($variant:ident $(($($ty:ty),*))?),* $(,)? } $link:ty) => {
        $(#[$meta])*
        #[derive(Graph)]
        #[graph(back($vis parent: $link), derive(Debug))]
        $vis enum $name {
            $($variant $(($(#[graph(own)] $ty),*))?),*
        }
    };
}

tokens! {
    /// Made by a macro.
    pub(crate) Token { End, Pair(Box<Token>, Vec<Token>), List(Option<Box<Token>>) } Token
}

#[test]
fn macros_make_node_enums() {
    let end = || Token::End;
    let pair = Token::Pair(end().into(), vec![Token::List(Some(end().into()))]).into_graph();
    assert_eq!(pair.descendants().count(), 3);
    assert!(format!("{:?}", *pair).contains("kind: Pair("));
}

#[test]
fn two_functions_have_one_of_the_same_name() {
    fn other() -> usize {
        #[derive(Graph)]
        #[graph(back(parent: Local))]
        enum Local {
            Some(#[graph(own)] Vec<Local>),
            None,
        }
        Local::Some(vec![Local::None]).into_graph().descendants().count()
    }
    #[derive(Graph)]
    #[graph(kind = Kind)]
    enum Local {
        Some(u8, u8),
        None,
    }
    let node = Local::Some(1, 2).into_graph();
    assert!(
        matches!(node.kind, Kind::Some(1, 2))
            && matches!(Local::None.into_graph().kind, Kind::None)
    );
    assert_eq!(other(), 1);
}

macro_rules! with_parameter {
    ($($module:ident $T:ident)*) => {
        $(mod $module {
            #[derive(kinfolk::Graph)]
            #[graph(back(parent: Item<$T, N>), to_plain, shared(all: Vec<Item<$T, N>>))]
            #[graph(finalize = ItemNode::<$T, N>::closed)]
            pub(super) enum Item<$T: Copy = u8, const N: usize = 1>
            where
                $T: PartialEq,
            {
                Data($T),
                Cell(#[graph(cell)] $T, [$T; N]),
                Items {
                    #[graph(own)]
                    items: Vec<Item<$T, N>>,
                },
            }

            impl<$T: Copy + PartialEq, const N: usize> ItemNode<$T, N> {
                fn closed(&self) {}
            }
        })*

        #[test]
        fn type_parameters_may_have_any_name() {
            $({
                use $module::{Item, ItemKind};
                let plain: Item<u8, 2> = Item::Items { items: vec![Item::Data(1), Item::Cell(2, [3, 4])] };
                let root = plain.into_graph();
                let ItemKind::Items { items } = &root.kind else { panic!() };
                assert!(matches!(items.get(1).unwrap().to_plain(), Item::Cell(2, [3, 4])));
            })*
        }
    };
}

with_parameter! { t T v V visitor Visitor o O mark Mark h H l L kind Kind node Node }

mod visibility {
    use kinfolk::Graph;

    struct Private;

    mod inner {
        use kinfolk::Graph;

        #[derive(Graph)]
        #[graph(back(pub(super) parent: Form))]
        pub(in crate::node_enums) enum Form {
            One(#[graph(own)] Vec<Form>, super::Private),
            Two,
        }
    }

    #[test]
    fn the_kind_is_as_visible_as_the_enum() {
        let form = inner::Form::One(vec![inner::Form::Two], Private).into_graph();
        let inner::FormKind::One(forms, Private) = &form.kind else { panic!() };
        assert!(forms.get(0).unwrap().parent.get() == Some(form.clone()));
    }
}
