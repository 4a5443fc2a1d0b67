#include "gateway/standing/local_standing.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::gateway {
namespace {

Result<void> check_own_domain(const identity::Labels& labels, const AuthorizerSettings& authorizer) {
  if (!authorizer.enforce_principal_domain || is_own_domain(authorizer, domain_of(labels.email))) return {};
  return failure(Kind::forbidden, "principal_domain", "enforcePrincipalDomain", labels.username);
}

}  // namespace

bool is_admin_by_name(const identity::Labels& labels, const Settings& settings) {
  if (settings.sign_in_configured) return false;
  return std::ranges::any_of(settings.authorizer.admin_principals, [&](const std::string& admin) {
    const bool by_address = admin.find('@') != std::string::npos;
    return ascii_iequals(admin, by_address ? labels.email : labels.username);
  });
}

Result<Admission> decide_local_admission(const identity::Person& person, const Settings& settings) {
  if (!settings.local_accounts.allowed) return failure(Kind::forbidden, "local_accounts_off");
  SALLYPORT_CHECK(check_own_domain(person.labels, settings.authorizer));
  Admission out;
  out.key = {std::string(identity::kLocal), Issuer(std::string(kAccountIssuer)), {}, Subject(person.id.value)};
  out.labels = person.labels;
  const std::vector<std::string> none;
  out.roles = identity::map_roles(settings.roles, {none, none, none, {}});
  out.admin_principal = is_admin_by_name(person.labels, settings);
  return out;
}

bool needs_second_factor(const LocalAccountSettings& accounts, bool administrator) {
  switch (accounts.second_factor_for) {
    case SecondFactorFor::nobody:
      return false;
    case SecondFactorFor::administrators:
      return administrator;
    case SecondFactorFor::everyone:
      return true;
  }
  return true;
}

Result<void> check_second_factor(const Settings& settings, const session::Session& session, bool administrator) {
  if (session.provider != identity::kLocal || !needs_second_factor(settings.local_accounts, administrator)) return {};
  if (std::ranges::find(session.amr, kSecondFactorProven) != session.amr.end()) return {};
  return failure(Kind::forbidden, "second_factor_needed", "localAccounts.secondFactorFor", session.username);
}

Result<Standing> decide_about(const StandingParts& parts, const session::Session& session,
                              const identity::Person& person) {
  if (session.issuer.value != kAccountIssuer) return decide_again(parts, session);
  SALLYPORT_TRY(auto admission, decide_local_admission(person, *parts.settings));
  return Standing{std::move(admission)};
}

}  // namespace sallyport::gateway
