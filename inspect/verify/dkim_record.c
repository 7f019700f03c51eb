#include "inspect/verify/dkim_record.h"

#include "common/mail/taglist.h"

#define WEAK_BITS 1024 /* RFC 8301 3.2 */

struct tags { /* RFC 6376 3.6.1 */
	struct bytes version, hashes, kind, notes, octets, services, flags;
};

#define STORE(name)                                                       \
	static const char *store_##name(void *target, struct bytes value) \
	{                                                                 \
		((struct tags *)target)->name = value;                    \
		return NULL;                                              \
	}

STORE(version)
STORE(hashes)
STORE(kind)
STORE(notes)
STORE(octets)
STORE(services)
STORE(flags)

static const struct tag record_tags[] = {
	{ "v", NULL, store_version },
	{ "p", NULL, store_octets },
	{ "k", NULL, store_kind },
	{ "h", NULL, store_hashes },
	{ "s", NULL, store_services },
	{ "t", NULL, store_flags },
	{ "n", NULL, store_notes },
	{ NULL, NULL, NULL },
};

/* An item of a list such as "sha1 : sha256". */
static bool listed(struct bytes list, struct bytes item)
{
	struct bytes one;

	while (bytes_present(list)) {
		bytes_cut(list, ':', &one, &list);
		if (bytes_eq(bytes_trim(one), item))
			return true;
	}
	return false;
}

static void expected(struct dkim_key *key, const char *what)
{
	key->reason = DKIM_KEY_MALFORMED;
	key->mistake = what;
}

static void mistaken(
    struct dkim_key *key, enum dkim_reason reason, const char *detail)
{
	key->reason = reason;
	key->detail = detail;
}

/* ---- p= ------------------------------------------------------------------ */

/* What was published in place of base64; the usual accidents. */
static void not_base64(struct dkim_key *key, struct bytes octets)
{
	static const struct {
		struct bytes part;
		const char *what;
	} accidents[] = {
		{ { "-----", 5 }, "PEM armour in p=" },
		{ { "\\", 1 }, "a backslash in p=" },
		{ { "\"", 1 }, "a quotation mark in p=" },
	};

	for (size_t i = 0; i < sizeof(accidents) / sizeof(accidents[0]); i++)
		if (bytes_find(octets, accidents[i].part) != NULL) {
			mistaken(key, DKIM_KEY_MALFORMED, accidents[i].what);
			return;
		}
	expected(key, "base64 in p=");
}

/* base64 that was cut within a group of four. */
static bool read_cut(
    struct arena *arena, struct bytes text, struct bytes *octets)
{
	text = bytes_trim(text);
	return text.len > 1 && base64_read_unpadded(arena,
				   bytes_first(text, text.len - 1), octets);
}

static const struct {
	enum dkim_reason reason;
	const char *detail;
} flaws[2][PUBLIC_KEY_EXPONENT + 1] = {
	[PUBLIC_KEY_RSA] = {
		[PUBLIC_KEY_FINE] = { DKIM_VERIFIED, NULL },
		[PUBLIC_KEY_TRUNCATED] = { DKIM_KEY_TRUNCATED,
		    "p= ends before the end of the key" },
		[PUBLIC_KEY_MALFORMED] = { DKIM_KEY_MALFORMED,
		    "what p= holds is no RSA key" },
		[PUBLIC_KEY_FOREIGN] = { DKIM_KEY_TYPE,
		    "the key in p= is not for RSA" },
		[PUBLIC_KEY_BITS] = { DKIM_KEY_UNUSABLE,
		    "the RSA key has more than 8192 bits" },
		[PUBLIC_KEY_EXPONENT] = { DKIM_KEY_UNUSABLE,
		    "the RSA key's exponent is 1, even or huge" },
	},
	[PUBLIC_KEY_ED25519] = {
		[PUBLIC_KEY_TRUNCATED] = { DKIM_KEY_TRUNCATED,
		    "p= is shorter than the 32 octets of Ed25519" },
		[PUBLIC_KEY_MALFORMED] = { DKIM_KEY_MALFORMED,
		    "p= is longer than the 32 octets of Ed25519" },
	},
};

