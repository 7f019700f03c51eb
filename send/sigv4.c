#include "send/sigv4.h"

#include "common/base/crypto.h"
#include "common/base/text.h"
#include <stdlib.h>
#include <string.h>

#define ALGORITHM	"AWS4-HMAC-SHA256"
#define CANONICAL_MOST	((size_t)64 * 1024)
#define DAY_SIZE	8 /* "20150830" */
#define PARAMETERS_MOST 100

/* ---- escapes ------------------------------------------------------------ */

static bool is_unreserved(char c)
{
	return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' ||
	       c == '~';
}

/* `kept` stays as it is; NUL: nothing more. */
static void add_escaped(struct text *out, struct bytes part, char kept)
{
	for (size_t i = 0; i < part.len; i++) {
		char c = part.ptr[i];
		if (is_unreserved(c) || (kept != '\0' && c == kept))
			text_char(out, c);
		else
			text_printf(out, "%%%02X", (unsigned char)c);
	}
}

static struct bytes taken(struct arena *arena, struct text *text)
{
	struct bytes b = arena_copy(arena, text_bytes(text));

	text_free(text);
	return b;
}

struct bytes sigv4_escape(struct arena *arena, struct bytes part)
{
	struct text out = text_new(3 * part.len + 1);

	add_escaped(&out, part, '\0');
	return taken(arena, &out);
}

