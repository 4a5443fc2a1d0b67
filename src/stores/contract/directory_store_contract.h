// The tests that every store of tenants, people, groups and apps must pass. A test instantiates the suite with a
// factory type:
//   struct Factory { std::unique_ptr<entra::DirectoryStore> directory(); };
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "entra/directory_store.h"
#include "stores/contract/directory_fixture.h"

namespace sallyport::stores::contract {

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

inline constexpr int kChanges = 20;

// The changes of one racer. Adds something named `word` to an app's secrets, its roles, a group and a tenant, and
// lengthens a person's name. Returns whether all of them succeeded.
inline bool change_everything(entra::DirectoryStore& store, const std::string& word) {
  const auto secret = store.change_app(ClientId("c1"), [&](entra::AppRegistration& each) {
    each.secrets.push_back({"k-" + word, word, "abc", "00ff", kNow, kNow + Seconds(60)});
    return Result<void>();
  });
  const auto role = store.change_app(ClientId("c1"), [&](entra::AppRegistration& each) {
    each.app_roles.push_back({"r-" + word, "Role" + word, "", true, true, true});
    return Result<void>();
  });
  const auto member = store.change_group(entra::ObjectId("g1"), [&](entra::Group& each) {
    each.members.emplace_back("m-" + word);
    return Result<void>();
  });
  const auto domain = store.change_tenant(TenantId("t1"), [&](entra::Tenant& each) {
    each.domains.push_back("d" + word + ".example");
    return Result<void>();
  });
  const auto name = store.change_user(entra::ObjectId("u1"), [](entra::User& each) {
    each.display_name += "+";
    return Result<void>();
  });
  return secret && role && member && domain && name;
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
  ASSERT_TRUE(store.add_tenant(tenant("t1", "contoso.example")));
  EXPECT_EQ(**store.find_tenant("t1"), tenant("t1", "contoso.example"));
  EXPECT_TRUE(*store.find_tenant("CONTOSO.example"));
  EXPECT_FALSE(*store.find_tenant("contoso"));
  EXPECT_FALSE(*store.find_tenant(""));
}

TYPED_TEST_P(DirectoryStoreContract, TenantsKeepTheirOrderWhenOneIsChanged) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_tenant(tenant("t2", "b.example")));
  ASSERT_TRUE(store.add_tenant(tenant("t1", "a.example")));
  ASSERT_TRUE(store.change_tenant(TenantId("t2"), [](entra::Tenant& each) {
    each.domains = {"c.example"};
    return Result<void>();
  }));
  EXPECT_EQ(*store.tenants(), (std::vector{tenant("t2", "c.example"), tenant("t1", "a.example")}));
  EXPECT_FALSE(*store.find_tenant("b.example"));
}

TYPED_TEST_P(DirectoryStoreContract, ADomainBelongsToOneTenant) {
  ASSERT_TRUE(this->store_->add_tenant(tenant("t1", "contoso.example")));
  EXPECT_EQ(reason_of(this->store_->add_tenant(tenant("t2", "Contoso.Example"))), "domain_taken");
  EXPECT_FALSE(*this->store_->find_tenant("t2"));
}

TYPED_TEST_P(DirectoryStoreContract, UsersAreFoundByIdAndByNameInAnyCase) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_user(user("u1", "alice@contoso.example")));
  EXPECT_EQ(**store.find_user(entra::ObjectId("u1")), user("u1", "alice@contoso.example"));
  EXPECT_TRUE(*store.find_user_by_name("Alice@CONTOSO.example"));
  EXPECT_FALSE(*store.find_user_by_name("alice"));
  EXPECT_EQ(store.users(TenantId("t1"))->size(), 1U);
  EXPECT_TRUE(store.users(TenantId("t2"))->empty());
}

TYPED_TEST_P(DirectoryStoreContract, AUserNameBelongsToOneUser) {
  ASSERT_TRUE(this->store_->add_user(user("u1", "alice@contoso.example")));
  EXPECT_EQ(reason_of(this->store_->add_user(user("u2", "ALICE@contoso.example"))), "user_name_taken");
  ASSERT_TRUE(this->store_->add_user(user("u2", "bob@contoso.example")));
  const auto rename = [](entra::User& each) {
    each.user_principal_name = "Alice@contoso.example";
    return Result<void>();
  };
  EXPECT_EQ(reason_of(this->store_->change_user(entra::ObjectId("u2"), rename)), "user_name_taken");
  EXPECT_TRUE(this->store_->change_user(entra::ObjectId("u1"), rename));
}

TYPED_TEST_P(DirectoryStoreContract, GroupsOfAUserAreThoseThatListThem) {
  auto& store = *this->store_;
  using entra::ObjectId;
  ASSERT_TRUE(store.add_group({ObjectId("g2"), TenantId("t1"), "Two", {ObjectId("u1"), ObjectId("u2")}}));
  ASSERT_TRUE(store.add_group({ObjectId("g1"), TenantId("t1"), "One", {ObjectId("u1")}}));
  EXPECT_EQ(*store.groups_of(ObjectId("u1")), (std::vector{ObjectId("g1"), ObjectId("g2")}));
  ASSERT_TRUE(store.change_group(ObjectId("g2"), [](entra::Group& each) {
    each.members.clear();
    return Result<void>();
  }));
  EXPECT_TRUE(store.groups_of(ObjectId("u2"))->empty());
}

