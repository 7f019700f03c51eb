#include "mailplumb/crew/crew.h"

#include "inspect/run/inspection.h"
#include "mailplumb/crew/worker.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE 1 /* second for workers to leave after a failure */

/* Batches lie in a ring, by their number.  `intake` is locked before `line`. */
struct shop {
	struct crew *crew;
	pthread_mutex_t intake;
	struct batch *ring;
	size_t window; /* batches in the ring */

	pthread_mutex_t line; /* of all that follows */
	pthread_cond_t room;  /* a batch was written, or all should stop */
	pthread_cond_t left;  /* a worker has left */
	size_t next, written; /* numbers of batches */
	bool ended;	      /* the intake has */
	bool writing;
	bool stop; /* writing failed, with this fault */
	pthread_t threads[JOBS_MOST];
	size_t started, workers; /* those that have not left */
	struct fault fault;
};

/* ---- writing --------------------------------------------------------------
 */

static bool write_part(struct crew *crew, struct batch *batch, size_t from,
    size_t to, struct fault *fault)
{
	struct bytes part =
	    bytes_skip(bytes_first(text_bytes(&batch->text), to), from);

	return output_write(crew->output, part, fault);
}

/* What parts the first report of a batch from the one before. */
static bool write_gap(
    struct crew *crew, const struct batch *batch, struct fault *fault)
{
	bool gap = crew->fixes == NULL && crew->format == FORMAT_TEXT &&
		   !crew->style.quiet && crew->reports > 0 &&
		   batch->reports > 0;

	return !gap || output_write(crew->output, BYTES("\n"), fault);
}

static bool write_batch(
    struct crew *crew, struct batch *batch, struct fault *fault)
{
	size_t from = 0;
	bool written = write_gap(crew, batch, fault);

	for (size_t i = 0; i < batch->count && written; i++) {
		if (batch->letters[i].step != SOURCE_FAULT)
			continue;
		written = write_part(crew, batch, from, batch->ends[i], fault);
		from = batch->ends[i];
		if (written)
			fault_print(&batch->letters[i].fault);
	}
	written =
	    written && write_part(crew, batch, from, batch->text.len, fault);
	if (crew->fixes != NULL)
		fixes_join(crew->fixes, &batch->fixes);
	if (crew->outcomes != NULL)
		outcomes_join(crew->outcomes, &batch->outcomes);
	crew->reports += batch->reports;
	crew->exit_code = exit_code_worse(crew->exit_code, batch->exit_code);
	return written;
}

/* With the line locked: write what is next in line, as far as it is done. */
static void write_done(struct shop *shop)
{
	struct batch *batch;

	if (shop->writing)
		return;
	shop->writing = true;
	while (!shop->stop &&
	       (batch = &shop->ring[shop->written % shop->window])->done) {
		pthread_mutex_unlock(&shop->line);
		bool written = write_batch(shop->crew, batch, &shop->fault);
		pthread_mutex_lock(&shop->line);
		batch->done = false;
		shop->written++;
		shop->stop = !written;
		pthread_cond_broadcast(&shop->room);
		pthread_cond_signal(&shop->left);
	}
	shop->writing = false;
}

/* ---- taking and handing over ----------------------------------------------
 */

/* Wait for a place in the ring; NULL when there is nothing more to do. */
static struct batch *place_take(struct shop *shop)
{
	pthread_mutex_lock(&shop->line);
	while (!shop->stop && !shop->ended &&
	       shop->next - shop->written >= shop->window)
		pthread_cond_wait(&shop->room, &shop->line);
	struct batch *batch = shop->stop || shop->ended
				  ? NULL
				  : &shop->ring[shop->next % shop->window];
	pthread_mutex_unlock(&shop->line);
	return batch;
}

static void place_keep(struct shop *shop, const struct batch *batch)
{
	pthread_mutex_lock(&shop->line);
	if (batch->count > 0)
		shop->next++;
	else
		shop->ended = true;
	pthread_mutex_unlock(&shop->line);
}

static struct batch *batch_take(struct shop *shop, size_t most)
{
	pthread_mutex_lock(&shop->intake);
	struct batch *batch = place_take(shop);
	if (batch != NULL) {
		batch_fill(batch, shop->crew->next, shop->crew->from, most);
		place_keep(shop, batch);
	}
	pthread_mutex_unlock(&shop->intake);
	return batch != NULL && batch->count > 0 ? batch : NULL;
}

static void batch_hand_over(struct shop *shop, struct batch *batch)
{
	pthread_mutex_lock(&shop->line);
	batch->done = true;
	write_done(shop);
	pthread_mutex_unlock(&shop->line);
}

/* False when nothing is left to do. */
static bool batch_work(struct shop *shop, struct worker *worker, size_t most)
{
	struct batch *batch = batch_take(shop, most);

	if (batch == NULL)
		return false;
	worker_inspect(worker, batch);
	batch_hand_over(shop, batch);
	return true;
}

static struct worker worker_new(const struct crew *crew)
{
	struct worker worker = {
		.notes = crew->notes,
		.bundle = crew->bundle,
		.format = crew->format,
		.style = crew->style,
		.fix = crew->fixes != NULL,
		.outcomes = crew->outcomes,
	};

	worker_open(&worker, crew->suffixes, crew->resolver, crew->published);
	if (crew->servers != NULL)
		worker_ask_servers(&worker, crew->servers);
	return worker;
}

/* ---- threads --------------------------------------------------------------
 */

