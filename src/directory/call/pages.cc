#include "directory/call/pages.h"

#include "directory/call/limits.h"
#include "directory/call/page_parts.h"
#include "http/html.h"
#include "http/url.h"
#include "oidc/common/readable.h"

namespace sallyport::directory {
namespace {

using http::html_escape;

constexpr std::size_t kMaxShown = 256;  // bytes of a text from a request
constexpr std::string_view kSubmitScript = "document.forms[0].submit()";
constexpr std::string_view kCheckSessionScript = R"js(
addEventListener('message', ({ data, source, origin }) => {
  if (source === window || !source) return;
  const parts = typeof data === 'string' ? data.split(' ') : [];
  if (parts.length !== 2 || parts.some((part) => part === '')) return source.postMessage('error', origin);
  const cookie = document.cookie.split('; ').find((each) => /^(__Host-)?ESTSSC=/.test(each)) ?? '=';
  const sessions = cookie.slice(cookie.indexOf('=') + 1).split('.');
  source.postMessage(sessions.includes(parts[1]) ? 'unchanged' : 'changed', origin);
});
)js";

std::string fact(std::string_view label, std::string_view text) {
  return "<div><dt>" + std::string(label) + "</dt><dd>" + html_escape(text) + "</dd></div>";
}

std::string advice(const entra::Refusal& row) {
  return "<dl>" + fact("Who can help", row.who) + fact("Where", row.where) + fact("What to do", row.todo) + "</dl>";
}

// The first letter of a name, in any script.
std::string_view initial_of(std::string_view name) {
  std::size_t size = name.empty() ? 0 : 1;
  while (size < name.size() && (static_cast<unsigned char>(name[size]) & 0xc0) == 0x80) ++size;
  return name.substr(0, size);
}

}  // namespace

http::Response sign_in_page(const SignInPage& sign_in) {
  const std::string invalid = marked_invalid(sign_in.refusal != nullptr);
  std::string body = heading("Sign in", sign_in.app_name, sign_in.tenant_name);
  body += complaint(sign_in.refusal, sign_in.refusal_lines, "i0116") + form_start(sign_in.target);
  const bool name_known = !sign_in.user_name.empty();
  body +=
      "<label for=\"i0116\">User name</label><input id=\"i0116\" name=\"login\" type=\"text\" inputmode=\"email\" "
      "autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" required value=\"" +
      html_escape(sign_in.user_name) + "\"" + invalid + (name_known ? "" : " autofocus") + ">";
  body +=
      "<label for=\"i0118\">Password</label><input id=\"i0118\" name=\"passwd\" type=\"password\" "
      "autocomplete=\"current-password\" required" +
      invalid + (name_known ? " autofocus" : "") + ">";
  // Enter presses the first button of a form.
  body +=
      "<div class=\"actions\"><button id=\"idSIButton9\" name=\"act\" value=\"sign_in\">Sign in</button>"
      "<button id=\"idBtn_Back\" name=\"act\" value=\"cancel\" formnovalidate>Cancel</button></div></form>";
  return html_page(200, "Sign in", body);
}

http::Response account_page(const AccountPage& picker) {
  std::string body = heading("Pick an account", picker.app_name, picker.tenant_name);
  if (picker.without_password) body += "<p class=\"soft\">Demo: nobody here needs a password.</p>";
  body += form_start(picker.target) + "<ul class=\"accounts\">";
  bool first = true;
  for (const Account& account : picker.accounts) {
    body += "<li><button name=\"account\" value=\"" + html_escape(account.id) + "\"" + (first ? " autofocus" : "") +
            "><b aria-hidden=\"true\">" + html_escape(initial_of(account.display_name)) + "</b><span>" +
            html_escape(account.display_name) + "<span class=\"soft\">" + html_escape(account.user_name) +
            (account.signed_in ? " (signed in)" : "") + "</span></span></button></li>";
    first = false;
  }
  body +=
      "</ul><div class=\"row\"><button id=\"otherTile\" name=\"act\" value=\"other\">Use a password</button>"
      "<button id=\"idBtn_Back\" name=\"act\" value=\"cancel\">Cancel</button></div></form>";
  return html_page(200, "Pick an account", body);
}

http::Response consent_page(const ConsentPage& consent) {
  std::string body =
      "<h1>Permissions requested</h1><p><strong>" + html_escape(consent.app_name) + "</strong> would like to:</p><ul>";
  for (const std::string& permission : consent.permissions) body += "<li>" + html_escape(permission) + "</li>";
  body += "</ul><p class=\"soft\">Signed in as " + html_escape(consent.user_name) + "</p>";
  if (consent.for_organization)
    body +=
        "<p>If you accept, this application gets access for all people in your organization. Nobody else will be "
        "asked.</p>";
  body += form_start(consent.target) + hidden_field("account", consent.account);
  if (consent.offers_organization)
    body +=
        "<label class=\"choice\"><input type=\"checkbox\" name=\"organization\" value=\"on\"> Consent on behalf of "
        "your "
        "organization</label>";
  body +=
      "<div class=\"actions\"><button id=\"idSIButton9\" name=\"act\" value=\"consent\" "
      "autofocus>Accept</button>"
      "<button id=\"idBtn_Back\" name=\"act\" value=\"decline\">Cancel</button></div></form>";
  return html_page(200, "Permissions requested", body);
}

