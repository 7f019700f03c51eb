/*
 * scan - read a value from left to right
 *
 * A scan remembers its first mistake and then does nothing more, so a parser
 * reads like its grammar and checks once, at the end:
 *
 *	struct scan s = scan_of(value);
 *	struct bytes id = scan_token(&s);
 *	scan_cfws(&s);
 *	scan_char(&s, ';', "';' after the id");
 *	if (!scan_done(&s))
 *		... s.mistake and s.at say what and where ...
 */
#ifndef COMMON_BASE_SCAN_H
#define COMMON_BASE_SCAN_H

#include "common/base/bytes.h"

struct scan {
	const char *at;
	const char *end;
	const char *mistake; /* NULL, or what was expected at `at` */
};

struct scan scan_of(struct bytes b);
bool scan_end(const struct scan *s);  /* nothing left, or a mistake */
bool scan_done(const struct scan *s); /* all read, no mistake */
/* Note a mistake; the first one stays. */
void scan_expected(struct scan *s, const char *what);

bool scan_take(struct scan *s, char c); /* c if it is next */
/* c must be next; `what` says so in a mistake. */
void scan_char(struct scan *s, char c, const char *what);
struct bytes scan_while(struct scan *s, bool (*is)(char));
struct bytes scan_until(struct scan *s, char mark); /* leaves mark */

#endif
