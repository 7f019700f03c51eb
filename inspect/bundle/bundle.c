#include "inspect/bundle/bundle.h"

#include "common/base/crypto.h"
#include "common/base/json.h"
#include "inspect/bundle/tar.h"

#define SCHEMA	 "mailplumb.bundle/1"
#define MANIFEST "manifest.json"

#define MANIFEST_MOST ((size_t)64 * 1024)

static const struct {
	const char *name;
	bool needed;
	const char *what;
} rows[BUNDLE_COUNT] = {
#define X(id, name, needed, what) [BUNDLE_##id] = { name, needed, what },
	BUNDLE_FILES(X)
#undef X
};

static struct bytes digest_of(struct arena *arena, struct bytes content)
{
	unsigned char digest[SHA256_SIZE];

	sha256(content, digest);
	return hex_write(arena, (struct bytes){ (char *)digest, SHA256_SIZE });
}

/* ---- writing ------------------------------------------------------------- */

static struct json *file_json(
    struct arena *arena, const struct bundle *bundle, size_t i)
{
	struct json *o = json_object_new();

	json_put(o, "name", json_word(rows[i].name));
	json_put(o, "what", json_word(rows[i].what));
	json_put(o, "size", json_count((int64_t)bundle->files[i].len));
	json_put(o, "sha256", json_text(digest_of(arena, bundle->files[i])));
	return o;
}

static struct bytes manifest(struct arena *arena, const struct bundle *bundle)
{
	struct json *o = json_object_new(), *list = json_array_new();
	struct text text = text_new(MANIFEST_MOST);

	json_put(o, "schema", json_word(SCHEMA));
	json_put(o, "version", json_word(MAILPLUMB_VERSION));
	json_put(o, "redacted", json_truth(bundle->redacted));
	json_put(o, "stored", json_truth(bundle->stored));
	for (size_t i = 0; i < BUNDLE_COUNT; i++)
		if (bytes_present(bundle->files[i]))
			json_append(list, file_json(arena, bundle, i));
	json_put(o, "files", list);
	json_print(o, JSON_INDENTED, &text);
	text_char(&text, '\n');
	json_free(o);
	struct bytes written = arena_copy(arena, text_bytes(&text));
	text_free(&text);
	return written;
}

bool bundle_write(const struct bundle *bundle, int64_t time, struct text *out,
    struct fault *fault)
{
	struct arena *arena = arena_open();
	struct tar_file files[BUNDLE_COUNT + 1] = { { BYTES(MANIFEST),
	    manifest(arena, bundle) } };
	size_t count = 1;

	for (size_t i = 0; i < BUNDLE_COUNT; i++)
		if (bytes_present(bundle->files[i]))
			files[count++] =
			    (struct tar_file){ bytes_of(rows[i].name),
				    bundle->files[i] };
	bool done = tar_write(files, count, time, out, fault);
	arena_close(arena);
	return done;
}

/* ---- reading ------------------------------------------------------------- */

static const struct tar_file *file_named(
    const struct tar_file *files, size_t count, struct bytes name)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_eq(files[i].name, name))
			return &files[i];
	return NULL;
}

static bool names_differ(
    const struct tar_file *files, size_t count, struct fault *fault)
{
	for (size_t i = 0; i < count; i++)
		if (file_named(files, i, files[i].name) != NULL)
			return fault_set(fault, FAULT_INPUT,
			    "no bundle: it holds %.*s twice",
			    FMT(files[i].name));
	return true;
}

/* The row of the manifest for this file; NULL: none. */
static const struct json *row_named(const struct json *list, const char *name)
{
	for (size_t i = 0; i < json_size(list); i++) {
		const struct json *row = json_at(list, i);
		if (bytes_is(json_bytes(json_get(row, "name")), name))
			return row;
	}
	return NULL;
}

static bool file_take(struct arena *arena, struct bundle *bundle, size_t i,
    const struct json *list, const struct tar_file *file, struct fault *fault)
{
	const struct json *row = row_named(list, rows[i].name);

	if (file == NULL && row == NULL)
		return !rows[i].needed ||
		       fault_set(fault, FAULT_INPUT, "no bundle: it lacks %s",
			   rows[i].name);
	if (file == NULL || row == NULL)
		return fault_set(fault, FAULT_INPUT,
		    "a damaged bundle: %s is %s", rows[i].name,
		    file == NULL ? "gone" : "not in its manifest");
	if (!bytes_eq(json_bytes(json_get(row, "sha256")),
		digest_of(arena, file->content)))
		return fault_set(fault, FAULT_INPUT,
		    "a damaged bundle: %s is not what its manifest says",
		    rows[i].name);
	bundle->files[i] = file->content;
	return true;
}

static bool manifest_read(struct arena *arena, struct bundle *bundle,
    const struct tar_file *files, size_t count, struct json *manifest,
    struct fault *fault)
{
	if (!bytes_is(json_bytes(json_get(manifest, "schema")), SCHEMA))
		return fault_set(fault, FAULT_INPUT,
		    "no bundle: the schema of its manifest is not " SCHEMA);
	bundle->redacted = json_says_true(json_get(manifest, "redacted"));
	bundle->stored = json_says_true(json_get(manifest, "stored"));
	for (size_t i = 0; i < BUNDLE_COUNT; i++)
		if (!file_take(arena, bundle, i, json_get(manifest, "files"),
			file_named(files, count, bytes_of(rows[i].name)),
			fault))
			return false;
	return true;
}

bool bundle_read(struct arena *arena, struct bytes tar, struct bundle *bundle,
    struct fault *fault)
{
	struct tar_file files[TAR_ENTRIES];
	const struct tar_file *file;
	size_t count;

	*bundle = (struct bundle){ .redacted = false };
	if (!tar_read(arena, tar, files, &count, fault) ||
	    !names_differ(files, count, fault))
		return false;
	file = file_named(files, count, BYTES(MANIFEST));
	if (file == NULL || file->content.len > MANIFEST_MOST)
		return fault_set(fault, FAULT_INPUT,
		    "no bundle: it has no " MANIFEST " that can be read");
	struct json *root = json_read(file->content, fault);
	bool done = root != NULL &&
		    manifest_read(arena, bundle, files, count, root, fault);
	if (root == NULL)
		fault_at(fault, MANIFEST);
	json_free(root);
	return done;
}
