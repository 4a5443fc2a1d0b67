// The directory's pages: plain HTML that works without JavaScript. The functions are pure. Every page says that it is
// not Microsoft Entra ID.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/call/page_parts.h"
#include "entra/aadsts.h"
#include "entra/registration.h"
#include "http/form.h"
#include "http/message.h"

namespace sallyport::directory {

struct SignInPage {
  FormTarget target;
  std::string app_name;
  std::string tenant_name;
  std::string user_name;                    // pre-filled
  const entra::Refusal* refusal = nullptr;  // why the previous attempt failed
  std::vector<std::string> refusal_lines;   // its text and the ids, without the code
};

// The form with which the holder of a one-time link becomes a Global Administrator.
struct AdministratorPage {
  std::string tenant_name;
  std::string link;  // which the form sends back
  std::string user_name;
  std::string display_name;
  std::string complaint;  // why the previous try failed; empty at first
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
  std::string account;  // object id of the person, which the form sends back
  std::vector<std::string> permissions;
  bool offers_organization = false;  // an administrator may consent for everybody
  bool for_organization = false;     // an administrator consents for everybody
};

struct DevicePage {
  FormTarget target;
  std::string app_name;
  std::string user_name;
  std::string account;  // object id, which the form sends back
};

// What became of a sign-in on another device.
enum class DeviceOutcome { approved, declined };

struct SignedOutPage {
  std::vector<std::string> frames;  // front-channel logout URLs
  std::string continue_to;          // registered; may be empty
  std::string refused_return;       // where the application asked to return to, if that is not registered
};

struct ErrorPage {
  std::string code;                // "AADSTS50011", or a word
  std::vector<std::string> lines;  // the text without the code, and the ids
  const entra::Refusal* row = nullptr;
  int status = 400;
  std::string heading = "Sign-in did not work";
};

// What a code means. Nobody is signing in, so the code is the heading.
struct CodePage {
  std::string heading;
  std::string text;
  const entra::Refusal* row = nullptr;
  int status = 200;
};

struct WelcomePage {
  std::string origin;
  std::vector<entra::Tenant> tenants;
};

http::Response sign_in_page(const SignInPage& page);
http::Response account_page(const AccountPage& page);
http::Response consent_page(const ConsentPage& page);
// Asks for the code that a program shows. `refusal` says what was wrong with the previous one; null at first.
http::Response user_code_page(const entra::Refusal* refusal, const std::vector<std::string>& refusal_lines);
http::Response device_confirmation_page(const DevicePage& page);
http::Response device_done_page(DeviceOutcome outcome, std::string_view app_name);
http::Response signed_out_page(const SignedOutPage& page);
http::Response error_page(const ErrorPage& page, Framing framing = Framing::refused);
http::Response code_page(const CodePage& page);
http::Response not_found_page();
http::Response administrator_page(const AdministratorPage& page);
http::Response administrator_done_page(std::string_view user_name, std::string_view tenant_name);
// The link was used, has expired, or is another directory's.
http::Response dead_link_page();
http::Response welcome_page(const WelcomePage& page);

// The page of an invisible frame that tells an application whether its session still exists in this browser. The
// application sends "CLIENT-ID SESSION-STATE", and the script answers "unchanged", "changed" or "error". It compares
// the session_state with the session ids in the readable cookie (directory/authorize/browser.h). Every site may frame
// it. Source: OpenID Connect Session Management 1.0, 3.2.
http::Response check_session_page();

// A page that posts the fields to the application, by script or, without JavaScript, by a button.
// Source: OAuth 2.0 Form Post Response Mode 2.
http::Response form_post_page(std::string_view action, const http::Form& fields, Framing framing);

}  // namespace sallyport::directory
