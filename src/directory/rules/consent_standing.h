// Loads what the rules of consent.h judge: what a client asks in a person's tenant, and what was consented there.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "directory/rules/consent.h"
#include "directory/rules/resource.h"

namespace sallyport::directory {

// A client in the tenant of the person. The principal is absent before the first consent there.
struct ClientInTenant {
  const entra::AppRegistration& app;
  const std::optional<entra::ServicePrincipal>& principal;

  bool assignment_required() const { return principal && principal->assignment_required; }
};

// One question about Microsoft Graph, which every sign-in uses, and one about each other resource, in the order of the
// resources. They point to registrations that the resources and entra/graph_application.h own.
struct ConsentStanding {
  std::vector<ScopeQuestion> questions;
  ConsentNeeds needs;
};

// At least one resource is required. Blocks. Refusals, with "/.default" only: 650057 (the client's registration does
// not list the API), 65005 (what it lists is nothing that the API exposes to people).
Judged<ConsentStanding> find_consent_standing(entra::ConsentStore& consents, const TenantId& tenant,
                                              const entra::ObjectId& person, const ClientInTenant& client,
                                              std::span<const Resource> resources);

// The scopes of an access token for the only resource of the standing, once nothing is missing: those that were asked
// for, or with "/.default" all that were consented. For Graph, those of OpenID Connect are among them, except
// offline_access.
std::vector<std::string> granted_scopes(const ConsentStanding& standing, const entra::AppRegistration& client,
                                        const Resource& resource);

}  // namespace sallyport::directory
