// The keys of the issuers whose tokens an application accepts as its credential. They are fetched from the issuer's
// discovery document and kept for a while.
// Source: docs/entra.md, Token endpoint; OpenID Connect Discovery 1.0, 4.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "http/client.h"
#include "jose/jwk.h"

namespace sallyport::directory {

// Threads: any thread may make any call. Two threads may fetch the same keys at once; the later answer stays.
class IssuerKeys {
 public:
  // `client` decides which hosts may be asked; it must outlive this object. Without one, no issuer is asked.
  explicit IssuerKeys(http::HttpClient* client) : client_(client) {}

  // The keys that were fetched at most limits::kIssuerKeys ago; otherwise asks the issuer. Blocks. Errors: those of the
  // client; forbidden/"http_destination" without a client; rejected/"issuer_metadata" (no JSON object, another issuer,
  // or no jwks_uri), "issuer_status" (an answer other than 200); those of jose::parse_jwk_set.
  Result<std::shared_ptr<const jose::JwkSet>> find(const std::string& issuer, UnixTime now);

  // Asks the issuer again, for a key that is not known. Does so at most once in limits::kIssuerKeysAgain, and returns
  // the kept keys otherwise. Blocks. Errors: those of find().
  Result<std::shared_ptr<const jose::JwkSet>> find_newer(const std::string& issuer, UnixTime now);

 private:
  struct Kept {
    std::shared_ptr<const jose::JwkSet> keys;
    UnixTime fetched;
  };

  Result<std::shared_ptr<const jose::JwkSet>> find_since(const std::string& issuer, UnixTime now, Seconds age);
  Result<jose::JwkSet> fetch(const std::string& issuer);
  Result<std::string> get(const std::string& url);

  http::HttpClient* const client_;
  std::mutex mutex_;
  std::map<std::string, Kept> kept_;
};

}  // namespace sallyport::directory
