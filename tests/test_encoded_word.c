/* common/mail/encoded_word: the grammar of RFC 2047, and what breaks it */
#include "tests/test.h"

#include "common/mail/encoded_word.h"

static const struct {
	const char *shows, *value, *text;
} rows[] = {
	{ "plain text", "Hello = ? world", "Hello = ? world" },
	{ "nothing", "", "" },
	{ "Q",
	    "=?utf-8?Q?Gr=C3=BC=C3=9Fe_an_alle?=", "Gr\u00fc\u00dfe an alle" },
	{ "B", "=?UTF-8?B?R3LDvMOfZQ==?=", "Gr\u00fc\u00dfe" },
	{ "lower-case encoding and hexadecimal",
	    "=?utf-8?q?=c3=bc?=", "\u00fc" },
	{ "ISO-8859-1", "=?iso-8859-1?Q?Gr=FC=DFe?=", "Gr\u00fc\u00dfe" },
	{ "US-ASCII", "=?us-ascii?Q?a=2Eb?=", "a.b" },
	{ "a language (RFC 2231 5)", "=?utf-8*de?Q?=C3=BC?=", "\u00fc" },
	{ "text around", "Re: =?utf-8?Q?=C3=BC?= [x]", "Re: \u00fc [x]" },
	{ "blanks between words vanish",
	    "=?utf-8?Q?a?= \t=?utf-8?Q?b?= c =?utf-8?Q?d?=", "ab c d" },
	{ "a character cut between words",
	    "=?utf-8?B?4oI=?= =?utf-8?B?rA==?=", "\u20ac" },
	{ "an underscore in B is no blank", "=?utf-8?B?_?=", "=?utf-8?B?_?=" },
	{ "an encoded underscore", "=?utf-8?Q?a=5Fb?=", "a_b" },
	{ "another charset", "=?koi8-r?B?8NLJ18XU?=", "=?koi8-r?B?8NLJ18XU?=" },
	{ "blanks before a word that stays",
	    "=?utf-8?Q?a?= =?koi8-r?Q?b?=", "a =?koi8-r?Q?b?=" },
	{ "another encoding", "=?utf-8?X?a?=", "=?utf-8?X?a?=" },
	{ "a blank inside", "=?utf-8?Q?a b?=", "=?utf-8?Q?a b?=" },
	{ "no end", "=?utf-8?Q?a", "=?utf-8?Q?a" },
	{ "cut hexadecimal", "=?utf-8?Q?a=C?=", "=?utf-8?Q?a=C?=" },
	{ "not hexadecimal", "=?utf-8?Q?=ZZ?=", "=?utf-8?Q?=ZZ?=" },
	{ "bad base64", "=?utf-8?B?a?=", "=?utf-8?B?a?=" },
	{ "an empty word",
	    "a =?utf-8?Q?"
	    "?= b",
	    "a  b" },
};

int main(void)
{
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		check_bytes("text",
		    encoded_words_read(arena, bytes_of(rows[i].value)),
		    bytes_of(rows[i].text));
	}
	test_row("absent stays absent");
	check_true("absent", !bytes_present(encoded_words_read(arena, ABSENT)));
	arena_close(arena);
	return test_end("test_encoded_word");
}
