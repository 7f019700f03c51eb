/* mailplumb/check/check_state: as text and back, what is refused, and how
 * messages are counted and forgotten; check_state_file: whole, or as it was */
#include "tests/test.h"

#include "mailplumb/check/check_state_file.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HOUR  ((int64_t)3600 * 1000)
#define KILLS 200

static struct arena *arena;
static char folder[] = "/tmp/mailplumb-test.XXXXXX";

/* ---- text ---------------------------------------------------------------- */

static struct state_message message_new(const char *token)
{
	struct state_message message = { .check = BYTES("a"),
		.sender = BYTES("ses"),
		.mailbox = BYTES("probe"),
		.marks = BYTES("imap 1 2 3 4"),
		.queued = 1000,
		.accepted = TIME_UNKNOWN,
		.expires = 301000,
		.found = TIME_UNKNOWN,
		.judged = TIME_UNKNOWN };

	memcpy(message.token, token, TOKEN_SIZE);
	return message;
}

#define TOKEN "ABCDEFGHIJKLMNOPQRSTUVWX23"

static struct bytes written(const struct state *state)
{
	struct text text = text_new(STATE_MOST);

	state_write(state, &text);
	struct bytes b = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return b;
}

static void try_text(void)
{
	struct state state = state_new(arena), again;
	struct state_message message = message_new(TOKEN);
	struct state_line command = { ABSENT, BYTES("aws ses x"), NULL };
	struct state_line line = { BYTES("reply"), BYTES("250 Ok"), NULL };
	struct fault fault = { .kind = FAULT_NONE };

	test_row("as text and back");
	state.runs = 7;
	state_add(&state, &message);
	message.token[0] = 'B';
	message.sent = (struct bytes){ "\0\xff\r\n", 4 };
	message.commands = &command;
	message.evidence = &line;
	message.text = BYTES("It is not there.");
	message.finding = BYTES("locate-not-found");
	message.status = MESSAGE_TOLD;
	message.fate = FATE_LOST;
	message.judged = 400000;
	message.accepted = 2000;
	message.kind = FAULT_LOCATE;
	message.remove = message.given_up = true;
	state_add(&state, &message);
	state_counts_of(&state, &message)->of[FATE_LOST] = 3;
	state_dns_put(&state, 4, BYTES("{\"answers\": []}"));
	struct bytes text = written(&state);
	bool read = state_read(&again, arena, text, &fault);
	check_text("fault", read ? NULL : fault.text, NULL);
	if (!read)
		return;
	check_bytes("the same", written(&again), text);
	check_number("runs", again.runs, 7);
	check_bytes("octets", again.messages->next->sent, message.sent);
	check_number(
	    "count", state_counts_of(&again, &message)->of[FATE_LOST], 3);
	check_true("answers", state_dns_of(&again, 4) != NULL);
}

/* One change to a state that is right. */
static const struct {
	const char *shows, *from, *to, *fault;
} refusals[] = {
	{ "no JSON", "{\"schema\"", "{schema", "" },
	{ "another version", "state/1", "state/2",
	    "its schema is \"mailplumb.state/2\"" },
	{ "another thing", "mailplumb.state/1", "", "its schema is \"\"" },
	{ "no runs", "\"runs\"", "\"run\"", "runs has" },
	{ "a token that is none", TOKEN, "ABC", "message 1: token has" },
	{ "an unknown status", "\"intended\"", "\"thrown\"",
	    "message 1: status has" },
	{ "an unknown fate", "\"open\"", "\"odd\"", "message 1: fate has" },
	{ "judged without a fate", "\"intended\"", "\"judged\"",
	    "message 1: status and fate contradict" },
	{ "accepted, and not when", "\"intended\"", "\"accepted\"",
	    "message 1: status and fate contradict" },
	{ "no name", "\"check\": \"a\"", "\"check\": null",
	    "message 1: check has" },
	{ "a number that is a text", "\"uid\": 0", "\"uid\": \"0\"",
	    "message 1: uid has" },
	{ "a number below 0", "\"uid\": 0", "\"uid\": -1",
	    "message 1: uid has" },
	{ "no time", "\"expires\": \"1970-01-01T00:05:01.000Z\"",
	    "\"expires\": \"soon\"", "message 1: expires has" },
	{ "no base64", "\"sent\": null", "\"sent\": \"=\"",
	    "message 1: sent has" },
	{ "a NUL", "\"folder\": null", "\"folder\": \"\\u0000\"",
	    "message 1: folder has" },
	{ "no list", "\"evidence\": []", "\"evidence\": {}",
	    "message 1: evidence has" },
	{ "no pair", "\"evidence\": []", "\"evidence\": [[\"a\"]]",
	    "message 1: evidence has" },
	{ "messages that are none", "\"messages\": [", "\"messages\": [3, ",
	    "message 1: token has" },
	{ "answers without a number", "\"dns\": []}", "\"dns\": [{}]}",
	    "dns has" },
	{ "something behind it", "\"dns\": []}", "\"dns\": []} x", "" },
};

