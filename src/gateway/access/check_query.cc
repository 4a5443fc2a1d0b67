#include "gateway/access/check_query.h"

#include <algorithm>
#include <array>

#include "base/characters.h"
#include "gateway/access/route_object.h"
#include "http/form.h"

namespace sallyport::gateway {
namespace {

Failure refused(std::string detail) {
  return failure(Kind::malformed, "check_query", {}, std::move(detail));
}

using Take = Result<void> (*)(CheckQuery&, const std::string& value);

Result<void> take_role(CheckQuery& query, const std::string& value) {
  if (value.empty()) return refused("role= names no role: write role=Admin.");
  query.requirement.any_role.push_back(value);
  return {};
}

Result<void> take_redirect(CheckQuery& query, const std::string& value) {
  if (value != "0" && value != "1") return refused("redirect is 1 or 0.");
  query.redirect = value == "1";
  return {};
}

Result<void> take_preflight(CheckQuery& query, const std::string& value) {
  if (value != "check" && value != "pass") return refused("preflight is pass or check.");
  query.preflight = value == "pass" ? Preflight::pass : Preflight::check;
  return {};
}

Result<void> take_status(CheckQuery& query, const std::string& value) {
  if (value != "200" && value != "204")
    return refused("status, of the answer that lets a request pass, is 204 or 200.");
  query.permit_status = value == "200" ? 200 : 204;
  return {};
}

OperationRequirement& operation_of(CheckQuery& query) {
  if (!query.operation) query.operation.emplace();
  return *query.operation;
}

Result<void> take_operation(CheckQuery& query, const std::string& value) {
  if (value.empty()) return refused("operation= names no operation: write operation=ViewAll.");
  operation_of(query).operation = value;
  return {};
}

Result<void> take_resource(CheckQuery& query, const std::string& value) {
  if (value.empty()) return refused("resource= names no resource: write resource=dashboard.");
  operation_of(query).resource = value;
  return {};
}

// A '+' may be a space, or the reverse.
Result<void> take_id(CheckQuery& query, const std::string& value) {
  const bool plain = !value.empty() && is_plain_value(value) && value.find_first_of("+ ") == std::string::npos;
  if (plain) operation_of(query).id = AttributeSource{.text = value};
  return {};
}

Result<void> check_operation(const CheckQuery& query, const http::Form& form) {
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(form.fields(), [&](const auto& field) { return field.first == name; });
  };
  if (has("operation") != has("resource")) return refused("operation and resource stand together.");
  if (!has("id")) return {};
  if (!query.operation || query.operation->operation.empty()) return refused("id stands with operation and resource.");
  // The id often comes from the client's path. A client who adds "&role=…" to it must not change the rule.
  if (form.fields().back().first != "id") return refused("id stands last.");
  return {};
}

struct Parameter {
  std::string_view name;
  bool repeats;
  Take take;
};

constexpr std::array kParameters{
    Parameter{"role", true, take_role},          Parameter{"operation", false, take_operation},
    Parameter{"resource", false, take_resource}, Parameter{"id", false, take_id},
    Parameter{"redirect", false, take_redirect}, Parameter{"preflight", false, take_preflight},
    Parameter{"status", false, take_status}};

// The letters of a name, in lower case: "Role[]" is "role".
std::string letters_of(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    if (is_lower(c)) out += c;
  }
  return out;
}

// Suggests the parameter whose name begins like the unknown one, or else names all of them.
Failure unknown(std::string_view name) {
  const std::string letters = letters_of(name);
  for (const Parameter& parameter : kParameters)
    if (letters.size() >= 3 && letters.substr(0, 3) == parameter.name.substr(0, 3))
      return refused("Unknown parameter: write " + std::string(parameter.name) + ".");
  if (letters == "admin") return refused("Unknown parameter: write role=Admin.");
  return refused("Unknown parameter: /check takes role, operation, resource, id, redirect, preflight and status.");
}

}  // namespace

Result<CheckQuery> parse_check_query(std::string_view query) {
  const auto form = http::Form::parse(query);
  if (!form) return refused("The query of /check cannot be read.");
  CheckQuery out;
  for (const auto& [name, value] : form->fields()) {
    const auto parameter = std::ranges::find(kParameters, name, &Parameter::name);
    if (parameter == kParameters.end()) return unknown(name);
    if (!parameter->repeats && std::ranges::count(form->fields(), name, [](const auto& f) { return f.first; }) > 1)
      return refused(std::string(parameter->name) + " stands there twice.");
    SALLYPORT_CHECK(parameter->take(out, value));
  }
  SALLYPORT_CHECK(check_operation(out, *form));
  return out;
}

Terms terms_of(const CheckQuery& query) {
  return {query.requirement, RouteAccess::required, query.operation ? &*query.operation : nullptr};
}

Result<void> check_asked_operation(const CheckQuery& query, const Settings& settings, Asker asker) {
  if (!query.operation) return {};
  if (!settings.server.operations_in_query || asker != Asker::trusted_proxy)
    return refused(
        "A query asks for an operation only if server.operationsInQuery is true and server.trustedProxies "
        "names the proxy.");
  if (!settings.vocabulary.find_operation(query.operation->operation)) return refused("There is no such operation.");
  if (!settings.vocabulary.find_resource(query.operation->resource)) return refused("There is no such resource.");
  return {};
}

}  // namespace sallyport::gateway
