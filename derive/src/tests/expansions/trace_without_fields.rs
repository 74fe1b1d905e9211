enum Sign {
    Plus,
    Minus,
}
