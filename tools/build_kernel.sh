#!/usr/bin/env bash
# Builds the fast kernel in Rust and installs it into the virtual environment. Where there is no Rust toolchain, or the
# crates cannot be fetched, it says so in one line and leaves it: the reference backend gives the same answers, slower.
#   tools/build_kernel.sh VENV
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$(cd "$1" && pwd)

if ! command -v cargo >/dev/null; then
    echo "没有 Rust（cargo），不装快速内核：匹配结果完全相同，只是慢些 / no Rust (cargo): without the fast kernel matching gives the same answers, slower" >&2
    exit 0
fi
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
if ! (cd kernel && "$venv/bin/maturin" build --quiet --release --interpreter "$venv/bin/python" --out "$wheels" 2>"$wheels/log"); then
    tail -n 20 "$wheels/log" >&2
    echo "快速内核未能编译，先用参考实现：结果相同，只是慢些 / the fast kernel could not be built: the reference serves, same answers, slower" >&2
    # On a machine that checks changes a kernel that does not compile is a fault.
    [ -z "${CI:-}" ] || exit 1
    exit 0
fi
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-index --force-reinstall "$wheels"/*.whl
