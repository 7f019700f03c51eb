#!/bin/bash
# mailplumb check --async: what a run sends, later ones judge.  Against a
# dovecot and a double of SES; the test itself is what delivers, so it decides
# when and whether.
#
# usage: tests/test_check_async.sh BUILD_DIR
set -u
. tests/test.sh
. tests/dovecot.sh
mailplumb=$(cd "$1" && pwd)/mailplumb
unset MAILPLUMB_CONFIG STATE_DIRECTORY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY \
	AWS_PROFILE
export HOME=$dir XDG_CONFIG_HOME=$dir/none NO_COLOR=1
pids=()
at_end dovecot_stop
# shellcheck disable=SC2016
at_end '[ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null'
test_shows="$dir/out $dir/err"

exits() { [ "$status" = "$1" ]; }
says() { grep -qF -- "$1" "$dir/err"; }
reports() { grep -qF -- "$1" "$dir/out"; }

# A truth about the reports and the state: Python, with `reports` a list of
# them, `ids` their findings, `state` the file, `counts` its first line's.
that() {
	python3 - "$dir/out" "$dir/$state" "$1" <<'Y'
import json, os, sys
reports = [json.loads(line) for line in open(sys.argv[1])]
ids = [[f["id"] for f in r["findings"] if f["severity"] != "note"]
       for r in reports]
state = json.load(open(sys.argv[2])) if os.path.exists(sys.argv[2]) else None
counts = {k: v for k, v in state["counts"][0].items() if v and k not in
          ("check", "sender", "mailbox")} if state and state["counts"] else {}
status = [m["status"] for m in state["messages"]] if state else []
sys.exit(not eval("(" + sys.argv[3] + ")"))
Y
}

state=mail.state.json
run() { # ARGUMENT...
	status=0
	(cd "$dir" && timeout 60 "$mailplumb" check --async --no-dns --look 100ms --json \
		-c mail.yaml "$@") >"$dir/out" 2>"$dir/err" </dev/null ||
		status=$?
}

# ---- a world ------------------------------------------------------------------

mkdir "$dir/dovecot" "$dir/ses" "$dir/cut"
dovecot_start "$dir/dovecot" || exit 1
printf 'secret-of-ses\n' >"$dir/ses.password"
printf 'secret\n' >"$dir/imap.password"
fixtures/lab/double --dir "$dir/ses" >"$dir/ses.address" &
pids+=($!)
# One that takes the message, but hangs up instead of saying so.
fixtures/lab/double --dir "$dir/cut" --fault dot=cut >"$dir/cut.address" &
pids+=($!)
for _ in $(seq 200); do
	[ -s "$dir/cut.address" ] && [ -s "$dir/ses.address" ] && break
	sleep 0.05
done

# arrive FOLDER [lose|bounce]: what was taken and not yet delivered
cat >"$dir/arrive.py" <<'Y'
import email, glob, os, smtplib, sys
folder, port, how = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
RESULTS = """Authentication-Results: mx.example.org;\r
\tdkim=pass header.d=example.com header.s=s; spf=pass smtp.mailfrom=example.com;\r
\tdmarc=pass header.from=example.com\r
Received: from a.smtp-out.amazonses.com (a.smtp-out.amazonses.com [192.0.2.1])\r
\tby mx.example.org with ESMTPS id 1; Mon, 23 Nov 2026 12:00:00 +0000\r
DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=AA==; b=AA==\r
"""
BOUNCE = b"""Content-Type: multipart/report; report-type=delivery-status;
 boundary="=_b"

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; probe@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--=_b
Content-Type: message/rfc822

MESSAGE
--=_b--
"""
for name in sorted(glob.glob(folder + "/*.eml")):
    octets = open(name, "rb").read()
    os.rename(name, name + ".done")
    if how == ["lose"]:
        continue
    message = RESULTS.encode() + octets
    if how == ["bounce"]:
        message = BOUNCE.replace(b"\n", b"\r\n").replace(b"MESSAGE", octets)
    user = email.message_from_bytes(octets)["To"].partition("@")[0]
    with smtplib.LMTP("127.0.0.1", port) as lmtp:
        lmtp.sendmail("bounce@example.com", [user], message)
