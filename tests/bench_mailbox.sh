#!/bin/sh
# Fetch and inspect 1,000 messages of 4 KB from a real dovecot over IMAPS,
# beside one pipelined FETCH of them by Python's imaplib, in turns.
#
#	tests/bench_mailbox.sh BUILD_DIR [ROUNDS]
set -u
. tests/test.sh
. tests/dovecot.sh
build=$(cd "${1:-build}" && pwd) rounds=${2:-15}
at_end dovecot_stop
dovecot_start "$dir" || exit 1
python3 - "$build" "$dir" "$imaps_port" "$lmtp_port" "$rounds" <<'Y'
import imaplib, os, smtplib, ssl, statistics, subprocess, sys, time
build, folder, imaps, lmtp_port, rounds = sys.argv[1:]
MANY, SIZE = 1000, 4096
ZONE = '''$TTL 300
_dmarc.example.com. TXT "v=DMARC1; p=reject"
bounce.example.com. TXT "v=spf1 include:amazonses.com ~all"
amazonses.com. TXT "v=spf1 ip4:54.240.0.0/18 -all"
author._domainkey.example.com. TXT %s
ses._domainkey.amazonses.com. TXT %s
'''


def sign(*arguments, text=None):
    return subprocess.run(["fixtures/sign.py", *arguments], input=text,
                          stdout=subprocess.PIPE, check=True, text=True).stdout


def record(key):
    text = sign("--record", key).strip()
    return " ".join('"%s"' % text[i:i + 250] for i in range(0, len(text), 250))


# Signed by its author, and as SES signs it, for itself, too; all pass.
with open("fixtures/cases/healthy.case") as story:
    story = story.read().split("\nmessage\n", 1)[1]
trace, _, rest = story.partition("DKIM-Signature:")
rest = "From: " + rest.partition("\nFrom: ")[2]
rest += ("y" * 76 + "\n") * ((SIZE - 1000 - len(trace + rest)) // 78)
signatures = ["key=author,d=example.com,s=author", "key=ses,d=amazonses.com,s=ses"]
messages = {user: (trace + sign(*reversed(signatures[:n]), text=rest))
            .replace("\n", "\r\n").encode()
            for user, n in (("other", 1), ("probe", 2))}
with smtplib.LMTP("127.0.0.1", int(lmtp_port)) as lmtp:
    for user, message in messages.items():
        for _ in range(MANY):
            lmtp.sendmail("a@example.com", [user], message)
zone = os.path.join(folder, "zone")
with open(zone, "w") as out:
    out.write(ZONE % (record("author"), record("ses")))
environment = dict(os.environ, SSL_CERT_FILE=folder + "/ca.pem",
                   MAILPLUMB_IMAP_PASSWORD="secret")


def theirs(user):
    """Seconds that the answer to FETCH takes, log-in and all else apart."""
    trust = ssl.create_default_context(cafile=folder + "/ca.pem")
    with imaplib.IMAP4_SSL("127.0.0.1", int(imaps), ssl_context=trust) as server:
        server.login(user, "secret")
        server.select("INBOX", readonly=True)
        start = time.monotonic()
        _, answer = server.uid("FETCH", "1:*", "(UID BODY.PEEK[])")
        took = time.monotonic() - start
    assert sum(isinstance(part, tuple) for part in answer) == MANY
    return took


def ours(user, uids):
    """Seconds of the whole program, from its start to its end."""
    start = time.monotonic()
    done = subprocess.run(
        [build + "/mailplumb", "inspect", "--zone", zone, "--quiet",
         f"imaps://{user}@127.0.0.1:{imaps}/INBOX;UID={uids}"],
        env=environment, stdout=subprocess.PIPE, check=False)
    took = time.monotonic() - start
    count = done.stdout.count(b"DKIM, SPF and DMARC pass and align")
    assert count == (1 if uids == "1" else MANY), count
    return took


for user, message in messages.items():
    theirs(user), ours(user, "1:*")
    rows = [(theirs(user), ours(user, "1:*"), ours(user, "1"))
            for _ in range(int(rounds))]
    them, all_, one = (statistics.median(row[i] for row in rows) for i in range(3))
    ratio = statistics.median(t / (a - o) for t, a, o in rows)
    whole = statistics.median(t / a for t, a, o in rows)
    signed = message.count(b"DKIM-Signature:")
    print(f"mailbox: {MANY} messages of {len(message)} octets, signed {signed} "
          f"times, over IMAPS: imaplib's FETCH {MANY / them:.0f}/s")
    print(f"mailbox: fetched and inspected: {MANY / (all_ - one):.0f}/s beside "
          f"start and log-in ({1000 * one:.0f} ms), ratio {ratio:.2f} (0.5); "
          f"with them {MANY / all_:.0f}/s, ratio {whole:.2f}")
Y
