#!/bin/sh
# Installs what the tests need when it is missing, or says plainly what to do.
set -eu

# The tests start a broker of their own from here, on a free port and in a
# folder of its own.
scripts=/usr/lib/rabbitmq/bin
[ -x "$scripts/rabbitmq-server" ] && exit 0

say() { echo "install-test-tools: $*" >&2; }

if ! command -v apt-get >/dev/null 2>&1; then
    say "rabbitmq-server is missing, and there is no apt-get here to install it with."
    say "Install RabbitMQ 3.10 or later so that $scripts/rabbitmq-server exists, then run make test again."
    exit 1
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then
        as_root=sudo
    else
        say "rabbitmq-server is missing and this user may not install it."
        say "Run: sudo apt-get install --no-install-recommends rabbitmq-server"
        exit 1
    fi
fi

say "installing rabbitmq-server with apt-get"
# The package would start a broker for the whole machine; the tests must not
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
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends rabbitmq-server
