#include "http/form.h"

#include <algorithm>

#include "base/text.h"
#include "http/url.h"

namespace sallyport::http {
namespace {

constexpr std::size_t kMaxFields = 256;

Failure broken() {
  return failure(Kind::malformed, "form_encoding", "WHATWG URL 5.1");
}

// Decodes one name or value. Stricter: WHATWG keeps a broken escape as text and repairs invalid UTF-8; this function
// refuses both. It also refuses NUL, because an upstream in C would end the text there.
Result<std::string> decode(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  auto decoded = percent_decode(spaced);
  if (!decoded || decoded->find('\0') != std::string::npos || !is_utf8(*decoded)) return broken();
  return decoded;
}

}  // namespace

Result<Form> Form::parse(std::string_view text) {
  Form form;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view field = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (field.empty()) continue;
    if (form.fields_.size() == kMaxFields) return failure(Kind::malformed, "form_size");
    const std::size_t equals = std::min(field.find('='), field.size());
    SALLYPORT_TRY(auto name, decode(field.substr(0, equals)));
    SALLYPORT_TRY(auto value, decode(field.substr(std::min(equals + 1, field.size()))));
    form.fields_.emplace_back(std::move(name), std::move(value));
  }
  return form;
}

Result<std::optional<std::string>> Form::one(std::string_view name) const {
  const std::string* found = nullptr;
  for (const auto& [field, value] : fields_) {
    if (field != name) continue;
    if (found != nullptr) return failure(Kind::malformed, "form_duplicate", "RFC 6749 3.1", std::string(name));
    found = &value;
  }
  return found == nullptr ? std::nullopt : std::optional<std::string>(*found);
}

std::string Form::text(std::string_view name) const {
  auto value = one(name);
  return value && *value ? **std::move(value) : std::string();
}

bool Form::has_duplicate() const {
  std::vector<std::string_view> names;
  names.reserve(fields_.size());
  for (const auto& [name, value] : fields_) names.push_back(name);
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) != names.end();
}

Form Form::without_empty() const {
  Form kept;
  for (const auto& field : fields_)
    if (!field.second.empty()) kept.fields_.push_back(field);
  return kept;
}

std::string Form::print() const {
  std::string out;
  for (const auto& [name, value] : fields_) {
    if (!out.empty()) out += '&';
    out += percent_encode(name);
    out += '=';
    out += percent_encode(value);
  }
  return out;
}

std::string with_query(std::string_view url, const Form& form) {
  std::string out(url);
  if (form.fields().empty()) return out;
  const bool has_query = url.find('?') != std::string_view::npos;
  const bool open = url.ends_with('?') || (has_query && url.ends_with('&'));
  if (!open) out += has_query ? '&' : '?';
  return out + form.print();
}

}  // namespace sallyport::http