Y
arrive() { python3 "$dir/arrive.py" "$dir/$1" "$lmtp_port" "${@:2}"; }
taken() { find "$dir/$1" -name '*.eml*' | wc -l; }

sender() { # NAME ADDRESS
	cat <<Y
  $1:
    from: "Example <hello@example.com>"
    ses:
      region: us-east-1
      smtp_user: AKIAEXAMPLE
      smtp_password_file: ses.password
      connect_to: $2
      ca_file: $1/ca.pem
Y
}
mailbox() { # NAME USER PORT
	cat <<Y
  $1:
    address: $2@example.org
    user: $2
    imap: imaps://imap.example.com
    connect_to: 127.0.0.1:$3
    ca_file: dovecot/ca.pem
    password_file: imap.password
    authserv_ids: mx.example.org
Y
}
configure() { # CHECK...
	{
		echo senders:
		sender ses "$(cat "$dir/ses.address")"
		sender cut "$(cat "$dir/cut.address")"
		echo mailboxes:
		mailbox probe probe "$imaps_port"
		mailbox other other "$imaps_port"
		mailbox down other "$(free_port)"
		echo checks:
		printf '  %s\n' "$@"
	} >"$dir/mail.yaml"
}
anew() { # CHECK...
	rm -f "$dir/$state"
	configure "$@"
}

# ---- send, judge ----------------------------------------------------------------

anew 'a: {sender: ses, mailbox: probe}'
run
holds "first run: undecided" exits 4
holds "first run: says why" that 'ids == [["locate-pending"]] and
	reports[0]["verdict"] == "unknown"'
holds "first run: sent" [ "$(taken ses)" = 1 ]
holds "first run: kept" that 'status == ["accepted"] and
	counts == {"intended": 1} and reports[0]["async"] == {"again": False,
	"judged": None, "given_up": False, "on_the_way": 1}'
holds "first run: the form of the report" \
	python3 tests/report_schema.py <"$dir/out"
holds "the state is ours alone" [ "$(stat -c %a "$dir/$state")" = 600 ]
arrive ses
run
holds "second run: judges what the first sent" exits 0
holds "second run: it" that 'len(reports) == 1 and
	reports[0]["verdict"] == "pass" and not reports[0]["async"]["again"] and
	reports[0]["transit"]["compared"] and ids == [[]]'
holds "second run: counted, told, and the next one sent" that \
	'counts == {"intended": 2, "found": 1} and status == ["told", "accepted"]'
run
holds "nothing new: the last one again" exits 0
holds "nothing new: says so" that 'reports[0]["async"]["again"] and
	reports[0]["async"]["on_the_way"] == 2 and
	reports[0]["verdict"] == "pass"'
arrive ses
run
holds "two came: two reports, in order" that 'len(reports) == 2 and
	reports[0]["timing"]["queued"] < reports[1]["timing"]["queued"] and
	counts == {"intended": 4, "found": 3} and
	status == ["told", "accepted"]'
arrive ses
(cd "$dir" && "$mailplumb" check --async --no-dns -c mail.yaml --look 0s \
	>out 2>err) && (cd "$dir" && "$mailplumb" check --async --no-dns \
	-c mail.yaml --look 0s >out 2>err)
holds "as text: told before" reports 'Told before: it was judged at '

# ---- what became of it ------------------------------------------------------------

anew 'a: {sender: ses, mailbox: probe, deadline: 1s, every: 1h}'
run
arrive ses lose
cp "$dir/$state" "$dir/lost"
sleep 1.1
run
holds "lost: exit 6" exits 6
holds "lost: finding" that 'ids == [["locate-not-found"]]'
holds "lost: counted; no more is sent so soon" that \
	'counts == {"intended": 1, "lost": 1}'
run
holds "lost: the same again is known as that" that \
	'reports[0]["async"]["again"] and counts["lost"] == 1 and
	ids == [["locate-not-found"]]'
