//! What the registries know about one person, and the envelopes they put it in.

use chrono::NaiveDate;
use serde::Serialize;

use super::Registry;
use super::answers::{
    AgiRow, Business, Csn, CsnPerson, Discloser, Envelope, Failure, FkPayment, Folkbokforing,
    Forsakringskassan, Question, Skatteverket, StudyCase, SubAnswer, TaxAccount,
};
use super::calendar::{YearMonth, age_on, instant};
use super::draw::Draw;
use super::household::Setting;
use super::number_series::Person;

/// The age from which a child is asked about at every registry.
const ASKED_EVERYWHERE_FROM: u32 = 16;

pub(super) struct PersonFacts {
    pub(super) person: Person,
    pub(super) is_child: bool,
    /// In the future as well; what has not happened yet is not answered.
    pub(super) payments: Vec<FkPayment>,
    pub(super) study: Vec<StudyCase>,
    pub(super) agi: Vec<AgiRow>,
    pub(super) register: Folkbokforing,
    pub(super) tax_account: Option<TaxAccount>,
    pub(super) business: Option<Business>,
    pub(super) disturbance: Option<Disturbance>,
}

/// An answer that could not be given, or not wholly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disturbance {
    ForsakringskassanFailed,
    ForsakringskassanPartial,
    CsnFailed,
    AgiFailed,
    FolkbokforingFailed,
    SkatteverketMissing,
}

impl PersonFacts {
    /// The envelopes of everyone who is asked about this person.
    pub(super) fn answers(&self, setting: Setting, draw: &mut Draw) -> Vec<(Registry, String)> {
        let mut answers = Vec::with_capacity(3);
        let age = age_on(setting.month.first(), self.person.born);
        if !self.is_child || age >= ASKED_EVERYWHERE_FROM {
            answers.push((
                Registry::Forsakringskassan,
                self.forsakringskassan(setting, draw),
            ));
            answers.push((Registry::Csn, self.csn(setting, draw)));
        }
        if self.disturbance != Some(Disturbance::SkatteverketMissing) {
            answers.push((Registry::Skatteverket, self.skatteverket(setting, draw)));
        }
        answers
    }

    fn forsakringskassan(&self, setting: Setting, draw: &mut Draw) -> String {
        let mut envelope = self.envelope(Registry::Forsakringskassan, setting, draw);
        if self.disturbance == Some(Disturbance::ForsakringskassanFailed) {
            return self.failed(envelope, draw);
        }
        let executed = |payment: &&FkPayment| payment.datum <= setting.today;
        // What is paid by the day is not decided ahead.
        let decided = |payment: &&FkPayment| payment.datum > setting.today && payment.typ == 1;
        let mut agencies: Vec<u32> = self.payments.iter().map(|paid| paid.foretag).collect();
        agencies.push(1001);
        agencies.sort_unstable();
        agencies.dedup();
        let answer = Forsakringskassan {
            utlamnare: agencies
                .into_iter()
                .map(|foretag| Discloser {
                    foretag,
                    tillstand: "OK",
                })
                .collect(),
            avvikelser: Vec::new(),
            utbetalningar: self.payments.iter().filter(executed).collect(),
            preliminara_utbetalningar: self.payments.iter().filter(decided).collect(),
            arenden: Vec::new(),
        };
        if self.disturbance == Some(Disturbance::ForsakringskassanPartial) {
            envelope.status = "DELVIS";
            let utlamnare = vec![Discloser {
                foretag: 1001,
                tillstand: "OTILLGANGLIG",
            }];
            envelope.svar = Some(Forsakringskassan {
                utlamnare,
                ..answer
            });
        } else if !self.payments.is_empty() || draw.chance(50) {
            envelope.svar = Some(answer);
        } else {
            envelope.status = "INGA_UPPGIFTER";
        }
        json(&envelope)
    }

    fn csn(&self, setting: Setting, draw: &mut Draw) -> String {
        let mut envelope = self.envelope(Registry::Csn, setting, draw);
        if self.disturbance == Some(Disturbance::CsnFailed) {
            return self.failed(envelope, draw);
        }
        if !self.study.is_empty() || draw.chance(40) {
            envelope.svar = Some(Csn {
                person: CsnPerson {
                    traff: !self.study.is_empty(),
                    sekretess: false,
                },
                arenden: &self.study,
            });
        } else {
            envelope.status = "INGA_UPPGIFTER";
        }
        json(&envelope)
    }

    fn skatteverket(&self, setting: Setting, draw: &mut Draw) -> String {
        let mut envelope = self.envelope(Registry::Skatteverket, setting, draw);
        let filed = |row: &&AgiRow| row.inlamnad <= setting.today;
        let filed: Vec<&AgiRow> = self.agi.iter().filter(filed).collect();
        envelope.svar = Some(Skatteverket {
            folkbokforing: match self.disturbance {
                Some(Disturbance::FolkbokforingFailed) => SubAnswer::failed(),
                _ => SubAnswer::about(Some(&self.register)),
            },
            individuppgifter: match self.disturbance {
                Some(Disturbance::AgiFailed) => SubAnswer::failed(),
                _ => SubAnswer::about((!filed.is_empty()).then_some(filed)),
            },
            skattekonto: SubAnswer::about(self.tax_account.as_ref()),
            foretag: SubAnswer::about(self.business.as_ref()),
        });
        json(&envelope)
    }

    /// An envelope with status `OK` and nothing in it yet.
    fn envelope<T>(&self, registry: Registry, setting: Setting, draw: &mut Draw) -> Envelope<T> {
        let fetched = instant(setting.received_on(), draw.between(25_300, 28_000));
        let lagtext = match registry {
            Registry::Skatteverket => "15 kap. 12 § SoL (2025:400)",
            Registry::Forsakringskassan | Registry::Csn => "15 kap. 10 § SoL (2025:400)",
        };
        Envelope {
            korrelationsid: draw.ulid(fetched.timestamp_millis().unsigned_abs()),
            kalla: registry.code(),
            hamtad: fetched.to_rfc3339(),
            fraga: Question {
                personidentitet: self.person.number.clone(),
                from: self.asked_from(registry, setting.month),
                tom: setting.month.last(),
                syfte: "handlaggning av ekonomiskt bistand",
                lagtext,
            },
            status: "OK",
            fel: None,
            svar: None,
        }
    }

    /// The comparison month's first day; a child's pay is asked for from the
    /// beginning of the control month's year (12 kap. 9 § counts by year).
    fn asked_from(&self, registry: Registry, month: YearMonth) -> NaiveDate {
        if self.is_child && registry == Registry::Skatteverket {
            let control = month.back(1);
            control.back(control.number() - 1).first()
        } else {
            month.back(2).first()
        }
    }

    fn failed<T: Serialize>(&self, mut envelope: Envelope<T>, draw: &mut Draw) -> String {
        envelope.status = "FEL";
        let (kalla, felkod) = draw.pick(&[("SSBT", "SSBT-504"), ("BT", "9071001")]);
        envelope.fel = Some(Failure {
            kalla,
            felkod,
            // Real error texts quote the person, too.
            felmeddelande: vec![format!(
                "Uppgifter om {} kunde inte hämtas.",
                self.person.number
            )],
        });
        json(&envelope)
    }
}

pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value)
        .expect("structs of strings, integers and dates have nothing that JSON cannot write")
}
