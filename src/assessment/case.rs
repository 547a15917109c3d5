//! The case being assessed: the application, the evidence sorted by member,
//! and the days that matter.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::trace::{EvidenceRef, Role};
use crate::rules::{Policy, Rules};
use crate::vocabulary::evidence::{
    BenefitPayment, Cause, Facts, Question, StudySupport, TaxAgency,
};
use crate::vocabulary::{Answer, Application, Month, Personnummer, RegistryAnswer, Source};

/// Everything the rules may look at.
pub struct Case<'a> {
    pub application: &'a Application,
    pub rules: &'a Rules,
    pub policy: &'a Policy,
    pub assessed_on: NaiveDate,
    /// The month applied for (M).
    pub month: Month,
    /// Kontrollmånaden (M−1).
    pub control: Month,
    /// Jämförelsemånaden (M−2).
    pub comparison: Month,
    /// Whether M has begun. Before that no income is judged (HANDBOOK 3.3).
    pub begun: bool,
    pub members: Vec<Member<'a>>,
    /// Whether an answer does not fit its question or the household.
    pub evidence_mismatch: bool,
}

/// A member with what the registries say.
pub struct Member<'a> {
    pub role: Role,
    pub number: Personnummer,
    /// Age on the first day of M; `None` when born after it.
    pub age: Option<u32>,
    answers: BTreeMap<Source, &'a RegistryAnswer>,
}

/// The age from which a child's benefits and study support are asked for.
pub const ASKED_FROM_AGE: u32 = 16;

/// Whether Försäkringskassan and CSN are asked about a member: every adult,
/// and children who are 16 on the first day of M (HANDBOOK section 5).
fn is_asked_about_benefits(role: Role, number: Personnummer, month: Month) -> bool {
    let age = number.age_on(month.first_day());
    !matches!(role, Role::Child(_)) || age.is_some_and(|age| age >= ASKED_FROM_AGE)
}

/// Every question that an application needs an answer to (HANDBOOK section 5):
/// from the first of M−2 to the last of M; a child at Skatteverket from
/// 1 January of the control month's year.
pub fn questions(application: &Application) -> Vec<Question> {
    let month = application.month;
    let mut questions = Vec::new();
    for (role, person) in roles(application) {
        for source in Source::ALL {
            if source != Source::Skatteverket && !is_asked_about_benefits(role, person, month) {
                continue;
            }
            questions.push(Question {
                source,
                person,
                from: needed_from(month, role, source),
                to: month.last_day(),
            });
        }
    }
    questions
}

/// The first day an answer must be about.
fn needed_from(month: Month, role: Role, source: Source) -> NaiveDate {
    match (role, source) {
        (Role::Child(_), Source::Skatteverket) => month.plus(-1).january().first_day(),
        _ => month.plus(-2).first_day(),
    }
}

/// The members of an application with their roles: adults first.
pub fn roles(application: &Application) -> impl Iterator<Item = (Role, Personnummer)> + '_ {
    let adults = application
        .adults()
        .zip([Role::Applicant, Role::CoApplicant])
        .map(|(adult, role)| (role, adult.personnummer));
    let children = application
        .children
        .iter()
        .zip(1..)
        .map(|(child, place)| (Role::Child(place), child.personnummer));
    adults.chain(children)
}

impl<'a> Case<'a> {
    pub fn new(
        application: &'a Application,
        evidence: impl IntoIterator<Item = &'a RegistryAnswer>,
        rules: &'a Rules,
        policy: &'a Policy,
        assessed_on: NaiveDate,
    ) -> Self {
        let month = application.month;
        let members = roles(application)
            .map(|(role, number)| Member {
                role,
                number,
                age: number.age_on(month.first_day()),
                answers: BTreeMap::new(),
            })
            .collect();
        let mut case = Self {
            application,
            rules,
            policy,
            assessed_on,
            month,
            control: month.plus(-1),
            comparison: month.plus(-2),
            begun: assessed_on >= month.first_day(),
            members,
            evidence_mismatch: false,
        };
        case.sort(evidence);
        case
    }

