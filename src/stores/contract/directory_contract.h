// What every store of the directory must do. A test instantiates the suites with a factory type:
//   struct Factory { std::unique_ptr<entra::DirectoryStore> directory(); …grants(); …sign_ins(); …keys(); };
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

#include "entra/directory_store.h"
#include "oidc/op/grant_store.h"
#include "oidc/op/key_store.h"
#include "oidc/op/sign_in_store.h"

namespace sallyport::stores::contract {

inline std::string_view reason_of(const auto& result) {
  return result ? "none" : result.error().reason;
}

inline constexpr UnixTime kNow{1'800'000'000};

inline entra::Tenant tenant(std::string id, std::string domain) {
  return {TenantId(std::move(id)), "Contoso", {std::move(domain)}};
}

inline entra::User user(std::string id, std::string name) {
  return {entra::ObjectId(std::move(id)),
          TenantId("t1"),
          std::move(name),
          "Alice Adams",
          "alice@contoso.example",
          "$argon2id$x",
          true,
          kNow};
}

inline entra::AppRegistration app(std::string client_id) {
  entra::AppRegistration app;
  app.client_id = ClientId(client_id);
  app.id = entra::ObjectId("o-" + client_id);
  app.service_principal = entra::ObjectId("s-" + client_id);
  app.tenant = TenantId("t1");
  app.display_name = "An \"app\" with <all>";
  app.audience = entra::SignInAudience::multiple_orgs;
  app.redirect_uris = {{"https://a.example/cb", entra::Platform::web}, {"http://localhost/", entra::Platform::spa}};
  app.logout_url = "https://a.example/out";
  app.id_token_implicit = true;
  app.access_token_implicit = true;
  app.public_client_flows = true;
  app.access_token_version = 1;
  app.identifier_uris = {"api://" + client_id};
  app.app_roles = {{"r1", "Admin", "Administrators", true, true, false}};
  app.group_claims = entra::GroupClaims::application_group;
  app.secrets = {{"k1", "first", "abc", "00ff", kNow, kNow + Seconds(60)}};
  app.certificates = {{"k2", "cert", std::string("\x30\x00\xff", 3)}};
  app.assignment_required = true;
  app.enabled = false;
  app.assignments = {{entra::ObjectId("u1"), "r1"}};
  app.optional_claims = {"email"};
  return app;
}

inline oidc::op::AuthorizationCode code(std::string digest) {
  oidc::op::AuthorizationCode code;
  code.digest = oidc::op::TokenDigest(std::move(digest));
  code.grant = {ClientId("c1"),
                TenantId("t1"),
                Subject("u1"),
                "https://a.example/cb",
                "web",
                {"openid", "profile"},
                "n",
                "sid",
                kNow};
  code.challenge = oidc::CodeChallenge{"challenge"};
  code.family = "f1";
  code.issued = kNow;
  code.expires = kNow + Seconds(600);
  return code;
}

inline oidc::op::RefreshToken refresh_token(std::string digest) {
  return {oidc::op::TokenDigest(std::move(digest)), code("x").grant, "f1", kNow, kNow + Seconds(86400), false};
}

// How many of `count` racing calls succeeded.
inline int race(int count, auto call) {
  std::atomic<int> won{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&] {
      if (call()) ++won;
    });
  for (std::thread& thread : threads) thread.join();
  return won;
}

template <class Factory>
class DirectoryStoreContract : public ::testing::Test {
 protected:
  Factory factory_;
  std::unique_ptr<entra::DirectoryStore> store_ = factory_.directory();
};
TYPED_TEST_SUITE_P(DirectoryStoreContract);

TYPED_TEST_P(DirectoryStoreContract, TenantsAreFoundByIdAndByDomainInAnyCase) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.put_tenant(tenant("t1", "contoso.example")));
  EXPECT_EQ(**store.find_tenant("t1"), tenant("t1", "contoso.example"));
  EXPECT_TRUE(*store.find_tenant("CONTOSO.example"));
  EXPECT_FALSE(*store.find_tenant("contoso"));
  EXPECT_FALSE(*store.find_tenant(""));
}

TYPED_TEST_P(DirectoryStoreContract, TenantsKeepTheirOrderWhenOneIsReplaced) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.put_tenant(tenant("t2", "b.example")));
  ASSERT_TRUE(store.put_tenant(tenant("t1", "a.example")));
  ASSERT_TRUE(store.put_tenant(tenant("t2", "c.example")));
  EXPECT_EQ(*store.tenants(), (std::vector{tenant("t2", "c.example"), tenant("t1", "a.example")}));
  EXPECT_FALSE(*store.find_tenant("b.example"));
}

