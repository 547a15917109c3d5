#!/bin/sh
# Installs what `make look` needs when it is missing, or says plainly what to do.
set -eu
cd "$(dirname "$0")/.."

say() { echo "install-look-tools: $*" >&2; }

missing=
command -v chromium-headless-shell >/dev/null 2>&1 || missing="$missing chromium-headless-shell"
command -v pdftoppm >/dev/null 2>&1 || missing="$missing poppler-utils"
if [ -n "$missing" ]; then
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root="sudo -n"
    say "installing with apt-get:$missing"
    # shellcheck disable=SC2086 # the names are words
    if ! { $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing; }; then
        say "could not. Install so that chromium-headless-shell and pdftoppm are on the path; then run make look again."
        exit 1
    fi
fi

# axe-core is one script; it is fetched, never committed.
tools=target/look/tools
[ ! -s "$tools/package/axe.min.js" ] || exit 0
if ! command -v npm >/dev/null 2>&1; then
    say "missing: npm, which fetches axe-core. Install it; then run make look again."
    exit 1
fi
mkdir -p "$tools"
(cd "$tools" && npm pack --silent axe-core@4 >/dev/null && tar -xzf axe-core-4.*.tgz package/axe.min.js)