http::Response user_code_page(const entra::Refusal* refusal, const std::vector<std::string>& refusal_lines) {
  std::string body = "<h1>Enter code</h1><p class=\"soft\">Enter the code that your app or device shows.</p>";
  body += complaint(refusal, refusal_lines, "otc");
  const std::string invalid = marked_invalid(refusal != nullptr);
  body +=
      "<form method=\"post\" action=\"/devicelogin\"><label for=\"otc\">Code</label><input id=\"otc\" name=\"otc\" "
      "type=\"text\" autocomplete=\"off\" autocapitalize=\"characters\" spellcheck=\"false\" autofocus" +
      invalid + "><div class=\"actions\"><button id=\"idSIButton9\">Next</button></div></form>";
  return html_page(200, "Enter code", body);
}

http::Response device_confirmation_page(const DevicePage& device) {
  const std::string body =
      "<h1>Are you trying to sign in to " + html_escape(device.app_name) +
      "?</h1><p>Only continue if you started this sign-in yourself, on a device that you trust. Nobody may ask you to "
      "enter a code that they sent you.</p><p class=\"soft\">Signed in as " +
      html_escape(device.user_name) + "</p>" + form_start(device.target) + hidden_field("account", device.account) +
      "<div class=\"actions\"><button id=\"idSIButton9\" name=\"act\" value=\"consent\">Continue</button>"
      "<button id=\"idBtn_Back\" name=\"act\" value=\"decline\" autofocus>Cancel</button></div></form>";
  return html_page(200, "Confirm the sign-in", body);
}

http::Response device_done_page(DeviceOutcome outcome, std::string_view app_name) {
  const std::string name = html_escape(app_name);
  if (outcome == DeviceOutcome::approved)
    return html_page(200, "You have signed in",
                     "<h1>You have signed in to " + name + " on your device</h1><p>You may now close this window.</p>");
  return html_page(200, "Sign-in cancelled",
                   "<h1>You cancelled the sign-in to " + name + "</h1><p>You may now close this window.</p>");
}

http::Response signed_out_page(const SignedOutPage& signed_out) {
  std::string body =
      "<h1>You are signed out</h1><p>It is a good idea to close all windows of the applications you used.</p>";
  if (!signed_out.refused_return.empty())
    body += "<p>The application asked to return to <strong>" +
            html_escape(oidc::readable_line(signed_out.refused_return, kMaxShown)) +
            "</strong>, which is not registered for it.</p>";
  PagePolicy policy;
  for (const std::string& frame : signed_out.frames) {
    body += "<iframe src=\"" + html_escape(frame) + "\" title=\"Signing out\"></iframe>";
    if (const auto url = http::Url::parse(frame))
      policy.frame_sources += (policy.frame_sources.empty() ? "" : " ") + url->origin();
  }
  if (!signed_out.continue_to.empty()) {
    const std::string target = html_escape(signed_out.continue_to);
    body +=
        "<p class=\"actions\"><a id=\"continue\" href=\"" + target + "\" autofocus>Continue to the application</a></p>";
  }
  http::Response response = html_page(200, "Signed out", body, policy);
  // The browser loads the frames first, and then returns to the application by itself.
  if (!signed_out.continue_to.empty())
    response.add("Refresh", std::to_string(signed_out.frames.empty() ? 0 : limits::kLogoutFrames.count()) +
                                "; url=" + signed_out.continue_to);
  return response;
}

http::Response error_page(const ErrorPage& error, Framing framing) {
  std::string body = "<h1>" + html_escape(error.heading) + "</h1>";
  if (error.row != nullptr) body += "<p>" + html_escape(error.row->meaning) + "</p>" + advice(*error.row);
  body += "<p class=\"soft\" id=\"error-code\"><strong>" + html_escape(error.code) +
          "</strong></p><p class=\"soft\" id=\"error-description\">" + lines_of(error.lines) + "</p>";
  return html_page(error.status, "Error " + error.code, body, {.framing = framing, .script = "", .frame_sources = ""});
}

http::Response code_page(const CodePage& code) {
  std::string body = "<h1>" + html_escape(code.heading) + "</h1>";
  if (code.row != nullptr) body += "<p>" + html_escape(code.row->meaning) + "</p>" + advice(*code.row);
  body += "<p class=\"soft\" id=\"error-description\">" + html_escape(code.text) + "</p>";
  return html_page(code.status, code.heading, body);
}

