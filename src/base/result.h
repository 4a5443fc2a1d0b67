// What a call that can fail returns: the value, or an Error that says what kind, which rule, and why.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace sallyport {

enum class Kind {
  malformed,        // the input is not of the form that its format demands
  rejected,         // well formed, and a rule says no
  unauthenticated,  // nobody, or not proven to be anybody
  forbidden,        // somebody, and not allowed
  conflict,         // lost a race, or the thing is there already
  unavailable,      // something we depend on did not answer; trying again may help
  internal,         // our own mistake
};

std::string_view name_of(Kind kind);

struct Error {
  Kind kind = Kind::internal;
  std::string_view
      reason;  // a stable word of the owning folder, "jws_signature"; static storage; tests and metrics use it
  std::string_view rule;  // where the rule comes from, "RFC 7515 5.2"; static storage; may be empty
  std::string detail;     // for the log alone; no secret, no token
};

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

using Failure = tl::unexpected<Error>;

// Makes the failing half of a Result. Shape: reason and rule are string literals.
inline Failure failure(Kind kind, std::string_view reason, std::string_view rule = {}, std::string detail = {}) {
  return Failure(Error{kind, reason, rule, std::move(detail)});
}

}  // namespace sallyport

#define SALLYPORT_CONCAT_(a, b) a##b
#define SALLYPORT_CONCAT(a, b) SALLYPORT_CONCAT_(a, b)

// SALLYPORT_TRY(const auto claims, parse_claims(text)); returns the error from the enclosing function, or declares.
#define SALLYPORT_TRY(declaration, ...) \
  SALLYPORT_TRY_(SALLYPORT_CONCAT(sallyport_try_, __COUNTER__), declaration, __VA_ARGS__)
#define SALLYPORT_TRY_(name, declaration, ...)                     \
  auto name = (__VA_ARGS__);                                       \
  if (!name) return ::sallyport::Failure(std::move(name).error()); \
  declaration = *std::move(name)

// SALLYPORT_CHECK(check_issuer(claims)); returns the error from the enclosing function, or goes on.
#define SALLYPORT_CHECK(...) SALLYPORT_CHECK_(SALLYPORT_CONCAT(sallyport_check_, __COUNTER__), __VA_ARGS__)
#define SALLYPORT_CHECK_(name, ...) \
  if (auto name = (__VA_ARGS__); !name) return ::sallyport::Failure(std::move(name).error())
