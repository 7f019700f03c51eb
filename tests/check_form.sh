#!/bin/sh
# What the formatter cannot see.  Run from the top directory.
#
# C: files of at most 500 lines, functions of at most 60, lines of at most 80
# columns (a test's tables of rows may be longer), no banned function, no
# unfinished business.  All files: no path of somebody's machine.
sources=$(find common publish send inspect mailplumb tests -name '*.[ch]' | sort)

long=$(for file in $sources; do
	expand "$file" | awk -v file="$file" '
	function bad(text) { print file ":" FNR ": " text }
	FNR == 501 { bad("file is longer than 500 lines") }
	length($0) > 80 && file !~ /^tests\// && !/"/ {
		bad("line is longer than 80 columns")
	}
	/^\{/ { start = FNR }
	/^\}/ && start && FNR - start > 60 && file !~ /^tests\// {
		bad("function is longer than 60 lines")
	}
	/^\}/ { start = 0 }'
done)

# shellcheck disable=SC2086
banned=$(grep -nE '[^_a-zA-Z0-9](strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|system|tmpnam|mktemp|alloca|rand|localtime|setjmp|longjmp)\(' \
	$sources /dev/null)

unfinished=$(grep -rnE '\b(TODO|FIXME|XXX|HACK|for now)\b' \
	--include='*.[ch]' --include='*.sh' common publish send inspect mailplumb \
	fixtures tests 2>/dev/null | grep -v '^tests/check_form.sh:')

paths=$(git ls-files 2>/dev/null | grep -v '^tests/check_form.sh$' |
	xargs grep -d skip -nIE '/(work|root|home/[a-z]+)/' /dev/null)

formatted=$(command -v clang-format-14 clang-format | head -n 1)
unformatted=$([ -z "$formatted" ] || for file in $sources; do
	"$formatted" --dry-run --Werror "$file" >/dev/null 2>&1 ||
		echo "$file: not as .clang-format wants it"
done)

found=$(printf '%s\n%s\n%s\n%s\n%s\n' "$long" "$banned" "$unfinished" \
	"$paths" "$unformatted" | grep .)
[ -z "$found" ] || { printf '%s\n' "$found"; exit 1; }
