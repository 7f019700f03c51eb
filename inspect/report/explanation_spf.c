/* How findings about SPF and the MAIL FROM domain come about. */
#include "inspect/report/explanation.h"

const struct explanation explanation_spf[] = {
	{ "spf-mailfrom-fallback",
	    "A custom MAIL FROM is configured, but SES did not use it: its MX "
	    "was missing or wrong when SES looked, or SES gave the set-up up. "
	    "With USE_DEFAULT_VALUE it then says nothing and sends as "
	    "amazonses.com.",
	    "Return-Path: <...@amazonses.com>, expected bounce.example.com" },
	{ "spf-mailfrom-amazonses",
	    "Without a custom MAIL FROM, bounces go to amazonses.com, and SPF "
	    "is checked for that domain: it passes and never aligns.",
	    "spf=pass smtp.mailfrom=...@eu-west-1.amazonses.com" },
	{ "spf-mailfrom-mx-missing",
	    "SES uses the custom MAIL FROM domain only while it sees its MX "
	    "there.",
	    "bounce.example.com has no MX" },
	{ "spf-mailfrom-mx-wrong",
	    "The MX names another host: amazonaws.com for amazonses.com, the "
	    "preference written into the host, or a mail server of one's own.",
	    "MX 10 feedback-smtp.us-east-1.amazonaws.com" },
	{ "spf-mailfrom-mx-region",
	    "The sender moved to another region, or the record was copied from "
	    "another set-up.",
	    "us-east-1, MX 10 feedback-smtp.eu-west-1.amazonses.com" },
	{ "spf-mailfrom-mx-several",
	    "The domain also receives mail, or an old record was left. SES "
	    "wants exactly one.",
	    "MX 10 feedback-smtp..., MX 20 mail.example.com" },
	{ "spf-mailfrom-cname",
	    "A CNAME, often a wildcard's, stands at the name; then MX and TXT "
	    "come from its target.",
	    "bounce.example.com CNAME example.com" },
	{ "spf-mailfrom-not-under-identity",
	    "SES wants the MAIL FROM domain below the identity, and SPF aligns "
	    "only within one organisation.",
	    "identity example.com, MAIL FROM bounce.example.net" },
	{ "spf-unreachable",
	    "The name servers of the domain, or of a domain that the record "
	    "includes, do not answer.",
	    "TXT bounce.example.com: timeout" },
	{ "spf-record-several",
	    "Each service asked for \"its\" SPF record, and each got one. Two "
	    "are a permanent error.",
	    "two TXT records that begin with v=spf1" },
	{ "spf-record-quoted",
	    "The DNS panel adds quotation marks by itself, and those that were "
	    "entered became part of the text.",
	    "\"v=spf1 include:amazonses.com ~all\", with the marks" },
	{ "spf-include-typo",
	    "The include names a domain that only looks like Amazon's.",
	    "include:amazonses.org" },
	{ "spf-record-malformed", "A term is misspelt or has the wrong form.",
	    "inlcude:amazonses.com, ip4:2001:db8::1" },
	{ "spf-include-dangling",
	    "An included domain has no SPF record (any more): a service that "
	    "was given up, or a typo. That is a permanent error for the whole "
	    "record.",
	    "include:spf.gone.example" },
	{ "spf-loop", "A record includes or redirects to one that leads back.",
	    "example.com includes a.example.com, which includes example.com" },
	{ "spf-too-many-lookups",
	    "include, a, mx, ptr, exists and redirect cost a question each, "
	    "those inside includes too, and ten are allowed.",
	    "include of four services, each with three includes" },
	{ "spf-too-many-void",
	    "Terms name hosts that no longer exist; receivers stop after two.",
	    "a:old1.example.com a:old2.example.com a:old3.example.com" },
	{ "spf-type99",
	    "Type SPF was an experiment that ended; receivers ask for TXT "
	    "alone.",
	    "SPF record, no TXT" },
	{ "spf-record-elsewhere",
	    "SPF is checked at the domain of MAIL FROM. A record at the "
	    "author's domain is not looked at for SES mail.",
	    "example.com has include:amazonses.com, bounce.example.com "
	    "nothing" },
	{ "spf-record-missing",
	    "SES checks the MX of the custom MAIL FROM alone and shows success "
	    "without an SPF record.",
	    "bounce.example.com: no TXT; spf=none" },
	{ "spf-not-authorized",
	    "The record is valid and does not name the server that sent: "
	    "include:amazonses.com is missing, or the message was forwarded.",
	    "v=spf1 include:_spf.google.com ~all, sent from 54.240.8.156" },
	{ "spf-strict-impossible",
	    "aspf=s asks for MAIL FROM at the author's own domain, and SES "
	    "wants it at a subdomain.",
	    "aspf=s, MAIL FROM bounce.example.com, From example.com" },
	{ "spf-not-aligned",
	    "MAIL FROM is at a domain of another organisation: a mailing "
	    "provider's, or a second domain of the sender.",
	    "smtp.mailfrom=bounce.mailer.example, From example.com" },
	{ "spf-near-limit",
	    "The next service that is added to the record, or to one that it "
	    "includes, breaks it.",
	    "9 of 10 look-ups" },
	{ "spf-neutral-all",
	    "The record ends in ?all or in nothing: whoever is not named is "
	    "neither allowed nor forbidden.",
	    "v=spf1 include:amazonses.com ?all" },
	{ "spf-pass-all", "+all, or all alone, lets the whole world pass.",
	    "v=spf1 +all" },
	{ "spf-ptr",
	    "ptr asks for the names of the client, is slow, and should not be "
	    "used; some receivers skip it.",
	    "v=spf1 ptr ~all" },
	{ "spf-after-all",
	    "all matches always, so nothing behind it is reached, and "
	    "redirect= beside it is ignored.",
	    "v=spf1 ~all include:amazonses.com" },
	{ "spf-too-long",
	    "Answers beyond 512 octets need TCP or larger packets, which some "
	    "paths do not carry.",
	    "four long TXT records at one name" },
	{ "spf-hard-fail",
	    "Some receivers refuse at MAIL FROM on -all, before they see the "
	    "signature that would have made DMARC pass.",
	    "v=spf1 include:amazonses.com -all, p=reject" },
	{ "spf-sender-id",
	    "Sender ID was an experiment that ended; the record only costs "
	    "room.",
	    "spf2.0/pra include:amazonses.com ~all" },
	{ 0 },
};
