"""A name server that misbehaves on demand, for tests/test_dns_live.sh.

    dns_faulty.py [delay=MS] [upstream=ADDR#PORT] [log=FILE] [good=yes]
                  [at=ADDR] [port=N]

It listens on 127.0.0.1 and, where there is one, ::1, or at the address given,
on that port or one that it prints, over UDP and TCP.  The first label of the name that is asked for says
what it does; what it does not know gets a TXT record.  With `delay` every
answer comes that much later; with `upstream` another server answers, over
UDP, and this one only delays.  With `good` it never misbehaves.  The log has a
line for every question.
"""
import os
import random
import socket
import struct
import sys
import threading
import time

options = dict(word.split("=", 1) for word in sys.argv[1:])
delay = float(options.get("delay", 0)) / 1000
log = open(options.get("log", os.devnull), "a", buffering=1)
seen = {}

A, CNAME, SOA, TXT = 1, 5, 6, 16


class Question:
    def __init__(self, packet, tcp):
        self.packet, self.tcp = packet, tcp
        labels, at = [], 12
        while packet[at]:
            labels.append(packet[at + 1:at + 1 + packet[at]])
            at += 1 + packet[at]
        self.fault = b"".join(labels[:1]).decode("latin-1").lower()
        self.name = b".".join(labels).decode("latin-1")
        self.type = struct.unpack(">H", packet[at + 1:at + 3])[0]
        self.section = packet[12:at + 5]
        self.edns = packet[11] > 0

    def reply(self, rcode=0, answers=(), authority=(), flags=0x8180):
        return (self.packet[:2] +
                struct.pack(">HHHHH", flags | rcode, 1, len(answers),
                            len(authority), 0) +
                self.section + b"".join(answers) + b"".join(authority))


def wire(name):
    return b"".join(bytes([len(x)]) + x.encode()
                    for x in name.split(".") if x) + b"\0"


def record(kind, data, owner=b"\xc0\x0c", ttl=60):
    return owner + struct.pack(">HHIH", kind, 1, ttl, len(data)) + data


def text(*strings):
    return record(TXT, b"".join(bytes([len(s)]) + s for s in strings))


def alias(to, owner=b"\xc0\x0c"):
    return record(CNAME, wire(to), owner, 30)


def chain(n):
    links = [alias("1.chain.test")]
    links += [alias("%d.chain.test" % (i + 1), wire("%d.chain.test" % i))
              for i in range(1, n)]
    end = record(TXT, b"\x03end", wire("%d.chain.test" % n))
    return list(reversed(links)) + [end]


def soa(owner="test"):
    return record(SOA, b"\0\0" + struct.pack(">IIIII", 1, 2, 3, 4, 7),
                  wire(owner), 90)


def flood(q):
    right = struct.unpack(">H", q.packet[:2])[0]
    lie = q.reply(0, [text(b"forged")])[2:]
    ids = random.sample([i for i in range(65536) if i != right], 100)
    return [struct.pack(">H", i) + lie for i in ids] + \
        [q.reply(0, [text(b"true")])]


def second(q):
    seen[q.name] = seen.get(q.name, 0) + 1
    return seen[q.name] > 1


def other_question(q):
    return q.packet[:2] + struct.pack(">HHHHH", 0x8180, 1, 1, 0, 0) + \
        wire("evil.test") + struct.pack(">HH", q.type, 1) + text(b"forged")


def wrong_id(q):
    return bytes([q.packet[0] ^ 255]) + q.reply(0, [text(b"forged")])[1:]


def truncated(q, over_tcp):
    return over_tcp if q.tcp else q.reply(flags=0x8380)


def loop(q):
    at = len(q.reply())
    return q.reply(0, [record(TXT, b"\x01a", struct.pack(">H", 0xc000 | at))])


big = [text(*[b"%05d" % i + b"." * 250] * 1) for i in range(240)]

