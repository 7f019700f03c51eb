/*
 * world - a healthy message and our verdicts on it, by hand, for tests of the
 * judge to spoil
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "tests/test.h"

#include "common/net/suffix.h"
#include "inspect/judge/judge.h"
#include "inspect/judge/rule.h"
#include "inspect/run/inspection.h"
#include "mailplumb/options/common_options.h"
#include <string.h>

#define NOW INT64_C(1795168900000) /* 2026-11-20T10:01:40Z */

static const char message[] =
    "Received: from out.mailer.example (out.mailer.example "
    "[198.51.100.20]) by mx.club.example with ESMTPS id 1; "
    "Fri, 20 Nov 2026 10:00:02 +0000\n"
    "Authentication-Results: mx.club.example; dkim=pass header.d=example.com; "
    "dkim=pass header.d=amazonses.com; spf=pass smtp.mailfrom=b.example.com; "
    "dmarc=pass header.from=example.com\n"
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; s=s1; "
    "h=From:From:To:Subject:Date; bh=aaaa; b=bbbb; d=example.com\n"
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; s=s2; "
    "h=From:To:Subject:Date; bh=aaaa; b=cccc; d=amazonses.com\n"
    "From: Ann <ann@example.com>\n"
    "Date: Fri, 20 Nov 2026 10:00:00 +0000\n"
    "Message-ID: <1@example.com>\nSubject: x\n\nbody\n";

/* A healthy message with our verdicts on it, for a row to spoil. */
struct world {
	struct inspection in;
	struct premises premises;
	struct dns_answer key, txt, place_answer;
	struct dns_alias alias;
	struct dns_record texts[2];
	struct dkim_verdict own, ses;
	struct spf_verdict spf;
	struct spf_step steps[3];
	struct dmarc_record record;
	struct dmarc_flaw flaw;
	struct dmarc_place place;
	struct verified_identifier ids[3];
	struct report_target target;
	struct dmarc_verdict dmarc;
	struct arc_verdict arc;
};

static struct suffix_list *suffixes;
static struct arena *arena;

static inline struct dkim_verdict passing(
    const struct dkim_signature *s, const struct dns_answer *key)
{
	return (struct dkim_verdict){ .signature = s,
		.reason = DKIM_VERIFIED,
		.body_hash = MATCH_YES,
		.header_signature = MATCH_YES,
		.key = key,
		.key_record = BYTES("p=AAAA"),
		.key_bits = 2048 };
}

static inline void make_dkim(struct world *w)
{
	struct dkim_signature *s = w->in.signatures;

	w->key = (struct dns_answer){ .name = BYTES("s1._domainkey.example."
						    "com"),
		.type = DNS_TXT,
		.status = DNS_FOUND,
		.ttl = 3600,
		.owner = BYTES("s1._domainkey.example.com") };
	w->own = passing(s, &w->key);
	w->ses = passing(s->next, &w->key);
	w->own.next = &w->ses;
	w->in.verified.dkim = &w->own;
}

static inline void make_spf(struct world *w)
{
	w->txt = (struct dns_answer){ .name = BYTES("b.example.com"),
		.type = DNS_TXT,
		.status = DNS_FOUND,
		.ttl = 3600,
		.owner = BYTES("b.example.com") };
	w->spf = (struct spf_verdict){ .result = AUTH_PASS,
		.reason = SPF_MATCHED,
		.domain = BYTES("b.example.com"),
		.client_ip = BYTES("198.51.100.20"),
		.record = BYTES("v=spf1 include:amazonses.com ~all"),
		.matched = BYTES("include:amazonses.com"),
		.lookups = 1,
		.answer = &w->txt,
		.steps = w->steps };
	w->steps[0] = (struct spf_step){ .domain = BYTES("b.example.com"),
		.term = BYTES("include:amazonses.com"),
		.matched = true,
		.lookups = 1,
		.next = &w->steps[1] };
	w->steps[1] = (struct spf_step){ .domain = BYTES("amazonses.com"),
		.term = BYTES("ip4:198.51.100.0/24"),
		.depth = 1,
		.matched = true };
	w->in.verified.spf = &w->spf;
}

static inline struct verified_identifier identifier(enum identifier_kind kind,
    const struct dkim_verdict *v, struct bytes domain, enum alignment a)
{
	bool aligned = a != ALIGN_NO;

	return (struct verified_identifier){ .kind = kind,
		.result = AUTH_PASS,
		.domain = domain,
		.dkim = v,
		.organization = { BYTES("example.com"), BYTES("example.com") },
		.alignment = { a, a },
		.aligned = { aligned, aligned } };
}

