// The tests that every store of the directory must pass about a tenant's administrators, and about the one-time link
// that makes one. A test instantiates the suite with the factory of directory_store_contract.h.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "entra/directory_store.h"
#include "stores/contract/directory_fixture.h"
#include "stores/contract/directory_values.h"

namespace sallyport::stores::contract {

inline entra::User administrator(const std::string& id) {
  entra::User made = user(id, id + "@contoso.example");
  made.directory_role = entra::DirectoryRole::global_administrator;
  return made;
}

inline entra::AdminLink admin_link(entra::AdminLinkFor purpose = entra::AdminLinkFor::first_administrator) {
  return {entra::hash_of_admin_link("the-link"), kHome, kNow + Seconds(60), purpose};
}

template <class Factory>
class AdministratorContract : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(store_->add_tenant(tenant("t1", "contoso.example"))); }

  std::string_view change(const std::string& id, auto edit) {
    return reason_of(store_->change_user(entra::ObjectId(id), [&](entra::User& each) {
      edit(each);
      return Result<void>();
    }));
  }
  std::string_view take_role(const std::string& id) {
    return change(id, [](entra::User& each) { each.directory_role = entra::DirectoryRole::none; });
  }
  std::string_view disable(const std::string& id) {
    return change(id, [](entra::User& each) { each.enabled = false; });
  }
  std::string_view use(const entra::User& person, std::string_view link = "the-link", UnixTime now = kNow) {
    return reason_of(store_->use_admin_link(entra::hash_of_admin_link(link), now, person));
  }

  Factory factory_;
  std::unique_ptr<entra::DirectoryStore> store_ = factory_.directory();
};
TYPED_TEST_SUITE_P(AdministratorContract);

TYPED_TEST_P(AdministratorContract, PeopleWithARoleAreListedForTheirTenant) {
  auto& store = *this->store_;
  auto plain = user("u1", "ann@contoso.example");
  plain.directory_role = entra::DirectoryRole::none;
  auto foreign = administrator("u9");
  foreign.tenant = TenantId("t2");
  ASSERT_TRUE(store.add_user(plain));
  ASSERT_TRUE(store.add_user(administrator("u3")));
  ASSERT_TRUE(store.add_user(user("u2", "bob@contoso.example")));
  ASSERT_TRUE(store.add_user(foreign));
  EXPECT_EQ(*store.people_with_directory_role(kHome),
            (std::vector{administrator("u3"), user("u2", "bob@contoso.example")}));
  EXPECT_EQ(this->change("u2", [](entra::User& each) { each.directory_role = entra::DirectoryRole::none; }), "none");
  EXPECT_EQ(store.people_with_directory_role(kHome)->size(), 1U);
}

TYPED_TEST_P(AdministratorContract, TheLastOneIsNeitherRemovedNorDisabledNorDemoted) {
  auto& store = *this->store_;
  auto disabled = administrator("u2");
  disabled.enabled = false;
  ASSERT_TRUE(store.add_user(administrator("u1")));
  ASSERT_TRUE(store.add_user(disabled));
  ASSERT_TRUE(store.add_user(user("u3", "bob@contoso.example")));  // User Administrator, which does not count
  EXPECT_EQ(this->take_role("u1"), "last_administrator");
  EXPECT_EQ(this->disable("u1"), "last_administrator");
  EXPECT_EQ(reason_of(store.remove_user(entra::ObjectId("u1"))), "last_administrator");
  EXPECT_EQ(**store.find_user(entra::ObjectId("u1")), administrator("u1"));
  EXPECT_EQ(this->change("u1", [](entra::User& each) { each.display_name = "New"; }), "none");
  EXPECT_EQ(this->take_role("u2"), "none");
  EXPECT_EQ(reason_of(store.remove_user(entra::ObjectId("u3"))), "none");
}

TYPED_TEST_P(AdministratorContract, WithAnotherOneTheyMayGo) {
  auto& store = *this->store_;
  for (const char* const id : {"u1", "u2", "u3", "u4"}) ASSERT_TRUE(store.add_user(administrator(id)));
  EXPECT_EQ(this->take_role("u1"), "none");
  EXPECT_EQ(this->disable("u2"), "none");
  EXPECT_EQ(reason_of(store.remove_user(entra::ObjectId("u3"))), "none");
  EXPECT_EQ(this->disable("u4"), "last_administrator");
}

TYPED_TEST_P(AdministratorContract, AnotherTenantsDoNotCount) {
  auto& store = *this->store_;
  auto foreign = administrator("u9");
  foreign.tenant = TenantId("t2");
  ASSERT_TRUE(store.add_user(administrator("u1")));
  ASSERT_TRUE(store.add_user(foreign));
  EXPECT_EQ(this->disable("u1"), "last_administrator");
  EXPECT_EQ(this->disable("u9"), "last_administrator");
}

