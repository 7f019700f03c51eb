/* A date is read, written and read again. */
#include "tests/fuzz/fuzz.h"

#include "common/mail/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int64_t time = date_read((struct bytes){ (const char *)data, size });
	char text[DATE_TEXT_SIZE];

	if (time != TIME_UNKNOWN) {
		date_write(time, text);
		must(date_read(bytes_of(text)) == time);
	}
	return 0;
}