http::Response not_found_page() {
  return html_page(
      404, "Not found",
      "<h1>Not found</h1><p>The directory has no such page.</p><p class=\"actions\"><a href=\"/\">Go to the "
      "start page</a></p>");
}

http::Response administrator_page(const AdministratorPage& administrator) {
  std::string body = "<h1>Create your administrator account</h1><p>With this account you manage " +
                     html_escape(administrator.tenant_name) +
                     " in its portal: people, groups and applications. It has the role Global Administrator.</p>";
  if (!administrator.complaint.empty())
    body += "<div class=\"complaint\" id=\"error-summary\" role=\"alert\"><p>" + html_escape(administrator.complaint) +
            "</p></div>";
  const std::string described = administrator.complaint.empty() ? "" : " aria-describedby=\"error-summary\"";
  body += "<form method=\"post\" action=\"/setup\">" + hidden_field("link", administrator.link) +
          "<label for=\"login\">User name</label><input id=\"login\" name=\"login\" type=\"text\" "
          "inputmode=\"email\" autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" required "
          "autofocus value=\"" +
          html_escape(administrator.user_name) + "\"" + described +
          "><label for=\"name\">Display name</label><input id=\"name\" name=\"name\" type=\"text\" "
          "autocomplete=\"name\" value=\"" +
          html_escape(administrator.display_name) + "\">";
  for (const auto& [id, label] : {std::pair("passwd", "Password"), std::pair("again", "Password again")})
    body += "<label for=\"" + std::string(id) + "\">" + label + "</label><input id=\"" + id + "\" name=\"" + id +
            "\" type=\"password\" autocomplete=\"new-password\" required" + described + ">";
  body +=
      "<p class=\"soft\">At least 8 characters, of at least three kinds: small letters, capitals, digits, others.</p>"
      "<div class=\"actions\"><button>Create account</button></div></form>";
  return html_page(administrator.complaint.empty() ? 200 : 400, "Create your administrator account", body);
}

http::Response administrator_done_page(std::string_view user_name, std::string_view tenant_name) {
  return html_page(
      200, "Your account is ready",
      "<h1>Your account is ready</h1><p><strong>" + html_escape(user_name) + "</strong> is Global Administrator of " +
          html_escape(tenant_name) +
          ". The link cannot be used again.</p><p class=\"actions\"><a href=\"/portal\" autofocus>Open the "
          "portal</a></p>");
}

http::Response dead_link_page() {
  return html_page(
      400, "This link does not work",
      "<h1>This link does not work</h1><p>It was used already, it has expired, or a part of it is missing. The "
      "first link also stops working as soon as there is an administrator.</p><dl>" +
          fact("Who can help", "the person who runs this directory") +
          fact("What to do", "Run \"sallyport directory admin-link\" at its folder. It prints a new one.") + "</dl>");
}

http::Response welcome_page(const WelcomePage& welcome) {
  std::string body =
      "<h1>A stand-in for Entra ID</h1><p>Applications on this machine can sign people in here. Everybody with an "
      "account in one of these tenants can sign in.</p><dl>";
  for (const entra::Tenant& tenant : welcome.tenants) {
    const std::string id = html_escape(tenant.id.value);
    body += "<div><dt>" + html_escape(tenant.name) + "</dt><dd>";
    for (const std::string& domain : tenant.domains)
      body += "User names <code>…@" + html_escape(domain) + "</code><br>";
    body += "Authority <code>" + html_escape(welcome.origin) + "/" + id + "</code><br><a href=\"/" + id +
            "/v2.0/.well-known/openid-configuration\">Discovery document</a></dd></div>";
  }
  body +=
      "<div><dt>Add a person</dt><dd><code>sallyport directory user add</code></dd></div>"
      "<div><dt>Register an application</dt><dd><code>sallyport directory app create</code></dd></div></dl>"
      "<p class=\"actions\"><a href=\"/portal\">Open the portal</a></p>";
  return html_page(200, "A stand-in for Entra ID", body);
}

http::Response check_session_page() {
  const std::string body = "<h1>Check session</h1><script>" + std::string(kCheckSessionScript) + "</script>";
  return html_page(200, "Check session", body,
                   {.framing = Framing::allowed, .script = kCheckSessionScript, .frame_sources = ""});
}

http::Response form_post_page(std::string_view action, const http::Form& fields, Framing framing) {
  std::string body = "<h1>Working</h1><form method=\"post\" action=\"" + html_escape(action) + "\">";
  for (const auto& [name, value] : fields.fields()) body += hidden_field(name, value);
  body +=
      "<noscript><p>Without JavaScript, one more step is needed.</p><p class=\"actions\"><button "
      "autofocus>Continue</button></p></noscript></form><script>" +
      std::string(kSubmitScript) + "</script>";
  return html_page(200, "Working", body, {.framing = framing, .script = kSubmitScript, .frame_sources = ""});
}

}  // namespace sallyport::directory
