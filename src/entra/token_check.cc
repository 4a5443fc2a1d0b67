#include "entra/token_check.h"

#include <algorithm>

#include "base/text.h"
#include "entra/authority.h"

namespace sallyport::entra {
namespace {

constexpr std::size_t kMaxSubject = 255;  // OIDC Core 2
constexpr std::string_view kTokenRule = "docs/entra.md, Tokens and claims";
constexpr std::string_view kOverageRule = "docs/entra.md, Graph and overage";

Failure refused_token(std::string_view reason, std::string_view rule = kTokenRule) {
  return failure(Kind::rejected, reason, rule);
}

bool is_template(std::string_view issuer) {
  return issuer.find(oidc::rp::kTenantPlaceholder) != std::string_view::npos;
}

// The segment marked {this} in "https://host/{this}/v2.0".
std::string_view first_path_segment(std::string_view issuer) {
  const auto scheme = issuer.find("://");
  const auto slash = scheme == std::string_view::npos ? scheme : issuer.find('/', scheme + 3);
  if (slash == std::string_view::npos) return {};
  const auto rest = issuer.substr(slash + 1);
  return rest.substr(0, rest.find('/'));
}

struct Tenancy {
  std::string_view iss;
  std::string_view tenant;
  bool is_v1 = false;
};

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

Result<std::string_view> read_tenant(const jose::Claims& claims) {
  SALLYPORT_TRY(const auto tid, claims.text("tid"));
  // Stricter: only lower case, as Entra ID writes it. With two spellings one person would have two keys.
  if (!tid || !is_guid(*tid) || std::ranges::any_of(*tid, is_upper)) return refused_token("token_tenant");
  return *tid;
}

Result<Tenancy> match_issuer(const jose::Claims& claims, const IssuerPolicy& policy) {
  Tenancy out;
  SALLYPORT_TRY(const auto iss, claims.text("iss"));
  out.iss = iss.value_or("");
  SALLYPORT_TRY(out.tenant, read_tenant(claims));
  const bool is_v2 = !policy.issuer.empty() && is_expansion(policy.issuer, out.tenant, out.iss);
  out.is_v1 = !is_v2 && policy.accept_v1 && !policy.v1_issuer_prefix.empty() &&
              out.iss == policy.v1_issuer_prefix + std::string(out.tenant) + "/";
  if (!is_v2 && !out.is_v1) return refused_token("token_issuer");
  return out;
}

// If the policy's issuer has {tenantid}, match_issuer has already compared iss with tid. Otherwise the tenant in the
// issuer must be tid.
Result<void> check_tenant(const Tenancy& tenancy, const IssuerPolicy& policy) {
  const bool one_tenant = !is_template(policy.issuer);
  if (one_tenant && first_path_segment(policy.issuer) != tenancy.tenant) return refused_token("token_tenant");
  const bool listed = std::ranges::find(policy.tenants, tenancy.tenant, &TenantId::value) != policy.tenants.end();
  if (!listed && !(one_tenant && policy.tenants.empty())) return refused_token("token_tenant_not_allowed");
  return {};
}

// A key of one tenant, or of personal accounts, must not sign for another tenant. A key that names no issuer is limited
// to the provider whose key set holds it.
Result<void> check_key_issuer(const Tenancy& tenancy, std::string_view key_issuer) {
  if (key_issuer.empty()) return {};
  const bool fits =
      tenancy.is_v1
          ? first_path_segment(expand_issuer(key_issuer, TenantId(std::string(tenancy.tenant)))) == tenancy.tenant
          : is_expansion(key_issuer, tenancy.tenant, tenancy.iss);
  if (!fits) return refused_token("token_key_issuer");
  return {};
}

Result<void> check_version(const jose::Claims& claims, const Tenancy& tenancy) {
  SALLYPORT_TRY(const auto version, claims.text("ver"));
  if (version != (tenancy.is_v1 ? "1.0" : "2.0")) return refused_token("token_version");
  return {};
}

Result<std::string_view> text_or_empty(const jose::Claims& claims, std::string_view name) {
  SALLYPORT_TRY(const auto text, claims.text(name));
  return text.value_or("");
}

// The first of these claims that the token has; empty if it has none.
Result<std::string_view> first_text(const jose::Claims& claims, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    SALLYPORT_TRY(const auto text, claims.text(name));
    if (text) return *text;
  }
  return std::string_view();
}

// Reads a claim that identifies a person. Bounds its length, and refuses control characters because they could break a
// log line or a header.
Result<std::string_view> read_key(const jose::Claims& claims, std::string_view name) {
  SALLYPORT_TRY(const auto text, text_or_empty(claims, name));
  if (text.size() > kMaxSubject) return refused_token("token_subject_too_long", "OIDC Core 2");
  if (has_control(text)) return refused_token("token_subject_character", "OIDC Core 2");
  return text;
}

Result<std::vector<std::string>> read_scopes(const jose::Claims& claims) {
  SALLYPORT_TRY(const auto text, first_text(claims, {"scp", "scope"}));
  std::vector<std::string> out;
  for (const auto word : split_words(text)) out.emplace_back(word);
  return out;
}

Result<std::vector<std::string>> read_texts(const jose::Claims& claims, std::string_view name) {
  SALLYPORT_TRY(const auto texts, claims.texts(name));
  return std::vector<std::string>(texts.begin(), texts.end());
}

// Source: docs/entra.md, Graph and overage.
Result<oidc::GroupsState> read_groups_state(const jose::Claims& claims) {
  if (const auto hasgroups = claims.members.find("hasgroups")) {
    const auto flag = hasgroups->as_bool();
    if (!flag) return failure(Kind::malformed, "jwt_claim_type", kOverageRule, "hasgroups");
    if (*flag) return oidc::GroupsState::overage;
  }
  const auto names = claims.members.find("_claim_names");
  if (!names) return oidc::GroupsState::complete;
  if (!names->is_object()) return failure(Kind::malformed, "jwt_claim_type", kOverageRule, "_claim_names");
  return names->contains("groups") ? oidc::GroupsState::overage : oidc::GroupsState::complete;
}

}  // namespace

