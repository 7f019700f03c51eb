/*
 * DMARC over a DNS of the input: the author, the signatures and the sender in
 * its first three lines, then what is published.
 *
 *	a.example.com
 *	example.com=pass example.net=fail
 *	bounce.example.com=pass
 *	_dmarc.example.com TXT v=DMARC1; p=none
 *	_dmarc.com timeout
 */
#include "tests/fuzz/fuzz.h"

#include "common/mail/limits.h"
#include "common/net/domain.h"
#include "tests/dmarc_story.h"

#define LINES_MOST 200

/* The signatures whose d= is a domain, no more than a message can have. */
static struct dkim_verdict *signatures(struct bytes words)
{
	struct dkim_verdict *first =
	    story_dkim(story.arena, arena_cstr(story.arena, words));
	struct dkim_verdict **at = &first;

	for (size_t count = 0; *at != NULL; count++) {
		struct dkim_signature *s =
		    (struct dkim_signature *)(uintptr_t)(*at)->signature;
		s->domain = domain_read(story.arena, s->domain);
		if (count >= LIMIT_SIGNATURES || !bytes_present(s->domain))
			*at = (*at)->next;
		else
			at = &(*at)->next;
	}
	return first;
}

static void check_view(const struct dmarc_view *view)
{
	enum auth_result result = dmarc_result(view->reason);

	must(result != AUTH_ABSENT);
	must(result != AUTH_PASS || view->applied == POLICY_NONE);
	must(result != AUTH_FAIL || view->record != NULL);
	must(view->applied <= view->policy || view->applied == POLICY_NONE);
}

static void check_all(const struct dmarc_verdict *v, const struct dns *dns)
{
	must(v->walk.count <= DMARC_WALK_MOST);
	must(dns_asked(dns) <= LIMIT_DNS_QUESTIONS);
	must(v->diverges == bytes_present(v->divergence));
	for (int s = 0; s < DMARC_STANDARDS; s++)
		check_view(&v->by[s]);
	for (const struct verified_identifier *id = v->identifiers; id != NULL;
	     id = id->next)
		must(!id->aligned[RFC9989] || id->result == AUTH_PASS);
}

static void evaluate(struct bytes rest, struct dns_set *set)
{
	struct bytes from = ABSENT, dkim = ABSENT, spf = ABSENT, line;
	struct resolver *resolver = resolver_of_set(set);
	struct dns *dns = dns_open(resolver);
	struct dmarc_verdict verdict;
	struct author author = { .mistake = "no domain" };

	bytes_line(&rest, &from);
	bytes_line(&rest, &dkim);
	bytes_line(&rest, &spf);
	for (size_t i = 0; i < LINES_MOST && bytes_line(&rest, &line); i++)
		dns_of_line(set, line);
	author.domain = domain_read(story.arena, from);
	struct dkim_verdict *verdicts = signatures(dkim);
	struct spf_verdict *sender =
	    story_spf(story.arena, arena_cstr(story.arena, spf));
	sender->domain = domain_read(story.arena, sender->domain);
	dns_begin(dns);
	dmarc_want(dns, &author, verdicts != NULL ? verdicts->signature : NULL,
	    sender->domain);
	dmarc_check(&verdict, story.arena, dns, story.suffixes, &author,
	    verdicts, sender);
	check_all(&verdict, dns);
	dns_close(dns);
	resolver_close(resolver);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (story.arena == NULL)
		story_open();
	evaluate((struct bytes){ (const char *)data, size }, dns_set_open());
	arena_reset(story.arena);
	return 0;
}
