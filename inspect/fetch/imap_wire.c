#include "inspect/fetch/imap_wire.h"

#include <string.h>

#define HEAD_SIZE 5 /* kind, and the length of what follows in 4 octets */
#define NO_TEXT	  UINT32_MAX

struct row {
	enum wire_side sender;
	unsigned char numbers, texts;
	size_t text_max;
};

static const struct row rows[] = {
	[WIRE_START] = { WIRE_OF_WATCH, 7, 11, WIRE_TEXT_MAX },
	[WIRE_LOOK] = { WIRE_OF_WATCH, 0, 1, 64 },
	[WIRE_FORGET] = { WIRE_OF_WATCH, 0, 1, 64 },
	[WIRE_DELETE] = { WIRE_OF_WATCH, 3, 1, 64 },
	[WIRE_READY] = { WIRE_OF_PROCESS, 0, READY_TEXTS, 4096 },
	[WIRE_FOUND] = { WIRE_OF_PROCESS, 3, 2, 4096 },
	[WIRE_CHUNK_OF] = { WIRE_OF_PROCESS, 0, 1, WIRE_CHUNK },
	[WIRE_DONE] = { WIRE_OF_PROCESS, 2, 0, 0 },
	[WIRE_DELETED] = { WIRE_OF_PROCESS, 1, 1, 64 },
	[WIRE_LOST] = { WIRE_OF_PROCESS, 0, 1, 2048 },
	[WIRE_FAULT] = { WIRE_OF_PROCESS, 1, 1, 2048 },
	[WIRE_LOOKED] = { WIRE_OF_PROCESS, 1, 0, 0 },
	[WIRE_LINE] = { WIRE_OF_PROCESS, 1, 1, 2048 },
	[WIRE_REPORT] = { WIRE_OF_PROCESS, 0, 0, 0 },
	[WIRE_TAKEN] = { WIRE_OF_PROCESS, 3, 0, 0 },
	[WIRE_ALL] = { WIRE_OF_PROCESS, 0, 1, 2048 },
	[WIRE_SORTED] = { WIRE_OF_PROCESS, 1, 2, 4096 },
};

static const struct row *row_of(unsigned kind)
{
	if (kind < WIRE_START || kind >= sizeof(rows) / sizeof(rows[0]))
		return NULL;
	return &rows[kind];
}

static char *number_write(char *at, uint64_t number, unsigned octets)
{
	while (octets-- > 0)
		*at++ = (char)(number >> (8 * octets) & 0xff);
	return at;
}

static uint64_t number_read(const char *at, unsigned octets)
{
	uint64_t number = 0;

	while (octets-- > 0)
		number = number << 8 | (unsigned char)*at++;
	return number;
}

size_t wire_write(const struct wire_frame *frame, char out[WIRE_FRAME_MAX])
{
	const struct row *row = row_of(frame->kind);
	char *at = out + HEAD_SIZE;

	for (unsigned i = 0; i < row->numbers; i++)
		at = number_write(at, frame->numbers[i], 8);
	for (unsigned i = 0; i < row->texts; i++) {
		struct bytes text = frame->texts[i];
		size_t room = (size_t)(out + WIRE_FRAME_MAX - at);
		if (text.len > row->text_max || room < 4 + text.len)
			return 0;
		at = number_write(
		    at, bytes_present(text) ? text.len : NO_TEXT, 4);
		if (text.len > 0)
			memcpy(at, text.ptr, text.len);
		at += text.len;
	}
	out[0] = (char)frame->kind;
	number_write(out + 1, (uint64_t)(at - out - HEAD_SIZE), 4);
	return (size_t)(at - out);
}

/* The texts and numbers fill the frame exactly. */
static bool body_read(
    struct bytes body, const struct row *row, struct wire_frame *frame)
{
	for (unsigned i = 0; i < row->numbers; i++) {
		if (body.len < 8)
			return false;
		frame->numbers[i] = number_read(body.ptr, 8);
		body = bytes_skip(body, 8);
	}
	for (unsigned i = 0; i < row->texts; i++) {
		if (body.len < 4)
			return false;
		uint64_t len = number_read(body.ptr, 4);
		body = bytes_skip(body, 4);
		if (len == NO_TEXT)
			continue;
		if (len > row->text_max || len > body.len)
			return false;
		frame->texts[i] = bytes_first(body, (size_t)len);
		body = bytes_skip(body, (size_t)len);
	}
	return body.len == 0;
}

enum wire_result wire_read(struct bytes in, enum wire_side sender,
    struct wire_frame *frame, size_t *used)
{
	if (in.len < HEAD_SIZE)
		return WIRE_MORE;
	unsigned kind = (unsigned char)in.ptr[0];
	const struct row *row = row_of(kind);
	uint64_t len = number_read(in.ptr + 1, 4);
	if (row == NULL || row->sender != sender ||
	    len > WIRE_FRAME_MAX - HEAD_SIZE)
		return WIRE_BAD;
	if (in.len - HEAD_SIZE < len)
		return WIRE_MORE;
	memset(frame, 0, sizeof(*frame));
	frame->kind = (enum wire_kind)kind;
	*used = HEAD_SIZE + (size_t)len;
	in = bytes_first(bytes_skip(in, HEAD_SIZE), (size_t)len);
	return body_read(in, row, frame) ? WIRE_GOT : WIRE_BAD;
}
