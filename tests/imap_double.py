#!/usr/bin/env python3
"""A server that misbehaves in one way, for tests/test_imap_hostile.sh.

    imap_double.py WAY [CERTIFICATE KEY]

Prints its port, then serves connections one after the other until killed: in
TLS when a certificate is given.  A way is a dict of answers for commands that
differ from the usual; an answer is a function of the connection and the tag.
"""

import base64
import json
import socket
import ssl
import sys
import time

TOKEN = b"ABCDEFGHIJKLMNOPQRSTUVWX23"
HEADER = b"X-Mailplumb-Token: " + TOKEN + b"\r\n\r\n"
MESSAGE = b"X-Mailplumb-Token: " + TOKEN + b"\r\n\r\nbody\r\n"


class Connection:
    def __init__(self, sock, count):
        self.sock, self.count = sock, count
        self.folder = b""
        self.rest = b""

    def line(self):
        while b"\n" not in self.rest:
            more = self.sock.recv(65536)
            if not more:
                raise EOFError
            self.rest += more
        line, self.rest = self.rest.split(b"\n", 1)
        return line.rstrip(b"\r")

    def say(self, *parts):
        self.sock.sendall(b"".join(parts))


def silence(c, tag):
    c.line()
    c.line()


def hang_up(c, tag):
    raise EOFError


def say(*parts):
    def answer(c, tag):
        c.say(*(tag if p is TAG else p for p in parts))
    return answer


def drip(text):
    def answer(c, tag):
        for octet in text * 10000:
            c.say(bytes([octet]))
            time.sleep(0.02)
    return answer


