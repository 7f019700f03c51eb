#!/usr/bin/env python3
"""Check what is written for Route 53 or Terraform against the documented form.

usage: change_shape.py route53|terraform < TEXT

Prints each record as "ACTION NAME TYPE TTL VALUE", of TXT the octets in
hexadecimal, string by string; or the first mistake, and fails.
"""
import json
import re
import sys

TYPES = ["A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS",
         "PTR", "SOA", "SPF", "SRV", "SSHFP", "SVCB", "TLSA", "TXT"]
PLAIN = re.compile(r"[a-z0-9_-]")
STRING = re.compile(r'"((?:[^"\\]|\\"|\\[0-3][0-7][0-7])*)"')


def fail(what):
    print("mistake: " + what)
    sys.exit(1)


def need(truth, what):
    if not truth:
        fail(what)


def keys(value, wanted, optional=()):
    need(isinstance(value, dict), "not an object: %r" % (value,))
    need(set(wanted) <= set(value) <= set(wanted) | set(optional),
         "keys are " + ", ".join(value))


def unique(pairs):
    need(len({key for key, _ in pairs}) == len(pairs), "a key stands twice")
    return dict(pairs)


def octets(text):
    """What stands between quotation marks, escapes resolved."""
    out = bytearray()
    while text:
        if text[0] != "\\":
            need(" " <= text[0] <= "~", "an octet that is not escaped")
            out.append(ord(text[0]))
            text = text[1:]
        elif text[1] == '"':
            out.append(ord('"'))
            text = text[2:]
        else:
            out.append(int(text[1:4], 8))
            text = text[4:]
    need(len(out) <= 255, "a string of %d octets" % len(out))
    return out.hex() or "-"


def strings(value):
    found, at = [], 0
    while True:
        match = STRING.match(value, at)
        need(match is not None, "no quoted string in " + value)
        found.append(octets(match.group(1)))
        at = match.end()
        if at == len(value):
            return " ".join(found)
        need(value[at] == " ", "strings without a blank between")
        at += 1


def name_check(name, dot):
    need(len(name) <= 1024 and name.endswith(".") == dot, "name " + name)
    plain = re.sub(r"\\[0-3][0-7][0-7]", "x", name.rstrip("."))
    labels = plain.split(".")
    if labels[0] == "*":
        labels = labels[1:]
    for label in labels:
        need(1 <= len(label) <= 63, "a label of " + name)
        need(all(PLAIN.match(c) for c in label), "name " + name)


def value_check(kind, value):
    need(isinstance(value, str) and value.isascii() and
         0 < len(value) <= 4000, "value %r" % (value,))
    if kind in ("TXT", "SPF"):
        return strings(value)
    need('"' not in value, "quotation marks in " + value)
    if kind == "MX":
        preference, host = value.split(" ")
        need(0 <= int(preference) <= 65535, "preference " + preference)
        name_check(host, host.endswith("."))
    if kind in ("CNAME", "NS", "PTR"):
        name_check(value, value.endswith("."))
    return value


def route53(text):
    batch = json.loads(text, object_pairs_hook=unique)
    keys(batch, ["Changes"], ["Comment"])
    need(isinstance(batch.get("Comment", ""), str) and
         len(batch.get("Comment", "")) <= 256, "Comment")
    need(1 <= len(batch["Changes"]) <= 1000, "number of Changes")
    seen = set()
    for change in batch["Changes"]:
        keys(change, ["Action", "ResourceRecordSet"])
        need(change["Action"] in ("CREATE", "UPSERT", "DELETE"), "Action")
        one = change["ResourceRecordSet"]
        keys(one, ["Name", "Type", "TTL", "ResourceRecords"])
        name_check(one["Name"], True)
        need(one["Type"] in TYPES, "Type")
        need(type(one["TTL"]) is int and 0 <= one["TTL"] < 2**31, "TTL")
        need((one["Name"], one["Type"]) not in seen, "a set stands twice")
        seen.add((one["Name"], one["Type"]))
        need(1 <= len(one["ResourceRecords"]) <= 400, "ResourceRecords")
        for record in one["ResourceRecords"]:
            keys(record, ["Value"])
            print(change["Action"].lower(), one["Name"][:-1], one["Type"],
                  one["TTL"], value_check(one["Type"], record["Value"]))


HCL = r'"((?:[^"\\$%\n]|\\["\\]|\$\$\{|%%\{|[$%](?!\{))*)"'
HEAD = re.compile(r'data "aws_route53_zone" "([a-z_][a-z0-9_-]*)" \{\n'
                  r'  name = ' + HCL + r'\n\}\n')
VARIABLE = 'variable "zone_id" {\n  type = string\n}\n'
RESOURCE = re.compile(
    r'\nresource "aws_route53_record" "([a-z_][a-z0-9_-]*)" \{\n'
    r'  zone_id = (\S+)\n  name    = ' + HCL + r'\n'
    r'  type    = "([A-Z]+)"\n  ttl     = (\d+)\n  records = \[\n'
    r'((?:    ' + HCL + r',\n)+)  \]\n'
    r'(?:\n  #[^\n]*\n  allow_overwrite = true\n)?\}\n')
COMMENT = re.compile(r'(?:#[^\n]*)?\n')


def plain(text):
    """The value of a string of the language."""
    text = text.replace("$${", "${").replace("%%{", "%{")
    return re.sub(r"\\(.)", r"\1", text)


def terraform(text):
    head = HEAD.match(text)
    need(head or text.startswith(VARIABLE), "neither a zone nor a variable")
    zone = "data.aws_route53_zone.%s.zone_id" % head.group(1) \
        if head else "var.zone_id"
    at = head.end() if head else len(VARIABLE)
    called, seen = set(), set()
    while at < len(text):
        match = RESOURCE.match(text, at)
        comment = COMMENT.match(text, at)
        need(match or comment, "not understood: " + text[at:at + 60])
        at = (match or comment).end()
        if not match:
            continue
        name, kind = plain(match.group(3)), match.group(4)
        need(match.group(1) not in called, "two are called " + match.group(1))
        need((name, kind) not in seen, "a set stands twice")
        need(match.group(2) == zone, "zone_id")
        called.add(match.group(1))
        seen.add((name, kind))
        name_check(name, False)
        for record in re.finditer(r"    " + HCL + r",\n", match.group(6)):
            value = plain(record.group(1))
            if kind in ("TXT", "SPF"):  # the provider puts these two
                value = '"' + value + '"'
                value = re.sub(r'(?<!\\)""', '" "', value) \
                    if value != '""' else value
            print("upsert", name, kind, match.group(5),
                  value_check(kind, value))


{"route53": route53, "terraform": terraform}[sys.argv[1]](sys.stdin.read())
