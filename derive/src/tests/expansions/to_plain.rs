#[graph(to_plain, node = LiveNote, finalize = |note| note.close())]
struct Note {
    text: String,
    #[graph(cell)]
    pinned: bool,
    #[graph(own)]
    replies: Vec<Note>,
}
