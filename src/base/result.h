// The return type of every call that can fail. A Result holds either the value or an Error, and the caller must look:
// ignoring one does not compile. No exception leaves a folder, so an Error is the only way in which a call fails.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace sallyport {

enum class Kind {
  malformed,        // the input does not follow its format
  rejected,         // the input is well formed, but a rule forbids it
  unauthenticated,  // the caller has not proven who they are
  forbidden,        // the caller is known and may not do this
  conflict,         // another request was faster, or the thing exists already
  unavailable,      // something that we depend on did not answer; trying again may help
  internal,         // a mistake in Sallyport itself
};

std::string_view name_of(Kind kind);

struct Error {
  Kind kind = Kind::internal;
  // A stable word that names the refusal, such as "jws_signature". Tests, logs and metrics rely on it. Must be a string
  // literal.
  std::string_view reason;
  std::string_view rule;  // the source of the rule, such as "RFC 7515 5.2"; a string literal; may be empty
  std::string detail;     // only for the log; holds no secret and no token
};

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

using Failure = tl::unexpected<Error>;

// Makes the failing half of a Result. Pass string literals as reason and rule: the Error does not copy them.
inline Failure failure(Kind kind, std::string_view reason, std::string_view rule = {}, std::string detail = {}) {
  return Failure(Error{kind, reason, rule, std::move(detail)});
}

}  // namespace sallyport

#define SALLYPORT_CONCAT_(a, b) a##b
#define SALLYPORT_CONCAT(a, b) SALLYPORT_CONCAT_(a, b)

// SALLYPORT_TRY(const auto claims, parse_claims(text)); declares `claims`, or returns the error from the enclosing
// function.
#define SALLYPORT_TRY(declaration, ...) \
  SALLYPORT_TRY_(SALLYPORT_CONCAT(sallyport_try_, __COUNTER__), declaration, __VA_ARGS__)
#define SALLYPORT_TRY_(name, declaration, ...)                     \
  auto name = (__VA_ARGS__);                                       \
  if (!name) return ::sallyport::Failure(std::move(name).error()); \
  declaration = *std::move(name)

// SALLYPORT_CHECK(check_issuer(claims)); continues, or returns the error from the enclosing function.
#define SALLYPORT_CHECK(...) SALLYPORT_CHECK_(SALLYPORT_CONCAT(sallyport_check_, __COUNTER__), __VA_ARGS__)
#define SALLYPORT_CHECK_(name, ...) \
  if (auto name = (__VA_ARGS__); !name) return ::sallyport::Failure(std::move(name).error())
