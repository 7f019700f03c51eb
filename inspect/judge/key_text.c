#include "inspect/judge/key_text.h"

#include "common/base/text.h"
#include <string.h>

#define TEXT_MOST ((size_t)16384) /* octets of a record that is looked at */
#define WEAK_BITS 1024		  /* RFC 8301 3.2 */
#define DASHES	  BYTES("-----")

/* ---- tags, as they should stand ------------------------------------------ */

/* The next piece up to ';', its name and its value; false at the end. */
static bool next_tag(struct bytes *rest, struct bytes *piece,
    struct bytes *name, struct bytes *value)
{
	if (!bytes_present(*rest))
		return false;
	bytes_cut(*rest, ';', piece, rest);
	bytes_cut(*piece, '=', name, value);
	*name = bytes_trim(*name);
	if (bytes_present(*value))
		*value = bytes_trim(*value);
	return true;
}

static bool is_tag(struct bytes name, char tag)
{
	return name.len == 1 && name.ptr[0] == tag;
}

struct bytes key_text_tag(struct bytes text, char tag)
{
	struct bytes piece, name, value;

	while (next_tag(&text, &piece, &name, &value))
		if (is_tag(name, tag) && bytes_present(value))
			return value;
	return ABSENT;
}

struct bytes key_text_with(
    struct arena *arena, struct bytes text, char tag, struct bytes value)
{
	struct bytes rest = text, piece, name, old;

	while (next_tag(&rest, &piece, &name, &old)) {
		if (!is_tag(name, tag) || !bytes_present(old))
			continue;
		struct bytes before = bytes_between(text.ptr, piece.ptr);
		if (bytes_present(value))
			return arena_join(arena,
			    bytes_between(text.ptr, old.ptr), value,
			    bytes_between(
				old.ptr + old.len, text.ptr + text.len));
		if (!bytes_present(rest) && before.len > 0)
			before.len--; /* the ';' that stood before it */
		return arena_join(arena, before,
		    before.len == 0 && bytes_present(rest) ? bytes_trim(rest)
							   : rest,
		    ABSENT);
	}
	return ABSENT;
}

struct bytes key_list_without(
    struct arena *arena, struct bytes list, struct bytes item)
{
	struct text text = text_new(TEXT_MOST);
	struct bytes one, left = ABSENT;

	while (bytes_present(list)) {
		bytes_cut(list, ':', &one, &list);
		one = bytes_trim(one);
		if (one.len == 0 || bytes_eq(one, item))
			continue;
		if (text.len > 0)
			text_char(&text, ':');
		text_add(&text, one);
	}
	if (text.len > 0)
		left = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return left;
}

/* ---- where it is wrong ----------------------------------------------------
 */

static bool is_base64(char c)
{
	return is_alpha(c) || is_digit(c) || c == '+' || c == '/' || c == '=';
}

/* From one row of dashes to the end of the next. */
static struct bytes armour(struct bytes text)
{
	const char *start = bytes_find(text, DASHES), *end;

	if (start == NULL)
		return ABSENT;
	struct bytes from = bytes_between(start, text.ptr + text.len);
	end = bytes_find(bytes_skip(from, DASHES.len), DASHES);
	return end != NULL ? bytes_between(start, end + DASHES.len) : from;
}

static struct bytes stray_octet(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		if (c == '\\' || c == '"' || c >= 127 ||
		    (c < 32 && !is_blank(text.ptr[i])))
			return bytes_first(bytes_skip(text, i), 1);
	}
	return ABSENT;
}

static struct bytes not_base64(struct bytes value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!is_base64(value.ptr[i]) && !is_blank(value.ptr[i]))
			return bytes_first(bytes_skip(value, i), 1);
	return ABSENT;
}

static bool is_known_kind(struct bytes kind)
{
	return bytes_eq(kind, BYTES("rsa")) || bytes_eq(kind, BYTES("ed25519"));
}

/* What is wrong with one piece, the `index`th from 0. */
static struct bytes piece_flaw(
    size_t index, struct bytes piece, struct bytes name, struct bytes value)
{
	if (!bytes_present(value) || name.len == 0)
		return bytes_trim(piece);
	if (is_tag(name, 'v') && index > 0)
		return bytes_trim(piece);
	if (is_tag(name, 'v') && bytes_starts(value, BYTES("DKIM1")) &&
	    value.len > sizeof("DKIM1") - 1)
		return bytes_first(bytes_skip(value, sizeof("DKIM1") - 1), 1);
	if (is_tag(name, 'v') && !bytes_eq(value, BYTES("DKIM1")))
		return value;
	if (is_tag(name, 'k') && !is_known_kind(value))
		return value;
	return is_tag(name, 'p') ? not_base64(value) : ABSENT;
}

static struct bytes tag_flaw(struct bytes text)
{
	struct bytes rest = text, piece, name, value, flaw, key = ABSENT;

