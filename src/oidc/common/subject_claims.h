// What a checked token says about its subject. The gateway makes the person's identity and roles from it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json_document.h"
#include "base/tagged.h"

namespace sallyport::oidc {

enum class TokenKind { id_token, access_token_user, access_token_app };

enum class GroupsState {
  complete,  // the token lists all groups; a missing claim means none
  overage,   // the person has more groups than the token can list; ask Graph, or refuse
};

struct SubjectClaims {
  TokenKind kind = TokenKind::id_token;
  Issuer issuer;                 // the token's iss, which was checked
  TenantId tenant;               // tid; empty if the issuer has no tenants
  Subject subject;               // oid, or sub if there is no oid; with issuer and tenant it is the key of the person
  std::string sub;               // sub as sent
  std::string authorized_party;  // azp or appid; may be empty
  std::string name;              // this and the next three are shown and logged, but never identify anybody
  std::string email;
  std::string preferred_username;
  std::string upn;
  std::vector<std::string> roles;
  std::vector<std::string> scopes;  // scp
  std::vector<std::string> groups;  // object ids
  GroupsState groups_state = GroupsState::complete;
  std::string sid;
  std::string login_hint;
  UnixTime expires;
  std::optional<UnixTime> authenticated;  // auth_time
  json::Document members;                 // all claims, for the mapping of principal claims; never logged
};

}  // namespace sallyport::oidc
