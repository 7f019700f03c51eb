/* inspect/report/dmarc_tags: every tag has its words, and so has what is none
 */
#include "tests/test.h"

#include "inspect/report/dmarc_tags.h"
#include <string.h>

static const struct {
	const char *text, *name, *value, *words;
} rows[] = {
	{ "v=DMARC1", "v", "DMARC1", "the version" },
	{ "v=DMARC2", "v", "DMARC2", "no value of this tag" },
	{ "p=none", "p", "none", "only reports come" },
	{ "p=quarantine", "p", "quarantine", "goes to junk" },
	{ "p=reject", "p", "reject", "is to be refused" },
	{ "p=Reject", "p", "Reject", "is to be refused" },
	{ "p=rejected", "p", "rejected", "no value of this tag" },
	{ "p=", "p", "", "no value of this tag" },
	{ "sp=none", "sp", "none", "mail of subdomains that fails" },
	{ "sp=quarantine", "sp", "quarantine", "mail of subdomains" },
	{ "sp=reject", "sp", "reject", "mail of subdomains that fails" },
	{ "np=none", "np", "none", "subdomains that do not exist" },
	{ "np=quarantine", "np", "quarantine", "do not exist" },
	{ "np=reject", "np", "reject", "subdomains that do not exist" },
	{ "adkim=r", "adkim", "r", "any domain of the organisation" },
	{ "adkim=s", "adkim", "s", "this very domain" },
	{ "aspf=r", "aspf", "r", "any domain of the organisation" },
	{ "aspf=s", "aspf", "s", "this very domain" },
	{ "aspf=strict", "aspf", "strict", "no value of this tag" },
	{ "fo=0", "fo", "0", "neither DKIM nor SPF" },
	{ "fo=1", "fo", "1", "DKIM or SPF does not" },
	{ "fo=d", "fo", "d", "a signature fails" },
	{ "fo=s", "fo", "s", "SPF fails" },
	{ "fo=1:d:s", "fo", "1:d:s", "when failure reports are sent" },
	{ "rua=mailto:a@b.example", "rua", "mailto:a@b.example", "aggregate" },
	{ "ruf=mailto:a@b.example", "ruf", "mailto:a@b.example", "failure" },
	{ "psd=y", "psd", "y", "a public suffix" },
	{ "psd=n", "psd", "n", "nobody looks above it" },
	{ "psd=u", "psd", "u", "left to the walk" },
	{ "t=y", "t", "y", "one step softer" },
	{ "t=n", "t", "n", "the policy applies" },
	{ "pct=100", "pct", "100", "RFC 9989 has removed it" },
	{ "pct=0", "pct", "0", "as t=y says now" },
	{ "pct=20", "pct", "20", "so many percent" },
	{ "rf=afrf", "rf", "afrf", "RFC 9989 has removed it" },
	{ "ri=3600", "ri", "3600", "RFC 9989 has removed it" },
	{ "polcy=reject", "polcy", "reject", "nobody knows" },
	{ "reject", "reject", NULL, "no tag=value" },
	{ "=x", "", "x", "nobody knows" },
	{ " P =  none ;", "P", "none", "only reports come" },
	{ ";; p=none", "p", "none", "only reports come" },
};

static void try_row(size_t i)
{
	struct bytes rest = bytes_of(rows[i].text);
	struct dmarc_tag tag;

	test_row(rows[i].text);
	check_true("a tag", dmarc_tag_next(&rest, &tag));
	check_bytes("name", tag.name, bytes_of(rows[i].name));
	check_bytes("value", tag.value, bytes_of(rows[i].value));
	check_true("its words", strstr(tag.meaning, rows[i].words) != NULL);
	check_true("no other", !dmarc_tag_next(&rest, &tag));
}

static void try_nothing(const char *text)
{
	struct bytes rest = bytes_of(text);
	struct dmarc_tag tag;

	test_row(text != NULL ? text : "absent");
	check_true("no tag", !dmarc_tag_next(&rest, &tag));
}

int main(void)
{
	for (size_t i = 0; i < ROWS(rows); i++)
		try_row(i);
	try_nothing(NULL);
	try_nothing("");
	try_nothing(" ; ;");
	return test_end("test_dmarc_tags");
}
