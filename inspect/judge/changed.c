#include "inspect/judge/changed.h"

#define VALUE_MOST 200 /* octets of a value in a sentence */
#define TEXT_MOST  500

static const struct transit *compared(const struct inspection *in)
{
	return in->transit != NULL && in->transit->compared ? in->transit
							    : NULL;
}

/* ---- where on the way ---------------------------------------------------- */

/* What an ARC set says of this domain's signature; ABSENT: nothing. */
static enum auth_result seen_by(
    const struct arc_instance *set, struct bytes domain)
{
	enum auth_result seen = AUTH_ABSENT;
	const struct claim *c =
	    set->claims != NULL ? set->claims->claims : NULL;

	for (; c != NULL; c = c->next) {
		struct bytes d = claim_property(c, "header", "d"), local;
		if (!bytes_present(d))
			bytes_cut_last(
			    claim_property(c, "header", "i"), '@', &local, &d);
		if (bytes_is(c->method, "dkim") && bytes_ieq(d, domain) &&
		    (seen == AUTH_ABSENT || c->result == AUTH_PASS))
			seen = c->result;
	}
	return seen;
}

/* "after mx.a.example (ARC 1) saw it pass, before b.example (ARC 2)"; absent:
 * no chain that is intact tells. */
static struct bytes told_by_arc(
    const struct inspection *in, struct bytes domain)
{
	const struct arc_verdict *arc = in->verified.arc;
	const struct arc_instance *good = NULL, *bad = NULL;

	if (arc == NULL || arc->result != AUTH_PASS)
		return ABSENT;
	for (const struct arc_instance *i = arc->instances; i; i = i->next) {
		enum auth_result seen = seen_by(i, domain);
		if (seen == AUTH_PASS) {
			good = i;
			bad = NULL;
		} else if (seen == AUTH_FAIL && bad == NULL)
			bad = i;
	}
	if (good == NULL)
		return bad != NULL
			   ? arena_printf(in->arena,
				 "before %.*s (ARC instance %u), which saw it "
				 "fail",
				 FMT(bad->domain), bad->instance)
			   : ABSENT;
	if (bad == NULL)
		return arena_printf(in->arena,
		    "at or behind %.*s (ARC instance %u), which saw it pass",
		    FMT(good->domain), good->instance);
	return arena_printf(in->arena,
	    "between %.*s (ARC instance %u), which saw it pass, and %.*s "
	    "(instance %u), which saw it fail",
	    FMT(good->domain), good->instance, FMT(bad->domain), bad->instance);
}

/* A field that a mailing list put in. */
static const struct field_change *mark_of_list(const struct inspection *in)
{
	const struct field_change *f =
	    compared(in) != NULL ? in->transit->fields : NULL;

	while (f != NULL && (f->by != BY_LIST || f->kind != CHANGE_ADDED))
		f = f->next;
	return f;
}

static struct bytes told_by_list(const struct inspection *in)
{
	const struct field_change *f = mark_of_list(in);

	if (f == NULL)
		return ABSENT;
	if (f->below == NULL || !bytes_present(f->below->by))
		return arena_printf(in->arena, "at a mailing list (%.*s: %.*s)",
		    FMT(f->name), FMT(bytes_first(f->received, VALUE_MOST)));
	return arena_printf(in->arena,
	    "at a mailing list before %.*s (%.*s: %.*s)", FMT(f->below->by),
	    FMT(f->name), FMT(bytes_first(f->received, VALUE_MOST)));
}

struct bytes change_place_words(
    const struct inspection *in, const struct dkim_verdict *v)
{
	struct bytes where = told_by_arc(in, v->signature->domain);

	if (!bytes_present(where))
		where = told_by_list(in);
	return bytes_present(where)
		   ? arena_printf(in->arena, " That happened %.*s.", FMT(where))
		   : BYTES("");
}

/* ---- the body ------------------------------------------------------------ */

static const char *const fixes[] = {
	[BODY_NONE] = "The body is as it was sent, so the signer saw another "
		      "one: look at what stands between it and the server "
		      "that took the message.",
	[BODY_LINE_ENDS] = "Send CRLF at the end of every line.",
	[BODY_WHITE_SPACE] =
	    "Encode the text as quoted-printable or base64, in lines of at "
	    "most 76 octets without blanks at their ends: servers on the way "
	    "have no reason to touch that.",
	[BODY_ENCODING] =
	    "Send the text as quoted-printable or base64: a server on the way "
	    "encodes 8bit and long lines anew.",
	[BODY_TRACKING] =
	    "Let nobody rewrite links behind the signer; the open and click "
	    "tracking of SES comes before it.",
	[BODY_APPENDED] = "A gateway or list behind the signer adds the text: "
			  "have it leave signed mail alone, or verify before "
			  "it adds and seal with ARC. Nothing at the sender "
			  "mends it.",
	[BODY_CUT] = "A server on the way cuts the message: look for its limit "
		     "of size, and send smaller messages.",
	[BODY_ALTERED] = "A gateway or list behind the signer rewrites the "
			 "body (links, words, attachments): have it verify "
			 "before that and seal with ARC, or leave signed mail "
			 "alone. Nothing at the sender mends it.",
};

