//! A plot of the instructions, divided by those of `by_hand`.

use std::error::Error;
use std::ops::Range;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::figures::{Figures, Quantity, Subject};
use super::markdown::BY_HAND;
use super::options::Options;
use super::program::Program;
use crate::trees::{Operation, Shape};

const SHAPE: Shape = Shape::Fanout8;

/// The range of the axis. Bars with ratios beyond it end at the margin.
const RATIOS: Range<f64> = 0.05..20.0;

const MARKS: [f64; 9] = [0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0];

const WIDTH: u32 = 880;
const TITLE: u32 = 84;
const OPERATION_NAMES: u32 = 130;
const AXIS: u32 = 54;
/// The height of the line of one contender in one operation.
const LINE: u32 = 8;

const TEXT: RGBColor = RGBColor(34, 34, 34);
const GRID: RGBColor = RGBColor(221, 221, 221);

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Contenders that count handles are blue, those that collect cycles brown, arenas green.
fn colour(contender: &str) -> RGBColor {
    match contender {
        "kinfolk" | "kinfolk_with_hooks" => RGBColor(206, 17, 38),
        "by_hand_checked" => RGBColor(24, 52, 110),
        "rctree" => RGBColor(86, 146, 222),
        "rust_cc" | "rust_cc_with_finalizers" => RGBColor(92, 52, 12),
        "dumpster" => RGBColor(150, 92, 34),
        "gcmodule" => RGBColor(204, 146, 72),
        "bacon_rajan_cc" => RGBColor(235, 200, 140),
        "slotmap" => RGBColor(10, 84, 54),
        "indextree" => RGBColor(44, 140, 86),
        "ego_tree" => RGBColor(122, 194, 130),
        _ => RGBColor(176, 214, 180),
    }
}

/// The bars of one operation: a ratio for each contender that was measured in it.
struct Group {
    operation: Operation,
    ratios: Vec<Option<f64>>,
}

/// Draws the plot as SVG, on white so that it is readable on any page. `None` if those of
/// `by_hand` were not measured.
pub(super) fn plot(options: &Options, figures: &Figures) -> Option<String> {
    let contenders: Vec<_> =
        options.contenders.iter().copied().filter(|contender| *contender != BY_HAND).collect();
    let group = |operation: &Operation| {
        let ratio = |&contender: &&'static str| {
            let (operation, allocator) = (operation.name(), Program::System.name());
            let quantity = Quantity::Instructions;
            let subject = Subject { shape: SHAPE, contender, operation, allocator, quantity };
            figures.ratio(subject, BY_HAND)
        };
        Group { operation: *operation, ratios: contenders.iter().map(ratio).collect() }
    };
    let mut groups: Vec<_> = options.operations.iter().map(group).collect();
    groups.retain(|group| group.ratios.iter().any(Option::is_some));
    if groups.is_empty() {
        return None;
    }
    let mut svg = String::new();
    draw(&mut svg, &contenders, &groups).ok()?;
    Some(svg)
}

