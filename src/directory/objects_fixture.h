// For tests that walk through a table of rows: the address of a row, and objects of Contoso for its parameters.
#pragma once

#include <map>

#include "directory/graph_fixture.h"

namespace sallyport::directory {

class ObjectsTest : public GraphTest {
 protected:
  using Objects = std::map<std::string, std::string>;  // by the name of the parameter

  // The path with these objects for its parameters, and with `other` for those that are not among them.
  static std::string address_with(std::string_view path, const Objects& objects, std::string_view other) {
    std::string address;
    for (const std::string_view segment : split_words(path, '/')) {
      const bool is_parameter = segment.starts_with('{');
      const auto object =
          is_parameter ? objects.find(std::string(segment.substr(1, segment.find_first_of(":}") - 1))) : objects.end();
      address += "/" + (!is_parameter             ? std::string(segment)
                        : object != objects.end() ? object->second
                                                  : std::string(other));
    }
    return address.empty() ? "/" : address;
  }

  // Adds a consent and a sign-in, so that there is something of each kind.
  Objects objects_of_contoso() {
    const entra::Consent consent{.id = "12121212-0000-4000-8000-000000000001",
                                 .client = principal_of(kSpa).id,
                                 .principal = std::nullopt,
                                 .resource = graph_principal(),
                                 .scopes = {"User.Read"},
                                 .created = clock.now()};
    EXPECT_TRUE(store.grant_consent(consent));
    entra::SignInAttempt attempt;
    attempt.id = "13131313-0000-4000-8000-000000000001";
    attempt.tenant = TenantId(std::string(kTenant));
    attempt.time = clock.now();
    EXPECT_TRUE(sign_in_log.append(attempt));
    return {{"tenant", std::string(kTenant)},
            {"organization", std::string(kTenant)},
            {"group", store.groups_of(entra::ObjectId(std::string(kAlice))).value().front().value},
            {"app", app(kWeb).id.value},
            {"principal", principal_of(kWeb).id.value},
            {"assignment", store.assignments_to(principal_of(kWeb).id, {}).value().rows.front().id},
            {"grant", consent.id},
            {"role", std::string(entra::template_id(entra::DirectoryRole::global_administrator))},
            {"attempt", attempt.id}};
  }
};

}  // namespace sallyport::directory
