#include "gateway/call/pages.h"

#include "base/encoding.h"
#include "crypto/digest.h"
#include "http/html.h"
#include "http/page.h"

namespace sallyport::gateway {

using http::html_escape;

namespace page_parts {

Page page(std::string_view title, std::string_view body, std::string_view form_target) {
  std::string html = "<h1>" + html_escape(title) + "</h1>";
  html += body;
  return {std::string(title), std::move(html), std::string(form_target), {}, Framing::refused};
}

void paragraph(std::string& out, std::string_view text) {
  out.append("<p>").append(html_escape(text)).append("</p>");
}

void complaint_line(std::string& out, std::string_view complaint) {
  if (complaint.empty()) return;
  out.append("<p class=\"complaint\" id=\"complaint\" role=\"alert\">").append(html_escape(complaint)).append("</p>");
}

// The attributes of an input whose last entry was wrong.
std::string_view invalid(std::string_view complaint) {
  return complaint.empty() ? "" : " aria-invalid=\"true\" aria-describedby=\"complaint\"";
}

std::string hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" + html_escape(value) + "\">";
}

std::string new_password_form(std::string_view action, std::string_view link, std::string_view complaint) {
  std::string out;
  complaint_line(out, complaint);
  out.append("<form method=\"post\" action=\"")
      .append(action)
      .append("\">")
      .append(hidden("link", link))
      .append("<label for=\"password\">Password</label><input id=\"password\" name=\"password\" type=\"password\" ")
      .append("autocomplete=\"new-password\" minlength=\"12\" required autofocus")
      .append(invalid(complaint))
      .append("><label for=\"again\">The same password again</label><input id=\"again\" name=\"again\" ")
      .append("type=\"password\" autocomplete=\"new-password\" required")
      .append(invalid(complaint))
      .append("><p class=\"actions\"><button type=\"submit\">Set password</button></p></form>");
  return out;
}

}  // namespace page_parts

namespace {

using page_parts::complaint_line;
using page_parts::hidden;
using page_parts::invalid;
using page_parts::new_password_form;
using page_parts::page;
using page_parts::paragraph;

std::string hash_source(std::string_view style) {
  return "'sha256-" + base64_encode(crypto::view(crypto::sha256(style))) + "'";
}

std::string policy_of(const Page& page, const http::PageBrand& brand) {
  std::string out = "default-src 'none'; style-src";
  for (const std::string& style : http::page_styles(brand)) out.append(" ").append(hash_source(style));
  if (!brand.logo.empty()) out += "; img-src data:";
  out += "; base-uri 'none'; form-action 'self'";
  // A browser applies this list to the redirect after a form, too.
  if (!page.form_target.empty()) out.append(" ").append(page.form_target);
  if (page.framing == Framing::refused) out += "; frame-ancestors 'none'";
  return out;
}

// Puts the base path in front of our own addresses, which begin with "/". No value can be taken for one, because values
// are escaped and so hold no plain quote.
std::string below(std::string_view base_path, std::string body) {
  if (base_path.empty()) return body;
  for (const std::string_view mark : {" href=\"/", " action=\"/"})
    for (auto at = body.find(mark); at != std::string::npos; at = body.find(mark, at + mark.size()))
      body.insert(at + mark.size() - 1, base_path);
  return body;
}

using Facts = std::vector<std::pair<std::string, std::string>>;

void fact_list(std::string& out, const Facts& facts) {
  std::string rows;
  for (const auto& [label, text] : facts)
    if (!text.empty())
      rows.append("<div><dt>")
          .append(html_escape(label))
          .append("</dt><dd>")
          .append(html_escape(text))
          .append("</dd></div>");
  if (!rows.empty()) out.append("<dl>").append(rows).append("</dl>");
}

enum class Emphasis { first, none };

void action_row(std::string& out, const std::vector<PageAction>& actions, Emphasis emphasis = Emphasis::first) {
  if (actions.empty()) return;
  out.append(emphasis == Emphasis::first ? "<p class=\"actions\">" : "<p class=\"row\">");
  for (const PageAction& action : actions)
    out.append("<a href=\"")
        .append(html_escape(action.href))
        .append(action.window == Window::another ? "\" target=\"_blank\" rel=\"noopener\">" : "\">")
        .append(html_escape(action.label))
        .append("</a>");
  out.append("</p>");
}

std::string joined(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out.append(out.empty() ? "" : ", ").append(value);
  return out.empty() ? "none" : out;
}

std::string session_text(const SessionsView::Row& row) {
  std::string out = row.device;
  if (!row.address.empty()) out += (out.empty() ? "" : ", ") + row.address;
  if (!out.empty()) out += ". ";
  return out + "Signed in " + row.opened + (row.here ? "." : ", last seen " + row.last_seen + ".");
}

}  // namespace

