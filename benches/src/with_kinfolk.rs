//! The same tree with kinfolk, without hooks, and with one on every node.

/// The contender, in a module of its own.
macro_rules! contender {
    ($module:ident $(, $hook:expr)?) => {
        pub(crate) mod $module {
        use kinfolk::{Graph, Rc};

        use crate::{Contender, payload};

        #[derive(Graph)]
        #[graph(back(parent: Branch) $(, finalize = $hook)?)]
        pub(crate) struct Branch {
            value: [u64; 3],
            #[graph(own)]
            children: Vec<Branch>,
        }

        fn branch(number: usize) -> Branch {
            Branch { value: payload(number), children: Vec::new() }
        }

        fn sum(node: &BranchNode) -> u64 {
            node.value[0] + node.children.read().iter().map(|child| sum(child)).sum::<u64>()
        }

        fn sum_by_handles(node: &Rc<Branch>) -> u64 {
            node.value[0] + node.children.iter().map(|child| sum_by_handles(&child)).sum::<u64>()
        }

        fn leaves(node: &Rc<Branch>, into: &mut Vec<Rc<Branch>>) {
            if node.children.is_empty() {
                into.push(node.clone());
            }
            node.children.read().iter().for_each(|child| leaves(child, into));
        }

        fn climb(node: &BranchNode) -> u64 {
            let mut steps = 0;
            let mut next = node.parent.get();
            while let Some(parent) = next {
                steps += 1;
                next = parent.parent.get();
            }
            steps
        }

        pub(crate) struct Tree {
            root: Rc<Branch>,
            leaves: Vec<Rc<Branch>>,
        }

        impl Contender for Tree {
            type Tree = Self;

            fn build(fan_out: usize, nodes: usize) -> Tree {
                let root = branch(0).into_graph();
                let mut all = vec![root.clone()];
                for number in 1..nodes {
                    let child = all[(number - 1) / fan_out].children.add(branch(number));
                    all.push(child);
                }
                Tree { root, leaves: Vec::new() }
            }

            fn prepare(tree: &mut Tree) {
                leaves(&tree.root.clone(), &mut tree.leaves);
            }

            fn walk(tree: &Tree) -> u64 {
                sum(&tree.root)
            }

            fn walk_by_handles(tree: &Tree) -> u64 {
                sum_by_handles(&tree.root)
            }

            fn ascend(tree: &Tree) -> u64 {
                tree.leaves.iter().map(|leaf| climb(leaf)).sum()
            }

            fn move_leaves(tree: &Tree) -> u64 {
                let target = tree.root.children.first().expect("the root has children");
                for leaf in &tree.leaves {
                    target.children.push(leaf.clone());
                }
                target.children.len() as u64
            }
        }
        }
    };
}

contender!(without_hooks);
contender!(with_hooks, |_| crate::ENDS.set(crate::ENDS.get() + 1));
