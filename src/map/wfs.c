#include "map/wfs.h"

#include "map/wfs_write.h"
#include "service/exception.h"
#include "service/ows.h"

static const char *const requests[] = {
	"DescribeFeatureType", "GetFeature", "GetPropertyValue", "GetFeatureWithLock", "LockFeature",
	"Transaction", "GetGmlObject", "ListStoredQueries", "DescribeStoredQueries",
	"CreateStoredQuery", "DropStoredQuery", NULL
};

static bool claims(const struct exchange *x)
{
	return ows_claims(x, "WFS", requests);
}

static bool serve(const struct exchange *x, struct out *out, struct err *err)
{
	static bool (*const answer[WFS_OPERATIONS])(const struct wfs_request *r, const struct exchange *x,
	                                            struct out *out, struct err *err) = {
		[WFS_GET_CAPABILITIES] = wfs_get_capabilities,
		[WFS_DESCRIBE_FEATURE_TYPE] = wfs_describe_feature_type,
		[WFS_GET_FEATURE] = wfs_get_feature,
		[WFS_GET_PROPERTY_VALUE] = wfs_get_property_value,
		[WFS_LIST_STORED_QUERIES] = wfs_list_stored_queries,
		[WFS_DESCRIBE_STORED_QUERIES] = wfs_describe_stored_queries,
	};
	struct wfs_request request;

	return wfs_request_read(&request, x, err) && answer[request.operation](&request, x, out, err);
}

static void refuse(const struct exchange *x, const struct err *err, struct out *out)
{
	static const enum dialect dialects[WFS_VERSIONS] = {
		DIALECT_WFS_100, DIALECT_OWS_100, DIALECT_OWS_110
	};
	exception_draw(x, dialects[wfs_request_version(x)], err, out);
}

const struct service wfs_service = {
	.name = "wfs",
	.claims = claims,
	.serve = serve,
	.refuse = refuse,
	.operation = wfs_request_operation,
};
