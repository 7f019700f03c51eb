/*
 * inspect/bundle/evidence: the report of every story comes out of its bundle
 * octet by octet, and a redacted one shows the same findings; what is no bundle
 * is refused.
 */
#include "tests/stories.h"

#include "common/net/suffix.h"
#include "inspect/bundle/evidence.h"
#include "inspect/bundle/tar.h"
#include "inspect/model/catalogue.h"
#include "inspect/report/report.h"
#include "inspect/verify/dkim_key.h"
#include <stdlib.h>
#include <unistd.h>

static struct suffix_list *suffixes;

/* ---- every story --------------------------------------------------------- */

static struct bytes text_of(
    struct arena *arena, const struct inspection *in, struct report_style style)
{
	struct text text = text_new(REPORT_LIMIT);

	report_text(in, style, &text);
	struct bytes b = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return b;
}

static struct bytes json_of(struct arena *arena, const struct inspection *in)
{
	struct text text = text_new(REPORT_LIMIT);
	struct json *json = report_json(in);

	json_print(json, JSON_LINE, &text);
	text_char(&text, '\n');
	json_free(json);
	struct bytes b = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return b;
}

static void check_same(const char *what, struct bytes got, struct bytes want)
{
	if (!bytes_eq(got, want))
		printf("%s: got\n%.*swanted\n%.*s", what, FMT(got), FMT(want));
	check_true(what, bytes_eq(got, want));
}

static void check_reports(
    const struct replay *replay, const struct inspection *in)
{
	static const struct report_style styles[] = {
		{ .utf8 = true },
		{ .utf8 = true, .verbose = 1 },
		{ .verbose = 2 },
		{ .utf8 = true, .color = true },
		{ .utf8 = true, .quiet = true },
	};
	struct arena *arena = replay->arena;
	struct text text = text_new(REPORT_LIMIT);

	for (size_t i = 0; i < ROWS(styles); i++) {
		text_clear(&text);
		check_number("exit code", replay_text(replay, styles[i], &text),
		    in->exit_code);
		check_same(
		    "text", text_bytes(&text), text_of(arena, in, styles[i]));
	}
	text_clear(&text);
	check_number("exit code", replay_json(replay, &text), in->exit_code);
	check_same("JSON", text_bytes(&text), json_of(arena, in));
	text_free(&text);
}

/* What SES said no bundle holds: its report is kept as it was. */
static void check_stored(
    const struct replay *replay, const struct inspection *in)
{
	struct text text = text_new(REPORT_LIMIT);

	check_true("is kept as it was", replay->bundle.stored);
	check_number("exit code", replay_json(replay, &text), in->exit_code);
	check_same("JSON", text_bytes(&text), json_of(replay->arena, in));
	text_free(&text);
}

static void try_bundle(const struct inspection *in, const struct resolver *r)
{
	const struct evidence_options how = { .resolver = r };
	struct arena *arena = arena_open();
	struct text tar = text_new(BUNDLE_MOST);
	struct fault fault = { 0 };
	struct replay replay = { .arena = arena };

	check_true("is written", evidence_write(in, &how, &tar, &fault));
	bool read =
	    replay_open(&replay, arena, text_bytes(&tar), suffixes, &fault);
	if (!read)
		printf("%s\n", fault.text);
	check_true("is read", read);
	if (read && in->ses != NULL) {
		check_stored(&replay, in);
	} else if (read) {
		check_true("computes anew", !replay.bundle.stored);
		check_reports(&replay, in);
	}
	replay_close(&replay);
	text_free(&tar);
	arena_close(arena);
}

/* ---- redacted ------------------------------------------------------------ */

static struct bytes ids_of(struct arena *arena, const struct inspection *in)
{
	struct text text = text_new(CASE_MOST);

	for (const struct finding *f = in->findings; f != NULL; f = f->next)
		text_printf(
		    &text, "%s %s\n", f->row->id, severity_word(f->severity));
	struct bytes ids = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return ids;
}

