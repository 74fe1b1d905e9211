//! Documents, most of them malformed, and their trees by the HTML specification.

use html5ever::interface::QuirksMode;
use kinfolk::Node as _;

use crate::dom::{
    ParentRc, Scripting, inner_html, outer_html, parse_document, parse_fragment, parse_text,
};
use crate::tree::tree;

/// Removes the indentation that all lines of a literal have.
fn unindented(text: &str) -> String {
    let lines = || text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let indent = lines().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    lines().flat_map(|line| [&line[indent..], "\n"]).collect()
}

#[track_caller]
fn assert_tree(parent: &ParentRc, expected: &str) {
    assert_eq!(tree(parent), unindented(expected), "{}", tree(parent));
    assert_eq!(parent.validate(), Ok(()));
}

fn document(source: &str, scripting: Scripting) -> ParentRc {
    parse_document(source.as_bytes(), scripting).document.into()
}

/// Asserts what the body of a document with this content is.
#[track_caller]
fn assert_body(source: &str, expected: &str) {
    let document = document(&format!("<!DOCTYPE html><body>{source}"), Scripting::On);
    let ParentRc::Document(document) = document else { panic!("no document") };
    let html = document.children.last().unwrap();
    let html = html.as_element().unwrap().children.last().unwrap();
    assert_tree(&html.as_element().unwrap().clone().into(), expected);
}

/// Asserts what a document becomes when it is written again, and that nothing changes when that is
/// parsed again.
#[track_caller]
fn assert_html(source: &str, scripting: Scripting, expected: &str) {
    let parsed = document(source, scripting);
    let html = inner_html(&parsed, scripting);
    assert_eq!(html, expected);
    let again = document(&html, scripting);
    assert_eq!(tree(&again), tree(&parsed));
    assert_eq!(inner_html(&again, scripting), html);
}

#[test]
fn what_is_left_out_is_there() {
    assert_tree(
        &document("x", Scripting::On),
        r#"
        <html>
          <head>
          <body>
            "x"
        "#,
    );
    assert_html(
        "<title>a&ampb</title><p>c<p>d&nbsp;<br>",
        Scripting::On,
        "<html><head><title>a&amp;b</title></head><body><p>c</p><p>d&nbsp;<br></p></body></html>",
    );
}

// The next four are the specification's own examples of malformed markup.

#[test]
fn misnested_formatting_is_closed_and_opened_again() {
    assert_body(
        "<p>1<b>2<i>3</b>4</i>5</p>",
        r#"
        <p>
          "1"
          <b>
            "2"
            <i>
              "3"
          <i>
            "4"
          "5"
        "#,
    );
}

#[test]
fn the_adoption_agency_moves_blocks_out_of_formatting() {
    assert_body(
        "<b>1<p>2</b>3</p>",
        r#"
        <b>
          "1"
        <p>
          <b>
            "2"
          "3"
        "#,
    );
    // More than one block, and children of the last one that move.
    assert_body(
        "<a>1<div>2<div>3</a>4</div>5</div>",
        r#"
        <a>
          "1"
        <div>
          <a>
            "2"
          <div>
            <a>
              "3"
            "4"
          "5"
        "#,
    );
}

#[test]
fn a_table_puts_misplaced_content_before_itself() {
    assert_body(
        "<table><b><tr><td>aaa</td></tr>bbb</table>ccc",
        r#"
        <b>
        <b>
          "bbb"
        <table>
          <tbody>
            <tr>
              <td>
                "aaa"
        <b>
          "ccc"
        "#,
    );
    // Texts before the table become one.
    assert_body(
        "a<table>b<tr>c<td>d</td>e</table>f",
        r#"
        "abce"
        <table>
          <tbody>
            <tr>
              <td>
                "d"
        "f"
        "#,
    );
}

#[test]
fn at_most_three_equal_formatting_elements_are_opened_again() {
    assert_body(
        "<p><b class=x><b class=x><b><b class=x><b class=x><b>X<p>X<p><b><b class=x><b>X\
         <p></b></b></b></b></b></b>X",
        r#"
        <p>
          <b>
            class="x"
            <b>
              class="x"
              <b>
                <b>
                  class="x"
                  <b>
                    class="x"
                    <b>
                      "X"
        <p>
          <b>
            class="x"
            <b>
              <b>
                class="x"
                <b>
                  class="x"
                  <b>
                    "X"
        <p>
          <b>
            class="x"
            <b>
              <b>
                class="x"
                <b>
                  class="x"
                  <b>
                    <b>
                      <b>
                        class="x"
                        <b>
                          "X"
        <p>
          "X"
        "#,
    );
}

