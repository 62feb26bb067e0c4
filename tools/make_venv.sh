#!/bin/sh
# Creates the virtual environment that every make target uses.
#   usage: tools/make_venv.sh FOLDER
# Needs a Python from 3.11 to 3.13; PYTHON=/path/to/python names one. Debian splits the standard library: without the
# package python3-venv a new environment has no pip, so two other ways are tried before giving up with advice.
set -eu

folder=${1:?usage: tools/make_venv.sh FOLDER}

fits() {
    "$1" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] < (3, 14)))' >/dev/null 2>&1
}

python=""
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if fits "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "conflictdata needs Python 3.11, 3.12 or 3.13, and none was found on the PATH." >&2
    echo "On Debian or Ubuntu: sudo apt-get install python3 python3-venv. Elsewhere: PYTHON=/path/to/python3.11 make ..." >&2
    exit 1
fi

rm -rf "$folder"
if "$python" -m venv "$folder" >/dev/null 2>&1 && "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi
rm -rf "$folder"
if "$python" -m virtualenv --quiet "$folder" >/dev/null 2>&1; then
    exit 0
fi
rm -rf "$folder"
if "$python" -m pip --version >/dev/null 2>&1 && "$python" -m venv --without-pip "$folder" &&
    "$python" -m pip --python "$folder/bin/python" install --quiet pip; then
    exit 0
fi
rm -rf "$folder"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
echo "Python $version was found, but it cannot create virtual environments: its venv module has no pip to put into them." >&2
echo "On Debian or Ubuntu: sudo apt-get install python3-venv (or python$version-venv). Then call make again." >&2
exit 1
