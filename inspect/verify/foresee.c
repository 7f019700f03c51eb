#include "inspect/verify/foresee.h"

#include "common/mail/limits.h"
#include "common/mail/ses.h"
#include "common/mail/spf_record.h"
#include "inspect/verify/align.h"
#include "inspect/verify/dkim.h"
#include "inspect/verify/dmarc.h"
#include "inspect/verify/reported.h"
#include "inspect/verify/spf.h"

#define SES_DOMAIN BYTES("amazonses.com")

/* One of SES's, for a DNS that does not tell any. */
#define SES_ADDRESS BYTES("54.240.8.1")

struct foresight {
	struct inspection *in;
	struct arena *arena;
	const struct expected *expected;
	struct ip client;
	bool ses_published; /* this DNS knows where SES sends from */
};

/* ---- who sends, and from where -------------------------------------------
 */

static void author_fill(struct foresight *f)
{
	struct author *author = &f->in->author;

	if (bytes_present(author->domain))
		return;
	author->domain = bytes_present(f->expected->author)
			     ? f->expected->author
			     : f->expected->identity;
	author->from = author->address = author->domain;
	author->from_fields = 1;
}

struct bytes foreseen_dkim_domain(const struct inspection *in)
{
	const struct expected *expected = &in->premises->expected;

	return bytes_present(expected->dkim_domain) ? expected->dkim_domain
	       : bytes_present(expected->identity)  ? expected->identity
						    : in->author.domain;
}

struct bytes foreseen_key_name(
    const struct inspection *in, struct bytes selector)
{
	struct bytes domain = foreseen_dkim_domain(in);

	return bytes_present(domain)
		   ? arena_printf(in->arena, "%.*s._domainkey.%.*s",
			 FMT(selector), FMT(domain))
		   : ABSENT;
}

static bool is_network(const struct spf_term *term)
{
	return term->mechanism == SPF_IP4 || term->mechanism == SPF_IP6;
}

/* The first address that SES's own record names. */
static void client_find(struct foresight *f)
{
	const struct dns_answer *answer =
	    dns_ask(f->in->dns, DNS_TXT, SES_DOMAIN);
	struct spf_record record = { 0 };
	struct bytes text;

	ip_read(SES_ADDRESS, &f->client);
	f->ses_published = dns_failed(answer);
	if (spf_record_find(answer, &text) == 0)
		return;
	f->ses_published = true;
	spf_record_read(&record, f->arena, text);
	for (size_t i = 0; i < record.count; i++)
		if (is_network(&record.terms[i])) {
			f->client = record.terms[i].network;
			return;
		}
}

static void envelope_fill(struct foresight *f)
{
	struct envelope *e = &f->in->envelope;
	struct bytes mail_from = f->expected->mail_from;
	char text[IP_TEXT_SIZE];

	if (!bytes_present(mail_from))
		return;
	e->mail_from = (struct fact){ mail_from, FACT_EXPECTED };
	e->mail_from_domain = mail_from;
	if (!f->expected->elsewhere)
		e->client_ip =
		    (struct fact){ arena_copy(f->arena,
				       bytes_of(ip_write(&f->client, text))),
			    FACT_EXPECTED };
}

/* ---- DKIM ------------------------------------------------------------------
 */

/* As SES signs: RSA, whatever kind of key is published. */
static struct dkim_signature *signature_new(
    struct foresight *f, struct bytes selector)
{
	struct dkim_signature *s = arena_new(f->arena, struct dkim_signature);
	const struct inspection *in = f->in;

	s->kind = SIGNATURE_DKIM;
	s->version = BYTES("1");
	s->algorithm = BYTES("rsa-sha256");
	s->canonicalization = BYTES("relaxed/simple");
	s->domain = foreseen_dkim_domain(in);
	s->selector = selector;
	s->timestamp = s->expiration = TIME_UNKNOWN;
	s->length = -1;
	s->alignment =
	    alignment_of(in->premises->suffixes, in->author.domain, s->domain);
	return s;
}

/* What a good signature would come to with the key that is published. */
static struct dkim_verdict *verdict_new(
    struct foresight *f, const struct dkim_signature *signature)
{
	struct dkim_verdict *v = arena_new(f->arena, struct dkim_verdict);

