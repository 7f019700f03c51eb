/*
 * Messages that are hard to encode.  With a folder as argument they are left
 * there, each beside what went into it, for another reader to compare
 * (tests/test_compose_python.sh).
 */
#include "tests/test.h"
#include "tests/valid_message.h"

#include "common/base/crypto.h"
#include "common/base/json.h"
#include "common/base/text.h"
#include "send/compose.h"
#include <stdlib.h>
#include <string.h>

#define TOKEN "MFRGGZDFMZTWQ2LKNNWG23TPOB"

static const char *const subjects[] = {
	"Hello",
	"",
	"a  b   c",
	"tabs\there",
	"a very long subject of plain words, which goes on and on and on until "
	"it "
	"must be folded more than once, and then some words more to be sure of "
	"it",
	"https://example.com/"
	"a-word-longer-than-any-line-should-be-and-without-any-"
	"place-to-fold-it-at-all-0123456789-0123456789-0123456789-0123456789",
	"=?utf-8?q?not_an_encoded_word?=",
	"half =?utf-8?b? of one",
	"trailing question ?=",
	"Gr\xc3\xbc\xc3\x9f"
	"e aus M\xc3\xbcnchen, K\xc3\xb6ln und Z\xc3\xbcrich, "
	"\xc3\xbc"
	"bermittelt f\xc3\xbcr die Pr\xc3\xbc"
	"fung der Zustellung",
	"plain \xc3\xa9 plain \xc3\xa9 plain",
	"\xc3\xa9 at the start",
	"at the end \xc3\xa9",
	"\xc3\xa9  two blanks  \xc3\xa9",
	"two  blanks then \xc3\xa9",
	"\xce\x9a\xce\xb1\xce\xbb\xce\xb7\xce\xbc\xce\xad\xcf\x81\xce\xb1 "
	"\xce\xba\xcf\x8c\xcf\x83\xce\xbc\xce\xb5, "
	"\xce\xb1\xcf\x85\xcf\x84\xcf\x8c "
	"\xce\xb5\xce\xaf\xce\xbd\xce\xb1\xce\xb9 \xce\xad\xce\xbd\xce\xb1 "
	"\xce\xbc\xce\xae\xce\xbd\xcf\x85\xce\xbc\xce\xb1",
	"\xd0\x9f\xd1\x80\xd0\xbe\xd0\xb2\xd0\xb5\xd1\x80\xd0\xba\xd0\xb0 "
	"\xd0\xb4\xd0\xbe\xd1\x81\xd1\x82\xd0\xb0\xd0\xb2\xd0\xba\xd0\xb8 "
	"\xd0\xbf\xd0\xbe\xd1\x87\xd1\x82\xd1\x8b",
	"\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 "
	"\xd8\xa8\xd8\xa7\xd9\x84\xd8\xb9\xd8\xa7\xd9\x84\xd9\x85 "
	"\xd8\xb1\xd8\xb3\xd8\xa7\xd9\x84\xd8\xa9",
	"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe3\x81\xa8\xe3\x81"
	"\xa6"
	"\xe3\x82\x82\xe9\x95\xb7\xe3\x81\x84\xe4\xbb\xb6\xe5\x90\x8d\xe3\x81"
	"\xa7"
	"\xe3\x81\x99\xe3\x81\x8c\xe3\x80\x81\xe6\x8a\x98\xe3\x82\x8a\xe8\xbf"
	"\x94"
	"\xe3\x81\x97\xe3\x81\xae\xe3\x81\x9f\xe3\x82\x81\xe3\x81\xae\xe7\xa9"
	"\xba"
	"\xe7\x99\xbd\xe3\x81\x8c\xe3\x81\x82\xe3\x82\x8a\xe3\x81\xbe\xe3\x81"
	"\x9b"
	"\xe3\x82\x93",
	"\xe0\xb8\xaa\xe0\xb8\xa7\xe0\xb8\xb1\xe0\xb8\xaa\xe0\xb8\x94\xe0\xb8"
	"\xb5 "
	"\xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5"
	"\x87",
	"family "
	"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91"
	"\xa7\xe2\x80\x8d\xf0\x9f\x91\xa6 and flags "
	"\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa",
	("combining e\xcc\x81 e\xcc\x81 e\xcc\x81 e\xcc\x81 e\xcc\x81 "
	 "e\xcc\x81 "
	 "e\xcc\x81 e\xcc\x81 e\xcc\x81 e\xcc\x81 e\xcc\x81 e\xcc\x81 "
	 "e\xcc\x81"),
	"_under_score_ = equals ? question \xc3\xa9",
	"(comment) \"quoted\" <angle> [bracket] ; , : @",
};

