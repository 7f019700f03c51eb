#!/bin/sh
# What `send` makes of its options, as a server gets it.
build=$1
mailplumb=$build/mailplumb
work=$(mktemp -d)
server=
trap 'stop; rm -rf "$work"' EXIT
passed=0 failed=0

# serve NAME [OPTION...]: the double in a folder of its own; sets $url
serve() {
	name=$1
	shift
	mkdir "$work/$name"
	fixtures/lab/double --dir "$work/$name" --tls none "$@" \
		>"$work/$name/at" 2>"$work/$name/errors" &
	server=$!
	tries=0
	until [ -s "$work/$name/at" ] || [ "$tries" -gt 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	url=smtp://$(cat "$work/$name/at")
}

stop() {
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null
		wait "$server" 2>/dev/null
	fi
	server=
}

# is WHAT WANT GOT
is() {
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf '%s: got "%s", want "%s"\n' "$1" "$3" "$2"
	fi
}

# holds WHAT FILE PATTERN
holds() {
	grep -q -e "$3" "$2"
	is "$1" 0 $?
}

send() {
	"$mailplumb" send --server "$url" --tls none --timeout 10s \
		--from 'Example <hello@example.com>' "$@" \
		>"$work/out" 2>"$work/err"
}

printf 'Subject: as it is\nX-Mailplumb-Token: old\n\n.dot\nend' >"$work/raw.eml"
printf 'Gr\303\274n\n' >"$work/body.txt"
printf 'octets\000' >"$work/octets.bin"

serve plain --fault 'ehlo=250-here|250 8BITMIME'
send --to probe@example.net --body "$work/body.txt" \
	--attach "$work/octets.bin" --header 'X-Test: yes' --subject "é"
is 'a message is taken' 0 $?
holds 'an attachment arrives' "$work/plain/1.eml" '^b2N0ZXRzAA=='
holds 'a field arrives' "$work/plain/1.eml" '^X-Test: yes'
holds 'a subject is encoded' "$work/plain/1.eml" '^Subject: =?UTF-8?B?w6k=?= \['
send --to probe@example.net --raw "$work/raw.eml"
is 'a raw message is taken' 0 $?
holds 'line ends are told' "$work/err" 'raw.eml: 4 line ends became CRLF'
holds 'a dot survives' "$work/plain/2.eml" '^\.dot'
is 'one token' 1 "$(grep -c '^X-Mailplumb-Token: ' "$work/plain/2.eml")"
send --to 'jörg@example.net'
is 'no SMTPUTF8, no address beyond ASCII' 5 $?
holds 'the reason is told' "$work/err" 'no SMTPUTF8'
send --to probe@example.net --subject 'a
Bcc: x@example.net'
is 'no line break in a subject' 2 $?
send --to probe@example.net --body "$work/octets.bin"
is 'no NUL in a text' 3 $?
is 'nothing else was sent' 2 "$(find "$work/plain" -name '*.eml' | wc -l)"
stop

serve utf8 --fault 'ehlo=250-here|250-8BITMIME|250 SMTPUTF8'
send --to 'jörg@example.net'
is 'an address beyond ASCII is taken' 0 $?
holds 'and announced' "$work/utf8/log" 'MAIL FROM:<hello@example.com>.* SMTPUTF8'
holds 'and sent' "$work/utf8/log" 'RCPT TO:<jörg@example.net>'
stop

serve ses --tls starttls
AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=secret \
	"$mailplumb" send --region us-east-1 --connect-to "${url#smtp://}" \
	--ca-file "$work/ses/ca.pem" --from hello@example.com --timeout 10s \
	--simulate bounce --message-tag a=b --message-tag c=d \
	--configuration-set probes >"$work/out" 2>"$work/err"
is 'the simulator takes a message' 0 $?
token=$(sed -n 's/^X-Mailplumb-Token: \([A-Z2-7]*\).*/\1/p' "$work/ses/1.eml")
holds 'whose recipient carries the token' "$work/ses/log" \
	"RCPT TO:<bounce+$token@simulator.amazonses.com>"
holds 'tags' "$work/ses/1.eml" '^X-SES-MESSAGE-TAGS: a=b, c=d'
holds 'configuration set' "$work/ses/1.eml" '^X-SES-CONFIGURATION-SET: probes'
stop

echo "test_send_message: $passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
