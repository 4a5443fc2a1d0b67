// A refusal on its way to where it is shown: a row of Entra's table with its values.
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
  const entra::Refusal* row = nullptr;  // null: something we depend on did not answer
  std::vector<std::string> values;
  std::string_view error;  // in place of the row's, where the place demands another; may be empty
  std::string detail;      // for the log alone

  std::string_view error_word() const;
  int code() const { return row == nullptr ? 0 : row->code; }
};

template <class T>
using Judged = tl::expected<T, Refused>;

// refuse<50011>({uri, client}): a code without a row does not compile.
template <int Code>
tl::unexpected<Refused> refuse(std::vector<std::string> values = {}, std::string_view error = {}) {
  return tl::unexpected(Refused{&entra::refusal<Code>(), std::move(values), error, {}});
}

// A failed port: server_error to the client, the reason to the log.
Refused to_refused(const Error& error);
inline Refused to_refused(Refused refused) {
  return refused;
}

}  // namespace sallyport::directory

// As SALLYPORT_TRY and SALLYPORT_CHECK, for functions that return Judged; takes a Judged or a Result.
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
