#include "app/run/sample_app.h"

#include <fmt/format.h>

#include "base/text.h"
#include "http/html.h"
#include "http/page.h"

namespace sallyport::app {
namespace {

const http::PageBrand kBrand{.name = "Sample application"};

std::string text_of(const http::Request& request, std::string_view header) {
  return http::html_escape(request.header(header).value_or(""));
}

std::string roles_of(const http::Request& request) {
  std::string html;
  for (std::string_view role : split_words(request.header("X-Auth-Request-Roles").value_or(""), ','))
    html += fmt::format("<span class=chip>{}</span>", http::html_escape(trim(role)));
  return html.empty() ? "none" : html;
}

http::Response page(int status, std::string_view title, std::string_view body) {
  http::Response response(status);
  response.add("Content-Type", "text/html; charset=utf-8");
  response.add("Cache-Control", "no-store");
  response.add("Content-Security-Policy",
               "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri "
               "'none'");
  response.body = http::print_page({.title = title, .body = fmt::format("<h1>{}</h1>{}", title, body)}, kBrand);
  return response;
}

http::Response home(const http::Request& request) {
  return page(
      200, "Welcome",
      fmt::format("<p>This page knows you from the headers that Sallyport adds. It holds no token and no password.</p>"
                  "<dl><div><dt>User name</dt><dd id=user>{}</dd></div><div><dt>E-mail</dt><dd id=email>{}</dd></div>"
                  "<div><dt>Account</dt><dd id=username>{}</dd></div><div><dt>Roles</dt><dd id=roles>{}</dd></div>"
                  "</dl><nav class=row><a href=/reports id=reports>Reports (role Viewer)</a><a href=/admin "
                  "id=admin>Administration (role Admin)</a>"
                  "<a href=/api/v1/auth/logout id=sign-out>Sign out</a></nav>",
                  text_of(request, "X-Auth-Request-User"), text_of(request, "X-Auth-Request-Email"),
                  text_of(request, "X-Auth-Request-Preferred-Username"), roles_of(request)));
}

http::Response answer(const http::Request& request) {
  const std::string_view path = request.path();
  if (path == "/") return home(request);
  if (path == "/reports")
    return page(200, "Reports",
                "<p>You have the role Viewer, or you are an administrator.</p><nav class=row><a href=/>Back</a></nav>");
  if (path == "/admin")
    return page(200, "Administration", "<p>You have the role Admin.</p><nav class=row><a href=/>Back</a></nav>");
  return page(404, "No such page", "<nav class=row><a href=/>Back</a></nav>");
}

class SampleApp final : public http::Handler {
 public:
  http::Action on_request(const http::Request& request, bool) override { return http::Answer{answer(request)}; }
};

}  // namespace

std::unique_ptr<http::Handler> make_sample_app() {
  return std::make_unique<SampleApp>();
}

}  // namespace sallyport::app
