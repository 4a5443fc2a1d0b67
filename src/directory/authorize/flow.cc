#include "directory/authorize/flow.h"

namespace sallyport::directory {

using oidc::op::ResponseMode;

http::Response page_refusal(const Exchange& exchange, const Refused& refused, Framing framing) {
  log_refusal(exchange, "authorize", refused);
  const std::string code =
      refused.row == nullptr ? "temporarily_unavailable" : "AADSTS" + std::to_string(refused.row->code);
  return error_page({code, describe_in_lines(exchange, refused), refused.row, refused.row == nullptr ? 503 : 400},
                    framing);
}

std::string login_action(const Exchange& exchange, const http::Form& parameters) {
  const std::string path = exchange.protocol == Protocol::v1 ? "/oauth2/login?" : "/login?";
  return authority_path(exchange) + path + parameters.print();
}

http::Response with_cookies(const Flow& flow, http::Response response) {
  for (const http::SetCookie& cookie : flow.cookies) response.add("Set-Cookie", cookie.print());
  return response;
}

// A POST is answered with 303, so that the browser follows with GET and does not send the posted password on (RFC 9700
// 4.12).
http::Response send_to_client(const Flow& flow, http::Form fields) {
  if (!flow.request.state.empty()) fields.add("state", flow.request.state);
  if (flow.exchange.settings.iss_parameter) {
    // Before anybody has signed in at /common, the tenant is unknown. The client then gets the issuer of the metadata.
    const TenantId tenant = flow.signed_in ? flow.signed_in->user.tenant : issuer_tenant(flow.exchange);
    fields.add("iss", issuer_of(flow.exchange, tenant));  // RFC 9207 2
  }
  const ResponseMode mode = response_mode_of(flow.request);
  http::Response response;
  if (mode == ResponseMode::form_post) {
    response = form_post_page(flow.client.redirect_uri, fields, flow.framing());
  } else {
    response = http::Response(flow.exchange.request.method == "POST" ? 303 : 302);
    response.add("Location", oidc::op::redirect_location(flow.client.redirect_uri, mode, fields));
    response.add("Cache-Control", "no-store");
    response.add("Pragma", "no-cache");
    response.add("Referrer-Policy", "no-referrer");
  }
  return with_cookies(flow, std::move(response));
}

http::Response refuse_to_client(const Flow& flow, const Refused& refused) {
  log_refusal(flow.exchange, "authorize", refused);
  return send_to_client(flow, redirect_refusal(flow.exchange, refused));
}

http::Response cancelled(const Flow& flow) {
  http::Form fields;
  fields.add("error", "access_denied");
  fields.add("error_subcode", "cancel");
  fields.add("error_description", "the user canceled the authentication");
  return send_to_client(flow, std::move(fields));
}

}  // namespace sallyport::directory
