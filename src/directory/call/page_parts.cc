#include "directory/call/page_parts.h"

#include "base/encoding.h"
#include "crypto/digest.h"
#include "http/html.h"
#include "http/page.h"

namespace sallyport::directory {
namespace {

using http::html_escape;

constexpr std::string_view kNotice =
    "Sallyport's local directory. This is not Microsoft Entra ID: never type a real password here.";
const http::PageBrand kBrand{.name = "Local directory"};

std::string hash_source(std::string_view text) {
  return "'sha256-" + base64_encode(crypto::view(crypto::sha256(text))) + "'";
}

// The policy has no form-action on purpose. Browsers apply it to every redirect that follows a posted form, and those
// lead to the application, which may redirect to any other site.
std::string policy_text(const PagePolicy& policy) {
  static const std::string style = hash_source(http::page_styles(kBrand).front());
  std::string text = "default-src 'none'; style-src " + style + "; base-uri 'none'";
  if (!policy.script.empty()) text += "; script-src " + hash_source(policy.script);
  if (!policy.frame_sources.empty()) text += "; frame-src " + policy.frame_sources;
  if (policy.framing == Framing::refused) text += "; frame-ancestors 'none'";
  return text;
}

}  // namespace

http::Response html_page(int status, std::string_view title, std::string_view body, const PagePolicy& policy) {
  http::Response response(status);
  response.add("Content-Type", "text/html; charset=utf-8");
  response.add("Content-Security-Policy", policy_text(policy));
  response.add("Cache-Control", "no-store");
  response.add("Pragma", "no-cache");
  response.add("Referrer-Policy", "no-referrer");
  response.add("X-Content-Type-Options", "nosniff");
  if (policy.framing == Framing::refused) response.add("X-Frame-Options", "DENY");
  response.body = http::print_page({.title = title, .body = body, .notice = kNotice}, kBrand);
  return response;
}

std::string hidden_field(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + html_escape(name) + "\" value=\"" + html_escape(value) + "\">";
}

std::string form_start(const FormTarget& target) {
  return "<form method=\"post\" action=\"" + html_escape(target.action) + "\">" +
         hidden_field("flowToken", target.flow_token);
}

std::string heading(std::string_view text, std::string_view app_name, std::string_view tenant_name) {
  std::string out = "<h1>" + std::string(text) + "</h1><p class=\"soft\">to continue to <strong>" +
                    html_escape(app_name) + "</strong>";
  if (!tenant_name.empty()) out += ", in " + html_escape(tenant_name);
  return out + "</p>";
}

std::string complaint(const entra::Refusal* refusal, const std::vector<std::string>& lines, std::string_view field) {
  if (refusal == nullptr) return {};
  return "<div class=\"complaint\" id=\"error-summary\" role=\"alert\"><p><a href=\"#" + std::string(field) + "\">" +
         html_escape(refusal->meaning) + "</a></p><p class=\"soft\">AADSTS" + std::to_string(refusal->code) + ": " +
         lines_of(lines) + "</p></div>";
}

std::string marked_invalid(bool failed) {
  return failed ? " aria-invalid=\"true\" aria-describedby=\"error-summary\"" : "";
}

std::string lines_of(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "<br>") + html_escape(line);
  return out;
}

}  // namespace sallyport::directory
