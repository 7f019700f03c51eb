#include "inspect/verify/dmarc_record.h"

#include "common/base/names.h"
#include "common/mail/dmarc_uri.h"
#include <string.h>

#define FLAWS_MOST 50 /* nobody mends more at once */
#define FIRST	   20 /* octets shown of a start that is wrong */
#define URIS_MOST  50 /* of one tag; real records name one or two */

struct reading {
	struct arena *arena;
	struct dmarc_record *record;
	struct dmarc_flaw **last;
	size_t flaw_count;
	size_t place;  /* of the tag at hand, from 0 for v= */
	uint32_t seen; /* a bit for each row of tags */
	uint32_t valid;
	struct bytes fo;
};

/* What was wrong with the value, or NULL. */
typedef const char *store_function(struct reading *r, struct bytes value);

static void add_flaw(struct reading *r, enum dmarc_flaw_kind kind,
    struct bytes tag, struct bytes value, const char *what)
{
	if (r->flaw_count++ >= FLAWS_MOST)
		return;
	struct dmarc_flaw *flaw = arena_new(r->arena, struct dmarc_flaw);
	*flaw = (struct dmarc_flaw){ kind, tag, value, what, NULL };
	*r->last = flaw;
	r->last = &flaw->next;
}

/* ---- the version ----------------------------------------------------------
 */

/* dmarc-version, up to the ';' behind it or the end; `rest` is what follows */
static bool read_version(struct bytes text, struct bytes *rest)
{
	struct bytes tag, name, value;

	bytes_cut(text, ';', &tag, rest);
	return bytes_cut(tag, '=', &name, &value) &&
	       bytes_ieq(bytes_trim(name), BYTES("v")) &&
	       bytes_eq(bytes_trim(value), BYTES("DMARC1"));
}

bool dmarc_record_begins(struct bytes text)
{
	struct bytes rest;

	return read_version(text, &rest);
}

const char *dmarc_record_refused(struct bytes text)
{
	struct bytes rest, start = bytes_trim(text);
	const char *word = bytes_ifind(text, BYTES("dmarc"));

	if (word == NULL || read_version(text, &rest))
		return NULL;
	struct bytes before = bytes_between(text.ptr, word);
	struct bytes version = bytes_between(word, text.ptr + text.len);
	if (bytes_find(before, BYTES(";")) != NULL)
		return "v=DMARC1 is not the first tag";
	if (bytes_find(before, BYTES("=")) == NULL)
		return "it does not begin with v=DMARC1";
	if (!bytes_istarts(start, BYTES("v")))
		return "something stands before v=DMARC1";
	if (!bytes_istarts(version, BYTES("dmarc1")))
		return "the version is not DMARC1";
	if (!bytes_starts(version, BYTES("DMARC1")))
		return "DMARC1 is not in capitals";
	return "there is no ';' after v=DMARC1";
}

/* ---- tags -----------------------------------------------------------------
 */

static bool has_size(struct bytes uri, const struct bytes *value)
{
	const char *end = uri.ptr + uri.len;

	return end < value->ptr + value->len && *end == '!';
}

/* How many of the URIs can be used; the others become flaws. */
static size_t read_uris(struct reading *r, struct bytes tag, struct bytes value)
{
	struct bytes rest = value, uri;
	const char *mistake;
	size_t count = 0, good = 0;

	while (count++ < URIS_MOST && dmarc_uri_next(&rest, &uri, &mistake)) {
		if (mistake != NULL)
			add_flaw(r, FLAW_VALUE, tag, uri, mistake);
		else if (!bytes_istarts(uri, BYTES("mailto:")))
			add_flaw(r, FLAW_IDLE, tag, uri,
			    "receivers need to support mailto: alone");
		if (has_size(uri, &value))
			add_flaw(r, FLAW_REMOVED, tag, uri,
			    "RFC 9989 ignores the size limit behind '!'");
		good += mistake == NULL;
	}
	return good;
}

static const char *read_policy(struct bytes value, enum dmarc_policy *policy)
{
	static const struct name policies[] = {
		{ "none", POLICY_NONE },
		{ "quarantine", POLICY_QUARANTINE },
		{ "reject", POLICY_REJECT },
		{ NULL, POLICY_UNSET },
	};

	*policy = (enum dmarc_policy)name_code(policies, value);
	return *policy != POLICY_UNSET ? NULL
				       : "none of none, quarantine, reject";
}

