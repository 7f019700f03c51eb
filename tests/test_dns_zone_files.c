/* common/dns/dns_zone: whole files, their names and bounds */
#include "tests/test.h"

#include "common/base/file.h"
#include "common/dns/dns_zone.h"
#include "tests/dns_shown.h"
#include <dirent.h>
#include <string.h>

#define TEN    "aaaaaaaaaa"
#define FIFTY  TEN TEN TEN TEN TEN
#define STRING FIFTY FIFTY FIFTY FIFTY FIFTY /* 250 octets */

static struct arena *arena;

static void try_mistake(const char *shows, struct bytes text, const char *want)
{
	struct dns_set *set = dns_set_open();
	struct fault fault = { 0 };

	test_row(shows);
	check_true("refused", !dns_zone_read(set, text, "z", &fault));
	check_number("kind", fault.kind, FAULT_INPUT);
	check_text("fault", fault.text, want);
	dns_set_close(set);
}

/* A file is called as its zone: what its name says is the origin. */
static void try_file(const char *file, const char *name, bool read)
{
	struct dns_set *set = dns_set_open();
	struct fault fault = { 0 };

	test_row(file);
	check_number("read", read,
	    dns_zone_read(set, BYTES("www 5 A 192.0.2.1\n"), file, &fault));
	if (read)
		check_bytes("answer", dns_shown(set, arena, DNS_A, name),
		    BYTES("5 192.0.2.1"));
	dns_set_close(set);
}

static struct bytes repeated(
    const char *before, const char *part, size_t n, const char *after)
{
	struct text text = text_new((size_t)32 << 20);

	text_add(&text, bytes_of(before));
	for (size_t i = 0; i < n; i++)
		text_add(&text, bytes_of(part));
	text_add(&text, bytes_of(after));
	struct bytes copy = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return copy;
}

static void try_bounds(void)
{
	struct bytes full =
	    repeated("\na. TXT ", "\"" STRING "abc\" ", 255, "\n");
	struct dns_set *set = dns_set_open();
	struct fault fault = { 0 };

	test_row("a TXT record of 64 KB");
	check_true("read", dns_zone_read(set, full, "z", &fault));
	dns_set_close(set);
	try_mistake("a TXT record over 64 KB",
	    repeated("\na. TXT ", "\"" STRING "abc\" ", 260, "\n"),
	    "z:2: '" FIFTY TEN "...' passes the 65535 octets of a record");
	try_mistake("too many items", repeated("\na. TXT ", "a ", 600, "\n"),
	    "z:2: 'a' is more than a record may have");
	try_mistake("a file too large", repeated("", ";\n", (16 << 19) + 1, ""),
	    "z: is larger than 16 MB");
}

/* ---- the lab's zones, which nsd loads -------------------------------------
 */

/* What `rest` begins with between two '@', and what stands for it: a number,
 * else an address, which is a label and a string, too. */
static struct bytes value_take(struct bytes *rest)
{
	struct bytes name, after;

	if (!bytes_cut(*rest, '@', &name, &after) ||
	    bytes_find(name, BYTES(" ")) != NULL)
		return BYTES("@");
	*rest = after;
	return bytes_eq(name, BYTES("SERIAL")) ? BYTES("1")
					       : BYTES("192.0.2.1");
}

static struct bytes filled(struct bytes template)
{
	struct text out = text_new((size_t)1 << 20);
	struct bytes before;

	while (bytes_cut(template, '@', &before, &template)) {
		text_add(&out, before);
		text_add(&out, value_take(&template));
	}
	text_add(&out, before);
	struct bytes copy = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return copy;
}

static void try_lab_zone(struct dns_set *set, const char *name)
{
	struct bytes path = arena_printf(arena, "fixtures/lab/zones/%s", name);
	struct bytes text = ABSENT;
	struct fault fault = { 0 };

	test_row(path.ptr);
	check_true("there", file_read(arena, path.ptr, 1 << 20, &text, &fault));
	check_true("read", dns_zone_read(set, filled(text), name, &fault));
	check_text("fault", fault.text, "");
}

static void try_lab(void)
{
	struct dns_set *set = dns_set_open();
	DIR *dir = opendir("fixtures/lab/zones");
	struct dirent *entry;
	size_t count = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (strstr(entry->d_name, ".zone") != NULL) {
			try_lab_zone(set, entry->d_name);
			count++;
		}
	if (dir != NULL)
		closedir(dir);
	test_row("what the lab's zones say");
	check_true("there are some", count > 0);
	/* A template has what every scenario may publish. */
	check_bytes("MX of the MAIL FROM",
	    dns_shown(set, arena, DNS_MX, "bounce.example.com"),
	    BYTES("5 10 feedback-smtp.us-east-1.amazonses.com, 10 "
		  "feedback-smtp.eu-west-1.amazonses.com"));
	check_bytes("a root server's address",
	    dns_shown(set, arena, DNS_A, "a.root-servers.net"),
	    BYTES("5 192.0.2.1"));
	check_bytes("name servers of com", dns_shown(set, arena, DNS_NS, "com"),
	    BYTES("5 a.gtld-servers.net, b.gtld-servers.net"));
	dns_set_close(set);
}

int main(void)
{
	arena = arena_open();
	try_file("example.com.zone", "www.example.com", true);
	try_file("/etc/nsd/Example.com.zone", "www.example.com", true);
	try_file("/etc/bind/db.example.com", "www.example.com", true);
	try_file("in-addr.arpa.zone", "www.in-addr.arpa", true);
	try_file("records.txt", NULL, false);
	try_file("/example.com.zone/x", NULL, false);
	try_bounds();
	try_lab();
	arena_close(arena);
	return test_end("test_dns_zone_files");
}
