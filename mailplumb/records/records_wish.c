#include "mailplumb/records/records_wish.h"

#include "common/base/file.h"
#include "common/base/names.h"
#include "common/mail/dmarc_uri.h"
#include "common/mail/ses.h"
#include "common/net/domain.h"
#include "inspect/verify/align.h"
#include "mailplumb/dns/ses_asking.h"
#include "mailplumb/settings/settings.h"
#include "publish/dkim_pem.h"
#include <stdlib.h>

#define PEM_MOST ((size_t)64 * 1024)
#define URI_MOST 1000 /* octets; addresses have at most 254 */

struct reader {
	struct arena *arena;
	const struct records_options *options;
	struct records_wish *out;
	struct fault *fault;
};

static bool refused(const struct reader *r, const char *option,
    const char *value, const char *mistake)
{
	return fault_set(
	    r->fault, FAULT_USAGE, "--%s: '%s' %s", option, value, mistake);
}

/* ---- whose records --------------------------------------------------------
 */

/* As SES gives them: letters and digits, one label. */
static bool token_is(struct bytes token)
{
	for (size_t i = 0; i < token.len; i++)
		if (!is_alpha(token.ptr[i]) && !is_digit(token.ptr[i]))
			return false;
	return token.len > 0 && token.len <= LABEL_MAX;
}

static const char *token_mistake(const struct bytes *tokens, size_t i)
{
	if (!token_is(tokens[i]))
		return "is not a token alone, 32 letters and digits as SES "
		       "gives them";
	for (size_t k = 0; k < i; k++)
		if (bytes_ieq(tokens[k], tokens[i]))
			return "is given twice";
	return NULL;
}

/* Options may tell all that SES would be asked for. */
static bool wants_ses(const struct records_options *options)
{
	bool keys = options->tokens[0] != NULL || options->selector != NULL;

	return !options->no_ses_api && !(keys && options->mail_from != NULL);
}

/* What an answer says that cannot be is as if it were not said. */
static bool credible(const struct expected *told)
{
	for (size_t i = 0; i < told->dkim_token_count; i++)
		if (token_mistake(told->dkim_tokens, i) != NULL)
			return false;
	return !bytes_present(told->mail_from) ||
	       domain_under(told->mail_from, told->identity);
}

static void hear_ses(struct reader *r, const struct sender_settings *sender,
    struct expected *expected)
{
	struct expected told = *expected;

	if (!wants_ses(r->options))
		return;
	r->out->word = sender_ask_ses(r->arena, sender, NULL, NULL);
	if (r->out->word == NULL)
		return;
	ses_word_expect(r->out->word, &told);
	if (credible(&told))
		*expected = told;
}

static void take_sender(struct reader *r, const struct sender_settings *sender)
{
	struct expected expected = sender_expected(r->arena, sender);
	struct sender_wish *wish = &r->out->wish;

	hear_ses(r, sender, &expected);
	r->out->sender = sender->name;
	r->out->ses = bytes_present(expected.region);
	wish->domain = expected.identity;
	wish->region = expected.region;
	wish->mail_from = expected.mail_from;
	wish->tokens = expected.dkim_tokens;
	wish->token_count = expected.dkim_token_count;
	wish->dkim_zone = expected.dkim_zone;
}

static bool no_domain(const struct reader *r, const char *operand,
    const struct settings *settings, const struct sender_settings *sender)
{
	if (sender != NULL)
		return fault_set(r->fault, FAULT_USAGE,
		    "the sender '%s' has no domain of its own", operand);
	if (settings->file == NULL)
		return fault_set(r->fault, FAULT_USAGE,
		    "'%s' is no domain such as example.com, and there is no "
		    "configuration with senders",
		    operand);
	return fault_set(r->fault, FAULT_USAGE,
	    "'%s' is neither a domain such as example.com nor a sender of %s",
	    operand, settings->file);
}