mv "$(find "$dir/ses" -name '*.done' -printf '%T@ %p\n' | sort -n | tail -1 |
	cut -d ' ' -f 2)" "$dir/ses/late.eml"
arrive ses
run
holds "comes after all: told" that 'ids == [["locate-late"]] and
	reports[0]["async"]["given_up"] and "given up" in
	reports[0]["findings"][0]["message"]'
holds "comes after all: counted once, as lost" that \
	'counts == {"intended": 1, "lost": 1, "late": 1}'
holds "comes after all: a risk" exits 0

anew 'a: {sender: ses, mailbox: probe, every: 1h}'
run
arrive ses bounce
run
holds "bounced: exit 6" exits 6
holds "bounced: finding" that 'ids == [["locate-bounced"]] and
	counts == {"intended": 1, "bounced": 1} and
	"no such user" in reports[0]["findings"][0]["message"]'
cp "$dir/out" "$dir/first"
run
holds "bounced: told again, the same" python3 - "$dir/first" "$dir/out" <<'Y'
import json, sys
first, again = [json.load(open(name)) for name in sys.argv[1:]]
del first["async"], again["async"]
sys.exit(first != again)
Y

sent=$(taken ses)
anew 'a: {sender: ses, mailbox: denied}'
sed -i 's/^mailboxes:/&\n  denied: {address: denied@example.org, user: probe, imap: "imaps:\/\/imap.example.com", connect_to: "127.0.0.1:'"$imaps_port"'", ca_file: dovecot\/ca.pem, password_file: imap.password}/' \
	"$dir/mail.yaml"
run
holds "refused: exit 5" exits 5
holds "refused: finding" that 'ids == [["send-not-authorized"]] and
	counts == {"intended": 1, "refused": 1} and status == ["told"]'

anew 'a: {sender: cut, mailbox: probe, deadline: 1s, every: 1h}'
run
holds "no reply: uncertain" that 'status == ["uncertain"]'
sleep 1.1
run
holds "no reply, not found: not sent as far as we know" exits 5
holds "no reply, not found: finding" that 'ids == [["send-uncertain"]] and
	counts == {"intended": 1, "unknown": 1}'
holds "no reply, not found: not sent again" [ "$(taken cut)" = 1 ]
anew 'a: {sender: cut, mailbox: probe, every: 1h}'
run
arrive cut
run
holds "no reply, but found: it was sent" exits 0
holds "no reply, but found: nobody said when" that \
	'reports[0]["timing"]["accepted"] is None'

# The run that sent it was killed before it knew.
anew 'a: {sender: ses, mailbox: probe, deadline: 1s, every: 1h}'
python3 - "$dir/lost" "$dir/$state" <<'Y'
import json, sys
state = json.load(open(sys.argv[1]))
state["messages"][0].update(status="intended", accepted=None, reply=None,
                            ses_message_id=None, code=0, attempts=0)
