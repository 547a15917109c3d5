//! Ids that are derived, so that a repeated step gives the same id.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use ulid::Ulid;

/// The SHA-256 of some bytes.
pub type Hash = [u8; 32];

/// SHA-256 of the parts, each preceded by its length so that no two lists of
/// parts give the same bytes.
pub fn digest(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// `sha256:` and 64 hexadecimal digits, as the contract writes hashes.
pub fn hash_text(hash: &Hash) -> String {
    let mut text = String::with_capacity(71);
    text.push_str("sha256:");
    for byte in hash {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// An id in ULID form, derived from an application's id and what the id is
/// for: it sorts with the application's time when that id is a ULID.
pub fn derived_id(application_id: &str, hash: &Hash) -> String {
    let time = Ulid::from_string(application_id)
        .map(|ulid| ulid.timestamp_ms())
        .unwrap_or(0);
    let mut random = [0_u8; 16];
    for (target, source) in random.iter_mut().zip(hash.iter().take(10)) {
        *target = *source;
    }
    Ulid::from_parts(time, u128::from_be_bytes(random) >> 48).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_kept_apart_and_ids_repeat() {
        assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
        let id = "01KA3V5W9M7R2C8X4N6T0BQZJD";
        let hash = digest(&[b"decision"]);
        assert_eq!(derived_id(id, &hash), derived_id(id, &hash));
        assert_eq!(derived_id(id, &hash).len(), 26);
        assert_eq!(derived_id(id, &hash)[..10], id[..10]);
        assert_ne!(derived_id(id, &hash), derived_id(id, &digest(&[b"notice"])));
    }
}
