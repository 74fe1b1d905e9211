use kinfolk::Graph;

#[derive(Graph)]
#[graph(weak(#[cfg_attr(all(), cfg(any()))] gone: Missing))]
#[graph(weak(#[cfg_attr(all(), doc = "Documented.")] there: Page))]
struct Page {}

fn main() {}
