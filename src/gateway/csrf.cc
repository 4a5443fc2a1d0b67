#include "gateway/csrf.h"

#include "http/form.h"

namespace sallyport::gateway {
namespace {

constexpr Seconds kLifetime{3600};

bool has_token(const Call& call, std::string_view purpose) {
  const auto form = http::Form::parse(call.request.body);
  const auto token = form ? form->one("csrf") : Result<std::optional<std::string>>(std::nullopt);
  if (!token || !*token) return false;
  const auto opened = call.services.sealer.open(**token, purpose, call.services.clock.now());
  return opened && *opened == call.who.caller->session->value;
}

}  // namespace

std::string csrf_token(const Call& call, std::string_view purpose) {
  return call.services.sealer.seal(call.who.caller->session->value, purpose, call.services.clock.now() + kLifetime);
}

bool comes_from_our_page(const Call& call, std::string_view purpose) {
  switch (call.site().fetch_of(call.request)) {
    case Fetch::same_origin:
      return true;
    case Fetch::other:
      return false;
    case Fetch::unknown:
      return call.request.method == "POST" && has_token(call, purpose);
  }
  return false;
}

}  // namespace sallyport::gateway