TYPED_TEST_P(DirectoryStoreContract, GroupsOfATenantComeWithTheirMembersByName) {
  auto& store = *this->store_;
  using entra::Group;
  using entra::ObjectId;
  const Group staff{ObjectId("g3"), TenantId("t1"), "Staff", {ObjectId("u1"), ObjectId("u2")}};
  const Group empty{ObjectId("g2"), TenantId("t1"), "Staff", {}};
  const Group admins{ObjectId("g4"), TenantId("t1"), "Admins", {ObjectId("u1")}};
  for (const Group& group : {staff, empty, admins}) ASSERT_TRUE(store.add_group(group));
  ASSERT_TRUE(store.add_group({ObjectId("g1"), TenantId("t2"), "Others", {ObjectId("u3")}}));
  EXPECT_EQ(*store.groups(TenantId("t1")), (std::vector{admins, empty, staff}));
  EXPECT_TRUE(store.groups(TenantId("t3"))->empty());
}

TYPED_TEST_P(DirectoryStoreContract, AnAppComesBackWhole) {
  ASSERT_TRUE(this->store_->add_app(app("c1")));
  EXPECT_EQ(**this->store_->find_app(ClientId("c1")), app("c1"));
  EXPECT_EQ(**this->store_->find_app_by_identifier("api://c1"), app("c1"));
  EXPECT_FALSE(*this->store_->find_app_by_identifier("api://C1"));
  EXPECT_FALSE(*this->store_->find_app(ClientId("c2")));
}

TYPED_TEST_P(DirectoryStoreContract, AnIdentifierUriBelongsToOneApp) {
  ASSERT_TRUE(this->store_->add_app(app("c1")));
  auto other = app("c2");
  other.identifier_uris = {"api://c1"};
  EXPECT_EQ(reason_of(this->store_->add_app(other)), "identifier_taken");
  EXPECT_EQ(this->store_->apps(TenantId("t1"))->size(), 1U);
}

TYPED_TEST_P(DirectoryStoreContract, ARemovedAppIsGone) {
  ASSERT_TRUE(this->store_->add_app(app("c1")));
  ASSERT_TRUE(this->store_->remove_app(ClientId("c1")));
  EXPECT_FALSE(*this->store_->find_app(ClientId("c1")));
  EXPECT_FALSE(*this->store_->find_app_by_identifier("api://c1"));
  EXPECT_TRUE(this->store_->remove_app(ClientId("c1")));
}

TYPED_TEST_P(DirectoryStoreContract, AnIdIsGivenOnce) {
  auto& store = *this->store_;
  using entra::ObjectId;
  ASSERT_TRUE(store.add_tenant(tenant("t1", "a.example")));
  EXPECT_EQ(reason_of(store.add_tenant(tenant("t1", "b.example"))), "tenant_id_taken");
  ASSERT_TRUE(store.add_app(app("c1")));
  EXPECT_EQ(reason_of(store.add_app(app("c1"))), "client_id_taken");
  ASSERT_TRUE(store.add_user(user("u1", "alice@contoso.example")));
  ASSERT_TRUE(store.add_group({ObjectId("g1"), TenantId("t2"), "Staff", {}}));
  // People and groups of all tenants share one set of ids, because an assignment names either by the id alone.
  EXPECT_EQ(reason_of(store.add_user(user("u1", "bob@contoso.example"))), "user_id_taken");
  EXPECT_EQ(reason_of(store.add_user(user("g1", "bob@contoso.example"))), "group_id_taken");
  EXPECT_EQ(reason_of(store.add_group({ObjectId("g1"), TenantId("t1"), "Others", {}})), "group_id_taken");
  const auto group = store.add_group({ObjectId("u1"), TenantId("t2"), "Others", {}});
  EXPECT_EQ(reason_of(group), "user_id_taken");
  EXPECT_EQ(group.error().detail, "u1 is the id of alice@contoso.example");
  EXPECT_EQ(**store.find_user(ObjectId("u1")), user("u1", "alice@contoso.example"));
  EXPECT_TRUE(store.groups(TenantId("t1"))->empty());
}

TYPED_TEST_P(DirectoryStoreContract, AChangeOfNothingIsRefused) {
  auto& store = *this->store_;
  bool called = false;
  const auto change = [&](auto&) {
    called = true;
    return Result<void>();
  };
  EXPECT_EQ(reason_of(store.change_tenant(TenantId("x"), change)), "no_tenant");
  EXPECT_EQ(reason_of(store.change_user(entra::ObjectId("x"), change)), "no_user");
  EXPECT_EQ(reason_of(store.change_group(entra::ObjectId("x"), change)), "no_group");
  EXPECT_EQ(reason_of(store.change_app(ClientId("x"), change)), "no_app");
  EXPECT_FALSE(called);
}