static void *work(void *arg)
{
	struct shop *shop = arg;
	struct worker worker = worker_new(shop->crew);
	size_t most = shop->crew->most > 0 ? shop->crew->most : BATCH_LETTERS;

	while (batch_work(shop, &worker, most))
		;
	worker_close(&worker);
	pthread_mutex_lock(&shop->line);
	shop->workers--;
	pthread_cond_signal(&shop->left);
	pthread_mutex_unlock(&shop->line);
	return NULL;
}

static void workers_start(struct shop *shop)
{
	pthread_mutex_lock(&shop->line);
	while (shop->started < shop->crew->jobs &&
	       pthread_create(
		   &shop->threads[shop->started], NULL, work, shop) == 0)
		shop->workers = ++shop->started;
	pthread_mutex_unlock(&shop->line);
}

/* Until all have left; after a failure until those have that soon will. */
static bool workers_wait(struct shop *shop)
{
	struct timespec until;
	int status = 0;

	pthread_mutex_lock(&shop->line);
	while (shop->workers > 0 && !shop->stop)
		pthread_cond_wait(&shop->left, &shop->line);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE;
	while (shop->workers > 0 && status == 0)
		status =
		    pthread_cond_timedwait(&shop->left, &shop->line, &until);
	bool gone = shop->workers == 0;
	pthread_mutex_unlock(&shop->line);
	for (size_t i = 0; gone && i < shop->started; i++)
		pthread_join(shop->threads[i], NULL);
	return gone;
}

/* ---- the run --------------------------------------------------------------
 */

static struct shop *shop_open(struct crew *crew)
{
	struct shop *shop = calloc(1, sizeof(*shop));
	size_t window = crew->jobs > 1 ? 2 * (size_t)crew->jobs + 2 : 1;
	struct batch *ring = calloc(window, sizeof(*ring));

	if (shop == NULL || ring == NULL)
		abort();
	shop->crew = crew;
	shop->ring = ring;
	shop->window = window;
	for (size_t i = 0; i < window; i++)
		batch_open(&ring[i]);
	pthread_mutex_init(&shop->intake, NULL);
	pthread_mutex_init(&shop->line, NULL);
	pthread_cond_init(&shop->room, NULL);
	pthread_cond_init(&shop->left, NULL);
	return shop;
}

static void shop_close(struct shop *shop)
{
	for (size_t i = 0; i < shop->window; i++)
		batch_close(&shop->ring[i]);
	pthread_cond_destroy(&shop->left);
	pthread_cond_destroy(&shop->room);
	pthread_mutex_destroy(&shop->line);
	pthread_mutex_destroy(&shop->intake);
	free(shop->ring);
	free(shop);
}

/* One letter at a time, so that each report comes as soon as its message.
 * False when nothing is left to do. */
static bool work_alone(struct shop *shop, size_t letters)
{
	struct worker worker = worker_new(shop->crew);
	bool more = true;

	for (size_t i = 0; i < letters && more; i++)
		more = batch_work(shop, &worker, 1);
	worker_close(&worker);
	return more;
}

/*
 * False and a fault at the first report that cannot be written: then `busy`
 * tells whether a worker still waits for its input, so that nothing it uses may
 * be closed and the process should end.
 */
static bool crew_run(struct crew *crew, bool *busy, struct fault *fault)
{
	struct shop *shop = shop_open(crew);
	/* Most runs are about one message: no thread is made for it. */
	bool more = work_alone(shop, crew->jobs > 1 ? 2 : SIZE_MAX);

	if (more)
		workers_start(shop);
	if (more && shop->started == 0)
		work_alone(shop, SIZE_MAX);
	*busy = !workers_wait(shop);
	bool written = !shop->stop;
	*fault = shop->fault;
	if (!*busy)
		shop_close(shop);
	return written;
}

void crew_fault(struct crew *crew, const struct fault *fault)
{
	fault_print(fault);
	if (crew->outcomes != NULL)
		outcomes_add_fault(crew->outcomes, NULL, fault);
	crew->exit_code =
	    exit_code_worse(crew->exit_code, fault_exit_status(fault->kind));
}

/* With --fix-format, what all letters ask for. */
static bool fixes_put(const struct crew *crew,
    const struct common_options *common, struct fault *fault)
{
	struct text out = text_new(REPORT_LIMIT);

	if (crew->fixes != NULL)
		fixes_write(crew->fixes, crew->suffixes, common, &out);
	bool done = output_write(crew->output, text_bytes(&out), fault);
	text_free(&out);
	return done;
}

/* Where a worker still waits for input after a failure, nothing can be closed
 * under it. */
static bool write_all(
    struct crew *crew, const struct common_options *common, struct fault *fault)
{
	bool busy = false;

	if (!crew_run(crew, &busy, fault)) {
		output_abandon(crew->output);
		if (busy) {
			crew_fault(crew, fault);
			_exit(crew->exit_code);
		}
		return false;
	}
	if (crew->reports > 0 && !fixes_put(crew, common, fault)) {
		output_abandon(crew->output);
		return false;
	}
	/* Nothing to say is no reason to replace an older report. */
	if (crew->reports > 0)
		return output_close(crew->output, fault);
	output_abandon(crew->output);
	return true;
}

bool crew_write(
    struct crew *crew, const struct common_options *common, struct fault *fault)
{
	struct output output;
	bool busy = false;

	if (crew->outcomes != NULL)
		return crew_run(crew, &busy, fault);
	crew->output = &output;
	return output_open(&output, common->output, fault) &&
	       write_all(crew, common, fault);
}

unsigned crew_processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > JOBS_MOST ? JOBS_MOST : (unsigned)n;
}
