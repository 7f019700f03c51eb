#include "inspect/read/authres.h"

#include "common/base/names.h"
#include "common/mail/grammar.h"
#include "common/mail/limits.h"
#include "inspect/read/authres_octets.h"
#include "inspect/read/remarks.h"
#include "inspect/read/result_word.h"
#include <string.h>

enum form {
	FORM_RESULTS,	   /* RFC 8601 2.2 */
	FORM_ARC,	   /* the same behind "i=1;", RFC 8617 4.1.1 */
	FORM_RECEIVED_SPF, /* RFC 7208 9.1 */
	FORM_OPAQUE,
};

static const struct field_form {
	enum field_id field;
	enum claim_kind kind;
	enum form form;
} field_forms[] = {
	{ FIELD_AUTHENTICATION_RESULTS, CLAIM_AUTHENTICATION_RESULTS,
	    FORM_RESULTS },
	{ FIELD_ARC_AUTHENTICATION_RESULTS, CLAIM_ARC_AUTHENTICATION_RESULTS,
	    FORM_ARC },
	{ FIELD_RECEIVED_SPF, CLAIM_RECEIVED_SPF, FORM_RECEIVED_SPF },
	/* Exchange renames what others wrote to the first two. */
	{ FIELD_RESULTS_ORIGINAL, CLAIM_OTHER, FORM_RESULTS },
	{ FIELD_RESULTS_EXCHANGE, CLAIM_OTHER, FORM_RESULTS },
	{ FIELD_RESULTS_X_ORIGINAL, CLAIM_OTHER, FORM_RESULTS },
	{ FIELD_RESULTS_FASTMAIL, CLAIM_OTHER, FORM_RESULTS },
	{ FIELD_OTHER, CLAIM_OTHER, FORM_OPAQUE }, /* remarks alone */
};

static const char *const property_types[] = { "smtp", "header", "body",
	"policy", "dns", NULL };
static const char *const bare_keys[] = { "reason", "action", "x-bits", NULL };

struct reading {
	struct arena *arena;
	struct scan s;
	struct claim_field *field;
	size_t *left; /* claims that may still be taken from this message */
};

/* Note the mistake for the field and go on reading. */
static void settle(struct reading *r)
{
	if (r->s.mistake != NULL && r->field->mistake == NULL) {
		r->field->mistake = r->s.mistake;
		r->field->mistake_at =
		    (size_t)(r->s.at - r->field->field->value.ptr);
	}
	r->s.mistake = NULL;
}

/* All behind this is lost: it may be text of somebody else. */
static void give_up(struct reading *r, const char *mistake)
{
	scan_expected(&r->s, mistake);
	settle(r);
	r->s.at = r->s.end;
}

/*
 * A comment that ends within quotes was ended by a stranger: receivers write
 * MAIL FROM into comments, and its local part may be "a) dkim=pass (b".
 */
static struct bytes read_comment(struct reading *r)
{
	struct bytes text = scan_comment(&r->s);
	size_t quotes = 0;

	for (size_t i = 0; i < text.len; i++)
		quotes += text.ptr[i] == '"';
	if (!bytes_present(text))
		give_up(r, r->s.mistake);
	else if (quotes % 2 != 0)
		give_up(r, "quotes that end within their comment");
	return text;
}

static bool at(const struct reading *r, char c)
{
	return !scan_end(&r->s) && *r->s.at == c;
}

/* CFWS; the first comment is kept unless there is one. */
static void read_cfws(struct reading *r, struct bytes *first)
{
	scan_while(&r->s, is_blank);
	while (at(r, '(')) {
		struct bytes text = read_comment(r);
		if (!bytes_present(*first))
			*first = text;
		scan_while(&r->s, is_blank);
	}
}

static void skip_cfws(struct reading *r)
{
	struct bytes unused = ABSENT;

	read_cfws(r, &unused);
}

static struct bytes read_quoted(struct reading *r)
{
	struct bytes text = scan_quoted(r->arena, &r->s);

