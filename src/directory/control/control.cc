#include "directory/control/control.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "directory/call/limits.h"
#include "directory/call/pages.h"
#include "directory/graph/operation/operation.h"
#include "http/address.h"

namespace sallyport::directory {

Control::Control(const ControlServices& services, const Secret& token)
    : services_(services), token_hash_(crypto::view(crypto::sha256(token.reveal()))) {}

Result<void> Control::begin() {
  return take_snapshot(std::string(kStartSnapshot));
}

bool Control::is_token(std::string_view presented) const {
  return crypto::constant_time_equal(crypto::view(crypto::sha256(presented)), token_hash_);
}

Result<void> Control::take_snapshot(const std::string& name) {
  const std::lock_guard lock(mutex_);
  if (!offsets_.contains(name) && offsets_.size() >= kMostSnapshots)
    return failure(Kind::rejected, "too_many_snapshots");
  SALLYPORT_CHECK(services_.snapshots.take(name));
  offsets_[name] = services_.clock.offset();
  return {};
}

Result<void> Control::restore(const std::string& name) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(services_.snapshots.restore(name));
  services_.clock.set_offset(offsets_[name]);
  faults_.clear();
  services_.lockout.clear();
  services_.counters.clear();
  SALLYPORT_CHECK(services_.sign_in_log.clear());
  SALLYPORT_CHECK(services_.published.refresh());
  return {};
}

const crypto::PrivateKey& Control::unpublished_key() {
  const std::lock_guard lock(mutex_);
  if (!unpublished_key_) unpublished_key_ = crypto::PrivateKey::generate_rsa(limits::kSigningKeyBits);
  return *unpublished_key_;
}

namespace control {
namespace {

constexpr std::array<std::string_view, 4> kProxyHeaders{"Forwarded", "Via", "X-Forwarded-For", "X-Real-IP"};

// Whether the request comes from a program on this machine, and no proxy passed it on for somebody else.
bool is_local(const http::Request& request) {
  if (request.peer == nullptr || request.peer->unix_socket) return false;
  const auto address = http::IpAddress::parse_node(request.peer->address);
  return address && address->is_loopback() &&
         std::ranges::none_of(kProxyHeaders, [&](std::string_view name) { return request.header(name).has_value(); });
}

bool holds_token(const Control& control, const http::Request& request) {
  constexpr std::string_view kScheme = "Bearer ";
  const auto header = request.header("Authorization");
  return header && header->size() > kScheme.size() && ascii_iequals(header->substr(0, kScheme.size()), kScheme) &&
         control.is_token(header->substr(kScheme.size()));
}

graph::Answered<http::Response> answer(const Operation& operation, const Call& call) {
  if (!holds_token(call.control, call.exchange.request))
    return graph::refuse(401, "Unauthorized",
                         "Send the header \"Authorization: Bearer TOKEN\" with the token that the directory printed at "
                         "its start.");
  return operation.function(call);
}

}  // namespace

http::Response run(const Operation& operation, Control& control, const Exchange& exchange) {
  if (!is_local(exchange.request)) return not_found_page();
  auto answered = answer(operation, {control, exchange});
  http::Response response = answered ? *std::move(answered) : graph::print(exchange, answered.error());
  if (operation.method != http::Method::get)
    exchange.log.write(Level::audit, "directory_control",
                       {{"method", std::string(http::name_of(operation.method))},
                        {"path", exchange.path},
                        {"status", std::to_string(response.status)},
                        {"trace_id", exchange.trace_id}});
  return response;
}

}  // namespace control

}  // namespace sallyport::directory
