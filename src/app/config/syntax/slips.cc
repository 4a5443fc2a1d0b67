#include "app/config/syntax/slips.h"

#include <algorithm>
#include <optional>

#include "base/characters.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

// A line taken apart: "  - name: value" has the indentation "  ", the start "- name: " and the value.
struct Line {
  std::string_view indentation;
  std::string_view start;
  std::string_view value;
};

bool is_key_character(char c) {
  return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.';
}

Line take_apart(std::string_view text) {
  Line line;
  const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
  line.indentation = text.substr(0, begin);
  std::size_t at = begin;
  while (text.substr(at).starts_with("- ")) at = std::min(text.find_first_not_of(' ', at + 1), text.size());
  std::size_t end = at;
  while (end < text.size() && is_key_character(text[end])) ++end;
  const bool has_key = end > at && end < text.size() && text[end] == ':';
  if (has_key && (end + 1 == text.size() || text[end + 1] == ' '))
    at = std::min(text.find_first_not_of(' ', end + 1), text.size());
  line.start = text.substr(begin, at - begin);
  line.value = text.substr(at);
  while (line.value.ends_with(' ') || line.value.ends_with('\r')) line.value.remove_suffix(1);
  return line;
}

struct Mended {
  std::string_view what;
  std::string value;  // the rest of the line, after its start
};

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

// Mends a key without a blank after its colon: "provider:azure". URLs and items of lists stay as they are.
std::optional<Mended> missing_blank(const Line& line) {
  const auto colon = line.value.find(':');
  if (!line.start.empty() || colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto key = line.value.substr(0, colon);
  const auto value = line.value.substr(colon + 1);
  if (!std::ranges::all_of(key, is_key_character) || value.empty() || value.front() == ' ' || value.front() == '/')
    return std::nullopt;
  return Mended{"a blank is missing behind the colon", std::string(key) + ": " + std::string(value)};
}

std::optional<Mended> stray_quote(const Line& line) {
  const auto value = line.value;
  if (!value.starts_with('"') || value.find('\\') != std::string_view::npos) return std::nullopt;
  const auto count = std::ranges::count(value, '"');
  std::string bare(value);
  std::erase(bare, '"');
  if (count == 1) return Mended{"a quotation mark is opened and never closed", bare};
  if (count == 3 && value.ends_with("\"\""))
    return Mended{"one quotation mark too many stands at the end", "\"" + bare + "\""};
  const auto behind = trim(value.substr(value.find('"', 1) + 1));
  const bool junk = count == 2 && !behind.empty() && behind.front() != '#' && behind.front() != ',';
  if (junk) return Mended{"text stands behind the closing quotation mark", "\"" + bare + "\""};
  return std::nullopt;
}

// Values that need quotation marks in YAML: "@contoso.example", "{Domain}/path", "Contoso: Data".
std::optional<Mended> needs_quotes(const Line& line) {
  const auto value = line.value;
  if (line.start.empty() || value.empty() || value.find('\'') != std::string_view::npos) return std::nullopt;
  if (value.front() == '@' || value.front() == '`' || value.front() == '%')
    return Mended{"a value that begins like this needs quotation marks", quoted(value)};
  const auto brace = value.find('}');
  if (value.front() == '{' && brace != std::string_view::npos && brace + 1 < value.size() && value.find(':', 0) > brace)
    return Mended{"a value that begins with a brace needs quotation marks", quoted(value)};
  const bool plain = value.find_first_of("\"{[#&*!|>") != 0;
  if (plain && value.find(": ") != std::string_view::npos)
    return Mended{"a value that holds a colon and a blank needs quotation marks", quoted(value)};
  return std::nullopt;
}

std::optional<Mended> find_slip(const Line& line) {
  for (const auto rule : {missing_blank, stray_quote, needs_quotes})
    if (auto mended = rule(line)) return mended;
  return std::nullopt;
}

}  // namespace

MendedText mend_slips(std::string_view text) {
  MendedText out;
  std::string_view indentation_before;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view whole = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    Line line = take_apart(whole);
    const bool is_nothing = line.value.empty() ? line.start.empty() : line.value.front() == '#' && line.start.empty();
    if (is_nothing) {
      out.text.append(whole).append("\n");
      continue;
    }
    std::string indentation(line.indentation);
    if (indentation.find('\t') != std::string::npos) {
      out.slips.push_back({number, "a tab stands in the indentation: YAML wants spaces", ""});
      indentation = indentation_before.empty() ? "  " : std::string(indentation_before);
    }
    std::string value(line.value);
    if (auto mended = find_slip(line)) {
      out.slips.push_back({number, std::string(mended->what), std::string(line.start) + mended->value});
      value = std::move(mended->value);
    }
    out.text.append(indentation).append(line.start).append(value).append("\n");
    indentation_before = line.indentation;
  }
  return out;
}

}  // namespace sallyport::app::config
