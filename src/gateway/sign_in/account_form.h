// What the pages of local accounts have in common: who may send their forms, and the form in which people sign in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "gateway/accounts/parts.h"
#include "gateway/call/endpoint.h"
#include "http/form.h"

namespace sallyport::gateway {

// The answer to what every page of local accounts refuses: local accounts are off (404), or another site made the
// browser send a form (403). Absent: go on.
std::optional<http::Answer> refuse_account_page(const Call& call);

// What the form holds, in the query or in the body. Empty if it is damaged.
http::Form read_account_form(const Call& call);

// The form in which people sign in, with what they have entered.
struct SignInForm {
  const Call& call;
  std::string username;
  std::string return_to;  // checked (return_address.h)
  bool offers_reset = false;
  bool offers_sign_up = false;

  http::Answer answer(int status, AccountSignInView view) const;
  http::Answer wait(int status, std::string_view obstacle, Seconds wait) const;  // with Retry-After
  http::Answer wrong() const;                                                    // 401
};
SignInForm sign_in_form_of(const Call& call, const AccountParts& parts, const http::Form& fields);

// "Too many attempts. Try again in 30 seconds."
std::string too_many_attempts(Seconds wait);

}  // namespace sallyport::gateway
