// The sign-in log of the local directory: every attempt to sign in or to get a token, as it happened, with what the
// client sent, what the directory expected, and how to put it right. No secret is ever part of an entry.
// Source: Microsoft Graph v1.0, resource type signIn.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "entra/account.h"
#include "entra/conditional_access.h"

namespace sallyport::entra {

struct SentParameter {
  std::string name;
  std::string value;  // cut after 512 bytes; for a secret and for everything that is not known to be none: empty
  bool kept = true;   // false: the value was left out
  bool operator==(const SentParameter&) const = default;
};

struct SignInAttempt {
  std::string id;  // a GUID: the trace id of the answer
  std::string correlation_id;
  UnixTime time;
  TenantId tenant;       // where the attempt was made; of a request to /common: the person's or the application's home
  std::string endpoint;  // "authorize", "token", …
  std::string grant_type;  // at the token endpoint

  // Who and what. Each is empty if the directory did not find out.
  ObjectId user;
  std::string user_name;  // the user principal name, also of somebody whom the directory does not have
  std::string user_display_name;
  ClientId app;
  std::string app_name;
  ClientId resource;
  std::string resource_name;
  std::string address;  // of the client

  std::vector<AppliedPolicy> policies;  // conditional access; empty if the tenant has none or nobody was found

  int code = 0;        // AADSTS; 0: success, if `error` is empty
  std::string error;   // the OAuth error word; empty: success
  std::string reason;  // Entra's text of the refusal
  std::vector<SentParameter> sent;
  std::string parameter;  // the name of the parameter that made the difference; may be empty
  std::string expected;   // what the directory would have accepted there; may be empty
  std::string fix;        // what to change, and where

  bool operator==(const SignInAttempt&) const = default;
};

// Which entries a page holds. Every condition that is set must hold; an index serves each of them.
struct SignInPageRequest {
  ObjectId user;
  ClientId app;
  std::string after;        // SignInPage::next of the page before; empty: the newest entries
  std::size_t limit = 100;  // 1 to 999
};

struct SignInPage {
  std::vector<SignInAttempt> entries;  // the newest first
  std::string next;                    // empty on the last page
};

// How many entries a log keeps, over all tenants. The oldest ones go first.
inline constexpr std::size_t kSignInLogEntries = 100'000;

// Every thread may call a log, and calls may block. An entry may reach the disk a moment later than append() returns,
// as Entra ID's log does; page() sees all entries that the same process appended before.
// Every call may fail with unavailable/"sign_in_log".
class SignInLog {
 public:
  virtual ~SignInLog() = default;

  virtual Result<void> append(SignInAttempt attempt) = 0;

  // The entries of a tenant. Errors: rejected/"page_after" if `after` is not what a page returned, "page_limit".
  virtual Result<SignInPage> page(const TenantId& tenant, const SignInPageRequest& request) = 0;

  // The entry with this id. Absent if there is none in the tenant.
  virtual Result<std::optional<SignInAttempt>> find(const TenantId& tenant, std::string_view id) = 0;

  // Removes all entries of all tenants, also those that do not yet stand on the disk.
  virtual Result<void> clear() = 0;
};

}  // namespace sallyport::entra
