#include "inspect/model/receivers.h"

#include "common/net/domain.h"
#include <stdint.h>
#include <string.h>

#define LIST(...)                 \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

const struct name receiver_habits[] = {
	{ "no_id", HABIT_NO_ID },
	{ "one_signature", HABIT_ONE_SIGNATURE },
	{ "one_field", HABIT_ONE_FIELD },
	{ "scattered", HABIT_SCATTERED },
	{ "dkim_only", HABIT_DKIM_ONLY },
	{ "helo_alone", HABIT_HELO_ALONE },
	{ "remarks_last", HABIT_REMARKS_LAST },
	{ "tls_untold", HABIT_TLS_UNTOLD },
	{ "names_untold", HABIT_NAMES_UNTOLD },
	{ NULL, 0 },
};

#define NO_SIGNS                 \
	{                        \
		NULL, NULL, NULL \
	}

static const struct receiver rows[] = {
	{ "gmail", "Gmail", LIST("gmail.com", "googlemail.com"),
	    LIST("google.com"), LIST("mx.google.com"), HABIT_ONE_FIELD,
	    NO_SIGNS },
	{ "outlook", "Outlook.com and Microsoft 365",
	    LIST("outlook.com", "hotmail.com", "live.com", "msn.com",
		"outlook.de", "outlook.fr", "outlook.es", "outlook.it",
		"hotmail.co.uk", "hotmail.de", "hotmail.fr", "hotmail.it",
		"hotmail.es", "live.co.uk", "live.de", "live.fr", "live.nl"),
	    LIST("outlook.com", "office365.com", "exchangelabs.com"),
	    LIST("mx.microsoft.com", "protection.outlook.com"),
	    HABIT_NO_ID | HABIT_ONE_SIGNATURE | HABIT_ONE_FIELD |
		HABIT_HELO_ALONE | HABIT_REMARKS_LAST,
	    NO_SIGNS },
	{ "yahoo", "Yahoo and AOL",
	    LIST("yahoo.com", "aol.com", "ymail.com", "rocketmail.com",
		"yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.it", "yahoo.es",
		"yahoo.ca", "yahoo.com.br", "yahoo.co.in", "myyahoo.com",
		"aim.com"),
	    LIST("yahoo.com"), LIST("yahoo.com"), HABIT_ONE_FIELD, NO_SIGNS },
	{ "icloud", "iCloud", LIST("icloud.com", "me.com", "mac.com"),
	    LIST("icloud.com", "me.com", "apple.com"), LIST("icloud.com"), 0,
	    NO_SIGNS },
	{ "fastmail", "Fastmail", LIST("fastmail.com", "fastmail.fm"),
	    LIST("messagingengine.com"), LIST("messagingengine.com"), 0,
	    NO_SIGNS },
	{ "zoho", "Zoho",
	    LIST("zohomail.com", "zohomail.eu", "zohomail.in", "zoho.com"),
	    LIST("zohomail.com", "zohomail.eu", "zohomail.in", "zoho.com",
		"zoho.eu"),
	    LIST("mx.zohomail.com", "mx.zohomail.eu", "mx.zohomail.in",
		"mx.zoho.com", "mx.zoho.eu"),
	    0, NO_SIGNS },
	{ "gmx", "GMX and WEB.DE",
	    LIST("gmx.net", "gmx.de", "gmx.com", "gmx.at", "gmx.ch", "web.de"),
	    LIST("gmx.net", "gmx.com", "web.de"),
	    LIST("gmx.net", "gmx.com", "web.de"), HABIT_DKIM_ONLY, NO_SIGNS },
	{ "mailru", "Mail.ru", LIST("mail.ru", "inbox.ru", "list.ru", "bk.ru"),
	    LIST("mail.ru"), LIST("mail.ru"), 0, NO_SIGNS },
	{ "yandex", "Yandex", LIST("yandex.ru", "yandex.com", "ya.ru"),
	    LIST("yandex.net", "yandex.ru", "yandex.com"),
	    LIST("yandex.net", "yandex.ru", "yandex.com"), HABIT_ONE_FIELD,
	    NO_SIGNS },
	/* Proton Bridge hands out what Proton's servers wrote. */
	{ "proton", "Proton Mail", LIST("proton.me", "protonmail.com", "pm.me"),
	    LIST("protonmail.ch"), LIST("protonmail.ch"), 0, NO_SIGNS },
	{ "posteo", "Posteo", LIST("posteo.de", "posteo.net"),
	    LIST("posteo.de"), LIST("posteo.de"), 0, NO_SIGNS },
	{ "infomaniak", "Infomaniak", LIST("ik.me", "infomaniak.com"),
	    LIST("infomaniak.com", "infomaniak.ch"), LIST("mx.infomaniak.com"),
	    HABIT_SCATTERED, NO_SIGNS },
	{ "riseup", "Riseup", LIST("riseup.net"), LIST("riseup.net"),
	    LIST("riseup.net"), 0, NO_SIGNS },
	{ "disroot", "Disroot", LIST("disroot.org"), LIST("disroot.org"),
	    LIST("disroot.org"), 0, NO_SIGNS },
	{ "qq", "QQ Mail", LIST("qq.com", "foxmail.com"), LIST("qq.com"),
	    LIST("mx.qq.com"), 0, NO_SIGNS },
	/* Its hosts have names of one label, which are its ids, too; the field
	 * stands at the end. */
	{ "163", "NetEase (163, 126)", LIST("163.com", "126.com", "yeah.net"),
	    LIST("*-mx-mta*-g*-*", "163.com", "126.com", "yeah.net"),
	    LIST("163.com", "126.com", "yeah.net"),
	    HABIT_SCATTERED | HABIT_TLS_UNTOLD | HABIT_NAMES_UNTOLD, NO_SIGNS },
	{ "mail.de", "mail.de", LIST("mail.de"), LIST("mail.de"),
	    LIST("mail.de"), 0, NO_SIGNS },
	/* The ids of these two are inferred from their hosts. */
	{ "mailo", "Mailo", LIST("mailo.com", "net-c.com", "netc.fr"),
	    LIST("mailo.com", "net-c.com"), LIST("mailo.com", "net-c.com"), 0,
	    NO_SIGNS },
	{ "e.email", "e.email (Murena)", LIST("e.email", "murena.io"),
	    LIST("ecloud.global", "e.email"), LIST("ecloud.global", "e.email"),
	    0, NO_SIGNS },
	{ "ses", "Amazon SES as receiver", LIST(NULL),
	    LIST("inbound-smtp.*.amazonaws.com"), LIST("amazonses.com"),
	    HABIT_TLS_UNTOLD, NO_SIGNS },
	{ "kernel", "kernel.org lists", LIST("lists.linux.dev", "kernel.org"),
	    LIST("subspace.kernel.org"), LIST("subspace.kernel.org"), 0,
	    NO_SIGNS },
	/* Software: the first whose signs are all there. */
	{ "rspamd", "rspamd", LIST(NULL), LIST(NULL), LIST(NULL), 0,
	    { NULL, NULL, "policy=" } },
	{ "postfix", "Postfix with OpenDKIM", LIST(NULL), LIST(NULL),
	    LIST(NULL), 0, { "(Postfix", "-bit key", NULL } },
	{ "stalwart", "Stalwart", LIST(NULL), LIST(NULL), LIST(NULL), 0,
	    { "(Stalwart SMTP)", NULL, NULL } },
	{ "exim", "Exim", LIST(NULL), LIST(NULL), LIST(NULL), 0,
	    { "(Exim ", NULL, NULL } },
	{ NULL, NULL, NULL, NULL, NULL, 0, NO_SIGNS },
};