TYPED_TEST_P(DirectoryStoreContract, ADomainBelongsToOneTenant) {
  ASSERT_TRUE(this->store_->put_tenant(tenant("t1", "contoso.example")));
  EXPECT_EQ(reason_of(this->store_->put_tenant(tenant("t2", "Contoso.Example"))), "domain_taken");
  EXPECT_FALSE(*this->store_->find_tenant("t2"));
}

TYPED_TEST_P(DirectoryStoreContract, UsersAreFoundByIdAndByNameInAnyCase) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.put_user(user("u1", "alice@contoso.example")));
  EXPECT_EQ(**store.find_user(entra::ObjectId("u1")), user("u1", "alice@contoso.example"));
  EXPECT_TRUE(*store.find_user_by_name("Alice@CONTOSO.example"));
  EXPECT_FALSE(*store.find_user_by_name("alice"));
  EXPECT_EQ(store.users(TenantId("t1"))->size(), 1U);
  EXPECT_TRUE(store.users(TenantId("t2"))->empty());
}

TYPED_TEST_P(DirectoryStoreContract, AUserNameBelongsToOneUser) {
  ASSERT_TRUE(this->store_->put_user(user("u1", "alice@contoso.example")));
  EXPECT_EQ(reason_of(this->store_->put_user(user("u2", "ALICE@contoso.example"))), "user_name_taken");
  EXPECT_TRUE(this->store_->put_user(user("u1", "alice@contoso.example")));
}

TYPED_TEST_P(DirectoryStoreContract, GroupsOfAUserAreThoseThatListThem) {
  auto& store = *this->store_;
  using entra::ObjectId;
  ASSERT_TRUE(store.put_group({ObjectId("g2"), TenantId("t1"), "Two", {ObjectId("u1"), ObjectId("u2")}}));
  ASSERT_TRUE(store.put_group({ObjectId("g1"), TenantId("t1"), "One", {ObjectId("u1")}}));
  EXPECT_EQ(*store.groups_of(ObjectId("u1")), (std::vector{ObjectId("g1"), ObjectId("g2")}));
  ASSERT_TRUE(store.put_group({ObjectId("g2"), TenantId("t1"), "Two", {}}));
  EXPECT_TRUE(store.groups_of(ObjectId("u2"))->empty());
}

TYPED_TEST_P(DirectoryStoreContract, GroupsOfATenantComeWithTheirMembersByName) {
  auto& store = *this->store_;
  using entra::Group;
  using entra::ObjectId;
  const Group staff{ObjectId("g3"), TenantId("t1"), "Staff", {ObjectId("u1"), ObjectId("u2")}};
  const Group empty{ObjectId("g2"), TenantId("t1"), "Staff", {}};
  const Group admins{ObjectId("g4"), TenantId("t1"), "Admins", {ObjectId("u1")}};
  for (const Group& group : {staff, empty, admins}) ASSERT_TRUE(store.put_group(group));
  ASSERT_TRUE(store.put_group({ObjectId("g1"), TenantId("t2"), "Others", {ObjectId("u3")}}));
  EXPECT_EQ(*store.groups(TenantId("t1")), (std::vector{admins, empty, staff}));
  EXPECT_TRUE(store.groups(TenantId("t3"))->empty());
}

TYPED_TEST_P(DirectoryStoreContract, AnAppComesBackWhole) {
  ASSERT_TRUE(this->store_->put_app(app("c1")));
  EXPECT_EQ(**this->store_->find_app(ClientId("c1")), app("c1"));
  EXPECT_EQ(**this->store_->find_app_by_identifier("api://c1"), app("c1"));
  EXPECT_FALSE(*this->store_->find_app_by_identifier("api://C1"));
  EXPECT_FALSE(*this->store_->find_app(ClientId("c2")));
}

TYPED_TEST_P(DirectoryStoreContract, AnIdentifierUriBelongsToOneApp) {
  ASSERT_TRUE(this->store_->put_app(app("c1")));
  auto other = app("c2");
  other.identifier_uris = {"api://c1"};
  EXPECT_EQ(reason_of(this->store_->put_app(other)), "identifier_taken");
  EXPECT_EQ(this->store_->apps(TenantId("t1"))->size(), 1U);
}

