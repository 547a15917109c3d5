//! The stylesheet, the script and the icon, out of the program itself.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

const STYLE: &str = include_str!("../../../templates/console/konsol.css");
const SCRIPT: &str = include_str!("../../../templates/console/konsol.js");
const ICON: &str = include_str!("../../../templates/console/ikon.svg");

/// The stylesheet.
pub async fn style() -> impl IntoResponse {
    file("text/css; charset=utf-8", STYLE)
}

/// The script.
pub async fn script() -> impl IntoResponse {
    file("text/javascript; charset=utf-8", SCRIPT)
}

/// The icon.
pub async fn icon() -> impl IntoResponse {
    file("image/svg+xml", ICON)
}

/// Kept for a short time, because another version of the program may have
/// others.
fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "max-age=300")], text)
}
