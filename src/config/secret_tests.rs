//! Secret files: they win, and nothing ever shows what is in them.

use secrecy::ExposeSecret;
use tempfile::NamedTempFile;

use super::tests::{faults, file, load};

#[test]
fn a_secret_file_wins_and_nothing_shows_it() {
    let secret = file("amqps://robot:hemligt-ord@broker.example.se:5671/robot\n");
    let key = file("0123456789abcdef0123456789abcdef0123\n");
    let path = |file: &NamedTempFile| file.path().display().to_string();
    let text = format!(
        "[queue]\nkind = \"amqp\"\n[queue.amqp]\nurl = \"amqp://other\"\nurl_file = '{}'\n\
         [ledger]\nperson_key_file = '{}'\n",
        path(&secret),
        path(&key),
    );
    let settings = load(&text, &[]).expect("sound");
    let url = settings.queue.amqp.url.expose_secret();
    assert_eq!(
        url,
        "amqps://robot:hemligt-ord@broker.example.se:5671/robot"
    );
    let bytes = settings
        .ledger
        .person_key
        .as_ref()
        .map(|key| key.expose_secret().len());
    assert_eq!(bytes, Some(36));
    let shown = format!("{settings:?}");
    assert!(!shown.contains("hemligt") && !shown.contains("0123456789abcdef"));
}

#[test]
fn secret_files_that_cannot_serve_are_refused_without_their_content() {
    let url = file("amqp://robot:hemligt/ord@broker");
    let key = file("hemligt");
    let path = |file: &NamedTempFile| file.path().display().to_string();
    let text = format!(
        "[queue]\nkind = \"amqp\"\n[queue.amqp]\nurl_file = '{}'\n[ledger]\nperson_key_file = '{}'\n",
        path(&url),
        path(&key),
    );
    let told = load(&text, &[]).expect_err("faults").to_string();
    assert!(
        told.contains("queue.amqp.url_file: must be one address"),
        "{told}"
    );
    assert!(
        told.contains("ledger.person_key_file: the key must have at least 32"),
        "{told}"
    );
    assert!(!told.contains("hemligt"), "a secret was told");
    let gone = "[ledger]\nperson_key_file = \"gone\"";
    let expected = "ledger.person_key_file: the file gone cannot be read: entity not found";
    assert_eq!(faults(gone, &[]), [expected]);
}