	v->signature = signature;
	v->key =
	    dkim_key_ask(f->in->dns, signature->selector, signature->domain);
	const struct dkim_key *key =
	    dkim_key_read(f->arena, f->in->keys, v->key);
	v->reason = dkim_key_fits(key, PUBLIC_KEY_RSA);
	if (v->reason != DKIM_VERIFIED)
		v->detail = dkim_key_detail(f->arena, key);
	v->key_record = key->record;
	v->key_bits = key->bits;
	v->key_testing = key->testing;
	return v;
}

struct candidates {
	struct dkim_signature *signatures[LIMIT_SIGNATURES];
	struct dkim_verdict *verdicts[LIMIT_SIGNATURES];
	size_t count;
};

static void candidates_add(struct foresight *f, struct candidates *c,
    const struct bytes *selectors, size_t count)
{
	for (size_t i = 0; i < count && c->count < LIMIT_SIGNATURES; i++) {
		struct dkim_signature *s = signature_new(f, selectors[i]);
		c->signatures[c->count] = s;
		c->verdicts[c->count++] = verdict_new(f, s);
	}
}

/* Without a key behind it, a token does not sign while another one does.  A
 * DNS that knows nothing of SES cannot tell. */
static bool signs(const struct foresight *f, const struct candidates *tokens,
    const struct dkim_verdict *verdict)
{
	bool is_ses = verdict->key->aliases != NULL && !f->ses_published &&
		      verdict->reason == DKIM_KEY_MISSING;
	bool any = false;

	for (size_t i = 0; i < tokens->count; i++)
		any = any || tokens->verdicts[i]->reason == DKIM_VERIFIED;
	return any ? verdict->reason == DKIM_VERIFIED : !is_ses;
}

static void keep(struct foresight *f, const struct candidates *c, size_t i)
{
	struct dkim_signature **s = &f->in->signatures;
	struct dkim_verdict **v = &f->in->verified.dkim;
	size_t index = 1;

	for (; *s != NULL; s = &(*s)->next, v = &(*v)->next)
		index++;
	*s = c->signatures[i];
	(*s)->index = index;
	*v = c->verdicts[i];
}

static void foresee_dkim(struct foresight *f)
{
	const struct expected *e = f->expected;
	struct candidates tokens = { .count = 0 }, own = { .count = 0 };

	if (!bytes_present(foreseen_dkim_domain(f->in)))
		return;
	candidates_add(f, &tokens, e->dkim_tokens, e->dkim_token_count);
	candidates_add(f, &own, e->dkim_selectors, e->dkim_selector_count);
	for (size_t i = 0; i < tokens.count; i++)
		if (signs(f, &tokens, tokens.verdicts[i]))
			keep(f, &tokens, i);
	for (size_t i = 0; i < own.count; i++)
		keep(f, &own, i);
	if (f->in->signatures != NULL)
		f->in->verified.dkim_result = dkim_best(f->in->verified.dkim);
}

/* ---- SPF -------------------------------------------------------------------
 */

static bool was_evaluated(const struct spf_verdict *verdict)
{
	return verdict->reason == SPF_MATCHED || verdict->reason == SPF_DEFAULT;
}

static bool is_same_step(const struct spf_step *a, const struct spf_step *b)
{
	return a->depth == b->depth && bytes_eq(a->term, b->term) &&
	       bytes_eq(a->domain, b->domain);
}

/* All terms, as `whole` tried them; what those came to that `verdict` tried,
 * too, is as it was there. */
static void terms_take(
    struct spf_verdict *verdict, const struct spf_verdict *whole)
{
	const struct spf_step *tried = verdict->steps;

	for (struct spf_step *step = whole->steps; step; step = step->next) {
		bool both = tried != NULL && is_same_step(step, tried);
		step->matched = both && tried->matched;
		if (!both)
			continue;
		step->result = tried->result;
		tried = tried->next;
	}
	verdict->steps = whole->steps;
	verdict->steps_left_out = whole->steps_left_out;
	verdict->lookups = whole->lookups;
	verdict->void_lookups = whole->void_lookups;
}

