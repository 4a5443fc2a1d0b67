// The rows of AADSTS refusals, in three files by who can mend them. To add one: a row in one of the three; a test
// checks the form of every row. Source: entra.md 6.3; Microsoft Entra authentication and authorization error codes.
#pragma once

#include <algorithm>
#include <array>

#include "entra/aadsts_people.h"
#include "entra/aadsts_registration.h"
#include "entra/aadsts_request.h"

namespace sallyport::entra {

// All of them, by number.
inline constexpr auto kRefusals = [] {
  std::array<Refusal, kPeopleRefusals.size() + kRegistrationRefusals.size() + kRequestRefusals.size()> all{};
  auto end = std::ranges::copy(kPeopleRefusals, all.begin()).out;
  end = std::ranges::copy(kRegistrationRefusals, end).out;
  std::ranges::copy(kRequestRefusals, end);
  std::ranges::sort(all, {}, &Refusal::code);
  return all;
}();

static_assert(std::ranges::adjacent_find(kRefusals, {}, &Refusal::code) == kRefusals.end(), "each number once");

// The row of a code that is known when this is compiled: refusal<50011>(). A code without a row does not compile.
template <int Code>
consteval const Refusal& refusal() {
  constexpr auto row = std::ranges::find(kRefusals, Code, &Refusal::code);
  static_assert(row != kRefusals.end(), "no row for this AADSTS code");
  return *row;
}

}  // namespace sallyport::entra