PrintedPage print_page(const Page& page, const Branding& branding, std::string_view base_path) {
  const http::PageBrand brand{branding.name, branding.company, branding.logo, branding.accent, branding.support_link};
  const std::string footer = page.request_id.empty() ? std::string() : "Request " + page.request_id;
  const std::string body = below(base_path, page.body);
  return {http::print_page({.title = page.title, .body = body, .footer = footer}, brand), policy_of(page, brand)};
}

Page render_notice(const Notice& notice) {
  std::string body;
  for (const std::string& text : notice.paragraphs) paragraph(body, text);
  fact_list(body, notice.facts);
  action_row(body, notice.actions);
  Page out = page(notice.title, body);
  out.request_id = notice.request_id;
  out.framing = notice.framing;
  return out;
}

Page render_sign_out(std::string_view username, std::string_view csrf, std::string_view form_target) {
  std::string body;
  paragraph(body, "You are signed in as " + std::string(username) + ".");
  body.append("<form method=\"post\" action=\"/api/v1/auth/logout\">")
      .append(hidden("csrf", csrf))
      .append(
          "<p class=\"actions\"><button type=\"submit\">Sign out</button><a href=\"/\">Stay signed in</a></p></form>");
  return page("Sign out?", body, form_target);
}

Page render_home(const HomeView* signed_in) {
  std::string body;
  if (!signed_in) {
    paragraph(body, "You are not signed in.");
    action_row(body, {{"Sign in", "/api/v1/auth/login?redirectUri=%2F"}});
    return page("Welcome", body);
  }
  fact_list(body, {{"Name", signed_in->display_name},
                   {"User name", signed_in->username},
                   {"E-mail", signed_in->email},
                   {"Roles", joined(signed_in->roles)},
                   {"Administrator", signed_in->administrator ? "yes" : "no"}});
  std::vector<PageAction> actions{{"Where you are signed in", "/api/v1/auth/sessions"}};
  if (signed_in->local) actions.push_back({"Second factor", "/api/v1/auth/second-factor"});
  actions.push_back({"Sign out", "/api/v1/auth/logout"});
  action_row(body, actions, Emphasis::none);
  return page("Signed in as " + signed_in->username, body);
}

Page render_sessions(const SessionsView& view) {
  constexpr std::string_view kTitle = "Where you are signed in";
  std::string body;
  const bool alone = view.sessions.size() <= 1;
  paragraph(body,
            (alone ? "Only this browser is signed in as " : "These browsers are signed in as ") + view.username + ".");
  Facts facts;
  for (const SessionsView::Row& row : view.sessions)
    if (row.here) facts.emplace_back("This browser", session_text(row));
  for (const SessionsView::Row& row : view.sessions)
    if (!row.here) facts.emplace_back("Another browser", session_text(row));
  fact_list(body, facts);
  if (view.more) paragraph(body, "Older ones are not shown.");
  if (alone) {
    action_row(body, {{"Back", "/"}, {"Sign out", "/api/v1/auth/logout"}});
    return page(kTitle, body);
  }
  paragraph(body,
            "If you do not know one of them, sign out the others and change your password at your organization. Before "
            "the password is changed, such a browser may come back at once by single sign-on.");
  body.append("<form method=\"post\" action=\"/api/v1/auth/sessions\">")
      .append(hidden("csrf", view.csrf))
      .append("<p class=\"actions\"><button type=\"submit\">Sign out the others</button>")
      .append("<a href=\"/api/v1/auth/logout\">Sign out</a><a href=\"/\">Back</a></p></form>");
  return page(kTitle, body);
}

