#include "oidc/rp/authorization.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/reason_of.h"
#include "http/url.h"

namespace sallyport::oidc::rp {
namespace {

constexpr UnixTime kNow{1'795'431'600};
constexpr Seconds kLifetime{600};

ProviderMetadata provider() {
  ProviderMetadata metadata;
  metadata.issuer = "https://login.example/t/v2.0";
  metadata.authorization_endpoint = "https://login.example/t/oauth2/v2.0/authorize";
  return metadata;
}

Client client() {
  Client made;
  made.id = ClientId("client one");
  made.redirect_uri = "https://app.example/callback";
  made.scopes = {"openid", "profile", "offline_access"};
  return made;
}

AuthorizationOptions options(ResponseType type, ResponseMode mode) {
  AuthorizationOptions made;
  made.response_type = type;
  made.response_mode = mode;
  return made;
}

AuthorizationStart start(const Client& by = client(), const AuthorizationOptions& with = {}) {
  ScriptedRandom random;
  return build_authorization(provider(), by, with, "/page", kNow, random);
}

http::Form query_of(const AuthorizationStart& started) {
  return *http::Form::parse(http::Url::parse(started.url)->query);
}

std::string value(const http::Form& form, std::string_view name) {
  return form.one(name)->value_or("(absent)");
}

// ---- the request

TEST(AuthorizationRequest, CarriesAllThatTheCodeFlowNeeds) {
  RecordProperty("covers", "RP-05");
  const auto started = start();
  const auto query = query_of(started);
  EXPECT_TRUE(started.url.starts_with("https://login.example/t/oauth2/v2.0/authorize?"));
  EXPECT_EQ(value(query, "client_id"), "client one");
  EXPECT_EQ(value(query, "response_type"), "code");
  EXPECT_EQ(value(query, "response_mode"), "query");
  EXPECT_EQ(value(query, "redirect_uri"), "https://app.example/callback");
  EXPECT_EQ(value(query, "scope"), "openid profile offline_access");
  EXPECT_EQ(value(query, "state"), started.transaction.state);
  EXPECT_EQ(value(query, "nonce"), started.transaction.nonce);
  EXPECT_EQ(value(query, "code_challenge"), challenge_of(started.transaction.verifier).value);
  EXPECT_EQ(value(query, "code_challenge_method"), "S256");
  EXPECT_EQ(query.fields().size(), 9U);  // and nothing else (RP-23)
}

TEST(AuthorizationRequest, TransactionRemembersWhatWasAsked) {
  const auto transaction = start(client(), options(ResponseType::code, ResponseMode::form_post)).transaction;
  EXPECT_EQ(transaction.response_type, ResponseType::code);
  EXPECT_EQ(transaction.response_mode, ResponseMode::form_post);
  EXPECT_EQ(transaction.redirect_uri, "https://app.example/callback");
  EXPECT_EQ(transaction.return_to, "/page");
  EXPECT_EQ(transaction.started, kNow);
}

TEST(AuthorizationRequest, StateNonceAndVerifierAre256BitsEachTheirOwn) {
  const auto transaction = start().transaction;
  EXPECT_EQ(transaction.state.size(), 43U);
  EXPECT_EQ(transaction.nonce.size(), 43U);
  EXPECT_NE(transaction.state, transaction.nonce);
  EXPECT_NE(transaction.state, transaction.verifier.value);
  EXPECT_NE(transaction.nonce, transaction.verifier.value);
}

TEST(AuthorizationRequest, IdTokenIsAskedForByFormPostAndWithoutPkce) {
  const auto started = start(client(), options(ResponseType::id_token, ResponseMode::query));
  const auto query = query_of(started);
  EXPECT_EQ(value(query, "response_type"), "id_token");
  EXPECT_EQ(value(query, "response_mode"), "form_post");
  EXPECT_EQ(started.transaction.response_mode, ResponseMode::form_post);
  EXPECT_EQ(value(query, "nonce"), started.transaction.nonce);
  EXPECT_EQ(value(query, "code_challenge"), "(absent)");
}

TEST(AuthorizationRequest, PromptMaxAgeAndHintGoAlong) {
  auto by = client();
  by.prompt = "select_account";
  by.max_age = Seconds{0};
  auto with = options(ResponseType::code, ResponseMode::query);
  with.login_hint = "ada@contoso.example";
  auto query = query_of(start(by, with));
  EXPECT_EQ(value(query, "prompt"), "select_account");
  EXPECT_EQ(value(query, "max_age"), "0");
  EXPECT_EQ(value(query, "login_hint"), "ada@contoso.example");
  with.prompt = "none";
  EXPECT_EQ(value(query_of(start(by, with)), "prompt"), "none");
}

TEST(AuthorizationRequest, ExtraParametersCannotReplaceOurs) {  // RP-15
  auto by = client();
  by.extra = {{"domain_hint", "contoso.example"},
              {"state", "evil"},
              {"redirect_uri", "https://evil.example"},
              {"scope", "more"},
              {"code_challenge_method", "plain"},
              {"request_uri", "https://evil.example"},
              {"", "x"}};
  const auto started = start(by);
  const auto query = query_of(started);
  EXPECT_FALSE(query.has_duplicate());
  EXPECT_EQ(value(query, "domain_hint"), "contoso.example");
  EXPECT_EQ(value(query, "state"), started.transaction.state);
  EXPECT_EQ(value(query, "code_challenge_method"), "S256");
  EXPECT_EQ(query.fields().size(), 10U);
}

TEST(AuthorizationRequest, KeepsTheQueryOfTheEndpoint) {
  auto metadata = provider();
  metadata.authorization_endpoint += "?p=policy";
  ScriptedRandom random;
  const auto started = build_authorization(metadata, client(), {}, "/", kNow, random);
  EXPECT_TRUE(
      started.url.starts_with("https://login.example/t/oauth2/v2.0/authorize?p=policy&client_id=client%20one&"));
}

// ---- the transaction

json::Object transaction_members() {
  return *json::parse_object(start().transaction.print());
}

TEST(TransactionText, ParsesWhatItPrints) {
  const auto before = start(client(), options(ResponseType::id_token, ResponseMode::form_post)).transaction;
  const auto after = Transaction::parse(before.print());
  ASSERT_TRUE(after);
  EXPECT_EQ(after->print(), before.print());
  EXPECT_EQ(after->response_type, ResponseType::id_token);
  EXPECT_EQ(after->started, kNow);
}

TEST(TransactionText, EachMemberMustBeThereWithItsType) {
  for (const auto& left_out : transaction_members()) {
    json::Object members;
    for (const auto& member : transaction_members())
      if (member.name != left_out.name) members.set(member.name, member.value);
    EXPECT_EQ(reason_of(Transaction::parse(json::print(members))), "transaction") << left_out.name;
    members.set(left_out.name, json::Array{});
    EXPECT_EQ(reason_of(Transaction::parse(json::print(members))), "transaction") << left_out.name;
  }
}

TEST(TransactionText, OtherValuesAreMalformed) {
  const std::pair<std::string, json::Value> rows[] = {
      {"response_type", "token"}, {"response_mode", "fragment"}, {"verifier", "short"}, {"state", ""}, {"nonce", ""},
      {"unknown", "member"},  // written by another version
  };
  for (const auto& [name, text] : rows) {
    auto members = transaction_members();
    members.set(name, text);
    EXPECT_EQ(reason_of(Transaction::parse(json::print(members))), "transaction") << name;
  }
  for (const auto* text : {"", "[]", "null", "{}", "{\"state\":\"a\",\"state\":\"b\"}"})
    EXPECT_EQ(reason_of(Transaction::parse(text)), "transaction") << text;
}

// ---- the response

struct Response {
  Transaction transaction = start().transaction;
  ProviderMetadata metadata = provider();
  ResponseMode arrived_by = ResponseMode::query;
  UnixTime now = kNow + Seconds{5};
  http::Form form{};

  Response& add(std::string_view name, std::string_view text) {
    form.add(name, text);
    return *this;
  }
  Response& add_state() { return add("state", transaction.state); }
  Result<AuthorizationResult> check() const {
    return check_authorization(form, arrived_by, transaction, metadata, kLifetime, now);
  }
};

TEST(AuthorizationResponse, CodeIsGivenOut) {
  const auto result = Response().add_state().add("code", "the code").add("session_state", "x").check();
  ASSERT_TRUE(result);
  ASSERT_TRUE(std::holds_alternative<AuthorizationCode>(*result));
  EXPECT_EQ(std::get<AuthorizationCode>(*result).value.reveal(), "the code");
}

TEST(AuthorizationResponse, IdTokenIsGivenOut) {
  Response response;
  response.transaction = start(client(), options(ResponseType::id_token, ResponseMode::form_post)).transaction;
  response.arrived_by = ResponseMode::form_post;
  const auto result = response.add_state().add("id_token", "a.b.c").check();
  ASSERT_TRUE(result);
  EXPECT_EQ(std::get<ImplicitIdToken>(*result).value.reveal(), "a.b.c");
}

TEST(AuthorizationResponse, RefusalIsGivenOutClean) {  // RP-07
  const auto result = Response()
                          .add_state()
                          .add("error", "access_denied")
                          .add("error_description", "AADSTS65004: <b>declined</b>\r\n")
                          .check();
  ASSERT_TRUE(result);
  const auto& refusal = std::get<AuthorizationRefusal>(*result);
  EXPECT_EQ(refusal.error, "access_denied");
  EXPECT_EQ(refusal.description, "AADSTS65004: <b>declined</b>");  // the page escapes it
  EXPECT_EQ(refusal.aadsts, 65004);
}

TEST(AuthorizationResponse, DuplicatesAreRejected) {  // RP-07
  EXPECT_EQ(reason_of(Response().add_state().add("code", "a").add("code", "a").check()),
            "response_duplicate_parameter");
  EXPECT_EQ(reason_of(Response().add_state().add_state().add("code", "a").check()), "response_duplicate_parameter");
  EXPECT_EQ(reason_of(Response().add_state().add("code", "a").add("x", "1").add("x", "2").check()),
            "response_duplicate_parameter");
}

TEST(AuthorizationResponse, ModeIsTheOneAskedFor) {  // RP-07
  Response response;
  response.arrived_by = ResponseMode::form_post;
  EXPECT_EQ(reason_of(response.add_state().add("code", "a").check()), "response_mode");
}

TEST(AuthorizationResponse, StateMustBeThere) {  // RP-01
  EXPECT_EQ(reason_of(Response().add("code", "a").check()), "state_missing");
  EXPECT_EQ(reason_of(Response().add("state", "").add("code", "a").check()), "state_missing");
  Response response;
  response.transaction.state = "";  // two empty states are not a match
  EXPECT_EQ(reason_of(response.add("state", "").add("code", "a").check()), "state_missing");
}

TEST(AuthorizationResponse, StateIsTheOneOfThisBrowser) {  // RP-01, RP-02
  const auto ours = Response().transaction.state;
  for (const auto& state : {ours.substr(1), ours + "A", std::string(43, 'A')})
    EXPECT_EQ(reason_of(Response().add("state", state).add("code", "a").check()), "state_mismatch") << state;
  EXPECT_EQ(reason_of(Response().add("state", "x").add("error", "access_denied").check()), "state_mismatch");
}

TEST(AuthorizationResponse, TransactionEndsWithItsLifetime) {  // RP-01
  Response response;
  response.add_state().add("code", "a");
  response.now = kNow + kLifetime - Seconds{1};
  EXPECT_TRUE(response.check());
  response.now = kNow + kLifetime;
  EXPECT_EQ(reason_of(response.check()), "transaction_expired");
}

TEST(AuthorizationResponse, TransactionFromTheFutureIsRefused) {  // the clock was set back, so its age is unknown
  Response response;
  response.add_state().add("code", "a");
  response.now = kNow - Seconds{60};
  EXPECT_TRUE(response.check());
  response.now = kNow - Seconds{61};
  EXPECT_EQ(reason_of(response.check()), "transaction_expired");
}

TEST(AuthorizationResponse, IssuerIsCheckedWhereItIsThere) {  // RP-06, RFC 9207 2.4
  const auto with_iss = [](std::string_view iss) {
    return Response().add_state().add("code", "a").add("iss", iss).check();
  };
  EXPECT_TRUE(with_iss("https://login.example/t/v2.0"));
  for (const auto* iss : {"", "https://login.example/t/v2.0/", "https://evil.example", "HTTPS://login.example/t/v2.0"})
    EXPECT_EQ(reason_of(with_iss(iss)), "response_iss") << iss;
}

TEST(AuthorizationResponse, AnnouncedIssuerMustBeThere) {
  RecordProperty("covers", "RP-06");
  Response response;
  response.metadata.iss_parameter = true;
  response.add_state().add("error", "access_denied");
  EXPECT_EQ(reason_of(response.check()), "response_iss");
  EXPECT_TRUE(response.add("iss", response.metadata.issuer).check());
}

TEST(AuthorizationResponse, IssuerOfATemplateNamesOneTenant) {
  const auto with_iss = [](std::string_view iss) {
    Response response;
    response.metadata.issuer = "https://login.example/{tenantid}/v2.0";
    return response.add_state().add("code", "a").add("iss", iss).check();
  };
  EXPECT_TRUE(with_iss("https://login.example/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0"));
  for (const auto* iss : {"https://login.example/{tenantid}/v2.0", "https://login.example//v2.0",
                          "https://login.example/evil/v2.0", "https://login.example/v2.0", "https://login.example/",
                          "https://evil.example/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0"})
    EXPECT_EQ(reason_of(with_iss(iss)), "response_iss") << iss;
}

TEST(AuthorizationResponse, AskedResponseStandsAlone) {  // RP-07
  EXPECT_EQ(reason_of(Response().add_state().add("code", "a").add("error", "x").check()), "response_ambiguous");
  EXPECT_EQ(reason_of(Response().add_state().add("code", "a").add("id_token", "b").check()), "response_ambiguous");
  EXPECT_EQ(reason_of(Response().add_state().add("code", "a").add("access_token", "b").check()), "response_ambiguous");
  EXPECT_EQ(reason_of(Response().add_state().add("error", "x").add("id_token", "b").check()), "response_ambiguous");
  EXPECT_EQ(reason_of(Response().add_state().add("id_token", "b").check()), "response_ambiguous");  // not asked for
}

TEST(AuthorizationResponse, AskedResponseMustBeThere) {
  EXPECT_EQ(reason_of(Response().add_state().check()), "response_incomplete");
  EXPECT_EQ(reason_of(Response().add_state().add("code", "").check()), "response_incomplete");
}

}  // namespace
}  // namespace sallyport::oidc::rp
