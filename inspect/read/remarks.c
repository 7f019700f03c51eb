#include "inspect/read/remarks.h"

#include "common/mail/limits.h"
#include "inspect/model/receivers.h"
#include "inspect/read/border.h"
#include "inspect/read/remark_words.h"
#include <string.h>

#define VALUE_MOST 300 /* octets of one that are kept: more than is read */

struct remarking {
	struct arena *arena;
	const struct claim_field *field;
	struct remark **last;
	size_t count;
};

/* One line, each fold a blank. */
static struct bytes unfolded(struct arena *arena, struct bytes value)
{
	struct bytes rest = bytes_first(bytes_trim(value), LIMIT_VALUE), line;
	char *out = arena_alloc(arena, rest.len + 1);
	size_t len = 0;

	while (bytes_line(&rest, &line)) {
		line = bytes_trim(line);
		if (len > 0)
			out[len++] = ' ';
		memcpy(out + len, line.ptr, line.len);
		len += line.len;
	}
	return (struct bytes){ out, len };
}

static void add(struct remarking *r, struct bytes name, struct bytes value,
    const char *meaning, bool against)
{
	if (r->count++ >= LIMIT_REMARKS)
		return;
	*r->last = arena_new(r->arena, struct remark);
	**r->last = (struct remark){ .name = name,
		.value = bytes_first(value, VALUE_MOST),
		.meaning = meaning,
		.against = against };
	r->last = &(*r->last)->next;
}

static void add_word(struct remarking *r, struct bytes name, struct bytes value,
    const struct remark_word *word)
{
	add(r, name, value, word->meaning, word->against);
}

static struct bytes first_word(struct bytes value)
{
	size_t n = 0;

	while (n < value.len && !is_blank(value.ptr[n]) &&
	       value.ptr[n] != ';' && value.ptr[n] != ',')
		n++;
	return bytes_first(value, n);
}

/* ---- the forms ------------------------------------------------------------
 */

/* KEY:VALUE;KEY:VALUE; of which those are kept that mean something. */
static void read_tags(struct remarking *r, struct bytes rest)
{
	struct bytes part, key, value;

	while (rest.len > 0) {
		bytes_cut(rest, ';', &part, &rest);
		bytes_cut(bytes_trim(part), ':', &key, &value);
		value = bytes_trim(value);
		if (value.len == 0)
			continue;
		const struct remark_word *word =
		    remark_word_find(microsoft_words, key, value);
		if (word != NULL)
			add_word(r, key, value, word);
	}
}

/* At least one point. */
static bool weighs(struct bytes score)
{
	return score.len > 0 && is_digit(score.ptr[0]) && score.ptr[0] != '0';
}

/* SYMBOL(SCORE)[OPTIONS]: what is about authentication, or weighs. */
static void read_symbol(struct remarking *r, struct bytes part)
{
	struct bytes name, score, options;

	if (!bytes_cut(part, '(', &name, &score) || name.len == 0)
		return;
	bytes_cut(score, ')', &score, &options);
	const struct remark_word *word =
	    remark_word_find(rspamd_words, name, score);
	if (word == NULL && !weighs(score))
		return;
	add(r, name,
	    arena_printf(r->arena, "%.*s %.*s", FMT(score),
		FMT(bytes_first(options, VALUE_MOST))),
	    word != NULL ? word->meaning : NULL, weighs(score));
}

/* default: True [16.30 / 15.00]; SYMBOL(1.00)[...]; ... */
static void read_spamd(struct remarking *r, struct bytes rest)
{
	struct bytes part, before, score;

	bytes_cut(rest, ';', &part, &rest);
	if (bytes_cut(part, '[', &before, &score)) {
		bool spam = bytes_find(before, BYTES("True")) != NULL;
		bytes_cut(score, ']', &score, &part);
		add(r, BYTES("score"), score, spam ? "spam" : "no spam", spam);
	}
	while (rest.len > 0) {
		bytes_cut(rest, ';', &part, &rest);
		read_symbol(r, bytes_trim(part));
	}
}

/* What stands behind `key` up to the next blank; absent: nothing does. */
static struct bytes behind(struct bytes value, struct bytes key)
{
	const char *at = bytes_find(value, key);

	return at != NULL ? first_word(bytes_skip(
				value, (size_t)(at - value.ptr) + key.len))
			  : ABSENT;
}

/* tests=A,B, C autolearn=no: the list may have been folded. */
static struct bytes tests_of(struct bytes value)
{
	const char *at = bytes_find(value, BYTES(" tests="));

	if (at == NULL)
		return ABSENT;
	value = bytes_skip(value, (size_t)(at - value.ptr) + 7);
	const char *end = bytes_find(value, BYTES(" autolearn="));
	if (end != NULL)
		value = bytes_first(value, (size_t)(end - value.ptr));
	return bytes_trim(value);
}

/* Yes, score=7.1 required=5.0 tests=... */
static void read_status(struct remarking *r, struct bytes value)
{
	struct bytes said = first_word(value);
	struct bytes score = behind(value, BYTES(" score="));
	struct bytes required = behind(value, BYTES(" required="));
	struct bytes tests = tests_of(value);
	bool spam = bytes_ieq(said, BYTES("yes"));

	add(r, r->field->field->name, said, spam ? "spam" : "no spam", spam);
	if (score.len > 0)
		add(r, BYTES("score"),
		    arena_printf(r->arena, "%.*s of %.*s", FMT(score),
			FMT(required.len > 0 ? required : BYTES("?"))),
		    NULL, spam);
	if (tests.len > 0)
		add(r, BYTES("tests"), tests, NULL, spam);
}

