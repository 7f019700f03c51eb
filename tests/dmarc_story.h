/*
 * dmarc_story - a DMARC evaluation from a few words, for tests
 *
 * "example.com=pass example.net=fail" are signatures, "example.com=pass" is
 * what SPF found for MAIL FROM, "helo:mx.example.com=pass" for HELO.
 */
#ifndef TESTS_DMARC_STORY_H
#define TESTS_DMARC_STORY_H

#include "common/base/names.h"
#include "common/base/text.h"
#include "common/net/suffix.h"
#include "inspect/verify/dmarc.h"
#include "tests/dns_of_lines.h"

static struct {
	struct arena *arena;
	struct suffix_list *suffixes;
} story;

static inline void story_open(void)
{
	struct fault fault = { 0 };

	story.arena = arena_open();
	story.suffixes = suffix_list_open(NULL, &fault);
}

static inline void story_close(void)
{
	suffix_list_close(story.suffixes);
	arena_close(story.arena);
}

static inline struct dkim_verdict *story_signature(
    struct arena *arena, struct bytes domain, struct bytes result)
{
	static const struct name reasons[] = {
		{ "pass", DKIM_VERIFIED },
		{ "fail", DKIM_BODY_CHANGED },
		{ "policy", DKIM_KEY_WEAK },
		{ "temperror", DKIM_KEY_UNREACHABLE },
		{ NULL, DKIM_KEY_MISSING },
	};
	struct dkim_verdict *verdict = arena_new(arena, struct dkim_verdict);
	struct dkim_signature *signature =
	    arena_new(arena, struct dkim_signature);

	signature->domain = domain;
	verdict->signature = signature;
	verdict->reason = (enum dkim_reason)name_code(reasons, result);
	return verdict;
}

static inline struct dkim_verdict *story_dkim(
    struct arena *arena, const char *words)
{
	struct dkim_verdict *first = NULL, **last = &first;
	struct bytes rest = bytes_of(words), word, domain, result;

	while (rest.len > 0) {
		bytes_cut(rest, ' ', &word, &rest);
		bytes_cut(word, '=', &domain, &result);
		*last = story_signature(arena, domain, result);
		last = &(*last)->next;
	}
	return first;
}

static inline struct spf_verdict *story_spf(
    struct arena *arena, const char *word)
{
	static const struct name results[] = {
		{ "pass", AUTH_PASS },
		{ "fail", AUTH_FAIL },
		{ "softfail", AUTH_SOFTFAIL },
		{ "temperror", AUTH_TEMPERROR },
		{ NULL, AUTH_NONE },
	};
	struct bytes domain, result;

	if (word == NULL)
		return NULL;
	struct spf_verdict *spf = arena_new(arena, struct spf_verdict);
	bytes_cut(bytes_of(word), '=', &domain, &result);
	spf->helo = bytes_starts(domain, BYTES("helo:"));
	spf->domain = bytes_skip(domain, spf->helo ? 5 : 0);
	spf->result = (enum auth_result)name_code(results, result);
	return spf;
}

struct told {
	struct bytes by[DMARC_STANDARDS]; /* "pass reject none": the result,
					     the policy, what is applied */
	struct bytes aligned; /* "rs --": of each identifier, by both */
	struct dmarc_verdict verdict;
	struct verified verified;
	struct dns *dns;
	struct resolver *resolver;
};

static inline const char *or_dash(const char *word)
{
	return word != NULL ? word : "-";
}

static inline struct bytes view_told(const struct dmarc_view *view)
{
	return arena_printf(story.arena, "%s %s %s",
	    auth_result_word(dmarc_result(view->reason)),
	    or_dash(dmarc_policy_word(view->policy)),
	    or_dash(dmarc_policy_word(view->applied)));
}

static inline char letter(const struct verified_identifier *id, int s)
{
	static const char letters[] = {
		[ALIGN_NO] = 'n', [ALIGN_RELAXED] = 'r', [ALIGN_STRICT] = 's'
	};

	if (!id->aligned[s])
		return id->unknown[s] ? '?' : '-';
	return letters[id->alignment[s]];
}

static inline struct bytes aligned_told(const struct dmarc_verdict *verdict)
{
	struct bytes told = BYTES("");

	for (const struct verified_identifier *id = verdict->identifiers; id;
	     id = id->next)
		told = arena_printf(story.arena, "%.*s%s%c%c", FMT(told),
		    told.len > 0 ? " " : "", letter(id, RFC9989),
		    letter(id, RFC7489));
	return told;
}

static inline void tell(struct told *told, const char *from, const char *dkim,
    const char *spf, const char *dns)
{
	struct author author = { .domain = bytes_of(from),
		.mistake = from == NULL ? "there is no From" : NULL };

	*told = (struct told){ .resolver = dns_of_lines(dns) };
	told->dns = dns_open(told->resolver);
	dns_begin(told->dns);
	told->verified.dkim = story_dkim(story.arena, dkim);
	told->verified.spf = story_spf(story.arena, spf);
	told->verified.dmarc = &told->verdict;
	dmarc_check(&told->verdict, story.arena, told->dns, story.suffixes,
	    &author, told->verified.dkim, told->verified.spf);
	dmarc_settle(&told->verified);
	for (int s = 0; s < DMARC_STANDARDS; s++)
		told->by[s] = view_told(&told->verdict.by[s]);
	told->aligned = aligned_told(&told->verdict);
}

static inline void untell(struct told *told)
{
	dns_close(told->dns);
	resolver_close(told->resolver);
}

#endif
