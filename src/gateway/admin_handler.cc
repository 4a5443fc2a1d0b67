// The second listener, loopback by default: is it alive, is it ready, what has it counted.
#include "gateway/gateway.h"

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

class AdminHandler final : public http::Handler {
 public:
  explicit AdminHandler(const ServicesInForce& in_force) : in_force_(in_force) {}

  http::Action on_request(const http::Request& request, bool) override {
    if (request.method != "GET" && request.method != "HEAD") return http::Answer{text(405, "method not allowed\n")};
    const std::string_view path = request.path();
    if (path == "/healthz") return http::Answer{text(200, "ok\n")};
    if (path == "/metrics") return http::Answer{metrics()};
    if (path == "/readyz") return http::Defer{[services = in_force_.get()] { return http::Answer{ready(*services)}; }};
    return http::Answer{text(404, "not found\n")};
  }

 private:
  // Ready: nobody stops us, the store answers, and the provider has been asked once. Where it did not answer, those who
  // are signed in go on all the same, and so does the local administrator: that is no reason to send requests
  // elsewhere.
  static http::Response ready(Services& services) {
    if (services.shared.stopping) return text(503, "stopping\n");
    const session::SessionDigest nobody{std::string(32, '\0')};
    if (!services.sessions.find(nobody, services.clock.now())) return text(503, "the session store does not answer\n");
    if (!services.provider) return text(200, "ready\n");
    if (!services.provider->asked()) return text(503, "the identity provider is being asked for the first time\n");
    return text(200, services.provider->healthy() ? "ready\nidp=ok\n" : "ready\nidp=degraded\n");
  }

  http::Response metrics() const {
    const ServicesPtr services = in_force_.get();
    std::string body = services->metrics.print();
    const auto gauge = [&body](std::string_view name, std::string_view help, const std::string& value) {
      body.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" gauge\n");
      body.append(name).append(value).append("\n");
    };
    const Settings& settings = *services->settings;
    if (services->provider)
      gauge("sallyport_provider_healthy", "1 where the last fetch of metadata and keys succeeded.",
            services->provider->healthy() ? " 1" : " 0");
    gauge("sallyport_config", "What is configured, as labels.",
          "{provider=\"" +
              std::string(!settings.sign_in_configured ? "basic"
                          : settings.provider.is_entra ? "azure"
                                                       : "oidc") +
              "\",client=\"" + (settings.provider.confidential ? "confidential" : "public") + "\",routes=\"" +
              std::to_string(settings.routes.size()) + "\"} 1");
    http::Response response = text(200, std::move(body));
    response.headers.front().value = "text/plain; version=0.0.4; charset=utf-8";
    return response;
  }

  const ServicesInForce& in_force_;
};

}  // namespace

std::unique_ptr<http::Handler> make_admin_handler(const ServicesInForce& in_force) {
  return std::make_unique<AdminHandler>(in_force);
}

}  // namespace sallyport::gateway
