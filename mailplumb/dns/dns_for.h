/*
 * dns_for - what `mailplumb dns --wait` waits for, as the command line tells it
 *
 *	--for _dmarc.example.com TXT "v=DMARC1; p=reject"
 *	--for '_dmarc.example.com TXT v=DMARC1; p=reject'
 *
 * DATA is what dig and zone files show: `10 mx.example.com`, a host, an
 * address; of TXT the text alone, or strings in quotation marks.  Names are
 * whole, with or without the final dot.
 */
#ifndef MAILPLUMB_DNS_DNS_FOR_H
#define MAILPLUMB_DNS_DNS_FOR_H

#include "common/base/fault.h"
#include "common/dns/served.h"

#define DNS_FOR_MOST 16

/*
 * Make one word of the two or three behind each "--for", for options_read():
 * the words that follow belong to it where the second is a type, and the third
 * where it is no option.  The new argc; argv keeps its NULL at the end.
 */
int dns_for_join(struct arena *arena, int argc, char **argv);

/* FAULT_USAGE: no name, no type, or data that a record of the type cannot
 * have. */
bool dns_for_read(struct arena *arena, struct bytes text,
    struct served_question *question, struct fault *fault);

#endif
