#include "gateway/api/permissions/permissions.h"

#include "gateway/api/permissions/asked_principal.h"
#include "gateway/api/permissions/asked_question.h"
#include "gateway/api/permissions/permission_bodies.h"
#include "gateway/api/permissions/policy_answer.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/json_body.h"
#include "gateway/api/shape/json_fields.h"
#include "http/form.h"
#include "http/url.h"
#include "identity/policy/decision.h"

namespace sallyport::gateway {
namespace {

using Answered = Result<json::Object>;

// The person of `?user=`.
Result<std::optional<PrincipalName>> user_in_query(const Call& call) {
  SALLYPORT_TRY(const auto query, http::Form::parse(call.request.query()));
  SALLYPORT_TRY(auto user, query.one("user"));
  return user ? std::optional(PrincipalName{.id = *std::move(user)}) : std::nullopt;
}

Result<PolicyViewPtr> view_of_principal(const ApiParts& parts, const PrincipalPtr& principal) {
  PolicyViewPtr view = parts.policies.get();
  if (view && view->snapshot == principal->snapshot) return view;
  return failure(Kind::unavailable, "policies_unknown");  // they have just changed
}

Answered list_all(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto user, user_in_query(call));
  SALLYPORT_TRY(const auto asked, find_asked(call, parts, user, AskFor::administrators));
  SALLYPORT_TRY(const auto view, view_of_principal(parts, asked.principal));
  json::Array data;
  for (const auto& resource : view->snapshot->model.vocabulary.resources()) {
    SALLYPORT_TRY(const auto object, view->snapshot->prepare(identity::Object{.resource = resource.name}));
    data.emplace_back(print_permissions(*view, resource.name, list_permissions(*asked.principal, object)));
  }
  const auto total = static_cast<std::int64_t>(data.size());
  return json::Object{{"data", std::move(data)}, {"paging", json::Object{{"total", total}}}};
}

Answered list_one(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto user, user_in_query(call));
  SALLYPORT_TRY(const auto asked, find_asked(call, parts, user, AskFor::administrators));
  SALLYPORT_TRY(const auto view, view_of_principal(parts, asked.principal));
  identity::Object object{.resource = std::string(call.parameters["resource"])};
  if (!view->snapshot->model.vocabulary.find_resource(object.resource)) return not_found("resource", object.resource);
  if (!call.parameters["id"].empty()) object.id = std::string(call.parameters["id"]);
  SALLYPORT_TRY(const auto prepared, view->snapshot->prepare(object));
  return print_permissions(*view, object.resource, list_permissions(*asked.principal, prepared));
}

// A mistake in the question is the client's: a resource, an operation or an attribute that there is not.
Error about_question(const Error& error, std::size_t index) {
  std::string text = "question " + std::to_string(index + 1) + ": ";
  if (error.kind == Kind::rejected || error.detail.empty()) text += error.reason;
  if (error.kind == Kind::rejected) text += " ";
  return {error.kind, error.reason, error.rule, text + error.detail};
}

Answered decide_one(const AskedPrincipal& asked, const json::Value& question) {
  SALLYPORT_TRY(const auto parsed, parse_question(question));
  const identity::Snapshot& snapshot = *asked.principal->snapshot;
  SALLYPORT_TRY(const auto operations, snapshot.operations(parsed.operations));
  SALLYPORT_TRY(const auto object, snapshot.prepare(parsed.object));
  return print_decision(snapshot, identity::decide(*asked.principal, operations, object), asked.name);
}

Answered answer_check(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kCheckShape));
  SALLYPORT_TRY(const auto person, principal_in_body(body));
  SALLYPORT_TRY(const auto asked, find_asked(call, parts, person, AskFor::administrators_and_bots));
  SALLYPORT_TRY(const auto questions, list_field(body, "questions"));
  if (!questions || questions->empty() || questions->size() > kMaxQuestions)
    return failure(Kind::malformed, "question_count", {},
                   "questions must be a list of 1 to " + std::to_string(kMaxQuestions));
  json::Array answers;
  for (std::size_t i = 0; i < questions->size(); ++i) {
    auto answer = decide_one(asked, (*questions)[i]);
    if (!answer) return Failure(about_question(answer.error(), i));
    answers.emplace_back(*std::move(answer));
  }
  return json::Object{{"answers", std::move(answers)}};
}

Answered answer_explain(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kExplainShape));
  SALLYPORT_TRY(const auto person, principal_in_body(body));
  SALLYPORT_TRY(const auto asked, find_asked(call, parts, person, AskFor::administrators));
  const json::Value* const question = body.find("question");
  if (!question) return failure(Kind::malformed, "field_missing", {}, "question is missing");
  SALLYPORT_TRY(const auto parsed, parse_question(*question));
  auto explained =
      identity::explain(asked.principal->snapshot, asked.principal->principal, parsed.operations, parsed.object);
  if (!explained) return Failure(about_question(explained.error(), 0));
  return print_explanation(*explained);
}

http::Outcome to_outcome(const Call& call, const Answered& answered) {
  return answered ? json_answer(call, 200, *answered) : api_error_answer(call, answered.error());
}

}  // namespace

http::Outcome all_permissions(const Call& call, const ApiParts& parts) {
  return to_outcome(call, list_all(call, parts));
}

http::Outcome resource_permissions(const Call& call, const ApiParts& parts) {
  return to_outcome(call, list_one(call, parts));
}

http::Outcome check_permissions(const Call& call, const ApiParts& parts) {
  return to_outcome(call, answer_check(call, parts));
}

http::Outcome explain_permission(const Call& call, const ApiParts& parts) {
  return to_outcome(call, answer_explain(call, parts));
}

}  // namespace sallyport::gateway