static bool read_operand(struct reader *r, const char *operand)
{
	const struct sender_settings *sender;
	struct settings settings;

	if (!settings_load_any(
		&settings, r->arena, r->options->common.config, r->fault))
		return false;
	sender = settings_find_sender(&settings, bytes_of(operand));
	r->out->ses = true;
	if (sender != NULL)
		take_sender(r, sender);
	else
		r->out->wish.domain = domain_read(r->arena, bytes_of(operand));
	return domain_is_host(r->out->wish.domain) ||
	       no_domain(r, operand, &settings, sender);
}

static bool read_zone(struct reader *r, const struct suffix_list *suffixes)
{
	const char *apex = r->options->zone_apex;
	struct records_wish *out = r->out;

	out->organization = organization_of(suffixes, out->wish.domain);
	out->zone = out->organization;
	if (apex == NULL)
		return true;
	out->zone = domain_read(r->arena, bytes_of(apex));
	if (!bytes_present(out->zone))
		return refused(r, "zone-apex", apex, "is no domain");
	return domain_under(out->wish.domain, out->zone) ||
	       fault_set(r->fault, FAULT_USAGE,
		   "--zone-apex: %.*s does not lie in the zone %.*s",
		   FMT(out->wish.domain), FMT(out->zone));
}

/* ---- SES ------------------------------------------------------------------
 */

static bool read_region(struct reader *r)
{
	static const char *const variables[] = { "AWS_REGION",
		"AWS_DEFAULT_REGION" };
	struct sender_wish *wish = &r->out->wish;
	const char *name = "--region", *value = r->options->region;

	for (size_t i = 0; i < 2 && value == NULL && r->out->ses &&
			   !bytes_present(wish->region);
	     i++) {
		value = getenv(variables[i]);
		name = variables[i];
		if (value != NULL && value[0] == '\0')
			value = NULL;
	}
	if (value == NULL)
		return true;
	if (!ses_region_valid(bytes_of(value)))
		return fault_set(r->fault, FAULT_USAGE,
		    "%s: '%s' is not one like us-east-1", name, value);
	wish->region = arena_lower(r->arena, bytes_of(value));
	r->out->ses = true;
	return true;
}

/* Checked one by one, whether options or the configuration gave them. */
static bool take_tokens(struct reader *r, const char *where,
    const struct bytes *given, size_t count)
{
	struct bytes *tokens = arena_new_array(r->arena, struct bytes, count);
	struct sender_wish *wish = &r->out->wish;

	for (size_t i = 0; i < count; i++) {
		const char *mistake = token_mistake(given, i);
		tokens[i] = arena_lower(r->arena, given[i]);
		if (mistake != NULL)
			return fault_set(r->fault, FAULT_USAGE, "%s: '%.*s' %s",
			    where, FMT(given[i]), mistake);
	}
	wish->tokens = tokens;
	wish->token_count = count;
	return true;
}

static bool read_tokens(struct reader *r)
{
	struct bytes given[RECORDS_TOKENS_MOST];
	const struct sender_wish *wish = &r->out->wish;
	size_t count = 0;

	for (; r->options->tokens[count] != NULL; count++)
		given[count] = bytes_of(r->options->tokens[count]);
	return count > 0 ? take_tokens(r, "--token", given, count)
			 : take_tokens(r, "expect.dkim_tokens", wish->tokens,
			       wish->token_count);
}

static bool read_dkim_zone(struct reader *r)
{
	const char *zone = r->options->dkim_zone;
	struct sender_wish *wish = &r->out->wish;

	if (zone != NULL)
		wish->dkim_zone = domain_read(r->arena, bytes_of(zone));
	if (zone != NULL && !bytes_present(wish->dkim_zone))
		return refused(r, "dkim-zone", zone,
		    "is no domain such as dkim.amazonses.com");
	if (wish->token_count == 0 || bytes_present(wish->region) ||
	    bytes_present(wish->dkim_zone))
		return true;
	return fault_set(r->fault, FAULT_USAGE,
	    "where the keys are depends on the region: --region us-east-1");
}

