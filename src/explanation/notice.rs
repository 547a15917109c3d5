//! The notice to the applicant of a handover.

use super::language::{Language, say};
use crate::rules::Policy;

/// The notice, in Swedish. Its text is the same for every case, restricted ones
/// included, so that it cannot tell why a person takes the case (HANDBOOK
/// section 6): there is nothing to pass a reason in.
pub fn notice(policy: &Policy, case_number: &str) -> String {
    notice_in(Language::Swedish, policy, case_number)
}

/// As [`notice`], in any language.
pub fn notice_in(language: Language, policy: &Policy, case_number: &str) -> String {
    let (texts, authority) = (language.sentences().texts(), &policy.authority);
    let mut out = String::with_capacity(1024);
    say!(
        out,
        "{}\n{}\n\n{}\n  {}: {case_number}\n\n",
        authority.municipality,
        authority.committee,
        texts.received,
        texts.case_number,
    );
    if let Some(translated) = texts.translated_notice {
        say!(out, "{translated}\n\n");
    }
    say!(
        out,
        "{}\n\n{}\n{}\n  {}\n",
        texts.person_takes_it,
        texts.reach_us,
        texts.questions,
        authority.contact,
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explanation::{readability, sample};
    use crate::vocabulary::Reason;

    #[test]
    fn it_says_what_happens_and_how_to_reach_a_person() {
        let policy = sample::policy();
        let text = notice(&policy, "FS-2026-004713");
        for wanted in [
            "Ärendenummer: FS-2026-004713",
            "tagit emot din ansökan",
            "En handläggare tar hand om den.",
            "Det är handläggaren som beslutar.",
            "inte göra något nu",
            policy.authority.contact.as_str(),
            policy.authority.committee.as_str(),
        ] {
            assert!(text.contains(wanted), "{wanted} not in:\n{text}");
        }
    }

    #[test]
    fn it_gives_no_reason_at_all() {
        let text = notice(&sample::policy(), "FS-2026-004713");
        for reason in Reason::ALL {
            assert!(!text.contains(reason.for_caseworker()), "{reason}");
            assert!(!text.contains(reason.for_applicant()), "{reason}");
            assert!(!text.contains(reason.code()), "{reason}");
        }
        for word in ["skydd", "sekretess", "robot", "automat"] {
            assert!(!text.to_lowercase().contains(word), "{word}");
        }
    }

    #[test]
    fn two_cases_differ_in_nothing_but_their_number() {
        let policy = sample::policy();
        let one = notice(&policy, "FS-1").replace("FS-1", "FS-2");
        assert_eq!(one, notice(&policy, "FS-2"));
    }

    #[test]
    fn it_is_easy_to_read() {
        readability::hold(&notice(&sample::policy(), "FS-2026-004713"));
    }
}
