// directory explain: what the directory answers to an authorize URL, before anybody signs in.
#include "app/commands/directory/changes.h"
#include "app/commands/shared/refusal_text.h"
#include "base/text.h"
#include "crypto/system_random.h"
#include "directory/rules/authorize_check.h"
#include "entra/aadsts.h"
#include "http/url.h"

namespace sallyport::app {
namespace {

using directory::Exchange;
using oidc::op::AuthorizationRequest;

// The tenant and the protocol of an authorize URL's path.
struct Address {
  std::string tenant;
  directory::Protocol protocol = directory::Protocol::v2;
};

Result<Address> read_address(const http::Url& url) {
  const auto segments = split_words(url.path, '/');
  const auto is = [&](std::size_t i, std::string_view word) { return ascii_iequals(segments[i], word); };
  if (segments.size() == 4 && is(1, "oauth2") && is(2, "v2.0") && is(3, "authorize"))
    return Address{std::string(segments[0]), directory::Protocol::v2};
  if (segments.size() == 3 && is(1, "oauth2") && is(2, "authorize"))
    return Address{std::string(segments[0]), directory::Protocol::v1};
  return failure(Kind::rejected, "authorize_url", "",
                 url.path + ": write an address that ends with /{tenant}/oauth2/v2.0/authorize?…");
}

// Sets who may sign in at the tenant of the path. Absent tenants are left out, and the caller refuses them.
Result<bool> find_audience(entra::TenantStore& store, Exchange& exchange) {
  const std::string name = ascii_lower(exchange.tenant_name);
  if (name == "common") exchange.audience = directory::Audience::common;
  if (name == "organizations") exchange.audience = directory::Audience::organizations;
  if (name == "consumers") exchange.audience = directory::Audience::consumers;
  if (exchange.audience != directory::Audience::one_tenant) return true;
  SALLYPORT_TRY(auto tenant, store.find_tenant(exchange.tenant_name));
  if (!tenant) return false;
  exchange.tenant = *std::move(tenant);
  return true;
}

std::string print_refusal(const directory::Refused& refused, std::string_view where) {
  if (refused.row == nullptr) return "The directory could not tell.\n";
  const std::string sentence = entra::fill(*refused.row, refused.values);
  return "Refused, " + std::string(where) + ":\n\n" + refusal_text(*refused.row, sentence);
}

std::string print_good(const directory::KnownClient& client, const AuthorizationRequest& request) {
  std::string text = "The directory shows the sign-in page.\n\n";
  text += "Application   " + client.app.display_name + "  " + client.app.client_id.value + "\n";
  text += "Redirect URI  " + client.redirect_uri + "  (" + std::string(entra::name_of(client.platform)) + ")\n";
  if (client.platform == entra::Platform::spa && request.code_challenge.empty() && request.asks_for("code"))
    text += "\nAfter the sign-in it answers AADSTS9002325: a single-page application needs a code_challenge (PKCE).\n";
  return text;
}

Result<std::string> explain_address(DirectoryFile& file, const directory::Settings& settings,
                                    const std::string& address) {
  SALLYPORT_TRY(const auto url, http::Url::parse(address));
  SALLYPORT_TRY(const auto where, read_address(url));
  SALLYPORT_TRY(const auto form, http::Form::parse(url.query));
  SALLYPORT_TRY(auto request, AuthorizationRequest::parse(form));
  crypto::SystemRandom random;
  NoLog log;
  Exchange exchange{.settings = settings,
                    .random = random,
                    .log = log,
                    .request = {},
                    .path = url.path,
                    .parameters = {},
                    .origin = url.origin(),
                    .published = nullptr,
                    .audience = directory::Audience::one_tenant,
                    .protocol = where.protocol,
                    .tenant = {},
                    .tenant_name = where.tenant,
                    .now = SystemClock().now(),
                    .trace_id = {},
                    .correlation_id = {}};
  SALLYPORT_TRY(const bool known_tenant, find_audience(*file.store, exchange));
  if (!known_tenant)
    return print_refusal({&entra::refusal<90002>(), {where.tenant}, {}, {}}, "on a page of the directory");
  if (where.protocol == directory::Protocol::v1) directory::read_as_v1(request);
  const directory::AuthorizeStores stores{*file.store, *file.store};
  const auto client = directory::check_client(exchange, stores, request);
  if (!client)
    return print_refusal(client.error(), "on a page of the directory, because the redirect URI is not known");
  if (const auto checked = directory::check_request(exchange, stores, request, *client); !checked)
    return print_refusal(checked.error(), "at the redirect URI");
  return print_good(*client, request);
}

}  // namespace

void add_explain_commands(const DirectoryChanges& directory, std::shared_ptr<const directory::Settings> settings) {
  const auto address = std::make_shared<std::string>();
  directory
      .list("explain", "Say what the directory answers to an authorize URL, and how to mend it",
            [address, settings](DirectoryFile& file) { return explain_address(file, *settings, *address); })
      .add_option("url", *address, "https://…/{tenant}/oauth2/v2.0/authorize?client_id=…")
      .required();
}

}  // namespace sallyport::app
