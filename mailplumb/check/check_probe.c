#include "mailplumb/check/check_probe.h"

#include "common/base/shell.h"
#include "common/mail/limits.h"
#include "inspect/judge/judge.h"
#include "inspect/model/receivers.h"
#include "inspect/run/inspection.h"
#include "inspect/verify/dkim_key.h"
#include "mailplumb/crew/mailbox_source.h"
#include "send/receipt.h"
#include "send/refusal.h"

/* ---- before -------------------------------------------------------------- */

void probe_open(struct probe_run *probe, const struct check_settings *check,
    struct sender_run *sender, struct watch_run *watch,
    const struct common_options *options)
{
	const struct timing unknown = { TIME_UNKNOWN, TIME_UNKNOWN,
		TIME_UNKNOWN, TIME_UNKNOWN };

	*probe = (struct probe_run){ .check = check,
		.sender = sender,
		.watch = watch,
		.arena = arena_open(),
		.patience = options->timeout != TIME_UNKNOWN ? options->timeout
							     : check->deadline,
		.probe = { .check = check->name,
		    .sender = sender->settings->name,
		    .mailbox = watch->settings->name,
		    .warn_after = check->warn_after,
		    .deadline = options->timeout != TIME_UNKNOWN
				    ? options->timeout
				    : check->deadline,
		    .timing = unknown } };
	token_make(probe->token);
	probe->premises = common_premises(options);
	if (check->require != 0 && options->require == 0)
		probe->premises.require = check->require;
	else if (options->require == 0)
		probe->premises.require =
		    METHOD_DKIM | METHOD_SPF | METHOD_DMARC;
	mailbox_settings_trust(
	    probe->arena, watch->settings, options, &probe->premises);
	probe->premises.expected =
	    sender_expected(probe->arena, sender->settings);
	probe->in = inspection_new(probe->arena, &probe->premises);
	probe->in.probe = &probe->probe;
	probe->in.origin = (struct origin){ .kind = mailbox_source_kind(
						watch->settings->access.kind),
		.name = watch->settings->name };
	probe->in.envelope.token = bytes_of(probe->token);
}

void probe_close(struct probe_run *probe)
{
	dkim_keys_close(probe->in.keys);
	dns_close(probe->in.dns);
	resolver_close(probe->replay);
	text_free(&probe->dialogue.text);
	arena_close(probe->arena);
}

bool probe_compose(struct probe_run *probe, struct fault *fault)
{
	const struct sender_settings *sender = probe->sender->settings;
	const struct compose_request request = {
		.token = bytes_of(probe->token),
		.now = clock_now(),
		.from = sender->from,
		.to = probe->watch->settings->address,
		.envelope_from = sender->envelope_from,
		.ses = sender->ses,
	};
	struct composed message;

	if (!compose(probe->arena, &request, &message, fault))
		return false;
	probe->probe.timing.queued = request.now;
	probe->message_id = message.message_id;
	probe->sending = (struct sending){ .arena = probe->arena,
		.server = &probe->sender->server,
		.submission = { .from = message.envelope_from,
		    .to = message.recipients,
		    .to_count = message.recipient_count,
		    .raw = message.raw,
		    .smtputf8 = message.smtputf8 },
		.options = { .timeout = probe->patience, .connections = 1 } };
	return true;
}

struct bytes probe_name(const struct probe_run *probe)
{
	return arena_printf(probe->arena, "%.*s -> %.*s",
	    FMT(probe->probe.sender), FMT(probe->probe.mailbox));
}

/* ---- what became of it --------------------------------------------------- */

void probe_fault(struct probe_run *probe, const struct fault *fault)
{
	probe->fault = *fault;
	fault_at(&probe->fault, "%.*s", FMT(probe_name(probe)));
	probe->decided = true;
}

/* The receiver's own Received field tells when it took the message. */
static int64_t delivered(const struct inspection *in)
{
	if (in->envelope.border != NULL)
		return in->envelope.border->time;
	return in->hops != NULL ? in->hops->time : TIME_UNKNOWN;
}

