/*
 * story - a file of fixtures/cases, read
 *
 *	# what the story is
 *	now       2026-11-20T10:00:00Z
 *	receiver  gmail			also authserv-id, client-ip, mail-from,
 *					helo, require, fail-on: as the options
 *	check     bounce.example.com	as `check` judges; its expect.mail_from
 *	expected  identity example.com	also mail-from, region, dkim-domain,
 *					dkim-zone, tokens, selectors,
 *					elsewhere, bulk, configuration-set:
 *					struct expected
 *	took      90s 60s		found after, warn_after
 *	placement junk
 *	source    imap			else a file
 *	dns				there is a DNS, and it says this alone
 *	  example.com  TXT  v=spf1 ...		the rest of the line
 *	  _dmarc.com   NXDOMAIN		also NODATA SERVFAIL TIMEOUT REFUSED
 *	ses				what SES says: tests/ses_story.h
 *	expect
 *	  claim dkim 1  pass example.com strict	the first claim about DKIM
 *	  claim spf     pass bounce.example.com relaxed
 *	  claim dmarc   pass reject
 *	  dkim 1  verified example.com	our reason for the first signature
 *	  spf     pass bounce.example.com include:amazonses.com
 *	  dmarc   pass reject [pass]	by RFC 9989, its policy, by RFC 7489
 *	  arc     fail
 *	  trust 1 yes			the first field with claims
 *	  verdict pass
 *	  exit    0
 *	  finding ID [SEVERITY]		all there are, in any order
 *	  root    ID			is the first of them: what has to be
 *					told before anything else
 *	  no      ID
 *	  after   ID stays WHY		although its fix is published
 *	  after   ID brings ID WHY	its fix shows another finding
 *	  change  body appended		how the body changed on the way
 *	  change  Subject replaced	and the fields that nobody changes by
 *					habit, all there are; `-` for none
 *	sent				may be left out: as it was sent
 *	From: ...
 *	message				as it was received
 *	From: ...
 *
 * In place of a message `published` ends a case: what is expected of the
 * sender is looked up and judged as foreseen, and dkim 1 is the first that
 * may sign.
 *
 * `-` stands for what is absent.  Without `dns` there is none, and dkim, spf
 * and dmarc are about claims.  The octets of a message are as in the file,
 * with CRLF.
 */
#ifndef TESTS_STORY_H
#define TESTS_STORY_H

#include "tests/test.h"

#include "common/base/json.h"
#include "common/base/names.h"
#include "common/dns/resolver.h"
#include "common/net/domain.h"
#include "inspect/model/transit.h"
#include "inspect/run/foresight.h"
#include "inspect/run/inspection.h"
#include "mailplumb/options/common_options.h"
#include "tests/ses_story.h"
#include <string.h>

#define CASE_MOST    (256 * 1024)
#define EXPECTS_MOST 100
#define DNS_MOST     100 /* lines */
#define STORY_TTL    3600
#define TOKENS_MOST  6

struct story {
	const char *path;
	struct arena *arena;
	struct common_options options;
	struct probe probe;
	bool has_probe;
	struct expected expected;
	enum placement placement;
	enum source_kind source;
	struct bytes expects[EXPECTS_MOST];
	size_t count;
	struct bytes dns[DNS_MOST];
	size_t dns_count;
	struct sent sent; /* raw is absent where it is not known */
	struct ses_word ses;
	bool has_ses, ses_wrong;
	struct bytes message;
	bool published; /* there is none */
	bool quiet;	/* lines that are not understood are skipped */
};

/* ---- reading a case --------------------------------------------------------
 */

static inline bool next_word(struct bytes *rest, struct bytes *word)
{
	*rest = bytes_trim(*rest);
	*word = ABSENT;
	if (rest->len == 0)
		return false;
	size_t n = 0;
	while (n < rest->len && !is_blank(rest->ptr[n]))
		n++;
	*word = bytes_first(*rest, n);
	*rest = bytes_trim(bytes_skip(*rest, n));
	return true;
}

static inline bool read_check(struct story *story, struct bytes value)
{
	story->has_probe = true;
	story->probe.check = BYTES("daily");
	story->probe.sender = BYTES("prod");
	story->probe.mailbox = BYTES("gmail");
	if (!bytes_eq(value, BYTES("-")))
		story->expected.mail_from = value;
	return true;
}

static inline size_t read_words(
    struct story *story, struct bytes value, const struct bytes **list)
{
	struct bytes *words =
	    arena_new_array(story->arena, struct bytes, TOKENS_MOST);
	size_t n = 0;

	while (n < TOKENS_MOST && next_word(&value, &words[n])) {
		words[n] = domain_read(story->arena, words[n]);
		n += bytes_present(words[n]);
	}
	*list = words;
	return n;
}

static inline bool read_selectors(
    struct story *story, struct bytes word, struct bytes value)
{
	struct expected *e = &story->expected;

