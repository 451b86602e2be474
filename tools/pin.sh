#!/bin/sh
# Makes requirements.txt (to run), requirements-uv.txt (what installs the others), requirements-dev.txt (to develop; the
# same releases and more), requirements-check.txt (for `make check`, more again) and requirements-oldest.txt (the oldest
# SDK that pyproject.toml allows) again, with hashes, for every Python from 3.10 on. Keeps the pins that still fit;
# `--upgrade` takes newer releases.
set -eu
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"${PYTHON:-python3}" -m venv "$scratch/venv"
"$scratch/venv/bin/pip" --disable-pip-version-check install --quiet uv
echo 'setuptools>=77' > "$scratch/build.in" # builds the project without a second download

pin() { # FILE ARGUMENTS...: a file of pins, without the addresses of the index it came from
    file=$1
    shift
    if [ -e "$file" ]; then cp "$file" "$scratch/$file"; fi
    "$scratch/venv/bin/uv" pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-annotate \
        --no-header --no-emit-index-url --no-emit-find-links -o "$scratch/$file" "$@" > /dev/null
    { echo '# Made by `make pins` from pyproject.toml.' && cat "$scratch/$file"; } > "$file"
}

pin requirements.txt --extra sandbox pyproject.toml "$scratch/build.in" "$@"
pin requirements-dev.txt --extra sandbox --group dev pyproject.toml "$scratch/build.in" --constraint requirements.txt "$@"
pin requirements-uv.txt --group uv --no-deps --constraint requirements-dev.txt
pin requirements-check.txt --group check --constraint requirements-dev.txt "$@"
grep -o '"pulumi>=[^"]*"' pyproject.toml | tr -d '"' > "$scratch/oldest.in"
pin requirements-oldest.txt --resolution lowest --no-deps "$scratch/oldest.in"