def flood(unit, total):
    def answer(c, tag):
        block = unit * (65536 // len(unit) + 1)
        for _ in range(total // len(block) + 1):
            c.say(block)
        c.say(tag, b" OK done\r\n")
    return answer


TAG = object()
OK = (TAG, b" OK done\r\n")


def said(c):
    """The first message of AUTHENTICATE, as octets."""
    words = c.command.split(b" ")
    if len(words) > 2:
        return base64.b64decode(words[2])
    c.say(b"+ \r\n")
    return base64.b64decode(c.line())


BEARER = b"n,a=u=2Cv,\x01host=127.0.0.1\x01port=%d\x01auth=Bearer %s\x01\x01"
XOAUTH2 = b"user=u,v\x01auth=Bearer %s\x01\x01"


def token(mechanisms, form, shrug, challenge, ok=b"new", times=1, words=b""):
    """A server that takes one token, and says no in two steps (RFC 7628)."""
    def answer(c, tag):
        port = (c.sock.getsockname()[1],) if form is BEARER else ()
        if said(c) == form % (port + (ok,)):
            c.say(tag, b" OK in\r\n")
            return
        for _ in range(times):
            c.say(b"+ ", base64.b64encode(challenge), b"\r\n")
            if c.line() != shrug:
                raise EOFError
        c.say(tag, b" NO ", words or b"[AUTHENTICATIONFAILED] no", b"\r\n")
    return {"AUTHENTICATE": answer, "CAPABILITY": say(
        b"* CAPABILITY IMAP4rev1 ", mechanisms, b"\r\n", *OK)}


BOTH = b"SASL-IR AUTH=XOAUTH2 AUTH=OAUTHBEARER AUTH=PLAIN"
STATUS = json.dumps({"status": "invalid_token", "schemes": "bearer",
                     "scope": "mail"}).encode()


def known_first():
    """ID is offered before the log-in only, and then insisted on."""
    state = {"in": False, "known": False}

    def capability(c, tag):
        c.say(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR",
              b"" if state["in"] else b" ID", b"\r\n", tag, b" OK\r\n")

    def login(c, tag):
        state["in"] = True
        c.say(tag, b" OK in\r\n")

    def known(c, tag):
        state["known"] = state["in"] and b'"mailplumb"' in c.command
        c.say(b"* ID NIL\r\n", tag, b" OK\r\n")

    def examine(c, tag):
        if not state["known"]:
            c.say(tag, b" NO EXAMINE Unsafe Login. Please contact us\r\n")
        else:
            USUAL["EXAMINE"](c, tag)
    return {"CAPABILITY": capability, "AUTHENTICATE": login, "ID": known,
            "EXAMINE": examine}


def fetch(c, tag, command):
    if b"BODY.PEEK[]" in command:
        c.say(b"* 1 FETCH (UID 5 INTERNALDATE \"23-Nov-2026 10:00:00 +0000\" "
              b"BODY[] {%d}\r\n" % len(MESSAGE), MESSAGE, b")\r\n")
    else:
        c.say(headers(5))
    c.say(tag, b" OK done\r\n")


def headers(uid):
    return (b"* 1 FETCH (UID %d BODY[HEADER.FIELDS (X-MAILPLUMB-TOKEN "
            b"CONTENT-TYPE RETURN-PATH X-FAILED-RECIPIENTS)] {%d}\r\n" % (uid, len(HEADER)) + HEADER + b")\r\n")


USUAL = {
    "GREETING": say(b"* OK hello\r\n"),
    "CAPABILITY": say(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR UIDPLUS\r\n",
                      *OK),
    "STARTTLS": say(TAG, b" BAD what?\r\n"),
    "AUTHENTICATE": say(*OK),
    "LOGIN": say(*OK),
    "LIST": say(b'* LIST (\\Junk) "/" Junk\r\n', *OK),
    "EXAMINE": say(b"* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n"
                   b"* OK [UIDNEXT 5] x\r\n", *OK),
    "SELECT": say(b"* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n"
                  b"* OK [UIDNEXT 5] x\r\n", *OK),
    "STATUS": say(b"* STATUS Junk (UIDNEXT 5 UIDVALIDITY 1)\r\n", *OK),
    "NOOP": say(b"* 2 EXISTS\r\n", *OK),
    "MESSAGE": None,  # UID FETCH of all: as fetch() does
    "TOKENS": None,
    "NEWEST": None,
    "LABELS": None,
}


def uid(store, expunge=None):
    """UID STORE and UID EXPUNGE: an answer to each, None to hang up."""
    def answer(c, tag):
        raise EOFError
    return {"STORE": store or answer, "EXPUNGE": expunge or answer}


def swapped():
    """After the message was given, another one has its number."""
    state = {"given": False}

    def tokens(c, tag):
        header = HEADER if not state["given"] else HEADER.lower()[:20] + (
            b"Z" * 26 + b"\r\n\r\n")
        c.say(b"* 1 FETCH (UID 5 BODY[HEADER.FIELDS (X-MAILPLUMB-TOKEN CONTENT-TYPE RETURN-PATH X-FAILED-RECIPIENTS)] "
              b"{%d}\r\n" % len(header), header, b")\r\n", tag, b" OK x\r\n")

    def message(c, tag):
        state["given"] = True
        fetch(c, tag, b"BODY.PEEK[]")
    return {"TOKENS": tokens, "MESSAGE": message}


def first_then(first, then):
    """One answer on the first connection, another on the later ones."""
    return lambda c, tag: (first if c.count == 1 else then)(c, tag)


def folder_gone():
    state = {"seen": 0}

    def answer(c, tag):
        state["seen"] += 1
        if state["seen"] > 2:
            c.say(tag, b" NO [NONEXISTENT] no such folder\r\n")
        else:
            USUAL["EXAMINE"](c, tag)
    return answer


def only_in(folder):
    """The message is in this folder alone."""
    return {"TOKENS": lambda c, tag: (
        fetch(c, tag, b"") if c.folder == folder
        else c.say(tag, b" OK nothing\r\n"))}


def junk_anew():
    """Made anew after it was opened once: it begins with number 1 again."""
    state = {"opened": 0}

    def answer(c, tag):
        state["opened"] += c.folder == b"Junk"
        if c.folder == b"Junk" and state["opened"] > 1:
            c.say(b"* OK [UIDVALIDITY 2] x\r\n* OK [UIDNEXT 6] x\r\n")
        else:
            c.say(b"* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 50] x\r\n")
        c.say(tag, b" OK done\r\n")
    return answer


def literal(size, text=b""):
    return say(b"* 1 FETCH (UID 5 BODY[] {%d}\r\n" % size, text)


def idling(answer):
    """The message is there when IDLE was answered so."""
    state = {"asked": False}

    def idle(c, tag):
        state["asked"] = True
        answer(c, tag)

    def tokens(c, tag):
        if state["asked"]:
            fetch(c, tag, b"")
        else:
            c.say(tag, b" OK nothing\r\n")
    return {"IDLE": idle, "TOKENS": tokens, "CAPABILITY": say(
        b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR IDLE\r\n", *OK),
        "NOOP": say(*OK)}


def idle_then(*before):
    """Say this, wait for DONE."""
    def answer(c, tag):
        c.say(*before)
        c.line()
        c.say(tag, b" OK done\r\n")
    return idling(answer)


WAYS = {
    "well": {},
    "drip-greeting": {"GREETING": drip(b"* OK hello ")},
    "drip-fetch": {"MESSAGE": lambda c, tag: (
        literal(100000)(c, tag), drip(b"x")(c, tag))},
    "endless-line": {"NOOP": flood(b"x", 20000000)},
    "endless-greeting": {"GREETING": flood(b"x", 20000000)},
    "literal-4g": {"MESSAGE": literal(4294967295)},
    "literal-wrap": {"MESSAGE": literal(4294967301, b"hello)\r\n")},
    "literal-in-text": {"NOOP": say(b"* OK {20}\r\n", *OK)},
    "parentheses": {"TOKENS": say(b"* 1 FETCH (BODYSTRUCTURE ",
                                  b"(" * 20000, b"\r\n", *OK)},
    "greeting-code": {"GREETING": say(b"* OK [PERMANENTFLAGS (\r\n")},
    "preauth": {"GREETING": say(b"* PREAUTH hi\r\n")},
    "injected": {"STARTTLS": say(
        TAG, b" OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n")},
    "bye": {"GREETING": say(b"* BYE too many connections\r\n")},
    "bye-in-fetch": {"MESSAGE": lambda c, tag: (
        literal(1000, b"X")(c, tag), hang_up(c, tag))},
    "bye-once": {"MESSAGE": first_then(
        say(b"* BYE going down\r\n"),
        lambda c, tag: fetch(c, tag, b"BODY.PEEK[]"))},
    "cut-once": {"NOOP": first_then(hang_up, USUAL["NOOP"])},
    "renumbered": {"NOOP": first_then(hang_up, USUAL["NOOP"]),
                   "EXAMINE": first_then(USUAL["EXAMINE"], say(
                       b"* OK [UIDVALIDITY 2] x\r\n* OK [UIDNEXT 9] x\r\n",
                       *OK))},
    "folder-gone": {"NOOP": first_then(hang_up, USUAL["NOOP"]),
                    "EXAMINE": folder_gone()},
    "junk-gone": {"STATUS": say(TAG, b" NO no such folder\r\n")},
    "junk-untagged": {"NOOP": flood(b"* 1 EXPUNGE\r\n", 20000000)},
    "junk-list": {"LIST": flood(b'* LIST () "/" a\r\n', 20000000)},
    "junk-fetch": {"TOKENS": flood(
        b"* 1 FETCH (UID 7 FLAGS (a))\r\n", 20000000)},
    "no-capability": {"CAPABILITY": say(*OK)},
    "no-numbers": {"EXAMINE": say(*OK), "STATUS": say(*OK)},
    "no-login": {"CAPABILITY": say(
        b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n", *OK)},
    "login-only": {"CAPABILITY": say(b"* CAPABILITY IMAP4rev1\r\n", *OK)},
    "no-sasl-ir": {"CAPABILITY": say(
        b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", *OK),
        "AUTHENTICATE": lambda c, tag: (
            c.say(b"+ \r\n"), c.line(), c.say(tag, b" OK in\r\n"))},
    "refused": {"AUTHENTICATE": say(
        TAG, b" NO [ALERT] go to https://example.com/\r\n")},
    "refused-rudely": {"AUTHENTICATE": say(
        TAG, b" NO \xc2\x9b31m\xe2\x80\xae red\r\n")},
    "refused-escape": {"AUTHENTICATE": say(TAG, b" NO \x1b[31m\r\n")},
    "wrong-tag": {"NOOP": say(b"ZZ OK done\r\n")},
    "no-tag-ever": {"NOOP": flood(b"\r\n", 20000000)},
    "http": {"GREETING": say(b"HTTP/1.0 400 Bad Request\r\n")},
    "other-message": {"MESSAGE": say(
        b"* 1 FETCH (UID 6 BODY[] {2}\r\nhi)\r\n", *OK)},
    "two-messages": {"MESSAGE": say(
        b'* 1 FETCH (UID 5 BODY[] "a")\r\n* 1 FETCH (UID 5 BODY[] "b")\r\n',
        *OK)},
    "swapped": dict(swapped(), **uid(None)),
    "uidplus": uid(say(*OK), say(*OK)),
    "no-uidplus": dict(uid(say(*OK)), CAPABILITY=say(
        b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n", *OK)),
    "read-only": uid(say(TAG, b" NO [READ-ONLY] not here\r\n")),
    "moved-on": {"SELECT": say(b"* OK [UIDVALIDITY 9] x\r\n"
                               b"* OK [UIDNEXT 5] x\r\n", *OK), **uid(None)},
    "no-message": {"MESSAGE": say(*OK)},
    "nil-message": {"MESSAGE": say(b"* 1 FETCH (UID 5 BODY[] NIL)\r\n", *OK)},
    "idle": idle_then(b"+ idling\r\n* 2 EXISTS\r\n"),
    "idle-early": idle_then(b"* 2 EXISTS\r\n+ idling\r\n"),
    "idle-refused": idling(say(TAG, b" BAD what?\r\n")),
    "idle-silent": idling(silence),
    "idle-endless": idling(flood(b"* 2 EXISTS\r\n", 20000000)),
    "idle-cut": idling(hang_up),
    "idle-bye": idling(lambda c, tag: (
        c.say(b"+ idling\r\n* BYE going down\r\n"), hang_up(c, tag))),
    "echo": {"AUTHENTICATE": say(b"* OK you said AHUAaHVudGVyMg==\r\n"
                                 b"* OK that is hunter2\r\n", *OK),
             "LOGIN": say(b"* OK you said hunter2\r\n", *OK)},
    "echo-refused": {"AUTHENTICATE": say(TAG, b" NO hunter2 is wrong\r\n")},
    "echo-encoded": {"AUTHENTICATE": say(TAG, b" NO AHUAaHVudGVyMg==?\r\n")},
    "token": token(BOTH, BEARER, b"AQ==", STATUS),
    "token-asked": token(b"AUTH=OAUTHBEARER", BEARER, b"AQ==", STATUS),
    "token-xoauth2": token(b"SASL-IR AUTH=XOAUTH2", XOAUTH2, b"", STATUS),
    "token-xoauth2-asked": token(b"AUTH=XOAUTH2", XOAUTH2, b"", STATUS),
    "token-long": token(BOTH, BEARER, b"AQ==", STATUS, ok=b"t" * 8192),
    "token-odd": token(BOTH, BEARER, b"AQ==", b"{\xff"),
    "token-passing": token(BOTH, BEARER, b"AQ==", STATUS,
                           words=b"[UNAVAILABLE] later"),
    "token-asks-on": token(BOTH, BEARER, b"AQ==", STATUS, times=1000),
    "token-echo": token(BOTH, BEARER, b"AQ==",
                        b'{"status": "hunter2 is no token"}'),
    "token-echo-words": token(BOTH, BEARER, b"AQ==", STATUS,
                              words=b"hunter2 is no token"),
    "token-expires": dict(
        token(BOTH, BEARER, b"AQ==", STATUS),
        NOOP=first_then(hang_up, USUAL["NOOP"]),
        AUTHENTICATE=first_then(
            token(BOTH, BEARER, b"AQ==", STATUS, ok=b"old")["AUTHENTICATE"],
            token(BOTH, BEARER, b"AQ==", STATUS)["AUTHENTICATE"])),
    "known-first": known_first(),
    "odd-names": {"LIST": say(
        b'* LIST (\\Junk) "/" {10}\r\nJu\r\nnk\x01xyz\r\n',
        b'* LIST (\\Junk) "/" "M\xc3\xbcll"\r\n', *OK)},
}
WAYS.update({
    # What servers lack, and what they add.
    "no-status": dict(only_in(b"Junk"), STATUS=say(TAG, b" BAD what?\r\n")),
    "no-status-numbers": dict(only_in(b"Junk"), STATUS=say(
        b"* STATUS Junk (MESSAGES 1)\r\n", *OK)),
    "no-uidnext": {"EXAMINE": say(b"* OK [UIDVALIDITY 1] x\r\n", *OK),
                   "STATUS": say(b"* STATUS Junk (UIDVALIDITY 1)\r\n", *OK),
                   "NEWEST": say(b"* 1 FETCH (UID 4)\r\n", *OK)},
    "empty-no-uidnext": {
        "EXAMINE": say(b"* OK [UIDVALIDITY 1] x\r\n", *OK),
        "STATUS": say(TAG, b" NO\r\n"), "NEWEST": say(TAG, b" BAD *\r\n")},
    "by-star": {"TOKENS": lambda c, tag: (
        c.say(tag, b" BAD number\r\n") if b":*" not in c.command
        else fetch(c, tag, b""))},
    "old": {"TOKENS": say(headers(4), *OK)},  # behind "n:*" there is always one
    "surprises": {"NOOP": say(
        b"* 2 EXISTS\r\n* 0 RECENT\r\n* 1 FETCH (FLAGS (\\Seen) UID 4)\r\n"
        b"* FLAGS (\\Answered)\r\n* OK [ALERT] quota\r\n* SEARCH\r\n"
        b"* ESEARCH (TAG \"x\") UID\r\n* VANISHED 3\r\n"
        b"* LIST () NIL a\r\n* STATUS INBOX (UIDNEXT 9) \r\n"
        b"* BLURDYBLOOP (a (b \"c\"))\r\n", *OK)},
    "exchange": {
        "CAPABILITY": say(b"* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN SASL-IR "
                          b"UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE "
                          b"LITERAL+\r\n", *OK),
        "LIST": say(b'* LIST (\\Marked \\HasNoChildren) "/" INBOX\r\n'
                    b'* LIST (\\HasNoChildren) "/" "Junk Email"\r\n', *OK),
        "STATUS": say(b'* STATUS "Junk Email" (UIDNEXT 5 UIDVALIDITY 1) \r\n',
                      *OK)},
    "yahoo": {"LIST": say(
        b'* LIST (\\HasNoChildren) "/" "Bulk"\r\n'
        b'* LIST (\\HasNoChildren) "/" "Inbox"\r\n', *OK)},
    "xlist": {
        "CAPABILITY": say(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR XLIST"
                          b"\r\n", *OK),
        "LIST": say(b'* LIST () "/" "[Gmail]/Publicit&AOk-"\r\n', *OK),
        "XLIST": say(b'* XLIST (\\HasNoChildren \\Inbox) "/" Posteingang\r\n'
                     b'* XLIST (\\HasNoChildren \\Spam) "/" '
                     b'"[Gmail]/Publicit&AOk-"\r\n', *OK)},
    "no-delimiter": {"LIST": say(
        b"* LIST () NIL INBOX\r\n* LIST () NIL spam\r\n", *OK)},
    "below-inbox": {"LIST": say(
        b'* LIST (\\HasNoChildren) "." INBOX.Werbung\r\n'
        b'* LIST (\\HasNoChildren) "." INBOX.Spamverdacht\r\n', *OK)},
    "french": {"LIST": say(
        b'* LIST () "/" "Courrier ind&AOk-sirable"\r\n', *OK)},
    "chinese": {"LIST": say(b'* LIST () "/" &V4NXPpCuTvY-\r\n', *OK)},
    "marked-not-named": {"LIST": say(
        b'* LIST () "/" Spam\r\n* LIST (\\Junk) "/" Other\r\n', *OK)},
    "sorted": dict(only_in(b"Lists"), LIST=say(
        b'* LIST () "/" Junk\r\n* LIST () "/" Lists\r\n', *OK),
        STATUS=say(b"* STATUS x (UIDNEXT 6 UIDVALIDITY 1)\r\n", *OK)),
    "renumbered-here": dict(only_in(b"Junk"), STATUS=say(
        b"* STATUS Junk (UIDNEXT 3 UIDVALIDITY 2)\r\n", *OK),
        EXAMINE=junk_anew()),
    # How often a server is asked; each command goes to standard error.
    "pace": {"TOKENS": say(*OK), "NOOP": say(*OK), "LIST": say(
        b'* LIST () "/" Junk\r\n* LIST () "/" A\r\n* LIST () "/" B\r\n',
        *OK)},
})


def gmail(place, labels=b"", category=b"primary", late=0, **more):
    """The message is in the folder `place` and, if it is none that Gmail keeps
    apart, in the archive; SEARCH finds it from the second round on when `late`.
    Its categories are those of the search words."""
    state = {"asked": 0}
    archive = b"[Google Mail]/Alle Nachrichten"

    def tokens(c, tag):
        here = c.folder == place or (
            c.folder == archive and place not in (
                b"[Google Mail]/Spam", b"[Google Mail]/Papierkorb"))
        c.say(headers(5) if here else b"", tag, b" OK Success\r\n")

    def search(c, tag):
        state["asked"] += 1
        words = b'UID SEARCH UID 5 X-GM-RAW "category:' + category + b'"'
        hit = c.command == words and state["asked"] > late
        c.say(b"* SEARCH 5\r\n" if hit else b"* SEARCH\r\n", *(
            tag if p is TAG else p for p in OK))

    return dict({
        "CAPABILITY": say(
            b"* CAPABILITY IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST "
            b"CHILDREN X-GM-EXT-1 UIDPLUS ENABLE MOVE CONDSTORE ESEARCH "
            b"LIST-EXTENDED LIST-STATUS SPECIAL-USE AUTH=PLAIN SASL-IR\r\n",
            *OK),
        "LIST": say(
            b'* LIST (\\HasNoChildren) "/" "INBOX"\r\n'
            b'* LIST (\\HasChildren \\Noselect) "/" "[Google Mail]"\r\n'
            b'* LIST (\\All \\HasNoChildren) "/" "' + archive + b'"\r\n'
            b'* LIST (\\HasNoChildren \\Trash) "/" '
            b'"[Google Mail]/Papierkorb"\r\n'
            b'* LIST (\\HasNoChildren \\Junk) "/" "[Google Mail]/Spam"\r\n',
            *OK),
        "STATUS": say(b"* STATUS x (UIDNEXT 6 UIDVALIDITY 1)\r\n", *OK),
        "TOKENS": tokens, "SEARCH": search,
        "LABELS": say(b"* 1 FETCH (X-GM-LABELS (", labels, b") UID 5)\r\n",
                      *OK),
        "MOVE": say(b"* OK [COPYUID 1 5 9] (Success)\r\n* 1 EXPUNGE\r\n",
                    *OK),
    }, **more)


WAYS.update({
    "gmail-inbox": gmail(b"INBOX", b'"\\\\Important" Rechnungen'),
    "gmail-promotions": gmail(b"INBOX", category=b"promotions"),
    "gmail-late": gmail(b"INBOX", category=b"social", late=5),
    "gmail-no-tabs": gmail(b"INBOX", category=b"nothing"),
    "gmail-no-search": gmail(b"INBOX", SEARCH=say(TAG, b" BAD what?\r\n")),
    "gmail-junk": gmail(b"[Google Mail]/Spam"),
    "gmail-filtered": gmail(b"Lists", b'"B&APw-cher" "a \\"b\\""'),
    "gmail-literal": gmail(b"Lists", b"A {3}\r\n)\"(\r\n"[:-2] + b' "B"'),
    "gmail-trash": gmail(b"[Google Mail]/Papierkorb"),
    "gmail-sent": gmail(b"Sent", b'"\\\\Sent"'),
    "gmail-to-self": gmail(b"Sent", b'"\\\\Inbox" "\\\\Sent"'),
    "gmail-delete": dict(gmail(b"INBOX"), **uid(None)),
    "gmail-delete-junk": dict(gmail(b"[Google Mail]/Spam"),
                              **uid(say(*OK), say(*OK))),
})
WAYS["pace-idle"] = dict(WAYS["pace"], CAPABILITY=say(
    b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR IDLE\r\n", *OK),
    IDLE=lambda c, tag: (c.say(b"+ idling\r\n"), c.line(),
                         c.say(tag, b" OK done\r\n")))
for phase in ("GREETING", "CAPABILITY", "AUTHENTICATE", "LIST", "EXAMINE",
              "NOOP", "TOKENS", "MESSAGE"):
    WAYS["silent-" + phase.lower()] = {phase: silence}


def serve(c, way):
    way["GREETING"](c, b"*")
    while True:
        tag, _, command = c.line().partition(b" ")
        c.command = command
        word = command.split(b" ")[0].decode("ascii", "replace").upper()
        c.command = command
        if sys.argv[1].startswith("pace"):
            print(word, file=sys.stderr, flush=True)
        if word in ("EXAMINE", "SELECT"):
            c.folder = command.partition(b" ")[2].strip(b'"')
        if command.startswith(b"UID FETCH"):
            word = ("MESSAGE" if b"BODY.PEEK[]" in command else
                    "TOKENS" if b"BODY" in command else
                    "LABELS" if b"X-GM-LABELS" in command else "NEWEST")
            if way[word] is None:
                fetch(c, tag, command)
                continue
        if word == "UID":
            word = command.split(b" ")[1].decode("ascii", "replace").upper()
        answer = way.get(word)
        if answer is None:
            c.say(tag, b" OK whatever\r\n")
        else:
            answer(c, tag)


def main():
    way = dict(USUAL, **WAYS[sys.argv[1]])
    context = None
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    count = 0
    while True:
        sock, _ = listener.accept()
        count += 1
        try:
            sock.settimeout(30)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if context is not None:
                sock = context.wrap_socket(sock, server_side=True)
            serve(Connection(sock, count), way)
        except (OSError, EOFError, ValueError):
            pass
        finally:
            sock.close()


main()
