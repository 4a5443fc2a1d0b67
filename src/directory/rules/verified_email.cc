#include "directory/rules/verified_email.h"

#include "entra/account.h"

namespace sallyport::directory {

bool is_email_verified(const Exchange& exchange, const entra::User& person) {
  if (person.tenant.value == entra::kPersonalTenant) return !person.email.empty();
  const std::size_t at = person.email.rfind('@');
  if (at == std::string::npos) return false;
  const entra::Tenant* owner = exchange.published->find_tenant(std::string_view(person.email).substr(at + 1));
  if (owner == nullptr) return false;
  if (person.type == entra::UserType::guest) return person.home_issuer.find(owner->id.value) != std::string::npos;
  return owner->id == person.tenant;
}

bool may_learn_email(const entra::User& person, bool verified, const entra::AppRegistration& app) {
  if (person.email.empty()) return false;
  return verified || !entra::is_multi_tenant(app.audience);
}

}  // namespace sallyport::directory
