// What an administrator does in the portal, as functions: register an app, give it a secret, add a person.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "base/secret.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

inline constexpr Seconds kSecretLife{180 * 86400};  // Entra's recommended expiry

struct NewApp {
  TenantId tenant;
  std::string display_name;
  std::vector<entra::RedirectUri> redirect_uris;
  std::vector<std::string> roles;  // values
  std::string client_id;           // a GUID; empty: a new one
};

// An app registration with its service principal and api://{client id}. Not stored.
// Errors: rejected/"app_name" (empty or over 120 characters), "client_id" (no GUID), "role_value" (empty, over 120 or
// with a space), and those of check_redirect_uri.
Result<entra::AppRegistration> make_app(const NewApp& app, Random& random);

struct NewSecret {
  entra::PasswordCredential credential;
  Secret value;  // 40 characters; shown once, stored as a hash
};

NewSecret make_secret(std::string_view display_name, Seconds life, UnixTime now, Random& random);

struct NewUser {
  TenantId tenant;
  std::string user_principal_name;
  std::string display_name;
  std::string email;  // may be empty
  Secret password;    // empty: nobody can sign in with one
  std::string id;     // a GUID; empty: a new one
};

// Takes a moment: hashes the password. Errors: rejected/"user_name" (no name@domain), "user_id".
Result<entra::User> make_user(const NewUser& user, UnixTime now, Random& random);

}  // namespace sallyport::directory
