#include "common/mail/status_code.h"

static const char sign[] =
    "Sign with DKIM for the author's domain, or publish the keys that are "
    "missing.";
static const char authorize[] =
    "Let the SPF record of the MAIL FROM domain name the sending servers.";
static const char address[] = "Correct the mailbox's address.";

/* Details before their subject. */
static const struct status_row rows[] = {
	{ "1.1", "there is no such mailbox", address },
	{ "1.2", "there is no such host for mail", address },
	{ "1.3", "the address is not written as an address", address },
	{ "1.6", "the mailbox has moved", address },
	{ "1.7", "the sender's address is not written as an address",
	    "Correct the sender's address." },
	{ "1.8", "the sender's domain does not take mail",
	    "Publish an MX for the MAIL FROM domain." },
	{ "1.10", "the domain takes no mail (null MX)", address },
	{ "1.", "the address cannot be delivered to", address },
	{ "2.1", "the mailbox is disabled",
	    "Have the mailbox enabled, or use another one." },
	{ "2.2", "the mailbox is full", "Make room in the mailbox." },
	{ "2.3", "the message is larger than the mailbox takes", "Send less." },
	{ "2.", "the mailbox did not take it",
	    "Do as the diagnostic code says." },
	{ "3.4", "the message is larger than the receiver takes",
	    "Send less." },
	{ "3.", "the receiver's system did not take it",
	    "Try again later; ask the receiver when it lasts." },
	{ "4.4", "no route leads to the receiver",
	    "Check the MX of the mailbox's domain." },
	{ "4.7", "it could not be delivered in time",
	    "Try again later; ask the receiver when it lasts." },
	{ "4.", "the receiver could not be reached",
	    "Try again later; check the MX of the mailbox's domain." },
	{ "5.", "the servers did not understand each other",
	    "Do as the diagnostic code says." },
	{ "6.", "the receiver does not take such content",
	    "Do as the diagnostic code says." },
	{ "7.20", "no DKIM signature passes", sign },
	{ "7.21", "no DKIM signature is acceptable", sign },
	{ "7.22", "no DKIM signature is the author's", sign },
	{ "7.23", "SPF fails", authorize },
	{ "7.24", "SPF cannot be evaluated",
	    "Repair the SPF record of the MAIL FROM domain." },
	{ "7.25", "the sending address has no name in the DNS",
	    "Give the sending address a PTR record and its name an address." },
	{ "7.26", "several authentication checks fail", sign },
	{ "7.", "a policy of the receiver forbids it",
	    "Do as the diagnostic code says; it often means that SPF, DKIM "
	    "or DMARC fails, or that the sending address is listed." },
	{ 0, "the receiver refused it", "Do as the diagnostic code says." },
};

static bool take_number(struct bytes *rest, size_t digits_max)
{
	size_t n = 0;

	while (n < rest->len && is_digit(rest->ptr[n]))
		n++;
	*rest = bytes_skip(*rest, n);
	return n > 0 && n <= digits_max;
}

static bool take_dot(struct bytes *rest)
{
	bool there = rest->len > 0 && rest->ptr[0] == '.';

	*rest = bytes_skip(*rest, there);
	return there;
}

/* status-code = ("2"/"4"/"5") "." 1*3digit "." 1*3digit */
struct bytes status_code_read(struct bytes text)
{
	struct bytes code = bytes_trim(text), rest = bytes_skip(code, 1);

	if (code.len == 0 ||
	    (code.ptr[0] != '2' && code.ptr[0] != '4' && code.ptr[0] != '5'))
		return ABSENT;
	if (!take_dot(&rest) || !take_number(&rest, 3) || !take_dot(&rest) ||
	    !take_number(&rest, 3))
		return ABSENT;
	if (rest.len > 0 && !is_blank(rest.ptr[0]) && rest.ptr[0] != '(')
		return ABSENT;
	return bytes_first(code, code.len - rest.len);
}

struct bytes status_code_in_reply(struct bytes reply)
{
	for (size_t i = 0; i < 3; i++)
		if (i >= reply.len || !is_digit(reply.ptr[i]))
			return ABSENT;
	reply = bytes_skip(reply, 3);
	if (reply.len == 0 || (reply.ptr[0] != ' ' && reply.ptr[0] != '-'))
		return ABSENT;
	return status_code_read(bytes_skip(reply, 1));
}

static bool row_fits(const struct status_row *row, struct bytes code)
{
	struct bytes wanted = bytes_of(row->code);

	return wanted.ptr[wanted.len - 1] == '.' ? bytes_starts(code, wanted)
						 : bytes_eq(code, wanted);
}

const struct status_row *status_code_row(struct bytes code)
{
	const struct status_row *row = rows;

	code = bytes_skip(code, 2); /* the class: failed is failed */
	while (row->code != NULL && !row_fits(row, code))
		row++;
	return row;
}

const struct status_row *status_code_rows(void)
{
	return rows;
}
