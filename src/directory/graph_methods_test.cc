// How people prove who they are, through Graph.
#include "directory/graph_fixture.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kMayManage = "UserAuthenticationMethod.ReadWrite.All";

class GraphMethods : public GraphTest {
 protected:
  GraphMethods() : admin(token_of("alice@contoso.example", kMayManage)) {
    change_user("bob@contoso.example", [&](entra::User& user) {
      user.totp = {Secret("12345678901234567890")};
      user.totp_created = clock.now();
    });
  }
  static std::string methods_of(std::string_view name) {
    return "/v1.0/users/" + std::string(name) + "/authentication/methods";
  }
  static std::string oath_of(std::string_view name, std::string_view id) {
    return "/v1.0/users/" + std::string(name) + "/authentication/softwareOathMethods/" + std::string(id);
  }

  std::string admin;
};

TEST_F(GraphMethods, AreThePasswordAndTheAuthenticator) {
  const auto bobs = get(methods_of("bob@contoso.example"), admin);
  EXPECT_EQ(each(bobs, "@odata.type"), (std::vector<std::string>{"#microsoft.graph.passwordAuthenticationMethod",
                                                                 "#microsoft.graph.softwareOathAuthenticationMethod"}));
  EXPECT_EQ(bobs.body.find("1234567890"), std::string::npos) << "never the secret";
  EXPECT_EQ(each(get(methods_of("dave@contoso.example"), admin), "id").size(), 1U);
  const std::string id = each(bobs, "id").at(1);
  EXPECT_EQ(at(get(methods_of("bob@contoso.example") + "/" + id, admin), "id"), id);
  EXPECT_EQ(get(methods_of("dave@contoso.example") + "/" + id, admin).status, 404);
}

TEST_F(GraphMethods, OnlyTheAuthenticatorThatIsNamedIsRemoved) {
  const auto ids = each(get(methods_of("bob@contoso.example"), admin), "id");
  EXPECT_EQ(call("DELETE", oath_of("bob@contoso.example", ids.at(0)), admin).status, 404) << "the password";
  EXPECT_EQ(call("DELETE", oath_of("dave@contoso.example", ids.at(1)), admin).status, 404);
  EXPECT_EQ(call("DELETE", oath_of("bob@contoso.example", ids.at(1)), admin).status, 204);
  EXPECT_TRUE(person("bob@contoso.example").totp.value.empty());
  EXPECT_EQ(call("DELETE", oath_of("bob@contoso.example", ids.at(1)), admin).status, 404);
}

TEST_F(GraphMethods, BelowMeAreThoseOfTheHolderOfTheToken) {
  const std::string mine = "/v1.0/me/authentication/methods";
  const std::string bobs = token_of("bob@contoso.example", "UserAuthenticationMethod.Read.All");
  const auto ids = each(get(methods_of("bob@contoso.example"), admin), "id");
  ASSERT_EQ(ids.size(), 2U);
  EXPECT_EQ(each(get(mine, bobs), "id"), ids) << "without a role";
  EXPECT_EQ(at(get(mine + "/" + ids.at(1), bobs), "id"), ids.at(1));
  EXPECT_EQ(at(get("/v1.0/me/authentication/softwareOathMethods/" + ids.at(1), bobs), "id"), ids.at(1));
  EXPECT_EQ(each(get(mine, admin), "id").size(), 1U) << "alice has a password alone";
  EXPECT_EQ(get(mine + "/" + ids.at(1), admin).status, 404) << "bob's";
  EXPECT_EQ(get(mine, token_of("bob@contoso.example", "User.Read")).status, 403);
  EXPECT_EQ(get(mine, app_token("UserAuthenticationMethod.Read.All")).status, 400) << "a program is nobody";
}

TEST_F(GraphMethods, BelowMeAreReadWithThePermissionsForOneself) {
  for (const std::string_view permission : {"UserAuthenticationMethod.Read", "UserAuthenticationMethod.ReadWrite",
                                            "UserAuthenticationMethod.ReadWrite.All"})
    EXPECT_EQ(each(get("/v1.0/me/authentication/methods", token_of("bob@contoso.example", permission)), "id").size(),
              2U)
        << permission;
}

TEST_F(GraphMethods, ThePermissionsForOneselfAreNoneForOthers) {
  for (const std::string_view permission : {"UserAuthenticationMethod.Read", "UserAuthenticationMethod.ReadWrite"}) {
    const std::string alices = token_of("alice@contoso.example", permission);  // a Global Administrator
    EXPECT_EQ(get(methods_of("bob@contoso.example"), alices).status, 403) << permission;
    const std::string id = each(get(methods_of("bob@contoso.example"), admin), "id").at(1);
    EXPECT_EQ(call("DELETE", oath_of("bob@contoso.example", id), alices).status, 403) << permission;
    EXPECT_EQ(get("/v1.0/me/authentication/methods", app_token(permission)).status, 400) << "a program is nobody";
  }
}

// Stricter: with the token alone, a thief could take the second factor away.
TEST_F(GraphMethods, NobodyRemovesTheirOwnBelowMe) {
  const std::string bobs = token_of("bob@contoso.example", kMayManage);
  const std::string id = each(get("/v1.0/me/authentication/methods", bobs), "id").at(1);
  EXPECT_EQ(call("DELETE", "/v1.0/me/authentication/softwareOathMethods/" + id, bobs).status, 405);
  EXPECT_FALSE(person("bob@contoso.example").totp.value.empty());
}

TEST_F(GraphMethods, NeedThePermissionAndTheRole) {
  const std::string id = each(get(methods_of("bob@contoso.example"), admin), "id").at(1);
  const std::string reader = token_of("alice@contoso.example", "UserAuthenticationMethod.Read.All");
  EXPECT_EQ(get(methods_of("bob@contoso.example"), reader).status, 200);
  EXPECT_EQ(call("DELETE", oath_of("bob@contoso.example", id), reader).status, 403);
  const std::string other = token_of("alice@contoso.example", "Directory.ReadWrite.All");
  EXPECT_EQ(get(methods_of("bob@contoso.example"), other).status, 403);
  EXPECT_EQ(get(methods_of("bob@contoso.example"), token_of("dave@contoso.example", kMayManage)).status, 403);
  EXPECT_EQ(get(methods_of("bob@contoso.example"), token_of("frank@fabrikam.example", kMayManage)).status, 404);
}

TEST_F(GraphMethods, OfAnAdministratorAreRemovedByAGlobalAdministratorAlone) {
  const std::string id = each(get(methods_of("bob@contoso.example"), admin), "id").at(1);
  give_role("bob@contoso.example", entra::DirectoryRole::application_administrator);
  give_role("dave@contoso.example", entra::DirectoryRole::user_administrator);
  EXPECT_EQ(call("DELETE", oath_of("bob@contoso.example", id), token_of("dave@contoso.example", kMayManage)).status,
            403);
  EXPECT_EQ(call("DELETE", oath_of("bob@contoso.example", id), admin).status, 204);
}

}  // namespace
}  // namespace sallyport::directory