static void read_verdict(struct remarking *r, struct bytes value)
{
	struct bytes name = r->field->field->name;
	const struct remark_word *word =
	    remark_word_find(verdict_words, name, value);

	if (word == NULL || word->value == NULL) {
		const struct remark_word *first =
		    remark_word_find(verdict_words, name, first_word(value));
		word = first != NULL ? first : word;
	}
	if (value.len > 0)
		add(r, name, value, word != NULL ? word->meaning : NULL,
		    word != NULL && word->against);
}

static const struct form {
	enum field_id field;
	void (*read)(struct remarking *r, struct bytes value);
} forms[] = {
	{ FIELD_FOREFRONT, read_tags },
	{ FIELD_FOREFRONT_UNTRUSTED, read_tags },
	{ FIELD_ANTISPAM, read_tags },
	{ FIELD_ANTISPAM_UNTRUSTED, read_tags },
	{ FIELD_ANTISPAM_DELIVERY, read_tags },
	{ FIELD_SPAMD_RESULT, read_spamd },
	{ FIELD_SPAM_STATUS, read_status },
	{ FIELD_EXCHANGE_SCL, read_verdict },
	{ FIELD_SES_SPAM, read_verdict },
	{ FIELD_SES_VIRUS, read_verdict },
	{ FIELD_GM_SPAM, read_verdict },
	{ FIELD_GM_PHISHY, read_verdict },
	{ FIELD_YANDEX_SPAM, read_verdict },
	{ FIELD_SPAM_FLAG, read_verdict },
	{ FIELD_SPAM, read_verdict },
	{ FIELD_SPAM_SCORE, read_verdict },
	{ FIELD_SPAM_HITS, read_verdict },
	{ FIELD_SPAM_KNOWN_SENDER, read_verdict },
	{ FIELD_RSPAMD_ACTION, read_verdict },
	{ FIELD_GMX_ANTISPAM, read_verdict },
	{ FIELD_ME_CATEGORY, read_verdict },
	{ FIELD_OTHER, NULL },
};

/* ---- codes in results -----------------------------------------------------
 */

static void read_code(
    struct remarking *r, const char *key, const char *name, struct bytes code)
{
	const struct remark_word *word =
	    remark_word_find(result_codes, bytes_of(key), code);

	/* The first digit of compauth's reasons is their class. */
	if (word == NULL)
		word = remark_word_find(
		    result_codes, bytes_of(key), bytes_first(code, 1));
	if (word != NULL)
		add_word(r, bytes_of(name), code, word);
}

/* (p=REJECT sp=REJECT dis=NONE): shown, and no result of it. */
static void read_disposition(struct remarking *r, struct bytes comment)
{
	struct bytes part;

	while (comment.len > 0) {
		bytes_cut(comment, ' ', &part, &comment);
		if (bytes_istarts(part, BYTES("dis=")))
			read_code(r, "dis", "dis", bytes_skip(part, 4));
	}
}

static void read_codes(struct remarking *r)
{
	for (const struct claim *c = r->field->claims; c; c = c->next) {
		struct bytes action = claim_property(c, NULL, "action");
		if (bytes_is(c->method, "compauth"))
			read_code(r, "compauth", "compauth reason", c->reason);
		if (bytes_present(action))
			read_code(r, "action", "action", action);
		if (bytes_is(c->method, "dmarc"))
			read_disposition(r, c->comment);
	}
}

static const struct form *form_of(enum field_id field)
{
	const struct form *form = forms;

	while (form->read != NULL && form->field != field)
		form++;
	return form->read != NULL ? form : NULL;
}

bool remarks_expected(enum field_id field)
{
	return form_of(field) != NULL;
}

struct remark *remarks_of(struct arena *arena, const struct claim_field *field)
{
	struct remark *first = NULL;
	struct remarking r = { arena, field, &first, 0 };
	const struct form *form = form_of(field->field->id);

	if (form != NULL)
		form->read(&r, unfolded(arena, field->field->value));
	else if (field->kind == CLAIM_AUTHENTICATION_RESULTS)
		read_codes(&r);
	return first;
}

/* ---- where they stand -----------------------------------------------------
 */

static bool is_only_one(
    const struct claim_field *claims, const struct claim_field *field)
{
	size_t n = 0;

	for (const struct claim_field *f = claims; f != NULL; f = f->next)
		n += f->field->id == field->field->id;
	return n == 1;
}

static bool is_renamed(const struct claim_field *field)
{
	return field->field->id == FIELD_FOREFRONT_UNTRUSTED ||
	       field->field->id == FIELD_ANTISPAM_UNTRUSTED;
}

static void place(struct claim_field *field, const struct claim_field *claims,
    size_t author_at, bool last)
{
	if (is_renamed(field)) {
		field->why = "what another server wrote, renamed by the "
			     "receiver: shown, not believed";
		return;
	}
	field->placed =
	    field->position < author_at || (last && is_only_one(claims, field));
	field->why =
	    field->placed
		? "what the receiver's filter says: evidence, not a result"
		: "a filter's words among the author's fields, where anybody "
		  "can write them: shown, not believed";
}

void remarks_read(struct claim_field *claims, struct arena *arena,
    const struct message *message, const struct hop *border,
    const struct receiver *receiver)
{
	size_t author_at =
	    border != NULL ? border_author_at(border, message) : 0;
	bool last = border != NULL && receiver != NULL &&
		    (receiver->habits & HABIT_REMARKS_LAST) != 0;

	for (struct claim_field *f = claims; f != NULL; f = f->next) {
		f->remarks = remarks_of(arena, f);
		if (f->kind != CLAIM_OTHER)
			f->placed = f->trust == TRUST_YES;
		else if (f->remarks != NULL)
			place(f, claims, author_at, last);
	}
}
