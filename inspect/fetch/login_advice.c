#include "inspect/fetch/login_advice.h"

#include "common/net/domain.h"

#define LIST(...)                 \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}
#define GOOGLE	  LIST("gmail.com", "googlemail.com")
#define MICROSOFT LIST("office365.com", "outlook.com", "office.com")
#define YAHOO	  LIST("yahoo.com", "yahoo.co.jp", "aol.com")
#define NETEASE	  LIST("163.com", "126.com", "yeah.net", "188.com")
#define TENCENT	  LIST("qq.com")
#define ZOHO	  LIST("zoho.com", "zoho.eu", "zoho.in")
#define GMX	  LIST("gmx.net", "gmx.com", "web.de")
#define MAILRU	  LIST("mail.ru")
#define YANDEX	  LIST("yandex.ru", "yandex.com", "yandex.net")
#define PROTON	  LIST("proton.me", "protonmail.com", "protonmail.ch")

/*
 * The first row that fits counts.  Sources: the help pages of the providers,
 * their words as users report them.
 */
static const struct login_advice rows[] = {
	{ GOOGLE, "Application-specific password", LOGIN_BY_PASSWORD,
	    "The account has 2-Step Verification, so its own password does "
	    "not do: make an app password (myaccount.google.com/"
	    "apppasswords), or say oauth: and mailplumb login." },
	{ GOOGLE, "web browser", LOGIN_BY_EITHER,
	    "Google holds this log-in back: sign in once with a browser, then "
	    "run this again within ten minutes; with an app password or oauth: "
	    "it does not come back." },
	{ GOOGLE, "not enabled for IMAP", LOGIN_BY_EITHER,
	    "IMAP is off: the administrator of the Workspace enables it "
	    "(Apps, Gmail, End User Access)." },
	{ GOOGLE, "IMAP access is disabled", LOGIN_BY_EITHER,
	    "IMAP is off: the administrator of the Workspace enables it "
	    "(Apps, Gmail, End User Access)." },
	{ GOOGLE, "Too many simultaneous", LOGIN_BY_EITHER,
	    "Google allows 15 connections to a mailbox: close others." },
	{ GOOGLE, NULL, LOGIN_BY_TOKEN,
	    "The token is of another account, or without the scope "
	    "https://mail.google.com/: consent again as the user of this "
	    "mailbox." },
	{ GOOGLE, NULL, LOGIN_BY_PASSWORD,
	    "Google takes app passwords of accounts with 2-Step Verification "
	    "alone, and none of a Workspace that disallows them: make one "
	    "(myaccount.google.com/apppasswords), or say oauth: and mailplumb "
	    "login." },
	{ MICROSOFT, "not connected", LOGIN_BY_TOKEN,
	    "The account is not this mailbox, or has none: user has to be the "
	    "address of the mailbox, and IMAP enabled for it "
	    "(Set-CASMailbox -ImapEnabled $true)." },
	{ MICROSOFT, NULL, LOGIN_BY_TOKEN,
	    "The token is for another service (scope has to be that of "
	    "outlook.office.com, not of Graph) or another account, or IMAP is "
	    "off for the mailbox (Set-CASMailbox -ImapEnabled $true; "
	    "Outlook.com: Settings, Mail, Forwarding and IMAP)." },
	{ MICROSOFT, NULL, LOGIN_BY_PASSWORD,
	    "Microsoft takes no passwords over IMAP (basic authentication is "
	    "off): say oauth: with provider: microsoft, and mailplumb "
	    "login." },
	{ YAHOO, NULL, LOGIN_BY_PASSWORD,
	    "The account's own password does not do: make an app password "
	    "(Account security, Create app password)." },
	{ LIST("me.com", "icloud.com"), NULL, LOGIN_BY_PASSWORD,
	    "iCloud takes app-specific passwords alone (account.apple.com, "
	    "Sign-In and Security); user is the part before @icloud.com." },
	{ LIST("fastmail.com"), NULL, LOGIN_BY_PASSWORD,
	    "Fastmail takes app passwords alone (Settings, Privacy & "
	    "Security); IMAP is not in its Basic plan." },
	{ ZOHO, "enable IMAP", LOGIN_BY_EITHER,
	    "IMAP is off: enable it (Settings, Mail Accounts, IMAP)." },
	{ ZOHO, NULL, LOGIN_BY_PASSWORD,
	    "Enable IMAP (Settings, Mail Accounts); with multi-factor "
	    "authentication make an app-specific password; take the host of "
	    "the account's own region (.com, .eu, .in)." },
	{ GMX, NULL, LOGIN_BY_PASSWORD,
	    "IMAP is off until it is enabled (Settings, POP3 & IMAP); with "
	    "two-factor authentication make an app password." },
	{ NETEASE, "Unsafe Login", LOGIN_BY_EITHER,
	    "NetEase does not trust the program or the network: enable IMAP "
	    "with a new authorisation code, and sign in once with a browser "
	    "from the same network." },
	{ NETEASE, NULL, LOGIN_BY_PASSWORD,
	    "NetEase takes no passwords over IMAP: enable IMAP (Settings, "
	    "POP3/SMTP/IMAP) and use the authorisation code that it shows." },
	{ TENCENT, NULL, LOGIN_BY_PASSWORD,
	    "QQ takes no passwords over IMAP: enable IMAP (Settings, "
	    "Account) and use the authorisation code that it shows." },
	{ MAILRU, NULL, LOGIN_BY_PASSWORD,
	    "Mail.ru takes passwords for external applications alone: make "
	    "one (Security, External application passwords)." },
	{ YANDEX, NULL, LOGIN_BY_PASSWORD,
	    "Enable IMAP (All settings, Email clients) and make an app "
	    "password (Yandex ID, Security)." },
	{ PROTON, NULL, LOGIN_BY_EITHER,
	    "Proton has IMAP through its Bridge alone: imap: "
	    "imap://127.0.0.1:1143 with the password that Bridge shows." },
	{ LIST("127.0.0.1", "localhost"), "no such user", LOGIN_BY_PASSWORD,
	    "For Proton Bridge, user and password are those that Bridge shows "
	    "for the account." },
	{ LIST("infomaniak.com"), NULL, LOGIN_BY_PASSWORD,
	    "With two-factor authentication Infomaniak takes app passwords "
	    "alone: make one (Manager, My profile, Security)." },
	/* RFC 5530 */
	{ NULL, "[EXPIRED]", LOGIN_BY_PASSWORD,
	    "The password has expired: set another one." },
	{ NULL, "[CONTACTADMIN]", LOGIN_BY_EITHER,
	    "The administrator of the server has to help." },
	{ NULL, "[PRIVACYREQUIRED]", LOGIN_BY_EITHER,
	    "The server wants TLS: say imaps://, or imap:// without tls: "
	    "none." },
	{ NULL, "[AUTHORIZATIONFAILED]", LOGIN_BY_EITHER,
	    "The account may not open this mailbox: correct user." },
	{ NULL, NULL, LOGIN_BY_TOKEN,
	    "The token is of another account or without the scope that IMAP "
	    "needs: consent again as the user of this mailbox." },
	{ NULL, NULL, LOGIN_BY_EITHER, NULL },
};

const struct login_advice *login_advice_all(void)
{
	return rows;
}

static bool at_one(struct bytes host, const char *const *hosts)
{
	for (; *hosts != NULL; hosts++)
		if (domain_under(host, bytes_of(*hosts)))
			return true;
	return false;
}

const char *login_advice_of(
    struct bytes host, struct bytes said, enum login_by by)
{
	const struct login_advice *row = rows;

	for (; row->advice != NULL; row++)
		if ((row->hosts == NULL || at_one(host, row->hosts)) &&
		    (row->words == NULL ||
			bytes_ifind(said, bytes_of(row->words)) != NULL) &&
		    (row->by == LOGIN_BY_EITHER || row->by == by))
			break;
	return row->advice;
}
