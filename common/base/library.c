#include "common/base/library.h"

#include <dlfcn.h>
#include <string.h>

bool library_load(
    const struct library *library, void *into, struct fault *fault)
{
	void *handle = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);

	if (handle == NULL)
		return fault_set(fault, FAULT_OURS,
		    "%s: %s: install package %s", dlerror(), library->need,
		    library->package);
	for (size_t i = 0; i < library->count; i++) {
		const struct library_function *f = &library->functions[i];
		void *function = dlsym(handle, f->name);
		if (function == NULL)
			return fault_set(fault, FAULT_OURS,
			    "%s has no %s: install package %s", library->file,
			    f->name, library->package);
		/* POSIX: a pointer from dlsym() may be used as a function's. */
		memcpy((char *)into + f->offset, &function, sizeof(function));
	}
	return true;
}