TYPED_TEST_P(DirectoryStoreContract, ARemovedAppIsGone) {
  ASSERT_TRUE(this->store_->put_app(app("c1")));
  ASSERT_TRUE(this->store_->remove_app(ClientId("c1")));
  EXPECT_FALSE(*this->store_->find_app(ClientId("c1")));
  EXPECT_FALSE(*this->store_->find_app_by_identifier("api://c1"));
  EXPECT_TRUE(this->store_->remove_app(ClientId("c1")));
}

REGISTER_TYPED_TEST_SUITE_P(DirectoryStoreContract, TenantsAreFoundByIdAndByDomainInAnyCase,
                            TenantsKeepTheirOrderWhenOneIsReplaced, ADomainBelongsToOneTenant,
                            UsersAreFoundByIdAndByNameInAnyCase, AUserNameBelongsToOneUser,
                            GroupsOfAUserAreThoseThatListThem, GroupsOfATenantComeWithTheirMembersByName,
                            AnAppComesBackWhole, AnIdentifierUriBelongsToOneApp, ARemovedAppIsGone);

template <class Factory>
class GrantStoreContract : public ::testing::Test {
 protected:
  Factory factory_;
  std::unique_ptr<oidc::op::GrantStore> grants_ = factory_.grants();
  std::unique_ptr<oidc::op::SignInStore> sign_ins_ = factory_.sign_ins();
  std::unique_ptr<oidc::op::KeyStore> keys_ = factory_.keys();
};
TYPED_TEST_SUITE_P(GrantStoreContract);

TYPED_TEST_P(GrantStoreContract, ACodeComesBackWholeAndIsConsumedOnce) {
  auto& grants = *this->grants_;
  ASSERT_TRUE(grants.add_code(code("d1")));
  EXPECT_EQ(**grants.find_code(oidc::op::TokenDigest("d1")), code("d1"));
  oidc::op::Redemption redemption;
  redemption.consume_code = oidc::op::TokenDigest("d1");
  redemption.issue = refresh_token("r1");
  EXPECT_TRUE(grants.commit(redemption));
  EXPECT_TRUE((*grants.find_code(oidc::op::TokenDigest("d1")))->consumed);
  EXPECT_EQ(**grants.find_refresh_token(oidc::op::TokenDigest("r1")), refresh_token("r1"));
  redemption.issue = refresh_token("r2");
  EXPECT_EQ(reason_of(grants.commit(redemption)), "code_consumed");
  EXPECT_FALSE(*grants.find_refresh_token(oidc::op::TokenDigest("r2")));  // nothing of a lost race is written
}

TYPED_TEST_P(GrantStoreContract, AmongTwentyRacersOneRedeemsTheCode) {
  this->RecordProperty("covers", "AS-02");
  ASSERT_TRUE(this->grants_->add_code(code("d1")));
  oidc::op::Redemption redemption;
  redemption.consume_code = oidc::op::TokenDigest("d1");
  EXPECT_EQ(race(20, [&] { return this->grants_->commit(redemption).has_value(); }), 1);
}

TYPED_TEST_P(GrantStoreContract, ARefreshTokenStaysUntilItRotates) {
  auto& grants = *this->grants_;
  oidc::op::Redemption first;
  first.issue = refresh_token("r1");
  ASSERT_TRUE(grants.commit(first));
  oidc::op::Redemption again;
  again.present_refresh_token = oidc::op::TokenDigest("r1");
  EXPECT_TRUE(grants.commit(again));
  EXPECT_TRUE(grants.commit(again));
  again.rotate = true;
  EXPECT_EQ(race(20, [&] { return grants.commit(again).has_value(); }), 1);
  EXPECT_TRUE((*grants.find_refresh_token(oidc::op::TokenDigest("r1")))->used);
}

TYPED_TEST_P(GrantStoreContract, ARevokedFamilyIssuesNothingMore) {
  this->RecordProperty("covers", "AS-02");
  auto& grants = *this->grants_;
  oidc::op::Redemption first;
  first.issue = refresh_token("r1");
  ASSERT_TRUE(grants.commit(first));
  ASSERT_TRUE(grants.revoke_family("f1"));
  EXPECT_FALSE(*grants.find_refresh_token(oidc::op::TokenDigest("r1")));
  oidc::op::Redemption late;
  late.present_refresh_token = oidc::op::TokenDigest("r1");
  late.issue = refresh_token("r2");
  EXPECT_EQ(reason_of(grants.commit(late)), "refresh_token_used");
  EXPECT_FALSE(*grants.find_refresh_token(oidc::op::TokenDigest("r2")));
}

