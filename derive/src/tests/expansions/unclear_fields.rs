struct Picture {
    name: String,
    tags: Vec<String>,
    sizes: std::collections::HashMap<u32, Size>,
    colours: Vec<Colour>,
    #[allow(deprecated)]
    frame: Option<Frame>,
    #[graph(data)]
    notes: Vec<Note>,
}
