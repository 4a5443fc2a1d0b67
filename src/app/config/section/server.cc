#include <filesystem>

#include "app/config/section/section.h"
#include "base/text.h"
#include "crypto/certificate.h"
#include "http/address.h"

namespace sallyport::app::config {
namespace {

void check_trusted_proxies(const Context& context, const std::vector<std::string>& proxies) {
  constexpr std::string_view kKey = "server.trustedProxies";
  for (const auto& proxy : proxies) {
    const auto network = http::IpNetwork::parse(proxy);
    if (!network) {
      context.add(rule("trusted_proxy"), kKey, "`" + proxy + "` is neither an address nor a network",
                  "trustedProxies: [10.0.0.5, 10.1.0.0/16]");
    } else if (network->is_everybody()) {
      context.add(rule("trusted_proxy"), kKey,
                  "`" + proxy + "` is everybody: anyone could claim any address and scheme",
                  "trustedProxies: [the address of your proxy]");
    } else if (const auto clean = network->masked().print();
               ascii_lower(proxy) != clean && !proxy.ends_with("/32") && !proxy.ends_with("/128")) {
      context.add(rule("trusted_proxy"), kKey,
                  "`" + proxy + "` has bits behind its prefix, or is not in its plain form",
                  "trustedProxies: [" + clean + "]");
    }
  }
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
  if (!http::IpAddress::parse(address))
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
    else if (url->scheme == "http" && !http::is_loopback_host(url->host))
      context.add(rule("bad_value"), key, "`" + text + "` is http to another machine", "https://" + text.substr(7));
    else if (!check_pattern(context, key, text, "each URL in full: they are compared as they stand"))
      out.push_back(text);
  }
}

Seconds read_client_timeout(const Context& context, std::string_view key) {
  const auto timeout = context.values.seconds(key);
  if (timeout >= Seconds(1) && timeout <= Seconds(3600)) return timeout;
  context.add(rule("bad_value"), key, "must be from 1s to 1h", std::string(key.substr(key.rfind('.') + 1)) + ": 30s");
  return Seconds(30);
}

// A stop that seems to do nothing for longer than this would be killed by whatever asked for it.
Seconds read_stop_delay(const Context& context) {
  constexpr std::string_view kKey = "server.stopDelay";
  const auto delay = context.values.seconds(kKey);
  if (delay <= Seconds(300)) return delay;
  context.add(rule("bad_value"), kKey, "must be from 0s to 5m", "stopDelay: 5s");
  return Seconds(0);
}

std::optional<std::string> read_readable(const Context& context, std::string_view key) {
  const auto path = context.values.text(key);
  const auto file = context.surroundings.read_file(path);
  if (file) return file->text;
  context.add(rule("credential_file"), key, "`" + path + "` cannot be read: " + file.error().detail,
              "a file that exists");
  return std::nullopt;
}

// Checks the TLS files here, so that a start or a reload does not fail later.
void check_tls_files(const Context& context) {
  constexpr std::string_view kCertificate = "server.tlsCertificateFile";
  constexpr std::string_view kKey = "server.tlsKeyFile";
  const auto certificate_text = read_readable(context, kCertificate);
  const auto key_text = read_readable(context, kKey);
  if (!certificate_text || !key_text) return;
  const auto certificate = crypto::Certificate::from_pem(*certificate_text);
  if (!certificate)
    context.add(rule("credential_file"), kCertificate,
                "`" + context.values.text(kCertificate) + "` holds no certificate", "a certificate chain, PEM");
  if (key_text->find("PRIVATE KEY-----") == std::string::npos)
    context.add(rule("credential_file"), kKey, "`" + context.values.text(kKey) + "` holds no private key",
                "a private key without a passphrase, PEM");
  const auto key = crypto::PrivateKey::from_pem(Secret(*key_text));
  if (!certificate || !key) return;
  const auto certified = certificate->public_key();
  if (certified && certified->to_der() != key->public_key().to_der())
    context.add(rule("credential_file"), kKey, "is not the key of the certificate",
                "tlsKeyFile: the key that the certificate was made for");
}

void check_extra_host(const Context& context, const std::string& host) {
  constexpr std::string_view kKey = "server.extraHosts";
  if (check_pattern(context, kKey, host, "extraHosts: [app.example.com], each host by its name")) return;
  const auto url = http::Url::parse("https://" + host + "/");
  if (!url || host.find('/') != std::string::npos)
    context.add(rule("bad_value"), kKey, "`" + host + "` is no host", "extraHosts: [app.example.com]");
  else if (is_provider_host(*url))
    context.add(rule("provider_host"), kKey, "`" + host + "` is the provider's host, and never ours",
                "extraHosts without it");
}

// If TLS ends nowhere, browsers see an error. Behind an untrusted proxy, the gateway does not learn the client's
// address and scheme.
void check_tls_ends(const Context& context, const gateway::ServerSettings& server) {
  const bool ends = !server.tls_certificate_file.empty() || !server.trusted_proxies.empty() ||
                    !server.unix_socket.empty() || context.values.broken("server.trustedProxies");
  if (ends || !server.public_url.starts_with("https://")) return;
  context.add(
      rule("tls_ends_nowhere"), public_url_key(context),
      "is https, and TLS ends neither here nor in a proxy that is trusted: a browser that comes straight here "
      "gets no TLS, and what a proxy says about its clients is not believed",
      "trustedProxies: [127.0.0.1], the proxy that ends TLS; or tlsCertificateFile and tlsKeyFile; under server");
}

std::string read_operator_socket(const Context& context, const std::string& data_dir) {
  constexpr std::string_view kKey = "server.operatorSocket";
  if (!context.values.given(kKey)) return (std::filesystem::path(data_dir) / "operator.sock").string();
  const std::string path = context.values.text(kKey);
  return path == "off" ? std::string() : path;
}

void check_pair(const Context& context, std::string_view one, std::string_view other) {
  if (context.values.given(one) && !context.values.given(other) && !context.values.broken(other))
    context.add(rule("pair_incomplete"), one, "works only together with " + std::string(other),
                std::string(other.substr(other.rfind('.') + 1)) + ": PATH");
}

}  // namespace

