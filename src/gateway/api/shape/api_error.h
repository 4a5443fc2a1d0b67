// How the API answers an error: {"code":409,"message":"…"}. Source: OpenMetadata, CatalogGenericExceptionMapper.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

// The status of an error whose reason has none of its own: 400 for what is malformed or rejected, 401, 403, 409 for a
// conflict, 503 for what is unavailable, 500.
int status_of_kind(Kind kind);

// 400 for what is malformed or rejected, 409 for a conflict; some reasons have a status of their own: 404, 412, 415.
// The message is the error's detail, so callers of this function must write it for the client. Every other kind of
// error is answered by refusal_answer() (gateway/call/endpoint.h).
http::Answer api_error_answer(const Call& call, const Error& error);

// rejected/"entity_unknown", which becomes 404 with OpenMetadata's message: "team instance for X not found".
Failure not_found(std::string_view type, std::string_view id_or_name);

}  // namespace sallyport::gateway
