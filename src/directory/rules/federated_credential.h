// Workload identity federation: a client proves itself with a token of another issuer that the app registration trusts.
// Source: docs/entra.md, Token endpoint.
#pragma once

#include <string_view>

#include "directory/call/exchange.h"
#include "directory/rules/issuer_keys.h"
#include "entra/registration.h"

namespace sallyport::directory {

// Whether a client assertion is a token of another issuer, whose name is a URL, and not one that the client signed with
// its certificate. The claims are not verified; the answer only chooses the rules.
bool is_foreign_assertion(std::string_view assertion);

// Checks the token: a federated credential of the app has its issuer, its subject and its audience, byte for byte; the
// issuer's key has signed it with RS256; and it is valid now. A token of the directory itself is verified with the
// directory's own keys, and must belong to an app. Blocks. Refusals: 50027 (its form or its time), 700211, 700213,
// 700212 (no credential has the issuer; the subject; the audience), 50166 (the issuer does not answer), 700229 (a
// person's token of the directory).
Judged<void> check_federated_assertion(const Exchange& exchange, const entra::AppRegistration& app, IssuerKeys& keys,
                                       std::string_view assertion);

}  // namespace sallyport::directory
