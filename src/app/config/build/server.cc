#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>

#include "app/config/build.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kPublicUrl = "server.publicUrl";

struct Network {
  std::array<unsigned char, 16> bytes{};
  int width = 0;  // bits of the address family: 32 or 128
  int prefix = 0;
};

std::optional<Network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const std::string address(text.substr(0, slash));
  Network network;
  if (inet_pton(AF_INET, address.c_str(), network.bytes.data()) == 1)
    network.width = 32;
  else if (inet_pton(AF_INET6, address.c_str(), network.bytes.data()) == 1)
    network.width = 128;
  else
    return std::nullopt;
  network.prefix = network.width;
  if (slash == std::string_view::npos) return network;
  const auto prefix = parse_decimal(text.substr(slash + 1));
  if (!prefix || *prefix < 0 || *prefix > network.width) return std::nullopt;
  network.prefix = static_cast<int>(*prefix);
  return network;
}

// The network with the bits behind the prefix cleared, as text.
std::string print_network(Network network) {
  for (int bit = network.prefix; bit < network.width; ++bit) {
    const auto index = static_cast<std::size_t>(bit / 8);
    network.bytes[index] = static_cast<unsigned char>(network.bytes[index] & ~(0x80 >> (bit % 8)));
  }
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(network.width == 32 ? AF_INET : AF_INET6, network.bytes.data(), text, sizeof text);
  return std::string(text) + (network.prefix == network.width ? "" : "/" + std::to_string(network.prefix));
}

void check_trusted_proxies(const Context& context, const std::vector<std::string>& proxies) {
  constexpr std::string_view kKey = "server.trustedProxies";
  for (const auto& proxy : proxies) {
    const auto network = parse_network(proxy);
    if (!network) {
      context.add(rule("trusted_proxy"), kKey, "`" + proxy + "` is neither an address nor a network",
                  "trustedProxies: [10.0.0.5, 10.1.0.0/16]");
    } else if (network->prefix == 0) {
      context.add(rule("trusted_proxy"), kKey,
                  "`" + proxy + "` is everybody: anyone could claim any address and scheme",
                  "trustedProxies: [the address of your proxy]");
    } else if (const auto clean = print_network(*network);
               ascii_lower(proxy) != clean && !proxy.ends_with("/32") && !proxy.ends_with("/128")) {
      context.add(rule("trusted_proxy"), kKey,
                  "`" + proxy + "` has bits behind its prefix, or is not in its plain form",
                  "trustedProxies: [" + clean + "]");
    }
  }
}

// OpenMetadata has no publicUrl of its own: an existing file says it in serverUrl or in its callback.
std::string_view public_url_key(const Context& context) {
  if (context.values.given(kPublicUrl) || is_basic(context.values)) return kPublicUrl;
  constexpr std::string_view kServerUrl = "authenticationConfiguration.oidcConfiguration.serverUrl";
  constexpr std::string_view kOidcCallback = "authenticationConfiguration.oidcConfiguration.callbackUrl";
  constexpr std::string_view kCallback = "authenticationConfiguration.callbackUrl";
  if (!is_confidential(context.values)) return context.values.given(kCallback) ? kCallback : kPublicUrl;
  if (context.values.given(kServerUrl)) return kServerUrl;
  if (context.values.given(kOidcCallback)) return kOidcCallback;
  return context.values.given(kCallback) ? kCallback : kPublicUrl;
}

std::string build_public_url(const Context& context) {
  const auto key = public_url_key(context);
  if (!context.values.given(key)) return context.values.text(kPublicUrl);
  const auto url = read_url(context, key);
  if (!url) return {};
  const bool derived = key != kPublicUrl;
  if (derived)
    context.add(rule("public_url_derived"), key, "decides the public URL, for server.publicUrl is absent",
                "server: {publicUrl: \"" + url->origin() + "\"}");
  else if (url->path != "/" || url->has_query)
    context.add(rule("bad_value"), key, "the public URL must end behind host and port", "publicUrl: " + url->origin());
  if (url->scheme == "http" && !is_loopback(url->host))
    context.add(
        rule("public_url_insecure"), key,
        "http carries sessions in the clear; Entra registers http for localhost alone, and browsers keep Secure "
        "cookies from it",
        "publicUrl: https://" + host_and_port(*url));
  return url->origin();
}

int read_port(const Context& context, std::string_view key) {
  const auto port = context.values.number(key);
  if (port <= 65535) return static_cast<int>(port);
  context.add(rule("bad_value"), key, "a port is a number up to 65535", "port: 8585");
  return 0;
}

int read_count(const Context& context, std::string_view key, int most) {
  const auto count = context.values.number(key);
  if (count >= 1 && count <= most) return static_cast<int>(count);
  context.add(rule("bad_value"), key, "must be from 1 to " + std::to_string(most), "1");
  return 1;
}

std::string read_address(const Context& context, std::string_view key) {
  auto address = context.values.text(key);
  const auto network = parse_network(address);
  if (!network || address.find('/') != std::string::npos)
    context.add(rule("bad_value"), key, "`" + address + "` is no address of an interface",
                "127.0.0.1, or 0.0.0.0 for every one");
  return address;
}

