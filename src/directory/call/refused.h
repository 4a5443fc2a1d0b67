// A refusal: a row of Entra's table of AADSTS codes, and the values for its text. A function that can refuse returns
// Judged<T>, which holds a value or a refusal.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "base/result.h"
#include "entra/aadsts_table.h"

namespace sallyport::directory {

struct Refused {
  const entra::Refusal* row = nullptr;  // null: a store or another dependency failed
  std::vector<std::string> values;
  std::string_view error;      // replaces the row's error word if the endpoint requires another; may be empty
  std::string detail = {};     // for the log only
  std::string_view text = {};  // replaces the row's text if Entra has another sentence for the same number
  std::string claims = {};     // a claims challenge as JSON, for the client's next request; only in a JSON body

  std::string_view error_word() const;
  int code() const { return row == nullptr ? 0 : row->code; }
};

template <class T>
using Judged = tl::expected<T, Refused>;

// For example refuse<50011>({uri, client}). A code without a row does not compile.
template <int Code>
tl::unexpected<Refused> refuse(std::vector<std::string> values = {}, std::string_view error = {}) {
  return tl::unexpected(Refused{&entra::refusal<Code>(), std::move(values), error, {}});
}

// Turns the error of a port into a refusal: the client gets temporarily_unavailable, the log gets the reason.
Refused to_refused(const Error& error);
inline Refused to_refused(Refused refused) {
  return refused;
}

}  // namespace sallyport::directory

// Like SALLYPORT_TRY and SALLYPORT_CHECK, for functions that return Judged. They take a Judged or a Result.
#define SALLYPORT_JUDGE(declaration, ...) \
  SALLYPORT_JUDGE_(SALLYPORT_CONCAT(sallyport_judge_, __COUNTER__), declaration, __VA_ARGS__)
#define SALLYPORT_JUDGE_(name, declaration, ...)                                                   \
  auto name = (__VA_ARGS__);                                                                       \
  if (!name) return ::tl::unexpected(::sallyport::directory::to_refused(std::move(name).error())); \
  declaration = *std::move(name)
#define SALLYPORT_DEMAND(...) SALLYPORT_DEMAND_(SALLYPORT_CONCAT(sallyport_demand_, __COUNTER__), __VA_ARGS__)
#define SALLYPORT_DEMAND_(name, ...)    \
  if (auto name = (__VA_ARGS__); !name) \
  return ::tl::unexpected(::sallyport::directory::to_refused(std::move(name).error()))