TYPED_TEST_P(GrantStoreContract, AnAssertionIsUsedOnce) {
  this->RecordProperty("covers", "JWT-32");
  oidc::op::Redemption redemption;
  redemption.assertion = oidc::op::UsedAssertion{oidc::op::TokenDigest("a1"), kNow + Seconds(60)};
  EXPECT_TRUE(this->grants_->commit(redemption));
  redemption.issue = refresh_token("r1");
  EXPECT_EQ(reason_of(this->grants_->commit(redemption)), "assertion_used");
  EXPECT_FALSE(*this->grants_->find_refresh_token(oidc::op::TokenDigest("r1")));
}

TYPED_TEST_P(GrantStoreContract, SweepTakesWhatHasExpiredAndNothingElse) {
  auto& grants = *this->grants_;
  ASSERT_TRUE(grants.add_code(code("d1")));
  oidc::op::Redemption first;
  first.issue = refresh_token("r1");
  ASSERT_TRUE(grants.commit(first));
  ASSERT_TRUE(grants.sweep(kNow + Seconds(601), 100));
  EXPECT_FALSE(*grants.find_code(oidc::op::TokenDigest("d1")));
  EXPECT_TRUE(*grants.find_refresh_token(oidc::op::TokenDigest("r1")));
}

TYPED_TEST_P(GrantStoreContract, ASignInIsFoundUntilItExpiresOrEnds) {
  auto& store = *this->sign_ins_;
  const oidc::op::SignIn sign_in{
      oidc::op::TokenDigest("s1"), TenantId("t1"), Subject("u1"), "sid", kNow, kNow + Seconds(60), {}};
  ASSERT_TRUE(store.create(sign_in));
  EXPECT_EQ(**store.find(sign_in.digest, kNow + Seconds(59)), sign_in);
  EXPECT_FALSE(*store.find(sign_in.digest, kNow + Seconds(60)));
  EXPECT_EQ(**store.end(sign_in.digest), sign_in);
  EXPECT_FALSE(*store.find(sign_in.digest, kNow));
  EXPECT_FALSE(*store.end(sign_in.digest));
}

TYPED_TEST_P(GrantStoreContract, ASignInRemembersEachClientOnceInOrder) {
  auto& store = *this->sign_ins_;
  const oidc::op::TokenDigest digest("s1");
  ASSERT_TRUE(store.create({digest, TenantId("t1"), Subject("u1"), "sid", kNow, kNow + Seconds(60), {}}));
  for (const char* client : {"c2", "c1", "c2"}) ASSERT_TRUE(store.add_client(digest, ClientId(client)));
  EXPECT_EQ((*store.find(digest, kNow))->clients, (std::vector{ClientId("c2"), ClientId("c1")}));
  EXPECT_TRUE(store.add_client(oidc::op::TokenDigest("gone"), ClientId("c1")));
}

TYPED_TEST_P(GrantStoreContract, KeysAreReplacedByOneOfTwentyRacers) {
  auto& store = *this->keys_;
  EXPECT_EQ(store.load()->generation, 0);
  oidc::op::KeySet set;
  set.generation = 1;
  set.signing_kid = "k1";
  set.keys = {{"k1", Secret("pem"), std::string("\x30\x00", 2), kNow}};
  set.pairwise_secret = Secret(std::string("\x00\x01", 2));
  EXPECT_EQ(race(20, [&] { return store.replace(set).has_value(); }), 1);
  const auto loaded = store.load();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->generation, 1);
  EXPECT_EQ(loaded->signing_kid, "k1");
  ASSERT_EQ(loaded->keys.size(), 1U);
  EXPECT_EQ(loaded->keys[0].private_key_pem.reveal(), "pem");
  EXPECT_EQ(loaded->keys[0].certificate_der, std::string("\x30\x00", 2));
  EXPECT_EQ(loaded->keys[0].created, kNow);
  EXPECT_EQ(loaded->pairwise_secret.reveal(), std::string_view("\x00\x01", 2));
  EXPECT_EQ(reason_of(store.replace(set)), "keys_changed");
}

REGISTER_TYPED_TEST_SUITE_P(GrantStoreContract, ACodeComesBackWholeAndIsConsumedOnce,
                            AmongTwentyRacersOneRedeemsTheCode, ARefreshTokenStaysUntilItRotates,
                            ARevokedFamilyIssuesNothingMore, AnAssertionIsUsedOnce,
                            SweepTakesWhatHasExpiredAndNothingElse, ASignInIsFoundUntilItExpiresOrEnds,
                            ASignInRemembersEachClientOnceInOrder, KeysAreReplacedByOneOfTwentyRacers);

}  // namespace sallyport::stores::contract
