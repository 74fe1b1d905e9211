#[graph(shared(outer: Env))]
pub struct Env {
    name: String,
    #[graph(value, trace)]
    pub store: HashMap<String, Value>,
    #[graph(own)]
    pub notes: Vec<Note>,
}
