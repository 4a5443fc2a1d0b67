// Checks whether the provider accepts the gateway's client id and credential.
#pragma once

#include "app/config/section/loaded_config.h"
#include "base/clock.h"
#include "base/random.h"
#include "http/client.h"
#include "oidc/rp/metadata.h"

namespace sallyport::app::config {

// Presents the credential at the token endpoint in a request that grants nothing. At Entra ID it requests a token for
// the gateway's own application (client credentials). Elsewhere it sends an invalid code, because a server
// authenticates the client before it looks at the code (RFC 6749 5.2).
// If the provider refuses the client, it adds a finding with the key of the credential to `report`. If the answer
// leaves this open, it adds a notice. For a public client, which has no credential, it does nothing.
void check_client(const LoadedConfig& config, const oidc::rp::ProviderMetadata& metadata, http::HttpClient& client,
                  UnixTime now, Random& random, Report& report);

}  // namespace sallyport::app::config
