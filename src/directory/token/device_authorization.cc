#include "directory/token/device_authorization.h"

#include "base/text.h"
#include "directory/call/limits.h"
#include "directory/rules/client_authentication.h"
#include "directory/rules/resource.h"
#include "directory/rules/user_code.h"

namespace sallyport::directory {
namespace {

constexpr int kAttempts = 8;  // a new user code rarely equals a stored one, and never eight times

struct Shown {
  std::string device_code;
  std::string user_code;
};

Result<http::Form> read_form(const Exchange& exchange) {
  if (exchange.request.method == "GET") return http::Form::parse(exchange.request.query());
  return exchange.posted;
}

Judged<oidc::op::DeviceRequest> read_request(const TokenServices& services, const Exchange& exchange) {
  const auto sent = read_form(exchange);
  if (!sent || sent->has_duplicate()) return refuse<9002313>();
  const http::Form form = sent->without_empty();
  const auto text = [&](std::string_view name) { return form.one(name).value_or(std::nullopt).value_or(""); };
  SALLYPORT_JUDGE(const auto client, find_client(exchange, services.directory, text("client_id")));
  if (exchange.audience == Audience::consumers) return refuse<9001023>();
  const bool v1 = exchange.protocol == Protocol::v1;
  oidc::op::DeviceRequest request;
  const std::string words = text("scope");
  for (const std::string_view word : split_words(words)) request.scopes.emplace_back(word);
  if (v1) request.scopes = scopes_of_v1(text("resource"));
  if (request.scopes.empty()) return refuse<900144>({"scope"});
  SALLYPORT_JUDGE(const auto resource,
                  find_resource(exchange, services.directory, request.scopes, client.app, Stage::sign_in));
  if (!v1) SALLYPORT_DEMAND(check_resource_parameter(exchange, text("resource"), resource));
  request.client = client.app.client_id;
  request.authority = exchange.audience == Audience::one_tenant ? exchange.tenant.id.value : exchange.tenant_name;
  request.issued = exchange.now;
  request.expires = exchange.now + limits::kDeviceCode;
  return request;
}

Judged<Shown> store(const TokenServices& services, const Exchange& exchange, oidc::op::DeviceRequest request) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Shown shown{"1." + random_token(exchange.random), make_user_code(exchange.random)};
    request.digest = oidc::op::digest_of(shown.device_code);
    request.user_code = digest_of_user_code(shown.user_code);
    const auto added = services.grants.add_device(request);
    if (added) return shown;
    if (added.error().kind != Kind::conflict) return tl::unexpected(to_refused(added.error()));
  }
  return tl::unexpected(Refused{nullptr, {}, {}, "no free user code"});
}

json::Object print(const Exchange& exchange, const Shown& shown) {
  const bool v1 = exchange.protocol == Protocol::v1;
  const std::string where = exchange.origin + "/devicelogin";
  json::Object body{{"user_code", shown.user_code}, {"device_code", shown.device_code}};
  body.set(v1 ? "verification_url" : "verification_uri", where);
  if (v1) {
    body.set("expires_in", std::to_string(limits::kDeviceCode.count()));
    body.set("interval", std::to_string(limits::kDeviceInterval.count()));
  } else {
    body.set("expires_in", limits::kDeviceCode.count());
    body.set("interval", limits::kDeviceInterval.count());
  }
  body.set("message", "To sign in, use a web browser to open the page " + where + " and enter the code " +
                          shown.user_code + " to authenticate.");
  return body;
}

Judged<json::Object> answer(const TokenServices& services, const Exchange& exchange) {
  SALLYPORT_JUDGE(auto request, read_request(services, exchange));
  SALLYPORT_JUDGE(const auto shown, store(services, exchange, std::move(request)));
  return print(exchange, shown);
}

}  // namespace

http::Response device_authorization(const TokenServices& services, const Exchange& exchange) {
  const auto body = answer(services, exchange);
  if (!body) log_refusal(exchange, "devicecode", body.error());
  return body ? json_answer(200, *body) : json_refusal(exchange, body.error());
}

}  // namespace sallyport::directory
