#!/bin/sh
# Twenty mailboxes at once by one `mailplumb check`: what it takes of memory
# with all its processes, and how long after LMTP's 250 each message is here.
#
#	tests/bench_watches.sh BUILD_DIR [MAILBOXES]
set -u
. tests/test.sh
. tests/dovecot.sh
build=${1:-build} count=${2:-20}
at_end dovecot_stop
dovecot_start "$dir" || exit 1
for n in $(seq "$count"); do echo "u$n:{PLAIN}secret"; done >>"$dir/users"
python3 - "$build" "$dir" "$imaps_port" "$lmtp_port" "$count" <<'Y'
import glob, json, os, re, smtplib, socket, statistics, subprocess, sys
import threading, time
build, folder, imaps, lmtp_port, count = sys.argv[1:]
count = int(count)
accepted = {}


def serve(sock):
    lines = sock.makefile("rwb")

    def say(text):
        lines.write(text + b"\r\n")
        lines.flush()
    say(b"220 sink")
    to = None
    for line in lines:
        word = line[:4].upper()
        if word == b"RCPT":
            to = re.search(rb"<(u\d+)@", line).group(1).decode()
        if word == b"DATA":
            say(b"354 go on")
            text = b""
            for line in lines:
                if line == b".\r\n":
                    break
                text += line[1:] if line[:1] == b"." else line
            say(b"250 Ok")
            token = re.search(rb"X-Mailplumb-Token: (\w+)", text).group(1)
            time.sleep(0.3)
            with smtplib.LMTP("127.0.0.1", int(lmtp_port)) as lmtp:
                lmtp.sendmail("sender@example.com", [to], text)
                accepted[token.decode()] = time.time()
            continue
        say(b"221 bye" if word == b"QUIT" else b"250 Ok")
        if word == b"QUIT":
            return


listener = socket.create_server(("127.0.0.1", 0))


def listen():
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],),
                         daemon=True).start()


threading.Thread(target=listen, daemon=True).start()
names = ["u%d" % (n + 1) for n in range(count)]
config = folder + "/mailplumb.yaml"
with open(config, "w") as f:
    f.write("senders:\n  a:\n    from: a@example.com\n    smtp:\n"
            "      url: smtp://127.0.0.1:%d\n      tls: none\nmailboxes:\n"
            % listener.getsockname()[1])
    for name in names:
        f.write("  %s: {address: %s@example.com, user: %s, ca_file: ca.pem,\n"
                "    imap: 'imaps://imap.example.com', password_file: secret,\n"
                "    connect_to: '127.0.0.1:%s'}\n"
                % (name, name, name, imaps))
    f.write("checks:\n  all: {sender: a, mailbox: [%s]}\n" % ", ".join(names))
with open(folder + "/secret", "w") as f:
    f.write("secret\n")
os.chmod(folder + "/secret", 0o600)
os.chmod(config, 0o600)


def smaps(pid, key):
    try:
        with open("/proc/%d/smaps_rollup" % pid) as f:
            return int(re.search(key + r":\s+(\d+)", f.read()).group(1))
    except (OSError, AttributeError):
        return 0


def children(pid):
    got = []
    for path in glob.glob("/proc/%d/task/*/children" % pid):
        try:
            with open(path) as f:
                got += [int(p) for p in f.read().split()]
        except OSError:
            pass
    return got


most = (0, 0, 0, 0)
run = subprocess.Popen(
    [build + "/mailplumb", "check", "-c", config, "--json", "--no-dns"],
    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
out = []
reader = threading.Thread(target=lambda: out.extend(run.communicate()))
reader.start()
while run.poll() is None:
    pids = children(run.pid)
    pss = [smaps(p, "Pss") for p in pids]
    own = smaps(run.pid, "Pss")
    most = max(most, (own + sum(pss), own, len(pids), max(pss + [0])))
    time.sleep(0.05)
reader.join()
reports = [json.loads(line) for line in out[0].splitlines()]
took = []
for report in reports:
    token = report["message"]["token"]
    found = (report.get("timing") or {}).get("found")
    if found is None or token not in accepted:
        continue
    import datetime
    at = datetime.datetime.fromisoformat(found.replace("Z", "+00:00"))
    took.append((at.timestamp() - accepted[token]) * 1000)
print("watches: %d of %d found, LMTP's 250 to the message here: median %.0f "
      "ms, slowest %.0f ms" % (len(took), count,
                               statistics.median(took or [0]),
                               max(took or [0])))
print("watches: at most %.1f MB in all (PSS) with %d IMAP processes: mailplumb "
      "%.1f MB, the largest of those %.2f MB" % (
          most[0] / 1024, most[2], most[1] / 1024, most[3] / 1024))
if len(took) < count:
    print(out[1][:2000])
    print(json.dumps(reports[0])[:1500])
Y
