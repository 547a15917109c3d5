//! `rules check`: the certificate of rules and policy.

use anyhow::bail;
use clap::Args;

use crate::assessment::certificate::oddity::{OddityFound, OddityName};
use crate::assessment::certificate::{Certificate, Extent, certify, months, steps};
use crate::cli::{Ending, output, progress, setup};
use crate::config::Settings;
use crate::rules;
use crate::vocabulary::{Kronor, Month};

/// Certify the rules and the policy over every household there can be.
///
/// Walks through the households of each table by the code that decides cases,
/// tries every edge of tables and amounts, and compares the oddities of the
/// ordinance with those that are named. Exit code 0 when everything holds,
/// else 1.
#[derive(Args)]
pub struct Check {
    /// Only these months or years; else one month of every table, and one for
    /// each law where the law changed
    #[arg(long, value_name = "YYYY[-MM]", num_args = 1..)]
    month_or_year: Vec<MonthOrYear>,
    /// Print the certificate as one JSON object
    #[arg(long)]
    json: bool,
}

/// A month, or a whole year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MonthOrYear {
    Month(Month),
    Year(i32),
}

impl std::str::FromStr for MonthOrYear {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let january = format!("{text}-01").parse::<Month>();
        match (text.parse(), january) {
            (Ok(month), _) => Ok(Self::Month(month)),
            (_, Ok(january)) => Ok(Self::Year(january.year())),
            _ => Err("a month such as 2026-11, or a year such as 2026"),
        }
    }
}

impl Check {
    /// Walks through every household.
    pub fn run(&self, settings: &Settings) -> anyhow::Result<Ending> {
        let (rules, policy) = setup::rules(&settings.rules)?;
        let months = self.months(&rules)?;
        let extent = Extent::WHOLE;
        let bar = progress::bar(steps(&rules, &policy, &months, extent), "households");
        let certificate = certify(&rules, &policy, &months, extent, &mut |done| bar.inc(done));
        bar.finish_and_clear();
        if self.json {
            output::json(&certificate)?;
        } else {
            print(&certificate)?;
        }
        ending(&certificate)
    }

