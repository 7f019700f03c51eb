/*
 * library - a shared library that is loaded when it is needed
 *
 *	static const struct library_function functions[] = {
 *		{ "curl_easy_init", offsetof(struct curl, easy_init) }, ...
 *	};
 *	static const struct library curl = { "libcurl.so.4", "libcurl4",
 *		"sending needs libcurl", functions, COUNT };
 *	library_load(&curl, &into, &fault);
 *
 * It stays until the process ends.
 */
#ifndef COMMON_BASE_LIBRARY_H
#define COMMON_BASE_LIBRARY_H

#include "common/base/fault.h"
#include <stddef.h>

struct library_function {
	const char *name;
	size_t offset; /* of its pointer in the structure that is filled */
};

struct library {
	const char *file;    /* as the dynamic linker finds it */
	const char *package; /* of Debian, for faults */
	const char *need;    /* "sending needs libcurl" */
	const struct library_function *functions;
	size_t count;
};

/* FAULT_OURS: it is not installed, or lacks a function. */
bool library_load(
    const struct library *library, void *into, struct fault *fault);

#endif
