//! What all pages of a signed-in person share: where they are, who they are,
//! what has just happened, and the command that does the same.

use super::access::rights::Right;
use super::access::signed::Person;
use crate::operating::words::in_sweden;

/// The frame around a page.
pub struct Layout {
    /// The page's name.
    pub title: String,
    /// The ways to the other pages.
    pub links: Vec<Link>,
    /// Who is signed in.
    pub user: String,
    /// As what.
    pub roles: String,
    /// What each form must carry.
    pub token: String,
    /// What has just happened.
    pub notice: Option<String>,
    /// The same on the command line.
    pub command: String,
    /// When the page was made.
    pub made: String,
}

/// A way to a page.
pub struct Link {
    /// Where to.
    pub path: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Whether this is the page.
    pub is_here: bool,
}

/// The pages that stand in the menu, and what they need.
const MENU: &[(&str, &str, Right)] = &[
    ("/", "I natt", Right::Look),
    ("/fel", "Fel", Right::Look),
    ("/frister", "Frister", Right::Look),
    ("/arenden", "Ärenden", Right::Look),
    ("/stickprov", "Stickprov", Right::Look),
    ("/olasliga", "Oläsliga", Right::Look),
    ("/stopp", "Stopp", Right::Look),
];

impl Layout {
    /// The frame of a page at a place of the menu. `command` is what follows
    /// the program's name.
    pub fn of(person: &Person, place: &str, title: impl Into<String>, command: &str) -> Self {
        let links = MENU.iter().filter(|(_, _, right)| person.may(*right));
        let links = links.map(|(path, name, _)| Link {
            path,
            name,
            is_here: *path == place,
        });
        // What is told once must be seen, and a refreshed page shows parts only.
        let notice = match person.refreshes {
            true => None,
            false => person.console.sessions.told(&person.cookie),
        };
        Self {
            title: title.into(),
            links: links.collect(),
            user: person.session.user.clone(),
            roles: person.session.roles.in_swedish(),
            token: person.session.token.clone(),
            notice,
            command: format!("handlaggarrobot {command}"),
            made: in_sweden(person.now()),
        }
    }
}
