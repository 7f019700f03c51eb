#!/bin/sh
# What send/compose writes, another reader must read back unchanged: Python's
# email package, which is written to the same standards by others.
. tests/test.sh
build=$1
command -v python3 >/dev/null || {
	skip all 'no python3'
	test_end test_compose_python
	exit
}
"$build/tests/test_compose_reread" "$dir" >"$dir/log" || {
	fail 'nothing was composed' "$dir/log"
	test_end test_compose_python
	exit
}

python3 - "$dir" <<'PYTHON'
import base64, email, email.header, email.policy, email.utils, glob, json, re, sys

token = " [MFRGGZDFMZTWQ2LKNNWG23TPOB]"
failed = passed = 0


def lines(octets):
    """CRLF line ends, and one at the end of a text that has any."""
    out = re.sub(rb"\r\n|\r|\n", b"\r\n", octets)
    return out + b"\r\n" if out and not out.endswith(b"\r\n") else out


def defects(part):
    yield from part.defects
    for name in part.keys():
        if hasattr(part[name], "defects"):
            yield from part[name].defects
    if part.is_multipart():
        for inner in part.iter_parts():
            yield from defects(inner)


def first_name(message, field):
    """Python 3.11 keeps the blanks between encoded words of an address that
    RFC 2047 6.2 drops; its older functions do not."""
    name, _ = email.utils.getaddresses([message[field]])[0]
    return str(email.header.make_header(email.header.decode_header(name)))


def differences(message, old_message, want):
    subject = (want["subject"].strip() + token).strip()
    sender, to = message["from"].addresses, message["to"].addresses
    attached = list(message.iter_attachments())
    html = message.get_body(("html",))
    yield "subject", str(message["subject"]), subject
    yield "from name", first_name(old_message, "from"), want["from_name"]
    yield "from count", len(sender), 1
    yield "to name", first_name(old_message, "to"), want["to_name"]
    yield "to count", len(to), 2
    yield "to address", to[0].addr_spec, "a@example.net"
    # joe. is no dot-atom; Python quotes an address when it needs to be.
    yield "same local part", sender[0].username, to[1].username
    yield "text", message.get_body(("plain",)).get_payload(decode=True), \
        lines(base64.b64decode(want["text"]))
    yield "has html", html is not None, want["html"] is not None
    if html is not None:
        yield "html", html.get_payload(decode=True), \
            lines(base64.b64decode(want["html"]))
    yield "attachments", [(a.get_filename(), a.get_payload(decode=True))
                          for a in attached], \
        [(a["name"], base64.b64decode(a["octets"]))
         for a in want["attachments"]]
    yield "defects", list(defects(message)), []


for path in sorted(glob.glob(sys.argv[1] + "/*.eml")):
    with open(path, "rb") as file:
        octets = file.read()
    message = email.message_from_bytes(octets, policy=email.policy.default)
    old_message = email.message_from_bytes(octets)
    with open(path[:-3] + "json", encoding="utf-8") as file:
        want = json.load(file)
    bad = [d for d in differences(message, old_message, want)
           if d[1] != d[2]]
    for what, got, wanted in bad:
        print(f"{path[-7:]}: {what}: got {got!r}, want {wanted!r}")
    failed += bool(bad)
    passed += not bad
print(f"test_compose_python: {passed} passed, {failed} failed, 0 skipped")
sys.exit(failed > 0 or passed == 0)
PYTHON
