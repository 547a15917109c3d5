//! Swedish: the language of the decision.

mod texts;

use std::borrow::Cow;

use chrono::NaiveDate;

use super::{Origin, Sentences, Texts, say};
use crate::assessment::trace::{Arithmetic, Line, Role};
use crate::explanation::words::{Member, capitalise_from, children, list};
use crate::rules::Policy;
use crate::vocabulary::{Application, Kronor, Month};

pub(super) struct Swedish;

/// How a letter speaks to those who applied: `du` to one, `ni` to two.
struct Address {
    /// Du, ni: at the start of a sentence.
    you_first: &'static str,
    /// du, ni.
    you: &'static str,
    /// din, er: with ansökan, lön.
    your: &'static str,
    /// dig, er: with hör av.
    yourself: &'static str,
    /// Dina, Era: with inkomster, at the start of a sentence.
    your_many_first: &'static str,
}

const ONE: Address = Address {
    you_first: "Du",
    you: "du",
    your: "din",
    yourself: "dig",
    your_many_first: "Dina",
};
const TWO: Address = Address {
    you_first: "Ni",
    you: "ni",
    your: "er",
    yourself: "er",
    your_many_first: "Era",
};

const fn address(both: bool) -> &'static Address {
    if both { &TWO } else { &ONE }
}

/// A member as a letter names one that something is about: `dig`,
/// `medsökande`, `barn 1 (född 2017)`.
fn named(member: Member) -> Cow<'static, str> {
    match member.role {
        Role::Applicant => Cow::Borrowed("dig"),
        Role::CoApplicant | Role::Child(_) => member.in_swedish(),
    }
}