TYPED_TEST_P(AdministratorContract, OfTwentyThatLeaveAtOnceOneStays) {
  auto& store = *this->store_;
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(store.add_user(administrator("u" + std::to_string(i))));
  std::atomic<int> next{0};
  EXPECT_EQ(race(20, [&] { return this->take_role("u" + std::to_string(next++)) == "none"; }), 19);
  EXPECT_EQ(store.people_with_directory_role(kHome)->size(), 1U);
}

TYPED_TEST_P(AdministratorContract, TheLinkIsTheOneThatWasMadeLast) {
  auto& store = *this->store_;
  EXPECT_FALSE(*store.find_admin_link());
  auto older = admin_link();
  older.hash = entra::hash_of_admin_link("an older link");
  ASSERT_TRUE(store.replace_admin_link(older));
  ASSERT_TRUE(store.replace_admin_link(admin_link()));
  EXPECT_EQ(*store.find_admin_link(), admin_link());
  EXPECT_EQ(this->use(administrator("u1"), "an older link"), "admin_link");
  EXPECT_EQ(this->use(administrator("u1")), "none");
}

TYPED_TEST_P(AdministratorContract, TheLinkAddsTheAdministratorOnce) {
  auto& store = *this->store_;
  EXPECT_EQ(this->use(administrator("u1")), "admin_link");
  ASSERT_TRUE(store.replace_admin_link(admin_link()));
  EXPECT_EQ(this->use(administrator("u1")), "none");
  EXPECT_EQ(**store.find_user(entra::ObjectId("u1")), administrator("u1"));
  EXPECT_FALSE(*store.find_admin_link());
  EXPECT_EQ(this->use(administrator("u2")), "admin_link");
  EXPECT_FALSE(*store.find_user(entra::ObjectId("u2")));
}

TYPED_TEST_P(AdministratorContract, AnotherLinkAnotherTenantAndALateOneAreRefused) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.replace_admin_link(admin_link()));
  auto foreign = administrator("u1");
  foreign.tenant = TenantId("t2");
  EXPECT_EQ(this->use(foreign), "admin_link");
  for (const char* const link : {"", "the-lin", "the-link ", "THE-LINK"})
    EXPECT_EQ(this->use(administrator("u1"), link), "admin_link") << link;
  EXPECT_EQ(this->use(administrator("u1"), "the-link", kNow + Seconds(60)), "admin_link");
  EXPECT_FALSE(*store.find_user(entra::ObjectId("u1")));
  EXPECT_EQ(this->use(administrator("u1"), "the-link", kNow + Seconds(59)), "none");
}

TYPED_TEST_P(AdministratorContract, TheLinkToTheFirstOneWorksOnlyWithoutOne) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_user(administrator("u1")));
  ASSERT_TRUE(store.replace_admin_link(admin_link()));
  EXPECT_EQ(this->use(administrator("u2")), "administrator_exists");
  EXPECT_FALSE(*store.find_user(entra::ObjectId("u2")));
  ASSERT_TRUE(store.replace_admin_link(admin_link(entra::AdminLinkFor::another_administrator)));
  EXPECT_EQ(this->use(administrator("u2")), "none");
}

TYPED_TEST_P(AdministratorContract, ALinkWhosePersonCannotBeAddedStays) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_user(user("u1", "ann@contoso.example")));
  ASSERT_TRUE(store.replace_admin_link(admin_link()));
  auto taken = administrator("u2");
  taken.user_principal_name = "Ann@contoso.example";
  EXPECT_EQ(this->use(taken), "user_name_taken");
  EXPECT_EQ(this->use(administrator("u1")), "user_id_taken");
  EXPECT_EQ(this->use(administrator("u3")), "none");
}

TYPED_TEST_P(AdministratorContract, OfTwentyThatUseTheLinkOneSucceeds) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.replace_admin_link(admin_link(entra::AdminLinkFor::another_administrator)));
  std::atomic<int> next{0};
  EXPECT_EQ(race(20, [&] { return this->use(administrator("u" + std::to_string(next++))) == "none"; }), 1);
  EXPECT_EQ(store.people_with_directory_role(kHome)->size(), 1U);
}

REGISTER_TYPED_TEST_SUITE_P(AdministratorContract, PeopleWithARoleAreListedForTheirTenant,
                            TheLastOneIsNeitherRemovedNorDisabledNorDemoted, WithAnotherOneTheyMayGo,
                            AnotherTenantsDoNotCount, OfTwentyThatLeaveAtOnceOneStays, TheLinkIsTheOneThatWasMadeLast,
                            TheLinkAddsTheAdministratorOnce, AnotherLinkAnotherTenantAndALateOneAreRefused,
                            TheLinkToTheFirstOneWorksOnlyWithoutOne, ALinkWhosePersonCannotBeAddedStays,
                            OfTwentyThatUseTheLinkOneSucceeds);

}  // namespace sallyport::stores::contract
