#include "common/base/fault.h"

#include "common/base/text.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Names of files and words of servers are in it: no octet that a terminal
 * obeys, C1 controls and bidirectional marks among them. */
static void make_safe(char *text, size_t size)
{
	size_t len = strnlen(text, size);
	uint32_t code = 0;

	if (len == size - 1)
		memcpy(text + size - 4, "...", 4);
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_next((struct bytes){ text + i, len - i }, &code);
		bool shown = n > 0 && !utf8_is_invisible(code);
		n = n > 0 ? n : 1;
		if (!shown)
			memset(text + i, '?', n);
	}
}

static void fill(struct fault *fault, const char *format, va_list args)
{
	vsnprintf(fault->text, sizeof(fault->text), format, args);
	make_safe(fault->text, sizeof(fault->text));
}

bool fault_set(
    struct fault *fault, enum fault_kind kind, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fill(fault, format, args);
	va_end(args);
	fault->kind = kind;
	return false;
}

bool fault_errno(
    struct fault *fault, enum fault_kind kind, const char *format, ...)
{
	const char *why = strerror(errno);
	va_list args;

	va_start(args, format);
	fill(fault, format, args);
	va_end(args);
	size_t len = strlen(fault->text);
	snprintf(fault->text + len, sizeof(fault->text) - len, ": %s", why);
	fault->kind = kind;
	return false;
}

bool fault_at(struct fault *fault, const char *format, ...)
{
	char was[sizeof(fault->text)];
	va_list args;

	memcpy(was, fault->text, sizeof(was));
	va_start(args, format);
	fill(fault, format, args);
	va_end(args);
	size_t len = strlen(fault->text);
	snprintf(fault->text + len, sizeof(fault->text) - len, ": %s", was);
	make_safe(fault->text, sizeof(fault->text));
	return false;
}

int fault_exit_status(enum fault_kind kind)
{
	static const int status[] = {
		[FAULT_NONE] = 0,
		[FAULT_USAGE] = 2,
		[FAULT_INPUT] = 3,
		[FAULT_UNDECIDED] = 4,
		[FAULT_SEND] = 5,
		[FAULT_LOCATE] = 6,
		[FAULT_MAILBOX] = 7,
		[FAULT_OURS] = 70,
	};
	return status[kind];
}

void fault_print(const struct fault *fault)
{
	fprintf(stderr, "mailplumb: %s\n", fault->text);
}
