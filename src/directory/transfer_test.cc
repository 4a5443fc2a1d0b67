// A directory's content as a file: a round trip loses nothing, and a file with a mistake changes nothing.
#include "base/text.h"
#include "directory/directory_test.h"
#include "directory/model/access.h"
#include "directory/transfer/export.h"
#include "directory/transfer/import.h"

namespace sallyport::directory {
namespace {

using stores::MemoryDirectoryStore;

class Transfer : public DirectoryTest {
 protected:
  Transfer() {
    change_user("alice@contoso.example", [](entra::User& user) {
      user.must_change_password = true;
      user.password_expires = UnixTime{1'900'000'000};
      user.totp.value = Secret("12345678901234567890");
      user.totp_used = 56'666'666;
      user.totp_created = UnixTime{1'700'000'000};
    });
    change_user("bob@contoso.example", [](entra::User& user) {
      user.type = entra::UserType::guest;
      user.home_issuer = "https://idp.example/v2.0";
    });
    change_app(kWeb, [this](entra::AppRegistration& app) {
      app.notes = "Ask Ann.";
      app.home_page_url = "https://app.example/";
      app.owners = {entra::ObjectId(std::string(kAlice))};
      app.required_permissions.push_back(
          {ClientId(std::string(kSpa)), std::string(kDave), entra::PermissionKind::role});
      app.federated_credentials = {
          {std::string(kDave), "build", "https://idp.example", "repo:x", "api://AzureADTokenExchange", "CI"}};
      app.access_token_claims = {{"email", "", true, {}}};
      app.pre_authorized = {{ClientId(std::string(kNative)), {app.scopes.front().id}}};
      const auto key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
      const auto certificate =
          crypto::make_self_signed({"client", {}, {}, clock.now(), clock.now() + Seconds(3600)}, key);
      app.certificates = {{std::string(kAlice), "cert", certificate->der}};
    });
    add_policies();
  }

  void add_policies() {
    entra::NamedLocation office{entra::ObjectId(std::string(kOffice)),
                                TenantId(std::string(kTenant)),
                                "Office",
                                true,
                                {*http::IpNetwork::parse("192.0.2.0/24"), *http::IpNetwork::parse("2001:db8::/32")},
                                clock.now(),
                                clock.now() + Seconds(60)};
    EXPECT_TRUE(store.add_location(office));
    entra::ConditionalAccessPolicy policy;
    policy.id = entra::ObjectId(std::string(kPolicy));
    policy.tenant = office.tenant;
    policy.display_name = "Outside of the office";
    policy.state = entra::PolicyState::report_only;
    policy.include_people.groups = {store.groups(office.tenant, {})->rows.front().id};
    policy.include_people.guests = true;
    policy.exclude_people.people = {entra::ObjectId(std::string(kAlice))};
    policy.exclude_people.roles = {entra::DirectoryRole::user_administrator};
    policy.include_apps.apps = {ClientId(std::string(kWeb))};
    policy.include_places = entra::PolicyPlaces{true, false, {}};
    policy.exclude_places.locations = {office.id};
    policy.client_kinds = {entra::ClientKind::browser};
    policy.grant_operator = entra::GrantOperator::all_of;
    policy.controls = {entra::GrantControl::mfa, entra::GrantControl::password_change};
    policy.sign_in_frequency = entra::SignInFrequency{false, 3, entra::FrequencyUnit::days};
    policy.created = clock.now();
    EXPECT_TRUE(store.add_policy(policy));
  }

  json::Object exported(Hashes hashes = Hashes::included) {
    return export_directory(store, *store.tenants(), hashes).value();
  }
  // "none", or the detail of the refusal.
  std::string import_into(entra::DirectoryStore& target, const json::Object& file) {
    const auto plan = plan_import(target, file, clock.now(), random);
    if (!plan) return plan.error().detail.empty() ? std::string(plan.error().reason) : plan.error().detail;
    lines = lines_of(*plan);
    const auto done = carry_out(target, *plan);
    return done ? "none" : std::string(done.error().reason);
  }
  // The file with one tenant, whose list holds one item.
  static json::Object file_with(std::string_view list, std::string_view item) {
    json::Object tenant{{"id", kNowhere}, {"displayName", "New"}};
    if (!list.empty()) tenant.set(list, json::Array{json::parse(item).value()});
    return {{"format", kTransferFormat}, {"tenants", json::Array{std::move(tenant)}}};
  }

  static constexpr std::string_view kOffice = "77777777-0000-4000-8000-000000000001";
  static constexpr std::string_view kPolicy = "77777777-0000-4000-8000-000000000002";
  static constexpr std::string_view kNowhere = "99999999-0000-4000-8000-000000000009";
  std::vector<std::string> lines;
};

TEST_F(Transfer, ARoundTripLosesNothing) {
  const json::Object file = exported();
  MemoryDirectoryStore target;
  ASSERT_EQ(import_into(target, file), "none");
  EXPECT_GT(lines.size(), 200U);
  EXPECT_EQ(json::print(export_directory(target, *target.tenants(), Hashes::included).value()), json::print(file));
  for (const std::string_view client : {kWeb, kSpa, kNative}) {
    const ClientId id{std::string(client)};
    EXPECT_EQ(target.find_app(id)->value(), store.find_app(id)->value()) << client;
  }
  const TenantId contoso{std::string(kTenant)};
  EXPECT_EQ(target.locations(contoso).value(), store.locations(contoso).value());
  EXPECT_EQ(target.policies(contoso).value(), store.policies(contoso).value());
  EXPECT_EQ(target.policies(contoso)->size(), 1U);
  for (const char* const name : {"alice@contoso.example", "bob@contoso.example", "erin@contoso.example"}) {
    auto there = target.find_user_by_name(name)->value();
    const auto here = store.find_user_by_name(name)->value();
    there.tokens_valid_from = here.tokens_valid_from;  // no session comes along
    EXPECT_EQ(there, here) << name;
  }
}

TEST_F(Transfer, PeopleSignInAfterwards) {
  const json::Object file = exported();
  MemoryDirectoryStore target;
  ASSERT_EQ(import_into(target, file), "none");
  EXPECT_TRUE(crypto::check_password(Secret(kPassword),
                                     target.find_user_by_name("alice@contoso.example")->value().password_hash));
}

TEST_F(Transfer, ASecondImportDoesNothing) {
  const json::Object file = exported();
  ASSERT_EQ(import_into(store, file), "none");
  EXPECT_TRUE(lines.empty()) << lines.front();
  MemoryDirectoryStore target;
  ASSERT_EQ(import_into(target, file), "none");
  ASSERT_EQ(import_into(target, file), "none");
  EXPECT_TRUE(lines.empty()) << lines.front();
}

TEST_F(Transfer, WithoutHashesThereIsNone) {
  const std::string file = json::print(exported(Hashes::left_out));
  EXPECT_EQ(file.find("argon2id"), std::string::npos);
  EXPECT_EQ(file.find("secretHash"), std::string::npos);
  EXPECT_EQ(file.find("PRIVATE KEY"), std::string::npos);
  EXPECT_EQ(file.find("authenticator"), std::string::npos);
  const auto web = store.find_app(ClientId(std::string(kWeb)))->value();
  for (const entra::PasswordCredential& secret : web.secrets)
    EXPECT_EQ(file.find(secret.secret_hash), std::string::npos);
}

TEST_F(Transfer, AnImportWithoutHashesKeepsThoseThatAreThere) {
  ASSERT_EQ(import_into(store, exported(Hashes::left_out)), "none");
  EXPECT_TRUE(lines.empty()) << lines.front();
  EXPECT_EQ(store.find_app(ClientId(std::string(kWeb)))->value().secrets.size(), 1U);
  EXPECT_FALSE(store.find_user_by_name("alice@contoso.example")->value().totp.value.empty());
}

TEST_F(Transfer, APolicyThatChangedMayNameALocationThatIsNew) {
  const json::Object file = exported();
  ASSERT_TRUE(store.change_policy(entra::ObjectId(std::string(kPolicy)), [](entra::ConditionalAccessPolicy& policy) {
    policy.exclude_places.locations.clear();
    return Result<void>();
  }));
  ASSERT_TRUE(*store.remove_location(entra::ObjectId(std::string(kOffice))));
  ASSERT_EQ(import_into(store, file), "none");
  EXPECT_EQ(lines, (std::vector<std::string>{"add named location Office",
                                             "change conditional access policy Outside of the office"}));
  EXPECT_EQ(json::print(exported()), json::print(file));
}

TEST_F(Transfer, WhatDiffersIsChangedAndTheRestStays) {
  const json::Object file = exported();
  change_user("bob@contoso.example", [](entra::User& user) { user.display_name = "Another"; });
  change_app(kWeb, [](entra::AppRegistration& app) { app.redirect_uris.clear(); });
  ASSERT_TRUE(store.remove_member(store.groups_of(entra::ObjectId(std::string(kAlice)))->front(),
                                  entra::ObjectId(std::string(kAlice))));
  ASSERT_EQ(import_into(store, file), "none");
  EXPECT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], "change user bob@contoso.example");
  EXPECT_EQ(lines[1], "change application Web <app>");
  EXPECT_TRUE(lines[2].starts_with("add member " + std::string(kAlice)));
  EXPECT_EQ(json::print(exported()), json::print(file));
}

TEST_F(Transfer, NothingIsRemoved) {
  const json::Object file = file_with("", "");
  ASSERT_EQ(import_into(store, file), "none");
  EXPECT_EQ(lines, std::vector<std::string>{"add tenant New"});
  EXPECT_EQ(store.tenants()->size(), 3U);
  EXPECT_TRUE(*store.find_user_by_name("alice@contoso.example"));
}

TEST_F(Transfer, APlanAloneChangesNothing) {
  MemoryDirectoryStore target;
  ASSERT_TRUE(plan_import(target, exported(), clock.now(), random));
  EXPECT_TRUE(target.tenants()->empty());
}

TEST_F(Transfer, TheLastAdministratorStays) {
  json::Object file = exported();
  for (const json::Member& member : file) (void)member;
  std::string text = json::print(file);
  const std::string role = R"("sallyport":{"directoryRole":"Global Administrator")";
  const std::size_t at = text.find(role);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, role.size(), R"("sallyport":{"directoryRole":"User Administrator")");
  EXPECT_EQ(import_into(store, json::parse_object(text, {.bytes = text.size()}).value()), "last_administrator");
}

TEST_F(Transfer, AMistakeNamesItsPlaceAndWhatToWrite) {
  struct Row {
    std::string_view list;
    std::string_view item;
    std::string_view place;
    std::string_view words;
  };
  const std::vector<Row> rows = {
      {"users", R"("x")", "tenants[0].users[0]", "it must be an object"},
      {"users", R"({})", "tenants[0].users[0].id", "It is needed: a GUID."},
      {"users", R"({"id": "7"})", "tenants[0].users[0].id", "It must be a GUID."},
      {"users", R"({"id": "99999999-0000-4000-8000-000000000001"})", "tenants[0].users[0].userPrincipalName",
       "Write NAME@DOMAIN."},
      {"users",
       R"({"id": "99999999-0000-4000-8000-000000000001", "userPrincipalName": "a@b.example", "displayName": "A", "sallyport": {"passwordHash": "x"}})",
       "tenants[0].users[0].sallyport.passwordHash", "$argon2id$"},
      {"users",
       R"({"id": "99999999-0000-4000-8000-000000000001", "userPrincipalName": "a@b.example", "displayName": "A", "sallyport": {"directoryRole": "Root"}})",
       "tenants[0].users[0].sallyport.directoryRole", "Global Administrator"},
      {"users",
       R"({"id": "99999999-0000-4000-8000-000000000001", "userPrincipalName": "a@b.example", "displayName": "A", "colour": 1})",
       "tenants[0].users[0].colour", "does not exist"},
      {"users",
       R"({"id": "99999999-0000-4000-8000-000000000001", "userPrincipalName": "a@b.example", "displayName": "A", "sallyport": {"authenticator": {"key": "c2hvcnQ="}}})",
       "tenants[0].users[0].sallyport.authenticator.key", "16 to 64 bytes"},
      {"users",
       R"({"id": "99999999-0000-4000-8000-000000000001", "userPrincipalName": "a@b.example", "displayName": "A", "sallyport": {"authenticator": {"key": "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", "lastStep": -1}}})",
       "tenants[0].users[0].sallyport.authenticator.lastStep", "a number from 0"},
      {"namedLocations", R"({"displayName": "L"})", "tenants[0].namedLocations[0].id", "It is needed"},
      {"namedLocations", R"({"id": "99999999-0000-4000-8000-000000000001", "displayName": "L"})",
       "tenants[0].namedLocations[0]", "1 to 2000 networks"},
      {"namedLocations",
       R"({"id": "77777777-0000-4000-8000-000000000001", "displayName": "L", "ipRanges": [{"cidrAddress": "192.0.2.0/24"}]})",
       "tenants[0].namedLocations[0].id", "Another tenant has something with this id."},
      {"conditionalAccessPolicies",
       R"({"id": "99999999-0000-4000-8000-000000000001", "displayName": "P", "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}}})",
       "tenants[0].conditionalAccessPolicies[0]", "grantControls"},
      {"conditionalAccessPolicies",
       R"({"id": "99999999-0000-4000-8000-000000000001", "displayName": "P", "conditions": {"users": {"includeUsers": ["00000000-0000-4000-8000-00000000000a"]}, "applications": {"includeApplications": ["All"]}}, "grantControls": {"operator": "OR", "builtInControls": ["mfa"]}})",
       "tenants[0].conditionalAccessPolicies[0]", "00000000-0000-4000-8000-00000000000a"},
      {"conditionalAccessPolicies",
       R"({"id": "99999999-0000-4000-8000-000000000001", "displayName": "P", "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}, "locations": {"includeLocations": ["77777777-0000-4000-8000-000000000001"]}}, "grantControls": {"operator": "OR", "builtInControls": ["block"]}})",
       "tenants[0].conditionalAccessPolicies[0].conditions.locations", "Nothing in this tenant has the id"},
      {"groups", R"({"id": "99999999-0000-4000-8000-000000000001"})", "tenants[0].groups[0].displayName",
       "It is needed."},
      {"groups",
       R"({"id": "99999999-0000-4000-8000-000000000001", "displayName": "G", "members": [{"id": "99999999-0000-4000-8000-000000000002"}]})",
       "tenants[0].groups[0].members[0].id", "Nothing in this tenant has the id"},
      {"applications", R"({"appId": "x"})", "tenants[0].applications[0].appId", "It must be a GUID."},
      {"applications",
       R"({"appId": "99999999-0000-4000-8000-000000000001", "id": "99999999-0000-4000-8000-000000000002", "displayName": "A", "web": {"redirectUris": ["http://app.example/cb"]}})",
       "tenants[0].applications[0]", "write https://"},
      {"applications",
       R"({"appId": "99999999-0000-4000-8000-000000000001", "id": "99999999-0000-4000-8000-000000000002", "displayName": ""})",
       "tenants[0].applications[0]", "displayName"},
      {"applications",
       R"({"appId": "99999999-0000-4000-8000-000000000001", "id": "99999999-0000-4000-8000-000000000002", "displayName": "A", "passwordCredentials": [{"keyId": "99999999-0000-4000-8000-000000000003"}]})",
       "tenants[0].applications[0].passwordCredentials", "64 hexadecimal digits"},
      {"applications",
       R"({"appId": "99999999-0000-4000-8000-000000000001", "id": "99999999-0000-4000-8000-000000000002", "displayName": "A", "appRoles": [{"value": "x", "displayName": "X", "allowedMemberTypes": ["User"]}]})",
       "tenants[0].applications[0].appRoles[0].id", "It is needed"},
      {"applications",
       R"({"appId": "99999999-0000-4000-8000-000000000001", "id": "99999999-0000-4000-8000-000000000002", "displayName": "A", "api": {"oauth2PermissionScopes": [{"value": "x"}]}})",
       "tenants[0].applications[0].api.oauth2PermissionScopes[0].id", "It is needed"},
      {"servicePrincipals", R"({"id": "99999999-0000-4000-8000-000000000001"})",
       "tenants[0].servicePrincipals[0].appId", "It is needed"},
      {"appRoleAssignments", R"({"id": "99999999-0000-4000-8000-000000000001"})",
       "tenants[0].appRoleAssignments[0].principalId", "It is needed"},
      {"oauth2PermissionGrants",
       R"({"id": "99999999-0000-4000-8000-000000000001", "clientId": "99999999-0000-4000-8000-000000000002"})",
       "tenants[0].oauth2PermissionGrants[0].clientId", "Nothing in this tenant"},
  };
  for (const Row& row : rows) {
    const std::string refused = import_into(store, file_with(row.list, row.item));
    EXPECT_NE(refused.find(row.place), std::string::npos) << row.item << "\n" << refused;
    EXPECT_NE(refused.find(row.words), std::string::npos) << row.item << "\n" << refused;
  }
  EXPECT_EQ(store.tenants()->size(), 2U);
}

