// Consent during a sign-in: whether it is needed, the page that asks for it, and what a person's answer changes.
// Source: docs/entra.md, Consent.
#pragma once

#include <optional>
#include <vector>

#include "directory/authorize/flow.h"
#include "directory/rules/consent_standing.h"

namespace sallyport::directory {

// The client and the APIs of a request in the tenant of the person who is signed in.
struct AccessRequest {
  std::optional<entra::ServicePrincipal> client;      // absent before the first consent in this tenant
  std::vector<Resource> resources;                    // at least one; exactly one if an access token is asked for
  std::vector<entra::AppRoleAssignment> assignments;  // of the person at the client
};

// The client ids of the APIs.
std::vector<ClientId> apis_of(const AccessRequest& access);

// Finds them, and checks that the person may use the client. flow.signed_in must be set. Blocks. Refusals: 7000112,
// 50105, 500011, 650052, 650053, 50001.
Judged<AccessRequest> find_access_request(const Flow& flow);

// Why a request cannot be answered yet, or that it can.
enum class ConsentStep { none, ask, administrator };

// Decides whether the person must be asked. An administrator of the tenant is always asked, because the page is where
// they consent. Blocks. Refusals: 650057; 65001 if nothing may be shown (prompt=none).
Judged<ConsentStep> next_consent_step(const Flow& flow, const AccessRequest& access);

// The page that lists what is missing or, with prompt=consent, everything. Blocks.
Judged<http::Response> show_consent(const Flow& flow, const AccessRequest& access);

// Stores the consent of the person, or of the organization if an administrator chose that. Makes the service principals
// that are missing. It does nothing if the form was shown to another person than the one who is signed in now. Returns
// whether it stored something. Blocks. Refusals: as next_consent_step; 90094 (the person may not consent to this).
Judged<bool> accept_consent(const Flow& flow, const AccessRequest& access);

}  // namespace sallyport::directory
