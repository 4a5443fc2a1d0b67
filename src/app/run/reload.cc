#include "app/run/reload.h"

#include <algorithm>
#include <array>
#include <exception>

namespace sallyport::app {
namespace {

using config::Finding;
using config::Severity;

// Errors by the beginning of their reason. The first row that matches counts.
struct Origin {
  std::string_view reason;
  std::string_view key;
  std::string_view write;
};

constexpr std::array kOrigins{
    Origin{"own_key_same_id", "jwtTokenConfiguration.keyId", "keyId: another one, or none: each key has its own"},
    Origin{"own_key_mismatch", "jwtTokenConfiguration.rsapublicKeyFilePath",
           "the public half of the private key, or no file: it is made"},
    Origin{"own_key_mode", "jwtTokenConfiguration.rsaprivateKeyFilePath", "chmod 600, for its owner alone"},
    Origin{"own_key", "jwtTokenConfiguration.rsaprivateKeyFilePath", "a file with an RSA key, PEM or DER, mode 0600"},
    Origin{"sealing_key", "server.dataDir", "the old key as sealing.key.previous beside the new one"},
    Origin{"secret_file", "server.dataDir", "sealing.key with 32 bytes and mode 0600"},
    Origin{"store_key", "store.keyFile", "the file that the other gateways of this store have"},
    Origin{"reload_drops_provider", "authenticationConfiguration.provider",
           "the provider that is in force; `provider: basic` takes a restart"},
    Origin{"reload_drops_routes", "routes", "at least one route; no route at all takes a restart"},
    Origin{"reload_drops_public_url", "server.publicUrl", "the address that people type, with https"},
    Origin{"listen_public", "server.port", "a port that is free"},
    Origin{"listen_unix", "server.unixSocket", "a path that no other program listens at"},
    Origin{"listen_health", "server.adminPort", "a port that is free"},
    Origin{"listen_tls", "server.tlsCertificateFile", "a certificate chain and the key that belongs to it, PEM"},
    Origin{"file", "server.tlsCertificateFile", "a certificate chain and the key that belongs to it, PEM"},
    Origin{"postgres_url", "store.url", "postgresql://user@host/database"},
    Origin{"postgres_password_file", "store.passwordFile", "a file with the password alone, on one line"},
    Origin{"postgres_login", "store.url", "a user that the database lets in, and their password in store.passwordFile"},
    Origin{"postgres_database", "store.url", "a database that exists: CREATE DATABASE name ENCODING 'UTF8'"},
    Origin{"postgres_certificate", "store.url",
           "sslrootcert=FILE with the authority of the server's certificate, and "
           "the host by the name in that certificate"},
    Origin{"postgres_service", "store.url", "a service that libpq's service file has, or a host"},
    Origin{"postgres_permission", "store.url", "a user who may make tables: GRANT CREATE ON SCHEMA public TO user"},
    Origin{"postgres_read_only", "store.url", "all hosts, so that the primary is among them"},
    Origin{"postgres_encoding", "store.url", "a database with ENCODING 'UTF8' TEMPLATE template0"},
    Origin{"postgres_version", "store.url", "the Sallyport that the other nodes have, or a newer one"},
    Origin{"postgres_kind", "store.url", "a database of its own, or another schema: ?options=-csearch_path%3Dname"},
    Origin{"postgres", "store.url", "a PostgreSQL server that answers"},
    Origin{"version_store", "store", "a store that answers; `sallyport config history` reads its versions"},
    Origin{"provider_unavailable", "authenticationConfiguration.authority", "a provider that answers now"},
    Origin{"metadata", "authenticationConfiguration.authority", "the provider whose metadata name this issuer"},
};

Level level_of(Severity severity) {
  switch (severity) {
    case Severity::refused:
      return Level::error;
    case Severity::warning:
    case Severity::corrected:
      return Level::warning;
    case Severity::notice:
      return Level::info;
  }
  return Level::error;
}

std::vector<LogField> fields_of(const Finding& finding) {
  return {{"file", finding.file},   {"line", std::to_string(finding.line)},
          {"key", finding.key},     {"wrong", finding.wrong},
          {"write", finding.write}, {"rule", std::string(finding.rule)}};
}

}  // namespace

Finding explain(const Error& error, const config::LoadedConfig& config) {
  Finding finding;
  finding.rule = error.reason;
  finding.file = config.file;
  finding.wrong = error.detail.empty() ? std::string(error.reason) : error.detail;
  const auto origin =
      std::ranges::find_if(kOrigins, [&](const Origin& row) { return error.reason.starts_with(row.reason); });
  if (origin == kOrigins.end()) return finding;
  finding.key = std::string(origin->key);
  finding.write = std::string(origin->write);
  if (const auto line = config.lines.find(origin->key); line != config.lines.end()) finding.line = line->second;
  return finding;
}

Reloader::Reloader(std::string file, RunningGateway& gateway, JsonLog& log, const Clock& clock)
    : file_(std::move(file)),
      gateway_(gateway),
      log_(log),
      clock_(clock),
      read_at_(static_cast<std::uint64_t>(clock.now().seconds)) {
  using gateway::MetricKind;
  gateway_.metrics().watch("config_reload_failed", MetricKind::gauge,
                           "1 where the last configuration that was read is not in force.",
                           [this] { return failed_.load(); });
  gateway_.metrics().watch("config_read_timestamp_seconds", MetricKind::gauge,
                           "When the configuration in force was read.", [this] { return read_at_.load(); });
}

std::string Reloader::reload(const std::stop_token& give_up) {
  try {
    return read_and_take(give_up);
  } catch (const std::exception& thrown) {
    Finding why;
    why.rule = "reload_threw";
    why.file = file_;
    why.wrong = thrown.what();
    return refuse(why, 1);
  }
}

std::string Reloader::read_and_take(const std::stop_token& give_up) {
  auto version = gateway_.newest_version();
  if (!version) {
    config::LoadedConfig file_alone;
    file_alone.file = file_;
    const Finding why = explain(version.error(), file_alone);
    log_finding(why);
    return refuse(why, 1);
  }
  config::LoadOptions options;
  options.stored = *std::move(version);
  const auto config = config::load_config(file_, config::process_surroundings(), options);
  for (const Finding& finding : config.findings)
    if (finding.severity != Severity::notice) log_finding(finding);
  if (!config.settings) {
    const auto is_refused = [](const Finding& finding) { return finding.severity == Severity::refused; };
    const auto count = static_cast<std::size_t>(std::ranges::count_if(config.findings, is_refused));
    return refuse(*std::ranges::find_if(config.findings, is_refused), count);
  }
  const auto kept = gateway_.reload(config, give_up);
  if (kept) return take(config, *kept);
  const Finding why = explain(kept.error(), config);
  log_finding(why);
  return refuse(why, 1);
}

std::string Reloader::take(const config::LoadedConfig& config, const std::vector<FixedKey>& kept) {
  log_.set_debug(config.debug_log);
  for (const FixedKey& key : kept)
    log_.write(Level::warning, "config_needs_restart",
               {{"key", std::string(key.key)}, {"in_force", key.in_force}, {"wanted", key.wanted}});
  failed_ = 0;
  read_at_ = static_cast<std::uint64_t>(clock_.now().seconds);
  gateway_.metrics().count("config_reloads", "taken");
  gateway_.log().write(Level::audit, "config_reload",
                       {{"outcome", "taken"},
                        {"file", file_},
                        {"version", std::to_string(config.settings->config_version)},
                        {"needs_restart", std::to_string(kept.size())}});
  return kept.empty() ? "Reloaded." : "Reloaded; " + std::string(kept.front().key) + " needs a restart.";
}

std::string Reloader::refuse(const Finding& first, std::size_t count) {
  failed_ = 1;
  gateway_.metrics().count("config_reloads", "refused");
  auto fields = fields_of(first);
  fields.insert(fields.begin(), {{"outcome", "refused"}, {"refusals", std::to_string(count)}});
  gateway_.log().write(Level::audit, "config_reload", std::move(fields));
  return "The new configuration is refused, the old one stays in force: " + print_text(first);
}

void Reloader::log_finding(const Finding& finding) {
  auto fields = fields_of(finding);
  fields.insert(fields.begin(), {"severity", std::string(name_of(finding.severity))});
  log_.write(level_of(finding.severity), "config_finding", std::move(fields));
}

BesideSignals::BesideSignals(Task task)
    : task_(std::move(task)), thread_([this](const std::stop_token& stop) { work(stop); }) {}

void BesideSignals::ask() {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  asked_.notify_one();
}

void BesideSignals::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (asked_.wait(lock, stop, [this] { return wanted_; }) && !stop.stop_requested()) {
    wanted_ = false;
    lock.unlock();
    task_(stop);
    lock.lock();
  }
}

}  // namespace sallyport::app
