// The table of the operations of control. Rows of one path stand together. To add one, declare its function and add its
// row.
#pragma once

#include <array>

#include "directory/control/control.h"

namespace sallyport::directory::control {

using Answer = graph::Answered<http::Response>;

// content.cc
Answer show_clock(const Call& call);
Answer move_clock(const Call& call);
Answer expire_secrets(const Call& call);
Answer rotate_signing_keys(const Call& call);
Answer revoke_person(const Call& call);
Answer list_sign_ins(const Call& call);
Answer list_snapshots(const Call& call);
Answer take_snapshot(const Call& call);
Answer restore_snapshot(const Call& call);
Answer reset(const Call& call);
// fault_operations.cc
Answer list_faults(const Call& call);
Answer add_fault(const Call& call);
Answer clear_faults(const Call& call);
Answer remove_fault(const Call& call);
// forge.cc
Answer forge_token(const Call& call);

// clang-format off
inline constexpr auto kOperations = [] {
  using M = http::Method;
  return std::to_array<Operation>({
      {M::get, "/control/clock", show_clock},
      {M::post, "/control/clock", move_clock},
      {M::get, "/control/faults", list_faults},
      {M::post, "/control/faults", add_fault},
      {M::delete_, "/control/faults", clear_faults},
      {M::delete_, "/control/faults/{fault:number}", remove_fault},
      {M::post, "/control/keys/rotate", rotate_signing_keys},
      {M::post, "/control/people/revoke", revoke_person},
      {M::post, "/control/reset", reset},
      {M::post, "/control/secrets/expire", expire_secrets},
      {M::get, "/control/sign-ins", list_sign_ins},
      {M::get, "/control/snapshots", list_snapshots},
      {M::put, "/control/snapshots/{snapshot}", take_snapshot},
      {M::post, "/control/snapshots/{snapshot}/restore", restore_snapshot},
      {M::post, "/control/tokens", forge_token},
  });
}();
// clang-format on

}  // namespace sallyport::directory::control
