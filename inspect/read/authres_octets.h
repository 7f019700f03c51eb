/*
 * authres_octets - of which octets the words of Authentication-Results consist
 *
 * Wider than RFC 8601 2.2 where receivers write more without quoting it.
 */
#ifndef INSPECT_READ_AUTHRES_OCTETS_H
#define INSPECT_READ_AUTHRES_OCTETS_H

#include "common/base/bytes.h"

static inline bool is_key_char(char c)
{
	return is_alpha(c) || is_digit(c) || c == '-' || c == '_';
}

static inline bool is_name_char(char c)
{
	return is_key_char(c) || c == '.';
}

/* pvalue unquoted: more than a token, since nobody quotes "/" and ":". */
static inline bool is_value_char(char c)
{
	return c > ';' || /* letters: nearly all */
	       (!is_blank(c) && c != ';' && c != '(' && c != ')');
}

static inline bool is_id_char(char c)
{
	return is_value_char(c) && c != '=' && c != '"';
}

#endif
