//! Names that documentation might take for something else, or not find. The documentation of each
//! node says which type it is the live form of, and links to that type.

use kinfolk::Graph;

/// Named like a primitive type.
#[derive(Clone, Copy, Debug, Graph)]
#[graph(back(r#in: Self), node = BoolNode)]
#[expect(non_camel_case_types, reason = "the test is about this")]
pub struct bool {}

/// Named like a macro.
#[derive(Clone, Copy, Debug, Graph)]
#[graph(node = VecNode)]
#[expect(non_camel_case_types, reason = "the test is about this")]
pub struct vec;

/// Named like a trait and its derive.
#[derive(Clone, Copy, Debug, Graph)]
#[graph(weak(one: Debug))]
pub struct Debug {}

/// Named like a function, which is in another namespace.
#[derive(Debug, Graph)]
#[graph(node = FunctionNode)]
#[expect(non_camel_case_types, reason = "the test is about this")]
pub struct function {
    /// Data.
    pub text: String,
}

/// A function of that name.
pub const fn function() {}

macro_rules! thing {
    () => {
        /// A union named like a macro of this file.
        #[derive(Debug, Graph)]
        #[graph(handle = ThingNode)]
        #[expect(non_camel_case_types, reason = "the test is about this")]
        pub enum thing {
            /// The first.
            function(function),
            #[expect(
                missing_docs,
                reason = "the plain enum does not document it, but the handle does"
            )]
            vec(vec),
        }
    };
}

thing!();

/// A raw name.
#[derive(Debug, Graph)]
#[graph(back(r#in: Self), weak(r#ref: Self), node = r#async, to_plain)]
#[expect(non_camel_case_types, reason = "the test is about this")]
pub struct r#type {
    /// A field.
    #[graph(own)]
    pub r#fn: Vec<Self>,
}

/// Without names, see [`Self::0`].
#[derive(Debug, Graph)]
#[graph(back(above: Self), to_plain)]
pub struct Unnamed(
    /// A list, beside [`Self::1`].
    #[graph(own)]
    pub Vec<Self>,
    pub u8,
);

/// With its own links.
#[derive(Debug, Graph)]
#[graph(to_plain)]
pub struct Outer<T: Clone, const N: usize> {
    /// A list of [`Inner`]s, see [`Self::data`].
    #[graph(own)]
    pub inner: Vec<Inner<T, N>>,
    /// Data, as in [`Outer`].
    pub data: [T; N],
}

/// With a field that has no documentation.
#[derive(Debug, Graph)]
#[graph(
    back(
        /// Within [`Outer`], beside [`Self::data`].
        pub outer: Outer<T, N>
    ),
    live(
        /// Beside [`Self::data`].
        pub seen: u32,
        pub last: u32
    ),
    to_plain
)]
#[expect(missing_docs, reason = "the test is about this")]
pub struct Inner<T: Clone, const N: usize> {
    pub data: T,
}
