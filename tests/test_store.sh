#!/bin/bash
# Mailboxes that are files of this machine: Maildir, mbox and plain folders,
# watched, and through mailplumb check and inspect.
#
# usage: tests/test_store.sh BUILD_DIR
set -u
. tests/test.sh
. tests/dovecot.sh
build=$(cd "$1" && pwd)
probe=$build/tests/imap_probe mailplumb=$build/mailplumb
export HOME=$dir NO_COLOR=1
test_shows="$dir/events"

token() { # a new one
	python3 -c 'import base64, os
print(base64.b32encode(os.urandom(16)).decode()[:26])'
}
message() { # TOKEN
	printf 'From: a@example.com\r\nSubject: [%s]\r\n' "$1"
	printf 'X-Mailplumb-Token: %s\r\n\r\nFrom here on.\r\n' "$1"
}
report() { # TOKEN: a delivery report for it
	cat <<Y
From: MAILER-DAEMON@example.com
Content-Type: multipart/report; boundary="=_b"; report-type=delivery-status

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com

Final-Recipient: rfc822; u@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--=_b
Content-Type: message/rfc822

X-Mailplumb-Token: $1

--=_b--
Y
}

watch_start() { # OPTION=VALUE...
	rm -f "$dir/orders"
	mkfifo "$dir/orders"
	: >"$dir/events"
	"$probe" watch name=box out="$dir/out" deadline=60000 "$@" \
		<"$dir/orders" >"$dir/events" 2>&1 &
	watch=$!
	exec 3>"$dir/orders"
	await '0 READY|FAULT'
}
order() { (trap '' PIPE && echo "$*" >&3) 2>/dev/null; }
await() { # PATTERN: an event that fits, within 10 s
	for _ in $(seq "${await_for:-500}"); do
		grep -Eq "$1" "$dir/events" && return 0
		sleep 0.02
	done
	return 1
}
says_not() { ! grep -Eq "$1" "$dir/events"; }
watch_stop() {
	order quit
	exec 3>&-
	wait "$watch"
	says_not 'Sanitizer|runtime error'
}
gone() { [ ! -e "$1" ]; }

# ---- a Maildir ----------------------------------------------------------------

box=$dir/mail
mkdir -p "$box"/{cur,new,tmp,.Junk/cur,.Junk/new,.Junk/tmp}
place() { # FOLDER NAME: standard input, as a delivery does
	cat >"$box/tmp/$2"
	mv "$box/tmp/$2" "$box/$1/new/$2"
}
old=$(token)
message "$old" | place . 1.old
watch_start maildir="$box"
holds 'a Maildir: ready, with its junk folder' await '0 READY junk=Junk$'
t=$(token) b=$(token)
order 0 look "$t"
order 0 look "$b"
message "$t" >"$box/tmp/2.part"
mkfifo "$box/new/pipe"
ln -s ../../secret "$box/new/link"
message "$t" >"$dir/secret"
head -c 60000000 /dev/zero >"$box/new/large"
printf 'Subject: x\n\nX-Mailplumb-Token: %s\n' "$t" | place . 3.quoted
report "$b" | place . 4.report
holds 'a Maildir: a report that comes back' await "0 BOUNCED $b 5.1.1"
sleep 0.2
holds 'a Maildir: neither tmp, nor pipes and links, nor what is quoted' \
	says_not FOUND
mv "$box/tmp/2.part" "$box/new/2.part"
holds 'a Maildir: found' await "0 FOUND $t inbox INBOX"
message "$t" >"$dir/wanted"
holds 'a Maildir: the exact octets' cmp "$dir/wanted" "$dir/out.0"
mv "$box/new/2.part" "$box/cur/2.part:2,S"
order 0 delete "$t"
holds 'a Maildir: deleted' await "0 DELETED $t expunged$"
holds 'a Maildir: from where a reader moved it' gone "$box/cur/2.part:2,S"
holds 'a Maildir: and nothing else' test -e "$box/new/4.report"
t=$(token)
message "$t" | place .Junk 5.junk
order 0 look "$t"
holds 'a Maildir: junk, come before it was looked for' \
	await "0 FOUND $t junk Junk"
