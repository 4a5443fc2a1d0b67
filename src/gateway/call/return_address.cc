#include "gateway/call/return_address.h"

#include <algorithm>
#include <array>

#include "http/loose_path.h"
#include "http/return_url.h"
#include "http/url.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kCheck = "/check";

// The callback is missing here, because its path is configured.
constexpr std::array<std::string_view, 8> kNowhereToReturnTo{
    "/api/v1/auth/local",
    "/api/v1/auth/login",
    "/api/v1/auth/logout",
    "/api/v1/auth/refresh",
    "/signed-out",
    "/frontchannel-logout",
    "/local-admin",
    kCheck,
};

std::string_view path_of(std::string_view reference) {
  return reference.substr(0, reference.find('?'));
}

std::string home_of(const Essentials& essentials) {
  return essentials.prepared.site.base_path + "/";
}

// Whether the path is a step of the sign-in, may be read as one by some program ("/api/v1/auth/login;x"), or is not
// below our base path.
bool leads_nowhere(const Essentials& essentials, std::string_view path) {
  const Site& site = essentials.prepared.site;
  if (!path.starts_with('/')) return false;  // an allowed URL of another origin
  if (!http::path_is_under(path, site.base_path)) return true;
  const std::string_view ours = path.substr(site.base_path.size());
  const auto loose = http::loose_path(ours);
  const std::string_view beginning = loose && !loose->is_canonical() ? loose->beginning() : std::string_view();
  const auto may_be = [&](std::string_view one) {
    return http::path_is_under(ours, one) || (!beginning.empty() && one.starts_with(beginning));
  };
  return may_be(site.callback_path) || std::ranges::any_of(kNowhereToReturnTo, may_be);
}

}  // namespace

std::string return_address(const Essentials& essentials, std::string_view wanted) {
  auto checked =
      http::check_return_url(wanted, essentials.prepared.site.origin, essentials.settings->server.allowed_return_urls);
  if (!checked) essentials.metrics.count("return_urls_refused");
  if (!checked || leads_nowhere(essentials, path_of(*checked))) return home_of(essentials);
  return *std::move(checked);
}

std::string where_one_is(const Essentials& essentials, const http::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return home_of(essentials);
  std::string_view target = request.target;
  if (http::path_is_under(path_of(target), kCheck)) target.remove_prefix(kCheck.size());
  return return_address(essentials, target.starts_with('/') ? std::string(target) : home_of(essentials));
}

std::string page_of_the_form(const Essentials& essentials, const http::Request& request, std::string_view posted_to) {
  const auto referrer = request.header("Referer");
  if (!referrer) return home_of(essentials);
  const auto checked = http::check_return_url(*referrer, essentials.prepared.site.origin, {});
  if (!checked || path_of(*checked) == path_of(posted_to) || leads_nowhere(essentials, path_of(*checked)))
    return home_of(essentials);
  return *checked;
}

}  // namespace sallyport::gateway