FAULTS = {
    "wrong-id": wrong_id,
    "wrong-question": other_question,
    "wrong-then-right": lambda q: [wrong_id(q), other_question(q),
                                   q.reply(0, [text(b"true")])],
    "tc": lambda q: truncated(q, q.reply(0, [text(b"over tcp")])),
    "tc-silent": lambda q: truncated(q, None),
    "tc-closed": lambda q: truncated(q, "close"),
    "tc-cut": lambda q: truncated(q, "cut"),
    "tc-tc": lambda q: q.reply(flags=0x8380),
    "big": lambda q: truncated(q, q.reply(0, big)),
    "late": lambda q: (time.sleep(0.2), q.reply(0, [text(b"late")]))[1],
    "later": lambda q: None if second(q) else
    (time.sleep(0.9), q.reply(0, [text(b"later")]))[1],
    "never": lambda q: None,
    "second": lambda q: q.reply(0, [text(b"second")]) if second(q) else None,
    "servfail": lambda q: q.reply(2),
    "refused": lambda q: q.reply(5),
    "notimp": lambda q: q.reply(4),
    "nxdomain": lambda q: q.reply(3, (), [soa()]),
    "nxdomain-bare": lambda q: q.reply(3),
    "nodata": lambda q: q.reply(0, (), [soa()]),
    "nodata-bare": lambda q: q.reply(),
    "garbage": lambda q: q.reply(0, [b"\xff" * 60]),
    "noise": lambda q: q.packet[:2] + b"\x81\x80" + b"\xff" * 60,
    "short": lambda q: q.packet[:11],
    "empty": lambda q: q.reply(0, [text(b"true")]) if second(q) else b"",
    "echo": lambda q: q.packet,
    "loop": loop,
    "cname-loop": lambda q: q.reply(0, [
        alias("b.test"), alias(q.name, wire("b.test"))]),
    "chain3": lambda q: q.reply(0, chain(3)),
    "chain15": lambda q: q.reply(0, chain(15)),
    "chain20": lambda q: q.reply(0, chain(20)),
    "partial": lambda q: q.reply(0, [alias("plain.test")], flags=0x8580),
    "partial-never": lambda q: q.reply(0, [alias("never.test")], flags=0x8580),
    "partial-nxdomain":
    lambda q: q.reply(0, [alias("nxdomain.test")], flags=0x8580),
    "partial-root": lambda q: q.reply(0, [alias("")], flags=0x8580),
    "ping": lambda q: q.reply(0, [alias("pong.test")], flags=0x8580),
    "pong": lambda q: q.reply(0, [alias("ping.test")], flags=0x8580),
    "formerr": lambda q: q.reply(1) if q.edns else
    q.reply(0, [text(b"no edns")]),
    "formerr-always": lambda q: q.reply(1),
    "edns-silent": lambda q: None if q.edns else
    q.reply(0, [text(b"no edns")]),
    "flood": flood,
    "odd": lambda q: q.reply(0, [text(b"a\0\xff\x1b[31m", b"")]),
    "referral": lambda q: q.reply(0, (), [record(2, wire("ns.test"))],
                                  flags=0x8100),
}


def answers(q):
    log.write("%s %d %s %s\n" % (q.name, q.type, "tcp" if q.tcp else "udp",
                                 "edns" if q.edns else "plain"))
    if delay:
        time.sleep(delay)
    if "upstream" in options:
        host, port = options["upstream"].split("#")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(5)
            s.sendto(q.packet, (host, int(port)))
            return [s.recv(65536)]
    if "good" in options:
        return [q.reply(0, [text(b"good")])]
    says = FAULTS.get(q.fault, lambda q: q.reply(0, [
        text(b"ok %s" % q.name.encode("latin-1"))]))(q)
    return says if isinstance(says, list) else [says]


def over_udp(listener, packet, sender):
    for answer in answers(Question(packet, False)):
        if answer is not None:
            listener.sendto(answer, sender)


def serve_udp(listener):
    while True:
        packet, sender = listener.recvfrom(4096)
        threading.Thread(target=over_udp, args=(listener, packet, sender),
                         daemon=True).start()


def over_tcp(connection):
    with connection:
        while True:
            length = connection.recv(2)
            if len(length) < 2:
                return
            packet = connection.recv(struct.unpack(">H", length)[0])
            for answer in answers(Question(packet, True)):
                if answer == "close":
                    return
                if answer == "cut":
                    connection.sendall(b"\x01\x00" + packet)
                    return
                if answer is not None:
                    connection.sendall(struct.pack(">H", len(answer)) + answer)


def serve_tcp(listener):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=over_tcp, args=(connection,),
                         daemon=True).start()


def listen(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    udp = socket.socket(family, socket.SOCK_DGRAM)
    tcp = socket.socket(family, socket.SOCK_STREAM)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    tcp.bind((host, port))
    udp.bind((host, tcp.getsockname()[1]))
    tcp.listen(50)
    threading.Thread(target=serve_udp, args=(udp,), daemon=True).start()
    threading.Thread(target=serve_tcp, args=(tcp,), daemon=True).start()
    return tcp.getsockname()[1]


def main():
    for _ in range(100):
        try:
            port = listen(options.get("at", "127.0.0.1"),
                          int(options.get("port", 0)))
            break
        except OSError:
            continue
    try:
        if "at" not in options:
            listen("::1", port)
    except OSError:
        pass
    print(port, flush=True)
    while True:
        time.sleep(3600)


main()
