#include "app/run/fixed_settings.h"

namespace sallyport::app {
namespace {

std::string print(const std::string& text) {
  return text;
}
std::string print(int number) {
  return std::to_string(number);
}
std::string print(Seconds time) {
  return std::to_string(time.count()) + "s";
}

class Keeper {
 public:
  template <class T>
  void keep(std::string_view key, T& next, const T& now) {
    if (next == now) return;
    kept_.push_back({key, print(now), print(next)});
    next = now;
  }
  void keep(std::string_view key, Secret& next, const Secret& now) {
    if (next.reveal() == now.reveal()) return;  // both are the operator's, who may know how long a comparison takes
    kept_.push_back({key, "(a secret)", "(another)"});
    next = now;
  }
  std::vector<FixedKey> take() { return std::move(kept_); }

 private:
  std::vector<FixedKey> kept_;
};

void keep_store(Keeper& keeper, gateway::StoreSettings& next, const gateway::StoreSettings& now) {
  keeper.keep("store.path", next.path, now.path);
  keeper.keep("store.url", next.url, now.url);
  keeper.keep("store.passwordFile", next.password_file, now.password_file);
  keeper.keep("store.keyFile", next.key, now.key);
  keeper.keep("store.connections", next.connections, now.connections);
  keeper.keep("store.busyTimeout", next.busy_timeout, now.busy_timeout);
}

void keep_telemetry(Keeper& keeper, gateway::TelemetrySettings& next, const gateway::TelemetrySettings& now) {
  keeper.keep("telemetry.endpoint", next.endpoint, now.endpoint);
  keeper.keep("telemetry.headers", next.headers, now.headers);
  keeper.keep("telemetry.serviceName", next.service_name, now.service_name);
  keeper.keep("telemetry.metricsEvery", next.metrics_every, now.metrics_every);
}

}  // namespace

std::vector<FixedKey> keep_fixed(gateway::Settings& next, const gateway::Settings& now) {
  Keeper keeper;
  gateway::ServerSettings& server = next.server;
  const gateway::ServerSettings& running = now.server;
  if (server.data_dir != running.data_dir) {  // keeps the key files too, because their paths depend on it
    next.own_tokens.private_key_file = now.own_tokens.private_key_file;
    next.own_tokens.public_key_file = now.own_tokens.public_key_file;
  }
  keeper.keep("server.address", server.address, running.address);
  keeper.keep("server.port", server.port, running.port);
  keeper.keep("server.unixSocket", server.unix_socket, running.unix_socket);
  keeper.keep("server.operatorSocket", server.operator_socket, running.operator_socket);
  keeper.keep("server.adminAddress", server.admin_address, running.admin_address);
  keeper.keep("server.adminPort", server.admin_port, running.admin_port);
  keeper.keep("server.loops", server.loops, running.loops);
  keeper.keep("server.workers", server.workers, running.workers);
  keeper.keep("server.dataDir", server.data_dir, running.data_dir);
  keep_store(keeper, next.store, now.store);
  keep_telemetry(keeper, next.telemetry, now.telemetry);
  keeper.keep("server.headerTimeout", server.timeouts.header, running.timeouts.header);
  keeper.keep("server.idleTimeout", server.timeouts.idle, running.timeouts.idle);
  keeper.keep("server.bodyTimeout", server.timeouts.body, running.timeouts.body);
  keeper.keep("server.writeTimeout", server.timeouts.write, running.timeouts.write);
  keeper.keep("server.drainTimeout", server.timeouts.drain, running.timeouts.drain);
  keeper.keep("server.stopDelay", server.timeouts.stop_delay, running.timeouts.stop_delay);
  // A reload reads other TLS files, but cannot switch TLS on or off.
  if (server.tls_certificate_file.empty() != running.tls_certificate_file.empty()) {
    keeper.keep("server.tlsCertificateFile", server.tls_certificate_file, running.tls_certificate_file);
    server.tls_key_file = running.tls_key_file;
  }
  return keeper.take();
}

}  // namespace sallyport::app
