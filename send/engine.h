/*
 * engine - many transfers at once, on one thread
 *
 * libcurl tells which descriptors it waits for and until when; we poll() those
 * alone, so that the cost of a message does not grow with the connections.
 */
#ifndef SEND_ENGINE_H
#define SEND_ENGINE_H

#include "send/submit.h"

/* As submit_many(), for a server that server_check() passed. */
bool engine_run(struct arena *arena, const struct server *server,
    const struct submit_options *options, const struct submit_queue *queue,
    struct fault *fault);

#endif
