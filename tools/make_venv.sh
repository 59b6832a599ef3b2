#!/usr/bin/env bash
# Makes the virtual environment from the hashed lock, the project itself included.
#   tools/make_venv.sh PYTHON VENV
set -euo pipefail
python=$1 venv=$2

"$python" - <<'PY' || { echo "Yanzhen 需要 Python 3.11 或更新 / needs Python 3.11 or newer (make PYTHON=python3.12 …)" >&2; exit 1; }
import sys
sys.exit(sys.version_info < (3, 11))
PY

# Debian keeps `ensurepip` in a package of its own.
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    else
        echo "缺少 venv，请先执行 / venv is missing, please run: sudo apt-get install python3-venv" >&2
        exit 1
    fi
fi

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
"$venv/bin/uv" pip sync --quiet --python "$venv/bin/python" --require-hashes requirements/lock.txt
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
# What every start loads, compiled once: with PYTHONDONTWRITEBYTECODE each start would do it anew.
"$venv/bin/python" -m compileall -q "$venv"/lib/python3*/site-packages/{click,numpy,orjson,rjieba,django} src || true
