/* replay - run a fuzz target on each file of the folders given */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define LARGEST (64L * 1024 * 1024)

static int replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return 0;
	fseek(file, 0, SEEK_END);
	long size = ftell(file);
	rewind(file);
	uint8_t *data =
	    size >= 0 && size < LARGEST ? malloc((size_t)size + 1) : NULL;
	int done =
	    data != NULL && fread(data, 1, (size_t)size, file) == (size_t)size;
	if (done)
		LLVMFuzzerTestOneInput(data, (size_t)size);
	free(data);
	fclose(file);
	return done;
}

static int replay_folder(const char *path)
{
	int count = 0;
	struct dirent *entry;
	DIR *dir = opendir(path);

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char file[4096];
		if (entry->d_name[0] == '.')
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		count += replay_file(file);
	}
	if (dir != NULL)
		closedir(dir);
	return count;
}

int main(int argc, char **argv)
{
	int count = 0;

	for (int i = 1; i < argc; i++)
		count += replay_folder(argv[i]);
	printf("%s: %d passed, 0 failed, 0 skipped\n", argv[0], count);
	return count == 0;
}