Page render_local_sign_in(const LocalSignInView& view) {
  constexpr std::string_view kAsk = "Sign in with the password of the local administrator account.";
  std::string body;
  paragraph(body, view.news.empty() ? kAsk : view.news);
  complaint_line(body, view.complaint);
  complaint_line(body, view.obstacle);
  body.append("<form method=\"post\" action=\"/local-admin\"><label for=\"password\">Password</label>")
      .append("<input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" ")
      .append("required autofocus")
      .append(invalid(view.complaint))
      .append("><p class=\"actions\"><button type=\"submit\">Sign in</button></p></form>");
  return page("Local administrator", body);
}

Page render_account_sign_in(const AccountSignInView& view) {
  std::string body;
  paragraph(body, view.news.empty() ? "Sign in with your name and password." : view.news);
  complaint_line(body, view.complaint);
  complaint_line(body, view.obstacle);
  body.append("<form method=\"post\" action=\"/api/v1/auth/local\">")
      .append(hidden("redirectUri", view.return_to))
      .append("<label for=\"username\">Name or e-mail address</label><input id=\"username\" name=\"username\" ")
      .append("autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" required autofocus value=\"")
      .append(html_escape(view.username))
      .append("\"")
      .append(invalid(view.complaint))
      .append("><label for=\"password\">Password</label><input id=\"password\" name=\"password\" type=\"password\" ")
      .append("autocomplete=\"current-password\" required")
      .append(invalid(view.complaint))
      .append("><p class=\"actions\"><button type=\"submit\">Sign in</button></p></form>");
  if (view.offers_reset) body.append("<p><a href=\"/api/v1/auth/local/reset\">I forgot my password</a></p>");
  if (view.offers_sign_up) body.append("<p><a href=\"/api/v1/auth/local/sign-up\">Make an account</a></p>");
  if (view.offers_local_admin) body.append("<p><a href=\"/local-admin\">Sign in as the local administrator</a></p>");
  return page("Sign in", body);
}

Page render_account_reset() {
  std::string body;
  paragraph(body, "Say who you are, and a link at which you choose a new password is mailed to you.");
  body.append("<form method=\"post\" action=\"/api/v1/auth/local/reset\"><label for=\"username\">Name or e-mail ")
      .append("address</label><input id=\"username\" name=\"username\" autocomplete=\"username\" ")
      .append("autocapitalize=\"none\" spellcheck=\"false\" required autofocus>")
      .append("<p class=\"actions\"><button type=\"submit\">Mail me a link</button></p></form>");
  return page("Forgotten password", body);
}

Page render_account_password(std::string_view username, std::string_view link, std::string_view complaint) {
  std::string body;
  paragraph(body, "Choose the password of " + std::string(username) +
                      ". It needs at least 12 characters; a whole sentence is a good choice.");
  body.append(new_password_form("/api/v1/auth/local/password", link, complaint));
  return page("Choose a password", body);
}

Page render_local_setup(std::string_view link, std::string_view complaint) {
  std::string body;
  paragraph(body,
            "Choose the password of the local administrator account. It needs at least 12 characters; a whole sentence "
            "is a good choice.");
  body.append(new_password_form("/local-admin/setup", link, complaint));
  return page("Set up the local administrator", body);
}

}  // namespace sallyport::gateway
