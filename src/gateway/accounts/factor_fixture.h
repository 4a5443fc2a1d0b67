// For tests only: people who have a second factor.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "crypto/totp.h"
#include "gateway/accounts/accounts_fixture.h"

namespace sallyport::gateway::testing {

// The value of an input of a page; empty if there is none.
inline std::string input_value(const std::string& page, std::string_view name) {
  const std::string mark = "name=\"" + std::string(name) + "\" value=\"";
  const auto at = page.find(mark);
  if (at == std::string::npos) return {};
  const auto start = at + mark.size();
  return page.substr(start, page.find('"', start) - start);
}

// The key that a page shows as text.
inline Secret shown_key(const std::string& page) {
  constexpr std::string_view kMark = "id=\"totp-secret\">";
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (auto at = page.find(kMark) + kMark.size(); at < page.size() && page[at] != '<'; ++at) {
    if (page[at] == ' ') continue;
    bits = (bits << 5) | static_cast<std::uint32_t>(kLetters.find(page[at]));
    if (count += 5; count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>((bits >> count) & 0xff));
  }
  return Secret(bytes);
}

// The recovery codes of a page.
inline std::vector<std::string> shown_recovery_codes(const std::string& page) {
  constexpr std::string_view kMark = "<li><code>";
  std::vector<std::string> codes;
  for (auto at = page.find(kMark); at != std::string::npos; at = page.find(kMark, at + 1)) {
    const auto start = at + kMark.size();
    codes.push_back(page.substr(start, page.find('<', start) - start));
  }
  return codes;
}

inline std::string code_of(const World& world, const Secret& key, Seconds later = Seconds(0)) {
  return crypto::totp_code(key, crypto::totp_step(world.clock.now() + later));
}

// As a browser sends a form of ours.
inline Reply post_code(World& world, std::string_view path, std::string_view challenge, std::string_view code,
                       std::string_view return_to = {}) {
  http::Form form;
  form.add("challenge", challenge);
  form.add("code", code);
  form.add("redirectUri", return_to);
  return world.post(path, form, {{"Sec-Fetch-Site", "same-origin"}});
}
inline constexpr std::string_view kCodeForm = "/api/v1/auth/local/code";

// People who have set up a factor at their sign-in, in a browser that is gone.
struct WithFactor {
  Secret key;
  std::vector<std::string> recovery_codes;
};

// `world` must ask the person for a factor.
inline WithFactor set_factor_up(AccountWorld& world, std::string_view name) {
  const Reply offer = world.sign_in_by_form(name);
  EXPECT_EQ(offer.status, 200) << offer.body;
  const Secret key = shown_key(offer.body);
  const Reply done = post_code(world, kCodeForm, input_value(offer.body, "challenge"), code_of(world, key));
  EXPECT_EQ(done.status, 200) << done.body;
  world.jar.clear();
  world.clock.advance(Seconds(60));  // so that the code that was used is not the current one
  return {key, shown_recovery_codes(done.body)};
}

inline void for_everyone(Settings& settings) {
  settings.local_accounts.second_factor_for = SecondFactorFor::everyone;
}

}  // namespace sallyport::gateway::testing
