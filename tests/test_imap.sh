#!/bin/sh
# IMAP watches against a real dovecot: log-in, finding, octets, deletion,
# reconnecting, several mailboxes at once.
set -u
. tests/test.sh
. tests/dovecot.sh
build=${1:-build}
probe=$build/tests/imap_probe program=$build/mailplumb-imap

if ! command -v dovecot >/dev/null; then
	skip all 'dovecot is not installed'
	test_end test_imap
	exit
fi
at_end dovecot_stop
dovecot_start "$dir" || exit 1

check() { # NAME: the last command's result
	if [ $? = 0 ]; then pass; else fail "$1" "$dir/events"; fi
}
token() { # a new one
	python3 -c 'import base64, os
print(base64.b32encode(os.urandom(16)).decode()[:26])'
}
message() { # TOKEN FILE: a message with all octets but NUL, CR and LF alone
	python3 - "$1" "$2" <<'Y'
import sys
octets = bytes(i for i in range(1, 256) if i not in (10, 13))
with open(sys.argv[2], "wb") as f:
    f.write(b"From: a@example.com\r\nX-Mailplumb-Token: %s\r\n"
            b"Subject: [%s]\r\n\r\n" % ((sys.argv[1].encode(),) * 2))
    f.write(octets + b"\r\n.dot\r\n \t \r\n" + b"x" * 900 + b"\r\nend")
Y
}
# Not through LMTP, which ends lines: octets as they are, by the Maildir.
place() { # USER FOLDER FILE
	folder="$dir/mail/$1/Maildir/$2"
	cp "$3" "$folder/tmp/$$.test"
	chmod 644 "$folder/tmp/$$.test"
	if [ "$(id -u)" = 0 ]; then chown 65534:65534 "$folder/tmp/$$.test"; fi
	place_count=$((${place_count:-0} + 1))
	mv "$folder/tmp/$$.test" "$folder/new/$(date +%s).$$-$place_count.test"
}

# The watch runs in the background: orders go to fd 3, events to a file.
watch_start() {
	rm -f "$dir/orders"
	mkfifo "$dir/orders"
	: >"$dir/events"
	"$probe" watch name=box host=imap.example.com \
		to="127.0.0.1:$imaps_port" ca="$dir/ca.pem" user=probe \
		password=secret program="$program" out="$dir/out" \
		deadline=20000 "$@" <"$dir/orders" >"$dir/events" 2>&1 &
	watch=$!
	exec 3>"$dir/orders"
}
order() { (trap '' PIPE && echo "$*" >&3) 2>/dev/null; }
await() { # PATTERN: an event that fits, within 10 s
	for _ in $(seq 500); do
		grep -Eq "$1" "$dir/events" && return 0
		sleep 0.02
	done
	return 1
}
watch_stop() {
	order quit
	exec 3>&-
	wait "$watch"
	! grep -Eq 'Sanitizer|runtime error|crashed' "$dir/events"
}

# ---- log-in
watch_start
await '0 READY junk=Müll'
check 'IMAPS, and the junk folder in any language'
watch_stop
check 'ends in order'
watch_start tls=starttls to="127.0.0.1:$imap_port"
await '0 READY'
check STARTTLS
watch_stop
watch_start tls=none to="127.0.0.1:$imap_port"
await '0 READY'
check 'without TLS when told so'
watch_stop
watch_start user=umlaut password="$(printf 'gr\374n')"
await '0 READY'
check 'an 8-bit password'
watch_stop
watch_start password=wrong
await '0 FAULT 7 mailbox box: .* log in probe: .AUTHENTICATIONFAILED'
check 'a wrong password, with the words of the server'
watch_stop
"$probe" watch name=box host=h user='a
b' password=x program="$program" </dev/null >"$dir/events"
grep -q 'FAULT 2 mailbox box: its user has a line end' "$dir/events"
check 'a line end in a value is refused'
watch_start junk=Spam
await '0 FAULT 7 mailbox box: the mailbox has no folder Spam'
check 'a junk folder that is set must exist'
watch_stop
watch_start junk=Müll
await '0 READY junk=Müll'
check 'a junk folder that is set, in UTF-8'
watch_stop

