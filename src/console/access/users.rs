//! The console's own users: a TOML file with roles and slow password hashes.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use serde::{Deserialize, Serialize};

use super::rights::{Role, Roles};

/// The longest name of a user, in bytes.
pub const LONGEST_NAME: usize = 64;
/// The shortest password, in characters: length is what makes it hard to guess.
pub const SHORTEST_PASSWORD: usize = 12;

/// A hash of no password: an unknown user takes as long as a wrong password.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cy1zYWx0$\
     V1b0wX4Vn0b8k8dWcBqkVJ7G1x9q1m1Yk4cQ0JH2p2E";

/// The file's content.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Users {
    #[serde(default)]
    users: Vec<User>,
}

/// One user.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct User {
    name: String,
    roles: Roles,
    /// None for somebody whom a proxy signs in.
    password: Option<String>,
}

impl Users {
    /// Reads the file; it is read anew each time somebody signs in, so that a
    /// user who is taken out cannot come back.
    ///
    /// # Errors
    /// When there is no such file, or it is none of this kind.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let name = file.display();
        let text = std::fs::read_to_string(file).with_context(|| {
            format!(
                "{name} cannot be read: make it with `console add-user`, or set console.users_file"
            )
        })?;
        // The error's own text could quote a hash.
        let users = toml::from_str(&text).ok();
        users.with_context(|| format!("{name} is no file of console users"))
    }

    /// The roles of a user who gave the right password. Takes long on purpose.
    pub fn check(&self, name: &str, password: &str) -> Option<Roles> {
        let user = self.users.iter().find(|user| user.name == name);
        let hash = user.and_then(|user| user.password.as_deref());
        let hash = PasswordHash::new(hash.unwrap_or(NOBODYS)).ok()?;
        let right = Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok();
        user.filter(|_| right).map(|user| user.roles.clone())
    }

    /// The roles of a user whom a proxy has signed in.
    pub fn roles_of(&self, name: &str) -> Option<Roles> {
        let user = self.users.iter().find(|user| user.name == name)?;
        Some(user.roles.clone())
    }

    /// Adds a user, or changes one when `replace` is set. Without a password,
    /// only a proxy can sign them in.
    ///
    /// # Errors
    /// When the name, the roles or the password will not do.
    pub fn put(
        &mut self,
        name: &str,
        roles: Roles,
        password: Option<&str>,
        replace: bool,
    ) -> anyhow::Result<()> {
        let is_account =
            !name.is_empty() && name.len() <= LONGEST_NAME && !name.contains(char::is_whitespace);
        ensure!(
            is_account,
            "a user's name is one word of at most {LONGEST_NAME} letters"
        );
        let own_role = roles.0.iter().any(|role| *role != Role::Restricted);
        ensure!(
            own_role,
            "give a role of operator, caseworker or auditor; restricted stands beside one of them"
        );
        let known = self.users.iter().any(|user| user.name == name);
        if known && !replace {
            bail!(
                "there is such a user already: add --replace to give new roles and a new password"
            );
        }
        let password = password.map(hashed).transpose()?;
        self.users.retain(|user| user.name != name);
        self.users.push(User {
            name: name.to_owned(),
            roles,
            password,
        });
        self.users.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(())
    }

    /// Writes the file anew, whole or not at all, for its owner's eyes only.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, file: &Path) -> anyhow::Result<()> {
        use std::os::unix::fs::OpenOptionsExt;
        let draft = file.with_extension("draft");
        let write = || -> std::io::Result<()> {
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create(true).truncate(true).mode(0o600);
            let mut out = options.open(&draft)?;
            let text = toml::to_string(self).map_err(std::io::Error::other)?;
            out.write_all(text.as_bytes())?;
            out.sync_all()?;
            std::fs::rename(&draft, file)
        };
        write().with_context(|| format!("{} cannot be written", file.display()))
    }
}

fn hashed(password: &str) -> anyhow::Result<String> {
    let letters = password.chars().count();
    ensure!(
        letters >= SHORTEST_PASSWORD,
        "the password is too short: at least {SHORTEST_PASSWORD} characters, such as four words"
    );
    let hash = Argon2::default().hash_password(password.as_bytes());
    let hash: PasswordHash = hash.ok().context("the password cannot be hashed")?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(codes: &[&str]) -> Roles {
        Roles(
            codes
                .iter()
                .filter_map(|code| Role::from_code(code))
                .collect(),
        )
    }

    #[test]
    fn only_the_right_password_opens() {
        let mut users = Users::default();
        let password = "fyra korta ord här";
        users
            .put("anna", roles(&["operator"]), Some(password), false)
            .expect("a user");
        assert_eq!(users.check("anna", password), Some(roles(&["operator"])));
        assert_eq!(users.check("anna", "fyra korta ord där"), None);
        assert_eq!(users.check("bo", password), None);
    }

    #[test]
    fn nobody_s_hash_is_a_hash_that_takes_as_long() {
        let hash = PasswordHash::new(NOBODYS).expect("a hash");
        let own = hashed("fyra korta ord här").expect("a hash");
        let own = PasswordHash::new(&own).expect("a hash");
        assert_eq!(hash.params.to_string(), own.params.to_string());
    }

    #[test]
    fn a_user_needs_a_name_a_role_and_a_long_password_and_is_not_overwritten() {
        let mut users = Users::default();
        let mut put = |name: &str, codes: &[&str], password: &str, replace| {
            users
                .put(name, roles(codes), Some(password), replace)
                .is_ok()
        };
        assert!(!put("an na", &["operator"], "fyra korta ord här", false));
        assert!(!put("anna", &["restricted"], "fyra korta ord här", false));
        assert!(!put("anna", &["operator"], "för kort", false));
        assert!(put("anna", &["operator"], "fyra korta ord här", false));
        assert!(!put("anna", &["auditor"], "fyra korta ord här", false));
        assert!(put("anna", &["auditor"], "fyra andra ord här", true));
    }

    #[test]
    fn the_file_is_read_back_and_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("users.toml");
        let mut users = Users::default();
        users
            .put("anna", roles(&["caseworker", "restricted"]), None, false)
            .expect("a user");
        users.write(&file).expect("written");
        let mode = std::fs::metadata(&file)
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        let read = Users::read(&file).expect("read");
        assert_eq!(
            read.roles_of("anna"),
            Some(roles(&["caseworker", "restricted"]))
        );
        assert_eq!(
            read.check("anna", ""),
            None,
            "no password, no way in by one"
        );
    }
}
