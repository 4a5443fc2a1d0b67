// The page of an administrator's one-time link: who it lets in, and what it makes.
#include "directory/setup/setup.h"

#include "directory/directory_test.h"
#include "directory/model/admin_link.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kGoodPassword = "A sentence does well.";

class Setup : public DirectoryTest {
 protected:
  Setup() { link = make_link(entra::AdminLinkFor::another_administrator); }

  std::string make_link(entra::AdminLinkFor purpose, std::string_view tenant = kTenant) {
    const auto made = make_admin_link(store, TenantId(std::string(tenant)), purpose, clock.now(), random);
    return std::string(made.value().link.reveal());
  }
  http::Response open(const std::string& with) { return send("GET", "/setup?link=" + with); }
  Fields form(std::string_view name = "admin@contoso.example") {
    return {{"link", link},
            {"login", std::string(name)},
            {"name", "Ada Admin"},
            {"passwd", std::string(kGoodPassword)},
            {"again", std::string(kGoodPassword)}};
  }
  http::Response post(const Fields& fields) { return send("POST", "/setup", print(fields)); }
  static bool is_dead(const http::Response& page) {
    return page.status == 400 && page.body.find("This link does not work") != std::string::npos;
  }

  std::string link;
};

TEST_F(Setup, TheLinkOpensAFormThatMakesAGlobalAdministrator) {
  const auto page = open(link);
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("value=\"admin@contoso.example\""), std::string::npos);
  EXPECT_EQ(*page.find("Cache-Control"), "no-store");
  EXPECT_EQ(*page.find("Referrer-Policy"), "no-referrer");
  const auto done = post(form());
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_NE(done.body.find("admin@contoso.example"), std::string::npos);
  const auto made = store.find_user_by_name("admin@contoso.example").value().value();
  EXPECT_EQ(made.directory_role, entra::DirectoryRole::global_administrator);
  EXPECT_EQ(made.display_name, "Ada Admin");
  EXPECT_EQ(made.tenant.value, kTenant);
  EXPECT_TRUE(made.enabled);
  EXPECT_TRUE(crypto::check_password(Secret(kGoodPassword), made.password_hash));
}

TEST_F(Setup, TheAdministratorSignsInAtOnce) {
  ASSERT_EQ(post(form()).status, 200);
  EXPECT_FALSE(
      answered(sign_in(authorize(authorize_fields()), "admin@contoso.example", kGoodPassword), "code").empty());
}

TEST_F(Setup, TheLinkWorksOnce) {
  ASSERT_EQ(post(form()).status, 200);
  EXPECT_TRUE(is_dead(post(form("second@contoso.example"))));
  EXPECT_TRUE(is_dead(open(link)));
  EXPECT_FALSE(*store.find_user_by_name("second@contoso.example"));
}

TEST_F(Setup, ALinkThatIsNotTheOneIsRefusedInOneWay) {
  for (const std::string& wrong : {std::string(), std::string("x"), link.substr(1), link + "A", std::string(43, 'A')}) {
    EXPECT_TRUE(is_dead(open(wrong))) << wrong;
    EXPECT_TRUE(is_dead(post(with(form(), "link", wrong)))) << wrong;
  }
  EXPECT_TRUE(is_dead(send("GET", "/setup?link=" + link + "&link=" + link)));
  EXPECT_TRUE(is_dead(send("POST", "/setup?link=" + link, print(with(form(), "link", "")))));
  EXPECT_FALSE(*store.find_user_by_name("admin@contoso.example"));
  EXPECT_EQ(open(link).status, 200);
}

TEST_F(Setup, ALinkExpires) {
  clock.advance(limits::kAdminLink);
  EXPECT_TRUE(is_dead(open(link)));
  EXPECT_TRUE(is_dead(post(form())));
}

TEST_F(Setup, TheLinkToTheFirstAdministratorIsRefusedWhereThereIsOne) {
  link = make_link(entra::AdminLinkFor::first_administrator);
  EXPECT_TRUE(is_dead(open(link)));
  EXPECT_TRUE(is_dead(post(form())));
  EXPECT_FALSE(*store.find_user_by_name("admin@contoso.example"));
}

TEST_F(Setup, TheLinkToTheFirstAdministratorWorksWhereThereIsNone) {
  link = make_link(entra::AdminLinkFor::first_administrator, kOtherTenant);
  EXPECT_EQ(open(link).status, 200);
  EXPECT_EQ(post(form("admin@fabrikam.example")).status, 200);
  EXPECT_EQ(store.find_user_by_name("admin@fabrikam.example").value()->tenant.value, kOtherTenant);
}

TEST_F(Setup, WhatIsWrongWithTheFormIsSaidAndTheLinkStays) {
  const std::vector<std::pair<Fields, std::string>> rows = {
      {with(form(), "login", ""), "Write a user name that ends in @contoso.example."},
      {with(form(), "login", "admin"), "Write a user name that ends in @contoso.example."},
      {with(form(), "login", "admin@fabrikam.example"), "Write a user name that ends in @contoso.example."},
      {with(form(), "login", "@contoso.example"), "Write a user name like"},
      {with(form(), "login", "a b@contoso.example"), "Write a user name like"},
      {with(form(), "login", "alice@contoso.example"), "Somebody is called alice@contoso.example already."},
      {with(form(), "passwd", "password"), "too simple"},
      {with(form(), "again", "A sentence does well"), "The two passwords differ."},
      {with(form(), "again", ""), "The two passwords differ."},
  };
  for (const auto& [fields, complaint] : rows) {
    const auto page = post(fields);
    EXPECT_EQ(page.status, 400) << complaint;
    EXPECT_NE(page.body.find(complaint), std::string::npos) << complaint << page.body;
    EXPECT_EQ(page.body.find(kGoodPassword), std::string::npos) << complaint;
  }
  EXPECT_EQ(post(form()).status, 200);
}

TEST_F(Setup, WhatWasTypedIsEscaped) {
  const auto page = post(with(with(form(), "login", "\"><script>@x"), "name", "<b>Ada"));
  EXPECT_EQ(page.body.find("<script>"), std::string::npos);
  EXPECT_EQ(page.body.find("<b>Ada"), std::string::npos);
}

TEST_F(Setup, ANetworkThatAsksTooOftenWaits) {
  for (int i = 0; i < limits::kAdminLinkTries; ++i) EXPECT_TRUE(is_dead(open("x")));
  const auto busy = open(link);
  EXPECT_EQ(busy.status, 429);
  EXPECT_EQ(*busy.find("Retry-After"), "60");
  EXPECT_EQ(post(form()).status, 429);
  EXPECT_FALSE(*store.find_user_by_name("admin@contoso.example"));
  peer = std::make_shared<http::Peer>(http::Peer{"192.0.2.7", false, true});
  EXPECT_EQ(open(link).status, 200);
  peer = std::make_shared<http::Peer>(http::Peer{"127.0.0.1", false, true});
  clock.advance(Seconds(60));
  EXPECT_EQ(open(link).status, 200);
}

}  // namespace
}  // namespace sallyport::directory