void build_server(const Context& context, LoadedConfig& out, gateway::ServerSettings& server) {
  const auto& values = context.values;
  build_public_url(context, server);
  server.extra_hosts = values.list("server.extraHosts");
  for (const auto& host : server.extra_hosts) check_extra_host(context, host);
  server.address = read_address(context, "server.address");
  server.port = read_port(context, "server.port");
  server.unix_socket = values.text("server.unixSocket");
  server.tls_certificate_file = values.text("server.tlsCertificateFile");
  server.tls_key_file = values.text("server.tlsKeyFile");
  check_pair(context, "server.tlsCertificateFile", "server.tlsKeyFile");
  check_pair(context, "server.tlsKeyFile", "server.tlsCertificateFile");
  if (values.given("server.tlsCertificateFile") && values.given("server.tlsKeyFile")) {
    check_tls_files(context);
  }
  server.admin_address = read_address(context, "server.adminAddress");
  server.admin_port = read_port(context, "server.adminPort");
  if (server.port != 0 && server.port == server.admin_port && server.address == server.admin_address)
    context.add(rule("same_port"), "server.adminPort",
                "both listeners would be on " + server.address + ":" + std::to_string(server.port),
                "adminPort: " + std::to_string(server.port < 65535 ? server.port + 1 : server.port - 1));
  server.trusted_proxies = values.list("server.trustedProxies");
  check_trusted_proxies(context, server.trusted_proxies);
  server.operations_in_query = values.flag("server.operationsInQuery");
  if (server.operations_in_query && server.trusted_proxies.empty() && server.unix_socket.empty())
    context.add(rule("pair_incomplete"), "server.operationsInQuery", "is for proxies that are trusted, and none is",
                "trustedProxies: [127.0.0.1]; or unixSocket");
  check_return_urls(context, "server.allowedReturnUrls", server.allowed_return_urls);
  check_return_urls(context, under(kAuthentication, "additionalTrustedRedirectUris"), server.allowed_return_urls);
  server.loops = read_count(context, "server.loops", 256);
  server.workers = read_count(context, "server.workers", 256);
  server.timeouts = {.header = read_client_timeout(context, "server.headerTimeout"),
                     .idle = read_client_timeout(context, "server.idleTimeout"),
                     .body = read_client_timeout(context, "server.bodyTimeout"),
                     .write = read_client_timeout(context, "server.writeTimeout"),
                     .drain = read_client_timeout(context, "server.drainTimeout"),
                     .stop_delay = read_stop_delay(context)};
  server.data_dir = values.text("server.dataDir");
  server.operator_socket = read_operator_socket(context, server.data_dir);
  check_tls_ends(context, server);
  build_branding(context, server.branding);
  out.ca_file = values.text("server.caFile");
  out.core_dumps = values.flag("server.coreDumps");
  out.debug_log = values.text("server.logLevel") == "debug";
}

}  // namespace sallyport::app::config
