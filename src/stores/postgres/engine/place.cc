#include "stores/postgres/engine/place.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"

namespace sallyport::stores {
namespace {

constexpr std::array<std::string_view, 2> kSchemes{"postgresql://", "postgres://"};
constexpr std::string_view kSystemCertificates = "/etc/ssl/certs/ca-certificates.crt";
constexpr std::int64_t kMostConnectSeconds = 60;

// The keywords that say where the server is.
constexpr std::array<std::string_view, 3> kWhere{"service", "host", "hostaddr"};

// Azure's load balancers forget a connection after four silent minutes, and firewalls do after some more.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kProbes{
    {{"keepalives_idle", "60"}, {"keepalives_interval", "10"}, {"keepalives_count", "3"}}};

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

Failure bad_url(std::string why) {
  return failure(Kind::rejected, "postgres_url", {}, std::move(why));
}

std::string_view value_of(const PostgresPlace& place, std::string_view keyword) {
  const auto found = std::ranges::find(place.keywords, keyword, &std::pair<std::string, std::string>::first);
  return found == place.keywords.end() ? std::string_view() : std::string_view(found->second);
}

void set_default(PostgresPlace& place, std::string_view keyword, std::string value) {
  if (value_of(place, keyword).empty()) place.keywords.emplace_back(keyword, std::move(value));
}

bool consists_of(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

bool is_this_machine(std::string_view host) {
  return host.empty() || host.starts_with('/') || host.starts_with('@') || host == "localhost" || host == "::1" ||
         (host.starts_with("127.") && consists_of(host, "0123456789."));
}

// Without a host, libpq uses its default socket, unless a service file names one.
bool is_local(const PostgresPlace& place) {
  if (!value_of(place, "service").empty()) return false;
  const std::string_view address = value_of(place, "hostaddr");
  std::string_view rest = address.empty() ? value_of(place, "host") : address;
  while (true) {
    const auto comma = rest.find(',');
    if (!is_this_machine(rest.substr(0, comma))) return false;
    if (comma == std::string_view::npos) return true;
    rest.remove_prefix(comma + 1);
  }
}

// libpq quotes parts of the URL in its messages, which may be the password.
std::string without_quotes(std::string_view said) {
  std::string out(said.substr(0, said.find(": \"")));
  std::erase(out, '\n');
  return out;
}

Result<void> take_keywords(std::string_view url, PostgresPlace& place) {
  char* said = nullptr;
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfoParse(std::string(url).c_str(), &said));
  if (!options) {
    auto refused = bad_url(said ? without_quotes(said) : "out of memory");
    PQfreemem(said);
    return refused;
  }
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr || *option->val == '\0') continue;
    if (std::string_view(option->keyword) == "password")
      place.password = Secret(option->val);
    else
      place.keywords.emplace_back(option->keyword, option->val);
  }
  return {};
}

// libpq takes from the environment what the URL leaves out. Whether the server must prove itself depends on where it
// is, so the place has to be known before that is judged.
Result<void> take_variables(PostgresPlace& place) {
  const std::unique_ptr<PQconninfoOption, FreeOptions> defaults(PQconndefaults());
  if (!defaults) return bad_url("out of memory");
  for (const PQconninfoOption* option = defaults.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr && *option->val != '\0' && std::ranges::find(kWhere, option->keyword) != kWhere.end())
      set_default(place, option->keyword, option->val);
  return {};
}

// libpq takes 0 for "as long as it takes", and then a server that does not answer would hold a caller for ever.
Result<void> check_connect_timeout(const PostgresPlace& place) {
  const std::string_view text = value_of(place, "connect_timeout");
  const auto seconds = parse_decimal(text);
  if (text.empty() || (seconds && *seconds >= 1 && *seconds <= kMostConnectSeconds)) return {};
  return bad_url("its connect_timeout is not a number from 1 to 60");
}

}  // namespace

Result<PostgresPlace> parse_place(std::string_view url, std::chrono::seconds connect_timeout) {
  if (std::ranges::none_of(kSchemes, [&](std::string_view scheme) { return url.starts_with(scheme); }))
    return bad_url("it does not begin with postgresql://");
  PostgresPlace place;
  SALLYPORT_CHECK(take_keywords(url, place));
  SALLYPORT_CHECK(take_variables(place));
  if (value_of(place, "dbname").empty() && value_of(place, "service").empty()) return bad_url("it names no database");
  if (!consists_of(value_of(place, "port"), "0123456789,")) return bad_url("its port is not a number");
  SALLYPORT_CHECK(check_connect_timeout(place));
  if (!is_local(place)) set_default(place, "sslmode", "verify-full");
  if (value_of(place, "sslmode").starts_with("verify-")) {
    set_default(place, "sslrootcert", std::string(kSystemCertificates));
    set_default(place, "gssencmode", "disable");
  }
  set_default(place, "connect_timeout", std::to_string(connect_timeout.count()));
  set_default(place, "target_session_attrs", "read-write");
  for (const auto& [keyword, value] : kProbes) set_default(place, keyword, std::string(value));
  set_default(place, "client_encoding", "UTF8");
  return place;
}

std::string PostgresPlace::name() const {
  if (const auto service = value_of(*this, "service"); !service.empty()) return "service " + std::string(service);
  std::string out(value_of(*this, "host"));
  // For several hosts without a port, libpq fills in commas.
  if (const auto port = value_of(*this, "port"); !consists_of(port, ",")) out += ":" + std::string(port);
  return out + "/" + std::string(value_of(*this, "dbname"));
}

bool PostgresPlace::verifies_server() const {
  return is_local(*this) || value_of(*this, "sslmode") == "verify-full";
}

}  // namespace sallyport::stores
