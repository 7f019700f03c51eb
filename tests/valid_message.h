/*
 * valid_message - what holds for every message we compose, whatever was asked
 *
 * RFC 5322 2.1.1, 2.2 and 3.6, RFC 2047 2, RFC 2045 6.7.  Written against the
 * standards, not against the composer.
 */
#ifndef TESTS_VALID_MESSAGE_H
#define TESTS_VALID_MESSAGE_H

#include "common/base/bytes.h"
#include <string.h>

static inline const char *valid_line(struct bytes line, bool ascii)
{
	if (line.len > 998)
		return "a line is longer than 998 octets";
	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] == '\0' || line.ptr[i] == '\r')
			return "NUL or CR within a line";
		if (ascii && (unsigned char)line.ptr[i] > 127)
			return "an octet above 127";
	}
	return NULL;
}

static inline const char *valid_encoded_words(struct bytes line)
{
	struct bytes rest = line;
	const char *at;

	if (line.len > 76 && bytes_find(line, BYTES("=?UTF-8?")) != NULL)
		return "a line with an encoded word passes 76 columns";
	while ((at = bytes_find(rest, BYTES("=?UTF-8?"))) != NULL) {
		rest = bytes_between(at, line.ptr + line.len);
		if (rest.len < 11)
			return "an encoded word is cut";
		const char *end = bytes_find(bytes_skip(rest, 10), BYTES("?="));
		if (end == NULL || end + 2 - at > 75)
			return "an encoded word has no end or passes 75";
		if (end + 2 < line.ptr + line.len &&
		    strchr(" \t", end[2]) == NULL)
			return "an encoded word is not set off";
		rest = bytes_between(end, line.ptr + line.len);
	}
	return NULL;
}

static inline const char *valid_field_start(struct bytes line)
{
	struct bytes name, value;

	if (!bytes_cut(line, ':', &name, &value) || name.len == 0)
		return "a header line is no field";
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] <= ' ' || name.ptr[i] > '~')
			return "a field name is not printable ASCII";
	return NULL;
}

static inline const char *valid_header_line(struct bytes line, bool first)
{
	bool folded = line.ptr[0] == ' ' || line.ptr[0] == '\t';
	const char *wrong = valid_encoded_words(line);

	if (wrong != NULL)
		return wrong;
	if (!folded)
		return valid_field_start(line);
	return first || bytes_trim(line).len == 0
		   ? "folding without text before or in it"
		   : NULL;
}

static inline size_t valid_count(struct bytes header, struct bytes name)
{
	struct bytes line, field_name, value;
	size_t count = 0;

	while (bytes_line(&header, &line)) {
		bytes_cut(line, ':', &field_name, &value);
		count += bytes_ieq(field_name, name);
	}
	return count;
}

static inline const char *valid_fields(struct bytes header)
{
	static const struct {
		const char *name;
		size_t least;
	} once[] = {
		{ "X-Mailplumb-Token", 1 },
		{ "From", 1 },
		{ "To", 1 },
		{ "Subject", 1 },
		{ "Date", 1 },
		{ "Message-ID", 1 },
		{ "MIME-Version", 1 },
		{ "Content-Type", 1 },
		{ "Content-Transfer-Encoding", 0 },
		{ "Auto-Submitted", 1 },
		{ "Precedence", 1 },
		{ "Sender", 0 },
		{ "Reply-To", 0 },
		{ "Cc", 0 },
		{ "Bcc", 0 },
		{ "List-Unsubscribe", 0 },
		{ "List-Unsubscribe-Post", 0 },
		{ "Return-Path", 0 },
	};

	for (size_t i = 0; i < sizeof(once) / sizeof(once[0]); i++) {
		size_t n = valid_count(header, bytes_of(once[i].name));
		if (n > 1 || n < once[i].least)
			return once[i].name;
	}
	return NULL;
}

/* NULL, or what is wrong.  `ascii`: no octet above 127 anywhere. */
static inline const char *valid_message(struct bytes raw, bool ascii)
{
	struct bytes rest = raw, line, header = { raw.ptr, 0 };
	const char *wrong = NULL;
	bool in_header = true;

	for (bool first = true; rest.len > 0; first = false) {
		struct bytes before = rest;
		if (!bytes_line(&rest, &line) ||
		    (line.ptr + line.len + 2 != rest.ptr && rest.len > 0) ||
		    before.len - rest.len != line.len + 2)
			return "a line does not end in CRLF";
		if ((wrong = valid_line(line, ascii)) != NULL)
			return wrong;
		if (in_header && line.len == 0) {
			in_header = false;
			header.len = (size_t)(line.ptr - raw.ptr);
		} else if (in_header) {
			wrong = valid_header_line(line, first);
		} else if (line.len > 78) {
			wrong = "a line of the body passes 78 columns";
		}
		if (wrong != NULL)
			return wrong;
	}
	return in_header ? "no empty line ends the header"
			 : valid_fields(header);
}

#endif
