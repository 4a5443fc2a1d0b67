// Who sends a request, as far as the gateway is sure of it: an immutable snapshot that caches hold and many requests
// share.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/tagged.h"
#include "gateway/metrics.h"
#include "http/message.h"
#include "session/session.h"

namespace sallyport::gateway {

// A token of ours for the upstreams, minted once and used until shortly before it expires.
struct OwnToken {
  std::string value;
  UnixTime expires;
};

struct Caller {
  PersonId person;  // empty for a program that signs in as itself
  std::string username;
  std::string display_name;
  std::string email;
  std::string preferred_username;
  std::vector<std::string> roles;  // ours, mapped
  std::vector<std::string>
      groups;  // the provider's ids; empty where the token could not hold them and nobody needs them
  bool admin = false;
  bool program = false;
  std::optional<session::SessionDigest> session;
  UnixTime expires;  // of the token or of the session

  http::PreparedHeaders identity_lines;  // of the 204, and of a proxied request

  mutable std::atomic<std::shared_ptr<const OwnToken>> own_token{};  // filled by whoever mints first
};

using CallerPtr = std::shared_ptr<const Caller>;

// The outcome of asking who sends a request.
struct Who {
  CallerPtr caller;              // null: nobody
  std::optional<Error> refusal;  // something was offered, and it is not good; then caller is null
  bool dead_cookie = false;      // a session cookie came whose session is over
  // Of this very request: a caller by cookie and one by a token of ours are the same snapshot.
  Credential credential = Credential::none;
};

// Fills in the identity headers. Roles and groups go as lists with commas, so a value with a comma, a control byte or a
// leading or trailing space is left out: it could be read as another value. Lists are cut at 4 kB between values.
CallerPtr finish(std::shared_ptr<Caller> caller);

CallerPtr caller_of(const session::Session& session);

}  // namespace sallyport::gateway
