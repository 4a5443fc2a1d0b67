// For tests only: every kind of credential, and every place that takes it.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/accounts/accounts_fixture.h"
#include "gateway/call/metrics.h"

namespace sallyport::gateway::testing {

inline constexpr std::string_view kProgram = "77777777-0000-4000-8000-000000000007";  // a service principal's object id

// Whose credential, and in which form.
enum class Proof {
  person,          // the provider's token of a person
  program,         // the provider's token of a program, for which there is a bot
  session_cookie,  // of a person of the provider
  session_token,   // ours, for the scripts of that session
  account_token,   // ours, after a sign-in with a local account over the API
  personal_token,
  bot_token,
  password,  // of a local account
  refresh_token,
};

struct ProofRow {
  Proof proof;
  std::string_view name;
  Credential credential;  // what the gateway takes it for; none: it is exchanged for another one
};

inline constexpr std::array<ProofRow, 9> kProofs{{
    {Proof::person, "the provider's token of a person", Credential::bearer},
    {Proof::program, "the provider's token of a program", Credential::bearer},
    {Proof::session_cookie, "a session's cookie", Credential::session},
    {Proof::session_token, "a session's own token", Credential::own_token},
    {Proof::account_token, "the token of a local account", Credential::own_token},
    {Proof::personal_token, "a personal access token", Credential::stored_token},
    {Proof::bot_token, "a bot's token", Credential::stored_token},
    {Proof::password, "a password", Credential::none},
    {Proof::refresh_token, "a refresh token", Credential::none},
}};

const ProofRow& row_of(Proof proof);

// Something that lets a caller in.
struct Place {
  std::string_view path;
  Headers headers{};
  bool programs_only = false;
};

// All places that take a credential with a request.
const std::vector<Place>& places();

// A gateway with a provider, local accounts beside it, and one honest credential of each kind. Ann, of the provider, is
// an administrator. Ben has a local account and the role of administrators. A bot, and a program that signs in at the
// provider, may do everything by a policy.
class Stage {
 public:
  Stage();

  // A good credential, made at the first call.
  const std::string& honest(Proof proof);

  // Offers the credential at all places of its kind, each time twice, because the second answer may come from a cache.
  void expect_taken(Proof proof);
  void expect_taken(Proof proof, const std::string& credential);
  void expect_refused(Proof proof, const std::string& credential, std::string_view what = {});
  // Also says that nobody knows who calls (401), rather than that they may not (403).
  void expect_unknown(Proof proof, const std::string& credential, std::string_view what);
  void expect_unknown(const Headers& credential, std::string_view what);

  // The answers of all places of the kind.
  std::vector<Reply> offer(Proof proof, const std::string& credential);

  Reply ask_as_ann(std::string_view method, const std::string& path, const std::string& body = {});
  std::string make_bot();
  PersonId person(std::string_view username);

  // What the API does when an administrator disables somebody.
  void disable(const PersonId& person);

  AccountWorld world;
  PersonId ben;
  PersonId program_bot;
  std::string bot;

 private:
  std::string make(Proof proof);
  std::string provider_token(Proof proof);
  void make_roles();
  std::vector<Place> places_of(Proof proof) const;
  Headers carry(Proof proof, const std::string& credential) const;
  Reply offer_at(const Place& place, const Headers& credential);
  Reply exchange(Proof proof, const std::string& credential);
  bool is_exchanged(Proof proof) const { return row_of(proof).credential == Credential::none; }

  std::map<Proof, std::string> made_;
};

bool is_let_in(const Reply& reply);

}  // namespace sallyport::gateway::testing
