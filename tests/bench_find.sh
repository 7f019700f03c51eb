#!/bin/sh
# How long from LMTP's last 250 to the message fetched: a watch, and a new
# log-in every 5 s as monitoring plugins do it.
#
#	tests/bench_find.sh BUILD_DIR [ROUNDS]
set -u
. tests/test.sh
. tests/dovecot.sh
build=${1:-build} rounds=${2:-50}
at_end dovecot_stop
dovecot_start "$dir" || exit 1
python3 - "$build" "$dir" "$imaps_port" "$lmtp_port" "$rounds" <<'Y'
import base64, os, smtplib, statistics, subprocess, sys, time
build, folder, imaps, lmtp_port, rounds = sys.argv[1:]
watch = subprocess.Popen(
    [build + "/tests/imap_probe", "watch", "name=box",
     "host=imap.example.com", "to=127.0.0.1:" + imaps,
     "ca=" + folder + "/ca.pem", "user=probe", "password=secret",
     "deadline=600000", "program=" + build + "/mailplumb-imap"],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)


def event(word):
    while True:
        line = watch.stdout.readline()
        assert line and "FAULT" not in line, line
        if word in line:
            return line


event("READY")
lmtp = smtplib.LMTP("127.0.0.1", int(lmtp_port))
lmtp.ehlo_or_helo_if_needed()
took = []
for i in range(int(rounds)):
    token = base64.b32encode(os.urandom(16)).decode()[:26]
    text = ("From: a@example.com\r\nX-Mailplumb-Token: %s\r\n\r\n%s\r\n"
            % (token, "x" * 70 + "\r\n" + "y" * 1000))
    watch.stdin.write("0 look %s\n" % token)
    time.sleep(0.2 + 0.013 * (i % 10))
    lmtp.sendmail("sender@example.com", ["probe"], text)
    accepted = time.monotonic()
    event("FOUND " + token)
    took.append((time.monotonic() - accepted) * 1000)
watch.stdin.write("quit\n")
watch.stdin.close()
watch.wait()
# The log-in itself, and half of the pause on average.
login = []
for _ in range(5):
    start = time.monotonic()
    subprocess.run(
        [build + "/tests/imap_probe", "one", "name=box",
         "host=imap.example.com", "to=127.0.0.1:" + imaps,
         "ca=" + folder + "/ca.pem", "user=probe", "password=secret",
         "program=" + build + "/mailplumb-imap"],
        check=True, stdout=subprocess.DEVNULL)
    login.append((time.monotonic() - start) * 1000)
median = statistics.median(took)
naive = 2500 + statistics.median(login)
print("find: %d rounds, LMTP's 250 to the message fetched: median %.1f ms, "
      "slowest %.1f ms" % (len(took), median, max(took)))
print("find: a log-in every 5 s takes %.0f ms (a log-in %.0f ms): "
      "ratio %.0f" % (naive, naive - 2500, naive / median))
Y
