//! Every field of the contract and no other, by lists written by hand.

use super::*;

/// Every key path of a JSON value, `[]` for the elements of an array.
fn key_paths(value: &Value, path: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                key_paths(inner, &path, into);
                into.insert(path);
            }
        }
        Value::Array(items) => {
            for item in items {
                key_paths(item, &format!("{path}[]"), into);
            }
        }
        _ => {}
    }
}

fn expected(paths: &str) -> BTreeSet<String> {
    let mut expected = BTreeSet::new();
    for line in paths.split_whitespace() {
        let (parent, keys) = line.rsplit_once('>').unwrap_or(("", line));
        for key in keys.split(',') {
            expected.insert(if parent.is_empty() {
                key.to_owned()
            } else {
                format!("{parent}.{key}")
            });
        }
    }
    expected
}

const APPLICATION_KEYS: &str = "
schema_version,application_id,case_number,municipality_code,kind,month,received_at,channel,automated_decision_accepted
applicant,co_applicant,children,persons_in_dwelling,circumstances_changed,message_to_caseworker
costs,incomes,assets,documents,payment,case_context
applicant>personnummer,signed_at
co_applicant>personnummer,signed_at
children[]>personnummer,days_per_month,lunch_outside_home,in_school
costs[]>kind,amount,document_ids
incomes[]>kind,person,payer,amount_net,paid_on,document_ids,benefit_code
assets[]>kind,amount,document_ids
documents[]>id,kind,sha256
payment>method,clearing_number,account_number
case_context>adults,child_perspective_considered,automated_months_in_a_row,job_stimulus,approved_last_month,flags
case_context.adults[]>personnummer,individual_assessment,activity_requirement,months_in_a_row
case_context.adults[].individual_assessment>held_on,by_role,plan_followed,valid_until
case_context.adults[].activity_requirement>status
case_context.job_stimulus[]>personnummer,from,to
case_context.approved_last_month>month,members,amount,payment,costs
case_context.approved_last_month.payment>method,clearing_number,account_number
case_context.approved_last_month.costs[]>kind,amount
";

const ENVELOPE_KEYS: &str = "
korrelationsid,kalla,hamtad,fraga,status,fel,svar
fraga>personidentitet,from,tom,syfte,lagtext
";

const FK_KEYS: &str = "
svar>utlamnare,avvikelser,utbetalningar,preliminaraUtbetalningar,arenden
svar.utlamnare[]>foretag,tillstand
svar.utbetalningar[]>typ,foretag,formansfamilj,forman,datum,period,bruttobelopp,skattebelopp,avdragsbelopp,nettobelopp,detaljer
svar.utbetalningar[].period>fran,till
svar.utbetalningar[].detaljer[]>beloppstyp,belopp,text
svar.preliminaraUtbetalningar[]>typ,foretag,formansfamilj,forman,datum,period,bruttobelopp,skattebelopp,avdragsbelopp,nettobelopp,detaljer
svar.preliminaraUtbetalningar[].period>fran,till
svar.preliminaraUtbetalningar[].detaljer[]>beloppstyp,belopp,text
";

const CSN_KEYS: &str = "
svar>person,arenden
svar.person>traff,sekretess
svar.arenden[]>stod,lopnummer,stodform,status,beviljade,utbetalningsplan
svar.arenden[].beviljade[]>startvecka,slutvecka,takt,belopp
svar.arenden[].beviljade[].belopp[]>typ,belopp
svar.arenden[].utbetalningsplan[]>datum,status,startvecka,slutvecka,belopp
svar.arenden[].utbetalningsplan[].belopp[]>typ,belopp
";

const SKV_KEYS: &str = "
svar>folkbokforing,individuppgifter,skattekonto,foretag
svar.folkbokforing>status,svar
svar.folkbokforing.svar>idNummer,idTyp,sekretessmarkering,skyddadFolkbokforing,folkbokforing,civilstand,relationer,avregistrering
svar.folkbokforing.svar.sekretessmarkering>satt,datum
svar.folkbokforing.svar.skyddadFolkbokforing>satt,datum
svar.folkbokforing.svar.folkbokforing>lanKod,kommunKod,datum
svar.folkbokforing.svar.civilstand>kod,datum
svar.folkbokforing.svar.relationer[]>typ,idNummer,vardnadshavare
svar.folkbokforing.svar.avregistrering>kod,datum
svar.individuppgifter>status,svar
svar.individuppgifter.svar[]>arbetsgivare,redovisningsperiod,specifikationsnummer,kontantErsattning,formaner,skatt,bilersattning,traktamente,inlamnad,rattelse
svar.individuppgifter.svar[].arbetsgivare>orgnr
svar.skattekonto>status,svar
svar.skattekonto.svar>saldo,utbetaltBelopp,bokforingsdag
svar.foretag>status,svar
svar.foretag.svar>foretagId,arbetsgivarregistrerad,momsregistrerad,godkandFskatt
";

#[test]
fn applications_have_the_contract_fields_and_no_others() {
    let mut found = BTreeSet::new();
    let top: BTreeSet<String> = expected(APPLICATION_KEYS)
        .into_iter()
        .filter(|path| !path.contains('.'))
        .collect();
    for household in population(2_000, 5, "2026-11-05").households() {
        let application = parse(&household.application);
        let keys: BTreeSet<String> = application
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect();
        assert_eq!(keys, top);
        key_paths(&application, "", &mut found);
    }
    assert_eq!(found, expected(APPLICATION_KEYS));
}

#[test]
fn answers_have_the_contract_fields_and_no_others() {
    let mut found: BTreeMap<Registry, BTreeSet<String>> = BTreeMap::new();
    // Failures are rare, and their shape is the same everywhere.
    let mut failures = BTreeSet::new();
    for household in population(3_000, 5, "2026-11-05").households() {
        for (registry, answer) in &household.answers {
            let envelope = parse(answer);
            assert_eq!(text(&envelope["kalla"]), registry.code());
            let speaks = ["OK", "DELVIS"].contains(&text(&envelope["status"]));
            assert_eq!(speaks, !envelope["svar"].is_null());
            assert_eq!(
                text(&envelope["status"]) == "FEL",
                !envelope["fel"].is_null()
            );
            key_paths(&envelope["fel"], "fel", &mut failures);
            key_paths(&envelope, "", found.entry(*registry).or_default());
        }
    }
    for (registry, keys) in [
        (Registry::Forsakringskassan, FK_KEYS),
        (Registry::Csn, CSN_KEYS),
        (Registry::Skatteverket, SKV_KEYS),
    ] {
        let wanted = expected(&format!("{ENVELOPE_KEYS}{keys}"));
        let seen = found.entry(registry).or_default();
        seen.retain(|path| !path.starts_with("fel."));
        assert_eq!(*seen, wanted, "{}", registry.code());
    }
    assert_eq!(failures, expected("fel>kalla,felkod,felmeddelande"));
}
