//! Random programs: they print and parse to the same tree, are saved as they were, and do the same
//! when they are folded.

use kinfolk::{Graph, Node};
use kinfolk_examples::script::{BinaryOp, UnaryOp};

use crate::model::{Expr, Parameter, Program};
use crate::{fold, outcome, parse, printed, resolve};

/// A small generator of random numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn name(&mut self) -> String {
        ["a", "b", "c"][self.below(3)].into()
    }

    fn block(&mut self, depth: usize) -> Expr {
        let body = (0..self.below(4)).map(|_| self.statement(depth)).collect();
        Expr::Block { body }
    }

    fn statement(&mut self, depth: usize) -> Expr {
        match self.below(6) {
            0 | 1 => Expr::Let { name: self.name(), value: Box::new(self.expr(depth)) },
            2 if depth > 0 => Expr::Function {
                name: ["f", "g"][self.below(2)].into(),
                parameters: ["a", "b"][..self.below(3)]
                    .iter()
                    .map(|name| Parameter { name: (*name).into() })
                    .collect(),
                body: Box::new(self.block(depth - 1)),
            },
            _ => self.expr(depth),
        }
    }

    fn expr(&mut self, depth: usize) -> Expr {
        if depth == 0 {
            return self.leaf();
        }
        let depth = depth - 1;
        match self.below(10) {
            0 | 1 => Expr::Unary {
                op: [UnaryOp::Minus, UnaryOp::Not][self.below(2)],
                operand: Box::new(self.expr(depth)),
            },
            2..=5 => Expr::Binary {
                op: BinaryOp::ALL[self.below(BinaryOp::ALL.len())],
                left: Box::new(self.expr(depth)),
                right: Box::new(self.expr(depth)),
            },
            6 => Expr::If {
                condition: Box::new(self.expr(depth)),
                then: Box::new(self.block(depth)),
                otherwise: (self.below(2) == 0).then(|| Box::new(self.block(depth))),
            },
            7 => Expr::Call {
                name: ["f", "g", "print", "text", "length"][self.below(5)].into(),
                arguments: (0..self.below(3)).map(|_| self.expr(depth)).collect(),
            },
            8 => self.block(depth),
            _ => self.leaf(),
        }
    }

    fn leaf(&mut self) -> Expr {
        match self.below(5) {
            0 => Expr::Name(self.name()),
            1 => Expr::Text(["", "a\n\"b\\", "ü"][self.below(3)].into()),
            2 => Expr::Bool(self.below(2) == 0),
            _ => Expr::Number([0.0, 1.0, 2.5, 1e300][self.below(4)]),
        }
    }
}

#[test]
fn random_programs() {
    let mut resolved_count = 0;
    for seed in 1..=3_000 {
        let mut random = Random(u64::wrapping_mul(seed, 0x9E37_79B9_7F4A_7C15));
        let plain = Program { body: random.block(4) };
        let program = plain.clone().into_graph();
        assert_eq!(program.to_plain(), plain);
        assert_eq!(parse::parse(&printed(&program)).unwrap(), plain, "{}", printed(&program));

        let is_resolved = resolve::resolve(&program).is_ok();
        let before = is_resolved.then(|| outcome(&program));
        fold::fold(&program);
        program.validate().unwrap();
        assert_eq!(parse::parse(&printed(&program)).unwrap(), program.to_plain());
        assert_eq!(fold::fold(&program), 0);
        if let Some(before) = before {
            assert_eq!(outcome(&program), before, "{}", printed(&program));
            resolved_count += 1;
        }
    }
    assert!(resolved_count > 100, "{resolved_count}");
}
