//! The report as people read it.

use super::hand_worked::{bundles, new, present};
use super::simulated;
use crate::explanation::readability;
use crate::reports::simulation::html::html;
use crate::reports::simulation::text::text;

#[test]
fn the_page_needs_nothing_else_and_can_be_read_aloud() {
    let report = simulated(&bundles(), &present(), &new());
    let page = html(&report).expect("a page");
    for needed in [
        "<html lang=\"sv\">",
        "class=\"skip\" href=\"#innehall\"",
        "id=\"innehall\"",
    ] {
        assert!(page.contains(needed), "{needed}");
    }
    for fetched in [
        "<script", "<link", "<img", "src=", "http", "url(", "@import",
    ] {
        assert!(!page.contains(fetched), "{fetched}");
    }
    assert_eq!(
        page.matches("<caption>").count(),
        page.matches("<table").count()
    );
    let charts: Vec<_> = page.split("<svg ").skip(1).collect();
    assert_eq!(charts.len(), 2);
    for chart in charts {
        let chart = chart.split("</svg>").next().expect("a chart");
        let label = chart.split("aria-labelledby=\"").nth(1).expect("a label");
        for id in label.split('"').next().expect("ids").split(' ') {
            assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
        }
        assert!(chart.contains("<title ") && chart.contains("<desc "));
    }
}

#[test]
fn every_bar_of_a_chart_has_its_number_in_the_table() {
    let report = simulated(&bundles(), &present(), &new());
    let page = html(&report).expect("a page");
    let table = page.split("Ändringens storlek").nth(1).expect("the table");
    for (bar, cases) in [("Högst 100 kr mindre", 6), ("Högst 100 kr mer", 12)] {
        assert!(page.contains(&format!(">{bar}</text>")), "{bar}");
        let row = table.split(bar).nth(1).expect("its row");
        assert!(
            row.split("</tr>")
                .next()
                .expect("a row")
                .contains(&format!(">{cases}<")),
            "{row}"
        );
    }
}

#[test]
fn the_running_text_is_plain() {
    let text = text(&simulated(&bundles(), &present(), &new()));
    let is_running = |line: &&str| !line.starts_with(['|', '#', '*']);
    let lines = text.lines().filter(is_running);
    let lines: Vec<_> = lines.map(|line| line.trim_start_matches("- ")).collect();
    readability::hold(&lines.join("\n"));
}