	if (r->s.mistake != NULL)
		give_up(r, r->s.mistake);
	return text;
}

/* To the next ';' that is in no comment and no quotes. */
static void skip_part(struct reading *r)
{
	settle(r);
	while (!scan_end(&r->s) && *r->s.at != ';') {
		if (at(r, '('))
			read_comment(r);
		else if (at(r, '"'))
			read_quoted(r);
		else
			r->s.at++;
	}
}

/* ---- properties -------------------------------------------------------- */

/* What comes is "smtp.mailfrom=" or "reason=", hence not a value. */
static bool at_next_property(struct scan s)
{
	struct bytes type = scan_while(&s, is_key_char);

	if (scan_take(&s, '.'))
		return word_listed(property_types, type) &&
		       scan_while(&s, is_name_char).len > 0 &&
		       scan_take(&s, '=');
	return word_listed(bare_keys, type) && scan_take(&s, '=');
}

/* The value may be empty, or stand on the next line (Fastmail). */
static struct bytes read_value(struct reading *r)
{
	struct scan *s = &r->s;
	const char *start = s->at;

	skip_cfws(r);
	if (s->at > start && at_next_property(*s))
		return BYTES("");
	if (!scan_at_quoted(s))
		return scan_while(s, is_value_char);
	struct bytes value = read_quoted(r);
	struct bytes domain = scan_while(s, is_value_char);
	if (domain.len == 0)
		return value;
	return arena_join(r->arena, value, domain, ABSENT);
}

/* NetEase breaks the line within the address, which has at most 320 octets. */
static struct bytes read_broken(struct reading *r, struct bytes value)
{
	for (int lines = 0; lines < 10; lines++) {
		struct scan s = r->s;
		struct bytes gap = scan_while(&s, is_blank);
		bool property = at_next_property(s);
		struct bytes more = scan_while(&s, is_value_char);
		if (property || more.len == 0 ||
		    bytes_find(gap, BYTES("\n")) == NULL)
			break;
		r->s = s;
		value = arena_join(r->arena, value, more, ABSENT);
	}
	return value;
}

static void add_property(struct reading *r, struct claim *claim,
    struct property ***last, const struct property *read)
{
	bool reason =
	    !bytes_present(read->type) && bytes_eq(read->name, BYTES("reason"));

	if (reason && !bytes_present(claim->reason)) {
		claim->reason = read->value;
		return;
	}
	**last = arena_new(r->arena, struct property);
	***last = *read;
	*last = &(**last)->next;
}

/* property = [ ptype [CFWS] "." [CFWS] ] name [CFWS] "=" pvalue */
static void read_property(
    struct reading *r, struct claim *claim, struct property ***last)
{
	struct scan *s = &r->s;
	struct property p = { 0 };
	struct bytes key = scan_while(s, is_key_char);

	if (key.len == 0)
		scan_expected(s, "a property");
	skip_cfws(r);
	if (scan_take(s, '.')) {
		p.type = arena_lower(r->arena, key);
		skip_cfws(r);
		key = scan_while(s, is_name_char);
	}
	p.name = arena_lower(r->arena, key);
	skip_cfws(r);
	scan_char(s, '=', "'=' after the name of a property");
	p.value = read_value(r);
	if (bytes_eq(p.name, BYTES("mail")) && bytes_eq(p.type, BYTES("smtp")))
		p.value = read_broken(r, p.value);
	if (s->mistake == NULL && bytes_present(p.value))
		add_property(r, claim, last, &p);
}

/* Up to the ';' of this result; with `all` to the end of the field. */
static void read_properties(struct reading *r, struct claim *claim, bool all)
{
	struct property **last = &claim->properties;
	size_t count = 0;

	for (;;) {
		read_cfws(r, &claim->comment);
		while (all && scan_take(&r->s, ';'))
			read_cfws(r, &claim->comment);
		if (scan_end(&r->s) || at(r, ';'))
			break;
		if (count++ >= LIMIT_PROPERTIES)
			scan_expected(&r->s, "fewer properties");
		read_property(r, claim, &last);
		if (r->s.mistake != NULL)
			skip_part(r);
	}
}