static void check_redacted(
    const struct bundle *bundle, const struct inspection *in)
{
	static const char *const secrets[] = { "hello@", "probe@",
		"It should arrive", "Your order" };

	for (size_t i = 0; i < ROWS(secrets); i++)
		for (size_t k = 0; k < BUNDLE_COUNT; k++)
			if (bytes_find(
				bundle->files[k], bytes_of(secrets[i]))) {
				printf("%s in file %zu\n", secrets[i], k);
				check_true("nothing private is left", false);
			}
	check_true("lines stay", bundle->files[BUNDLE_MESSAGE].len > 0);
	check_true("domains stay",
	    !bytes_present(in->author.domain) ||
		bytes_ifind(bundle->files[BUNDLE_MESSAGE], in->author.domain) !=
		    NULL ||
		!is_ascii(in->message.raw) ||
		bytes_find(in->author.domain, BYTES("xn--")) != NULL);
}

static void try_redacted(const struct inspection *in, const struct resolver *r)
{
	const struct evidence_options how = { .resolver = r, .redact = true };
	struct arena *arena = arena_open();
	struct text tar = text_new(BUNDLE_MOST);
	struct fault fault = { 0 };
	struct replay replay = { .arena = arena };

	bool done =
	    evidence_write(in, &how, &tar, &fault) &&
	    replay_open(&replay, arena, text_bytes(&tar), suffixes, &fault);
	if (!done)
		printf("%s\n", fault.text);
	check_true("redacted: is written and read", done);
	if (done) {
		check_true("redacted: says so", replay.bundle.redacted);
		check_same("redacted: findings", ids_of(arena, &replay.in),
		    ids_of(arena, in));
		check_number(
		    "redacted: exit code", replay.in.exit_code, in->exit_code);
		check_number(
		    "redacted: verdict", replay.in.verdict, in->verdict);
		check_redacted(&replay.bundle, in);
	}
	replay_close(&replay);
	text_free(&tar);
	arena_close(arena);
}

/* ---- the stories --------------------------------------------------------- */

/* From a file, so that the answers are kept. */
static struct resolver *recording(const struct story *story)
{
	char path[] = "/tmp/mailplumb-test.XXXXXX";
	struct text text = text_new(CASE_MOST);
	struct fault fault = { 0 };
	int fd = mkstemp(path);
	const struct resolver_options from = { .replay = path, .record = true };

	story_replay(story, &text);
	bool written =
	    fd >= 0 && write(fd, text.ptr, text.len) == (ssize_t)text.len;
	struct resolver *r = written ? resolver_open(&from, &fault) : NULL;
	close(fd);
	unlink(path);
	text_free(&text);
	return r;
}

static void try_story(struct story *story)
{
	struct premises premises = story_premises(story, suffixes);
	struct inspection in = inspection_new(story->arena, &premises);
	struct resolver *resolver =
	    story->dns_count > 0 ? recording(story) : NULL;

	if (resolver != NULL) {
		in.dns = dns_open(resolver);
		in.keys = dkim_keys_open();
		dns_begin(in.dns);
		story->message = story_message(story->arena, story->message);
	}
	if (premises.now == TIME_UNKNOWN)
		premises.now = 1795168800000;
	check_true("is a message", story_inspect(story, &in));
	try_bundle(&in, resolver);
	if (in.ses == NULL) /* else the redacted one tells less */
		try_redacted(&in, resolver);
	dkim_keys_close(in.keys);
	dns_close(in.dns);
	resolver_close(resolver);
}

static void try_case(struct story *story)
{
	if (!story->published)
		try_story(story);
}

/* ---- archives ------------------------------------------------------------ */

static struct arena *arena;

#define BEGINS "{\"schema\": \"mailplumb.bundle/1\""

