#!/bin/sh
# mailplumb send against fixtures/lab/double: good days, and each bad one.
# Usage: tests/test_submit.sh BUILD_DIR
build=${1:?usage: tests/test_submit.sh BUILD_DIR}
. tests/test.sh
program=$build/mailplumb
top=$dir # rows that run beside have a folder of their own

# double_start OPTION...: "$at" is where it listens.
double_start() {
	rm -f "$dir"/*.eml
	: >"$dir/log"
	server_start fixtures/lab/double --dir "$dir" "$@"
	at=$said
}

unset AWS_SESSION_TOKEN AWS_PROFILE AWS_SHARED_CREDENTIALS_FILE NO_COLOR
export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
export HOME="$dir" all_proxy=http://127.0.0.1:1 ALL_PROXY=http://127.0.0.1:1
password=BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9
printf '%s\n' "$AWS_SECRET_ACCESS_KEY" "$password" >"$dir/secrets"
auth=$(printf '\0%s\0%s' "$AWS_ACCESS_KEY_ID" "$password" | base64 -w 0)
printf '%s\n' "$auth" >>"$dir/secrets"

# send OPTION...: exit status in "$status"; what it printed in out and err.
send() {
	timeout 60 "$program" send --region us-east-1 --connect-to "$at" \
		--ca-file "$dir/ca.pem" --from 'Ex <hello@example.com>' \
		--timeout 20s "$@" >"$dir/out" 2>"$dir/err" </dev/null
	status=$?
}

bad() {
	fail "$1: $2" "$dir/out" "$dir/err"
}

# expect NAME STATUS PATTERN [FILE]: the last send() ended so and said so.
expect() {
	if [ "$status" -ne "$2" ]; then
		bad "$1" "exit status $status, want $2"
	elif [ -n "$3" ] && ! grep -q -e "$3" "$dir/${4:-err}"; then
		bad "$1" "does not say: $3"
	elif grep -qFf "$top/secrets" "$dir/out" "$dir/err"; then
		bad "$1" "a secret was printed"
	else
		pass
	fi
}

# count NAME N: so many messages arrived.
count() {
	n=$(find "$dir" -maxdepth 1 -name '*.eml' | wc -l)
	if [ "$n" -eq "$2" ]; then pass; else bad "$1" "$n messages, want $2"; fi
}

same() { # NAME N: message N arrived as it was kept.
	if cmp -s "$dir/kept" "$dir/$2.eml"; then
		pass
	else
		bad "$1" 'other octets arrived'
	fi
}

in_doubt() { # NAME true|false: as the receipt says.
	if grep -q "\"may_have_been_sent\": $2" "$dir/out"; then
		pass
	else
		bad "$1" 'the receipt says otherwise'
	fi
}

said() { # NAME N PATTERN: so many lines of the client's
	n=$(grep -c -e "$3" "$dir/log")
	if [ "$n" -eq "$2" ]; then pass; else bad "$1" "$n times $3, want $2"; fi
}

# ---- good days --------------------------------------------------------------

printf '%s\n' "$password" >"$dir/password"
double_start --user "$AWS_ACCESS_KEY_ID" --password-file "$dir/password"
send --to probe@example.net --json
expect 'receipt' 0 '"smtp_reply": "250 Ok 0100019e' out
python3 - "$dir" >"$dir/py" 2>&1 <<'END'
import hashlib, json, sys
r = json.load(open(sys.argv[1] + "/out"))
raw = open(sys.argv[1] + "/1.eml", "rb").read()
assert list(r)[:16] == ["schema", "token", "from", "to", "subject", "server",
    "smtp_code", "smtp_reply", "ses_message_id", "expected_message_id",
    "queued", "accepted", "attempts", "bytes_sha256", "sent_file",
    "may_have_been_sent"], list(r)
assert r["schema"] == "mailplumb.receipt/1"
assert len(r["token"]) == 26 and r["token"] in r["subject"]
assert r["server"] == "smtp://email-smtp.us-east-1.amazonaws.com:587"
assert r["smtp_code"] == 250 and r["attempts"] == 1
assert r["expected_message_id"] == \
    "<%s@email.amazonses.com>" % r["ses_message_id"]
assert r["bytes_sha256"] == hashlib.sha256(raw).hexdigest()
assert r["queued"] <= r["accepted"] and r["sent_file"] is None
assert r["may_have_been_sent"] is False and r["finding"] is None
END
if [ -s "$dir/py" ]; then bad 'receipt' "$(tail -n 1 "$dir/py")"; else pass; fi

send --to probe@example.net -vvv
expect 'transcript' 0 '^-> AUTH PLAIN \*\*\*$'
send --to a@example.net --to b@example.net --envelope-from '<>' -q
expect 'null sender, two recipients' 0 ''
said 'null sender' 1 '^MAIL FROM:<>$'
said 'two recipients' 1 '^RCPT TO:<b@example.net>$'
send --to probe@example.net --count 7 --connections 3
expect 'many' 0 '^7 of 7 sent, 0 not$'
count 'many' 10
said 'connections are used again' 6 '^AUTH'
mkdir -p "$dir/md/tmp" "$dir/md/new" "$dir/md/cur"
send --to probe@example.net --json --count 2 --save "$dir/md"
expect 'kept in a Maildir' 0 "\"sent_file\": \"$dir/md/new/" out
send --to probe@example.net --json --save "$dir/kept"
expect 'kept in a file' 0 "\"sent_file\": \"$dir/kept\"" out
same kept 13
send --simulate bounce -q
said 'simulator' 1 '^RCPT TO:<bounce[^@]*@simulator.amazonses.com>$'
printf 'From: a@example.com\n\n.\n..x\n\n.\n' >"$dir/dots"
send --to dots@example.net --raw "$dir/dots" --save "$dir/kept" -q
same dots 15
head -c 3000000 /dev/zero | tr '\0' '.' | fold -w 60 >"$dir/large"
send --to large@example.net --body "$dir/large" --save "$dir/kept" -q
same large 16

# A secret is in nobody's sight: of the process list above all.
in_sight() { # the command lines of ours: others may run tests, too
	for process in /proc/[0-9]*; do
		grep -qzxF "HOME=$top" "$process/environ" 2>/dev/null &&
			tr '\0' '\n' <"$process/cmdline"
	done
}

send --to rate@example.net --timeout 5s & job=$!
sleep 0.5
in_sight >"$dir/sight" 2>/dev/null
if ! grep -q '^rate@example.net$' "$dir/sight"; then
	bad 'command lines' 'ours is not among them'
elif grep -qFf "$dir/secrets" "$dir/sight"; then
	bad 'command lines' 'a secret is in one'
else
	pass
fi
wait "$job"

# ---- refusals after DATA, and what is tried again ---------------------------

word() { # WORD FINDING
	double_start
	send --to "$1@example.net" --timeout 2s --json
	expect "$1" 5 "\[$2\]"
	expect "$1, as data" 5 "\"finding\": \"$2\"" out
}

while read -r word finding; do
	beside word "$word" "$finding"
done <<END
rate send-throttled
quota send-quota
sigv2 send-throttled
temporary send-deferred
slow send-deferred
long send-too-large
denied send-not-authorized
unverified send-not-verified
sandbox send-not-verified
mailfrom send-mailfrom-invalid
paused send-paused
configset send-configuration-set
duplicate send-rejected
END
send --to unverified@example.net
expect 'the sender is not verified' 5 'hello@example.com is a sender'
send --to sandbox@example.net
expect 'sandbox' 5 'sandbox@example.net is a recipient'
expect 'sandbox, the command' 5 \
	'Run: aws sesv2 create-email-identity --email-identity sandbox@example.net --region us-east-1'
set -- # SES names them all
for i in 1 2 3 4 5 6 7 8 9; do
	set -- "$@" --to "a.recipient.whose.name.takes.some.room.$i@example.net"
done
send --to sandbox@example.net "$@"
expect 'many recipients, and the advice' 5 'sandbox; .*\[send-not-verified\]'
send --to rate+1@example.net --json
expect 'tried again' 0 '"attempts": 2' out
send --to unverified+1@example.net --count 3
expect 'one of three refused' 5 '^2 of 3 sent, 1 not$'

# ---- before anything is sent ------------------------------------------------

# refused NAME PATTERN DOUBLE-OPTION...: nothing is sent, exit status 5.
refused() {
	beside refused_row "$@"
}

refused_row() {
	name=$1 pattern=$2
	shift 2
	double_start "$@"
	send --to probe@example.net --timeout 3s
	expect "$name" 5 "$pattern"
	count "$name" 0
	said "$name" 0 '^MAIL'
}

refused 'wrong password' '535 Auth.*send-auth-rejected' --user other \
	--password-file "$dir/password"
refused 'not subscribed' 'does not use SES' \
	--fault 'auth=535 Account not subscribed to SES'
refused 'AUTH fails just now' 'send-deferred' \
	--fault 'auth=454 Temporary authentication failure'
refused 'greeting 421' 'send-throttled' \
	--fault 'greeting=421 Too many concurrent SMTP connections'
refused 'greeting 554' 'send-rejected' --fault 'greeting=554 No SMTP here'
refused 'no STARTTLS' 'send-tls-failed' --fault 'ehlo=250-x|250 8BITMIME'
refused 'STARTTLS refused' 'send-' --fault 'starttls=454 not now'
refused 'injected octets' 'not to be trusted' --fault starttls=inject
refused 'no AUTH' 'send-auth-not-offered' --fault 'ehlo-tls=250-x|250 Ok'
refused 'no AUTH after HELO' 'send-auth-not-offered' \
	--fault 'ehlo-tls=1*502 no'
refused 'foreign AUTH' 'send-auth-not-offered.*' \
	--fault 'ehlo-tls=250-x|250 AUTH GSSAPI NTLM'
refused 'SIZE' 'send-too-large' --fault 'ehlo-tls=250-x|250-SIZE 10|250 AUTH PLAIN'
refused 'expired' 'has expired); .* renewed .*send-tls-failed' --certificate expired
refused 'self-signed' 'send-tls-failed' --certificate self-signed
refused 'wrong host' 'send-tls-failed' --certificate wrong-host
refused 'silent greeting' 'the greeting' --fault greeting=silent
refused 'silent EHLO' 'EHLO' --fault ehlo=silent
refused 'silent STARTTLS' 'STARTTLS' --fault starttls=silent
refused 'silent handshake' 'fell silent' --fault handshake=silent
refused 'silent EHLO after TLS' 'EHLO' --fault ehlo-tls=silent
refused 'silent AUTH' 'AUTH' --fault auth=silent
refused 'dripping' 'send-unreachable' --fault ehlo-tls=drip
refused 'endless line' 'send-' --fault ehlo-tls=endless
refused 'cut greeting' 'send-unreachable' --fault greeting=cut
refused 'no SMTP' 'send-' --fault 'greeting=SSH-2.0-x'

server_stop
send --to probe@example.net
expect 'nobody there' 5 'send-unreachable'

# ---- in the middle of it ----------------------------------------------------

body=$dir/large

# lost NAME PATTERN DOUBLE-OPTION...: not accepted, exit status 5.
lost() {
	beside lost_row "$@"
}

lost_row() {
	name=$1 pattern=$2
	shift 2
	double_start "$@"
	send --to probe@example.net --body "$body" --timeout 3s --json
	expect "$name" 5 "$pattern"
}

lost 'MAIL refused' 'MAIL FROM.*553' --fault 'mail=553 <x> Invalid email address'
lost 'RCPT refused' 'RCPT TO.*554' --fault 'rcpt=554 no'
lost 'RCPT deferred' 'send-deferred' --fault 'rcpt=454 later'
lost 'silent MAIL' 'MAIL FROM.*fell silent' --fault mail=silent
lost 'cut at MAIL' 'connection was lost' --fault mail=cut
lost 'silent DATA' 'DATA.*fell silent' --fault data=silent
lost 'nonsense to DATA' 'not speak SMTP' --fault 'data=250 yes'
lost 'endless reply' 'send-' --fault rcpt=endless
for _ in 1 2 3 4 5 6 7 8; do # more than sockets hold
	cat "$dir/large"
done >"$dir/larger"
body=$dir/larger
lost 'silent in the middle' 'the message.*fell silent' --fault body=silent
body=$dir/large

cut_in_the_middle() {
	body=$top/larger # more than sockets hold
	lost_row 'cut in the middle' 'nothing was sent' --fault body=cut
	in_doubt 'cut in the middle' false
}

after_the_dot() { # cut|silent
	lost_row "$1 after the dot" 'it may have been sent' --fault "dot=$1"
	said "$1 after the dot: not sent again" 1 '^DATA$'
	if [ "$1" = cut ]; then in_doubt 'cut after the dot' true; fi
}

beside cut_in_the_middle
beside after_the_dot cut
beside after_the_dot silent
double_start --fault 'body=1*cut'
send --to probe@example.net --body "$dir/large" --json
expect 'cut once in the middle' 0 '"attempts": 2' out
double_start --fault 'dot=1*421 Service closing'
send --to probe@example.net --json
expect 'closing after the dot: refused, so tried again' 0 '"attempts": 2' out
double_start --fault 'rcpt=250 Ok|250 Ok'
send --to probe@example.net --json
expect 'a reply too many' 5 'does not speak SMTP; nothing was sent'
count 'a reply too many' 0
double_start --fault 'dot=250 Ok 1|250 Ok 2'
send --to probe@example.net --count 3 --json
expect 'a reply too many after the dot' 0 '^3 of 3 sent'
double_start --fault quit=silent
send --to probe@example.net
expect 'silent at QUIT' 0 'accepted' out
double_start --fault 'greeting=1*421 Too many concurrent SMTP connections'
send --to probe@example.net --json
expect 'greeting 421 once' 0 '"attempts": 2' out
double_start --fault "dot=554 you said $auth and $password"
send --to probe@example.net -vv
expect 'a server that sends back secrets' 5 'you said \*\*\*'

double_start --fault "auth=535 $(head -c 1010 /dev/zero | tr '\0' x)$password"
send --to probe@example.net -vv
expect 'a secret where the transcript cuts a line' 5 '^<- 535 xx'
if grep -q "x$(printf %.6s "$password")" "$dir/err"; then
	bad 'a secret where the transcript cuts a line' 'a part of it was shown'
else
	pass
fi

double_start --fault "dot=554 $(head -c 500 /dev/zero | tr '\0' '\001')"
send --to probe@example.net
expect 'a reply of controls, and the advice' 5 'says \[send-rejected\]'

double_start --fault dot=silent
env --default-signal=INT timeout --preserve-status -s INT 3 "$program" send --region us-east-1 \
	--connect-to "$at" --ca-file "$dir/ca.pem" --from hello@example.com \
	--to probe@example.net -o "$dir/receipt" >"$dir/out" 2>"$dir/err"
status=$?
expect 'Ctrl-C' 130 ''
if [ -z "$(find "$dir" -name 'receipt*')" ]; then
	pass
else
	bad 'Ctrl-C' 'leaves half a receipt'
fi

# ---- other ports, other servers, wrong use ----------------------------------

double_start --tls implicit
send --port 465 --to probe@example.net
expect 'implicit TLS' 0 'smtps://email-smtp.us-east-1.amazonaws.com:465' out
double_start
send --port 465 --to probe@example.net --timeout 3s
expect 'TLS where STARTTLS is' 5 'send-'
send --port 26 --to probe@example.net
expect 'no port of SES' 2 '25, 587 and 2587'

# other OPTION...: through any server.
other() {
	timeout 60 "$program" send --from a@example.com --to b@example.net \
		"$@" >"$dir/out" 2>"$dir/err" </dev/null
	status=$?
}

other --server "smtp://$at" --ca-file "$dir/ca.pem"
expect 'no user: TLS all the same' 0 'accepted' out
said 'no user' 0 '^AUTH'
MAILPLUMB_SMTP_PASSWORD=$password other --server "smtp://u@$at" \
	--ca-file "$dir/ca.pem"
expect 'user and password' 0 'accepted' out
other --server "smtp://u:p@$at"
expect 'password in a URL' 2 'does not belong into a URL'
other --server "smtp://u@$at"
expect 'user without password' 2 'has no password'
MAILPLUMB_SMTP_PASSWORD=$password other --server "smtp://u@$at" --tls none
expect 'password without TLS' 2 'never sent without TLS'
other --server "http://$at"
expect 'no SMTP URL' 2 'smtp://'
other --server "smtp://$at" --ca-file "$dir/none.pem"
expect 'no ca_file' 2 'none.pem: No such file'
other --server "smtp://$at" --simulate success
expect 'two recipients to choose from' 2 'one of them'
other --server "smtp://$at" --tenant x
expect 'SES field elsewhere' 2 'for SES'
other --server "smtp://$at" --header "$(printf 'A: b\r\nBcc: c')"
expect 'field injection' 2 ''
other --server "smtp://$at" --from "$(printf 'a@example.com\r\nDATA')"
expect 'address injection' 2 ''
AWS_SESSION_TOKEN=t send --to probe@example.net
expect 'temporary key' 2 'temporary'

# ---- what a parent leaves us -------------------------------------------------

double_start --tls none
timeout 60 "$program" send --server "smtp://$at" --tls none -v \
	--from a@example.com --to b@example.net <&- >&- 2>&-
status=$?
expect 'no descriptors: the receipt cannot be written' 70 ''
said 'no descriptors: nothing but SMTP is sent' 0 '^[-*<]'
count 'no descriptors' 1
# python3 runs COMMAND with SIGCHLD ignored.
ignoring='import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execv(sys.argv[1], sys.argv[1:])'
double_start --user u --password-file "$dir/password"
timeout 60 python3 -c "$ignoring" "$program" send --server "smtp://u@$at" \
	--ca-file "$dir/ca.pem" --from a@example.com --to b@example.net \
	--password-command "cat $dir/password" >"$dir/out" 2>"$dir/err"
status=$?
expect 'SIGCHLD ignored' 0 'accepted' out

double_start --tls none
other --server "smtp://$at" --tls none --json \
	--subject "$(head -c 100000 /dev/zero | tr '\0' x)"
expect 'a long subject' 0 ''
python3 -m json.tool "$dir/out" >/dev/null 2>&1
status=$?
expect 'a receipt is whole or not at all' 0 ''
other --server "smtp://$at" --tls none --save "$dir/none/x.eml"
expect 'nowhere to keep it: told first' 2 'save .*/none/x.eml: No such file'
count 'nowhere to keep it: nothing is sent' 1
for rate in 0 -1 1e-320 nan inf 1x ''; do
	other --server "smtp://$at" --tls none --rate "$rate"
	expect "--rate $rate" 2 'messages a second, from'
done
other --server "smtp://$at" --tls none
expect 'a sink without TLS' 0 'accepted' out
other --server "smtp://$at" --ca-file "$dir/ca.pem"
expect 'TLS unless told otherwise' 5 'send-tls-failed'

beside_end
test_end test_submit
