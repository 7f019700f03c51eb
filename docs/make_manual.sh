#!/bin/sh
# Put what `mailplumb explain` knows into the manual, in place of its line
# '.\" FINDINGS'.
# Usage: docs/make_manual.sh PROGRAM PAGE RESULT
set -eu
list=$(mktemp)
trap 'rm -f "$list"' EXIT
"$1" explain --format mdoc >"$list"
sed -e "/^\\.\\\\\" FINDINGS\$/{r $list" -e 'd;}' "$2" >"$3"
