#include "inspect/report/dmarc_tags.h"

/* The rows of a tag stand together; one without a value is for any. */
struct meaning {
	const char *name, *value, *text;
};

static const struct meaning meanings[] = {
	{ "v", "DMARC1", "the version; it has to stand first" },
	{ "p", "none",
	    "mail of this domain that fails DMARC is delivered all the same: "
	    "only reports come" },
	{ "p", "quarantine",
	    "mail of this domain that fails DMARC is to be taken as "
	    "suspicious: it goes to junk" },
	{ "p", "reject",
	    "mail of this domain that fails DMARC is to be refused" },
	{ "sp", "none",
	    "mail of subdomains that fails is delivered all the same" },
	{ "sp", "quarantine",
	    "mail of subdomains that fails is to be taken as suspicious" },
	{ "sp", "reject", "mail of subdomains that fails is to be refused" },
	{ "np", "none",
	    "mail of subdomains that do not exist is delivered all the same" },
	{ "np", "quarantine",
	    "mail of subdomains that do not exist is to be taken as "
	    "suspicious" },
	{ "np", "reject",
	    "mail of subdomains that do not exist is to be refused" },
	{ "adkim", "r",
	    "DKIM counts when it signs for any domain of the organisation" },
	{ "adkim", "s", "DKIM counts only when it signs for this very domain" },
	{ "aspf", "r",
	    "SPF counts when MAIL FROM is any domain of the organisation" },
	{ "aspf", "s",
	    "SPF counts only when MAIL FROM is at this very domain, which "
	    "SES's never is" },
	{ "fo", "0", "failure reports: when neither DKIM nor SPF counts" },
	{ "fo", "1", "failure reports: when DKIM or SPF does not count" },
	{ "fo", "d", "failure reports: when a signature fails" },
	{ "fo", "s", "failure reports: when SPF fails" },
	{ "fo", NULL, "when failure reports are sent" },
	{ "rua", NULL, "aggregate reports go there, one a day of a receiver" },
	{ "ruf", NULL, "failure reports go there; few receivers send them" },
	{ "psd", "y", "this is a public suffix, such as co.uk" },
	{ "psd", "n",
	    "this is an organisational domain: nobody looks above it" },
	{ "psd", "u", "whether it is a public suffix is left to the walk" },
	{ "t", "y",
	    "a test: receivers apply the policy one step softer (RFC 9989)" },
	{ "t", "n", "no test: the policy applies" },
	{ "pct", "100",
	    "all mail that fails, as without it; RFC 9989 has "
	    "removed it" },
	{ "pct", "0",
	    "nothing that fails gets the policy, as t=y says now; RFC 9989 "
	    "has removed it" },
	{ "pct", NULL,
	    "so many percent of what fails get the policy, the rest one step "
	    "softer; RFC 9989 has removed it: newer receivers apply it to "
	    "all" },
	{ "rf", NULL,
	    "the format of failure reports; RFC 9989 has removed it" },
	{ "ri", NULL,
	    "seconds between aggregate reports; RFC 9989 has removed it: they "
	    "come once a day" },
};

#define ROWS (sizeof(meanings) / sizeof(meanings[0]))

static const char *meaning_of(struct bytes name, struct bytes value)
{
	const char *text = "a tag that nobody knows: it is ignored";

	for (size_t i = 0; i < ROWS; i++) {
		const struct meaning *m = &meanings[i];
		if (!bytes_ieq(name, bytes_of(m->name)))
			continue;
		if (m->value == NULL || bytes_ieq(value, bytes_of(m->value)))
			return m->text;
		text = "no value of this tag: as if it were not there";
	}
	return text;
}

bool dmarc_tag_next(struct bytes *rest, struct dmarc_tag *tag)
{
	struct bytes part;

	while (bytes_present(*rest)) {
		bytes_cut(*rest, ';', &part, rest);
		part = bytes_trim(part);
		if (part.len == 0)
			continue;
		bool pair = bytes_cut(part, '=', &tag->name, &tag->value);
		tag->name = bytes_trim(tag->name);
		tag->value = pair ? bytes_trim(tag->value) : ABSENT;
		tag->meaning = pair ? meaning_of(tag->name, tag->value)
				    : "no tag=value: it is ignored";
		return true;
	}
	return false;
}
