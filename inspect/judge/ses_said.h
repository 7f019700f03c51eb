/*
 * ses_said - what the rules about SES's own word share
 *
 * All of them are silent when SES was not asked or did not answer.  What SES
 * says weighs less where the message shows that it works all the same.
 */
#ifndef INSPECT_JUDGE_SES_SAID_H
#define INSPECT_JUDGE_SES_SAID_H

#include "inspect/judge/rule.h"
#include "inspect/model/ses_word.h"

/* The identity in force; NULL: not known. */
const struct ses_asked *said_of(const struct inspection *in);

/* A message is here whose own signature passes and aligns. */
bool own_dkim_works(const struct inspection *in);
/* A message is here that uses this MAIL FROM domain. */
bool mail_from_works(const struct inspection *in, struct bytes domain);

/* "SUCCESS"; absent: unsaid. */
struct bytes status_shown(enum ses_status status);

/*
 * aws sesv2 COMMAND --email-identity NAME ARGUMENTS --region REGION, as a fix;
 * none when the name cannot stand in a command.
 */
void fixed_by_sesv2(struct judgement *j, const char *command,
    const struct ses_asked *asked, struct bytes arguments);

/* After ses-dkim-*: the three CNAMEs one by one, each that is not right with
 * the change that makes it so.  Without DNS all of them. */
void show_tokens(struct judgement *j, const struct ses_asked *asked);
/* After ses-mailfrom-*: the same of the MX.  True: it is to be changed. */
bool show_mail_from_mx(struct judgement *j, struct bytes domain);

/* Why SES does not sign for the author, and why it does not use the custom
 * MAIL FROM domain: causes, NULL at the end. */
extern const char *const ses_signs_not[], *const ses_mail_from_not[];

/* An address is verified by a link in a letter, whatever DKIM is like; a
 * domain, by its DKIM, is in rules_ses_dkim. */
void ses_address_unverified(struct judgement *j);

extern const struct rule rules_ses_dkim[], rules_ses_mail_from[];

#endif
