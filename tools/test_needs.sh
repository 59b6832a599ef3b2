#!/usr/bin/env bash
# What the tests need from the system: a Chromium, a CJK font, PostgreSQL's server, a PDF renderer, a Java for Spark,
# OpenMP for learning.
# As root on Debian or Ubuntu what is missing is installed; elsewhere this says what to install.
set -euo pipefail

missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
{ command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family | head -n 1)" ]; } || missing+=(fontconfig fonts-noto-cjk)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
java_version=$({ "${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 || true; } | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
[ "${java_version:-0}" -ge 17 ] || missing+=(openjdk-17-jre-headless)
# LightGBM's wheel brings everything but the OpenMP runtime.
.venv/bin/python -c 'import lightgbm' 2>/dev/null || missing+=(libgomp1)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing for the tests: ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
    echo "测试还缺这些软件包，请先安装 / the tests need these packages first: sudo apt-get install ${missing[*]}" >&2
    exit 1
fi
