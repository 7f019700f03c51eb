/* inspect/read/authres: RFC 8601 2.2, RFC 7208 9.1, and what receivers write */
#include "tests/test.h"

#include "common/mail/limits.h"
#include "inspect/read/authres.h"
#include "inspect/read/message.h"
#include <string.h>

static struct arena *arena;

static struct claim_field *fields_of(struct bytes header)
{
	struct message m;

	message_read(
	    &m, arena_printf(arena, "%.*s\r\n\r\n", FMT(header)), arena);
	return claims_read(arena, &m);
}

static struct bytes join(struct bytes a, struct bytes b)
{
	return arena_printf(arena, "%.*s%.*s", FMT(a), FMT(b));
}

static struct bytes claim_text(const struct claim *c)
{
	const char *result = auth_result_word(c->result);
	struct bytes text =
	    arena_printf(arena, "%.*s=%.*s", FMT(c->method), FMT(c->word));

	if (c->version != 1)
		text = arena_printf(arena, "%.*s v%u", FMT(text), c->version);
	if (!bytes_ieq(c->word, bytes_of(result)))
		text = arena_printf(arena, "%.*s{%s}", FMT(text), result);
	if (bytes_present(c->reason))
		text = arena_printf(
		    arena, "%.*s [%.*s]", FMT(text), FMT(c->reason));
	for (const struct property *p = c->properties; p; p = p->next)
		text = arena_printf(arena, "%.*s %.*s%s%.*s=%.*s", FMT(text),
		    FMT(p->type), bytes_present(p->type) ? "." : "",
		    FMT(p->name), FMT(p->value));
	return text;
}

/* "ID | method=result [reason] type.name=value | ..." */
static struct bytes field_text(const struct claim_field *f)
{
	struct bytes text =
	    bytes_present(f->authserv_id) ? f->authserv_id : BYTES("-");

	for (const struct claim *c = f->claims; c != NULL; c = c->next)
		text = join(join(text, BYTES(" | ")), claim_text(c));
	return text;
}

#define AR "Authentication-Results: "