# ---- finding
t=$(token)
message "$t" "$dir/message"
deliver probe "$dir/message"
watch_start
await '0 READY'
order 0 look "$t"
sleep 0.5
! grep -q FOUND "$dir/events"
check 'what was there before is not found'
order 0 forget "$t"

t=$(token)
message "$t" "$dir/message"
order 0 look "$t"
place probe . "$dir/message"
await "0 FOUND $t inbox INBOX"
check 'found in INBOX'
cmp "$dir/message" "$dir/out.0"
check 'the exact octets'

t=$(token)
message "$t" "$dir/message"
deliver probe "$dir/message"
sleep 0.1
order 0 look "$t"
await "0 FOUND $t inbox INBOX"
check 'found though it came before it was looked for'

t=$(token)
message "$t" "$dir/message"
order 0 look "$t"
place probe .M\&APw-ll "$dir/message"
await "0 FOUND $t junk Müll"
check 'found in the junk folder'
cmp "$dir/message" "$dir/out.0"
check 'the exact octets of junk'

u=$(token)
printf 'From: MAILER-DAEMON@example.com\r\nSubject: failure [%s]\r\n\r\n%s\r\n' \
	"$u" "X-Mailplumb-Token: $u" >"$dir/bounce"
order 0 look "$u"
deliver probe "$dir/bounce"
t=$(token)
message "$t" "$dir/message"
order 0 look "$t"
deliver probe "$dir/message"
await "0 FOUND $t inbox INBOX" && ! grep -q "FOUND $u" "$dir/events"
check 'a bounce that quotes the token is not ours'
order 0 forget "$u"

# report TOKEN FILE: a delivery status notification, longer than is read
report() {
	cat >"$2" <<X
From: MAILER-DAEMON@example.com
Subject: Undelivered mail
Content-Type: multipart/report;
	boundary="=_b"; report-type=delivery-status

--=_b
Content-Type: text/plain

It could not be delivered.
--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com

Final-Recipient: rfc822; u@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--=_b
Content-Type: message/rfc822

From: a@example.com
X-Mailplumb-Token: $1

$(head -c 400000 /dev/zero | tr '\0' x | fold -w 70)
--=_b--
X
}
u=$(token) b=$(token)
report "$b" "$dir/bounce"
{
	printf 'Subject: Fwd\nContent-Type: multipart/mixed; boundary=f\n\n'
	printf -- '--f\nContent-Type: message/rfc822\n\n'
	cat "$dir/bounce"
	printf -- '--f--\n'
} >"$dir/forwarded"
order 0 look "$b"
deliver probe "$dir/forwarded"
report "$u" "$dir/other"
deliver probe "$dir/other"
await "0 BOUNCED $u 5.1.1 550 5.1.1 no such user" &&
	! grep -q "BOUNCED $b" "$dir/events"
check 'a bounce is seen, a forwarded one is none'
deliver probe "$dir/bounce"
await "0 BOUNCED $b 5.1.1" && [ "$(wc -c <"$dir/out.0")" = 262144 ]
check 'no more of it than 256 KB'
sed "s/^Subject/X-Mailplumb-Token: $b\n&/" "$dir/bounce" >"$dir/message"
deliver probe "$dir/message"
await "0 FOUND $b inbox INBOX"
check 'our own message is found, whatever its type'
u=$(token)
order 0 look "$u"
report "$u" "$dir/other"
place probe .M\&APw-ll "$dir/other"
await "0 BOUNCED $u 5.1.1"
check 'a bounce in the junk folder'
order 0 forget "$u"
u=$(token)

printf 'X-Mailplumb-Token:\r\n %s\r\nSubject: folded\r\n\r\nx\r\n' \
	"$(echo "$u" | tr A-Z a-z)" >"$dir/folded"
order 0 look "$u"
deliver probe "$dir/folded"
await "0 FOUND $u inbox INBOX"
check 'a folded field in lower case'

# ---- deletion
before=$(find "$dir/mail/probe/Maildir/cur" "$dir/mail/probe/Maildir/new" \
	-type f | wc -l)
order 0 delete "$t"
await "0 DELETED $t expunged"
check 'deleted'
after=$(find "$dir/mail/probe/Maildir/cur" "$dir/mail/probe/Maildir/new" \
	-type f | wc -l)
[ "$after" = $((before - 1)) ] && ! grep -rq "Token: $t" \
	"$dir/mail/probe/Maildir/cur" "$dir/mail/probe/Maildir/new"
