// An app registration as version 0.1.0 stored it, before a tenant had service principals.
#pragma once

#include <string>
#include <vector>

#include "entra/registration.h"

namespace sallyport::stores {

struct AssignmentOf010 {
  entra::ObjectId principal;  // a person or a group
  std::string app_role_id;    // empty: access alone
};

struct AppOf010 {
  ClientId client_id;
  entra::ObjectId id;
  entra::ObjectId service_principal;
  TenantId tenant;
  std::string display_name;
  entra::SignInAudience audience = entra::SignInAudience::my_org;
  std::vector<entra::RedirectUri> redirect_uris;
  std::string logout_url;
  bool id_token_implicit = false;
  bool access_token_implicit = false;
  bool public_client_flows = false;
  int access_token_version = 2;
  std::vector<std::string> identifier_uris;
  std::vector<entra::AppRole> app_roles;
  entra::GroupClaims group_claims = entra::GroupClaims::none;
  std::vector<entra::PasswordCredential> secrets;
  std::vector<entra::KeyCredential> certificates;
  bool assignment_required = false;
  bool enabled = true;
  std::vector<AssignmentOf010> assignments;
  std::vector<std::string> optional_claims;  // of the ID token
};

}  // namespace sallyport::stores
