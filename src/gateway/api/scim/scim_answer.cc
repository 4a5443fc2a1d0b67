#include "gateway/api/scim/scim_answer.h"

#include <algorithm>
#include <array>

#include "gateway/api/shape/api_error.h"
#include "gateway/call/error_shape.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kRetryAfter = "5";  // seconds

struct ScimReason {
  std::string_view reason;
  int status;
  std::string_view type = {};     // scimType
  std::string_view message = {};  // stands before the error's detail
};

constexpr std::array kScimReasons{
    ScimReason{"scim_filter", 400, "invalidFilter", "The filter cannot be read"},
    ScimReason{"scim_too_many", 400, "tooMany"},
    ScimReason{"scim_path", 400, "invalidPath", "The path cannot be read"},
    ScimReason{"scim_attribute", 400, "invalidPath"},
    ScimReason{"scim_read_only", 400, "mutability"},
    ScimReason{"scim_no_target", 400, "noTarget"},
    ScimReason{"scim_value", 400, "invalidValue"},
    ScimReason{"scim_required", 400, "invalidValue"},
    ScimReason{"scim_patch", 400, "invalidSyntax"},
    ScimReason{"scim_too_large", 413},
    ScimReason{"user_email", 400, "invalidValue"},
    ScimReason{"sign_in_not_configured", 400, "invalidValue"},
    ScimReason{"member_unknown", 400, "invalidValue", "Members must be users that this client has provisioned"},
    ScimReason{"tenant_needed", 400, "invalidValue", "The configuration must name one tenant by its id"},
    ScimReason{"team_name", 400, "invalidValue", "The name of a group has 1 to 128 bytes"},
    ScimReason{"entity_labels", 400, "invalidValue", "Too long, or not plain text"},
    ScimReason{"entity_limit", 400, "tooMany", "There are too many teams already"},
    ScimReason{"provisioned_unknown", 404},
    ScimReason{"provisioned_exists", 409, "uniqueness", "This client has one of this name or external id already"},
    ScimReason{"person_exists", 409, "uniqueness", "Somebody else here has this name"},
    ScimReason{"person_known", 409, "uniqueness", "Somebody who has signed in here has this account"},
    ScimReason{"person_invited", 409, "uniqueness", "An administrator has invited this account"},
    ScimReason{"person_is_administrator", 409, "uniqueness", "An administrator here has this name or account"},
    ScimReason{"person_has_rights",
               409,
               {},
               "An administrator here has given this person roles or teams, so that the account, the name and the "
               "address stay until the first sign-in"},
    ScimReason{"entity_exists", 409, "uniqueness", "A team here has this name"},
    ScimReason{"team_unknown", 409, {}, "An administrator has deleted the team"},
    ScimReason{"last_administrator", 409, {}, "Nobody else is an administrator here, so nobody could undo it"},
    ScimReason{"provisioned_version", 412, {}, "Somebody else has changed it since it was read"},
    ScimReason{"body_type", 415},
};

ScimAnswered answer_with_error(int status, std::string_view type, std::string_view detail) {
  json::Object body = print_scim_error(status, detail);
  if (!type.empty()) body.set("scimType", type);
  return {.status = status, .body = std::move(body)};
}

http::Answer print_answer(const Call& call, const ScimAnswered& answered) {
  http::Response response(answered.status);
  response.prepared = call.essentials.prepared.plain_lines;
  if (!answered.body.empty()) {
    response.add("Content-Type", "application/scim+json; charset=utf-8");
    response.body = json::print(answered.body);
  }
  if (!answered.tag.empty()) response.add("ETag", answered.tag);
  if (!answered.location.empty()) response.add("Location", answered.location);
  if (answered.status >= 400) response.add("X-Request-Id", call.trace.request_id);
  if (answered.status == 503) response.add("Retry-After", kRetryAfter);
  return {std::move(response)};
}

}  // namespace

ScimAnswered scim_error(const Error& error) {
  const int general = status_of_kind(error.kind);
  if (general == 403) return answer_with_error(403, {}, "This client may not do this.");
  if (general == 401) return answer_with_error(401, {}, "A token is needed.");
  if (general >= 500) return answer_with_error(general, {}, "It did not work. Try again later.");
  const auto row = std::ranges::find(kScimReasons, error.reason, &ScimReason::reason);
  const bool known = row != kScimReasons.end();
  std::string detail(known ? row->message : std::string_view());
  if (!error.detail.empty()) detail += (detail.empty() ? "" : ": ") + error.detail;
  if (detail.empty()) detail = error.reason;
  const std::string_view type = known ? row->type : general == 400 ? std::string_view("invalidSyntax") : "";
  return answer_with_error(known ? row->status : general, type, detail);
}

http::Outcome scim_outcome(const Call& call, const Result<ScimAnswered>& answered) {
  if (answered) return print_answer(call, *answered);
  const ScimAnswered refusal = scim_error(answered.error());
  const bool is_refusal = refusal.status == 401 || refusal.status == 403 || refusal.status >= 500;
  if (is_refusal) (void)refusal_answer(call, answered.error());  // counts and audits it
  return print_answer(call, refusal);
}

}  // namespace sallyport::gateway
