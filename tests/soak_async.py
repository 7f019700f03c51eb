#!/usr/bin/env python3
"""Kill `mailplumb check --async` again and again, at any moment, and see that
no message is lost and none counts twice.

    soak_async.py MAILPLUMB [KILLS [SEED]]

A submission server of ours takes messages and puts them into Maildirs before
it says 250; some it loses, some come back.  A run is killed (SIGKILL) after a
random part of the time that runs take.  In the end runs are left alone until
nothing is on its way.  Then, of every message:

  * taken by the server: once, and its token was in the state before;
  * deleted, where the check says so;
  * counted once in the state, as what became of it;
  * reported, and always as the same; a second time only after a run that was
    killed, or as told before.
"""
import collections
import json
import os
import random
import re
import shutil
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
import time

CHECKS = 3  # the last deletes what it found
BOUNCE = """Content-Type: multipart/report; report-type=delivery-status;\r
 boundary="=_b"\r
\r
--=_b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example.org\r
\r
Final-Recipient: rfc822; %s@example.org\r
Action: failed\r
Status: 5.1.1\r
\r
--=_b\r
Content-Type: message/rfc822\r
\r
"""


class Sink(socketserver.StreamRequestHandler):
    """As little of RFC 5321 as a client needs."""

    def handle(self):
        try:
            self.talk()
        except (OSError, ValueError):
            pass

    def say(self, text):
        self.wfile.write(text + b"\r\n")

    def talk(self):
        self.say(b"220 sink ESMTP")
        to = b""
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.say(b"250-sink\r\n250 PIPELINING")
            elif verb == b"RCPT":
                to = line
                self.say(b"250 Ok")
            elif verb == b"DATA":
                self.say(b"354 go on")
                octets = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    if not part:
                        return
                    octets += part
                self.server.take(to.decode(), octets)
                self.say(b"250 Ok 1")
            elif verb == b"QUIT":
                self.say(b"221 bye")
                return
            else:
                self.say(b"250 Ok")


class World(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, folder, seed):
        super().__init__(("127.0.0.1", 0), Sink)
        self.folder = folder
        self.dice = random.Random(seed)
        self.lock = threading.Lock()
        self.taken = {}  # token: fate
        self.twice = []
        self.unknown = []
        self.number = 0

    def take(self, to, octets):
        token = re.search(rb"X-Mailplumb-Token: (\w+)", octets).group(1)
        token = token.decode()
        box = re.search(r"<probe(\d)@", to).group(1)
        with self.lock:
            if token in self.taken:
                self.twice.append(token)
            with open(self.folder + "/state.json") as state:
                if token not in state.read():
                    self.unknown.append(token)
            roll = self.dice.random()
            fate = ("lost" if roll < 0.05 else
                    "bounced" if roll < 0.1 else "found")
            self.number += 1
            name = "%s/box%s/%%s/%d.%d.host" % (
                self.folder, box, time.time(), self.number)
            if fate == "bounced":
                # One for another address decides at the deadline alone.
                who = self.dice.choice(("probe" + box, "copy"))
                octets = (BOUNCE % who).encode() + octets + b"\r\n--=_b--\r\n"
            if fate != "lost":
                with open(name % "tmp", "wb") as file:
                    file.write(octets)
                os.rename(name % "tmp", name % "new")
            self.taken[token] = fate


def configure(folder, port):
    text = ["senders:", "  sink:", "    from: hello@example.com", "    smtp:",
            "      url: smtp://127.0.0.1:%d" % port, "      tls: none",
            "state: state.json", "mailboxes:"]
    for box in range(CHECKS):
        text += ["  box%d:" % box, "    address: probe%d@example.org" % box,
                 "    maildir: box%d" % box]
        for part in ("tmp", "new", "cur"):
            os.makedirs("%s/box%d/%s" % (folder, box, part))
    text.append("checks:")
    for box in range(CHECKS):
        text.append("  c%d: {sender: sink, mailbox: box%d, deadline: 2s, "
                    "keep: %s}" % (box, box,
                                   "false" if box == CHECKS - 1 else "true"))
    with open(folder + "/mail.yaml", "w") as file:
        file.write("\n".join(text) + "\n")


FATES = {"locate-not-found": "lost", "locate-bounced": "bounced",
         "send-uncertain": "unknown"}


def token_and_fate(report):
    """None: the report is of no message that was judged."""
    if report["timing"]["found"] is not None:
        return report["message"]["token"], "found"
    for finding in report["findings"]:
        if finding["id"] in FATES:
            token = [e["value"] for e in finding["evidence"]
                     if e["label"] == "token"][0]
            return token, FATES[finding["id"]]
    return None