/* What the whole record costs, and whether it ends in an error. */
static void whole_add(
    struct spf_verdict *verdict, const struct spf_verdict *whole)
{
	if (whole->result == AUTH_PERMERROR)
		*verdict = *whole;
	else if (was_evaluated(whole) && whole->lookups >= verdict->lookups)
		terms_take(verdict, whole);
}

/* Nobody's address, so that no term names it. */
static struct spf_query query_of_nobody(struct spf_query query)
{
	query.client = (struct ip){ .family = 4 };
	return query;
}

/* Who sends from elsewhere may use any server: only what is wrong with the
 * record whoever sends can be told. */
static bool is_foreseen(
    const struct foresight *f, const struct spf_verdict *verdict)
{
	if (f->expected->elsewhere)
		return !was_evaluated(verdict);
	return f->ses_published || verdict->reason != SPF_INCLUDE_NONE;
}

static void foresee_spf(struct foresight *f)
{
	struct inspection *in = f->in;
	struct spf_verdict *verdict = arena_new(f->arena, struct spf_verdict);
	struct spf_verdict whole;
	struct spf_query query = { .client = f->client,
		.mail_from = f->expected->mail_from,
		.now = in->premises->now };
	struct spf_query other = query_of_nobody(query);

	if (!bytes_present(query.mail_from))
		return;
	if (f->expected->elsewhere)
		query = other;
	spf_check(verdict, f->arena, in->dns, &query);
	if (was_evaluated(verdict)) {
		spf_check(&whole, f->arena, in->dns, &other);
		whole.client_ip = verdict->client_ip;
		whole_add(verdict, &whole);
	}
	if (is_foreseen(f, verdict))
		in->verified.spf = verdict;
}

/* ---- DMARC -----------------------------------------------------------------
 */

static bool is_open(const struct inspection *in, const struct dmarc_view *view)
{
	return (in->signatures == NULL || in->verified.spf == NULL) &&
	       (view->reason == DMARC_NOTHING_PASSES ||
		   view->reason == DMARC_UNALIGNED);
}

static void foresee_dmarc(struct foresight *f)
{
	struct inspection *in = f->in;
	struct dmarc_verdict *dmarc = arena_new(f->arena, struct dmarc_verdict);

	dmarc_check(dmarc, f->arena, in->dns, in->premises->suffixes,
	    &in->author, in->verified.dkim, in->verified.spf);
	for (int s = 0; s < DMARC_STANDARDS; s++)
		if (is_open(in, &dmarc->by[s])) {
			dmarc->by[s].reason = DMARC_UNFORESEEN;
			dmarc->by[s].applied = POLICY_UNSET;
		}
	in->verified.dmarc = dmarc;
	dmarc_settle(&in->verified);
	if (in->signatures == NULL)
		in->verified.dkim_result = AUTH_ABSENT;
}

/* ---- all of it -------------------------------------------------------------
 */

static void keys_want(
    const struct inspection *in, const struct bytes *selectors, size_t count)
{
	struct bytes domain = foreseen_dkim_domain(in);

	for (size_t i = 0; bytes_present(domain) && i < count; i++)
		dkim_key_want(in->dns, selectors[i], domain);
}

static void want(const struct foresight *f)
{
	struct inspection *in = f->in;
	const struct expected *e = f->expected;

	keys_want(in, e->dkim_tokens, e->dkim_token_count);
	keys_want(in, e->dkim_selectors, e->dkim_selector_count);
	dns_want(in->dns, DNS_TXT, SES_DOMAIN);
	if (bytes_present(e->mail_from))
		dns_want(in->dns, DNS_TXT, e->mail_from);
	dmarc_want(in->dns, &in->author, NULL, e->mail_from);
}

void foresee(struct inspection *in)
{
	struct foresight f = { .in = in,
		.arena = in->arena,
		.expected = &in->premises->expected };

	in->foreseen = true;
	author_fill(&f);
	reported_read(&in->reported, in->arena, NULL, NULL, &in->author,
	    &in->envelope, in->premises->suffixes);
	if (in->dns == NULL)
		return;
	want(&f);
	client_find(&f);
	envelope_fill(&f);
	foresee_dkim(&f);
	foresee_spf(&f);
	foresee_dmarc(&f);
}
