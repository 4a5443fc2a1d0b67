// For tests only: a provider in memory that signs real tokens.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "crypto/key.h"
#include "http/client.h"
#include "http/form.h"

namespace sallyport::gateway::testing {

inline constexpr std::string_view kTenant = "11111111-2222-3333-4444-555555555555";
inline constexpr std::string_view kClient = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
inline constexpr std::string_view kAnn = "99999999-0000-0000-0000-000000000001";
inline constexpr std::string_view kLogin = "https://login.example/11111111-2222-3333-4444-555555555555";
inline constexpr std::string_view kIssuer = "https://login.example/11111111-2222-3333-4444-555555555555/v2.0";

// Stands in for Entra ID and Microsoft Graph.
class FakeProvider final : public http::HttpClient {
 public:
  explicit FakeProvider(const Clock& clock) : clock_(clock) {}
  Result<http::ClientResponse> send(const http::ClientRequest& request) override;

  // The claims of the ID token that the token endpoint signs. Tests change single claims with `edit`.
  json::Object id_token_claims() const;
  std::string sign(const json::Object& claims, std::string_view kid = "key-1") const;

  // The key that signs under this id. All providers of a process share it.
  static const crypto::PrivateKey& key(std::string_view kid);

  std::string login{kLogin};                               // where its endpoints are
  std::string issuer{kIssuer};                             // of its metadata and its ID tokens
  std::string key_issuer;                                  // "issuer" of its keys; empty: they have none
  std::string nonce;                                       // of the sign-in that has begun
  std::function<void(json::Object&)> edit = [](auto&) {};  // changes the claims of each ID token
  std::optional<http::ClientResponse> token_answer;        // what the token endpoint answers instead of tokens
  bool refresh_tokens = true;
  bool id_tokens = true;
  bool down = false;
  std::string signing_kid = "key-1";
  std::vector<std::string> published_kids{"key-1"};
  std::vector<std::string> graph_groups;
  int graph_status = 200;

  int token_requests = 0;
  int graph_requests = 0;
  std::vector<std::string> asked;  // the addresses of all requests
  http::Form last_token_request;

 private:
  json::Object discovery() const;
  http::ClientResponse token();
  const Clock& clock_;
  std::mutex mutex_;  // of `asked`, because renewals ask from several threads
};

}  // namespace sallyport::gateway::testing
