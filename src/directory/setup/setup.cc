#include "directory/setup/setup.h"

#include <algorithm>

#include "base/text.h"
#include "directory/call/limits.h"
#include "directory/call/pages.h"
#include "directory/model/administration.h"
#include "directory/model/password_rule.h"
#include "http/address.h"

namespace sallyport::directory {
namespace {

struct SetupForm {
  std::string link;
  std::string user_name;
  std::string display_name;
  Secret password;
  Secret again;
};

std::string text_of(const http::Form& form, std::string_view name) {
  return form.one(name).value_or(std::nullopt).value_or("");
}

SetupForm read_form(const Exchange& exchange) {
  const bool posted = exchange.request.method == "POST";
  const auto form = posted ? exchange.posted : http::Form::parse(exchange.request.query());
  if (!form) return {};
  return {text_of(*form, "link"), text_of(*form, "login"), text_of(*form, "name"), Secret(text_of(*form, "passwd")),
          Secret(text_of(*form, "again"))};
}

// One client can use every address of its network.
std::string network_of(const Exchange& exchange) {
  if (exchange.request.peer == nullptr) return "";
  const auto address = http::IpAddress::parse_node(exchange.request.peer->address);
  return address ? http::client_network(*address).print() : exchange.request.peer->address;
}

http::Response busy(Seconds wait) {
  http::Response response = error_page({.code = "too_many_requests",
                                        .lines = {"Try again in " + std::to_string(wait.count()) + " seconds."},
                                        .row = nullptr,
                                        .status = 429,
                                        .heading = "Too many tries"});
  response.add("Retry-After", std::to_string(wait.count()));
  return response;
}

http::Response dead_link(const Exchange& exchange) {
  exchange.log.write(Level::audit, "directory_admin_link_refused", {{"trace_id", exchange.trace_id}});
  return dead_link_page();
}

bool is_domain_of(const entra::Tenant& tenant, std::string_view user_name) {
  const std::string_view domain = user_name.substr(std::min(user_name.find('@'), user_name.size() - 1) + 1);
  return tenant.domains.empty() ||
         std::ranges::any_of(tenant.domains, [&](const std::string& each) { return ascii_iequals(each, domain); });
}

// Why the form cannot be taken; empty if it can.
std::string complaint_about(const SetupForm& form, const entra::Tenant& tenant) {
  if (form.user_name.empty() || !is_domain_of(tenant, form.user_name))
    return "Write a user name that ends in @" + (tenant.domains.empty() ? "your domain" : tenant.domains.front()) + ".";
  if (!is_acceptable_password(form.password.reveal()))
    return "That password is too simple: at least 8 characters, of at least three kinds.";
  if (form.password.reveal() != form.again.reveal()) return "The two passwords differ.";
  return "";
}

std::string complaint_about(const Error& error, const SetupForm& form) {
  if (error.reason == "user_name_taken")
    return "Somebody is called " + form.user_name +
           " already. Choose another name, or give that person the role: sallyport directory user directory-role " +
           form.user_name + " \"Global Administrator\"";
  return error.reason == "user_name" ? "Write a user name like admin@contoso.example." : "";
}

http::Response form_page(const SetupForm& form, const entra::Tenant& tenant, std::string complaint) {
  return administrator_page({tenant.name, form.link, form.user_name, form.display_name, std::move(complaint)});
}

http::Response refuse(const Exchange& exchange, const SetupForm& form, const entra::Tenant& tenant,
                      const Error& error) {
  if (auto complaint = complaint_about(error, form); !complaint.empty())
    return form_page(form, tenant, std::move(complaint));
  if (error.reason == "admin_link" || error.reason == "administrator_exists") return dead_link(exchange);
  exchange.log.write(Level::error, "directory_admin_failed", {{"reason", std::string(error.reason)}});
  return error_page({.code = "temporarily_unavailable",
                     .lines = {"Try again."},
                     .row = nullptr,
                     .status = 503,
                     .heading = "The administrator was not added"});
}

Result<entra::User> add_administrator(const SetupServices& services, const Exchange& exchange, const SetupForm& form,
                                      const entra::Tenant& tenant) {
  SALLYPORT_TRY(auto person, make_user({.tenant = tenant.id,
                                        .user_principal_name = form.user_name,
                                        .display_name = form.display_name,
                                        .email = "",
                                        .password = form.password,
                                        .id = ""},
                                       exchange.now, exchange.random));
  person.directory_role = entra::DirectoryRole::global_administrator;
  SALLYPORT_CHECK(services.store.use_admin_link(entra::hash_of_admin_link(form.link), exchange.now, person));
  return person;
}

// Whether the link still opens the form. The write that uses it asks again.
Result<bool> is_open(const SetupServices& services, const Exchange& exchange, const entra::AdminLink& link,
                     const SetupForm& form) {
  entra::User anybody;
  anybody.tenant = link.tenant;
  if (!entra::check_admin_link(link, entra::hash_of_admin_link(form.link), exchange.now, anybody)) return false;
  if (link.purpose == entra::AdminLinkFor::another_administrator) return true;
  SALLYPORT_TRY(const auto people, services.store.people_with_directory_role(link.tenant));
  return std::ranges::none_of(people, entra::is_enabled_administrator);
}

// The tenant that the link of the form is for; absent if the link does not work.
Result<std::optional<entra::Tenant>> find_tenant_of_link(const SetupServices& services, const Exchange& exchange,
                                                         const SetupForm& form) {
  SALLYPORT_TRY(const auto link, services.store.find_admin_link());
  if (!link) return std::optional<entra::Tenant>();
  SALLYPORT_TRY(const bool open, is_open(services, exchange, *link, form));
  if (!open) return std::optional<entra::Tenant>();
  return services.store.find_tenant(link->tenant.value);
}

}  // namespace

std::string setup_address(std::string_view origin, const Secret& link) {
  return std::string(origin) + "/setup?link=" + std::string(link.reveal());
}

http::Response set_up_administrator(const SetupServices& services, const Exchange& exchange) {
  const std::string network = network_of(exchange);
  if (services.counter.tries.count(network, exchange.now) > limits::kAdminLinkTries)
    return busy(services.counter.tries.rest(network, exchange.now));
  SetupForm form = read_form(exchange);
  const auto tenant = find_tenant_of_link(services, exchange, form);
  if (!tenant) return refuse(exchange, form, {}, tenant.error());
  if (!*tenant) return dead_link(exchange);
  if (exchange.request.method != "POST") {
    form.user_name = "admin@" + ((*tenant)->domains.empty() ? "" : (*tenant)->domains.front());
    return form_page(form, **tenant, "");
  }
  if (auto complaint = complaint_about(form, **tenant); !complaint.empty())
    return form_page(form, **tenant, std::move(complaint));
  const auto made = add_administrator(services, exchange, form, **tenant);
  if (!made) return refuse(exchange, form, **tenant, made.error());
  exchange.log.write(Level::audit, "directory_admin_made",
                     {{"subject", made->id.value}, {"tenant", made->tenant.value}, {"trace_id", exchange.trace_id}});
  return administrator_done_page(made->user_principal_name, (*tenant)->name);
}

}  // namespace sallyport::directory
