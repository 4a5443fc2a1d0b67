// Which attributes of a resource an answer shows: `attributes=userName,name.givenName`, or all but those of
// `excludedAttributes=members`. `id` and `schemas` are always shown. Source: RFC 7644 3.9; RFC 7643 7 ("returned").
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "identity/scim/place.h"

namespace sallyport::scim {

inline constexpr std::size_t kMaxShownAttributes = 100;

class Projection {
 public:
  // Reads the two parameters, of which one may be given. Empty ones count as absent. A name that is no attribute shows
  // or hides nothing. Errors: malformed/"scim_attributes" (both, or too many).
  static Result<Projection> parse(ResourceKind kind, std::string_view attributes, std::string_view excluded);

  // Whether an attribute is shown, at least in part; so that what is costly and hidden need not be looked up.
  bool shows(std::string_view attribute) const;

  // The resource without what is hidden.
  json::Object apply(const json::Object& resource) const;

 private:
  enum class Rule { all, only, all_but };

  bool names(std::string_view extension, std::string_view attribute) const;

  Rule rule_ = Rule::all;
  std::vector<Place> places_{};
};

}  // namespace sallyport::scim
