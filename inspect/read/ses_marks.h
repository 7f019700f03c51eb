/*
 * ses_marks - what Amazon SES leaves in a message
 *
 * It replaces Message-ID by "<ID@email.amazonses.com>" (us-east-1) or
 * "<ID@REGION.amazonses.com>", signs with d=amazonses.com, and adds
 * Feedback-ID ("::1.REGION.HASH=:AmazonSES") and X-SES-Outgoing
 * ("2026.06.15-192.0.2.1": the day and its own address).
 */
#ifndef INSPECT_READ_SES_MARKS_H
#define INSPECT_READ_SES_MARKS_H

#include "inspect/model/model.h"

/* Fills ses_message_id, ses_region and ses_outgoing_ip; needs return_path. */
void ses_marks_read(struct envelope *envelope, struct arena *arena,
    const struct message *message);

#endif