static const char *store_p(struct reading *r, struct bytes value)
{
	return read_policy(value, &r->record->p);
}

static const char *store_sp(struct reading *r, struct bytes value)
{
	return read_policy(value, &r->record->sp);
}

static const char *store_np(struct reading *r, struct bytes value)
{
	return read_policy(value, &r->record->np);
}

static const char *read_mode(struct bytes value, bool *strict)
{
	*strict = bytes_ieq(value, BYTES("s"));
	return *strict || bytes_ieq(value, BYTES("r")) ? NULL : "not r or s";
}

static const char *store_adkim(struct reading *r, struct bytes value)
{
	return read_mode(value, &r->record->strict_dkim);
}

static const char *store_aspf(struct reading *r, struct bytes value)
{
	return read_mode(value, &r->record->strict_spf);
}

static const char *store_t(struct reading *r, struct bytes value)
{
	r->record->testing = bytes_ieq(value, BYTES("y"));
	return r->record->testing || bytes_ieq(value, BYTES("n"))
		   ? NULL
		   : "not y or n";
}

static const char *store_psd(struct reading *r, struct bytes value)
{
	static const struct name flags[] = {
		{ "y", PSD_YES },
		{ "n", PSD_NO },
		{ "u", PSD_UNKNOWN },
		{ NULL, -1 },
	};
	int code = name_code(flags, value);

	r->record->psd = code < 0 ? PSD_UNKNOWN : (enum dmarc_psd)code;
	return code < 0 ? "none of y, n, u" : NULL;
}

static const char *store_rua(struct reading *r, struct bytes value)
{
	r->record->rua = value;
	r->record->rua_valid = read_uris(r, BYTES("rua"), value) > 0;
	return NULL;
}

static const char *store_ruf(struct reading *r, struct bytes value)
{
	r->record->ruf = value;
	read_uris(r, BYTES("ruf"), value);
	return NULL;
}

/* 0, 1, d, s, each once, by ':'; not 0 and 1. */
static const char *store_fo(struct reading *r, struct bytes value)
{
	struct bytes rest = value, option;
	unsigned seen = 0;

	r->fo = value;
	while (bytes_present(rest)) {
		bytes_cut(rest, ':', &option, &rest);
		option = bytes_trim(option);
		const char *at = option.len == 1 && option.ptr[0] != '\0'
				     ? strchr("01ds", ascii_lower(*option.ptr))
				     : NULL;
		if (at == NULL)
			return "not a list of 0, 1, d, s";
		seen |= 1u << (*at == '0' ? 0 : *at == '1' ? 1 : 2);
	}
	return (seen & 3) == 3 ? "0 and 1 exclude one another" : NULL;
}

static const char *store_pct(struct reading *r, struct bytes value)
{
	uint64_t percent = 100;
	bool valid = bytes_number(value, 100, &percent);

	r->record->percent = valid ? (unsigned)percent : 100;
	return valid ? NULL : "not a number from 0 to 100";
}

static const char *store_ri(struct reading *r, struct bytes value)
{
	uint64_t seconds;

	(void)r;
	return bytes_number(value, UINT32_MAX, &seconds) ? NULL
							 : "not a number";
}

static const char *store_rf(struct reading *r, struct bytes value)
{
	(void)r;
	return bytes_ieq(value, BYTES("afrf")) ? NULL : "not afrf";
}

#define TAG(literal)                            \
	{                                       \
		"" literal, sizeof(literal) - 1 \
	}

enum row { ROW_V, ROW_P, ROW_SP, ROW_NP };

static const struct {
	struct bytes name;
	store_function *store;
	const char *removed; /* NULL: RFC 9989 4.7 has it */
} tags[] = {
	[ROW_V] = { TAG("v"), NULL, NULL },
	[ROW_P] = { TAG("p"), store_p, NULL },
	[ROW_SP] = { TAG("sp"), store_sp, NULL },
	[ROW_NP] = { TAG("np"), store_np, NULL },
	{ TAG("rua"), store_rua, NULL },
	{ TAG("ruf"), store_ruf, NULL },
	{ TAG("adkim"), store_adkim, NULL },
	{ TAG("aspf"), store_aspf, NULL },
	{ TAG("fo"), store_fo, NULL },
	{ TAG("t"), store_t, NULL },
	{ TAG("psd"), store_psd, NULL },
	{ TAG("pct"), store_pct,
	    "RFC 9989 ignores it; older receivers apply the policy to that "
	    "share of the mail alone" },
	{ TAG("ri"), store_ri, "RFC 9989 ignores it" },
	{ TAG("rf"), store_rf, "RFC 9989 ignores it" },
};

