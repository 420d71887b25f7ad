#!/bin/sh
# Makes a virtual environment with ppagent and its tools in it: setup-python.sh PYTHON VENV
set -eu

python=$1 venv=$2
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || {
  echo "ppagent needs Python 3.10 or newer; this is $("$python" --version)." >&2
  echo "Name another one: make PYTHON=python3.11 ..." >&2
  exit 1
}
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv" || {
  echo "A virtual environment cannot be made; on Debian: sudo apt-get install python3-venv" >&2
  exit 1
}
echo "Installing Python packages into $venv (about 1.5 GB; a few minutes the first time)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
# The pages of MiniWoB++, without the packages that drive them elsewhere.
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps miniwob==1.1.0
