// OpenMetadata's security API in its shapes. Source: openmetadata.md 2.1, 2.2.
#pragma once

#include "gateway/endpoint.h"

namespace sallyport::gateway {

http::Outcome system_version(const Call& call);
http::Outcome config_auth(const Call& call);
http::Outcome config_authorizer(const Call& call);
http::Outcome config_jwks(const Call& call);

// Who the caller is; 401 for nobody.
http::Outcome logged_in_user(const Call& call);

// GET /api/v1/auth/refresh: a short-lived token of ours for the browser's own code. The provider's tokens never get
// there (attack RP-21). Without a session: 401, and a dead cookie is cleared.
http::Outcome refresh(const Call& call);

}  // namespace sallyport::gateway