message "$(token)" >"$box/.Junk/new/5.junk"
order 0 delete "$t"
holds 'a Maildir: what became another message is not deleted' \
	await "0 DELETED $t flagged: mailbox box: not deleted: 5.junk"
holds 'a Maildir: it is there' test -e "$box/.Junk/new/5.junk"
t=$(token)
order 0 look "$t"
sleep 0.1
mkdir -p "$box"/.Work.x/{cur,new,tmp}
message "$t" | place .Work.x 6.other
holds 'a Maildir: in a folder made just now' \
	await "0 FOUND $t other Work.x"
mv "$box/.Work.x" "$dir/away"
t=$(token)
order 0 look "$t"
message "$t" | place . 7.moved
mv "$box/new/7.moved" "$box/cur/7.moved:2," 2>/dev/null
holds 'a Maildir: moved to cur at once' await "0 FOUND $t inbox"
watch_stop
holds 'a Maildir: ends in order' says_not 'Sanitizer'
marks=$(sed -n 's/^0 MARKS //p' "$dir/events")
watch_start maildir="$box" marks="$marks"
order 0 look "$t"
holds 'a Maildir: later, by its marks' await "0 FOUND $t inbox INBOX"
watch_stop
watch_start maildir="$box" junk=Work.y marks='imap 1 2 3 4'
holds 'a Maildir: marks of something else' await '0 READY junk=$'
watch_stop
watch_start maildir="$dir"
holds 'no Maildir: told before anything is sent' \
	grep -q "FAULT 7 mailbox box: $dir/new: No such file" "$dir/events"
watch_stop

# Who may not read a message cannot say that it did not come.
t=$(token)
message "$t" | place . 8.closed
chmod 0 "$box/new/8.closed"
chmod 755 "$box" "$box"/{new,cur}
[ "$(id -u)" != 0 ] || chown -R 65534:65534 "$box/new/8.closed"
nobody=()
[ "$(id -u)" != 0 ] ||
	nobody=(setpriv --reuid=65533 --regid=65533 --clear-groups)
echo "0 look $t" | "${nobody[@]}" "$probe" watch name=box maildir="$box" \
	deadline=300 until=FAULT >"$dir/events" 2>&1
holds 'a message that may not be read: no verdict' grep -q \
	"FAULT 7 mailbox box: $box/8.closed: Permission denied" "$dir/events"

# ---- a large Maildir ------------------------------------------------------------

python3 - "$box/cur" <<'Y'
import os, sys
for i in range(2000):
    path = os.path.join(sys.argv[1], "1000000000.%d.old:2,S" % i)
    with open(path, "wb") as f:
        f.write(b"Subject: old %d\r\n\r\nold\r\n" % i)
Y
t=$(token)
watch_start maildir="$box"
order 0 look "$t"
message "$t" | place . 9.new
holds 'beside 2,000 others' await "0 FOUND $t inbox INBOX"
watch_stop

# ---- an mbox ----------------------------------------------------------------------

box=$dir/mbox
append() { # FILE: standard input as another message
	{
		echo 'From a@example.com Fri Nov 20 10:00:00 2026'
		tr -d '\r' | sed 's/^>*From />&/'
		echo
	} >>"$1"
}
message "$old" | append "$box"
watch_start mbox="$box" junk="$dir/spam"
holds 'an mbox: ready' await '0 READY'
t=$(token) b=$(token)
order 0 look "$t"
order 0 look "$b"
report "$b" | append "$box"
holds 'an mbox: a report that comes back' await "0 BOUNCED $b 5.1.1"
printf 'Subject: x\n\nX-Mailplumb-Token: %s\n' "$t" | append "$box"
message "$(token)" | append "$box"
message "$t" | append "$box"
holds 'an mbox: found' await "0 FOUND $t inbox $box"
message "$t" | tr -d '\r' >"$dir/wanted"
holds 'an mbox: the octets, without its marks' cmp "$dir/wanted" "$dir/out.0"
order 0 delete "$t"
holds 'an mbox: nothing is taken out' \
	await "0 DELETED $t flagged: .*no message is taken out of an mbox"
