/* How findings about DMARC come about. */
#include "inspect/report/explanation.h"

const struct explanation explanation_dmarc[] = {
	{ "dmarc-from-unusable",
	    "DMARC needs exactly one author domain, and From has none, or "
	    "several, or stands twice.",
	    "From: a@example.com, b@example.org" },
	{ "dmarc-freemail-from",
	    "The address at a mailbox provider was verified with SES. Only "
	    "that provider can make its domain align, and it asks receivers to "
	    "refuse the rest.",
	    "From: shop@gmail.com through SES" },
	{ "dmarc-record-missing",
	    "Neither the author domain nor one above it has a record. Large "
	    "receivers ask for one of bulk senders.",
	    "_dmarc.example.com: no-name" },
	{ "dmarc-record-misplaced",
	    "The record stands at the domain itself, at dmarc. without the "
	    "underscore, or at a name with the zone twice.",
	    "example.com TXT v=DMARC1; p=none" },
	{ "dmarc-unreachable", "The name servers do not answer for _dmarc.",
	    "_dmarc.example.com: servfail" },
	{ "dmarc-record-several",
	    "A reporting service asked for \"its\" record beside the one there "
	    "was. All are ignored then.",
	    "two TXT records that begin with v=DMARC1" },
	{ "dmarc-record-malformed",
	    "v=DMARC1 must come first, in these very letters; tags are "
	    "separated by semicolons.",
	    "v=dmarc1, p=none" },
	{ "dmarc-cname-dangling",
	    "_dmarc was delegated to a service that no longer answers for it.",
	    "_dmarc.example.com CNAME example.com.dmarc.service.example" },
	{ "dmarc-policy-missing",
	    "Since RFC 9989 a record without p= means none if it has a valid "
	    "rua; older receivers ignore it.",
	    "v=DMARC1; rua=mailto:d@example.com" },
	{ "dmarc-policy-invalid",
	    "A misspelt policy counts as none, or makes receivers ignore the "
	    "record.",
	    "p=quarentine" },
	{ "dmarc-testing",
	    "t=y (before: pct=0) has receivers apply the next softer policy.",
	    "p=reject; t=y" },
	{ "dmarc-subdomain-open",
	    "Mail in the name of a subdomain is let pass, though the domain "
	    "itself is protected.",
	    "p=reject; sp=none" },
	{ "dmarc-subdomain-tag-ignored",
	    "sp= counts only in the record of the organisational domain.",
	    "_dmarc.news.example.com: sp=reject" },
	{ "dmarc-rua-missing",
	    "Without rua= nobody learns which servers send in the domain's "
	    "name, and what fails.",
	    "v=DMARC1; p=none" },
	{ "dmarc-rua-invalid",
	    "Reports go to mailto: addresses; anything else is ignored.",
	    "rua=dmarc@example.com" },
	{ "dmarc-rua-unauthorized",
	    "A domain of another organisation must say that it wants the "
	    "reports, else receivers send none.",
	    "example.com._report._dmarc.reports.example has no TXT v=DMARC1" },
	{ "dmarc-rua-no-mx", "The domain of the address has no mail server.",
	    "rua=mailto:d@nomail.example" },
	{ "dmarc-tag-removed",
	    "RFC 9989 took pct, rf, ri and size limits away; older receivers "
	    "may still obey them.",
	    "pct=50; ri=3600" },
	{ "dmarc-tag-unknown",
	    "Receivers ignore tags they do not know; often it is a typo.",
	    "polcy=reject" },
	{ "dmarc-psd-misused",
	    "psd=y is for operators of public suffixes; psd=n cuts a subdomain "
	    "off its parent.",
	    "_dmarc.example.com: psd=y" },
	{ "dmarc-discovery-diverges",
	    "RFC 9989 walks up the DNS to find the organisation, RFC 7489 used "
	    "the Public Suffix List. A subdomain with a record whose parent "
	    "has none is an organisation of its own by the one and not by the "
	    "other.",
	    "only _dmarc.news.example.com exists, d=example.com" },
	{ "dmarc-strict-misaligned",
	    "adkim=s or aspf=s asks for the very same domain, and what passes "
	    "is a relative.",
	    "adkim=s, d=example.com, From news.example.com" },
	{ "dmarc-spf-only-enforced",
	    "SPF breaks whenever a message is forwarded; with p=reject it is "
	    "then refused.",
	    "p=reject, dkim=none, spf=pass" },
	{ "dmarc-one-leg",
	    "DMARC passes by one of DKIM and SPF. Nothing is left when that "
	    "one breaks.",
	    "dkim=pass, spf=pass for amazonses.com" },
	{ "dmarc-policy-none",
	    "p=none asks receivers to do nothing about mail that fails. It is "
	    "how one begins.",
	    "p=none" },
	{ 0 },
};