TYPED_TEST_P(DirectoryStoreContract, AChangeThatFailsStoresNothing) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_tenant(tenant("t1", "a.example")));
  ASSERT_TRUE(store.add_user(user("u1", "alice@contoso.example")));
  ASSERT_TRUE(store.add_group({entra::ObjectId("g1"), TenantId("t1"), "Staff", {}}));
  ASSERT_TRUE(store.add_app(app("c1")));
  const auto fail = [](auto& value) -> Result<void> {
    value = {};
    return failure(Kind::rejected, "role_value", "", "why");
  };
  EXPECT_EQ(reason_of(store.change_tenant(TenantId("t1"), fail)), "role_value");
  EXPECT_EQ(reason_of(store.change_user(entra::ObjectId("u1"), fail)), "role_value");
  EXPECT_EQ(reason_of(store.change_group(entra::ObjectId("g1"), fail)), "role_value");
  EXPECT_EQ(store.change_app(ClientId("c1"), fail).error().detail, "why");
  EXPECT_EQ(**store.find_tenant("t1"), tenant("t1", "a.example"));
  EXPECT_EQ(**store.find_user(entra::ObjectId("u1")), user("u1", "alice@contoso.example"));
  EXPECT_EQ(store.groups(TenantId("t1"))->size(), 1U);
  EXPECT_EQ(**store.find_app(ClientId("c1")), app("c1"));
}

TYPED_TEST_P(DirectoryStoreContract, AChangeKeepsTheId) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_app(app("c1")));
  ASSERT_TRUE(store.add_user(user("u1", "alice@contoso.example")));
  EXPECT_EQ(reason_of(store.change_app(ClientId("c1"),
                                       [](entra::AppRegistration& each) {
                                         each.client_id = ClientId("c2");
                                         return Result<void>();
                                       })),
            "id_changed");
  EXPECT_EQ(reason_of(store.change_user(entra::ObjectId("u1"),
                                        [](entra::User& each) {
                                          each.id = entra::ObjectId("u2");
                                          return Result<void>();
                                        })),
            "id_changed");
  EXPECT_EQ(store.apps(TenantId("t1"))->size(), 1U);
  EXPECT_FALSE(*store.find_user(entra::ObjectId("u2")));
}

// Afterwards, everything that the racers added is there.
TYPED_TEST_P(DirectoryStoreContract, ChangesAtOnceLoseNothing) {
  this->RecordProperty("covers", "A19");
  auto& store = *this->store_;
  using entra::ObjectId;
  ASSERT_TRUE(store.add_tenant(tenant("t1", "a.example")));
  ASSERT_TRUE(store.add_user(user("u1", "alice@contoso.example")));
  ASSERT_TRUE(store.add_group({ObjectId("g1"), TenantId("t1"), "Staff", {}}));
  ASSERT_TRUE(store.add_app(app("c1")));
  std::atomic<int> next{0};
  EXPECT_EQ(race(kChanges, [&] { return change_everything(store, std::to_string(next++)); }), kChanges);
  EXPECT_EQ((*store.find_tenant("t1"))->domains.size(), 1U + kChanges);
  EXPECT_EQ((*store.find_user(ObjectId("u1")))->display_name.size(), user("u1", "").display_name.size() + kChanges);
  EXPECT_EQ(store.groups(TenantId("t1"))->front().members.size(), std::size_t{kChanges});
  const auto changed = **store.find_app(ClientId("c1"));
  EXPECT_EQ(changed.secrets.size(), app("c1").secrets.size() + kChanges);
  EXPECT_EQ(changed.app_roles.size(), app("c1").app_roles.size() + kChanges);
}

TYPED_TEST_P(DirectoryStoreContract, OfTwentyThatAddOneIdOneSucceeds) {
  this->RecordProperty("covers", "A19");
  auto& store = *this->store_;
  std::atomic<int> next{0};
  const auto add = [&] { return store.add_user(user("u1", std::to_string(next++) + "@contoso.example")).has_value(); };
  EXPECT_EQ(race(kChanges, add), 1);
  EXPECT_EQ(store.users(TenantId("t1"))->size(), 1U);
}

REGISTER_TYPED_TEST_SUITE_P(DirectoryStoreContract, TenantsAreFoundByIdAndByDomainInAnyCase,
                            TenantsKeepTheirOrderWhenOneIsChanged, ADomainBelongsToOneTenant,
                            UsersAreFoundByIdAndByNameInAnyCase, AUserNameBelongsToOneUser,
                            GroupsOfAUserAreThoseThatListThem, GroupsOfATenantComeWithTheirMembersByName,
                            AnAppComesBackWhole, AnIdentifierUriBelongsToOneApp, ARemovedAppIsGone, AnIdIsGivenOnce,
                            AChangeOfNothingIsRefused, AChangeThatFailsStoresNothing, AChangeKeepsTheId,
                            ChangesAtOnceLoseNothing, OfTwentyThatAddOneIdOneSucceeds);

}  // namespace sallyport::stores::contract
