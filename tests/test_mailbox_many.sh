#!/bin/bash
# mailplumb inspect of many messages of a mailbox: sets of numbers, over a real
# dovecot and servers that do what it never does.
#
# usage: tests/test_mailbox_many.sh BUILD_DIR
set -u
. tests/test.sh
. tests/dovecot.sh
build=$(cd "$1" && pwd)
mailplumb=$build/mailplumb
test_shows="$dir/out $dir/err"

if ! command -v dovecot >/dev/null; then
	skip all 'dovecot is not installed'
	test_end test_mailbox_many
	exit
fi
mkdir "$dir/dovecot"
at_end dovecot_stop
dovecot_start "$dir/dovecot" || exit 1

# Messages 1 to 60 of other, each with its number in From.
python3 - "$lmtp_port" <<'Y'
import smtplib, sys
with smtplib.LMTP("127.0.0.1", int(sys.argv[1])) as lmtp:
    for i in range(1, 61):
        octets = b"From: n%d@example.com\r\n\r\n%s\r\n" % (i, b"x" * (100 * i))
        lmtp.sendmail("a@example.com", ["other"], octets)
Y
echo secret >"$dir/password"
box() { # NAME PORT
	printf '  %s: {address: other@example.org, user: other, ' "$1"
	printf 'imap: "imap%s://127.0.0.1", ca_file: dovecot/ca.pem, ' "$3"
	printf 'password_file: password, connect_to: "127.0.0.1:%s"%s}\n' "$2" "$4"
}
{
	echo mailboxes:
	box box "$imaps_port" s ''
} >"$dir/m.yaml"
chmod 600 "$dir/m.yaml"
inspect() { # ARGUMENT...
	status=0
	(cd "$dir" && timeout 60 "$mailplumb" inspect --no-dns -c m.yaml \
		--timeout 10s "$@") >"$dir/out" 2>"$dir/err" || status=$?
}
froms() { jq -r .message.from "$dir/out" | sed 's/^n//; s/@.*//' | xargs; }
uids() { jq -r .message.source.uid "$dir/out" | xargs; }

inspect --json 'box;UID=1:*'
is 'all: exit' 1 "$status"
is 'all: in order' "$(seq 1 60 | xargs)" "$(froms)"
is 'all: their numbers' "$(seq 1 60 | xargs)" "$(uids)"
is 'all: where they lie' '["imap","box","INBOX","inbox"]' "$(jq -c \
	'.message.source | [.kind, .name, .folder, .placement]' "$dir/out" |
	sort -u)"
is 'all: as they are' "$(jq .message.size "$dir/out" | tail -n 1)" \
	"$(python3 - "$dir/dovecot/mail/other/Maildir/new" <<'Y'
