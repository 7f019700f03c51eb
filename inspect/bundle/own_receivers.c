#include "inspect/bundle/own_receivers.h"

#include "inspect/model/receivers.h"

#define ROWS_MOST 1000
#define TEXT_MOST 1000 /* octets of a name */

static struct json *list_json(const char *const *list)
{
	struct json *array = json_array_new();

	for (; *list != NULL; list++)
		json_append(array, json_word(*list));
	return array;
}

static struct json *habits_json(unsigned habits)
{
	struct json *array = json_array_new();

	for (const struct name *n = receiver_habits; n->word != NULL; n++)
		if ((habits & (unsigned)n->code) != 0)
			json_append(array, json_word(n->word));
	return array;
}

struct json *own_receivers_json(const struct receiver *own)
{
	struct json *array = json_array_new();

	for (; own != NULL && own->name != NULL; own++) {
		struct json *o = json_object_new();
		json_put(o, "name", json_word(own->name));
		json_put(o, "title", json_word(own->title));
		json_put(o, "domains", list_json(own->domains));
		json_put(o, "borders", list_json(own->borders));
		json_put(o, "authserv_ids", list_json(own->ids));
		json_put(o, "habits", habits_json(own->habits));
		json_append(array, o);
	}
	return array;
}

static bool text_read(
    struct arena *arena, const struct json *value, const char **text)
{
	struct bytes read = json_bytes(value);

	if (read.len == 0 || read.len > TEXT_MOST ||
	    memchr(read.ptr, '\0', read.len) != NULL)
		return false;
	*text = arena_cstr(arena, read);
	return true;
}

static bool list_read(
    struct arena *arena, const struct json *array, const char *const **list)
{
	size_t n = json_size(array);

	if (!json_is_list(array) || n > ROWS_MOST)
		return false;
	const char **items = arena_new_array(arena, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		if (!text_read(arena, json_at(array, i), &items[i]))
			return false;
	*list = items;
	return true;
}

static bool habits_read(const struct json *array, unsigned *habits)
{
	for (size_t i = 0; i < json_size(array); i++) {
		int code =
		    name_code(receiver_habits, json_bytes(json_at(array, i)));
		if (code == 0)
			return false;
		*habits |= (unsigned)code;
	}
	return json_is_list(array);
}

static bool row_read(
    struct arena *arena, const struct json *o, struct receiver *row)
{
	return text_read(arena, json_get(o, "name"), &row->name) &&
	       text_read(arena, json_get(o, "title"), &row->title) &&
	       list_read(arena, json_get(o, "domains"), &row->domains) &&
	       list_read(arena, json_get(o, "borders"), &row->borders) &&
	       list_read(arena, json_get(o, "authserv_ids"), &row->ids) &&
	       habits_read(json_get(o, "habits"), &row->habits);
}

bool own_receivers_read(
    struct arena *arena, const struct json *list, const struct receiver **own)
{
	size_t n = json_size(list);

	*own = NULL;
	if (list == NULL)
		return true;
	if (!json_is_list(list) || n > ROWS_MOST)
		return false;
	struct receiver *rows = arena_new_array(arena, struct receiver, n + 1);
	for (size_t i = 0; i < n; i++)
		if (!row_read(arena, json_at(list, i), &rows[i]))
			return false;
	*own = n > 0 ? rows : NULL;
	return true;
}
