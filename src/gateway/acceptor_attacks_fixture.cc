#include "gateway/acceptor_attacks_fixture.h"

#include <gtest/gtest.h>

#include <set>

#include "base/encoding.h"
#include "gateway/caller/bearer.h"
#include "gateway/caller/own_keys.h"
#include "gateway/forge_fixture.h"
#include "gateway/operation/maintenance.h"

namespace sallyport::gateway::testing {
namespace {

constexpr std::string_view kOtherPassword = "another sentence about cats";

bool is_exchanged(Proof proof) {
  return row_of(proof).credential == Credential::none;
}

// A token of ours about Ann, for an application behind us.
std::string upstream_token(Stage& stage) {
  Caller caller;
  caller.person = stage.person("ann");
  caller.username = "ann";
  caller.admin = true;
  caller.expires = stage.world.clock.now() + Seconds(600);
  return mint_upstream_token(stage.world.parts->own_tokens, caller, "http://127.0.0.1:3000").value().value;
}

// How a credential travels decides where it is taken.
bool travel_alike(Proof a, Proof b) {
  const auto is_bearer = [](Proof proof) { return !is_exchanged(proof) && proof != Proof::session_cookie; };
  return a == b || (is_bearer(a) && is_bearer(b));
}

PersonId owner_of(Stage& stage, Proof proof) {
  switch (proof) {
    case Proof::program:
      return stage.program_bot;
    case Proof::bot_token:
      return PersonId(stage.bot);
    case Proof::account_token:
    case Proof::password:
    case Proof::refresh_token:
      return stage.ben;
    default:
      return stage.person("ann");
  }
}

}  // namespace

void claim_an_administrators_address(Stage& stage, Proof proof) {
  Forge forge = forge_of(stage, proof);
  for (const char* const name : {"oid", "sub"}) forge.claims.set(name, "99999999-0000-0000-0000-0000000000ee");
  for (const char* const name : {"email", "preferred_username"}) forge.claims.set(name, "eve@contoso.example");
  forge.claims.set("acct", 1);  // a guest, whose home tenant chose the address
  for (const char* const name : {"email", "preferred_username", "upn", "unique_name", "name"}) {
    for (const char* const place : {"/api/v1/users/loggedInUser", "/api/sallyport/v1/users/loggedInUser"}) {
      const std::string token = forge.with_claim(name, "ann@contoso.example");
      const Reply reply = stage.world.send("GET", place, {{"Authorization", "Bearer " + token}});
      EXPECT_EQ(reply.body.find("\"isAdmin\":true"), std::string::npos) << place << " by " << name;
      EXPECT_NE(member(reply, "id"), stage.person("ann").value) << place << " by " << name;
    }
  }
}

void withdraw_the_key(Stage& stage, Proof proof) {
  const std::string token = forge_of(stage, proof).with_claim("exp", stage.world.clock.now().seconds + 100'000);
  stage.expect_taken(proof, token);
  stage.world.provider.published_kids = {"key-2"};
  stage.world.clock.advance(Seconds(3601));
  maintain(stage.world.parts->operation);
  stage.expect_unknown(proof, token, "its key was withdrawn");
}

void pass_for_another_kind(Stage& stage, Proof proof) {
  std::vector<std::string> others{upstream_token(stage), "link",
                                  stage.world.provider.sign(stage.world.provider.id_token_claims()),
                                  std::string(kStoredTokenStart)};
  stage.world.open_link(stage.ben, "link");
  for (const ProofRow& other : kProofs)
    if (!travel_alike(other.proof, proof)) others.push_back(stage.honest(other.proof));
  if (proof == Proof::password) others.resize(4);  // more tries would have to wait
  for (const std::string& other : others) stage.expect_unknown(proof, other, other);
}

void compare_refusals(Stage& stage, Proof proof) {
  const Forge forge = forge_of(stage, proof);
  std::vector<std::set<std::string>> answers(places().size());
  const std::string signature = base64url_decode(forge.part(2)).value();
  for (std::size_t i = 0; i < 16; ++i) {
    std::string bad = signature;
    bad[i * bad.size() / 16] ^= static_cast<char>(1U << (i % 8));
    const std::vector<Reply> replies = stage.offer(proof, forge.with_part(2, base64url_encode(bad)));
    for (std::size_t at = 0; at < replies.size(); ++at) {
      const Reply& reply = replies[at];
      answers[at].insert(std::to_string(reply.status) + reply.header("WWW-Authenticate") + reply.body);
    }
  }
  for (std::size_t at = 0; at < answers.size(); ++at) EXPECT_EQ(answers[at].size(), 1U) << places()[at].path;
}

void look_into_our_token(Stage& stage, Proof proof) {
  const Forge forge = forge_of(stage, proof);
  const bool is_stored = row_of(proof).credential == Credential::stored_token;
  EXPECT_EQ(*forge.header.find("kid")->as_string(), stage.world.own_keys->kid());
  EXPECT_EQ(*forge.header.find("typ")->as_string(), "JWT");
  EXPECT_EQ(forge.honest.starts_with(kStoredTokenStart), is_stored);
  EXPECT_TRUE(forge.claims.find("aud")->as_string()) << "one audience";
  EXPECT_GE(forge.claims.find("jti")->as_string()->size(), 32U);
  const std::int64_t lives = *forge.claims.find("exp")->as_integer() - *forge.claims.find("iat")->as_integer();
  EXPECT_GT(lives, 0);
  EXPECT_LE(lives, is_stored ? 7 * 86400 : 3600);
}

void use_it_twice(Stage& stage, Proof proof) {
  const std::string token = stage.honest(proof);
  EXPECT_EQ(stage.world.refresh(token).status, 200);
  stage.expect_refused(proof, token, "it was used");
}

void reset_the_password_by_a_link(Stage& stage, Proof proof) {
  const std::string before = stage.honest(proof);
  if (!is_exchanged(proof)) stage.expect_taken(proof);
  stage.world.open_link(stage.ben, "link");
  const json::Object body{{"password", kOtherPassword}, {"confirmPassword", kOtherPassword}, {"token", "link"}};
  ASSERT_EQ(stage.world.call_api("POST", "/api/v1/users/password/reset", json::print(body)).status, 200);
  stage.expect_refused(proof, before, "the password was reset");
  EXPECT_EQ(stage.world.log_in("ben", kOtherPassword).status, 200);
}

void send_it_as_basic_credentials(Stage& stage, Proof proof) {
  const std::string& credential = stage.honest(proof);
  for (const std::string& pair : {"ben:" + credential, credential + ":", "x:" + credential, credential})
    stage.expect_unknown({{"Authorization", "Basic " + base64_encode(pair)}}, pair);
}

void turn_local_accounts_off(Stage& stage, Proof proof) {
  const std::string credential = stage.honest(proof);
  if (!is_exchanged(proof)) stage.expect_taken(proof);
  reload(stage.world, [](Settings& settings) { settings.local_accounts.allowed = false; });
  stage.expect_refused(proof, credential, "local accounts are off");
}

void ask_for_a_second_factor(Stage& stage, Proof proof) {
  const std::string credential = stage.honest(proof);
  if (!is_exchanged(proof)) stage.expect_taken(proof);
  reload(stage.world,
         [](Settings& settings) { settings.local_accounts.second_factor_for = SecondFactorFor::administrators; });
  maintain(stage.world.in_force->get()->operation);
  stage.expect_refused(proof, credential, "its owner has no second factor");
}

void revoke_it(Stage& stage, Proof proof) {
  stage.expect_taken(proof);
  const auto kind = proof == Proof::bot_token ? identity::TokenKind::bot : identity::TokenKind::personal;
  const std::string id = *forge_of(stage, proof).claims.find("jti")->as_string();
  ASSERT_TRUE(
      stage.world.tokens.revoke({kind, owner_of(stage, proof).value}, identity::TokenId(id), stage.world.clock.now()));
  stage.world.shared->revocations.forget_people();
  stage.expect_refused(proof, stage.honest(proof), "it was revoked");
}

void end_the_bot(Stage& stage, Proof proof) {
  stage.expect_taken(proof);
  const std::string disabled = "/api/sallyport/v1/users/" + stage.bot + "/disabled";
  ASSERT_EQ(stage.ask_as_ann("PUT", disabled, R"({"disabled":true})").status, 200);
  stage.expect_refused(proof, stage.honest(proof), "the bot is disabled");
  ASSERT_EQ(stage.ask_as_ann("PUT", disabled, R"({"disabled":false})").status, 200);
  stage.expect_taken(proof);
  ASSERT_EQ(stage.ask_as_ann("DELETE", "/api/v1/users/" + stage.bot + "?hardDelete=true").status, 200);
  stage.expect_refused(proof, stage.honest(proof), "the bot is gone");
  stage.make_bot();
  stage.expect_refused(proof, stage.honest(proof), "another bot has its name");
}

void move_the_clock_there_and_back(Stage& stage, Proof proof) {
  constexpr Seconds kThere(400LL * 86400);
  const std::string credential = stage.honest(proof);
  if (!is_exchanged(proof)) stage.expect_taken(proof);
  stage.world.clock.advance(kThere);
  stage.expect_refused(proof, credential, "it has expired");
  maintain(stage.world.parts->operation);
  stage.world.clock.advance(-kThere);
  stage.expect_refused(proof, credential, "it had expired");
}

void change_and_cut_it(Stage& stage, Proof proof) {
  const std::string good = stage.honest(proof);
  for (const std::string& bad : {good.substr(1), good.substr(0, good.size() - 1), good + "A", good + good,
                                 std::string(good.size(), 'A'), std::string("A")})
    stage.expect_unknown(proof, bad, bad);
  for (std::size_t at = 0; at < good.size(); at += 7) {
    std::string bad = good;
    bad[at] = bad[at] == 'A' ? 'B' : 'A';
    stage.expect_unknown(proof, bad, bad);
  }
  stage.expect_taken(proof, good);
}

void sign_out(Stage& stage, Proof proof) {
  const std::string credential = stage.honest(proof);
  if (!is_exchanged(proof)) stage.expect_taken(proof);
  if (owner_of(stage, proof) == stage.ben) {
    stage.world.call_api("POST", "/api/v1/users/logout", "{}", stage.honest(Proof::account_token));
  } else {
    stage.world.post("/api/v1/auth/logout", {}, {{"Sec-Fetch-Site", "same-origin"}});
  }
  stage.expect_refused(proof, credential, "its session has ended");
}

void disable_the_owner(Stage& stage, Proof proof) {
  const std::string credential = stage.honest(proof);
  if (!is_exchanged(proof)) stage.expect_taken(proof);
  stage.disable(owner_of(stage, proof));
  stage.expect_refused(proof, credential, "its owner is disabled");
}

void wait_too_long(Stage& stage, Proof proof) {
  const std::string credential = stage.honest(proof);
  if (!is_exchanged(proof)) stage.expect_taken(proof);
  stage.world.clock.advance(Seconds(400LL * 86400));
  stage.expect_refused(proof, credential, "its session is too old");
}

void send_odd_cookies(Stage& stage, Proof proof) {
  const std::string good = "__Host-sallyport=" + stage.honest(proof);
  for (const std::string& odd :
       {good + "; __Host-sallyport=AAAA", "__Host-sallyport=AAAA; " + good, "x" + good, std::string("__Host-sallyport"),
        std::string("=;;=\""), std::string("__host-") + good.substr(7)})
    stage.expect_unknown({{"Cookie", odd}}, odd);
  stage.expect_taken(proof);
}

}  // namespace sallyport::gateway::testing