static const struct {
	const char *shows, *header, *out, *mistake;
} rows[] = {
	/* RFC 8601 2.2, alternative by alternative */
	{ "no result", AR "example.org; none", "example.org", NULL },
	{ "no result and a version", AR "example.org 1; none", "example.org",
	    NULL },
	{ "no result in comments", AR "example.org; (a) none (b)",
	    "example.org", NULL },
	{ "a quoted id", AR "\"example org\"; none", "example org", NULL },
	{ "one result", AR "example.org; spf=pass", "example.org | spf=pass",
	    NULL },
	{ "a version and a result", AR "example.org 1; spf=pass",
	    "example.org | spf=pass", NULL },
	{ "several results", AR "a; spf=pass; dkim=fail; x-y=z",
	    "a | spf=pass | dkim=fail | x-y=z{other}", NULL },
	{ "a method's version", AR "a; dkim/2=pass", "a | dkim=pass v2", NULL },
	{ "a reason in quotes", AR "a; dkim=fail reason=\"no key; (x)\"",
	    "a | dkim=fail [no key; (x)]", NULL },
	{ "a reason as a token", AR "a; dkim=fail reason=bad",
	    "a | dkim=fail [bad]", NULL },
	{ "a property", AR "a; spf=pass smtp.mailfrom=b.example",
	    "a | spf=pass smtp.mailfrom=b.example", NULL },
	{ "a reason and properties",
	    AR "a; dkim=fail reason=\"x\" header.d=b header.s=c",
	    "a | dkim=fail [x] header.d=b header.s=c", NULL },
	{ "an address", AR "a; spf=pass smtp.mailfrom=b@c.example",
	    "a | spf=pass smtp.mailfrom=b@c.example", NULL },
	{ "a domain behind @", AR "a; dkim=pass header.i=@c.example",
	    "a | dkim=pass header.i=@c.example", NULL },
	{ "a quoted local part",
	    AR "a; spf=pass smtp.mailfrom=\"b c\"@d.example",
	    "a | spf=pass smtp.mailfrom=b c@d.example", NULL },
	{ "a quoted value", AR "a; spf=pass smtp.mailfrom=\"b=c@d.example\"",
	    "a | spf=pass smtp.mailfrom=b=c@d.example", NULL },
	{ "the types dns, body, policy",
	    AR "a; x=pass dns.sec=yes body.smime-part=2 policy.iprev=192.0.2.1",
	    "a | x=pass dns.sec=yes body.smime-part=2 policy.iprev=192.0.2.1",
	    NULL },
	{ "comments and folding everywhere",
	    AR
	    "(1) a.example (2) 1 (3);\r\n (4) dkim (5) / (6) 1 (7) = (8) fail"
	    "\r\n\t(9) reason (10) = (11) \"x\" (12) policy (13) . (14) "
	    "expired (15) = (16) 4711 (17)",
	    "a.example | dkim=fail [x] policy.expired=4711", NULL },
	{ "folding around ';' and '='",
	    AR
	    "a\r\n ;\r\n spf\r\n =\r\n pass\r\n smtp.mailfrom\r\n =\r\n b\r\n "
	    ";\r\n dkim=none",
	    "a | spf=pass smtp.mailfrom=b | dkim=none", NULL },
	{ "a folded id", AR "\r\n\ta.example;\r\n\tspf=pass",
	    "a.example | spf=pass", NULL },
	{ "case of words",
	    "authentication-results: A; SPF=Pass SMTP.MailFrom=B",
	    "A | spf=Pass smtp.mailfrom=B", NULL },
	{ "a comment in a comment", AR "a; dkim=pass (b (c) d) header.d=e",
	    "a | dkim=pass header.d=e", NULL },
	/* results: RFC 8601 2.7 and other words */
	{ "all words",
	    AR "a; a=none; b=pass; c=fail; d=softfail; e=policy; f=neutral; "
	       "g=temperror; h=permerror",
	    "a | a=none | b=pass | c=fail | d=softfail | e=policy | f=neutral "
	    "| g=temperror | h=permerror",
	    NULL },
	{ "words outside the standard",
	    AR "a; a=hardfail; b=tempfail; c=timeout; d=bestguesspass; "
	       "e=unknown; f=skipped; g=permfail",
	    "a | a=hardfail{fail} | b=tempfail{temperror} | "
	    "c=timeout{temperror} | d=bestguesspass{none} | e=unknown{none} | "
	    "f=skipped{other} | g=permfail{permerror}",
	    NULL },
	/* text inside comments decides nothing */
	{ "a result in a comment", AR "a; spf=fail (; dkim=pass header.d=b)",
	    "a | spf=fail", NULL },
	{ "a property in a comment",
	    AR "a; dmarc=fail (header.from=b.example p=none)", "a | dmarc=fail",
	    NULL },
	{ "a comment without an end takes the rest",
	    AR "a; spf=fail (domain of x; dkim=pass header.d=b", "a | spf=fail",
	    "')' at the end of a comment" },
	{ "a quoted string without an end takes the rest",
	    AR "a; spf=fail smtp.mailfrom=\"x; dkim=pass header.d=b",
	    "a | spf=fail", "'\"' at the end of a quoted string" },
	{ "a parenthesis too many ends the properties",
	    AR "a; dkim=fail (b)) header.d=c; spf=pass",
	    "a | dkim=fail | spf=pass", "a property" },
	{ "a result in quotes is data",
	    AR "a; spf=fail smtp.mailfrom=\"b; dkim=pass header.d=c\"",
	    "a | spf=fail smtp.mailfrom=b; dkim=pass header.d=c", NULL },
	{ "depth of comments is bounded",
	    AR "a; spf=pass ((((((((((((((((((((((((((((((((((((((((((((((((((("
	       "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((("
	       "(; dkim=pass",
	    "a | spf=pass", "fewer comments within a comment" },
	{ "a comment that a stranger ended takes the rest",
	    AR "a; spf=fail (a: domain of \"b) ; dkim=pass header.d=c (x\"@d "
	       "does not designate 192.0.2.1) smtp.mailfrom=e; dmarc=pass",
	    "a | spf=fail", "quotes that end within their comment" },
	{ "quotes within a comment",
	    AR "a; dkim=fail (\"body hash did not verify\") header.d=b",
	    "a | dkim=fail header.d=b", NULL },
	{ "an address nobody quoted",
	    AR "a; spf=fail smtp.mailfrom=b;dkim=pass@c.example; dmarc=fail",
	    "a | spf=fail smtp.mailfrom=b | dmarc=fail", "a result" },
	/* Exchange */
	{ "no id",
	    AR "spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=b.example; "
	       "dkim=pass (signature was verified)\r\n header.d=b.example;"
	       "dmarc=pass action=none\r\n header.from=b.example;compauth=pass "
	       "reason=100",
	    "- | spf=pass smtp.mailfrom=b.example | dkim=pass "
	    "header.d=b.example | dmarc=pass action=none "
	    "header.from=b.example | compauth=pass [100]",
	    NULL },
	{ "the recipient's domain as a part",
	    AR "spf=none (sender IP is 10.2.3.4) smtp.mailfrom=b.example; "
	       "c.example; dkim=none (message not signed) header.d=none; "
	       "c.example; dmarc=none action=none header.from=b.example",
	    "- | spf=none smtp.mailfrom=b.example | dkim=none header.d=none | "
	    "dmarc=none action=none header.from=b.example",
	    NULL },
	{ "a method's version without an id", AR "dkim/1=pass", "- | dkim=pass",
	    NULL },
	/* Yahoo */
	{ "comments glued on, and a final ';'",
	    AR "atlas1.yahoo.com;\r\n dkim=unknown;\r\n spf=none "
	       "smtp.mailfrom=b;\r\n dmarc=pass(p=NONE,sp=NONE) header.from=b;",
	    "atlas1.yahoo.com | dkim=unknown{none} | spf=none "
	    "smtp.mailfrom=b | dmarc=pass header.from=b",
	    NULL },
	{ "a bare status",
	    AR "a; dmarc=pass(p=NONE) header.from=b "
	       "arc_overridden_status=NOT_OVERRIDDEN;",
	    "a | dmarc=pass header.from=b "
	    "arc_overridden_status=NOT_OVERRIDDEN",
	    NULL },
	/* Fastmail */
	{ "a value on the next line",
	    AR
	    "a; bimi=pass policy.authority-uri=\r\n      "
	    "https://b.example/c.pem\r\n policy.mark-type=\"Registered Mark\"",
	    "a | bimi=pass policy.authority-uri=https://b.example/c.pem "
	    "policy.mark-type=Registered Mark",
	    NULL },
	{ "a quoted value on the next line",
	    AR "a; spf=pass smtp.mailfrom=\r\n \"b c@d\" smtp.helo=e",
	    "a | spf=pass smtp.mailfrom=b c@d smtp.helo=e", NULL },
	{ "an empty value and a property",
	    AR "a; dkim=pass header.d= header.i=@b",
	    "a | dkim=pass header.d= header.i=@b", NULL },
	{ "an empty value at the end",
	    AR "a; spf=pass smtp.mailfrom=; dkim=none",
	    "a | spf=pass smtp.mailfrom= | dkim=none", NULL },
	{ "an empty value at the very end", AR "a; spf=pass smtp.mailfrom=",
	    "a | spf=pass smtp.mailfrom=", NULL },
	{ "a bare number of bits",
	    AR "a; dkim=pass (1024-bit rsa key sha256) header.d=b "
	       "header.a=rsa-sha256 x-bits=1024",
	    "a | dkim=pass header.d=b header.a=rsa-sha256 x-bits=1024", NULL },
	/* others */
	{ "a base64 value unquoted", AR "a; dkim=pass header.b=gf+/i2H=",
	    "a | dkim=pass header.b=gf+/i2H=", NULL },
	{ "IPv6 unquoted", AR "a; iprev=pass smtp.remote-ip=2001:db8::1 (b)",
	    "a | iprev=pass smtp.remote-ip=2001:db8::1", NULL },
	{ "the null sender", AR "a; spf=none smtp.mailfrom=<>",
	    "a | spf=none smtp.mailfrom=<>", NULL },
	{ "angle brackets", AR "a; spf=none smtp.mailfrom=<b@c>;dkim=none",
	    "a | spf=none smtp.mailfrom=<b@c> | dkim=none", NULL },
	{ "nothing named",
	    AR "mx.zohomail.eu;\r\n\tdkim=pass;\r\n\t"
	       "dmarc=pass(p=none dis=none)  header.from=b",
	    "mx.zohomail.eu | dkim=pass | dmarc=pass header.from=b", NULL },
	{ "an empty comment", AR "mxs.mail.ru; spf=none () smtp.mailfrom=b",
	    "mxs.mail.ru | spf=none smtp.mailfrom=b", NULL },
	{ "brackets and commas in a comment",
	    AR "a; spf=pass (a: domain of b designates 192.0.2.1 as permitted "
	       "sender, rule=[ip4:192.0.2.1]) smtp.mail=b@c",
	    "a | spf=pass smtp.mail=b@c", NULL },
	{ "a reason before a comment",
	    AR
	    "a; dkim=fail reason=\"verification failed\" (2048-bit key; "
	    "secure) header.d=b header.b=\"kLB05is1\";\r\n\tdkim-atps=neutral",
	    "a | dkim=fail [verification failed] header.d=b "
	    "header.b=kLB05is1 | dkim-atps=neutral",
	    NULL },
	{ "UTF-8", AR "\xc3\xa9.example; dkim=pass header.i=\xc3\xa9@b",
	    "\xc3\xa9.example | dkim=pass header.i=\xc3\xa9@b", NULL },
	{ "SES: the client and the sender in parts of their own",
	    AR "amazonses.com;\r\n spf=pass (spfCheck: domain of b designates "
	       "192.0.2.1 as permitted sender) client-ip=192.0.2.1; "
	       "envelope-from=prvs=1a=x@b; helo=d;\r\n dkim=pass "
	       "header.i=@b;\r\n dmarc=pass header.from=b;",
	    "amazonses.com | spf=pass client-ip=192.0.2.1 "
	    "envelope-from=prvs=1a=x@b helo=d | dkim=pass header.i=@b | "
	    "dmarc=pass header.from=b",
	    NULL },
	{ "a part like those of SES, behind another result",
	    AR "a; dkim=pass header.d=b; helo=pass",
	    "a | dkim=pass header.d=b | helo=pass", NULL },
	{ "NetEase: a line broken within an address",
	    AR "zwqz-mx-mta-g2-2; spf=pass smtp.mail=010001\r\n\t9a@b.exa\r\n\t"
	       "mple; dkim=pass",
	    "zwqz-mx-mta-g2-2 | spf=pass smtp.mail=0100019a@b.example | "
	    "dkim=pass",
	    NULL },
	{ "Yandex: the same property, another one on the next line",
	    AR "a; spf=pass smtp.mail=a@b\r\n smtp.helo=c",
	    "a | spf=pass smtp.mail=a@b smtp.helo=c", NULL },
	{ "a value on the next line",
	    AR "a; spf=pass smtp.mailfrom=\r\n \"x y\"@b smtp.helo=c",
	    "a | spf=pass smtp.mailfrom=x y@b smtp.helo=c", NULL },
	{ "bare keys: compauth and its reason",
	    AR "spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=b; "
	       "dmarc=fail action=oreject\r\n "
	       "header.from=b;compauth=fail reason=000",
	    "- | spf=pass smtp.mailfrom=b | dmarc=fail action=oreject "
	    "header.from=b | compauth=fail [000]",
	    NULL },
	{ "a bare word of Yahoo behind the last result",
	    AR "atlas1.yahoo.com; dmarc=unknown header.from=b; "
	       "arc_overridden_status=NOT_OVERRIDDEN;",
	    "atlas1.yahoo.com | dmarc=unknown{none} header.from=b | "
	    "arc_overridden_status=NOT_OVERRIDDEN{other}",
	    NULL },
	{ "a comment is no verdict", AR "a; spf=fail (dkim=pass; dmarc=pass)",
	    "a | spf=fail", NULL },
	/* mistakes: the rest is read, nothing is invented */
	{ "empty", "Authentication-Results:", "-", "an authserv-id" },
	{ "no id", AR "; spf=pass", "- | spf=pass", "an authserv-id" },
	{ "an id alone", AR "a", "a", NULL },
	{ "no ';' after the id", AR "a b=pass; spf=pass", "a | spf=pass",
	    "';' after the authserv-id" },
	{ "a word alone", AR "a; spf; dkim=pass", "a | dkim=pass",
	    "'=' after a method" },
	{ "no result", AR "a; spf=; dkim=pass", "a | dkim=pass", "a result" },
	{ "no method", AR "a; =pass; dkim=pass", "a | dkim=pass", "a method" },
	{ "a property in a method's place", AR "a; header.d=b; dkim=pass",
	    "a | dkim=pass", "a method" },
	{ "no value", AR "a; spf=pass smtp.mailfrom; dkim=pass",
	    "a | spf=pass | dkim=pass", "'=' after the name of a property" },
	{ "a version that is none", AR "a; spf/x=pass; dkim=pass",
	    "a | dkim=pass", "a version" },
	/* ARC, RFC 8617 4.1.1 */
	{ "ARC", "ARC-Authentication-Results: i=1; a.example; spf=pass",
	    "a.example | spf=pass", NULL },
	{ "ARC of Exchange",
	    "ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=none; "
	    "dmarc=none; dkim=none; arc=none",
	    "mx.microsoft.com | spf=none | dmarc=none | dkim=none | arc=none",
	    NULL },
	{ "ARC without a blank",
	    "ARC-Authentication-Results:i=2;\r\n\ta; spf=pass", "a | spf=pass",
	    NULL },
	{ "ARC without an instance",
	    "ARC-Authentication-Results: a.example; spf=pass",
	    "a.example | spf=pass", "'i=' of ARC" },
	/* Received-SPF, RFC 7208 9.1 */
	{ "Received-SPF",
	    "Received-SPF: pass (mx.example.org: domain of b@c designates "
	    "192.0.2.1 as permitted sender)\r\n receiver=mx.example.org; "
	    "client-ip=192.0.2.1;\r\n envelope-from=\"b@c\"; helo=d; "
	    "identity=mailfrom",
	    "mx.example.org | spf=pass receiver=mx.example.org "
	    "client-ip=192.0.2.1 envelope-from=b@c helo=d identity=mailfrom",
	    NULL },
	{ "Received-SPF of Exchange",
	    "Received-SPF: Pass (protection.outlook.com: domain of b "
	    "designates "
	    "192.0.2.1 as permitted sender) receiver=protection.outlook.com; "
	    "client-ip=192.0.2.1; helo=d; pr=C",
	    "protection.outlook.com | spf=Pass "
	    "receiver=protection.outlook.com client-ip=192.0.2.1 helo=d pr=C",
	    NULL },
	{ "Received-SPF of Gmail",
	    "Received-SPF: pass (google.com: domain of b@c designates "
	    "192.0.2.1 as permitted sender) client-ip=192.0.2.1;",
	    "- | spf=pass client-ip=192.0.2.1", NULL },
	{ "Received-SPF and a comment alone",
	    "Received-SPF: pass (domain of b designates 192.0.2.1)",
	    "- | spf=pass", NULL },
	{ "Received-SPF, empty", "Received-SPF: ", "-", "a result" },
	/* shown, never believed */
	{ "X-Forefront-Antispam-Report",
	    "X-Forefront-Antispam-Report: CIP:192.0.2.1;CTRY:US;CAT:NONE;", "-",
	    NULL },
	{ "what others wrote, renamed",
	    "Authentication-Results-Original: a; dkim=pass", "a | dkim=pass",
	    NULL },
};

