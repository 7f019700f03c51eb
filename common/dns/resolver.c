#include "common/dns/resolver.h"

#include "common/base/file.h"
#include "common/dns/dns_overlay.h"
#include "common/dns/dns_replay.h"
#include "common/dns/dns_report.h"
#include "common/dns/dns_servers.h"
#include "common/dns/dns_zone.h"
#include "common/dns/resolver_parts.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define FILE_MOST ((size_t)64 * 1024 * 1024) /* a run's record may be large */

static struct resolver *resolver_new(void)
{
	struct resolver *resolver = calloc(1, sizeof(*resolver));

	if (resolver == NULL) {
		fputs("mailplumb: out of memory\n", stderr);
		abort();
	}
	resolver->key = hash_key_new();
	return resolver;
}

void resolver_close(struct resolver *resolver)
{
	if (resolver == NULL)
		return;
	arena_close(resolver->arena);
	dns_cache_close(resolver->cache);
	dns_set_close(resolver->overlay);
	dns_set_close(resolver->base);
	free(resolver);
}

struct resolver *resolver_of_set(struct dns_set *set)
{
	struct resolver *resolver = resolver_new();

	resolver->base = set;
	return resolver;
}

void resolver_know(struct resolver *resolver, struct dns_set *set)
{
	assert(resolver->overlay == NULL);
	resolver->overlay = set;
}

static bool is_json(struct bytes text)
{
	text = bytes_trim(text);
	return text.len > 0 && text.ptr[0] == '{';
}

struct resolver *resolver_of_text(struct bytes text, struct fault *fault)
{
	struct dns_set *set = dns_set_open();

	if (is_json(text) ? dns_replay_read(set, text, fault)
			  : dns_zone_read(set, text, "text", fault))
		return resolver_of_set(set);
	dns_set_close(set);
	return NULL;
}

/* ---- files ------------------------------------------------------------------
 */

static bool replay_read(struct dns_set *set, struct bytes text,
    const char *file, struct fault *fault)
{
	return dns_replay_read(set, text, fault) || fault_at(fault, "%s", file);
}

static bool read_file(struct dns_set *set, const char *path,
    bool (*read)(struct dns_set *set, struct bytes text, const char *file,
	struct fault *fault),
    struct fault *fault)
{
	struct arena *arena = arena_open();
	struct bytes text;
	bool done = file_read(arena, path, FILE_MOST, &text, fault) &&
		    read(set, text, path, fault);

	arena_close(arena);
	return done;
}

static bool read_files(struct dns_set **set, const char *const *paths,
    bool (*read)(struct dns_set *set, struct bytes text, const char *file,
	struct fault *fault),
    struct fault *fault)
{
	if (paths == NULL || *paths == NULL)
		return true;
	*set = dns_set_open();
	for (; *paths != NULL; paths++)
		if (!read_file(*set, *paths, read, fault))
			return false;
	return true;
}

static bool listed(const char *const *list)
{
	return list != NULL && *list != NULL;
}

static bool one_source(
    const struct resolver_options *options, struct fault *fault)
{
	int sources = listed(options->servers) + listed(options->zones) +
		      (options->replay != NULL);

	return sources <= 1 ||
	       fault_set(fault, FAULT_USAGE,
		   "name servers, zone files and a record to replay exclude "
		   "one another");
}

static bool read_sources(struct resolver *resolver,
    const struct resolver_options *options, struct fault *fault)
{
	const char *replay[] = { options->replay, NULL };

	return one_source(options, fault) &&
	       read_files(
		   &resolver->base, options->zones, dns_zone_read, fault) &&
	       read_files(&resolver->base, replay, replay_read, fault) &&
	       read_files(&resolver->overlay, options->overlays,
		   dns_overlay_read, fault);
}

/* The texts are kept for those who come to ask; here they are only tried. */
static bool live_open(struct resolver *resolver,
    const struct resolver_options *options, struct fault *fault)
{
	struct dns_servers servers;
	size_t count = 0;

	while (options->servers != NULL && options->servers[count] != NULL)
		count++;
	resolver->arena = arena_open();
	const char **copy =
	    arena_new_array(resolver->arena, const char *, count + 1);
	for (size_t i = 0; i < count; i++)
		copy[i] =
		    arena_cstr(resolver->arena, bytes_of(options->servers[i]));
	resolver->servers = copy;
	resolver->timeout = options->timeout;
	return dns_servers_read(&servers, copy, fault);
}

struct resolver *resolver_open(
    const struct resolver_options *options, struct fault *fault)
{
	struct resolver *resolver = resolver_new();

	if (!read_sources(resolver, options, fault) ||
	    (resolver->base == NULL && !live_open(resolver, options, fault))) {
		resolver_close(resolver);
		return NULL;
	}
	if (options->record || resolver->base == NULL)
		resolver->cache =
		    dns_cache_open(options->record ? 0 : DNS_CACHE_OCTETS);
	return resolver;
}

/* ---- the record -------------------------------------------------------------
 */

void resolver_record(const struct resolver *resolver, struct text *out)
{
	const struct dns_entry **list = NULL;
	struct arena *arena = arena_open();
	size_t count = 0;

	if (resolver->cache != NULL)
		list = dns_cache_list(resolver->cache, arena, &count);
	text_add(
	    out, BYTES("{\"schema\": \"mailplumb.dns/1\", \"answers\": ["));
	for (size_t i = 0; i < count; i++) {
		const struct dns_row *row = dns_entry_row(list[i]);
		struct json *json =
		    dns_row_json(dns_entry_name(list[i]), row->type, row);
		text_add(out, i > 0 ? BYTES(",\n") : BYTES("\n"));
		json_print(json, JSON_LINE, out);
		json_free(json);
	}
	text_add(out, BYTES("\n]}\n"));
	arena_close(arena);
}