check 'only our own message is gone'
order 0 delete "$u"
await "0 DELETED $u expunged"
check 'a second one'
t=$(token)
message "$t" "$dir/message"
order 0 look "$t"
deliver probe "$dir/message"
await "0 FOUND $t"
find "$dir/mail/probe/Maildir" -type f -exec grep -lq "Token: $t" {} \; -delete
order 0 delete "$t"
await "0 DELETED $t"
check 'deleting what somebody deleted before'
watch_stop
check 'ends in order after all that'

# ---- a connection that is cut
relay_start() {
	server_start python3 -c '
import select, socket, sys
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
import os, signal
pairs = []
def cut(*_):
    for a, b in pairs:
        a.close(); b.close()
    pairs.clear()
signal.signal(signal.SIGUSR1, cut)
while True:
    try:
        ready = select.select(
            [listener] + [s for p in pairs for s in p], [], [])[0]
        for s in ready:
            if s is listener:
                a = listener.accept()[0]
                pairs.append((a, socket.create_connection(
                    ("127.0.0.1", int(sys.argv[1])))))
                continue
            for a, b in list(pairs):
                if s in (a, b):
                    octets = s.recv(65536)
                    if octets:
                        (b if s is a else a).sendall(octets)
                    else:
                        a.close(); b.close(); pairs.remove((a, b))
    except (OSError, ValueError):
        pairs[:] = [p for p in pairs if p[0].fileno() >= 0]
' "$imaps_port"
}
relay_start
t=$(token)
message "$t" "$dir/message"
watch_start to="127.0.0.1:$said"
await '0 READY'
order 0 look "$t"
sleep 0.2
kill -USR1 "$server"
await '0 LOST mailbox box: '
check 'the loss is told'
deliver probe "$dir/message"
await '0 BACK' && await "0 FOUND $t inbox INBOX"
check 'found after the connection was cut'
watch_stop
server_stop

# ---- IDLE, which begins when looking is no longer quick
relay_start
watch_start to="127.0.0.1:$said" quick=1 steady=50 dialogue=yes
await '0 READY'
t=$(token)
message "$t" "$dir/message"
order 0 look "$t"
await '^> [0-9]+ IDLE' && await '^< [+] idling'
check 'the server is asked to tell news itself'
deliver probe "$dir/message"
await "0 FOUND $t inbox INBOX" && grep -q '^> DONE' "$dir/events"
check 'found while idling'
t=$(token)
message "$t" "$dir/message"
idles=$(grep -c '^< [+] idling' "$dir/events")
order 0 look "$t"
for _ in $(seq 500); do
	[ "$(grep -c '^< [+] idling' "$dir/events")" -gt "$idles" ] && break
	sleep 0.02
done
kill -USR1 "$server"
await '0 LOST mailbox box: '
check 'a connection lost while idling is told'
deliver probe "$dir/message"
await '0 BACK' && await "0 FOUND $t inbox INBOX"
check 'found after it was made again'
watch_stop
server_stop

# ---- several mailboxes
t=$(token)
message "$t" "$dir/message"
watch_start -- user=other -- password=wrong -- \
	to=127.0.0.1:1 -- user=other tls=starttls to="127.0.0.1:$imap_port"
await '0 READY' && await '1 READY' && await '4 READY' &&
	await '2 FAULT 7' && await '3 FAULT 7 mailbox box: cannot connect'
check 'five mailboxes, two of which fail alone'
for n in 0 1 4; do order "$n" look "$t"; done
deliver other "$dir/message"
await "1 FOUND $t" && await "4 FOUND $t"
check 'found by two, each by itself'
deliver probe "$dir/message"
await "0 FOUND $t"
check 'found by the third'
read -r child _ <"/proc/$watch/task/$watch/children"
kill -KILL "$child"
await 'FAULT 7 mailbox box: the process that reads the mailbox crashed'
check 'a crash is one fault'
exec 3>&-
wait "$watch"

# ---- a large and old mailbox
python3 - "$dir/mail/other/Maildir/cur" <<'Y'
import os, sys
for i in range(2000):
    path = os.path.join(sys.argv[1], "1000000000.%d.old:2,S" % i)
    with open(path, "wb") as f:
        f.write(b"Subject: old %d\r\nX-Mailplumb-Token: OLD\r\n\r\nold\r\n" % i)
    os.chmod(path, 0o644)