/* ---- names ------------------------------------------------------------- */

/* '*' takes as little as it can, and once more where that was too little. */
static bool fits_pattern(struct bytes name, struct bytes pattern)
{
	size_t n = 0, p = 0, star = SIZE_MAX, from = 0;

	while (n < name.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			from = n;
		} else if (p < pattern.len &&
			   ascii_lower(name.ptr[n]) == pattern.ptr[p]) {
			n++;
			p++;
		} else if (star != SIZE_MAX && name.ptr[from] != '.') {
			p = star + 1;
			n = ++from;
		} else
			return false;
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}

static bool is_one(struct bytes name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strchr(*list, '*') != NULL
			? fits_pattern(name, bytes_of(*list))
			: domain_under(name, bytes_of(*list)))
			return true;
	return false;
}

static bool is_first_label(struct bytes name, const char *const *domains)
{
	struct bytes label, rest;

	for (; *domains != NULL; domains++) {
		bytes_cut(bytes_of(*domains), '.', &label, &rest);
		if (bytes_ieq(name, label))
			return true;
	}
	return false;
}

/* ---- rows -------------------------------------------------------------- */

typedef bool row_fits(const struct receiver *row, struct bytes text);

static bool fits_name(const struct receiver *row, struct bytes name)
{
	return bytes_ieq(name, bytes_of(row->name));
}

static bool fits_domain(const struct receiver *row, struct bytes domain)
{
	return word_listed(row->domains, domain);
}

static bool fits_label(const struct receiver *row, struct bytes label)
{
	return fits_domain(row, label) || is_first_label(label, row->domains);
}

static const struct receiver *row_of(
    const struct receiver *row, row_fits *fits, struct bytes text)
{
	while (row != NULL && row->name != NULL && !fits(row, text))
		row++;
	return row != NULL && row->name != NULL ? row : NULL;
}

static const struct receiver *search(
    const struct receiver *own, row_fits *fits, struct bytes text)
{
	const struct receiver *row = row_of(own, fits, text);

	if (row != NULL)
		return row;
	row = row_of(rows, fits, text);
	/* Whom the user describes himself is as he says. */
	while (row != NULL && row_of(own, fits_name, bytes_of(row->name)))
		row = row_of(row + 1, fits, text);
	return row;
}

const struct receiver *receivers_all(void)
{
	return rows;
}

const struct receiver *receiver_named(
    const struct receiver *own, struct bytes name)
{
	const struct receiver *row = search(own, fits_name, name);

	return row != NULL ? row : search(own, fits_label, name);
}

const struct receiver *receiver_of_mailbox(
    const struct receiver *own, struct bytes domain)
{
	return search(own, fits_domain, domain);
}

const struct receiver *receiver_of_border(
    const struct receiver *own, struct bytes by)
{
	return search(own, receiver_has_border, by);
}

bool receiver_is_auto(struct bytes name)
{
	return bytes_ieq(name, BYTES("auto"));
}

bool receiver_has_border(const struct receiver *receiver, struct bytes by)
{
	return is_one(by, receiver->borders);
}

bool receiver_has_id(const struct receiver *receiver, struct bytes id)
{
	return is_one(id, receiver->ids);
}

bool receiver_is_any_host(const struct receiver *receiver)
{
	return receiver->borders[0] == NULL && receiver->ids[0] == NULL;
}