	for (size_t i = 0; next_tag(&rest, &piece, &name, &value); i++) {
		if (!bytes_present(rest) && bytes_trim(piece).len == 0)
			break; /* one ';' may end the list */
		flaw = piece_flaw(i, piece, name, value);
		if (bytes_present(flaw))
			return flaw;
		if (is_tag(name, 'p') && bytes_present(key))
			return bytes_trim(piece);
		if (is_tag(name, 'p'))
			key = value;
	}
	/* The key is cut, or is missing. */
	return bytes_skip(bytes_present(key) ? key : text, text.len);
}

struct bytes key_text_flaw(struct bytes text)
{
	struct bytes flaw;

	if (!bytes_present(text))
		return ABSENT;
	flaw = armour(text);
	if (!bytes_present(flaw))
		flaw = stray_octet(text);
	return bytes_present(flaw) ? flaw : tag_flaw(text);
}

/* ---- the key in it --------------------------------------------------------
 */

static bool key_read(struct arena *arena, struct bytes octets,
    enum public_key_kind kind, struct public_key_facts *facts)
{
	struct bytes der;

	return base64_read_unpadded(arena, octets, &der) &&
	       public_key_read(facts, kind, der) == PUBLIC_KEY_FINE &&
	       (kind != PUBLIC_KEY_RSA || facts->bits >= WEAK_BITS);
}

static bool octets_usable(
    struct arena *arena, struct bytes octets, enum public_key_kind kind)
{
	struct public_key_facts facts;
	struct public_key *key = NULL;

	if (key_read(arena, octets, kind, &facts))
		key = public_key_open(&facts);
	bool opens = key != NULL;
	public_key_close(key);
	return opens;
}

static enum public_key_kind kind_of(struct bytes text)
{
	return bytes_eq(key_text_tag(text, 'k'), BYTES("ed25519"))
		   ? PUBLIC_KEY_ED25519
		   : PUBLIC_KEY_RSA;
}

bool key_text_usable(
    struct arena *arena, struct bytes text, enum public_key_kind kind)
{
	struct bytes v = key_text_tag(text, 'v'), k = key_text_tag(text, 'k');

	return (!bytes_present(v) || bytes_eq(v, BYTES("DKIM1"))) &&
	       (!bytes_present(k) || is_known_kind(k)) &&
	       kind_of(text) == kind && text.len <= TEXT_MOST &&
	       octets_usable(arena, key_text_tag(text, 'p'), kind);
}

/* PKCS #8 and PKCS #1 begin with a version, public keys never do. */
bool key_text_private(struct arena *arena, struct bytes text)
{
	static const char version[] = { 2, 1, 0 };
	struct bytes octets, lines = armour(text);

	if (bytes_present(lines) &&
	    bytes_find(lines, BYTES("PRIVATE KEY")) != NULL)
		return true;
	if (!base64_read_unpadded(arena, key_text_tag(text, 'p'), &octets))
		return false;
	return octets.len > 8 && octets.ptr[0] == 0x30 &&
	       bytes_eq(bytes_first(bytes_skip(octets, 4), sizeof(version)),
		   (struct bytes){ version, sizeof(version) });
}

enum key_proof key_text_proof(
    struct arena *arena, struct bytes text, const struct dkim_verdict *verdict)
{
	enum key_proof proof = KEY_UNPROVEN;
	enum public_key_kind kind = kind_of(text);
	const unsigned char *digest =
	    (const unsigned char *)verdict->header_digest.ptr;
	struct public_key_facts facts;
	struct bytes signature;

	if (digest == NULL || verdict->header_digest.len != SHA256_SIZE ||
	    !base64_read_unpadded(
		arena, verdict->signature->signature, &signature) ||
	    !key_read(arena, key_text_tag(text, 'p'), kind, &facts))
		return KEY_UNPROVEN;
	struct public_key *key = public_key_open(&facts);
	if (key == NULL)
		return KEY_UNPROVEN;
	if (signature.len != public_key_signature_size(&facts))
		proof = KEY_DID_NOT_SIGN;
	else if (public_key_verify(key, digest, signature) ||
		 public_key_made(key, signature))
		proof = KEY_SIGNED;
	else if (kind == PUBLIC_KEY_RSA)
		proof = KEY_DID_NOT_SIGN;
	public_key_close(key);
	return proof;
}

/* ---- mended ---------------------------------------------------------------
 */

static const char tag_names[] = "vkhstnp";

#define TAGS	  (sizeof(tag_names) - 1)
#define KEYS_MOST 4 /* p= of one text that are tried */

struct pieces {
	struct bytes of[TAGS];
	struct bytes keys[KEYS_MOST];
	size_t key_count;
};

/* PEM lines are gone; so is one that does not end. */
static struct bytes without_armour(struct arena *arena, struct bytes text)
{
	struct bytes lines;

	while (bytes_present(lines = armour(text)))
		text = arena_join(arena, bytes_between(text.ptr, lines.ptr),
		    bytes_between(lines.ptr + lines.len, text.ptr + text.len),
		    ABSENT);
	return text;
}

