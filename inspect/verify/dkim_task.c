#include "inspect/verify/dkim_task.h"

#include "common/mail/limits.h"
#include "common/net/domain.h"

/* ---- what the tags say --------------------------------------------------- */

static bool read_algorithm(struct dkim_task *t)
{
	struct bytes a = t->signature->algorithm;

	t->kind = bytes_eq(a, BYTES("ed25519-sha256")) ? PUBLIC_KEY_ED25519
						       : PUBLIC_KEY_RSA;
	return t->kind == PUBLIC_KEY_ED25519 ||
	       bytes_eq(a, BYTES("rsa-sha256"));
}

static bool read_canon(struct bytes word, enum canon_kind *kind)
{
	word = bytes_trim(word);
	*kind = bytes_eq(word, BYTES("relaxed")) ? CANON_RELAXED : CANON_SIMPLE;
	return *kind == CANON_RELAXED || bytes_eq(word, BYTES("simple"));
}

/* 3.5: without c= both are simple, without '/' the body is. */
static bool read_canons(struct dkim_task *t)
{
	struct bytes c = t->signature->canonicalization, header, body;

	t->header = t->body = CANON_SIMPLE;
	if (!bytes_present(c))
		return true;
	bytes_cut(c, '/', &header, &body);
	return read_canon(header, &t->header) &&
	       (!bytes_present(body) || read_canon(body, &t->body));
}

static size_t count_names(struct bytes list)
{
	size_t count = 1;

	for (size_t i = 0; i < list.len; i++)
		count += list.ptr[i] == ':';
	return count;
}

static bool read_names(struct dkim_task *t, struct arena *arena)
{
	struct bytes rest = t->signature->names;
	size_t count = count_names(rest);

	if (count > LIMIT_SIGNED_NAMES)
		return false;
	struct bytes *names = arena_new_array(arena, struct bytes, count);
	t->names = names;
	while (bytes_present(rest)) {
		bytes_cut(rest, ':', names, &rest);
		*names = bytes_trim(*names);
		names++;
	}
	t->name_count = count;
	return true;
}

/* 3.5: i= is [Local-part] "@" domain-name; the last "@" counts. */
static void read_identity(struct dkim_task *t, struct arena *arena)
{
	struct bytes local, domain, i = t->signature->identity;

	t->identity_domain = t->signature->domain;
	if (!bytes_present(i))
		return;
	bytes_cut_last(i, '@', &local, &domain);
	t->identity_domain =
	    bytes_present(local) ? domain_read(arena, domain) : ABSENT;
}

/* ---- what may be wrong with them ----------------------------------------- */

static bool version_wrong(const struct dkim_task *t)
{
	struct bytes v = t->signature->version;

	return t->signature->mistake != NULL && bytes_present(v) &&
	       !bytes_eq(v, BYTES("1"));
}

static bool field_unreadable(const struct dkim_task *t)
{
	return t->signature->mistake != NULL;
}

/* What is hashed for each of many signatures has to be bounded. */
static bool header_large(const struct dkim_task *t)
{
	return t->message->header.len > LIMIT_HEADER;
}

static bool is_sha1(const struct dkim_task *t)
{
	return bytes_eq(t->signature->algorithm, BYTES("rsa-sha1"));
}

static bool fields_left_out(const struct dkim_task *t)
{
	return t->message->left_out;
}

static bool query_unknown(const struct dkim_task *t)
{
	struct bytes one, rest = t->signature->query;

	if (!bytes_present(rest))
		return false;
	while (bytes_present(rest)) {
		bytes_cut(rest, ':', &one, &rest);
		if (bytes_eq(bytes_trim(one), BYTES("dns/txt")))
			return false;
	}
	return true;
}

static bool identity_foreign(const struct dkim_task *t)
{
	return !domain_under(t->identity_domain, t->signature->domain);
}

static bool from_unsigned(const struct dkim_task *t)
{
	size_t listed = 0, there = 0;

	if (t->signature->kind != SIGNATURE_DKIM)
		return false;
	for (size_t i = 0; i < t->name_count; i++)
		listed += bytes_ieq(t->names[i], BYTES("From"));
	for (size_t i = 0; i < t->message->field_count; i++)
		there += t->message->fields[i].id == FIELD_FROM;
	return listed == 0 || listed < there;
}

static bool times_reversed(const struct dkim_task *t)
{
	const struct dkim_signature *s = t->signature;

	return s->expiration != TIME_UNKNOWN && s->timestamp != TIME_UNKNOWN &&
	       s->expiration <= s->timestamp;
}

static bool is_expired(const struct dkim_task *t)
{
	int64_t x = t->signature->expiration;

	return x != TIME_UNKNOWN && x < t->now;
}

/* In this order; a row that cannot be read past ends it. */
struct check {
	bool (*wrong)(const struct dkim_task *task);
	enum dkim_reason reason;
	const char *detail;
};

static const struct check checks[] = {
	{ fields_left_out, DKIM_FIELDS, NULL },
	{ query_unknown, DKIM_QUERY, NULL },
	{ identity_foreign, DKIM_IDENTITY, NULL },
	{ from_unsigned, DKIM_FROM_UNSIGNED, NULL },
	{ times_reversed, DKIM_UNREADABLE, "x= is not after t=" },
	{ is_expired, DKIM_EXPIRED, NULL },
};

static void unreadable(
    struct dkim_task *t, enum dkim_reason reason, struct bytes detail)
{
	t->readable = false;
	t->reason = reason;
	t->detail = detail;
}

static bool tags_read(struct dkim_task *t, struct arena *arena)
{
	const struct dkim_signature *s = t->signature;

	if (version_wrong(t))
		unreadable(t, DKIM_VERSION, s->version);
	else if (field_unreadable(t))
		unreadable(t, DKIM_UNREADABLE,
		    arena_printf(arena, "expected %s", s->mistake));
	else if (header_large(t))
		unreadable(t, DKIM_HEADER_LARGE, ABSENT);
	else if (is_sha1(t))
		unreadable(t, DKIM_SHA1, ABSENT);
	else if (!read_algorithm(t))
		unreadable(t, DKIM_ALGORITHM, s->algorithm);
	else if (!read_canons(t))
		unreadable(t, DKIM_CANONICALIZATION, s->canonicalization);
	else if (!read_names(t, arena))
		unreadable(
		    t, DKIM_UNREADABLE, BYTES("expected fewer names in h="));
	return t->readable;
}

void dkim_task_read(struct dkim_task *task, struct arena *arena,
    const struct message *message, const struct dkim_signature *signature,
    int64_t now)
{
	*task = (struct dkim_task){ .signature = signature,
		.message = message,
		.now = now,
		.readable = true,
		.reason = DKIM_VERIFIED };
	if (!tags_read(task, arena))
		return;
	read_identity(task, arena);
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (checks[i].wrong(task)) {
			task->reason = checks[i].reason;
			task->detail = bytes_of(checks[i].detail);
			return;
		}
}

uint64_t dkim_task_length(const struct dkim_task *task)
{
	int64_t length = task->signature->length;

	return length < 0 ? CANON_WHOLE : (uint64_t)length;
}
