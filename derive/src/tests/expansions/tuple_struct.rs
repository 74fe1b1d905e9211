#[graph(back(parent: Group), to_plain)]
pub struct Line(
    /// Its points.
    #[graph(own)]
    pub Vec<Point>,
    #[graph(refcell)] String,
    pub u32,
);
