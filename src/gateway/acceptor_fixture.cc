#include "gateway/acceptor_fixture.h"

#include <algorithm>

#include "gateway/exchange_fixture.h"
#include "gateway/standing/end_sessions.h"

namespace sallyport::gateway::testing {
namespace {

void beside_a_provider(Settings& settings) {
  settings.sign_in_configured = true;
  settings.authorizer.provisioning = Provisioning::on;
  settings.authorizer.admin_principals = {"ann"};
  settings.routes = {route("/app")};
}

}  // namespace

const ProofRow& row_of(Proof proof) {
  return *std::ranges::find(kProofs, proof, &ProofRow::proof);
}

const std::vector<Place>& places() {
  static const std::vector<Place> kAll{
      {"/check"},        // another proxy asks by query
      {"/check/app/x"},  // or by route
      {"/app/x"},        // we are the proxy
      {"/app/x",
       {{"Connection", "Upgrade"},
        {"Upgrade", "websocket"},
        {"Sec-WebSocket-Version", "13"},
        {"Origin", std::string(kOrigin)}}},      // a WebSocket
      {"/api/v1/users/loggedInUser"},            // the security API
      {"/api/v1/roles"},                         // with a policy's right
      {"/api/sallyport/v1/users/loggedInUser"},  // the root that is always ours
      {"/api/sallyport/v1/roles"},               //
      {"/scim/v2/Users", {}, true},              //
  };
  return kAll;
}

bool is_let_in(const Reply& reply) {
  return reply.forward.has_value() || reply.status < 400;
}

Stage::Stage() : world(beside_a_provider), ben(world.add_account("ben")) {
  world.give_role(ben, "Admin");
  world.sign_in();
  make_roles();
  bot = make_bot();
  const auto added =
      world.people_by_hand->add({.labels = {"Robot", "", "", std::string(kProgram)}, .kind = identity::PersonKind::bot},
                                {"ann", world.clock.now()});
  EXPECT_TRUE(added);
  program_bot = added->person.id;
  world.give_role(program_bot, "R");
}

void Stage::make_roles() {
  const std::string policy =
      R"({"name":"P","rules":[{"name":"p","effect":"allow","operations":["All"],"resources":["All"]}]})";
  EXPECT_EQ(ask_as_ann("POST", "/api/v1/policies", policy).status, 201);
  EXPECT_EQ(ask_as_ann("POST", "/api/v1/roles", R"({"name":"R","policies":["P"]})").status, 201);
}

std::string Stage::make_bot() {
  const Reply made = ask_as_ann("POST", "/api/v1/users",
                                R"({"name":"robot","email":"robot@contoso.example","isBot":true,"roles":["R"]})");
  EXPECT_EQ(made.status, 201) << made.body;
  return member(made, "id");
}

Reply Stage::ask_as_ann(std::string_view method, const std::string& path, const std::string& body) {
  return world.send(method, path,
                    {{"Cookie", "__Host-sallyport=" + world.session_cookie()},
                     {"Content-Type", "application/json"},
                     {"Sec-Fetch-Site", "same-origin"}},
                    body);
}

PersonId Stage::person(std::string_view username) {
  const auto everybody = world.identities->list({}, 100).value();
  for (const identity::PersonRecord& one : everybody)
    if (one.person.labels.username == username) return one.person.id;
  ADD_FAILURE() << "nobody is called " << username;
  return {};
}

void Stage::disable(const PersonId& person) {
  EXPECT_TRUE(world.identities->set_disabled(person, true));
  world.shared->revocations.forget_people();
  EXPECT_TRUE(end_sessions(*world.sessions, world.shared->revocations, {std::nullopt, person, std::nullopt},
                           world.clock.now()));
}

const std::string& Stage::honest(Proof proof) {
  std::string& credential = made_[proof];
  if (credential.empty()) credential = make(proof);
  EXPECT_NE(credential, "") << row_of(proof).name;
  return credential;
}

std::string Stage::make(Proof proof) {
  switch (proof) {
    case Proof::person:
    case Proof::program:
      return provider_token(proof);
    case Proof::session_cookie:
      return world.session_cookie();
    case Proof::session_token:
      return member(world.get("/api/v1/auth/refresh", {{"Sec-Fetch-Site", "same-origin"}}), "accessToken");
    case Proof::personal_token:
      return member(ask_as_ann("PUT", "/api/v1/users/security/token", R"({"tokenName":"t","JWTTokenExpiry":"7"})"),
                    "jwtToken");
    case Proof::bot_token:
      return member(ask_as_ann("PUT", "/api/v1/users/generateToken/" + bot, R"({"JWTTokenExpiry":"OneHour"})"),
                    "JWTToken");
    case Proof::password:
      return std::string(kAnnsPassword);
    case Proof::account_token:
    case Proof::refresh_token: {
      const Reply reply = world.log_in("ben");
      made_[Proof::refresh_token] = member(reply, "refreshToken");
      made_[Proof::account_token] = member(reply, "accessToken");
      return made_[proof];
    }
  }
  return {};
}

std::string Stage::provider_token(Proof proof) {
  json::Object claims = world.provider.id_token_claims();
  claims.set("azp", "some-client");
  if (proof == Proof::person) {
    claims.set("scp", "access_as_user");
    return world.provider.sign(claims);
  }
  const json::Object program{{"iss", kIssuer},
                             {"aud", kClient},
                             {"sub", kProgram},
                             {"oid", kProgram},
                             {"tid", kTenant},
                             {"ver", "2.0"},
                             {"idtyp", "app"},
                             {"azp", "some-client"},
                             {"iat", world.clock.now().seconds},
                             {"nbf", world.clock.now().seconds},
                             {"exp", world.clock.now().seconds + 3600}};
  return world.provider.sign(program);
}

std::vector<Place> Stage::places_of(Proof proof) const {
  if (proof == Proof::password) return {{"/api/v1/users/login"}};
  if (proof == Proof::refresh_token) return {{"/api/v1/users/refresh"}};
  return places();
}

Headers Stage::carry(Proof proof, const std::string& credential) const {
  if (proof == Proof::session_cookie) return {{"Cookie", "__Host-sallyport=" + credential}};
  return {{"Authorization", "Bearer " + credential}};
}

Reply Stage::offer_at(const Place& place, const Headers& credential) {
  Headers headers = place.headers;
  headers.insert(headers.end(), credential.begin(), credential.end());
  return world.send("GET", place.path, headers);
}

Reply Stage::exchange(Proof proof, const std::string& credential) {
  return proof == Proof::password ? world.log_in("ben", credential) : world.refresh(credential);
}

std::vector<Reply> Stage::offer(Proof proof, const std::string& credential) {
  if (is_exchanged(proof)) return {exchange(proof, credential)};
  std::vector<Reply> out;
  for (const Place& place : places()) out.push_back(offer_at(place, carry(proof, credential)));
  return out;
}

void Stage::expect_taken(Proof proof) {
  expect_taken(proof, honest(proof));
  if (proof == Proof::refresh_token) made_.erase(proof);  // it was used up
}

void Stage::expect_taken(Proof proof, const std::string& credential) {
  if (is_exchanged(proof)) {
    EXPECT_EQ(exchange(proof, credential).status, 200) << row_of(proof).name;
    return;
  }
  const bool is_program = proof == Proof::bot_token || proof == Proof::program;
  for (const Place& place : places())
    for (int i = 0; i < 2 && (is_program || !place.programs_only); ++i) {
      const Reply reply = offer_at(place, carry(proof, credential));
      EXPECT_TRUE(is_let_in(reply)) << row_of(proof).name << " at " << place.path << ": " << reply.status << reply.body;
    }
}

void Stage::expect_refused(Proof proof, const std::string& credential, std::string_view what) {
  for (int i = 0; i < 2; ++i) {
    const std::vector<Reply> replies = offer(proof, credential);
    for (std::size_t at = 0; at < replies.size(); ++at) {
      EXPECT_FALSE(is_let_in(replies[at])) << row_of(proof).name << " at " << places_of(proof)[at].path << ": " << what;
      EXPECT_LT(replies[at].status, 500) << row_of(proof).name << ": " << what;
    }
  }
}

void Stage::expect_unknown(Proof proof, const std::string& credential, std::string_view what) {
  if (is_exchanged(proof)) return expect_refused(proof, credential, what);
  expect_unknown(carry(proof, credential), what);
}

void Stage::expect_unknown(const Headers& credential, std::string_view what) {
  for (const Place& place : places())
    for (int i = 0; i < 2; ++i) EXPECT_EQ(offer_at(place, credential).status, 401) << place.path << ": " << what;
}

}  // namespace sallyport::gateway::testing
