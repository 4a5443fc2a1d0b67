// The health check of a container, which has neither a shell nor curl.
#include <chrono>
#include <memory>

#include "app/commands/commands.h"
#include "app/config/build/health_place.h"
#include "app/os/console.h"
#include "http/url.h"
#include "net/client/curl_client.h"

namespace sallyport::app {
namespace {

constexpr int kMostSeconds = 60;
constexpr std::size_t kMostAnswer = 4096;  // /readyz answers with a line or two
constexpr std::size_t kMostShown = 200;

struct HealthOptions {
  std::string config;
  std::string url;
  bool alive = false;
  int seconds = 5;
};

std::string print_findings(const std::vector<config::Finding>& findings) {
  std::string text;
  for (const config::Finding& finding : findings) text += (text.empty() ? "" : "\n") + config::print_text(finding);
  return text;
}

// The health listener's URL. Errors: malformed/"url"; the detail says what is wrong with the configuration or --url.
Result<http::Url> find_listener(const HealthOptions& options) {
  std::string text = options.url;
  if (text.empty()) {
    const config::FoundHealth found = config::find_health(options.config, config::process_surroundings());
    if (!found.url) return failure(Kind::malformed, "url", {}, print_findings(found.findings));
    text = *found.url;
  }
  SALLYPORT_TRY(auto url, http::Url::parse(text));
  if (url.path != "/" || url.has_query)
    return failure(Kind::malformed, "url", {}, text + " has a path: write " + url.origin());
  return url;
}

Result<http::ClientResponse> ask(const http::Url& listener, const HealthOptions& options) {
  const std::string host = listener.host.find(':') == std::string::npos ? listener.host : "[" + listener.host + "]";
  const std::string authority = host + ":" + std::to_string(listener.port);
  net::Destinations destinations;
  destinations.hosts = destinations.loopback_hosts = destinations.inside_hosts = {authority};
  if (listener.scheme == "http") destinations.http_hosts = {authority};
  http::ClientRequest request;
  request.url = listener.scheme + "://" + authority + (options.alive ? "/healthz" : "/readyz");
  request.timeout = std::chrono::seconds(options.seconds);
  request.max_response = kMostAnswer;
  return net::make_curl_client(std::move(destinations), request.timeout)->send(request);
}

// The answer on one line: "ready\nidp=ok\n" becomes "ready, idp=ok". Another program may answer at that port, so bytes
// that a terminal would obey are left out.
std::string printable(std::string_view body) {
  std::string line;
  for (const char c : body.substr(0, kMostShown)) {
    if (c == '\n')
      line += ", ";
    else if (c >= ' ' && c <= '~')
      line += c;
  }
  while (line.ends_with(", ")) line.resize(line.size() - 2);
  return line;
}

ExitCode unhealthy(const std::string& why) {
  complain("sallyport health: " + why + "\n");
  return ExitCode::refused;
}

ExitCode health(const HealthOptions& options) {
  if (options.config.empty() == options.url.empty()) {
    complain("sallyport health: name the gateway with either --config or --url\n");
    return ExitCode::usage;
  }
  const auto listener = find_listener(options);
  if (!listener) return unhealthy(listener.error().detail);
  const auto answer = ask(*listener, options);
  if (!answer)
    return unhealthy(listener->origin() + ": " + std::string(answer.error().reason) + ": " + answer.error().detail);
  if (answer->status != 200)
    return unhealthy(listener->origin() + ": " + std::to_string(answer->status) + " " + printable(answer->body));
  say(printable(answer->body) + "\n");
  return ExitCode::done;
}

}  // namespace

void add_health_command(Command app) {
  const Command command =
      app.add_command("health", "Ask a running gateway whether it can serve requests. Exit code 0 if it can, else 1.");
  const auto options = std::make_shared<HealthOptions>();
  command
      .add_option("--config", options->config, "The gateway's configuration, which says where its health listener is")
      .type_name("FILE");
  command.add_option("--url", options->url, "The health listener instead, such as http://127.0.0.1:8586")
      .type_name("URL");
  command.add_flag("--alive", options->alive, "Ask only whether the process answers, not whether it is ready");
  command.add_option("--timeout", options->seconds, "How many seconds the answer may take")
      .in_range(1, kMostSeconds)
      .show_default();
  command.runs([options] { return health(*options); });
}

}  // namespace sallyport::app
