/* catalogue_parts - the tables of the catalogue, no id at the end of each */
#ifndef INSPECT_MODEL_CATALOGUE_PARTS_H
#define INSPECT_MODEL_CATALOGUE_PARTS_H

#include "inspect/model/catalogue.h"

#define BROKEN SEVERITY_BROKEN
#define RISK   SEVERITY_RISK
#define NOTE   SEVERITY_NOTE

extern const struct catalogue_row catalogue_way[], catalogue_dkim[],
    catalogue_spf[], catalogue_dmarc[], catalogue_message[], catalogue_ses[];

#endif
