#include "directory/rules/consent.h"

#include <gtest/gtest.h>

#include "entra/graph_application.h"

namespace sallyport::directory {
namespace {

using Texts = std::vector<std::string>;

class Consenting : public ::testing::Test {
 protected:
  Consenting() {
    api.client_id = ClientId("api");
    api.scopes = {{"s1", "read", "Read", "", "", "", false, true},
                  {"s2", "write", "Write", "", "", "", true, true},
                  {"s3", "old", "Old", "", "", "", false, false}};
    client.client_id = ClientId("client");
  }

  ConsentNeeds needs(Texts asked, Texts consented, bool assignment_required = false) {
    const std::vector<ScopeQuestion> questions{{&api, std::move(asked), {}, std::move(consented)}};
    return needed_consent(client, questions, assignment_required);
  }
  static Texts missing(const ConsentNeeds& needs) {
    Texts values;
    for (const MissingScope& each : needs.missing) values.push_back(each.scope->value);
    return values;
  }

  entra::AppRegistration api;
  entra::AppRegistration client;
};

TEST_F(Consenting, WhatWasConsentedIsNotAskedAgain) {
  EXPECT_EQ(missing(needs({"read"}, {})), Texts{"read"});
  EXPECT_TRUE(needs({"read"}, {"read", "write"}).missing.empty());
  EXPECT_EQ(missing(needs({"read", "write"}, {"read"})), Texts{"write"});
  EXPECT_TRUE(needs({}, {}).missing.empty());
}

TEST_F(Consenting, AnAdministratorIsNeededForScopesOfAdministrators) {
  EXPECT_FALSE(needs({"read"}, {}).administrator);
  EXPECT_TRUE(needs({"read", "write"}, {}).administrator);
  EXPECT_FALSE(needs({"read", "write"}, {"write"}).administrator);
}

TEST_F(Consenting, AnAdministratorIsNeededWhereAnAssignmentIs) {
  EXPECT_TRUE(needs({"read"}, {}, true).administrator);
  EXPECT_FALSE(needs({"read"}, {"read"}, true).administrator);
  const std::vector<entra::Consent> given{{"1", {}, entra::ObjectId("u"), {}, {"read"}, {}},
                                          {"2", {}, std::nullopt, {}, {"write"}, {}}};
  EXPECT_EQ(counting_consents(given, false).size(), 2U);
  ASSERT_EQ(counting_consents(given, true).size(), 1U) << "a person's own consent does not count there";
  EXPECT_FALSE(counting_consents(given, true)[0].principal);
}

TEST_F(Consenting, AnAuthorizedClientNeedsNoConsentForThatScope) {
  api.pre_authorized = {{ClientId("client"), {"s2", "s3", "gone"}}, {ClientId("somebody"), {"s1"}}};
  EXPECT_TRUE(needs({"write"}, {}).missing.empty());
  EXPECT_EQ(missing(needs({"read", "write"}, {})), Texts{"read"});
  EXPECT_EQ(pre_authorized_scopes(api, client.client_id), Texts{"write"}) << "neither disabled nor unknown ones";
}

TEST_F(Consenting, AnImpliedScopeIsAskedForWithOthersOnly) {
  const auto ask = [&](Texts consented) {
    const std::vector<ScopeQuestion> questions{{&api, {"read"}, {"write"}, std::move(consented)}};
    return missing(needed_consent(client, questions, false));
  };
  EXPECT_EQ(ask({}), (Texts{"read", "write"}));
  EXPECT_TRUE(ask({"read"}).empty());
  EXPECT_EQ(ask({"write"}), Texts{"read"});
}

TEST_F(Consenting, ListedScopesAreThoseThatExistAndAreEnabled) {
  using entra::PermissionKind;
  client.required_permissions = {{ClientId("api"), "s1", PermissionKind::scope},
                                 {ClientId("api"), "s3", PermissionKind::scope},
                                 {ClientId("api"), "s2", PermissionKind::role},
                                 {ClientId("other"), "s2", PermissionKind::scope}};
  EXPECT_EQ(listed_scopes(client, api), Texts{"read"});
}

TEST_F(Consenting, EverythingThatIsAskedCanBeShown) {
  const std::vector<ScopeQuestion> questions{{&api, {"read"}, {"write"}, {"read", "write"}}};
  EXPECT_EQ(missing(all_asked(questions, false)), (Texts{"read", "write"}));
}

}  // namespace
}  // namespace sallyport::directory
