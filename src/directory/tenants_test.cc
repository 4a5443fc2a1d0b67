// Two tenants in one directory never see each other's data. Fabrikam's Global Administrator asks every row of the route
// table about Contoso: with a token, with a signed-in browser, and with the credentials of an application.
#include "directory/model/deletion.h"
#include "directory/objects_fixture.h"
#include "directory/routes.h"

namespace sallyport::directory {
namespace {

class Tenants : public ObjectsTest {
 protected:
  Tenants() {
    NewApp asked{
        TenantId(std::string(kOtherTenant)), "Fox", {{"https://fox.example/cb", entra::Platform::web}}, {}, ""};
    asked.audience = entra::SignInAudience::multiple_orgs;
    auto app = *make_app(asked, clock.now(), random);
    auto secret = make_secret("s", Seconds(86400), clock.now(), random);
    app.secrets = {secret.credential};
    fox = app.client_id.value;
    fox_secret = secret.value.reveal();
    EXPECT_TRUE(register_app(store, app, clock.now(), random));
    EXPECT_TRUE(grant_admin_consent(store, app, asked.tenant, clock.now(), random));
    const auto page = sign_in(authorize(of_fox(authorize_fields()), kOtherTenant), "frank@fabrikam.example");
    const auto body =
        body_of(token(with(of_fox(redemption(answered(page, "code"))), "client_secret", fox_secret), {}, kOtherTenant));
    refresh_token = text_of(body, "refresh_token");
    EXPECT_FALSE(refresh_token.empty()) << page.body;
  }

  Fields of_fox(Fields fields) const {
    return with(with(std::move(fields), "client_id", fox), "redirect_uri", "https://fox.example/cb");
  }

  // Gives the intruder's browser a session and its token validity again, because some rows end them.
  void be_signed_in() {
    change_user("frank@fabrikam.example", [](entra::User& user) { user.tokens_valid_from = {}; });
    cookies.clear();
    const auto page = sign_in(authorize(of_fox(authorize_fields()), kOtherTenant), "frank@fabrikam.example");
    ASSERT_FALSE(answered(page, "code").empty()) << page.body;
  }

  // Also an application that was deleted.
  Objects objects() {
    Objects all = objects_of_contoso();
    all.emplace("item", app(kNative).id.value);
    EXPECT_TRUE(delete_app(store, ClientId(std::string(kNative)), clock.now()));
    return all;
  }

  struct Held {
    std::vector<entra::User> users;
    std::vector<entra::Group> groups;
    std::vector<entra::AppRegistration> apps;
    std::vector<entra::ServicePrincipal> principals;
    std::vector<entra::Consent> consents;
    std::vector<entra::DeletedItem> deleted;
    bool operator==(const Held&) const = default;
  };
  Held what_contoso_holds() {
    const TenantId contoso{std::string(kTenant)};
    const entra::PageRequest all{.limit = entra::kLargestPage};
    return {store.users(contoso, all).value().rows,
            store.groups(contoso, all).value().rows,
            store.apps(contoso, all).value().rows,
            store.principals(contoso, all).value().rows,
            store.consents(contoso, {}, all).value().rows,
            store.deleted_items(contoso, entra::DeletedKind::app, all).value().rows};
  }

  // What only Contoso may read: its people, its groups, and the ids of its objects.
  std::vector<std::string> private_texts(const Objects& objects) {
    std::vector<std::string> texts;
    const Held held = what_contoso_holds();
    for (const auto& user : held.users)
      for (const std::string& text : {user.id.value, user.user_principal_name, user.display_name})
        texts.push_back(text);
    for (const auto& group : held.groups) texts.push_back(group.id.value);
    for (const auto& principal : held.principals) texts.push_back(principal.id.value);
    for (const auto& [name, value] : objects)
      if (name != "role" && name != "tenant" && name != "organization") texts.push_back(value);
    return texts;
  }

  // The bodies that an intruder tries. Each belongs to some rows, and the others ignore or refuse it.
  std::vector<std::string> bodies() {
    const Fields refresh{{"grant_type", "refresh_token"},
                         {"client_id", fox},
                         {"client_secret", fox_secret},
                         {"refresh_token", refresh_token},
                         {"scope", "https://graph.microsoft.com/.default"}};
    const Fields program{{"grant_type", "client_credentials"},
                         {"client_id", fox},
                         {"client_secret", fox_secret},
                         {"scope", "https://graph.microsoft.com/.default"}};
    return {print(refresh), print(program), print(of_fox(authorize_fields())), "{}",
            R"({"requests":[{"id":"1","method":"GET","url":"/users"},{"id":"2","method":"GET","url":"/groups"}]})"};
  }

  void expect_nothing_of(const std::vector<std::string>& secrets, const http::Response& response,
                         const std::string& request) {
    std::string said = response.body;
    for (const http::Header& header : response.headers) said += "\n" + header.name + ": " + header.value;
    for (const std::string& secret : secrets)
      if (request.find(secret) == std::string::npos)
        EXPECT_EQ(said.find(secret), std::string::npos) << request << " tells " << secret;
  }

  std::string fox;
  std::string fox_secret;
  std::string refresh_token;
};

TEST_F(Tenants, NoRowTellsOrChangesAnythingOfAnotherTenant) {
  const auto values = objects();
  const auto secrets = private_texts(values);
  ASSERT_GT(secrets.size(), 200U);
  const Held before = what_contoso_holds();
  for (const Route& route : routes()) {
    const std::string address = address_with(route.path.text(), values, kAlice);
    for (const http::MethodRow& method : http::kMethodTable) {
      if (!route.methods.contain(method.method)) continue;
      be_signed_in();
      const bool has_body = method.method == http::Method::post || method.method == http::Method::patch;
      for (const std::string& body : has_body ? bodies() : std::vector<std::string>{""}) {
        std::vector<std::string> targets{address};
        if (!has_body) targets.push_back(address + "?" + print(of_fox(authorize_fields())));
        for (const std::string& asked : targets)
          expect_nothing_of(secrets, call(method.name, asked, frank, body),
                            std::string(method.name) + " " + asked + " " + body);
      }
    }
  }
  EXPECT_EQ(what_contoso_holds(), before);
  be_signed_in();
  EXPECT_EQ(get("/v1.0/users", frank).status, 200) << "the intruder had a good token all the time";
}

TEST_F(Tenants, ATokenOfOneTenantIsNotRenewedAtAnother) {
  const Fields fields{{"grant_type", "refresh_token"},
                      {"client_id", fox},
                      {"client_secret", fox_secret},
                      {"refresh_token", refresh_token}};
  EXPECT_EQ(token(fields, {}, kOtherTenant).status, 200);
  const auto refused = token(fields);
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("AADSTS700005"), std::string::npos) << refused.body;
}

}  // namespace
}  // namespace sallyport::directory
