#include "inspect/read/trust.h"

#include "common/base/names.h"
#include "common/net/suffix.h"
#include "inspect/model/receivers.h"
#include "inspect/read/border.h"

enum place {
	PLACE_ABOVE, /* above the border */
	PLACE_BELOW, /* right below it, before the author's fields */
	PLACE_AMONG, /* further down: anybody may have written it */
};

struct deciding {
	const struct premises *premises;
	const struct receiver *receiver;
	const struct hop *border;
	struct bytes host; /* the receiver's, by his topmost hop */
	size_t border_at;  /* the position of its field */
	size_t author_at;  /* of the first field of the author below it */
	struct claim_field *claims;
};

static enum place place_of(
    const struct deciding *d, const struct claim_field *field)
{
	if (field->position < d->border_at)
		return PLACE_ABOVE;
	return field->position < d->author_at ? PLACE_BELOW : PLACE_AMONG;
}

static bool has_habit(const struct deciding *d, enum habit habit)
{
	return d->receiver != NULL && (d->receiver->habits & habit) != 0;
}

static bool ids_told(const struct deciding *d)
{
	return d->premises->authserv_ids != NULL &&
	       d->premises->authserv_ids[0] != NULL;
}

static bool somebody_known(const struct deciding *d)
{
	const struct receiver *told = d->premises->receiver;

	return d->border != NULL || ids_told(d) ||
	       (told != NULL && !receiver_is_any_host(told));
}

/* The very host that took the message, when it is the receiver's. */
static bool is_border_host(const struct deciding *d, struct bytes id)
{
	return d->border != NULL && bytes_ieq(id, d->border->by) &&
	       receiver_has_border(d->receiver, id);
}

/* Ids the user told count alone, or beside a receiver he told. */
static bool id_matches(const struct deciding *d, struct bytes id)
{
	if (ids_told(d)) {
		if (word_listed(d->premises->authserv_ids, id))
			return true;
		return d->premises->receiver != NULL &&
		       receiver_has_id(d->premises->receiver, id);
	}
	if (d->receiver != NULL && !receiver_is_any_host(d->receiver))
		return receiver_has_id(d->receiver, id) ||
		       is_border_host(d, id);
	return suffix_same(d->premises->suffixes, id, d->host);
}

/* ---- contradictions ---------------------------------------------------- */

static bool differ(struct bytes a, struct bytes b)
{
	return bytes_present(a) && bytes_present(b) && !bytes_ieq(a, b);
}

static bool same(struct bytes a, struct bytes b)
{
	return bytes_present(a) && bytes_present(b) && bytes_ieq(a, b);
}

static bool about_one_signature(const struct claim *a, const struct claim *b)
{
	struct bytes b_a = claim_property(a, "header", "b");
	struct bytes b_b = claim_property(b, "header", "b");

	if (a->result == AUTH_NONE || b->result == AUTH_NONE)
		return true;
	if (bytes_present(b_a) && bytes_present(b_b))
		return same(b_a, b_b);
	return same(claim_property(a, "header", "d"),
		   claim_property(b, "header", "d")) &&
	       same(claim_property(a, "header", "s"),
		   claim_property(b, "header", "s"));
}

/* Two methods that are about one thing each, and results that cannot both
 * hold. */
static bool contradict(const struct claim *a, const struct claim *b)
{
	if (!bytes_eq(a->method, b->method))
		return false;
	bool results = a->result != b->result;
	if (bytes_eq(a->method, BYTES("dkim")))
		return results && about_one_signature(a, b);
	if (bytes_eq(a->method, BYTES("spf"))) {
		struct bytes from_a = claim_property(a, "smtp", "mailfrom");
		struct bytes from_b = claim_property(b, "smtp", "mailfrom");
		bool identity = bytes_present(from_a) == bytes_present(from_b);
		return identity && (results || differ(from_a, from_b));
	}
	return results && (bytes_eq(a->method, BYTES("dmarc")) ||
			      bytes_eq(a->method, BYTES("arc")));
}

static bool is_of_helo(const struct claim *spf)
{
	return bytes_ieq(
		   claim_property(spf, NULL, "identity"), BYTES("helo")) ||
	       (bytes_present(claim_property(spf, "smtp", "helo")) &&
		   !bytes_present(claim_property(spf, "smtp", "mailfrom")));
}

/* Received-SPF and Authentication-Results, in either order. */
static bool kinds_contradict(
    const struct claim_field *a, const struct claim_field *b)
{
	if (a->kind == CLAIM_ARC_AUTHENTICATION_RESULTS ||
	    b->kind == CLAIM_ARC_AUTHENTICATION_RESULTS)
		return false;
	for (const struct claim *x = a->claims; x != NULL; x = x->next)
		for (const struct claim *y = b->claims; y != NULL; y = y->next)
			if (bytes_eq(x->method, BYTES("spf")) &&
			    bytes_eq(y->method, x->method) &&
			    x->result != y->result && !is_of_helo(x) &&
			    !is_of_helo(y))
				return true;
	return false;
}