	if (bytes_is(word, "tokens"))
		e->dkim_token_count = read_words(story, value, &e->dkim_tokens);
	else if (bytes_is(word, "selectors"))
		e->dkim_selector_count =
		    read_words(story, value, &e->dkim_selectors);
	else if (bytes_is(word, "bulk"))
		return e->bulk = true;
	else
		return bytes_is(word, "elsewhere") && (e->elsewhere = true);
	return value.len > 0;
}

static inline bool read_expected(struct story *story, struct bytes value)
{
	struct expected *e = &story->expected;
	const struct {
		const char *word;
		struct bytes *fact;
	} facts[] = {
		{ "identity", &e->identity },
		{ "mail-from", &e->mail_from },
		{ "region", &e->region },
		{ "dkim-domain", &e->dkim_domain },
		{ "dkim-zone", &e->dkim_zone },
		{ "configuration-set", &e->configuration_set },
	};
	struct bytes word;

	if (!next_word(&value, &word))
		return false;
	for (size_t i = 0; i < ROWS(facts); i++)
		if (bytes_is(word, facts[i].word)) {
			*facts[i].fact = domain_read(story->arena, value);
			return bytes_present(*facts[i].fact);
		}
	return read_selectors(story, word, value);
}

static inline bool read_ses_block(struct story *story, struct bytes value)
{
	story->has_ses = value.len == 0;
	story->ses.region = BYTES("us-east-1");
	return story->has_ses;
}

static inline bool read_took(struct story *story, struct bytes value)
{
	struct timing *t = &story->probe.timing;
	struct bytes took;
	int64_t ms;

	t->queued = story->options.now - 1000;
	t->accepted = story->options.now;
	t->delivered = TIME_UNKNOWN;
	if (!next_word(&value, &took) || !duration_read(took, &ms))
		return false;
	t->found = t->accepted + ms;
	return duration_read(value, &story->probe.warn_after);
}

static inline bool read_placement(struct story *story, struct bytes value)
{
	static const struct name places[] = {
		{ "inbox", PLACEMENT_INBOX },
		{ "junk", PLACEMENT_JUNK },
		{ "other", PLACEMENT_OTHER },
		{ NULL, -1 },
	};
	int code = name_code(places, value);

	if (code >= 0)
		story->placement = (enum placement)code;
	return code >= 0;
}

static inline bool read_source(struct story *story, struct bytes value)
{
	story->source = SOURCE_IMAP;
	return bytes_eq(value, BYTES("imap"));
}

/* Lines that are options of the same name. */
static const struct option_row options[] = { OPTION_NOW, OPTION_RECEIVER,
	OPTION_AUTHSERV_ID, OPTION_CLIENT_IP, OPTION_MAIL_FROM, OPTION_HELO,
	OPTION_REQUIRE, OPTION_FAIL_ON, { 0 } };

static inline bool read_option(
    struct story *story, struct bytes key, struct bytes value)
{
	struct fault fault = { 0 };

	for (const struct option_row *row = options; row->name; row++)
		if (bytes_eq(key, bytes_of(row->name)))
			return row->store(&story->options,
			    arena_cstr(story->arena, value), &fault);
	return false;
}

static inline bool read_line(struct story *story, struct bytes line)
{
	static const struct {
		const char *key;
		bool (*read)(struct story *story, struct bytes value);
	} keys[] = {
		{ "check", read_check },
		{ "expected", read_expected },
		{ "took", read_took },
		{ "ses", read_ses_block },
		{ "placement", read_placement },
		{ "source", read_source },
	};
	struct bytes key;

	if (!next_word(&line, &key))
		return true;
	for (size_t i = 0; i < ROWS(keys); i++)
		if (bytes_eq(key, bytes_of(keys[i].key)))
			return keys[i].read(story, line);
	return read_option(story, key, line);
}

/* ---- its DNS ----------------------------------------------------------------
 */

static inline const char *story_status(struct bytes word)
{
	static const char *const words[][2] = {
		{ "NXDOMAIN", "no-name" },
		{ "NODATA", "no-data" },
		{ "SERVFAIL", "servfail" },
		{ "TIMEOUT", "timeout" },
		{ "REFUSED", "refused" },
	};

	for (size_t i = 0; i < ROWS(words); i++)
		if (bytes_eq(word, bytes_of(words[i][0])))
			return words[i][1];
	return NULL;
}

/* The answer for this name and type, made when there is none. */
static inline struct json *story_answer(
    struct json *answers, struct bytes name, struct bytes type)
{
	struct json *o;

	for (size_t i = 0; i < json_size(answers); i++) {
		o = json_at(answers, i);
		if (bytes_eq(json_bytes(json_get(o, "name")), name) &&
		    bytes_eq(json_bytes(json_get(o, "type")), type))
			return o;
	}
	o = json_object_new();
	json_put(o, "name", json_text(name));
	json_put(o, "type", json_text(type));
	json_put(o, "status", json_word("found"));
	json_put(o, "ttl", json_count(STORY_TTL));
	json_put(o, "data", json_array_new());
	json_put(o, "server", json_null_new());
	json_append(answers, o);
	return o;
}