Y
if [ "$(id -u)" = 0 ]; then chown -R 65534:65534 "$dir/mail/other"; fi
t=$(token)
message "$t" "$dir/message"
watch_start user=other
await '0 READY'
order 0 look "$t"
deliver other "$dir/message"
await "0 FOUND $t inbox INBOX uid=200"
check 'found behind 2,000 old messages'
watch_stop

# ---- one message
one() {
	"$probe" one name=box host=imap.example.com ca="$dir/ca.pem" \
		to="127.0.0.1:$imaps_port" user=other password=secret \
		program="$program" out="$dir/one" "$@" >"$dir/events" 2>&1
}
one && grep -q "Token: $t" "$dir/one.0"
check 'the newest message'
one uid=2 && grep -q 'Subject: old' "$dir/one.0"
check 'a message by its number'
one uid=999999
[ $? = 3 ] && grep -q 'no such message in INBOX' "$dir/events"
check 'no such message'
one folder=Müll
[ $? = 3 ] && grep -q 'no such message in Müll' "$dir/events"
check 'an empty folder'
one folder=Nix
[ $? = 7 ] && grep -q 'does not open the folder Nix' "$dir/events"
check 'no such folder'

# ---- mailplumb inspect
cat >"$dir/mailplumb.yaml" <<X
mailboxes:
  box:
    address: other@example.com
    imap: imaps://imap.example.com
    user: other
    password_file: $dir/password
    ca_file: $dir/ca.pem
    connect_to: 127.0.0.1:$imaps_port
X
echo secret >"$dir/password"
chmod 600 "$dir/mailplumb.yaml" "$dir/password"
inspect() { # EXIT-STATUS ARGUMENT...: its report or fault is in events
	want=$1
	shift
	"$build/mailplumb" inspect --no-dns --timeout 10s "$@" >"$dir/events" 2>&1
	[ $? = "$want" ]
}
inspect 1 --config "$dir/mailplumb.yaml" --json box &&
	grep -q '"kind": "imap", "name": "box", "folder": "INBOX"' "$dir/events" &&
	grep -q "\"token\": \"$t\"" "$dir/events"
check 'inspect MAILBOX'
inspect 1 --config "$dir/mailplumb.yaml" --json 'box/INBOX;UID=2' &&
	grep -q '"uid": 2, "placement": "inbox"' "$dir/events"
check 'inspect MAILBOX/FOLDER;UID=N'
inspect 3 --config "$dir/mailplumb.yaml" 'box;UID=77777'
check 'inspect a message that is not there'
inspect 2 --config "$dir/mailplumb.yaml" 'box;UIDX=1'
check 'inspect MAILBOX with something else behind it'
inspect 3 --config "$dir/mailplumb.yaml" boxes
check 'inspect neither a file nor a mailbox'
url="imaps://other@127.0.0.1:$imaps_port"
SSL_CERT_FILE=$dir/ca.pem inspect 1 --json --password-file "$dir/password" \
	"$url" && grep -q "\"token\": \"$t\"" "$dir/events"
check 'inspect imaps://'
SSL_CERT_FILE=$dir/ca.pem inspect 1 -vvv --password-file "$dir/password" \
	"$url" && grep -q '^127.0.0.1 > [0-9]* UID FETCH' "$dir/events" &&
	! grep -Eq "secret|$(printf '\0other\0secret' | base64)" "$dir/events"
check 'inspect -v shows the dialogue, without the password'
SSL_CERT_FILE=$dir/ca.pem MAILPLUMB_IMAP_PASSWORD=wrong \
	inspect 7 "$url/INBOX;UID=2" &&
	grep -q 'refuses to log in other: .AUTHENTICATIONFAILED' "$dir/events"
check 'inspect imaps:// with a wrong password'
inspect 2 "$url" && grep -q MAILPLUMB_IMAP_PASSWORD "$dir/events"
check 'inspect imaps:// without a password'
inspect 2 imaps://127.0.0.1/ && grep -q 'names no user' "$dir/events"
check 'inspect imaps:// without a user'
inspect 2 imaps://u:secret@127.0.0.1/ && ! grep -q secret "$dir/events"
check 'no password in a URL, nor in what is said about it'

test_end test_imap