json.dump(state, open(sys.argv[2], "w"))
Y
rm -f "$dir"/dovecot/mail/probe/Maildir/{new,cur}/*
run
holds "perhaps sent, not found: undecided" exits 4
holds "perhaps sent, not found: finding" that 'ids == [["send-uncertain"]] and
	reports[0]["verdict"] == "unknown" and
	counts == {"intended": 1, "unknown": 1}'

anew 'a: {sender: ses, mailbox: probe, keep: false, every: 1h}'
rm -f "$dir"/dovecot/mail/probe/Maildir/{new,cur}/*
run
arrive ses
run
holds "keep: false: judged" exits 0
holds "keep: false: gone" [ -z "$(find "$dir"/dovecot/mail/probe/Maildir/{new,cur} -type f)" ]
holds "keep: false: nothing left to do" that \
	'[m["remove"] for m in state["messages"]] == [False]'

# Killed after it was judged, before the report: the next run tells it.
anew 'a: {sender: ses, mailbox: probe, every: 1h}'
run
arrive ses
run
python3 - "$dir/$state" <<'Y'
import json, sys
state = json.load(open(sys.argv[1]))
assert state["messages"][0]["status"] == "told"
state["messages"][0]["status"] = "judged"
json.dump(state, open(sys.argv[1], "w"))
Y
rm -f "$dir"/dovecot/mail/probe/Maildir/{new,cur}/*
run
holds "judged, not told: told" that 'not reports[0]["async"]["again"] and
	reports[0]["verdict"] == "pass" and status == ["told"] and
	counts == {"intended": 1, "found": 1}'
run -o /dev/full
[ -w /dev/full ] && holds "a report that cannot be written: our fault" exits 70

# ---- the mailbox ------------------------------------------------------------------

anew 'a: {sender: ses, mailbox: probe, deadline: 1s}'
run
arrive ses lose
sleep 1.1
sed -i "s/$imaps_port/1/" "$dir/mail.yaml"
sent=$(taken ses)
run
holds "no mailbox: exit 7" exits 7
holds "no mailbox: finding" that 'ids == [["mailbox-unreachable"]]'
holds "no mailbox: nothing is lost" that 'status == ["accepted"]'
holds "no mailbox: nothing is sent" [ "$(taken ses)" = "$sent" ]

anew 'a: {sender: ses, mailbox: probe, every: 1h}' \
	'b: {sender: ses, mailbox: other, every: 1h}'
run
holds "two checks: two reports" that 'len(reports) == 2'
arrive ses
run b
holds "one of them: its own" that 'len(reports) == 1 and
	reports[0]["check"]["name"] == "b" and reports[0]["exit_code"] == 0 and
	sorted(status) == ["accepted", "told"]'
configure 'b: {sender: ses, mailbox: other, every: 1h}'
run
holds "no longer configured: told" says 'a: ses -> probe is no longer configured'
holds "no longer configured: forgotten" that 'status == ["told"]'

# ---- the file ---------------------------------------------------------------------

anew 'a: {sender: ses, mailbox: probe, every: 1h}'
run
echo '{"schema": "mailplumb.state/9"}' >"$dir/$state"
run
holds "another version: exit 3" exits 3
holds "another version: which, and the way out" says 'move it away'
holds "another version: it stays" grep -q state/9 "$dir/$state"
head -c 500 "$dir/lost" >"$dir/$state"
run
holds "damaged: exit 3" exits 3
holds "damaged: the file" says "$state is no state of this version"

rm -f "$dir/$state"
(
	cd "$dir" && exec 9>mail.state.json.lock && exec python3 -c '
import fcntl, time
fcntl.lockf(9, fcntl.LOCK_EX)
open("locked", "w")
time.sleep(30)'
) &
pids+=($!)
until [ -e "$dir/locked" ]; do sleep 0.02; done
run --timeout 1s
holds "another run: undecided" exits 4
holds "another run: says so" says 'another run has it (process '
kill "${pids[-1]}"
unset 'pids[-1]'
run --state "$dir/none/state.json"
holds "no folder for it: usage" exits 2
status=0
"$mailplumb" check --state x 2>"$dir/err" || status=$?
holds "--state alone: usage" exits 2
run --dry-run
holds "--dry-run excludes it" exits 2

# A line for people, too, says that it is about no message.
anew 'a: {sender: ses, mailbox: probe}'
run --format text --quiet
holds "first run, in a line: undecided" exits 4
holds "first run, in a line: says why" reports ': no message was judged of late'

# The clock was ahead when it was sent.
anew 'a: {sender: ses, mailbox: probe, deadline: 1s, every: 1h}'
python3 - "$dir/lost" "$dir/$state" <<'Y'
import json, sys
state = json.load(open(sys.argv[1]))
state["messages"][0].update(queued="2099-01-01T00:00:00Z",
    accepted="2099-01-01T00:00:01Z", expires="2099-01-01T00:05:00Z")
json.dump(state, open(sys.argv[2], "w"))
Y
run
holds "a clock set back: the message waits no longer than its deadline" that \
	'state["messages"][0]["expires"] < "2099"'
holds "a clock set back: the next one is sent" that 'len(status) == 2'

test_end test_check_async
