/*
 * Everything, for users of the library.
 */
#ifndef JH_JH_H
#define JH_JH_H

#include "junheng/access.h"
#include "junheng/choice.h"
#include "junheng/findings.h"
#include "junheng/flow.h"
#include "junheng/geo.h"
#include "junheng/io.h"
#include "junheng/model.h"
#include "junheng/pair.h"
#include "junheng/place.h"
#include "junheng/plan.h"
#include "junheng/run.h"
#include "junheng/sample.h"
#include "junheng/site.h"
#include "junheng/status.h"
#include "junheng/store.h"
#include "junheng/travel.h"
#include "junheng/zone.h"

#endif
