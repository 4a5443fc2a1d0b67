#include "gateway/operation/health_listener.h"

namespace sallyport::gateway {
namespace {

http::Response text(int status, std::string body) {
  http::Response response(status);
  response.add("Content-Type", "text/plain; charset=utf-8");
  response.add("Cache-Control", "no-store");
  response.add("X-Content-Type-Options", "nosniff");
  response.body = std::move(body);
  return response;
}

class HealthHandler final : public http::Handler {
 public:
  explicit HealthHandler(FindParts find) : find_(std::move(find)) {}

  http::Action on_request(const http::Request& request, bool) override {
    if (request.method != "GET" && request.method != "HEAD") return http::Answer{text(405, "method not allowed\n")};
    const std::string_view path = request.path();
    if (path == "/healthz") return http::Answer{text(200, "ok\n")};
    if (path == "/metrics") return http::Answer{metrics()};
    if (path == "/readyz") return http::Defer{[parts = find_()] { return http::Answer{ready(*parts)}; }};
    return http::Answer{text(404, "not found\n")};
  }

 private:
  // Ready means that the gateway is not stopping, it can serve signed-in people, and the provider has been asked once.
  // A provider that does not answer is no reason to send requests elsewhere, because signed-in people and the local
  // administrator can still work. Neither is a store that does not answer, while the caches may be trusted: all nodes
  // share that store, so elsewhere is no better.
  static http::Response ready(const OperationParts& parts) {
    if (parts.stopping) return text(503, "stopping\n");
    const bool answers = store_answers(parts);
    if (!answers && !caches_are_enough(parts)) return text(503, "the session store does not answer\n");
    if (parts.provider && !parts.provider->asked())
      return text(503, "the identity provider is being asked for the first time\n");
    std::string body = "ready\n";
    if (parts.provider) body += parts.provider->healthy() ? "idp=ok\n" : "idp=degraded\n";
    if (!answers) body += "store=degraded\n";
    if (const std::int64_t version = parts.settings->config_version; version > 0)
      body += "config=" + std::to_string(version) + "\n";
    return text(200, std::move(body));
  }

  // A store that has not told what changed for a while would not answer a look-up in time either, so it is not asked.
  static bool store_answers(const OperationParts& parts) {
    constexpr std::chrono::seconds kTellsWithin{2};
    if (parts.store_watch.silence() > kTellsWithin) return false;
    const session::SessionDigest nobody{std::string(32, '\0')};
    if (!parts.sessions.find(nobody, parts.clock.now())) return false;
    parts.store_watch.found();
    return true;
  }

  static bool caches_are_enough(const OperationParts& parts) {
    const Seconds stale_after = parts.settings->store.stale_after;
    return parts.store_watch.silence() < stale_after && parts.store_watch.since_found() < stale_after;
  }

  http::Response metrics() const {
    const auto parts = find_();
    std::string body = parts->metrics.print();
    const auto gauge = [&body](std::string_view name, std::string_view help, const std::string& value) {
      body.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" gauge\n");
      body.append(name).append(value).append("\n");
    };
    const Settings& settings = *parts->settings;
    gauge("sallyport_store_heard", "0 where this node does not hear what others change, and trusts no cache.",
          parts->revocations.is_deaf() ? " 0" : " 1");
    if (parts->provider)
      gauge("sallyport_provider_healthy", "1 where the last fetch of metadata and keys succeeded.",
            parts->provider->healthy() ? " 1" : " 0");
    gauge("sallyport_config_version",
          "The version of the configuration in the store that is in force; 0: the file alone.",
          " " + std::to_string(settings.config_version));
    gauge("sallyport_config", "What is configured, as labels.",
          "{provider=\"" + std::string(settings.sign_in_configured ? settings.provider.traits.label : "basic") +
              "\",client=\"" + (settings.provider.confidential ? "confidential" : "public") + "\",routes=\"" +
              std::to_string(settings.routes.size()) + "\"} 1");
    http::Response response = text(200, std::move(body));
    response.headers.front().value = "text/plain; version=0.0.4; charset=utf-8";
    return response;
  }

  const FindParts find_;
};

}  // namespace

std::unique_ptr<http::Handler> make_health_handler(FindParts find) {
  return std::make_unique<HealthHandler>(std::move(find));
}

}  // namespace sallyport::gateway
