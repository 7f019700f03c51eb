#include "common/base/pool.h"

#include <stdint.h>
#include <stdlib.h>

#define STEP   16
#define SIZES  33   /* pieces of up to 512 octets are kept */
#define KEPT   2048 /* of each size: a report takes fewer */
#define LARGER 0    /* not kept */

/* What stands before a piece, and keeps it as aligned as malloc() does. */
union head {
	struct {
		union head *next; /* while it lies here */
		size_t steps;	  /* its size; or LARGER */
	} of;
	max_align_t align;
};

struct shelf {
	union head *first;
	size_t count;
};

static _Thread_local struct shelf shelves[SIZES];

void *pool_take(size_t size)
{
	if (size > SIZE_MAX - sizeof(union head) - STEP)
		return NULL;
	size_t steps = size == 0 ? 1 : (size + STEP - 1) / STEP;
	struct shelf *shelf = &shelves[steps < SIZES ? steps : LARGER];
	union head *head = shelf->first;

	if (head != NULL) {
		shelf->first = head->of.next;
		shelf->count--;
		return head + 1;
	}
	head = malloc(sizeof(*head) + steps * STEP);
	if (head == NULL)
		return NULL;
	head->of.steps = steps < SIZES ? steps : LARGER;
	return head + 1;
}

void pool_give(void *piece)
{
	if (piece == NULL)
		return;
	union head *head = (union head *)piece - 1;
	struct shelf *shelf = &shelves[head->of.steps];
	if (head->of.steps == LARGER || shelf->count == KEPT) {
		free(head);
		return;
	}
	head->of.next = shelf->first;
	shelf->first = head;
	shelf->count++;
}

void pool_clear(void)
{
	for (size_t i = 0; i < SIZES; i++) {
		while (shelves[i].first != NULL) {
			union head *head = shelves[i].first;
			shelves[i].first = head->of.next;
			free(head);
		}
		shelves[i].count = 0;
	}
}
