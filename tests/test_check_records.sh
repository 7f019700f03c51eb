#!/bin/bash
# `mailplumb check` as the whole loop, in the lab: the DNS first, a dry run with
# and without an overlay, and the last good run.
#
# usage: tests/test_check_records.sh BUILD_DIR
set -u
. tests/test.sh
. tests/lab.sh
export MAILPLUMB_BUILD=$1
export LAB_DEADLINE=20s
LAB_MODE='' LAB_DIR=$dir/lab
test_shows="$dir/out $dir/errors"

check() { # WANTED-STATUS SCENARIO OPTION...
	local wanted=$1 scenario=$2 status=0

	shift 2
	label="$scenario $*"
	lab run -s "$scenario" -- mailplumb check "$@" \
		>"$dir/out" 2>"$dir/errors" || status=$?
	is 'exit status' "$wanted" $status
}

says() { # WORDS...
	for words; do
		holds "says: $words" grep -qF -e "$words" "$dir/out"
	done
}

lacks() { # WORDS...
	for words; do
		# shellcheck disable=SC2016
		holds "does not say: $words" sh -c '! grep -qF -e "$1" "$2"' \
			sh "$words" "$dir/out"
	done
}

tells() { # FILTER...
	for filter; do
		# shellcheck disable=SC2016
		holds "$filter" sh -c 'jq -e "$1" "$2" >/dev/null' sh \
			"$filter" "$dir/out"
	done
}

messages() {
	find "$LAB_DIR/mail" -type f -path '*/new/*' -o -type f \
		-path '*/cur/*' | wc -l
}

lab start >/dev/null
if [ "$(lab run -- printenv LAB_MODE)" = loopback ]; then
	skip 'all' 'no namespaces here, and name servers are asked at port 53'
	test_end test_check_records
fi

# Nothing is known of an earlier run, nor kept of one that was bad.
check 1 spf-missing --after-change --timeout 3s
holds 'says which record' grep -q 'prod: not yet: bounce.example.com TXT' "$dir/errors"
says 'No earlier run that was good is known.' 'The DNS, before anything is sent' \
	'spf-record-missing'
is 'nothing is kept' no "$([ -e "$LAB_DIR/mailplumb.last.json" ] && echo yes || echo no)"

check 0 healthy
lacks 'The DNS, before' Difference
is 'it is kept' yes "$([ -s "$LAB_DIR/mailplumb.last.json" ] && echo yes || echo no)"
check 0 healthy -v
says 'The DNS, before anything is sent' 'DKIM, SPF, DMARC will pass and align'
check 0 healthy -q
is 'one line' 1 "$(wc -l <"$dir/out")"

# What is broken is told first, and mail is sent all the same.
check 1 dmarc-two
says 'The DNS, before anything is sent'
is 'the first line' 'The DNS, before anything is sent:' "$(head -n 1 "$dir/out")"
says 'prod-to-gmail: prod → gmail'

check 1 dmarc-two --json --after-change --timeout 3s
holds 'a report' tests/report_schema.py <"$dir/out"
tells '.published.schema == "mailplumb.dns-report/1"' \
	'.published.verdict == "fail" and .verdict == "fail"' \
	'.published.findings | any(.id == "dmarc-record-several")' \
	'.before.verdict == "pass"' \
	'.difference.new | any(.id == "dmarc-record-several")'
check 0 healthy --json
tells '.published.verdict == "pass"' 'has("difference") | not'
check 1 mail-from-default --after-change --timeout 3s
says 'Since the last good run, 20' 'pass → fail' \
	'bounce.example.com → amazonses.com'

# One token of three: the message shows nothing, the records do.
check 0 one-token
says WARN dkim-token-missing
check 0 healthy --no-dns
lacks 'The DNS, before'

# The change arrives while it waits.
label='waits for the change'
lab scenario spf-missing
lab run -- mailplumb check --after-change --timeout 30s >"$dir/out" \
	2>"$dir/errors" &
waiting=$!
sleep 1
lab scenario healthy
wait $waiting
is 'exit status' 0 $?
says 'PASS  prod-to-gmail'
check 2 healthy --after-change --overlay "$dir/none"

# A dry run sends nothing and needs no secret.
before=$(messages)
mv "$LAB_DIR/secrets" "$LAB_DIR/secrets.away"
check 0 healthy --dry-run
says 'PASS  example.com' 'bounce.example.com MX'
check 1 dmarc-two -n
says dmarc-record-several
check 0 healthy -n --json
tells '.schema == "mailplumb.dns-report/1"' '.verdict == "pass"'
check 1 dmarc-two --dry-run --fix-format zone
says '_dmarc.example.com.'
cat >"$dir/strict" <<'END'
_dmarc.example.com. 300 TXT "v=DMARC1; p=reject; aspf=s; rua=mailto:d@example.com"
END
check 1 healthy -n --overlay "$dir/strict"
says 'As it is published' 'If the overlay were published' Difference \
	spf-strict-impossible
check 1 healthy -n --overlay "$dir/strict" --json
tells '.before.verdict == "pass" and .verdict == "fail"' \
	'.difference.new | any(.id == "spf-strict-impossible")'
mv "$LAB_DIR/secrets.away" "$LAB_DIR/secrets"
label='dry runs'
is 'send nothing' "$before" "$(messages)"

# What nobody configured is known of SES: before anything is sent, in a dry run,
# and when SES answers too late for the look before sending.
nobody_told() { # WANTED-STATUS OPTION...
	local wanted=$1 status=0

	shift
	label="SES tells: $*"
	sed -i '/mail_from:/d; /dkim_tokens:/d' "$LAB_DIR/mailplumb.yaml"
	lab run -- mailplumb check --json "$@" >"$dir/out" \
		2>"$dir/errors" || status=$?
	is 'exit status' "$wanted" $status
}
lab scenario one-token
nobody_told 0
tells '.published.expected.mail_from == "bounce.example.com"' \
	'.published.expected.dkim_tokens == .ses.identities[1].dkim.tokens' \
	'.findings[0].id == "dkim-token-missing"' '.published.ses == null'
holds 'a report' tests/report_schema.py <"$dir/out"
nobody_told 0 -n
tells '.verdict == "warn" and .ses.identity == "example.com"' \
	'.expected.dkim_tokens == .ses.identities[1].dkim.tokens' \
	'.findings[0].id == "dkim-token-missing"'
nobody_told 0 -n --no-ses-api
tells '.ses == null' '.expected.dkim_tokens == []'
nobody_told 0 -n --zone "$LAB_DIR/zones/example.com.zone" --fail-on broken
tells '.ses == null'
jq '.identities += {"example.com": "late",
	"example.com again": .identities["example.com"]}' \
	"$LAB_DIR/ses-answers.json" >"$dir/late"
cp "$dir/late" "$LAB_DIR/ses-answers.json"
nobody_told 0
tells '.ses.identity == "example.com"' \
	'.published.expected.dkim_tokens == .ses.identities[1].dkim.tokens' \
	'.findings[0].id == "dkim-token-missing"'
lab run -- mailplumb check >"$dir/out" 2>"$dir/errors"
lacks 'The DNS, before anything is sent'
says dkim-token-missing

# Nothing can be kept beside the configuration: only a warning.
rm -f "$LAB_DIR/mailplumb.last.json"
mkdir "$LAB_DIR/mailplumb.last.json"
check 0 healthy --after-change --timeout 20s
holds 'a warning' grep -q 'the last good run is not kept' "$dir/errors"
check 0 healthy -q
is 'not without need' '' "$(cat "$dir/errors")"
test_end test_check_records