static struct bytes receipt_written(
    const struct probe_run *probe, const struct receipt *receipt)
{
	struct json *json = receipt_json(receipt);
	struct text text = text_new(LIMIT_VALUE);

	json_print(json, JSON_LINE, &text);
	json_free(json);
	struct bytes written = arena_copy(probe->arena, text_bytes(&text));
	text_free(&text);
	return written;
}

/* What is known of the message as it was sent. */
static void compare_with_sent(struct probe_run *probe)
{
	const struct sending *sending = &probe->sending;
	const struct receipt receipt = { .server = sending->server,
		.outcome = &sending->outcome,
		.message_id = probe->message_id,
		.raw = sending->submission.raw,
		.token = bytes_of(probe->token),
		.from = probe->sender->settings->from,
		.to = probe->watch->settings->address };

	probe->sent = (struct sent){ .raw = sending->submission.raw,
		.receipt = receipt_written(probe, &receipt),
		.token = bytes_of(probe->token),
		.ses_message_id = sending->outcome.ses_message_id,
		.expected_message_id =
		    receipt_expected_id(probe->arena, &receipt),
		.queued = probe->probe.timing.queued,
		.accepted = probe->probe.timing.accepted };
	probe->in.sent = &probe->sent;
}

/* What SES said meanwhile; a few seconds are waited for it. */
static void hear_ses(struct probe_run *probe)
{
	probe->in.ses = ses_asking_word(&probe->sender->asking);
	if (probe->in.ses == NULL)
		return;
	ses_word_expect(probe->in.ses, &probe->premises.expected);
	records_hear(&probe->sender->records, probe->in.ses);
}

void probe_found(struct probe_run *probe, const struct mailbox_event *event)
{
	struct inspection *in = &probe->in;
	struct fault fault = { .kind = FAULT_NONE };

	probe->probe.timing.found = event->found;
	in->origin.uid = event->uid;
	in->origin.placement = event->placement;
	in->origin.folder = arena_copy(probe->arena, event->folder);
	if (bytes_present(event->category))
		in->origin.category = arena_copy(probe->arena, event->category);
	if (bytes_present(event->labels))
		in->origin.labels = arena_copy(probe->arena, event->labels);
	if (probe->premises.now == TIME_UNKNOWN)
		probe->premises.now = event->found;
	if (probe->resolver != NULL) {
		in->dns = dns_open(probe->resolver);
		in->keys = dkim_keys_open();
	}
	compare_with_sent(probe);
	hear_ses(probe);
	if (!inspection_run(
		in, arena_copy(probe->arena, event->octets), &fault)) {
		probe_fault(probe, &fault);
		return;
	}
	probe->probe.timing.delivered = delivered(in);
	probe->decided = true;
}

void probe_missing(struct probe_run *probe, const char *id,
    enum fault_kind kind, struct bytes what)
{
	if (probe->premises.now == TIME_UNKNOWN)
		probe->premises.now = clock_now();
	hear_ses(probe);
	judge_missing(&probe->in, id, kind, what);
	judge_evidence(&probe->in, "token", bytes_of(probe->token));
	probe->decided = true;
}

void probe_show_reply(struct probe_run *probe)
{
	const struct submit_outcome *outcome = &probe->sending.outcome;

	judge_evidence(&probe->in, "server",
	    server_url(probe->arena, &probe->sender->server));
	if (bytes_present(outcome->reply))
		judge_evidence(&probe->in, "reply", outcome->reply);
	if (outcome->attempts > 1)
		judge_evidence(&probe->in, "attempts",
		    arena_printf(probe->arena, "%u", outcome->attempts));
}

void probe_unanswered(struct probe_run *probe)
{
	const struct reply_row *meaning = reply_trouble(TROUBLE_UNCERTAIN);

	probe_missing(probe, meaning->finding, FAULT_SEND,
	    arena_printf(probe->arena,
		"%s, and it did not arrive by the deadline.",
		meaning->meaning));
	probe->in.findings->fix.text = bytes_of(meaning->fix);
	probe_show_reply(probe);
}

void probe_uncertain(struct probe_run *probe)
{
	probe_missing(probe, "send-uncertain", FAULT_UNDECIDED,
	    BYTES("The run that sent the message ended before it knew whether "
		  "the server took it, and it did not arrive by the "
		  "deadline."));
}