static inline void make_dmarc(struct world *w)
{
	w->record = (struct dmarc_record){ .domain = BYTES("example.com"),
		.text = BYTES("v=DMARC1; p=reject; rua=mailto:a@example.com"),
		.p = POLICY_REJECT,
		.percent = 100,
		.rua = BYTES("mailto:a@example.com"),
		.rua_valid = true };
	w->place_answer =
	    (struct dns_answer){ .name = BYTES("_dmarc.example.com"),
		    .type = DNS_TXT,
		    .status = DNS_FOUND,
		    .ttl = 3600,
		    .owner = BYTES("_dmarc.example.com") };
	w->place = (struct dmarc_place){ .domain = BYTES("example.com"),
		.answer = &w->place_answer,
		.count = 1,
		.record = &w->record };
	w->dmarc =
	    (struct dmarc_verdict){ .author_domain = BYTES("example.com"),
		    .author_exists = true,
		    .walk = { BYTES("example.com"), { &w->place }, 1 },
		    .identifiers = w->ids };
	for (int i = 0; i < DMARC_STANDARDS; i++)
		w->dmarc.by[i] = (struct dmarc_view){ .reason = DMARC_ALIGNED,
			.record = &w->record,
			.organization = BYTES("example.com"),
			.policy = POLICY_REJECT,
			.applied = POLICY_NONE };
	w->ids[0] = identifier(
	    IDENTIFIER_DKIM, &w->own, BYTES("example.com"), ALIGN_STRICT);
	w->ids[1] = identifier(
	    IDENTIFIER_DKIM, &w->ses, BYTES("amazonses.com"), ALIGN_NO);
	w->ids[2] = identifier(
	    IDENTIFIER_SPF, NULL, BYTES("b.example.com"), ALIGN_RELAXED);
	w->ids[0].next = &w->ids[1];
	w->ids[1].next = &w->ids[2];
	w->in.verified.dmarc = &w->dmarc;
}

static inline void world_make(struct world *w)
{
	struct common_options options = common_options_new();
	struct fault fault = { 0 };

	*w = (struct world){ .premises = common_premises(&options) };
	w->premises.now = NOW;
	w->premises.suffixes = suffixes;
	w->in = inspection_new(arena, &w->premises);
	check_true(
	    "a message", inspection_run(&w->in, bytes_of(message), &fault));
	w->in.verified = (struct verified){ .dkim_result = AUTH_PASS,
		.dkim_aligned = true,
		.spf_aligned = true };
	make_dkim(w);
	make_spf(w);
	make_dmarc(w);
}

static inline const struct finding *finding_of(
    const struct inspection *in, const char *id)
{
	const struct finding *f = in->findings;

	while (f != NULL && strcmp(f->row->id, id) != 0)
		f = f->next;
	return f;
}

/* ---- how a world is spoilt -------------------------------------------------
 */

#define CHANGE(name, ...)                        \
	static inline void name(struct world *w) \
	{                                        \
		__VA_ARGS__;                     \
	}

static inline void own_is(struct world *w, enum dkim_reason reason)
{
	w->own.reason = reason;
	w->in.verified.dkim_result = dkim_result(reason);
	w->in.verified.dkim_aligned = false;
	w->ids[0].result = dkim_result(reason);
	w->ids[0].aligned[0] = w->ids[0].aligned[1] = false;
}

static inline void spf_is(struct world *w, enum spf_reason reason)
{
	w->spf.reason = reason;
	w->spf.result = spf_result(reason);
	w->in.verified.spf_aligned = false;
	w->ids[2].result = w->spf.result;
	w->ids[2].aligned[0] = w->ids[2].aligned[1] = false;
}

static inline void spf_says(struct world *w, enum auth_result result)
{
	spf_is(w, SPF_MATCHED);
	w->ids[2].result = w->spf.result = result;
}

static inline void dmarc_is(struct world *w, enum dmarc_reason reason)
{
	w->dmarc.by[RFC9989].reason = w->dmarc.by[RFC7489].reason = reason;
}

static inline void no_record(struct world *w, enum dmarc_reason reason)
{
	dmarc_is(w, reason);
	w->dmarc.by[0].record = w->dmarc.by[1].record = w->place.record = NULL;
	w->place.count = 0;
}

static inline void flaw_is(struct world *w, enum dmarc_flaw_kind kind,
    const char *tag, const char *value)
{
	w->flaw = (struct dmarc_flaw){ kind, bytes_of(tag), bytes_of(value),
		"what is wrong", NULL };
	w->record.flaws = &w->flaw;
}

static inline void body_is(struct world *w, enum match header)
{
	own_is(w, DKIM_BODY_CHANGED);
	w->own.body_hash = MATCH_NO;
	w->own.header_signature = w->ses.header_signature = header;
}

static inline void header_is(struct world *w, enum match of_ses)
{
	own_is(w, DKIM_HEADER_CHANGED);
	w->own.header_signature = MATCH_NO;
	w->ses.header_signature = of_ses;
}

static inline void aliased(struct world *w)
{
	w->alias = (struct dns_alias){ .name = BYTES("s1._domainkey.example."
						     "com"),
		.target = BYTES("t.dkim.amazonses.com"),
		.ttl = 60 };
	w->key.aliases = w->place_answer.aliases = &w->alias;
	w->key.status = DNS_NO_NAME;
	w->key.owner = w->place_answer.owner = w->alias.target;
}

static inline void claims_of_dkim_are(struct world *w, enum auth_result result)
{
	struct identifier *id = w->in.reported.identifiers;

	for (; id != NULL; id = id->next)
		if (id->signature == w->own.signature)
			id->result = result;
	w->in.reported.dkim_aligned = result == AUTH_PASS;
	w->in.reported.dkim = result;
}

#endif
