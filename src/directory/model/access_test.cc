#include "directory/model/access.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "base/reason_of.h"
#include "crypto/system_random.h"
#include "directory/model/administration.h"
#include "entra/graph_application.h"
#include "stores/memory/directory_store.h"

namespace sallyport::directory {
namespace {

constexpr UnixTime kNow{1'800'000'000};

class Access : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const auto* tenant : {&home, &other}) ASSERT_TRUE(store.add_tenant({*tenant, "T", {}}));
    ASSERT_TRUE(store.add_user(alice));
    principal = *register_app(store, app, kNow, random);
  }

  std::vector<std::string> roles_of(const entra::ObjectId& holder, entra::PrincipalKind kind) {
    return entra::role_values(app, *store.assignments_at(principal.id, holder), kind);
  }

  const TenantId home{"t1"};
  const TenantId other{"t2"};
  crypto::SystemRandom random;
  stores::MemoryDirectoryStore store;
  const entra::User alice = *make_user({home, "alice@contoso.example", "", "", Secret(), ""}, kNow, random);
  const entra::Principal person{alice.id, entra::PrincipalKind::user};
  const entra::AppRegistration app = *make_app({home, "App", {}, {"Admin", "Viewer"}, ""}, kNow, random);
  entra::ServicePrincipal principal;
};

TEST_F(Access, AnAppIsRegisteredWithItsPrincipal) {
  EXPECT_EQ(**store.find_app(app.client_id), app);
  EXPECT_EQ(**store.find_principal_of(home, app.client_id), principal);
  EXPECT_EQ(reason_of(register_app(store, app, kNow, random)), "client_id_taken");
}

TEST_F(Access, AnAssignmentIsMadeOnceAndTakenAwayByItsRole) {
  const auto change = [&](auto& edit, const char* role) { return reason_of(edit(role)); };
  auto give = [&](const char* role) { return assign(store, app, principal, {person, role}, kNow, random); };
  auto take = [&](const char* role) { return unassign(store, app, principal, {person, role}); };
  for (const char* role : {"Admin", "Admin", "Viewer"}) EXPECT_EQ(change(give, role), "none");
  EXPECT_EQ(roles_of(alice.id, entra::PrincipalKind::user), (std::vector<std::string>{"Admin", "Viewer"}));
  EXPECT_EQ(store.assignments_to(principal.id, {})->rows.size(), 2U);
  EXPECT_EQ(change(take, "Admin"), "none");
  EXPECT_EQ(roles_of(alice.id, entra::PrincipalKind::user), std::vector<std::string>{"Viewer"});
  EXPECT_EQ(change(take, "Admin"), "not_assigned");
  EXPECT_EQ(change(take, ""), "not_assigned") << "access alone is an assignment of its own";
  EXPECT_EQ(change(give, "admin"), "no_role");
  EXPECT_EQ(change(take, "admin"), "no_role");
}

TEST_F(Access, ARoleIsForItsKindOfHolder) {
  RecordProperty("covers", "P13");
  ASSERT_TRUE(store.change_app(app.client_id, [](entra::AppRegistration& each) -> Result<void> {
    each.app_roles[0].for_applications = false;
    each.app_roles[1].for_users = false;
    return {};
  }));
  const auto changed = **store.find_app(app.client_id);
  const entra::Principal itself{principal.id, entra::PrincipalKind::service_principal};
  const auto given = [&](const entra::Principal& holder, const char* role) {
    return reason_of(assign(store, changed, principal, {holder, role}, kNow, random));
  };
  EXPECT_EQ(given(person, "Admin"), "none");
  EXPECT_EQ(given(person, "Viewer"), "role_holder");
  EXPECT_EQ(given(itself, "Admin"), "role_holder");
  EXPECT_EQ(given(itself, "Viewer"), "none");
}

TEST_F(Access, OnePrincipalIsMadeByAllThatNeedIt) {
  RecordProperty("covers", "A19");
  std::vector<std::string> ids(20);
  {
    std::vector<std::jthread> threads;
    for (std::string& id : ids)
      threads.emplace_back([&] {
        crypto::SystemRandom own;
        const auto found = ensure_principal(store, app, other, kNow, own);
        if (found) id = found->id.value;
      });
  }
  EXPECT_FALSE(ids[0].empty());
  EXPECT_TRUE(std::ranges::all_of(ids, [&](const std::string& id) { return id == ids[0]; }));
  EXPECT_NE(ids[0], principal.id.value) << "each tenant has its own";
}

TEST_F(Access, AdminConsentGivesWhatTheRegistrationLists) {
  const auto graph = *store.find_principal_of(home, ClientId(std::string(entra::kGraphClientId)));
  auto api = *make_app({home, "API", {}, {"Job"}, ""}, kNow, random);
  ASSERT_TRUE(add_scope(api, {.value = "read"}, random));
  const auto api_principal = *register_app(store, api, kNow, random);
  const ClientId missing("99999999-9999-4999-8999-999999999999");
  ASSERT_TRUE(store.change_app(app.client_id, [&](entra::AppRegistration& each) -> Result<void> {
    using entra::PermissionKind;
    each.required_permissions.push_back({api.client_id, api.scopes[0].id, PermissionKind::scope});
    each.required_permissions.push_back({api.client_id, api.app_roles[0].id, PermissionKind::role});
    each.required_permissions.push_back({missing, "x", PermissionKind::scope});
    return {};
  }));
  const auto left_out = grant_admin_consent(store, **store.find_app(app.client_id), home, kNow, random);
  ASSERT_TRUE(left_out);
  EXPECT_EQ(*left_out, std::vector{missing});
  const auto consents = *store.consents_for(principal.id, entra::ObjectId("anybody"));
  EXPECT_EQ(entra::consented_scopes(consents, api_principal.id), std::vector<std::string>{"read"});
  EXPECT_EQ(entra::consented_scopes(consents, graph->id).size(), sign_in_scopes().size());
  const auto given = *store.assignments_at(api_principal.id, principal.id);
  ASSERT_EQ(given.size(), 1U);
  EXPECT_EQ(given[0].role_id, api.app_roles[0].id);
}

TEST_F(Access, AConsentIsTakenBackByScopeOrWhole) {
  const auto graph = *store.find_principal_of(home, ClientId(std::string(entra::kGraphClientId)));
  NewConsent everybody{principal.id, graph->id, std::nullopt, {"openid", "email"}};
  NewConsent one{principal.id, graph->id, alice.id, {"openid"}};
  ASSERT_TRUE(consent(store, everybody, kNow, random));
  ASSERT_TRUE(consent(store, one, kNow, random));
  everybody.scopes = {"email"};
  ASSERT_TRUE(withdraw_consent(store, home, everybody));
  const auto left = store.consents(home, {}, {})->rows;
  ASSERT_EQ(left.size(), 2U) << "the person's own is another one";
  EXPECT_EQ(left[0].scopes, std::vector<std::string>{"openid"});
  one.scopes.clear();
  ASSERT_TRUE(withdraw_consent(store, home, one));
  EXPECT_EQ(reason_of(withdraw_consent(store, home, one)), "no_consent");
  EXPECT_EQ(store.consents(home, {}, {})->rows.size(), 1U);
}

TEST_F(Access, ScopesMustBeExposed) {
  EXPECT_TRUE(check_scopes(entra::graph_registration(), sign_in_scopes()));
  EXPECT_EQ(reason_of(check_scopes(app, {"read"})), "no_scope");
}

}  // namespace
}  // namespace sallyport::directory
