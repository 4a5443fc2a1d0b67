// The page about our API for people: what each row takes and gives, the members of each body, and commands to try. It
// is made of the same tables as openapi.json, has no script, and loads nothing.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "gateway/call/pages.h"
#include "gateway/own_row.h"

namespace sallyport::gateway {

// A command that people can copy. It needs the variables URL and TOKEN. Later ones use what earlier ones have made.
struct ApiExample {
  std::string_view title;
  std::string_view command;
};

// clang-format off
inline constexpr std::array kApiExamples{
    ApiExample{"Who am I?",
R"(curl -fsS -H "Authorization: Bearer $TOKEN" "$URL/api/v1/users/loggedInUser?fields=roles,teams")"},
    ApiExample{"Make a policy",
R"(curl -fsS -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \
  -d '{"name": "Sight", "rules": [{"name": "see", "effect": "allow", "operations": ["ViewAll"], "resources": ["table"]}]}' \
  "$URL/api/v1/policies")"},
    ApiExample{"Make a role of it",
R"(curl -fsS -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \
  -d '{"name": "Seer", "policies": ["Sight"]}' "$URL/api/v1/roles")"},
    ApiExample{"Change the role",
R"(curl -fsS -X PATCH -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json-patch+json" \
  -d '[{"op": "add", "path": "/policies/-", "value": "DataConsumerPolicy"}]' "$URL/api/v1/roles/name/Seer")"},
    ApiExample{"May I do something?",
R"(curl -fsS -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \
  -d '{"questions": [{"operation": "EditTags", "resource": "dashboard", "id": "7"}]}' "$URL/api/v1/permissions/check")"},
    ApiExample{"People, two on a page",
R"(curl -fsS -H "Authorization: Bearer $TOKEN" "$URL/api/v1/users?limit=2&fields=roles")"},
    ApiExample{"Delete the role for good",
R"(curl -fsS -X DELETE -H "Authorization: Bearer $TOKEN" "$URL/api/v1/roles/name/Seer?hardDelete=true")"},
};
// clang-format on

// `origin` is the public address, which the page names as URL.
PrintedPage print_api_page(std::span<const OwnRow> rows, std::string_view origin);

}  // namespace sallyport::gateway
