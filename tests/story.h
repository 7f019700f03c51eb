/*
 * story - a file of fixtures/cases, read
 *
 *	# what the story is
 *	now       2026-11-20T10:00:00Z
 *	receiver  gmail			also authserv-id, client-ip, mail-from,
 *					helo, require, fail-on: as the options
 *	check     bounce.example.com	as `check` judges; its expect.mail_from
 *	took      90s 60s		found after, warn_after
 *	placement junk
 *	dns				lines below are for a live resolver
 *	expect
 *	  dkim 1  pass example.com strict	the first claim about DKIM
 *	  spf     pass bounce.example.com relaxed
 *	  dmarc   pass reject
 *	  trust 1 yes			the first field with claims
 *	  verdict pass
 *	  exit    0
 *	  finding ID [SEVERITY]		all there are, in any order
 *	  no      ID
 *	message
 *	From: ...
 *
 * `-` stands for what is absent.
 */
#ifndef TESTS_STORY_H
#define TESTS_STORY_H

#include "tests/test.h"

#include "common/base/names.h"
#include "mailplumb/common_options.h"
#include <string.h>

#define CASE_MOST    (256 * 1024)
#define EXPECTS_MOST 100

struct story {
	const char *path;
	struct arena *arena;
	struct common_options options;
	struct probe probe;
	bool has_probe;
	enum placement placement;
	struct bytes expects[EXPECTS_MOST];
	size_t count;
	struct bytes message;
};

/* ---- reading a case --------------------------------------------------------
 */

static bool next_word(struct bytes *rest, struct bytes *word)
{
	*rest = bytes_trim(*rest);
	if (rest->len == 0)
		return false;
	size_t n = 0;
	while (n < rest->len && !is_blank(rest->ptr[n]))
		n++;
	*word = bytes_first(*rest, n);
	*rest = bytes_trim(bytes_skip(*rest, n));
	return true;
}

static bool read_check(struct story *story, struct bytes value)
{
	story->has_probe = true;
	story->probe.check = BYTES("daily");
	story->probe.sender = BYTES("prod");
	story->probe.mailbox = BYTES("gmail");
	if (!bytes_eq(value, BYTES("-")))
		story->probe.mail_from = value;
	return true;
}

static bool read_took(struct story *story, struct bytes value)
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

static bool read_placement(struct story *story, struct bytes value)
{
	static const struct name places[] = {
		{ "inbox", PLACEMENT_INBOX },
		{ "junk", PLACEMENT_JUNK },
		{ "other", PLACEMENT_OTHER },
		{ NULL, -1 },
	};
	int code = name_code(places, value);

	story->placement = (enum placement)code;
	return code >= 0;
}

/* Lines that are options of the same name. */
static const struct option_row options[] = { OPTION_NOW, OPTION_RECEIVER,
	OPTION_AUTHSERV_ID, OPTION_CLIENT_IP, OPTION_MAIL_FROM, OPTION_HELO,
	OPTION_REQUIRE, OPTION_FAIL_ON, { 0 } };

static bool read_option(
    struct story *story, struct bytes key, struct bytes value)
{
	struct fault fault = { 0 };

	for (const struct option_row *row = options; row->name; row++)
		if (bytes_eq(key, bytes_of(row->name)))
			return row->store(&story->options,
			    arena_cstr(story->arena, value), &fault);
	return false;
}

static bool read_line(struct story *story, struct bytes line)
{
	static const struct {
		const char *key;
		bool (*read)(struct story *story, struct bytes value);
	} keys[] = {
		{ "check", read_check },
		{ "took", read_took },
		{ "placement", read_placement },
	};
	struct bytes key;

	if (!next_word(&line, &key))
		return true;
	for (size_t i = 0; i < ROWS(keys); i++)
		if (bytes_eq(key, bytes_of(keys[i].key)))
			return keys[i].read(story, line);
	return read_option(story, key, line);
}

/* Everything up to "message"; indented lines belong to the block above. */
static bool read_story(struct story *story, struct bytes text)
{
	struct bytes line, block = ABSENT;

	while (bytes_line(&text, &line)) {
		bool inside = line.len > 0 && is_blank(line.ptr[0]);
		if (bytes_eq(line, BYTES("message"))) {
			story->message = text;
			return true;
		}
		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		if (!inside)
			block = bytes_trim(line);
		if (inside && bytes_eq(block, BYTES("expect")) &&
		    story->count < EXPECTS_MOST)
			story->expects[story->count++] = bytes_trim(line);
		else if (!inside && !bytes_eq(block, BYTES("expect")) &&
			 !bytes_eq(block, BYTES("dns")) &&
			 !read_line(story, line)) {
			printf("%s: not understood: %.*s\n", story->path,
			    FMT(line));
			return false;
		}
	}
	return false;
}

#endif
