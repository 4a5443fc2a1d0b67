// Prints the directory's values as JSON text, and parses them. Errors of each parse: unavailable/"sql_value" if the
// text is not what print_record writes.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "entra/conditional_access.h"
#include "entra/directory_store.h"
#include "entra/registration.h"
#include "entra/service_principal.h"
#include "oidc/op/grant_store.h"
#include "oidc/op/key_store.h"
#include "oidc/op/sign_in_store.h"
#include "stores/sqlite/directory/app_0_1_0.h"

namespace sallyport::stores {

// A Record is entra's Tenant, User, Group, AppRegistration, ServicePrincipal, Consent, DeletedItem, NamedLocation or
// ConditionalAccessPolicy, oidc::op's AuthorizationCode (without `consumed`), RefreshToken (without `used`),
// DeviceRequest (without `state`), SignIn (without its clients) or KeySet, or the AppOf010 of the version before. The
// stores keep the omitted fields in columns.
template <class Record>
std::string print_record(const Record& record);
template <class Record>
Result<Record> parse_record(std::string_view text);

}  // namespace sallyport::stores