/* The pattern of SES's API: a label of letters, digits and inner hyphens. */
static bool selector_is(struct bytes selector)
{
	for (size_t i = 0; i < selector.len; i++)
		if (!is_alpha(selector.ptr[i]) && !is_digit(selector.ptr[i]) &&
		    selector.ptr[i] != '-')
			return false;
	return selector.len > 0 && selector.len <= LABEL_MAX &&
	       selector.ptr[0] != '-' && selector.ptr[selector.len - 1] != '-';
}

static bool read_key(struct reader *r)
{
	const char *selector = r->options->selector;
	const char *file = r->options->public_key_file;
	struct sender_wish *wish = &r->out->wish;
	struct dkim_pem key;
	struct bytes pem;

	if (selector == NULL && file == NULL)
		return true;
	if (selector == NULL || file == NULL)
		return fault_set(r->fault, FAULT_USAGE,
		    "a key of your own has a selector and a public key: "
		    "--selector and --public-key-file");
	if (r->options->tokens[0] != NULL)
		return fault_set(r->fault, FAULT_USAGE,
		    "an identity signs with Easy DKIM (--token) or with a key "
		    "of your own (--selector), not with both");
	if (!selector_is(bytes_of(selector)))
		return refused(r, "selector", selector,
		    "is no label of letters, digits and inner hyphens, at most "
		    "63");
	if (!file_read(r->arena, file, PEM_MOST, &pem, r->fault) ||
	    !dkim_pem_read(&key, r->arena, pem, file, r->fault))
		return fault_at(r->fault, "--public-key-file");
	wish->selector = arena_lower(r->arena, bytes_of(selector));
	wish->public_key = key.base64;
	wish->token_count = 0;
	r->out->key_bits = key.bits;
	return true;
}

static bool read_mail_from(struct reader *r)
{
	const char *given = r->options->mail_from;
	struct sender_wish *wish = &r->out->wish;

	if (given != NULL) {
		wish->mail_from = domain_read(r->arena, bytes_of(given));
		if (!domain_is_host(wish->mail_from))
			return refused(r, "mail-from", given,
			    "is no domain such as bounce.example.com");
	}
	if (!bytes_present(wish->mail_from))
		return true;
	if (!domain_under(wish->mail_from, wish->domain) ||
	    wish->mail_from.len == wish->domain.len)
		return fault_set(r->fault, FAULT_USAGE,
		    "%s: '%.*s' is not below %.*s: SES takes a subdomain of "
		    "the identity, such as bounce.%.*s",
		    given != NULL ? "--mail-from" : "expect.mail_from",
		    FMT(wish->mail_from), FMT(wish->domain), FMT(wish->domain));
	return bytes_present(wish->region) ||
	       fault_set(r->fault, FAULT_USAGE,
		   "the MX of a MAIL FROM domain depends on the region: "
		   "--region us-east-1");
}

/* ---- DMARC ----------------------------------------------------------------
 */

static bool read_word(const struct reader *r, const char *option,
    const char *value, const struct name *words, struct bytes *out)
{
	const struct name *word = words;

	if (value == NULL)
		return true;
	while (word->word != NULL && !bytes_iis(bytes_of(value), word->word))
		word++;
	*out = bytes_of(name_word(words, word->code));
	if (word->word != NULL)
		return true;
	struct text known = text_new(200);
	text_add(&known, BYTES("is none of "));
	for (word = words; word->word != NULL; word++)
		text_printf(
		    &known, "%s%s", word == words ? "" : ", ", word->word);
	text_char(&known, '\0');
	refused(r, option, value, known.ptr);
	text_free(&known);
	return false;
}

/* Of two words of one code the first is written. */
static const struct name policies[] = {
	{ "none", 1 },
	{ "quarantine", 2 },
	{ "reject", 3 },
	{ NULL, 0 },
};
static const struct name modes[] = {
	{ "r", 1 },
	{ "s", 2 },
	{ "relaxed", 1 },
	{ "strict", 2 },
	{ NULL, 0 },
};

