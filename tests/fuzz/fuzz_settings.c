/* A configuration is refused with its place, or whole: each check has what
 * it names, each server a host and a port. */
#include "tests/fuzz/fuzz.h"

#include "mailplumb/settings/settings.h"

static void check_whole(const struct settings *settings)
{
	for (const struct sender_settings *s = settings->senders; s;
	     s = s->next) {
		must(bytes_present(s->from) && s->server.host.len > 0);
		must(s->server.port > 0 && s->server.port < 65536);
		must(s->ses == NULL || bytes_present(s->server.region));
	}
	for (const struct mailbox_settings *m = settings->mailboxes; m;
	     m = m->next) {
		must(bytes_present(m->address) && m->access.host.len > 0);
		must(bytes_present(m->access.user));
		must(m->password.source.kind != SECRET_UNSET);
		must(m->password.place.line > 0);
	}
	for (const struct check_settings *c = settings->checks; c;
	     c = c->next) {
		must(c->deadline > 0);
		must(c->sender_names.count > 0 && c->mailbox_names.count > 0);
		for (size_t i = 0; i < c->sender_names.count; i++)
			must(bytes_eq(
			    c->senders[i]->name, c->sender_names.items[i]));
		for (size_t i = 0; i < c->mailbox_names.count; i++)
			must(bytes_eq(
			    c->mailboxes[i]->name, c->mailbox_names.items[i]));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_open();
	struct fault fault = { .kind = FAULT_NONE };
	struct settings settings;

	setenv("HOME", "/nowhere", 1);
	if (settings_read(&settings, arena, "file",
		(struct bytes){ (const char *)data, size }, &fault)) {
		check_whole(&settings);
	} else {
		must(fault.kind == FAULT_USAGE);
		must(bytes_starts(bytes_of(fault.text), BYTES("file:")));
	}
	arena_close(arena);
	return 0;
}
