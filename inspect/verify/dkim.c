#include "inspect/verify/dkim.h"

#include "inspect/verify/dkim_fields.h"
#include "inspect/verify/dkim_task.h"
#include <string.h>

/* All digests of the body in one canonical form. */
struct body {
	struct canon_cut *cuts; /* ascending, each length once */
	size_t cut_count;
	uint64_t length; /* octets there are */
};

struct dkim_work {
	struct arena *arena;
	struct dns *dns;
	struct dkim_keys *keys;
	const struct message *message;
	int64_t now;
	struct dkim_task *tasks;
	size_t task_count;
	struct body bodies[2];	    /* by enum canon_kind */
	struct dkim_fields *fields; /* NULL until the first needs them */
};

void dkim_want(struct dns *dns, const struct dkim_signature *signatures)
{
	for (const struct dkim_signature *s = signatures; s != NULL;
	     s = s->next)
		if (s->mistake == NULL)
			dkim_key_want(dns, s->selector, s->domain);
}

static size_t count(const struct dkim_signature *signatures)
{
	size_t n = 0;

	for (; signatures != NULL; signatures = signatures->next)
		n++;
	return n;
}

static void tasks_add(
    struct dkim_work *w, const struct dkim_signature *signatures)
{
	for (const struct dkim_signature *s = signatures; s != NULL;
	     s = s->next)
		dkim_task_read(&w->tasks[w->task_count++], w->arena, w->message,
		    s, w->now);
}

/* ---- the body ------------------------------------------------------------ */

static struct canon_cut *cut_find(const struct body *body, uint64_t length)
{
	struct canon_cut *cut = body->cuts;

	while (cut < body->cuts + body->cut_count && cut->length < length)
		cut++;
	return cut;
}

static void cut_add(struct body *body, uint64_t length)
{
	struct canon_cut *cut = cut_find(body, length);
	size_t behind = (size_t)(body->cuts + body->cut_count - cut);

	if (behind > 0 && cut->length == length)
		return;
	memmove(cut + 1, cut, behind * sizeof(*cut));
	cut->length = length;
	body->cut_count++;
}

static void body_read(struct dkim_work *w, enum canon_kind kind)
{
	struct body *body = &w->bodies[kind];

	body->cuts = arena_new_array(w->arena, struct canon_cut, w->task_count);
	for (size_t i = 0; i < w->task_count; i++)
		if (w->tasks[i].readable && w->tasks[i].body == kind)
			cut_add(body, dkim_task_length(&w->tasks[i]));
	if (body->cut_count > 0)
		body->length = canon_body(
		    kind, w->message->body, body->cuts, body->cut_count, NULL);
}

static struct bytes digest_kept(
    struct arena *arena, const unsigned char digest[SHA256_SIZE])
{
	return arena_copy(
	    arena, (struct bytes){ (const char *)digest, SHA256_SIZE });
}

/* What is compared may have any length. */
static bool is_match(struct bytes octets, struct bytes digest)
{
	return octets.len == digest.len && bytes_eq(octets, digest);
}

static void body_judge(const struct dkim_work *w, const struct dkim_task *task,
    struct dkim_verdict *verdict)
{
	const struct body *body = &w->bodies[task->body];
	struct bytes hash;

	verdict->body_length = (size_t)body->length;
	verdict->body_digest = digest_kept(
	    w->arena, cut_find(body, dkim_task_length(task))->digest);
	base64_read_unpadded(w->arena, task->signature->body_hash, &hash);
	verdict->body_hash =
	    is_match(hash, verdict->body_digest) ? MATCH_YES : MATCH_NO;
}

/* ---- the header ---------------------------------------------------------- */

/* 3.7: what h= names, and the signature's own field, which may be named but is
 * not there yet when it is made. */
static void header_digest(struct dkim_work *w, const struct dkim_task *task,
    unsigned char digest[SHA256_SIZE])
{
	const struct field *own = task->signature->field;
	struct canon canon;

	if (w->fields == NULL)
		w->fields = dkim_fields_read(
		    w->arena, w->message, dkim_keys_secret(w->keys));
	else
		dkim_fields_restart(w->fields);
	canon_begin(&canon, NULL);
	for (size_t i = 0; i < task->name_count; i++) {
		const struct field *field =
		    dkim_fields_take(w->fields, task->names[i]);
		if (field == own)
			field = dkim_fields_take(w->fields, task->names[i]);
		if (field != NULL)
			canon_field(&canon, task->header, field);
	}
	canon_last(&canon, task->header, own, task->signature->written);
	canon_end(&canon, digest);
}

static void header_judge(const struct dkim_work *w,
    const struct dkim_task *task, const struct dkim_key *key,
    const unsigned char digest[SHA256_SIZE], struct dkim_verdict *verdict)
{
	struct bytes octets;

	verdict->header_digest = digest_kept(w->arena, digest);
	if (key->key == NULL || key->kind != task->kind)
		return;
	base64_read_unpadded(w->arena, task->signature->signature, &octets);
	bool fits = octets.len == key->signature_size;
	bool good = fits && public_key_verify(key->key, digest, octets);
	verdict->header_signature = good ? MATCH_YES : MATCH_NO;
	if (!good && (key->kind == PUBLIC_KEY_RSA || !fits))
		verdict->key_fits = fits && public_key_made(key->key, octets)
					? MATCH_YES
					: MATCH_NO;
}

/* ---- the verdict --------------------------------------------------------- */

static bool length_beyond(
    const struct dkim_work *w, const struct dkim_task *task)
{
	return task->signature->length >= 0 &&
	       dkim_task_length(task) > w->bodies[task->body].length;
}

