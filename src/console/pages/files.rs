//! The stylesheet and the script, out of the program itself.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

const STYLE: &str = include_str!("../../../templates/console/konsol.css");
const SCRIPT: &str = include_str!("../../../templates/console/konsol.js");
/// Short, because another version of the program may have others.
const CACHED: &str = "max-age=300";

/// The stylesheet.
pub async fn style() -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, CACHED),
    ];
    (headers, STYLE)
}

/// The script.
pub async fn script() -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (CACHE_CONTROL, CACHED),
    ];
    (headers, SCRIPT)
}
