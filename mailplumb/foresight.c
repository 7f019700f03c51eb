#include "mailplumb/foresight.h"

#include "inspect/judge/judge.h"
#include "inspect/verify/published.h"

void foresight_run(struct inspection *in)
{
	published_check(in);
	judge(in);
}
