#include "gateway/router.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "gateway/check.h"
#include "gateway/local_admin.h"
#include "gateway/my_sessions.h"
#include "gateway/security_api.h"
#include "gateway/sign_in.h"
#include "gateway/sign_out.h"

namespace sallyport::gateway {
namespace {

constexpr std::uint8_t kGet = 1;
constexpr std::uint8_t kPost = 2;
constexpr std::string_view kCallback = "/callback";

http::Outcome home(const Call& call) {
  if (call.who.refusal) return refusal_answer(call, *call.who.refusal);
  if (!call.who.caller) return page_answer(call, 200, render_home(nullptr));
  const Caller& caller = *call.who.caller;
  const HomeView view{caller.username, caller.display_name, caller.email, caller.roles, caller.admin};
  return page_answer(call, 200, render_home(&view));
}

constexpr std::array kOwnPaths{
    OwnPath{"/", kGet, Needs::caller, Precedence::unless_routed, RouteClass::page, home},
    OwnPath{kCallback, kGet | kPost, Needs::worker, Precedence::ours, RouteClass::sign_in, finish_sign_in},
    OwnPath{"/api/v1/auth/login", kGet | kPost, Needs::provider, Precedence::ours, RouteClass::sign_in, start_sign_in},
    OwnPath{"/api/v1/auth/logout", kGet | kPost, Needs::caller_and_worker, Precedence::ours, RouteClass::sign_in,
            sign_out},
    OwnPath{"/api/v1/auth/refresh", kGet, Needs::caller_and_worker, Precedence::ours, RouteClass::security_api,
            refresh},
    OwnPath{"/api/v1/auth/sessions", kGet | kPost, Needs::caller_and_worker, Precedence::ours, RouteClass::page,
            my_sessions},
    OwnPath{"/frontchannel-logout", kGet, Needs::worker, Precedence::ours, RouteClass::sign_in, front_channel_logout},
    OwnPath{"/signed-out", kGet, Needs::nothing, Precedence::ours, RouteClass::page, signed_out},
    OwnPath{"/local-admin", kGet | kPost, Needs::worker, Precedence::ours, RouteClass::local_admin, local_sign_in},
    OwnPath{"/local-admin/setup", kGet | kPost, Needs::worker, Precedence::ours, RouteClass::local_admin, local_setup},
    OwnPath{"/api/v1/system/config/auth", kGet, Needs::nothing, Precedence::ours, RouteClass::security_api,
            config_auth},
    OwnPath{"/api/v1/system/config/authorizer", kGet, Needs::nothing, Precedence::ours, RouteClass::security_api,
            config_authorizer},
    OwnPath{"/api/v1/system/config/jwks", kGet, Needs::nothing, Precedence::ours, RouteClass::security_api,
            config_jwks},
    OwnPath{"/api/v1/system/version", kGet, Needs::nothing, Precedence::unless_behind, RouteClass::security_api,
            system_version},
    OwnPath{"/api/v1/users/loggedInUser", kGet, Needs::caller, Precedence::unless_behind, RouteClass::security_api,
            logged_in_user},
};

}  // namespace

std::span<const OwnPath> own_paths() {
  return kOwnPaths;
}

const OwnPath* find_own_path(std::string_view path, std::string_view callback_path) {
  if (path == callback_path) path = kCallback;
  const auto found = std::ranges::find(kOwnPaths, path, &OwnPath::path);
  return found == kOwnPaths.end() ? nullptr : &*found;
}

bool has_own_path_below(std::string_view beginning, std::string_view callback_path) {
  const auto is_below = [&](std::string_view path) {
    return path.size() >= beginning.size() && ascii_iequals(path.substr(0, beginning.size()), beginning);
  };
  return is_below(callback_path) || is_below(kCheckPath) ||
         std::ranges::any_of(kOwnPaths, [&](const OwnPath& own) { return is_below(own.path); });
}

}  // namespace sallyport::gateway
