/// The live form of [`Env`](struct@Env).
pub struct EnvNode {
    name: String,
    pub notes: ::kinfolk::Own<Env, Vec<Note>>,
    outer: ::kinfolk::Shared<Env, Env>,
    pub store: ::kinfolk::Value<Env, HashMap<String, Value>, ::kinfolk::links::Traced>,
    kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf<Env>,
}
#[automatically_derived]
impl ::kinfolk::Graph for Env {
    type Handle = ::kinfolk::Rc<Env>;
    type Declared = Self;
    type Repr = EnvNode;
}
#[automatically_derived]
impl ::kinfolk::__private_0_1_0::LiveNode for EnvNode {
    type Plain = Env;
    const NAMES: &'static ::kinfolk::__private_0_1_0::str = "Env notes outer store";
    #[inline]
    fn build(__plain: Env, __new: &mut ::kinfolk::__private_0_1_0::NewNode<'_, Self>) -> Self {
        Self {
            outer: ::kinfolk::__private_0_1_0::link::<'_>(__new, 1),
            name: __plain.name,
            store: ::kinfolk::__private_0_1_0::traced(__new, 2, __plain.store),
            notes: ::kinfolk::__private_0_1_0::own(__new, 0, __plain.notes),
            kinfolk_header: ::kinfolk::__private_0_1_0::HeaderOf::for_build(),
        }
    }
    fn fields(&self) -> impl ::kinfolk::__private_0_1_0::NodeFields<'_> {
        let __data = (&self.name, &self.store as &_);
        (&self.kinfolk_header, (&self.notes as &_, &self.outer as &_, &self.store as &_), __data)
    }
}
#[automatically_derived]
impl<Mark> ::kinfolk::__private_0_1_0::GraphTypesUseFinalizeNotDrop<EnvNode, Mark> for Env {}