/* ---- results ----------------------------------------------------------- */

static unsigned read_version(struct reading *r)
{
	uint64_t version = 1;

	if (!bytes_number(scan_while(&r->s, is_digit), 999, &version))
		scan_expected(&r->s, "a version");
	skip_cfws(r);
	return (unsigned)version;
}

/* A word that goes on, as in "pass@example.com", is part of an address whose
 * local part nobody quoted. */
static void read_result(struct reading *r, struct claim *claim)
{
	struct bytes word = scan_while(&r->s, is_token_char);
	bool ends =
	    scan_end(&r->s) || is_blank(*r->s.at) || at(r, ';') || at(r, '(');

	if (word.len == 0 || !ends)
		scan_expected(&r->s, "a result");
	claim->word = word;
	claim->result = result_word_read(word);
}

/* Exchange writes the recipient's domain as a part of its own. */
static bool is_stray_name(const struct reading *r, struct bytes word)
{
	return (scan_end(&r->s) || at(r, ';')) && r->s.mistake == NULL &&
	       memchr(word.ptr, '.', word.len) != NULL;
}

/*
 * resinfo = method [ "/" version ] "=" result [ reason ] *property
 * NULL: the part holds no result: "none", nothing, or a mistake.
 */
static struct claim *read_claim(struct reading *r)
{
	struct scan *s = &r->s;
	struct claim *claim = arena_new(r->arena, struct claim);
	struct bytes method = scan_while(s, is_name_char);

	claim->version = 1;
	skip_cfws(r);
	if (bytes_ieq(method, BYTES("none")) && (scan_end(s) || at(r, ';')))
		return NULL;
	if (method.len > 0 && is_stray_name(r, method))
		return NULL;
	if (method.len == 0 || memchr(method.ptr, '.', method.len) != NULL)
		scan_expected(s, "a method");
	if (scan_take(s, '/')) {
		skip_cfws(r);
		claim->version = read_version(r);
	}
	scan_char(s, '=', "'=' after a method");
	skip_cfws(r);
	read_result(r, claim);
	if (s->mistake != NULL)
		return NULL;
	claim->method = arena_lower(r->arena, method);
	read_properties(r, claim, false);
	return claim;
}

/* SES writes what stands in Received-SPF behind its spf result, each in a
 * part of its own. */
static bool is_spf_key(struct scan s)
{
	static const char *const keys[] = { "client-ip", "envelope-from",
		"helo", "receiver", "identity", NULL };

	return word_listed(keys, scan_while(&s, is_name_char)) &&
	       scan_take(&s, '=');
}

static void read_spf_key(struct reading *r, struct claim *spf)
{
	struct property **last = &spf->properties;
	size_t count = 0;

	while (*last != NULL && count++ < LIMIT_PROPERTIES)
		last = &(*last)->next;
	if (*last == NULL)
		read_property(r, spf, &last);
	skip_part(r);
}

static void read_claims(struct reading *r)
{
	struct claim **last = &r->field->claims, *before = NULL;
	size_t count = 0;

	while (!scan_end(&r->s)) {
		skip_cfws(r);
		if (scan_take(&r->s, ';') || scan_end(&r->s))
			continue;
		if (count == LIMIT_CLAIMS || *r->left == 0) {
			scan_expected(&r->s, "fewer results");
			break;
		}
		if (before != NULL && is_spf_key(r->s)) {
			read_spf_key(r, before);
			continue;
		}
		struct claim *claim = read_claim(r);
		if (claim != NULL) {
			bool spf = bytes_eq(claim->method, BYTES("spf"));
			before = spf ? claim : NULL;
			*last = claim;
			last = &claim->next;
			count++;
			--*r->left;
		}
		skip_part(r);
	}
	settle(r);
}

/* ---- fields ------------------------------------------------------------ */

