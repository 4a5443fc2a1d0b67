// Which account a provisioned user will sign in with, and under which name: the rules of an invitation
// (gateway/standing/invited_account.h). Pure.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "gateway/call/settings.h"
#include "identity/provisioning_store.h"

namespace sallyport::gateway {

// From the document of a user: the account of the configured tenant with this object id if externalId is one, and
// otherwise the account that proves the address in userName, or else the main one of emails. It does not expire.
// Errors: malformed/"scim_value", "user_email"; rejected/"user_email" (the domain is kept out), "tenant_needed",
// "sign_in_not_configured"; conflict/"person_is_administrator" (the configuration makes this name or account an
// administrator, whom no client may get into its hands).
Result<identity::Foreseen> foreseen_of(const Settings& settings, const json::Object& document, UnixTime now);

}  // namespace sallyport::gateway