#define ROWS	 (sizeof(tags) / sizeof(tags[0]))
#define BIT(row) (UINT32_C(1) << (row))

static size_t row_of(struct bytes name)
{
	size_t row = 0;

	while (row < ROWS && !bytes_ieq(name, tags[row].name))
		row++;
	return row;
}

static void store_tag(
    struct reading *r, size_t row, struct bytes name, struct bytes value)
{
	const char *mistake = tags[row].store(r, value);

	if (mistake != NULL)
		add_flaw(r, FLAW_VALUE, name, value, mistake);
	else
		r->valid |= BIT(row);
	if (tags[row].removed != NULL)
		add_flaw(r, FLAW_REMOVED, name, value, tags[row].removed);
	/* dmarc-request stood right behind the version, RFC 7489 6.4 */
	if (row == ROW_P && r->place != 1)
		add_flaw(r, FLAW_PLACE, name, value,
		    "RFC 7489 wanted it right after v=DMARC1");
}

static void read_tag(struct reading *r, struct bytes tag)
{
	struct bytes name, value;

	if (!bytes_cut(tag, '=', &name, &value)) {
		add_flaw(r, FLAW_SYNTAX, ABSENT, tag, "not tag=value");
		return;
	}
	name = bytes_trim(name);
	value = bytes_trim(value);
	size_t row = row_of(name);
	if (row == ROWS)
		add_flaw(r, FLAW_UNKNOWN, name, value,
		    "no standard has this tag: it is ignored");
	else if ((r->seen & BIT(row)) != 0)
		add_flaw(r, FLAW_REPEATED, name, value,
		    "only the first of its name counts");
	else {
		r->seen |= BIT(row);
		store_tag(r, row, name, value);
	}
}

/* RFC 9989 4.10.1, RFC 7489 6.6.3: which do without np=. */
static void read_usable(struct reading *r)
{
	uint32_t bad = r->seen & ~r->valid;
	bool no_p = (r->valid & BIT(ROW_P)) == 0;

	r->record->unusable[RFC7489] = no_p || (bad & BIT(ROW_SP)) != 0;
	r->record->unusable[RFC9989] =
	    r->record->unusable[RFC7489] || (bad & BIT(ROW_NP)) != 0;
	if ((r->seen & BIT(ROW_P)) == 0)
		add_flaw(r, FLAW_MISSING, BYTES("p"), ABSENT,
		    r->record->rua_valid
			? "it counts as none, since there is a valid rua="
			: "without a valid rua= the record does not count");
}

const struct dmarc_record *dmarc_record_read(
    struct arena *arena, struct bytes domain, struct bytes text)
{
	struct dmarc_record *record = arena_new(arena, struct dmarc_record);
	struct reading r = { .arena = arena,
		.record = record,
		.last = &record->flaws,
		.seen = BIT(ROW_V),
		.valid = BIT(ROW_V),
		.place = 1 };
	struct bytes rest, tag;

	record->domain = domain;
	record->text = text;
	record->percent = 100;
	read_version(text, &rest);
	/* The grammars of RFC 9989 4.8 and RFC 7489 6.4 have none. */
	if (text.len > 0 && is_blank(*text.ptr))
		add_flaw(&r, FLAW_SYNTAX, ABSENT, bytes_first(text, FIRST),
		    "some receivers ignore a record with a blank before v=");
	for (; bytes_present(rest); r.place++) {
		bytes_cut(rest, ';', &tag, &rest);
		tag = bytes_trim(tag);
		if (tag.len > 0)
			read_tag(&r, tag);
		else if (bytes_present(rest))
			add_flaw(&r, FLAW_SYNTAX, ABSENT, tag,
			    "nothing between two ';'");
	}
	read_usable(&r);
	if (bytes_present(r.fo) && !bytes_present(record->ruf))
		add_flaw(&r, FLAW_IDLE, BYTES("fo"), r.fo,
		    "it is ignored without ruf=");
	return record;
}