static inline bool story_record(struct json *answers, struct bytes line)
{
	struct bytes name, type;

	if (!next_word(&line, &name) || !next_word(&line, &type))
		return false;
	const char *status = story_status(type);
	if (status != NULL)
		json_put(story_answer(answers, name, BYTES("*")), "status",
		    json_word(status));
	else
		json_append((struct json *)json_get(
				story_answer(answers, name, type), "data"),
		    json_text(line));
	return true;
}

/* What its dns block says, as --dns-replay reads it. */
static inline void story_replay(const struct story *story, struct text *out)
{
	struct json *replay = json_object_new(), *answers = json_array_new();

	for (size_t i = 0; i < story->dns_count; i++)
		if (!story_record(answers, story->dns[i]) && !story->quiet)
			printf("%s: not understood: %.*s\n", story->path,
			    FMT(story->dns[i]));
	json_put(replay, "schema", json_word("mailplumb.dns/1"));
	json_put(replay, "answers", answers);
	json_print(replay, JSON_LINE, out);
	json_free(replay);
}

/* NULL without a dns block. */
static inline struct resolver *story_resolver(const struct story *story)
{
	struct text text = text_new(CASE_MOST);
	struct fault fault = { 0 };

	story_replay(story, &text);
	struct resolver *resolver =
	    story->dns_count > 0 ? resolver_of_text(text_bytes(&text), &fault)
				 : NULL;
	if (story->dns_count > 0 && resolver == NULL && !story->quiet)
		printf("%s: %s\n", story->path, fault.text);
	text_free(&text);
	return resolver;
}

/* NULL: SES was not asked. */
static inline const struct ses_word *story_ses(struct story *story)
{
	story->ses.configured = story->expected;
	return story->has_ses ? &story->ses : NULL;
}

static inline struct premises story_premises(
    const struct story *story, const struct suffix_list *suffixes)
{
	struct premises premises = common_premises(&story->options);

	premises.expected = story->expected;
	if (story->has_ses)
		ses_word_expect(&story->ses, &premises.expected);
	premises.suffixes = suffixes;
	return premises;
}

/* Lines of a message end in CRLF. */
static inline struct bytes story_message(
    struct arena *arena, struct bytes message)
{
	struct text text = text_new(2 * CASE_MOST);
	struct bytes line;

	while (bytes_line(&message, &line)) {
		text_add(&text, line);
		text_add(&text, BYTES("\r\n"));
	}
	struct bytes octets = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return octets;
}

/* Inspect it, or what it says is published, after dns and keys are set. */
static inline bool story_inspect(struct story *story, struct inspection *in)
{
	struct fault fault = { 0 };

	in->origin = (struct origin){ .kind = story->source,
		.name = BYTES("message.eml"),
		.placement = story->placement };
	in->probe = story->has_probe ? &story->probe : NULL;
	if (bytes_present(story->sent.raw)) {
		story->sent.raw = story_message(story->arena, story->sent.raw);
		story->sent.queued = story->sent.accepted = TIME_UNKNOWN;
		in->sent = &story->sent;
	}
	in->ses = story_ses(story);
	if (!story->published)
		return inspection_run(in, story->message, &fault);
	foresight_run(in);
	return true;
}

/* ---- all of it -------------------------------------------------------------
 */

static inline struct bytes story_read_file(
    struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "rb");

	if (file == NULL)
		return ABSENT;
	char *octets = arena_alloc(arena, CASE_MOST);
	size_t n = fread(octets, 1, CASE_MOST, file);
	fclose(file);
	return (struct bytes){ octets, n };
}

/* Everything up to "message" or "published"; indented lines belong to the block
 * above. */
static inline bool read_story(struct story *story, struct bytes text)
{
	struct bytes line, block = ABSENT;
	const char *sent = NULL;

	while (bytes_line(&text, &line)) {
		bool inside = line.len > 0 && is_blank(line.ptr[0]);
		if (bytes_eq(line, BYTES("message"))) {
			story->message = text;
			if (sent != NULL)
				story->sent.raw = bytes_between(sent, line.ptr);
			return true;
		}
		if (bytes_eq(line, BYTES("sent")) && sent == NULL)
			sent = text.ptr;
		if (sent != NULL)
			continue;
		if (bytes_eq(line, BYTES("published")))
			return story->published = true;
		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		if (!inside)
			block = bytes_trim(line);
		if (inside && bytes_eq(block, BYTES("expect")) &&
		    story->count < EXPECTS_MOST)
			story->expects[story->count++] = bytes_trim(line);
		else if (inside && bytes_eq(block, BYTES("dns")) &&
			 story->dns_count < DNS_MOST)
			story->dns[story->dns_count++] = bytes_trim(line);
		else if (inside && bytes_eq(block, BYTES("ses")))
			story->ses_wrong |= !ses_story_line(
			    story->arena, &story->ses, bytes_trim(line));
		else if (!inside && !bytes_eq(block, BYTES("expect")) &&
			 !bytes_eq(block, BYTES("dns")) &&
			 !read_line(story, line) && !story->quiet) {
			printf("%s: not understood: %.*s\n", story->path,
			    FMT(line));
			return false;
		}
	}
	return false;
}

#endif