#[test]
fn end_tags_alone_make_elements_or_nothing() {
    assert_body(
        "</p></br></b></table>x",
        r#"
        <p>
        <br>
        "x"
        "#,
    );
}

#[test]
fn the_contents_of_a_template_are_apart() {
    let source = "<body><template id=t><tr><td>x</td></tr><template>y</template></template>";
    assert_tree(
        &document(source, Scripting::On),
        r#"
        <html>
          <head>
          <body>
            <template>
              id="t"
              content
                <tr>
                  <td>
                    "x"
                <template>
                  content
                    "y"
        "#,
    );
    assert_html(
        source,
        Scripting::On,
        "<html><head></head><body><template id=\"t\"><tr><td>x</td></tr><template>y</template>\
         </template></body></html>",
    );
    assert_html(
        "<template>x</template>",
        Scripting::Off,
        "<html><head><template>x</template></head><body></body></html>",
    );
}

#[test]
fn svg_and_mathml_have_their_own_names() {
    assert_body(
        "<svg viewbox='0 0 1 1'><a xlink:href=y></a><foreignobject><p>x</p></foreignobject></svg>",
        r#"
        <svg svg>
          viewBox="0 0 1 1"
          <svg a>
            xlink href="y"
          <svg foreignObject>
            <p>
              "x"
        "#,
    );
    // A paragraph ends SVG, except where HTML may stand.
    assert_body(
        "<svg><g><p>x</svg>",
        r#"
        <svg svg>
          <svg g>
        <p>
          "x"
        "#,
    );
    assert_body(
        "<math><mi>x</mi><annotation-xml encoding=text/html><p>y</math>",
        r#"
        <math math>
          <math mi>
            "x"
          <math annotation-xml>
            encoding="text/html"
            <p>
              "y"
        "#,
    );
    assert_body(
        "<math><annotation-xml><p>y</math>",
        r#"
        <math math>
          <math annotation-xml>
        <p>
          "y"
        "#,
    );
    assert_html(
        "<svg><path d=M0 /><title>a&lt;b</title></svg>",
        Scripting::On,
        "<html><head></head><body><svg><path d=\"M0\"></path><title>a&lt;b</title></svg></body>\
         </html>",
    );
}

#[test]
fn noscript_is_text_or_elements() {
    let source = "<head><noscript><link></noscript></head><body><noscript><p>x</p></noscript>";
    assert_tree(
        &document(source, Scripting::On),
        r#"
        <html>
          <head>
            <noscript>
              "<link>"
          <body>
            <noscript>
              "<p>x</p>"
        "#,
    );
    assert_tree(
        &document(source, Scripting::Off),
        r#"
        <html>
          <head>
            <noscript>
              <link>
          <body>
            <noscript>
              <p>
                "x"
        "#,
    );
    for scripting in [Scripting::On, Scripting::Off] {
        assert_html(
            source,
            scripting,
            "<html><head><noscript><link></noscript></head><body><noscript><p>x</p></noscript>\
             </body></html>",
        );
    }
}

#[test]
fn scripts_and_styles_are_not_escaped() {
    assert_html(
        "<script>if (a < b && c) '</p>'</script><style>a > b {}</style><p>a < b && c",
        Scripting::On,
        "<html><head><script>if (a < b && c) '</p>'</script><style>a > b {}</style></head><body>\
         <p>a &lt; b &amp;&amp; c</p></body></html>",
    );
    assert_body(
        "<script><!--<script></script>--></script><textarea>\n<b></textarea><pre>\n\nx",
        r#"
        <script>
          "<!--<script></script>-->"
        <textarea>
          "<b>"
        <pre>
          "
        x"
        "#,
    );
}

#[test]
fn comments_stand_where_they_were() {
    assert_tree(
        &document(
            "<!--a--><!DOCTYPE html><!--b--><html><!--c--><body>x<!--d--></body><!--e--></html>\
             <!--f-->",
            Scripting::On,
        ),
        r#"
        <!-- a -->
        <!DOCTYPE html>
        <!-- b -->
        <html>
          <!-- c -->
          <head>
          <body>
            "x"
            <!-- d -->
          <!-- e -->
        <!-- f -->
        "#,
    );
    assert_body(
        "<?php x ?><!x></ y><!-->z",
        r#"
        <!-- ?php x ? -->
        <!-- x -->
        <!--  y -->
        <!--  -->
        "z"
        "#,
    );
}

