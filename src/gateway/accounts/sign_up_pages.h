// The pages at which people make local accounts themselves, as pure functions.
#pragma once

#include <string_view>

#include "gateway/call/pages.h"

namespace sallyport::gateway {

// Asks for an address and a name. Every text may be empty; the last two are what was typed before.
struct SignUpView {
  std::string_view complaint{};
  std::string_view address{};
  std::string_view display_name{};
};
Page render_sign_up(const SignUpView& view);

// The form in which the owner of the address chooses a password.
Page render_sign_up_password(std::string_view username, std::string_view link, std::string_view complaint);

}  // namespace sallyport::gateway
