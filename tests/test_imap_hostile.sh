#!/bin/sh
# Servers that misbehave (tests/imap_double.py): each ends in the event that is
# expected and in bounded memory, and none crashes what reads it.
set -u
. tests/test.sh
. tests/dovecot.sh
build=${1:-build}
probe=$build/tests/imap_probe program=$build/mailplumb-imap
token=ABCDEFGHIJKLMNOPQRSTUVWX23
peak_max=200000 # KB; an address checker takes a share of it

# expect WAY EVENT PATTERN [probe options]: the first EVENT fits PATTERN.
expect() {
	way=$1 event=$2 pattern=$3
	shift 3
	server_start python3 tests/imap_double.py "$way"
	echo "0 look $token" | timeout 60 "$probe" watch name=box \
		host=127.0.0.1 tls=none port="$said" user=u password=p \
		program="$program" patience=400 deadline=5000 \
		until="$event" out="$dir/out" "$@" >"$dir/events" 2>&1
	peak=$(sed -n 's/^PEAK //p' "$dir/events")
	if grep -Eq "^0 $event .*$pattern" "$dir/events" &&
		! grep -Eq 'crashed|Sanitizer|runtime error' "$dir/events" &&
		[ "${peak:-$peak_max}" -lt "$peak_max" ]; then
		pass
	else
		fail "$way: want $event $pattern" "$dir/events" "$dir/server.err"
	fi
}

# flood WAY PATTERN: the same for what never falls silent, however long it
# takes on a machine that is busy.
flood() {
	expect "$1" FAULT "$mailbox$2" patience=20000 deadline=50000
}

authority "$dir"
mailbox='7 mailbox box: '
expect well FOUND "$token inbox INBOX uid=5"
expect silent-greeting FAULT "${mailbox}asked to greet: .*not answer in time"
expect silent-capability FAULT "${mailbox}asked to tell its capabilities: "
expect silent-authenticate FAULT "${mailbox}asked to log in: "
expect silent-list FAULT "${mailbox}asked to list the folders: "
expect silent-examine FAULT "${mailbox}asked to open a folder: "
expect silent-noop LOST "asked to tell news: .*not answer in time"
expect silent-tokens LOST "asked to give headers: "
expect silent-message LOST "asked to give the message: "
expect silent-noop FAULT "${mailbox}.*not answer in time" deadline=2500
expect drip-greeting FAULT "${mailbox}.*not answer in time"
expect drip-fetch LOST "asked to give the message: .*in time"
flood endless-line "the server sends a line that is too long"
flood endless-greeting "the server sends a line that is too"
expect literal-4g FAULT "${mailbox}the server announces a literal"
expect literal-wrap FAULT "${mailbox}the server announces a literal"
expect literal-in-text FOUND "$token"
expect parentheses FAULT "${mailbox}the server (nests|sends a line that is too)"
expect greeting-code FOUND "$token"
expect preauth FAULT "${mailbox}.*PREAUTH" tls=starttls
expect preauth FOUND "$token"
expect well FAULT "${mailbox}the server offers no TLS" tls=starttls
expect injected FAULT "${mailbox}.*before TLS began, as an attacker" \
	tls=starttls ca="$dir/ca.pem"
expect bye FAULT "${mailbox}the server ends the session: too many connections"
expect bye-in-fetch LOST "asked to give the message: .*closed the connection"
expect bye-in-fetch FAULT "${mailbox}.*closed the connection" deadline=2500
expect bye-once FOUND "$token"
expect cut-once FOUND "$token"
expect renumbered FOUND "$token"
expect folder-gone FAULT "${mailbox}the server does not open the folder "
expect junk-gone FOUND "$token"
flood junk-untagged "the server sen(ds more lines|t far more)"
flood junk-list "the server sen(ds more lines|t far more)"
flood junk-fetch "the server sen(ds more lines|t far more)"
flood no-tag-ever "the server sends what is no IMAP response"
expect no-capability FOUND "$token"
expect no-numbers FAULT "${mailbox}the server tells no UIDVALIDITY of Junk"
expect no-login FAULT "${mailbox}the server takes no password"
expect login-only FOUND "$token"
expect login-only FAULT "${mailbox}.*not ASCII needs AUTH=PLAIN" \
	password="$(printf 'gr\374n')"
expect no-sasl-ir FOUND "$token"
# ---- OAuth tokens
expect token FOUND "$token" user=u,v token=new
expect token-asked FOUND "$token" user=u,v token=new
expect token-xoauth2 FOUND "$token" user=u,v token=new
expect token-xoauth2-asked FOUND "$token" user=u,v token=new
expect token-long FOUND "$token" user=u,v \
	token="$(head -c 8192 /dev/zero | tr '\0' t)"