static const char *fix_of(enum body_change_kind kind)
{
	if (kind == BODY_PREPENDED || kind == BODY_INSERTED ||
	    kind == BODY_REBUILT)
		kind = BODY_APPENDED;
	return kind == BODY_REMOVED ? fixes[BODY_ALTERED] : fixes[kind];
}

struct bytes body_change_words(const struct inspection *in)
{
	const struct transit *t = compared(in);

	return t != NULL ? arena_printf(in->arena, ": %.*s",
			       FMT(body_change_said(in->arena, &t->body)))
			 : BYTES("");
}

static void spot_shown(
    struct judgement *j, const char *side, const struct transit_spot *spot)
{
	shown_by(j,
	    arena_printf(j->arena, "%s, octet %zu, line %zu", side,
		spot->offset, spot->line)
		.ptr,
	    spot->octets.len > 0 ? octets_visible(j->arena, spot->octets)
				 : BYTES("the end"));
}

void body_change_shown(struct judgement *j)
{
	const struct transit *t = compared(j->in);

	if (t == NULL)
		return;
	if (t->body.kind != BODY_NONE) {
		spot_shown(j, "sent", &t->body.sent);
		spot_shown(j, "received", &t->body.received);
	}
	if (t->body.text.len > 0)
		shown_by(j, "text",
		    octets_visible(
			j->arena, bytes_first(t->body.text, TEXT_MOST)));
	fixed_by(j, "%s", fix_of(t->body.kind));
}

/* ---- the header ---------------------------------------------------------- */

static bool header_is_simple(const struct dkim_signature *signature)
{
	return !bytes_istarts(signature->canonicalization, BYTES("relaxed"));
}

/* It would break the signature: what SES does comes before it signs, and so
 * does whatever stands below its fields. */
static bool breaks(
    const struct field_change *change, const struct dkim_signature *signature)
{
	if (change->by == BY_SES || !signature_names(signature, change->name))
		return false;
	return change->kind != CHANGE_REFOLDED || header_is_simple(signature);
}

const struct field_change *signed_field_changed(
    const struct inspection *in, const struct dkim_verdict *v)
{
	const struct transit *t = compared(in);
	const struct field_change *f = t != NULL ? t->fields : NULL;
	const struct field_change *moved = NULL;

	for (; f != NULL; f = f->next) {
		bool hit = breaks(f, v->signature);
		if (hit && f->kind != CHANGE_MOVED)
			return f;
		if (hit && moved == NULL)
			moved = f;
	}
	return moved;
}

static struct bytes quoted(struct judgement *j, struct bytes value)
{
	return arena_printf(j->arena, "\"%.*s%s\"",
	    FMT(bytes_first(value, VALUE_MOST)),
	    value.len > VALUE_MOST ? " ..." : "");
}

struct bytes field_change_words(struct judgement *j,
    const struct field_change *change, const struct dkim_verdict *v)
{
	struct bytes start = arena_printf(j->arena,
	    "%.*s was %s after %.*s signed it", FMT(change->name),
	    field_change_word(change->kind), FMT(v->signature->domain));

	if (change->kind == CHANGE_REPLACED)
		return arena_printf(j->arena, "%.*s: %.*s became %.*s",
		    FMT(start), FMT(quoted(j, change->sent)),
		    FMT(quoted(j, change->received)));
	return start;
}

static const char *side_of(
    struct judgement *j, const struct field_change *change, const char *side)
{
	return arena_printf(j->arena, "%.*s %s", FMT(change->name), side).ptr;
}

void header_change_shown(struct judgement *j, const struct dkim_verdict *v)
{
	const struct field_change *f =
	    compared(j->in) != NULL ? j->in->transit->fields : NULL;

	for (; f != NULL; f = f->next) {
		if (!breaks(f, v->signature))
			continue;
		shown_by(j, side_of(j, f, "as sent"), f->sent);
		shown_by(j, side_of(j, f, "here"), f->received);
	}
	if (mark_of_list(j->in) != NULL)
		fixed_by(j,
		    "A mailing list rewrites the field: it has to sign as "
		    "itself, with a From of its own, or leave the field as it "
		    "is. Nothing at the sender mends it.");
	else if (signed_field_changed(j->in, v) != NULL)
		fixed_by(j,
		    "A server behind the signer rewrites the field: have it "
		    "leave signed mail alone, or verify before that and seal "
		    "with ARC. Nothing at the sender mends it.");
}