#[test]
fn the_doctype_sets_the_quirks_mode() {
    let transitional = "\"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"x.dtd\"";
    for (doctype, quirks, table_is_in_paragraph) in [
        ("<!DOCTYPE html>", QuirksMode::NoQuirks, false),
        (&*format!("<!DOCTYPE html PUBLIC {transitional}>"), QuirksMode::LimitedQuirks, false),
        ("<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 3.2//EN\">", QuirksMode::Quirks, true),
        ("<!DOCTYPE other>", QuirksMode::Quirks, true),
        ("", QuirksMode::Quirks, true),
    ] {
        let source = format!("{doctype}<p><table>");
        let parsed = parse_document(source.as_bytes(), Scripting::On);
        assert_eq!(parsed.document.quirks.get(), quirks, "{doctype}");
        // Only in quirks mode, a table does not end the paragraph before it.
        let html = inner_html(&parsed.document.into(), Scripting::On);
        assert_eq!(html.contains("<p><table></table></p>"), table_is_in_paragraph, "{doctype}");
    }
    assert_tree(
        &document(&format!("<!doctype HTML public {transitional}>"), Scripting::On),
        r#"
        <!DOCTYPE html "-//W3C//DTD XHTML 1.0 Transitional//EN" "x.dtd">
        <html>
          <head>
          <body>
        "#,
    );
}

#[test]
fn attributes_of_a_second_html_or_body_are_added() {
    assert_tree(
        &document("<html a=1><body b=2 b=3>x<html a=4 c=5><body b=6 d=7>", Scripting::On),
        r#"
        <html>
          a="1"
          c="5"
          <head>
          <body>
            b="2"
            d="7"
            "x"
        "#,
    );
}

#[test]
fn a_frameset_takes_the_place_of_the_body() {
    assert_tree(
        &document("<p><frameset><frame src=a></frameset>", Scripting::On),
        r#"
        <html>
          <head>
          <frameset>
            <frame>
              src="a"
        "#,
    );
}

#[test]
fn fragments_depend_on_their_context() {
    let fragment = |source, context| parse_fragment(source, context, Scripting::On).into();
    assert_tree(
        &fragment("<td>a<td>b", "tr"),
        r#"
        <td>
          "a"
        <td>
          "b"
        "#,
    );
    assert_tree(
        &fragment("<td>a<td>b", "div"),
        r#"
        "ab"
        "#,
    );
    assert_tree(
        &fragment("a<b>c", "textarea"),
        r#"
        "a<b>c"
        "#,
    );
    assert_tree(
        &fragment("<tr><td>x", "template"),
        r#"
        <tr>
          <td>
            "x"
        "#,
    );
    assert_eq!(inner_html(&fragment("<p>a<p>b", "div"), Scripting::On), "<p>a</p><p>b</p>");
    assert_tree(&fragment("", "div"), "");
}

#[test]
fn bytes_that_are_no_utf_8_are_replaced() {
    let parsed = parse_document(b"<p>a\xffb", Scripting::On);
    let html = inner_html(&parsed.document.into(), Scripting::On);
    assert!(html.contains("<p>a\u{fffd}b</p>"), "{html}");
}

#[test]
fn mistakes_are_reported_with_their_lines() {
    let parsed = parse_document(b"<!DOCTYPE html>\n<p>a\n</i>b", Scripting::On);
    let lines: Vec<_> = parsed.errors.iter().map(|error| error.line).collect();
    assert_eq!(lines, [3], "{:?}", parsed.errors);
}

#[test]
fn an_element_is_written_with_or_without_itself() {
    let fragment = parse_fragment("<p id=a>x<b>y</b></p>", "div", Scripting::On);
    let p: ParentRc = fragment.children.first().unwrap().as_element().unwrap().clone().into();
    assert_eq!(inner_html(&p, Scripting::On), "x<b>y</b>");
    assert_eq!(outer_html(&p, Scripting::On), "<p id=\"a\">x<b>y</b></p>");
}

/// Nothing here recurses: neither parsing, walking, writing nor the drop.
#[test]
fn depth_needs_no_stack() {
    const DEPTH: usize = 100_000;
    let deep = || {
        let source = "<span>".repeat(DEPTH);
        let parsed = parse_text(source.into(), Scripting::On);
        let document = ParentRc::from(parsed.document.clone());
        assert_eq!(crate::dom::elements(document.clone()).count(), DEPTH + 3);
        let html = inner_html(&document, Scripting::On);
        assert_eq!(html.matches("</span>").count(), DEPTH);
        assert_eq!(parsed.document.validate(), Ok(()));
        drop((parsed, document));

        let source = "<template>".repeat(1000);
        let document = document_of(&source);
        let html = inner_html(&document, Scripting::On);
        assert_eq!(html.matches("</template>").count(), 1000);
    };
    let thread = std::thread::Builder::new().stack_size(256 * 1024);
    thread.spawn(deep).unwrap().join().unwrap();
}

fn document_of(source: &str) -> ParentRc {
    document(source, Scripting::On)
}