static void try_refusals(void)
{
	struct state state = state_new(arena), again;
	struct state_message message = message_new(TOKEN);

	state_add(&state, &message);
	struct bytes text = written(&state);
	for (size_t i = 0; i < ROWS(refusals); i++) {
		struct fault fault = { .kind = FAULT_NONE };
		struct bytes from = bytes_of(refusals[i].from);
		const char *at = bytes_find(text, from);
		test_row(refusals[i].shows);
		check_true("stands there", at != NULL);
		struct bytes changed = arena_join(arena,
		    bytes_between(text.ptr, at), bytes_of(refusals[i].to),
		    bytes_between(at + from.len, text.ptr + text.len));
		check_true(
		    "is refused", !state_read(&again, arena, changed, &fault));
		check_number("kind", fault.kind, FAULT_INPUT);
		check_true("why", bytes_starts(bytes_of(fault.text),
				      bytes_of(refusals[i].fault)) &&
				      fault.text[0] != '\0');
	}
}

/* ---- counts, and what is forgotten --------------------------------------- */

static void try_counts(void)
{
	struct state state = state_new(arena);
	struct state_message message = message_new(TOKEN);
	struct state_message *m = state_add(&state, &message);
	struct state_counts *counts = state_counts_of(&state, m);

	test_row("counts");
	state_judge(&state, m, FATE_LOST, 5000);
	check_number("lost", counts->of[FATE_LOST], 1);
	check_number("status", m->status, MESSAGE_JUDGED);
	m->status = MESSAGE_TOLD;
	state_judge(&state, m, FATE_FOUND, 6000);
	check_number("still lost", counts->of[FATE_LOST], 1);
	check_number("not found", counts->of[FATE_FOUND], 0);
	check_number("late", counts->late, 1);
	check_true("given up before", m->given_up);
	check_number("fate", m->fate, FATE_FOUND);
	message.mailbox = BYTES("other");
	check_true("another line", state_counts_of(&state, &message) != counts);
}

static void try_clamp(void)
{
	static const struct {
		const char *shows;
		int64_t now, expires;
	} rows[] = {
		{ "in time", 1000, 301000 },
		{ "long over", 900000, 301000 },
		{ "the clock went back", -1000000, -700000 },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct state_message message = message_new(TOKEN);
		test_row(rows[i].shows);
		state_message_clamp(&message, rows[i].now, 300000);
		check_number("expires", message.expires, rows[i].expires);
	}
}

static struct state_message *add(struct state *state, char token,
    enum message_status status, enum message_fate fate)
{
	struct state_message message = message_new(TOKEN);

	message.token[0] = token;
	message.status = status;
	message.fate = fate;
	message.judged = status >= MESSAGE_JUDGED ? 5000 : TIME_UNKNOWN;
	return state_add(state, &message);
}

/* Of many that may still come the last hundred are kept; what is to be deleted
 * is deleted however many came after it. */
static void try_many(void)
{
	struct state state = state_new(arena);

	test_row("many that were lost");
	add(&state, 'A', MESSAGE_TOLD, FATE_FOUND)->remove = true;
	for (int i = 0; i < 150; i++)
		add(&state, 'B', MESSAGE_TOLD, FATE_LOST);
	state_sweep(&state, 6000);
	check_number("left", (int64_t)state_size(&state), 102);
	check_number("the first", state.messages->token[0], 'A');
}

static void try_sweep(void)
{
	static const struct {
		const char *shows;
		int64_t now;
		const char *left;
	} rows[] = {
		{ "soon after", 10 * HOUR, "BDEFG" },
		{ "days after", 100 * HOUR, "DFG" },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct state state = state_new(arena);
		char left[8] = "";
		size_t n = 0;
		test_row(rows[i].shows);
		add(&state, 'A', MESSAGE_TOLD, FATE_FOUND)->dns = 1;
		add(&state, 'B', MESSAGE_TOLD, FATE_LOST);
		add(&state, 'C', MESSAGE_TOLD, FATE_BOUNCED);
		add(&state, 'D', MESSAGE_JUDGED, FATE_FOUND)->dns = 2;
		add(&state, 'E', MESSAGE_TOLD, FATE_FOUND)->remove = true;
		add(&state, 'F', MESSAGE_TOLD, FATE_FOUND);
		add(&state, 'G', MESSAGE_ACCEPTED, FATE_OPEN);
		state_dns_put(&state, 1, BYTES("one"));
		state_dns_put(&state, 2, BYTES("two"));
		state_sweep(&state, rows[i].now);
		for (struct state_message *m = state.messages; m; m = m->next)
			left[n++] = m->token[0];
		check_text("left", left, rows[i].left);
		check_true(
		    "answers of nobody", state_dns_of(&state, 1) == NULL);
		check_true("answers", state_dns_of(&state, 2) != NULL);
		check_number("a free number", state_dns_next(&state), 1);
	}
}

/* ---- the file ------------------------------------------------------------ */

