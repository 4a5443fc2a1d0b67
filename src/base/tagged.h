// Each kind of identifier is a type of its own, so the compiler refuses a client id where a tenant id is needed. To add
// a kind: using ClientId = Tagged<struct ClientIdTag>;
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace sallyport {

template <class Tag>
struct Tagged {
  std::string value;

  Tagged() = default;
  explicit Tagged(std::string text) : value(std::move(text)) {}

  bool empty() const { return value.empty(); }
  auto operator<=>(const Tagged&) const = default;
};

using ClientId = Tagged<struct ClientIdTag>;
using TenantId = Tagged<struct TenantIdTag>;    // a GUID in lower case
using Issuer = Tagged<struct IssuerTag>;        // a URL, compared byte for byte
using Subject = Tagged<struct SubjectTag>;      // `oid`, or `sub` if there is no `oid`
using SessionId = Tagged<struct SessionIdTag>;  // what the cookie holds; stores keep only its SHA-256
using PersonId = Tagged<struct PersonIdTag>;    // a UUID that Sallyport made

}  // namespace sallyport

template <class Tag>
struct std::hash<sallyport::Tagged<Tag>> {
  std::size_t operator()(const sallyport::Tagged<Tag>& id) const noexcept { return std::hash<std::string>{}(id.value); }
};
