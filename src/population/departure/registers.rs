//! Folkbokföring that says otherwise, firms, and registries that fail.

use crate::population::answers::{Business, Deregistration, Marking};
use crate::population::draw::Draw;
use crate::population::facts::Disturbance;
use crate::population::household::Household;
use crate::population::mix::Situation;
use crate::population::salary::invented_employer;

pub(super) fn apply(situation: Situation, household: &mut Household, draw: &mut Draw) {
    let received = household.setting.received_on();
    let control = household.setting.control();
    match situation {
        Situation::ProtectedIdentity => {
            let marking = Marking {
                satt: true,
                datum: Some(received - draw.days(5, 700)),
            };
            let of_child = !household.children.is_empty() && draw.chance(40);
            let facts = if of_child {
                &mut household.children[0]
            } else {
                &mut household.adults[0]
            };
            if draw.chance(75) {
                facts.register.sekretessmarkering = marking;
            } else {
                facts.register.skyddad_folkbokforing = marking;
            }
        }
        Situation::Deceased => {
            let others = household.adults.len() > 1;
            let place = if others { 1 } else { 0 };
            household.adults[place].register.avregistrering = Some(Deregistration {
                kod: "AV",
                datum: control.first() + draw.days(0, 26),
            });
        }
        Situation::OtherMunicipality => {
            let (lan_kod, kommun_kod) =
                draw.pick(&[("12", "80"), ("12", "81"), ("14", "80"), ("01", "80")]);
            for facts in household.adults.iter_mut().chain(&mut household.children) {
                facts.register.folkbokforing.lan_kod = lan_kod;
                facts.register.folkbokforing.kommun_kod = kommun_kod;
            }
        }
        Situation::HouseholdDiffers
            if household.children.is_empty() && household.adults.len() == 1 =>
        {
            household.adults[0].register.civilstand.kod = "G";
        }
        Situation::HouseholdDiffers if household.children.is_empty() => {
            household.application.persons_in_dwelling = 1;
        }
        Situation::HouseholdDiffers => {
            for adult in &mut household.adults {
                adult
                    .register
                    .relationer
                    .retain(|relation| relation.typ != "BARN");
            }
        }
        Situation::SelfEmployed => {
            let vat = draw.chance(40);
            household.adults[0].business = Some(Business {
                foretag_id: invented_employer(draw),
                arbetsgivarregistrerad: false,
                momsregistrerad: vat,
                godkand_fskatt: true,
            });
        }
        Situation::ProtectionUnknown => {
            household.adults[0].disturbance = Some(draw.pick(&[
                Disturbance::FolkbokforingFailed,
                Disturbance::SkatteverketMissing,
            ]));
        }
        Situation::RegistryFailed => {
            household.adults[0].disturbance = Some(draw.pick(&[
                Disturbance::ForsakringskassanFailed,
                Disturbance::CsnFailed,
                Disturbance::AgiFailed,
            ]));
        }
        _ => household.adults[0].disturbance = Some(Disturbance::ForsakringskassanPartial),
    }
}
