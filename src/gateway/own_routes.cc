#include "gateway/own_routes.h"

#include <array>
#include <utility>

#include "base/text.h"
#include "gateway/api/accounts/account_bodies.h"
#include "gateway/api/accounts/rows.h"
#include "gateway/api/audit/rows.h"
#include "gateway/api/bots/rows.h"
#include "gateway/api/entities/rows.h"
#include "gateway/api/permissions/rows.h"
#include "gateway/api/scim/rows.h"
#include "gateway/api/security_api.h"
#include "gateway/api/system/rows.h"
#include "gateway/api/tokens/rows.h"
#include "gateway/api/users/rows.h"
#include "gateway/api_page.h"
#include "gateway/check/check.h"
#include "gateway/openapi.h"
#include "gateway/sign_in/account_entry.h"
#include "gateway/sign_in/account_sign_up.h"
#include "gateway/sign_in/local_account.h"
#include "gateway/sign_in/local_admin.h"
#include "gateway/sign_in/my_sessions.h"
#include "gateway/sign_in/own_second_factor.h"
#include "gateway/sign_in/sign_in.h"
#include "gateway/sign_in/sign_out.h"

namespace sallyport::gateway {
namespace {

using http::Method;
using http::Precedence;
using http::Runs;
using AfterSignIn = OwnRows::AfterSignIn;
using May = OwnRows::Who;

constexpr std::string_view kCallback = "/callback";
constexpr std::size_t kMaxForm = 256 * 1024;  // bytes: an ID token with many groups, and the form's other fields

http::Outcome home(const Call& call, const Parts&) {
  if (call.who.refusal) return refusal_answer(call, *call.who.refusal);
  if (!call.who.caller) return page_answer(call, 200, render_home(nullptr));
  const Caller& caller = *call.who.caller;
  const HomeView view{caller.username, caller.display_name,
                      caller.email,    caller.roles,
                      caller.admin,    call.settings().local_accounts.allowed || !call.settings().sign_in_configured};
  return page_answer(call, 200, render_home(&view));
}

http::Outcome openapi(const Call& call, const Parts&) {
  return json_answer(call, 200, openapi_document(own_rows(), call.site(), call.settings().program.version));
}

http::Outcome api_page(const Call& call, const Parts&) {
  return printed_answer(call, 200, print_api_page(own_rows(), call.site().address_of("")));
}

// The methods of /check: a proxy may ask with the method that its client sent, whichever that is.
constexpr http::Methods every_method() {
  http::Methods all;
  for (const http::MethodRow& row : http::kMethodTable)
    if (http::is_served(row.method)) all |= row.method;
  return all;
}

// clang-format off
constexpr auto kRows = std::to_array<OwnRow>({
    {.methods = Method::get, .path = "/", .who = May::everybody_by_name, .runs = Runs::on_loop,
     .precedence = Precedence::unless_routed, .label = RouteClass::page,
     .traits = {.after_sign_in = AfterSignIn::may_return},
     .function = home},
    {.methods = every_method(), .path = "/check", .who = May::everybody_by_name, .runs = Runs::on_loop,
     .label = RouteClass::check,
     .function = [](const Call& call, const Parts&) { return check(call); }},
    {.methods = every_method(), .path = "/check/{asked:path}", .who = May::everybody_by_name, .runs = Runs::on_loop,
     .label = RouteClass::check,
     .function = [](const Call& call, const Parts&) { return check(call); }},
    {.methods = Method::get | Method::post, .path = "/callback", .who = May::everybody, .runs = Runs::on_worker,
     .body_limit = kMaxForm, .label = RouteClass::sign_in, .traits = {.asks = Asks::provider, .span = "callback", .limit = Limited::callback},
     .function = [](const Call& call, const Parts& parts) { return finish_sign_in(call, parts.sign_in); }},
    {.methods = Method::get | Method::post, .path = "/api/v1/auth/login", .who = May::everybody, .runs = Runs::on_loop,
     .body_limit = kMaxForm, .label = RouteClass::sign_in,
     .traits = {.asks = Asks::provider, .needs_provider = true, .span = "sign-in", .limit = Limited::sign_in},
     .function = [](const Call& call, const Parts& parts) { return start_sign_in(call, parts.sign_in); }},
    {.methods = Method::get | Method::post, .path = "/api/v1/auth/logout", .who = May::everybody_by_name,
     .runs = Runs::on_worker, .body_limit = kMaxForm, .label = RouteClass::sign_in,
     .function = [](const Call& call, const Parts& parts) { return sign_out(call, parts.sign_in); }},
    {.methods = Method::get, .path = "/api/v1/auth/refresh", .who = May::everybody_by_name, .runs = Runs::on_worker,
     .label = RouteClass::security_api, .traits = {.gives = {Form::one, &kLoginTokensShape}},
     .function = [](const Call& call, const Parts& parts) { return refresh(call, parts.own_tokens); }},
    {.methods = Method::get | Method::post, .path = "/api/v1/auth/sessions", .who = May::signed_in,
     .runs = Runs::on_worker, .body_limit = kMaxForm, .label = RouteClass::page,
     .traits = {.after_sign_in = AfterSignIn::may_return},
     .function = [](const Call& call, const Parts& parts) { return my_sessions(call, parts.callers); }},
    {.methods = Method::get, .path = "/api/v1/openapi.json", .who = May::everybody, .runs = Runs::on_worker,
     .label = RouteClass::security_api, .traits = {.after_sign_in = AfterSignIn::may_return, .gives = {Form::anything}},
     .function = openapi},
    {.methods = Method::get, .path = "/api/v1/docs", .who = May::everybody, .runs = Runs::on_worker,
     .label = RouteClass::page, .traits = {.after_sign_in = AfterSignIn::may_return},
     .function = api_page},
    {.methods = Method::get, .path = "/frontchannel-logout", .who = May::everybody, .runs = Runs::on_worker,
     .label = RouteClass::sign_in,
     .function = [](const Call& call, const Parts& parts) { return front_channel_logout(call, parts.sign_in); }},
    {.methods = Method::get, .path = "/signed-out", .who = May::everybody_by_name, .runs = Runs::on_loop,
     .label = RouteClass::page,
     .function = [](const Call& call, const Parts&) { return signed_out(call); }},
    {.methods = Method::get | Method::post, .path = "/api/v1/auth/local", .who = May::everybody, .runs = Runs::on_worker,
     .body_limit = kMaxForm, .label = RouteClass::sign_in, .traits = {.limit = Limited::local_sign_in},
     .function = [](const Call& call, const Parts& parts) { return account_sign_in(call, parts.accounts, parts.local_accounts); }},
    {.methods = Method::get | Method::post, .path = "/api/v1/auth/local/code", .who = May::everybody,
     .runs = Runs::on_worker, .body_limit = kMaxForm, .label = RouteClass::sign_in,
     .traits = {.limit = Limited::local_sign_in},
     .function = [](const Call& call, const Parts& parts) { return account_code(call, parts.accounts); }},
    {.methods = Method::get | Method::post, .path = "/api/v1/auth/local/password", .who = May::everybody,
     .runs = Runs::on_worker, .body_limit = kMaxForm, .label = RouteClass::sign_in,
     .traits = {.limit = Limited::local_sign_in},
     .function = [](const Call& call, const Parts& parts) { return account_password(call, parts.accounts); }},
    {.methods = Method::get | Method::post, .path = "/api/v1/auth/local/reset", .who = May::everybody,
     .runs = Runs::on_worker, .body_limit = kMaxForm, .label = RouteClass::sign_in,
     .traits = {.limit = Limited::local_sign_in},
     .function = [](const Call& call, const Parts& parts) { return account_reset(call, parts.accounts); }},
    {.methods = Method::get | Method::post, .path = "/api/v1/auth/local/sign-up", .who = May::everybody,
     .runs = Runs::on_worker, .body_limit = kMaxForm, .label = RouteClass::sign_in,
     .traits = {.limit = Limited::local_sign_in},
     .function = [](const Call& call, const Parts& parts) { return account_sign_up(call, parts.accounts); }},
    {.methods = Method::get | Method::post, .path = "/api/v1/auth/local/sign-up/password", .who = May::everybody,
     .runs = Runs::on_worker, .body_limit = kMaxForm, .label = RouteClass::sign_in,
     .traits = {.limit = Limited::local_sign_in},
     .function = [](const Call& call, const Parts& parts) { return account_sign_up_password(call, parts.accounts); }},
    {.methods = Method::get | Method::post, .path = "/local-admin", .who = May::everybody, .runs = Runs::on_worker,
     .body_limit = kMaxForm, .label = RouteClass::local_admin, .traits = {.limit = Limited::local_sign_in},
     .function = [](const Call& call, const Parts& parts) { return local_sign_in(call, parts.local_accounts); }},
    {.methods = Method::get | Method::post, .path = "/local-admin/code", .who = May::everybody,
     .runs = Runs::on_worker, .body_limit = kMaxForm, .label = RouteClass::local_admin,
     .traits = {.limit = Limited::local_sign_in},
     .function = [](const Call& call, const Parts& parts) { return local_code(call, parts.local_accounts); }},
    {.methods = Method::get | Method::post, .path = "/api/v1/auth/second-factor", .who = May::signed_in,
     .runs = Runs::on_worker, .body_limit = kMaxForm, .label = RouteClass::page,
     .traits = {.after_sign_in = AfterSignIn::may_return, .limit = Limited::local_sign_in},
     .function = [](const Call& call, const Parts& parts) { return own_second_factor(call, parts.accounts, parts.local_accounts); }},
    {.methods = Method::get | Method::post, .path = "/local-admin/setup", .who = May::everybody,
     .runs = Runs::on_worker, .body_limit = kMaxForm, .label = RouteClass::local_admin,
     .traits = {.limit = Limited::local_sign_in},
     .function = [](const Call& call, const Parts& parts) { return local_setup(call, parts.local_accounts); }},
});
// clang-format on

template <const auto& rows, std::size_t index>
http::Outcome call_api(const Call& call, const Parts& parts) {
  return call_api_row(rows[index], call, parts.api);
}

// No address of the API is a step of a sign-in, so a browser may come back to each.
constexpr OwnRows::Traits with_return(OwnRows::Traits traits) {
  traits.after_sign_in = AfterSignIn::may_return;
  return traits;
}

// A function of its own, because g++ warns where it sees that the answer is always yes.
constexpr bool has_function(const ApiRow& row) {
  return row.function != nullptr;
}

template <const auto& rows, std::size_t index>
constexpr OwnRow own_row_of() {
  const ApiRow& row = rows[index];
  return {.methods = row.methods,
          .path = row.path,
          .who = row.who,
          .runs = row.runs,
          .body_limit = row.body_limit,
          .precedence = row.precedence,
          .label = row.label,
          .traits = with_return(row.traits),
          .function = has_function(row) ? call_api<rows, index> : nullptr};
}

// The rows of one noun of the security API as rows of the whole table.
template <const auto& rows>
constexpr auto api_rows() {
  return []<std::size_t... index>(std::index_sequence<index...>) {
    return std::array{own_row_of<rows, index>()...};
  }(std::make_index_sequence<rows.size()>());
}

template <std::size_t A>
constexpr std::array<OwnRow, A> join(const std::array<OwnRow, A>& rows) {
  return rows;
}

template <std::size_t A, std::size_t B, class... More>
constexpr auto join(const std::array<OwnRow, A>& first, const std::array<OwnRow, B>& second, const More&... more) {
  const auto both = [&]<std::size_t... index>(std::index_sequence<index...>) {
    return std::array<OwnRow, A + B>{(index < A ? first[index] : second[index - A])...};
  }(std::make_index_sequence<A + B>());
  return join(both, more...);
}

// A noun of the security API adds its rows here.
constexpr http::RouteTable kTable{
    join(kRows, api_rows<kPermissionRows>(), api_rows<kSystemRows>(), api_rows<kTokenRows>(), api_rows<kOwnTokenRows>(),
         api_rows<kUserRows>(), api_rows<kOwnUserRows>(), api_rows<kLoggedInUserRows>(), api_rows<kDisabledRows>(),
         api_rows<kBotRows>(), api_rows<kOwnBotRows>(), api_rows<kRoleRows>(), api_rows<kPolicyRows>(),
         api_rows<kTeamRows>(), api_rows<kTeamHierarchyRows>(), api_rows<kOwnRoleRows>(), api_rows<kOwnPolicyRows>(),
         api_rows<kOwnTeamRows>(), api_rows<kAuditRows>(), api_rows<kAccountRows>(), api_rows<kOwnAccountRows>(),
         api_rows<kPasswordLinkRows>(), api_rows<kScimRows>())};

bool may_begin_with(std::string_view beginning, std::string_view callback_path) {
  const std::string_view start = callback_path.substr(0, beginning.size());
  return ascii_iequals(start, beginning) || kTable.has_row_below(beginning);
}

bool answers(std::string_view path, const Route* route, std::string_view callback_path) {
  const auto found = find_own(Method::get, path, callback_path);
  if (found.rows.empty()) return false;
  switch (found.rows.front().precedence) {  // the same in all rows of one path
    case Precedence::ours:
      return true;
    case Precedence::unless_routed:
      return route == nullptr;
    case Precedence::unless_behind:
      return !route || route->identity != IdentityForm::jwt;
  }
  return true;
}

}  // namespace

std::span<const OwnRow> own_rows() {
  return kTable.rows();
}

http::Found<OwnRow> find_own(http::Method method, std::string_view path, std::string_view callback_path) {
  return kTable.find(method, path == callback_path ? kCallback : path);
}

bool is_ours(const Way& way, std::string_view callback_path) {
  return answers(way.path, way.route, callback_path);
}

bool is_never_routed(std::string_view path, std::string_view callback_path) {
  const auto found = find_own(Method::get, path, callback_path);
  return !found.rows.empty() && found.rows.front().precedence == Precedence::ours;
}

const OwnAddresses& own_addresses() {
  static constexpr OwnAddresses kAddresses{may_begin_with, answers};
  return kAddresses;
}

}  // namespace sallyport::gateway