impl Sentences for Swedish {
    fn texts(&self) -> &'static Texts {
        &texts::TEXTS
    }

    fn line<'a>(&self, line: &'a Line, _: &Application, _: &Policy) -> Cow<'a, str> {
        Cow::Borrowed(&line.label)
    }

    fn name<'a>(&self, _: &str, label: &'a str) -> &'a str {
        label
    }

    fn granted(&self, out: &mut String, both: bool, amount: Kronor, month: Month) {
        let Address { you_first, .. } = address(both);
        let (amount, month) = (amount.swedish(), self.month(month));
        say!(
            out,
            "{you_first} får {amount} i ekonomiskt bistånd för {month}."
        );
    }

    fn partly_rejected(&self, out: &mut String, both: bool) {
        let Address { your, .. } = address(both);
        say!(out, "Vi avslår en del av {your} ansökan.");
    }

    fn paid_out(&self, out: &mut String, both: bool) {
        let Address { you, .. } = address(both);
        say!(
            out,
            "Pengarna betalas ut på det sätt som {you} valde i ansökan."
        );
    }

    fn rejected(&self, out: &mut String, both: bool, month: Month) {
        let Address {
            you_first, your, ..
        } = address(both);
        let month = self.month(month);
        say!(
            out,
            "{you_first} får inget ekonomiskt bistånd för {month}. Vi avslår {your} ansökan."
        );
    }

    fn concerns(&self, out: &mut String, member: Member) {
        say!(out, "Gäller {}.", named(member));
    }

    fn arithmetic(&self, out: &mut String, arithmetic: &Arithmetic) {
        let start = out.len();
        say!(out, "{arithmetic}.");
        capitalise_from(out, start);
    }

    fn origin(&self, out: &mut String, both: bool, origin: Origin) {
        match origin {
            Origin::Riksnorm(from) => say!(out, "riksnormen från {}", self.date(from)),
            Origin::Prisbasbelopp(from) => say!(out, "prisbasbeloppet från {}", self.date(from)),
            Origin::JobStimulus => out.push_str("lagens regel om jobbstimulans"),
            Origin::Application => say!(out, "{} ansökan", address(both).your),
            Origin::CaseSystem => out.push_str("vårt ärendesystem"),
            Origin::Registry(source, day) => {
                say!(out, "{}, hämtat {}", source.in_swedish(), self.date(day));
            }
        }
    }

    fn needs_more(&self, out: &mut String, both: bool) {
        let Address { you_first, you, .. } = address(both);
        say!(
            out,
            "{you_first} behöver mer pengar än {you} har fått in. \
             Därför har {you} rätt till bistånd."
        );
    }

    fn has_more(&self, out: &mut String, both: bool, difference: Kronor) {
        let Address {
            your_many_first,
            you,
            ..
        } = address(both);
        let difference = difference.swedish();
        say!(
            out,
            "{your_many_first} inkomster är högre än det {you} behöver. \
             Skillnaden är {difference}. \
             Därför har {you} inte rätt till bistånd den här månaden."
        );
    }

    fn has_enough(&self, out: &mut String, both: bool) {
        let Address {
            your_many_first,
            you,
            ..
        } = address(both);
        say!(
            out,
            "{your_many_first} inkomster räcker precis till det {you} behöver. \
             Därför har {you} inte rätt till bistånd den här månaden."
        );
    }

    fn counted_incomes(&self, out: &mut String, month: Month) {
        let month = self.month(month);
        say!(out, "Vi har räknat de inkomster som kom in i {month}.");
    }

    fn no_incomes(&self, out: &mut String, month: Month) {
        let month = self.month(month);
        say!(
            out,
            "Vi har inte hittat några inkomster att räkna i {month}."
        );
    }

    fn follows_plan(&self, out: &mut String, both: bool) {
        let Address { you_first, .. } = address(both);
        say!(
            out,
            "{you_first} har träffat en handläggare och följer den plan som ni har gjort."
        );
    }

    fn household(&self, out: &mut String, co_applicant: bool, child_count: usize) {
        let mut members = vec![Cow::Borrowed("du")];
        if co_applicant {
            members.push(Cow::Borrowed("medsökande"));
        }
        if child_count > 0 {
            members.push(children(child_count));
        }
        let only = if members.len() > 1 { "" } else { "bara " };
        let ages = if child_count > 0 {
            " och hur gamla barnen är"
        } else {
            ""
        };
        say!(
            out,
            "I hushållet räknas {only}{}. Riksnormen beror på hur många som bor ihop{ages}.",
            list(&members)
        );
    }

    fn shares_dwelling(&self, out: &mut String, both: bool) {
        let Address {
            you_first, your, ..
        } = address(both);
        say!(
            out,
            "{you_first} delar bostad med andra. \
             Därför räknar vi bara {your} del av de gemensamma kostnaderna."
        );
    }

    fn job_stimulus(&self, out: &mut String, members: &[Member]) {
        out.push_str("Jobbstimulans gäller");
        if !members.is_empty() {
            let members: Vec<_> = members.iter().copied().map(named).collect();
            say!(out, " för {}", list(&members));
        }
        out.push_str(". Därför räknar vi inte hela lönen.");
    }

    fn rule_of_row(&self, out: &mut String, label: &str) {
        let label = label.to_lowercase();
        say!(out, "Den här regeln gäller för raden {label}.");
    }

    fn counted_lower(&self, out: &mut String, both: bool) {
        let Address { you, .. } = address(both);
        say!(out, "Vi har räknat lägre än {you} sökte för.");
    }

    fn not_approved(&self, out: &mut String, both: bool, claimed: Kronor, counted: Kronor) {
        let Address { you, .. } = address(both);
        let (claimed, counted) = (claimed.swedish(), counted.swedish());
        say!(out, "{you} sökte {claimed}. Vi räknar {counted}.");
    }

    fn income(&self, out: &mut String, member: Option<Member>, now: Kronor, month: Month) {
        if let Some(member) = member {
            say!(out, " för {}", named(member));
        }
        say!(out, " var {} i {}.", now.swedish(), self.month(month));
    }

    fn aid_if_lower(&self, out: &mut String, both: bool, limit: Kronor) {
        let (Address { you_first, .. }, limit) = (address(both), limit.swedish());
        say!(
            out,
            "{you_first} hade fått bistånd om inkomsten var lägre än {limit}."
        );
    }

    fn aid_without(&self, out: &mut String, both: bool, aid: Kronor) {
        let (Address { you, .. }, aid) = (address(both), aid.swedish());
        say!(out, "Utan den inkomsten hade {you} fått {aid}.");
    }

    fn aid_while_lower(&self, out: &mut String, both: bool, limit: Kronor) {
        let (Address { you_first, .. }, limit) = (address(both), limit.swedish());
        say!(
            out,
            "{you_first} får något bistånd så länge inkomsten är lägre än {limit}."
        );
    }

    fn person_beyond(&self, out: &mut String, least: Option<Kronor>, most: Option<Kronor>) {
        out.push_str("Om inkomsten hade varit ");
        if let Some(least) = least {
            say!(out, "lägre än {}", least.swedish());
        }
        if least.is_some() && most.is_some() {
            out.push_str(" eller ");
        }
        if let Some(most) = most {
            say!(out, "högre än {}", most.swedish());
        }
        out.push_str(" hade en handläggare beslutat i stället.");
    }

    fn limit_of_municipality(&self, out: &mut String, limit: Kronor) {
        say!(out, "Kommunens gräns är {}.", limit.swedish());
    }

    fn aid_without_limit(&self, out: &mut String, both: bool, aid: Kronor) {
        let (Address { you, .. }, aid) = (address(both), aid.swedish());
        say!(out, "Utan gränsen hade {you} fått {aid}.");
    }

    fn salary_to_check(&self, out: &mut String, both: bool) {
        let Address { your, .. } = address(both);
        say!(
            out,
            "Vi har räknat med lönen i {your} ansökan. \
             Arbetsgivaren har inte lämnat sin uppgift än. \
             Därför läser vi uppgiften hos Skatteverket senare. \
             Om den skiljer sig hör en handläggare av sig."
        );
    }

    fn salary_of(&self, out: &mut String, member: Member) {
        say!(out, "lön för {}", named(member));
    }

    fn tell_us(&self, out: &mut String, both: bool) {
        let Address { yourself, .. } = address(both);
        say!(
            out,
            "Hör av {yourself} om en uppgift är fel. Då kan vi rätta beslutet. \
             Berätta också om något ändras, till exempel inkomst, bostad eller vilka som bor ihop."
        );
    }

    fn appeal(&self, out: &mut String, both: bool, court: &str, committee: &str) {
        let each = if both {
            " Var och en av er får göra det."
        } else {
            ""
        };
        say!(
            out,
            "Tycker du att beslutet är fel? Då kan du överklaga det.{each} \
             Det gör du i ett brev till {court}. \
             Men lämna eller skicka brevet till {committee}. \
             Nämnden måste få brevet inom tre veckor från den dag du fick beslutet."
        );
    }

    fn which_decision(&self, out: &mut String, decided_on: Option<NaiveDate>, case: &str) {
        out.push_str("vilket beslut du överklagar (");
        if let Some(day) = decided_on {
            say!(out, "beslutet den {}, ", self.date(day));
        }
        say!(out, "ärende {case})");
    }

    fn delegated(&self, out: &mut String, reference: &str, on: NaiveDate, committee: &str) {
        let on = self.date(on);
        say!(out, "{reference}, beslutad {on} av {committee}");
    }
}
