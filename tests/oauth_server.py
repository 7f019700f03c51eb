#!/usr/bin/env python3
"""An authorisation server, for tests/test_oauth.sh.

    oauth_server.py FOLDER CERTIFICATE KEY

Prints "HTTPS-PORT HTTP-PORT"; the second one is for introspection, by dovecot.
What it does beyond the usual is in FOLDER/control, a JSON object that is read
for each request; what it did is a line each in FOLDER/log.

It gives a new refresh token for each one that is used.  One that is used
twice is stolen: then all of them end.  With "grace" the old one is good until
the new one is used.
"""

import base64
import hashlib
import json
import os
import secrets
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

FOLDER = sys.argv[1]
lock = threading.Lock()
codes = {}     # code: (redirect_uri, challenge)
devices = {}   # device_code: [pending, slow_downs, user_code]
refreshes = {}  # token: None, or the one that takes its place
accesses = {}  # token: (until, its refresh token)


def log(*words):
    with open(FOLDER + "/log", "a") as f:
        print(*words, file=f, flush=True)


def control():
    try:
        with open(FOLDER + "/control") as f:
            return json.load(f)
    except FileNotFoundError:
        return {}


class Refused(Exception):
    pass


def tokens(c, refresh=None):
    """A pair; `refresh` is the one that it replaces."""
    new = refresh if c.get("keep") and refresh else secrets.token_urlsafe(24)
    access = c.get("access") or "at." + secrets.token_urlsafe(
        c.get("length", 24))
    refreshes.setdefault(new, None)
    if refresh and new != refresh:
        refreshes[refresh] = new
    accesses[access] = (time.time() + c.get("lasts", 3600), new)
    answer = {"access_token": access, "token_type": "Bearer",
              "expires_in": c.get("expires_in", 3600)}
    if new != refresh and not c.get("no_refresh"):
        answer["refresh_token"] = new
    return answer


def by_code(c, form):
    redirect, challenge = codes.pop(form.get("code", ""), (None, None))
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    if redirect is None or form.get("redirect_uri") != redirect:
        raise Refused("invalid_grant", "Bad code")
    if base64.urlsafe_b64encode(digest).decode().rstrip("=") != challenge:
        raise Refused("invalid_grant", "Bad verifier")
    return tokens(c)


def by_refresh(c, form):
    token = form.get("refresh_token", "")
    if c.get("revoked") or token not in refreshes:
        raise Refused("invalid_grant", c.get(
            "words", "Token has been expired or revoked."))
    taken = refreshes[token]
    if taken is not None:
        if not c.get("grace") or refreshes.get(taken) is not None:
            refreshes.clear()
            accesses.clear()
            log("stolen")
            raise Refused("invalid_grant", "used twice")
        del refreshes[taken]
    return tokens(c, token)


def by_device(c, form):
    device = devices.get(form.get("device_code", ""))
    if device is None:
        raise Refused("expired_token", "no such code")
    if c.get("denied"):
        raise Refused("access_denied", "")
    if device["slow_down"] > 0:
        device["slow_down"] -= 1
        raise Refused("slow_down", "")
    if device["pending"] > 0:
        device["pending"] -= 1
        raise Refused("authorization_pending", "")
    del devices[form["device_code"]]
    return tokens(c)


GRANTS = {
    "authorization_code": by_code,
    "refresh_token": by_refresh,
    "urn:ietf:params:oauth:grant-type:device_code": by_device,
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, kind="application/json", **fields):
        octets = body.encode() if isinstance(body, str) else json.dumps(
            body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(octets)))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(octets)

    def do_GET(self):
        url = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(url.query).items()}
        c = control()
        if url.path != "/authorize":
            self.answer(404, {})
            return
        right = (query.get("response_type") == "code"
                 and query.get("client_id") == "client"
                 and query.get("scope") == "mail offline_access"
                 and query.get("code_challenge_method") == "S256"
                 and query.get("login_hint") == "probe"
                 and urlsplit(query.get("redirect_uri", "")).hostname in (
                     "127.0.0.1", "localhost"))
        if not right:
            self.answer(400, "not a right request", "text/plain")
            return
        back = {"state": query["state"]}
        if c.get("denied"):
            back["error"] = "access_denied"
        else:
            back["code"] = "4/" + secrets.token_urlsafe(16)
            codes[back["code"]] = (query["redirect_uri"],
                                   query["code_challenge"])
        self.answer(302, "", "text/plain",
                    Location=query["redirect_uri"] + "?" + urlencode(back))

    def do_POST(self):
        size = int(self.headers.get("Content-Length", 0))
        form = {k: v[0] for k, v in parse_qs(
            self.rfile.read(size).decode(), True).items()}
        path = urlsplit(self.path).path
        c = control()
        with lock:
            if path == "/introspect":
                self.introspect(c, form)
                return
        if "secret" in c and form.get("client_secret") != c["secret"]:
            self.answer(401, {"error": "invalid_client",
                              "error_description": "AADSTS7000215: no"})
            return
        if path == "/device":
            code = secrets.token_urlsafe(16)
            devices[code] = {"pending": c.get("pending", 1),
                             "slow_down": c.get("slow_down", 0)}
            self.answer(200, {
                "device_code": code, "user_code": "ABCD-EFGH",
                "verification_uri": "https://login.example.com/device",
                "expires_in": c.get("code_expires_in", 600), "interval": 1})
        elif path == "/token":
            self.token(c, form)
        else:
            self.answer(404, {})

    def token(self, c, form):
        grant = form.get("grant_type", "")
        if c.get("hang"):
            log(grant, "hangs")
            time.sleep(30)
            return
        if "status" in c:
            log(grant, c["status"])
            self.answer(c["status"], c.get("body", "<html>no</html>"))
            return
        time.sleep(c.get("delay", 0))
        try:
            with lock:
                if form.get("client_id") != "client":
                    raise Refused("invalid_client", "no such client")
                if grant not in GRANTS:
                    raise Refused("unsupported_grant_type", grant)
                answer = GRANTS[grant](c, form)
            log(grant, "granted")
            self.answer(200, answer)
        except Refused as e:
            log(grant, e.args[0])
            self.answer(400, {"error": e.args[0],
                              "error_description": e.args[1]})

    def introspect(self, c, form):
        until, refresh = accesses.get(form.get("token", ""), (0, None))
        active = until > time.time() and not c.get("inactive")
        if active and "store" in c:
            with open(c["store"]) as f:
                kept = json.load(f)["refresh_token"] == refresh
            log("used, kept" if kept else "USED BEFORE IT WAS KEPT")
        log("introspect", "active" if active else "not active")
        self.answer(200, {"active": active, "username": c.get(
            "username", "probe")} if active else {"active": False})


def serve(context=None):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2], sys.argv[3])
print(serve(context), serve(), flush=True)
while os.getppid() != 1:
    time.sleep(0.5)