static bool fields_contradict(
    const struct claim_field *a, const struct claim_field *b)
{
	for (const struct claim *x = a->claims; x != NULL; x = x->next)
		for (const struct claim *y = b->claims; y != NULL; y = y->next)
			if (contradict(x, y))
				return true;
	return false;
}

/* ---- one field --------------------------------------------------------- */

static void decide(struct claim_field *field, enum trust trust, const char *why)
{
	field->trust = trust;
	field->why = why;
}

/* A trusted field further up that excludes this one. */
static bool is_excluded(const struct deciding *d, struct claim_field *field)
{
	for (struct claim_field *up = d->claims; up != field; up = up->next) {
		if (up->trust != TRUST_YES)
			continue;
		if (up->kind != field->kind) {
			if (!kinds_contradict(up, field))
				continue;
			decide(field, TRUST_MISPLACED,
			    "contradicts what the receiver says of SPF further "
			    "up");
			return true;
		}
		if (has_habit(d, HABIT_ONE_FIELD)) {
			decide(field, TRUST_MISPLACED,
			    "this receiver writes one such field, and it "
			    "stands further up");
			return true;
		}
		if (d->border != NULL && !has_habit(d, HABIT_SCATTERED) &&
		    place_of(d, up) != place_of(d, field)) {
			decide(field, TRUST_MISPLACED,
			    "below the border, while the receiver's own "
			    "field stands above it");
			return true;
		}
		if (fields_contradict(up, field)) {
			/* Among the author's fields neither is the first. */
			if (place_of(d, up) == PLACE_AMONG)
				decide(up, TRUST_MISPLACED,
				    "contradicts a field of the same id");
			decide(field, TRUST_MISPLACED,
			    "contradicts a field of the same id further up");
			return true;
		}
	}
	return false;
}

static bool names_nobody(const struct claim_field *field)
{
	return !bytes_present(field->authserv_id) ||
	       (field->kind == CLAIM_RECEIVED_SPF &&
		   bytes_ieq(field->authserv_id, BYTES("<UNKNOWN>")));
}

static void decide_by_place(const struct deciding *d, struct claim_field *field)
{
	bool scattered = has_habit(d, HABIT_SCATTERED) &&
			 field->kind == CLAIM_AUTHENTICATION_RESULTS;

	if (place_of(d, field) == PLACE_AMONG && !scattered)
		decide(field, TRUST_MISPLACED,
		    "as the receiver writes, but among the author's fields, "
		    "where anybody can");
	else if (!is_excluded(d, field))
		decide(field, TRUST_YES,
		    names_nobody(field)
			? "where only the receiver writes, who gives no id"
			: "the receiver's id, where only the receiver writes");
}

/* RFC 7208 9.1 has no id but "receiver=", which Gmail leaves out. */
static void decide_received_spf(
    const struct deciding *d, struct claim_field *field)
{
	bool first = d->border != NULL && field->position == d->border_at + 1;

	if (place_of(d, field) == PLACE_ABOVE || first)
		decide_by_place(d, field);
	else
		decide(field, TRUST_FOREIGN, "names no receiver");
}

static void decide_field(const struct deciding *d, struct claim_field *field)
{
	bool results = field->kind == CLAIM_AUTHENTICATION_RESULTS;

	if (field->kind == CLAIM_OTHER)
		decide(field, TRUST_NEVER,
		    "a field of this kind is shown, not believed");
	else if (!somebody_known(d))
		decide(field, TRUST_NO_RECEIVER,
		    "no Received field tells who received the message");
	else if (field->kind == CLAIM_RECEIVED_SPF && names_nobody(field))
		decide_received_spf(d, field);
	else if (names_nobody(field) && results && has_habit(d, HABIT_NO_ID))
		decide_by_place(d, field);
	else if (names_nobody(field))
		decide(field, TRUST_FOREIGN, "has no authserv-id");
	else if (!id_matches(d, field->authserv_id))
		decide(field, TRUST_FOREIGN,
		    "the authserv-id is not the receiver's");
	else
		decide_by_place(d, field);
}

void claims_trust(struct claim_field *claims, const struct message *message,
    const struct hop *hops, const struct hop *border,
    const struct receiver *receiver, const struct premises *premises)
{
	struct deciding d = { premises, receiver, border, ABSENT, 0, 0,
		claims };

	d.host = border_host(hops, premises->suffixes);
	d.author_at = border_author_at(border, message);
	/* Without a border all above the author's fields is the receiver's. */
	d.border_at = border != NULL ? (size_t)(border->field - message->fields)
				     : d.author_at;
	for (struct claim_field *f = claims; f != NULL; f = f->next)
		decide_field(&d, f);
}
