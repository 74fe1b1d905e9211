//! The derive of `Trace` in hostile surroundings, and in every form that a type may take.

/// Fails to compile if the type is not traced.
fn is_traced<T: ::kinfolk::Trace + ?Sized>() {}

#[derive(::kinfolk::Graph)]
pub struct Page {}

/// User types, traits, modules and functions with the names of std's and ours.
#[allow(non_camel_case_types, reason = "primitive types have such names")]
mod shadowed {
    use ::std::boxed::Box as Boxed;
    use ::std::option::Option as Maybe;
    use ::std::vec::Vec as Many;

    struct Option;
    struct Vec;
    struct Box;
    struct String;
    struct Some;
    struct None;
    struct Tracer;
    struct TracedTypes;
    struct Retarget;
    struct bool;
    struct usize;
    struct str;
    struct u8;
    trait Trace {}
    trait TraceBy {}
    trait Drop {}
    trait Sized {}
    trait Copy {}
    trait Clone {}
    mod core {}
    mod std {}
    mod kinfolk {}
    fn trace() {}
    fn retarget_field() {}
    fn note_types() {}

    type Rc<T> = ::kinfolk::Rc<T>;

    #[derive(::kinfolk::Trace)]
    struct Data {
        page: Rc<super::Page>,
        data: Many<Value>,
    }

    #[derive(::kinfolk::Trace)]
    enum Value {
        Data(Boxed<Data>),
        Maybe { data: Maybe<Rc<super::Page>> },
        Skipped(#[trace(skip)] String),
        Nothing,
    }

    fn all() {
        super::is_traced::<Data>();
        super::is_traced::<Value>();
    }
}

#[no_implicit_prelude]
mod no_prelude {
    #[derive(::kinfolk::Trace)]
    struct Data {
        page: ::kinfolk::Rc<super::Page>,
        value: ::std::boxed::Box<Value>,
    }

    #[derive(::kinfolk::Trace)]
    enum Value {
        Data(Data),
        Nothing,
    }

    #[derive(::kinfolk::Trace)]
    enum Sign {
        Plus,
        Minus,
    }

    fn all() {
        super::is_traced::<Data>();
        super::is_traced::<Sign>();
    }
}

/// Every type has methods with our names.
mod methods {
    trait Everything {
        fn trace(&self) {}
        fn retarget(&self) {}
        fn note_types() {}
        fn part(&self) {}
    }

    impl<T: ?Sized> Everything for T {}

    #[derive(kinfolk::Trace)]
    struct Data {
        pages: Vec<kinfolk::Rc<super::Page>>,
    }
}

/// Names that the expansion could choose for itself.
#[allow(non_camel_case_types, reason = "keywords and our names are written like that")]
mod names {
    use kinfolk::{Rc, Trace};

    use super::Page;

    #[derive(Trace)]
    struct Fields {
        self_: Rc<Page>,
        data: Rc<Page>,
        tracer: Rc<Page>,
        types: Rc<Page>,
        retarget: Rc<Page>,
        __data: Rc<Page>,
        __tracer: Rc<Page>,
        __types: Rc<Page>,
        __retarget: Rc<Page>,
        __0: Rc<Page>,
        __1: Rc<Page>,
        __kin: Rc<Page>,
        r#type: Rc<Page>,
        r#match: Rc<Page>,
    }

    #[derive(Trace)]
    enum r#enum {
        r#struct { r#fn: Rc<Page>, r#gen: r#type },
        r#impl(Vec<r#enum>),
    }

    #[derive(Trace)]
    struct r#type(#[trace(skip)] fn());

    macro_rules! with_parameter {
        ($($T:ident)*) => {
            $(mod $T {
                #[derive(kinfolk::Trace)]
                struct Data<$T: PartialEq> {
                    items: Vec<$T>,
                    below: Option<Box<Data<$T>>>,
                }

                #[derive(kinfolk::Trace)]
                struct $T {
                    below: Vec<$T>,
                }
            })*
        };
    }

    #[allow(non_snake_case, reason = "the modules are named like the types in them")]
    mod all {
        with_parameter! { T S B C D A H Trace Tracer Retarget Value Self_ __kin }
    }

    #[derive(Trace)]
    struct Lifetimes<'a, 'b: 'a, T: PartialEq<&'a str>> {
        text: &'a str,
        texts: Vec<&'b [T]>,
        item: T,
    }

    fn all_are_traced() {
        super::is_traced::<Fields>();
        super::is_traced::<r#enum>();
        super::is_traced::<Lifetimes<'static, 'static, &'static str>>();
    }
}

/// Two types with the same name, in functions.
mod local {
    fn first() {
        #[derive(kinfolk::Trace)]
        struct Local(kinfolk::Rc<super::Page>);
        super::is_traced::<Local>();
    }

    fn second() {
        #[derive(kinfolk::Trace)]
        enum Local {
            Pages(Vec<kinfolk::Rc<super::Page>>),
        }
        super::is_traced::<Local>();
    }
}

