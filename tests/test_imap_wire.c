/* Frames between a watch and its IMAP process (imap_wire.h). */
#include "inspect/fetch/imap_wire.h"
#include "tests/test.h"

#include <string.h>

#define OCTETS(literal)                         \
	{                                       \
		"" literal, sizeof(literal) - 1 \
	}

static char octets[WIRE_FRAME_MAX];

static void check_same(
    const struct wire_frame *got, const struct wire_frame *want)
{
	check_number("kind", got->kind, want->kind);
	for (size_t i = 0; i < WIRE_NUMBERS; i++)
		check_number("number", got->numbers[i], want->numbers[i]);
	for (size_t i = 0; i < WIRE_TEXTS; i++)
		check_bytes("text", got->texts[i], want->texts[i]);
}

static const struct {
	const char *shows;
	enum wire_side sender;
	struct wire_frame frame;
} frames[] = {
	{ "start", WIRE_OF_WATCH,
	    { WIRE_START, { 1, 993, 30000, 5, 6, 7, UINT64_MAX },
		{ { "host", 4 }, { "u", 1 }, { "p\0w", 3 }, { "", 0 } } } },
	{ "look", WIRE_OF_WATCH, { WIRE_LOOK, { 0 }, { { "TOKEN", 5 } } } },
	{ "forget", WIRE_OF_WATCH, { WIRE_FORGET, { 0 }, { { "TOKEN", 5 } } } },
	{ "delete", WIRE_OF_WATCH,
	    { WIRE_DELETE, { 1, 2, 3 }, { { "TOKEN", 5 } } } },
	{ "ready", WIRE_OF_PROCESS,
	    { WIRE_READY, { 0 },
		{ { "M\xc3\xbcll", 5 }, { "A, B", 4 }, { "1 2", 3 },
		    { "1 3", 3 } } } },
	{ "ready without junk", WIRE_OF_PROCESS,
	    { WIRE_READY, { 0 },
		{ { NULL, 0 }, { NULL, 0 }, { "1 2", 3 }, { "1 2", 3 } } } },
	{ "found", WIRE_OF_PROCESS,
	    { WIRE_FOUND, { 0, 2, 3 }, { { "T", 1 }, { "INBOX", 5 } } } },
	{ "done", WIRE_OF_PROCESS, { WIRE_DONE, { 5, 6 }, { { NULL, 0 } } } },
	{ "deleted", WIRE_OF_PROCESS, { WIRE_DELETED, { 1 }, { { "T", 1 } } } },
	{ "lost", WIRE_OF_PROCESS, { WIRE_LOST, { 0 }, { { "why", 3 } } } },
	{ "looked", WIRE_OF_PROCESS, { WIRE_LOOKED, { 3 }, { { NULL, 0 } } } },
	{ "line", WIRE_OF_PROCESS, { WIRE_LINE, { 1 }, { { "NOOP", 4 } } } },
	{ "sorted", WIRE_OF_PROCESS,
	    { WIRE_SORTED, { 1 }, { { "social", 6 }, { "A\nB\n", 4 } } } },
	{ "report", WIRE_OF_PROCESS, { WIRE_REPORT, { 0 }, { { NULL, 0 } } } },
	{ "taken", WIRE_OF_PROCESS,
	    { WIRE_TAKEN, { 4, 5, WIRE_GONE }, { { NULL, 0 } } } },
	{ "all", WIRE_OF_PROCESS, { WIRE_ALL, { 0 }, { { NULL, 0 } } } },
	{ "all but some", WIRE_OF_PROCESS,
	    { WIRE_ALL, { 0 }, { { "why", 3 } } } },
	{ "fault", WIRE_OF_PROCESS, { WIRE_FAULT, { 1 }, { { "why", 3 } } } },
};

static void try_frames(void)
{
	for (size_t i = 0; i < ROWS(frames); i++) {
		struct wire_frame got;
		size_t used, len = wire_write(&frames[i].frame, octets);
		enum wire_side other = frames[i].sender == WIRE_OF_WATCH
					   ? WIRE_OF_PROCESS
					   : WIRE_OF_WATCH;

		test_row(frames[i].shows);
		for (size_t part = 0; part < len; part++)
			check_number("a part",
			    wire_read((struct bytes){ octets, part },
				frames[i].sender, &got, &used),
			    WIRE_MORE);
		check_number("the whole",
		    wire_read((struct bytes){ octets, len }, frames[i].sender,
			&got, &used),
		    WIRE_GOT);
		check_number("used", used, len);
		check_same(&got, &frames[i].frame);
		check_number("from the wrong side",
		    wire_read(
			(struct bytes){ octets, len }, other, &got, &used),
		    WIRE_BAD);
	}
}

static const struct {
	const char *shows;
	struct bytes in;
	enum wire_result result;
} broken[] = {
	{ "nothing", OCTETS(""), WIRE_MORE },
	{ "kind 0", OCTETS("\0\0\0\0\0"), WIRE_BAD },
	{ "kind 200", OCTETS("\310\0\0\0\0"), WIRE_BAD },
	{ "four gigabytes", OCTETS("\7\377\377\377\377"), WIRE_BAD },
	{ "too large for a frame", OCTETS("\7\0\1\0\0"), WIRE_BAD },
	{ "too short for its text", OCTETS("\7\0\0\0\3abc"), WIRE_BAD },
	{ "a text longer than the frame", OCTETS("\7\0\0\0\5\0\0\0\2a"),
	    WIRE_BAD },
	{ "something behind the text", OCTETS("\7\0\0\0\6\0\0\0\1ab"),
	    WIRE_BAD },
	{ "a text longer than its kind has",
	    OCTETS("\11\0\0\0\114\0\0\0\0\0\0\0\1\0\0\0\100"
		   "0123456789012345678901234567890123456789"
		   "012345678901234567890123"),
	    WIRE_GOT },
	{ "... by one octet",
	    OCTETS("\11\0\0\0\115\0\0\0\0\0\0\0\1\0\0\0\101"
		   "0123456789012345678901234567890123456789"
		   "0123456789012345678901234"),
	    WIRE_BAD },
	{ "a chunk", OCTETS("\7\0\0\0\7\0\0\0\3abc"), WIRE_GOT },
};

/* Each text fits its kind, all of them do not fit a frame. */
static void try_too_much(void)
{
	static char token[WIRE_TEXT_MAX];
	struct wire_frame frame = { .kind = WIRE_START };

	test_row("texts that fill a frame");
	for (size_t i = 0; i < WIRE_TEXTS; i++)
		frame.texts[i] = (struct bytes){ token, sizeof(token) };
	check_number("nothing is written", wire_write(&frame, octets), 0);
}

int main(void)
{
	static char large[WIRE_CHUNK + 1];
	struct wire_frame chunk = { .kind = WIRE_CHUNK_OF,
		.texts = { { large, WIRE_CHUNK } } };

	try_frames();
	try_too_much();
	for (size_t i = 0; i < ROWS(broken); i++) {
		struct wire_frame got;
		size_t used;
		test_row(broken[i].shows);
		check_number("result",
		    wire_read(broken[i].in, WIRE_OF_PROCESS, &got, &used),
		    broken[i].result);
	}
	test_row("the largest chunk");
	check_true("fits", wire_write(&chunk, octets) > WIRE_CHUNK);
	chunk.texts[0].len++;
	check_number("one more does not", wire_write(&chunk, octets), 0);
	return test_end("test_imap_wire");
}