Result<void> check_issuer(const jose::Claims& claims, std::string_view key_issuer, const IssuerPolicy& policy) {
  if (!policy.require_tenant) {
    SALLYPORT_TRY(const auto iss, claims.text("iss"));
    if (policy.issuer.empty() || iss != policy.issuer) return refused_token("token_issuer", "OIDC Core 3.1.3.7 (2)");
    return {};
  }
  SALLYPORT_TRY(const auto tenancy, match_issuer(claims, policy));
  SALLYPORT_CHECK(check_tenant(tenancy, policy));
  SALLYPORT_CHECK(check_key_issuer(tenancy, key_issuer));
  return check_version(claims, tenancy);
}

Result<oidc::SubjectClaims> read_subject(jose::Claims claims, oidc::TokenKind kind) {
  oidc::SubjectClaims out;
  out.kind = kind;
  SALLYPORT_TRY(out.issuer.value, text_or_empty(claims, "iss"));
  SALLYPORT_TRY(out.tenant.value, text_or_empty(claims, "tid"));
  SALLYPORT_TRY(out.sub, read_key(claims, "sub"));
  SALLYPORT_TRY(out.subject.value, read_key(claims, "oid"));
  if (out.subject.empty()) out.subject.value = out.sub;
  if (out.subject.empty()) return refused_token("token_no_subject", "OIDC Core 2");

  SALLYPORT_TRY(out.authorized_party, first_text(claims, {"azp", "appid", "client_id"}));
  SALLYPORT_TRY(out.name, text_or_empty(claims, "name"));
  SALLYPORT_TRY(out.email, text_or_empty(claims, "email"));
  SALLYPORT_TRY(out.preferred_username, first_text(claims, {"preferred_username", "unique_name"}));  // v2, v1
  SALLYPORT_TRY(out.upn, text_or_empty(claims, "upn"));
  SALLYPORT_TRY(out.roles, read_texts(claims, "roles"));
  SALLYPORT_TRY(out.scopes, read_scopes(claims));
  SALLYPORT_TRY(out.groups, read_texts(claims, "groups"));
  SALLYPORT_TRY(out.groups_state, read_groups_state(claims));
  SALLYPORT_TRY(out.sid, text_or_empty(claims, "sid"));
  SALLYPORT_TRY(out.login_hint, text_or_empty(claims, "login_hint"));
  SALLYPORT_TRY(const auto expires, claims.time("exp"));
  out.expires = expires.value_or(UnixTime{});  // a token without exp counts as expired
  SALLYPORT_TRY(out.authenticated, claims.time("auth_time"));
  out.members = std::move(claims.members);
  return out;
}

Result<oidc::TokenKind> kind_of(const jose::Claims& claims) {
  using oidc::TokenKind;
  SALLYPORT_TRY(const auto idtyp, claims.text("idtyp"));
  SALLYPORT_TRY(const auto scp, claims.text("scp"));
  SALLYPORT_TRY(const auto client_id, claims.text("client_id"));
  SALLYPORT_TRY(const auto azp, claims.text("azp"));
  SALLYPORT_TRY(const auto oid, claims.text("oid"));
  SALLYPORT_TRY(const auto sub, claims.text("sub"));
  SALLYPORT_TRY(const auto audiences, claims.texts("aud"));
  const auto is_there = [&](std::string_view name) { return claims.members.contains(name); };

  if (idtyp && *idtyp != "app" && *idtyp != "user") return refused_token("token_kind", kTokenRule);
  if (idtyp == "app" && scp) return refused_token("token_kind", kTokenRule);
  if (idtyp == "app") return TokenKind::access_token_app;
  if (idtyp == "user" || scp) return TokenKind::access_token_user;
  if (client_id) return client_id == sub ? TokenKind::access_token_app : TokenKind::access_token_user;  // RFC 9068 2.2
  const bool names_itself = oid && oid == sub;  // sub is pairwise for a person (docs/entra.md, Tokens and claims)
  if (names_itself) return TokenKind::access_token_app;
  const bool foreign_party = azp && std::ranges::find(audiences, *azp) == audiences.end();
  if (is_there("azpacr") || is_there("appidacr") || is_there("appid") || foreign_party)
    return refused_token("token_kind", kTokenRule);  // a user's access token would have scp
  return TokenKind::id_token;
}

}  // namespace sallyport::entra
