/*
 * SARIF 2.1.0 (OASIS, 27 March 2020), for code scanning and editors: a result
 * for each finding, its rule from the catalogue, the place a line of the
 * message where there is one.
 */
#include "inspect/report/formats/format.h"

#include "common/base/clock.h"
#include "inspect/model/catalogue.h"
#include "inspect/report/explanation.h"

#define SCHEMA                                                                \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/" \
	"sarif-schema-2.1.0.json"

static const char *level(enum severity severity)
{
	static const char *const levels[] = {
		[SEVERITY_NOTE] = "note",
		[SEVERITY_RISK] = "warning",
		[SEVERITY_BROKEN] = "error",
	};

	return levels[severity];
}

static struct json *words(struct json *text)
{
	struct json *o = json_object_new();

	json_put(o, "text", text);
	return o;
}

/* ---- rules ----------------------------------------------------------------
 */

/* Those of the catalogue that stand, in its order; their places are the
 * indices of the results. */
struct rules {
	const struct catalogue_row **rows;
	size_t count;
};

static bool stands(const struct outcomes *run, const struct catalogue_row *row)
{
	for (const struct outcome *o = run->first; o != NULL; o = o->next)
		for (const struct outcome_finding *f = o->findings; f;
		     f = f->next)
			if (f->row == row)
				return true;
	return false;
}

static struct rules rules_of(const struct outcomes *run)
{
	const struct catalogue_row *row;
	struct rules rules = { .count = 0 };
	size_t all = 0;

	while (catalogue_at(all) != NULL)
		all++;
	rules.rows =
	    arena_new_array(run->arena, const struct catalogue_row *, all + 1);
	for (size_t i = 0; (row = catalogue_at(i)) != NULL; i++)
		if (stands(run, row))
			rules.rows[rules.count++] = row;
	return rules;
}

static int64_t rule_index(
    const struct rules *rules, const struct catalogue_row *row)
{
	size_t i = 0;

	while (rules->rows[i] != row)
		i++;
	return (int64_t)i;
}

static struct json *rule_json(const struct catalogue_row *row)
{
	const struct explanation *e = explanation_of(row->id);
	struct json *o = json_object_new(), *level_of = json_object_new();
	struct json *properties = json_object_new(), *tags = json_array_new();

	json_put(o, "id", json_word(row->id));
	json_put(o, "shortDescription", words(json_word(row->title)));
	json_put(o, "fullDescription",
	    words(json_word(e != NULL ? e->cause : row->title)));
	json_put(level_of, "level", json_word(level(row->severity)));
	json_put(o, "defaultConfiguration", level_of);
	json_put(o, "help",
	    words(json_word(row->fix != NULL ? row->fix : "Nothing to do.")));
	json_append(tags, json_word(row->subject));
	json_put(properties, "tags", tags);
	if (row->basis != NULL)
		json_put(properties, "source", json_word(row->basis));
	json_put(o, "properties", properties);
	return o;
}

static struct json *driver_json(const struct rules *rules)
{
	struct json *o = json_object_new(), *list = json_array_new();

	json_put(o, "name", json_word("mailplumb"));
	json_put(o, "version", json_word(MAILPLUMB_VERSION));
	json_put(o, "semanticVersion", json_word(MAILPLUMB_VERSION));
	for (size_t i = 0; i < rules->count; i++)
		json_append(list, rule_json(rules->rows[i]));
	json_put(o, "rules", list);
	return o;
}

/* ---- results --------------------------------------------------------------
 */

/* RFC 3986 2: all but unreserved characters and the slash; a relative
 * reference must not begin with what looks like a scheme. */
static struct json *uri_json(struct bytes path)
{
	struct text uri = text_new(REPORT_LIMIT);

	if (bytes_starts(path, BYTES("/")))
		text_add(&uri, BYTES("file://"));
	for (size_t i = 0; i < path.len; i++) {
		char c = path.ptr[i];
		bool plain = is_alpha(c) || is_digit(c) || c == '/' ||
			     c == '-' || c == '.' || c == '_' || c == '~';
		if (plain)
			text_char(&uri, c);
		else
			text_printf(&uri, "%%%02X", (unsigned char)c);
	}
	struct json *value = json_text(text_bytes(&uri));
	text_free(&uri);
	return value;
}