TEST_F(Transfer, WhatOnlyOneMayHaveIsRefusedBeforeAnythingIsWritten) {
  const std::string person =
      R"({"id": "99999999-0000-4000-8000-000000000001", "displayName": "A", "userPrincipalName": )";
  const auto with_two = [&](std::string_view first, std::string_view second) {
    json::Object file = file_with("users", first);
    json::Object tenant = *file.find("tenants")->as_array()->front().as_object();
    tenant.set("users", json::Array{json::parse(first).value(), json::parse(second).value()});
    file.set("tenants", json::Array{std::move(tenant)});
    return file;
  };
  EXPECT_NE(import_into(store, file_with("users", person + R"("Alice@contoso.example"})")).find("Somebody else has"),
            std::string::npos);
  EXPECT_NE(import_into(store, with_two(person + R"("a@b.example"})", person + R"("c@b.example"})")).find("twice"),
            std::string::npos);
  EXPECT_NE(import_into(store, with_two(person + R"("a@b.example"})",
                                        R"({"id": "99999999-0000-4000-8000-000000000002", "displayName": "B",
                                            "userPrincipalName": "A@b.example"})"))
                .find("Somebody else has"),
            std::string::npos);
  EXPECT_NE(import_into(store, file_with("verifiedDomains", R"({"name": "contoso.example"})")).find("another tenant's"),
            std::string::npos);
  EXPECT_NE(import_into(store, file_with("applications",
                                         R"({"appId": "99999999-0000-4000-8000-000000000001", "displayName": "A",
                                             "id": "99999999-0000-4000-8000-000000000002",
                                             "identifierUris": ["api://)" +
                                             std::string(kWeb) + R"("]})"))
                .find("another application's"),
            std::string::npos);
  EXPECT_EQ(store.tenants()->size(), 2U);
}

