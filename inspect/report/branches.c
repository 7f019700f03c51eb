#include "inspect/report/branches.h"

#include "inspect/model/witness.h"
#include "inspect/report/report_spf.h"

enum tone branch_tone(const struct branch *b)
{
	if (b->result == AUTH_PASS)
		return b->alignment != ALIGN_NO ? TONE_GOOD : TONE_UNSURE;
	return b->result == AUTH_ABSENT || b->result == AUTH_TEMPERROR ||
		       b->result == AUTH_OTHER
		   ? TONE_UNSURE
		   : TONE_BAD;
}

const char *result_shown(enum auth_result result)
{
	return result == AUTH_ABSENT ? "unknown" : auth_result_word(result);
}

const char *branch_words(const struct branch *b)
{
	static const char *const words[] = {
		[ALIGN_NO] = "another organisation",
		[ALIGN_RELAXED] = "same organisation",
		[ALIGN_STRICT] = "same domain",
	};

	return b->by_one ? "same by RFC 7489" : words[b->alignment];
}

/* ---- the two witnesses ------------------------------------------------------
 */

/* Ours, where it decides; what the receiver says, else. */
static enum auth_result word_of(enum auth_result ours, enum auth_result theirs)
{
	return decides(ours) || theirs == AUTH_ABSENT ? ours : theirs;
}

/* "here: WHY; the receiver says pass", as far as there is something to say. */
static struct bytes note_of(const struct inspection *in, enum auth_result ours,
    enum auth_result theirs, struct bytes why)
{
	bool differ = theirs != AUTH_ABSENT && ours != theirs;

	if (ours == AUTH_ABSENT || (ours == AUTH_PASS && !differ))
		return ABSENT;
	if (!differ)
		return why;
	if (ours == AUTH_PASS)
		return arena_printf(in->arena, "the receiver says %s",
		    auth_result_word(theirs));
	return arena_printf(in->arena, "here: %.*s; the receiver says %s",
	    FMT(why), auth_result_word(theirs));
}

/* "TEXT (DETAIL)" */
static struct bytes why_of(
    const struct inspection *in, const char *text, struct bytes detail)
{
	return bytes_empty(detail)
		   ? bytes_of(text)
		   : arena_printf(in->arena, "%s (%.*s)", text, FMT(detail));
}

static const struct verified_identifier *verified_of(
    const struct inspection *in, const struct dkim_verdict *v)
{
	const struct verified_identifier *id =
	    in->verified.dmarc != NULL ? in->verified.dmarc->identifiers : NULL;

	while (id != NULL && id->dkim != v)
		id = id->next;
	return id;
}

/* By RFC 9989, where the two standards part. */
static void align_branch(const struct inspection *in, struct branch *b,
    const struct verified_identifier *id)
{
	if (id == NULL || id->unknown[RFC9989] || id->unknown[RFC7489])
		return;
	b->alignment = id->alignment[aligning_standard(in->verified.dmarc)];
	b->by_one =
	    b->alignment == ALIGN_NO && id->alignment[RFC7489] != ALIGN_NO;
}

/* ---- rows -------------------------------------------------------------------
 */

static struct branch identifier_branch(const struct identifier *id)
{
	return (struct branch){
		.label = id->kind == IDENTIFIER_DKIM ? "DKIM" : "SPF",
		.result = id->result,
		.alignment = id->alignment,
		.domain = id->domain,
		.nameless = "the claim names no domain",
	};
}

static struct branch signature_branch(
    const struct inspection *in, const struct dkim_signature *s)
{
	bool several = in->signatures->next != NULL;
	const struct identifier *id = reported_of_signature(&in->reported, s);
	const struct dkim_verdict *v = verified_of_signature(&in->verified, s);
	enum auth_result theirs = id != NULL ? id->result : AUTH_ABSENT;
	enum auth_result ours =
	    v != NULL && in->dns != NULL ? dkim_result(v->reason) : AUTH_ABSENT;
	struct branch b = { .label = "DKIM",
		.number = several ? s->index : 0,
		.result = word_of(ours, theirs),
		.alignment = s->alignment,
		.domain = s->domain,
		.nameless = "a signature that cannot be read",
		.signature = s };

	if (ours == AUTH_ABSENT)
		return b;
	if (copy_altered(in, v))
		b.result = theirs;
	align_branch(in, &b, verified_of(in, v));
	b.note = note_of(in, ours, theirs,
	    why_of(in, dkim_reason_text(v->reason), v->detail));
	return b;
}

static struct branch spf_branch(const struct inspection *in)
{
	const struct identifier *id = reported_of_spf(&in->reported);
	const struct spf_verdict *spf = in->verified.spf;
	struct branch b = { .label = "SPF",
		.result = in->reported.spf,
		.nameless = "no claim" };
	struct text why = text_new(4096);

	if (id != NULL)
		b = identifier_branch(id);
	if (spf != NULL && spf->result != AUTH_ABSENT) {
		b.result = word_of(spf->result, in->reported.spf);
		b.nameless = "no domain to check";
		if (bytes_present(spf->domain))
			b.domain = spf->domain;
		align_branch(in, &b, verified_of(in, NULL));
		report_spf_why(spf, &why);
		b.note = note_of(in, spf->result, in->reported.spf,
		    arena_copy(in->arena, text_bytes(&why)));
	}
	text_free(&why);
	return b;
}

struct rows {
	const struct inspection *in;
	struct branch *first, **end;
};

