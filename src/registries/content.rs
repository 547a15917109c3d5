//! The content of an answer, before it is known which registry it is of.

#![deny(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic
)]

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::{csn, forsakringskassan, skatteverket};

/// A content that may be any registry's; `None` where it has not the shape of
/// that registry's.
pub trait Content<'a>: Deserialize<'a> {
    fn forsakringskassan(self) -> Option<forsakringskassan::Svar<'a>>;
    fn csn(self) -> Option<csn::Svar<'a>>;
    fn skatteverket(self) -> Option<skatteverket::Svar<'a>>;
}

/// JSON that is not read yet.
impl<'a> Content<'a> for &'a RawValue {
    fn forsakringskassan(self) -> Option<forsakringskassan::Svar<'a>> {
        serde_json::from_str(self.get()).ok()
    }

    fn csn(self) -> Option<csn::Svar<'a>> {
        serde_json::from_str(self.get()).ok()
    }

    fn skatteverket(self) -> Option<skatteverket::Svar<'a>> {
        let svar: Option<skatteverket::UnreadSvar<'a>> = serde_json::from_str(self.get()).ok();
        svar.map(skatteverket::UnreadSvar::read)
    }
}

/// The fields of every registry, whose names differ: so the content can be
/// read wherever in the answer it stands, without being read twice.
#[derive(Deserialize)]
pub struct AnyContent<'a> {
    #[serde(borrow)]
    utlamnare: Option<Vec<forsakringskassan::Utlamnare<'a>>>,
    avvikelser: Option<Vec<IgnoredAny>>,
    #[serde(borrow)]
    utbetalningar: Option<Vec<forsakringskassan::Utbetalning<'a>>>,

    person: Option<csn::Person>,
    #[serde(borrow)]
    arenden: Option<Vec<csn::Arende<'a>>>,

    #[serde(borrow, default, deserialize_with = "skatteverket::present")]
    folkbokforing: skatteverket::SubAnswer<'a, skatteverket::Folkbokforing<'a>>,
    #[serde(borrow, default, deserialize_with = "skatteverket::present")]
    individuppgifter: skatteverket::SubAnswer<'a, Vec<skatteverket::Individuppgift>>,
    #[serde(borrow, default, deserialize_with = "skatteverket::present")]
    skattekonto: skatteverket::SubAnswer<'a, skatteverket::Skattekonto>,
    #[serde(borrow, default, deserialize_with = "skatteverket::present")]
    foretag: skatteverket::SubAnswer<'a, skatteverket::Foretag>,
}

impl<'a> Content<'a> for AnyContent<'a> {
    fn forsakringskassan(self) -> Option<forsakringskassan::Svar<'a>> {
        Some(forsakringskassan::Svar {
            utlamnare: self.utlamnare?,
            avvikelser: self.avvikelser?,
            utbetalningar: self.utbetalningar?,
        })
    }

    fn csn(self) -> Option<csn::Svar<'a>> {
        Some(csn::Svar {
            person: self.person?,
            arenden: self.arenden,
        })
    }

    fn skatteverket(self) -> Option<skatteverket::Svar<'a>> {
        Some(skatteverket::Svar {
            folkbokforing: self.folkbokforing,
            individuppgifter: self.individuppgifter,
            skattekonto: self.skattekonto,
            foretag: self.foretag,
        })
    }
}