static void try_forms(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		struct claim_field *f = fields_of(bytes_of(rows[i].header));
		check_true("a field", f != NULL && f->next == NULL);
		if (f == NULL)
			continue;
		check_bytes("claims", field_text(f), bytes_of(rows[i].out));
		check_text("mistake", f->mistake, rows[i].mistake);
		check_true("place within the value",
		    f->mistake_at <= f->field->value.len);
	}
}

static void try_kinds(void)
{
	struct claim_field *f = fields_of(
	    BYTES("X: y\r\nARC-Authentication-Results: i=12; a; none\r\n"
		  "Received-SPF: none\r\nauthentication-results: a; none\r\n"
		  "X-Microsoft-Antispam: BCL:0;\r\nARC-Seal: i=1"));

	test_row("kinds, positions, instance");
	check_number("arc", f->kind, CLAIM_ARC_AUTHENTICATION_RESULTS);
	check_number("instance", f->instance, 12);
	check_number("position", f->position, 1);
	check_number("spf", f->next->kind, CLAIM_RECEIVED_SPF);
	check_number(
	    "results", f->next->next->kind, CLAIM_AUTHENTICATION_RESULTS);
	check_number("position", f->next->next->position, 3);
	check_number("other", f->next->next->next->kind, CLAIM_OTHER);
	check_true("end", f->next->next->next->next == NULL);
}

