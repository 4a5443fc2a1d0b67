// The tests that every store of tenants, people, groups and apps must pass (directory_access_contract.h has those of
// what they may do). A test instantiates the suite with a factory type:
//   struct Factory { std::unique_ptr<entra::DirectoryStore> directory(); };
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "entra/directory_store.h"
#include "stores/contract/directory_values.h"

namespace sallyport::stores::contract {

inline constexpr int kChanges = 20;

// The changes of one racer. Adds something named `word` to an app's secrets, its roles and a tenant, and
// lengthens a person's name and a group's description. Returns whether all of them succeeded.
inline bool change_everything(entra::DirectoryStore& store, const std::string& word) {
  const auto secret = store.change_app(ClientId("c1"), [&](entra::AppRegistration& each) {
    each.secrets.push_back({"k-" + word, word, "abc", "00ff", kNow, kNow + Seconds(60)});
    return Result<void>();
  });
  const auto role = store.change_app(ClientId("c1"), [&](entra::AppRegistration& each) {
    each.app_roles.push_back({"r-" + word, "Role" + word, "", true, true, true});
    return Result<void>();
  });
  const auto description = store.change_group(entra::ObjectId("g1"), [](entra::Group& each) {
    each.description += "+";
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
  return secret && role && description && domain && name;
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
  EXPECT_EQ(store.users(TenantId("t1"), {})->rows.size(), 1U);
  EXPECT_TRUE(store.users(TenantId("t2"), {})->rows.empty());
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

TYPED_TEST_P(DirectoryStoreContract, AGroupComesBackWhole) {
  ASSERT_TRUE(this->store_->add_group(group("g1")));
  EXPECT_EQ(**this->store_->find_group(entra::ObjectId("g1")), group("g1"));
  EXPECT_FALSE(*this->store_->find_group(entra::ObjectId("g2")));
}

TYPED_TEST_P(DirectoryStoreContract, PagesFollowEachOtherInBothOrders) {
  auto& store = *this->store_;
  for (const char* const id : {"g1", "g2", "g3", "g4", "g5"})
    ASSERT_TRUE(store.add_group(group(id, std::string(id) < "g3" ? "Zoo" : "ape")));
  ASSERT_TRUE(store.add_group(group("g6", "Other", TenantId("t2"))));
  const auto read = [&](entra::Order order) {
    std::vector<std::string> ids;
    entra::PageRequest request{.order = order, .limit = 2, .count = true};
    do {
      const auto page = store.groups(kHome, request);
      EXPECT_EQ(page->count, 5U);
      EXPECT_LE(page->rows.size(), 2U);
      for (const auto& each : page->rows) ids.push_back(each.id.value);
      request.after = page->next;
    } while (!request.after.empty());
    return ids;
  };
  EXPECT_EQ(read(entra::Order::created), (std::vector<std::string>{"g1", "g2", "g3", "g4", "g5"}));
  EXPECT_EQ(read(entra::Order::name), (std::vector<std::string>{"g3", "g4", "g5", "g1", "g2"}));
  EXPECT_TRUE(store.groups(kHome, {.limit = 5})->next.empty());
  EXPECT_EQ(reason_of(store.groups(kHome, {.after = "x!"})), "page_after");
  EXPECT_EQ(reason_of(store.groups(kHome, {.limit = 0})), "page_limit");
  EXPECT_EQ(reason_of(store.groups(kHome, {.limit = 1000})), "page_limit");
}

TYPED_TEST_P(DirectoryStoreContract, APageHoldsWhatAllConditionsFind) {
  auto& store = *this->store_;
  const auto add = [&](const char* id, const char* name) {
    auto each = user(id, std::string(id) + "@contoso.example");
    each.display_name = name;
    each.email = "";
    ASSERT_TRUE(store.add_user(each));
  };
  add("u1", "Ann Łukasz");
  add("u2", "anna Berg");
  add("u3", "Bo Ann");
  add("u4", "Cy");
  const auto found = [&](entra::PageRequest request) {
    std::string ids;
    request.count = true;
    const auto page = store.users(kHome, request);
    for (const auto& each : page->rows) ids += each.id.value + " ";
    EXPECT_EQ(page->count, page->rows.size());
    return ids;
  };
  EXPECT_EQ(found({.search = "ann"}), "u1 u2 u3 ");
  EXPECT_EQ(found({.search = "ANN łuk"}), "u1 ");
  EXPECT_EQ(found({.search = "u4@contoso"}), "u4 ");
  EXPECT_EQ(found({.search = "nn"}), "") << "only from the beginning of a word";
  EXPECT_EQ(found({.search = "ann", .order = entra::Order::name}), "u1 u2 u3 ");
  EXPECT_EQ(found({.name = "BO ann"}), "u3 ");
  EXPECT_EQ(found({.name = "Bo"}), "");
  EXPECT_EQ(found({.name_prefix = "ANN"}), "u1 u2 ");
  EXPECT_EQ(found({.search = "berg", .name_prefix = "ann"}), "u2 ");
  EXPECT_EQ(found({.search = "berg", .name = "Cy"}), "");
  EXPECT_EQ(found({.search = "'; DROP TABLE account; --%_"}), "");
}

TYPED_TEST_P(DirectoryStoreContract, ASearchFindsTheNewNameOnly) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_user(user("u1", "alice@contoso.example")));
  ASSERT_TRUE(store.change_user(entra::ObjectId("u1"), [](entra::User& each) -> Result<void> {
    each.display_name = "Zoe Zimmer";
    each.user_principal_name = "zoe@contoso.example";
    each.email = "";
    return {};
  }));
  EXPECT_TRUE(store.users(kHome, {.search = "adams"})->rows.empty());
  EXPECT_EQ(store.users(kHome, {.search = "zim"})->rows.size(), 1U);
  EXPECT_FALSE(*store.find_user_by_name("alice@contoso.example"));
}

TYPED_TEST_P(DirectoryStoreContract, OwnedAppsAreThoseThatNameTheOwner) {
  auto& store = *this->store_;
  auto other = app("c2");
  other.owners = {entra::ObjectId("u2"), entra::ObjectId("u1")};
  ASSERT_TRUE(store.add_app(app("c1")));
  ASSERT_TRUE(store.add_app(other));
  EXPECT_EQ(store.apps(kHome, {.owner = entra::ObjectId("u1")})->rows.size(), 2U);
  EXPECT_EQ(store.apps(kHome, {.owner = entra::ObjectId("u2")})->rows.size(), 1U);
  ASSERT_TRUE(store.change_app(ClientId("c2"), [](entra::AppRegistration& each) -> Result<void> {
    each.owners.clear();
    return {};
  }));
  EXPECT_TRUE(store.apps(kHome, {.owner = entra::ObjectId("u2")})->rows.empty());
}

TYPED_TEST_P(DirectoryStoreContract, RedirectOriginsAreKnownByPlatform) {
  auto& store = *this->store_;
  using entra::Platform;
  ASSERT_TRUE(store.add_app(app("c1")));
  EXPECT_TRUE(*store.is_redirect_origin("https://a.example", std::nullopt));
  EXPECT_TRUE(*store.is_redirect_origin("https://a.example", Platform::web));
  EXPECT_FALSE(*store.is_redirect_origin("https://a.example", Platform::spa));
  EXPECT_TRUE(*store.is_redirect_origin("http://localhost:3000", Platform::spa)) << "any port of localhost";
  EXPECT_FALSE(*store.is_redirect_origin("https://b.example", std::nullopt));
  EXPECT_FALSE(*store.is_redirect_origin("null", std::nullopt));
  ASSERT_TRUE(store.remove_app(ClientId("c1")));
  EXPECT_FALSE(*store.is_redirect_origin("https://a.example", std::nullopt));
}

TYPED_TEST_P(DirectoryStoreContract, AnAppComesBackWhole) {
  ASSERT_TRUE(this->store_->add_app(app("c1")));
  EXPECT_EQ(**this->store_->find_app(ClientId("c1")), app("c1"));
  EXPECT_EQ(**this->store_->find_app_by_identifier("api://c1"), app("c1"));
  EXPECT_EQ(**this->store_->find_app_by_object_id(entra::ObjectId("o-c1")), app("c1"));
  EXPECT_FALSE(*this->store_->find_app_by_identifier("api://C1"));
  EXPECT_FALSE(*this->store_->find_app(ClientId("c2")));
}

TYPED_TEST_P(DirectoryStoreContract, AnIdentifierUriBelongsToOneApp) {
  ASSERT_TRUE(this->store_->add_app(app("c1")));
  auto other = app("c2");
  other.identifier_uris = {"api://c1"};
  EXPECT_EQ(reason_of(this->store_->add_app(other)), "identifier_taken");
  EXPECT_EQ(this->store_->apps(TenantId("t1"), {})->rows.size(), 1U);
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
  ASSERT_TRUE(store.add_group(group("g1", "Staff", TenantId("t2"))));
  // People and groups of all tenants share one set of ids, because an assignment names either by the id alone.
  EXPECT_EQ(reason_of(store.add_user(user("u1", "bob@contoso.example"))), "user_id_taken");
  EXPECT_EQ(reason_of(store.add_user(user("g1", "bob@contoso.example"))), "group_id_taken");
  EXPECT_EQ(reason_of(store.add_group(group("g1"))), "group_id_taken");
  const auto added = store.add_group(group("u1"));
  EXPECT_EQ(reason_of(added), "user_id_taken");
  EXPECT_EQ(added.error().detail, "u1 is the id of alice@contoso.example");
  EXPECT_EQ(**store.find_user(ObjectId("u1")), user("u1", "alice@contoso.example"));
  EXPECT_TRUE(store.groups(TenantId("t1"), {})->rows.empty());
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
  ASSERT_TRUE(store.add_group(group("g1")));
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
  EXPECT_EQ(**store.find_group(entra::ObjectId("g1")), group("g1"));
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
  EXPECT_EQ(store.apps(TenantId("t1"), {})->rows.size(), 1U);
  EXPECT_FALSE(*store.find_user(entra::ObjectId("u2")));
}

// Afterwards, everything that the racers added is there.
TYPED_TEST_P(DirectoryStoreContract, ChangesAtOnceLoseNothing) {
  this->RecordProperty("covers", "A19");
  auto& store = *this->store_;
  using entra::ObjectId;
  ASSERT_TRUE(store.add_tenant(tenant("t1", "a.example")));
  ASSERT_TRUE(store.add_user(user("u1", "alice@contoso.example")));
  ASSERT_TRUE(store.add_group(group("g1")));
  ASSERT_TRUE(store.add_app(app("c1")));
  std::atomic<int> next{0};
  EXPECT_EQ(race(kChanges, [&] { return change_everything(store, std::to_string(next++)); }), kChanges);
  EXPECT_EQ((*store.find_tenant("t1"))->domains.size(), 1U + kChanges);
  EXPECT_EQ((*store.find_user(ObjectId("u1")))->display_name.size(), user("u1", "").display_name.size() + kChanges);
  EXPECT_EQ((*store.find_group(ObjectId("g1")))->description.size(), group("g1").description.size() + kChanges);
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
  EXPECT_EQ(store.users(TenantId("t1"), {})->rows.size(), 1U);
}

REGISTER_TYPED_TEST_SUITE_P(DirectoryStoreContract, TenantsAreFoundByIdAndByDomainInAnyCase,
                            TenantsKeepTheirOrderWhenOneIsChanged, ADomainBelongsToOneTenant,
                            UsersAreFoundByIdAndByNameInAnyCase, AUserNameBelongsToOneUser, AGroupComesBackWhole,
                            PagesFollowEachOtherInBothOrders, APageHoldsWhatAllConditionsFind,
                            ASearchFindsTheNewNameOnly, OwnedAppsAreThoseThatNameTheOwner,
                            RedirectOriginsAreKnownByPlatform, AnAppComesBackWhole, AnIdentifierUriBelongsToOneApp,
                            ARemovedAppIsGone, AnIdIsGivenOnce, AChangeOfNothingIsRefused,
                            AChangeThatFailsStoresNothing, AChangeKeepsTheId, ChangesAtOnceLoseNothing,
                            OfTwentyThatAddOneIdOneSucceeds);

}  // namespace sallyport::stores::contract
