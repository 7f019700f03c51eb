/* How findings about DKIM come about. */
#include "inspect/report/explanation.h"

const struct explanation explanation_dkim[] = {
	{ "dkim-unsigned",
	    "The server that sends signs nothing. SES always signs, at least "
	    "as amazonses.com, so the message came another way, or somebody "
	    "removed the fields.",
	    "From: hello@example.com, and no DKIM-Signature in the header" },
	{ "dkim-only-amazonses",
	    "SES signs each message as amazonses.com, which proves that Amazon "
	    "sent it, not that example.com did. Its own signature is missing "
	    "when the identity has no DKIM, when an address or subdomain was "
	    "verified by itself and overrides the domain, when DKIM was set up "
	    "in another region or account, or when signing was switched off.",
	    "dkim=pass header.d=amazonses.com beside dmarc=fail "
	    "header.from=example.com" },
	{ "dkim-no-aligned-pass",
	    "Somebody signs, a mailing provider or the server of another "
	    "domain, but DMARC asks for a domain of the author's organisation.",
	    "dkim=pass header.d=mailer.example, From: hello@example.com" },
	{ "dkim-aligned-broken-masked",
	    "DMARC needs one aligned pass, so SPF, or a second signature, "
	    "hides that the author's own signature fails. It shows when a "
	    "message is forwarded or MAIL FROM falls back.",
	    "dkim=fail header.d=example.com; spf=pass "
	    "smtp.mailfrom=bounce.example.com; dmarc=pass" },
	{ "dkim-from-unsigned",
	    "A signature that does not cover From says nothing about the "
	    "author; verifiers refuse it.",
	    "h=To:Subject:Date" },
	{ "dkim-identity-mismatch",
	    "The signer's i= names a domain that is not that of d= or below "
	    "it.",
	    "d=example.com; i=@example.net" },
	{ "dkim-sha1", "An old signer, or an old setting of it.",
	    "a=rsa-sha1" },
	{ "dkim-length-limit",
	    "The signer covers the first octets of the body alone, so that "
	    "footers do no harm; but then anybody can append anything.",
	    "l=1024" },
	{ "dkim-future", "The clock of the signer is ahead of the verifier's.",
	    "t= names tomorrow" },
	{ "dkim-key-unreachable",
	    "The name servers of the zone do not answer, answer SERVFAIL, or "
	    "DNSSEC does not validate. Nothing is proven either way; receivers "
	    "defer or count it as no signature.",
	    "TXT s1._domainkey.example.com: servfail" },
	{ "dkim-key-cname-dangling",
	    "The CNAME of Easy DKIM stands, but SES no longer serves a key "
	    "behind it: the identity was deleted and created anew, which gives "
	    "new tokens, or the token was mistyped.",
	    "k4vq2hzeu7txm5yd3rwn6bgjl2ocfpsa._domainkey.example.com CNAME "
	    "k4vq2hzeu7txm5yd3rwn6bgjl2ocfpsa.dkim.amazonses.com, which does "
	    "not exist" },
	{ "dkim-key-missing",
	    "The record was never published, was lost when the zone moved, or "
	    "stands at another name.",
	    "TXT s1._domainkey.example.com: no-name" },
	{ "dkim-key-ambiguous",
	    "A key was renewed without removing the old record. Verifiers may "
	    "take either.",
	    "two TXT records at s1._domainkey.example.com" },
	{ "dkim-key-truncated",
	    "A key of 2048 bits is longer than the 255 octets of one string, "
	    "and the DNS panel cut it there.",
	    "p=MIIBIjAN... of 255 octets in all" },
	{ "dkim-key-malformed",
	    "The panel or a person changed the text: PEM lines, blanks, "
	    "quotation marks or backslashes inside p=, v= not first, a wrong "
	    "k=.",
	    "v=DKIM1\\; k=rsa\\; p=-----BEGIN PUBLIC KEY-----..." },
	{ "dkim-key-revoked",
	    "An empty p= says that the key is no longer to be trusted, while "
	    "the signer still uses it. With Easy DKIM: SES withdrew the key, "
	    "as it does after the CNAMEs were missing for a while.",
	    "p=" },
	{ "dkim-key-weak",
	    "A key from the days of 512 bits; verifiers refuse what is shorter "
	    "than 1024.",
	    "a=rsa-sha256, 768 bits" },
	{ "dkim-key-no-subdomain",
	    "t=s in the key record says that identities are the domain itself, "
	    "and the signature's i= names a subdomain.",
	    "t=s; i=@news.example.com" },
	{ "dkim-key-service",
	    "The key record limits itself to another service than mail, or to "
	    "a hash that the signature does not use.",
	    "s=tlsrpt, or h=sha1" },
	{ "dkim-key-short",
	    "1024 bits were usual when the identity was set up.",
	    "p= of 162 octets" },
	{ "dkim-key-testing",
	    "t=y asks verifiers to treat signed mail like unsigned mail; some "
	    "do.",
	    "t=y" },
	{ "dkim-key-name-doubled",
	    "Many DNS panels append the zone to what is entered as the name, "
	    "so a full name comes out twice.",
	    "k4vq2hzeu7txm5yd3rwn6bgjl2ocfpsa._domainkey.example.com.example."
	    "com" },
	{ "dkim-key-target-zone-appended",
	    "In a zone file a name without a final dot is relative; the zone "
	    "was appended to the CNAME's target.",
	    "CNAME "
	    "k4vq2hzeu7txm5yd3rwn6bgjl2ocfpsa.dkim.amazonses.com.example.com" },
	{ "dkim-key-wrong-zone",
	    "Some regions keep the keys of Easy DKIM in a zone of their own, "
	    "and the target was written for another region.",
	    "eu-central-2, CNAME to dkim.amazonses.com" },
	{ "dkim-key-not-cname",
	    "The provider proxies or flattens the record and answers with "
	    "addresses in its place.",
	    "A 203.0.113.7 at "
	    "k4vq2hzeu7txm5yd3rwn6bgjl2ocfpsa._domainkey.example.com" },
	{ "dkim-key-conflict",
	    "A name with a CNAME may have nothing else. Servers differ in what "
	    "they answer then.",
	    "CNAME and TXT at the same name" },
	{ "dkim-token-missing",
	    "Easy DKIM has three tokens and signs with one at a time. All "
	    "passes until SES changes over to a token whose record is absent.",
	    "two of three CNAMEs published" },
	{ "dkim-token-empty",
	    "SES serves a key for the token that signs and may serve none for "
	    "the others.",
	    "TXT behind a token: p=" },
	{ "dkim-foreign-signature",
	    "The application, or a server before SES, signs the message; SES "
	    "then replaces Message-ID and Date, which that signature covers.",
	    "d=example.net; h=From:Message-ID:Date, fails" },
	{ "dkim-local-copy-altered",
	    "The receiver let the signature pass, and this copy has another "
	    "body: some mail stores write messages anew when they deliver or "
	    "export them.",
	    "bh= differs here, dkim=pass there" },
	{ "dkim-body-changed",
	    "A gateway, a virus scanner or a mailing list changed the body "
	    "after it was signed: a footer, rewritten links, other line ends "
	    "or another encoding. SES signs the body as it is, so one blank "
	    "suffices.",
	    "a footer of 142 octets at the end" },
	{ "dkim-key-mismatch",
	    "The body is intact and nothing shows that the header was changed: "
	    "the published key is not the partner of the key that signed.",
	    "a BYODKIM key was renewed at one end" },
	{ "dkim-header-changed",
	    "A signed field was changed after signing, most often by a list "
	    "that puts its name into Subject or rewrites From.",
	    "Subject: [list] Hello" },
	{ "dkim-expired",
	    "The message took longer than the signer allowed with x=, or a "
	    "clock is wrong.",
	    "x= lies before the time of verification" },
	{ "dkim-oversign-missing",
	    "From is listed once in h=, so a second From could be added "
	    "without breaking the signature. SES signs so; receivers refuse "
	    "two From fields anyway.",
	    "h=From:To:Subject" },
	{ 0 },
};