void check_return_urls(const Context& context, std::string_view key, std::vector<std::string>& out) {
  for (const auto& text : context.values.list(key)) {
    const auto url = http::Url::parse(text);
    if (!url)
      context.add(rule("bad_value"), key, "`" + text + "` is no absolute URL without a fragment",
                  "https://app.example.com/after");
    else if (url->scheme == "http" && !is_loopback(url->host))
      context.add(rule("bad_value"), key, "`" + text + "` is http to another machine", "https://" + text.substr(7));
    else
      out.push_back(text);
  }
}

Seconds read_client_timeout(const Context& context, std::string_view key) {
  const auto timeout = context.values.seconds(key);
  if (timeout >= Seconds(1) && timeout <= Seconds(3600)) return timeout;
  context.add(rule("bad_value"), key, "must be from 1s to 1h", std::string(key.substr(key.rfind('.') + 1)) + ": 30s");
  return Seconds(30);
}

// A start, and a reload, must not find out later.
void check_readable(const Context& context, std::string_view key) {
  const auto path = context.values.text(key);
  if (const auto file = context.surroundings.read_file(path); !file)
    context.add(rule("credential_file"), key, "`" + path + "` cannot be read: " + file.error().detail,
                "a file that exists");
}

void check_pair(const Context& context, std::string_view one, std::string_view other) {
  if (context.values.given(one) && !context.values.given(other) && !context.values.broken(other))
    context.add(rule("pair_incomplete"), one, "works only together with " + std::string(other),
                std::string(other.substr(other.rfind('.') + 1)) + ": PATH");
}

}  // namespace

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host.ends_with(".localhost") || host == "::1") return true;
  const auto network = parse_network(host);
  return network && network->width == 32 && network->bytes[0] == 127;
}

std::string host_and_port(const http::Url& url) {
  const auto origin = url.origin();
  return origin.substr(origin.find("://") + 3);
}

std::optional<http::Url> read_url(const Context& context, std::string_view key) {
  if (!context.values.given(key)) return std::nullopt;
  const auto text = context.values.text(key);
  auto url = http::Url::parse(text);
  if (!url) {
    context.add(rule("bad_value"), key, "`" + text + "` is no absolute http or https URL",
                std::string(key.substr(key.rfind('.') + 1)) + ": https://HOST[:PORT]/PATH");
    return std::nullopt;
  }
  return *std::move(url);
}

void build_server(const Context& context, LoadedConfig& out, gateway::ServerSettings& server) {
  const auto& values = context.values;
  server.public_url = build_public_url(context);
  server.extra_hosts = values.list("server.extraHosts");
  for (const auto& host : server.extra_hosts)
    if (!http::Url::parse("https://" + host + "/") || host.find('/') != std::string::npos)
      context.add(rule("bad_value"), "server.extraHosts", "`" + host + "` is no host",
                  "extraHosts: [host.example.com]");
  server.address = read_address(context, "server.address");
  server.port = read_port(context, "server.port");
  server.unix_socket = values.text("server.unixSocket");
  server.tls_certificate_file = values.text("server.tlsCertificateFile");
  server.tls_key_file = values.text("server.tlsKeyFile");
  check_pair(context, "server.tlsCertificateFile", "server.tlsKeyFile");
  check_pair(context, "server.tlsKeyFile", "server.tlsCertificateFile");
  if (values.given("server.tlsCertificateFile") && values.given("server.tlsKeyFile")) {
    check_readable(context, "server.tlsCertificateFile");
    check_readable(context, "server.tlsKeyFile");
  }
  server.admin_address = read_address(context, "server.adminAddress");
  server.admin_port = read_port(context, "server.adminPort");
  if (server.port != 0 && server.port == server.admin_port && server.address == server.admin_address)
    context.add(rule("same_port"), "server.adminPort",
                "both listeners would be on " + server.address + ":" + std::to_string(server.port),
                "adminPort: " + std::to_string(server.port < 65535 ? server.port + 1 : server.port - 1));
  server.trusted_proxies = values.list("server.trustedProxies");
  check_trusted_proxies(context, server.trusted_proxies);
  check_return_urls(context, "server.allowedReturnUrls", server.allowed_return_urls);
  check_return_urls(context, under(kAuthentication, "additionalTrustedRedirectUris"), server.allowed_return_urls);
  server.loops = read_count(context, "server.loops", 256);
  server.workers = read_count(context, "server.workers", 256);
  server.timeouts = {.header = read_client_timeout(context, "server.headerTimeout"),
                     .idle = read_client_timeout(context, "server.idleTimeout"),
                     .body = read_client_timeout(context, "server.bodyTimeout"),
                     .write = read_client_timeout(context, "server.writeTimeout"),
                     .drain = read_client_timeout(context, "server.drainTimeout")};
  server.data_dir = values.text("server.dataDir");
  out.ca_file = values.text("server.caFile");
  out.core_dumps = values.flag("server.coreDumps");
  out.debug_log = values.text("server.logLevel") == "debug";
}

}  // namespace sallyport::app::config
