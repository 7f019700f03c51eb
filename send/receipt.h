/*
 * receipt - what `send` leaves behind about a message (docs/report.md)
 */
#ifndef SEND_RECEIPT_H
#define SEND_RECEIPT_H

#include "common/base/json.h"
#include "send/submit.h"

struct receipt {
	struct bytes token, from, to, subject;
	const struct server *server;
	const struct submit_outcome *outcome;
	struct bytes message_id; /* as composed; SES replaces it */
	struct bytes raw;
	struct bytes sent_file; /* absent: not kept */
};

/* One object of schema mailplumb.receipt/1; json_free() it. */
struct json *receipt_json(const struct receipt *receipt);

/* A few aligned lines for people. */
void receipt_text(const struct receipt *receipt, struct text *out);

/* The Message-ID the receiver will see; absent when it cannot be told. */
struct bytes receipt_expected_id(
    struct arena *arena, const struct receipt *receipt);

#endif