static void rows_add(struct rows *rows, struct branch b)
{
	struct branch *copy = arena_new(rows->in->arena, struct branch);

	*copy = b;
	*rows->end = copy;
	rows->end = &copy->next;
}

const struct branch *branches_of(const struct inspection *in)
{
	struct rows rows = { .in = in };
	const struct identifier *id = in->reported.identifiers;

	rows.end = &rows.first;
	for (const struct dkim_signature *s = in->signatures; s; s = s->next)
		rows_add(&rows, signature_branch(in, s));
	for (; id != NULL; id = id->next)
		if (id->kind == IDENTIFIER_DKIM && id->signature == NULL)
			rows_add(&rows, identifier_branch(id));
	if (in->signatures == NULL)
		rows_add(&rows, (struct branch){ .label = "DKIM",
				    .result = AUTH_NONE,
				    .nameless = "no DKIM-Signature" });
	rows_add(&rows, spf_branch(in));
	return rows.first;
}

/* ---- DMARC ------------------------------------------------------------------
 */

static void add_carrier(const struct inspection *in, size_t n,
    enum identifier_kind kind, const struct dkim_signature *signature,
    struct text *out)
{
	bool several = in->signatures != NULL && in->signatures->next != NULL;

	text_printf(out, "%s%s", n > 0 ? " and " : "",
	    kind == IDENTIFIER_DKIM ? "DKIM" : "SPF");
	if (kind == IDENTIFIER_DKIM && several && signature != NULL)
		text_printf(out, " %zu", signature->index);
}

/* "DKIM 1 and SPF": what passes and aligns, by the witness that counts. */
static size_t add_carriers(const struct inspection *in, struct text *out)
{
	const struct verified_identifier *v =
	    dmarc_decides(in) ? in->verified.dmarc->identifiers : NULL;
	const struct identifier *id =
	    dmarc_decides(in) ? NULL : in->reported.identifiers;
	size_t n = 0;

	for (; v != NULL; v = v->next)
		if (v->aligned[RFC9989])
			add_carrier(in, n++, v->kind,
			    v->dkim != NULL ? v->dkim->signature : NULL, out);
	for (; id != NULL; id = id->next)
		if (id->result == AUTH_PASS && id->alignment != ALIGN_NO)
			add_carrier(in, n++, id->kind, id->signature, out);
	return n;
}

static void add_dmarc_words(
    const struct inspection *in, enum auth_result result, struct text *out)
{
	struct text carriers = text_new(4096);
	size_t n = add_carriers(in, &carriers);
	struct bytes policy = policy_word(in);
	bool pass = result == AUTH_PASS;

	if (result == AUTH_ABSENT)
		text_add(out, BYTES("no claim"));
	else if (result == AUTH_NONE)
		text_add(out, BYTES("no record found"));
	else if (result == AUTH_TEMPERROR)
		text_add(out, BYTES("undecided"));
	else if (n > 0)
		text_printf(out, "%s %.*s", pass ? "by" : "in spite of",
		    FMT(text_bytes(&carriers)));
	else
		text_add(out, pass ? BYTES("by what the receiver knows")
				   : BYTES("nothing that passes aligns"));
	if (bytes_present(policy))
		text_printf(out, "; policy %.*s", FMT(policy));
	text_free(&carriers);
}

/* The words behind the result do not say it already. */
static struct bytes dmarc_why(
    const struct inspection *in, const struct dmarc_view *view)
{
	switch (view->reason) {
	case DMARC_ALIGNED:
	case DMARC_UNALIGNED:
	case DMARC_NOTHING_PASSES:
	case DMARC_NO_RECORD:
		return ABSENT;
	default:
		return why_of(
		    in, dmarc_reason_text(view->reason), view->detail);
	}
}

static void add_note(struct text *note, const char *format, const char *word)
{
	if (note->len > 0)
		text_add(note, BYTES("; "));
	text_printf(note, format, word);
}

/* Why, what the receiver says, and what others would: where that differs. */
static void add_dmarc_note(const struct inspection *in, struct text *note)
{
	const struct dmarc_view *view = own_dmarc(in);

	if (view == NULL)
		return;
	enum auth_result ours = dmarc_result(view->reason);
	enum auth_result theirs = in->reported.dmarc;
	enum auth_result before =
	    dmarc_result(in->verified.dmarc->by[RFC7489].reason);
	text_add(note, dmarc_why(in, view));
	if (theirs != AUTH_ABSENT && theirs != ours)
		add_note(
		    note, "the receiver says %s", auth_result_word(theirs));
	if (before != ours)
		add_note(
		    note, "by RFC 7489 it is %s", auth_result_word(before));
}

struct conclusion dmarc_conclusion(const struct inspection *in)
{
	const struct dmarc_view *view = own_dmarc(in);
	enum auth_result result =
	    word_of(view != NULL ? dmarc_result(view->reason) : AUTH_ABSENT,
		in->reported.dmarc);
	struct text words = text_new(REPORT_LIMIT);
	struct text note = text_new(REPORT_LIMIT);

	if (own_copy_altered(in) && in->reported.dmarc != AUTH_ABSENT)
		result = in->reported.dmarc;
	add_dmarc_words(in, result, &words);
	add_dmarc_note(in, &note);
	struct conclusion conclusion = { result,
		arena_copy(in->arena, text_bytes(&words)),
		arena_copy(in->arena, text_bytes(&note)) };
	text_free(&words);
	text_free(&note);
	return conclusion;
}
