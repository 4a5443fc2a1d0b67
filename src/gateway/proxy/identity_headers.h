// Builds the headers of a proxied request: first the client's headers that may pass, then the gateway's own. Pure.
// Source: attacks HTTP-02 and HTTP-03.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/call/caller.h"
#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

// Whether only the gateway may send this header, because it tells the upstream who the caller is or where the request
// came from. Names that an application may confuse count as equal (http/field_name.h), so "X.Auth_Request-Roles" is
// ours, too.
bool is_ours_to_say(std::string_view name);

// Whether the client's Authorization header is passed on.
enum class ClientAuthorization { keep, drop };

// What the application learns about the caller.
struct UpstreamIdentity {
  const Caller* caller = nullptr;        // null: an anonymous request
  std::optional<std::string> own_token;  // sent as a bearer token in place of the identity headers
  ClientAuthorization authorization = ClientAuthorization::keep;
  HeaderText text = HeaderText::utf8;
};

// Returns complete lines "Name: value\r\n". The client's hop-by-hop headers, framing, Host and Expect, our cookies, and
// all headers that only the gateway may send are removed. Then the gateway's own headers are added.
std::string upstream_headers(const Call& call, const UpstreamIdentity& identity, const Route& route);

}  // namespace sallyport::gateway