/* RFC 9989 4.7: 0, 1, d, s in a list; 0 and 1 exclude each other. */
static bool read_fo(struct reader *r, struct bytes *fo)
{
	struct bytes rest = bytes_of(r->options->fo), one;
	unsigned seen = 0;

	*fo = rest;
	while (bytes_present(rest)) {
		bytes_cut(rest, ':', &one, &rest);
		const char *place =
		    one.len == 1 ? strchr("01ds", one.ptr[0]) : NULL;
		if (place == NULL || *place == '\0')
			return refused(r, "fo", r->options->fo,
			    "is no list of 0, 1, d and s with ':' between");
		seen |= 1U << (place - "01ds");
	}
	if ((seen & 3) == 3)
		return refused(r, "fo", r->options->fo,
		    "has 0 and 1, which exclude each other");
	return !bytes_present(*fo) || r->options->ruf[0] != NULL ||
	       fault_set(r->fault, FAULT_USAGE,
		   "--fo is about failure reports: --ruf says where they go");
}

static bool read_uri(
    const struct reader *r, const char *option, struct bytes uri)
{
	struct bytes host;
	const char *text = arena_cstr(r->arena, uri);

	if (!bytes_istarts(uri, BYTES("mailto:")))
		return refused(r, option, text,
		    "is not written mailto:reports@example.com");
	if (bytes_find(uri, BYTES(";")) != NULL)
		return refused(r, option, text, "has a ';': write %3B");
	host = dmarc_uri_domain(uri);
	if (bytes_present(host) && uri.len <= URI_MOST &&
	    domain_is_host(domain_read(r->arena, host)))
		return true;
	return refused(r, option, text, "has no address at a domain");
}

/* Each option may hold a list. */
static bool read_uris(const struct reader *r, const char *option,
    const char *const *given, const struct bytes **uris, size_t *count)
{
	struct bytes *all =
	    arena_new_array(r->arena, struct bytes, RECORDS_URIS_MOST);

	*uris = all;
	for (; *given != NULL; given++) {
		struct bytes rest = bytes_of(*given);
		const char *mistake;
		if (bytes_find(rest, BYTES("!")) != NULL)
			return refused(r, option, *given,
			    "has a '!': sizes are gone with RFC 9989; write "
			    "%21 where it belongs to the address");
		while (bytes_present(rest) && *count < RECORDS_URIS_MOST) {
			dmarc_uri_next(&rest, &all[*count], &mistake);
			if (!read_uri(r, option, all[*count]))
				return false;
			if (mistake != NULL)
				return refused(r, option, *given, mistake);
			++*count;
		}
		if (bytes_present(rest))
			return refused(r, option, *given, "is one too many");
	}
	return true;
}

static bool read_dmarc(struct reader *r)
{
	const struct records_options *o = r->options;
	struct dmarc_wish *dmarc = &r->out->wish.dmarc;

	dmarc->p = BYTES("none");
	dmarc->testing = o->testing;
	return read_word(r, "policy", o->policy, policies, &dmarc->p) &&
	       read_word(r, "sp", o->sp, policies, &dmarc->sp) &&
	       read_word(r, "np", o->np, policies, &dmarc->np) &&
	       read_word(r, "adkim", o->adkim, modes, &dmarc->adkim) &&
	       read_word(r, "aspf", o->aspf, modes, &dmarc->aspf) &&
	       read_uris(r, "rua", o->rua, &dmarc->rua, &dmarc->rua_count) &&
	       read_uris(r, "ruf", o->ruf, &dmarc->ruf, &dmarc->ruf_count) &&
	       read_fo(r, &dmarc->fo);
}

bool records_wish_read(struct records_wish *wish, struct arena *arena,
    const struct records_options *options, const char *operand,
    const struct suffix_list *suffixes, struct fault *fault)
{
	struct reader reader = {
		.arena = arena, .options = options, .out = wish, .fault = fault
	};

	*wish = (struct records_wish){ .key_bits = 0 };
	return read_operand(&reader, operand) && read_zone(&reader, suffixes) &&
	       read_region(&reader) && read_tokens(&reader) &&
	       read_key(&reader) && read_dkim_zone(&reader) &&
	       read_mail_from(&reader) && read_dmarc(&reader);
}
