/* An address list that reads without a mistake reads the same when written. */
#include "tests/fuzz/fuzz.h"

#include "common/base/text.h"
#include "common/mail/address.h"

static void quoted_write(struct text *out, struct bytes b)
{
	text_char(out, '"');
	for (size_t i = 0; i < b.len; i++) {
		text_char(out, '\\');
		text_char(out, b.ptr[i]);
	}
	text_char(out, '"');
}

static void list_write(struct text *out, const struct address_list *list)
{
	for (struct address *a = list->first; a != NULL; a = a->next) {
		if (bytes_present(a->display))
			quoted_write(out, a->display);
		text_char(out, '<');
		quoted_write(out, a->local);
		text_char(out, '@');
		text_add(out, a->domain);
		text_add(out, BYTES(">,"));
	}
}

static void list_same(
    const struct address_list *first, const struct address_list *second)
{
	struct address *a = first->first, *b = second->first;

	must(second->mistake == NULL);
	for (; a != NULL && b != NULL; a = a->next, b = b->next) {
		must(bytes_present(a->display) == bytes_present(b->display));
		must(bytes_eq(a->display, b->display));
		must(bytes_eq(a->local, b->local));
		must(bytes_eq(a->domain, b->domain));
	}
	must(a == NULL && b == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_open();
	struct text again = text_new(16 * size + 1024);
	struct address_list first, second;

	address_list_read(
	    &first, arena, (struct bytes){ (const char *)data, size });
	must(first.mistake_at <= size);
	must((first.count == 0) == (first.first == NULL));
	if (first.mistake == NULL && first.count > 0) {
		list_write(&again, &first);
		address_list_read(&second, arena, text_bytes(&again));
		list_same(&first, &second);
	}
	text_free(&again);
	arena_close(arena);
	return 0;
}
