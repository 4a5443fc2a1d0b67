// The directory's pages: plain HTML that works without JavaScript, made by pure functions. Every page says that it is
// not Microsoft Entra ID.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entra/aadsts.h"
#include "http/form.h"
#include "http/message.h"

namespace sallyport::directory {

// May the page stand in a frame of another site? Only what answers prompt=none may: silent renewal runs in one.
enum class Framing { refused, allowed };

// What a form posts back to, and what proves that it is ours.
struct FormTarget {
  std::string action;      // path and query
  std::string flow_token;  // against forged sign-ins
};

struct SignInPage {
  FormTarget target;
  std::string app_name;
  std::string tenant_name;
  std::string user_name;                    // filled in
  const entra::Refusal* refusal = nullptr;  // of the try before
  std::string refusal_text;
};

struct Account {
  std::string id;
  std::string display_name;
  std::string user_name;
  bool signed_in = false;
};

struct AccountPage {
  FormTarget target;
  std::string app_name;
  std::string tenant_name;
  std::vector<Account> accounts;
  bool without_password = false;  // demo
};

struct ConsentPage {
  FormTarget target;
  std::string app_name;
  std::string user_name;
  std::vector<std::string> permissions;
};

struct SignedOutPage {
  std::vector<std::string> frames;  // front-channel logout URLs
  std::string continue_to;          // registered; may be empty
};

struct ErrorPage {
  std::string code;         // "AADSTS50011", or a word
  std::string description;  // the whole text, with trace id
  const entra::Refusal* row = nullptr;
  int status = 400;
};

http::Response sign_in_page(const SignInPage& page);
http::Response account_page(const AccountPage& page);
http::Response consent_page(const ConsentPage& page);
http::Response signed_out_page(const SignedOutPage& page);
http::Response error_page(const ErrorPage& page, Framing framing = Framing::refused);
http::Response welcome_page(std::string_view origin, const std::vector<std::pair<std::string, std::string>>& tenants);

// Posts the fields on by itself; without JavaScript, by a button. Source: OAuth 2.0 Form Post Response Mode 2.
http::Response form_post_page(std::string_view action, const http::Form& fields, Framing framing);

}  // namespace sallyport::directory