#[expect(clippy::cast_precision_loss, reason = "the numbers are small enough for `f64`")]
fn draw(svg: &mut String, contenders: &[&str], groups: &[Group]) -> Result<(), Box<dyn Error>> {
    // An empty line separates the operations.
    let lines_of_one = contenders.len() + 1;
    let lines = lines_of_one * groups.len();
    let height = TITLE + LINE * u32::try_from(lines)? + AXIS;
    let canvas = SVGBackend::with_string(svg, (WIDTH, height)).into_drawing_area();
    canvas.fill(&WHITE)?;
    let (title, below) = canvas.split_vertically(TITLE);
    draw_title(&title, contenders)?;

    // The range of the y axis is reversed: line 0 is at the top.
    let mut chart = ChartBuilder::on(&below)
        .margin_right(20)
        .set_label_area_size(LabelAreaPosition::Left, OPERATION_NAMES)
        .set_label_area_size(LabelAreaPosition::Bottom, AXIS)
        .build_cartesian_2d(RATIOS.log_scale(), lines as f64..0.0)?;
    let marks = TextStyle::from(("sans-serif", 13).into_font())
        .color(&TEXT)
        .pos(Pos::new(HPos::Center, VPos::Top));
    for ratio in MARKS {
        chart.draw_series([PathElement::new([(ratio, 0.0), (ratio, lines as f64)], GRID)])?;
        let (x, y) = chart.backend_coord(&(ratio, lines as f64));
        canvas.draw(&Text::new(ratio.to_string(), (x, y + 8), marks.clone()))?;
    }
    let (x, y) = chart.backend_coord(&(1.0, lines as f64));
    let axis = "times as many as by hand: left of 1 is faster, and what reaches the margin goes on";
    canvas.draw(&Text::new(axis, (x, y + 30), marks))?;
    let name_style = TextStyle::from(("sans-serif", 14).into_font())
        .color(&TEXT)
        .pos(Pos::new(HPos::Right, VPos::Center));
    for (index, Group { operation, ratios }) in groups.iter().enumerate() {
        let top = (index * lines_of_one) as f64;
        let middle = top + lines_of_one as f64 / 2.0;
        let name = format!("{}  ", operation.name());
        chart.plotting_area().draw(&Text::new(name, (RATIOS.start, middle), name_style.clone()))?;
        for (line, (contender, ratio)) in contenders.iter().zip(ratios).enumerate() {
            let Some(ratio) = ratio else { continue };
            let ratio = ratio.clamp(RATIOS.start, RATIOS.end);
            let start = top + 0.5 + line as f64;
            let bar = [(1.0, start + 0.1), (ratio, start + 0.9)];
            chart.draw_series([Rectangle::new(bar, colour(contender).filled())])?;
        }
    }
    let by_hand = [(1.0, 0.0), (1.0, lines as f64)];
    chart.draw_series([PathElement::new(by_hand, TEXT)])?;
    canvas.present()?;
    Ok(())
}

/// Draws the title and the legend of the colours.
fn draw_title(area: &Canvas<'_>, contenders: &[&str]) -> Result<(), Box<dyn Error>> {
    const COLUMNS: usize = 6;
    let title = ("sans-serif", 17).into_font().color(&TEXT);
    let text = "Instructions beside the same by hand, in a tree with eight children for each node";
    area.draw(&Text::new(text, (16, 12), title))?;
    for (index, contender) in contenders.iter().enumerate() {
        let x = 16 + 142 * i32::try_from(index % COLUMNS)?;
        let y = 42 + 20 * i32::try_from(index / COLUMNS)?;
        let swatch = [(x, y), (x + 12, y + 12)];
        area.draw(&Rectangle::new(swatch, colour(contender).filled()))?;
        let name = ("sans-serif", 13).into_font().color(&TEXT);
        area.draw(&Text::new((*contender).to_owned(), (x + 18, y), name))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_contender_has_a_bar_in_each_operation() {
        let arguments = ["--operations", "walk,drop", "--contenders", "by_hand,kinfolk,arena"];
        let options = Options::read(&arguments).unwrap();
        let mut figures = Figures::default();
        assert!(plot(&options, &figures).is_none());
        for (contender, instructions) in [("by_hand", 2.0), ("kinfolk", 3.0), ("arena", 0.001)] {
            for operation in ["walk", "drop"] {
                let (allocator, quantity) = ("system", Quantity::Instructions);
                let subject = Subject { shape: SHAPE, contender, operation, allocator, quantity };
                figures.add(subject, 10, vec![instructions]);
            }
        }
        let svg = plot(&options, &figures).unwrap();
        let bars_in = |colour: &str| svg.matches(&format!("fill=\"{colour}\"")).count();
        // Two bars, and one swatch in the legend.
        assert_eq!((bars_in("#CE1126"), bars_in("#B0D6B4")), (3, 3));
    }
}
