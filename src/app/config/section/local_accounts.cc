// Passwords that people have here: localAccounts.*.
#include "app/config/section/section.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kBesideProvider = "localAccounts.besideProvider";
constexpr std::string_view kHashMemory = "localAccounts.hashMemory";
constexpr std::string_view kHashPasses = "localAccounts.hashPasses";
constexpr std::string_view kSignUpDomains = "localAccounts.signUpDomains";
constexpr std::string_view kSecondFactorFor = "localAccounts.secondFactorFor";
constexpr std::int64_t kKibibyte = 1024;
constexpr crypto::PasswordCost kLeastCost;  // what OWASP recommends at least

void build_hash(const Context& context, crypto::PasswordCost& cost) {
  const std::int64_t memory = context.values.number(kHashMemory) / kKibibyte;
  if (memory < kLeastCost.memory || memory > crypto::kMostPasswordMemory)
    context.add(rule("bad_value"), kHashMemory, "must be from 19m to 64m", "hashMemory: 19m");
  else
    cost.memory = static_cast<std::uint32_t>(memory);
  const std::int64_t passes = context.values.number(kHashPasses);
  if (passes < kLeastCost.passes || passes > crypto::kMostPasswordPasses)
    context.add(rule("bad_value"), kHashPasses, "must be from 2 to 8", "hashPasses: 2");
  else
    cost.passes = static_cast<std::uint32_t>(passes);
}

// Beside a provider the names are the provider's to give.
void build_sign_up(const Context& context, std::vector<std::string>& domains) {
  for (const std::string& text : context.values.list(kSignUpDomains)) {
    if (!is_domain(text))
      context.add(rule("bad_value"), kSignUpDomains, "`" + text + "` is no domain", "signUpDomains: [example.com]");
    domains.push_back(ascii_lower(text));
  }
  if (domains.empty()) return;
  if (!context.values.given("mail.url"))
    context.add(rule("missing_key"), "mail.url", "is needed with localAccounts.signUpDomains",
                "url: smtp://mail.example:587");
  if (!is_basic(context.values))
    context.add(rule("bad_value"), kSignUpDomains, "needs `provider: basic`", "signUpDomains: []");
}

// The schema allows no other word.
gateway::SecondFactorFor read_second_factor_for(const Context& context) {
  const std::string word = context.values.text(kSecondFactorFor);
  if (word == "nobody") return gateway::SecondFactorFor::nobody;
  return word == "administrators" ? gateway::SecondFactorFor::administrators : gateway::SecondFactorFor::everyone;
}

}  // namespace

void build_local_accounts(const Context& context, gateway::LocalAccountSettings& accounts) {
  accounts.allowed = context.values.flag(kBesideProvider) || is_basic(context.values);
  build_hash(context, accounts.hash);
  build_sign_up(context, accounts.sign_up_domains);
  accounts.second_factor_for = read_second_factor_for(context);
}

}  // namespace sallyport::app::config
