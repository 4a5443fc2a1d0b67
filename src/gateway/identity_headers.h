// The headers that a proxied request takes along: what the client may say, then what we say. Source: attacks HTTP-02,
// 03.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/caller.h"
#include "gateway/endpoint.h"

namespace sallyport::gateway {

// A header that tells an upstream who somebody is or where a request came from: only we say so. In any case, and with
// '_' for '-', since CGI and WSGI cannot tell them apart.
bool is_ours_to_say(std::string_view name);

enum class ClientAuthorization { keep, drop };

struct UpstreamIdentity {
  const Caller* caller = nullptr;        // null: nobody
  std::optional<std::string> own_token;  // sent as bearer instead of headers
  ClientAuthorization authorization = ClientAuthorization::keep;
};

// Complete lines. Hop-by-hop headers, framing, Host, our cookies and all spoofed identity go first; ours come after.
std::string upstream_headers(const Call& call, const UpstreamIdentity& identity);

}  // namespace sallyport::gateway
