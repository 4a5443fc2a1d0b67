#include <algorithm>

#include "app/config/section/section.h"
#include "base/characters.h"
#include "base/text.h"

namespace sallyport::app::config {

bool is_domain(std::string_view text) {
  return !text.empty() && text.find('.') != std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; });
}

namespace {

constexpr std::string_view kAdmins = "authorizerConfiguration.adminPrincipals";
constexpr std::string_view kRegistration = "authorizerConfiguration.allowedEmailRegistrationDomains";
constexpr std::string_view kPrincipalDomain = "authorizerConfiguration.principalDomain";
constexpr std::string_view kAllowedDomains = "authorizerConfiguration.allowedDomains";

void check_classes(const Context& context) {
  for (const std::string_view key :
       {"authorizerConfiguration.className", "authorizerConfiguration.containerRequestFilter"})
    if (ascii_lower(context.values.text(key)).find("noop") != std::string::npos)
      context.add(rule("authorizer_noop"), key, "`" + context.values.text(key) + "` lets everybody do everything",
                  "the key left out; a route with `access: public` lets everybody through");
}

void build_admins(const Context& context, gateway::Settings& settings) {
  auto& admins = settings.authorizer.admin_principals;
  admins = context.values.list(kAdmins);
  for (const auto& admin : admins) {
    const bool by_id = admin.starts_with("oid:");
    if (by_id && !is_guid(admin.substr(4)))
      context.add(rule("bad_value"), kAdmins, "`" + admin + "` holds no object id",
                  "adminPrincipals: [oid:OBJECT-ID], the Object ID from the user's Overview page");
    check_pattern(context, kAdmins, admin,
                  "each administrator by name or oid:OBJECT-ID; roleMapping gives roles to many");
    if (!by_id && admin.find(':') != std::string::npos)  // the message must not repeat the password
      context.add(rule("admin_with_password"), kAdmins,
                  "`" + admin.substr(0, admin.find(':')) + ":…` names a password, and passwords do not belong here",
                  admin.substr(0, admin.find(':')));
  }
  if (settings.sign_in_configured && admins == std::vector<std::string>{"admin"})
    context.add(rule("admin_default"), kAdmins,
                "is the published default: whoever gets a username `admin` at the provider becomes administrator",
                "adminPrincipals: [oid:OBJECT-ID]");
}

void build_claims(const Context& context, gateway::AuthorizerSettings& authorizer) {
  const auto key = under(kAuthentication, "jwtPrincipalClaimsMapping");
  authorizer.jwt_principal_claims = context.values.list(under(kAuthentication, "jwtPrincipalClaims"));
  const auto mapping = context.values.list(key);
  bool good = true;
  for (const auto& item : mapping) {
    const auto colon = item.find(':');
    const auto name = item.substr(0, colon);
    const auto claim = colon == std::string::npos ? std::string() : std::string(trim(item.substr(colon + 1)));
    auto* field = name == "username" ? &authorizer.username_claim : name == "email" ? &authorizer.email_claim : nullptr;
    good = good && field != nullptr && field->empty() && !claim.empty();
    if (field != nullptr) *field = claim;
  }
  good = good && authorizer.username_claim.empty() == authorizer.email_claim.empty();
  if (!mapping.empty() && (!good || authorizer.username_claim.empty()))
    context.add(rule("claims_mapping"), key, "needs username and email, each once, each with a claim, and nothing else",
                "jwtPrincipalClaimsMapping: [\"username:preferred_username\", \"email:email\"]");
}

// The domain that an entry means: "@contoso.example", "*.contoso.example", "https://contoso.example/" and
// "ann@contoso.example" all mean contoso.example.
std::string meant_domain(std::string_view text) {
  std::string domain = ascii_lower(text);
  if (const auto url = http::Url::parse(domain)) return url->host;
  domain.erase(0, domain.rfind('@') == std::string::npos ? 0 : domain.rfind('@') + 1);
  while (domain.starts_with('*') || domain.starts_with('.')) domain.erase(0, 1);
  while (domain.ends_with('.') || domain.ends_with('/')) domain.pop_back();
  return domain;
}

std::string right_domain(std::string_view text) {
  const auto meant = meant_domain(text);
  return is_domain(meant) ? meant : "example.com";
}

std::vector<std::string> read_domains(const Context& context, std::string_view key) {
  std::vector<std::string> domains;
  for (const auto& text : context.values.list(key)) {
    if (!is_domain(text) && !(key == kRegistration && text == "all"))
      context.add(rule("bad_value"), key, "`" + text + "` is no domain",
                  std::string(last_word(key)) + ": [" + right_domain(text) + "]");
    domains.push_back(ascii_lower(text));
  }
  std::ranges::sort(domains);
  return domains;
}

// The gateway has one list of domains where OpenMetadata has two: who may sign in at all, and who may be created at a
// first sign-in.
void build_domains(const Context& context, gateway::AuthorizerSettings& authorizer) {
  const auto& values = context.values;
  authorizer.principal_domain = ascii_lower(values.text(kPrincipalDomain));
  if (!is_domain(authorizer.principal_domain) && !values.broken(kPrincipalDomain))
    context.add(rule("bad_value"), kPrincipalDomain, "`" + authorizer.principal_domain + "` is no domain",
                "principalDomain: " + right_domain(authorizer.principal_domain));
  authorizer.enforce_principal_domain = values.flag("authorizerConfiguration.enforcePrincipalDomain");
  const auto allowed = read_domains(context, kAllowedDomains);
  const auto registration = read_domains(context, kRegistration);
  const bool signup = values.flag(under(kAuthentication, "enableSelfSignup"));
  const bool limited = !registration.empty() && registration != std::vector<std::string>{"all"};
  if (limited && std::ranges::count(registration, "all") > 0)
    context.add(rule("bad_value"), kRegistration, "`all` stands beside single domains", "[example.com]");
  authorizer.provisioning = !signup   ? gateway::Provisioning::off
                            : limited ? gateway::Provisioning::allowed_domains
                                      : gateway::Provisioning::on;
  const bool both = authorizer.enforce_principal_domain && signup && limited && !allowed.empty();
  if (both && allowed != registration)
    context.add(rule("domain_lists_differ"), kRegistration, "differs from allowedDomains, which is enforced",
                "the same domains in both, or allowedEmailRegistrationDomains: [all]");
  authorizer.allowed_domains = signup && limited ? registration : allowed;
  if (authorizer.enforce_principal_domain && allowed.empty() && !values.given(kPrincipalDomain))
    context.add(rule("principal_domain_default"), "authorizerConfiguration.enforcePrincipalDomain",
                "admits people of open-metadata.org alone, the published default", "principalDomain: example.com");
}

struct ClaimKey {
  std::string_view key;
  identity::Claim claim;
};

constexpr ClaimKey kClaims[] = {{"appRole", identity::Claim::app_role},
                                {"group", identity::Claim::group},
                                {"scope", identity::Claim::scope},
                                {"emailDomain", identity::Claim::email_domain},
                                {"everyone", identity::Claim::everyone}};

void build_role(const Context& context, const std::string& element, identity::RoleMapping& roles) {
  const auto& values = context.values;
  identity::RoleRule built;
  int claims = 0;
  bool broken = values.broken(element) || values.broken(under(element, "role"));
  for (const auto& [name, claim] : kClaims) {
    const auto key = under(element, name);
    broken = broken || values.broken(key);
    if (!values.given(key) || (claim == identity::Claim::everyone && !values.flag(key))) continue;
    ++claims;
    built.claim = claim;
    if (claim != identity::Claim::everyone) built.value = values.text(key);
  }
  built.role = values.text(under(element, "role"));
  if (!broken && (claims != 1 || built.role.empty()))
    context.add(rule("role_rule"), element,
                "needs a role and exactly one of appRole, group, scope, emailDomain, everyone",
                "- {appRole: Data.Steward, role: DataSteward}");
  if (built.claim == identity::Claim::group && is_azure(values) && !is_guid(built.value))
    context.add(rule("bad_value"), under(element, "group"),
                "`" + built.value + "` is no Object ID; tokens of Entra carry ids, not names",
                "group: the Object ID from the group's Overview page");
  if (built.claim == identity::Claim::email_domain && !is_domain(built.value))
    context.add(rule("bad_value"), under(element, "emailDomain"), "`" + built.value + "` is no domain",
                "emailDomain: " + right_domain(built.value));
  if (built.claim == identity::Claim::app_role || built.claim == identity::Claim::scope)
    check_pattern(context, element, built.value, "- {everyone: true, role: " + built.role + "}");
  roles.rules.push_back(std::move(built));
}

// Claims that hold an address at some provider.
constexpr std::string_view kAddressClaims = "email preferred_username upn mail emails unique_name";

// If no claim has an address, the gateway makes one up from a bare name. Nobody vouches for it, so it passes no
// comparison of domains.
void check_addresses(const Context& context, const gateway::AuthorizerSettings& authorizer) {
  constexpr std::string_view kClaimsKey = "authenticationConfiguration.jwtPrincipalClaims";
  const bool compares =
      authorizer.enforce_principal_domain || authorizer.provisioning == gateway::Provisioning::allowed_domains;
  const auto known = split_words(kAddressClaims);
  const bool has_address = !authorizer.email_claim.empty() ||
                           std::ranges::any_of(authorizer.jwt_principal_claims, [&](const std::string& claim) {
                             return std::ranges::find(known, claim) != known.end();
                           });
  if (compares && !has_address && !context.values.broken(kClaimsKey))
    context.add(rule("domain_without_address"), kClaimsKey,
                "holds no claim with an address, while domains are compared: nobody would pass",
                "jwtPrincipalClaims: [email, preferred_username, sub]");
}

// Reports that useRolesFromProvider is on, because an app role named `Admin` is not always meant to give these rights.
void say_admin_by_role(const Context& context, const gateway::Settings& settings) {
  if (settings.authorizer.use_roles_from_provider && settings.sign_in_configured)
    context.add(rule("admin_by_role"), "authorizerConfiguration.useRolesFromProvider",
                "makes a full administrator of whoever holds the app role `Admin`, as long as the role lasts");
}

}  // namespace

void build_authorizer(const Context& context, gateway::Settings& settings) {
  check_classes(context);
  build_admins(context, settings);
  build_claims(context, settings.authorizer);
  build_domains(context, settings.authorizer);
  check_addresses(context, settings.authorizer);
  settings.authorizer.use_roles_from_provider = context.values.flag("authorizerConfiguration.useRolesFromProvider");
  say_admin_by_role(context, settings);
}

void build_roles(const Context& context, gateway::Settings& settings) {
  settings.roles.app_roles_as_is = context.values.flag("authorizerConfiguration.useRolesFromProvider");
  for (std::size_t i = 0; i < context.values.count("roleMapping"); ++i)
    build_role(context, "roleMapping[" + std::to_string(i) + "]", settings.roles);
}

}  // namespace sallyport::app::config
