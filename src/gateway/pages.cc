#include "gateway/pages.h"

#include "base/encoding.h"
#include "crypto/digest.h"
#include "http/html.h"

namespace sallyport::gateway {
namespace {

using http::html_escape;

constexpr std::string_view kStyle =
    ":root{color-scheme:light dark;--line:#8886;--edge:#767676;--accent:#0b57d0;--on:#fff}"
    "@media(prefers-color-scheme:dark){:root{--edge:#8e918f;--accent:#a8c7fa;--on:#062e6f}}"
    "body{background:Canvas;color:CanvasText;font:1.05rem/1.55 system-ui,sans-serif;margin:0 "
    "auto;max-width:36rem;padding:2.5rem 1.25rem}"
    "h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}"
    "dl{border-top:1px solid var(--line);margin:1.5rem 0}"
    "dl div{border-bottom:1px solid var(--line);padding:.6rem 0}"
    "dt{font-size:.85rem;opacity:.75}dd{margin:0;overflow-wrap:anywhere}"
    "label{display:block;margin:1rem 0 .3rem}"
    "input{box-sizing:border-box;width:100%;font:inherit;padding:.6rem;border:1px solid "
    "var(--edge);border-radius:.4rem}"
    ".actions{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.5rem}"
    ".actions a,button{font:inherit;border:1px solid var(--accent);border-radius:.4rem;color:var(--accent);"
    "background:none;padding:.6rem 1.1rem;text-decoration:none;cursor:pointer}"
    ".actions :first-child{background:var(--accent);color:var(--on)}"
    "a:focus-visible,button:focus-visible,input:focus-visible{outline:3px solid var(--accent);outline-offset:2px}"
    ".complaint{border-left:4px solid #c5221f;padding-left:.8rem}"
    "footer{font-size:.8rem;margin-top:2.5rem;opacity:.7;overflow-wrap:anywhere}";

std::string policy(std::string_view form_target) {
  static const std::string style_hash = base64_encode(crypto::view(crypto::sha256(kStyle)));
  std::string out = "default-src 'none'; style-src 'sha256-" + style_hash +
                    "'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
  // A browser holds the redirect after a form to the same list.
  if (!form_target.empty()) out.append(" ").append(form_target);
  return out;
}

Page page(std::string_view title, std::string_view body, std::string_view form_target = {}) {
  std::string html;
  html.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
      .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
      .append("<meta name=\"robots\" content=\"noindex\"><title>")
      .append(html_escape(title))
      .append("</title><style>")
      .append(kStyle)
      .append("</style></head><body><main><h1>")
      .append(html_escape(title))
      .append("</h1>")
      .append(body)
      .append("</main></body></html>");
  return {std::move(html), policy(form_target)};
}

void paragraph(std::string& out, std::string_view text) {
  out.append("<p>").append(html_escape(text)).append("</p>");
}

void complaint_line(std::string& out, std::string_view complaint) {
  if (!complaint.empty())
    out.append("<p class=\"complaint\" role=\"alert\">").append(html_escape(complaint)).append("</p>");
}

void fact_list(std::string& out, const std::vector<std::pair<std::string, std::string>>& facts) {
  if (facts.empty()) return;
  out.append("<dl>");
  for (const auto& [label, text] : facts)
    out.append("<div><dt>")
        .append(html_escape(label))
        .append("</dt><dd>")
        .append(html_escape(text))
        .append("</dd></div>");
  out.append("</dl>");
}

void action_row(std::string& out, const std::vector<PageAction>& actions) {
  if (actions.empty()) return;
  out.append("<p class=\"actions\">");
  for (const PageAction& action : actions)
    out.append("<a href=\"")
        .append(html_escape(action.href))
        .append("\">")
        .append(html_escape(action.label))
        .append("</a>");
  out.append("</p>");
}

std::string joined(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out.append(out.empty() ? "" : ", ").append(value);
  return out.empty() ? "none" : out;
}

}  // namespace

Page render_notice(const Notice& notice) {
  std::string body;
  for (const std::string& text : notice.paragraphs) paragraph(body, text);
  fact_list(body, notice.facts);
  action_row(body, notice.actions);
  if (!notice.request_id.empty())
    body.append("<footer>Request ").append(html_escape(notice.request_id)).append("</footer>");
  return page(notice.title, body);
}

Page render_sign_out(std::string_view username, std::string_view csrf, std::string_view form_target) {
  std::string body;
  paragraph(body, "You are signed in as " + std::string(username) + ".");
  body.append("<form method=\"post\" action=\"/api/v1/auth/logout\"><input type=\"hidden\" name=\"csrf\" value=\"")
      .append(html_escape(csrf))
      .append(
          "\"><p class=\"actions\"><button type=\"submit\">Sign out</button><a href=\"/\">Stay signed "
          "in</a></p></form>");
  return page("Sign out?", body, form_target);
}

Page render_home(const HomeView* signed_in) {
  std::string body;
  if (!signed_in) {
    paragraph(body, "You are not signed in.");
    action_row(body, {{"Sign in", "/api/v1/auth/login?redirectUri=%2F"}});
    return page("Sallyport", body);
  }
  fact_list(body, {{"Name", signed_in->display_name},
                   {"User name", signed_in->username},
                   {"E-mail", signed_in->email},
                   {"Roles", joined(signed_in->roles)},
                   {"Administrator", signed_in->admin ? "yes" : "no"}});
  action_row(body, {{"Sign out", "/api/v1/auth/logout"}, {"Where you are signed in", "/api/v1/auth/sessions"}});
  return page("Signed in as " + signed_in->username, body);
}

Page render_sessions(const SessionsView& view) {
  std::string body;
  paragraph(body, "As " + view.username + ". A browser that you do not know is a reason to sign out the others.");
  std::vector<std::pair<std::string, std::string>> facts;
  for (const SessionsView::Row& row : view.sessions)
    facts.emplace_back(row.here ? "This browser" : "Another browser",
                       "Since " + row.opened + (row.here ? "" : ", last seen " + row.last_seen));
  fact_list(body, facts);
  if (view.more) paragraph(body, "There are more, which are older.");
  if (view.sessions.size() <= 1) {
    action_row(body, {{"Back", "/"}, {"Sign out here", "/api/v1/auth/logout"}});
    return page("Where you are signed in", body);
  }
  body.append("<form method=\"post\" action=\"/api/v1/auth/sessions\"><input type=\"hidden\" name=\"csrf\" value=\"")
      .append(html_escape(view.csrf))
      .append("\"><p class=\"actions\"><button type=\"submit\">Sign out the others</button>")
      .append("<a href=\"/api/v1/auth/logout\">Sign out here</a><a href=\"/\">Back</a></p></form>");
  return page("Where you are signed in", body);
}

Page render_local_sign_in(std::string_view complaint) {
  std::string body;
  paragraph(body, "For the local administrator of this gateway.");
  complaint_line(body, complaint);
  body.append("<form method=\"post\" action=\"/local-admin\"><label for=\"password\">Password</label>")
      .append("<input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required>")
      .append("<p class=\"actions\"><button type=\"submit\">Sign in</button></p></form>");
  return page("Local administrator", body);
}

Page render_local_setup(std::string_view link, std::string_view complaint) {
  std::string body;
  paragraph(body, "Choose the password of the local administrator. At least 12 characters; a sentence does well.");
  complaint_line(body, complaint);
  body.append("<form method=\"post\" action=\"/local-admin/setup\"><input type=\"hidden\" name=\"link\" value=\"")
      .append(html_escape(link))
      .append("\"><label for=\"password\">Password</label><input id=\"password\" name=\"password\" type=\"password\" ")
      .append("autocomplete=\"new-password\" minlength=\"12\" required><label for=\"again\">The same again</label>")
      .append("<input id=\"again\" name=\"again\" type=\"password\" autocomplete=\"new-password\" required>")
      .append("<p class=\"actions\"><button type=\"submit\">Set password</button></p></form>");
  return page("Set up the local administrator", body);
}

}  // namespace sallyport::gateway
