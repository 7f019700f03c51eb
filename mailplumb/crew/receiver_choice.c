#include "mailplumb/crew/receiver_choice.h"

#include "inspect/model/receivers.h"
#include "mailplumb/settings/settings.h"

bool receiver_choice(struct arena *arena, const struct common_options *options,
    const struct receiver *own, struct premises *premises, struct fault *fault)
{
	struct bytes name = bytes_of(options->receiver);

	premises->receivers = own;
	premises->receiver = NULL;
	if (options->receiver == NULL || receiver_is_auto(name))
		return true;
	premises->receiver = receiver_named(own, name);
	return premises->receiver != NULL ||
	       fault_set(fault, FAULT_USAGE,
		   "--receiver: '%.*s' is none of %.*s (for any other, "
		   "--authserv-id)",
		   FMT(name), FMT(receivers_known(arena, own)));
}
