/* Pieces of memory that a thread takes, gives back and takes again. */
#include "common/base/pool.h"
#include "tests/test.h"
#include <pthread.h>
#include <string.h>

static void try_sizes(void)
{
	static const size_t sizes[] = { 0, 1, 16, 17, 511, 512, 513, 100000 };

	for (size_t i = 0; i < ROWS(sizes); i++) {
		test_row("a piece of any size can be written whole");
		char *piece = pool_take(sizes[i]);
		check_true("there is one", piece != NULL);
		memset(piece, 'x', sizes[i]);
		pool_give(piece);
	}
}

static void try_again(void)
{
	test_row("a small piece that was given back is taken again");
	void *piece = pool_take(40);
	pool_give(piece);
	void *again = pool_take(33);
	check_true("it is the same", again == piece);
	test_row("... and by a smaller size of another step it is not");
	pool_give(again);
	void *smaller = pool_take(32);
	check_true("it is another", smaller != piece);
	pool_give(smaller);

	test_row("what is too large to exist is refused");
	check_true("nothing", pool_take(SIZE_MAX) == NULL);
	test_row("nothing can be given back");
	pool_give(NULL);
}

static void *give(void *piece)
{
	pool_give(piece);
	pool_clear();
	return NULL;
}

static void try_threads(void)
{
	pthread_t thread;

	test_row("another thread may give a piece back");
	void *piece = pool_take(64);
	check_number("started", pthread_create(&thread, NULL, give, piece), 0);
	pthread_join(thread, NULL);
	void *other = pool_take(64);
	check_true("there is one", other != NULL);
	pool_give(other);
}

/* More than a thread keeps; the rest is freed at once, or leaks. */
static void try_many(void)
{
	static void *pieces[5000];

	test_row("more than is kept");
	for (size_t i = 0; i < ROWS(pieces); i++)
		pieces[i] = pool_take(64);
	for (size_t i = 0; i < ROWS(pieces); i++)
		pool_give(pieces[i]);
	pool_clear();
	pool_clear();
}

int main(void)
{
	try_sizes();
	try_again();
	try_threads();
	try_many();
	pool_clear();
	return test_end("test_pool");
}
