// For the tests of `Provider`: an identity provider that answers what a test sets, and a clock that the test moves.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/reason_of.h"
#include "jose/jwk.h"
#include "oidc/rp/provider.h"

namespace sallyport::oidc::rp {

inline const std::string kIssuer = "https://idp.example/t/v2.0";
inline const std::string kDiscovery = kIssuer + "/.well-known/openid-configuration";
inline const std::string kKeys = "https://idp.example/t/keys";

inline http::ClientResponse ok(std::string body) {
  return {200, {{"Content-Type", "application/json"}}, std::move(body)};
}

inline std::string discovery(std::string_view issuer = kIssuer) {
  return json::print(json::Object{{"issuer", issuer},
                                  {"authorization_endpoint", "https://idp.example/t/authorize"},
                                  {"token_endpoint", "https://idp.example/t/token"},
                                  {"jwks_uri", kKeys}});
}

// A set of keys with these kids. The key of a kid is made once and stays the same in every set.
inline std::string key_set(const std::vector<std::string>& kids) {
  static std::map<std::string, json::Object> made;
  json::Array keys;
  for (const auto& kid : kids) {
    if (!made.contains(kid)) {
      made[kid] = jose::public_members(crypto::PrivateKey::generate_ec(crypto::KeyType::p256).public_key());
      made[kid].set("kid", kid);
    }
    keys.push_back(made[kid]);
  }
  return json::print(json::Object{{"keys", std::move(keys)}});
}

// Answers what the test sets, and counts the requests. `during` runs in the middle of each.
class ScriptedClient final : public http::HttpClient {
 public:
  Result<http::ClientResponse> send(const http::ClientRequest& request) override {
    if (during) during(request.url);
    const std::lock_guard lock(mutex_);
    ++counts_[request.url];
    if (down_) return failure(Kind::unavailable, "http_connect");
    const auto found = answers_.find(request.url);
    return found == answers_.end() ? http::ClientResponse{404, {}, ""} : found->second;
  }

  void answer(const std::string& url, http::ClientResponse response) {
    const std::lock_guard lock(mutex_);
    answers_[url] = std::move(response);
  }
  void answer_well(const std::vector<std::string>& kids) {
    answer(kDiscovery, ok(discovery()));
    answer(kKeys, ok(key_set(kids)));
  }
  void set_down(bool down) { down_ = down; }
  int count(const std::string& url) { return counts_[url]; }

  std::function<void(const std::string& url)> during;

 private:
  std::mutex mutex_;
  std::map<std::string, http::ClientResponse> answers_;
  std::map<std::string, int> counts_;
  bool down_ = false;
};

class CountingLog final : public Log {
 public:
  void write(Level, std::string_view event, std::vector<LogField>) override { ++counts[std::string(event)]; }
  std::map<std::string, int> counts;
};

class ProviderTest : public ::testing::Test {
 protected:
  static ProviderSettings settings() {
    ProviderSettings made;
    made.discovery_uri = kDiscovery;
    made.expect.issuer = kIssuer;
    made.expect.hosts = {"idp.example"};
    return made;
  }
  bool has(std::string_view kid) const {
    const auto known = provider.snapshot();
    return known && std::ranges::any_of(known->keys.keys, [&](const auto& key) { return key.kid == kid; });
  }
  void pass(Seconds time) {
    clock.advance(time);
    provider.maintain();
  }

  ScriptedClient client;
  FixedClock clock{UnixTime{1'795'431'600}};
  ScriptedRandom random;
  CountingLog log;
  Provider provider{settings(), client, clock, random, log};
};

// Starts `count` threads that all run `call`. The first request waits until every thread has started.
inline void race(ScriptedClient& client, int count, const std::function<void()>& call) {
  std::atomic<int> arrived{0};
  client.during = [&](const std::string&) {
    while (arrived < count) std::this_thread::yield();
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&] {
      ++arrived;
      call();
    });
  for (auto& thread : threads) thread.join();
  client.during = nullptr;
}

}  // namespace sallyport::oidc::rp
