// The pages on which a person proves more than a password: the second factor, its registration, a new password.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/call/page_parts.h"

namespace sallyport::directory {

struct SecondFactorPage {
  FormTarget target;
  std::string app_name;
  std::string tenant_name;
  std::string user_name;
  std::string account;                      // object id, which the form sends back
  const entra::Refusal* refusal = nullptr;  // why the previous attempt failed
  std::vector<std::string> refusal_lines;
};

struct FactorOfferPage {
  SecondFactorPage person;
  std::string secret;  // base32
  std::string uri;     // "otpauth://…"
  std::string offer;   // sealed, which the form sends back
};

struct NewPasswordPage {
  FormTarget target;
  std::string app_name;
  std::string tenant_name;
  std::string user_name;
  bool asks_code = false;                   // the person has a second factor
  const entra::Refusal* refusal = nullptr;  // why the page shows, or why the previous attempt failed
  std::vector<std::string> refusal_lines;
  std::string_view fault;  // what is wrong with the new password; empty: nothing
};

http::Response second_factor_page(const SecondFactorPage& page);
http::Response factor_offer_page(const FactorOfferPage& page);
http::Response new_password_page(const NewPasswordPage& page);

}  // namespace sallyport::directory
