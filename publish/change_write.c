#include "publish/change_write.h"

#include "publish/change_formats.h"

static const struct {
	const char *word, *comment;
	void (*write)(
	    const struct change *changes, struct bytes zone, struct text *out);
} formats[] = {
	[CHANGE_ZONE] = { "zone", "; ", write_zone },
	[CHANGE_ROUTE53] = { "route53", NULL, write_route53 },
	[CHANGE_TERRAFORM] = { "terraform", "# ", write_terraform },
	[CHANGE_TABLE] = { "table", "", write_table },
};

bool change_format_read(struct bytes word, enum change_format *format)
{
	size_t count = sizeof(formats) / sizeof(formats[0]);
	size_t i = 0;

	while (i < count && !bytes_is(word, formats[i].word))
		i++;
	if (i < count)
		*format = (enum change_format)i;
	return i < count;
}

const char *change_comment(enum change_format format)
{
	return formats[format].comment;
}

void changes_write(const struct change *changes, enum change_format format,
    struct bytes zone, struct text *out)
{
	if (changes != NULL)
		formats[format].write(changes, zone, out);
}

void comment_write(
    struct text *out, enum change_format format, struct bytes text)
{
	struct bytes line;

	while (bytes_line(&text, &line)) {
		if (line.len > 0)
			text_add(out, bytes_of(change_comment(format)));
		text_shown(out, line);
		text_char(out, '\n');
	}
}
