#!/bin/sh
# Every script of the project as shellcheck wants it.  Run from the top
# directory.
set -u
scripts=$(git ls-files 2>/dev/null | while read -r file; do
	[ -f "$file" ] && head -n 1 "$file" | LC_ALL=C grep -aqE \
		'^#!.*[/ ](ba|da)?sh$|^# shellcheck shell=' && echo "$file"
done)
[ -n "$scripts" ] || exit 0
# SC1007: "name= " is how a shell empties a name.
# shellcheck disable=SC2086
shellcheck --external-sources --severity=warning --exclude=SC1007 $scripts