static bool is_between(char c)
{
	return is_blank(c) || c == ';' || c == ',' || c == '"' || c == '\'' ||
	       c == '\\' || c == '(' || c == ')';
}

/* A tag begins at `at`: which; its value starts at `*value`. */
static int tag_at(struct bytes text, size_t at, size_t *value)
{
	const char *name = memchr(tag_names, ascii_lower(text.ptr[at]), TAGS);
	size_t i = at + 1;

	if (name == NULL || (at > 0 && !is_between(text.ptr[at - 1])))
		return -1;
	while (i < text.len && is_blank(text.ptr[i]))
		i++;
	if (i == text.len || text.ptr[i] != '=')
		return -1;
	*value = i + 1;
	return (int)(name - tag_names);
}

static void piece_keep(struct pieces *p, int tag, struct bytes value)
{
	struct bytes rest;

	bytes_cut(value, ';', &value, &rest);
	if (tag_names[tag] == 'p' && p->key_count < KEYS_MOST)
		p->keys[p->key_count++] = value;
	if (!bytes_present(p->of[tag]))
		p->of[tag] = value;
}

/* Whatever stands between the tags belongs to the one before. */
static void pieces_find(struct pieces *p, struct bytes text)
{
	size_t start = 0, value = 0;
	int open = -1;

	*p = (struct pieces){ .key_count = 0 };
	for (size_t i = 0; i < text.len; i++) {
		int tag = tag_at(text, i, &value);
		if (tag < 0)
			continue;
		if (open >= 0)
			piece_keep(p, open,
			    bytes_first(bytes_skip(text, start), i - start));
		open = tag;
		start = value;
		i = value - 1;
	}
	if (open >= 0)
		piece_keep(p, open, bytes_skip(text, start));
	else
		p->keys[p->key_count++] = text;
}

/* base64 with what is no part of it left out; absent when something is there
 * that nobody puts there by mistake. */
static struct bytes key_cleaned(struct arena *arena, struct bytes text)
{
	char *out = arena_alloc(arena, text.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '-' || c == '_') /* base64url */
			c = c == '-' ? '+' : '/';
		if (is_base64(c))
			out[n++] = c;
		else if (!is_between(c))
			return ABSENT;
	}
	return (struct bytes){ out, n };
}

/* Tags that stay, when they allow what the key is for. */
static const struct {
	char tag;
	struct bytes allows[2]; /* one of these must be listed; empty: any */
} keeps[] = {
	{ 'h', { { "sha256", 6 }, { "", 0 } } },
	{ 's', { { "email", 5 }, { "*", 1 } } },
	{ 't', { { "", 0 }, { "", 0 } } },
};

static struct bytes list_cleaned(struct bytes list)
{
	while (list.len > 0 && is_between(list.ptr[0]))
		list = bytes_skip(list, 1);
	while (list.len > 0 && is_between(list.ptr[list.len - 1]))
		list.len--;
	return list;
}

static bool list_allows(struct bytes list, const struct bytes allows[2])
{
	struct bytes one;
	bool any = allows[0].len == 0;

	while (bytes_present(list)) {
		bytes_cut(list, ':', &one, &list);
		one = bytes_trim(one);
		for (size_t i = 0; i < one.len; i++)
			if (!is_alpha(one.ptr[i]) && !is_digit(one.ptr[i]) &&
			    one.ptr[i] != '*')
				return false;
		any = any || bytes_eq(one, allows[0]) ||
		      (allows[1].len > 0 && bytes_eq(one, allows[1]));
	}
	return any;
}

static struct bytes record_of(struct arena *arena, const struct pieces *p,
    struct bytes key, enum public_key_kind kind)
{
	struct bytes record = arena_printf(
	    arena, "v=DKIM1; k=%s", kind == PUBLIC_KEY_RSA ? "rsa" : "ed25519");

	for (size_t i = 0; i < sizeof(keeps) / sizeof(keeps[0]); i++) {
		size_t tag =
		    (size_t)(strchr(tag_names, keeps[i].tag) - tag_names);
		struct bytes list = list_cleaned(p->of[tag]);
		if (list.len > 0 && list_allows(list, keeps[i].allows))
			record = arena_printf(arena, "%.*s; %c=%.*s",
			    FMT(record), keeps[i].tag, FMT(list));
	}
	return arena_printf(arena, "%.*s; p=%.*s", FMT(record), FMT(key));
}

struct bytes key_text_mended(
    struct arena *arena, struct bytes text, enum public_key_kind kind)
{
	struct pieces pieces;

	if (!bytes_present(text) || text.len > TEXT_MOST ||
	    key_text_private(arena, text))
		return ABSENT;
	pieces_find(&pieces, without_armour(arena, text));
	for (size_t i = 0; i < pieces.key_count; i++) {
		struct bytes key = key_cleaned(arena, pieces.keys[i]);
		if (bytes_present(key) && octets_usable(arena, key, kind))
			return record_of(arena, &pieces, key, kind);
	}
	return ABSENT;
}
