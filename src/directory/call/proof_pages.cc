#include "directory/call/proof_pages.h"

#include "http/html.h"
#include "http/qr_picture.h"

namespace sallyport::directory {
namespace {

using http::html_escape;

std::string code_field(bool failed, bool first) {
  return "<label for=\"otc\">Code from your authenticator app</label><input id=\"otc\" name=\"otc\" type=\"text\" "
         "inputmode=\"numeric\" autocomplete=\"one-time-code\" spellcheck=\"false\" required" +
         marked_invalid(failed) + (first ? " autofocus" : "") + ">";
}

std::string buttons(std::string_view act, std::string_view text) {
  return "<div class=\"actions\"><button id=\"idSIButton9\" name=\"act\" value=\"" + std::string(act) + "\">" +
         std::string(text) +
         "</button><button id=\"idBtn_Back\" name=\"act\" value=\"cancel\" formnovalidate>Cancel</button></div></form>";
}

std::string signed_in_as(std::string_view user_name) {
  return "<p class=\"soft\">Signed in as " + html_escape(user_name) + "</p>";
}

std::string password_field(std::string_view id, std::string_view name, std::string_view label,
                           std::string_view autocomplete, std::string_view more) {
  return "<label for=\"" + std::string(id) + "\">" + std::string(label) + "</label><input id=\"" + std::string(id) +
         "\" name=\"" + std::string(name) + "\" type=\"password\" autocomplete=\"" + std::string(autocomplete) +
         "\" required" + std::string(more) + ">";
}

}  // namespace

http::Response second_factor_page(const SecondFactorPage& page) {
  const bool failed = page.refusal != nullptr;
  const std::string body = heading("Enter code", page.app_name, page.tenant_name) +
                           complaint(page.refusal, page.refusal_lines, "otc") + signed_in_as(page.user_name) +
                           form_start(page.target) + hidden_field("account", page.account) + code_field(failed, true) +
                           buttons("second_factor", "Verify");
  return html_page(200, "Enter code", body);
}

http::Response factor_offer_page(const FactorOfferPage& page) {
  const SecondFactorPage& person = page.person;
  const bool failed = person.refusal != nullptr;
  const std::string body =
      heading("Set up your authenticator app", person.app_name, person.tenant_name) +
      complaint(person.refusal, person.refusal_lines, "otc") + signed_in_as(person.user_name) +
      "<p>Your organization asks for a second proof of who you are. Add an account to an authenticator app on your "
      "phone: scan this picture, enter the key below it, or <a id=\"otpauth\" href=\"" +
      html_escape(page.uri) + "\">open the app on this device</a>.</p>" +
      http::qr_picture(page.uri, "The key as a QR code, for the camera of an authenticator app") +
      "<dl><div><dt>Account</dt><dd>" + html_escape(person.user_name) +
      "</dd></div><div><dt>Key</dt><dd><code id=\"totp-secret\">" + html_escape(page.secret) +
      "</code></dd></div></dl><p class=\"soft\">The key is shown only this once.</p>" + form_start(person.target) +
      hidden_field("account", person.account) + hidden_field("offer", page.offer) + code_field(failed, true) +
      buttons("register_factor", "Next");
  return html_page(200, "Set up your authenticator app", body);
}

http::Response new_password_page(const NewPasswordPage& page) {
  const bool failed = page.refusal != nullptr;
  std::string body = heading("Update your password", page.app_name, page.tenant_name) +
                     complaint(page.refusal, page.refusal_lines, "i0118");
  if (!page.fault.empty())
    body += "<div class=\"complaint\" id=\"password-fault\" role=\"alert\"><p><a href=\"#newPassword\">" +
            std::string(page.fault) + "</a></p></div>";
  body += "<p>You have to choose a new password for " + html_escape(page.user_name) + ".</p>" +
          form_start(page.target) + hidden_field("login", page.user_name);
  body +=
      password_field("i0118", "passwd", "Current password", "current-password", marked_invalid(failed) + " autofocus");
  body += password_field("newPassword", "newPassword", "New password", "new-password",
                         page.fault.empty() ? "" : " aria-invalid=\"true\" aria-describedby=\"password-fault\"");
  body += password_field("confirmPassword", "confirmPassword", "Confirm password", "new-password", "");
  if (page.asks_code) body += code_field(failed, false);
  body += buttons("new_password", "Sign in");
  return html_page(200, "Update your password", body);
}

}  // namespace sallyport::directory