static const struct {
	const char *shows;
	const char *files[2][2]; /* name and content; NULL: none */
	const char *mistake;
} archives[] = {
	{ "empty", { { NULL, NULL } }, "no manifest.json" },
	{ "no manifest", { { "a", "b" } }, "no manifest.json" },
	{ "a manifest that is none", { { "manifest.json", "x" } }, "not JSON" },
	{ "another schema", { { "manifest.json", "{}" } }, "schema" },
	{ "nothing in it", { { "manifest.json", BEGINS "}" } },
	    "it lacks message.eml" },
	{ "not in the manifest",
	    { { "manifest.json", BEGINS "}" }, { "message.eml", "x" } },
	    "message.eml is not in its manifest" },
	{ "gone",
	    { { "manifest.json",
		BEGINS ", \"files\": [{\"name\": \"message.eml\"}]}" } },
	    "message.eml is gone" },
	{ "another digest",
	    { { "manifest.json",
		  BEGINS ", \"files\": [{\"name\": \"message.eml\", "
			 "\"sha256\": \"00\"}]}" },
		{ "message.eml", "x" } },
	    "message.eml is not what its manifest says" },
	{ "twice", { { "manifest.json", "{}" }, { "manifest.json", "{}" } },
	    "manifest.json twice" },
};

static void refused(struct bytes tar, const char *mistake)
{
	struct fault fault = { 0 };
	struct bundle bundle;

	check_true("is refused", !bundle_read(arena, tar, &bundle, &fault));
	check_number("kind", fault.kind, FAULT_INPUT);
	if (strstr(fault.text, mistake) == NULL)
		printf("%s\n", fault.text);
	check_true("says why", strstr(fault.text, mistake) != NULL);
}

static struct bytes tar_of(const struct tar_file *files, size_t count)
{
	struct text text = text_new(BUNDLE_MOST);
	struct fault fault = { 0 };

	check_true("written", tar_write(files, count, 0, &text, &fault));
	struct bytes tar = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return tar;
}

static void try_archives(void)
{
	static struct tar_file many[TAR_ENTRIES + 1];
	struct tar_file back[TAR_ENTRIES];
	struct fault fault = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < ROWS(archives); i++) {
		test_row(archives[i].shows);
		size_t n = 0;
		for (; n < 2 && archives[i].files[n][0] != NULL; n++)
			back[n] = (struct tar_file){
				bytes_of(archives[i].files[n][0]),
				bytes_of(archives[i].files[n][1])
			};
		refused(tar_of(back, n), archives[i].mistake);
	}
	test_row("what was written is read");
	for (size_t i = 0; i <= TAR_ENTRIES; i++)
		many[i] = (struct tar_file){ arena_printf(arena, "f%zu", i),
			arena_printf(arena, "%*zu", (int)i * 30 + 1, i) };
	check_true("read",
	    tar_read(arena, tar_of(many, TAR_ENTRIES), back, &count, &fault));
	check_number("files", count, TAR_ENTRIES);
	for (size_t i = 0; i < count; i++) {
		check_bytes("name", back[i].name, many[i].name);
		check_bytes("content", back[i].content, many[i].content);
	}
	test_row("too many");
	refused(tar_of(many, TAR_ENTRIES + 1), "too many files");
	test_row("no archive");
	refused(BYTES("From: a@example.com\r\n\r\n"), "not a tar archive");
	test_row("nothing");
	refused(BYTES(""), "not a tar archive");
	test_row("gzip");
	refused(BYTES("\x1f\x8b\x08"), "compressed");
	test_row("zip");
	refused(BYTES("PK\x03\x04"), "compressed");
	test_row("cut");
	refused(bytes_first(tar_of(many, 40), 20000), "");
}

int main(void)
{
	struct fault fault = { 0 };

	arena = arena_open();
	suffixes = suffix_list_open(NULL, &fault);
	try_archives();
	stories_each(try_case);
	suffix_list_close(suffixes);
	arena_close(arena);
	return test_end("test_bundle");
}