t=$(token)
order 0 look "$t"
sleep 0.1
message "$t" | append "$dir/spam"
holds 'an mbox: junk, made just now' await "0 FOUND $t junk $dir/spam"
# Somebody else removes messages: the file is shorter than what was noted.
t=$(token)
: >"$dir/shorter"
message "$(token)" | append "$dir/shorter"
message "$t" | append "$dir/shorter"
cp "$dir/shorter" "$box"
order 0 look "$t"
holds 'an mbox: written anew' await "0 FOUND $t inbox"
# A writer's locks are respected.
t=$(token)
touch "$box.lock"
message "$t" | append "$box"
order 0 look "$t"
sleep 0.5
holds 'an mbox: FILE.lock' says_not "FOUND $t"
python3 - "$box" "$box.lock" <<'Y' &
import fcntl, os, sys, time
with open(sys.argv[1], "r+b") as f:
    fcntl.lockf(f, fcntl.LOCK_EX)
    os.unlink(sys.argv[2])
    time.sleep(0.6)
Y
locker=$!
sleep 0.4
holds 'an mbox: a lock of fcntl' says_not "FOUND $t"
wait "$locker"
holds 'an mbox: found when they are gone' await "0 FOUND $t inbox"
t_mbox=$t
watch_stop
marks=$(sed -n 's/^0 MARKS //p' "$dir/events")
watch_start mbox="$box" marks="$marks"
order 0 look "$t"
holds 'an mbox: later, by its marks' await "0 FOUND $t inbox"
watch_stop
# Whether a message has not come, or could not be looked for.
looks() { # OPTION=VALUE [DEADLINE]
	echo "0 look $(token)" | "$probe" watch name=box until=LOOKED "$1" \
		deadline="${2:-20000}" >"$dir/events" 2>&1
}
sleep 0.2
looks mbox="$box"
holds 'an mbox: all of it was read' says_not FAULT
touch "$box.lock"
looks mbox="$box" 3000
holds 'an mbox: a lock that stays is no verdict' \
	grep -q "FAULT 7 mailbox box: $box: Resource" "$dir/events"
rm "$box.lock"
mkdir -p "$dir/empty"/{cur,new,tmp}
looks maildir="$dir/empty"
holds 'a Maildir: all of it was read' says_not FAULT

t=$(token)
message "$t" | append "$dir/found"
echo "0 look $t" | "$probe" watch name=box until=LOOKED mbox="$dir/found" \
	marks='mbox 0 0 0 0' deadline=20000 >"$dir/events" 2>&1
holds 'an mbox: all was found' grep -q "0 FOUND $t inbox" "$dir/events"
holds 'an mbox: ... and so all was looked for' says_not FAULT

mkfifo "$dir/pipe"
watch_start mbox="$dir/pipe"
holds 'an mbox that is a pipe' grep -q 'FAULT 7 .*Invalid' "$dir/events"
watch_stop

ln -s "$dir/none" "$dir/dangling"
for wrong in none/mbox dangling; do
	watch_start mbox="$dir/$wrong"
	holds "an mbox at $wrong: no empty one" \
		grep -q "FAULT 7 .*$wrong: No such" "$dir/events"
	watch_stop
done

# ---- a plain folder -----------------------------------------------------------------

box=$dir/files
mkdir -p "$box" "$dir/spam.d"
watch_start directory="$box" junk="$dir/spam.d"
holds 'a folder: ready' await "0 READY junk=$dir/spam.d"
t=$(token)
order 0 look "$t"
# Written in place, slowly.
{
	message "$t"
	sleep 0.1
	for _ in 1 2 3; do
		echo slow
		sleep 0.1
	done
} >"$box/1"
holds 'a folder: found' await "0 FOUND $t inbox $box"
holds 'a folder: not before it was whole' cmp "$box/1" "$dir/out.0"
order 0 delete "$t"
holds 'a folder: deleted' await "0 DELETED $t expunged$"
holds 'a folder: it is gone' gone "$box/1"
t=$(token)
order 0 look "$t"
message "$t" >"$dir/spam.d/2"
holds 'a folder: junk' await "0 FOUND $t junk $dir/spam.d"
watch_stop

# ---- check and inspect ------------------------------------------------------------------

