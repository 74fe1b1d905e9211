/// What a page has.
#[graph(no_from)]
pub enum Block {
    #[graph(with(Text))]
    Inline(Inline),
    Rule(Rule),
}