TEST_F(Transfer, AnIdOfAnotherKindIsRefused) {
  const json::Object file = exported();
  const std::string text = json::print(file);
  const std::string group = store.groups(TenantId(std::string(kTenant)), {})->rows.front().id.value;
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string changed = text;
    const std::size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos);
    changed.replace(at, from.size(), to);
    return import_into(store, json::parse_object(changed, {.bytes = changed.size()}).value());
  };
  EXPECT_NE(with(R"("users":[{"id":")" + std::string(kAlice), R"("users":[{"id":")" + group).find("the id of a Group"),
            std::string::npos);
  const std::string client = R"("clientId":")" + principal_of(kWeb).id.value;
  EXPECT_NE(with(client, R"("clientId":")" + group).find("the id of a ServicePrincipal"), std::string::npos);
}

TEST_F(Transfer, WhatIsNoSuchFileIsRefused) {
  EXPECT_NE(import_into(store, {}).find("format: write"), std::string::npos);
  EXPECT_NE(import_into(store, {{"format", "sallyport-directory-2"}}).find("format: write"), std::string::npos);
  EXPECT_NE(import_into(store, {{"format", kTransferFormat}, {"people", 1}}).find("people: "), std::string::npos);
  EXPECT_NE(import_into(store, {{"format", kTransferFormat}, {"tenants", 1}}).find("tenants: it must be a list"),
            std::string::npos);
}

TEST_F(Transfer, AnotherTenantsObjectsAreNotTakenOver) {
  const std::string alice(kAlice);
  const std::string refused = import_into(
      store,
      file_with("users", R"({"id": ")" + alice + R"(", "userPrincipalName": "a@b.example", "displayName": "A"})"));
  EXPECT_NE(refused.find("Another tenant has something with this id."), std::string::npos) << refused;
  EXPECT_EQ(store.find_user(entra::ObjectId(alice))->value().tenant.value, kTenant);
}

}  // namespace
}  // namespace sallyport::directory
