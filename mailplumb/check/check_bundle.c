#include "mailplumb/check/check_bundle.h"

#include "inspect/bundle/evidence.h"
#include "mailplumb/options/output.h"

bool check_bundle_possible(const struct check_bundle *bundle,
    const struct check_run *run, const char *beside, struct fault *fault)
{
	if (bundle->path == NULL)
		return !bundle->redact || fault_set(fault, FAULT_USAGE,
					      "--redact is about --bundle");
	if (beside != NULL)
		return fault_set(
		    fault, FAULT_USAGE, "--bundle excludes %s", beside);
	return run->probe_count == 1 ||
	       fault_set(fault, FAULT_USAGE,
		   "a bundle holds one message, and %zu are to be sent: name "
		   "a check of one sender and one mailbox",
		   run->probe_count);
}

static struct bytes transcript_of(
    const struct check_run *run, const struct probe_run *probe)
{
	return arena_join(run->arena, text_bytes(&probe->dialogue.text),
	    text_bytes(&probe->watch->dialogue.text), ABSENT);
}

bool check_bundle_write(const struct check_bundle *bundle,
    const struct check_run *run, const struct resolver *resolver,
    struct fault *fault)
{
	const struct probe_run *probe = run->probes;
	struct text tar = text_new(BUNDLE_MOST);
	struct evidence_options how = {
		.resolver = resolver, .named = true, .redact = bundle->redact
	};
	bool done = true;

	if (bundle->path != NULL && probe->fault.kind == FAULT_NONE &&
	    probe->in.message.field_count > 0) {
		how.transcript = transcript_of(run, probe);
		done = evidence_write(&probe->in, &how, &tar, fault) &&
		       output_all(bundle->path, text_bytes(&tar), fault);
	}
	text_free(&tar);
	return done;
}
