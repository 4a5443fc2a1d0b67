#include "entra/service_principal.h"

#include <gtest/gtest.h>

namespace sallyport::entra {
namespace {

AppRegistration app_with_roles() {
  AppRegistration app;
  app.app_roles = {{"r1", "Admin", "Admin", true, true, true},
                   {"r2", "Viewer", "Viewer", true, false, true},
                   {"r3", "Off", "Off", true, true, false},
                   {"r4", "Job", "Job", false, true, true}};
  return app;
}

AppRoleAssignment assignment(std::string role, PrincipalKind kind) {
  return {"a-" + role, ObjectId("p"), kind, ObjectId("s"), std::move(role), {}};
}

TEST(RoleValues, OfAPersonComeFromThePersonAndFromGroups) {
  const std::vector given{assignment("r2", PrincipalKind::group), assignment("r1", PrincipalKind::user)};
  EXPECT_EQ(role_values(app_with_roles(), given, PrincipalKind::user), (std::vector<std::string>{"Admin", "Viewer"}));
}

TEST(RoleValues, AreEnabledRolesForThatKindOfHolder) {
  const std::vector given{assignment("r3", PrincipalKind::user), assignment("r4", PrincipalKind::user),
                          assignment(std::string(kDefaultAccess), PrincipalKind::user)};
  EXPECT_TRUE(role_values(app_with_roles(), given, PrincipalKind::user).empty());
  const std::vector to_app{assignment("r2", PrincipalKind::service_principal),
                           assignment("r4", PrincipalKind::service_principal)};
  EXPECT_EQ(role_values(app_with_roles(), to_app, PrincipalKind::service_principal), std::vector<std::string>{"Job"});
}

TEST(RoleValues, OfAnApplicationDoNotComeThroughAGroup) {
  const std::vector given{assignment("r1", PrincipalKind::group)};
  EXPECT_TRUE(role_values(app_with_roles(), given, PrincipalKind::service_principal).empty());
}

TEST(ConsentedScopes, AreThoseOfTheResourceWithoutRepetitions) {
  const std::vector<Consent> given{{"1", ObjectId("c"), ObjectId("u"), ObjectId("graph"), {"openid", "User.Read"}, {}},
                                   {"2", ObjectId("c"), std::nullopt, ObjectId("graph"), {"User.Read", "email"}, {}},
                                   {"3", ObjectId("c"), std::nullopt, ObjectId("api"), {"read"}, {}}};
  EXPECT_EQ(consented_scopes(given, ObjectId("graph")), (std::vector<std::string>{"openid", "User.Read", "email"}));
  EXPECT_TRUE(consented_scopes(given, ObjectId("other")).empty());
}

}  // namespace
}  // namespace sallyport::entra
