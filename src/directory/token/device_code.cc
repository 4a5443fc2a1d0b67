#include "directory/call/limits.h"
#include "directory/token/grants.h"

namespace sallyport::directory {
namespace {

Judged<oidc::op::DeviceRequest> load_device(const TokenRequest& request) {
  SALLYPORT_JUDGE(const auto text, required(request.form, "device_code"));
  SALLYPORT_JUDGE(const auto device, request.services.grants.find_device(oidc::op::digest_of(text)));
  if (!device || device->client != request.app.client_id) return refuse<70018>();
  return *device;
}

// Whether the person has decided. The expiry counts for a decided request too. Source: RFC 8628 3.5.
Judged<void> check_decision(const Exchange& exchange, const oidc::op::DeviceRequest& device) {
  if (exchange.now >= device.expires) return refuse<70020>();
  switch (device.state) {
    case oidc::op::DeviceState::pending:
      return refuse<70016>();
    case oidc::op::DeviceState::declined:
      return refuse<65004>({}, "authorization_declined");
    case oidc::op::DeviceState::redeemed:
      return refuse<70000>({"device_code"});
    case oidc::op::DeviceState::approved:
      break;
  }
  return {};
}

}  // namespace

Judged<TokenPlan> decide_device_code(const TokenRequest& request) {
  const Exchange& exchange = request.exchange;
  SALLYPORT_JUDGE(auto client, authenticate_without_redirect(exchange, request.redeemer()));
  SALLYPORT_JUDGE(const auto device, load_device(request));
  SALLYPORT_DEMAND(check_decision(exchange, device));
  SALLYPORT_DEMAND(check_tenant(exchange, device.grant));
  SALLYPORT_JUDGE(auto user, current_user(request, device.grant));
  TokenPlan plan{.client = std::move(client),
                 .grant = device.grant,
                 .user = std::move(user),
                 .scopes = device.scopes,
                 .resource = {},
                 .client_principal = {},
                 .client_assignments = {},
                 .api_assignments = {},
                 .address = address_of(exchange),
                 .nonce = "",
                 .family = random_uuid(exchange.random),
                 .refresh_expires = exchange.now + limits::kRefreshTokenOfOthers,
                 .redemption = {}};
  SALLYPORT_DEMAND(plan_access(request, plan));
  plan.redemption.consume_device = device.digest;
  return plan;
}

}  // namespace sallyport::directory