static int hex_value(char c)
{
	c = ascii_lower(c);
	if (is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* %XX as the octet it stands for; what is no escape stays. */
static struct bytes unescaped(struct arena *arena, struct bytes part)
{
	char *octets = arena_alloc(arena, part.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < part.len; i++) {
		int high = -1, low = -1;
		if (part.ptr[i] == '%' && i + 2 < part.len) {
			high = hex_value(part.ptr[i + 1]);
			low = hex_value(part.ptr[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			octets[n++] = (char)(high * 16 + low);
			i += 2;
		} else {
			octets[n++] = part.ptr[i];
		}
	}
	return (struct bytes){ octets, n };
}

/* ---- the canonical request ---------------------------------------------- */

struct parameter {
	struct bytes name, value; /* escaped, as they are compared and signed */
};

static int bytes_order(struct bytes a, struct bytes b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n > 0 ? memcmp(a.ptr, b.ptr, n) : 0;

	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

static int parameter_order(const void *a, const void *b)
{
	const struct parameter *one = a, *other = b;
	int order = bytes_order(one->name, other->name);

	return order != 0 ? order : bytes_order(one->value, other->value);
}

static struct parameter parameter_read(struct arena *arena, struct bytes pair)
{
	struct bytes name, value;

	bytes_cut(pair, '=', &name, &value);
	return (struct parameter){
		sigv4_escape(arena, unescaped(arena, name)),
		sigv4_escape(arena, unescaped(arena, value)),
	};
}

static void add_query(struct text *out, struct arena *arena, struct bytes query)
{
	struct parameter all[PARAMETERS_MOST];
	struct bytes pair;
	size_t n = 0;

	while (bytes_present(query) && n < PARAMETERS_MOST) {
		bytes_cut(query, '&', &pair, &query);
		if (pair.len > 0)
			all[n++] = parameter_read(arena, pair);
	}
	qsort(all, n, sizeof(all[0]), parameter_order);
	for (size_t i = 0; i < n; i++)
		text_printf(out, "%s%.*s=%.*s", i > 0 ? "&" : "",
		    FMT(all[i].name), FMT(all[i].value));
}

/* Names in lower case, sorted; blanks around a value do not count. */
struct header {
	const char *name;
	struct bytes value; /* absent: the request has none */
};

#define HEADERS 4

static void headers_of(struct header headers[HEADERS],
    const struct sigv4_request *request, const struct sigv4_key *key,
    struct bytes date)
{
	const struct header all[HEADERS] = {
		{ "content-type", request->content_type },
		{ "host", request->host },
		{ "x-amz-date", date },
		{ "x-amz-security-token", key->session_token },
	};

	memcpy(headers, all, sizeof(all));
}

static void add_names(struct text *out, const struct header *headers)
{
	bool first = true;

	for (size_t i = 0; i < HEADERS; i++) {
		if (!bytes_present(headers[i].value))
			continue;
		text_printf(out, "%s%s", first ? "" : ";", headers[i].name);
		first = false;
	}
}

static struct bytes digest_of(struct arena *arena, struct bytes data)
{
	unsigned char digest[SHA256_SIZE];

	sha256(data, digest);
	return hex_write(arena, (struct bytes){ (char *)digest, SHA256_SIZE });
}

static struct bytes canonical_of(struct arena *arena,
    const struct sigv4_request *request, const struct header *headers)
{
	struct text out = text_new(CANONICAL_MOST);

	text_printf(&out, "%s\n", request->method);
	add_escaped(
	    &out, bytes_empty(request->path) ? BYTES("/") : request->path, '/');
	text_char(&out, '\n');
	add_query(&out, arena, request->query);
	text_char(&out, '\n');
	for (size_t i = 0; i < HEADERS; i++)
		if (bytes_present(headers[i].value))
			text_printf(&out, "%s:%.*s\n", headers[i].name,
			    FMT(bytes_trim(headers[i].value)));
	text_char(&out, '\n');
	add_names(&out, headers);
	text_printf(&out, "\n%.*s", FMT(digest_of(arena, request->payload)));
	return taken(arena, &out);
}

/* ---- the signature ------------------------------------------------------ */

/* "2015-08-30T12:36:00.000Z" without what is no digit or letter. */
static struct bytes date_of(struct arena *arena, int64_t time)
{
	char text[TIME_TEXT_SIZE];
	struct text out = text_new(TIME_TEXT_SIZE);

	for (const char *c = time_write(time, text); *c != '.' && *c != '\0';
	     c++)
		if (*c != '-' && *c != ':')
			text_char(&out, *c);
	text_char(&out, 'Z');
	return taken(arena, &out);
}

static struct bytes signature_of(struct arena *arena,
    const struct sigv4_request *request, struct bytes secret, struct bytes date,
    struct bytes string_to_sign)
{
	unsigned char mac[SHA256_SIZE];
	struct bytes first = arena_printf(arena, "AWS4%.*s", FMT(secret));
	const struct bytes steps[] = { request->region, request->service,
		BYTES("aws4_request"), string_to_sign };

	hmac_sha256(first, bytes_first(date, DAY_SIZE), mac);
	wipe((char *)(uintptr_t)first.ptr, first.len);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		hmac_sha256(
		    (struct bytes){ (char *)mac, sizeof(mac) }, steps[i], mac);
	struct bytes text =
	    hex_write(arena, (struct bytes){ (char *)mac, sizeof(mac) });
	wipe(mac, sizeof(mac));
	return text;
}

void sigv4_sign(struct sigv4 *signed_, struct arena *arena,
    const struct sigv4_request *request, const struct sigv4_key *key)
{
	struct header headers[HEADERS];
	struct text names = text_new(200);

	signed_->date = date_of(arena, request->time);
	headers_of(headers, request, key, signed_->date);
	add_names(&names, headers);
	signed_->canonical = canonical_of(arena, request, headers);
	struct bytes scope = arena_printf(arena, "%.*s/%.*s/%.*s/aws4_request",
	    FMT(bytes_first(signed_->date, DAY_SIZE)), FMT(request->region),
	    FMT(request->service));
	signed_->string_to_sign = arena_printf(arena,
	    ALGORITHM "\n%.*s\n%.*s\n%.*s", FMT(signed_->date), FMT(scope),
	    FMT(digest_of(arena, signed_->canonical)));
	signed_->authorization = arena_printf(arena,
	    ALGORITHM " Credential=%.*s/%.*s, SignedHeaders=%.*s, "
		      "Signature=%.*s",
	    FMT(key->access_key_id), FMT(scope), FMT(text_bytes(&names)),
	    FMT(signature_of(arena, request, key->secret, signed_->date,
		signed_->string_to_sign)));
	text_free(&names);
}
