// What a checked token says about somebody: the facts that identity and roles are made from.
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
  complete,  // what the token lists is all there is (an absent claim is an empty list)
  overage,   // the token says that there are more than it could hold: ask Graph, or refuse
};

struct SubjectClaims {
  TokenKind kind = TokenKind::id_token;
  Issuer issuer;                 // as in the token, checked
  TenantId tenant;               // tid; empty where the issuer has no tenants
  Subject subject;               // oid, or sub where there is no oid: with issuer and tenant, the key of the person
  std::string sub;               // sub as sent
  std::string authorized_party;  // azp or appid; may be empty
  std::string name;              // labels from here on: shown, logged, never a key
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
  json::Document members;                 // all claims, for principal-claim mapping; never logged
};

}  // namespace sallyport::oidc