mod generics {
    use std::collections::HashMap;
    use std::hash::Hash;
    use std::marker::PhantomData;

    use kinfolk::{Graph, NodeType, Rc, Trace, Weak};

    use super::{Page, is_traced};

    trait Language {
        type Value;
    }

    #[derive(Trace)]
    struct Frame<L: Language, T = u8, const N: usize = 2>
    where
        T: Clone,
        Self: Sized,
    {
        values: [L::Value; N],
        other: Vec<<L as Language>::Value>,
        item: T,
        below: Option<Box<Self>>,
        frames: HashMap<String, Frame<L, T, N>>,
    }

    struct Lisp;

    impl Language for Lisp {
        type Value = Rc<Page>;
    }

    #[derive(Trace)]
    struct Handles<T: NodeType, U: Graph> {
        strong: Rc<T>,
        weak: Vec<Weak<U>>,
        marker: PhantomData<(T, U)>,
        borrowed: &'static [T],
    }

    #[derive(Trace)]
    struct Keys<K: Eq + Hash, V: Trace>(HashMap<K, V>);

    #[derive(Trace)]
    struct Skipped<T, F: Fn(T)> {
        #[trace(skip)]
        function: F,
        item: T,
    }

    #[derive(Trace)]
    struct Unsized {
        text: Box<str>,
        pages: Box<[Rc<Page>]>,
    }

    /// Mutually recursive.
    #[derive(Trace)]
    enum Even<T> {
        End,
        Odd(Box<Odd<T>>),
    }

    #[derive(Trace)]
    struct Odd<T>(T, Even<T>);

    fn skipped<F: Fn(u8) + 'static>(_: F) {
        is_traced::<Skipped<u8, F>>();
    }

    fn all() {
        is_traced::<Frame<Lisp>>();
        is_traced::<Frame<Lisp, (Rc<Page>, char), 3>>();
        is_traced::<Handles<Page, Page>>();
        is_traced::<Keys<Rc<Page>, u8>>();
        is_traced::<Even<Rc<Page>>>();
        skipped(|_| ());
    }
}

mod shapes {
    use kinfolk::{AnyRc, Rc, Trace};

    use super::{Page, is_traced};

    #[derive(Trace)]
    struct Unit;

    #[derive(Trace)]
    struct Empty {}

    #[derive(Trace)]
    struct EmptyTuple();

    #[derive(Trace)]
    struct Tuple(Rc<Page>, #[trace(skip)] fn(), AnyRc);

    #[derive(Trace)]
    enum Never {}

    #[derive(Trace)]
    #[repr(u8)]
    #[non_exhaustive]
    enum Numbered {
        One = 1,
        Two(Rc<Page>) = 2,
        Three {} = 3,
        Four() = 4,
        #[cfg(any())]
        Five(Missing),
        Six {
            #[cfg(any())]
            missing: Missing,
            #[cfg_attr(all(), trace(skip))]
            function: fn(),
            page: Rc<Page>,
        },
    }

    #[derive(Trace)]
    struct Conditional {
        #[cfg(any())]
        missing: Missing,
        #[cfg_attr(any(), trace(skip))]
        page: Rc<Page>,
    }

    #[derive(Trace)]
    #[trace()]
    struct EmptyList {
        #[trace()]
        page: Rc<Page>,
    }

    fn all() {
        is_traced::<(Unit, Empty, EmptyTuple, Tuple, Never, Numbered, Conditional, EmptyList)>();
    }
}

/// Items made by a macro, whose fragments arrive as groups.
mod macros {
    macro_rules! value {
        ($(#[$meta:meta])* $vis:vis enum $name:ident<$T:ident>: $key:path {
            $($variant:ident $($ty:ty),*;)*
        }) => {
            $(#[$meta])*
            #[derive(kinfolk::Trace)]
            #[trace(crate = $key)]
            $vis enum $name<$T> { $($variant($($ty),*)),* }
        };
    }

    value! {
        /// Documented.
        pub(crate) enum Value<T>: kinfolk {
            Nothing;
            Page kinfolk::Rc<super::Page>;
            Pair T, Vec<Value<T>>;
        }
    }

    mod facade {
        pub(crate) use kinfolk as inside;

        macro_rules! data {
            ($name:ident $ty:ty) => {
                #[derive($crate::traced::macros::facade::inside::Trace)]
                #[trace(crate = $crate::traced::macros::facade::inside)]
                struct $name {
                    data: $ty,
                }
            };
        }
        pub(crate) use data;
    }

    facade::data!(Data kinfolk::Rc<super::Page>);
}

/// A value that is in a public type, with private types in it.
mod visibility {
    use kinfolk::{Rc, Trace};

    #[derive(Trace)]
    pub struct Public<T>(Private<T>, pub Rc<super::Page>);

    #[derive(Trace)]
    struct Private<T>(Vec<T>);
}
