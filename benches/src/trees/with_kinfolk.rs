//! kinfolk, without hooks and with a hook on every node.

/// Defines the contender in a module of its own.
macro_rules! contender {
    ($module:ident $(, $hook:expr)?) => {
        pub(crate) mod $module {
            use std::ops::ControlFlow;

            use kinfolk::{AnyRc, Graph, Node, Rc, WalkEvent};

            use crate::trees::contender::Contender;
            use crate::trees::payload::Payload;
            use crate::trees::plain::Plain;

            #[derive(Graph)]
            #[graph(back(parent: Branch) $(, finalize = $hook)?)]
            pub(crate) struct Branch {
                value: Payload,
                #[graph(own)]
                children: Vec<Branch>,
            }

            impl Plain for Branch {
                fn new(value: Payload, children: Vec<Branch>) -> Branch {
                    Branch { value, children }
                }
            }

            fn sum(node: &BranchNode) -> u64 {
                node.value[0] + node.children.read().iter().map(|child| sum(child)).sum::<u64>()
            }

            fn sum_by_handles(node: &Rc<Branch>) -> u64 {
                let below = node.children.iter().map(|child| sum_by_handles(&child));
                node.value[0] + below.sum::<u64>()
            }

            pub(crate) struct Tree(Rc<Branch>);

            impl Contender for Tree {
                type Handle = Rc<Branch>;
                type Plain = Branch;

                fn new(value: Payload) -> (Self, Rc<Branch>) {
                    let root = Branch { value, children: Vec::new() }.into_graph();
                    (Tree(root.clone()), root)
                }

                fn add(&mut self, parent: &Rc<Branch>, value: Payload) -> Rc<Branch> {
                    parent.children.add(Branch { value, children: Vec::new() })
                }

                fn from_plain(plain: Branch) -> Self {
                    Tree(plain.into_graph())
                }

                fn walk(&self) -> u64 {
                    sum(&self.0)
                }

                fn walk_by_handles(&self) -> u64 {
                    sum_by_handles(&self.0)
                }

                fn descendants(&self) -> u64 {
                    let below = self.0.descendants_of::<Branch>().map(|node| node.value[0]);
                    self.0.value[0] + below.sum::<u64>()
                }

                fn visit(&self) -> u64 {
                    let mut sum = self.0.value[0];
                    let end = self.0.visit(|node| {
                        sum += node.downcast_ref::<Branch>().map_or(0, |node| node.value[0]);
                        ControlFlow::<()>::Continue(())
                    });
                    assert!(end.is_continue());
                    sum
                }

                fn traverse(&self) -> u64 {
                    let value = |node: AnyRc| {
                        node.as_ref().downcast_ref::<Branch>().map_or(0, |node| node.value[0])
                    };
                    let below = self.0.traverse().map(|event| match event {
                        WalkEvent::Enter(node) | WalkEvent::Leave(node) => value(node),
                    });
                    2 * self.0.value[0] + below.sum::<u64>()
                }

                fn siblings(&self, first: &Rc<Branch>) -> u64 {
                    let mut sum = first.value[0];
                    let mut next = first.next_sibling();
                    while let Some(node) = next {
                        sum += node.as_ref().downcast_ref::<Branch>().map_or(0, |node| node.value[0]);
                        next = node.next_sibling();
                    }
                    sum
                }

                fn ascend(&self, node: &Rc<Branch>) -> u64 {
                    let mut steps = 0;
                    let mut next = node.parent.get();
                    while let Some(parent) = next {
                        steps += 1;
                        next = parent.parent.get();
                    }
                    steps
                }

                fn owner(&self, node: &Rc<Branch>) -> u64 {
                    node.parent.get().expect("the node has a parent").value[0]
                }

                fn move_to_end(&mut self, node: &Rc<Branch>, target: &Rc<Branch>) {
                    target.children.push(node.clone());
                }

                fn pop(&mut self, node: &Rc<Branch>) -> Option<Rc<Branch>> {
                    node.children.pop()
                }

                fn root(&self) -> Rc<Branch> {
                    self.0.clone()
                }

                fn number(&self, node: &Rc<Branch>) -> u64 {
                    node.value[0]
                }

                fn children(&self, node: &Rc<Branch>) -> Vec<Rc<Branch>> {
                    node.children.iter().collect()
                }
            }
        }
    };
}

contender!(without_hooks);
contender!(with_hooks, |_| crate::trees::hooks::count());