    /// The months asked for; of a year, those that are certified by default.
    fn months(&self, rules: &rules::Rules) -> anyhow::Result<Vec<Month>> {
        let all = months(rules);
        if self.month_or_year.is_empty() {
            return Ok(all);
        }
        let mut wanted = Vec::new();
        for asked in &self.month_or_year {
            match asked {
                MonthOrYear::Month(month) if rules.norm(*month).is_some() => wanted.push(*month),
                MonthOrYear::Year(year) if all.iter().any(|month| month.year() == *year) => {
                    wanted.extend(all.iter().filter(|month| month.year() == *year));
                }
                MonthOrYear::Month(month) => bail!("there is no riksnorm for {month}"),
                MonthOrYear::Year(year) => bail!("there is no riksnorm that ends in {year}"),
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        Ok(wanted)
    }
}

/// A certificate that does not hold is an error: exit code 1.
fn ending(certificate: &Certificate) -> anyhow::Result<Ending> {
    if !certificate.holds {
        bail!("the certificate does not hold");
    }
    Ok(Ending::Done)
}

fn print(certificate: &Certificate) -> anyhow::Result<()> {
    let months: Vec<_> = certificate.months.iter().map(Month::to_string).collect();
    output::line(format!("Rules   {}", certificate.rules_hash))?;
    output::line(format!("Policy  {}", certificate.policy_hash))?;
    output::line(format!("Months  {}", months.join(", ")))?;
    output::line(format!(
        "Walked  {} households, {} assessments",
        certificate.compositions, certificate.assessments
    ))?;
    output::line("")?;
    let checks = certificate.checks.iter().map(|result| {
        let verdict = match (result.holds, result.tally.broken) {
            (true, _) => "holds".to_owned(),
            (false, 0) => "NOT TESTED".to_owned(),
            (false, broken) => format!("BROKEN ({broken})"),
        };
        let tested = result.tally.tested.to_string();
        vec![result.check.promise().to_owned(), tested, verdict]
    });
    output::table(&["Promise", "Tested", "Verdict"], checks.collect())?;
    print_oddities(certificate)?;
    print_violations(certificate)?;
    output::line("")?;
    output::line(if certificate.holds {
        "The certificate holds."
    } else {
        "The certificate does NOT hold."
    })?;
    Ok(())
}

/// So many months stand beside each other in a table that still fits a page.
const MONTHS_BESIDE_EACH_OTHER: usize = 5;

/// One row an oddity, lunch away apart, and one column a month: by how much
/// the need changes.
fn print_oddities(certificate: &Certificate) -> anyhow::Result<()> {
    output::line("")?;
    output::line(
        "Named oddities of the ordinance, and how they change the need (kronor a month):",
    )?;
    for months in certificate.months.chunks(MONTHS_BESIDE_EACH_OTHER) {
        let names: Vec<_> = months.iter().map(Month::to_string).collect();
        let mut headings = vec!["Oddity"];
        headings.extend(names.iter().map(String::as_str));
        output::table(&headings, oddity_rows(certificate, months))?;
    }
    Ok(())
}

fn oddity_rows(certificate: &Certificate, months: &[Month]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for name in OddityName::ALL {
        for lunch in [false, true] {
            let of_row =
                |found: &&OddityFound| found.name == *name && found.effect.lunch_away() == lunch;
            let found: Vec<_> = certificate.oddities.iter().filter(of_row).collect();
            if found.is_empty() {
                continue;
            }
            let suffix = if lunch { " (lunch away)" } else { "" };
            let title = name.in_english().trim_end_matches('.');
            let mut row = vec![format!("{title}{suffix}")];
            row.extend(months.iter().map(|month| {
                let changes = found.iter().filter(|found| found.month == *month);
                range(changes.map(|found| found.change))
            }));
            rows.push(row);
        }
    }
    rows
}

/// One amount, or the least and the most of several; öre only where there are
/// any.
fn range(changes: impl Iterator<Item = Kronor> + Clone) -> String {
    let short = |amount: Kronor| {
        let sign = if amount.is_positive() { "+" } else { "" };
        let text = amount.to_string();
        format!("{sign}{}", text.strip_suffix(".00").unwrap_or(&text))
    };
    match (changes.clone().min(), changes.max()) {
        (Some(least), Some(most)) if least == most => short(least),
        (Some(least), Some(most)) => format!("{} to {}", short(least), short(most)),
        _ => "-".to_owned(),
    }
}

fn print_violations(certificate: &Certificate) -> anyhow::Result<()> {
    for result in &certificate.checks {
        if result.tally.first.is_empty() {
            continue;
        }
        output::line("")?;
        output::line(format!("Broken: {}", result.check.promise()))?;
        for violation in &result.tally.first {
            output::line(format!("  {}: {}", violation.month, violation.problem))?;
        }
        let told = u64::try_from(result.tally.first.len()).unwrap_or(u64::MAX);
        let untold = result.tally.broken.saturating_sub(told);
        if untold > 0 {
            output::line(format!("  and {untold} more"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_months_and_years() {
        let month = "2025-06".parse::<Month>().expect("a month");
        assert_eq!("2025-06".parse(), Ok(MonthOrYear::Month(month)));
        assert_eq!("2025".parse(), Ok(MonthOrYear::Year(2025)));
        assert!("25".parse::<MonthOrYear>().is_err());
        assert!("2025-13".parse::<MonthOrYear>().is_err());
    }

    #[test]
    fn a_year_is_its_certified_months_and_an_unknown_one_is_refused() {
        let rules = rules::Rules::read(rules::COMPILED_IN).expect("the shipped rules");
        let of = |asked: &[&str]| {
            let month_or_year = asked
                .iter()
                .map(|text| text.parse().expect("a month or year"));
            let json = false;
            let check = Check {
                month_or_year: month_or_year.collect(),
                json,
            };
            let months = check.months(&rules)?;
            anyhow::Ok(months.iter().map(Month::to_string).collect::<Vec<_>>())
        };
        assert_eq!(of(&["2025"]).expect("months"), ["2025-01", "2025-12"]);
        let both = of(&["2026-11", "2019", "2019-12"]).expect("months");
        assert_eq!(both, ["2019-12", "2026-11"]);
        assert_eq!(of(&[]).expect("months").len(), 9);
        assert!(of(&["2018"]).is_err() && of(&["2027-01"]).is_err());
    }

    #[test]
    fn only_a_certificate_that_holds_ends_well() {
        let rules = rules::Rules::read(rules::COMPILED_IN).expect("the shipped rules");
        let policy = rules::Policy::load("policy.toml", rules::EXAMPLE_POLICY).expect("a policy");
        let extent = Extent {
            full_time_children: 1,
            mixed_children: 0,
            pair_age_step: 20,
        };
        let of = |months: &[Month]| certify(&rules, &policy, months, extent, &mut |_| {});
        let month = "2026-12".parse().expect("a month");
        assert_eq!(ending(&of(&[month])).expect("a certificate"), Ending::Done);
        // Nothing is certified by not having been looked at.
        assert!(ending(&of(&[])).is_err());
    }

    #[test]
    fn amounts_show_their_sign_and_only_real_ore() {
        let of = |ore: &[i64]| range(ore.iter().map(|ore| Kronor::from_ore(*ore)));
        assert_eq!(of(&[-34_000, -34_000]), "-340");
        assert_eq!(of(&[25_000, 12_050]), "+120.50 to +250");
        assert_eq!(of(&[]), "-");
    }
}
