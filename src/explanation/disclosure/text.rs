//! A draft as plain text.

use std::fmt::Write as _;

use super::party::readable;
use super::{Content, Disclosure, Fact};

/// Writes the draft.
pub fn text(disclosure: &Disclosure) -> String {
    let mut out = format!("{}\n\n", disclosure.title);
    for paragraph in &disclosure.preface {
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(out, "{paragraph}");
    }
    for part in &disclosure.parts {
        let _ = writeln!(out, "\n{}\n\n{}", part.title.to_uppercase(), part.preface);
        for group in &part.groups {
            if !group.title.is_empty() {
                let _ = writeln!(out, "\n{}", group.title);
            }
            for fact in &group.facts {
                write_fact(&mut out, fact);
            }
            if group.facts.is_empty() {
                let _ = writeln!(out, "  inga");
            }
        }
    }
    out
}

fn write_fact(out: &mut String, fact: &Fact) {
    let _ = match &fact.content {
        Content::Masked { .. } => write!(out, "  {}: [maskat]", fact.what),
        Content::Shown { value } | Content::ToBeTested { value, .. } if value.contains('\n') => {
            let lines: Vec<_> = value.lines().map(|line| format!("    {line}")).collect();
            write!(out, "  {}:\n{}\n ", fact.what, lines.join("\n"))
        }
        Content::Shown { value } | Content::ToBeTested { value, .. } => {
            write!(out, "  {}: {}", fact.what, readable(value))
        }
    };
    if let Some(used_for) = fact.used_for {
        let _ = write!(out, " (roboten {used_for})");
    }
    if let Some(test) = in_words(&fact.content) {
        let _ = write!(out, " [{test}]");
    }
    out.push('\n');
}

/// What the officer must know of a fact; nothing of one that is shown.
pub(super) fn in_words(content: &Content) -> Option<String> {
    match content {
        Content::Shown { .. } => None,
        Content::ToBeTested { ground, .. } => {
            Some(format!("pröva först: {} {}", ground.provision, ground.why))
        }
        Content::Masked { ground } => Some(format!("maskat: {} {}", ground.provision, ground.why)),
    }
}
