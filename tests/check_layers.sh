#!/bin/sh
# Check every #include against tests/layers.txt.  Run from the top directory.
# A repo include names its path from the top: #include "common/base/bytes.h".
files=$(find common publish send inspect mailplumb tests -name "*.[ch]")

awk '
function dir(path) { sub("/[^/]*$", "", path); return path }
function bad(text) { print FILENAME ":" FNR ": " text; failed = 1 }

FILENAME == "tests/layers.txt" {
	if ($0 ~ /^(#|$)/) next
	from = $1; sub(":$", "", from)
	if (from ~ /^</) {
		header = substr(from, 2, length(from) - 2)
		library[header] = 1
		for (i = 2; i <= NF; i++) user[header, $i] = 1
		next
	}
	known[from] = 1; allowed[from, from] = 1
	for (i = 2; i <= NF; i++) allowed[from, $i] = 1
	next
}
FILENAME ~ /^tests\// { next }		# tests may look everywhere
FNR == 1 && !(dir(FILENAME) in known) { bad("directory is not in layers.txt") }
/^#[ \t]*include[ \t]*"/ {
	split($0, part, "\"")
	if (part[2] !~ /\//) bad("write the path from the top: " part[2])
	else if (!((dir(FILENAME), dir(part[2])) in allowed))
		bad(dir(FILENAME) " may not include " part[2])
}
/^#[ \t]*include[ \t]*</ {
	split($0, part, "[<>]")
	for (l in library)
		if (index(part[2], l) == 1 && !((l, FILENAME) in user))
			bad("may not include <" part[2] ">")
}
END { exit failed }
' tests/layers.txt $files
