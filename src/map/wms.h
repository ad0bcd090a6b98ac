/* Web Map Service 1.1.1 and 1.3.0. The requests are read, checked and answered here; the
   engine draws and looks things up. A theme's name, and the name of the whole, stand for
   all their layers; where a layer has that name too, the name means the layer. */
#ifndef JT_MAP_WMS_H
#define JT_MAP_WMS_H

#include "service/service.h"

extern const struct service wms_service;

#endif
