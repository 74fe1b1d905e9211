#[graph(live(pub rect: Cell<Rect>, width: Cell<u32> = Cell::new(7)))]
#[graph(live(#[cfg(feature = "fonts")] font: Font = { Font::load() }))]
pub struct View {
    pub title: String,
}
