#include "directory/pages.h"

#include "base/encoding.h"
#include "crypto/digest.h"
#include "http/html.h"
#include "http/url.h"

namespace sallyport::directory {
namespace {

using http::html_escape;

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--bg:#f3f4f6;--card:#fff;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--edge:#6e7781;--accent:#0b5cad;--bad:#a40e26}
@media (prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1e2327;--text:#e8eaed;--soft:#a3adb8;--line:#3a424a;--edge:#848d97;--accent:#6cb2f7;--bad:#ff9492}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
.notice{margin:0;padding:.5rem 1rem;background:#7a4b00;color:#fff;text-align:center;font-size:.9rem}
main{max-width:27rem;margin:6vh auto;padding:1.5rem;background:var(--card);border:1px solid var(--line);border-radius:.6rem}
h1{font-size:1.4rem;margin:0 0 .25rem}
p{margin:.5rem 0;overflow-wrap:anywhere}
.soft{color:var(--soft);font-size:.9rem}
label{display:block;margin:1rem 0 .25rem;font-weight:600}
input{width:100%;padding:.6rem;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--edge);border-radius:.35rem}
input[aria-invalid=true]{border-color:var(--bad)}
button{font:inherit;padding:.6rem 1.2rem;border:1px solid var(--line);border-radius:.35rem;background:var(--card);color:inherit;cursor:pointer}
button.primary{background:#0b5cad;border-color:#0b5cad;color:#fff}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.row{display:flex;flex-direction:row-reverse;gap:.75rem;margin-top:1.5rem;flex-wrap:wrap}
.accounts{list-style:none;margin:1rem 0;padding:0}
.accounts button{width:100%;text-align:left;margin-bottom:.5rem}
.accounts span{display:block}
.error{border-left:.3rem solid var(--bad);padding:.25rem .75rem;margin:1rem 0}
.error a{color:var(--bad)}
dt{font-weight:600;margin-top:.75rem}dd{margin:0}
a{color:var(--accent)}
iframe{display:none}
)";

constexpr std::string_view kSubmitScript = "document.forms[0].submit()";

std::string hash_source(std::string_view text) {
  return "'sha256-" + base64_encode(crypto::view(crypto::sha256(text))) + "'";
}

struct PagePolicy {
  Framing framing = Framing::refused;
  bool submits_itself = false;
  std::string frame_sources;  // origins, separated by spaces
};

// form-action is left out on purpose: browsers hold it against every redirect that follows the form, and those lead to
// the application and wherever it sends people next.
std::string policy_text(const PagePolicy& policy) {
  static const std::string style = hash_source(kStyle);
  static const std::string script = hash_source(kSubmitScript);
  std::string text = "default-src 'none'; style-src " + style + "; base-uri 'none'";
  if (policy.submits_itself) text += "; script-src " + script;
  if (!policy.frame_sources.empty()) text += "; frame-src " + policy.frame_sources;
  if (policy.framing == Framing::refused) text += "; frame-ancestors 'none'";
  return text;
}

http::Response page(int status, std::string_view title, std::string_view body, const PagePolicy& policy = {}) {
  http::Response response(status);
  response.add("Content-Type", "text/html; charset=utf-8");
  response.add("Content-Security-Policy", policy_text(policy));
  response.add("Cache-Control", "no-store");
  response.add("Pragma", "no-cache");
  response.add("Referrer-Policy", "no-referrer");
  response.add("X-Content-Type-Options", "nosniff");
  if (policy.framing == Framing::refused) response.add("X-Frame-Options", "DENY");
  response.body = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + html_escape(title) +
                  "</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                  "<meta name=\"robots\" content=\"noindex\"><style>" +
                  std::string(kStyle) +
                  "</style></head><body><p class=\"notice\" role=\"note\">Sallyport's local directory. "
                  "This is not Microsoft Entra ID: never type a real password here.</p><main>" +
                  std::string(body) + "</main></body></html>\n";
  return response;
}

std::string form_start(const FormTarget& target) {
  return "<form method=\"post\" action=\"" + html_escape(target.action) +
         "\"><input type=\"hidden\" name=\"flowToken\" value=\"" + html_escape(target.flow_token) + "\">";
}

std::string heading(std::string_view text, std::string_view app_name, std::string_view tenant_name) {
  std::string out = "<h1>" + std::string(text) + "</h1><p class=\"soft\">to continue to <strong>" +
                    html_escape(app_name) + "</strong>";
  if (!tenant_name.empty()) out += ", in " + html_escape(tenant_name);
  return out + "</p>";
}

std::string advice(const entra::Refusal& row) {
  return "<dl><dt>What it means</dt><dd>" + html_escape(row.meaning) + "</dd><dt>Who can mend it</dt><dd>" +
         html_escape(row.who) + "</dd><dt>Where</dt><dd>" + html_escape(row.where) + "</dd><dt>What to do</dt><dd>" +
         html_escape(row.todo) + "</dd></dl>";
}

}  // namespace

http::Response sign_in_page(const SignInPage& sign_in) {
  const bool failed = sign_in.refusal != nullptr;
  const std::string invalid = failed ? " aria-invalid=\"true\" aria-describedby=\"error-summary\"" : "";
  std::string body = heading("Sign in", sign_in.app_name, sign_in.tenant_name);
  if (failed)
    body += "<div class=\"error\" id=\"error-summary\" role=\"alert\"><p><a href=\"#i0116\">" +
            html_escape(sign_in.refusal->meaning) + "</a></p><p class=\"soft\">" + html_escape(sign_in.refusal_text) +
            "</p></div>";
  body += form_start(sign_in.target);
  const bool name_known = !sign_in.user_name.empty();
  body +=
      "<label for=\"i0116\">User name</label><input id=\"i0116\" name=\"login\" type=\"text\" inputmode=\"email\" "
      "autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" required value=\"" +
      html_escape(sign_in.user_name) + "\"" + invalid + (name_known ? "" : " autofocus") + ">";
  body +=
      "<label for=\"i0118\">Password</label><input id=\"i0118\" name=\"passwd\" type=\"password\" "
      "autocomplete=\"current-password\" required" +
      invalid + (name_known ? " autofocus" : "") + ">";
  // The first button of a form is what Enter presses: it stands first, and is shown last.
  body +=
      "<div class=\"row\"><button id=\"idSIButton9\" class=\"primary\" name=\"act\" value=\"sign_in\">Sign in</button>"
      "<button id=\"idBtn_Back\" name=\"act\" value=\"cancel\" formnovalidate>Cancel</button></div></form>";
  return page(200, "Sign in", body);
}

http::Response account_page(const AccountPage& picker) {
  std::string body = heading("Pick an account", picker.app_name, picker.tenant_name);
  if (picker.without_password) body += "<p class=\"soft\">Demo: nobody here needs a password.</p>";
  body += form_start(picker.target) + "<ul class=\"accounts\">";
  bool first = true;
  for (const Account& account : picker.accounts) {
    body += "<li><button name=\"account\" value=\"" + html_escape(account.id) + "\"" + (first ? " autofocus" : "") +
            "><span>" + html_escape(account.display_name) + "</span><span class=\"soft\">" +
            html_escape(account.user_name) + (account.signed_in ? " (signed in)" : "") + "</span></button></li>";
    first = false;
  }
  body +=
      "</ul><div class=\"row\"><button id=\"idBtn_Back\" name=\"act\" value=\"cancel\">Cancel</button>"
      "<button id=\"otherTile\" name=\"act\" value=\"other\">Use a password</button></div></form>";
  return page(200, "Pick an account", body);
}

http::Response consent_page(const ConsentPage& consent) {
  std::string body =
      "<h1>Permissions requested</h1><p><strong>" + html_escape(consent.app_name) + "</strong> would like to:</p><ul>";
  for (const std::string& permission : consent.permissions) body += "<li>" + html_escape(permission) + "</li>";
  body += "</ul><p class=\"soft\">Signed in as " + html_escape(consent.user_name) + "</p>" +
          form_start(consent.target) +
          "<div class=\"row\"><button id=\"idSIButton9\" class=\"primary\" name=\"act\" value=\"consent\" "
          "autofocus>Accept</button>"
          "<button id=\"idBtn_Back\" name=\"act\" value=\"decline\">Cancel</button></div></form>";
  return page(200, "Permissions requested", body);
}

http::Response signed_out_page(const SignedOutPage& signed_out) {
  std::string body =
      "<h1>You are signed out</h1><p>It is a good idea to close all windows of the applications you used.</p>";
  PagePolicy policy;
  for (const std::string& frame : signed_out.frames) {
    body += "<iframe src=\"" + html_escape(frame) + "\" title=\"Signing out\"></iframe>";
    if (const auto url = http::Url::parse(frame))
      policy.frame_sources += (policy.frame_sources.empty() ? "" : " ") + url->origin();
  }
  if (!signed_out.continue_to.empty()) {
    const std::string target = html_escape(signed_out.continue_to);
    body += "<p><a id=\"continue\" href=\"" + target + "\" autofocus>Continue to the application</a></p>";
  }
  http::Response response = page(200, "Signed out", body, policy);
  // The frames have two seconds; then back to the application, by itself.
  if (!signed_out.continue_to.empty())
    response.add("Refresh", (signed_out.frames.empty() ? "0; url=" : "2; url=") + signed_out.continue_to);
  return response;
}

http::Response error_page(const ErrorPage& error, Framing framing) {
  std::string body = "<h1>Sign-in did not work</h1><p id=\"error-code\"><strong>" + html_escape(error.code) +
                     "</strong></p><p id=\"error-description\">" + html_escape(error.description) + "</p>";
  if (error.row != nullptr) body += advice(*error.row);
  return page(error.status, "Error " + error.code, body,
              {.framing = framing, .submits_itself = false, .frame_sources = ""});
}

http::Response welcome_page(std::string_view origin, const std::vector<std::pair<std::string, std::string>>& tenants) {
  std::string body = "<h1>Local directory</h1><p>A stand-in for Entra ID, for this machine.</p><dl>";
  for (const auto& [name, id] : tenants)
    body += "<dt>" + html_escape(name) + "</dt><dd>Authority <code>" + html_escape(std::string(origin) + "/" + id) +
            "</code></dd><dd><a href=\"/" + html_escape(id) +
            "/v2.0/.well-known/openid-configuration\">Discovery document</a></dd>";
  return page(200, "Local directory", body + "</dl>");
}

http::Response form_post_page(std::string_view action, const http::Form& fields, Framing framing) {
  std::string body = "<h1>Working</h1><form method=\"post\" action=\"" + html_escape(action) + "\">";
  for (const auto& [name, value] : fields.fields())
    body += "<input type=\"hidden\" name=\"" + html_escape(name) + "\" value=\"" + html_escape(value) + "\">";
  body +=
      "<noscript><p>Without JavaScript, one more step is needed.</p><button class=\"primary\" "
      "autofocus>Continue</button>"
      "</noscript></form><script>" +
      std::string(kSubmitScript) + "</script>";
  return page(200, "Working", body, {.framing = framing, .submits_itself = true, .frame_sources = ""});
}

}  // namespace sallyport::directory
