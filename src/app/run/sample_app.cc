#include "app/sample_app.h"

#include <fmt/format.h>

#include "base/text.h"
#include "http/html.h"

namespace sallyport::app {
namespace {

constexpr std::string_view kStyle =
    ":root{color-scheme:light dark;font:17px/1.5 "
    "system-ui,sans-serif}body{background:Canvas;color:CanvasText;max-width:40rem;margin:0 "
    "auto;padding:1.5rem}"
    "h1{font-size:1.5rem}dt{font-weight:600;margin-top:.75rem}dd{margin:0}nav{display:flex;gap:1rem;flex-wrap:wrap;"
    "margin:1.5rem 0}"
    "a,button{font:inherit;padding:.4rem .8rem;border:1px solid;border-radius:.4rem;text-decoration:none;color:inherit;"
    "background:none;cursor:pointer}.role{display:inline-block;border:1px solid;border-radius:1rem;padding:0 "
    ".7rem;margin:.15rem}";

std::string text_of(const http::Request& request, std::string_view header) {
  return http::html_escape(request.header(header).value_or(""));
}

std::string roles_of(const http::Request& request) {
  std::string html;
  for (std::string_view role : split_words(request.header("X-Auth-Request-Roles").value_or(""), ','))
    html += fmt::format("<span class=role>{}</span>", http::html_escape(trim(role)));
  return html.empty() ? "none" : html;
}

http::Response page(int status, std::string_view title, std::string_view body) {
  http::Response response(status);
  response.add("Content-Type", "text/html; charset=utf-8");
  response.add("Cache-Control", "no-store");
  response.add(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
  response.body = fmt::format(
      "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">"
      "<title>{}</title><style>{}</style><main><h1>{}</h1>{}</main></html>",
      title, kStyle, title, body);
  return response;
}

http::Response home(const http::Request& request) {
  return page(
      200, "Sample application",
      fmt::format("<p>This page knows you from the headers that Sallyport adds. It holds no token and no password.</p>"
                  "<dl><dt>User</dt><dd id=user>{}</dd><dt>E-mail</dt><dd id=email>{}</dd>"
                  "<dt>Signed in as</dt><dd id=username>{}</dd><dt>Roles</dt><dd id=roles>{}</dd></dl>"
                  "<nav><a href=/reports id=reports>Reports (role Viewer)</a><a href=/admin id=admin>Administration "
                  "(role Admin)</a>"
                  "<a href=/api/v1/auth/logout id=sign-out>Sign out</a></nav>",
                  text_of(request, "X-Auth-Request-User"), text_of(request, "X-Auth-Request-Email"),
                  text_of(request, "X-Auth-Request-Preferred-Username"), roles_of(request)));
}

http::Response answer(const http::Request& request) {
  const std::string_view path = request.path();
  if (path == "/") return home(request);
  if (path == "/reports")
    return page(200, "Reports",
                "<p>You have the role Viewer, or you are an administrator.</p><nav><a href=/>Back</a></nav>");
  if (path == "/admin")
    return page(200, "Administration", "<p>You have the role Admin.</p><nav><a href=/>Back</a></nav>");
  return page(404, "No such page", "<nav><a href=/>Back</a></nav>");
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
