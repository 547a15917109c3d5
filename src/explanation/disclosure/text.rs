//! A draft as plain text.

use std::fmt::Write as _;

use super::grounds::Ground;
use super::values::readable;
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
            write_masked(&mut out, &group.facts);
            if group.facts.is_empty() {
                let _ = writeln!(out, "  inga");
            }
        }
    }
    out
}

fn write_fact(out: &mut String, fact: &Fact) {
    let (Content::Shown { value } | Content::ToBeTested { value, .. }) = &fact.content else {
        return;
    };
    let used_for = fact.used_for.map(|what| format!(" (roboten {what})"));
    let test = in_words(&fact.content).map(|test| format!(" [{test}]"));
    let (used_for, test) = (used_for.unwrap_or_default(), test.unwrap_or_default());
    let _ = if value.contains('\n') {
        let lines: Vec<_> = value.lines().map(|line| format!("    {line}")).collect();
        writeln!(
            out,
            "  {}:{used_for}{test}\n{}",
            fact.what,
            lines.join("\n")
        )
    } else {
        writeln!(out, "  {}: {}{used_for}{test}", fact.what, readable(value))
    };
}

/// What is masked, ground by ground: most has the same.
fn write_masked(out: &mut String, facts: &[Fact]) {
    let mut grounds: Vec<(Ground, Vec<&str>)> = Vec::new();
    for fact in facts {
        let Content::Masked { ground } = fact.content else {
            continue;
        };
        match grounds.iter_mut().find(|(known, _)| *known == ground) {
            Some((_, masked)) => masked.push(&fact.what),
            None => grounds.push((ground, vec![&fact.what])),
        }
    }
    for (ground, masked) in grounds {
        let _ = writeln!(out, "  Maskat enligt {}. {}", ground.provision, ground.why);
        for what in masked {
            let _ = writeln!(out, "    – {what}");
        }
    }
}

/// What the officer must know of a fact; nothing of one that is shown.
pub(super) fn in_words(content: &Content) -> Option<String> {
    match content {
        Content::Shown { .. } => None,
        Content::ToBeTested { ground, .. } => {
            Some(format!("pröva först: {}. {}", ground.provision, ground.why))
        }
        Content::Masked { ground } => Some(format!("maskat: {}. {}", ground.provision, ground.why)),
    }
}