class Soak:
    def __init__(self, program, folder, seed):
        self.program, self.folder = program, folder
        self.dice = random.Random(seed)
        self.told = collections.defaultdict(list)  # token: (fate, killed)
        self.kills = self.runs = 0
        self.bad = []
        self.codes = collections.Counter()

    def run(self, look, delay):
        command = [self.program, "check", "--async", "--no-dns", "--json",
                   "--look", look, "-c", "mail.yaml"]
        with open(self.folder + "/out", "wb") as out, \
                open(self.folder + "/err", "ab") as err:
            started = time.monotonic()
            child = subprocess.Popen(command, cwd=self.folder, stdout=out,
                                     stderr=err, stdin=subprocess.DEVNULL,
                                     env={"PATH": os.environ["PATH"]})
            try:
                child.wait(delay)
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
                child.wait()
        took = time.monotonic() - started
        self.runs += 1
        killed = child.returncode == -signal.SIGKILL
        self.kills += killed
        self.codes[child.returncode] += 1
        if not killed and child.returncode not in (0, 1, 4, 5, 6):
            self.bad.append("a run ended with %d" % child.returncode)
        with open(self.folder + "/out", encoding="utf-8") as out:
            for line in out:
                if line.endswith("\n"):
                    self.hear(json.loads(line), killed)
        return took

    def hear(self, report, killed):
        known = token_and_fate(report)
        if known is None or report["async"]["again"]:
            return
        if report["async"]["given_up"]:
            self.bad.append("%s came after it was given up" % known[0])
        self.told[known[0]].append((known[1], killed))

    def state(self):
        with open(self.folder + "/state.json") as file:
            return json.load(file)


def main():
    program = os.path.abspath(sys.argv[1])
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    folder = tempfile.mkdtemp(prefix="mailplumb-soak.")
    world = World(folder, seed)
    configure(folder, world.server_address[1])
    threading.Thread(target=world.serve_forever, daemon=True).start()
    soak = Soak(program, folder, seed)
    span = max(soak.run("0s", 60) for _ in range(3))
    while soak.kills < kills:
        look = soak.dice.choice(("0s", "20ms"))
        soak.run(look, soak.dice.uniform(0, 1.1 * span))
    # Left alone: what is on its way is judged, and nothing is sent any more.
    with open(folder + "/mail.yaml") as file:
        text = file.read().replace("deadline: 2s", "deadline: 2s, every: 1d")
    with open(folder + "/mail.yaml", "w") as file:
        file.write(text)
    for _ in range(20):
        soak.run("500ms", 60)
        if all(m["status"] == "told" and not m["remove"]
               for m in soak.state()["messages"]):
            break
        time.sleep(0.5)
    report(soak, world)
    world.shutdown()
    good = not soak.bad
    if good:
        shutil.rmtree(folder)
    else:
        print("left in " + folder)
    return not good


def verify(soak, world):
    counts = collections.Counter()
    for line in soak.state()["counts"]:
        counts.update({k: v for k, v in line.items() if isinstance(v, int)})
    told = collections.Counter()
    for token, times in soak.told.items():
        fates = {fate for fate, _ in times}
        if len(fates) > 1:
            soak.bad.append("%s: told as %s" % (token, sorted(fates)))
        if sum(not killed for _, killed in times) > 1:
            soak.bad.append("%s: told twice by runs that ended" % token)
        told[times[0][0]] += 1
        wanted = world.taken.get(token)
        fate = times[0][0]
        # A run that was killed does not know whether it was taken.
        if fate != wanted and not (fate == "unknown" and
                                   wanted in (None, "lost")):
            soak.bad.append("%s: %s was told as %s" % (token, wanted, fate))
    for token in world.taken:
        if token not in soak.told:
            soak.bad.append(token + ": taken, and never told")
    for kind in ("found", "lost", "bounced", "unknown"):
        if counts[kind] != told[kind]:
            soak.bad.append("%s: %d counted, %d told" % (
                kind, counts[kind], told[kind]))
    if counts["intended"] != len(soak.told) or counts["late"] != 0:
        soak.bad.append("%d intended, %d told, %d late" % (
            counts["intended"], len(soak.told), counts["late"]))
    soak.bad += ["%s: sent twice" % t for t in world.twice]
    soak.bad += ["%s: sent before it was kept" % t for t in world.unknown]
    emptied = "%s/box%d/new/" % (soak.folder, CHECKS - 1)
    for name in os.listdir(emptied):
        with open(emptied + name) as file:
            if not file.read().startswith("Content-Type: multipart/report"):
                soak.bad.append(name + ": not deleted")
    return counts


def report(soak, world):
    counts = verify(soak, world)
    again = sum(len(times) > 1 for times in soak.told.values())
    print("%d runs, %d killed; %d messages intended, %d taken: %d found, %d "
          "lost, %d bounced, %d unknown; %d reported again after a kill" % (
              soak.runs, soak.kills, counts["intended"], len(world.taken),
              counts["found"], counts["lost"], counts["bounced"],
              counts["unknown"], again))
    for line in soak.bad[:20]:
        print("FAILED " + line)
    print("soak_async: %d passed, %d failed, 0 skipped" % (
        len(soak.told), len(soak.bad)))


sys.exit(main())