/* arc-info = "i" "=" instance ";" */
static void read_instance(struct reading *r)
{
	struct scan *s = &r->s;
	uint64_t instance = 0;

	skip_cfws(r);
	scan_char(s, 'i', "'i=' of ARC");
	skip_cfws(r);
	scan_char(s, '=', "'i=' of ARC");
	skip_cfws(r);
	if (!bytes_number(scan_while(s, is_digit), 50, &instance))
		scan_expected(s, "an instance from 1 to 50");
	skip_cfws(r);
	scan_char(s, ';', "';' after the instance");
	r->field->instance = (unsigned)instance;
	settle(r);
}

unsigned claim_instance(struct bytes value)
{
	struct field field = { .value = value };
	struct claim_field claims = { .field = &field };
	struct reading r = { NULL, scan_of(value), &claims, NULL };

	read_instance(&r);
	return claims.mistake == NULL ? claims.instance : 0;
}

/*
 * authserv-id [ CFWS version ] ";"
 *
 * Exchange leaves it out and begins with a result: told by its '='.
 */
static void read_id(struct reading *r)
{
	struct scan *s = &r->s;
	struct bytes id;

	skip_cfws(r);
	struct scan start = *s;
	id = scan_at_quoted(s) ? read_quoted(r) : scan_while(s, is_id_char);
	skip_cfws(r);
	if (at(r, '=')) {
		*s = start;
		return;
	}
	if (id.len == 0)
		scan_expected(s, "an authserv-id");
	else
		r->field->authserv_id = id;
	if (s->mistake == NULL && !scan_end(s) && is_digit(*s->at))
		read_version(r);
	if (!scan_end(s))
		scan_char(s, ';', "';' after the authserv-id");
	if (s->mistake != NULL)
		skip_part(r);
}

/* result [ comment ] *( key "=" value [ ";" ] ) */
static void read_received_spf(struct reading *r)
{
	struct claim *claim = arena_new(r->arena, struct claim);

	skip_cfws(r);
	claim->method = BYTES("spf");
	claim->version = 1;
	read_result(r, claim);
	if (r->s.mistake != NULL) {
		skip_part(r);
		return;
	}
	read_properties(r, claim, true);
	r->field->claims = claim;
	struct bytes receiver = claim_property(claim, NULL, "receiver");
	if (receiver.len > 0)
		r->field->authserv_id = receiver;
}

static struct claim_field *read_field(struct arena *arena,
    const struct field *field, const struct field_form *f, size_t *left)
{
	struct claim_field *claims = arena_new(arena, struct claim_field);
	struct reading r = { arena, scan_of(field->value), claims, left };

	claims->field = field;
	claims->kind = f->kind;
	claims->trust = TRUST_NO_RECEIVER;
	/* Half of a field could say something else. */
	if (field->value.len > LIMIT_VALUE) {
		scan_expected(&r.s, "a shorter field");
		settle(&r);
		return claims;
	}
	if (f->form == FORM_ARC)
		read_instance(&r);
	if (f->form == FORM_ARC || f->form == FORM_RESULTS) {
		read_id(&r);
		read_claims(&r);
	} else if (f->form == FORM_RECEIVED_SPF) {
		read_received_spf(&r);
	}
	return claims;
}

static const struct field_form *form_of(enum field_id field)
{
	const struct field_form *f = field_forms;

	while (f->field != FIELD_OTHER && f->field != field)
		f++;
	return f->field != FIELD_OTHER || remarks_expected(field) ? f : NULL;
}

struct claim_field *claims_read(
    struct arena *arena, const struct message *message)
{
	struct claim_field *first = NULL;
	struct claim_field **last = &first;
	size_t count = 0, left = LIMIT_ALL_CLAIMS;

	for (size_t i = 0; i < message->field_count; i++) {
		const struct field *field = &message->fields[i];
		const struct field_form *f = form_of(field->id);
		if (f == NULL || count++ >= LIMIT_CLAIM_FIELDS)
			continue;
		*last = read_field(arena, field, f, &left);
		(*last)->position = i;
		last = &(*last)->next;
	}
	return first;
}
