#!/usr/bin/env bash
# release.sh [PYTHON_VERSION...]: dist/overdue-VERSION-{linux,windows}/, folders of wheels for desks without internet.
# Each installs with: pip install --no-index --find-links FOLDER overdue-cli
# The Linux one is then installed that way, with no index reachable, and grades the sample.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
python=${PYTHON:-.venv/bin/python}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
own=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
versions=("$@")
[ ${#versions[@]} -gt 0 ] || versions=(3.11 3.12 3.13)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -m hatchling build --target wheel --directory "$work/own" >/dev/null
wheel=$(echo "$work"/own/*.whl)

collect() { # collect NAME PLATFORM...: every wheel that platform needs, for each version of Python
    local folder="dist/overdue-$version-$1" platforms=()
    for platform in "${@:2}"; do platforms+=(--platform "$platform"); done
    rm -rf "$folder" && mkdir -p "$folder"
    for each in "${versions[@]}"; do
        "$python" -m pip download --quiet --disable-pip-version-check --only-binary :all: --implementation cp \
            --python-version "$each" "${platforms[@]}" --constraint constraints.txt --dest "$folder" "$wheel"
    done
    if [ "$1" = windows ]; then # what only Windows needs, which pip does not see from here
        "$python" -m pip download --quiet --disable-pip-version-check --no-deps --dest "$folder" colorama
    fi
    "$python" tools/wheels_complete.py "$folder" "$1" "${versions[@]}"
    cp constraints.txt packaging/README.txt "$folder/"
    (cd "$folder" && sha256sum -- *.whl > SHA256SUMS)
    tar --sort=name --owner=0 --group=0 --mtime=2026-01-01 -czf "$folder.tar.gz" -C dist "$(basename "$folder")"
    echo "$folder: $(find "$folder" -name '*.whl' | wc -l) wheels, $(du -sh "$folder" | cut -f1)"
}

collect linux manylinux_2_28_x86_64 manylinux_2_17_x86_64 manylinux2014_x86_64
collect windows win_amd64

if [[ " ${versions[*]} " != *" $own "* ]]; then
    echo "not tried: Python $own is none of ${versions[*]}" >&2
    exit 0
fi
"$python" -m venv "$work/venv" 2>/dev/null || "${PYTHON3:-python3}" -m venv "$work/venv"
env -i PATH="$PATH" HOME="$work" PIP_CONFIG_FILE=/dev/null "$work/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check --no-index --find-links "dist/overdue-$version-linux" overdue-cli
cd "$work"
venv/bin/overdue --version
venv/bin/overdue init bank >/dev/null
cp "$top"/sample_data/en/*.csv bank/exports/
venv/bin/overdue run bank/overdue.toml --as-of 2026-11-20 --quiet || [ $? -eq 4 ]
venv/bin/overdue history verify bank/history --outputs bank/outputs --lang en
test -s "bank/outputs/$(cat bank/outputs/latest)/worklist.xlsx"
echo "the folder of wheels installs without an index and runs"