mkdir "$dir/ses"
printf 'secret\n' >"$dir/password"
fixtures/lab/double --dir "$dir/ses" --user AKIAEXAMPLE \
	--password-file "$dir/password" >"$dir/address" &
double=$!
at_end "kill $double 2>/dev/null"
mkdir "$dir/dovecot"
if command -v dovecot >/dev/null; then
	at_end dovecot_stop
	dovecot_start "$dir/dovecot" || exit 1
	message "$old" >"$dir/first"
	deliver probe "$dir/first"
fi
for _ in $(seq 200); do
	[ -s "$dir/address" ] && break
	sleep 0.05
done
cat >"$dir/m.yaml" <<Y
senders:
  prod:
    from: hello@example.com
    smtp:
      url: smtp://localhost
      user: AKIAEXAMPLE
      password_file: password
      ca_file: ses/ca.pem
      connect_to: $(cat "$dir/address")
mailboxes:
  files: {address: probe@example.org, directory: ses}
  maildir: {address: probe@example.org, maildir: dovecot/mail/probe/Maildir}
  mbox: {address: probe@example.org, mbox: mbox}
checks:
  files: {sender: prod, mailbox: files, deadline: 8s, keep: false}
  lost: {sender: prod, mailbox: mbox, deadline: 1s}
  maildir: {sender: prod, mailbox: maildir, deadline: 8s}
Y
chmod 600 "$dir/m.yaml"
run() { # COMMAND...
	status=0
	(cd "$dir" && timeout 60 "$mailplumb" "$@") >"$dir/events" 2>&1 ||
		status=$?
}
source_is() { [ "$(jq -c '.message.source | [.kind, .name, .folder, .uid,
	.placement]' "$dir/events")" = "$1" ]; }

run check --no-dns -c m.yaml --json files
is 'check into a folder: exit' 1 "$status"
holds 'check into a folder: the report' source_is \
	"[\"file\",\"files\",\"ses\",null,\"inbox\"]"
holds 'check into a folder: found as it was sent' \
	[ "$(jq .transit.body.change "$dir/events")" = '"none"' ]
holds 'check into a folder: deleted' [ -z "$(find "$dir/ses" -name '*.eml')" ]
run check --no-dns -c m.yaml --json lost
is 'check, not found' 6 "$status"

# What SES's double takes is delivered by LMTP.
if command -v dovecot >/dev/null; then
	(
		for _ in $(seq 400); do
			eml=$(find "$dir/ses" -name '*.eml' -newer "$dir/mark")
			[ -n "$eml" ] && deliver probe "$eml" && break
			sleep 0.02
		done
	) &
	touch "$dir/mark"
	run check --no-dns -c m.yaml --json maildir
	is 'check into a Maildir: exit' 1 "$status"
	holds 'check into a Maildir: the report' source_is \
		'["maildir","maildir","INBOX",null,"inbox"]'
	run inspect --no-dns -c m.yaml --json maildir
	holds 'inspect MAILBOX: its newest message' source_is \
		'["maildir","maildir","INBOX",null,"inbox"]'
	is 'inspect MAILBOX: it is that of the check' prod \
		"$(jq -r .message.token "$dir/events" |
			grep -q '[A-Z2-7]' && echo prod)"
	junk="$dir/dovecot/mail/probe/Maildir/.M&APw-ll"
	run inspect --no-dns -c m.yaml maildir/Nix
	is 'inspect MAILBOX/FOLDER, which is not there' 7 "$status"
	[ ! -d "$junk" ] || {
		run inspect --no-dns -c m.yaml 'maildir/M&APw-ll'
		is 'inspect MAILBOX/FOLDER, which is empty' 3 "$status"
	}
else
	skip 'check into a Maildir' 'dovecot is not installed'
fi
run inspect --no-dns -c m.yaml 'maildir;UID=3'
is 'a number for a Maildir' 2 "$status"
mv "$dir/mbox" "$dir/m.mbox"
sed -i 's/mbox: mbox}/mbox: m.mbox}/' "$dir/m.yaml"
run inspect --no-dns -c m.yaml --json mbox
holds 'inspect MAILBOX: the last of an mbox' \
	[ "$(jq -r .message.token "$dir/events")" = "$t_mbox" ]

test_end test_store