/* What is wrong with the records is known all the same. */
void probe_pending(struct probe_run *probe, struct bytes why)
{
	struct inspection *in = &probe->in;

	probe_missing(probe, "locate-pending", FAULT_UNDECIDED, why);
	if (in->published != NULL && in->published->verdict == VERDICT_FAIL) {
		in->verdict = VERDICT_FAIL;
		in->exit_code = in->published->exit_code;
	}
}

/* The fault of a submission ends in the advice, which is shown by itself. */
static struct bytes without_fix(
    const struct fault *fault, const struct reply_row *meaning)
{
	struct bytes text = bytes_of(fault->text);
	const char *fix = bytes_find(text, bytes_of(meaning->fix));

	if (fix != NULL)
		text = bytes_between(text.ptr, fix);
	while (text.len > 0 &&
	       (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == ';'))
		text.len--;
	return text;
}

/* What SES's words tell beyond that. */
static void show_refusal(struct probe_run *probe)
{
	const struct sending *sending = &probe->sending;
	struct finding *finding = probe->in.findings;
	struct fix_command **end = &finding->fix.commands;
	struct refusal refusal;

	refusal_read(&refusal, probe->arena, sending->server,
	    &sending->submission, sending->outcome.code,
	    sending->outcome.reply);
	for (size_t i = 0; i < refusal.evidence_count; i++)
		judge_evidence(&probe->in, refusal.evidence[i].label,
		    refusal.evidence[i].value);
	if (bytes_present(refusal.why))
		finding->message = arena_printf(probe->arena, "%.*s %.*s",
		    FMT(finding->message), FMT(refusal.why));
	if (bytes_present(refusal.fix))
		finding->fix.text = refusal.fix;
	judge_demand(&probe->in, refusal.demand);
	for (size_t i = 0; i < refusal.command_count; i++) {
		*end = arena_new(probe->arena, struct fix_command);
		(*end)->text = refusal.commands[i];
		end = &(*end)->next;
	}
}

void probe_refused(struct probe_run *probe)
{
	const struct sending *sending = &probe->sending;
	const struct reply_row *meaning = sending->outcome.meaning;

	if (sending->fault.kind != FAULT_SEND || meaning->finding == NULL) {
		probe_fault(probe, &sending->fault);
		return;
	}
	probe_missing(probe, meaning->finding, FAULT_SEND,
	    without_fix(&sending->fault, meaning));
	probe->in.findings->fix.text = bytes_of(meaning->fix);
	probe_show_reply(probe);
	show_refusal(probe);
}

/* What to do, which for a consent that is over is a command, too. */
static void show_advice(struct probe_run *probe)
{
	const struct watch_run *watch = probe->watch;
	struct fix *fix = &probe->in.findings->fix;

	if (watch->refusal.advice != NULL)
		fix->text = bytes_of(watch->refusal.advice);
	if (watch->refusal.by != LOGIN_CONSENT_OVER)
		return;
	struct bytes name = shell_quoted(probe->arena, watch->settings->name);
	fix->commands = arena_new(probe->arena, struct fix_command);
	fix->commands->text = arena_printf(probe->arena, "mailplumb login %.*s",
	    FMT(bytes_present(name) ? name : BYTES("MAILBOX")));
}

void probe_no_mailbox(struct probe_run *probe)
{
	static const char *const findings[] = {
		[LOGIN_NOT_REFUSED] = "mailbox-unreachable",
		[LOGIN_REFUSED] = "mailbox-login-rejected",
		[LOGIN_CONSENT_OVER] = "mailbox-oauth-expired",
	};
	const struct watch_run *watch = probe->watch;

	if (watch->fault.kind == FAULT_USAGE ||
	    watch->fault.kind == FAULT_OURS) {
		probe_fault(probe, &watch->fault);
		return;
	}
	const char *why = watch->fault.kind != FAULT_NONE
			      ? watch->fault.text
			      : "the server did not let us in by the deadline";

	probe_missing(
	    probe, findings[watch->refusal.by], FAULT_MAILBOX, bytes_of(why));
	show_advice(probe);
}
