/* common/mail/content_type: RFC 2045 5.1 */
#include "tests/test.h"

#include "common/mail/content_type.h"

static const struct {
	const char *shows, *value;
	const char *type, *boundary; /* NULL: absent */
	bool report;
} rows[] = {
	{ "a type", "text/plain", "text/plain", NULL, false },
	{ "capitals", " Text/PLAIN ", "text/plain", NULL, false },
	{ "nothing", "", NULL, NULL, false },
	{ "no subtype", "text", NULL, NULL, false },
	{ "no type", "/plain; boundary=x", NULL, "x", false },
	{ "a parameter", "a/b; boundary=x", "a/b", "x", false },
	{ "quoted", "a/b; boundary=\"x y;\\\"z\"", "a/b", "x y;\"z", false },
	{ "quoted, empty", "a/b; boundary=\"\"", "a/b", "", false },
	{ "quoted, without end", "a/b; boundary=\"x", "a/b", NULL, false },
	{ "no quotation marks", "a/b; boundary=--=_x/y:z?; c=d", "a/b",
	    "--=_x/y:z?", false },
	{ "a name in capitals", "a/b; BOUNDARY=x", "a/b", "x", false },
	{ "behind others", "a/b; c=d; e=\"f;boundary=y\"; boundary=x", "a/b",
	    "x", false },
	{ "the first counts", "a/b; boundary=x; boundary=y", "a/b", "x",
	    false },
	{ "folded", "a/b;\r\n\tboundary=\r\n x", "a/b", "x", false },
	{ "comments", "(1) a (2) / (3) b (4) ; (5) boundary (6) = (7) x (8)",
	    "a/b", "x", false },
	{ "a comment without end", "a/b; (boundary=x", "a/b", NULL, false },
	{ "a ';' too many", "a/b;; boundary=x;", "a/b", "x", false },
	{ "no '='", "a/b; boundary x", "a/b", NULL, false },
	{ "no ';'", "a/b boundary=x", "a/b", NULL, false },
	{ "a report", "multipart/report; report-type=delivery-status",
	    "multipart/report", NULL, true },
	{ "a report, otherwise",
	    "Multipart/Report; boundary=x; Report-Type=\"Delivery-Status\"",
	    "multipart/report", "x", true },
	{ "another report",
	    "multipart/report; report-type=disposition-notification",
	    "multipart/report", NULL, false },
	{ "any report", "multipart/report; boundary=x", "multipart/report", "x",
	    false },
	{ "another multipart", "multipart/mixed; report-type=delivery-status",
	    "multipart/mixed", NULL, false },
};

int main(void)
{
	struct arena *arena = arena_open();

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct bytes value = bytes_of(rows[i].value);
		test_row(rows[i].shows);
		check_bytes("type", content_type_read(arena, value),
		    bytes_of(rows[i].type));
		check_bytes("boundary",
		    content_type_parameter(arena, value, "boundary"),
		    bytes_of(rows[i].boundary));
		check_true("a delivery report",
		    content_type_is_delivery_report(arena, value) ==
			rows[i].report);
	}
	arena_close(arena);
	return test_end("test_content_type");
}
