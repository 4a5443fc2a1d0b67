// The pages about second factors, as pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "gateway/call/pages.h"

namespace sallyport::gateway {

// Where the form of a page leads, and what it carries. The texts live as long as the call that renders the page.
struct FactorForm {
  std::string_view action;       // an address of ours
  std::string_view challenge;    // sealed (challenge.h)
  std::string_view return_to{};  // where the sign-in leads; may be empty
  std::string_view csrf{};       // of a form for somebody who is signed in; may be empty
  std::string_view complaint{};  // what was wrong with the last entry; may be empty
};

// Asks for a code, between the password and the session.
Page render_code(const FactorForm& form);

// Shows the key as a QR code and as text, and asks for the first code.
Page render_factor_offer(const FactorForm& form, const Secret& key, std::string_view username,
                         std::string_view application);

// Shows recovery codes. `next`: where the person goes from here.
Page render_recovery_codes(const std::vector<std::string>& codes, const PageAction& next);

// A person's own second factor.
struct FactorView {
  std::string_view username;
  std::string_view since{};        // when it was set up, ready to be shown; empty: there is none
  std::size_t recovery_codes = 0;  // how many are left
  std::string_view csrf;
  std::string_view complaint{};
};
Page render_own_factor(const FactorView& view);

}  // namespace sallyport::gateway
