#include "gateway/sign_in/csrf.h"

#include "gateway/call/lifetimes.h"
#include "http/form.h"

namespace sallyport::gateway {
namespace {

bool has_token(const Call& call, const session::Sealer& sealer, std::string_view purpose) {
  const auto form = http::Form::parse(call.request.body);
  const auto token = form ? form->one("csrf") : Result<std::optional<std::string>>(std::nullopt);
  if (!token || !*token) return false;
  const auto opened = sealer.open(**token, purpose, call.essentials.clock.now());
  return opened && *opened == crypto::view(*call.who.caller->session);
}

}  // namespace

std::string csrf_token(const Call& call, const session::Sealer& sealer, std::string_view purpose) {
  return sealer.seal(crypto::view(*call.who.caller->session), purpose, call.essentials.clock.now() + kFormLifetime);
}

bool comes_from_our_page(const Call& call, const session::Sealer& sealer, std::string_view purpose) {
  switch (call.site().fetch_of(call.request)) {
    case Fetch::same_origin:
      return true;
    case Fetch::other:
      return false;
    case Fetch::unknown:
      return call.request.method == "POST" && has_token(call, sealer, purpose);
  }
  return false;
}

}  // namespace sallyport::gateway
