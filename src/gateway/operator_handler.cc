#include "gateway/operator_handler.h"

#include <utility>

#include "base/encoding.h"
#include "gateway/call/endpoint.h"
#include "gateway/own_routes.h"
#include "gateway/row_span.h"
#include "http/url.h"

namespace sallyport::gateway {
namespace {

constexpr std::uint32_t kRoot = 0;
constexpr Seconds kOneRequest{60};  // an operator is made for each request

class OperatorHandler final : public http::Handler {
 public:
  OperatorHandler(const PartsInForce& in_force, MachineUsers users)
      : in_force_(in_force),
        users_(std::move(users)),
        id_prefix_(hex_encode(in_force.get()->essentials().random.bytes(6))) {}

  http::Action on_request(const http::Request& request, bool has_body) override {
    const PartsPtr parts = in_force_.get();
    const Trace trace{id_prefix_ + "-" + std::to_string(++requests_), "unix"};
    const Call call{parts->essentials(), request, request.path(), trace, nobody_, own_addresses()};
    if (!is_operator(*request.peer)) return refuse_user(call);
    const auto path = http::canonical_path(request.path());
    if (!path) return error_answer(call, 400, "The path can be read in two ways: " + path.error().detail);
    const auto method = http::find_method(request.method);
    const auto found = find_own(method.value_or(http::Method::get), *path, {});
    if (found.rows.empty() || found.rows.front().label != RouteClass::security_api)
      return error_answer(call, 404, "This socket serves the security API alone.");
    if (!method || !found.row) return wrong_method_answer(call, http::print(found.allowed()));
    if (const std::size_t limit = found.row->body_to_read(*method); limit > 0 && !has_body)
      return http::NeedBody{limit};
    return defer(request, parts, *path, *found.row, trace);
  }

 private:
  bool is_operator(const http::Peer& peer) const {
    return peer.unix_socket && peer.user && (*peer.user == kRoot || *peer.user == users_.gateway);
  }

  static http::Answer refuse_user(const Call& call) {
    const auto& user = call.request.peer->user;
    audit_refusal(call, "forbidden", "operator_user", {{"detail", user ? "user " + std::to_string(*user) : "no user"}});
    return error_answer(call, 403, "Only root and the gateway's own user may use this socket.");
  }

  Who operator_of(const http::Peer& peer, const Essentials& essentials) const {
    auto caller = std::make_shared<Caller>();
    caller->operator_id = std::to_string(*peer.user);
    caller->display_name = users_.name_of(*peer.user);
    // No person has such a name, because a name with a colon is no beginning of an address.
    caller->username = "operator:" + (caller->display_name.empty() ? caller->operator_id : caller->display_name);
    caller->admin = true;
    caller->expires = essentials.clock.now() + kOneRequest;
    return {std::move(caller), std::nullopt};
  }

  http::Defer defer(const http::Request& request, PartsPtr parts, std::string path, const OwnRow& row, Trace trace) {
    Who who = operator_of(*request.peer, parts->essentials());
    return {[who = std::move(who), owned = http::own(request), parts = std::move(parts), path = std::move(path), &row,
             trace = std::move(trace)]() -> http::Outcome {
      const auto parameters = row.path.match(path).value_or(http::Parameters{});
      const Call call{parts->essentials(), owned, path, trace, who, own_addresses(), parameters};
      return call_row(row, call, *parts);
    }};
  }

  const PartsInForce& in_force_;
  const MachineUsers users_;
  const std::string id_prefix_;
  std::uint64_t requests_ = 0;
  const Who nobody_{};
};

}  // namespace

std::unique_ptr<http::Handler> make_operator_handler(const PartsInForce& in_force, MachineUsers users) {
  return std::make_unique<OperatorHandler>(in_force, std::move(users));
}

}  // namespace sallyport::gateway
