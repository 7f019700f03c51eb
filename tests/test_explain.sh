#!/bin/sh
# mailplumb explain: every finding with its cause, example, fix and source.
# Usage: tests/test_explain.sh BUILD_DIR
build=${1:?usage: tests/test_explain.sh BUILD_DIR}
program=$build/mailplumb
. tests/test.sh
test_shows=$dir/out

explain() { # WANTED-STATUS OPTION...
	want=$1
	shift
	"$program" explain "$@" >"$dir/out" 2>&1
	is "exit status of explain $*" "$want" $?
}

says() { # WORDS...
	for words; do
		holds "says: $words" grep -qF -e "$words" "$dir/out"
	done
}

explain 0
says 'dkim-only-amazonses' 'broken  no key at the selector'
is 'one line for each' "$(grep -cE '^[a-z0-9-]+ +(broken|risk|note) +[^ ]' \
	"$dir/out")" "$(grep -cE '^[a-z]+-' "$dir/out")"

explain 0 spf-record-several
says 'spf-record-several (broken): several SPF records' '  cause    Each' \
	'  example  two' '  fix      Merge' '  source   RFC 7208 4.5'
explain 0 dkim-key
says 'dkim-key-missing' 'dkim-key-testing (note)'
explain 0 dmarc-record
says dmarc-record-missing dmarc-record-several
explain 0 spf-mailfrom-mx-missing spf-ptr
says 'Publish the MAIL FROM domain MX 10' spf-ptr
explain 2 dkim-key-mising
says "no finding is called 'dkim-key-mising'; did you mean dkim-key-missing?"
explain 2 nonsense
says 'mailplumb explain lists them'
explain 2 --format yaml

# Each has all four, but notes that ask for nothing, and what no standard
# tells.
explain 0 --json
holds 'complete' python3 - "$dir/out" <<'END'
import json, sys
page = json.load(open(sys.argv[1]))
assert page["schema"] == "mailplumb.findings/1"
for f in page["findings"]:
    assert list(f) == ["id", "severity", "subject", "title", "cause",
                       "example", "fix", "source"], f
    for key in ("id", "severity", "subject", "title", "cause", "example"):
        assert f[key], (f["id"], key)
    assert f["cause"].endswith("."), f["id"]
    assert f["fix"] or f["severity"] == "note" or \
        f["id"] == "claim-policy-override", f["id"]
    assert "{" not in (f["fix"] or ""), f["id"]
assert len({f["id"] for f in page["findings"]}) == len(page["findings"])
END
explain 0 --json spf-ptr
is 'one alone' 1 "$(grep -o '"id"' "$dir/out" | wc -l)"
test_end test_explain
