// The ETag of an entity, and If-Match, with which a client says which version it has seen. Of two people who edit the
// same version, the second one gets 412 instead of undoing what the first one did. Source: RFC 9110 8.8.3, 13.1.1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace sallyport::gateway {

// A strong tag: "\"<id>/<version>\"". The id makes the tag of an entity differ from that of another one with its name.
std::string entity_tag(std::string_view id, std::int64_t version);

class IfMatch {
 public:
  // Reads all If-Match headers of the request. Absent if there is none. Errors: malformed/"if_match".
  static Result<std::optional<IfMatch>> parse(const http::Request& request);

  // Whether the tag is one of those. "*" admits every tag, and a weak tag admits none.
  bool admits(std::string_view tag) const;

 private:
  bool any_ = false;
  std::vector<std::string> tags_;
};

}  // namespace sallyport::gateway
