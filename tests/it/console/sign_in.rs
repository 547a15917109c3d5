//! Who gets in, and for how long.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{ORIGIN, SET_COOKIE};

use super::{PASSWORD, RunningConsole, console, form};
use crate::installation::{Installation, errors, most_common_morning, printed};

async fn empty_console() -> (Installation, RunningConsole) {
    let installation = Installation::new("http://127.0.0.1:9");
    let console = console(&installation, most_common_morning()).await;
    (installation, console)
}

#[tokio::test]
async fn nobody_sees_anything_without_signing_in() {
    let (_installation, console) = empty_console().await;
    for path in [
        "/",
        "/fel",
        "/arenden",
        "/arende/X",
        "/fel/grupp?orsak=SKV.timeout",
    ] {
        let shown = console.browser().get(path).await;
        let answer = (shown.status, &*shown.location);
        assert_eq!(answer, (StatusCode::SEE_OTHER, "/logga-in"), "{path}");
    }
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_other_sites_and_nothing_is_cached() {
    let (_installation, console) = empty_console().await;
    let browser = console.browser();
    let fields = form(&[("name", "operator"), ("password", PASSWORD)]);
    let request = browser.client.post(browser.url("/logga-in"));
    let response = request
        .header(ORIGIN, format!("http://{}", console.address))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(fields)
        .send()
        .await
        .expect("an answer");
    let header = |name: &str| {
        let value = response.headers().get(name).expect(name);
        value.to_str().expect("text").to_owned()
    };
    let cookie = header(SET_COOKIE.as_str());
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{part}");
    }
    assert_eq!(header("cache-control"), "no-store");
    let policy = header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
    let (_installation, console) = empty_console().await;
    let wrong = console
        .browser()
        .sign_in("operator", "något helt annat")
        .await;
    let unknown = console.browser().sign_in("nobody", PASSWORD).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert_eq!((wrong.status, wrong.text), (unknown.status, unknown.text));
}

#[tokio::test]
async fn guessing_has_to_wait_and_the_right_password_too() {
    let (_installation, console) = empty_console().await;
    let mut browser = console.browser();
    for _ in 0..5 {
        browser.sign_in("operator", "en gissning till").await;
    }
    let shown = browser.sign_in("operator", PASSWORD).await;
    assert_eq!(shown.status, StatusCode::TOO_MANY_REQUESTS);
    console.hand.advance(Duration::from_secs(60));
    let shown = browser.sign_in("operator", PASSWORD).await;
    assert_eq!(shown.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_and_standing_idle_end_a_session() {
    let (_installation, console) = empty_console().await;
    let browser = console.signed_in("auditor").await;
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    let shown = browser.post("/logga-ut", &[]).await;
    assert_eq!(shown.location, "/logga-in");
    assert_eq!(browser.get("/").await.location, "/logga-in");
    let browser = console.signed_in("auditor").await;
    console.hand.advance(Duration::from_secs(21 * 60));
    assert_eq!(browser.get("/").await.location, "/logga-in");
}

#[tokio::test]
async fn another_name_for_this_machine_is_refused() {
    let (_installation, console) = empty_console().await;
    let browser = console.browser();
    let request = browser.client.get(browser.url("/logga-in"));
    let response = browser.send(request.header("host", "evil.example")).await;
    assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn a_proxy_is_believed_only_with_its_secret() {
    let mut installation = Installation::new("http://127.0.0.1:9");
    let secret = installation.folder.path().join("secret");
    std::fs::write(&secret, "a".repeat(32)).expect("written");
    installation.set("CONSOLE__PROXY_HEADER", "X-Remote-User");
    installation.set("CONSOLE__PROXY_SECRET_FILE", &secret.display().to_string());
    let console = console(&installation, most_common_morning()).await;
    let mut browser = console.browser();
    let asked = async |browser: &super::Browser, name: &str, secret: &str, path: &str| {
        let request = browser.client.get(browser.url(path));
        let request = request.header("x-remote-user", name);
        browser.send(request.header("x-proxy-secret", secret)).await
    };
    let right = "a".repeat(32);
    for (name, secret) in [("operator", "b"), ("nobody", &*right)] {
        let refused = asked(&browser, name, secret, "/logga-in").await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{name}");
    }
    let shown = browser.sign_in("operator", PASSWORD).await;
    assert_eq!(
        shown.status,
        StatusCode::FORBIDDEN,
        "passwords are not asked for"
    );
    // A proxy that adds its header leaves what the browser wrote beside it.
    let request = browser.client.get(browser.url("/logga-in"));
    let request = request.header("x-remote-user", "operator");
    let request = request.header("x-remote-user", "auditor");
    let doubled = browser.send(request.header("x-proxy-secret", &*right));
    assert_eq!(doubled.await.status(), StatusCode::FORBIDDEN);
    let let_in = asked(&browser, "operator", &right, "/logga-in").await;
    assert_eq!(let_in.status(), StatusCode::SEE_OTHER);
    let cookie = let_in.headers().get(SET_COOKIE).expect("a cookie");
    let cookie = cookie.to_str().expect("text").split(';').next();
    browser.cookie = cookie.map(str::to_owned);
    assert_eq!(
        asked(&browser, "operator", &right, "/").await.status(),
        StatusCode::OK
    );
    // The cookie alone, or with another name beside it, is nobody.
    assert_eq!(browser.get("/").await.location, "/logga-in");
    let other = asked(&browser, "auditor", &right, "/").await;
    assert_eq!(other.status(), StatusCode::SEE_OTHER);
}

#[test]
fn users_are_added_with_a_password_from_standard_input() {
    let installation = Installation::new("http://127.0.0.1:9");
    let add = |lines: &str, more: &[&str]| {
        let mut arguments = vec!["console", "add-user", "anna", "--role", "operator"];
        arguments.extend(more);
        let mut command = installation.command(&arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program");
        let mut input = child.stdin.take().expect("standard input");
        input.write_all(lines.as_bytes()).expect("written");
        drop(input);
        child.wait_with_output().expect("its end")
    };
    let twice = format!("{PASSWORD}\n{PASSWORD}\n");
    let unlike = add(&format!("{PASSWORD}\nannat lösenord\n"), &[]);
    assert!(
        errors(&unlike).contains("not the same"),
        "{}",
        errors(&unlike)
    );
    let added = add(&twice, &["--role", "restricted"]);
    assert!(added.status.success(), "{}", errors(&added));
    assert!(!printed(&added).contains(PASSWORD));
    let file = installation.folder.path().join("console-users.toml");
    let file = std::fs::read_to_string(file).expect("the file");
    assert!(
        file.contains("$argon2id$") && !file.contains(PASSWORD),
        "{file}"
    );
    let again = add(&twice, &[]);
    assert!(errors(&again).contains("--replace"), "{}", errors(&again));
}

#[test]
fn the_console_listens_to_other_machines_only_behind_a_proxy_with_tls() {
    let mut installation = Installation::new("http://127.0.0.1:9");
    let output = installation.run(&["console", "--bind", "0.0.0.0:0"]);
    let told = errors(&output);
    assert!(
        told.contains("console.public_address") && told.contains("TLS"),
        "{told}"
    );
    installation.set("CONSOLE__PUBLIC_ADDRESS", "http://robot.example");
    let told = errors(&installation.run(&["console"]));
    assert!(told.contains("must be an https address"), "{told}");
}