expect token FOUND "$token" user=u,v token=old next=new
expect token FAULT "no token any more [(]consent[)]" user=u,v token=old
# A connection that is made again gets another token when the old one is over.
expect token-expires FOUND "$token" user=u,v token=old next=new
no='the server refuses to log in u,v: '
why='[[]AUTHENTICATIONFAILED] no [(]status invalid_token, scope mail[)] [(]log-in'
expect token FAULT "$mailbox$no$why" user=u,v token=old next=older
expect token-asked FAULT "$mailbox$no$why" user=u,v token=old next=older
expect token-xoauth2 FAULT "$mailbox$no$why" user=u,v token=old next=older
expect token-xoauth2-asked FAULT "$mailbox$no$why" user=u,v token=old next=x
expect token-odd FAULT "${no}[[]AUTHENTICATIONFAILED] no [(]log-in" user=u,v \
	token=old next=older
expect token-passing FAULT "${no}[[]UNAVAILABLE] later [(]status .*mail[)]$" \
	user=u,v token=old
expect token-asks-on FAULT "${mailbox}the server's answer cannot be read" \
	user=u,v token=old
for way in token-echo token-echo-words; do
	expect $way FAULT "$no.*repeat the token" user=u,v token=hunter2 \
		next=hunter2 dialogue=yes
	if grep -q 'AUTHENTICATE OAUTHBEARER [*][*][*]' "$dir/events" &&
		! grep -Eq 'hunter2|aHVudGVyMg|h1bnRlcj|odW50ZXIy' \
			"$dir/events"; then
		pass
	else
		fail "$way: the token is shown" "$dir/events"
	fi
done
expect well FAULT "${mailbox}the server takes no token" token=new
expect known-first FOUND "$token"

expect refused FAULT "${mailbox}.*log in u: \[ALERT\] go to https://example.*[(]log-in"
expect refused-rudely FAULT "${mailbox}.*log in u: [?][?]31m[?][?][?] red"
expect refused-escape FAULT "${mailbox}the server sends control characters"
expect wrong-tag FAULT "${mailbox}the server refuses to tell news"
expect http FAULT "${mailbox}the server does not greet like an IMAP server"
expect other-message FAULT "${mailbox}the server gave another message"
expect two-messages FAULT "${mailbox}the server gave another message"
expect no-message FAULT '6 mailbox box: the message did not arrive' \
	deadline=1000
expect nil-message FAULT '6 mailbox box: the message did not arrive' \
	deadline=1000
expect odd-names READY 'junk=M.*ll$'
expect uidplus DELETED "$token expunged" then=delete
expect no-uidplus DELETED "$token flagged" then=delete
expect read-only FAULT "${mailbox}.*delete the test message: .READ-ONLY. not" \
	then=delete
expect swapped FAULT "${mailbox}nothing is deleted: the message there is not" \
	then=delete
expect moved-on FAULT "${mailbox}the test message is not deleted: the folder" \
	then=delete

# IDLE, which begins when looking is no longer quick.
idle='quick=1 steady=50'
# shellcheck disable=SC2086
for way in idle idle-early idle-refused idle-cut idle-bye; do
	expect $way FOUND "$token" $idle
done
# shellcheck disable=SC2086
{
	expect idle-cut LOST 'asked to idle: .*closed the connection' $idle
	expect idle-bye LOST 'the server ends the session: going down' $idle
	expect idle-silent LOST 'asked to idle: .*not answer in time' $idle
	expect idle-endless FAULT \
		"${mailbox}the server sen(ds more lines|t far more)" $idle \
		patience=20000 deadline=50000
}

# The dialogue, and no password in it.
dialogue() { # WAY LINE [probe options]
	way=$1 line=$2
	shift 2
	expect "$way" READY '' dialogue=yes "$@"
	if grep -Fqx "$line" "$dir/events" &&
		! grep -aEq 'hunter2|AHUAaHVudGVyMg|gr.?.?n' "$dir/events"; then
		pass
	else
		fail "dialogue of $way: want $line" "$dir/events"
	fi
}
dialogue well '> 2 AUTHENTICATE PLAIN ***' password=hunter2
dialogue well '> 2 AUTHENTICATE PLAIN ***' password="$(printf 'gr\374n')"
dialogue no-sasl-ir '> ***' password=hunter2
dialogue login-only '> 2 LOGIN ***' password=hunter2
dialogue login-only '> 2 LOGIN ***' password='hunter2 "\'
dialogue echo '< ... (repeats the password)' password=hunter2
dialogue well '> 5 EXAMINE Junk' password=hunter2
repeats="the server refuses to log in u: its words repeat the password"
expect echo-refused FAULT "$mailbox$repeats" password=hunter2
expect echo-encoded FAULT "$mailbox$repeats" password=hunter2
expect well FOUND "$token" dialogue=yes
if grep -Eqx '< [*] 1 FETCH .*BODY\[\] [{][0-9]+ octets[}][)]' "$dir/events"; then
	pass
else
	fail 'a literal of the dialogue' "$dir/events"
fi

test_end test_imap_hostile
