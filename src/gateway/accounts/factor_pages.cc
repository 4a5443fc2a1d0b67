#include "gateway/accounts/factor_pages.h"

#include "crypto/totp.h"
#include "http/html.h"
#include "http/otpauth.h"
#include "http/qr_picture.h"

namespace sallyport::gateway {
namespace {

using http::html_escape;
using page_parts::hidden;
using page_parts::page;
using page_parts::paragraph;

constexpr std::string_view kOwnFactorPage = "/api/v1/auth/second-factor";

std::string form_start(const FactorForm& form) {
  std::string out;
  page_parts::complaint_line(out, form.complaint);
  out.append("<form method=\"post\" action=\"")
      .append(form.action)
      .append("\">")
      .append(hidden("challenge", form.challenge));
  if (!form.return_to.empty()) out.append(hidden("redirectUri", form.return_to));
  if (!form.csrf.empty()) out.append(hidden("csrf", form.csrf)).append(hidden("action", "confirm"));
  return out;
}

std::string code_input(std::string_view label, std::string_view complaint) {
  return "<label for=\"code\">" + std::string(label) +
         "</label><input id=\"code\" name=\"code\" autocomplete=\"one-time-code\" autocapitalize=\"none\" "
         "spellcheck=\"false\" required autofocus" +
         std::string(page_parts::invalid(complaint)) + ">";
}

std::string buttons(std::string_view label) {
  return "<p class=\"actions\"><button type=\"submit\">" + std::string(label) + "</button></p></form>";
}

// "abcd efgh …", which is easier to type.
std::string in_fours(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 4) out.append(at == 0 ? "" : " ").append(text.substr(at, 4));
  return out;
}

// A form of the page about one's own factor, with one field and one action for each button.
std::string own_form(const FactorView& view, std::string_view field, std::string_view actions) {
  return "<form method=\"post\" action=\"" + std::string(kOwnFactorPage) + "\">" + hidden("csrf", view.csrf) +
         std::string(field) + "<p class=\"actions\">" + std::string(actions) + "<a href=\"/\">Back</a></p></form>";
}

}  // namespace

Page render_code(const FactorForm& form) {
  std::string body;
  paragraph(body,
            "Enter the code that your authenticator app shows. If you do not have it at hand, enter one of your "
            "recovery codes.");
  body.append(form_start(form)).append(code_input("Code", form.complaint)).append(buttons("Sign in"));
  return page("Enter a code", body);
}

Page render_factor_offer(const FactorForm& form, const Secret& key, std::string_view username,
                         std::string_view application) {
  const std::string secret = crypto::print_totp_secret(key);
  const std::string uri = http::otpauth_uri(secret, username, application);
  std::string body;
  paragraph(body,
            "Add an account to an authenticator app on your phone: scan this picture, or enter the key below it. "
            "Then enter the code that the app shows.");
  body.append(http::qr_picture(uri, "The key as a QR code, for the camera of an authenticator app"))
      .append("<dl><div><dt>Account</dt><dd>")
      .append(html_escape(username))
      .append("</dd></div><div><dt>Key</dt><dd><code id=\"totp-secret\">")
      .append(in_fours(secret))
      .append(
          "</code></dd></div></dl><p class=\"soft\">The key is shown only this once. On the phone itself, <a "
          "id=\"otpauth\" href=\"")
      .append(html_escape(uri))
      .append("\">open the app</a>.</p>")
      .append(form_start(form))
      .append(code_input("Code from the app", form.complaint))
      .append(buttons("Confirm"));
  return page("Set up your authenticator app", body);
}

Page render_recovery_codes(const std::vector<std::string>& codes, const PageAction& next) {
  std::string body;
  paragraph(body,
            "Keep these recovery codes where only you find them. Each one lets you in once if you do not have the "
            "authenticator app. They are shown only now.");
  body.append("<ul id=\"recovery-codes\">");
  for (const std::string& code : codes) body.append("<li><code>").append(html_escape(code)).append("</code></li>");
  body.append("</ul><p class=\"actions\"><a href=\"")
      .append(html_escape(next.href))
      .append("\">")
      .append(html_escape(next.label))
      .append("</a></p>");
  return page("Your recovery codes", body);
}

Page render_own_factor(const FactorView& view) {
  std::string body;
  page_parts::complaint_line(body, view.complaint);
  if (view.since.empty()) {
    paragraph(body,
              "A code of an authenticator app makes your account safe also from somebody who knows your password. "
              "To set it up, enter the password once more.");
    body.append(own_form(view,
                         "<label for=\"password\">Password</label><input id=\"password\" name=\"password\" "
                         "type=\"password\" autocomplete=\"current-password\" required>",
                         "<button type=\"submit\" name=\"action\" value=\"begin\">Set up</button>"));
    return page("Second factor", body);
  }
  paragraph(body, "Since " + std::string(view.since) + ", signing in as " + std::string(view.username) +
                      " asks for a code of your authenticator app. Recovery codes left: " +
                      std::to_string(view.recovery_codes) + ".");
  paragraph(body, "For each of these, enter a code. For a new phone, remove the app and set up the new one.");
  body.append(own_form(view, code_input("Code", view.complaint),
                       "<button type=\"submit\" name=\"action\" value=\"codes\">New recovery codes</button>"
                       "<button type=\"submit\" name=\"action\" value=\"remove\">Remove the app</button>"));
  return page("Second factor", body);
}

}  // namespace sallyport::gateway
