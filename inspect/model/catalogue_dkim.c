/* The findings about DKIM. */
#include "inspect/model/catalogue_parts.h"

const struct catalogue_row catalogue_dkim[] = {
	/* ---- DKIM ---- */
	{ "dkim-unsigned", BROKEN, "dkim", "no DKIM-Signature at all",
	    "Turn on Easy DKIM for {organization} (or repair the signer) and "
	    "publish its records.",
	    "RFC 6376 3.5" },
	{ "dkim-only-amazonses", BROKEN, "dkim",
	    "signed by amazonses.com alone, which never aligns",
	    "Set up Easy DKIM for {organization} in {region}: three CNAME "
	    "records TOKEN._domainkey.{organization}. If it is set up: an "
	    "address or subdomain verified by itself, another region or "
	    "switched-off signing have the same effect; SES shows which.",
	    "SES Easy DKIM; RFC 9989 5.1" },
	{ "dkim-no-aligned-pass", BROKEN, "dkim",
	    "a signature passes, but none of the author's organisation",
	    "Sign with {organization} (verify it as the SES identity), or "
	    "send from the signing domain.",
	    "RFC 9989 5.1" },
	{ "dkim-aligned-broken-masked", RISK, "dkim",
	    "the author's own signature fails while something else carries "
	    "DMARC",
	    "Repair the signature: compare the selector's record with the "
	    "key that signs.",
	    "RFC 6376 3.9" },
	{ "dkim-from-unsigned", BROKEN, "dkim",
	    "the signature does not cover From",
	    "Have the signer list From in h=.", "RFC 6376 5.4" },
	{ "dkim-identity-mismatch", BROKEN, "dkim", "i= is not d= or below it",
	    "Correct i= at the signer, or leave it out.", "RFC 6376 3.5" },
	{ "dkim-sha1", BROKEN, "dkim", "signed with rsa-sha1",
	    "Sign with rsa-sha256; verifiers refuse SHA-1.", "RFC 8301 3.1" },
	{ "dkim-length-limit", RISK, "dkim",
	    "l= lets anybody append to the signed body",
	    "Remove l= at the signer.", "RFC 6376 8.2" },
	{ "dkim-future", RISK, "dkim", "t= lies in the future",
	    "Set the signer's clock.", "RFC 6376 3.5" },

	/* ---- the keys of signatures ---- */
	{ "dkim-key-unreachable", BROKEN, "dkim",
	    "the DNS gave no answer for the key",
	    "Repair the zone, its delegation or its DNSSEC, then try again.",
	    "RFC 6376 6.1.2" },
	{ "dkim-key-cname-dangling", BROKEN, "dkim",
	    "the selector is a CNAME that leads to no key",
	    "Compare token and zone with what SES shows for {organization} in "
	    "{region}; if they agree, create the identity's DKIM anew.",
	    "RFC 6376 6.1.2; SES Easy DKIM" },
	{ "dkim-key-missing", BROKEN, "dkim", "no key at the selector",
	    "Publish the record: for Easy DKIM the CNAME, for a key of your "
	    "own the TXT.",
	    "RFC 6376 6.1.2" },
	{ "dkim-key-ambiguous", BROKEN, "dkim",
	    "several TXT records at the selector",
	    "Keep the one whose key signs.", "RFC 6376 3.6.2.2" },
	{ "dkim-key-truncated", BROKEN, "dkim", "the key is cut",
	    "Publish all of it: split the TXT into several strings of at most "
	    "255 octets.",
	    "RFC 6376 3.6.2.2; RFC 1035 3.3" },
	{ "dkim-key-malformed", BROKEN, "dkim", "the key record cannot be read",
	    "Publish the key as one tag list \"v=DKIM1; k=rsa; p=BASE64\", "
	    "without PEM lines, quotes and backslashes.",
	    "RFC 6376 3.6.1" },
	{ "dkim-key-revoked", BROKEN, "dkim", "the key that signed is revoked",
	    "Publish the key again, or sign with a selector that lives.",
	    "RFC 6376 3.6.1" },
	{ "dkim-key-weak", BROKEN, "dkim",
	    "the RSA key is shorter than 1024 bits",
	    "Sign with a key of 2048 bits.", "RFC 8301 3.2" },
	{ "dkim-key-no-subdomain", BROKEN, "dkim",
	    "the key forbids identities below its domain",
	    "Remove t=s from the key record, or sign with i=@ the domain.",
	    "RFC 6376 3.6.1" },
	{ "dkim-key-service", BROKEN, "dkim",
	    "the key record does not allow this use",
	    "Correct s= (\"*\" or \"email\") and h= (\"sha256\") in the key "
	    "record, or leave them out.",
	    "RFC 6376 3.6.1" },
	{ "dkim-key-short", RISK, "dkim",
	    "the RSA key has fewer than 2048 bits",
	    "Have SES make a longer one (NextSigningKeyLength="
	    "RSA_2048_BIT), or bring a key of 2048 bits.",
	    "RFC 8301 3.2" },
	{ "dkim-key-testing", NOTE, "dkim", "the key is marked as a test",
	    "Remove t=y from the key record.", "RFC 6376 3.6.1" },

	/* ---- where the keys of Easy DKIM should be ---- */
	{ "dkim-key-name-doubled", BROKEN, "dkim",
	    "the record stands at a name with the domain twice",
	    "The DNS panel appends the zone: enter the host part alone "
	    "(TOKEN._domainkey).",
	    "RFC 6376 3.6.2.1; SES Easy DKIM" },
	{ "dkim-key-target-zone-appended", BROKEN, "dkim",
	    "the CNAME's target ends in the own domain",
	    "Write the target with a final dot.", "RFC 1035 5.1" },
	{ "dkim-key-wrong-zone", BROKEN, "dkim",
	    "the CNAME points to another zone than the region's",
	    "Point it at the zone that SES shows for the identity "
	    "(SigningHostedZone).",
	    "SES Easy DKIM" },
	{ "dkim-key-not-cname", BROKEN, "dkim",
	    "something else stands where the CNAME of Easy DKIM should",
	    "Make the record \"DNS only\": neither proxied nor flattened.",
	    "SES Easy DKIM" },
	{ "dkim-key-conflict", BROKEN, "dkim",
	    "a CNAME and another record at the same name",
	    "Delete the other record.", "RFC 1034 3.6.2" },
	{ "dkim-token-missing", RISK, "dkim",
	    "some of the three Easy DKIM records are absent or wrong",
	    "Publish those that are named: mail fails at the next rotation.",
	    "SES Easy DKIM" },
	{ "dkim-token-empty", NOTE, "dkim",
	    "a token that does not sign has no key: normal between rotations",
	    NULL, "SES Easy DKIM" },
	{ "dkim-foreign-signature", RISK, "dkim",
	    "a signature made before SES covers fields that SES replaces",
	    "Do not sign before SES, or leave Message-ID, Date and "
	    "Return-Path out of h=.",
	    "SES manual DKIM signing" },

	/* ---- what they cover ---- */
	{ "dkim-local-copy-altered", NOTE, "dkim",
	    "this copy was altered behind the receiver",
	    "Trust the receiver here, and verify at a mailbox whose store "
	    "keeps messages as they came.",
	    "RFC 6376 3.7" },
	{ "dkim-body-changed", BROKEN, "dkim",
	    "the body was changed on the way",
	    "Find who changed it: a gateway, a footer, an encoding. SES signs "
	    "the body as it is (c=relaxed/simple): any blank counts.",
	    "RFC 6376 3.7" },
	{ "dkim-key-mismatch", BROKEN, "dkim",
	    "the published key is not that of the signer",
	    "Publish the public key that belongs to the private key.",
	    "RFC 6376 6.1.3" },
	{ "dkim-header-changed", BROKEN, "dkim",
	    "signed fields of the header were changed on the way",
	    "Compare the signed fields with those that were sent: lists "
	    "rewrite Subject and From.",
	    "RFC 6376 3.7, 6.1.3" },
	{ "dkim-expired", BROKEN, "dkim", "the signature has expired",
	    "Have the signer allow more time (x=); look at its clock and at "
	    "what delays the mail.",
	    "RFC 6376 3.5" },
	{ "dkim-oversign-missing", NOTE, "dkim", "From is signed once only",
	    NULL, "RFC 6376 8.15" },
	{ 0 },
};
