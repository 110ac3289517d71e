#!/usr/bin/env bash
# install.sh VENV WHAT: an environment at VENV with WHAT (`.` or `.[dev]`) installed editable, versions pinned.
# uv where it is found and works, else venv and pip; a Debian Python without ensurepip too.
set -euo pipefail
venv=$1 what=$2

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=
for candidate in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$candidate" >/dev/null && new_enough "$candidate"; then python=$(command -v "$candidate"); break; fi
done
if [ -z "$python" ]; then
    echo "overdue needs Python 3.11 or newer; none was found (tried ${PYTHON:-python3}, python3, python3.11 to 3.14)." >&2
    echo "next: install it (Debian: apt-get install python3 python3-venv), or say which: make PYTHON=/path/to/python3" >&2
    exit 1
fi

with_uv() {
    command -v uv >/dev/null || return 1
    { [ -x "$venv/bin/python" ] || uv venv --quiet --python "$python" "$venv"; } &&
        uv pip install --quiet --python "$venv/bin/python" --constraint constraints.txt --editable "$what"
}

with_pip() {
    if [ ! -x "$venv/bin/python" ]; then
        "$python" -m venv "$venv" 2>/dev/null || { rm -rf "$venv"; "$python" -m venv --without-pip "$venv"; }
    fi
    if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable "$what"
    else # the system's pip, told to install over there
        "$python" -m pip --python "$venv/bin/python" install --quiet --disable-pip-version-check \
            --constraint constraints.txt --editable "$what"
    fi
}

echo "installing into $venv (some 100 MB the first time; a minute or two) ..." >&2
with_uv || with_pip || {
    echo "the environment could not be made; the lines above say why." >&2
    echo "next: check the network or PIP_INDEX_URL; on Debian apt-get install python3-venv python3-pip; then make again." >&2
    exit 1
}
