#include "inspect/model/receivers.h"

#include "common/base/names.h"
#include "common/net/domain.h"

#define LIST(...)                 \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

static const struct receiver rows[] = {
	{ "gmail", "Gmail", LIST("gmail.com", "googlemail.com"),
	    LIST("google.com"), LIST("mx.google.com"), HABIT_ONE_FIELD },
	{ "outlook", "Outlook.com and Microsoft 365",
	    LIST("outlook.com", "hotmail.com", "live.com", "msn.com"),
	    LIST("outlook.com", "office365.com", "exchangelabs.com"),
	    LIST("mx.microsoft.com", "protection.outlook.com"),
	    HABIT_NO_ID | HABIT_ONE_SIGNATURE | HABIT_ONE_FIELD |
		HABIT_HELO_ALONE },
	{ "yahoo", "Yahoo and AOL",
	    LIST("yahoo.com", "aol.com", "ymail.com", "rocketmail.com"),
	    LIST("yahoo.com"), LIST("yahoo.com"), HABIT_ONE_FIELD },
	{ "icloud", "iCloud", LIST("icloud.com", "me.com", "mac.com"),
	    LIST("icloud.com", "me.com", "apple.com"), LIST("icloud.com"), 0 },
	{ "fastmail", "Fastmail", LIST("fastmail.com", "fastmail.fm"),
	    LIST("messagingengine.com"), LIST("messagingengine.com"), 0 },
	{ "zoho", "Zoho",
	    LIST("zohomail.com", "zohomail.eu", "zohomail.in", "zoho.com"),
	    LIST("zohomail.com", "zohomail.eu", "zohomail.in", "zoho.com",
		"zoho.eu"),
	    LIST("mx.zohomail.com", "mx.zohomail.eu", "mx.zohomail.in",
		"mx.zoho.com", "mx.zoho.eu"),
	    0 },
	{ "gmx", "GMX and WEB.DE",
	    LIST("gmx.net", "gmx.de", "gmx.com", "gmx.at", "gmx.ch", "web.de"),
	    LIST("gmx.net", "gmx.com", "web.de"),
	    LIST("gmx.net", "gmx.com", "web.de"), HABIT_DKIM_ONLY },
	{ "mailru", "Mail.ru", LIST("mail.ru", "inbox.ru", "list.ru", "bk.ru"),
	    LIST("mail.ru"), LIST("mail.ru"), 0 },
	{ "yandex", "Yandex", LIST("yandex.ru", "yandex.com", "ya.ru"),
	    LIST("yandex.net", "yandex.ru", "yandex.com"),
	    LIST("yandex.net", "yandex.ru", "yandex.com"), HABIT_ONE_FIELD },
	{ "proton", "Proton Mail", LIST("proton.me", "protonmail.com", "pm.me"),
	    LIST("protonmail.ch"), LIST("protonmail.ch"), 0 },
	{ "posteo", "Posteo", LIST("posteo.de", "posteo.net"),
	    LIST("posteo.de"), LIST("posteo.de"), 0 },
	{ "infomaniak", "Infomaniak", LIST("ik.me", "infomaniak.com"),
	    LIST("infomaniak.com", "infomaniak.ch"), LIST("mx.infomaniak.com"),
	    HABIT_SCATTERED },
	{ "riseup", "Riseup", LIST("riseup.net"), LIST("riseup.net"),
	    LIST("riseup.net"), 0 },
	{ "disroot", "Disroot", LIST("disroot.org"), LIST("disroot.org"),
	    LIST("disroot.org"), 0 },
	{ "qq", "QQ Mail", LIST("qq.com", "foxmail.com"), LIST("qq.com"),
	    LIST("mx.qq.com"), 0 },
	{ "kernel", "kernel.org lists", LIST("lists.linux.dev", "kernel.org"),
	    LIST("subspace.kernel.org"), LIST("subspace.kernel.org"), 0 },
	{ NULL, NULL, NULL, NULL, NULL, 0 },
};

static bool under_one(struct bytes name, const char *const *ancestors)
{
	for (; *ancestors != NULL; ancestors++)
		if (domain_under(name, bytes_of(*ancestors)))
			return true;
	return false;
}

const struct receiver *receivers_all(void)
{
	return rows;
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

const struct receiver *receiver_named(struct bytes name)
{
	const struct receiver *row = rows;

	while (row->name != NULL && !bytes_ieq(name, bytes_of(row->name)))
		row++;
	if (row->name != NULL)
		return row;
	for (row = rows; row->name != NULL; row++)
		if (word_listed(row->domains, name) ||
		    is_first_label(name, row->domains))
			return row;
	return NULL;
}

const struct receiver *receiver_of_mailbox(struct bytes domain)
{
	for (const struct receiver *row = rows; row->name != NULL; row++)
		if (word_listed(row->domains, domain))
			return row;
	return NULL;
}

const struct receiver *receiver_of_border(struct bytes by)
{
	for (const struct receiver *row = rows; row->name != NULL; row++)
		if (under_one(by, row->borders))
			return row;
	return NULL;
}

bool receiver_has_border(const struct receiver *receiver, struct bytes by)
{
	return under_one(by, receiver->borders);
}

bool receiver_has_id(const struct receiver *receiver, struct bytes id)
{
	return under_one(id, receiver->ids);
}
