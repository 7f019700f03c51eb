/* dns_options - the rows of OPTIONS_DNS, and what they amount to */
#include "mailplumb/options/common_options.h"
#include "mailplumb/options/output.h"

#include "common/dns/dns_live.h"
#include <sys/stat.h>

#define RECORD_MOST ((size_t)1 << 30) /* octets written */

/* ---- the rows -------------------------------------------------------------
 */

bool common_resolver_add(void *target, const char *value, struct fault *fault)
{
	return common_list_add(((struct common_options *)target)->resolvers,
	    DNS_LIST_MOST, value, fault);
}

bool common_zone_add(void *target, const char *value, struct fault *fault)
{
	return common_list_add(((struct common_options *)target)->zones,
	    DNS_LIST_MOST, value, fault);
}

bool common_overlay_add(void *target, const char *value, struct fault *fault)
{
	return common_list_add(((struct common_options *)target)->overlays,
	    DNS_LIST_MOST, value, fault);
}

static bool file_store(
    const char **file, const char *value, struct fault *fault)
{
	*file = value;
	return value[0] != '\0' ||
	       fault_set(fault, FAULT_USAGE, "the file has no name");
}

bool common_dns_recording(void *target, const char *value, struct fault *fault)
{
	return file_store(
	    &((struct common_options *)target)->dns_record, value, fault);
}

bool common_dns_replay(void *target, const char *value, struct fault *fault)
{
	return file_store(
	    &((struct common_options *)target)->dns_replay, value, fault);
}

bool common_no_dns(void *target, const char *value, struct fault *fault)
{
	(void)value, (void)fault;
	((struct common_options *)target)->no_dns = true;
	return true;
}

/* ---- what they amount to --------------------------------------------------
 */

/* An option that cannot stand beside --no-dns, or NULL. */
static const char *beside_no_dns(const struct common_options *options)
{
	return options->resolvers[0] != NULL  ? "--resolver"
	       : options->zones[0] != NULL    ? "--zone"
	       : options->overlays[0] != NULL ? "--overlay"
	       : options->dns_record != NULL  ? "--dns-record"
	       : options->dns_replay != NULL  ? "--dns-replay"
					      : NULL;
}

static bool options_agree(
    const struct common_options *options, struct fault *fault)
{
	const char *replay =
	    options->dns_replay != NULL ? "--dns-replay" : NULL;
	const char *zone = options->zones[0] != NULL ? "--zone" : NULL;
	const char *server =
	    options->resolvers[0] != NULL ? "--resolver" : NULL;
	const char *one = replay != NULL ? replay : zone;
	const char *other = one == replay && zone != NULL ? zone : server;

	if (options->no_dns && beside_no_dns(options) != NULL)
		return fault_set(fault, FAULT_USAGE, "--no-dns excludes %s",
		    beside_no_dns(options));
	if (one != NULL && other != NULL)
		return fault_set(fault, FAULT_USAGE,
		    "%s excludes %s: DNS answers come from one of them", one,
		    other);
	return true;
}

/* Better known before the work than after it. */
static bool record_possible(const char *path, struct fault *fault)
{
	struct output output;
	struct stat is;

	if (path == NULL || (stat(path, &is) == 0 && !S_ISREG(is.st_mode)))
		return true;
	if (!output_open(&output, path, fault))
		return false;
	output_abandon(&output);
	return true;
}

struct resolver *common_resolver(
    const struct common_options *options, struct fault *fault)
{
	bool hurried = options->timeout != TIME_UNKNOWN &&
		       options->timeout < DNS_LIVE_TIMEOUT;
	const struct resolver_options sources = {
		.servers = options->resolvers,
		.zones = options->zones,
		.overlays = options->overlays,
		.replay = options->dns_replay,
		.record = options->dns_record != NULL || options->record,
		.timeout = hurried ? options->timeout : 0,
	};

	if (!options_agree(options, fault) || options->no_dns ||
	    !record_possible(options->dns_record, fault))
		return NULL;
	return resolver_open(&sources, fault);
}

static bool record_write(
    const char *path, struct bytes record, struct fault *fault)
{
	struct output output;

	if (!output_open(&output, path, fault))
		return false;
	if (output_write(&output, record, fault))
		return output_close(&output, fault);
	output_abandon(&output);
	return false;
}

bool common_dns_record(const struct common_options *options,
    const struct resolver *resolver, struct fault *fault)
{
	struct text record = text_new(RECORD_MOST);
	bool done = true;

	if (options->dns_record != NULL && resolver != NULL) {
		resolver_record(resolver, &record);
		done = record.full ? fault_set(fault, FAULT_OURS,
					 "%s: the record has become too large",
					 options->dns_record)
				   : record_write(options->dns_record,
					 text_bytes(&record), fault);
	}
	text_free(&record);
	return done;
}
