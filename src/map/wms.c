#include "map/wms.h"

#include "map/wms_operations.h"
#include "service/exception.h"
#include "service/ows.h"

static const struct operation {
	const char *name;
	wms_operation_fn *answer;
} operations[] = {
	{ "GetMap", wms_getmap },
	{ "GetCapabilities", wms_capabilities },
	{ "GetFeatureInfo", wms_getfeatureinfo },
	{ "GetLegendGraphic", wms_getlegendgraphic },
	{ "GetStyles", wms_getstyles },
	{ "DescribeLayer", wms_describelayer },
	{ "feature_info", wms_getfeatureinfo },
	{ "map", wms_getmap },                    /* as WMS 1.0 called it */
	{ "capabilities", wms_capabilities },
};

static const struct operation *operation_of(const struct exchange *x)
{
	const char *name = ows_get(x, "REQUEST");

	for (size_t i = 0; name != NULL && i < sizeof operations / sizeof *operations; i++)
		if (text_same(operations[i].name, name))
			return &operations[i];
	return NULL;
}

static bool claims(const struct exchange *x)
{
	static const char *const requests[] = { "GetMap", "GetFeatureInfo", "GetLegendGraphic", "GetStyles",
	                                        "DescribeLayer", "map", "capabilities", NULL };
	return ows_claims(x, "WMS", requests);
}

static bool serve(const struct exchange *x, struct out *out, struct err *err)
{
	const struct operation *operation = operation_of(x);

	if (operation != NULL)
		return operation->answer(x, out, err);
	if (ows_need(x, "REQUEST", err) == NULL)
		return false;
	return err_set(err, x->ctx, ERR_NOT_SUPPORTED, "REQUEST",
	               "REQUEST expects GetCapabilities, GetMap, GetFeatureInfo, GetLegendGraphic, "
	               "DescribeLayer or GetStyles",
	               "REQUEST attend GetCapabilities, GetMap, GetFeatureInfo, GetLegendGraphic, "
	               "DescribeLayer ou GetStyles");
}

static void refuse(const struct exchange *x, const struct err *err, struct out *out)
{
	const struct operation *operation = operation_of(x);

	if (operation != NULL && operation->answer == wms_getmap && wms_refuse_in_picture(x, err, out))
		return;
	exception_draw(x, wms_version(x) == WMS_111 ? DIALECT_WMS_111 : DIALECT_WMS_130, err, out);
}

static const char *operation_name(const struct exchange *x)
{
	const struct operation *operation = operation_of(x);
	return operation != NULL ? operation->name : NULL;
}

const struct service wms_service = {
	.name = "wms",
	.claims = claims,
	.serve = serve,
	.refuse = refuse,
	.operation = operation_name,
};