static const char *const names[] = {
	"",
	"Example",
	"Ann B Example",
	"Ann B. Example",
	"Example, Ann",
	"O'Brien",
	"He said \"no\" \\ yes",
	"two  blanks",
	"J\xc3\xb6rg M\xc3\xbcller",
	"M\xc3\xbcller, J\xc3\xb6rg (Vertrieb) \"JM\"",
	"=?utf-8?q?x?=",
	"\xe5\xb1\xb1\xe7\x94\xb0\xe5\xa4\xaa\xe9\x83\x8e",
	"\xf0\x9f\x93\xac post \xf0\x9f\x93\xad",
	("A name of plain words that is far longer than any line of a header "
	 "has a right to be and still goes on"),
	("A name that needs quotation marks, and that is far longer than any "
	 "line of a header has a right to be, and still goes on"),
	"user@example.com",
	"semi;colon:and<angle>",
};

static const char *const locals[] = { "hello", "first.last", "a+b=c",
	"\"with blank\"", "\"back\\\\slash\"", "\"at@sign\"", "joe." };

static const char *const texts[] = {
	"Hello\n",
	"",
	"no end",
	"blank at the end \ntab at the end\t\n \n\n",
	"From here\n>From there\n.\n..\n. \n",
	("--=_mixed_" TOKEN "\n--=_mixed_" TOKEN "--\n--=_alternative_" TOKEN
	 "\n"),
	"--\n-- \nsignature\n",
	"mac\rline\rends\r",
	"mixed\r\nline\nends\r\r\n\n",
	"= equals =3D =\n==\n",
	"\xc3\xa9\n\xc3\xa9\n",
	("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe6\x9c\xac\xe6\x96"
	 "\x87\n"),
	"\x01\x02\x1b[31mred\x7f\n",
};

static const char *const files[] = {
	"plain.txt",
	"with blank.pdf",
	"gr\xc3\xbc\xc3\x9f"
	"e.pdf",
	"quote\".txt",
	"back\\slash.txt",
	"semi;colon=x.txt",
	"it's 100% *star*.txt",
	"=?utf-8?q?x?=.txt",
	"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe3\x81\xa8\xe3\x81"
	"\xa6"
	"\xe3\x82\x82\xe9\x95\xb7\xe3\x81\x84\xe5\x90\x8d\xe5\x89\x8d\xe3\x81"
	"\xa7"
	"\xe3\x81\x99.zip",
	"a-name-that-is-longer-than-a-line-0123456789-0123456789-0123456789-"
	"0123456789-0123456789-0123456789-0123456789-0123456789-0123456789.bin",
	"\xf0\x9f\x98\x80.png",
	".hidden",
	"no-suffix",
};

static struct arena *arena;

static struct bytes nth(const char *const *list, size_t n, size_t i)
{
	return bytes_of(list[i % n]);
}
#define NTH(list, i) nth(list, ROWS(list), (i))

static struct bytes quoted(struct bytes name)
{
	char *text = arena_alloc(arena, 2 * name.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] == '"' || name.ptr[i] == '\\')
			text[len++] = '\\';
		text[len++] = name.ptr[i];
	}
	return (struct bytes){ text, len };
}

/* A long UTF-8 text, and octets of every value. */
static struct bytes long_text(void)
{
	struct text text = text_new(200000);

	for (int i = 0; i < 2000; i++)
		text_printf(&text, "%d \xc3\xa9%s", i, i % 97 ? " " : "\n");
	struct bytes copy = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return copy;
}