    /// Gives each answer to its member. An answer about a stranger is not
    /// read; of two about the same neither is; one whose question was too
    /// short is read all the same (HANDBOOK 3.4, `evidence_mismatch`).
    fn sort(&mut self, evidence: impl IntoIterator<Item = &'a RegistryAnswer>) {
        let mut doubled = Vec::new();
        for answer in evidence {
            let source = answer.facts.source();
            let (month, control) = (self.month, self.control);
            let member = self
                .members
                .iter_mut()
                .find(|member| Some(member.number) == answer.person);
            let Some(member) = member else {
                self.evidence_mismatch = true;
                continue;
            };
            let from = needed_from(month, member.role, source);
            self.evidence_mismatch |= answer.from > from || answer.to < control.last_day();
            if member.answers.insert(source, answer).is_some() {
                self.evidence_mismatch = true;
                doubled.push((member.role, source));
            }
        }
        for member in &mut self.members {
            let role = member.role;
            member
                .answers
                .retain(|source, _| !doubled.contains(&(role, *source)));
        }
    }

    pub fn adults(&self) -> impl Iterator<Item = &Member<'a>> {
        self.members.iter().filter(|member| member.is_adult())
    }

    pub fn children(&self) -> impl Iterator<Item = &Member<'a>> {
        self.members.iter().filter(|member| !member.is_adult())
    }

    pub fn member(&self, number: Personnummer) -> Option<&Member<'a>> {
        self.members.iter().find(|member| member.number == number)
    }

    /// The members Försäkringskassan and CSN are asked about.
    pub fn asked_about_benefits(&self) -> impl Iterator<Item = &Member<'a>> {
        let month = self.month;
        self.members
            .iter()
            .filter(move |member| is_asked_about_benefits(member.role, member.number, month))
    }
}

impl<'a> Member<'a> {
    pub fn is_adult(&self) -> bool {
        !matches!(self.role, Role::Child(_))
    }

    /// Försäkringskassan's payments.
    pub fn benefits(&self) -> Answer<&'a Vec<BenefitPayment>> {
        match self
            .answers
            .get(&Source::Forsakringskassan)
            .map(|answer| &answer.facts)
        {
            Some(Facts::Forsakringskassan(answer)) => by_reference(answer),
            _ => Answer::CouldNotBeChecked(Cause::Missing),
        }
    }

    /// CSN's payments and study periods.
    pub fn study_support(&self) -> Answer<&'a StudySupport> {
        match self.answers.get(&Source::Csn).map(|answer| &answer.facts) {
            Some(Facts::Csn(answer)) => by_reference(answer),
            _ => Answer::CouldNotBeChecked(Cause::Missing),
        }
    }

    /// A part of Skatteverket's answer.
    pub fn tax_agency<T>(&self, part: impl Fn(&'a TaxAgency) -> &'a Answer<T>) -> Answer<&'a T> {
        match self
            .answers
            .get(&Source::Skatteverket)
            .map(|answer| &answer.facts)
        {
            Some(Facts::Skatteverket(answer)) => by_reference(part(answer)),
            _ => Answer::CouldNotBeChecked(Cause::Missing),
        }
    }

    /// Names a field of a registry's answer as evidence.
    pub fn evidence(&self, source: Source, field: &'static str) -> EvidenceRef {
        EvidenceRef::Registry {
            source,
            person: self.role,
            field,
            fetched: self.fetched(source),
        }
    }

    fn fetched(&self, source: Source) -> DateTime<FixedOffset> {
        self.answers
            .get(&source)
            .map_or_else(DateTime::default, |answer| answer.fetched)
    }
}

fn by_reference<T>(answer: &Answer<T>) -> Answer<&T> {
    match answer {
        Answer::Data(data) => Answer::Data(data),
        Answer::NothingWithUs => Answer::NothingWithUs,
        Answer::CouldNotBeChecked(cause) => Answer::CouldNotBeChecked(*cause),
    }
}
