//! The page: articles with headings, paragraphs, links, lists, tables, images and code, as a site
//! generator would write them. It is the same in each run.

use std::fmt::Write;

use crate::random::Random;

const WORDS: [&str; 32] = [
    "a", "node", "of", "the", "tree", "has", "one", "owner", "and", "its", "children", "are", "in",
    "order", "when", "an", "element", "moves", "it", "keeps", "identity", "every", "handle",
    "finds", "what", "is", "there", "text", "between", "tags", "counts", "too",
];

struct Writer {
    html: String,
    random: Random,
}

/// A page of at least this many bytes.
pub(super) fn page(size: usize) -> String {
    let mut writer = Writer { html: String::with_capacity(size + 10_000), random: Random::new() };
    writer.html += "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
        <title>Nodes &amp; links</title>\n<link rel=\"stylesheet\" href=\"style.css\">\n\
        <style>p > a { color: #336 }</style>\n</head>\n<body class=\"page\">\n<main id=\"main\">\n";
    let mut number = 0;
    while writer.html.len() < size {
        writer.article(number);
        number += 1;
    }
    writer.html += "</main>\n<script>if (a < b) run();</script>\n</body>\n</html>\n";
    writer.html
}

impl Writer {
    fn below(&mut self, end: usize) -> usize {
        self.random.below(end)
    }

    fn words(&mut self, least: usize, more: usize) {
        let count = least + self.below(more);
        for number in 0..count {
            let word = WORDS[self.below(WORDS.len())];
            self.html += if number == 0 { "" } else { " " };
            self.html += word;
        }
    }

    fn article(&mut self, number: usize) {
        _ = write!(
            self.html,
            "<!-- article {number} -->\n<article class=\"post entry\" id=\"post-{number}\">\n<h2>"
        );
        self.words(3, 5);
        _ = writeln!(self.html, "<a class=\"anchor\" href=\"#post-{number}\">¶</a></h2>");
        for _ in 0..2 + self.below(3) {
            self.paragraph();
        }
        match self.below(4) {
            0 => self.table(),
            1 => self.list(),
            2 => self.figure(number),
            _ => self.code(),
        }
        self.html += "</article>\n";
    }

    fn paragraph(&mut self) {
        self.html += "<p>";
        for _ in 0..2 + self.below(5) {
            self.words(4, 14);
            match self.below(6) {
                0 => self.link(),
                1 => self.inline("em"),
                2 => self.inline("strong"),
                3 => self.inline("code"),
                4 => self.html += " &lt;&amp;&gt; ",
                _ => self.html += "<br>\n",
            }
        }
        self.html += "</p>\n";
    }

    fn inline(&mut self, tag: &str) {
        _ = write!(self.html, " <{tag}>");
        self.words(1, 3);
        _ = write!(self.html, "</{tag}> ");
    }

    fn link(&mut self) {
        let target = self.below(1000);
        _ = write!(self.html, " <a href=\"/posts/{target}.html\" title=\"Post {target}\">");
        self.words(1, 4);
        self.html += "</a> ";
    }

    fn list(&mut self) {
        self.html += "<ul class=\"items\">\n";
        for _ in 0..3 + self.below(8) {
            self.html += "<li>";
            self.words(2, 8);
            if self.below(3) == 0 {
                self.link();
            }
            self.html += "</li>\n";
        }
        self.html += "</ul>\n";
    }

    fn table(&mut self) {
        self.html +=
            "<table>\n<thead><tr><th>Name</th><th>Kind</th><th>Size</th></tr></thead>\n<tbody>\n";
        for _ in 0..3 + self.below(10) {
            self.html += "<tr><td>";
            self.words(1, 3);
            self.html += "</td><td>";
            self.words(1, 1);
            let size = self.below(10_000);
            _ = writeln!(self.html, "</td><td class=\"number\">{size}</td></tr>");
        }
        self.html += "</tbody>\n</table>\n";
    }

    fn figure(&mut self, number: usize) {
        _ = write!(
            self.html,
            "<figure><img src=\"images/{number}.png\" alt=\"Figure {number}\" width=\"640\" \
             height=\"480\"><figcaption>"
        );
        self.words(3, 8);
        self.html += "</figcaption></figure>\n";
    }

    fn code(&mut self) {
        self.html += "<pre><code class=\"language-rust\">";
        for _ in 0..2 + self.below(6) {
            self.html += "<span class=\"keyword\">let</span> <span class=\"name\">";
            self.words(1, 1);
            self.html += "</span> = ";
            self.words(1, 4);
            self.html += ";\n";
        }
        self.html += "</code></pre>\n";
    }
}