static struct bytes all_octets(size_t n)
{
	char *octets = arena_alloc(arena, n + 1);

	for (size_t i = 0; i < n; i++)
		octets[i] = (char)(i * 7 + i / 256);
	return (struct bytes){ octets, n };
}

struct case_parts {
	struct bytes name, local, to_name, subject, text;
	struct compose_file body, html, attached[2];
	struct compose_request request;
};

static void case_make(struct case_parts *c, size_t i)
{
	c->name = NTH(names, i);
	c->to_name = NTH(names, i / 2 + 5);
	c->local = NTH(locals, i);
	c->subject = NTH(subjects, i);
	c->text = i % 31 == 30 ? long_text() : NTH(texts, i);
	c->body = (struct compose_file){ BYTES("t"), c->text, NULL };
	c->html = (struct compose_file){ BYTES("h"),
		arena_printf(arena, "<p>%.*s</p>\n", FMT(c->subject)), NULL };
	c->attached[0] = (struct compose_file){ NTH(files, i),
		all_octets(i * 37 % 1000), &c->attached[1] };
	c->attached[1] =
	    (struct compose_file){ NTH(files, i + 1), all_octets(i), NULL };
	c->request = (struct compose_request){
		.token = BYTES(TOKEN),
		.now = INT64_C(1795168800000),
		.from = arena_printf(arena, "\"%.*s\" <%.*s@example.com>",
		    FMT(quoted(c->name)), FMT(c->local)),
		.to = arena_printf(arena,
		    "\"%.*s\" <a@example.net>, %.*s@example.org",
		    FMT(quoted(c->to_name)), FMT(c->local)),
		.subject = c->subject,
		.text = &c->body,
		.html = i % 2 ? &c->html : NULL,
		.attachments = i % 3 ? &c->attached[0] : NULL,
	};
}

static struct json *base64_json(struct bytes b)
{
	return json_text(base64_write(arena, b));
}

/* What another reader should find; octets as base64. */
static void case_describe(const struct case_parts *c, struct text *out)
{
	struct json *all = json_object_new(), *list = json_array_new();
	const struct compose_file *file = c->request.attachments;

	json_put(all, "subject", json_text(c->subject));
	json_put(all, "from_name", json_text(c->name));
	json_put(all, "to_name", json_text(c->to_name));
	json_put(all, "text", base64_json(c->text));
	json_put(all, "html",
	    c->request.html != NULL ? base64_json(c->html.content)
				    : json_null_new());
	for (; file != NULL; file = file->next) {
		struct json *one = json_object_new();
		json_put(one, "name", json_text(file->name));
		json_put(one, "octets", base64_json(file->content));
		json_append(list, one);
	}
	json_put(all, "attachments", list);
	json_print(all, JSON_INDENTED, out);
	json_free(all);
}

static void file_write(
    const char *folder, size_t i, const char *suffix, struct bytes content)
{
	const char *path =
	    arena_printf(arena, "%s/%03zu.%s", folder, i, suffix).ptr;
	FILE *file = fopen(path, "wb");

	if (file == NULL ||
	    fwrite(content.ptr, 1, content.len, file) != content.len ||
	    fclose(file) != 0) {
		perror(path);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	for (size_t i = 0; i < 240; i++) {
		struct case_parts c;
		struct composed out;
		struct fault fault = { .kind = FAULT_NONE };
		struct text description = text_new(1000000);
		arena = arena_open();
		case_make(&c, i);
		test_row(arena_cstr(arena, c.subject));
		check_true(
		    "composed", compose(arena, &c.request, &out, &fault));
		check_text("fault",
		    fault.kind == FAULT_NONE ? NULL : fault.text, NULL);
		check_text("wrong", valid_message(out.raw, true), NULL);
		if (argc > 1) {
			case_describe(&c, &description);
			file_write(argv[1], i, "eml", out.raw);
			file_write(
			    argv[1], i, "json", text_bytes(&description));
		}
		test_close();
		text_free(&description);
		arena_close(arena);
	}
	return test_end("test_compose_reread");
}
