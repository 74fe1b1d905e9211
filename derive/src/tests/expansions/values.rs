#[graph(back(pub board: Board), shared(pub like: Card), to_plain)]
pub struct Card {
    #[graph(own)]
    pub parts: Vec<Card>,
    #[graph(value)]
    pub title: String,
    #[graph(value)]
    votes: u32,
}
