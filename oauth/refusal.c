#include "oauth/refusal.h"

#include <string.h>

#define CONSENT "Consent anew."
#define GOOGLE	"google"
#define ENTRA	"microsoft"

/* The special ones first. */
static const struct oauth_refusal rows[] = {
	/* ---- RFC 8628 3.5 ---- */
	{ NULL, "authorization_pending", NULL, OAUTH_PENDING,
	    "The user has not decided yet." },
	{ NULL, "slow_down", NULL, OAUTH_SLOW_DOWN, "It is asked too often." },
	{ NULL, "expired_token", NULL, OAUTH_TOO_LATE,
	    "The code was not entered in time: begin again." },
	{ NULL, "code_expired", NULL, OAUTH_TOO_LATE,
	    "The code was not entered in time: begin again." },
	{ NULL, "access_denied", NULL, OAUTH_DENIED,
	    "Consent was denied, by the user or by the rules of the "
	    "organisation." },
	{ NULL, "authorization_declined", NULL, OAUTH_DENIED,
	    "Consent was denied by the user." },

	/* ---- Google ---- */
	{ GOOGLE, "invalid_grant", "expired or revoked", OAUTH_CONSENT_OVER,
	    "Consent anew.  It ends after seven days while the publishing "
	    "status of the project is Testing, with a changed password, after "
	    "six months without use, and when the user withdraws it: set the "
	    "status to In production (OAuth consent screen)." },
	{ GOOGLE, "invalid_grant", "reauth", OAUTH_CONSENT_OVER,
	    "Consent anew.  The organisation wants users to sign in again "
	    "after a time (Google Workspace, session control): have the "
	    "client trusted there." },
	{ GOOGLE, "invalid_client", "was not found", OAUTH_MISCONFIGURED,
	    "No such client: compare client_id with the credentials page of "
	    "the project." },
	{ GOOGLE, "invalid_client", NULL, OAUTH_MISCONFIGURED,
	    "Compare client_secret with the credentials page of the project; "
	    "a Desktop client has one, too." },
	{ GOOGLE, "deleted_client", NULL, OAUTH_MISCONFIGURED,
	    "The client was deleted: make another one of type Desktop." },
	{ GOOGLE, "invalid_request", "client_secret is missing",
	    OAUTH_MISCONFIGURED,
	    "Set client_secret; Google gives a Desktop client one." },
	{ GOOGLE, "invalid_scope", NULL, OAUTH_MISCONFIGURED,
	    "The device flow refuses the mail scope: flow: loopback; else "
	    "add https://mail.google.com/ to the scopes of the project." },
	{ GOOGLE, "admin_policy_enforced", NULL, OAUTH_MISCONFIGURED,
	    "The administrator of the Workspace has to trust the client "
	    "(Security, API controls)." },
	{ GOOGLE, "org_internal", NULL, OAUTH_MISCONFIGURED,
	    "The client is for users of its own organisation alone." },
	{ GOOGLE, "redirect_uri_mismatch", NULL, OAUTH_MISCONFIGURED,
	    "The client is of another type: make one of type Desktop." },

	/* ---- Microsoft: AADSTS codes ---- */
	{ ENTRA, NULL, "AADSTS50196", OAUTH_LATER,
	    "It was asked too often: wait some minutes." },
	{ ENTRA, NULL, "AADSTS90033", OAUTH_LATER,
	    "A service of theirs is not available." },
	{ ENTRA, NULL, "AADSTS50076", OAUTH_CONSENT_OVER,
	    "Consent anew: more proof is wanted than before (multi-factor "
	    "authentication)." },
	{ ENTRA, NULL, "AADSTS50079", OAUTH_CONSENT_OVER,
	    "Consent anew: the user has to set up multi-factor "
	    "authentication." },
	{ ENTRA, NULL, "AADSTS50078", OAUTH_CONSENT_OVER,
	    "Consent anew: multi-factor authentication is too old." },
	{ ENTRA, NULL, "AADSTS50173", OAUTH_CONSENT_OVER,
	    "Consent anew: the password was changed or the sessions were "
	    "revoked." },
	{ ENTRA, NULL, "AADSTS700082", OAUTH_CONSENT_OVER,
	    "Consent anew: the refresh token was not used for too long; let "
	    "the check run more often." },
	{ ENTRA, NULL, "AADSTS70008", OAUTH_CONSENT_OVER,
	    "Consent anew: the refresh token was not used for too long, or "
	    "the code was." },
	{ ENTRA, NULL, "AADSTS70043", OAUTH_CONSENT_OVER,
	    "Consent anew: the organisation limits how often one may go "
	    "without signing in (Conditional Access)." },
	{ ENTRA, NULL, "AADSTS53003", OAUTH_CONSENT_OVER,
	    "Conditional Access of the organisation blocks this: have its "
	    "administrator allow the client from this network." },
	{ ENTRA, NULL, "AADSTS65001", OAUTH_CONSENT_OVER,
	    "Consent anew; where users may not, an administrator has to grant "
	    "IMAP.AccessAsUser.All (Enterprise applications, "
	    "Permissions)." },
	{ ENTRA, NULL, "AADSTS50105", OAUTH_MISCONFIGURED,
	    "The user is not assigned to the client: assign them "
	    "(Enterprise applications, Users and groups)." },
	{ ENTRA, NULL, "AADSTS50057", OAUTH_MISCONFIGURED,
	    "The account is disabled." },
	{ ENTRA, NULL, "AADSTS50034", OAUTH_MISCONFIGURED,
	    "The tenant does not know the account: correct tenant." },
	{ ENTRA, NULL, "AADSTS90002", OAUTH_MISCONFIGURED,
	    "There is no such tenant: correct tenant." },
	{ ENTRA, NULL, "AADSTS50194", OAUTH_MISCONFIGURED,
	    "The client is for one tenant: set tenant to its id, not "
	    "common." },
	{ ENTRA, NULL, "AADSTS9002331", OAUTH_MISCONFIGURED,
	    "The client is for personal accounts: tenant: consumers." },
	{ ENTRA, NULL, "AADSTS700016", OAUTH_MISCONFIGURED,
	    "The tenant has no such client: compare client_id with the "
	    "Application (client) ID, and tenant." },
	{ ENTRA, NULL, "AADSTS7000215", OAUTH_MISCONFIGURED,
	    "The secret is wrong: client_secret is its Value, not its Secret "
	    "ID." },
	{ ENTRA, NULL, "AADSTS7000222", OAUTH_MISCONFIGURED,
	    "The secret has expired: make another one, or use a public "
	    "client without." },
	{ ENTRA, NULL, "AADSTS7000218", OAUTH_MISCONFIGURED,
	    "The client is not a public one: Authentication, Allow public "
	    "client flows: Yes." },
	{ ENTRA, NULL, "AADSTS70011", OAUTH_MISCONFIGURED,
	    "The scope is not valid: leave scope out, or do not mix those of "
	    "Outlook and Graph." },
	{ ENTRA, NULL, "AADSTS650053", OAUTH_MISCONFIGURED,
	    "There is no such permission: leave scope out." },

	/* ---- anybody ---- */
	{ NULL, "invalid_grant", NULL, OAUTH_CONSENT_OVER,
	    "Consent anew: it has expired, was withdrawn, or another program "
	    "used the refresh token." },
	{ NULL, "interaction_required", NULL, OAUTH_CONSENT_OVER, CONSENT },
	{ NULL, "login_required", NULL, OAUTH_CONSENT_OVER, CONSENT },
	{ NULL, "consent_required", NULL, OAUTH_CONSENT_OVER, CONSENT },
	{ NULL, "invalid_client", NULL, OAUTH_MISCONFIGURED,
	    "Correct client_id and client_secret." },
	{ NULL, "unauthorized_client", NULL, OAUTH_MISCONFIGURED,
	    "The client may not do this: its type, or a grant that is not "
	    "enabled for it." },
	{ NULL, "unsupported_grant_type", NULL, OAUTH_MISCONFIGURED,
	    "The provider does not have this flow: set the other one." },
	{ NULL, "invalid_scope", NULL, OAUTH_MISCONFIGURED,
	    "Correct scope, or register it with the client." },
	{ NULL, "invalid_request", NULL, OAUTH_MISCONFIGURED,
	    "Correct the client's settings." },
	{ NULL, NULL, NULL, OAUTH_LATER, NULL },
};

const struct oauth_refusal *oauth_refusals_all(void)
{
	return rows;
}

static bool fits(const struct oauth_refusal *row,
    const struct oauth_provider *provider, const struct oauth_answer *answer)
{
	return (row->provider == NULL ||
		   strcmp(row->provider, provider->name) == 0) &&
	       (row->error == NULL ||
		   bytes_eq(answer->error, bytes_of(row->error))) &&
	       (row->words == NULL || bytes_ifind(answer->description,
					  bytes_of(row->words)) != NULL);
}

const struct oauth_refusal *oauth_refusal_of(
    const struct oauth_provider *provider, long status,
    const struct oauth_answer *answer)
{
	const struct oauth_refusal *row = rows;

	/* Too busy, or broken: their words are about that (RFC 6585 4). */
	bool theirs = status >= 500 || status == 429 || status == 408;
	while (row->advice != NULL && (theirs || !fits(row, provider, answer)))
		row++;
	return row;
}