static struct json *physical_json(const struct outcome *o, size_t line)
{
	struct json *place = json_object_new(), *file = json_object_new();

	json_put(file, "uri", uri_json(o->name.path));
	json_put(place, "artifactLocation", file);
	if (o->name.number == 0) { /* else it is not a line of the file */
		struct json *region = json_object_new();
		json_put(region, "startLine",
		    json_count((int64_t)(line > 0 ? line : 1)));
		json_put(place, "region", region);
	}
	return place;
}

static struct json *logical_json(const struct outcome *o)
{
	struct json *list = json_array_new(), *place = json_object_new();
	struct text title = text_new(REPORT_LIMIT);

	outcome_title(o, &title);
	json_put(place, "fullyQualifiedName", json_text(text_bytes(&title)));
	text_free(&title);
	json_append(list, place);
	return list;
}

static struct json *locations_json(const struct outcome *o, size_t line)
{
	struct json *list = json_array_new(), *place = json_object_new();

	if (bytes_present(o->name.path))
		json_put(place, "physicalLocation", physical_json(o, line));
	json_put(place, "logicalLocations", logical_json(o));
	json_append(list, place);
	return list;
}

static struct json *result_json(const struct rules *rules,
    const struct outcome *o, const struct outcome_finding *f)
{
	struct json *result = json_object_new();
	struct json *properties = json_object_new();

	json_put(result, "ruleId", json_word(f->row->id));
	json_put(result, "ruleIndex", json_count(rule_index(rules, f->row)));
	json_put(result, "level", json_word(level(f->severity)));
	json_put(result, "message", words(json_text(f->message)));
	json_put(result, "locations", locations_json(o, f->line));
	json_put(properties, "severity", json_word(severity_word(f->severity)));
	if (f->cause != NULL)
		json_put(properties, "cause", json_word(f->cause->id));
	if (bytes_present(f->fix))
		json_put(properties, "fix", json_text(f->fix));
	json_put(result, "properties", properties);
	return result;
}

static struct json *results_json(
    const struct outcomes *run, const struct rules *rules)
{
	struct json *list = json_array_new();

	for (const struct outcome *o = run->first; o != NULL; o = o->next)
		for (const struct outcome_finding *f = o->findings; f;
		     f = f->next)
			json_append(list, result_json(rules, o, f));
	return list;
}

/* ---- the run --------------------------------------------------------------
 */

/* What could not be done, and what nobody can decide. */
static struct json *notifications_json(const struct outcomes *run)
{
	struct json *list = json_array_new();

	for (const struct outcome *o = run->first; o != NULL; o = o->next) {
		struct json *notification;
		if (outcome_state(o) != STATE_UNKNOWN)
			continue;
		notification = json_object_new();
		json_put(notification, "level", json_word("error"));
		json_put(notification, "message", words(json_text(o->reason)));
		if (o->name.kind != OUTCOME_RUN)
			json_put(
			    notification, "locations", locations_json(o, 0));
		json_append(list, notification);
	}
	return list;
}

static struct json *invocations_json(const struct outcomes *run)
{
	struct json *list = json_array_new(), *o = json_object_new();

	json_put(o, "executionSuccessful",
	    json_truth(run->count > 0 && outcomes_faults(run) == 0));
	json_put(o, "exitCode", json_count(run->exit_code));
	json_put(o, "endTimeUtc", json_time(run->ended));
	json_put(o, "toolExecutionNotifications", notifications_json(run));
	json_append(list, o);
	return list;
}

void format_sarif(const struct outcomes *run, struct text *out)
{
	struct rules rules = rules_of(run);
	struct json *log = json_object_new(), *runs = json_array_new();
	struct json *own = json_object_new(), *tool = json_object_new();

	json_put(log, "$schema", json_word(SCHEMA));
	json_put(log, "version", json_word("2.1.0"));
	json_put(tool, "driver", driver_json(&rules));
	json_put(own, "tool", tool);
	json_put(own, "columnKind", json_word("unicodeCodePoints"));
	json_put(own, "invocations", invocations_json(run));
	json_put(own, "results", results_json(run, &rules));
	json_append(runs, own);
	json_put(log, "runs", runs);
	json_print(log, JSON_INDENTED, out);
	text_char(out, '\n');
	json_free(log);
}
