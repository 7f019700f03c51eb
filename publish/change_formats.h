/* change_formats - the writers of change_write.h, a file each */
#ifndef PUBLISH_CHANGE_FORMATS_H
#define PUBLISH_CHANGE_FORMATS_H

#include "publish/change_write.h"

void write_zone(
    const struct change *changes, struct bytes zone, struct text *out);
void write_route53(
    const struct change *changes, struct bytes zone, struct text *out);
void write_terraform(
    const struct change *changes, struct bytes zone, struct text *out);
void write_table(
    const struct change *changes, struct bytes zone, struct text *out);

#endif