static void because(
    struct dkim_verdict *verdict, enum dkim_reason reason, struct bytes detail)
{
	verdict->reason = reason;
	verdict->detail = detail;
}

/* A hash or signature of another length than it must have. */
static struct bytes length_detail(
    struct arena *arena, const char *tag, struct bytes text, size_t size)
{
	struct bytes octets;

	base64_read_unpadded(arena, text, &octets);
	if (octets.len == size)
		return ABSENT;
	return arena_printf(
	    arena, "%s has %zu octets, not %zu", tag, octets.len, size);
}

/* Nothing is wrong with the signature itself: the key, body, header. */
static void judge_rest(const struct dkim_work *w, const struct dkim_task *task,
    const struct dkim_key *key, enum dkim_reason fit,
    struct dkim_verdict *verdict)
{
	const struct dkim_signature *s = task->signature;

	if (length_beyond(w, task))
		because(verdict, DKIM_LENGTH, ABSENT);
	else if (dkim_result(fit) == AUTH_PERMERROR)
		because(verdict, fit, dkim_key_detail(w->arena, key));
	else if (verdict->body_hash == MATCH_NO)
		because(verdict, DKIM_BODY_CHANGED,
		    length_detail(w->arena, "bh=", s->body_hash, SHA256_SIZE));
	else if (verdict->header_signature == MATCH_NO)
		because(verdict,
		    verdict->key_fits == MATCH_NO ? DKIM_KEY_MISMATCH
						  : DKIM_HEADER_CHANGED,
		    length_detail(
			w->arena, "b=", s->signature, key->signature_size));
	else
		because(verdict, fit, dkim_key_detail(w->arena, key));
}

/* RFC 6376 3.6.1: with t=s the domain of i= is d= itself. */
static enum dkim_reason fit_of(
    const struct dkim_key *key, const struct dkim_task *task)
{
	enum dkim_reason fit = dkim_key_fits(key, task->kind);

	if ((fit == DKIM_VERIFIED || fit == DKIM_KEY_WEAK) &&
	    key->no_subdomain &&
	    !bytes_ieq(task->identity_domain, task->signature->domain))
		return DKIM_KEY_SUBDOMAIN;
	return fit;
}

static void key_judge(struct dkim_work *w, const struct dkim_task *task,
    struct dkim_verdict *verdict)
{
	const struct dkim_signature *s = task->signature;
	unsigned char digest[SHA256_SIZE];

	header_digest(w, task, digest);
	verdict->key = dkim_key_ask(w->dns, s->selector, s->domain);
	const struct dkim_key *key =
	    dkim_key_read(w->arena, w->keys, verdict->key);
	verdict->key_record = key->record;
	verdict->key_bits = key->bits;
	verdict->key_testing = key->testing;
	header_judge(w, task, key, digest, verdict);
	if (task->reason == DKIM_VERIFIED)
		judge_rest(w, task, key, fit_of(key, task), verdict);
}

static struct dkim_verdict *judge(
    struct dkim_work *w, const struct dkim_task *task)
{
	struct dkim_verdict *verdict = arena_new(w->arena, struct dkim_verdict);
	int64_t timestamp = task->signature->timestamp;

	verdict->signature = task->signature;
	verdict->future = timestamp != TIME_UNKNOWN && timestamp > w->now;
	because(verdict, task->reason, task->detail);
	if (task->readable)
		body_judge(w, task, verdict);
	if (w->dns == NULL)
		because(verdict, DKIM_UNASKED, ABSENT);
	else if (task->readable)
		key_judge(w, task, verdict);
	return verdict;
}

struct dkim_work *dkim_begin(struct arena *arena, const struct message *message,
    const struct dkim_signature *signatures,
    const struct dkim_signature *others, int64_t now)
{
	struct dkim_work *w = arena_new(arena, struct dkim_work);

	w->arena = arena;
	w->message = message;
	w->now = now;
	w->tasks = arena_new_array(
	    arena, struct dkim_task, count(signatures) + count(others));
	tasks_add(w, signatures);
	tasks_add(w, others);
	body_read(w, CANON_SIMPLE);
	body_read(w, CANON_RELAXED);
	return w;
}

struct dkim_verdict *dkim_finish(struct dkim_work *w, struct dns *dns,
    struct dkim_keys *keys, const struct dkim_signature *signatures)
{
	struct dkim_verdict *first = NULL, **last = &first;
	const struct dkim_task *task = w->tasks;

	w->dns = dns;
	w->keys = keys;
	for (; signatures != NULL; signatures = signatures->next) {
		while (task->signature != signatures)
			task++;
		*last = judge(w, task);
		last = &(*last)->next;
	}
	return first;
}

struct dkim_verdict *dkim_verify(struct arena *arena, struct dns *dns,
    struct dkim_keys *keys, const struct message *message,
    const struct dkim_signature *signatures, int64_t now)
{
	return dkim_finish(dkim_begin(arena, message, signatures, NULL, now),
	    dns, keys, signatures);
}

enum auth_result dkim_best(const struct dkim_verdict *verdicts)
{
	enum auth_result all = AUTH_NONE, aligned = AUTH_ABSENT;

	for (const struct dkim_verdict *v = verdicts; v != NULL; v = v->next) {
		enum auth_result result = dkim_result(v->reason);
		all = auth_result_better(all, result);
		if (v->signature->alignment != ALIGN_NO)
			aligned = auth_result_better(aligned, result);
	}
	return aligned != AUTH_ABSENT ? aligned : all;
}
