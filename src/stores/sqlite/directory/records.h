// The directory's values as JSON texts and back.
// Errors of each parse: unavailable/"sqlite_value": the row is not what we write.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "entra/registration.h"
#include "oidc/op/grant_store.h"
#include "oidc/op/key_store.h"
#include "oidc/op/sign_in_store.h"

namespace sallyport::stores {

// Of entra's Tenant, User and AppRegistration, and oidc::op's AuthorizationCode, RefreshToken, SignIn (without its
// clients) and KeySet.
template <class Record>
std::string print_record(const Record& record);
template <class Record>
Result<Record> parse_record(std::string_view text);

}  // namespace sallyport::stores
