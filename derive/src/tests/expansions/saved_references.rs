#[graph(back(column: Column), to_plain)]
pub struct Card {
    #[graph(id(fresh = CardId::fresh))]
    id: CardId,
    title: String,
    #[graph(weak(Person))]
    assignee: Option<PersonId>,
    #[graph(weak(Card))]
    blocked_by: Vec<CardId>,
    #[graph(shared(Label))]
    label: LabelId,
}
