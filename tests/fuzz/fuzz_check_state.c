/* A state is refused with a reason, or what is written of it is read as the
 * same. */
#include "tests/fuzz/fuzz.h"

#include "mailplumb/check/check_state.h"

static void check_again(struct arena *arena, const struct state *state)
{
	struct text once = text_new(STATE_MOST), twice = text_new(STATE_MOST);
	struct fault fault = { .kind = FAULT_NONE };
	struct state again;

	state_write(state, &once);
	must(state_read(&again, arena, text_bytes(&once), &fault));
	must(state_size(&again) == state_size(state));
	state_write(&again, &twice);
	must(bytes_eq(text_bytes(&once), text_bytes(&twice)));
	text_free(&once);
	text_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_open();
	struct fault fault = { .kind = FAULT_NONE };
	struct state state;

	if (state_read(&state, arena,
		(struct bytes){ (const char *)data, size }, &fault)) {
		check_again(arena, &state);
		for (struct state_message *m = state.messages; m; m = m->next)
			state_message_clamp(m, 0, 1000);
		state_sweep(&state, 1);
		check_again(arena, &state);
	} else {
		must(fault.kind == FAULT_INPUT && fault.text[0] != '\0');
	}
	arena_close(arena);
	return 0;
}
