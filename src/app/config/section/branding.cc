// Reads the branding that the gateway's pages show.
#include <algorithm>
#include <array>

#include "app/config/section/section.h"
#include "base/characters.h"
#include "base/encoding.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kLogo = "server.branding.logoFile";
constexpr std::string_view kAccent = "server.branding.accent";
constexpr std::string_view kSupport = "server.branding.supportLink";
constexpr std::size_t kMaxLogo = 64 * 1024;
constexpr std::size_t kMaxLabel = 80;

std::string_view media_type_of(std::string_view bytes) {
  constexpr std::string_view kPng("\x89PNG\r\n\x1a\n", 8);
  if (bytes.starts_with(kPng)) return "image/png";
  if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
  return is_utf8(bytes) && bytes.find("<svg") < 1024 ? "image/svg+xml" : "";
}

bool is_name_character(char c) {
  return is_lower(c) || is_digit(c) || c == '-' || c == '_';
}

// Returns the text after the `=` of the attribute whose name begins at `at`, as in " onload = …" or " href='…". Empty
// if no `=` follows the name.
std::string_view attribute_value(std::string_view text, std::size_t at, std::size_t name_length) {
  auto rest = text.substr(at + name_length);
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
  if (!rest.starts_with('=')) return {};
  rest.remove_prefix(1);
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
  return rest.empty() ? std::string_view("=") : rest;
}

// True if the text has an event handler ("onload=") or a reference that leads out of the file.
bool has_active_attribute(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (is_name_character(text[at - 1]) || !is_name_character(text[at])) continue;
    std::size_t length = 0;
    while (at + length < text.size() && is_name_character(text[at + length])) ++length;
    const auto name = text.substr(at, length);
    const auto value = attribute_value(text, at, length);
    if (value.empty()) continue;
    if (name.starts_with("on")) return true;
    const bool refers = name == "href" || name == "src" || name == "from" || name == "to" || name == "values";
    const bool inside = value.starts_with("\"#") || value.starts_with("'#");
    if ((name == "href" || name == "src") && !inside) return true;
    if (refers && value.find("script") < 16) return true;
  }
  return false;
}

// A browser runs no script of an SVG in an <img>. Scripts are refused all the same, because somebody may open the
// picture by itself.
bool is_plain_svg(std::string_view bytes) {
  const std::string text = ascii_lower(bytes);
  constexpr std::array<std::string_view, 9> kForbidden{"<script",     ":script",          "<!entity",
                                                       "<!doctype",   "<foreignobject",   ":foreignobject",
                                                       "javascript:", "<?xml-stylesheet", "@import"};
  for (const auto word : kForbidden)
    if (text.find(word) != std::string::npos) return false;
  return !has_active_attribute(text);
}

void read_logo(const Context& context, gateway::Branding& branding) {
  if (!context.values.given(kLogo)) return;
  const auto path = context.values.text(kLogo);
  const auto refuse = [&](const std::string& why) {
    context.add(rule("branding_logo"), kLogo, "`" + path + "` " + why, "a PNG, JPEG or plain SVG of at most 64 kB");
  };
  const auto file = context.surroundings.read_file(path);
  if (!file) return refuse("cannot be read: " + file.error().detail);
  if (file->text.size() > kMaxLogo) return refuse("is larger than 64 kB");
  const auto type = media_type_of(file->text);
  if (type.empty()) return refuse("is no PNG, JPEG or SVG");
  if (type == "image/svg+xml" && !is_plain_svg(file->text))
    return refuse("holds a script, a handler, an entity or a reference to somewhere else");
  branding.logo = "data:" + std::string(type) + ";base64," + base64_encode(file->text);
}

void read_accent(const Context& context, gateway::Branding& branding) {
  const auto text = context.values.text(kAccent);
  if (text.empty()) return;
  const std::string_view digits = std::string_view(text).substr(text.starts_with('#') ? 1 : 0);
  if ((digits.size() != 6 && digits.size() != 3) || !std::ranges::all_of(digits, is_hex_digit))
    return context.add(rule("bad_value"), kAccent, "`" + text + "` is no colour of three or six hexadecimal digits",
                       "accent: \"#0f62fe\"");
  branding.accent = "#" + ascii_lower(digits);
}

void read_support_link(const Context& context, gateway::Branding& branding) {
  const auto text = context.values.text(kSupport);
  if (text.empty()) return;
  const auto url = http::Url::parse(text);
  const auto at = text.find('@');
  const bool mail = text.starts_with("mailto:") && at != std::string::npos && at > 7 && at + 1 < text.size() &&
                    text.find_first_of(" \"'<>") == std::string::npos;
  if (!mail && !(url && url->scheme == "https"))
    return context.add(rule("bad_value"), kSupport, "`" + text + "` is neither an https: nor a mailto: address",
                       text.find('@') != std::string::npos && !url ? "supportLink: mailto:" + text
                                                                   : "supportLink: https://help.example.com");
  branding.support_link = text;
}

std::string read_label(const Context& context, std::string_view key) {
  auto text = context.values.text(key);
  if (text.size() <= kMaxLabel) return text;
  context.add(rule("bad_value"), key, "is longer than 80 bytes",
              std::string(key.substr(key.rfind('.') + 1)) + ": a name");
  return {};
}

}  // namespace

void build_branding(const Context& context, gateway::Branding& branding) {
  branding.name = read_label(context, "server.branding.name");
  branding.company = read_label(context, "server.branding.company");
  read_logo(context, branding);
  read_accent(context, branding);
  read_support_link(context, branding);
}

}  // namespace sallyport::app::config
