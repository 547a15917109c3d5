#!/bin/sh
# Installs what the tests need when it is missing, or says plainly what to do.
set -eu

# The tests start a broker and a Prometheus of their own from here, on free
# ports and in folders of their own, and read logs with lnav.
missing=
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing="$missing rabbitmq-server"
command -v promtool >/dev/null 2>&1 || missing="$missing prometheus"
command -v lnav >/dev/null 2>&1 || missing="$missing lnav"
[ -n "$missing" ] || exit 0

say() { echo "install-test-tools: $*" >&2; }

if ! command -v apt-get >/dev/null 2>&1; then
    say "missing:$missing, and there is no apt-get here to install with."
    say "Install RabbitMQ 3.10 or later so that /usr/lib/rabbitmq/bin/rabbitmq-server exists, and"
    say "prometheus, promtool and lnav on the path; then run make test again."
    exit 1
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then
        as_root=sudo
    else
        say "missing:$missing, and this user may not install."
        say "Run: sudo apt-get install --no-install-recommends$missing"
        exit 1
    fi
fi

say "installing with apt-get:$missing"
# The packages would start services for the whole machine; the tests must not
# depend on one, nor leave one behind.
policy=/usr/sbin/policy-rc.d
made_policy=
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod +x "$policy"
    made_policy=yes
fi
trap '[ -z "$made_policy" ] || $as_root rm -f "$policy"' EXIT
$as_root apt-get update -qq
# shellcheck disable=SC2086 # the names are words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing
