// Joins the rows of AADSTS refusals from four files. Three group them by who can fix the cause; the fourth has those of
// single grants. To add a refusal, put a row into one of the files. A test checks the form of every row. Source:
// docs/entra.md, Errors; Microsoft Entra authentication and authorization error codes.
#pragma once

#include <algorithm>
#include <array>

#include "entra/aadsts_grants.h"
#include "entra/aadsts_people.h"
#include "entra/aadsts_registration.h"
#include "entra/aadsts_request.h"

namespace sallyport::entra {

// All rows, sorted by number.
inline constexpr auto kRefusals = [] {
  std::array<Refusal,
             kPeopleRefusals.size() + kRegistrationRefusals.size() + kRequestRefusals.size() + kGrantRefusals.size()>
      all{};
  auto end = std::ranges::copy(kPeopleRefusals, all.begin()).out;
  end = std::ranges::copy(kGrantRefusals, end).out;
  end = std::ranges::copy(kRegistrationRefusals, end).out;
  std::ranges::copy(kRequestRefusals, end);
  std::ranges::sort(all, {}, &Refusal::code);
  return all;
}();

static_assert(std::ranges::adjacent_find(kRefusals, {}, &Refusal::code) == kRefusals.end(), "each number once");

// Finds the row of a code at compile time: refusal<50011>(). A code without a row does not compile.
template <int Code>
consteval const Refusal& refusal() {
  constexpr auto row = std::ranges::find(kRefusals, Code, &Refusal::code);
  static_assert(row != kRefusals.end(), "no row for this AADSTS code");
  return *row;
}

}  // namespace sallyport::entra
