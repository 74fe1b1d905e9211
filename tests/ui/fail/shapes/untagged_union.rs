use kinfolk::Graph;

#[derive(Graph)]
union Bits {
    integer: u32,
    float: f32,
}

fn main() {}
