#include "gateway/api/permissions/vocabulary.h"

#include "gateway/api/authorize.h"
#include "gateway/api/shape/api_error.h"
#include "http/url.h"
#include "identity/policy/condition.h"
#include "identity/policy/function.h"

namespace sallyport::gateway {
namespace {

json::Array texts_in(const std::vector<std::string>& values) {
  return json::Array(values.begin(), values.end());
}

http::Answer page_of(const Call& call, json::Array data) {
  const auto total = static_cast<std::int64_t>(data.size());
  return json_answer(call, 200, {{"data", std::move(data)}, {"paging", json::Object{{"total", total}}}});
}

// OpenMetadata's word for the type of the arguments.
json::Value parameter_word(identity::Argument argument) {
  switch (argument) {
    case identity::Argument::tag:
      return "tag";
    case identity::Argument::team:
      return "team";
    case identity::Argument::role:
      return "role";
    case identity::Argument::attribute:
      return "attribute";
    case identity::Argument::none:
      return nullptr;
  }
  return nullptr;
}

Result<void> check_condition(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(authorize(call, parts, "Create", {.resource = "policy"}));
  SALLYPORT_TRY(const auto text, http::percent_decode(call.parameters["expression"]));
  const auto condition = identity::parse_condition(text);
  if (condition) return {};
  return failure(Kind::malformed, "rule_condition", {}, "Failed to parse - " + condition.error().message);
}

}  // namespace

http::Outcome policy_resources(const Call& call, const ApiParts& parts) {
  const PolicyViewPtr view = parts.policies.get();
  if (!view) return refusal_answer(call, {Kind::unavailable, "policies_unknown", {}, {}});
  json::Array data;
  for (const auto& resource : view->snapshot->model.vocabulary.resources()) {
    std::vector<std::string> operations = resource.operations;
    for (const auto several : {identity::kAll, identity::kViewAll, identity::kEditAll})
      operations.emplace_back(several);
    data.emplace_back(json::Object{
        {"name", resource.name}, {"operations", texts_in(operations)}, {"attributes", texts_in(resource.attributes)}});
  }
  return page_of(call, std::move(data));
}

http::Outcome policy_functions(const Call& call, const ApiParts&) {
  json::Array data;
  for (const identity::FunctionRow& row : identity::kFunctions)
    data.emplace_back(json::Object{{"name", row.name},
                                   {"input", row.input},
                                   {"description", row.description},
                                   {"examples", json::Array{row.example}},
                                   {"paramAdditionalContext", parameter_word(row.argument)}});
  return page_of(call, std::move(data));
}

http::Outcome validate_condition(const Call& call, const ApiParts& parts) {
  const auto checked = check_condition(call, parts);
  if (!checked) return api_error_answer(call, checked.error());
  return json_answer(call, 200, {{"status", "valid"}});
}

}  // namespace sallyport::gateway
