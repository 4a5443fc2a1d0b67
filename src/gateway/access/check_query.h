// The query parameters of /check. They are the rule that an operator wrote into the configuration of a proxy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/access/decision.h"
#include "gateway/call/settings.h"

namespace sallyport::gateway {

// Other proxies ask at this address. This path and all paths below it are never proxied.
inline constexpr std::string_view kCheckPath = "/check";

struct CheckQuery {
  identity::Requirement requirement;
  std::optional<OperationRequirement> operation{};  // absent: the policies are not asked
  bool redirect = false;
  Preflight preflight = Preflight::check;
  int permit_status = 204;  // 200 for a proxy that takes no other 2xx for a yes
};

// Errors: malformed/"check_query" for a text that is not a query, an unknown name, a value without a meaning, and a
// second parameter of one name but role. Also for an operation without a resource or the reverse, an id without them,
// and a parameter behind the id: whoever may choose the object's id must not add a rule. The id of an object is unknown
// if an application may read it in another way. The detail is a sentence that says how to write it, and may be shown to
// the client.
Result<CheckQuery> parse_check_query(std::string_view query);

// What the query requires of a caller. The query must outlive the Terms.
Terms terms_of(const CheckQuery& query);

enum class Asker : std::uint8_t { trusted_proxy, stranger };

// Whether somebody may ask for the query's operation, and whether the policies know it. Errors: as parse_check_query().
Result<void> check_asked_operation(const CheckQuery& query, const Settings& settings, Asker asker);

}  // namespace sallyport::gateway