static void try_details(void)
{
	struct claim_field *f = fields_of(
	    BYTES(AR "a; (0) dkim (1) = pass (2 (3)) (4) header.d=b; x y"));

	test_row("the first comment behind the result");
	check_bytes("comment", f->claims->comment, BYTES("2 (3)"));
	test_row("the place of a mistake");
	check_bytes("there",
	    bytes_first(bytes_skip(f->field->value, f->mistake_at), 1),
	    BYTES("y"));
	test_row("properties by name");
	check_bytes(
	    "found", claim_property(f->claims, "header", "d"), BYTES("b"));
	check_bytes(
	    "another type", claim_property(f->claims, "smtp", "d"), ABSENT);
	check_bytes("bare", claim_property(f->claims, NULL, "d"), ABSENT);
}

static struct bytes repeat(const char *text, size_t count)
{
	size_t len = strlen(text);
	char *out = arena_alloc(arena, len * count + 1);

	for (size_t i = 0; i < count; i++)
		memcpy(out + i * len, text, len);
	return (struct bytes){ out, len * count };
}

static void try_limits(void)
{
	size_t count = 0;

	test_row("more results than the limit");
	struct claim_field *f =
	    fields_of(join(BYTES(AR "a"), repeat("; x=pass", 500)));
	for (struct claim *c = f->claims; c != NULL; c = c->next)
		count++;
	check_number("results", count, LIMIT_CLAIMS);
	check_text("mistake", f->mistake, "fewer results");

	test_row("more properties than the limit");
	f = fields_of(join(BYTES(AR "a; x=pass"), repeat(" a.b=c", 500)));
	count = 0;
	for (struct property *p = f->claims->properties; p; p = p->next)
		count++;
	check_number("properties", count, LIMIT_PROPERTIES);
	check_text("mistake", f->mistake, "fewer properties");

	test_row("more fields than the limit");
	f = fields_of(repeat(AR "a; none\r\n", 300));
	for (count = 0; f != NULL; f = f->next)
		count++;
	check_number("fields", count, LIMIT_CLAIM_FIELDS);

	test_row("a value beyond the limit");
	f = fields_of(
	    join(join(BYTES(AR "a; x=pass ("), repeat("y", LIMIT_VALUE)),
		BYTES("); dkim=pass")));
	check_bytes("claims", field_text(f), BYTES("-"));
	check_text("mistake", f->mistake, "a shorter field");
}

int main(void)
{
	arena = arena_open();
	try_forms();
	try_kinds();
	try_details();
	try_limits();
	arena_close(arena);
	return test_end("test_authres");
}
