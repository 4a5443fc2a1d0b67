#include "gateway/call/navigation.h"

#include "base/text.h"

namespace sallyport::gateway {
namespace {

// Removes the parameters: "text/html;q=0.9" becomes text/html.
std::string_view media_type(std::string_view range) {
  return trim(range.substr(0, range.find(';')));
}

bool accepts_as_browsers_do(std::string_view accept) {
  std::size_t types = 0;
  bool html = false;
  bool xhtml = false;
  for (const std::string_view range : split_words(accept, ',')) {
    ++types;
    html = html || ascii_iequals(media_type(range), "text/html");
    xhtml = xhtml || ascii_iequals(media_type(range), "application/xhtml+xml");
  }
  return html && (xhtml || types == 1);
}

bool is_powershell(const http::Request& request) {
  const auto agent = request.header("User-Agent");
  return agent && agent->find("PowerShell/") != std::string_view::npos;
}

}  // namespace

bool shows_pages(const http::Request& request) {
  if (request.count("Sec-Fetch-Mode") > 0) return request.header("Sec-Fetch-Mode") == "navigate";
  const auto accept = request.header("Accept");
  return accept && accepts_as_browsers_do(*accept) && !is_powershell(request);
}

bool is_navigation(const http::Request& request) {
  return (request.method == "GET" || request.method == "HEAD") && shows_pages(request);
}

}  // namespace sallyport::gateway
