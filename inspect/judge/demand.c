#include "inspect/judge/demand.h"

#include "inspect/model/catalogue.h"
#include <string.h>

#define LIST(...)                 \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

/* Findings, or the subjects of some that are broken. */
static const char *const *const causes[DEMANDS] = {
	[DEMAND_EITHER] = LIST("dkim", "dkim-aligned-broken-masked", "spf"),
	[DEMAND_SPF] = LIST("spf"),
	[DEMAND_DKIM] = LIST("dkim", "dkim-aligned-broken-masked"),
	[DEMAND_RECORD] = LIST("dmarc"),
	[DEMAND_DMARC] =
	    LIST("dmarc-freemail-from", "dkim", "dkim-aligned-broken-masked",
		"spf", "dmarc", "dmarc-discovery-diverges"),
	[DEMAND_ALIGNED] = LIST("dmarc-freemail-from", "dkim", "spf", "dmarc",
	    "dmarc-discovery-diverges"),
	[DEMAND_ALL] =
	    LIST("dkim", "dkim-aligned-broken-masked", "spf", "dmarc"),
	[DEMAND_FORM] = LIST("dmarc-from-unusable", "msg-duplicate-field",
	    "msg-message-id-invalid", "msg-bare-newline"),
	[DEMAND_TLS] = LIST("msg-no-tls"),
	[DEMAND_NAME] = LIST("msg-no-fcrdns"),
	[DEMAND_DOMAIN] = LIST("spf-mailfrom-mx-missing", "spf-record-missing"),
	[DEMAND_UNSUBSCRIBE] =
	    LIST("msg-unsubscribe-missing", "msg-unsubscribe-unsigned"),
};

static bool is_cause(const struct finding *f, const char *const *words)
{
	while (*words != NULL && strcmp(*words, f->row->id) != 0 &&
	       (strcmp(*words, f->row->subject) != 0 ||
		   f->row->severity != SEVERITY_BROKEN))
		words++;
	return *words != NULL;
}

bool demand_stands(const struct finding *findings, enum demand demand)
{
	for (const struct finding *f = findings; f != NULL; f = f->next)
		if (is_cause(f, causes[demand]))
			return true;
	return false;
}

const struct finding *demand_cause(
    const struct finding *findings, enum demand demand)
{
	const struct finding *cause = NULL;

	if (causes[demand] == NULL)
		return NULL;
	for (const struct finding *f = findings; f != NULL; f = f->next)
		if (is_cause(f, causes[demand]) &&
		    (cause == NULL || f->severity > cause->severity))
			cause = f;
	return cause;
}
