//! The rows of the calculation, read back from the page.

use super::checks::{CheckName, Faults};
use super::figures::{self, Ore};

/// A row of the calculation with the line under it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// What it is.
    pub label: String,
    /// With its sign.
    pub amount: Ore,
    /// For whom, such as `dig` or `barn 1 (född 2017)`.
    pub person: Option<String>,
    /// How it was computed, such as `Summan av 2 belopp`; empty when not told.
    pub arithmetic: String,
    /// Where it comes from, such as `din ansökan`.
    pub sources: Vec<String>,
}

const LABEL_WIDTH: usize = 50;
const WIDTH: usize = 70;
const ROW: &str = "  ";
const DETAIL: &str = "    ";

/// Reads rows until the lines end. What is no row is a fault, and what was
/// read before it is kept.
pub fn read(check: CheckName, lines: &[&str], faults: &mut Faults) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut label: Vec<&str> = Vec::new();
    for (end, line) in (1..).zip(lines) {
        if let Some(detail) = line.strip_prefix(DETAIL) {
            match rows.last_mut() {
                Some(row) if label.is_empty() && row.sources.is_empty() => {
                    if read_detail(row, detail).is_none() {
                        faults.add(check, "en rad som säger för vem och varifrån", detail);
                    }
                }
                _ => faults.add(check, "en rad med ett belopp", *line),
            }
            continue;
        }
        let text = line.strip_prefix(ROW).unwrap_or_default();
        label.push(text);
        if let Some((name, amount)) = split(text) {
            label.pop();
            label.push(name);
            let whole = label.join(" ");
            let found = lines.get(end - label.len()..end).unwrap_or(&[]);
            faults.same_lines(check, &written(&whole, amount), found);
            rows.push(Row {
                label: whole,
                amount,
                ..Row::default()
            });
            label.clear();
        }
    }
    if !label.is_empty() || lines.is_empty() {
        faults.add(check, "en rad med ett belopp", label.join(" "));
    }
    rows
}

/// The label and the amount of a row's last line.
fn split(text: &str) -> Option<(&str, Ore)> {
    let at = text.trim_end_matches(" kr").rfind(' ')?;
    let (name, amount) = text.split_at_checked(at)?;
    let amount = figures::amount(amount.strip_prefix(' ')?)?;
    Some((name.trim_end(), amount))
}

/// A row as it stands on the page: a long label takes several lines.
fn written(label: &str, amount: Ore) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in label.split(' ') {
        let width = line.chars().count();
        if width > 0 && width + word.chars().count() >= LABEL_WIDTH {
            lines.push(format!("{ROW}{line}"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let room = WIDTH.saturating_sub(line.chars().count());
    lines.push(format!("{ROW}{line}{:>room$}", figures::in_column(amount)));
    lines
}

/// `Gäller dig. Summan av 2 belopp. Källa: din ansökan och Skatteverket, …`
fn read_detail(row: &mut Row, detail: &str) -> Option<()> {
    let (told, sources) = detail.split_once("Källa: ")?;
    let sources = sources.strip_suffix('.')?;
    row.sources = sources.split(" och ").map(str::to_owned).collect();
    let mut rest = told;
    if let Some(about) = told.strip_prefix("Gäller ") {
        let (person, after) = about.split_once(". ")?;
        row.person = Some(person.to_owned());
        rest = after;
    }
    if !rest.is_empty() {
        row.arithmetic = rest.strip_suffix(". ")?.to_owned();
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_with_what_stands_under_them() {
        let long = "Jobbstimulans, del av lönen som inte räknas alls eller så";
        let [first, last] = &written(long, 71_750)[..] else {
            panic!("two lines");
        };
        let lines = [
            first.as_str(),
            last,
            "    Gäller dig. 25 procent av 2\u{a0}870 kr. Källa: lagen och din ansökan.",
        ];
        let mut faults = Faults::default();
        let rows = read(CheckName::Incomes, &lines, &mut faults);
        assert_eq!(faults.0, []);
        let [row] = &rows[..] else {
            panic!("one row: {rows:?}");
        };
        assert_eq!((row.label.as_str(), row.amount), (long, 71_750));
        assert_eq!(row.person.as_deref(), Some("dig"));
        assert_eq!(row.arithmetic, "25 procent av 2\u{a0}870 kr");
        assert_eq!(row.sources, ["lagen", "din ansökan"]);
    }

    #[test]
    fn what_is_no_row_is_told() {
        for wrong in [
            &["  Hyra 100 kr"][..],
            &["    Källa: din ansökan."],
            &["  Hyra"],
            &[],
        ] {
            let mut faults = Faults::default();
            read(CheckName::Costs, wrong, &mut faults);
            assert_eq!(faults.0.len(), 1, "{wrong:?}");
        }
    }
}
