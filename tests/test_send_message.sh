#!/bin/sh
# What `send` makes of its options, as a server gets it.
. tests/test.sh
mailplumb=$1/mailplumb
test_shows=$dir/err

# serve NAME [OPTION...]: the double in a folder of its own; sets $url
serve() {
	name=$1
	shift
	mkdir "$dir/$name"
	server_start fixtures/lab/double --dir "$dir/$name" --tls none "$@"
	url=smtp://$said
}

has() { # WHAT FILE PATTERN
	holds "$1" grep -q -e "$3" "$2"
}

send() {
	"$mailplumb" send --server "$url" --tls none --timeout 10s \
		--from 'Example <hello@example.com>' "$@" \
		>"$dir/out" 2>"$dir/err"
}

printf 'Subject: as it is\nX-Mailplumb-Token: old\n\n.dot\nend' >"$dir/raw.eml"
printf 'Gr\303\274n\n' >"$dir/body.txt"
printf 'octets\000' >"$dir/octets.bin"

serve plain --fault 'ehlo=250-here|250 8BITMIME'
send --to probe@example.net --body "$dir/body.txt" \
	--attach "$dir/octets.bin" --header 'X-Test: yes' --subject "é"
is 'a message is taken' 0 $?
has 'an attachment arrives' "$dir/plain/1.eml" '^b2N0ZXRzAA=='
has 'a field arrives' "$dir/plain/1.eml" '^X-Test: yes'
has 'a subject is encoded' "$dir/plain/1.eml" '^Subject: =?UTF-8?B?w6k=?= \['
send --to probe@example.net --raw "$dir/raw.eml"
is 'a raw message is taken' 0 $?
has 'line ends are told' "$dir/err" 'raw.eml: 4 line ends became CRLF'
has 'a dot survives' "$dir/plain/2.eml" '^\.dot'
is 'one token' 1 "$(grep -c '^X-Mailplumb-Token: ' "$dir/plain/2.eml")"
send --to 'jörg@example.net'
is 'no SMTPUTF8, no address beyond ASCII' 5 $?
has 'the reason is told' "$dir/err" 'no SMTPUTF8'
send --to probe@example.net --subject 'a
Bcc: x@example.net'
is 'no line break in a subject' 2 $?
send --to probe@example.net --body "$dir/octets.bin"
is 'no NUL in a text' 3 $?
is 'nothing else was sent' 2 "$(find "$dir/plain" -name '*.eml' | wc -l)"

serve utf8 --fault 'ehlo=250-here|250-8BITMIME|250 SMTPUTF8'
send --to 'jörg@example.net'
is 'an address beyond ASCII is taken' 0 $?
has 'and announced' "$dir/utf8/log" 'MAIL FROM:<hello@example.com>.* SMTPUTF8'
has 'and sent' "$dir/utf8/log" 'RCPT TO:<jörg@example.net>'

serve ses --tls starttls
AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=secret \
	"$mailplumb" send --region us-east-1 --connect-to "${url#smtp://}" \
	--ca-file "$dir/ses/ca.pem" --from hello@example.com --timeout 10s \
	--simulate bounce --message-tag a=b --message-tag c=d \
	--configuration-set probes >"$dir/out" 2>"$dir/err"
is 'the simulator takes a message' 0 $?
token=$(sed -n 's/^X-Mailplumb-Token: \([A-Z2-7]*\).*/\1/p' "$dir/ses/1.eml")
has 'whose recipient carries the token' "$dir/ses/log" \
	"RCPT TO:<bounce+$token@simulator.amazonses.com>"
has 'tags' "$dir/ses/1.eml" '^X-SES-MESSAGE-TAGS: a=b, c=d'
has 'configuration set' "$dir/ses/1.eml" '^X-SES-CONFIGURATION-SET: probes'

test_end test_send_message
