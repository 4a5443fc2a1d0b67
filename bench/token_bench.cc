// Measures what a token costs in process. Compare `check_never_seen`, `verify_never_seen/*` and `mint/*` with `openssl
// speed rsa2048 ecdsap256 ed25519`.
#include <benchmark/benchmark.h>

#include <vector>

#include "crypto/digest.h"
#include "entra/bearer_check.h"
#include "jose/jwt.h"
#include "jose/sign.h"

namespace sallyport {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;
using enum crypto::SignatureAlgorithm;

constexpr std::size_t kTokens = 512;  // too many for a cache of tokens to hide the cost

// Claims as in an access token of Entra ID with some groups: about 1.55 kB when signed with RS256.
json::Object claims_of(std::size_t number) {
  json::Array groups;
  for (int i = 0; i < 12; ++i) groups.emplace_back("0f2a6d5e-3b1c-4f7d-9a8e-00000000000" + std::to_string(i % 10));
  return {{"aud", "api://11111111-2222-3333-4444-555555555555"},
          {"iss", "https://login.microsoftonline.com/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee/v2.0"},
          {"iat", 1'790'000'000},
          {"nbf", 1'790'000'000},
          {"exp", 1'790'003'600},
          {"azp", "11111111-2222-3333-4444-555555555555"},
          {"groups", groups},
          {"name", "Alice Example"},
          {"oid", "99999999-8888-7777-6666-" + std::to_string(100'000'000'000 + number)},
          {"preferred_username", "alice@example.com"},
          {"roles", json::Array{"Admin", "Reader"}},
          {"scp", "access"},
          {"sub", "pairwise-" + std::to_string(number)},
          {"tid", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"},
          {"ver", "2.0"}};
}

struct Fixture {
  jose::SigningKey key;
  jose::JwkSet keys;
  std::vector<std::string> tokens;
};

Fixture make(PrivateKey key, crypto::SignatureAlgorithm algorithm) {
  Fixture fixture{{std::move(key), algorithm, "key"}, {}, {}};
  fixture.keys.keys.push_back({fixture.key.key.public_key(), "key", algorithm, ""});
  for (std::size_t i = 0; i < kTokens; ++i)
    fixture.tokens.push_back(*jose::sign_compact(fixture.key, {{"typ", "JWT"}}, claims_of(i)));
  return fixture;
}

const Fixture& fixture_of(crypto::SignatureAlgorithm algorithm) {
  static const Fixture rsa = make(PrivateKey::generate_rsa(2048), rs256);
  static const Fixture ec = make(PrivateKey::generate_ec(KeyType::p256), es256);
  static const Fixture okp = make(PrivateKey::generate_ec(KeyType::ed25519), eddsa);
  return algorithm == rs256 ? rsa : algorithm == es256 ? ec : okp;
}

// The whole check of a token that was never seen before, from its bytes to the facts about a person.
void check_never_seen(benchmark::State& state) {
  const Fixture& fixture = fixture_of(rs256);
  entra::BearerExpectation expect;
  expect.issuer.issuer = "https://login.microsoftonline.com/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee/v2.0";
  expect.audiences = {"api://11111111-2222-3333-4444-555555555555"};
  std::size_t next = 0;
  for (auto _ : state) {
    const auto subject =
        entra::check_bearer(fixture.tokens[next++ % kTokens], fixture.keys, expect, UnixTime{1'790'000'001});
    if (!subject) return state.SkipWithError(std::string(subject.error().reason).c_str());
  }
  state.counters["bytes"] = static_cast<double>(fixture.tokens.front().size());
}

// The token layer only: parse, verify, claims, lifetime.
void verify_never_seen(benchmark::State& state, crypto::SignatureAlgorithm algorithm) {
  const Fixture& fixture = fixture_of(algorithm);
  std::size_t next = 0;
  for (auto _ : state) {
    const auto jws = jose::CompactJws::parse(fixture.tokens[next++ % kTokens]);
    const auto verified = jose::verify(*jws, fixture.keys, {algorithm});
    if (!verified) return state.SkipWithError("refused");
    const auto claims = jose::Claims::parse(*verified);
    if (!jose::check_lifetime(*claims, Seconds(60), UnixTime{1'790'000'001})) return state.SkipWithError("expired");
  }
  state.counters["bytes"] = static_cast<double>(fixture.tokens.front().size());
}

// Makes one of the gateway's own tokens, with its claims.
void mint(benchmark::State& state, crypto::SignatureAlgorithm algorithm) {
  const Fixture& fixture = fixture_of(algorithm);
  std::size_t next = 0;
  for (auto _ : state) benchmark::DoNotOptimize(jose::sign_compact(fixture.key, {{"typ", "JWT"}}, claims_of(next++)));
}

// Verifies the signature only, to show what the rest costs.
void signature_only(benchmark::State& state, crypto::SignatureAlgorithm algorithm) {
  const Fixture& fixture = fixture_of(algorithm);
  const auto jws = *jose::CompactJws::parse(fixture.tokens.front());
  const crypto::PublicKey& key = fixture.keys.keys.front().key;
  for (auto _ : state)
    if (!crypto::verify(key, algorithm, jws.signing_input, jws.signature)) return state.SkipWithError("refused");
}

void sha256_of_token(benchmark::State& state) {
  const std::string& token = fixture_of(rs256).tokens.front();
  for (auto _ : state) benchmark::DoNotOptimize(crypto::sha256(token));
}

void jws_parse(benchmark::State& state) {
  const std::string& token = fixture_of(rs256).tokens.front();
  for (auto _ : state) benchmark::DoNotOptimize(jose::CompactJws::parse(token));
}

void claims_parse(benchmark::State& state) {
  const Fixture& fixture = fixture_of(rs256);
  const auto verified = *jose::verify(*jose::CompactJws::parse(fixture.tokens.front()), fixture.keys, {rs256});
  for (auto _ : state) benchmark::DoNotOptimize(jose::Claims::parse(verified));
}

void key_from_jwk(benchmark::State& state) {
  const json::Object members = jose::public_members(fixture_of(rs256).key.key.public_key());
  for (auto _ : state) benchmark::DoNotOptimize(jose::parse_jwk(members));
}

BENCHMARK(check_never_seen);
BENCHMARK_CAPTURE(verify_never_seen, RS256, rs256);
BENCHMARK_CAPTURE(verify_never_seen, ES256, es256);
BENCHMARK_CAPTURE(verify_never_seen, EdDSA, eddsa);
BENCHMARK_CAPTURE(signature_only, RS256, rs256);
BENCHMARK_CAPTURE(mint, RS256, rs256);
BENCHMARK_CAPTURE(mint, ES256, es256);
BENCHMARK_CAPTURE(mint, EdDSA, eddsa);
BENCHMARK(sha256_of_token);
BENCHMARK(jws_parse);
BENCHMARK(claims_parse);
BENCHMARK(key_from_jwk);

}  // namespace
}  // namespace sallyport
