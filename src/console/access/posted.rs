//! The extractor of every form: as [`Signed`], and sent from the person's own
//! page.

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::{FromRequest, Request};
use subtle::ConstantTimeEq;

use super::signed::{Needs, Person, Signed};
use crate::console::Shared;
use crate::console::refusal::Refusal;
use crate::ledger::operations::Signature;

/// A form, and who sent it.
pub struct Posted<N> {
    /// Who.
    pub signed: Signed<N>,
    /// Its fields.
    pub fields: Fields,
}

/// The fields of a form by name.
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// A field without the white space around it; `None` when it is blank.
    pub fn get(&self, name: &str) -> Option<&str> {
        let text = self.0.get(name)?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// A field that must be filled in.
    ///
    /// # Errors
    /// [`Refusal::Form`] with what to do.
    pub fn required(&self, name: &str, what_to_do: &'static str) -> Result<&str, Refusal> {
        self.get(name).ok_or(Refusal::Form(what_to_do))
    }

    /// Who does it, and why, as the history keeps it.
    ///
    /// # Errors
    /// [`Refusal::Form`] without a comment.
    pub fn signature(&self, person: &Person) -> Result<Signature, Refusal> {
        let comment = self.required("comment", "Skriv en kommentar som säger varför.")?;
        Ok(Signature {
            by: person.session.user.clone(),
            comment: comment.to_owned(),
            at: person.now(),
        })
    }
}

impl<N: Needs> FromRequest<Shared> for Posted<N> {
    type Rejection = Refusal;

    async fn from_request(request: Request, console: &Shared) -> Result<Self, Refusal> {
        // Rights first: a form is not even read for somebody who may not send it.
        let signed = Signed::of(console, request.headers())?;
        let form = Form::<BTreeMap<String, String>>::from_request(request, console).await;
        let Form(fields) = form.map_err(|_| Refusal::Form("Formuläret kunde inte läsas."))?;
        let fields = Fields(fields);
        let token = fields.get("token").unwrap_or_default();
        let own: bool = token
            .as_bytes()
            .ct_eq(signed.person.session.token.as_bytes())
            .into();
        if !own {
            return Err(Refusal::Form(
                "Formuläret är för gammalt. Gå tillbaka, ladda om sidan och försök igen.",
            ));
        }
        Ok(Self { signed, fields })
    }
}
