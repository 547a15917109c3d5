//! English: a translation, in plain words.

mod names;
mod texts;

use std::borrow::Cow;

use chrono::NaiveDate;

use super::{Origin, Sentences, Texts, say};
use crate::assessment::trace::{Arithmetic, Line, Role};
use crate::explanation::words::{Member, capitalise_from};
use crate::rules::Policy;
use crate::vocabulary::{Application, Kronor, Month, Source};

pub(super) struct English;

/// A member as a letter names one that something is about: `you`,
/// `the co-applicant`, `child 1 (born 2017)`.
fn named(member: Member) -> Cow<'static, str> {
    match (member.role, member.born) {
        (Role::Applicant, _) => Cow::Borrowed("you"),
        (Role::CoApplicant, _) => Cow::Borrowed("the co-applicant"),
        (Role::Child(place), Some(year)) => Cow::Owned(format!("child {place} (born {year})")),
        (Role::Child(place), None) => Cow::Owned(format!("child {place}")),
    }
}

/// `a`, `a and b`, `a, b and c`.
fn list(items: &[Cow<'_, str>]) -> String {
    match items {
        [] => String::new(),
        [only] => only.to_string(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The authority under the name that it has in Sweden, and what it is.
const fn authority(source: Source) -> &'static str {
    match source {
        Source::Forsakringskassan => "Försäkringskassan (social insurance)",
        Source::Csn => "CSN (study support)",
        Source::Skatteverket => "Skatteverket (taxes)",
    }
}

impl Sentences for English {
    fn texts(&self) -> &'static Texts {
        &texts::TEXTS
    }

    fn line<'a>(&self, line: &'a Line, application: &Application, policy: &Policy) -> Cow<'a, str> {
        names::line(line, application, policy)
    }

    fn name<'a>(&self, id: &str, label: &'a str) -> &'a str {
        names::known(id).unwrap_or(label)
    }

    fn granted(&self, out: &mut String, _: bool, amount: Kronor, month: Month) {
        let (amount, month) = (amount.swedish(), self.month(month));
        say!(out, "You get {amount} in financial assistance for {month}.");
    }

    fn partly_rejected(&self, out: &mut String, _: bool) {
        out.push_str("We reject part of your application.");
    }

    fn paid_out(&self, out: &mut String, _: bool) {
        out.push_str("The money is paid in the way that you chose in the application.");
    }

    fn rejected(&self, out: &mut String, _: bool, month: Month) {
        let month = self.month(month);
        say!(
            out,
            "You get no financial assistance for {month}. We reject your application."
        );
    }

    fn concerns(&self, out: &mut String, member: Member) {
        say!(out, "For {}.", named(member));
    }

    fn arithmetic(&self, out: &mut String, arithmetic: &Arithmetic) {
        let start = out.len();
        let shown = Kronor::swedish;
        match *arithmetic {
            Arithmetic::AsIs => out.push_str("the amount as it stands"),
            Arithmetic::Days { full, days } => say!(
                out,
                "{} × {days} days of 30, rounded up to whole öre",
                shown(full)
            ),
            Arithmetic::BeyondSeven {
                seven,
                step,
                further,
            } => say!(
                out,
                "{} for seven people + {further} × {}",
                shown(seven),
                shown(step)
            ),
            Arithmetic::Share { whole, among } => say!(
                out,
                "{} divided by {among} people, rounded up to whole öre",
                shown(whole)
            ),
            Arithmetic::Claim { claimed, cap } => {
                say!(out, "applied for {}", shown(claimed));
                if let Some(cap) = cap {
                    say!(out, ", at most {}", shown(cap));
                }
            }
            Arithmetic::LeftToPerson { claimed } => {
                say!(out, "applied for {}, a caseworker assesses", shown(claimed));
            }
            Arithmetic::SumOf(count) => say!(out, "the sum of {count} amounts"),
            Arithmetic::Percent { of, percent } => say!(
                out,
                "{percent} per cent of {}, rounded up to whole öre",
                shown(of)
            ),
            Arithmetic::PayLessTax { pay, tax } => {
                say!(out, "pay {} minus tax {}", shown(pay), shown(tax));
            }
            Arithmetic::WithinLimit { earned, limit } => {
                say!(out, "{} is not more than {}", shown(earned), shown(limit));
            }
            Arithmetic::FromSum(sum) => say!(out, "the sum is {}", shown(sum)),
        }
        out.push('.');
        capitalise_from(out, start);
    }

    fn origin(&self, out: &mut String, _: bool, origin: Origin) {
        match origin {
            Origin::Riksnorm(from) => say!(out, "the national norm from {}", self.date(from)),
            Origin::Prisbasbelopp(from) => {
                say!(out, "the price base amount from {}", self.date(from));
            }
            Origin::JobStimulus => out.push_str("the law's rule on the job stimulus"),
            Origin::Application => out.push_str("your application"),
            Origin::CaseSystem => out.push_str("our case system"),
            Origin::Registry(source, day) => {
                say!(out, "{}, fetched {}", authority(source), self.date(day));
            }
        }
    }

    fn needs_more(&self, out: &mut String, _: bool) {
        out.push_str(
            "You need more money than you have received. \
             Therefore you have the right to assistance.",
        );
    }

    fn has_more(&self, out: &mut String, _: bool, difference: Kronor) {
        let difference = difference.swedish();
        say!(
            out,
            "Your incomes are higher than what you need. The difference is {difference}. \
             Therefore you do not have the right to assistance this month."
        );
    }

    fn has_enough(&self, out: &mut String, _: bool) {
        out.push_str(
            "Your incomes are exactly enough for what you need. \
             Therefore you do not have the right to assistance this month.",
        );
    }

    fn counted_incomes(&self, out: &mut String, month: Month) {
        let month = self.month(month);
        say!(
            out,
            "We have counted the incomes that came in during {month}."
        );
    }

    fn no_incomes(&self, out: &mut String, month: Month) {
        let month = self.month(month);
        say!(out, "We have found no incomes to count in {month}.");
    }

    fn follows_plan(&self, out: &mut String, _: bool) {
        out.push_str("You have met a caseworker and follow the plan that you have made together.");
    }

    fn household(&self, out: &mut String, co_applicant: bool, child_count: usize) {
        const COUNTS: [&str; 12] = [
            "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve",
        ];
        let mut members = vec![Cow::Borrowed("you")];
        if co_applicant {
            members.push(Cow::Borrowed("the co-applicant"));
        }
        if let Some(beyond_one) = child_count.checked_sub(1) {
            let children = if beyond_one == 0 { "child" } else { "children" };
            members.push(Cow::Owned(match COUNTS.get(beyond_one) {
                Some(count) => format!("{count} {children}"),
                None => format!("{child_count} {children}"),
            }));
        }
        let only = if members.len() > 1 { "" } else { "only " };
        let ages = if child_count > 0 {
            " and on how old the children are"
        } else {
            ""
        };
        say!(
            out,
            "In the household we count {only}{}. \
             The national norm depends on how many live together{ages}.",
            list(&members)
        );
    }

    fn shares_dwelling(&self, out: &mut String, _: bool) {
        out.push_str(
            "You share a home with others. \
             Therefore we count only your part of the shared costs.",
        );
    }

    fn job_stimulus(&self, out: &mut String, members: &[Member]) {
        out.push_str("The job stimulus applies");
        if !members.is_empty() {
            let members: Vec<_> = members.iter().copied().map(named).collect();
            say!(out, " to {}", list(&members));
        }
        out.push_str(". Therefore we do not count the whole pay.");
    }

    fn rule_of_row(&self, out: &mut String, label: &str) {
        let label = label.to_lowercase();
        say!(out, "This rule applies to the row {label}.");
    }

    fn counted_lower(&self, out: &mut String, _: bool) {
        out.push_str("We have counted less than you applied for.");
    }

    fn not_approved(&self, out: &mut String, _: bool, claimed: Kronor, counted: Kronor) {
        let (claimed, counted) = (claimed.swedish(), counted.swedish());
        say!(out, "you applied for {claimed}. We count {counted}.");
    }

    fn income(&self, out: &mut String, member: Option<Member>, now: Kronor, month: Month) {
        if let Some(member) = member {
            say!(out, " for {}", named(member));
        }
        say!(out, " was {} in {}.", now.swedish(), self.month(month));
    }

    fn aid_if_lower(&self, out: &mut String, _: bool, limit: Kronor) {
        let limit = limit.swedish();
        say!(
            out,
            "You would have got assistance if the income had been lower than {limit}."
        );
    }

    fn aid_without(&self, out: &mut String, _: bool, aid: Kronor) {
        let aid = aid.swedish();
        say!(out, "Without that income you would have got {aid}.");
    }

    fn aid_while_lower(&self, out: &mut String, _: bool, limit: Kronor) {
        let limit = limit.swedish();
        say!(
            out,
            "You get some assistance as long as the income is lower than {limit}."
        );
    }

    fn person_beyond(&self, out: &mut String, least: Option<Kronor>, most: Option<Kronor>) {
        out.push_str("If the income had been ");
        if let Some(least) = least {
            say!(out, "lower than {}", least.swedish());
        }
        if least.is_some() && most.is_some() {
            out.push_str(" or ");
        }
        if let Some(most) = most {
            say!(out, "higher than {}", most.swedish());
        }
        out.push_str(", a caseworker would have decided instead.");
    }

    fn limit_of_municipality(&self, out: &mut String, limit: Kronor) {
        say!(out, "The municipality's limit is {}.", limit.swedish());
    }

    fn aid_without_limit(&self, out: &mut String, _: bool, aid: Kronor) {
        let aid = aid.swedish();
        say!(out, "Without the limit you would have got {aid}.");
    }

    fn salary_to_check(&self, out: &mut String, _: bool) {
        out.push_str(
            "We have counted the pay in your application. \
             The employer has not reported it yet. \
             Therefore we will read the report at Skatteverket (the tax agency) later. \
             If it differs, a caseworker will contact you.",
        );
    }

    fn salary_of(&self, out: &mut String, member: Member) {
        say!(out, "pay for {}", named(member));
    }

    fn tell_us(&self, out: &mut String, _: bool) {
        out.push_str(
            "Contact us if something is wrong. Then we can correct the decision. \
             Tell us also if something changes, for example income, home or who live together.",
        );
    }

    fn appeal(&self, out: &mut String, both: bool, court: &str, committee: &str) {
        let each = if both { " Each of you may do so." } else { "" };
        say!(
            out,
            "Do you think that the decision is wrong? Then you can appeal it.{each} \
             You do so in a letter to the administrative court, {court}. \
             But hand in or send the letter to the committee, {committee}. \
             The committee must have the letter within three weeks from the day \
             you got the decision."
        );
    }

    fn which_decision(&self, out: &mut String, decided_on: Option<NaiveDate>, case: &str) {
        out.push_str("which decision you appeal (");
        if let Some(day) = decided_on {
            say!(out, "the decision of {}, ", self.date(day));
        }
        say!(out, "case {case})");
    }

    fn delegated(&self, out: &mut String, reference: &str, on: NaiveDate, committee: &str) {
        let on = self.date(on);
        say!(out, "{reference}, decided {on} by {committee}");
    }
}
