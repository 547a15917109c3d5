//! Who is signed in: in memory only, so a restart signs everybody out.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rand::TryRng;
use rand::rngs::SysRng;

use super::rights::Roles;
use crate::vocabulary::identity::{Hash, digest, hash_text};

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Session {
    /// The account.
    pub user: String,
    /// What they may do.
    pub roles: Roles,
    /// What each of their forms must carry.
    pub token: String,
    began: DateTime<Utc>,
    clicked: DateTime<Utc>,
    /// Cases whose identities are shown, and until when.
    shown: BTreeMap<String, DateTime<Utc>>,
    /// What the next page tells.
    notice: Option<String>,
}

impl Session {
    /// Until when the identities of a case are shown; `None` when they are not.
    pub fn shows(&self, case_id: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.shown
            .get(case_id)
            .copied()
            .filter(|until| now < *until)
    }
}

/// Everybody who is signed in, by the digest of their cookie.
pub struct Sessions {
    idle: TimeDelta,
    longest: TimeDelta,
    all: Mutex<HashMap<Hash, Session>>,
}

impl Sessions {
    /// Nobody yet; `idle` without a click, or `longest` in all, and somebody is
    /// signed out.
    pub fn new(idle: Duration, longest: Duration) -> Self {
        let span = |time| TimeDelta::from_std(time).unwrap_or(TimeDelta::MAX);
        Self {
            idle: span(idle),
            longest: span(longest),
            all: Mutex::default(),
        }
    }

    /// Signs somebody in; returns the cookie's value. `None` when the system
    /// gives no random numbers.
    pub fn begin(&self, user: String, roles: Roles, now: DateTime<Utc>) -> Option<String> {
        let (cookie, token) = (random()?, random()?);
        let session = Session {
            user,
            roles,
            token,
            began: now,
            clicked: now,
            shown: BTreeMap::new(),
            notice: None,
        };
        let mut all = self.all();
        all.retain(|_, session| self.lasts(session, now));
        all.insert(digest(&[cookie.as_bytes()]), session);
        Some(cookie)
    }

    /// Who holds a cookie. A click keeps them signed in; a page that refreshes
    /// itself does not.
    pub fn find(&self, cookie: &str, now: DateTime<Utc>, clicks: bool) -> Option<Session> {
        let mut all = self.all();
        let session = all.get_mut(&digest(&[cookie.as_bytes()]))?;
        if !self.lasts(session, now) {
            return None;
        }
        if clicks {
            session.clicked = now;
        }
        Some(session.clone())
    }

    /// Signs somebody out.
    pub fn end(&self, cookie: &str) {
        self.all().remove(&digest(&[cookie.as_bytes()]));
    }

    /// Shows the identities of a case to somebody until then.
    pub fn show(&self, cookie: &str, case_id: &str, until: DateTime<Utc>) {
        if let Some(session) = self.all().get_mut(&digest(&[cookie.as_bytes()])) {
            session.shown.insert(case_id.to_owned(), until);
        }
    }

    /// Tells somebody something on their next page.
    pub fn tell(&self, cookie: &str, notice: String) {
        if let Some(session) = self.all().get_mut(&digest(&[cookie.as_bytes()])) {
            session.notice = Some(notice);
        }
    }

    /// What there is to tell somebody, once.
    pub fn told(&self, cookie: &str) -> Option<String> {
        let mut all = self.all();
        let session = all.get_mut(&digest(&[cookie.as_bytes()]))?;
        session.notice.take()
    }

    fn lasts(&self, session: &Session, now: DateTime<Utc>) -> bool {
        now - session.clicked < self.idle && now - session.began < self.longest
    }

    /// A panic of another request leaves the map whole.
    fn all(&self) -> MutexGuard<'_, HashMap<Hash, Session>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Thirty-two bytes from the system's random source, as text.
fn random() -> Option<String> {
    let mut bytes = [0; 32];
    SysRng.try_fill_bytes(&mut bytes).ok()?;
    Some(hash_text(&bytes).trim_start_matches("sha256:").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_793_606_400, 0).expect("a time") + TimeDelta::minutes(minute)
    }

    fn sessions() -> Sessions {
        Sessions::new(Duration::from_secs(20 * 60), Duration::from_secs(3_600))
    }

    fn begun(sessions: &Sessions) -> String {
        let cookie = sessions.begin("anna".into(), Roles::default(), at(0));
        cookie.expect("random numbers")
    }

    #[test]
    fn clicks_keep_somebody_signed_in_and_refreshing_pages_do_not() {
        let sessions = sessions();
        let cookie = begun(&sessions);
        assert!(sessions.find(&cookie, at(15), true).is_some());
        assert!(sessions.find(&cookie, at(30), false).is_some());
        assert!(sessions.find(&cookie, at(35), false).is_none());
    }

    #[test]
    fn nobody_stays_signed_in_for_ever() {
        let sessions = sessions();
        let cookie = begun(&sessions);
        for minute in (10..60).step_by(10) {
            assert!(sessions.find(&cookie, at(minute), true).is_some());
        }
        assert!(sessions.find(&cookie, at(60), true).is_none());
    }

    #[test]
    fn a_signed_out_or_unknown_cookie_is_nobody() {
        let sessions = sessions();
        let cookie = begun(&sessions);
        assert!(sessions.find("something else", at(0), true).is_none());
        sessions.end(&cookie);
        assert!(sessions.find(&cookie, at(0), true).is_none());
    }

    #[test]
    fn identities_are_shown_for_one_case_and_for_a_while() {
        let sessions = sessions();
        let cookie = begun(&sessions);
        sessions.show(&cookie, "one", at(5));
        let session = sessions.find(&cookie, at(1), true).expect("signed in");
        assert_eq!(session.shows("one", at(4)), Some(at(5)));
        assert_eq!(session.shows("one", at(5)), None);
        assert_eq!(session.shows("other", at(4)), None);
    }

    #[test]
    fn something_is_told_once() {
        let sessions = sessions();
        let cookie = begun(&sessions);
        sessions.tell(&cookie, "Klart.".into());
        assert_eq!(sessions.told(&cookie).as_deref(), Some("Klart."));
        assert_eq!(sessions.told(&cookie), None);
    }
}