import glob, sys
for path in glob.glob(sys.argv[1] + "/*"):
    octets = open(path, "rb").read()
    if b"n60@" in octets:
        print(len(octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")))
Y
	)"
inspect --json -j 1 'box;UID=1:*'
is 'all, one job: in order' "$(seq 1 60 | xargs)" "$(froms)"
inspect --json 'box;UID=58:*'
is 'from a number on' '58 59 60' "$(froms)"
inspect --json 'box;UID=7,9,20:22'
is 'some' '7 9 20 21 22' "$(froms)"
inspect --json 'box/INBOX;UID=22:20'
is 'a range from behind' '20 21 22' "$(froms)"
inspect --json 'box;UID=*'
is 'the newest' 60 "$(froms)"
inspect 'box;UID=7,9'
holds 'as text: each is named' grep -q 'box message 9: ' "$dir/out"
inspect --json 'box;UID=7,99,101' 'box;UID=5:6'
is 'one that is not there: exit' 3 "$status"
is 'one that is not there: the others' '7 5 6' "$(froms)"
is 'one that is not there: both are told' \
	'there is no message 99 in INBOX there is no message 101 in INBOX' \
	"$(sed 's/.*: //' "$dir/err" | xargs)"
inspect 'box;UID=90:*'
is 'a range without any: exit' 3 "$status"
holds 'a range without any' grep -q 'no such message in INBOX' "$dir/err"
inspect 'box/Nix;UID=1:*'
is 'no such folder' 7 "$status"
for set in '' 0 1:0 '1,' ,1 1:2:3 a 1:x '1 2' 4294967296 "$(seq -s, 101)"; do
	inspect "box;UID=$set"
	is "no set: '$set'" 2 "$status"
done
inspect --json "box;UID=$(seq -s, 1 60),61:99"
is 'many ranges' "$(seq 1 60 | xargs)" "$(froms)"
SSL_CERT_FILE=$dir/dovecot/ca.pem MAILPLUMB_IMAP_PASSWORD=secret \
	inspect --json "imaps://other@127.0.0.1:$imaps_port/INBOX;UID=3:4"
is 'a URL' '3 4' "$(froms)"
inspect -v --json 'box;UID=3:4'
holds 'the dialogue: the command' grep -q '> .* UID FETCH 3:4 (UID BODY' \
	"$dir/err"
holds 'the dialogue: no password' [ "$(grep -c secret "$dir/err")" = 0 ]

# ---- servers that misbehave ---------------------------------------------------------

# Their answer to FETCH, after a log-in that goes well; "@" is a message and
# "#" one that is too large, as far as it is asked for.
cat >"$dir/server.py" <<'Y'
import base64, re, socket, sys
answer, message = sys.argv[1:]
message = message.encode()
answer = re.sub(rb"@", lambda m: b"{%d}\r\n%s" % (len(message), message),
                answer.encode().replace(b"\n", b"\r\n"))
large = 50 * 1024 * 1024 + 1
answer = answer.replace(b"#", b"{%d}\r\n%s" % (large, b"x" * large))
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
client = listener.accept()[0]
lines = client.makefile("rb")
client.sendall(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi\r\n")
for line in lines:
    tag, word = line.split()[:2]
    if word == b"LOGOUT":
        break
    if word == b"CAPABILITY":
        client.sendall(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n")
    if word == b"EXAMINE":
        client.sendall(b"* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9] x\r\n")
    if word == b"UID":
        client.sendall(answer.replace(b"TAG", tag))
        continue
    client.sendall(tag + b" OK done\r\n")
Y
server_says() { # ANSWER [SET]
	server_start python3 "$dir/server.py" "$1" 'From: a@example.com

x
'
	{
		echo mailboxes:
		box box "$said" '' ', tls: none'
	} >"$dir/m.yaml"
	inspect --json "box;UID=${2:-1:*}"
	server_stop
}
ok='TAG OK done
'
server_says "* 3 FETCH (UID 5 BODY[]<0> @)
* 1 FETCH (BODY[]<0> @ UID 2)
* 2 FETCH (FLAGS (\\Seen) UID 3 BODY[] @ X-GM-MSGID 5)
$ok"
is 'out of order, and the number behind' '5 2 3' "$(uids)"
is 'out of order: exit' 1 "$status"
server_says "* 9 EXISTS
* 1 FETCH (UID 1 FLAGS (\\Seen))
* 1 EXPUNGE
* LIST () \"/\" x
* 1 FETCH (UID 2 BODY[]<0> @)
* OK [ALERT] x {5}
$ok"
is 'what nobody asked for' 2 "$(uids)"
server_says "* 1 FETCH (UID 1 BODY[]<0> NIL)
* 2 FETCH (UID 2 BODY[]<0> @)
$ok"
is 'gone meanwhile: the others' 2 "$(uids)"
is 'gone meanwhile: exit' 3 "$status"
holds 'gone meanwhile: told' grep -q 'message 1 in INBOX is gone' "$dir/err"
server_says "* 2 FETCH (UID 2 BODY[]<0> @)
TAG NO [EXPUNGEISSUED] some are \"gone\"
" 2:9
is 'NO: the others' 2 "$(uids)"
is 'NO: exit' 3 "$status"
holds 'NO: in its words' grep -q 'not given all messages: .*some are' "$dir/err"
server_says "TAG BAD what?
"
is 'BAD' 7 "$status"
server_says "* 2 FETCH (UID 2 BODY[]<0> @)
* BYE over
"
is 'the end in between: what came' 2 "$(uids)"
is 'the end in between: exit' 7 "$status"
server_says "* 2 FETCH (UID 2 BODY[]<0> \"Subject: q\")
$ok"
is 'a quoted string' q "$(jq -r .message.subject "$dir/out")"
server_says "* 7 FETCH (UID 7 BODY[]<0> @)
* 2 FETCH (UID 2 BODY[]<0> @)
$ok" 1:3
is 'one that nobody asked for' 2 "$(uids)"
server_says "* 1 FETCH (UID 1 BODY[]<0> #)
* 2 FETCH (UID 2 BODY[]<0> @)
$ok"
is 'one that is too large: the others' 2 "$(uids)"
is 'one that is too large: exit' 3 "$status"
holds 'one that is too large: told' \
	grep -q 'message 1 in INBOX is too large' "$dir/err"
server_says "* 2 FETCH (UID 2 BODY[]<0> {99999999}
x"
is 'one that is far too large' 7 "$status"
server_says "* 2 FETCH (BODY[]<0> @)
$ok"
is 'one without its number' 7 "$status"
server_says "* 2 FETCH (UID 2 BODY[]<0> @ BODY[]<0> @)
$ok"
is 'two at once' 7 "$status"
server_says "* 2 FETCH (UID 2 BODY[]<0> ~@)
$ok"
is 'a literal8, which nobody allowed' 7 "$status"
server_says "* 2 FETCH (UID 2 BODY[]<0> @)
x9 OK done
"
is 'the tag of somebody else' 7 "$status"

test_end test_mailbox_many
