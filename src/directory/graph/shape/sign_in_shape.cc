#include "directory/graph/shape/sign_in_shape.h"

#include <algorithm>

#include "directory/graph/shape/answer.h"
#include "directory/graph/shape/times.h"

namespace sallyport::directory::graph {
namespace {

// A client can prove itself in three places.
bool is_about(const std::string& sent, const std::string& parameter) {
  if (sent == parameter) return true;
  return parameter == "client_secret" && (sent == "client_assertion" || sent == "Authorization");
}

// What the client sent where it made the difference: the value, or words if the value is not kept or nothing was sent.
json::Value print_sent(const entra::SignInAttempt& attempt) {
  if (attempt.parameter.empty()) return nullptr;
  for (const entra::SentParameter& parameter : attempt.sent)
    if (is_about(parameter.name, attempt.parameter))
      return parameter.kept ? parameter.value : parameter.name + " (its value is not kept)";
  if (attempt.parameter == "tenant") return nullptr;  // it stands in the path
  return "No " + attempt.parameter;
}

// Deviation: Graph has no such object. It tells what the client sent, what the directory expected, and what to change.
json::Object print_explanation(const entra::SignInAttempt& attempt) {
  json::Array parameters;
  for (const entra::SentParameter& parameter : attempt.sent)
    parameters.emplace_back(
        json::Object{{"name", parameter.name}, {"value", parameter.value}, {"kept", parameter.kept}});
  return {{"endpoint", attempt.endpoint},         {"grantType", text_or_null(attempt.grant_type)},
          {"error", text_or_null(attempt.error)}, {"parameter", text_or_null(attempt.parameter)},
          {"sent", print_sent(attempt)},          {"expected", text_or_null(attempt.expected)},
          {"fix", text_or_null(attempt.fix)},     {"parameters", std::move(parameters)}};
}

std::string_view access_status(const entra::SignInAttempt& attempt) {
  const auto has = [&](entra::PolicyResult result) {
    return std::ranges::find(attempt.policies, result, &entra::AppliedPolicy::result) != attempt.policies.end();
  };
  if (has(entra::PolicyResult::failure)) return "failure";
  return has(entra::PolicyResult::success) ? "success" : "notApplied";
}

json::Array print_policies(const entra::SignInAttempt& attempt) {
  json::Array policies;
  for (const entra::AppliedPolicy& each : attempt.policies) {
    json::Array controls;
    for (const entra::GrantControl control : each.controls) controls.emplace_back(entra::name_of(control));
    json::Array session;
    if (each.has_frequency) session.emplace_back("SignInFrequency");
    policies.emplace_back(json::Object{{"id", each.id.value},
                                       {"displayName", each.display_name},
                                       {"enforcedGrantControls", std::move(controls)},
                                       {"enforcedSessionControls", std::move(session)},
                                       {"result", entra::name_of(each.result)}});
  }
  return policies;
}

}  // namespace

json::Object print_attempt(const entra::SignInAttempt& attempt) {
  const bool failed = !attempt.error.empty();
  return {{"id", attempt.id},
          {"createdDateTime", print_time(attempt.time)},
          {"userDisplayName", text_or_null(attempt.user_display_name)},
          {"userPrincipalName", text_or_null(attempt.user_name)},
          {"userId", text_or_null(attempt.user.value)},
          {"appId", text_or_null(attempt.app.value)},
          {"appDisplayName", text_or_null(attempt.app_name)},
          {"ipAddress", text_or_null(attempt.address)},
          {"clientAppUsed", attempt.endpoint == "authorize" ? "Browser" : "Mobile Apps and Desktop clients"},
          {"correlationId", text_or_null(attempt.correlation_id)},
          {"conditionalAccessStatus", access_status(attempt)},
          {"appliedConditionalAccessPolicies", print_policies(attempt)},
          {"isInteractive", attempt.endpoint == "authorize"},
          {"resourceDisplayName", text_or_null(attempt.resource_name)},
          {"resourceId", text_or_null(attempt.resource.value)},
          {"status", json::Object{{"errorCode", attempt.code},
                                  {"failureReason", failed ? json::Value(attempt.reason) : json::Value("Other.")},
                                  {"additionalDetails", nullptr}}},
          {"sallyport", print_explanation(attempt)}};
}

}  // namespace sallyport::directory::graph
