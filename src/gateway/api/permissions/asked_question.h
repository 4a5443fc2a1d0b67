// Questions to the policies as a client writes them, in JSON.
//
//   {"operation": "EditTags", "resource": "dashboard", "id": "7", "owners": [{"type": "team", "name": "Sales"}],
//    "domains": ["Finance"], "tags": ["PII.Sensitive"], "certifications": [], "attributes": {"region": ["eu"]}}
//
// "operations" with a list may stand in place of "operation". An attribute that is left out is unknown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "identity/policy/question.h"

namespace sallyport::gateway {

struct AskedQuestion {
  std::vector<std::string> operations{};  // the answer is yes if all of them are allowed
  identity::Object object{};

  bool operator==(const AskedQuestion&) const = default;
};

// An owner is {"type": "team", "name": …} or {"type": "user", "id": …}; "teams" may say in which teams the user is.
// Errors (malformed, the detail is for the client): "json_not_object", "field_unknown", "field_type", "field_missing",
// "question_owner", "question_operations" (both members, or none).
Result<AskedQuestion> parse_question(const json::Value& value);

}  // namespace sallyport::gateway
