#include "directory/rules/sign_in_record.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "entra/portal_application.h"

namespace sallyport::directory {
namespace {

using entra::AppRegistration;
using entra::Platform;
using entra::SignInAttempt;

std::string value_of(const SignInAttempt& attempt, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto at = std::ranges::find(attempt.sent, name, &entra::SentParameter::name);
    if (at != attempt.sent.end() && at->kept && !at->value.empty()) return at->value;
  }
  return "";
}

std::string_view title_of(Platform platform) {
  switch (platform) {
    case Platform::web:
      return "Web";
    case Platform::spa:
      return "Single-page application";
    case Platform::public_client:
      return "Mobile and desktop applications";
  }
  return "";
}

// One line for each redirect URI, of one platform or of all.
std::string redirect_uris(const AppRegistration* app, std::optional<Platform> platform = std::nullopt) {
  std::string lines;
  if (app == nullptr) return lines;
  for (const entra::RedirectUri& uri : app->redirect_uris) {
    if (platform && uri.platform != *platform) continue;
    lines += (lines.empty() ? "" : "\n") + uri.uri + " (" + std::string(title_of(uri.platform)) + ")";
  }
  return lines.empty() ? "No redirect URI is registered there." : lines;
}

std::string secrets(const AppRegistration* app) {
  constexpr std::string_view kStart = "The Value of a client secret, not its Secret ID";
  if (app == nullptr || app->secrets.empty()) return std::string(kStart) + ". The application has no secret.";
  std::string text = std::string(kStart) + ". It begins with ";
  for (const entra::PasswordCredential& secret : app->secrets)
    text +=
        (&secret == &app->secrets.front() ? "" : " or ") + secret.hint + "… (until " + print_rfc3339(secret.end) + ")";
  return text + ".";
}

std::string identifiers(const AppRegistration* app) {
  return app == nullptr ? std::string() : "Application (client) ID " + app->client_id.value;
}

struct FixedRow {
  int code;
  std::string_view parameter;
  std::string_view expected;
};
// What does not depend on the registration.
constexpr std::array kFixed{
    FixedRow{16000, "prompt", "An account that may sign in to this tenant, or prompt=select_account"},
    FixedRow{50058, "prompt", "A browser that is signed in, or a request without prompt=none"},
    FixedRow{50132, "prompt", "A browser that is signed in, or a request without prompt=none"},
    FixedRow{50133, "prompt", "A browser that is signed in, or a request without prompt=none"},
    FixedRow{50034, "login", "A user name that the tenant has"},
    FixedRow{50126, "login", "The password of this account"},
    FixedRow{50148, "code_verifier", "The code_verifier of which code_challenge was made"},
    FixedRow{501481, "code_verifier", "A code_verifier only if the authorization request had a code_challenge"},
    FixedRow{54005, "code", "A code that was not redeemed before"},
    FixedRow{70000, "code", "A code or refresh token that this directory issued to this application"},
    FixedRow{70003, "grant_type", "A grant type that the directory serves"},
    FixedRow{70008, "code", "A code or refresh token that has not expired"},
    FixedRow{700016, "client_id", "The Application (client) ID of an application in this tenant"},
    FixedRow{700038, "client_id", "A GUID: the Application (client) ID"},
    FixedRow{700025, "client_secret", "No client secret: the application is a public client"},
    FixedRow{7000218, "client_secret", "A client secret or a client assertion"},
    FixedRow{90014, "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
    FixedRow{700027, "client_assertion", "An assertion signed with a certificate of the application"},
    FixedRow{700051, "response_type", "A response type that is switched on for the application"},
    FixedRow{700054, "response_type", "ID tokens switched on under Authentication > Implicit grant and hybrid flows"},
    FixedRow{9002327, "Origin", "A request from a browser, with the header Origin"},
    FixedRow{900971, "redirect_uri", "A redirect URI of the application"},
    FixedRow{9002325, "code_challenge", "A code_challenge with code_challenge_method=S256 (PKCE)"},
    FixedRow{500011, "scope", "An API that has a service principal in this tenant"},
    FixedRow{650052, "scope", "An API that has a service principal in this tenant"},
    FixedRow{650056, "scope", "An API that is listed under API permissions"},
    FixedRow{650053, "scope", "A scope that the API exposes"},
    FixedRow{28000, "scope", "Scopes of one API, and OpenID Connect's own"},
    FixedRow{28002, "scope", "A scope of one of the APIs of the sign-in"},
    FixedRow{28003, "scope", "The scopes of one of the APIs of the sign-in"},
    FixedRow{70011, "scope", "Scopes of one API, and OpenID Connect's own"},
    FixedRow{700022, "scope", "Scopes of one API, and OpenID Connect's own"},
    FixedRow{65001, "scope", "Scopes to which the person or an administrator has consented"},
};

}  // namespace

Expected expected_instead(int code, const AppRegistration* app) {
  switch (code) {
    case 50011:
    case 500112:
      return {"redirect_uri", redirect_uris(app)};
    case 9002326:
      return {"redirect_uri", redirect_uris(app, Platform::spa)};
    case 7000215:
    case 7000222:
      return {"client_secret", secrets(app)};
    case 50194:
      return {"tenant", identifiers(app)};
    default:
      break;
  }
  const auto row = std::ranges::find(kFixed, code, &FixedRow::code);
  if (row == kFixed.end()) return {};
  return {row->parameter, std::string(row->expected)};
}

void complete_record(SignInAttempt& attempt, entra::DirectoryStore& store) {
  if (attempt.error.empty()) return;  // the endpoint knew everything
  std::optional<AppRegistration> app;
  if (attempt.app.empty()) attempt.app = ClientId(ascii_lower(value_of(attempt, {"client_id"})));
  if (is_guid(attempt.app.value))
    if (auto found = store.find_app(attempt.app)) app = *std::move(found);
  if (app) attempt.app_name = app->display_name;
  if (attempt.app.value == entra::kPortalClientId)
    attempt.app_name = entra::portal_registration({}).display_name;  // it is not stored
  if (attempt.user.empty()) {
    const std::string name = value_of(attempt, {"login", "username", "login_hint"});
    if (!name.empty()) {
      attempt.user_name = name;
      const auto user = store.find_user_by_name(name);
      if (user && *user) {
        attempt.user = (*user)->id;
        attempt.user_display_name = (*user)->display_name;
        if (attempt.tenant.empty()) attempt.tenant = (*user)->tenant;
      }
    }
  }
  if (attempt.tenant.empty() && app) attempt.tenant = app->tenant;
  Expected expected = expected_instead(attempt.code, app ? &*app : nullptr);
  attempt.parameter = expected.parameter;
  attempt.expected = std::move(expected.value);
}

}  // namespace sallyport::directory
