#include "app/commands/api/api_place.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "app/config/build/store_place.h"
#include "base/text.h"
#include "http/address.h"
#include "http/url.h"
#include "net/client/curl_client.h"

namespace sallyport::app {
namespace {

constexpr std::string_view kPackagedConfig = "/etc/sallyport/sallyport.yaml";
constexpr std::string_view kUrlVariable = "SALLYPORT_URL";
constexpr std::string_view kTokenVariable = "SALLYPORT_TOKEN";
constexpr int kMostSeconds = 600;

Failure wrong_words(std::string detail) {
  return failure(Kind::malformed, "api_place", {}, std::move(detail));
}

Failure unusable(std::string detail) {
  return failure(Kind::rejected, "api_place", {}, std::move(detail));
}

std::string lines_of(const std::vector<config::Finding>& findings) {
  std::string text;
  for (const config::Finding& finding : findings) text += (text.empty() ? "" : "\n") + config::print_text(finding);
  return text;
}

// Why the socket cannot be used, before anything is sent; empty if it can.
std::string fault_of_socket(const std::string& path) {
  if (::access(path.c_str(), R_OK | W_OK) == 0) return {};
  if (errno == ENOENT) return path + " is not there: is the gateway running?";
  return path + ": " + std::strerror(errno) + ". Run the command as root or as the gateway's user.";
}

Result<ApiClient> open_socket(const std::string& config_file, int seconds, const config::Surroundings& surroundings) {
  const config::FoundPlace found = config::find_store(config_file, surroundings);
  if (!found.place) return unusable(lines_of(found.findings));
  const std::string& path = found.place->operator_socket;
  if (path.empty()) return unusable("server.operatorSocket is off in " + config_file + ". Use --url and a token.");
  if (std::string fault = fault_of_socket(path); !fault.empty())
    return failure(Kind::unavailable, "api_place", {}, std::move(fault));
  return ApiClient(net::make_unix_client(path, std::chrono::seconds(kMostSeconds)), "http://localhost", path, Secret(),
                   seconds);
}

Result<Secret> read_token(const ApiPlace& place, const config::Surroundings& surroundings) {
  std::string text;
  if (!place.token_file.empty()) {
    const auto file = surroundings.read_file(place.token_file);
    if (!file) return unusable(place.token_file + " cannot be read: " + file.error().detail);
    if (file->readable_by_others)
      return unusable("Other users may read " + place.token_file + ". Run chmod 600 " + place.token_file);
    text = file->text;
  } else if (const auto variable = surroundings.environment(kTokenVariable)) {
    text = *variable;
  }
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  if (text.empty()) return wrong_words("A URL needs a token: name its file with --token-file, or set SALLYPORT_TOKEN.");
  if (std::ranges::any_of(text, [](char c) { return c <= ' ' || c > '~'; }))
    return unusable("The token must be one line without blanks.");
  return Secret(std::move(text));
}

Result<ApiClient> open_url(const std::string& text, const ApiPlace& place, const config::Surroundings& surroundings) {
  const auto url = http::Url::parse(text);
  if (!url || url->has_query)
    return wrong_words("`" + text +
                       "` is no URL of a gateway. Write https://HOST[:PORT], and a path only where the "
                       "gateway's public URL has one.");
  if (url->scheme == "http" && !http::is_loopback_host(url->host))
    return wrong_words("`" + text + "` would send the token readable over the network. Write https://.");
  SALLYPORT_TRY(auto token, read_token(place, surroundings));
  const std::string host = url->host.find(':') == std::string::npos ? url->host : "[" + url->host + "]";
  const std::string authority = host + ":" + std::to_string(url->port);
  net::Destinations destinations;
  destinations.hosts = destinations.loopback_hosts = destinations.inside_hosts = {authority};
  if (url->scheme == "http") destinations.http_hosts = {authority};
  destinations.ca_file = place.ca_file;
  std::string base = url->origin() + url->path;
  while (base.ends_with('/')) base.pop_back();
  return ApiClient(net::make_curl_client(std::move(destinations), std::chrono::seconds(kMostSeconds)), base, base,
                   std::move(token), place.seconds);
}

}  // namespace

void add_place_options(const Command& command, ApiPlace& place) {
  command
      .add_option("--config", place.config, "Ask the running gateway with this configuration, by its operator's socket")
      .type_name("FILE");
  add_url_options(command, place);
}

void add_url_options(const Command& command, ApiPlace& place) {
  command.add_option("--url", place.url, "Ask the gateway at this public URL instead, with a token").type_name("URL");
  command
      .add_option("--token-file", place.token_file,
                  "The token for --url, in a file that only you can read; or set SALLYPORT_TOKEN")
      .type_name("FILE");
  command.add_option("--ca-file", place.ca_file, "Authorities for the URL's certificate, besides the system's (PEM)")
      .existing_file();
  command.add_option("--timeout", place.seconds, "How many seconds one answer may take")
      .in_range(1, kMostSeconds)
      .show_default();
}

Result<ApiClient> open_api(const ApiPlace& place, const config::Surroundings& surroundings) {
  if (!place.config.empty() && !place.url.empty()) return wrong_words("Name either --config or --url, not both.");
  if (!place.url.empty()) return open_url(place.url, place, surroundings);
  if (!place.token_file.empty() && !place.config.empty())
    return wrong_words("--token-file is for --url. The operator's socket takes no token.");
  if (!place.config.empty()) return open_socket(place.config, place.seconds, surroundings);
  if (const auto url = surroundings.environment(kUrlVariable); url && !url->empty())
    return open_url(*url, place, surroundings);
  const std::string packaged(kPackagedConfig);
  if (!surroundings.read_file(packaged))
    return wrong_words("Which gateway? Name its configuration with --config, or --url and a token.");
  return open_socket(packaged, place.seconds, surroundings);
}

}  // namespace sallyport::app
