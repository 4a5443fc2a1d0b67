#include "gateway/standing/invited_account.h"

#include "base/text.h"
#include "gateway/standing/admission.h"

namespace sallyport::gateway {

Result<identity::InvitedAccount> invited_account(const Settings& settings, std::string_view who,
                                                 std::string_view tenant) {
  if (!settings.sign_in_configured)
    return failure(Kind::rejected, "sign_in_not_configured", {}, "no provider is configured whose account it could be");
  const ProviderSettings& provider = settings.provider;
  identity::InvitedAccount account;
  account.provider = provider_word(provider);
  const bool is_object_id = who.starts_with("oid:") || is_guid(who);
  const std::string name = ascii_lower(who.starts_with("oid:") ? who.substr(4) : who);
  (is_object_id ? account.subject.value : account.address) = name;
  if (!is_object_id && domain_of(name).empty())
    return failure(Kind::rejected, "invitation_indefinite", {}, "an e-mail address or an object id is needed");
  if (!provider.traits.has_tenants) {
    account.issuer = Issuer(provider.metadata.expect.issuer);
    if (is_object_id) account.subject.value = who.starts_with("oid:") ? who.substr(4) : who;
    return account;
  }
  account.tenant.value = ascii_lower(tenant.empty() ? std::string_view(provider.authority.tenant) : tenant);
  if (is_guid(account.tenant.value)) return account;
  return failure(Kind::rejected, "tenant_needed", {}, "name the tenant by its id: --tenant GUID");
}

Result<void> check_invited_address(const Settings& settings, std::string_view address) {
  const std::string domain = domain_of(address);
  if (domain.empty()) return failure(Kind::malformed, "user_email", {}, "email must be a plain e-mail address");
  if (!settings.authorizer.enforce_principal_domain || is_own_domain(settings.authorizer, domain)) return {};
  return failure(Kind::rejected, "user_email", "enforcePrincipalDomain",
                 "Nobody with an address at " + domain + " can sign in here");
}

}  // namespace sallyport::gateway