static void judge_facts(struct dkim_key *key, enum public_key_flaw flaw,
    const struct public_key_facts *facts)
{
	bool rsa = facts->kind == PUBLIC_KEY_RSA;

	mistaken(key, flaws[facts->kind][flaw].reason,
	    flaws[facts->kind][flaw].detail);
	if (rsa && (flaw == PUBLIC_KEY_FINE || flaw == PUBLIC_KEY_BITS) &&
	    facts->bits < WEAK_BITS)
		mistaken(key, DKIM_KEY_WEAK, NULL);
}

static void open_key(struct dkim_key *key, const struct public_key_facts *facts)
{
	key->key = public_key_open(facts);
	key->signature_size = public_key_signature_size(facts);
	if (key->key == NULL)
		mistaken(key, DKIM_KEY_UNUSABLE, "OpenSSL refuses the key");
}

static void read_octets(
    struct dkim_key *key, struct arena *arena, struct bytes text)
{
	struct public_key_facts facts;
	enum public_key_flaw flaw;
	struct bytes octets;
	bool whole = base64_read_unpadded(arena, text, &octets);

	if (!whole && !read_cut(arena, text, &octets)) {
		not_base64(key, text);
		return;
	}
	flaw = public_key_read(&facts, key->kind, octets);
	if (!whole && flaw != PUBLIC_KEY_TRUNCATED) {
		not_base64(key, text);
		return;
	}
	key->bits = facts.bits;
	judge_facts(key, flaw, &facts);
	if (flaw == PUBLIC_KEY_FINE)
		open_key(key, &facts);
}

/* ---- the record ---------------------------------------------------------- */

static void read_kind(struct dkim_key *key, struct bytes kind)
{
	bool ed25519 = bytes_eq(kind, BYTES("ed25519"));

	key->kind = ed25519 ? PUBLIC_KEY_ED25519 : PUBLIC_KEY_RSA;
	key->other_kind =
	    bytes_present(kind) && !ed25519 && !bytes_eq(kind, BYTES("rsa"));
}

static void read_lists(struct dkim_key *key, const struct tags *tags)
{
	key->other_hash = bytes_present(tags->hashes) &&
			  !listed(tags->hashes, BYTES("sha256"));
	key->other_service = bytes_present(tags->services) &&
			     !listed(tags->services, BYTES("*")) &&
			     !listed(tags->services, BYTES("email"));
	key->testing = listed(tags->flags, BYTES("y"));
	key->no_subdomain = listed(tags->flags, BYTES("s"));
}

static const char *version_mistake(struct bytes text, struct bytes version)
{
	if (!bytes_present(version))
		return NULL;
	if (bytes_starts(version, BYTES("DKIM1\\")))
		return "no backslash before ';'";
	if (!bytes_eq(version, BYTES("DKIM1")))
		return "v=DKIM1";
	return bytes_starts(bytes_trim(text), BYTES("v"))
		   ? NULL
		   : "v= before all other tags";
}

void dkim_record_read(
    struct dkim_key *key, struct arena *arena, struct bytes text)
{
	struct tags tags = { .version = ABSENT };
	const char *mistake = taglist_read(text, record_tags, &tags);
	const char *version = version_mistake(text, tags.version);

	*key = (struct dkim_key){ .record = text };
	key->is_record = bytes_present(tags.octets) &&
			 (!bytes_present(tags.version) ||
			     bytes_starts(tags.version, BYTES("DKIM1")));
	read_kind(key, tags.kind);
	read_lists(key, &tags);
	if (mistake == NULL)
		mistake = version;
	if (mistake == NULL && !bytes_present(tags.octets))
		mistake = "p=, the key";
	if (bytes_trim(text).len == 0)
		mistaken(key, DKIM_KEY_MISSING, "the TXT record is empty");
	else if (mistake != NULL)
		expected(key, mistake);
	else if (tags.octets.len == 0)
		mistaken(key, DKIM_KEY_REVOKED, NULL);
	else if (key->other_kind)
		mistaken(key, DKIM_KEY_TYPE, "k= is not known");
	else {
		key->tags_fine = true;
		read_octets(key, arena, tags.octets);
	}
}
