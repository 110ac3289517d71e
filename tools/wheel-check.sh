#!/usr/bin/env bash
# The wheel, alone, in an environment of its own, away from the checkout: it must grade the sample.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$top"
.venv/bin/python -m hatchling build --target wheel --directory "$work/dist" >/dev/null
"${PYTHON:-python3}" -m venv "$work/venv" 2>/dev/null || .venv/bin/python -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint constraints.txt "$work"/dist/*.whl
cd "$work"
venv/bin/overdue --version
venv/bin/overdue rules check
venv/bin/overdue score "$top/sample_data/2026-11" --as-of 2026-11-20 --quiet
test -s worklist.xlsx
echo "the wheel runs on its own"