static struct state_file file_open(const char *name)
{
	struct state_file file;
	struct fault fault = { .kind = FAULT_NONE };
	const char *path = arena_printf(arena, "%s/%s", folder, name).ptr;
	bool done = state_file_open(&file, arena, path, 0, &fault);

	check_text("opened", done ? NULL : fault.text, NULL);
	return file;
}

static size_t read_count(const struct state_file *file)
{
	struct state state;
	struct fault fault = { .kind = FAULT_NONE };
	bool done = state_file_read(file, &state, arena, &fault);

	check_true("read", done);
	return done ? state_size(&state) : 0;
}

static void write_one(const struct state_file *file, size_t messages)
{
	struct state state = state_new(arena);
	struct state_message message = message_new(TOKEN);
	struct fault fault = { .kind = FAULT_NONE };

	while (messages-- > 0)
		state_add(&state, &message);
	bool done = state_file_write(file, &state, &fault);
	check_true("written", done);
}

static void try_file(void)
{
	struct state_file file;
	struct stat st;

	test_row("a file");
	file = file_open("s.json");
	check_number("none is an empty one", read_count(&file), 0);
	write_one(&file, 1);
	write_one(&file, 2);
	check_number("the last one written", read_count(&file), 2);
	check_true("ours alone",
	    stat(file.path, &st) == 0 && (st.st_mode & 0777) == 0600);
	state_file_close(&file);

	test_row("a link");
	check_true("made", chdir(folder) == 0 && symlink("s.json", "l") == 0);
	file = file_open("l");
	write_one(&file, 3);
	check_true("stays", lstat("l", &st) == 0 && S_ISLNK(st.st_mode));
	state_file_close(&file);
	file = file_open("s.json");
	check_number("leads to the file", read_count(&file), 3);
	state_file_close(&file);
}

/* Locks are of processes: another one has to try. */
static void try_lock(void)
{
	struct state_file file = file_open("s.json"), other;
	struct fault fault = { .kind = FAULT_NONE };
	int status = -1;

	test_row("a lock");
	pid_t child = fork();
	if (child == 0)
		_exit(state_file_open(&other, arena, file.path, 50, &fault)
			  ? 99
			  : (int)fault.kind);
	waitpid(child, &status, 0);
	check_true("another has it",
	    WIFEXITED(status) && WEXITSTATUS(status) == FAULT_UNDECIDED);
	state_file_close(&file);
	child = fork();
	if (child == 0)
		_exit(state_file_open(&other, arena, file.path, 50, &fault));
	waitpid(child, &status, 0);
	check_true("nobody has it", WIFEXITED(status) && WEXITSTATUS(status));
}

/* Writes states of 1, 2, 3 ... messages and says so of each that is done. */
static void write_on(const struct state_file *file, int done)
{
	struct state state = state_new(arena);
	struct state_message message = message_new(TOKEN);
	struct fault fault = { .kind = FAULT_NONE };
	size_t n = 0;

	do {
		state_add(&state, &message);
		n++;
	} while (state_file_write(file, &state, &fault) &&
		 write(done, &n, sizeof(n)) == sizeof(n));
	_exit(1);
}

/* What was written is there when the writer is killed at any moment: the last
 * state that it said is done, or the next. */
static void try_kills(void)
{
	struct state_file file = file_open("s.json");
	size_t said, last;
	int ends[2];

	test_row("killed while it writes");
	for (int i = 0; i < KILLS; i++) {
		write_one(&file, 0);
		check_true("a pipe", pipe(ends) == 0);
		pid_t child = fork();
		if (child == 0)
			write_on(&file, ends[1]);
		close(ends[1]);
		/* Anywhere in the first writes. */
		struct timespec pause = { 0, (i * 7919) % 4000 * 1000 };
		nanosleep(&pause, NULL);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		for (last = 0;
		     read(ends[0], &said, sizeof(said)) == sizeof(said);)
			last = said;
		close(ends[0]);
		size_t count = read_count(&file);
		check_true(
		    "nothing is lost", count == last || count == last + 1);
	}
	state_file_close(&file);
}

static void try_no_folder(void)
{
	struct state_file file;
	struct fault fault = { .kind = FAULT_NONE };

	test_row("no folder");
	check_true("is a fault",
	    !state_file_open(&file, arena, "/nonexistent/s.json", 0, &fault));
	check_number("of usage", fault.kind, FAULT_USAGE);
	check_true("with its name", strstr(fault.text, "/nonexistent") != NULL);
}

int main(void)
{
	static const char *const left[] = { "l", "l.lock", "s.json",
		"s.json.lock", "s.json.new" };

	arena = arena_open();
	check_true("a folder", mkdtemp(folder) != NULL);
	try_text();
	try_refusals();
	try_counts();
	try_clamp();
	try_sweep();
	try_many();
	try_file();
	try_lock();
	try_kills();
	try_no_folder();
	for (size_t i = 0; i < ROWS(left); i++)
		unlink(arena_printf(arena, "%s/%s", folder, left[i]).ptr);
	check_true("nothing else is left", rmdir(folder) == 0);
	arena_close(arena);
	return test_end("test_check_state");
}
