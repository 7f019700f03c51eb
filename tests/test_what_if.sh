#!/bin/sh
# --overlay: the report before, the report after and the difference, of
# inspect, align and spf, in text and JSON.
# Usage: tests/test_what_if.sh BUILD_DIR
build=${1:?usage: tests/test_what_if.sh BUILD_DIR}
program=$build/mailplumb
. tests/test.sh
LC_ALL=C.UTF-8
export LC_ALL
test_shows=$dir/out

cat >"$dir/zone" <<'END'
$TTL 300
example.com.        A 192.0.2.1
bounce.example.com. TXT "v=spf1 ip4:192.0.2.9 -all"
END
cat >"$dir/dmarc" <<'END'
_dmarc.example.com. 300 TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"
END
cat >"$dir/spf" <<'END'
{"Changes": [{"Action": "UPSERT", "ResourceRecordSet": {"Name":
"bounce.example.com.", "Type": "TXT", "TTL": 300, "ResourceRecords":
[{"Value": "\"v=spf1 ip4:192.0.2.1 -all\""}]}}]}
END
cat >"$dir/other" <<'END'
elsewhere.example. 300 TXT "nothing to do with it"
END
cat >"$dir/message" <<'END'
Return-Path: <a@bounce.example.com>
From: Ann <ann@example.com>
To: bob@example.net
Subject: x
Date: Fri, 20 Nov 2026 10:00:00 +0000
Message-ID: <1@example.com>

body
END

run() { # WANTED-STATUS COMMAND OPTION...
	want=$1
	shift
	"$program" "$@" --zone "$dir/zone" >"$dir/out" 2>"$dir/errors"
	is "exit status of $*" "$want" $?
}

says() { # WORDS...
	for words; do
		holds "says: $words" grep -qF -e "$words" "$dir/out"
	done
}

lacks() { # WORDS
	holds "does not say: $1" sh -c '! grep -qF -e "$1" "$2"' sh "$1" \
		"$dir/out"
}

# What is asked of the JSON is a jq filter that must be true.
tells() { # FILTER...
	for filter; do
		holds "$filter" sh -c 'jq -e "$1" "$2" >/dev/null' sh \
			"$filter" "$dir/out"
	done
}

inspect="inspect --client-ip 192.0.2.1 --now 2026-11-20T10:05:00Z $dir/message"

label=align
run 0 align --from a@example.com --dkim example.com --overlay "$dir/dmarc"
says 'As it is published:' 'If the overlay were published:' Difference \
	'DMARC         none → pass' 'gone          dmarc-record-missing (broken)' \
	'record        _dmarc.example.com TXT: no-name → v=DMARC1; p=reject'
run 1 align --from a@example.com --dkim example.com --overlay "$dir/other"
says 'none          in nothing that is judged' \
	'stays         dmarc-record-missing (broken)'
lacks gone
run 1 align --from a@example.com --dkim example.com
lacks Difference
run 0 align --from a@example.com --dkim example.com --overlay "$dir/dmarc" -q
is 'quiet: the last verdict alone' 1 "$(wc -l <"$dir/out")"
run 0 align --from a@example.com --dkim example.com --overlay "$dir/dmarc" \
	--json
tells '.schema == "mailplumb.align/1"' '.dmarc.verified == "pass"' \
	'.before.dmarc.verified == "none"' '.before.schema == .schema' \
	'[.difference.gone[].id] == ["dmarc-record-missing"]' \
	'.difference.new == []' \
	'.difference.changed | any(.what == "DMARC" and .before == "none" and .after == "pass")' \
	'.difference.dns[0].before == [] and .difference.dns[0].after[0][0:8] == "v=DMARC1"'

label=spf
run 0 spf --ip 192.0.2.1 --mail-from a@bounce.example.com --overlay "$dir/spf"
says 'SPF           fail → pass' 'gone          spf-not-authorized'
run 0 spf --ip 192.0.2.1 --mail-from a@bounce.example.com \
	--overlay "$dir/spf" --json
tells '.spf.verified == "pass" and .before.spf.verified == "fail"'

label=inspect
# shellcheck disable=SC2086
run 1 $inspect --overlay "$dir/spf" --overlay "$dir/dmarc"
says 'As it is published:' 'SPF aligned' 'false → true' 'DMARC         none → pass' \
	'gone          spf-not-authorized (broken)' 'stays         dkim-unsigned (broken)'
# shellcheck disable=SC2086
run 1 $inspect --overlay "$dir/spf" --overlay "$dir/dmarc" --json
holds 'a report' tests/report_schema.py <"$dir/out"
tells '.verdict == "fail" and .before.verdict == "fail"' \
	'.spf.verified == "pass" and .before.spf.verified == "fail"' \
	'.difference.gone | any(.id == "spf-not-authorized")'
# The exit code is that of what would be.
# shellcheck disable=SC2086
run 0 $inspect --require spf,dmarc --overlay "$dir/spf" --overlay "$dir/dmarc" \
	-q
is 'one line' 1 "$(wc -l <"$dir/out")"
# Several messages: one after the other, each with its difference.
# shellcheck disable=SC2086
run 1 $inspect "$dir/message" --overlay "$dir/dmarc" --jobs 2
is 'two differences' 2 "$(grep -c '^Difference$' "$dir/out")"
# What is recorded is what the overlay made of it.
# shellcheck disable=SC2086
run 1 $inspect --overlay "$dir/dmarc" --dns-record "$dir/record"
holds 'the record has the overlay' grep -q 'v=DMARC1' "$dir/record"
test_end test_what_if
